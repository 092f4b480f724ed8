"""Reading a results folder: only as far as asked, and nothing that is not as it was written."""

import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.chance.streams import BLOCK_RUNS
from sim.rules.arrays import Counts
from sim.runs.arrow import numbers_of
from sim.runs.counts import Totals, counts_in
from sim.runs.failures import FolderFault, FolderWarning, plain_reason
from sim.runs.folder.layout import block_files, foreign_files, on_disk
from sim.runs.folder.manifest import Manifest, read_manifest
from sim.runs.folder.rows import StoredRows
from sim.runs.folder.seal import digest_of, see_that_it_is_a_file
from sim.scenario.faults import ScenarioFault
from sim.scenario.format.scenario import Scenario
from sim.scenario.reader import read_scenario

__all__ = ["SUMMARIES", "Stored", "checked_bytes", "read_folder", "runs_of", "tell_of_foreign_files"]

CHECKED_FILES = 4_096
"""Up to so many files the footers are checked on loading; those of more, and all columns, when they are read."""

SUMMARIES = ("scenario.yaml", "weekly.parquet")
"""What a folder holds beside its manifest and its blocks; each can be made anew from these."""


class Stored(NamedTuple):
    """What a results folder holds."""

    scenario: Scenario
    seed: int
    rows: StoredRows
    standing: Counts
    totals: Totals | None


def read_folder(folder: str | Path, written: Scenario | None = None) -> Stored:
    """Open a results folder; its rows stay on disk until they are asked for.

    Whoever has just written it has its scenario in hand, and need not wait until that is read again.

    Raises FolderFault if it is no whole results folder, or not as it was written.
    """
    home = Path(folder)
    manifest = read_manifest(home)
    files = block_files(home)
    _see_that_all_are_there(home, manifest, files)
    scenario = _scenario(home, manifest, written)
    weekly = checked_bytes(home, manifest, "weekly.parquet")
    files = {block: path for block, path in files.items() if f"runs/{path.name}" in manifest.files}
    tell_of_foreign_files(home, manifest)
    standing, totals = _counted(home, scenario, manifest, weekly)
    rows = StoredRows(files, runs_of(manifest), manifest, scenario)
    if len(files) <= CHECKED_FILES:
        for block in files:
            rows.known_of(block)
    return Stored(scenario, int(manifest.seed), rows, standing, totals)


def runs_of(manifest: Manifest) -> int:
    """Count the runs but for those of blocks that could not be played."""
    return manifest.runs - sum(
        min(BLOCK_RUNS, manifest.runs - block * BLOCK_RUNS) for block in manifest.failed_blocks
    )


def _see_that_all_are_there(home: Path, manifest: Manifest, files: dict[int, Path]) -> None:
    there = {f"runs/{path.name}" for path in files.values()}
    missing = [name for name in manifest.files if name.startswith("runs/") and name not in there]
    if manifest.finished is None or missing:
        tell_of_foreign_files(home, manifest)
        listed = [
            path for path in files.values() if manifest.finished is None or f"runs/{path.name}" in manifest.files
        ]
        found = sum(_rows_in(path) for path in listed)
        raise FolderFault(f"{home}: holds {found} of {manifest.runs} runs; run again with --resume")
    for name in SUMMARIES:
        if not (home / name).is_file():
            raise FolderFault(f"{home}: no {name}; run again with --resume, which makes it anew")


def _rows_in(path: Path) -> int:
    try:
        return int(pq.read_metadata(on_disk(path)).num_rows)
    except (pa.ArrowInvalid, OSError):
        return 0


def tell_of_foreign_files(home: Path, manifest: Manifest) -> None:
    """Name what lies among the blocks and is none of them; it is left alone."""
    own = {home / name for name in manifest.files}
    strange = {path for path in block_files(home).values() if manifest.finished and path not in own}
    for path in sorted({*strange, *foreign_files(home)}):
        warnings.warn(f"{path}: no file of these results; it is ignored", FolderWarning, stacklevel=3)


def checked_bytes(home: Path, manifest: Manifest, name: str) -> bytes:
    """Read a summary that the manifest names.

    Raises FolderFault if it is missing, or not as it was written.
    """
    path = home / name
    see_that_it_is_a_file(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FolderFault(plain_reason(path, error)) from error
    if digest_of(data) != manifest.files.get(name):
        raise FolderFault(f"{path}: not as it was written; run again with --resume, which makes it anew")
    return data


def _scenario(home: Path, manifest: Manifest, written: Scenario | None) -> Scenario:
    try:
        scenario = written or read_scenario(home / "scenario.yaml")
    except ScenarioFault:
        checked_bytes(home, manifest, "scenario.yaml")  # which says that it was altered
        raise
    if scenario.hash != manifest.scenario_hash:
        raise FolderFault(f"{home}: scenario.yaml is not the one that was run (hash {scenario.hash}, "
                          f"manifest {manifest.scenario_hash})")  # fmt: skip
    checked_bytes(home, manifest, "scenario.yaml")
    return scenario


def _counted(home: Path, scenario: Scenario, manifest: Manifest, weekly: bytes) -> tuple[Counts, Totals | None]:
    try:
        rows = pq.ParquetFile(pa.BufferReader(weekly)).read(use_threads=False)
    except (pa.ArrowInvalid, OSError) as error:
        reason = str(error).splitlines()[0]
        raise FolderFault(f"{home / 'weekly.parquet'}: not readable as Parquet ({reason})") from error

    def counts(first: str) -> Counts:
        names = [name for name in rows.column_names if name.startswith(first)]
        found = [numbers_of(rows.column(name)) for name in names]
        return np.stack(found, axis=1) if found else np.empty((rows.num_rows, 0), dtype=np.int64)

    standing, ended = counts("runs."), counts("ended.")
    if not ended.size or manifest.outcomes is None:
        return standing, None
    outcomes = np.array([manifest.outcomes[name] for name in scenario.outcome_labels], dtype=np.int64)
    return standing, Totals(outcomes, standing, ended, counts_in(scenario, rows))
