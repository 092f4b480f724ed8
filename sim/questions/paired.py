"""Differences over paired runs: the same chance in both, so that intervals are narrower than of separate samples."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.questions.measures import known_values
from sim.runs.intervals import Z_95

if TYPE_CHECKING:
    from sim.rules.arrays import Flags

__all__ = ["Difference", "Shift", "paired_difference", "paired_shift"]


class Difference(NamedTuple):
    """How much more often something happens in the second scenario, with 95 per cent intervals."""

    difference: float
    low: float
    high: float
    unpaired_width: float
    """How wide the interval would be if the runs were not paired."""


def paired_difference(before: Flags, after: Flags) -> Difference:
    """Give the difference of two shares over paired runs (Newcombe 1998, method with the score adjustment of counts).

    Examples
    --------
    >>> before, after = np.repeat([True, False], 500), np.repeat([True, False], [600, 400])
    >>> [round(number, 3) for number in paired_difference(before, after)[:3]]
    [0.1, 0.081, 0.118]
    """
    runs = len(before)
    gained = int(np.count_nonzero(after & ~before))
    lost = int(np.count_nonzero(before & ~after))
    difference = (gained - lost) / runs
    # Half a run added to each kind of change keeps the interval honest where few runs changed (Agresti & Min 2005).
    up, down, total = gained + 0.5, lost + 0.5, runs + 2
    centre = (up - down) / total
    half = Z_95 * math.sqrt(max(0.0, (up + down) / total - centre**2) / total)
    first, second = float(np.mean(before)), float(np.mean(after))
    unpaired = 2 * Z_95 * math.sqrt((first * (1 - first) + second * (1 - second)) / runs)
    return Difference(difference, centre - half, centre + half, unpaired)


class Shift(NamedTuple):
    """How far the mean of a measure moves, over runs in which both have a value, with 95 per cent interval."""

    before: float
    after: float
    difference: float
    low: float
    high: float
    runs: int
    unpaired_width: float
    """How wide the interval would be if the runs were not paired."""


def paired_shift(before: Any, after: Any) -> Shift:
    """Give the difference of two means over paired runs.

    Examples
    --------
    >>> shift = paired_shift(np.array([1, 2, 3, -1]), np.array([2, 3, 4, 5]))
    >>> shift.runs, shift.difference, shift.low, shift.high
    (3, 1.0, 1.0, 1.0)
    """
    first, second = known_values(before), known_values(after)
    both = np.isfinite(first) & np.isfinite(second)
    first, second = first[both], second[both]
    runs = len(first)
    if not runs:
        return Shift(math.nan, math.nan, math.nan, math.nan, math.nan, 0, math.nan)
    moved = second - first
    half = Z_95 * float(np.std(moved)) / math.sqrt(runs)
    unpaired = 2 * Z_95 * math.sqrt((float(np.var(first)) + float(np.var(second))) / runs)
    mean = float(np.mean(moved))
    return Shift(float(first.mean()), float(second.mean()), mean, mean - half, mean + half, runs, unpaired)
