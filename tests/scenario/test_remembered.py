"""Draws that are kept from one play to the next change no number, and take no more room than they may."""

from __future__ import annotations

import numpy as np
import pytest

from sim.chance.remembered import Remembered
from sim.chance.streams import Streams
from sim.model import StatusTalks
from sim.scenario.reader import varied


def columns_of(scenario, **asked):
    model = StatusTalks(scenario, **asked)
    return {name: np.array(column) for name, column in model.run().records.columns.items()}


@pytest.mark.parametrize("asked", [{"beside": (3,)}, {"block": 2}, {"places": np.array([7])}], ids=str)
def test_a_changed_scenario_plays_as_if_nothing_were_remembered(five_actors, asked):
    remembered = Remembered()
    columns_of(five_actors, remembered=remembered, **asked)
    changed = varied(five_actors, ("actors.russia.veto=false",)).scenario
    fresh, again = columns_of(changed, **asked), columns_of(changed, remembered=remembered, **asked)
    assert list(fresh) == list(again)
    for name, column in fresh.items():
        np.testing.assert_array_equal(column, again[name], err_msg=name)


def test_the_second_play_draws_nothing_anew(five_actors, monkeypatch):
    remembered = Remembered()
    columns_of(five_actors, remembered=remembered)

    def never(*asked):
        raise AssertionError(f"drawn again: {asked}")

    monkeypatch.setattr(Streams, "stream", never)
    columns_of(five_actors, remembered=remembered)


def test_seed_block_week_and_rows_are_told_apart():
    remembered = Remembered()
    asked = [(1, 0, (), None, None), (2, 0, (), None, None), (1, 1, (), None, None), (1, 0, (1,), None, None),
             (1, 0, (), 5, None), (1, 0, (), 5, 2)]  # fmt: skip
    drawn = [Streams(seed, block, None, beside, remembered).uniform("x", week=week, rows=rows)
             for seed, block, beside, week, rows in asked]  # fmt: skip
    alone = [
        Streams(seed, block, None, beside).uniform("x", week=week, rows=rows)
        for seed, block, beside, week, rows in asked
    ]
    assert all(np.array_equal(one, other) for one, other in zip(drawn, alone, strict=True))
    assert len({one.tobytes() for one in drawn}) == len(asked)


def test_nobody_can_write_to_what_others_will_be_given():
    drawn = Streams(0, 0, None, (), Remembered()).uniform("x")
    with pytest.raises(ValueError, match="read-only"):
        drawn[0] = 0.5


def test_what_was_asked_for_longest_ago_goes_first():
    remembered = Remembered(most_bytes=16)
    for name in "aba":
        remembered.get(name, lambda: np.zeros(1))
    remembered.get("c", lambda: np.zeros(1))
    assert remembered.bytes == 16
    assert remembered.get("a", lambda: np.ones(1))[0] == 0
    assert remembered.get("b", lambda: np.ones(1))[0] == 1


def test_what_is_too_large_to_keep_is_drawn_each_time():
    remembered = Remembered(most_bytes=16)
    remembered.get("small", lambda: np.zeros(1))
    assert remembered.get("large", lambda: np.zeros(3)).size == 3
    assert remembered.get("large", lambda: np.ones(3))[0] == 1
    assert remembered.get("small", lambda: np.ones(1))[0] == 0
    assert remembered.bytes == 8
