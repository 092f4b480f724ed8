"""How far along a long run is: a bar on a terminal, a line every ten seconds elsewhere."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.ensemble.table import BlockResult

__all__ = ["progress"]

SECONDS_BETWEEN_LINES = 10.0


@contextmanager
def progress(runs: int) -> Iterator[Callable[[BlockResult], None]]:
    """Show progress on standard error while blocks are played; give what must be told of each block."""
    if sys.stderr.isatty():
        with _bar(runs) as told:
            yield told
    else:
        yield _lines(runs)


@contextmanager
def _bar(runs: int) -> Iterator[Callable[[BlockResult], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.completed:,.0f} runs"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("runs", total=runs)
        yield lambda result: bar.advance(task, result.rows.num_rows)


def _lines(runs: int) -> Callable[[BlockResult], None]:
    done, began = 0, time.monotonic()
    spoken = began

    def told(result: BlockResult) -> None:
        nonlocal done, spoken
        done += result.rows.num_rows
        now = time.monotonic()
        if now - spoken >= SECONDS_BETWEEN_LINES and done < runs:
            spoken = now
            rate = done / (now - began)
            left = (runs - done) / rate
            print(f"{done:,} of {runs:,} runs, {rate:,.0f} a second, {left:,.0f} seconds left", file=sys.stderr)

    return told
