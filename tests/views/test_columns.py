"""The names of columns that views ask for, and what people read for them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sim
from sim.questions.sensitivity.from_runs import from_runs
from sim.scenario.format.columns import columns_of
from sim.scenario.format.stages.council import Council
from sim.scenario.format.stages.recognition import Recognition
from sim.scenario.format.stages.talks import Talks
from sim.scenario.format.weekly import series_of
from sim.scenario.reader import read_scenario
from sim.views import columns
from sim.views.figures.of_questions.tornado import draw_tornado

ROOT = Path(__file__).resolve().parents[2]
FILES = {name: ROOT / "scenarios" / "kosovo" / f"{name}.yaml" for name in ("five_actors", "baseline")}


def asked_of(scenario):
    """Every name that some view asks for, by the function that spells it."""
    yield from (columns.RUN, columns.OUTCOME, *(columns.utility(name) for name in scenario.actors))
    yield from (columns.text_worth(name) for name in scenario.actors)
    drawn = [(n, i) for n, a in scenario.actors.items() for i, q in a.position.items() if q.value is None]
    yield from (columns.position(name, issue) for name, issue in drawn)
    for stage in scenario.process:
        yield from (columns.entered_week(stage), columns.began_week(stage))
        yield from (columns.left_week(stage), columns.result(stage))
        if isinstance(stage, Talks):
            yield from (*columns.first_gaps(stage, scenario).values(), *columns.last_gaps(stage, scenario).values())
        if isinstance(stage, Council):
            yield from (columns.drafts(stage), columns.voted(stage))
            for what in (columns.VETO_CHANCE, columns.BELIEVED_CHANCE, *scenario.issues):
                yield from columns.draft_measures(stage, what)
            for member in set(stage.seats) - set(stage.sponsors):
                yield from columns.noes(stage, member)
        if isinstance(stage, Recognition):
            yield from columns.recognition_counts(stage).values()


@pytest.mark.parametrize("case", FILES)
def test_every_column_that_is_asked_for_is_kept(case):
    ensemble = sim.run(FILES[case], runs=2)
    asked = list(asked_of(ensemble.scenario))
    assert len(asked) > 60
    assert [name for name in asked if name not in ensemble.rows.column_names] == []


def test_beliefs_are_series_that_are_watched(five_actors):
    watched = series_of(five_actors)
    assert columns.belief("council.blocked", "belgrade") in watched
    beliefs = tuple(columns.belief(about) for about in ("council.blocked", "declaration.coordinated"))
    assert all(name.startswith(beliefs) for name in watched)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("vienna.first_gap.legal_basis", "Vienna talks: distance on Legal basis as the talks began"),
        ("utility.contact_group", "What Contact Group (Western members) has in the end, all prices paid"),
        ("happened.putin_threat", "Whether “Putin speaks of a veto” happened"),
        ("in.process.council.vote_below", "Security Council: vote below"),
        ("ended_week", "Week in which the run ended"),
    ],
)
def test_columns_have_labels_for_people(five_actors, name, label):
    assert columns.label_of_column(five_actors, name) == label


def test_the_label_of_no_column_shows_a_name_that_has_a_label():
    """Names that a file gives beside a label are for machines; people read the label."""
    scenario = read_scenario(FILES["baseline"])
    labelled = {name: columns.label_of_column(scenario, name) for name in columns_of(scenario)}
    named = {name for name, one in scenario.issues.items() if "_" in name and one.label}
    named |= {name for name, one in scenario.actors.items() if "_" in name and one.label}
    assert len(named) >= 3
    assert [said for said in labelled.values() if any(name in said for name in named)] == []
    assert len(set(labelled.values())) == len(labelled)


def test_a_column_that_nobody_keeps_has_no_label(five_actors):
    with pytest.raises(KeyError, match="drafts"):
        columns.label_of_column(five_actors, "drafts")


def test_the_tornado_calls_numbers_and_columns_as_people_read_them(five_actors):
    effects = from_runs(
        {"actors.russia.blocking_cost": np.linspace(0, 1, 400)}, np.linspace(1, 5, 400), "council.drafts"
    )
    axes = draw_tornado(effects, five_actors).axes[0]
    assert [tick.get_text() for tick in axes.get_yticklabels()] == ["Russia: blocking cost"]
    assert axes.get_xlabel() == "Security Council: drafts tabled; beside the bars: first-order index"
    bare = draw_tornado(effects).axes[0]
    assert [tick.get_text() for tick in bare.get_yticklabels()] == ["russia.blocking_cost"]


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("coordinated_declaration", "Coordinated declaration, per cent of runs"),
        ("council.voted", "Security Council: whether a draft was put to the vote, per cent of runs"),
        ("utility.russia", "What Russia has in the end, all prices paid"),
    ],
)
def test_the_tornado_speaks_of_per_cent_only_where_runs_are_counted(five_actors, output, said):
    effects = from_runs({"actors.russia.blocking_cost": np.linspace(0, 1, 400)}, np.linspace(0.2, 0.8, 400), output)
    axes = draw_tornado(effects, five_actors).axes[0]
    assert axes.get_xlabel().replace("\n", " ") == f"{said}; beside the bars: first-order index"
    assert axes.get_xlim()[1] > 2 if "per cent" in said else axes.get_xlim()[1] < 2
