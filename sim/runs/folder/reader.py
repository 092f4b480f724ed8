"""A results folder: what was asked, what came out, and how to get it again.

``manifest.json``, ``scenario.yaml`` (resolved, with its sources), ``runs/block-000000.parquet`` and
so on (one row a run), ``weekly.parquet`` (by week, runs in each stage, runs that ended with each outcome, and
quantiles of chosen series), ``failures.json`` (blocks that could not be played, if any). Every file is written
under a temporary name and renamed, so that what has its name is whole.
"""

from __future__ import annotations

import json
import platform
import shutil
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version as installed
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.chance.streams import BLOCK_RUNS
from sim.runs.counts import Totals
from sim.runs.failures import FolderFault, plain_reason
from sim.runs.folder.layout import block_files, weekly_rows, write_block, write_whole
from sim.runs.folder.lock import locked, passing
from sim.runs.folder.rows import StoredRows, read_rows
from sim.runs.series import counts_in
from sim.scenario.reader import read_scenario, written
from sim.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.runs.ensemble import Ensemble
    from sim.scenario.format.scenario import Scenario

__all__ = ["empty_again", "load", "manifest_of", "prepare", "save", "write_block", "write_manifest", "write_whole"]

FORMAT = 1
"""Version of the layout of a results folder."""

CHECKED_FILES = 4_096
"""Up to so many files the rows of each are counted on loading; of more, only the files are counted."""


def manifest_of(
    scenario: Scenario, seed: int, runs: int, started: datetime | str, totals: Totals | None = None
) -> dict[str, Any]:
    """Say what a folder holds: enough to get the same bytes again.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> manifest = manifest_of(five, 2**64 - 1, 1000, "2026-01-05T09:00:00+00:00")
    >>> manifest["seed"], manifest["block_runs"], manifest["scenario_hash"] == five.hash
    ('18446744073709551615', 1024, True)
    """
    counted = dict(zip(scenario.outcome_labels, totals.outcomes.tolist(), strict=True)) if totals else {}
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
        "started": started if isinstance(started, str) else started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    } | ({"outcomes": counted} if totals else {})


def write_manifest(home: Path, manifest: dict[str, Any]) -> None:
    """Write ``manifest.json``, whole or not at all.

    Examples
    --------
    >>> import tempfile
    >>> home = Path(tempfile.mkdtemp())
    >>> write_manifest(home, {"format": 1, "runs": 1000})
    >>> json.loads((home / "manifest.json").read_text())["runs"]
    1000
    """
    write_whole(home / "manifest.json", lambda part: part.write_text(json.dumps(manifest, indent=2) + "\n"))


def write_scenario(home: Path, scenario: Scenario) -> None:
    """Write ``scenario.yaml``, resolved."""
    write_whole(home / "scenario.yaml", lambda part: part.write_text(written(scenario), encoding="utf-8"))


def write_weekly(home: Path, scenario: Scenario, totals: Totals) -> None:
    """Write ``weekly.parquet``."""
    rows = weekly_rows(scenario, totals)
    write_whole(home / "weekly.parquet", lambda part: pq.write_table(rows, part))


def save(ensemble: Ensemble, folder: str | Path, *, started: datetime | None = None) -> Path:
    """Write an ensemble to a new folder.

    Raises
    ------
    FolderFault
        If the folder holds something already, or cannot be written.

    Examples
    --------
    >>> import sim
    >>> import tempfile
    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=10, seed=1)
    >>> home = save(ensemble, Path(tempfile.mkdtemp()) / "results")
    >>> sorted(path.relative_to(home).as_posix() for path in home.rglob("*.*") if path.is_file())
    ['manifest.json', 'runs/block-000000.parquet', 'scenario.yaml', 'weekly.parquet']
    """
    home = Path(folder)
    prepare(home)
    try:
        with locked(home):
            _write_rows(home, ensemble)
            write_weekly(home, ensemble.scenario, ensemble.counts)
            write_scenario(home, ensemble.scenario)
            began = started or datetime.now(UTC)
            write_manifest(home, manifest_of(ensemble.scenario, ensemble.seed, len(ensemble), began, ensemble.counts))
    except OSError as error:
        raise FolderFault(plain_reason(home, error)) from error
    return home


def prepare(home: Path) -> None:
    """Make a new results folder, or say why not.

    Raises
    ------
    FolderFault
        If it is a file, holds something already, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> home = Path(tempfile.mkdtemp()) / "results"
    >>> prepare(home)
    >>> (home / "manifest.json").touch()
    >>> prepare(home)
    Traceback (most recent call last):
        ...
    sim.runs.failures.FolderFault: ...results: holds something already; name a new folder
    """
    if home.is_file():
        raise FolderFault(f"{home}: is a file; name a new folder")
    try:
        if home.is_dir() and any(path.is_file() and not passing(path) for path in home.rglob("*")):
            raise FolderFault(f"{home}: holds something already; name a new folder")
        (home / "runs").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderFault(plain_reason(home, error)) from error


def empty_again(home: Path) -> None:
    """Take a folder away in which nothing was kept; one that holds finished blocks stays.

    Examples
    --------
    >>> import tempfile
    >>> home = Path(tempfile.mkdtemp()) / "results"
    >>> prepare(home)
    >>> empty_again(home)
    >>> home.exists()
    False
    """
    if home.is_dir() and not any(path.is_file() for path in home.rglob("*")):
        if (home / "runs").is_dir():
            (home / "runs").rmdir()
        home.rmdir()


def _write_rows(home: Path, ensemble: Ensemble) -> None:
    if isinstance(ensemble.rows, StoredRows):
        for file in ensemble.rows.files:
            write_whole(home / "runs" / file.name, partial(shutil.copyfile, file))
        return
    blocks = ensemble.rows.column("run").to_numpy() // BLOCK_RUNS
    for block in np.unique(blocks):
        rows = ensemble.rows.filter(pa.array(blocks == block))
        write_block(home, int(block), rows, ensemble.marks.get(int(block)))


def load(folder: str | Path) -> Ensemble:
    """Open a results folder; its rows stay on disk until they are asked for.

    Raises
    ------
    FolderFault
        If it is no whole results folder.

    Examples
    --------
    >>> import sim
    >>> import tempfile
    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=10, seed=1)
    >>> again = load(save(ensemble, Path(tempfile.mkdtemp()) / "results"))
    >>> again.outcomes() == ensemble.outcomes()
    True
    """
    from sim.runs.ensemble import Ensemble

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
    return Ensemble(scenario, int(manifest["seed"]), StoredRows(list(files.values()), runs), standing, totals)


def _lost(manifest: dict[str, Any]) -> int:
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
            rows += pq.read_metadata(file).num_rows
        except (pa.ArrowInvalid, OSError) as error:
            raise FolderFault(f"{file}: not readable as Parquet ({str(error).splitlines()[0]})") from error
    return rows


def _weekly(home: Path, scenario: Scenario, manifest: dict[str, Any]) -> tuple[Any, Totals | None]:
    weekly = read_rows(home / "weekly.parquet")

    def counts(first: str) -> Any:
        names = [name for name in weekly.column_names if name.startswith(first)]
        return np.stack([weekly.column(name).to_numpy() for name in names], axis=1) if names else None

    standing, ended = counts("runs."), counts("ended.")
    if ended is None or "outcomes" not in manifest:
        return standing, None
    outcomes = np.array([manifest["outcomes"][name] for name in scenario.outcome_labels], dtype=np.int64)
    return standing, Totals(outcomes, standing, ended, counts_in(scenario, weekly))


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
