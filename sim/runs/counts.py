"""What is counted of a block while it is in hand, so that its rows may be dropped.

Counts of blocks add up exactly. They are all that the printed table and the default figures need, so an
ensemble of any size can be told about without reading its rows again. Weekly series are counted on a grid from
0 to 1, which gives their quantiles.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

import numpy as np
import pyarrow as pa

from sim.runs.arrow import column_of, numbers_of
from sim.scenario.format.weekly import POINTS, STEPS, series_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.rules.arrays import Counts, Flags, Floats
    from sim.scenario.format.scenario import Scenario

__all__ = [
    "LEVELS", "Totals", "columns_from", "counts_in", "no_series", "quantiles_of", "read_series", "written_series",
]  # fmt: skip

LEVELS = (5, 25, 50, 75, 95)
"""The quantiles that are kept, in per cent."""

CODEC = "zstd"


class WrittenSeries(TypedDict):
    """Counts of weekly series as they are written: which rows change, and the changes, packed."""

    rows: list[int]
    changes: str


@dataclass(frozen=True)
class Totals:
    """Counts of runs, for one block or for many.

    >>> one = Totals(np.array([3, 1]), np.zeros((2, 2), int), np.array([[0, 0], [3, 0]]))
    >>> both = one + one
    >>> both.runs, both.outcomes.tolist()
    (8, [6, 2])
    >>> Totals.read(one.written(), one).outcomes.tolist()
    [3, 1]
    """

    outcomes: Counts
    """Runs with each outcome, in the order of the scenario, ``(outcomes,)``."""
    standing: Counts
    """Runs in each stage by week, ``(weeks, stages + 1)``; the last column counts those that are over."""
    ended: Counts
    """Runs that ended in each week with each outcome, ``(weeks, outcomes)``; not those that the calendar did."""
    series: Counts | None = None
    """Undecided runs at each value of each series, ``(weeks, series, points)``; it may be missing."""

    @property
    def runs(self) -> int:
        """How many runs were counted."""
        return int(self.outcomes.sum())

    def __reduce__(self) -> tuple[object, ...]:
        """Be sent as it is written, which is short."""
        shapes = [None if part is None else part.shape for part in self.parts]
        return _unpacked, (self.written(), shapes)

    @property
    def parts(self) -> tuple[Counts, Counts, Counts, Counts | None]:
        """All counts in their order."""
        return self.outcomes, self.standing, self.ended, self.series

    def __add__(self, other: Totals) -> Totals:
        """Count the runs of both."""
        series = None
        if self.series is not None and other.series is not None:
            series = np.add(self.series, other.series, dtype=np.int64)
        return Totals(
            self.outcomes + other.outcomes, self.standing + other.standing, self.ended + other.ended, series
        )

    @classmethod
    def nothing(cls, scenario: Scenario) -> Totals:
        """Return the counts of no runs at all."""
        weeks, outcomes = scenario.calendar.weeks, len(scenario.outcome_labels)
        standing = np.zeros((weeks, len(scenario.stages) + 1), dtype=np.int64)
        ended = np.zeros((weeks, outcomes), dtype=np.int64)
        return cls(np.zeros(outcomes, dtype=np.int64), standing, ended, no_series(scenario))

    @classmethod
    def counted(
        cls, scenario: Scenario, outcome: Counts, ended_week: Counts, by_calendar: Flags, standing: Counts,
        series: Counts | None = None,
    ) -> Totals:  # fmt: skip
        """Count runs."""
        kinds, weeks = len(scenario.outcome_labels), scenario.calendar.weeks
        cells = ended_week[~by_calendar].astype(np.int64) * kinds + outcome[~by_calendar]
        ended = np.bincount(cells, minlength=weeks * kinds).reshape(weeks, kinds)
        return cls(np.bincount(outcome, minlength=kinds), standing, ended, series)

    def written(self) -> str:
        """Write the counts as a line of JSON that is short because little changes from week to week."""
        data: dict[str, object] = {
            "outcomes": self.outcomes.tolist(), "standing": _changes(self.standing), "ended": _changes(self.ended),
        }  # fmt: skip
        if self.series is not None:
            data["series"] = written_series(self.series)
        return json.dumps(data, separators=(",", ":"))

    @classmethod
    def read(cls, line: str | bytes, like: Totals) -> Totals:
        """Read counts back.

        Raises ValueError if the line is not the counts of such a scenario.
        """
        try:
            data = json.loads(line)
            outcomes = np.array(data["outcomes"], dtype=np.int64)
            if outcomes.shape != like.outcomes.shape:
                raise ValueError("another list of outcomes")
            series = None if like.series is None else read_series(data["series"], like.series.shape)
            standing, ended = (_restored(data[name], getattr(like, name)) for name in ("standing", "ended"))
            return cls(outcomes, standing, ended, series)
        except (KeyError, TypeError, IndexError, OSError) as error:  # OSError: what pyarrow cannot unpack
            raise ValueError("no counts of a block") from error


def _unpacked(line: str, shapes: Sequence[tuple[int, ...] | None]) -> Totals:
    like = [None if shape is None else np.broadcast_to(np.int64(0), shape) for shape in shapes]
    return Totals.read(line, Totals(*like))  # type: ignore[arg-type]


def _changes(counts: Counts) -> list[list[int]]:
    """Return week, column and change wherever a column of counts changes from one week to the next."""
    moved = np.diff(counts, axis=0, prepend=0)
    weeks, columns = np.nonzero(moved)
    return np.stack([weeks, columns, moved[weeks, columns]], axis=1).tolist()  # type: ignore[no-any-return]


def _restored(changes: list[list[int]], like: Counts) -> Counts:
    moved = np.zeros(like.shape, dtype=np.int64)
    if changes:
        weeks, columns, by = np.array(changes, dtype=np.int64).T
        moved[weeks, columns] = by
    return np.cumsum(moved, axis=0)


# --- weekly series -------------------------------------------------------------------------------------------


def no_series(scenario: Scenario) -> Counts:
    """Return the counts of no runs at all, ``(weeks, series, points)``.

    >>> no_series(sim.read_scenario("scenarios/kosovo/five_actors.yaml")).shape  # four beliefs, 0 to 1 by 0.005
    (164, 4, 201)
    """
    return np.zeros((scenario.calendar.weeks, len(series_of(scenario)), POINTS), dtype=np.int64)


def quantiles_of(counted: Counts, levels: tuple[int, ...] = LEVELS) -> Floats:
    """Return quantiles of values that were counted on the grid from 0 to 1.

    A quantile is the lowest value that so many per cent of the runs do not exceed (the inverse of the empirical
    distribution function; Hyndman & Fan 1996, "Sample Quantiles in Statistical Packages", The American
    Statistician 50(4), definition 1). It is exact for values rounded to the grid, hence within half a step, 0.0025.

    >>> counted = np.zeros(201, dtype=int)
    >>> counted[[20, 100, 200]] = 1, 8, 1
    >>> quantiles_of(counted, (5, 50, 95)).tolist()
    [0.1, 0.5, 1.0]
    """
    reached = np.cumsum(counted, axis=-1, dtype=np.int64)
    # In whole numbers, so that no rounding moves a quantile that falls between two runs.
    points = np.stack([np.argmax(100 * reached >= level * reached[..., -1:], axis=-1) for level in levels], axis=-1)
    return np.where(reached[..., -1:] > 0, points / STEPS, np.nan)


def written_series(counted: Counts) -> WrittenSeries:
    """Write counts as what changes from week to week, packed; equal counts give equal text.

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


def read_series(data: WrittenSeries, shape: tuple[int, ...]) -> Counts:
    """Read counts back.

    Raises ValueError, KeyError, TypeError, IndexError or OSError if they are not counts of this shape.

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

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> counted = no_series(five)
    >>> counted[0, :, [120, 140]] = 1  # in the first week of two runs, 0.6 and 0.7
    >>> columns = columns_from(five, counted)
    >>> columns["undecided"][0].as_py(), columns["belief.council.blocked.belgrade.q95"][:2].to_pylist()
    (2, [0.7, None])
    """
    names = series_of(scenario)
    if not names:
        return {}
    undecided, quantiles = counted[:, 0].sum(axis=-1), quantiles_of(counted)
    columns = {"undecided": column_of(undecided)}
    for place, name in enumerate(names):
        for rank, level in enumerate(LEVELS):
            columns[f"{name}.q{level:02d}"] = column_of(quantiles[:, place, rank], missing=undecided == 0)
    for place, name in enumerate(names):
        values = column_of(counted[:, place].ravel())
        columns[f"{name}.counts"] = pa.FixedSizeListArray.from_arrays(values, POINTS)
    return columns


def counts_in(scenario: Scenario, weekly: pa.Table) -> Counts | None:
    """Read the counts of all series off the rows of ``weekly.parquet``; None where they are not there.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> counted = no_series(five) + 3
    >>> bool((counts_in(five, pa.table(columns_from(five, counted))) == counted).all())
    True
    """
    names = [f"{name}.counts" for name in series_of(scenario)]
    if not set(names) <= set(weekly.column_names):
        return None
    found = no_series(scenario)
    for place, name in enumerate(names):
        lists = weekly.column(name).combine_chunks()  # whose `flatten` would bring all that pyarrow computes with
        found[:, place] = numbers_of(lists.values).reshape(-1, POINTS)[lists.offset :][: len(lists)]
    return found
