"""The rows of a results folder, read from disk column by column when they are asked for, and checked as they are."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from cachetools import LRUCache

from sim.rules.arrays import Flags
from sim.runs.folder.manifest import Manifest
from sim.runs.folder.seal import check_footer, read_checked

__all__ = ["StoredRows"]

KEPT_BYTES = 256 * 2**20
"""Columns that were read are kept in memory up to this size together, the last read longest."""

READERS = 4
"""Files that are read at the same time."""


def _room_of(column: pa.ChunkedArray) -> int:
    """Return the bytes that a column takes; one that is larger than the room takes all of it, and is kept alone."""
    return int(min(column.nbytes, KEPT_BYTES))


class StoredRows:
    """Rows on disk that behave as a pyarrow table.

    Columns are read when they are asked for. Whatever else a pyarrow table can do is done on the whole
    table, which is then read into memory and kept.
    """

    def __init__(self, files: Mapping[int, Path], runs: int, manifest: Manifest, known: Mapping[int, int]) -> None:
        self.files, self.known = dict(files), known
        self.num_rows = runs
        self.manifest = manifest
        self._columns: LRUCache[str, pa.ChunkedArray] = LRUCache(KEPT_BYTES, _room_of)

    def __len__(self) -> int:
        """Count the rows."""
        return self.num_rows

    @cached_property
    def schema(self) -> pa.Schema:
        """Names and types of the columns."""
        block, path = next(iter(self.files.items()))
        footer = check_footer(path, self.manifest.work, block)
        return footer.parsed().schema.to_arrow_schema().remove_metadata()

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
            found = self._columns[name] = self.select([name]).column(0)
        return found

    def select(self, names: Sequence[str]) -> pa.Table:
        """Read some columns."""
        return self._read(names, self.files)

    def first(self, names: Sequence[str], blocks: int) -> pa.Table:
        """Read some columns of the first so many blocks."""
        return self._read(names, list(self.files)[:blocks])

    def filter(self, mask: pa.Array | Flags) -> pa.Table:
        """Keep the rows for which the mask is true, file by file, so that only those are ever in memory."""
        kept, place = [], 0
        chosen = np.asarray(mask, dtype=bool)
        for block in self.files:
            rows = self._of_block(block, None)
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

    def _read(self, names: Sequence[str] | None, blocks: Iterable[int]) -> pa.Table:
        if names is not None and (unknown := set(names) - set(self.column_names)):
            raise KeyError(f"no column is called {sorted(unknown)[0]!r}")
        with ThreadPoolExecutor(READERS) as readers:
            return pa.concat_tables(readers.map(lambda block: self._of_block(block, names), blocks))

    def _of_block(self, block: int, names: Sequence[str] | None) -> pa.Table:
        path = self.files[block]
        return read_checked(path, self.manifest.work, block, names, self.manifest.files.get(f"runs/{path.name}"),
                            self.known.get(block))  # fmt: skip
