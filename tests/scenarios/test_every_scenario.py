"""Every scenario that is shipped is read without a fault, shown as itself, and plays what it played before."""

from __future__ import annotations

import json
from difflib import SequenceMatcher
from pathlib import Path
from textwrap import dedent

import digests
import numpy as np
import pyarrow as pa
import pytest
from played import played

from sim.runs.run import run
from sim.scenario.origins import written_with_origins
from sim.scenario.reader import read_text, reading, written
from sim.scenario.text.file import parsed
from sim.scenario.text.tree import plain

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = json.loads(digests.KEPT.read_text(encoding="utf-8"))
SOME = np.array([3, 40, 41])
"""Runs that are also played without the others."""


def bits(column):
    """A column to the last bit; words spelt out, and what is missing the same as what is missing."""
    if pa.types.is_floating(column.type):
        return column.to_numpy().tobytes()
    return column.to_pylist()


def said_by(lines):
    return plain(parsed(dedent("\n".join(lines)), "lines")[0])


@pytest.fixture(params=digests.shipped(), scope="module")
def name(request):
    return request.param


@pytest.fixture(scope="module")
def shipped(name):
    return reading(ROOT / name)


@pytest.fixture(scope="module")
def ensemble(name):
    return played(name.removeprefix("scenarios/").removesuffix(".yaml"))


def test_there_is_something_to_play():
    assert "scenarios/kosovo/five_actors.yaml" in digests.shipped()
    assert not list((ROOT / "scenarios").rglob("*.yml")), "all files end alike"


def test_every_shipped_scenario_has_a_digest_and_none_is_left_over():
    assert sorted(WRITTEN) == digests.shipped()
    assert all(sum(one["outcomes"].values()) == digests.RUNS for one in WRITTEN.values())
    assert all(len(one["columns"]) == digests.COLUMNS for one in WRITTEN.values())


def test_it_is_read_without_faults_and_without_warnings(shipped):
    assert not shipped.warnings
    assert shipped.scenario.title


def test_it_is_the_same_when_written_and_read_again(shipped):
    """One of the two forms is read; line by line the other says the same, but for blocks that it spreads."""
    shown, short = written_with_origins(shipped), written(shipped.scenario)
    assert read_text(shown).hash == shipped.scenario.hash
    bare = [line.rpartition("  # ")[0].rstrip() for line in shown.splitlines()]
    other, spread = short.splitlines(), 0
    for kind, first, last, start, end in SequenceMatcher(None, bare, other, autojunk=False).get_opcodes():
        if kind != "equal":
            assert said_by(bare[first:last]) == said_by(other[start:end])
            spread += 1
    assert spread == 0 or len(shipped.files) > 1


def test_every_run_ends_as_its_list_says(shipped, ensemble):
    scenario = shipped.scenario
    assert len(ensemble) == digests.RUNS
    assert set(ensemble.column("outcome")) <= set(scenario.outcome_labels)
    assert sum(part.share for part in ensemble.outcomes().values()) == pytest.approx(1)
    assert np.all(ensemble.standing.sum(axis=1) == digests.RUNS)
    ended = ensemble.column("ended_on")
    assert np.all((ended >= np.datetime64(scenario.calendar.start)) & (ended <= np.datetime64(scenario.calendar.end)))
    for issue in scenario.issues:
        text = ensemble.column(f"text.{issue}")
        assert np.all((text >= 0) & (text <= 1))
    for actor in scenario.actors:
        assert np.all(np.isfinite(ensemble.column(f"utility.{actor}")))


def test_no_run_depends_on_those_beside_it(shipped, ensemble):
    alone = run(shipped.scenario, SOME, seed=digests.SEED).rows
    among = ensemble.rows.take(SOME)
    for column in alone.column_names:
        assert bits(alone.column(column)) == bits(among.column(column)), f"{column} hangs on the runs beside"


def test_it_plays_what_it_played_before(name, ensemble):
    """It changes when somebody meant to; see digests.py."""
    kept = WRITTEN[name]
    assert digests.digest(ensemble, kept["columns"]) == kept, "if it was meant: make digests"
