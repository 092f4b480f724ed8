"""What agreeing and failing are worth at each stage, reckoned by hand on a small case, and why."""

from __future__ import annotations

import copy
import datetime as dt
import json

import numpy as np
import pytest

from sim.chance.inputs import Draws, Means
from sim.cli import main
from sim.scenario.reader import read_scenario, scenario_from, written
from sim.theory.of_scenario.outlook import prospects
from sim.theory.of_scenario.outset import outset_of

ONLY = {"land": 1.0}
CASE = {
    "format": 1,
    "title": "By hand",
    "calendar": {"start": dt.date(2030, 1, 7), "end": dt.date(2034, 12, 25)},
    "issues": {"land": {"zero": "west has it", "one": "east has it"}},
    "actors": {
        "west": {
            "kind": "party", "position": {"land": 0.0}, "salience": ONLY, "overruled": 0.1, "imposed_share": 0.0,
            "beliefs": {"council": {"blocked": {"chance": 0.25, "agreed": 0.2}},
                        "act": {"coordinated": {"chance": 0.4}}},
            "premiums": {"act": {"coordinated": 0.05}},
        },
        "east": {"kind": "party", "position": {"land": 1.0}, "salience": ONLY, "fallback": {"value": 0.5}},
        "friend": {"kind": "state", "position": {"land": 0.8}, "salience": ONLY},
        "guard": {"kind": "state", "position": {"land": 0.1}, "salience": ONLY},
    },
    "texts": {"now": {"land": 0.1}, "plan": {"land": 0.6}, "declared": {"land": 0.9}},
    "status_quo": "now",
    "expected_text": "plan",
    "process": [
        {"talks": {"name": "talks", "parties": ["west", "east"], "weeks": 20, "on_success": "council",
                   "on_failure": "council"}},
        {"vote": {"name": "council", "sponsors": ["friend"], "seats": {"friend": {}, "guard": {"veto": True}},
                  "thresholds": [{"count": 1}], "on_failure": "act", "expected": {"blocked": 0.5}}},
        {"declaration": {"name": "act", "declarer": "east", "text": "declared", "sponsors": {"friend": {}},
                         "expected": {"coordinated": 0.5}}},
    ],
    "outcomes": [{"name": "any", "otherwise": True}],
}  # fmt: skip


def case(**changes):
    data = copy.deepcopy(CASE)
    data["actors"]["west"] |= changes.pop("west", {})
    data["process"][0]["talks"] |= changes.pop("talks", {})
    assert not changes
    return scenario_from(data)


def asked(scenario, draws=3):
    found = prospects(outset_of(scenario, Means(scenario)), outset_of(scenario, Draws(scenario, draws)))
    return {(one.actor, one.stage): one for one in found}


def test_those_who_decide_on_a_text_are_asked_stage_by_stage():
    assert list(asked(case())) == [("west", "talks"), ("east", "talks"), ("friend", "council"), ("guard", "council")]


def test_what_failing_is_worth_to_west_is_the_sum_of_what_it_expects():
    """Plan .4, overruled .3; with .25 blocked, and then declared (.1 and .05 besides) with .4, else as it is, .9."""
    west = asked(case())["west", "talks"]
    assert [(part.source, part.named) for part in west.parts] == [
        ("imposed", ""), ("as it is", ""), ("text", "declared"), ("premium", "act.coordinated"),
    ]  # fmt: skip
    assert [(part.chance, part.worth) for part in west.parts] == [
        pytest.approx(pair) for pair in [(0.75, 0.3), (0.15, 0.9), (0.1, 0.1), (0.1, 0.05)]
    ]
    assert west.failing == pytest.approx(0.225 + 0.135 + 0.01 + 0.005)


def test_what_west_agrees_to_binds_as_far_as_it_believes_and_must_be_worth_the_rest():
    """With .2 the Council blocks also what both accept: .4 of .15 and .6 of .9 are had then, whatever the text."""
    west = asked(case())["west", "talks"]
    assert west.alpha == pytest.approx(0.8)
    assert west.beta == pytest.approx(0.2 * (0.4 * 0.15 + 0.6 * 0.9))
    assert west.reservation == pytest.approx((0.375 - 0.12) / 0.8)


def test_where_the_council_votes_on_a_text_of_its_own_nothing_binds_and_the_rest_is_that_text():
    """Nobody consents to the plan that is put to the vote, so that agreeing brings what failing does."""
    own = copy.deepcopy(CASE)
    own["process"][1]["vote"]["text"] = "plan"
    own["expected_text"] = "now"
    west = asked(scenario_from(own))["west", "talks"]
    assert west.alpha == 0.0
    assert west.beta == pytest.approx(0.75 * 0.3 + 0.25 * (0.4 * 0.15 + 0.6 * 0.9))
    assert (west.failing, west.reservation) == (pytest.approx(west.beta), np.inf)
    assert ("imposed", "plan", pytest.approx(0.75), pytest.approx(0.3)) in west.parts
    assert sum(part.value for part in west.parts) == pytest.approx(west.failing)


def test_who_says_itself_what_failing_is_worth_has_no_other_part():
    east = asked(case())["east", "talks"]
    assert [tuple(part) for part in east.parts] == [("own word", "", 1.0, 0.5)]
    assert (east.alpha, east.beta, east.failing, east.reservation) == (1.0, 0.0, 0.5, 0.5)


def test_a_voter_holds_the_draft_against_what_follows_a_block():
    """The guard has .2 of what is declared and all but nothing less of what there is: .5 of .2 and .5 of 1."""
    guard = asked(case())["guard", "council"]
    assert guard.failing == pytest.approx(0.5 * 0.2 + 0.5 * 1.0)
    assert [part.source for part in guard.parts] == ["as it is", "text"]


def test_time_that_is_still_to_come_is_a_part_of_it():
    patient, hurried = (asked(case(west=more))["west", "talks"] for more in ({}, {"delay_weight": 0.5}))
    (delay,) = [part for part in hurried.parts if part.source == "delay"]
    assert delay.value < 0
    assert hurried.failing == pytest.approx(patient.failing + delay.value)


def test_where_nothing_that_is_agreed_can_bind_any_text_is_worth_enough_or_none():
    """West keeps what there is by agreeing, and would be overruled; east has no less without."""
    found = asked(case(talks={"on_success": {"to": "end", "in_force": "nothing"}}))
    for name, needed in (("west", -np.inf), ("east", np.inf)):
        one = found[name, "talks"]
        assert (one.alpha, one.reservation) == (0.0, needed)
        assert one.summary()["reservation"] is None
        assert np.isnan(one.on_draws["reservation"]).all()


@pytest.mark.parametrize("name", ["five_actors", "five_actors_no_veto", "baseline"])
def test_parts_add_up_to_what_the_actors_themselves_expect(name):
    found = asked(read_scenario(f"scenarios/kosovo/{name}.yaml"), 2).values()
    assert len(found) > 8
    for one in found:
        assert sum(part.value for part in one.parts) == pytest.approx(one.failing), (one.actor, one.stage)
        assert one.alpha * one.reservation + one.beta == pytest.approx(one.failing)


def test_over_draws_numbers_that_are_known_are_known():
    west = asked(case())["west", "talks"]
    for name in ("alpha", "failing", "reservation"):
        assert west.on_draws[name] == pytest.approx(np.full(3, getattr(west, name)))


def test_the_table_says_what_the_biggest_part_is(tmp_path, capsys):
    path = tmp_path / "by_hand.yaml"
    path.write_text(written(case()), encoding="utf-8")
    assert main(["theory", str(path), "--runs", "5"]) == 0
    lines = capsys.readouterr().out.splitlines()
    (west,) = [" ".join(line.split()) for line in lines if line.strip().startswith("west: Talks")]
    assert west == "west: Talks 0.80 0.12 0.38 0.32 75 %: plan, imposed, worth 0.30"
    (east,) = [" ".join(line.split()) for line in lines if line.strip().startswith("east: Talks")]
    assert east == "east: Talks 1.00 0.00 0.50 0.50 its own word on that, worth 0.50"
    assert not any("walls" in line for line in lines)
    idle = {"to": "end", "in_force": "nothing"}
    lined = case(west={"red_lines": {"land": {"max": 0.5}}}, talks={"on_success": idle})
    path.write_text(written(lined), encoding="utf-8")
    assert main(["theory", str(path), "--runs", "5"]) == 0
    out = capsys.readouterr().out
    assert "red lines have a price in all of this; to the solutions and win sets below they are walls" in out
    assert "nothing that is agreed to can come into force, so nothing is given for it" in out
    assert "any in place of u*: agreeing is better than failing, whatever text is agreed to" in out
    for name, needed in (("west", "any"), ("east", "-")):
        (told,) = [line for line in out.splitlines() if line.strip().startswith(f"{name}: Talks")]
        assert told.split()[5] == needed


def test_the_same_as_data(tmp_path, capsys):
    path = tmp_path / "by_hand.yaml"
    path.write_text(written(case()), encoding="utf-8")
    assert main(["theory", str(path), "--runs", "5", "--json"]) == 0
    west = json.loads(capsys.readouterr().out)["prospects"][0]
    assert (west["actor"], west["stage"]) == ("west", "talks")
    assert west["parts"][0] == {"source": "imposed", "named": None, "chance": pytest.approx(0.75),
                                "worth": pytest.approx(0.3), "value": pytest.approx(0.225)}  # fmt: skip
