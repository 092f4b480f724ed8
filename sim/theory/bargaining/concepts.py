"""Everything that theory says of one bargaining problem, in one call."""

from dataclasses import dataclass

import numpy as np

from sim.rules.arrays import Floats
from sim.theory.bargaining.parties import Parties
from sim.theory.bargaining.solutions import (
    Solution,
    Zone,
    egalitarian,
    kalai_smorodinsky,
    nash,
    utilitarian,
    zone_of_agreement,
)
from sim.theory.older_models.mean_and_median import compromise_mean, weighted_median

__all__ = ["Solutions", "compromise", "median", "solve"]


@dataclass(frozen=True)
class Solutions:
    """What each solution concept answers to one problem; the fields are named after them."""

    zone: Zone
    nash: Solution
    kalai_smorodinsky: Solution
    egalitarian: Solution
    utilitarian: Solution
    compromise: Solution
    median: Solution


def solve(problem: Parties) -> Solutions:
    """Solve a bargaining problem by every concept.

    Parameters
    ----------
    problem
        The parties, from `sim.theory.bargaining.parties.parties`.

    Returns
    -------
    Solutions
        One answer a concept; "no agreement" is an answer.

    References
    ----------
    Thomson, W. (1994). Cooperative models of bargaining, in Handbook of Game Theory 2, ch. 35.

    Examples
    --------
    >>> from sim.theory.bargaining.parties import parties
    >>> found = solve(parties([[0.0], [1.0]], 1.0, disagreement=[0.4, 0.0]))
    >>> found.nash.text, found.compromise.text, found.median.exists
    (array([0.3]), array([0.5]), True)
    """
    return Solutions(
        zone=zone_of_agreement(problem), nash=nash(problem), kalai_smorodinsky=kalai_smorodinsky(problem),
        egalitarian=egalitarian(problem), utilitarian=utilitarian(problem), compromise=compromise(problem),
        median=median(problem),
    )  # fmt: skip


def compromise(problem: Parties) -> Solution:
    """Return the compromise mean, weighted by bargaining power and salience as written, moved inside the red lines.

    Parameters
    ----------
    problem : Parties

    Returns
    -------
    Solution
        The text even where somebody refuses it; then it does not exist as an agreement, and the reason says so.

    References
    ----------
    Van den Bos, J. (1991). Dutch EC Policy Making; Achen, C. (2006), in The European Union Decides, ch. 4.

    Examples
    --------
    >>> from sim.theory.bargaining.parties import parties
    >>> compromise(parties([[0.0], [1.0]], 1.0, weight=[1, 3], disagreement=[0.5, 0.0])).reason
    '1 of 2 parties would rather have no agreement'
    """
    return _judged(problem, compromise_mean(problem.position, problem.stake, problem.weight[:, np.newaxis]))


def median(problem: Parties) -> Solution:
    """Return the weighted median issue by issue, moved inside the red lines.

    Parameters
    ----------
    problem : Parties

    Returns
    -------
    Solution
        The text even where somebody refuses it; then it does not exist as an agreement, and the reason says so.

    References
    ----------
    Black, D. (1948). Journal of Political Economy 56, 23–34.

    Examples
    --------
    >>> from sim.theory.bargaining.parties import parties
    >>> median(parties([[0.0], [0.3], [1.0]], 1.0)).text
    array([0.3])
    """
    return _judged(problem, weighted_median(problem.position, problem.stake, problem.weight[:, np.newaxis]))


def _judged(problem: Parties, text: Floats) -> Solution:
    if not problem.has_admissible_text:
        return Solution(False, text, problem.utilities(text), "the red lines leave no text")
    ideal_mean = problem.position.mean(axis=0)
    inside = np.clip(np.where(np.isnan(text), ideal_mean, text), problem.lower, problem.upper)
    utilities = problem.utilities(inside)
    refuse = int((utilities < problem.disagreement - 1e-9).sum())
    reason = f"{refuse} of {problem.count} parties would rather have no agreement" if refuse else ""
    return Solution(refuse == 0, inside, utilities, reason)
