"""What it costs to check a results folder as it is read: `python benchmarks/checking.py [FOLDER]`.

Without a folder 24,576 runs of the baseline are played first. The processor time that the checks take is measured
within the time of reading, since trials with and without them differ by more than they take.
"""

from __future__ import annotations

import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from measuring import Row, cpu_seconds, printed

import sim
from sim.runs.folder import reader, rows, seal
from sim.runs.folder.verify import verify_folder

RUNS = 24 * 1_024
TRIALS = 5
SOME = 20
"""How many columns a question reads that asks much."""

CHECKS = (
    (seal, "_is_sealed"),
    (seal, "_unlike"),
    (rows, "check_footer"),
    (reader, "digest_of"),
    (rows, "checksum_of"),
)
"""What is done for the sake of checking alone; the first is part of the third where a folder is opened."""


class Clock:
    """The processor time spent in some functions, those that one of them calls counted once."""

    def __init__(self) -> None:
        self.seconds, self.inside = 0.0, False

    def timed(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """Return the same function, its time added up."""

        def watched(*given: Any, **more: Any) -> Any:
            if self.inside:
                return work(*given, **more)
            self.inside, began = True, time.process_time()
            try:
                return work(*given, **more)
            finally:
                self.inside = False
                self.seconds += time.process_time() - began

        return watched


@contextlib.contextmanager
def clocked() -> Iterator[Clock]:
    """Add up the time that checks take."""
    clock = Clock()
    with contextlib.ExitStack() as stack:
        for module, name in CHECKS:
            stack.enter_context(mock.patch.object(module, name, clock.timed(getattr(module, name))))
        yield clock


def shares_of(work: Callable[[], object]) -> tuple[float, float]:
    """Return the median milliseconds that checks take of a work, and those of the whole work."""
    taken = []
    for _ in range(TRIALS):
        with clocked() as clock:
            began = time.process_time()
            work()
            taken.append((clock.seconds, time.process_time() - began))
    checks, whole = (statistics.median(column) for column in zip(*taken, strict=True))
    return 1_000 * checks, 1_000 * whole


def main() -> None:
    """Read a folder, and print how much of the time goes into checks."""
    if len(sys.argv) > 1:
        folder = Path(sys.argv[1])
    else:
        folder = Path(tempfile.mkdtemp()) / "results"
        sim.run("scenarios/kosovo/baseline.yaml", RUNS, keep=folder)
    kept = sim.load(folder).rows
    names = kept.column_names

    def read(columns: list[str] | None) -> None:
        stored = sim.load(folder).rows
        for block in stored.files:
            stored.of_file(block, columns)

    works: dict[str, Callable[[], object]] = {
        "opening it": lambda: sim.load(folder),
        "opening it, and one column": lambda: read(["ended_week"]),
        f"opening it, and {SOME} columns": lambda: read(names[:: len(names) // SOME + 1]),
        "opening it, and every column": lambda: read(None),
    }
    found = []
    for what, work in works.items():
        checks, whole = shares_of(work)
        found.append(
            Row(f"{what}: {checks:.0f} of {whole:.0f} ms are checks", f"{checks / whole:.1%}", "5 % at most")
        )
    found.append(Row("verify-folder", f"{1_000 * cpu_seconds(lambda _: verify_folder(folder), 3):.0f} ms"))
    size = sum(path.stat().st_size for path in folder.rglob("*.parquet")) / 1e6
    printed(f"{len(kept):,} runs, {len(kept.files)} files of {len(names)} columns, {size:.0f} MB", found)


if __name__ == "__main__":
    main()
