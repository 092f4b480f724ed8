"""One state of the program against others: each plays its own scenario by its own command line, in turns."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from measuring import Row

__all__ = ["HERE", "tree_rows"]

HERE = Path(__file__).parents[1]
"""The tree that this script is a part of."""

WATCH = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
sys.exit(done.returncode)
"""
"""Runs a command and tells what it took. A small process does it: a child is taken to hold what its parent held."""


class Spent(NamedTuple):
    """What a command took, all its processes together."""

    seconds: float
    """Of processors, in the program and in the system."""
    megabytes: float
    """The most memory that one process held."""
    size: int
    """Bytes of the folder that it wrote."""


def tree_rows(trees: list[Path], scenario: Path, runs: int, rounds: int, floor: float) -> list[Row]:
    """Measure processor time a run, peak memory and bytes a run of each tree, this one first.

    The time is that of twice as many runs less that of so many, over the runs between, so that starting and reading
    are left out. `floor` is what a run of this tree cannot take less than, in seconds.
    """
    whole = scenario.resolve()
    asked = whole.relative_to(HERE).as_posix() if whole.is_relative_to(HERE) else str(whole)
    taken: dict[Path, list[tuple[Spent, Spent]]] = {tree: [] for tree in trees}
    for number in range(rounds):
        for tree in trees if number % 2 else reversed(trees):
            few, many = (_played(tree, asked, times * runs, number) for times in (1, 2))
            taken[tree].append((few, many))
    a_run = {
        tree: [(many.seconds - few.seconds) / runs for few, many in pairs] for tree, pairs in taken.items()
    }  # fmt: skip
    rows = []
    for tree, pairs in taken.items():
        own = statistics.median(a_run[tree])
        rows += [
            Row(f"{tree.name}, {_commit(tree)}: CPU a run", f"{1e6 * own:,.0f} µs",
                f"floor {1e6 * floor:,.0f} µs" if tree == trees[0] else ""),
            Row("  peak memory of the process that plays", f"{max(many.megabytes for _, many in pairs):,.0f} MB"),
            Row("  bytes a run", f"{pairs[-1][1].size / (2 * runs):,.0f}", "<= 2,000"),
        ]  # fmt: skip
        if tree != trees[0]:
            ratio = statistics.median(
                theirs / ours for theirs, ours in zip(a_run[tree], a_run[trees[0]], strict=True)
            )
            rows.append(Row("  this one is faster by", f"{ratio:.2f} times", ">= 1.35, by the pairs of turns"))
    return rows


def _played(tree: Path, scenario: str, runs: int, seed: int) -> Spent:
    """Play so many runs into a folder, by the program of a tree and its own file."""
    with tempfile.TemporaryDirectory(prefix="sim-bench-") as folder:
        out = Path(folder) / "results"
        words = [sys.executable, "-m", "sim.cli", "run", scenario, "--runs", str(runs), "--seed", str(seed), "--out"]
        told = subprocess.run(
            [sys.executable, "-c", WATCH, *words, str(out)], cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if told.returncode:
            raise SystemExit(f"{tree}: cannot be measured: {told.stderr.strip()}")
        seconds, most = (float(word) for word in told.stdout.split())
        unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
        return Spent(seconds, most * unit / 1e6, sum(path.stat().st_size for path in (out / "runs").iterdir()))


def _commit(tree: Path) -> str:
    said = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=tree, capture_output=True, text=True, check=False
    )
    return said.stdout.strip() or "no commit"
