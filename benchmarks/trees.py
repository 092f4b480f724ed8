"""One state of the program against others: each plays its own scenario by its own command line, in turns.

This one plays twice, by arrays and in machine code, if the extra `fast` is installed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from measuring import Row

from sim.compiled.choice import ASKS

__all__ = ["FAST", "HERE", "switched", "tree_rows"]

HERE = Path(__file__).parents[1]
"""The tree that this script is a part of."""

FAST = (False, True) if find_spec("numba") else (False,)
"""Without machine code, and with it where there is any."""

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


class Player(NamedTuple):
    """Which tree plays, and how."""

    tree: Path
    fast: bool

    @property
    def title(self) -> str:
        """Its name in the table."""
        return f"{self.tree.name}, {_commit(self.tree)}{', with fast' if self.fast else ''}"


def switched(fast: bool) -> dict[str, str]:
    """Return the environment in which machine code is used, or not."""
    return {**os.environ, ASKS: str(int(fast))}


def tree_rows(trees: list[Path], scenario: Path, runs: int, rounds: int, floor: float) -> list[Row]:
    """Measure processor time a run, peak memory and bytes a run of this tree and of others.

    The time is that of twice as many runs less that of so many, over the runs between, so that starting and reading
    are left out. `floor` is what a run of this tree cannot take less than, in seconds.
    """
    whole = scenario.resolve()
    asked = whole.relative_to(HERE).as_posix() if whole.is_relative_to(HERE) else str(whole)
    own = [Player(HERE, fast) for fast in FAST]
    players = [*own, *(Player(tree, False) for tree in trees)]
    taken: dict[Player, list[tuple[Spent, Spent]]] = {player: [] for player in players}
    for number in range(rounds):
        for player in players if number % 2 else reversed(players):
            few, many = (_played(player, asked, times * runs, number) for times in (1, 2))
            taken[player].append((few, many))
    a_run = {
        player: [(many.seconds - few.seconds) / runs for few, many in pairs] for player, pairs in taken.items()
    }  # fmt: skip
    rows = []
    for player, pairs in taken.items():
        rows += [
            Row(f"{player.title}: CPU a run", f"{1e6 * statistics.median(a_run[player]):,.0f} µs",
                f"floor {1e6 * floor:,.0f} µs" if player in own else ""),
            Row("  peak memory of the process that plays", f"{max(many.megabytes for _, many in pairs):,.0f} MB"),
            Row("  bytes a run", f"{pairs[-1][1].size / (2 * runs):,.0f}", "<= 2,000"),
        ]  # fmt: skip
        for mine in own if player not in own else []:
            ratios = [theirs / ours for theirs, ours in zip(a_run[player], a_run[mine], strict=True)]
            wanted = f">= {2 if mine.fast else 1.35}; by turns {min(ratios):.2f} to {max(ratios):.2f}"
            rows.append(Row(f"  {mine.title} is faster by", f"{statistics.median(ratios):.2f} times", wanted))
    return rows


def _played(player: Player, scenario: str, runs: int, seed: int) -> Spent:
    """Play so many runs into a folder, by the program of a tree and its own file."""
    with tempfile.TemporaryDirectory(prefix="sim-bench-") as folder:
        out = Path(folder) / "results"
        words = [sys.executable, "-m", "sim.cli", "run", scenario, "--runs", str(runs), "--seed", str(seed), "--out"]
        told = subprocess.run(
            [sys.executable, "-c", WATCH, *words, str(out)], cwd=player.tree, capture_output=True, text=True,
            env={**switched(player.fast), "PYTHONPATH": str(player.tree)}, check=False,
        )  # fmt: skip
        if told.returncode:
            raise SystemExit(f"{player.tree}: cannot be measured: {told.stderr.strip()}")
        seconds, most = (float(word) for word in told.stdout.split())
        unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
        return Spent(seconds, most * unit / 1e6, sum(path.stat().st_size for path in (out / "runs").iterdir()))


def _commit(tree: Path) -> str:
    said = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=tree, capture_output=True, text=True, check=False
    )
    return said.stdout.strip() or "no commit"
