"""The floor: what chance, memory and file cost by themselves, without which no run can be played and kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from measuring import Row, side_by_side

from sim.chance.streams import BLOCK_RUNS, Streams
from sim.model import StatusTalks
from sim.runs.block import BlockWork, play_blocks
from sim.runs.folder.layout import by_file
from sim.runs.play import BLOCKS_TOGETHER
from sim.scenario.format.scenario import Scenario

__all__ = ["floor_rows"]

BLOCKS = tuple(range(BLOCKS_TOGETHER))


def floor_rows(scenario: Scenario, run: float) -> tuple[list[Row], float]:
    """Measure the floor a run, beside what a whole run costs (`run`, in seconds); and return it, in seconds too."""
    asked = _asked(scenario)
    kept = play_blocks(scenario, 0, BLOCKS, with_drawn=False)
    work, files = BlockWork(scenario, 0, "file"), by_file(kept, lambda part: part.block)
    columns = [column.to_numpy() for column in kept[0].rows.columns if not pa.types.is_dictionary(column.type)]

    def chance(number: int) -> None:
        streams = Streams(0, 1000 * number, beside=tuple(1000 * number + block for block in BLOCKS[1:]))
        for path, which in asked:
            streams.uniform(*path, **which)

    def memory(number: int) -> None:
        for column in columns:
            np.tile(column, BLOCKS_TOGETHER)

    def file(number: int) -> None:
        for parts in files:
            work.in_a_file(parts)

    spent = [seconds / BLOCKS_TOGETHER / BLOCK_RUNS for seconds in side_by_side(chance, memory, file)]
    names = ("chance alone: all that is drawn", "memory alone: all that is kept, written once", "file alone: Parquet")
    rows = [Row(name, f"{1e6 * one:,.1f} µs") for name, one in zip(names, spent, strict=True)]
    return [*rows, Row("together, of a run", f"{100 * sum(spent) / run:.0f} %")], sum(spent)


def _asked(scenario: Scenario) -> list[tuple[tuple[str, ...], dict[str, Any]]]:
    """Return every stream that a play of a dozen blocks asks for, in order."""
    asked = []
    uniform = Streams.uniform

    def noting(self: Streams, *path: str, **which: Any) -> Any:
        asked.append((path, which))
        return uniform(self, *path, **which)

    Streams.uniform = noting  # type: ignore[method-assign]
    try:
        StatusTalks(scenario, beside=BLOCKS[1:]).run()
    finally:
        Streams.uniform = uniform  # type: ignore[method-assign]
    return asked
