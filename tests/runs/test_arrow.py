"""Columns are those that pyarrow makes by way of pandas, byte for byte."""

import io

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.runs.arrow import column_of, numbers_of, words_of

COLUMNS = {
    "flags": np.arange(19) % 3 == 0,
    "counts": np.arange(19, dtype=np.int32),
    "numbers": np.where(np.arange(19) == 4, np.nan, np.arange(19) / 7),
    "every other": np.arange(38.0)[::2],
    "one for all": np.broadcast_to(0.5, (19,)),
    "days": np.datetime64("2005-11-14", "D") + np.arange(19),
    "none": np.array([]),
}


def parquet(column):
    """Return the bytes of a file of one column."""
    pq.write_table(pa.table({"a": column}), sink := io.BytesIO())
    return sink.getvalue()


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_is_the_one_that_pyarrow_makes(name):
    values = COLUMNS[name]
    made, wanted = column_of(values), pa.array(values)
    made.validate(full=True)
    assert made.type == wanted.type
    assert parquet(made) == parquet(wanted)


@pytest.mark.parametrize("missing", [[], [0], [3, 9, 18], list(range(19))])
def test_what_is_missing_is_missing(missing):
    gone = np.isin(np.arange(19), missing)
    made, wanted = column_of(COLUMNS["counts"], missing=gone), pa.array(COLUMNS["counts"], mask=gone)
    made.validate(full=True)
    assert made.null_count == len(missing)
    assert parquet(made) == parquet(wanted)


def test_words_are_those_of_the_list():
    places = np.array([2, -1, 0, 0], dtype=np.int32)
    words = ("peace", "", "d\u00e9lai")
    made = words_of(places, words)
    made.validate(full=True)
    wanted = pa.DictionaryArray.from_arrays(pa.array(places, mask=places < 0), pa.array(words))
    assert made.equals(wanted)
    assert made.to_pylist() == ["d\u00e9lai", None, "peace", "peace"]


@pytest.mark.parametrize("name", ["counts", "numbers", "every other"])
def test_numbers_come_back_from_a_part_of_several_chunks(name):
    values = COLUMNS[name]
    column = pa.chunked_array([column_of(values[:7]), column_of(values[7:])])
    assert numbers_of(column.slice(2, 11)).tolist() == pytest.approx(values[2:13].tolist(), abs=0, nan_ok=True)
