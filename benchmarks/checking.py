"""What it costs to check a results folder as it is read: `python benchmarks/checking.py [FOLDER]`.

Without a folder 24,576 runs of the baseline are played first. Each work is done in turns with its checks and without.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from measuring import Row, cpu_seconds, printed

import sim
from sim.runs.folder import reader, seal
from sim.runs.folder.verify import verify_folder

RUNS = 24 * 1_024
ROUNDS = 15
"""How often each work is done; the least time counts."""
SOME = 20
"""How many columns a question reads that asks much."""


@contextlib.contextmanager
def unchecked() -> Iterator[None]:
    """Read without any check: no footer on opening, no digest and no checksum."""
    with (
        mock.patch.object(reader, "check_footer", return_value=SimpleNamespace(checksum=None)),
        mock.patch.object(reader, "checked_bytes", lambda home, _, name: (home / name).read_bytes()),
        mock.patch.object(seal, "_is_sealed", return_value=True),
        mock.patch.object(seal, "_unlike", return_value=False),
    ):
        yield


def without(work: Callable[[int], object]) -> Callable[[int], object]:
    """Return the same work without its checks."""

    def bare(number: int) -> object:
        with unchecked():
            return work(number)

    return bare


def least(*works: Callable[[int], object]) -> list[float]:
    """Return the least CPU time of several works, done in turns; what else runs on a machine only adds to it."""
    taken = [[cpu_seconds_once(work) for work in works] for _ in range(ROUNDS)]
    return [min(column) for column in zip(*taken, strict=True)]


def cpu_seconds_once(work: Callable[[int], object]) -> float:
    """Return the CPU time of a work."""
    began = time.process_time()
    work(0)
    return time.process_time() - began


def main() -> None:
    """Read a folder with and without its checks, and print what each takes and how much the checks are of it."""
    if len(sys.argv) > 1:
        folder = Path(sys.argv[1])
    else:
        folder = Path(tempfile.mkdtemp()) / "results"
        sim.run("scenarios/kosovo/baseline.yaml", RUNS, keep=folder)
    kept = sim.load(folder).rows
    names = kept.column_names

    def every_column(_: int) -> int:
        rows = sim.load(folder).rows
        return sum(rows._of_block(block, None).num_rows for block in rows.files)

    works: dict[str, Callable[[int], object]] = {
        "opening it": lambda _: sim.load(folder),
        "opening it, and one column": lambda _: sim.load(folder).rows.column("ended_week"),
        f"opening it, and {SOME} columns": lambda _: sim.load(folder).rows.select(names[:: len(names) // SOME]),
        "opening it, and every column": every_column,
    }
    found = []
    for what, work in works.items():
        checked, bare = least(work, without(work))
        found.append(Row(f"{what}: {1_000 * checked:.0f} ms, without checks {1_000 * bare:.0f} ms",
                         f"{checked / bare - 1:+.1%}", "5 % at most"))  # fmt: skip
    found.append(Row("verify-folder", f"{1_000 * cpu_seconds(lambda _: verify_folder(folder), 3):.0f} ms"))
    size = sum(path.stat().st_size for path in folder.rglob("*.parquet")) / 1e6
    printed(f"{len(kept):,} runs, {len(kept.files)} blocks of {len(names)} columns, {size:.0f} MB", found)


if __name__ == "__main__":
    main()
