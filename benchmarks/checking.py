"""What it costs to check a results folder as it is read: `python benchmarks/checking.py`."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pyarrow.parquet as pq

import sim
from sim.runs.folder import seal
from sim.runs.folder.layout import block_files
from sim.runs.folder.verify import verify_folder

RUNS = 20 * 1_024
TRIALS = 7


def least(work: Callable[[], object]) -> float:
    """Return the least CPU time that a work took, in milliseconds a file."""
    spent = []
    for _ in range(TRIALS):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return 1_000 * min(spent) / (RUNS / 1_024)


def main() -> None:
    """Read a folder with and without its checks, and print what each takes."""
    folder = Path(tempfile.mkdtemp()) / "results"
    sim.run("scenarios/kosovo/five_actors.yaml", RUNS, keep=folder)
    rows = sim.load(folder).rows
    files = list(block_files(folder).values())
    for what, names in (("one column", ["ended_week"]), ("all columns", None)):
        checked = least(lambda names=names: rows._read(names, rows.files))  # type: ignore[misc]
        with (
            mock.patch.object(seal, "_is_sealed", return_value=True),
            mock.patch.object(seal, "_unlike", return_value=False),
        ):
            unchecked = least(lambda names=names: rows._read(names, rows.files))  # type: ignore[misc]
        plain = least(lambda names=names: [pq.ParquetFile(file).read(names, use_threads=False) for file in files])  # type: ignore[misc]
        print(f"{what}: {checked:.2f} ms a file, {unchecked:.2f} without checks, {plain:.2f} by Parquet alone")
    print(f"loading: {least(lambda: sim.load(folder)):.2f} ms a file")
    print(f"verify-folder: {least(lambda: verify_folder(folder)):.2f} ms a file")


if __name__ == "__main__":
    main()
