"""Weekly series of many runs: their counts written down shortly, and the quantiles that these counts give."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sim.scenario.format.weekly import POINTS, STEPS, series_of

if TYPE_CHECKING:
    from sim.rules.arrays import Counts, Floats
    from sim.scenario.format.scenario import Scenario

__all__ = ["LEVELS", "columns_from", "counts_in", "no_series", "quantiles_of", "read_series", "written_series"]

LEVELS = (5, 25, 50, 75, 95)
"""The quantiles that are kept, in per cent."""

CODEC = "zstd"


def no_series(scenario: Scenario) -> Counts:
    """Give the counts of no runs at all, ``(weeks, series, points)``.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> no_series(read_scenario("scenarios/kosovo/five_actors.yaml")).shape  # four beliefs, 0 to 1 by 0.005
    (164, 4, 201)
    """
    return np.zeros((scenario.calendar.weeks, len(series_of(scenario)), POINTS), dtype=np.int64)


def quantiles_of(counted: Counts, levels: tuple[int, ...] = LEVELS) -> Floats:
    """Give quantiles of values that were counted on the grid from 0 to 1.

    A quantile is the lowest value that so many per cent of the runs do not exceed (the inverse of the empirical
    distribution function; Hyndman & Fan 1996, "Sample Quantiles in Statistical Packages", The American
    Statistician 50(4), definition 1). It is exact for values rounded to the grid, hence within half a step, 0.0025.

    Examples
    --------
    >>> counted = np.zeros(201, dtype=int)
    >>> counted[[20, 100, 200]] = 1, 8, 1
    >>> quantiles_of(counted, (5, 50, 95)).tolist()
    [0.1, 0.5, 1.0]
    """
    reached = np.cumsum(counted, axis=-1, dtype=np.int64)
    # In whole numbers, so that no rounding moves a quantile that falls between two runs.
    points = np.stack([np.argmax(100 * reached >= level * reached[..., -1:], axis=-1) for level in levels], axis=-1)
    return np.where(reached[..., -1:] > 0, points / STEPS, np.nan)


def written_series(counted: Counts) -> dict[str, Any]:
    """Write counts as what changes from week to week, packed; equal counts give equal text.

    Examples
    --------
    >>> counted = np.zeros((3, 1, 201), dtype=int)
    >>> counted[:, 0, 110] = 5, 5, 2  # five runs believe 0.55 for two weeks; then three of them are decided
    >>> written = written_series(counted)
    >>> written["rows"], bool((read_series(written, counted.shape) == counted).all())
    ([0, 2], True)
    """
    rows = np.diff(counted.astype(np.int32, copy=False), axis=0, prepend=np.int32(0)).reshape(-1, counted.shape[-1])
    moved = np.flatnonzero(rows.any(axis=1))
    packed = pa.compress(rows[moved].tobytes(), codec=CODEC, asbytes=True)
    return {"rows": moved.tolist(), "changes": base64.b64encode(packed).decode("ascii")}


def read_series(data: dict[str, Any], shape: tuple[int, ...]) -> Counts:
    """Read counts back.

    Raises
    ------
    ValueError, KeyError, TypeError, IndexError, OSError
        If they are not counts of this shape.

    Examples
    --------
    >>> read_series(written_series(np.full((2, 1, 201), 7)), (2, 1, 201)).sum(axis=-1).tolist()
    [[1407], [1407]]
    """
    weeks, series, points = shape
    changes = np.zeros((weeks * series, points), dtype=np.int32)
    moved = np.array(data["rows"], dtype=np.int64)
    if moved.size:
        packed = base64.b64decode(data["changes"], validate=True)
        plain = pa.decompress(packed, decompressed_size=4 * moved.size * points, codec=CODEC, asbytes=True)
        changes[moved] = np.frombuffer(plain, dtype=np.int32).reshape(moved.size, points)
    return np.cumsum(changes.reshape(shape), axis=0, dtype=np.int32)


def columns_from(scenario: Scenario, counted: Counts) -> dict[str, pa.Array]:
    """Make the columns of ``weekly.parquet``: undecided runs, and quantiles and counts of each series.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> counted = no_series(five)
    >>> counted[0, :, [120, 140]] = 1  # in the first week of two runs, 0.6 and 0.7
    >>> columns = columns_from(five, counted)
    >>> columns["undecided"][0].as_py(), columns["belief.block.belgrade.q95"][:2].to_pylist()
    (2, [0.7, None])
    """
    names = series_of(scenario)
    if not names:
        return {}
    undecided, quantiles = counted[:, 0].sum(axis=-1), quantiles_of(counted)
    columns = {"undecided": pa.array(undecided)}
    for place, name in enumerate(names):
        for rank, level in enumerate(LEVELS):
            columns[f"{name}.q{level:02d}"] = pa.array(quantiles[:, place, rank], mask=undecided == 0)
    for place, name in enumerate(names):
        values = pa.array(np.ascontiguousarray(counted[:, place]).ravel())
        columns[f"{name}.counts"] = pa.FixedSizeListArray.from_arrays(values, POINTS)
    return columns


def counts_in(scenario: Scenario, weekly: pa.Table) -> Counts | None:
    """Read the counts of all series off the rows of ``weekly.parquet``; None where they are not there.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> counted = no_series(five) + 3
    >>> bool((counts_in(five, pa.table(columns_from(five, counted))) == counted).all())
    True
    """
    names = [f"{name}.counts" for name in series_of(scenario)]
    if not set(names) <= set(weekly.column_names):
        return None
    found = no_series(scenario)
    for place, name in enumerate(names):
        found[:, place] = weekly.column(name).combine_chunks().flatten().to_numpy().reshape(-1, POINTS)
    return found
