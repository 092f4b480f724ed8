"""Playing many runs: block after block, in one process or several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.ensemble.table import BlockResult, play_block, runs_by_block
from sim.scenario.draws import BLOCK_RUNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.rules.arrays import Counts
    from sim.scenario.schema import Scenario

__all__ = ["MOST_RUNS", "Task", "play", "tasks_for"]

MOST_RUNS = 10_000_000_000
"""More than this is refused as a slip of the pen."""

Task = tuple[int, "Counts | None"]
"""A block with the places in it that are played; None for all."""


def tasks_for(runs: int | Counts) -> list[Task]:
    """Say which blocks must be played for so many runs, or for these run numbers.

    Raises
    ------
    ValueError
        If no run is asked for, or a run number is negative.

    Examples
    --------
    >>> [(block, None if places is None else len(places)) for block, places in tasks_for(1500)]
    [(0, None), (1, 476)]
    """
    if isinstance(runs, int | np.integer):
        if not 1 <= runs <= MOST_RUNS:
            raise ValueError(f"{runs} runs cannot be played; allowed: 1 to {MOST_RUNS}")
        whole, rest = divmod(int(runs), BLOCK_RUNS)
        tasks: list[Task] = [(block, None) for block in range(whole)]
        return [*tasks, (whole, np.arange(rest))] if rest else tasks
    if not len(runs) or np.min(runs) < 0:
        raise ValueError("run numbers are 0 or more, and at least one is needed")
    return list(runs_by_block(np.asarray(runs)).items())


def play(
    scenario: Scenario,
    tasks: list[Task],
    *,
    seed: int = 0,
    workers: int = 1,
    on_block: Callable[[BlockResult], None] | None = None,
) -> Iterator[BlockResult]:
    """Play blocks and give each as it is done, in the order asked for.

    The workers have no say in the results: every block draws from its own streams.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    tasks : list of Task
        Which blocks, see `tasks_for`.
    seed : int
        0 to 2**64 - 1.
    workers : int
        Processes that play side by side.
    on_block : callable, optional
        Told of each block that is done, before it is given.
    """
    for result in _in_order(scenario, tasks, seed, workers):
        if on_block is not None:
            on_block(result)
        yield result


def _in_order(scenario: Scenario, tasks: list[Task], seed: int, workers: int) -> Iterator[BlockResult]:
    if workers <= 1 or len(tasks) == 1:
        for block, places in tasks:
            yield play_block(scenario, seed, block, places)
        return
    from joblib import Parallel, delayed

    together = Parallel(n_jobs=workers, backend="loky", return_as="generator", batch_size=1)
    yield from together(delayed(play_block)(scenario, seed, block, places) for block, places in tasks)
