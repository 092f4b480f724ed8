"""Reading a results folder: only as far as asked."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.chance.streams import BLOCK_RUNS
from sim.rules.arrays import Counts
from sim.runs.counts import Totals, counts_in
from sim.runs.failures import FolderFault
from sim.runs.folder.layout import FORMAT, Manifest, block_files, on_disk
from sim.runs.folder.rows import StoredRows, read_rows
from sim.scenario.format.scenario import Scenario
from sim.scenario.reader import read_scenario

__all__ = ["Stored", "read_folder", "read_manifest"]

CHECKED_FILES = 4_096
"""Up to so many files the rows of each are counted on loading; of more, only the files are counted."""


class Stored(NamedTuple):
    """What a results folder holds."""

    scenario: Scenario
    seed: int
    rows: StoredRows
    standing: Counts
    totals: Totals | None


def read_folder(folder: str | Path) -> Stored:
    """Open a results folder; its rows stay on disk until they are asked for.

    Raises FolderFault if it is no whole results folder.
    """
    home = Path(folder)
    manifest = read_manifest(home)
    files = block_files(home)
    runs = manifest["runs"] - _lost(manifest)
    found = _rows_in(files.values(), runs)
    if manifest["finished"] is None or (files and found != runs):
        raise FolderFault(f"{home}: holds {found} of {manifest['runs']} runs; run again with --resume")
    for name in ("scenario.yaml", "weekly.parquet"):
        if not (home / name).is_file():
            raise FolderFault(f"{home}: no {name}; this is no whole results folder")
    scenario = read_scenario(home / "scenario.yaml")
    if scenario.hash != manifest["scenario_hash"]:
        raise FolderFault(f"{home}: scenario.yaml is not the one that was run (hash {scenario.hash}, "
                          f"manifest {manifest['scenario_hash']})")  # fmt: skip
    if not files:
        raise FolderFault(f"{home}: holds no runs")
    standing, totals = _weekly(home, scenario, manifest)
    return Stored(scenario, int(manifest["seed"]), StoredRows(list(files.values()), runs), standing, totals)


def _lost(manifest: Manifest) -> int:
    """Count the runs of blocks that could not be played."""
    sizes = (min(BLOCK_RUNS, manifest["runs"] - block * BLOCK_RUNS) for block in manifest.get("failed_blocks", ()))
    return sum(sizes)


def _rows_in(files: Iterable[Path], runs: int) -> int:
    """Count the rows in files; of very many files, take it that each is whole, since it has its name."""
    listed = list(files)
    if len(listed) > CHECKED_FILES:
        return runs if len(listed) == -(-runs // BLOCK_RUNS) else min(runs - 1, len(listed) * BLOCK_RUNS)
    rows = 0
    for file in listed:
        try:
            rows += pq.read_metadata(on_disk(file)).num_rows
        except (pa.ArrowInvalid, OSError) as error:
            raise FolderFault(f"{file}: not readable as Parquet ({str(error).splitlines()[0]})") from error
    return rows


def _weekly(home: Path, scenario: Scenario, manifest: Manifest) -> tuple[Counts, Totals | None]:
    weekly = read_rows(home / "weekly.parquet")

    def counts(first: str) -> Counts:
        names = [name for name in weekly.column_names if name.startswith(first)]
        found = [weekly.column(name).to_numpy() for name in names]
        return np.stack(found, axis=1) if found else np.empty((weekly.num_rows, 0), dtype=np.int64)

    standing, ended = counts("runs."), counts("ended.")
    if not ended.size or "outcomes" not in manifest:
        return standing, None
    outcomes = np.array([manifest["outcomes"][name] for name in scenario.outcome_labels], dtype=np.int64)
    return standing, Totals(outcomes, standing, ended, counts_in(scenario, weekly))


def read_manifest(home: Path) -> Manifest:
    """Read ``manifest.json``, or say in one line what is wrong with the folder."""
    path = home / "manifest.json"
    if not home.is_dir():
        raise FolderFault(f"{home}: no such folder")
    if not path.is_file():
        raise FolderFault(f"{home}: no manifest.json; this is no results folder, or its run was not finished")
    try:
        manifest = cast("Manifest", json.loads(path.read_text(encoding="utf-8")))
    except json.JSONDecodeError as error:
        raise FolderFault(f"{path}: not readable as JSON ({error})") from error
    if manifest.get("format") != FORMAT:
        raise FolderFault(f"{path}: format {manifest.get('format')} is not known; this version reads format {FORMAT}")
    return manifest
