"""The same runs twice, once with a number low and once with it high, many numbers side by side."""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.chance.streams import BLOCK_RUNS, Streams
from sim.runs.block import model_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.model import StatusTalks
    from sim.process.chronicle import Listener
    from sim.process.records import Filled
    from sim.rules.arrays import Counts, Flags, Floats
    from sim.scenario.format.scenario import Scenario

__all__ = ["HIGH", "LOW", "Pair", "Task", "differ", "pairs_of", "tasks_of"]

LOW, HIGH = 0.02, 0.98
"""Quantiles at which a number counts as low and as high."""

MOST_TOGETHER = 8 * BLOCK_RUNS
"""Runs played in one model: many numbers side by side, each in copies of the same runs. Four of a block take half
the time that they take one by one."""

Task = tuple[int, "Counts", tuple[str, ...]]
"""A block, the places in it that are played, and the numbers that are moved."""


class Pair(NamedTuple):
    """A number, and where the runs lie with it low and with it high."""

    path: str
    low: slice
    high: slice


def tasks_of(paths: Sequence[str], runs: int) -> Iterator[Task]:
    """Divide the work: as many numbers side by side as there is room for, and one block of runs at a time."""
    for block in range(-(-runs // BLOCK_RUNS)):
        places = np.arange(min(BLOCK_RUNS, runs - block * BLOCK_RUNS))
        together = max(1, MOST_TOGETHER // (2 * len(places)))
        for first in range(0, len(paths), together):
            yield block, places, tuple(paths[first : first + together])


@contextlib.contextmanager
def pairs_of(
    scenario: Scenario, seed: int, task: Task, listener: Listener | None = None
) -> Iterator[tuple[StatusTalks, list[Pair]]]:
    """Set up the model of a task, and tell where the runs of each number lie in it."""
    gc.collect()  # a model and its agents know each other, so that only the collector lets the last one go
    block, places, paths = task
    runs, everywhere = len(places), np.tile(places, 2 * len(paths))
    streams = Streams(seed, block, everywhere)
    given: dict[str, Floats] = {}
    pairs = []
    for place, path in enumerate(paths):
        low, high = (slice(first * runs, (first + 1) * runs) for first in (2 * place, 2 * place + 1))
        rank = np.array(streams.uniform("input", path))
        rank[low], rank[high] = LOW, HIGH
        given[path] = rank
        pairs.append(Pair(path, low, high))
    with model_of(scenario, seed, block, everywhere, given=given, chronicle=listener) as model:
        yield model, pairs


def differ(first: Filled, second: Filled) -> Flags:
    """Tell in which runs two columns differ; nothing said is the same as nothing said.

    >>> differ(np.array([1.0, np.nan, np.nan]), np.array([2.0, np.nan, 1.0])).tolist()
    [True, False, True]
    """
    return np.asarray((first != second) & ~((first != first) & (second != second)))  # noqa: PLR0124 - NaN is not itself
