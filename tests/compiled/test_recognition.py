"""Recognition in machine code has the bits of the functions of arrays, whatever the numbers are."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.compiled.choice import ASKS
from sim.model import StatusTalks
from sim.process.stage import NEVER

pytest.importorskip("numba")

BLOCS = ("union", "north", "south")
LOGS = st.sampled_from([-50.0, -8.0, -3.0, 0.0, 2.0, 50.0])
SHARES = st.sampled_from([0.0, 0.3, 1.0])
KEPT = (
    "clock", "changed_at", "clock_needed", "weeks_at", "gap", "accumulated", "pace", "waiting", "next_row",
    "standing", "total", "withdrawn", "at_weeks", "of_blocs",
)  # fmt: skip
REACHED = np.array([0.0, 1e-130, 0.5, 1.0, 1.0, 3.0, 1e130])
"""Numbers among which there are ties, nothing, and the most that a hazard comes to: what is gathered has an end."""

LEFT = np.array([*REACHED, np.inf, np.nan])
"""Ways that are left: some have no end, and some are no number."""


@st.composite
def waves(draw):
    """Some states, some of them refusing or of no bloc, with numbers from nothing to far too much."""
    kinds = draw(st.lists(st.tuples(st.sets(st.sampled_from(BLOCS)), st.booleans()), min_size=1, max_size=12))
    kinds += [({bloc}, False) for bloc in BLOCS]
    states = {f"state{n}": {"blocs": sorted(blocs), "refuses": refuses} for n, (blocs, refuses) in enumerate(kinds)}
    spec = {
        "name": "wave",
        "states": states,
        "coefficients": {name: draw(LOGS) for name in ("constant", "log_weeks", "weeks", "union", "south")},
        "bandwagon": draw(LOGS),
        "count_at_weeks": draw(st.sampled_from([[], [0], [0, 3, 7, 30]])),
        "count_blocs": draw(st.sampled_from([[], ["union", "south"]])),
    }
    if draw(st.booleans()):
        spec["background"] = draw(LOGS)
    if draw(st.booleans()):
        spec["withdrawal"] = {"yearly_chance": draw(SHARES)}
    return spec


@pytest.fixture(scope="module")
def both(day):
    """Set a model up twice, with machine code and without."""

    def make(spec, runs):
        after = {"process.0.declaration.on_success": "wave", "process.0.declaration.on_alone": "wave"}
        scenario = day({**after, "process.1": {"recognition": spec}})
        with pytest.MonkeyPatch.context() as patch:
            for asked in ("1", "0"):
                patch.setenv(ASKS, asked)
                yield StatusTalks(scenario, seed=5, places=np.arange(runs))

    return make


def assert_same(machine, arrays):
    assert machine.machine is not None
    assert arrays.machine is None
    for name in KEPT:
        one, other = getattr(machine, name), getattr(arrays, name)
        assert np.array_equal(one, other, equal_nan=True), name
    if arrays.withdrawals is not None:
        for name in ("since", "at_weeks"):
            assert np.array_equal(getattr(machine.withdrawals, name), getattr(arrays.withdrawals, name)), name
        one, other = (
            np.where(soonest < 2**14, soonest, np.inf)  # what comes after any calendar is kept as never
            for soonest in (machine.withdrawals.soonest, arrays.withdrawals.soonest)
        )
        assert np.array_equal(one, other)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(waves(), st.sampled_from([1, 2, 40]))
def test_a_play_has_the_same_bits(both, spec, runs):
    machine, arrays = (model.run().stages[1] for model in both(spec, runs))
    assert_same(machine, arrays)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(waves(), st.integers(0, 2**32 - 1), st.sampled_from([0, 1, 7, 600]))
def test_a_week_has_the_same_bits_from_wherever_it_begins(both, spec, seed, acting):
    """A week from numbers that no play comes to, for no run, for one, and for more than a tile holds."""
    stages = [model.stages[1] for model in both({**spec, "withdrawal": {"yearly_chance": 0.9}}, 600)]
    for stage in stages:
        scramble(stage, np.random.default_rng(seed))
    runs = np.sort(np.random.default_rng(seed).permutation(600)[:acting])
    elapsed = np.full(acting, 30)
    with np.errstate(all="ignore"):
        for stage in stages:
            stage.week(runs, elapsed, np.random.default_rng(seed).choice(REACHED, acting))
    assert_same(*stages)
    with np.errstate(all="ignore"):
        for stage in stages:
            stage.set_pace(runs, stage.accumulated[:, runs])
    assert_same(*stages)


def scramble(stage, chance):
    """Put a stage somewhere in the middle: some states recognise, and what has been gathered is anything."""
    runs = stage.world.runs
    for name in ("clock", "changed_at", "weeks_at", "accumulated", "pace", "clock_needed", "gap"):
        kept = getattr(stage, name)
        kept[:] = chance.choice(LEFT if name in ("clock_needed", "gap") else REACHED, kept.shape)
    stage.slow = chance.choice(REACHED, runs)
    for profile, first in enumerate(stage.ranking.first):
        states = len(stage.ranking.alike[profile])
        able = np.isfinite(stage.ranking.thresholds[first : first + states]).sum(axis=0)
        recognising = np.minimum(chance.integers(0, states + 1, runs), able)
        stage.next_row[profile] = first + recognising
        stage.standing[profile] = recognising
        stage.waiting[profile] = stage.ranking.thresholds[first + recognising, np.arange(runs)]
        for row in range(states):
            stage.withdrawals.since[first + row] = np.where(row < recognising, chance.integers(0, 30, runs), NEVER)
    stage.total[:] = stage.standing.sum(axis=0)
    # What is due now or later; nobody is overdue in a play.
    stage.withdrawals.soonest = stage.withdrawals.until(np.arange(runs)).min(axis=0)
    if stage.machine is not None:
        stage.machine.members[:] = 0
        for profile, blocs in enumerate(stage.blocs_of.T):
            for bloc in blocs:
                stage.machine.members[:, bloc] += stage.standing[profile]
