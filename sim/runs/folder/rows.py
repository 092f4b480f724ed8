"""The rows of a results folder, read from disk column by column when they are asked for."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq
from cachetools import LRUCache

from sim.rules.arrays import Flags
from sim.runs.failures import FolderFault
from sim.runs.folder.layout import on_disk

__all__ = ["StoredRows", "read_rows"]

KEPT_BYTES = 256 * 2**20
"""Columns that were read are kept in memory up to this size together, the last read longest."""


def read_rows(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Read one file of rows, or tell in one line that it is damaged.

    Raises FolderFault if the file is damaged; KeyError if it has no column of that name.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "rows.parquet"
    >>> pq.write_table(pa.table({"run": [0, 1]}), path)
    >>> read_rows(path, ["run"]).num_rows
    2
    """
    try:
        # A file opened by itself: a path with "=" in it would otherwise be taken for a partition.
        with pq.ParquetFile(on_disk(path)) as file:
            if columns is not None and (unknown := set(columns) - set(file.schema_arrow.names)):
                raise KeyError(f"no column is called {sorted(unknown)[0]!r}")
            return file.read(columns=None if columns is None else list(columns), use_threads=False)
    except (pa.ArrowInvalid, OSError) as error:
        raise FolderFault(f"{path}: not readable as Parquet ({str(error).splitlines()[0]})") from error


def _room_of(column: pa.ChunkedArray) -> int:
    """Return the bytes that a column takes; one that is larger than the room takes all of it, and is kept alone."""
    return int(min(column.nbytes, KEPT_BYTES))


class StoredRows:
    """Rows on disk that behave as a pyarrow table.

    Columns are read when they are asked for. Whatever else a pyarrow table can do is done on the whole
    table, which is then read into memory and kept.
    """

    def __init__(self, files: Sequence[Path], runs: int) -> None:
        self.files = tuple(files)
        self.num_rows = runs
        self._columns: LRUCache[str, pa.ChunkedArray] = LRUCache(KEPT_BYTES, _room_of)

    def __len__(self) -> int:
        """Count the rows."""
        return self.num_rows

    @cached_property
    def schema(self) -> pa.Schema:
        """Names and types of the columns."""
        try:
            return pq.read_schema(on_disk(self.files[0])).remove_metadata()
        except (pa.ArrowInvalid, OSError) as error:
            raise FolderFault(f"{self.files[0]}: not readable as Parquet ({error})") from error

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
        return self._read(names)

    def filter(self, mask: pa.Array | Flags) -> pa.Table:
        """Keep the rows for which the mask is true, file by file, so that only those are ever in memory."""
        kept, place = [], 0
        chosen = np.asarray(mask, dtype=bool)
        for file in self.files:
            rows = read_rows(file).replace_schema_metadata(None)
            kept.append(rows.filter(pa.array(chosen[place : place + rows.num_rows])))
            place += rows.num_rows
        return pa.concat_tables(kept)

    @cached_property
    def whole(self) -> pa.Table:
        """The whole table, read into memory at first use and kept."""
        return self._read(None)

    def __getattr__(self, name: str) -> Any:
        """Leave all else to the whole table in memory."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.whole, name)

    def _read(self, names: Sequence[str] | None) -> pa.Table:
        if names is not None and (unknown := set(names) - set(self.column_names)):
            raise KeyError(f"no column is called {sorted(unknown)[0]!r}")
        try:
            return self._dataset.to_table(columns=names).replace_schema_metadata(None)
        except (pa.ArrowInvalid, OSError):
            for file in self.files:
                read_rows(file, names)  # which names the one that is damaged
            raise

    @cached_property
    def _dataset(self) -> pa.dataset.Dataset:
        # Without partitioning: a path with "=" in it would otherwise be taken for one.
        return pa.dataset.dataset([on_disk(file) for file in self.files], self.schema, "parquet", partitioning=None)
