"""A results folder: what was asked, what came out, and how to get it again.

``manifest.json``, ``scenario.yaml`` (resolved, with its sources), ``runs/blocks-000000-000003.parquet`` and so on
(four blocks each, one row a run; the numbers drawn stand there only if that was asked for), ``weekly.parquet`` (by
week, runs in each stage, runs that ended with each outcome, and quantiles of chosen series), ``failures.json``
(blocks that could not be played, if any). Every file is written under a temporary name and renamed, so that what has
its name is whole.
"""

import contextlib
import os
import re
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.runs.arrow import column_of, numbers_of
from sim.runs.counts import Totals, columns_from
from sim.runs.drawn import checksum_of
from sim.runs.failures import FolderFault
from sim.runs.folder.seal import (
    DRAWN,
    KEY,
    Footer,
    Work,
    blank,
    check_whole,
    noted,
    sealed,
)  # fmt: skip
from sim.scenario.format.scenario import Scenario
from sim.scenario.reader import written

__all__ = [
    "BANDS", "FILE_BLOCKS", "MARK", "RULES", "block_files", "block_path", "by_file", "first_in_file", "flushed",
    "foreign_files", "is_own", "named", "on_disk", "packed", "passing_path", "sweep",
    "totals_in", "weekly_rows", "write_block", "write_scenario", "write_weekly", "write_whole",
]  # fmt: skip

Block = TypeVar("Block")

LONG = 200
"""Bytes of a file's name from which on its temporary name is a shorter one."""

MARK = b"sim.totals"
"""Key in the footer of a file under which the counts of its blocks stand."""

BANDS = "bands.json"
"""The file beside the manifest that tells luck, coding and rules apart, sealed by itself."""

RULES = "rules.json"
"""The file that tells which folder below ``rules`` holds runs under which other choice of rules, sealed by itself."""

FILE_BLOCKS = 4
"""Blocks whose rows lie in one file: to pack it takes three fifths as long as one for each, and it is smaller."""

OWN = re.compile(r"blocks-([0-9]{6}|[1-9][0-9]{6,17})-([0-9]{6,18})\.parquet")
"""Name of a file of blocks."""


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
        flushed(temporary)
        named(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def named(temporary: Path, path: Path) -> None:
    """Give a file that is on the disk its name, and see that the name is there too.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> passing_path(folder / "rows").touch()
    >>> named(passing_path(folder / "rows"), folder / "rows")
    >>> [path.name for path in folder.iterdir()]
    ['rows']
    """
    temporary.replace(path)
    flushed(path.parent)


def flushed(path: Path) -> None:
    """See that a file, or the names in a folder, are on the disk, so that a power cut does not take them.

    >>> flushed(Path())
    """
    with contextlib.suppress(PermissionError):  # Windows opens no folders
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


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


def first_in_file(block: int) -> int:
    """Return the first of the blocks whose rows lie in one file with those of a block.

    >>> [first_in_file(block) for block in (3, 4, 7)]
    [0, 4, 4]
    """
    return block - block % FILE_BLOCKS


def by_file(blocks: Iterable[Block], number: Callable[[Block], int]) -> list[list[Block]]:
    """Put what belongs to blocks, in their order, together by the file in which they lie.

    >>> by_file([2, 3, 4, 9], number=int)
    [[2, 3], [4], [9]]
    """
    return [list(members) for _, members in groupby(blocks, lambda block: first_in_file(number(block)))]


def block_path(folder: Path, block: int) -> Path:
    """Name the file in which a block lies.

    >>> block_path(Path("results"), 7).as_posix()
    'results/runs/blocks-000004-000007.parquet'
    """
    first = first_in_file(block)
    return folder / "runs" / f"blocks-{first:06d}-{first + FILE_BLOCKS - 1:06d}.parquet"


def is_own(name: str) -> bool:
    """Tell whether a file of blocks may have this name.

    >>> is_own("blocks-000004-000007.parquet"), is_own("blocks-000005-000008.parquet")
    (True, False)
    """
    match = OWN.fullmatch(name)
    return match is not None and block_path(Path(), int(match[1])).name == name


def block_files(folder: Path) -> dict[int, Path]:
    """Find the files of blocks by the first that each is of, in its order; what has another name is none of them.

    >>> block_files(Path("results/none"))
    {}
    """
    own = [path for path in (folder / "runs").glob("blocks-*.parquet") if is_own(path.name) and path.is_file()]
    return dict(sorted((int(path.name.split("-")[1]), path) for path in own))


def foreign_files(folder: Path) -> list[Path]:
    """Find what lies beside the files of blocks and is none, such as the copies that sync programs make.

    >>> foreign_files(Path("results/none"))
    []
    """
    own = set(block_files(folder).values())
    return sorted(path for path in (folder / "runs").glob("*") if path not in own and not path.name.startswith("."))


def packed(rows: pa.Table, work: Work, block: int, counts: str | None = None, drawn: bytes | None = None) -> bytes:
    """Return the rows of a file's blocks as the bytes of it, sealed Parquet; equal rows give equal bytes.

    Numbers with a fraction differ from run to run, so a dictionary of them only costs time; split into
    streams of bytes and packed with LZ4 they take as little room as with zstd, in a quarter of the time. Least and
    greatest values are left out, since whoever reads a column reads it whole. `drawn` are the checksums of columns
    that can be drawn again and are not among the rows.

    >>> packed(pa.table({"run": [0, 1]}), Work("123456789abc", "0", "1.0"), 0)[:4]
    b'PAR1'
    """
    kinds = {field.name: pa.types.is_floating(field.type) for field in rows.schema}
    sink = pa.BufferOutputStream()
    beside = {KEY: blank(rows.num_columns)} | ({} if counts is None else {MARK: counts})
    beside |= {} if drawn is None else {DRAWN: drawn}
    footers: list[pq.FileMetaData] = []
    pq.write_table(
        rows.combine_chunks().replace_schema_metadata(beside), sink,
        compression="lz4", write_statistics=False, metadata_collector=footers,
        use_dictionary=[name for name, floating in kinds.items() if not floating],
        column_encoding={name: "BYTE_STREAM_SPLIT" for name, floating in kinds.items() if floating},
    )  # fmt: skip
    return sealed(memoryview(sink.getvalue()), footers[0], work, block)


def write_block(
    folder: Path, work: Work, block: int, rows: pa.Table, counts: str | None = None, again: Sequence[str] = ()
) -> None:
    """Write the file that begins with a block, but for columns that can be drawn again.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> (folder / "runs").mkdir()
    >>> write_block(folder, Work("123456789abc", "0", "1.0"), 4, pa.table({"run": [0, 1]}))
    >>> list(block_files(folder))
    [4]
    """
    drawn = set(again)  # to drop several hundred columns, each by itself, would take as long as to write the rest
    checks = noted([checksum_of(numbers_of(rows.column(name))) for name in sorted(drawn)], rows.num_rows)
    rows = rows.select([name for name in rows.column_names if name not in drawn])
    file = packed(rows, work, block, counts, checks if drawn else None)
    write_whole(block_path(folder, block), lambda part: part.write_bytes(file))


def totals_in(folder: Path, work: Work, block: int, like: Totals) -> tuple[Footer, Totals]:
    """Check the file that begins with a block, every byte of it, and read the counts off it.

    Raises FolderFault if it is not what was written.
    """
    path = block_path(folder, block)
    footer = check_whole(path, work, block)
    try:
        return footer, Totals.read(footer.parsed().metadata[MARK], like)
    except (pa.ArrowInvalid, ValueError, KeyError) as error:
        raise FolderFault(f"{path}: has no counts of its runs; run again with --resume") from error


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
    columns: dict[str, pa.Array] = {"week": column_of(weeks), "date": column_of(days)}
    for place, name in enumerate([*scenario.stages, "over"]):
        columns[f"runs.{name}"] = column_of(totals.standing[:, place])
    for place, name in enumerate(scenario.outcome_labels):
        columns[f"ended.{name}"] = column_of(totals.ended[:, place])
    if totals.series is not None:
        columns |= columns_from(scenario, totals.series)
    return pa.table(columns)


def write_scenario(home: Path, scenario: Scenario) -> None:
    """Write ``scenario.yaml``, resolved."""
    write_whole(home / "scenario.yaml", lambda part: part.write_text(written(scenario), encoding="utf-8"))


def write_weekly(home: Path, scenario: Scenario, totals: Totals) -> None:
    """Write ``weekly.parquet``."""
    rows = weekly_rows(scenario, totals)
    write_whole(home / "weekly.parquet", lambda part: pq.write_table(rows, on_disk(part)))
