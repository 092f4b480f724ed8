"""A results folder: what was asked, what came out, and how to get it again.

``manifest.json``, ``scenario.yaml`` (resolved, with its sources), ``runs/block-000000.parquet`` and so on (one row a
run), ``weekly.parquet`` (by week, runs in each stage, runs that ended with each outcome, and quantiles of chosen
series), ``failures.json`` (blocks that could not be played, if any). Every file is written under a temporary name and
renamed, so that what has its name is whole.
"""

import json
import os
import platform
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version as installed
from pathlib import Path
from typing import NotRequired, TypedDict

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.chance.streams import BLOCK_RUNS
from sim.runs.counts import Totals, columns_from
from sim.scenario.format.scenario import Scenario
from sim.scenario.reader import written
from sim.version import __version__

__all__ = ["DECIDING", "FORMAT", "Manifest", "block_files", "block_path", "manifest_of", "on_disk", "packed",
           "passing_path", "sweep", "totals_in", "versions", "weekly_rows", "write_block", "write_manifest",
           "write_scenario", "write_weekly", "write_whole"]  # fmt: skip

FORMAT = 1
"""Version of the layout of a results folder."""

DECIDING = ("numpy", "scipy", "pyarrow")
"""Libraries whose versions may show in the last bit of a result or in the bytes of a file."""

LONG = 200
"""Bytes of a file's name from which on its temporary name is a shorter one."""

MARK = b"sim.totals"
"""Key in the footer of a block's file under which its counts stand."""


class Manifest(TypedDict):
    """What ``manifest.json`` says: enough to get the same bytes again."""

    format: int
    title: str
    scenario_hash: str
    seed: str
    runs: int
    block_runs: int
    version: str
    python: str
    libraries: dict[str, str]
    started: str
    finished: str | None
    outcomes: NotRequired[dict[str, int]]
    failed_blocks: NotRequired[list[int]]


def passing_path(path: Path) -> Path:
    """Name the file that stands in for another one until it is whole.

    >>> passing_path(Path("results/manifest.json")).name.startswith(".manifest.json.")
    True
    """
    name = path.name
    if len(os.fsencode(name)) > LONG:  # no name may be longer than 255 bytes, this one included
        name = f"{name[: LONG // 8]}.{sha256(os.fsencode(name)).hexdigest()[:16]}"
    return path.with_name(f".{name}.{os.getpid()}.part")


def on_disk(path: Path) -> str:
    """Return the name by which pyarrow takes a file for what it is, a file of this machine.

    Left as it stands, `talks:2006/runs` would be an address to it, and `~` the home folder.

    >>> on_disk(Path("talks:2006/weekly.parquet")).endswith("/talks:2006/weekly.parquet")
    True
    """
    return path.absolute().as_posix()


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file under a temporary name, then give it its own: it is never seen half written.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "said.txt"
    >>> write_whole(path, lambda part: part.write_text("whole"))
    >>> path.read_text()
    'whole'
    """
    temporary = passing_path(path)
    try:
        write(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Take away what a process that was killed left half written.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> passing_path(folder / "manifest.json").touch()
    >>> sweep(folder)
    >>> list(folder.iterdir()), folder.rmdir()
    ([], None)
    """
    for left in folder.rglob(".*.part"):
        left.unlink(missing_ok=True)


def block_path(folder: Path, block: int) -> Path:
    """Name the file of a block.

    >>> block_path(Path("results"), 7).as_posix()
    'results/runs/block-000007.parquet'
    """
    return folder / "runs" / f"block-{block:06d}.parquet"


def block_files(folder: Path) -> dict[int, Path]:
    """Find the files of blocks by the number of the block, in its order.

    >>> block_files(Path("results/none"))
    {}
    """
    found = {int(path.stem.removeprefix("block-")): path for path in (folder / "runs").glob("block-*.parquet")}
    return dict(sorted(found.items()))


def packed(rows: pa.Table, counts: str | None = None) -> bytes:
    """Return the rows of a block as the bytes of a Parquet file; equal rows give equal bytes.

    Numbers with a fraction differ from run to run, so a dictionary of them only costs time; split into
    streams of bytes and packed with LZ4 they take as little room as with zstd, in a quarter of the time.

    >>> packed(pa.table({"run": [0, 1]}))[:4]
    b'PAR1'
    """
    kinds = {field.name: pa.types.is_floating(field.type) for field in rows.schema}
    sink = pa.BufferOutputStream()
    pq.write_table(
        rows.combine_chunks().replace_schema_metadata(None if counts is None else {MARK: counts}), sink,
        compression="lz4", use_dictionary=[name for name, floating in kinds.items() if not floating],
        column_encoding={name: "BYTE_STREAM_SPLIT" for name, floating in kinds.items() if floating},
    )  # fmt: skip
    return bytes(sink.getvalue())


def write_block(folder: Path, block: int, rows: pa.Table, counts: str | None = None) -> None:
    """Write the rows of one block.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> (folder / "runs").mkdir()
    >>> write_block(folder, 7, pa.table({"run": [0, 1]}))
    >>> list(block_files(folder))
    [7]
    """
    file = packed(rows, counts)
    write_whole(block_path(folder, block), lambda part: part.write_bytes(file))


def totals_in(path: Path, like: Totals, runs: int) -> Totals | None:
    """Read the counts off a block's file; None if it is not whole or does not hold so many runs.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> totals_in(Path("results/none.parquet"), Totals.nothing(five), 1024) is None
    True
    """
    try:
        footer = pq.read_metadata(on_disk(path))
        if footer.num_rows != runs or MARK not in (footer.metadata or {}):
            return None
        counts = Totals.read(footer.metadata[MARK], like)
    except (pa.ArrowInvalid, OSError, ValueError):
        return None
    return counts if counts.runs == runs else None


def weekly_rows(scenario: Scenario, totals: Totals) -> pa.Table:
    """Make the rows of ``weekly.parquet``, one a week.

    How many runs stand in each stage (``runs.<stage>``) and have ended then with each outcome (``ended.<outcome>``);
    how many are undecided; quantiles of each weekly series over those (``<series>.q05`` to ``.q95``), and how many
    of them have each of its values (``<series>.counts``).

    >>> found = sim.run("scenarios/kosovo/five_actors.yaml", runs=4)
    >>> weekly_rows(found.scenario, found.totals).column("date").to_pylist()[:2]
    [datetime.date(2005, 11, 14), datetime.date(2005, 11, 21)]
    """
    weeks = np.arange(len(totals.standing))
    days = np.datetime64(scenario.calendar.start, "D") + 7 * weeks.astype("timedelta64[D]")
    columns: dict[str, pa.Array] = {"week": pa.array(weeks), "date": pa.array(days)}
    for place, name in enumerate([*scenario.stages, "over"]):
        columns[f"runs.{name}"] = pa.array(totals.standing[:, place])
    for place, name in enumerate(scenario.outcome_labels):
        columns[f"ended.{name}"] = pa.array(totals.ended[:, place])
    if totals.series is not None:
        columns |= columns_from(scenario, totals.series)
    return pa.table(columns)


def manifest_of(
    scenario: Scenario, seed: int, runs: int, started: datetime | str, totals: Totals | None = None
) -> Manifest:
    """Tell what a folder holds: enough to get the same bytes again.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> manifest = manifest_of(five, 2**64 - 1, 1000, "2026-01-05T09:00:00+00:00")
    >>> manifest["seed"], manifest["block_runs"], manifest["scenario_hash"] == five.hash
    ('18446744073709551615', 1024, True)
    """
    libraries = ("mesa", "numpy", "scipy", "pyarrow", "pandas", "pydantic")
    manifest = Manifest(
        format=FORMAT,
        title=scenario.title,
        scenario_hash=scenario.hash,
        seed=str(seed),  # as text: JSON readers lose digits above 2**53
        runs=runs,
        block_runs=BLOCK_RUNS,
        version=__version__,
        python=platform.python_version(),
        libraries={name: installed(name) for name in libraries},
        started=started if isinstance(started, str) else started.isoformat(timespec="seconds"),
        finished=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    if totals:
        manifest["outcomes"] = dict(zip(scenario.outcome_labels, totals.outcomes.tolist(), strict=True))
    return manifest


def write_manifest(home: Path, manifest: Manifest) -> None:
    """Write ``manifest.json``, whole or not at all.

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
    write_whole(home / "weekly.parquet", lambda part: pq.write_table(rows, on_disk(part)))


def versions() -> dict[str, str]:
    """Return the version of the program and of each library that decides.

    >>> list(versions())
    ['status-talks', 'numpy', 'scipy', 'pyarrow']
    """
    return {"status-talks": __version__, **{name: installed(name) for name in DECIDING}}
