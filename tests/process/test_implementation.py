"""What was agreed is kept or broken, and spoilers may bring it down."""

import numpy as np
import pytest

from sim.rules.violence import weekly_chance
from sim.runs.one_run import chronicle_of
from sim.scenario.faults import ScenarioFault
from sim.views.story.forms import as_plain
from sim.views.story.story import story_of

from .conformance import StageConformance

SPEC = "process.1.implementation"
WEEKLY = 12 * 7 / 365.25
"""Months in a week."""


@pytest.fixture
def truce(talks):
    """Talks that end in an agreement, and then a year in which it has to be kept."""

    def make(changes=None):
        stage = {"name": "truce", "parties": {"west": {}, "east": {}}, "weeks": 52, "expected": {"held": 0.9}}
        plain = {"process.0.talks.on_success": "truce", "process.1": {"implementation": stage}}
        return talks({**plain, **(changes or {})})

    return make


SPOILER = {"expected_text": "best", "monthly_chance": 0.5, "breakdown_size": 50}
SPOILED = {"texts.best": {"status": 1.0, "rights": 1.0}, f"{SPEC}.spoilers": {"east": SPOILER}}
TEMPTED = {f"{SPEC}.parties.east.tempted": 0.6, "actors.east.premiums": {"truce": {"broke_down": 0.9}}}


def of(model, name):
    return model.records.columns[f"truce.{name}"]


def results(model):
    return set(model.records.spelt("truce.result"))


def test_what_nobody_breaks_holds_and_was_in_force_from_the_first_day(truce, play):
    model = play(truce())
    assert results(model) == {"held"}
    assert set(of(model, "left_week") - of(model, "began_week")) == {52}
    assert not np.any(model.records.columns["in_force.status"] == 0.2), "not the old order"


def test_who_is_tempted_breaks_it_only_where_that_is_worth_more(truce, play):
    broken = play(truce(TEMPTED), runs=64)
    assert results(broken) == {"broke_down"} and of(broken, "east.broke").all() and not of(broken, "west.broke").any()
    dear = play(truce({**TEMPTED, f"{SPEC}.parties.east.cost": 0.91}))
    assert results(dear) == {"held"} and not of(dear, "breaches").any()


def test_a_chance_a_month_is_a_chance_a_month(truce, play):
    model = play(truce({**TEMPTED, f"{SPEC}.parties.east.tempted": 0.1}), runs=512)
    held = np.mean(model.records.spelt("truce.result") == "held")
    assert held == pytest.approx(0.9 ** (53 * WEEKLY), abs=0.06)


def test_an_agreement_outlives_as_many_breaches_as_are_tolerated(truce, play):
    model = play(truce({**TEMPTED, f"{SPEC}.tolerated": 2}), runs=32)
    assert results(model) == {"broke_down"} and set(of(model, "breaches")) == {3}


@pytest.mark.parametrize(("chance", "ends"), [(0.0, {"broke_down"}), (1.0, {"reopened"})])
def test_a_breach_may_lead_back_to_a_table(truce, play, chance, ends):
    assert results(play(truce({**TEMPTED, f"{SPEC}.reopens": chance}))) == ends


def test_spoilers_strike_as_often_as_the_rule_of_violence_says(truce, play):
    small = {**SPOILED, f"{SPEC}.spoilers.east.breakdown_size": 1e6, "actors.east.patience_weeks": 1}
    model = play(truce(small), runs=256)
    assert results(model) == {"held"}
    east, runs = model.actors["east"], np.arange(256)
    gap = east.worth_of("best", runs) - east.in_force(runs)
    chance = weekly_chance(-np.log(1 - 0.5) * WEEKLY, gap, 1.0, 0.0, 0.0)
    assert of(model, "events").mean() == pytest.approx((53 * chance).mean(), rel=0.05)


def test_a_large_event_ends_it_and_a_peaceful_people_does_not(truce, play):
    struck = play(truce({**SPOILED, f"{SPEC}.spoilers.east.breakdown_size": 1}), runs=32)
    assert results(struck) == {"broke_down"} and set(of(struck, "events")) == {1}
    content = play(truce({**SPOILED, "texts.best": {"status": 0.2, "rights": 0.2}}))
    assert results(content) == {"held"} and not of(content, "events").any(), "nobody riots about nothing"


def test_talks_before_it_weigh_that_it_may_break_down(truce, play):
    """What is agreed is in force only as far as it is believed to hold; failing is worth the same."""
    doubted = {f"{SPEC}.expected": {"held": 0.2}, f"{SPEC}.on_failure": {"to": "end", "in_force": "old_order"}}
    model = play(truce(doubted))
    after = model.actors["east"].ahead().after("rounds", "agreed", True)
    assert after.agreed[0] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("changes", "said"),
    [({}, "The agreement held"), (TEMPTED, "East broke it: to break it was"),
     ({**TEMPTED, f"{SPEC}.words": {"broke": "opened fire"}}, "East opened fire: to break it"),
     ({**TEMPTED, f"{SPEC}.words": {"what": "the cease-fire"}}, "the cease-fire broke down on"),
     ({**TEMPTED, f"{SPEC}.parties.east.cost": 0.95}, "East thought of breaking the agreement; the last time, East"),
     ({**SPOILED, f"{SPEC}.spoilers.east.breakdown_size": 1}, "after violence on behalf of East with")],
)  # fmt: skip
def test_it_is_told_in_the_words_of_the_file(truce, changes, said):
    scenario = truce(changes)
    told = " ".join(as_plain(story_of(chronicle_of(scenario, 0), scenario)).split())
    assert said.lower() in told.lower(), told


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({f"{SPEC}.parties": {}}, "process.truce.parties: "),
        ({f"{SPEC}.parties": {"esat": {}}}, "process.truce.parties.esat: there is no actor `esat`"),
        ({f"{SPEC}.spoilers": {"east": {"monthly_chance": 0.1}}},
         "process.truce.spoilers.east.expected_text: `expected_text` is missing"),
        ({f"{SPEC}.parties.east.tmepted": 0.1},
         "process.truce.parties.east.tmepted: the key `tmepted` is unknown here"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(truce, changes, said):
    with pytest.raises(ScenarioFault) as caught:
        truce(changes)
    assert any(f"{one.path}: {one.found}".startswith(said) for one in caught.value.faults), str(caught.value)


class TestImplementation(StageConformance):
    kind = "implementation"
    tells = frozenset({"breach", "unrest", "leaves"})

    @pytest.fixture
    def cases(self, truce):
        both = {**TEMPTED, **SPOILED, f"{SPEC}.reopens": 0.3, f"{SPEC}.tolerated": 1}
        both |= {f"{SPEC}.parties.west.tempted": 0.3}
        both |= {"actors.west.premiums": {"truce": {"broke_down": 0.8}}}
        return [truce(both), truce()]
