"""Playing many runs: which blocks must be played, a few of them to a task, and each given as it is done."""

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, pairwise
from operator import itemgetter
from pathlib import Path

import numpy as np

from sim.chance.streams import BLOCK_RUNS
from sim.rules.arrays import Counts
from sim.runs.block import BlockResult, BlockTask, BlockWork, Wanted
from sim.runs.drawn import runs_by_block
from sim.runs.executors import executor_for
from sim.runs.failures import BlockFailure, BlockFault, FolderFault
from sim.runs.folder.layout import by_file
from sim.runs.tasks import Failure
from sim.scenario.format.scenario import Scenario

__all__ = ["MOST_RUNS", "chunks_of", "play", "play_each", "tasks_for"]

MOST_RUNS = 10_000_000_000
"""More than this is refused as a slip of the pen."""

BLOCKS_TOGETHER = 12
"""Whole blocks that one model plays beside each other: fewer cost more calls, more take memory and save nothing."""


def tasks_for(runs: int | Counts) -> list[BlockTask]:
    """Tell which blocks must be played for so many runs, or for these run numbers.

    Raises ValueError if no run is asked for, or a run number is negative.

    >>> [(block, None if places is None else len(places)) for block, places in tasks_for(1500)]
    [(0, None), (1, 476)]
    """
    if isinstance(runs, int | np.integer):
        if not 1 <= runs <= MOST_RUNS:
            raise ValueError(f"{runs} runs cannot be played; allowed: 1 to {MOST_RUNS}")
        whole, rest = divmod(int(runs), BLOCK_RUNS)
        tasks: list[BlockTask] = [(block, None) for block in range(whole)]
        return [*tasks, (whole, np.arange(rest))] if rest else tasks
    if not len(runs) or np.min(runs) < 0:
        raise ValueError("run numbers are 0 or more, and at least one is needed")
    return list(runs_by_block(np.asarray(runs)).items())


def chunks_of(units: Sequence[list[BlockTask]], hands: int) -> list[list[BlockTask]]:
    """Put a few blocks into each task, as many for each hand and each about as large, so that all end together.

    A task has as many blocks as are best played beside each other, or a few less; a unit, such as the blocks whose
    rows lie in one file, is never parted. Ever smaller tasks, as in guided self-scheduling (Polychronopoulos & Kuck
    1987), would cost more in calls than hands that wait.

    >>> [len(chunk) for chunk in chunks_of([[(block, None)] for block in range(60)], hands=2)]
    [10, 10, 10, 10, 10, 10]
    """
    if not units:
        return []
    most = max(1, BLOCKS_TOGETHER // max(len(unit) for unit in units))
    count = min(len(units), hands * math.ceil(len(units) / (hands * most)))
    passed, cuts = np.cumsum([0, *map(len, units)]), [0]
    for left in range(count, 1, -1):  # each task ends where it is nearest to an even share of what is left
        start = cuts[-1]
        ends = np.arange(max(start + 1, len(units) - (left - 1) * most), min(start + most, len(units) - left + 1) + 1)
        share = math.ceil((passed[-1] - passed[start]) / left)
        cuts.append(int(ends[np.argmin(np.abs(passed[ends] - passed[start] - share))]))
    return [list(chain.from_iterable(units[start:end])) for start, end in pairwise([*cuts, len(units)])]


def units_of(tasks: Sequence[BlockTask], wanted: Wanted) -> list[list[BlockTask]]:
    """Put those blocks together that one task has to play: whose rows lie in one file, if files are wanted.

    >>> [[len(unit) for unit in units_of(tasks_for(6_000), wanted)] for wanted in ("counts", "file")]
    [[1, 1, 1, 1, 1, 1], [4, 2]]
    """
    if wanted in ("rows", "counts"):
        return [[task] for task in tasks]
    return by_file(tasks, itemgetter(0))


def play(
    scenario: Scenario, tasks: list[BlockTask], *, seed: int = 0, workers: int = 1, cluster: str | None = None,
    on_block: Callable[[BlockResult], None] | None = None,
) -> Iterator[BlockResult]:  # fmt: skip
    """Play blocks and give the rows of each, in the order asked for.

    The workers have no say in the results: every block draws from its own streams.

    Raises BlockFault if a block cannot be played.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> [(part.block, part.rows.num_rows) for part in play(five, tasks_for(1034), seed=1)]
    [(0, 1024), (1, 10)]
    """
    early: dict[int, BlockResult] = {}
    awaited = iter([block for block, _ in tasks])
    following = next(awaited, None)
    for part in play_each(scenario, tasks, seed=seed, workers=workers, cluster=cluster):
        if isinstance(part, BlockFailure):
            raise BlockFault(part)
        if on_block is not None:
            on_block(part)
        early[part.block] = part
        while following in early:
            yield early.pop(following)
            following = next(awaited, None)


def play_each(
    scenario: Scenario, tasks: Sequence[BlockTask], *, seed: int = 0, workers: int = 1, cluster: str | None = None,
    wanted: Wanted = "rows", folder: Path | None = None,
) -> Iterator[BlockResult | BlockFailure]:  # fmt: skip
    """Play blocks and give each as it is done, in whatever order; one that fails does not stop the others.

    Where files are wanted, those blocks come as one whose rows lie in one file.

    Raises WorkersLost if the processes that play are ended from outside again and again; ClusterFault if the cluster
    cannot be reached or used.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> [part] = play_each(five, tasks_for(10), seed=1, wanted="counts")
    >>> part.rows is None, part.totals.runs
    (True, 10)
    """
    with executor_for(workers if len(tasks) > 1 else 1, cluster) as executor:
        work = BlockWork(scenario, seed, wanted, folder if executor.same_disk else None)
        units = partial(units_of, wanted=wanted)
        for answer in executor.each(work, chunks_of(units(tasks), executor.hands), smaller=units):
            if isinstance(answer, Failure):
                said = str(answer.error)
                yield from (BlockFailure(block, seed, said, answer.traceback) for block, _ in answer.task)
                continue
            for part in answer:
                if isinstance(part, FolderFault):
                    raise part
                yield part
