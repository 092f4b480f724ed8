"""A vote in which sponsors table drafts: what a council presets, written out, and what only a vote can say."""

import copy
import datetime as dt

import numpy as np
import pytest

from sim.runs.one_run import chronicle_of
from sim.scenario.faults import ScenarioFault
from sim.scenario.reader import reading_of, written
from sim.views.story.forms import as_plain
from sim.views.story.story import story_of

WAVERING = {
    "actors.blocker.precision": 6.0, "actors.blocker.signal_honesty": 0.8,
    "actors.friends.precision": 9.0,
}  # fmt: skip
SPEC = "process.0.council"
CASES = {
    "one veto": {},
    "none": {"actors.blocker.veto": False, f"{SPEC}.majority": 4},
    "two": {"actors.west.kind": "state", "actors.west.veto": True, f"{SPEC}.seats.west": 2},
    "a client and seats without an actor": {
        f"{SPEC}.client": "east", f"{SPEC}.other_seats": {"ghana": {"chance_of_yes": 0.5}}, f"{SPEC}.majority": 4,
        f"{SPEC}.gains_per_step": 0.1, f"{SPEC}.precedent": {"status": 1.0}, "actors.blocker.precedent_price": 0.2,
    },
}  # fmt: skip


def written_out(council, actors):
    """The same as a vote: seats that say themselves who may veto, and a threshold."""
    spec = copy.deepcopy(council)
    seats = {name: {"votes": votes, "veto": bool(actors[name].get("veto"))} for name, votes in spec["seats"].items()}
    majority, first = spec.pop("majority"), spec.pop("first_draft")
    return {**spec, "seats": seats, "thresholds": [{"count": majority}], "text": first}


@pytest.mark.parametrize("changes", CASES.values(), ids=CASES)
def test_a_council_is_a_vote_with_sponsors_to_the_last_run(board, play, changes):
    council = board({**WAVERING, **changes})
    data = council.model_dump(mode="json", exclude_defaults=True)
    vote = written_out(data["process"][0]["council"], data["actors"])
    same = board({**WAVERING, **changes, "process.0": {"vote": vote}})
    first, second = (play(one, runs=128) for one in (council, same))
    assert len(set(first.records.spelt("board.result"))) > 0 and first.records.columns["board.drafts"].max() > 1
    kept = {name.replace("yes_votes", "in_favour"): column for name, column in first.records.columns.items()}
    assert set(kept) < set(second.records.columns)
    for name, column in kept.items():
        assert np.array_equal(column, second.records.columns[name], equal_nan=column.dtype.kind == "f"), name


HOUSE = {
    "process.0": {"vote": {
        "name": "house", "sponsors": ["east"], "text": "plan", "step": 0.2, "most_drafts": 4,
        "thresholds": [{"over": 0.5}, {"of": "size", "share": 0.5}], "expected": {"blocked": 0.3},
        "seats": {"east": {"votes": 3, "size": 2}, "west": {"votes": 3, "size": 5, "veto": True}, "blocker": {}},
    }},
    "actors.west.fallback": None, "actors.west.blocking_cost": 0.05, "actors.west.signal_honesty": 1.0,
}  # fmt: skip
AT = "process.0.vote"
FREE = {f"{AT}.seats.west.veto": False, f"{AT}.thresholds": [{"over": 0.4}]}
"""Nobody can veto, and the votes of the sponsor are enough."""


def said(scenario):
    return as_plain(story_of(chronicle_of(scenario, 0), scenario, style="chronicle"))


def test_parties_may_sponsor_and_veto_and_several_thresholds_be_met(board, play):
    """East softens its text in steps until the west, which could veto, lets it pass; then both thresholds are met."""
    softened, free = (play(board({**HOUSE, **more}), runs=4) for more in ({}, FREE))
    for model, drafts, votes in ((softened, 4, 7), (free, 1, 3)):
        assert set(model.records.spelt("house.result")) == {"adopted"}
        assert set(model.records.columns["house.drafts"].tolist()) == {drafts}
        assert set(model.records.columns["house.in_favour"].tolist()) == {votes}
    first, last = (softened.records.columns[f"house.draft_{number}.status"][0] for number in (1, 4))
    assert last < first


def test_a_veto_that_an_effect_brings_counts_from_then_on(board, play):
    """Whoever is given one is courted and heard, in the runs alone in which that happens."""
    reform = {"name": "reform", "date": dt.date(2006, 1, 9), "chance": 0.5,
              "effects": [{"seat": {"stage": "house", "holder": "west", "veto": True}}]}  # fmt: skip
    model = play(board({**HOUSE, **FREE, f"{AT}.opens": dt.date(2006, 2, 6), "events": [reform]}), runs=64)
    happened = model.records.columns["happened.reform"]
    assert happened.any() and not happened.all()
    drafts, believed = (model.records.columns[f"house.{name}"] for name in ("drafts", "draft_1.believed_chance"))
    assert ((drafts > 1) == happened).all() and ((believed > 0) == happened).all()


def test_what_its_drafts_came_to_is_told(board):
    told = " ".join(said(board(HOUSE)).split())
    assert "East tabled draft 1" in told and "West said in public that it would block the draft" in told
    assert "where over 50 % of votes and 50 % of size are needed" in told


def test_what_is_said_of_drafts_where_nobody_tables_any_is_named(board):
    text = written(board({**HOUSE, f"{AT}.sponsors": None}))
    found = [str(one).partition("warning: ")[2] for one in reading_of(text).warnings]
    assert "`step` has no effect: nobody tables drafts here; allowed: `sponsors:` with who does" in found


def test_where_a_veto_is_said_in_a_vote_is_told_to_who_says_it_elsewhere(board):
    """In a council it stands at the actor, in a vote at the seat: who has one and writes the other is told so."""
    found = [str(one).partition("warning: ")[2] for one in reading_of(written(board(HOUSE))).warnings]
    assert "blocker's veto has no effect, as there is no council; allowed: `veto: true` at its seat in house" in found
    assert "friends's veto has no effect, as there is no council" in found


def test_sponsors_that_are_nobody_are_refused(board):
    with pytest.raises(ScenarioFault) as caught:
        board({**HOUSE, f"{AT}.sponsors": ["eats"]})
    (fault,) = [one for one in caught.value.faults if not one.warning]
    assert "process.house.sponsors" in str(fault) and "there is no actor `eats`" in str(fault)
