"""Every scenario that is shipped is read without a fault and played."""

import re
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from sim.runs.run import run
from sim.scenario.reader import read_text, reading, written

HOME = Path(__file__).resolve().parents[2] / "scenarios"
RUNS = 64


def is_a_question(path):
    """Whether a file says what is taken as given (`--given`), and so is no scenario."""
    return bool(re.search(r"^given:", path.read_text(encoding="utf-8"), re.MULTILINE))


SHIPPED = sorted(path for path in HOME.rglob("*.yaml") if not is_a_question(path))


def bits(column):
    """A column to the last bit; words spelt out, and what is missing the same as what is missing."""
    if pa.types.is_floating(column.type):
        return column.to_numpy().tobytes()
    return column.to_pylist()


@lru_cache(maxsize=1)
def read(path):
    return reading(path)


@pytest.fixture(params=SHIPPED, ids=lambda path: path.relative_to(HOME).as_posix(), scope="module")
def shipped(request):
    return read(request.param)


def test_there_is_something_to_play():
    assert HOME / "kosovo" / "five_actors.yaml" in SHIPPED
    assert not list(HOME.rglob("*.yml")), "all files end alike"


def test_it_is_read_without_faults_and_without_warnings(shipped):
    assert not shipped.warnings
    assert shipped.scenario.title


def test_it_is_played_and_every_run_ends_as_its_list_says(shipped):
    scenario = shipped.scenario
    ensemble = run(scenario, RUNS, seed=1)
    assert len(ensemble) == RUNS
    assert set(ensemble.column("outcome")) <= set(scenario.outcome_labels)
    assert sum(part.share for part in ensemble.outcomes().values()) == pytest.approx(1)
    assert np.all(ensemble.standing.sum(axis=1) == RUNS)
    ended = ensemble.column("ended_on")
    assert np.all((ended >= np.datetime64(scenario.calendar.start)) & (ended <= np.datetime64(scenario.calendar.end)))
    for issue in scenario.issues:
        text = ensemble.column(f"text.{issue}")
        assert np.all((text >= 0) & (text <= 1))
    for name in scenario.actors:
        assert np.all(np.isfinite(ensemble.column(f"utility.{name}")))
    few = np.array([3, 40, 41])
    alone = run(scenario, few, seed=1).rows
    among = ensemble.rows.take(few)
    for name in alone.column_names:
        assert bits(alone.column(name)) == bits(among.column(name)), f"{name} depends on how many runs there are"


def test_it_is_the_same_when_written_and_read_again(shipped):
    assert read_text(written(shipped.scenario)).hash == shipped.scenario.hash
