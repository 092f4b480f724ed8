"""Two parties with proportional loss, over thousands of runs at once: no solver, only the frontier of `sim.rules`.

Red lines are honoured by moving each side's ideal point to the nearest admissible one: inside the red lines its
utility then differs only by a constant, the loss that no admissible text spares it. On the frontier the first's gain
falls as the second's rises, segment by segment, so that each concept is a point on it that a division finds.
`sim.theory.bargaining.concepts` solves any number of parties, one run at a time.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Flags, Floats
from sim.rules.frontier import Frontier, frontier
from sim.rules.mediation import nash_text
from sim.rules.utility import utility
from sim.theory.bargaining.solutions import EDGE

__all__ = ["Pair", "PairAnswers", "distance_of_pair", "nash_of_pair", "pair", "pair_answers", "pareto_corners"]

_ROUNDING = 1e-12


class Pair(NamedTuple):
    """Two parties inside both sides' red lines; make it with `pair`."""

    first: Floats
    second: Floats
    """Best admissible text of either, ``(issues, runs)``."""
    first_salience: Floats
    second_salience: Floats
    """Saliences, ``(issues, runs)``."""
    first_loss: Floats
    second_loss: Floats
    """Utility that red lines cost either in any text, ``(runs,)``."""
    exists: Flags
    """Whether the red lines leave any text, ``(runs,)``."""


def pair(
    first_position: npt.ArrayLike, first_salience: npt.ArrayLike, second_position: npt.ArrayLike,
    second_salience: npt.ArrayLike, *, lower: npt.ArrayLike = 0.0, upper: npt.ArrayLike = 1.0,
) -> Pair:  # fmt: skip
    """Set two parties against each other in every run (γ = 1).

    Parameters
    ----------
    first_position, first_salience, second_position, second_salience
        ``(issues, runs)`` or ``(issues, 1)``.
    lower, upper
        Both sides' red lines taken together, broadcast to ``(issues, runs)``.

    Returns
    -------
    Pair
        What `distance_of_pair` and `nash_of_pair` start from.

    Raises
    ------
    ValueError
        If positions and saliences do not have two axes or do not broadcast.

    References
    ----------
    Raiffa, H. (1982). The Art and Science of Negotiation, ch. 11.

    Examples
    --------
    >>> pair([[0.0]], [[1.0]], [[1.0]], [[1.0]], upper=0.4).second_loss
    array([0.6])
    """
    arrays = [
        np.asarray(array, float) for array in (first_position, first_salience, second_position, second_salience)
    ]
    if any(array.ndim != 2 for array in arrays):
        raise ValueError("positions and saliences must be (issues, runs)")
    own, own_cares, other, other_cares = np.broadcast_arrays(*arrays)
    least, most = np.broadcast_to(lower, own.shape), np.broadcast_to(upper, own.shape)
    first, second = np.clip(own, least, most), np.clip(other, least, most)
    return Pair(
        first, second, own_cares, other_cares, 1.0 - utility(first, own, own_cares),
        1.0 - utility(second, other, other_cares), np.asarray((least <= most).all(axis=0)),
    )  # fmt: skip


def distance_of_pair(two: Pair, first_utility: npt.ArrayLike, second_utility: npt.ArrayLike) -> Floats:
    """Measure in every run what both parties could gain at once over a text.

    Parameters
    ----------
    two : Pair
    first_utility, second_utility
        What the text is worth to either, ``(runs,)``.

    Returns
    -------
    Floats
        The distance to the Pareto set as in `sim.theory.bargaining.pareto.distance_to_pareto`, ``(runs,)``; NaN where
        the red lines leave no text.

    References
    ----------
    Luenberger, D. (1992). Benefit functions and duality. Journal of Mathematical Economics 21, 461–481.

    Examples
    --------
    >>> two = pair([[0.0], [0.0]], [[0.8], [0.2]], [[1.0], [1.0]], [[0.2], [0.8]])
    >>> distance_of_pair(two, [0.5], [0.5]).round(12)
    array([0.3])
    """
    have_first = np.asarray(first_utility, float) + two.first_loss
    have_second = np.asarray(second_utility, float) + two.second_loss
    path = frontier(two.first, two.first_salience, two.second, two.second_salience)
    # along each segment the first's gain falls and the second's rises: where they meet, both gain the same
    lead = (path.first_value - have_first) - (path.second_value - have_second)
    turn = path.first_loss + path.second_gain
    level = path.point(np.divide(lead, turn, out=np.zeros_like(turn), where=turn > 0))
    gain = np.minimum(
        utility(level, two.first, two.first_salience) - have_first,
        utility(level, two.second, two.second_salience) - have_second,
    )
    return np.where(two.exists, gain, np.nan)


def nash_of_pair(
    two: Pair,
    first_disagreement: npt.ArrayLike,
    second_disagreement: npt.ArrayLike,
    first_weight: npt.ArrayLike = 0.5,
) -> tuple[Floats, Flags]:
    """Find the Nash point of two parties in every run.

    Parameters
    ----------
    two : Pair
    first_disagreement, second_disagreement
        What either expects if the talks fail, ``(runs,)``.
    first_weight
        Bargaining power of the first, 0 … 1; the second has the rest.

    Returns
    -------
    tuple of Floats and Flags
        The text ``(issues, runs)``, NaN where there is none, and whether there is one ``(runs,)``: some text
        must give both more than no agreement.

    Raises
    ------
    ValueError
        If a weight lies outside 0 … 1.

    References
    ----------
    Nash, J. (1950). The bargaining problem. Econometrica 18, 155–162; reached by `sim.rules.mediation.nash_text`.

    Examples
    --------
    >>> two = pair([[0.0], [0.0]], [[0.8], [0.2]], [[1.0], [1.0]], [[0.2], [0.8]])
    >>> text, exists = nash_of_pair(two, 0.0, 0.0)
    >>> text.ravel()
    array([0., 1.])
    """
    text, exists = nash_text(
        two.first, two.first_salience, np.asarray(first_disagreement, float) + two.first_loss, two.second,
        two.second_salience, np.asarray(second_disagreement, float) + two.second_loss,
        np.asarray(first_weight, float),
    )  # fmt: skip
    exists = exists & two.exists
    return np.where(exists, text, np.nan), exists


class PairAnswers(NamedTuple):
    """What each concept answers to two parties; texts are ``(issues, runs)``, NaN where there is none."""

    surplus: Floats
    """The largest gain over no agreement that both can have at once, ``(runs,)``; NaN where red lines leave nothing.
    """
    exists: Flags
    """Whether there is anything to agree on, ``(runs,)``."""
    nash: Floats
    kalai_smorodinsky: Floats
    egalitarian: Floats
    utilitarian: Floats
    """The texts of the solutions."""


def pair_answers(
    two: Pair, first_disagreement: Floats, second_disagreement: Floats, first_weight: Floats, second_weight: Floats
) -> PairAnswers:
    """Solve the problem of two parties by every concept.

    Parameters
    ----------
    two : Pair
    first_disagreement, second_disagreement
        What either expects if the talks fail, ``(runs,)``.
    first_weight, second_weight
        Bargaining power, above 0, ``(runs,)``.

    Returns
    -------
    PairAnswers
        The same as `sim.theory.bargaining.concepts.solve` run by run, where the text is unique.

    References
    ----------
    Nash (1950); Kalai & Smorodinsky (1975); Kalai (1977); Harsanyi (1955), as in `sim.theory.bargaining.solutions`.

    Examples
    --------
    >>> half = np.array([0.5])
    >>> found = pair_answers(pair([[0.0]], [[1.0]], [[1.0]], [[1.0]]), np.array([0.5]), np.array([0.0]), half, half)
    >>> found.kalai_smorodinsky, found.egalitarian, found.surplus
    (array([[0.25]]), array([[0.25]]), array([0.25]))
    """
    surplus = distance_of_pair(two, first_disagreement, second_disagreement)
    exists = two.exists & (surplus >= -EDGE)
    path = frontier(two.first, two.first_salience, two.second, two.second_salience)
    have = first_disagreement + two.first_loss, second_disagreement + two.second_loss
    least = _over(have[1] - path.second_value, path.second_gain)  # the second is content from here on
    most = _over(path.first_value - have[0], path.first_loss)  # and the first up to here
    best_first = _value(two, path.point(least), first=True) - have[0]
    best_second = _value(two, path.point(most), first=False) - have[1]
    some = exists & (best_first > EDGE) & (best_second > EDGE)

    def level(first_unit: Floats, second_unit: Floats) -> Floats:
        lead = (path.first_value - have[0]) / first_unit - (path.second_value - have[1]) / second_unit
        return path.point(_over(lead, path.first_loss / first_unit + path.second_gain / second_unit))

    sum_at = _sum_share(path, first_weight, second_weight)
    one = np.ones_like(surplus)
    weight = first_weight / (first_weight + second_weight)
    total = path.point(np.clip(sum_at, least, np.maximum(least, most)))
    nash, strictly = nash_of_pair(two, first_disagreement, second_disagreement, weight)
    proportional = level(np.where(some, best_first, 1.0), np.where(some, best_second, 1.0))
    texts = {
        "nash": np.where(strictly, nash, total), "kalai_smorodinsky": np.where(some, proportional, total),
        "egalitarian": level(one, one), "utilitarian": total,
    }  # fmt: skip
    return PairAnswers(surplus, exists, **{name: np.where(exists, text, np.nan) for name, text in texts.items()})


def pareto_corners(two: Pair) -> Floats:
    """Return the utilities at the corners of the Pareto set in the first run.

    Parameters
    ----------
    two : Pair

    Returns
    -------
    Floats
        ``(corners, 2)``, from the first party's best to the second's; between corners the set is straight. Empty
        where red lines leave no text.

    References
    ----------
    Raiffa, H. (1982). The Art and Science of Negotiation, ch. 11.

    Examples
    --------
    >>> pareto_corners(pair([[0.0], [0.0]], [[0.75], [0.25]], [[1.0], [1.0]], [[0.25], [0.75]])).tolist()
    [[1.0, 0.0], [0.75, 0.75], [0.0, 1.0]]
    """
    if not two.exists[0]:
        return np.empty((0, 2))
    path = frontier(two.first, two.first_salience, two.second, two.second_salience)
    order = np.argsort(-path.first_value[:, 0], kind="stable")
    share = np.zeros_like(path.first_value)
    texts = [path.point(share)]
    for issue in order:
        share[issue] = 1.0
        texts.append(path.point(share.copy()))
    sides = ((two.first, two.first_salience, two.first_loss), (two.second, two.second_salience, two.second_loss))
    values = np.array([[utility(text, ideal, cares)[0] - loss[0] for ideal, cares, loss in sides] for text in texts])
    return np.unique(values.round(12), axis=0)[::-1]


def _over(dividend: Floats, divisor: Floats) -> Floats:
    return np.asarray(np.divide(dividend, divisor, out=np.zeros(dividend.shape), where=divisor > _ROUNDING))


def _value(two: Pair, text: Floats, *, first: bool) -> Floats:
    return utility(text, two.first, two.first_salience) if first else utility(text, two.second, two.second_salience)


def _sum_share(path: Frontier, first_weight: Floats, second_weight: Floats) -> Floats:
    """Tell how far along each segment the weighted sum still grows: all the way, or not at all."""
    lost, gained = first_weight * path.first_loss, second_weight * path.second_gain
    grows, falls = gained > lost * (1 + _ROUNDING), gained < lost * (1 - _ROUNDING)
    return np.where(grows, 1.0, np.where(falls, 0.0, 0.5))
