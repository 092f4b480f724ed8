"""Talks on some issues alone: what cannot come into force is worth no more than not agreeing."""

import datetime as dt

import numpy as np
import pytest

from sim.model import StatusTalks

TAKEN_UP = [{"issues": ["land"], "opens": dt.date(2030, 1, 7)}]
FRIEND = {"kind": "state", "position": {"land": 1.0, "law": 1.0}, "salience": {"land": 1, "law": 1}, "precision": 1e6}
NO_WORD = {"actors.west.fallback": None, "actors.east.fallback": None}
LAND = {"process.0.talks.covers": ["land"], "texts.now": {"land": 1.0, "law": 0.0}}
"""West has nothing of the land now and holds it dearest: half of it is worth more to both than a quarrel."""
IN_PART = {**NO_WORD, **LAND}
WORDS = {"actors.west.fallback.value": 0.5, "actors.east.fallback.value": 0.5}


def vote(text, chance):
    house = {"name": "house", "seats": {"friend": {}}, "text": text, "expected": {"adopted": chance}}
    return {"actors.friend": FRIEND, "texts.plan": {"land": 0.25, "law": 0.75}, "process.1": {"vote": house}}


def gives(played):
    """Share of runs that agree, and the most by which the gap on land was closed."""
    return (played.columns["talks.result"] == 0).mean(), played.columns["talks.closed.land"].max()


def test_what_binds_is_agreed_on(talks):
    worse = {"actors.east.fallback": {"value": 0.5}, "actors.west.fallback": {"value": 0.3}}
    agreed, closed = gives(talks({**LAND, **worse, "process.0.talks.on_success": {"to": "end", "in_force": "table"}}))
    assert agreed == 1.0 and closed == pytest.approx(1.0)


@pytest.mark.parametrize("taken_up", [{"process.0.talks.covers": ["land"]}, {"process.0.talks.agenda": TAKEN_UP}])
@pytest.mark.parametrize("words", [NO_WORD, WORDS])
def test_nothing_is_given_for_what_nothing_comes_of(talks, taken_up, words):
    nothing = {"process.0.talks.on_success": {"to": "end", "in_force": "nothing"}, "texts.now": LAND["texts.now"]}
    assert gives(talks({**words, **taken_up, **nothing})) == (0.0, 0.0)


def test_nothing_is_given_for_what_no_later_stage_takes_up(talks):
    """It is not laid on the table of the vote that follows, in which anybody could put it in force."""
    lost = {"process.0.talks.on_success": {"to": "house", "in_force": "nothing"}, **vote("table", 1.0),
            "expected_text": "now"}  # fmt: skip
    taken = lost | {"process.0.talks.on_success": "house"}
    assert gives(talks({**IN_PART, **lost})) == (0.0, 0.0)
    assert gives(talks({**IN_PART, **taken}))[1] > 0.5


@pytest.mark.parametrize("chance", [0.0, 0.3, 0.6, 0.7, 1.0])
def test_where_another_text_is_laid_on_the_table_agreeing_is_worth_what_that_brings(talks, chance):
    """Each has .4 now and .55 of the plan, and asks for .5: that is to be expected from two thirds on."""
    played = talks({**WORDS, **LAND, "process.0.talks.on_success": "house", **vote("plan", chance)})
    assert gives(played)[0] == (chance > 2 / 3)


@pytest.mark.parametrize("text", ["nothing", "now"])
def test_agreeing_brings_no_more_than_not_agreeing(talks, text):
    """Whoever agrees, made to by its own word, has at the end what those have who do not."""
    idle = {**LAND, "process.0.talks.on_success": {"to": "end", "in_force": text}}
    agree, fail = (
        talks({**idle, "actors.west.fallback.value": word, "actors.east.fallback.value": word}) for word in (0.3, 0.5)
    )
    assert (gives(agree)[0], gives(fail)[0]) == (1.0, 0.0)
    for name in ("west", "east"):
        np.testing.assert_array_equal(agree.columns[f"utility.{name}"], fail.columns[f"utility.{name}"])


@pytest.mark.parametrize(("result", "sign"), [("agreed", 1), ("deadlock", -1)])
@pytest.mark.parametrize("premium", [-0.25, 0.25])
def test_what_agreeing_brings_beside_the_text_moves_what_is_held_out_for(talks, result, sign, premium):
    """A punishment for failing lowers by as much what a text must be worth; so does a reward for agreeing."""
    in_part = {**LAND, "actors.east.fallback": None, "process.0.talks.on_success": {"to": "end", "in_force": "table"}}

    def reservation(**more):
        east = StatusTalks(talks({**in_part, **more}).model.case, places=np.arange(1)).actors["east"]
        return east.terms("talks", np.arange(1), 0.0, np.array([True, False])).reservation.item()

    given = reservation(**{"actors.east.premiums": {"talks": {result: premium}}})
    assert given == pytest.approx(reservation() - sign * premium)
