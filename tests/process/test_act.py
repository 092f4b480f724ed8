"""Acts of one's own: alone or with backing, as one sees fit, on a day, or with a chance."""

import datetime as dt

import numpy as np
import pytest

from sim.runs.one_run import chronicle_of
from sim.scenario.faults import ScenarioFault
from sim.scenario.reader import reading_of, written
from sim.views.story.forms import as_plain
from sim.views.story.story import story_of

from .conformance import StageConformance

SPEC = "process.0.act"
ALONE = {f"{SPEC}.by": ["east"], f"{SPEC}.backers": None}


@pytest.fixture
def act(day):
    """The declaration of the tests, said as the act that it is a preset of."""

    def make(changes=None):
        stage = {"name": "day", "by": ["east"], "text": "state_declared", "backers": {"friends": {}},
                 "notice_weeks": 3, "weeks": 60}  # fmt: skip
        premiums = {"day": {"alone": -0.4}}
        plain = {
            "process.0": {"act": stage},
            "actors.east.premiums": premiums,
            "outcomes": [{"name": "done", "when": {"ending": "backed"}}, {"name": "none", "otherwise": True}],
        }
        return day({**plain, **(changes or {})})

    return make


def column(model, name):
    return set(model.records.columns[name].tolist())


def endings(model):
    return set(model.records.spelt("ending"))


SAME = {"backed": "coordinated", "alone": "alone", "no_act": "no_declaration"}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {f"{SPEC}.backers.friends.reluctance": 0.8, "actors.friends.patience_weeks": 40},
        {f"{SPEC}.backers.friends.reluctance": 5.0, f"{SPEC}.alone_chance": 0.5,
         "actors.friends.patience_weeks": 5000, "actors.east.precision": 10},
        {"actors.east.beliefs": {"day": {"backed": {"chance": 0.5}}}, "actors.friends.precision": 10.0},
    ],
    ids=["backed", "backed late", "alone", "in doubt"],
)  # fmt: skip
def test_a_declaration_is_an_act_in_other_words(act, day, play, changes):
    """Line by line the same: who may act is the declarer, whose backing counts are the sponsors."""
    other = {}
    for path, value in changes.items():
        worded = {"day": {"coordinated": value["day"]["backed"]}} if path.endswith("beliefs") else value
        other[path.replace(f"{SPEC}.backers", f"{SPEC}.sponsors").replace(SPEC, "process.0.declaration")] = worded
    said, same = play(act(changes), runs=48).records, play(day(other), runs=48).records
    assert [SAME[ending] for ending in said.spelt("ending")] == list(same.spelt("ending"))
    for name in ("day.notice_week", "day.backing", "ended_week", "utility.east"):
        assert np.array_equal(said.columns[name], same.columns[name]), name


def test_who_needs_nobody_acts_as_soon_as_that_is_worth_more_than_waiting(act, play):
    model = play(act(ALONE))
    assert endings(model) == {"alone"} and column(model, "day.notice_week") == {0}
    assert column(model, "ended_week") == {3} and column(model, "in_force.status") == {0.9}
    worse = play(act({**ALONE, "actors.east.premiums.day.alone": -0.7}))
    assert endings(worse) == {"no_act"}, "0.3 against the 0.375 of the old order"


def test_of_several_the_first_to_whom_it_is_worth_more_acts(act, play):
    both = {**ALONE, f"{SPEC}.by": ["west", "friends", "east"], "actors.friends.precision": 1e6}
    model = play(act(both))
    assert column(model, "day.friends.acted") == {True}, "the west has more as it is"
    assert column(model, "day.west.acted") == column(model, "day.east.acted") == {False}


def test_a_chance_decides_at_once_and_everybody_reckons_with_it(act, play):
    dice = {**ALONE, f"{SPEC}.chance": 0.25, f"{SPEC}.notice_weeks": 0}
    model = play(act(dice), runs=1024)
    done = model.records.spelt("ending") == "alone"
    assert np.mean(done) == pytest.approx(0.25, abs=0.05)
    assert column(model, "ended_week") == {0}
    west = model.actors["west"]
    assert west.chances(model.case.stages["day"], consented=False)["alone"][0] == 0.25


def test_what_needs_backing_and_has_dice_is_backed_or_alone(act, play):
    dice = {f"{SPEC}.chance": 1.0, f"{SPEC}.notice_weeks": 0}
    assert endings(play(act(dice))) == {"backed"}
    assert endings(play(act({**dice, f"{SPEC}.backers.friends.reluctance": 5}))) == {"alone"}


def test_an_act_without_a_text_leaves_what_is_in_force_and_has_its_effects(act, play):
    strike = {**ALONE, f"{SPEC}.text": None, "actors.east.premiums.day.alone": 0.1, f"{SPEC}.on_alone": {
        "to": "end", "effects": [{"change": {"actor": "west", "of": "patience_weeks", "by": -50}}]}}  # fmt: skip
    model = play(act(strike))
    assert endings(model) == {"alone"} and column(model, "in_force.status") == {0.2}
    assert set(model.actors["west"].now["patience_weeks"]) == {
        set(play(act({**strike, "actors.east.premiums.day.alone": -0.1})).actors["west"].now["patience_weeks"]).pop()
        - 50
    }


def test_an_act_waits_for_its_day(act, play):
    model = play(act({**ALONE, f"{SPEC}.on": dt.date(2006, 1, 2) + dt.timedelta(weeks=12)}))
    assert column(model, "day.notice_week") == {12}


@pytest.mark.parametrize(("said", "weeks"), [({}, 12), ({f"{SPEC}.notice_weeks": 4}, 16)])
def test_what_has_a_day_is_done_on_it_unless_notice_is_asked_for(act, play, said, weeks):
    """A day that is set is notice enough; four weeks were added to it unasked, and everybody reckoned with them."""
    dated = {f"{SPEC}.on": dt.date(2006, 1, 2) + dt.timedelta(weeks=12), f"{SPEC}.notice_weeks": None, **said}
    model = play(act({**ALONE, **dated}))
    assert column(model, "day.left_week") == {weeks}


def test_without_a_day_four_weeks_of_notice_are_usual(act, play):
    usual, said = (play(act({**ALONE, f"{SPEC}.notice_weeks": notice})) for notice in (None, 4))
    assert column(usual, "day.left_week") == column(said, "day.left_week")


WORDS = {"act": "a strike", "backed_act": "a strike with the federation", "acted": "went on strike",
         "backed": "promised strike pay", "refused": "promised no strike pay", "backers": "federations"}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "said"),
    [(ALONE, "East decided to act"), (ALONE, "East went on strike."),
     ({}, "East went on strike, with the backing of Friends."),
     ({}, "Friends promised strike pay."),
     ({**ALONE, f"{SPEC}.chance": 0.0}, "It did not come to a strike."),
     ({**ALONE, "actors.east.premiums.day.alone": -0.7}, "The question of a strike was laid aside.")],
)  # fmt: skip
def test_an_act_is_told_in_the_words_of_the_file(act, changes, said):
    scenario = act({**changes, f"{SPEC}.words": WORDS})
    told = [as_plain(story_of(chronicle_of(scenario, 0), scenario, style=one)) for one in ("brief", "chronicle")]
    assert any(said in " ".join(one.split()) for one in told), told


@pytest.mark.parametrize(
    ("changes", "at", "said"),
    [
        ({f"{SPEC}.by": ["east", "friends"]}, "process.day.backers.friends", "friends may act itself, and needs"),
        ({f"{SPEC}.by": ["east", "east"]}, "process.day.by", "east is named twice"),
        ({f"{SPEC}.by": ["eest"]}, "process.day.by.0", "there is no actor `eest`"),
        ({f"{SPEC}.by": []}, "process.day.by", ""),
        ({f"{SPEC}.declarer": "east"}, "process.day.declarer", "the key `declarer` is unknown here"),
    ],
)
def test_what_makes_no_sense_is_refused(act, changes, at, said):
    with pytest.raises(ScenarioFault) as caught:
        act(changes)
    (fault,) = [one for one in caught.value.faults if not one.warning]
    assert fault.path == at and fault.found.startswith(said)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({**ALONE, f"{SPEC}.quorum": 0.7}, "`quorum` has no effect: nobody's backing counts here"),
        ({**ALONE, f"{SPEC}.alone_chance": 0.7},
         "`alone_chance` has no effect: where no backing counts, each acts as it sees fit"),
        ({f"{SPEC}.chance": 0.5, f"{SPEC}.alone_chance": 0.5},
         "`alone_chance` has no effect: `chance` decides at once"),
        ({**ALONE, "actors.east.premiums": {"day": {"backed": 0.5}}},
         "this premium has no effect: `day` cannot end in `backed`, as it names no `backers`"),
    ],
)  # fmt: skip
def test_what_has_no_effect_is_said(act, changes, said):
    assert said in [one.found for one in reading_of(written(act(changes)), "file.yaml").warnings]


class TestAct(StageConformance):
    kind = "act"
    tells = frozenset({"sponsor", "considers", "notice", "tempted", "declaration", "leaves"})

    @pytest.fixture
    def cases(self, act):
        hesitant = {f"{SPEC}.backers.friends.reluctance": 0.8, "actors.friends.patience_weeks": 90}
        hesitant |= {"actors.friends.precision": 10.0, f"{SPEC}.alone_chance": 0.3}
        hesitant |= {"actors.east.beliefs": {"day": {"backed": {"chance": 0.5}}}, f"{SPEC}.by": ["west", "east"]}
        return [act(hesitant), act({**ALONE, f"{SPEC}.chance": 0.5})]
