"""Arrays that rules take and return, whose last axis is always runs, and what is done with them exactly.

A run must be the same alone and in a block, to the last bit, and a number that nobody changes must stay what it is.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

__all__ = [
    "SMALLEST_CHANCE", "Counts", "Cuts", "Flags", "Floats", "Kept", "PerActor", "PerActorAndIssue", "PerIssue",
    "PerRun", "carried", "sum_over_first",
]  # fmt: skip

SMALLEST_CHANCE = 2.0**-53
"""How near to 0 and 1 a chance is taken whose logarithm is needed."""

Floats = npt.NDArray[np.float64]
"""Numbers of any shape, such as positions ``(issues, runs)`` or utilities ``(runs,)``."""

Flags = npt.NDArray[np.bool_]
"""Yes or no, for each run ``(runs,)`` unless a docstring says more."""

Counts = npt.NDArray[np.int64]
"""Whole numbers for each run, ``(runs,)``: weeks, drafts, votes."""

PerRun = npt.NDArray[np.float64]
"""One number for each run, ``(runs,)``: a utility, a chance, a number of weeks."""

PerIssue = npt.NDArray[np.float64]
"""One number for each issue in each run, ``(issues, runs)``: a text, an ideal point, saliences, red lines."""

PerActor = npt.NDArray[np.float64]
"""One number for each of several actors in each run, ``(actors, runs)``: parties, seats, sponsors, factions."""

PerActorAndIssue = npt.NDArray[np.float64]
"""Several actors' ideal points or saliences, ``(actors, issues, runs)``."""


def sum_over_first(parts: Floats) -> Floats:
    """Return the sum along the first axis, added part by part and always in the same order.

    ``numpy.sum`` adds in another order when there is only one run beside eight or more issues, and BLAS when there
    are more columns.

    Parameters
    ----------
    parts : (parts, ..., runs)
        What is added: issues, actors or covariates come first.

    Returns
    -------
    (..., runs)
        The sums, in the unit of the parts.

    Raises
    ------
    IndexError
        If there is no part.

    References
    ----------
    Higham (1993), "The Accuracy of Floating Point Summation", SIAM Journal on Scientific Computing 14(4):
    the result of a sum depends on its order.

    Examples
    --------
    >>> sum_over_first(np.array([[1.0, 2.0], [10.0, 20.0]])).tolist()
    [11.0, 22.0]
    """
    # numpy too adds one by one so few parts in any layout, and where runs lie side by side.
    if 0 < len(parts) < 8 or (parts.ndim > 1 and parts.shape[-1] > 1 and parts.flags.c_contiguous and len(parts)):
        return np.asarray(np.add.reduce(parts, axis=0))
    total: Floats = parts[0].copy()
    for part in parts[1:]:
        total += part
    return total


def all_above(numbers: Floats | float, least: float = 0.0) -> bool:
    """Tell whether all numbers are above a bound: half the time of comparing each of them.

    Parameters
    ----------
    numbers : (..., runs) or float
        In any unit; one that is no number is not above anything.
    least : float
        The bound, in the same unit.

    Returns
    -------
    bool
        True where there is no number at all.

    Examples
    --------
    >>> all_above(np.array([0.5, 1.0])), all_above(np.array([0.0, 1.0])), all_above(np.array([np.nan, 1.0]))
    (True, False, False)
    """
    numbers = np.asarray(numbers)
    return not numbers.size or bool(np.minimum.reduce(numbers, axis=None) > least)


def carried(now: Floats | float, before: Floats | float, after: Floats | float) -> Floats:
    """Return a number that play moves, once the number that it started from is another one.

    What play has added stays added. A number that nobody changes stays as it is, and one that play has not moved
    becomes the new one, both to the last bit: in floating point, now + (after - before) need be neither.

    Parameters
    ----------
    now : (..., runs) or float
        The number as play has left it: a price that events have raised, say.
    before, after : (..., runs) or float
        What it started from, and what it would have started from; where both are NaN, nothing changes.

    Returns
    -------
    (..., runs)
        now where before = after; after where now = before; elsewhere now + (after - before).

    Examples
    --------
    >>> carried(np.array([0.7, 0.5, 0.6]), np.array([0.5, 0.5, 0.4]), np.array([0.5, 0.9, 0.7])).round(9).tolist()
    [0.7, 0.9, 0.9]
    """
    now, before, after = (np.asarray(part, dtype=np.float64) for part in (now, before, after))
    unchanged = (before == after) | (np.isnan(before) & np.isnan(after))
    unmoved = (now == before) | (np.isnan(now) & np.isnan(before))
    with np.errstate(invalid="ignore"):  # infinite numbers are not added up where one of the first two cases holds
        moved = now + (after - before)
    return np.where(unchanged, now, np.where(unmoved, after, moved))


class Cuts:
    """Arrays cut to some runs, each once for as long as the same runs are asked for; none is to be changed in place.

    Parameters
    ----------
    runs : int
        How many runs there are.
    may_repeat : bool
        Whether a run may be asked for more than once; otherwise as many as there are, are all of them in order.

    Examples
    --------
    >>> cuts, salience, some = Cuts(3), np.array([[0.5, 0.25, 1.0]]), np.array([0, 2])
    >>> cuts.of(salience, some).tolist(), cuts.of(salience, some) is cuts.of(salience, some)
    ([[0.5, 1.0]], True)
    """

    def __init__(self, runs: int, *, may_repeat: bool = False) -> None:
        self._whole = -1 if may_repeat else runs
        self._asked: Counts | None = None
        self._kept: dict[int, tuple[Floats, Floats]] = {}

    def of(self, numbers: Floats, runs: Counts) -> Floats:
        """Return the numbers of some runs, the whole array if these are all.

        Parameters
        ----------
        numbers : (..., runs)
            Of every run.
        runs : (some,) int
            Which runs.

        Returns
        -------
        (..., some)
            In the unit of the numbers.
        """
        if len(runs) == self._whole:
            return numbers
        if self._asked is not runs:
            self._asked = runs
            self._kept.clear()
        kept = self._kept.get(id(numbers))
        if kept is None or kept[0] is not numbers:  # the array is kept with its part, so that none takes its identity
            same = numbers.strides[-1] == 0 and len(runs) <= numbers.shape[-1]  # one number stands for all
            part = numbers[..., : len(runs)] if same else numbers.take(runs, axis=-1)
            kept = self._kept[id(numbers)] = numbers, part
        return kept[1]


class Kept:
    """Numbers of each run that are reckoned anew only where what they hang on has changed.

    Parameters
    ----------
    runs : int
        How many runs there are.
    reckon : callable
        Returns the numbers of some runs, in any unit: the same of a run whoever is asked for beside it.
    parts : int, optional
        How many numbers of each run there are, if there is more than one.

    Examples
    --------
    >>> asked = []
    >>> kept = Kept(3, lambda runs: asked.append(runs.tolist()) or runs + 0.5)
    >>> kept.of(np.array([0, 2])).tolist(), kept.of(np.array([1, 2])).tolist(), asked
    ([0.5, 2.5], [1.5, 2.5], [[0, 2], [1]])
    >>> kept.forget(np.array([2]))
    >>> kept.of(np.array([0, 2])).tolist(), asked
    ([0.5, 2.5], [[0, 2], [1], [2]])
    """

    def __init__(self, runs: int, reckon: Callable[[Counts], Floats | tuple[Floats, ...]], parts: int = 0) -> None:
        self._reckon = reckon
        self._numbers = np.empty((parts, runs) if parts else runs)
        self._stale = np.ones(runs, dtype=bool)

    def forget(self, runs: Counts | None = None) -> None:
        """Reckon some runs anew when they are next asked for, or all of them.

        Parameters
        ----------
        runs : (some,) int, optional
            Which runs.
        """
        self._stale[slice(None) if runs is None else runs] = True

    def of(self, runs: Counts, part: int | None = None) -> Floats:
        """Return the numbers of some runs.

        Parameters
        ----------
        runs : (some,) int
            Which runs.
        part : int, optional
            Which of several numbers of each run; all of them, if nothing is said.

        Returns
        -------
        (some,), or (parts, some)
            A copy, in the unit of what reckons them.
        """
        stale = self._stale.take(runs)
        if stale.any():
            new = runs if stale.all() else runs[stale]  # those whose arrays may have been cut to them before
            self._numbers[..., new] = self._reckon(new)
            self._stale[new] = False
        return (self._numbers if part is None else self._numbers[part]).take(runs, axis=-1)
