"""Two parties with proportional loss, over thousands of runs: the Pareto set is a walk by ratio of saliences.

Starting from the first party's best text, issues are given up one after another, first those on which the
second gains most for each unit that the first loses. Every point on the way is efficient, and the gains
along it are straight lines, so that distances and solutions need sorting and no solver.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Flags, Floats

__all__ = ["Frontier", "distance_of_pair", "frontier_of_pair", "nash_of_pair"]


@dataclass(frozen=True)
class Frontier:
    """The Pareto set of two parties in every run.

    Parameters
    ----------
    first, second
        Utilities at the corners of the walk, ``(issues + 1, runs)``; first falls, second rises.
    order
        Issues in the order in which the first gives them up, ``(issues, runs)``.
    start, end
        Best admissible text of the first and of the second party, ``(issues, runs)``.
    exists
        Whether the red lines leave any text, ``(runs,)``.
    """

    first: Floats
    second: Floats
    order: npt.NDArray[np.intp]
    start: Floats
    end: Floats
    exists: Flags

    def text(self, segment: npt.NDArray[np.intp], along: Floats) -> Floats:
        """Give the text at a share ``along`` (0 … 1) of a segment, ``(issues, runs)``."""
        place = np.empty_like(self.order)
        ranks = np.broadcast_to(np.arange(len(self.order))[:, np.newaxis], self.order.shape)
        np.put_along_axis(place, self.order, ranks, axis=0)
        given = np.where(place < segment, 1.0, np.where(place == segment, along, 0.0))
        return np.asarray(self.start + given * (self.end - self.start))


def frontier_of_pair(
    first_position: npt.ArrayLike,
    first_salience: npt.ArrayLike,
    second_position: npt.ArrayLike,
    second_salience: npt.ArrayLike,
    *,
    lower: npt.ArrayLike = 0.0,
    upper: npt.ArrayLike = 1.0,
) -> Frontier:
    """Walk the Pareto set of two parties (γ = 1) in every run at once.

    Parameters
    ----------
    first_position, first_salience, second_position, second_salience
        ``(issues, runs)`` or ``(issues, 1)``.
    lower, upper
        Both sides' red lines taken together, broadcast to ``(issues, runs)``.

    Returns
    -------
    Frontier
        The walk from the first party's best admissible text to the second's.

    Raises
    ------
    ValueError
        If arrays do not have two axes or do not broadcast.

    References
    ----------
    Raiffa, H. (1982). The Art and Science of Negotiation, ch. 11: trading by ratio of importance.

    Examples
    --------
    >>> walk = frontier_of_pair([[0.0], [0.0]], [[0.8], [0.2]], [[1.0], [1.0]], [[0.5], [0.5]])
    >>> walk.first.ravel(), walk.second.ravel()
    (array([1. , 0.8, 0. ]), array([0. , 0.5, 1. ]))
    """
    arrays = [
        np.asarray(array, float) for array in (first_position, first_salience, second_position, second_salience)
    ]
    if any(array.ndim != 2 for array in arrays):
        raise ValueError("positions and saliences must be (issues, runs)")
    own, own_cares, other, other_cares = np.broadcast_arrays(*arrays)
    least, most = np.broadcast_to(lower, own.shape), np.broadcast_to(upper, own.shape)
    exists = np.asarray((least <= most).all(axis=0))
    start, end = np.clip(own, least, most), np.clip(other, least, most)
    shift = np.abs(end - start)
    both = own_cares + other_cares
    ratio = np.divide(own_cares, both, out=np.zeros_like(both), where=both > 0)
    order = np.argsort(ratio, axis=0, kind="stable")
    first = np.empty((own.shape[0] + 1, own.shape[1]))
    second = np.empty_like(first)
    first[0] = 1.0 - (own_cares * np.abs(start - own)).sum(axis=0)
    second[0] = 1.0 - (other_cares * np.abs(start - other)).sum(axis=0)
    first[1:] = first[0] - np.cumsum(np.take_along_axis(own_cares * shift, order, axis=0), axis=0)
    second[1:] = second[0] + np.cumsum(np.take_along_axis(other_cares * shift, order, axis=0), axis=0)
    return Frontier(first, second, order, start, end, exists)


def distance_of_pair(walk: Frontier, first_utility: npt.ArrayLike, second_utility: npt.ArrayLike) -> Floats:
    """Measure in every run what both parties could gain at once over a text.

    Parameters
    ----------
    walk
        The Pareto set, from `frontier_of_pair`.
    first_utility, second_utility
        What the text is worth to either, ``(runs,)``.

    Returns
    -------
    Floats
        The distance to the Pareto set as in `sim.theory.pareto.distance_to_pareto`, ``(runs,)``; NaN where
        the red lines leave no text.

    References
    ----------
    Luenberger, D. (1992). Journal of Mathematical Economics 21, 461–481.

    Examples
    --------
    >>> walk = frontier_of_pair([[0.0], [0.0]], [[0.8], [0.2]], [[1.0], [1.0]], [[0.2], [0.8]])
    >>> distance_of_pair(walk, [0.5], [0.5])
    array([0.3])
    """
    first, second = np.asarray(first_utility, float), np.asarray(second_utility, float)
    segment, along = _diagonal(walk, first, second)
    gain_first = _between(walk.first, segment, along) - first
    gain_second = _between(walk.second, segment, along) - second
    return np.asarray(np.where(walk.exists, np.minimum(gain_first, gain_second), np.nan))


def nash_of_pair(
    walk: Frontier,
    first_disagreement: npt.ArrayLike,
    second_disagreement: npt.ArrayLike,
    first_weight: npt.ArrayLike = 0.5,
) -> tuple[Floats, Flags]:
    """Find the Nash point of two parties in every run.

    Parameters
    ----------
    walk
        The Pareto set, from `frontier_of_pair`.
    first_disagreement, second_disagreement
        What either expects if the talks fail, ``(runs,)``.
    first_weight
        Bargaining power of the first, 0 … 1; the second has the rest.

    Returns
    -------
    tuple of Floats and Flags
        The text ``(issues, runs)``, NaN where there is none, and whether there is one ``(runs,)``.

    References
    ----------
    Nash, J. (1950). The bargaining problem. Econometrica 18, 155–162.

    Examples
    --------
    >>> walk = frontier_of_pair([[0.0], [0.0]], [[0.8], [0.2]], [[1.0], [1.0]], [[0.2], [0.8]])
    >>> text, exists = nash_of_pair(walk, 0.0, 0.0)
    >>> text.ravel()
    array([0., 1.])
    """
    runs = walk.first.shape[1]
    worst_first = np.broadcast_to(np.asarray(first_disagreement, float), (runs,))
    worst_second = np.broadcast_to(np.asarray(second_disagreement, float), (runs,))
    weight = np.broadcast_to(np.asarray(first_weight, float), (runs,))
    equal_segment, equal_along = _diagonal(walk, worst_first, worst_second)
    surplus = np.minimum(
        _between(walk.first, equal_segment, equal_along) - worst_first,
        _between(walk.second, equal_segment, equal_along) - worst_second,
    )
    exists = walk.exists & (surplus >= -1e-12)
    have, give = walk.first[:-1] - worst_first, walk.second[:-1] - worst_second
    lose, gain = -np.diff(walk.first, axis=0), np.diff(walk.second, axis=0)
    slope = lose * gain
    # along a segment the product (have − λ·lose)^w · (give + λ·gain)^(1−w) is largest where its slope is 0
    along = np.divide(
        (1 - weight) * gain * have - weight * lose * give, slope, out=np.zeros_like(slope), where=slope > 0
    )
    along = np.where(slope > 0, np.clip(along, 0.0, 1.0), (gain > 0).astype(float))
    product = np.maximum(have - along * lose, 0) ** weight * np.maximum(give + along * gain, 0) ** (1 - weight)
    segment = product.argmax(axis=0)
    flat = surplus <= 1e-12  # nobody can gain without the other being at its fallback
    segment = np.where(flat, equal_segment, segment)
    best = np.where(flat, equal_along, np.take_along_axis(along, segment[np.newaxis], axis=0)[0])
    return np.where(exists, walk.text(segment, best), np.nan), exists


def _diagonal(walk: Frontier, first: Floats, second: Floats) -> tuple[npt.NDArray[np.intp], Floats]:
    """Find where the walk gives both the same gain over a pair of utilities, or the end that is nearest to it."""
    lead = (walk.first - first) - (walk.second - second)  # falls along the walk
    segment = np.clip((lead > 0).sum(axis=0) - 1, 0, lead.shape[0] - 2)
    before = np.take_along_axis(lead, segment[np.newaxis], axis=0)[0]
    after = np.take_along_axis(lead, segment[np.newaxis] + 1, axis=0)[0]
    fall = before - after
    return segment, np.clip(np.divide(before, fall, out=np.zeros_like(fall), where=fall > 0), 0.0, 1.0)


def _between(corners: Floats, segment: npt.NDArray[np.intp], along: Floats) -> Floats:
    low = np.take_along_axis(corners, segment[np.newaxis], axis=0)[0]
    high = np.take_along_axis(corners, segment[np.newaxis] + 1, axis=0)[0]
    return np.asarray(low + along * (high - low))
