"""Solutions that share gains in proportion: egalitarian and Kalai–Smorodinsky."""

from __future__ import annotations

from contextlib import suppress

import numpy as np

from sim.rules.arrays import Floats
from sim.theory.bargaining.parties import Parties
from sim.theory.bargaining.programme import Infeasible, with_equal_gain
from sim.theory.bargaining.solutions import (
    EDGE,
    Solution,
    agreed_at,
    no_agreement,
    utilitarian,
    willing,
    zone_of_agreement,
)

__all__ = ["egalitarian", "kalai_smorodinsky"]


def egalitarian(problem: Parties) -> Solution:
    """Find the egalitarian point: everyone gains the same over no agreement, as much as possible.

    Parameters
    ----------
    problem
        The parties.

    Returns
    -------
    Solution
        max over x of minᵢ (uᵢ − dᵢ); among such texts the one with the largest sum, which is efficient.

    References
    ----------
    Kalai, E. (1977). Proportional solutions to bargaining situations. Econometrica 45, 1623–1630.

    Examples
    --------
    >>> from sim.theory.bargaining.parties import parties
    >>> egalitarian(parties([[0.0], [1.0]], 1.0, disagreement=[0.2, 0.0])).text
    array([0.4])
    """
    return _proportional(problem, np.ones(problem.count))


def kalai_smorodinsky(problem: Parties) -> Solution:
    """Find the Kalai–Smorodinsky point: everyone gets the same share of the most it could gain.

    Parameters
    ----------
    problem
        The parties.

    Returns
    -------
    Solution
        Gains in proportion to each party's best agreement that nobody refuses; among such texts the one
        with the largest sum, which is efficient with more than two parties too.

    References
    ----------
    Kalai, E. & Smorodinsky, M. (1975). Econometrica 43, 513–518. Many parties: Imai, H. (1983).
    Econometrica 51, 389–401 (here the leximin is cut short after its first step).

    Examples
    --------
    >>> from sim.theory.bargaining.parties import parties
    >>> kalai_smorodinsky(parties([[0.0], [1.0]], 1.0, disagreement=[0.5, 0.0])).text
    array([0.25])
    """
    zone = zone_of_agreement(problem)
    if not zone.exists:
        return no_agreement(problem, zone.reason)
    best = np.empty(problem.count)
    for party in range(problem.count):
        programme = willing(problem, zone)
        text = programme.solve({programme.gain(party): 1.0})
        best[party] = problem.utilities(text)[party] - problem.disagreement[party]
    if (best <= EDGE).any():
        return agreed_at(problem, utilitarian(problem).text, "somebody gains nothing in any agreement")
    return _proportional(problem, best)


def _proportional(problem: Parties, direction: Floats) -> Solution:
    """Go as far as possible along a direction of gains, then improve the sum at that level."""
    if not problem.has_admissible_text:
        return no_agreement(problem, "the red lines leave no text")
    programme, level = with_equal_gain(problem, direction)
    text = programme.solve({level: 1.0})
    gains = problem.utilities(text) - problem.disagreement
    if gains.min() < -EDGE:
        return no_agreement(problem, zone_of_agreement(problem).reason)
    reached = float((gains / direction).min())
    programme.require({level: 1.0}, reached - EDGE)
    with suppress(Infeasible):  # where the level is met only within the solver's precision, keep the first text
        text = programme.solve({programme.gain(party): 1.0 for party in range(problem.count)})
    return agreed_at(problem, text)
