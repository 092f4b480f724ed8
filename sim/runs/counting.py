"""Counting runs without keeping them: all that the printed table needs, in memory that does not grow."""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING

from sim.runs.counts import Totals
from sim.runs.ensemble import Ensemble
from sim.runs.failures import BlockFailure, StoppedShort
from sim.runs.folder.rows import DroppedRows
from sim.runs.play import play_each, tasks_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.runs.block import BlockResult
    from sim.scenario.format.scenario import Scenario

__all__ = ["count_runs"]


def count_runs(
    scenario: Scenario,
    runs: int,
    *,
    seed: int = 0,
    workers: int = 1,
    cluster: str | None = None,
    on_block: Callable[[BlockResult], None] | None = None,
) -> Ensemble:
    """Play a scenario many times and count how the runs end; their rows are dropped.

    Raises
    ------
    StoppedShort
        If no block could be played.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> counted = count_runs(read_scenario("scenarios/kosovo/five_actors.yaml"), 100)
    >>> len(counted), int(counted.counts.outcomes.sum())
    (100, 100)
    """
    totals = Totals.nothing(scenario)
    failures: list[BlockFailure] = []
    for part in play_each(scenario, tasks_for(runs), seed=seed, workers=workers, cluster=cluster, wanted="counts"):
        if isinstance(part, BlockFailure):
            insort(failures, part, key=lambda failure: failure.block)
            continue
        totals += part.totals
        if on_block is not None:
            on_block(part)
    if not totals.runs:
        raise StoppedShort(f"no block could be played; {failures[0]}")
    return Ensemble(scenario, seed, DroppedRows(totals.runs), totals.standing, totals, tuple(failures))
