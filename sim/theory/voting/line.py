"""One issue, many members: win sets, pivots and gridlock on a line, draw by draw."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Flags, Floats
from sim.theory.voting.rule import Rule, majority, passes

__all__ = ["Gridlock", "gridlock_interval", "unanimity_winset_on_line", "winset_on_line"]


class Gridlock(NamedTuple):
    """Status quos that nothing beats."""

    low: Floats
    high: Floats
    """Ends of the interval ``(runs,)``, which are ideal points of the pivotal members; NaN where it is empty."""
    exists: Flags
    """Whether there is such a status quo, that is whether the core is not empty, ``(runs,)``."""
    low_pivot: npt.NDArray[np.intp]
    high_pivot: npt.NDArray[np.intp]
    """Places of the members whose ideal points the ends are, ``(runs,)``: they bind moves up and down."""


def winset_on_line(ideals: npt.ArrayLike, status_quo: npt.ArrayLike, rule: Rule) -> tuple[Floats, Floats]:
    """Return the ends of the win set of a status quo on a line (utilities fall with distance).

    Parameters
    ----------
    ideals
        Ideal points, ``(members,)`` or ``(members, runs)``.
    status_quo
        What stands now, a number or ``(runs,)``.
    rule
        The voting rule, vetoes included.

    Returns
    -------
    tuple of Floats
        Lowest and highest point that the members needed like no less than the status quo, ``(runs,)``; both are
        the status quo where nothing beats it. Where moves both up and down can pass the rule is improper and the
        win set is the whole interval all the same.

    Raises
    ------
    ValueError
        If there are more or fewer ideal points than members.

    References
    ----------
    Tsebelis, G. (2002). Veto Players, ch. 1; Krehbiel, K. (1998). Pivotal Politics.

    Examples
    --------
    >>> [end.item() for end in winset_on_line([20, 40, 70], 10, majority(3))]
    [10.0, 70.0]
    """
    points = _with_runs(ideals)
    now = np.broadcast_to(np.asarray(status_quo, float), points.shape[1:])
    reach = 2 * points - now  # each member accepts everything between the status quo and its mirror image
    up, _ = _highest(np.maximum(reach, now), rule)
    down, _ = _highest(-np.minimum(reach, now), rule)
    return np.where(np.isfinite(down), -down, now), np.where(np.isfinite(up), up, now)


def unanimity_winset_on_line(ideals: npt.ArrayLike, status_quo: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return the ends of the win set on a line when everybody has a veto.

    Parameters
    ----------
    ideals
        Ideal points, ``(members,)`` or ``(members, runs)``.
    status_quo
        What stands now, a number or ``(runs,)``.

    Returns
    -------
    tuple of Floats
        Lowest and highest point that nobody likes less, ``(runs,)``.

    References
    ----------
    Tsebelis, G. (2002). Veto Players. Princeton University Press, ch. 1.

    Examples
    --------
    >>> [end.item() for end in unanimity_winset_on_line([20, 40, 70], 10)]
    [10.0, 30.0]
    """
    count = len(np.asarray(ideals))
    return winset_on_line(ideals, status_quo, majority(count, count))


def gridlock_interval(ideals: npt.ArrayLike, rule: Rule) -> Gridlock:
    """Return the status quos on a line that no proposal beats.

    Parameters
    ----------
    ideals
        Ideal points, ``(members,)`` or ``(members, runs)``.
    rule
        The voting rule, vetoes included.

    Returns
    -------
    Gridlock
        The interval between the pivot that stops moves up and the one that stops moves down.

    Raises
    ------
    ValueError
        If there are more or fewer ideal points than members.

    References
    ----------
    Krehbiel, K. (1998). Pivotal Politics. University of Chicago Press; Brady, D. & Volden, C. (1998).
    Revolving Gridlock. Westview.

    Examples
    --------
    Four-fifths of five members, and a president with a veto at 0.1:

    >>> from sim.theory.voting.rule import with_vetoes
    >>> found = gridlock_interval([0.1, 0.3, 0.5, 0.7, 0.9], with_vetoes(majority(5, 4), [0]))
    >>> found.low.item(), found.high.item()
    (0.1, 0.7)
    """
    points = _with_runs(ideals)
    up, up_member = _highest(points, rule)  # below it, those above it carry a move up
    down, down_member = _highest(-points, rule)
    low, high = up, -down
    exists = np.asarray(low <= high)
    return Gridlock(np.where(exists, low, np.nan), np.where(exists, high, np.nan), exists, up_member, down_member)


def _highest(reach: Floats, rule: Rule) -> tuple[Floats, npt.NDArray[np.intp]]:
    """Find the highest point that members with at least that reach carry, and whose reach it is."""
    carried = np.stack([np.where(passes(rule, reach >= own), own, -np.inf) for own in reach])
    member = carried.argmax(axis=0)
    return np.take_along_axis(carried, member[np.newaxis], axis=0)[0], member


def _with_runs(ideals: npt.ArrayLike) -> Floats:
    points = np.asarray(ideals, float)
    return points[:, np.newaxis] if points.ndim == 1 else points
