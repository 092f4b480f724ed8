"""No outcome and no decision hangs on the last digits of a number, in which machines may differ."""

import zlib

import numpy as np
import pyarrow as pa
import pytest

from sim.chance.inputs import Inputs
from sim.runs.block import play_block
from sim.scenario.reader import read_scenario

SHAKEN = 1e-13
"""By how much of itself each number is moved: some five hundred times the error of one operation."""

ALIKE = 1e-6
"""How close numbers with a fraction stay; a chance of no below 1e-6 hangs on the square root of a difference."""

SHIPPED = ("sim/data/starter.yaml", "scenarios/kosovo/five_actors.yaml", "scenarios/patterns/two_peoples.yaml",
           "scenarios/theory/kalai_smorodinsky.yaml", "scenarios/theory/nash.yaml", "scenarios/theory/zeuthen.yaml",
           "scenarios/theory/veto_players.yaml", "scenarios/theory/romer_rosenthal.yaml")  # fmt: skip
DEAR = ("scenarios/kosovo/baseline.yaml", "scenarios/cyprus/annan_plan.yaml")


def shaken_rows(scenario, monkeypatch):
    """The rows where every number with a fraction, drawn or fixed, is a hair larger or smaller."""
    drawn = Inputs.as_drawn

    def shaken(self, path):
        numbers = drawn(self, path)
        if np.array_equal(numbers, np.round(numbers)):
            return numbers
        luck = np.random.default_rng(zlib.crc32(path.encode()))
        return numbers * (1 + SHAKEN * luck.choice([-1.0, 1.0], numbers.shape))

    monkeypatch.setattr(Inputs, "as_drawn", shaken)
    rows = play_block(scenario, 3, 0).rows
    monkeypatch.undo()
    return rows


@pytest.mark.parametrize("path", [*SHIPPED, *(pytest.param(path, marks=pytest.mark.slow) for path in DEAR)])
def test_what_is_decided_does_not_hang_on_the_last_digits(path, monkeypatch):
    scenario = read_scenario(path)
    before, after = play_block(scenario, 3, 0).rows, shaken_rows(scenario, monkeypatch)
    assert before.num_rows == 1_024
    moved = 0
    for name in before.column_names:
        was, now = before.column(name), after.column(name)
        if not pa.types.is_floating(was.type):
            assert was.equals(now), name
            continue
        was, now = was.to_numpy(), now.to_numpy()
        moved += not np.array_equal(was, now, equal_nan=True)
        np.testing.assert_allclose(now, was, rtol=ALIKE, atol=ALIKE, err_msg=name)
    assert moved > 0, "nothing was shaken at all"
