"""The names of columns that views ask for, and what people read for them."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.scenario.format.process import Council, Recognition, Talks
from sim.scenario.format.weekly import series_of
from sim.views import columns

ROOT = Path(__file__).resolve().parents[2]
FILES = {name: ROOT / "scenarios" / "kosovo" / f"{name}.yaml" for name in ("five_actors", "baseline")}


def asked_of(scenario):
    """Every name that some view asks for, by the function that spells it."""
    yield from (columns.RUN, columns.OUTCOME, *(columns.utility(name) for name in scenario.actors))
    drawn = [(n, i) for n, a in scenario.actors.items() for i, q in a.position.items() if q.value is None]
    yield from (columns.position(name, issue) for name, issue in drawn)
    for stage in scenario.process:
        yield from (columns.entered_week(stage), columns.left_week(stage), columns.result(stage))
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
    assert columns.belief("block", "belgrade") in watched
    assert all(name.startswith((columns.belief("block"), columns.belief("backing"))) for name in watched)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("vienna.first_gap.legal_basis", "Vienna talks: First gap, Legal basis"),
        ("utility.contact_group", "Utility, Contact Group (Western members)"),
        ("happened.putin_threat", "Happened, putin threat"),
        ("in.process.council.vote_below", "Security Council: vote below"),
        ("ended_week", "Ended week"),
    ],
)
def test_columns_have_labels_for_people(five_actors, name, label):
    assert columns.label_of_column(five_actors, name) == label
