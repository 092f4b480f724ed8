"""Playing many runs: block after block, in one process, in several, or on a cluster."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.chance.streams import BLOCK_RUNS
from sim.runs.block import BlockResult, play_block, play_blocks, runs_by_block
from sim.runs.failures import BlockFailure, BlockFault
from sim.runs.folder.layout import packed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from sim.rules.arrays import Counts
    from sim.scenario.format.scenario import Scenario

__all__ = ["MOST_RUNS", "Task", "Wanted", "play", "play_each", "play_some", "tasks_for"]

MOST_RUNS = 10_000_000_000
"""More than this is refused as a slip of the pen."""

BLOCKS_TOGETHER = 12
"""Whole blocks that one model plays beside each other: fewer cost more calls, more take memory and save nothing."""

Task = tuple[int, "Counts | None"]
"""A block with the places in it that are played; None for all."""

Wanted = Literal["rows", "file", "counts"]
"""What is wanted of a block beside its counts: its rows, the bytes of its file, or nothing."""


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
    cluster: str | None = None,
    on_block: Callable[[BlockResult], None] | None = None,
) -> Iterator[BlockResult]:
    """Play blocks and give the rows of each, in the order asked for.

    The workers have no say in the results: every block draws from its own streams.

    Raises
    ------
    BlockFault
        If a block cannot be played.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
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
    scenario: Scenario,
    tasks: Sequence[Task],
    *,
    seed: int = 0,
    workers: int = 1,
    cluster: str | None = None,
    wanted: Wanted = "rows",
    folder: Path | None = None,
) -> Iterator[BlockResult | BlockFailure]:
    """Play blocks and give each as it is done, in whatever order; one that fails does not stop the others.

    Raises
    ------
    WorkersLost
        If the processes that play are ended from outside again and again.
    ClusterFault
        If the cluster cannot be reached or used.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> [part] = play_each(five, tasks_for(10), seed=1, wanted="counts")
    >>> part.rows is None, part.totals.runs
    (True, 10)
    """
    if cluster is not None:
        from sim.runs.cluster import on_cluster

        yield from on_cluster(scenario, tasks, seed, cluster, wanted)
    elif workers <= 1 or len(tasks) == 1:
        for start in range(0, len(tasks), BLOCKS_TOGETHER):
            yield from play_some(scenario, seed, tasks[start : start + BLOCKS_TOGETHER], wanted)
    else:
        from sim.runs.executors import in_processes

        yield from in_processes(scenario, tasks, seed, workers, wanted, folder)


def play_some(
    scenario: Scenario, seed: int, tasks: Sequence[Task], wanted: Wanted
) -> list[BlockResult | BlockFailure]:
    """Play a few blocks: what one worker does at a time.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> scenario = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> [part.totals.runs for part in play_some(scenario, 0, [(3, np.arange(10))], "counts")]
    [10]
    """
    whole = [block for block, places in tasks if places is None]
    done: list[BlockResult | BlockFailure] = list(_together(scenario, seed, whole) if len(whole) > 1 else ())
    played = {part.block for part in done}
    for block, places in tasks:
        if block in played:
            continue
        try:
            done.append(play_block(scenario, seed, block, places))
        except Exception as error:
            done.append(BlockFailure.of(block, seed, error))
    if whole:
        # A model and its actors know each other, and left to itself Python would keep the arrays of many blocks.
        gc.collect()
    order = {block: place for place, (block, _) in enumerate(tasks)}
    return [_as_wanted(part, wanted) for part in sorted(done, key=lambda part: order[part.block])]


def _together(scenario: Scenario, seed: int, blocks: list[int]) -> list[BlockResult]:
    """Play whole blocks in one model; nothing if one of them fails, and then each is played by itself."""
    try:
        return play_blocks(scenario, seed, blocks)
    except Exception:
        return []


def _as_wanted(part: BlockResult | BlockFailure, wanted: Wanted) -> BlockResult | BlockFailure:
    if isinstance(part, BlockFailure) or wanted == "rows":
        return part
    file = packed(part.rows, part.totals.written()) if wanted == "file" else None
    return replace(part, rows=None, file=file)
