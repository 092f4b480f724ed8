"""Unrest (R14): frustration raises it, peacekeepers lower it, a large event ends the process, each costs patience."""

import numpy as np
import pytest

from .conformance import NEVER_ENTERED, StageConformance

STREET = {
    "name": "street",
    "during": ["rounds"],
    "party": "east",
    "expected_text": "middle",
    "monthly_chance": 0.3,
    "frustration_effect": 0.0,
    "breakdown_size": 1_000_000,
}
SPLIT = {
    "actors.west.red_lines": {"status": {"max": 0.3, "hard": True}},
    "actors.east.red_lines": {"status": {"min": 0.7, "hard": True}},
}
RUNS = 256


@pytest.fixture
def street(talks):
    """Talks of 40 weeks without a zone of agreement, and unrest beside them."""

    def make(changes=None):
        listed = [{"name": "violent", "when": {"ending": "breakdown"}}, {"name": "nothing", "otherwise": True}]
        return talks({**SPLIT, "process.1": {"unrest": STREET}, "outcomes": listed, **(changes or {})})

    return make


def events(play, scenario):
    return play(scenario, RUNS).records.columns["street.events"]


def test_how_often_something_breaks_out_is_what_the_file_says(street, play):
    struck = events(play, street())
    weekly = 1 - 0.7 ** (1 / (365.25 / 12 / 7))
    weeks = 40  # the talks are over before unrest acts in their last week
    assert struck.mean() == pytest.approx(weekly * weeks, rel=0.1)
    assert not events(play, street({"process.1.unrest.monthly_chance": 0.0})).any()


def test_only_the_stages_named_know_unrest(street, play):
    model = play(street({"process.1.unrest.monthly_chance": 0.9}), RUNS)
    began, left = model.records.columns["rounds.began_week"], model.records.columns["rounds.left_week"]
    assert set(began.tolist()) == {0}
    assert set(left.tolist()) == {40}
    assert model.records.columns["street.began_week"].max() < 40
    wide = {
        "actors.west.red_lines": {"status": {"max": 1.0, "hard": True}},
        "actors.east.red_lines": {"status": {"min": 0.0, "hard": True}},
    }
    agreed = play(street({**wide, "process.1.unrest.monthly_chance": 0.9}), RUNS).records.columns
    assert agreed["rounds.left_week"].mean() < 35
    share = agreed["rounds.left_week"].mean() / 40
    assert agreed["street.events"].mean() == pytest.approx(
        share * model.records.columns["street.events"].mean(), rel=0.1
    )


def test_frustration_is_what_was_expected_less_what_is_had_as_patience_goes(street, play):
    model = play(street({"actors.east.patience_weeks": 100}), 4)
    east, unrest, runs = model.actors["east"], model.stages[1], np.arange(4)
    gap = east.value(model.world.texts["middle"], runs) - east.value(model.world.texts["old_order"], runs)
    assert np.all(gap > 0.1)
    for week, spent in ((0, 0.0), (25, 0.25), (100, 1.0), (300, 1.0)):
        model.world.week = week
        np.testing.assert_allclose(unrest.outbreaks.frustration(runs), spent * gap)


def test_who_expected_less_than_it_has_is_not_frustrated(street, play):
    model = play(street({"process.1.unrest.expected_text": "old_order", "status_quo": "middle"}), 4)
    assert not model.stages[1].outbreaks.frustration(np.arange(4)).any()


@pytest.mark.parametrize(
    ("changes", "way"),
    [
        ({"frustration_effect": 8.0}, 1),
        ({"peacekeepers": 1.0, "peacekeeper_effect": 1.0}, -1),
        ({"monthly_chance": 0.6}, 1),
    ],
)
def test_each_number_moves_it_its_way(street, play, changes, way):
    impatient = {"actors.east.patience_weeks": 10}
    before = events(play, street(impatient))
    after = events(play, street({**impatient, **{f"process.1.unrest.{name}": v for name, v in changes.items()}}))
    assert np.all(way * (after.astype(int) - before) >= 0)
    assert way * (after.mean() - before.mean()) > 0.2 * before.mean()


def test_a_large_event_ends_the_process_in_violence_and_a_small_one_does_not(street, play):
    model = play(street({"process.1.unrest.breakdown_size": 8, "process.1.unrest.tail": 0.7}), RUNS)
    columns, outcome = model.records.columns, model.records.spelt("outcome")
    large = columns["street.largest"] >= 8
    assert 0 < large.sum() < RUNS
    assert set(outcome[large]) == {"violent"}
    assert set(outcome[~large]) == {"nothing"}
    assert np.all(columns["ended_week"][large] == columns["street.left_week"][large])
    assert np.all(columns["rounds.left_week"][~large] == 40)
    assert np.all(columns["rounds.left_week"][large] == -1), "a run that broke down never came to the deadline"


def test_sizes_begin_at_the_smallest_and_have_the_tail_of_the_file(street, play):
    sure = {"process.1.unrest.smallest": 2.0, "process.1.unrest.tail": 1.0, "process.1.unrest.breakdown_size": 2.0}
    largest = play(street(sure), 1_024).records.columns["street.largest"]  # the first event ends each run
    sizes = largest[largest > 0]
    assert sizes.min() >= 2.0
    assert np.mean(sizes >= 4.0) == pytest.approx(0.5, abs=0.05)
    assert np.mean(sizes >= 20.0) == pytest.approx(0.1, abs=0.04)


def test_every_event_takes_a_share_of_everybodys_patience(street, play):
    calm = play(street({"process.1.unrest.patience_cut": 0.0}), RUNS)
    cut = play(street({"process.1.unrest.patience_cut": 0.2}), RUNS)
    for name in ("east", "west", "envoy"):
        before, after = (model.actors[name].now["patience_weeks"] for model in (calm, cut))
        np.testing.assert_allclose(after, before * 0.8 ** cut.records.columns["street.events"])
    assert cut.records.columns["street.events"].max() > 1


def test_the_chronicle_tells_of_each_event(street, tell):
    told = tell(street({"process.1.unrest.monthly_chance": 0.9}), "unrest")
    assert told
    assert all(entry.numbers["size"] >= 1.0 for entry in told)


class TestUnrest(StageConformance):
    kind = "unrest"
    tells = frozenset({"unrest", "leaves"})
    untouched = (NEVER_ENTERED,)

    @pytest.fixture
    def cases(self, street):
        cut = {"process.1.unrest.patience_cut": 0.1, "process.1.unrest.frustration_effect": 1.0}
        return [street({**cut, "process.1.unrest.breakdown_size": 8}), street(cut)]
