"""Measuring: CPU and wall seconds, medians, and the rows of the table."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

__all__ = ["Rounds", "Row", "cpu_seconds", "printed", "side_by_side", "wall_seconds"]


class Rounds:
    """Every figure is the median of so many rounds, where nothing else is said."""

    chosen = 5


class Row(NamedTuple):
    """One line of the table."""

    what: str
    figure: str
    wanted: str = ""


def cpu_seconds(work: Callable[[int], object], rounds: int | None = None) -> float:
    """Return the median CPU time of a piece of work, after one round for warming up."""
    work(0)
    return statistics.median(_cpu(work, number) for number in range(1, 1 + (rounds or Rounds.chosen)))


def side_by_side(*works: Callable[[int], object], rounds: int | None = None) -> list[float]:
    """Return the median CPU time of several pieces of work, done in turns so that a busy machine slows all alike."""
    for work in works:
        work(0)
    taken = [[_cpu(work, number) for work in works] for number in range(1, 1 + (rounds or Rounds.chosen))]
    return [statistics.median(column) for column in zip(*taken, strict=True)]


def _cpu(work: Callable[[int], object], number: int) -> float:
    began = time.process_time()
    work(number)
    return time.process_time() - began


def wall_seconds(
    words: Sequence[str], rounds: int | None = None, environment: Mapping[str, str] | None = None
) -> float:
    """Return the median wall time of a command."""
    taken = []
    for _ in range(rounds or Rounds.chosen):
        began = time.perf_counter()
        subprocess.run(words, check=True, capture_output=True, env=environment)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def printed(title: str, rows: Sequence[Row]) -> None:
    """Print a table."""
    print(f"\n{title}")
    for row in rows:
        print(f"  {row.what:<66} {row.figure:>14}  {row.wanted}".rstrip(), flush=True)
