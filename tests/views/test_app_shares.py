"""The shares that the page shows, the table that shows them, and one run week by week."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.questions.bands import bands
from sim.scenario.reader import read_scenario
from sim.views.app.both import both_told, telling_run
from sim.views.app.shares import Kept, Shares, play_outcomes
from sim.views.app.sure.pairs import in_html
from sim.views.app.walk import chronicle_by, draw_week, heading_of, in_words, picture_of, walked
from sim.views.app.why import what_blocks


def shares(outcome, label="abc"):
    return Shares(label, 0, {"one": "One & all", "two": "Two"}, np.array(outcome), 0.1)


def test_what_is_not_wanted_any_more_is_broken_off(five_actors):
    weeks = []
    assert play_outcomes(five_actors, [0], stopped=lambda: len(weeks) == 5, on_week=weeks.append) is None
    assert len(weeks) == 5


def test_shares_are_kept_by_scenario_and_the_oldest_go(five_actors):
    kept = Kept(most=2)
    played = shares([0, 1], five_actors.hash)
    kept.put(played)
    assert kept.get(five_actors) is played
    assert kept.get(five_actors, seed=1) is None
    assert kept.get_first(five_actors) is None
    kept.put(shares([0], "first"))
    kept.put(shares([0], "second"))
    assert kept.get(five_actors) is None


def test_runs_are_counted_by_how_they_end_in_both(five_actors):
    before, after = shares([0, 0, 1, 1, 1], "old"), shares([0, 1, 1, 1], "new")
    assert before.flow(after) == [[1, 1], [0, 2]]
    assert after.since(shares([0, 0, 1, 1]), "one").difference == pytest.approx(-0.25)


def test_the_run_that_is_told_changes_as_most_do():
    before, after = np.array([0, 0, 1, 0, 1, 2]), np.array([0, 1, 2, 2, 2, 1])
    assert telling_run(before, after) == 2
    assert telling_run(before, before) == 0


def test_bands_are_told_with_every_label_as_text(five_actors):
    found = bands(five_actors, pairs=2)
    outcomes = tuple(one.model_copy(update={"label": f"<b>{one.name} & co"}) for one in five_actors.outcomes)
    told = in_html(replace(found, scenario=five_actors.model_copy(update={"outcomes": outcomes})))
    assert told.count("&lt;b&gt;") == len(outcomes) and "<b>" not in told
    assert told.count("&amp; co (what happened)") == 1
    assert "2 pairs of histories under one set of rules" in told
    several = in_html(replace(found, labels={"as written": "as the file has them", "odd": "<i>others"}))
    assert "each of 2 choices of rules: as the file has them, &lt;i&gt;others" in several


def test_two_worlds_are_told_from_where_they_part(five_actors):
    free = read_scenario("scenarios/kosovo/five_actors.yaml", ["actors.russia.veto=false"])
    told = both_told(five_actors, free, 0)
    assert told.count("data-parting") == 1
    alike, apart = told.split("<table")
    assert "Vienna talks" not in alike, "offers hang on what is believed of a veto"
    assert apart.index("World A") < apart.index("World B")
    assert "Told alike in both worlds to the end" in both_told(five_actors, five_actors, 0)


def test_what_still_blocks_is_told_by_stage():
    moved = read_scenario("scenarios/kosovo/five_actors.yaml", ["actors.belgrade.position.status=0.9"])
    told = what_blocks(moved)
    assert 2 <= len(told) <= 6
    assert any("Belgrade refused" in line and "red line" in line for line in told)
    assert all(line.split(":")[0] in {"Vienna talks", "Envoy's proposal", "Security Council", "Troika talks",
                                      "Declaration"} for line in told)  # fmt: skip


@pytest.fixture(scope="module")
def walk(five_actors):
    return walked(five_actors, 1)


def test_a_run_ends_in_its_last_week_with_its_outcome(five_actors, walk):
    ended = list(five_actors.outcome_labels.values())[play_outcomes(five_actors, [0])[1]]
    assert ended.lower() in chronicle_by(walk, len(walk.weeks) - 1).lower()
    assert ended.lower() not in chronicle_by(walk, 0).lower()


def test_every_week_can_be_told(walk):
    told = [chronicle_by(walk, week) for week in range(len(walk.weeks))]
    sizes = [len(page) for page in told]
    assert sizes[-1] > 4 * sizes[0]
    assert heading_of(walk, 0).endswith("14 November 2005: Vienna talks")
    assert "To Belgrade failure promises" in in_words(walk, 3)


def test_what_failure_promises_and_the_table_are_those_of_the_run(five_actors, walk):
    answers = [entry for entry in walk.chronicle.entries if entry.kind == "answer" and entry.stage == "vienna"]
    assert answers
    assert all(0 <= worth <= 1 for week in walk.weeks for worth in week.table)
    # Beliefs move after an answer in the same week only through events, of which the first weeks have none.
    first = answers[0]
    place = walk.parties.index(first.actor)
    assert walk.weeks[first.week].failure[place] == pytest.approx(first.numbers["disagreement"], abs=0.02)


def test_the_picture_grows_with_the_weeks(walk):
    early, late = draw_week(walk, 0), draw_week(walk, len(walk.weeks) - 1)

    def dots(figure):
        return sum(len(line.get_xdata()) for line in figure.axes[0].lines)

    assert dots(late) > dots(early)
    assert picture_of(early).startswith(b"\x89PNG")
    assert picture_of(draw_week(walk, 0)) == picture_of(early)


def test_a_scenario_without_talks_has_no_bargaining_space(five_actors):
    walk = walked(read_scenario("scenarios/theory/nash.yaml"), 0)
    assert walk.parties == ()
    with pytest.raises(ValueError, match="no two parties"):
        draw_week(walk, 0)
