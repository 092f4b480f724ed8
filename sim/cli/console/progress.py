"""How far along a long run is: a bar on a terminal, a line every ten seconds elsewhere."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.runs.block import BlockResult

__all__ = ["Told", "progress"]

SECONDS_BETWEEN_LINES = 10.0


class Told(Protocol):
    """What is told of the work as it goes on."""

    def __call__(self, result: BlockResult) -> None:
        """Take note of a block that is done."""

    def found(self, runs: int) -> None:
        """Take note of runs that were there before; they do not count for the rate."""


@contextmanager
def progress(runs: int) -> Iterator[Told]:
    """Show progress on standard error while blocks are played; give what must be told of each block."""
    if sys.stderr.isatty():
        with _bar(runs) as told:
            yield told
    else:
        yield _Lines(runs)


@contextmanager
def _bar(runs: int) -> Iterator[Told]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.completed:,.0f} runs{task.fields[rate]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("runs", total=runs, rate="")

        class Bar(_Pace):
            def __call__(self, result: BlockResult) -> None:
                self.count(result)
                bar.update(task, completed=self.done, rate=f", {self.said()}")

        yield Bar(runs)


class _Pace:
    """Counts runs and tells the rate and the time left."""

    def __init__(self, runs: int) -> None:
        self.runs, self.done, self.there, self.began = runs, 0, 0, time.monotonic()

    def found(self, runs: int) -> None:
        self.done += runs
        self.there += runs

    def count(self, result: BlockResult) -> None:
        self.done += result.totals.runs

    def said(self) -> str:
        """Give the rate and the time left.

        Until two seconds have gone the start of the processes weighs too much to say anything.
        """
        spent = time.monotonic() - self.began
        if spent < 2.0:
            return "starting"
        rate = (self.done - self.there) / spent
        return f"{rate:,.0f} a second, {_span((self.runs - self.done) / rate)} left" if rate else "waiting"


class _Lines(_Pace):
    """Says where things stand every ten seconds."""

    def __init__(self, runs: int) -> None:
        super().__init__(runs)
        self.spoken = self.began

    def __call__(self, result: BlockResult) -> None:
        self.count(result)
        now = time.monotonic()
        if now - self.spoken >= SECONDS_BETWEEN_LINES and self.done < self.runs:
            self.spoken = now
            print(f"{self.done:,} of {self.runs:,} runs, {self.said()}", file=sys.stderr, flush=True)


def _span(seconds: float) -> str:
    """Say a length of time.

    >>> _span(42), _span(150), _span(9000)
    ('42 s', '2 min 30 s', '2 h 30 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3_600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3_600} h {whole % 3_600 // 60} min"
