"""A number that changes on a day acts from then on, or is refused by name; nothing is accepted and ignored.

Every number of the baseline is changed in some runs of its own, all in one model, so that each path is tried.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.chance.inputs import Inputs
from sim.model import StatusTalks
from sim.scenario.format.quantity import quantities
from sim.scenario.reader import read_scenario

EACH = 3
"""Runs in which each number is changed."""


def other(quantity, values):
    """Return other values that the field allows, by a twentieth of the scale at least."""
    low, high = quantity._bounds
    step = 0.05 if high <= 1 else np.maximum(0.2 * np.abs(values), 0.5)
    up = np.minimum(values + step, high)
    return np.where(up > values, up, np.maximum(values - step, low))


def mixed_over(scenario):
    """Make a way of drawing in which the number at path k is another in the runs of group k."""
    paths = [path for path, _ in quantities(scenario)]

    def draw(asked, streams, runs):
        inputs = Inputs.of(asked, streams, runs)
        group = np.arange(runs) // EACH
        for place, path in enumerate(paths):
            values = inputs[path]
            inputs.drawn[path] = np.where(group == place, other(inputs.known[path], values), values)
        return inputs

    return paths, draw


def played(scenario, blocks, draw=None, change=None, week=0):
    """Play whole blocks, with another way of drawing from a week on."""
    model = StatusTalks(scenario, beside=tuple(range(1, blocks)), draw=draw)
    while model.running:
        if change is not None and model.world.week == week:
            model.draw = change
            model.intervene(scenario)
        model.step()
    model.settle()
    return model.records.columns


def apart(one, other):
    """Tell in which columns, and in which runs, two plays differ."""
    assert one.keys() == other.keys()
    nowhere = {name: np.isnan(values) if values.dtype.kind == "f" else False for name, values in one.items()}
    differs = {name: (values != other[name]) & ~(nowhere[name] & np.isnan(other[name]))
               for name, values in one.items()}  # fmt: skip
    return {name for name, runs in differs.items() if runs.any()}, np.any(list(differs.values()), axis=0)


@pytest.fixture(scope="module")
def baseline():
    return read_scenario("scenarios/kosovo/baseline.yaml")


@pytest.fixture(scope="module")
def tried(baseline):
    paths, draw = mixed_over(baseline)
    blocks = -(-len(paths) * EACH // 1024)
    return paths, draw, blocks, played(baseline, blocks), played(baseline, blocks, draw=draw)


def test_in_the_first_week_a_change_is_one_from_the_start_for_every_number(baseline, tried):
    paths, draw, blocks, plain, outright = tried
    assert len(paths) > 600
    on_the_day = played(baseline, blocks, change=draw, week=0)
    columns, runs = apart(outright, on_the_day)
    assert not columns, {paths[run // EACH] for run in np.flatnonzero(runs)}
    assert apart(plain, outright)[1].sum() > 0.3 * EACH * len(paths), "most of what was changed makes a difference"


def test_on_a_later_day_a_change_moves_only_its_own_runs(baseline, tried):
    paths, draw, blocks, plain, _ = tried
    later = played(baseline, blocks, change=draw, week=60)
    _, runs = apart(plain, later)
    moved = {paths[run // EACH] for run in np.flatnonzero(runs) if run // EACH < len(paths)}
    assert not runs[EACH * len(paths) :].any()
    assert len(moved) > 200
    # Three that were accepted once and did nothing.
    assert {"process.recognition.withdrawal.yearly_chance", "actors.belgrade.factions.kostunica_dss.following",
            "actors.belgrade.position.legal_basis"} <= moved  # fmt: skip
