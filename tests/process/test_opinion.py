"""Factions in the model: followers move with time and elections, and the party's stand and costs with them."""

import datetime as dt

import numpy as np
import pytest

from sim.model import StatusTalks

APART = {
    "actors.west.red_lines": {"status": {"max": 0.3, "hard": True}},
    "actors.east.red_lines": {"status": {"min": 0.7, "hard": True}},
}
MILD = {"following": 3, "position": {"status": 0.1}}
HARD = {"following": 1, "position": {"status": 0.0}}
RUNS = np.arange(4)


def at_home(mild=None, hard=None, **more):
    """West with two factions, one run's worth of talks without a zone of agreement."""
    factions = {"mild": {**MILD, **(mild or {})}, "hard": {**HARD, **(hard or {})}}
    return {**APART, "actors.west.factions": factions, **more}


def at_week(scenario, week):
    model = StatusTalks(scenario, places=RUNS)
    for played in model.weeks():
        if played == week:
            return model
    raise AssertionError("it was over before")


def vote(faction, by, weeks=8, chance=1.0):
    change = {"actor": "west", "of": "following", "faction": faction, "by": by}
    date = dt.date(2006, 1, 2) + dt.timedelta(weeks=weeks)
    return {"events": [{"name": "vote", "date": date, "chance": chance, "effects": [{"change": change}]}]}


def test_a_party_whose_factions_stay_as_they_are_is_a_party_without_factions(talks, play):
    one, several = play(talks(APART)), play(talks(at_home()))
    assert several.records.columns["following.west.mild"].tolist() == [0.75] * len(several.run_numbers)
    for name, column in one.records.columns.items():
        assert np.array_equal(column, several.records.columns[name]), name


def test_delay_brings_followers_and_the_party_follows_them(talks):
    west = at_week(talks(at_home(hard={"gains_from_delay": 1.0}, **{"actors.west.patience_weeks": 64})), 32).actors[
        "west"
    ]
    hard = np.exp(0.5) / (3 + np.exp(0.5))
    assert west.factions.shares[1] == pytest.approx(hard)
    assert west.position[0] == pytest.approx(0.1 - (hard - 0.25) * 0.1)
    assert west.position[1].tolist() == [0.2] * 4, "on rights both stand where the party does"


def test_an_election_moves_followers_for_good_from_the_next_review(talks):
    scenario = talks(at_home(**vote("hard", 2)))
    assert at_week(scenario, 7).actors["west"].factions.shares[1].tolist() == [0.25] * 4
    later = at_week(scenario, 30).actors["west"]
    assert later.factions.shares[1] == pytest.approx(0.5)
    assert later.position[0] == pytest.approx(0.1 - 0.25 * 0.1)


@pytest.mark.parametrize(("faction", "by", "left"), [("hard", -9, [1.0, 0.0]), ("mild", -9, [0.0, 1.0])])
def test_nobody_has_fewer_followers_than_none(talks, faction, by, left):
    west = at_week(talks(at_home(**vote(faction, by))), 12).actors["west"]
    assert west.factions.shares[:, 0].tolist() == left


def test_the_last_one_followed_stays_so(talks):
    west = at_week(talks(at_home(mild={"following": 0}, **vote("hard", -9))), 12).actors["west"]
    assert west.factions.shares[:, 0].tolist() == [0.0, 1.0]


def test_a_faction_that_nobody_follows_keeps_nobody_from_losing_all(talks):
    three = at_home(**vote("hard", -9))
    three["actors.west.factions"]["gone"] = {"following": 0}
    west = at_week(talks(three), 12).actors["west"]
    assert west.factions.shares[:, 0].tolist() == [1.0, 0.0, 0.0]


def test_an_election_that_did_not_happen_moves_nobody(talks, play):
    model = play(talks(at_home(**vote("hard", 2, chance=0.4))), runs=256)
    hard = model.records.columns["following.west.hard"]
    assert set(hard.tolist()) == {0.25, 0.5}
    assert np.mean(hard == 0.5) == pytest.approx(0.4, abs=0.08)


def test_a_retreat_is_dearer_with_followers_who_mind_it_more(talks):
    priced = {"hard": {"retreat_price": 5.0}, "mild": {"retreat_price": 1.0}, "actors.west.audience": {"cost": 0.6}}
    scenario = talks(at_home(**priced, **vote("hard", 2)))
    assert at_week(scenario, 4).actors["west"].cost_of_retreat(RUNS) == pytest.approx(0.6), "as coded at the start"
    # The mean price goes from (3 + 5) / 4 = 2 to (3 + 15) / 6 = 3.
    assert at_week(scenario, 12).actors["west"].cost_of_retreat(RUNS) == pytest.approx(0.9)


def test_where_no_follower_minded_a_retreat_at_the_start_it_costs_what_is_coded(talks):
    """Only ratios count, and of nothing there is none."""
    priced = {"hard": {"following": 0, "retreat_price": 5.0}, "mild": {"retreat_price": 0.0}}
    scenario = talks(at_home(**priced, **{"actors.west.audience": {"cost": 0.6}}, **vote("hard", 2)))
    west = at_week(scenario, 12).actors["west"]
    assert west.factions.shares[1] == pytest.approx(0.4), "those who mind it are followed now"
    assert west.cost_of_retreat(RUNS) == pytest.approx(0.6)


def test_what_is_offered_elsewhere_counts_as_much_as_the_followers_say(talks):
    weights = {"mild": {"side_payment_weight": 0.8}, "hard": {"side_payment_weight": 0.0}}
    west = at_week(talks(at_home(**weights, **{"actors.west.side_payment": 0.2})), 4).actors["west"]
    assert west.offered_elsewhere(RUNS) == pytest.approx(0.2 * 0.75 * 0.8)
    text = np.repeat([[0.1], [0.4]], 4, axis=1)
    answer = west.accepts(text, west.terms("rounds", RUNS), 0.0, "answer")
    assert answer.worth - answer.value == pytest.approx(0.12)


@pytest.mark.parametrize(("payment", "ending"), [(0.0, "deadlock"), (0.4, "agreed")])
def test_a_payment_elsewhere_buys_a_settlement_that_was_worth_too_little(talks, play, payment, ending):
    firm = {
        "actors.west.fallback.value": 0.9,
        "actors.east.tactic": {"kind": "firm"},
        "actors.west.side_payment": payment,
    }
    firm |= {"actors.east.position": {"status": 0.3, "rights": 0.5}}
    assert set(play(talks(firm)).records.spelt("ending")) == {ending}


def test_followers_ready_for_unrest_bring_more_of_it(talks):
    street = {
        "name": "street", "during": ["rounds"], "party": "west", "expected_text": "middle",
        "monthly_chance": 0.05, "frustration_effect": 0.0, "breakdown_size": 1_000_000,
    }  # fmt: skip
    listed = [{"name": "violent", "when": {"ending": "breakdown"}}, {"name": "nothing", "otherwise": True}]
    ready = at_home(hard={"unrest_factor": 9.0}, **{"process.1": {"unrest": street}, "outcomes": listed})

    def struck(changes):
        model = StatusTalks(talks(changes), places=np.arange(512)).run()
        return model.records.columns["street.events"].mean()

    # The mean factor goes from (3 + 9) / 4 = 3 to (3 + 27) / 6 = 5 in week 0.
    assert struck({**ready, **vote("hard", 2, weeks=0)}) == pytest.approx(struck(ready) * 5 / 3, rel=0.12)


def test_nobody_moves_after_the_end(talks, play):
    lines = {
        "actors.west.red_lines": {},
        "actors.east.red_lines": {},
        "actors.east.fallback.value": {"uniform": [0, 1]},
    }
    model = play(talks(at_home(hard={"gains_from_delay": 3.0}, **lines)), runs=64)
    ended = model.records.columns["ended_week"]
    grown = np.exp(3.0 * (ended - ended % 4) / 520)
    assert model.records.columns["following.west.hard"] == pytest.approx(grown / (3 + grown))
    assert len(set(ended.tolist())) > 3, "runs end at different times"


def test_one_who_listens_listens_from_where_its_followers_have_it_stand(talks):
    edge = {"from": "envoy", "to": "west", "weight": 0.5}
    west = at_week(talks(at_home(**vote("hard", 2), influence=[edge])), 12).actors["west"]
    assert west.position[0] == pytest.approx(0.5 * (0.1 - 0.25 * 0.1) + 0.5 * 0.5)
