"""Where the parties could agree: the zone of agreement and the Nash, utilitarian and proportional solutions."""

from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from sim.rules.arrays import Floats
from sim.theory.bargaining.parties import Parties
from sim.theory.bargaining.programme import Infeasible, Programme, polish_nash, with_equal_gain

__all__ = ["EDGE", "Solution", "Zone", "egalitarian", "kalai_smorodinsky", "nash", "utilitarian", "zone_of_agreement"]

EDGE = 1e-9
"""Gains within this of 0 are taken as 0: the solver's own precision."""


@dataclass(frozen=True)
class Solution:
    """What a solution concept answers."""

    exists: bool
    """Whether there is an agreement."""
    text: Floats
    """The text agreed on ``(issues,)``; NaN where there is none (the mean and the median give their text even where
    somebody refuses it)."""
    utilities: Floats
    """Each party's utility of the text ``(actors,)``; NaN with the text."""
    reason: str = ""
    """Why there is no agreement, or what is special about the one found; else empty."""


@dataclass(frozen=True)
class Zone:
    """The zone of possible agreement."""

    exists: bool
    """Whether some text inside all red lines is refused by nobody."""
    surplus: float
    """The largest gain over no agreement that everyone can have at once; below 0 it is what the parties are short of;
    NaN where the red lines leave no text."""
    text: Floats
    """A text that gives it, ``(issues,)``."""
    reason: str = ""
    """Why the zone is empty, if it is."""


def zone_of_agreement(problem: Parties) -> Zone:
    """Tell whether the parties have anything to agree on, and how much: max over x of minᵢ (uᵢ − dᵢ).

    Parameters
    ----------
    problem : Parties

    Returns
    -------
    Zone
        Empty or not, and its size in utility.

    References
    ----------
    Raiffa, H. (1982). The Art and Science of Negotiation, ch. 4: zone of possible agreement.

    Examples
    --------
    >>> from sim.theory.bargaining.parties import parties
    >>> two = parties([[0.0], [1.0]], [[1.0], [1.0]], disagreement=[0.3, 0.5])
    >>> round(zone_of_agreement(two).surplus, 9)
    0.1
    >>> zone_of_agreement(parties([[0.0], [1.0]], 1.0, upper=[[0.4], [1]], lower=[[0], [0.6]])).reason
    'the red lines leave no text'
    """
    if not problem.has_admissible_text:
        return Zone(False, np.nan, np.full(problem.issues, np.nan), "the red lines leave no text")
    programme, equal = with_equal_gain(problem, np.ones(problem.count))
    text = programme.solve({equal: 1.0})
    surplus = float((problem.utilities(text) - problem.disagreement).min())
    if surplus < -EDGE:
        return Zone(
            False, surplus, text, f"every admissible text leaves somebody {-surplus:.4g} short of no agreement"
        )
    return Zone(True, surplus, text)


def nash(problem: Parties) -> Solution:
    """Find the Nash point: maximise Π (uᵢ − dᵢ)^wᵢ.

    Parameters
    ----------
    problem
        The parties; their weights are the exponents.

    Returns
    -------
    Solution
        Its utilities are unique, its text need not be. Where somebody can gain nothing in any agreement
        the product is 0 everywhere; the efficient point of the zone with the largest sum is then given,
        and the reason says so.

    References
    ----------
    Nash, J. (1950). The bargaining problem. Econometrica 18, 155–162. Weights: Harsanyi, J. & Selten, R.
    (1972). Management Science 18, 80–106.

    Examples
    --------
    >>> from sim.theory.bargaining.parties import parties
    >>> nash(parties([[0.0], [1.0]], 1.0, weight=[1, 3])).text
    array([0.75])
    """
    zone = zone_of_agreement(problem)
    if not zone.exists:
        return _no_agreement(problem, zone.reason)
    if zone.surplus <= EDGE:
        return _agreed_at(problem, utilitarian(problem).text, "somebody gains nothing in any agreement")
    programme = Programme(problem)
    gains = problem.utilities(zone.text) - problem.disagreement
    logs = [programme.add_logarithm(party, gains[party]) for party in range(problem.count)]
    share = problem.weight / problem.weight.sum()
    text = programme.solve(dict(zip(logs, share.tolist(), strict=True)))
    return _agreed_at(problem, polish_nash(problem, text))


def utilitarian(problem: Parties) -> Solution:
    """Find the utilitarian point: the largest sum of weighted utilities that nobody refuses.

    Parameters
    ----------
    problem
        The parties; their weights multiply the utilities.

    Returns
    -------
    Solution
        max Σ wᵢuᵢ subject to uᵢ ≥ dᵢ and red lines; always efficient, the text need not be unique.

    References
    ----------
    Harsanyi, J. (1955). Journal of Political Economy 63, 309–321.

    Examples
    --------
    >>> from sim.theory.bargaining.parties import parties
    >>> utilitarian(parties([[0.0], [1.0]], [[2.0], [1.0]], disagreement=[0.0, 0.4])).text
    array([0.4])
    """
    zone = zone_of_agreement(problem)
    if not zone.exists:
        return _no_agreement(problem, zone.reason)
    programme = _willing(problem, zone)
    weights = {programme.gain(party): float(problem.weight[party]) for party in range(problem.count)}
    return _agreed_at(problem, programme.solve(weights))


def egalitarian(problem: Parties) -> Solution:
    """Find the egalitarian point: everyone gains the same over no agreement, as much as possible.

    Parameters
    ----------
    problem : Parties

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
    problem : Parties

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
        return _no_agreement(problem, zone.reason)
    best = np.empty(problem.count)
    for party in range(problem.count):
        programme = _willing(problem, zone)
        text = programme.solve({programme.gain(party): 1.0})
        best[party] = problem.utilities(text)[party] - problem.disagreement[party]
    if (best <= EDGE).any():
        return _agreed_at(problem, utilitarian(problem).text, "somebody gains nothing in any agreement")
    return _proportional(problem, best / best.max())  # only the direction counts, and a solver shuns tiny numbers


def _proportional(problem: Parties, direction: Floats) -> Solution:
    """Go as far as possible along a direction of gains, then improve the sum at that level."""
    if not problem.has_admissible_text:
        return _no_agreement(problem, "the red lines leave no text")
    programme, level = with_equal_gain(problem, direction)
    text = programme.solve({level: 1.0})
    gains = problem.utilities(text) - problem.disagreement
    if gains.min() < -EDGE:
        return _no_agreement(problem, zone_of_agreement(problem).reason)
    reached = float((gains / direction).min())
    programme.require({level: 1.0}, reached - EDGE)
    with suppress(Infeasible):  # where the level is met only within the solver's precision, keep the first text
        text = programme.solve({programme.gain(party): 1.0 for party in range(problem.count)})
    return _agreed_at(problem, text)


def _willing(problem: Parties, zone: Zone) -> Programme:
    """Start a programme over the texts that nobody refuses; the zone must not be empty."""
    programme = Programme(problem)
    for party in range(problem.count):
        programme.require({programme.gain(party): 1.0}, min(0.0, zone.surplus) - EDGE * (zone.surplus <= EDGE))
    return programme


def _agreed_at(problem: Parties, text: Floats, reason: str = "") -> Solution:
    return Solution(True, text, problem.utilities(text), reason)


def _no_agreement(problem: Parties, reason: str) -> Solution:
    return Solution(False, np.full(problem.issues, np.nan), np.full(problem.count, np.nan), reason)
