"""Files of a results folder: each is written under a temporary name and renamed, so what has its name is whole."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.ensemble.totals import Totals

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.rules.arrays import Counts
    from sim.scenario.schema import Scenario

__all__ = ["block_files", "block_path", "packed", "passing_path", "sweep", "totals_in", "weekly_rows", "write_block",
           "write_whole"]  # fmt: skip

MARK = b"sim.totals"
"""Key in the footer of a block's file under which its counts stand."""


def passing_path(path: Path) -> Path:
    """Name the file that stands in for another one until it is whole."""
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def write_whole(path: Path, write: Callable[[Path], Any]) -> None:
    """Write a file under a temporary name, then give it its own: it is never seen half written."""
    temporary = passing_path(path)
    try:
        write(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Take away what a process that was killed left half written."""
    for left in folder.rglob(".*.part"):
        left.unlink(missing_ok=True)


def block_path(folder: Path, block: int) -> Path:
    """Name the file of a block.

    Examples
    --------
    >>> from pathlib import Path
    >>> block_path(Path("results"), 7).as_posix()
    'results/runs/block-000007.parquet'
    """
    return folder / "runs" / f"block-{block:06d}.parquet"


def block_files(folder: Path) -> dict[int, Path]:
    """Find the files of blocks by the number of the block, in its order."""
    found = {int(path.stem.removeprefix("block-")): path for path in (folder / "runs").glob("block-*.parquet")}
    return dict(sorted(found.items()))


def packed(rows: pa.Table, counts: str | None = None) -> bytes:
    """Give the rows of a block as the bytes of a Parquet file; equal rows give equal bytes.

    Numbers with a fraction differ from run to run, so a dictionary of them only costs time; split into
    streams of bytes and packed with LZ4 they take as little room as with zstd, in a quarter of the time.

    Parameters
    ----------
    rows : pyarrow.Table
        One row a run.
    counts : str, optional
        The counts of the block, see `Totals.written`; they are kept in the footer.
    """
    kinds = {field.name: pa.types.is_floating(field.type) for field in rows.schema}
    sink = pa.BufferOutputStream()
    pq.write_table(
        rows.combine_chunks().replace_schema_metadata(None if counts is None else {MARK: counts}),
        sink,
        compression="lz4",
        use_dictionary=[name for name, floating in kinds.items() if not floating],
        column_encoding={name: "BYTE_STREAM_SPLIT" for name, floating in kinds.items() if floating},
    )
    return bytes(sink.getvalue())


def write_block(folder: Path, block: int, rows: pa.Table, counts: str | None = None) -> None:
    """Write the rows of one block."""
    file = packed(rows, counts)
    write_whole(block_path(folder, block), lambda part: part.write_bytes(file))


def totals_in(path: Path, like: Totals, runs: int) -> Totals | None:
    """Read the counts off a block's file; None if it is not whole or does not hold so many runs."""
    try:
        footer = pq.read_metadata(path)
        if footer.num_rows != runs or MARK not in (footer.metadata or {}):
            return None
        counts = Totals.read(footer.metadata[MARK], like)
    except (pa.ArrowInvalid, OSError, ValueError):
        return None
    return counts if counts.runs == runs else None


def weekly_rows(scenario: Scenario, standing: Counts, ended: Counts | None = None) -> pa.Table:
    """Make the rows of ``weekly.parquet``: how many runs stand in each stage in each week, and have ended then."""
    weeks = np.arange(len(standing))
    days = np.datetime64(scenario.calendar.start, "D") + 7 * weeks.astype("timedelta64[D]")
    columns: dict[str, Any] = {"week": pa.array(weeks), "date": pa.array(days)}
    for place, name in enumerate([*scenario.stages, "over"]):
        columns[f"runs.{name}"] = pa.array(standing[:, place])
    if ended is not None:
        for place, name in enumerate(scenario.outcome_labels):
            columns[f"ended.{name}"] = pa.array(ended[:, place])
    return pa.table(columns)
