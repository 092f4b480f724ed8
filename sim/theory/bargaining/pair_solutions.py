"""Every solution concept for two parties with proportional loss, in every run at once: no solver.

On the frontier between two parties the first's gain falls as the second's rises, segment by segment, so that each
concept is a point on it that a division finds.
`sim.theory.bargaining.concepts` solves any number of parties, one run at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.rules.arrays import Flags, Floats
from sim.rules.frontier import Frontier, frontier
from sim.rules.utility import utility
from sim.theory.bargaining.pairs import Pair, distance_of_pair, nash_of_pair
from sim.theory.bargaining.solutions import EDGE

__all__ = ["PairAnswers", "pair_answers", "pareto_corners"]

_ROUNDING = 1e-12


@dataclass(frozen=True)
class PairAnswers:
    """What each concept answers to two parties; texts are ``(issues, runs)``, NaN where there is none.

    Parameters
    ----------
    surplus
        The largest gain over no agreement that both can have at once, ``(runs,)``; NaN where red lines leave nothing.
    exists
        Whether there is anything to agree on, ``(runs,)``.
    nash, kalai_smorodinsky, egalitarian, utilitarian
        The texts of the solutions.
    """

    surplus: Floats
    exists: Flags
    nash: Floats
    kalai_smorodinsky: Floats
    egalitarian: Floats
    utilitarian: Floats


def pair_answers(
    two: Pair, first_disagreement: Floats, second_disagreement: Floats, first_weight: Floats, second_weight: Floats
) -> PairAnswers:
    """Solve the problem of two parties by every concept.

    Parameters
    ----------
    two
        The parties, from `sim.theory.bargaining.pairs.pair`.
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
    >>> from sim.theory.bargaining.pairs import pair
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
        "nash": np.where(strictly, nash, total),
        "kalai_smorodinsky": np.where(some, proportional, total),
        "egalitarian": level(one, one),
        "utilitarian": total,
    }
    return PairAnswers(surplus, exists, **{name: np.where(exists, text, np.nan) for name, text in texts.items()})


def pareto_corners(two: Pair) -> Floats:
    """Give the utilities at the corners of the Pareto set in the first run.

    Parameters
    ----------
    two
        The parties, from `sim.theory.bargaining.pairs.pair`.

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
    >>> from sim.theory.bargaining.pairs import pair
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
    """Say how far along each segment the weighted sum still grows: all the way, or not at all."""
    lost, gained = first_weight * path.first_loss, second_weight * path.second_gain
    grows, falls = gained > lost * (1 + _ROUNDING), gained < lost * (1 - _ROUNDING)
    return np.where(grows, 1.0, np.where(falls, 0.0, 0.5))
