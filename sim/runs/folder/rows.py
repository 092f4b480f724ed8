"""The rows of a results folder: columns are read from disk when they are asked for, or drawn again, and checked."""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from cachetools import LRUCache

from sim.chance.streams import BLOCK_RUNS
from sim.rules.arrays import Counts, Flags
from sim.runs.drawn import DrawnAgain, checksum_of, runs_by_block
from sim.runs.failures import FolderFault, FolderWarning
from sim.runs.folder.layout import FILE_BLOCKS
from sim.runs.folder.manifest import DECIDING, Manifest, kind_of_processor
from sim.runs.folder.seal import CHECK, check_footer, read_checked
from sim.scenario.format.scenario import Scenario
from sim.version import __version__

__all__ = ["StoredRows"]

KEPT_BYTES = 256 * 2**20
"""Columns that were read are kept in memory up to this size together, the last read longest."""

READ_AHEAD = KEPT_BYTES // 8
"""So are columns that are read together, if they do not take more than this."""

PARSED_FILES = 64
"""Of so many files the footers are kept as they were parsed; of more they would fill the memory."""

READERS = 4
"""Files that are read at the same time."""


def _room_of(column: pa.ChunkedArray) -> int:
    """Return the bytes that a column takes; one that is larger than the room takes all of it, and is kept alone."""
    return int(min(column.nbytes, KEPT_BYTES))


class Known(NamedTuple):
    """What is known of a file once its footer was checked."""

    checksum: int
    """That of the footer."""
    drawn: tuple[int, bytes] | None
    """Of how many runs the drawn numbers are not in the file, and the checksums of these."""


class StoredRows:
    """Rows on disk that behave as a pyarrow table.

    Columns are read when they are asked for; numbers that runs drew are drawn again where the files do not hold them.
    Whatever else a pyarrow table can do is done on the whole table, which is then read into memory and kept.
    """

    def __init__(self, files: Mapping[int, Path], runs: int, manifest: Manifest, scenario: Scenario) -> None:
        self.files = dict(files)
        self.num_rows = runs
        self.manifest = manifest
        self.scenario = scenario
        self._known: dict[int, Known] = {}
        self._told = False
        self._parsed: dict[int, pq.FileMetaData] | None = {} if len(self.files) <= PARSED_FILES else None
        self._columns: LRUCache[str, pa.ChunkedArray] = LRUCache(KEPT_BYTES, _room_of)

    def __len__(self) -> int:
        """Count the rows."""
        return self.num_rows

    @cached_property
    def drawn_again(self) -> DrawnAgain | None:
        """What draws the numbers again that the files do not hold; nothing if they hold all."""
        return None if self.manifest.stores_inputs else DrawnAgain(self.scenario, int(self.manifest.seed))

    @cached_property
    def schema(self) -> pa.Schema:
        """Names and types of the columns."""
        block, path = next(iter(self.files.items()))
        footer = check_footer(path, self.manifest.work, block)
        stored = footer.parsed().schema.to_arrow_schema().remove_metadata()
        return pa.schema([*stored, *(pa.field(name, pa.float64()) for name in self._not_stored)])

    @property
    def _not_stored(self) -> dict[str, int]:
        return {} if self.drawn_again is None else self.drawn_again.places

    @property
    def column_names(self) -> list[str]:
        """Names of the columns."""
        return list(self.schema.names)

    @property
    def num_columns(self) -> int:
        """How many columns there are."""
        return len(self.schema.names)

    def column(self, name: str) -> pa.ChunkedArray:
        """Read one column; the last ones read stay in memory."""
        found = self._columns.get(name)
        if found is None:
            found = self._columns[name] = self._read([name], self.files).column(0)
        return found

    def select(self, names: Sequence[str]) -> pa.Table:
        """Read some columns, all at once; if they are few, they too stay in memory."""
        asked = list(names)
        there = {name: found for name in asked if (found := self._columns.get(name)) is not None}
        rest = [name for name in dict.fromkeys(asked) if name not in there]
        if rest or not asked:
            read = self._read(rest, self.files)
            there |= {name: read.column(name) for name in rest}
            if read.nbytes <= READ_AHEAD:
                self._columns.update({name: there[name] for name in rest})
        return pa.table([there[name] for name in asked], asked)

    def first(self, names: Sequence[str], runs: int) -> pa.Table:
        """Read some columns of the first so many runs."""
        files: list[int] = []
        held = 0
        for block in self.files:
            if files and held >= runs:
                break
            files.append(block)
            held += self._stored_of(block, ["run"]).num_rows
        return self._read(names, files).slice(0, runs)

    def of_file(self, block: int, names: Sequence[str] | None = None) -> pa.Table:
        """Read the rows of the file that begins with a block, some columns or all."""
        return self._read(names, [block])

    def filter(self, mask: pa.Array | Flags) -> pa.Table:
        """Keep the rows for which the mask is true, file by file, so that only those of one are ever in memory."""
        kept, place = [], 0
        chosen = np.asarray(mask, dtype=bool)
        for block in self.files:
            rows = self.of_file(block)
            kept.append(rows.filter(pa.array(chosen[place : place + rows.num_rows])))
            place += rows.num_rows
        return pa.concat_tables(kept)

    @cached_property
    def whole(self) -> pa.Table:
        """The whole table, read into memory at first use and kept."""
        return self._read(None, self.files)

    def __getattr__(self, name: str) -> Any:
        """Leave all else to the whole table in memory."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.whole, name)

    def known_of(self, block: int) -> Known:
        """Check the footer of a file, if it was not checked before, and return what is known of it.

        Raises FolderFault if it is not what was written.
        """
        if block not in self._known:
            footer = check_footer(self.files[block], self.manifest.work, block, self._seal_of(block))
            self._known[block] = Known(footer.checksum, footer.drawn)
        return self._known[block]

    def _seal_of(self, block: int) -> str | None:
        return self.manifest.files.get(f"runs/{self.files[block].name}")

    def _read(self, names: Sequence[str] | None, blocks: Iterable[int]) -> pa.Table:
        asked = self.column_names if names is None else names
        if unknown := set(asked) - set(self.column_names):
            raise KeyError(f"no column is called {sorted(unknown)[0]!r}")
        drawn = [name for name in dict.fromkeys(asked) if name in self._not_stored]
        if not drawn:
            return self._stored(names, blocks)
        blocks = list(blocks)
        again = self._drawn(drawn, blocks)
        if len(drawn) == len(asked):
            return again
        left = None if names is None else [name for name in asked if name not in self._not_stored]
        stored = self._stored(left, blocks)
        return pa.table([(again if name in self._not_stored else stored).column(name) for name in asked], list(asked))

    def _stored(self, names: Sequence[str] | None, blocks: Iterable[int]) -> pa.Table:
        """Read columns that the files hold."""
        with ThreadPoolExecutor(READERS) as readers:
            return pa.concat_tables(readers.map(lambda block: self._stored_of(block, names), blocks))

    def _stored_of(self, block: int, names: Sequence[str] | None) -> pa.Table:
        known = self._known.get(block)
        return read_checked(self.files[block], self.manifest.work, block, names, self._seal_of(block),
                            None if known is None else known.checksum, self._parsed)  # fmt: skip

    def _drawn(self, names: Sequence[str], blocks: Sequence[int]) -> pa.Table:
        """Draw columns again that the files do not hold, and see that each is as it was played."""
        again = self.drawn_again
        assert again is not None
        known = {block: self._noted(block, len(again.names)) for block in blocks}
        places: dict[int, Counts | None] = {}
        for block, (runs, _) in known.items():
            places |= self._places(block, runs)
        rows, at = again.table(names, places), 0
        for block, (runs, checks) in known.items():
            for name in names:
                values, place = rows.column(name).slice(at, runs).to_numpy(), CHECK * again.places[name]
                if checksum_of(values) != int(checks[place : place + CHECK], 16):
                    self._tell_that_it_differs(self.files[block], name)
            at += runs
        return rows

    def _noted(self, block: int, numbers: int) -> tuple[int, bytes]:
        """Return how many runs a file is of, and the checksums of so many numbers that they drew."""
        drawn = self.known_of(block).drawn
        if drawn is None or len(drawn[1]) != CHECK * numbers:
            raise FolderFault(f"{self.files[block]}: keeps no checksums of the numbers that its runs drew; "
                              "run again with --resume")  # fmt: skip
        return drawn

    def _places(self, block: int, runs: int) -> dict[int, Counts | None]:
        """Return the blocks that a file is of, and which runs of each; nothing where it is of all."""
        if runs == FILE_BLOCKS * BLOCK_RUNS:
            return dict.fromkeys(range(block, block + FILE_BLOCKS))
        found = runs_by_block(self._stored_of(block, ["run"]).column(0).to_numpy())
        return {member: None if len(places) == BLOCK_RUNS else places for member, places in found.items()}

    def _tell_that_it_differs(self, path: Path, name: str) -> None:
        """Say that a number is not drawn as it was in play: a fault, or last digits where the machine is another."""
        there = self.manifest
        if there.version != __version__:
            raise FolderFault(f"{path}: sim {__version__} draws {name} otherwise than sim {there.version}, which "
                              "played it; read it with that version, or play again with this one")  # fmt: skip
        kinds = [f"{library} {there.libraries.get(library)}, here {installed(library)}" for library in DECIDING
                 if there.libraries.get(library) != installed(library)]  # fmt: skip
        if there.processor != kind_of_processor():
            kinds.append("another kind of processor")
        if not kinds:
            raise FolderFault(f"{path}: {name}, drawn again, is not what was played; play again into a new folder")
        if not self._told:
            self._told = True
            said = f"numbers drawn again differ in last digits from those played ({'; '.join(kinds)})"
            warnings.warn(f"{path.parents[1]}: {said}", FolderWarning, stacklevel=2)
