"""Runs of shipped files of which several tests draw figures: played once for all of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sim.runs.run import run
from sim.scenario.reader import read_scenario

KOSOVO = Path(__file__).resolve().parents[2] / "scenarios" / "kosovo"
RUNS = {"baseline": 96, "five_actors": 256}


@cache
def kosovo(name):
    """Runs of a file on Kosovo."""
    return run(read_scenario(KOSOVO / f"{name}.yaml"), RUNS[name], seed=3)
