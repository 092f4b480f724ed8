"""The seal of a file of blocks: what its columns, its counts and its place are, so that it vouches for itself.

A seal stands in the footer: a checksum (CRC-32) of each column as it lies in the file and one of all columns, a
digest (SHA-256) of all columns, and a digest of the footer, of these, and of what the block is a part of. So whoever
reads a column checks that column and the footer, and nothing else; the manifest keeps the last digest, and the chain
is closed. It shows what was damaged, exchanged or altered; it is no signature, since anybody can make a new one.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sim.chance.streams import BLOCK_RUNS
from sim.runs.failures import FolderFault, plain_reason

__all__ = [
    "CHECK", "DRAWN", "KEY", "Footer", "Work", "blank", "check_footer", "check_whole", "digest_of", "noted",
    "read_checked", "sealed", "see_that_it_is_a_file",
]  # fmt: skip

KEY = b"sim.seal"
"""Key in the footer of a file under which its seal stands."""

DRAWN = b"sim.drawn"
"""Key under which the checksums stand of the numbers that its runs drew, where these are not in the file."""

NOTED = b"drawn-1:"
"""How these begin; how many they are and of how many runs follows. No name in a scenario can hold a colon."""

DIGITS = 32
"""Hexadecimal digits of a digest that are kept."""

CHECK = 8
"""Hexadecimal digits of a checksum."""

FIRST = b"seal-1:"
"""How a seal begins; the number of columns follows."""

TAIL = 8
"""The last bytes of a Parquet file: the length of its footer, and four letters."""


@dataclass(frozen=True)
class Work:
    """What blocks are a part of: the same block of other work is another block."""

    scenario_hash: str
    seed: str
    version: str

    def named(self, block: int) -> bytes:
        """Name a block of this work."""
        return f"{self.scenario_hash} {self.seed} {BLOCK_RUNS} {self.version} {block}\n".encode()


def digest_of(*parts: bytes | memoryview) -> str:
    """Return the digest of bytes.

    >>> digest_of(b"ab", b"c") == digest_of(b"abc")
    True
    """
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part)
    return whole.hexdigest()[:DIGITS]


def blank(columns: int) -> bytes:
    """Return what holds the place of a seal until the file is written.

    >>> blank(1)[:13]
    b'seal-1:00001:'
    """
    return FIRST + f"{columns:05d}:".encode() + b"0" * (CHECK * (columns + 1) + 2 * DIGITS)


def noted(checksums: Sequence[int], runs: int) -> bytes:
    """Write down the checksums of numbers that so many runs drew.

    >>> noted([255], runs=7)
    b'drawn-1:00001:00007:000000ff'
    """
    return NOTED + f"{len(checksums):05d}:{runs:05d}:".encode() + b"".join(b"%08x" % check for check in checksums)


def sealed(file: memoryview, parsed: pq.FileMetaData, work: Work, block: int) -> bytes:
    """Put its seal into a file that was written with a blank one, and whose footer was kept as it was written.

    >>> rows = pa.table({"run": [0, 1]}).replace_schema_metadata({KEY: blank(1)})
    >>> pq.write_table(rows, sink := pa.BufferOutputStream(), metadata_collector=(footers := []))
    >>> file = sealed(memoryview(sink.getvalue()), footers[0], Work("123456789abc", "0", "1.0"), 7)
    >>> len(file) == len(bytes(sink.getvalue())), file.count(blank(1))
    (True, 0)
    """
    length = int.from_bytes(file[-TAIL:-4], "little")
    data, raw = file[: len(file) - TAIL - length], bytes(file[len(file) - TAIL - length :])
    group = parsed.row_group(0)
    regions = (_region(group, place) for place in range(parsed.num_columns))
    checks = [zlib.crc32(data[at : at + size]) for at, size in regions]
    empty = blank(parsed.num_columns)
    written = "".join(f"{check:0{CHECK}x}" for check in (*checks, zlib.crc32(data))) + digest_of(data)
    opened = empty[: len(FIRST) + 6] + written.encode() + b"0" * DIGITS
    if raw.count(empty) != 1:
        raise ValueError("this file has no place for a seal")
    raw = raw.replace(empty, opened)
    return b"".join((data, raw.replace(opened, opened[:-DIGITS] + digest_of(work.named(block), raw).encode())))


def _region(group: pq.RowGroupMetaData, place: int) -> tuple[int, int]:
    """Tell where a column lies in a file of one group of rows: its first byte and its length."""
    column = group.column(place)
    start = column.data_page_offset
    if column.has_dictionary_page and column.dictionary_page_offset is not None:
        start = min(start, column.dictionary_page_offset)
    return start, column.total_compressed_size


@dataclass(frozen=True)
class Footer:
    """The footer of a file of blocks, once it is known to be the one that was written."""

    path: Path
    start: int
    """Where it begins in the file."""
    raw: bytes
    at: int
    """Where its seal begins."""
    columns: int

    @property
    def checksum(self) -> int:
        """A checksum of the footer as a whole."""
        return zlib.crc32(self.raw)

    @property
    def seal(self) -> str:
        """Its closing digest, which the manifest keeps."""
        return self._written(self.columns + 1, DIGITS, DIGITS)

    @property
    def data(self) -> str:
        """The digest of all columns."""
        return self._written(self.columns + 1, 0, DIGITS)

    def check(self, column: int) -> int:
        """Return the checksum of a column; that of all together stands behind the last."""
        return int(self._written(column, 0, CHECK), 16)

    @property
    def drawn(self) -> tuple[int, bytes] | None:
        """Of how many runs the drawn numbers are not in the file, and their checksums, eight digits each."""
        at = self.raw.find(NOTED) + len(NOTED)
        if at < len(NOTED):
            return None
        checks = at + len("00000:00000:")
        return int(self.raw[at + 6 : at + 11]), self.raw[checks : checks + CHECK * int(self.raw[at : at + 5])]

    def parsed(self) -> pq.FileMetaData:
        """Read what Parquet keeps in it."""
        return pq.read_metadata(pa.BufferReader(b"PAR1" + self.raw))

    def _written(self, checks: int, beyond: int, size: int) -> str:
        first = self.at + len(FIRST) + 6 + CHECK * checks + beyond
        return self.raw[first : first + size].decode("ascii")


def _footer_of(file: pa.NativeFile, path: Path, work: Work, block: int, known: int | None = None) -> Footer:
    """Read the footer of a file and check that it is that which begins with this block of this work.

    One whose checksum is known from a check before is not checked by its digest again.

    Raises FolderFault if it is not, in one line.
    """
    size = file.size()
    file.seek(max(0, size - TAIL))
    tail = file.read(TAIL)
    length = int.from_bytes(tail[:4], "little")
    start = size - TAIL - length
    if tail[4:] != b"PAR1" or start < 4:
        raise FolderFault(f"{path}: not as it was written: cut, or no Parquet file; run again with --resume")
    file.seek(start)
    raw = file.read(length + TAIL)
    at = raw.find(FIRST)
    number = raw[at + len(FIRST) : at + len(FIRST) + 5]
    footer = Footer(path, start, raw, at, int(number) if at >= 0 and number.isdigit() else 0)
    if footer.checksum != known and not _is_sealed(footer, work, block):
        raise FolderFault(f"{path}: not as it was written: altered, or of another block or of other runs; "
                          "run again with --resume")  # fmt: skip
    return footer


def _is_sealed(footer: Footer, work: Work, block: int) -> bool:
    close = footer.at + len(blank(footer.columns)) - DIGITS
    view = memoryview(footer.raw)
    found = digest_of(work.named(block), view[:close], b"0" * DIGITS, view[close + DIGITS :])
    return footer.columns > 0 and found.encode() == footer.raw[close : close + DIGITS]


def _named(footer: Footer, seal: str | None) -> None:
    if seal is not None and footer.seal != seal:
        raise FolderFault(f"{footer.path}: not the file that the manifest names; run again with --resume")


def see_that_it_is_a_file(path: Path) -> None:
    """Refuse what stands under a file's name and is none: reading a pipe would wait for ever.

    Raises FolderFault if it is a pipe, a device or a folder.
    """
    if path.exists() and not path.is_file():
        raise FolderFault(f"{path}: a pipe, a device or a folder, and no file; run again with --resume")


def check_footer(path: Path, work: Work, block: int, seal: str | None = None) -> Footer:
    """Check the footer of the file that begins with a block and return it.

    Raises FolderFault if it is not what was written, or not the one with this seal.
    """
    see_that_it_is_a_file(path)
    try:
        with pa.OSFile(str(path)) as file:
            footer = _footer_of(file, path, work, block)
    except OSError as error:
        raise FolderFault(plain_reason(path, error)) from error
    _named(footer, seal)
    return footer


def check_whole(path: Path, work: Work, block: int, seal: str | None = None) -> Footer:
    """Check every byte of the file that begins with a block and return its footer.

    Raises FolderFault if it is not what was written, or not the one with this seal.
    """
    footer = check_footer(path, work, block, seal)
    try:
        with path.open("rb") as file:
            data = file.read(footer.start)
    except OSError as error:
        raise FolderFault(plain_reason(path, error)) from error
    if digest_of(data) != footer.data:
        raise _altered(path, "its columns are")
    return footer


def _altered(path: Path, what: str) -> FolderFault:
    return FolderFault(f"{path}: {what} not as they were written; run again with --resume")


def read_checked(
    path: Path, work: Work, block: int, columns: Sequence[str] | None = None, seal: str | None = None,
    known: int | None = None, parsed: MutableMapping[int, pq.FileMetaData] | None = None,
) -> pa.Table:  # fmt: skip
    """Read columns of the file that begins with a block, all if none are named, and check each of them as it is read.

    A footer whose checksum is known from a check before is not checked by its digest again. One that was parsed
    before is not parsed again, which takes half of the time in which a column is read.

    Raises FolderFault if it is not what was written, or not the one with this seal; KeyError if a column is unknown.
    """
    try:
        with pa.OSFile(str(path)) as file:
            footer = _footer_of(file, path, work, block, known)
            _named(footer, seal)
            file.seek(0)
            if columns is None:
                data = file.read(footer.start)
                if _unlike(data, footer, footer.columns):
                    raise _altered(path, "its columns are")
                return _rows(pq.ParquetFile(pa.BufferReader(data + footer.raw)), None)
            parsed = {} if parsed is None else parsed
            parquet = pq.ParquetFile(file, metadata=parsed.get(footer.checksum))
            parsed[footer.checksum] = parquet.metadata
            _check(parquet.metadata, file, footer, columns)
            return _rows(parquet, list(columns))
    except (pa.ArrowInvalid, OSError) as error:
        raise FolderFault(f"{path}: not readable as Parquet ({str(error).splitlines()[0]})") from error


def _check(parsed: pq.FileMetaData, file: pa.NativeFile, footer: Footer, columns: Sequence[str]) -> None:
    places = {name: place for place, name in enumerate(parsed.schema.names)}
    group = parsed.row_group(0)
    for name in dict.fromkeys(columns):
        if name not in places:
            raise KeyError(f"no column is called {name!r}")
        at, size = _region(group, places[name])
        file.seek(at)
        if _unlike(file.read(size), footer, places[name]):
            raise _altered(footer.path, f"the values of {name} are")


def _unlike(data: bytes, footer: Footer, column: int) -> bool:
    return zlib.crc32(data) != footer.check(column)


def _rows(parquet: pq.ParquetFile, columns: list[str] | None) -> pa.Table:
    return parquet.read(columns=columns, use_threads=False).replace_schema_metadata(None)
