"""Arrays as columns of Arrow, and back.

What pyarrow has for it (`pyarrow.array`, `to_numpy`) asks pandas first whether something is one of its own, and so
takes a quarter of a second, in each process that makes rows, to import what they have no need of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from sim.rules.arrays import Flags

__all__ = ["column_of", "numbers_of", "words_of"]


def column_of(values: npt.NDArray[Any], missing: Flags | None = None) -> pa.Array:
    """Return numbers, flags or days as `pyarrow.array` does, nothing where they are missing; of numbers no copy.

    >>> column_of(np.array([2, 3, 5]), missing=np.array([False, True, False])).to_pylist()
    [2, None, 5]
    """
    data = values
    if values.dtype == np.bool_:
        data = _bits(values)
    elif values.dtype.kind == "M":
        data = values.astype("datetime64[D]").astype(np.int32)
    there = None if missing is None else pa.py_buffer(_bits(~missing))
    kind = pa.from_numpy_dtype(values.dtype)
    return pa.Array.from_buffers(kind, len(values), [there, pa.py_buffer(np.ascontiguousarray(data))])


def words_of(places: npt.NDArray[Any], words: Sequence[str]) -> pa.DictionaryArray:
    """Return a column of words from places in a list, nothing where the place is below 0.

    >>> words_of(np.array([1, -1], dtype=np.int32), ("peace", "délai")).to_pylist()
    ['délai', None]
    """
    written = [word.encode() for word in words]
    ends = np.cumsum([0, *map(len, written)], dtype=np.int32)
    listed = pa.Array.from_buffers(
        pa.string(), len(words), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(written))]
    )
    return pa.DictionaryArray.from_arrays(column_of(places, missing=places < 0), listed)


def numbers_of(column: pa.Array | pa.ChunkedArray) -> npt.NDArray[Any]:
    """Return the numbers of a column of which none is missing.

    >>> numbers_of(pa.chunked_array([column_of(np.array([2, 3])), column_of(np.array([5]))])).tolist()
    [2, 3, 5]
    """
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return np.asarray(np.from_dlpack(whole))


def _bits(flags: Flags) -> npt.NDArray[np.uint8]:
    return np.packbits(flags, bitorder="little")
