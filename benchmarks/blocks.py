"""Measure how much cheaper a run is in a block of 1,024 than alone: CPU seconds a run, medians of five.

From the project's folder: ``python benchmarks/blocks.py [SCENARIO]``.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

from sim.ensemble.table import play_block
from sim.scenario.draws import BLOCK_RUNS
from sim.scenario.reader import read_scenario

ROUNDS = 5


def cpu_seconds(play: Callable[[int], object]) -> float:
    """Give the median CPU time of five plays, the first of which was for warming up."""
    play(0)
    taken = []
    for round_number in range(1, ROUNDS + 1):
        began = time.process_time()
        play(round_number)
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def main(path: str = "scenarios/kosovo/five_actors.yaml") -> None:
    """Measure both side by side and print the ratio."""
    scenario = read_scenario(path)
    block = cpu_seconds(lambda number: play_block(scenario, 0, number)) / BLOCK_RUNS
    alone = cpu_seconds(lambda number: play_block(scenario, 0, 0, np.array([number])))
    print(f"{path}")
    print(f"  in a block of {BLOCK_RUNS:,}: {1e6 * block:8.0f} microseconds of CPU a run")
    print(f"  alone:              {1e6 * alone:8.0f} microseconds of CPU a run")
    print(f"  ratio:              {alone / block:8.0f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
