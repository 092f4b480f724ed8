"""One number of a stylised fact, measured in an ensemble: its value, how sure one may be of it, and the verdict."""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.questions.measures import Column
from sim.rules.arrays import Flags, Floats
from sim.runs.intervals import Z_95, wilson
from sim.scenario.format.bounds import holds
from sim.scenario.format.record import FactPart, Target

__all__ = [
    "Measured", "PartResult", "columns_asked", "difference", "measured", "median_interval", "mode_interval",
    "target_words",
]  # fmt: skip


class PartResult(NamedTuple):
    """One number of a fact: the ensemble's value with its 95 per cent interval, NaN where no run is asked."""

    says: str
    """What is measured, in words."""
    record: float | str | None
    """What really happened, where a number tells it."""
    value: float
    low: float
    high: float
    runs: int
    """How many runs it was measured in."""
    inside: bool
    """Whether the value lies where it must; the interval has no say in it."""
    target: str
    """Where it must lie, in words."""


class Measured(NamedTuple):
    """A value with its 95 per cent interval, in the unit of what is measured, and how many runs it rests on."""

    value: float
    low: float
    high: float
    runs: int


NOTHING = Measured(math.nan, math.nan, math.nan, 0)
"""What is measured where no run is asked."""


def columns_asked(part: FactPart) -> set[str]:
    """Name the columns of results that a part of a fact asks about.

    >>> part = FactPart(says="Status gap that is left of the first", measure="mean", column="vienna.last_gap.status",
    ...                 over="vienna.first_gap.status", among={"ending": "coordinated"}, target=Target(min=0.9))
    >>> sorted(columns_asked(part))
    ['ending', 'vienna.first_gap.status', 'vienna.last_gap.status']
    """
    named = {name for name in (part.column, part.less, part.over) if name}
    for condition in (part.where, part.among, part.against):
        clauses = [condition] if isinstance(condition, dict) else condition or ()
        named = named.union(*clauses)
    return named


def measured(part: FactPart, columns: Mapping[str, Column], runs: int) -> PartResult:
    """Measure one part of a fact and hold it against its target.

    >>> part = FactPart(says="Votes for the last draft", measure="median", column="votes", record=9,
    ...                 target=Target(min=9))
    >>> found = measured(part, {"votes": np.array([8.0, 10.0, 11.0])}, runs=3)
    >>> found.value, found.inside, found.target
    (10.0, True, '9 or more')
    """
    asked = np.ones(runs, dtype=bool) if part.among is None else holds(part.among, columns, runs)
    found = _of_runs(part, columns, asked)
    if part.against is not None:
        found = difference(found, _of_runs(part, columns, holds(part.against, columns, runs)))
    return PartResult(part.says, part.record, *found, _inside(found.value, part.target), target_words(part.target))


def _of_runs(part: FactPart, columns: Mapping[str, Column], asked: Flags) -> Measured:
    if part.measure == "share":
        assert part.where is not None
        return _share(holds(part.where, columns, len(asked)), asked)
    return _middle(part, _values(part, columns, asked))


def _share(matching: Flags, asked: Flags) -> Measured:
    runs = int(np.count_nonzero(asked))
    return Measured(*wilson(int(np.count_nonzero(matching & asked)), runs), runs) if runs else NOTHING


def _values(part: FactPart, columns: Mapping[str, Column], asked: Flags) -> Floats:
    assert part.column is not None
    values = np.asarray(columns[part.column], dtype=float)[asked]
    if part.less is not None:
        values = values - np.asarray(columns[part.less], dtype=float)[asked]
    if part.over is not None:
        whole = np.asarray(columns[part.over], dtype=float)[asked]
        values = np.divide(values, whole, out=np.full(len(values), np.nan), where=whole != 0)
    return np.asarray(values[np.isfinite(values)])


def _middle(part: FactPart, values: Floats) -> Measured:
    if not values.size:
        return NOTHING
    if part.measure == "median":
        return Measured(*median_interval(values), len(values))
    if part.measure == "mode":
        return Measured(*mode_interval(values), len(values))
    half = Z_95 * float(np.std(values)) / math.sqrt(len(values))
    mean = float(np.mean(values))
    return Measured(mean, mean - half, mean + half, len(values))


def median_interval(values: Floats) -> tuple[float, float, float]:
    """Return a median with its 95 per cent interval from order statistics, which assumes no distribution.

    >>> median_interval(np.arange(101.0))
    (50.0, 40.0, 60.0)
    """
    ordered = np.sort(values)
    half = Z_95 * math.sqrt(len(ordered)) / 2
    low = max(0, math.floor((len(ordered) - 1) / 2 - half))
    high = min(len(ordered) - 1, math.ceil((len(ordered) - 1) / 2 + half))
    return float(np.median(ordered)), float(ordered[low]), float(ordered[high])


def mode_interval(values: Floats) -> tuple[float, float, float]:
    """Return the most frequent value, with the least and the greatest that may be it.

    A value may be it if the 95 per cent interval of its share reaches up to that of the most frequent (Wilson 1927).
    Of values that are equally frequent the smallest counts.

    >>> mode_interval(np.repeat([9.0, 10.0, 11.0], [5, 60, 50]))
    (10.0, 10.0, 11.0)
    """
    found, counts = np.unique(values, return_counts=True)
    floor = wilson(int(counts.max()), len(values)).low
    may_be = [
        value for value, count in zip(found, counts, strict=True) if wilson(int(count), len(values)).high >= floor
    ]
    return float(found[np.argmax(counts)]), float(may_be[0]), float(may_be[-1])


def difference(one: Measured, other: Measured) -> Measured:
    """Return by how much two independent values differ, its interval made from theirs (Zou & Donner 2008).

    Of shares it is the interval of Newcombe (1998).

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17; Zou & Donner (2008), Statistics in Medicine 27(10).

    >>> difference(Measured(5.0, 2.0, 6.0, 10), Measured(1.0, 0.0, 5.0, 20))
    Measured(value=4.0, low=-1.0, high=5.414213562373095, runs=30)
    """
    if not one.runs or not other.runs:
        return NOTHING
    value = one.value - other.value
    low = value - math.hypot(one.value - one.low, other.high - other.value)
    high = value + math.hypot(one.high - one.value, other.value - other.low)
    return Measured(value, low, high, one.runs + other.runs)


def _inside(value: float, target: Target) -> bool:
    if not math.isfinite(value):
        return False
    return (target.min is None or value >= target.min) and (target.max is None or value <= target.max)


def target_words(target: Target) -> str:
    """Write where a value must lie, such as "0.7 to 0.8".

    >>> target_words(Target(min=0.7, max=0.8)), target_words(Target(max=3))
    ('0.7 to 0.8', '3 or less')
    """
    if target.min is not None and target.max is not None:
        return f"{target.min:g} to {target.max:g}"
    return f"{target.min:g} or more" if target.min is not None else f"{target.max:g} or less"
