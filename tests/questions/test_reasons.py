"""Why a number is dead: each reason is what the runs show, and is another where they show something else."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np
import pytest

from sim.model import StatusTalks
from sim.questions.sensitivity.decisions import Decision, Decisions
from sim.questions.sensitivity.each import each_number
from sim.questions.sensitivity.reasons import Trace, Turned, reason_of
from sim.scenario.reader import read_scenario, scenario_from


def party(position, **more):
    return {"kind": "party", "position": {"land": position}, "salience": {"land": 1.0}, "precision": 1e6, **more}


def case(*, west=0.6, east=0.9, middle=(0.3, 0.7), decide="unanimity", parties=("west", "east"), **more):
    """Two at a table who would have so much without the other, and a text between them."""
    return scenario_from({
        "format": 1, "title": "A text in the middle",
        "calendar": {"start": dt.date(2030, 1, 7), "end": dt.date(2031, 12, 29)},
        "issues": {"land": {"zero": "west has it", "one": "east has it"}},
        "actors": {
            "west": party(0.0, fallback={"value": west}, tactic={"kind": "firm"}),
            "east": party(1.0, fallback={"value": east}, tactic={"kind": "firm"}),
            "south": party(0.5, fallback={"value": 0.0}, tactic={"kind": "firm"}),
            "idle": {"kind": "state", "position": {"land": 0.5}, "salience": {"land": 1.0},
                     "weight": {"uniform": [1, 2]}},
        },
        "texts": {"now": {"land": 0.0}, "middle": {"land": {"uniform": list(middle)}},
                  "unused": {"land": {"uniform": [0, 1]}}},
        "status_quo": "now",
        "process": [{"talks": {"name": "talks", "parties": list(parties), "weeks": 20, "round_every_weeks": 2,
                               "decide": decide, "options": [{"text": "middle", "after_weeks": 3}]}}],
        "outcomes": [{"name": "agreed", "when": {"ending": "agreed"}}, {"name": "none", "otherwise": True}],
        **more,
    })  # fmt: skip


def reasons(scenario, runs=8):
    return {one.path: one.reason for one in each_number(scenario, runs)}


def test_an_answer_turns_and_the_other_refuses_all_the_same():
    """West takes what lies below .4, and east has .9 by itself: of that .7 is at most left by the text."""
    assert reasons(case())["texts.middle.land"] == (
        "west's answer to middle in talks turns in 8 runs, and east refuses in each, never nearer to a yes than 0.208"
    )


def test_no_answer_turns_and_it_is_told_how_far_it_was():
    """Below .55 west has .45 at least, .05 more than it must."""
    found = reasons(case(west=0.4, middle=(0.45, 0.55)))["texts.middle.land"]
    assert found.startswith("moves nothing that results keep: no answer turns: most shifted is ")
    assert found.endswith("by 0.096 at most, and it was never nearer to turning than 0.052")


def test_who_refuses_is_told_only_where_that_is_enough():
    """Where two of three are enough, a text to which east alone says no is agreed on: the number is alive."""
    most = case(parties=["west", "east", "south"], decide={"majority": 2})
    answer, other = Decision("west", "talks", "option", "middle"), Counter({"east": 8, "south": 0})
    trace = Trace("texts.middle.land", 8, {"talks.middle.refusals"}, turned={answer: Turned(8, other)})
    assert reason_of(trace, most) == "west's answer to middle in talks turns in 8 runs"
    assert "and east refuses in each" in reason_of(trace, case())
    (alive,) = each_number(most, 8, paths=["texts.middle.land"])
    assert (alive.outcome, alive.reason) == (1.0, "")


@pytest.mark.parametrize(("says_no", "told"), [("russia", ", and russia refuses in each"), ("italy", "")])
def test_a_veto_is_enough_and_a_vote_against_is_not(says_no, told):
    vote = Decision("china", "council", "intention")
    trace = Trace("a", 8, {"council.yes_votes"}, turned={vote: Turned(2, Counter({says_no: 2}))})
    baseline = read_scenario("scenarios/kosovo/baseline.yaml")
    assert reason_of(trace, baseline) == f"china's vote in council turns in 2 runs{told}"


def test_what_nothing_hangs_on_is_told_by_what_there_is_not():
    rare = {"name": "rare", "date": dt.date(2030, 5, 6), "chance": 0.0,
            "effects": [{"change": {"actor": "west", "of": "side_payment", "by": {"uniform": [0, 1]}}}]}  # fmt: skip
    found = reasons(case(events=[rare]))
    nothing = "moves nothing that results keep: "
    assert found["texts.unused.land"] == f"{nothing}nothing in the file puts unused on a table or in force"
    assert found["actors.idle.weight"] == f"{nothing}idle does nothing in any run"
    assert found["events.rare.effects.0.change.by"] == f"{nothing}rare happens in no run"
    happens = reasons(case(events=[{**rare, "chance": 1.0}]))
    assert "happens" not in happens.get("events.rare.effects.0.change.by", "")


def test_a_stage_that_ends_otherwise_is_told_with_what_follows_either_way():
    trace = Trace("texts.middle.land", 8, {"talks.result"}, results=Counter({("talks", "agreed", "deadlock"): 2}))
    assert reason_of(trace, case()).startswith("talks ends otherwise in 2 runs, and the process ends either way; ")


def test_traces_of_blocks_are_added_up():
    """What is a no in one block and a yes in another is a no no longer."""
    answer, other = Decision("west", "talks", "option", "middle"), Decision("east", "talks", "option", "middle")
    first = Trace("a", 8, {"x"}, turned={answer: Turned(2, Counter({"east": 2}))}, shifted={answer: 0.1},
                  nearest={answer: 0.3}, never={other: 0.2, answer: 0.3}, in_force=1, in_force_by=0.1)  # fmt: skip
    second = Trace("a", 4, {"y"}, turned={answer: Turned(1, Counter({"east": 0}))}, shifted={answer: 0.2},
                   nearest={answer: 0.4}, never={other: 0.1}, in_force=2, in_force_by=0.05)  # fmt: skip
    first.add(second)
    assert (first.runs, first.columns, first.in_force, first.in_force_by) == (12, {"x", "y"}, 3, 0.1)
    assert first.turned == {answer: Turned(3, Counter({"east": 2}))}
    assert (first.shifted, first.nearest, first.never) == ({answer: 0.2}, {answer: 0.3}, {other: 0.1})


@pytest.mark.parametrize("name", ["kosovo/five_actors.yaml", "cyprus/annan_plan.yaml"])
def test_what_is_heard_is_what_results_keep(name):
    """The last answers to a proposal; and nothing is another because somebody hears it."""
    scenario = read_scenario(f"scenarios/{name}")
    heard = Decisions(scenario, 64)
    model = StatusTalks(scenario, places=np.arange(64), chronicle=heard).run()
    alone = StatusTalks(scenario, places=np.arange(64)).run()
    assert all(np.array_equal(column, alone.records.columns[name], equal_nan=column.dtype.kind == "f")
               for name, column in model.records.columns.items())  # fmt: skip
    compared = 0
    for decision, told in heard.heard.items():
        stage = scenario.stages[decision.stage]
        asked = told.said >= 0
        assert np.all(
            told.nearest[asked & ~np.isnan(told.margin)] <= np.abs(told.margin[asked & ~np.isnan(told.margin)])
        )
        if decision.kind == "last_answer":
            yes = model.records.columns[f"{stage.name}.yes.{decision.actor}"]
            assert np.array_equal(yes[asked], told.said[asked] == 1)
            compared += int(asked.sum())
    assert compared > 0
