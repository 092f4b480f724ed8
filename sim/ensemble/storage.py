"""A results folder: what was asked, what came out, and how to get it again.

``manifest.json``, ``scenario.yaml`` (resolved, with its sources), ``runs/block-000000.parquet`` and
so on (one row a run), ``weekly.parquet`` (runs in each stage by week). Every file is written under a
temporary name and renamed, so that what has its name is whole.
"""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version as installed
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.ensemble.faults import FolderFault
from sim.scenario.draws import BLOCK_RUNS
from sim.scenario.reader import read_scenario, written
from sim.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.ensemble.ensemble import Ensemble
    from sim.rules.arrays import Counts
    from sim.scenario.schema import Scenario

__all__ = ["empty_again", "load", "manifest_of", "save", "write_block", "write_whole"]

FORMAT = 1
"""Version of the layout of a results folder."""


def write_whole(path: Path, write: Callable[[Path], Any]) -> None:
    """Write a file under a temporary name, then give it its own: it is never seen half written."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_block(folder: Path, block: int, rows: pa.Table) -> None:
    """Write the rows of one block; equal rows give equal bytes."""
    path = folder / "runs" / f"block-{block:06d}.parquet"
    write_whole(path, lambda part: pq.write_table(rows, part, compression="zstd"))


def manifest_of(scenario: Scenario, seed: int, runs: int, started: datetime) -> dict[str, Any]:
    """Say what a folder holds: enough to get the same bytes again."""
    libraries = ("mesa", "numpy", "scipy", "pyarrow", "pandas", "pydantic")
    return {
        "format": FORMAT,
        "title": scenario.title,
        "scenario_hash": scenario.hash,
        "seed": str(seed),  # as text: JSON readers lose digits above 2**53
        "runs": runs,
        "block_runs": BLOCK_RUNS,
        "version": __version__,
        "python": platform.python_version(),
        "libraries": {name: installed(name) for name in libraries},
        "started": started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def weekly_rows(scenario: Scenario, standing: Counts) -> pa.Table:
    """Make the rows of ``weekly.parquet``: for each week, how many runs stand in each stage."""
    weeks = np.arange(len(standing))
    days = np.datetime64(scenario.calendar.start, "D") + 7 * weeks.astype("timedelta64[D]")
    columns: dict[str, Any] = {"week": pa.array(weeks), "date": pa.array(days)}
    for place, name in enumerate([*scenario.stages, "over"]):
        columns[f"runs.{name}"] = pa.array(standing[:, place])
    return pa.table(columns)


def save(ensemble: Ensemble, folder: str | Path, *, started: datetime | None = None) -> Path:
    """Write an ensemble to a new folder.

    Raises
    ------
    FolderFault
        If the folder holds something already, or cannot be written.
    """
    home = Path(folder)
    prepare(home)
    try:
        _write_rows(home, ensemble.rows)
        write_whole(
            home / "weekly.parquet",
            lambda part: pq.write_table(weekly_rows(ensemble.scenario, ensemble.standing), part),
        )
        write_whole(
            home / "scenario.yaml", lambda part: part.write_text(written(ensemble.scenario), encoding="utf-8")
        )
        manifest = manifest_of(ensemble.scenario, ensemble.seed, len(ensemble), started or datetime.now(UTC))
        write_whole(home / "manifest.json", lambda part: part.write_text(json.dumps(manifest, indent=2) + "\n"))
    except OSError as error:
        raise FolderFault(f"{home}: {(error.strerror or str(error)).lower()}") from error
    return home


def prepare(home: Path) -> None:
    """Make a new results folder, or say why not."""
    if home.is_file():
        raise FolderFault(f"{home}: is a file; name a new folder")
    if home.is_dir() and any(path.is_file() for path in home.rglob("*")):
        raise FolderFault(f"{home}: holds something already; name a new folder")
    try:
        (home / "runs").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderFault(f"{home}: {(error.strerror or str(error)).lower()}") from error


def empty_again(home: Path) -> None:
    """Take a folder away in which nothing was kept; one that holds finished blocks stays."""
    if home.is_dir() and not any(path.is_file() for path in home.rglob("*")):
        (home / "runs").rmdir()
        home.rmdir()


def _write_rows(home: Path, rows: pa.Table) -> None:
    blocks = rows.column("run").to_numpy() // BLOCK_RUNS
    for block in np.unique(blocks):
        write_block(home, int(block), rows.filter(pa.array(blocks == block)).combine_chunks())


def load(folder: str | Path) -> Ensemble:
    """Read a results folder back.

    Raises
    ------
    FolderFault
        If it is no whole results folder.
    """
    from sim.ensemble.ensemble import Ensemble

    home = Path(folder)
    manifest = read_manifest(home)
    for name in ("scenario.yaml", "weekly.parquet"):
        if not (home / name).is_file():
            raise FolderFault(f"{home}: no {name}; this is no whole results folder")
    scenario = read_scenario(home / "scenario.yaml")
    if scenario.hash != manifest["scenario_hash"]:
        raise FolderFault(f"{home}: scenario.yaml is not the one that was run (hash {scenario.hash}, "
                          f"manifest {manifest['scenario_hash']})")  # fmt: skip
    files = sorted((home / "runs").glob("block-*.parquet"))
    if not files:
        raise FolderFault(f"{home}: holds no runs")
    rows = pa.concat_tables([read_rows(file) for file in files])
    if rows.num_rows != manifest["runs"]:
        raise FolderFault(f"{home}: holds {rows.num_rows} of {manifest['runs']} runs; run again with --resume")
    weekly = read_rows(home / "weekly.parquet")
    standing = np.stack([weekly.column(name).to_numpy() for name in weekly.column_names[2:]], axis=1)
    return Ensemble(scenario, int(manifest["seed"]), rows, standing)


def read_rows(path: Path) -> pa.Table:
    """Read one file of rows, or say in one line that it is damaged."""
    try:
        return pq.read_table(path, partitioning=None)
    except (pa.ArrowInvalid, OSError) as error:
        raise FolderFault(f"{path}: not readable as Parquet ({str(error).splitlines()[0]})") from error


def read_manifest(home: Path) -> dict[str, Any]:
    """Read ``manifest.json``, or say in one line what is wrong with the folder."""
    path = home / "manifest.json"
    if not home.is_dir():
        raise FolderFault(f"{home}: no such folder")
    if not path.is_file():
        raise FolderFault(f"{home}: no manifest.json; this is no results folder, or its run was not finished")
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise FolderFault(f"{path}: not readable as JSON ({error})") from error
    if manifest.get("format") != FORMAT:
        raise FolderFault(f"{path}: format {manifest.get('format')} is not known; this version reads format {FORMAT}")
    return manifest
