"""All measurements of speed, side by side in one run: ``make bench``, or ``python benchmarks/run.py --help``.

CPU seconds where that is meant, medians of five, in turns with what they are compared to. On a busy machine the
ratios hold better than the figures. With ``--against TREE`` another state of the program is measured too, such as an
older commit in a work tree of its own: each plays its own file by its own command line. ``--quick`` takes few runs
and one round: it shows whether all of it works, and its figures say little.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from against import BARE_MODELS, bare_mesa, peer_rows
from floor import floor_rows
from measuring import Rounds, Row, printed, side_by_side, wall_seconds
from shares import profiled
from trees import FAST, switched, tree_rows

from sim.chance.streams import BLOCK_RUNS
from sim.runs.block import BlockWork, play_block
from sim.runs.play import BLOCKS_TOGETHER
from sim.scenario.format.scenario import Scenario
from sim.scenario.reader import read_scenario

KOSOVO = Path(__file__).parents[1] / "scenarios" / "kosovo"
TEN_ACTORS = Path(__file__).with_name("ten_actors.yaml")
SIM = (sys.executable, "-m", "sim.cli")
SOME_RUNS = 60 * BLOCK_RUNS
WORKER_ROUNDS = 3
TREE_RUNS = BLOCKS_TOGETHER * BLOCK_RUNS
ALONE = 8
"""Models of one run in each round, since some histories are shorter than others."""


def block_rows(scenario: Scenario) -> tuple[list[Row], float]:
    """Measure a block against models of one run."""

    def alone(number: int) -> None:
        for place in range(ALONE):
            play_block(scenario, 0, number, np.array([127 * place]))

    def together(number: int) -> None:
        first = BLOCKS_TOGETHER * number
        BlockWork(scenario, 0, "file")([(block, None) for block in range(first, first + BLOCKS_TOGETHER)])

    block, several, ones = side_by_side(lambda number: play_block(scenario, 0, number), together, alone)
    run, one = several / BLOCKS_TOGETHER / BLOCK_RUNS, ones / ALONE
    rows = [
        Row(f"a block of {BLOCK_RUNS:,} runs", f"{block:.3f} s"),
        Row("  a run in it", f"{1e6 * block / BLOCK_RUNS:,.0f} µs"),
        Row(
            f"{BLOCKS_TOGETHER} blocks beside each other, with their files, as `sim run` plays them",
            f"{several:.3f} s",
        ),
        Row("  a run in them", f"{1e6 * run:,.0f} µs"),
        Row("a model of one run", f"{1e6 * one:,.0f} µs"),
        Row("  in a block it is faster by", f"{one / block * BLOCK_RUNS:,.0f} times", ">= 100"),
        Row("  as `sim run` plays it, by", f"{one / run:,.0f} times"),
    ]
    return rows, run


def bare_rows(run: float) -> list[Row]:
    """Measure as many actors and weeks as a bare Mesa model has agents and steps; then the whole scenario."""
    equal, tasks = read_scenario(TEN_ACTORS), [(block, None) for block in range(BLOCKS_TOGETHER)]
    several, bare = side_by_side(lambda number: BlockWork(equal, number, "file")(tasks), bare_mesa)
    ten, bare = several / BLOCKS_TOGETHER / BLOCK_RUNS, bare / BARE_MODELS
    return [
        Row("bare Mesa model, 10 idle agents, 40 steps", f"{1e6 * bare:,.0f} µs"),
        Row("10 actors who talk, propose and vote, 40 weeks, with their files", f"{1e6 * ten:,.0f} µs"),
        Row("  faster by", f"{bare / ten:.1f} times"),
        Row("a whole history of this scenario, faster by", f"{bare / run:.1f} times", ">= 4, goal 8"),
    ]


def worker_rows(path: Path, runs: int, rounds: int) -> list[Row]:
    """Measure two workers against one by the clock, the start of the processes included."""
    taken: dict[int, list[float]] = {1: [], 2: []}
    for number in range(rounds):
        for workers in (1, 2) if number % 2 else (2, 1):
            with tempfile.TemporaryDirectory(prefix="sim-bench-") as folder:
                words = [*SIM, "run", str(path), "--runs", str(runs), "--workers", str(workers), "--out"]
                taken[workers].append(wall_seconds([*words, str(Path(folder) / "results")], rounds=1))
    ratio = statistics.median(one / two for one, two in zip(taken[1], taken[2], strict=True))
    one, two = (statistics.median(taken[workers]) for workers in (1, 2))
    return [
        Row(f"{runs:,} runs into a folder, one worker", f"{one:.1f} s"),
        Row(f"{runs:,} runs into a folder, two workers", f"{two:.1f} s"),
        Row("  two workers are faster by", f"{ratio:.2f} times", ">= 1.6 at 10,000, 1.9 at 200,000"),
        Row("  two workers play", f"{runs / two:,.0f} a second"),
    ]


def million_rows(path: Path, rounds: int) -> list[Row]:
    """Play a million runs with two workers, some times in turns without and with machine code."""
    taken: dict[bool, list[float]] = {fast: [] for fast in FAST}
    for _ in range(rounds):
        for fast, spent in taken.items():
            with tempfile.TemporaryDirectory(prefix="sim-bench-") as folder:
                out = Path(folder) / "results"
                words = [*SIM, "run", str(path), "--runs", "1000000", "--workers", "2", "--out", str(out)]
                spent.append(wall_seconds(words, rounds=1, environment=switched(fast)))
                size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    rows = [
        Row(f"1,000,000 runs, two workers{', with fast' if fast else ''}", f"{statistics.median(spent):.0f} s",
            f"{'100' if fast else 'reported'}; trials {', '.join(f'{one:.0f}' for one in spent)}")
        for fast, spent in taken.items()
    ]  # fmt: skip
    return [*rows, Row("  on disk", f"{size / 1e9:.2f} GB")]


def cold_rows(path: Path) -> list[Row]:
    """Measure what a newcomer waits for."""
    return [
        Row("sim --help, cold", f"{wall_seconds([*SIM, '--help']):.2f} s", "<= 0.15"),
        Row(
            "sim run of 1,000 runs, cold",
            f"{wall_seconds([*SIM, 'run', str(path), '--runs', '1000']):.2f} s",
            "<= 1.5",
        ),
    ]


def share_rows(scenario: Scenario) -> None:
    """Print what takes the time, and what would have to give for twice the speed."""
    parts, rules, leading = profiled(scenario)
    printed("Share of the time by part", [Row(name, f"{100 * part:.1f} %") for name, part in parts.items()])
    printed("Share of the time by rule", [Row(name, f"{100 * part:.1f} %") for name, part in rules.items()])
    together = sum(part for _, part in leading)
    printed(
        f"The next doubling: these five take {100 * together:.0f} % by themselves; even at no cost, "
        f"{'they alone would do' if together > 0.5 else f'{100 * (0.5 - together):.0f} % more would have to go'}",
        [Row(name, f"{100 * part:.1f} %") for name, part in leading],
    )


def main() -> None:
    """Measure everything and print it."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    baseline = KOSOVO / "baseline.yaml"
    usual = baseline if baseline.exists() else KOSOVO / "five_actors.yaml"
    given.add_argument("scenario", nargs="?", type=Path, default=usual)
    given.add_argument("--long", action="store_true", help="also 200,000 and 1,000,000 runs")
    given.add_argument("--no-peers", action="store_true", help="install nothing to measure against")
    given.add_argument("--against", type=Path, action="append", default=[], metavar="TREE", help="measure this too")
    given.add_argument("--quick", action="store_true", help="few runs and one round: does it work?")
    asked = given.parse_args()
    share = 12 if asked.quick else 1
    Rounds.chosen = 1 if asked.quick else Rounds.chosen
    scenario = read_scenario(asked.scenario)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"{scenario.title} ({asked.scenario.name}), Python {platform.python_version()}, {os.cpu_count()} cores, "
          f"load {load:.1f}, {time.strftime('%Y-%m-%d')}, medians of {Rounds.chosen}")  # fmt: skip
    rows, run = block_rows(scenario)
    printed("A block against single runs, CPU seconds", rows)
    rows, floor = floor_rows(scenario, run)
    printed("The floor, CPU a run", rows)
    others = [tree.resolve() for tree in asked.against]
    printed("Into a folder, one worker, each tree its own file",
            tree_rows(others, asked.scenario, TREE_RUNS // share, Rounds.chosen, floor))  # fmt: skip
    printed("Against a bare Mesa model, CPU seconds", bare_rows(run))
    printed("Cold start, by the clock", cold_rows(asked.scenario))
    share_rows(scenario)
    if not asked.no_peers:
        printed("Against others, CPU seconds", peer_rows(run))
    rounds = min(Rounds.chosen, WORKER_ROUNDS)
    for runs in (10_000, SOME_RUNS // share):
        printed("Workers, by the clock", worker_rows(asked.scenario, runs, rounds))
    if asked.long:
        printed("Long runs, by the clock", worker_rows(asked.scenario, 200_000, 1))
        printed("A million, by the clock", million_rows(asked.scenario, rounds))


if __name__ == "__main__":
    main()
