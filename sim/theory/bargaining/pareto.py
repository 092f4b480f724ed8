"""How much the parties leave on the table: efficiency of a text and its distance to the Pareto set."""

import numpy as np
import numpy.typing as npt

from sim.theory.bargaining.parties import Parties
from sim.theory.bargaining.programme import Infeasible, Programme, with_equal_gain

__all__ = ["distance_to_pareto", "is_efficient", "joint_gain"]


def distance_to_pareto(problem: Parties, text: npt.ArrayLike) -> float:
    """Measure the distance of a text to the Pareto set: what everyone could gain at once.

    The distance is the largest ε such that some text inside all red lines gives every party at least ε
    more. It is 0 exactly at weakly efficient texts (no text is better for everyone), is in units of
    utility, and does not depend on disagreement values.

    Parameters
    ----------
    problem : Parties
    text
        The text, ``(issues,)``.

    Returns
    -------
    float
        ε ≥ 0 for a text inside the red lines; a text beyond them may be below 0 (everyone may like it better
        than anything admissible); NaN where the red lines leave no text.

    References
    ----------
    Luenberger, D. (1992). Benefit functions and duality. Journal of Mathematical Economics 21, 461–481.

    Examples
    --------
    >>> from sim.theory.bargaining.parties import parties
    >>> two = parties([[0.0, 1.0], [1.0, 0.0]], [[0.8, 0.2], [0.2, 0.8]])
    >>> round(distance_to_pareto(two, [1.0, 1.0]), 3), round(distance_to_pareto(two, [0.5, 0.5]), 3)
    (0.6, 0.3)
    """
    if not problem.has_admissible_text:
        return float("nan")
    have = problem.utilities(text)
    programme, equal = with_equal_gain(problem.with_disagreement(have), np.ones(problem.count))
    found = programme.solve({equal: 1.0})
    return float((problem.utilities(found) - have).min())


def joint_gain(problem: Parties, text: npt.ArrayLike) -> float:
    """Add up what the parties could gain over a text without anyone losing.

    Parameters
    ----------
    problem : Parties
    text
        The text, ``(issues,)``.

    Returns
    -------
    float
        The largest Σ (uᵢ(y) − uᵢ(x)) over admissible y that no party likes less; 0 exactly at efficient
        texts; NaN where no admissible text is as good for all.

    References
    ----------
    Charnes, A., Cooper, W. et al. (1985). Journal of Econometrics 30, 91–107: the additive test.

    Examples
    --------
    >>> from sim.theory.bargaining.parties import parties
    >>> two = parties([[0.0, 1.0], [1.0, 0.0]], [[0.8, 0.2], [0.2, 0.8]])
    >>> round(joint_gain(two, [0.5, 0.5]), 3), abs(round(joint_gain(two, [0.0, 0.0]), 3))
    (0.6, 0.0)
    """
    if not problem.has_admissible_text:
        return float("nan")
    have = problem.utilities(text)
    programme = Programme(problem.with_disagreement(have))
    for party in range(problem.count):
        programme.require({programme.gain(party): 1.0}, -1e-10)
    try:
        found = programme.solve({programme.gain(party): 1.0 for party in range(problem.count)})
    except Infeasible:
        return float("nan")
    return float((problem.utilities(found) - have).sum())


def is_efficient(problem: Parties, text: npt.ArrayLike, tolerance: float = 1e-6) -> bool:
    """Tell whether no admissible text is better for somebody and worse for nobody.

    Parameters
    ----------
    problem : Parties
    text
        The text, ``(issues,)``.
    tolerance
        Joint gain, in utility, up to which a text still counts as efficient. With γ > 1 a party at its ideal
        point hardly feels a small move: rounding of 1e-10 there buys another party about 1e-5, so allow 1e-4.

    Returns
    -------
    bool
        Whether the text lies in the Pareto set; False where it lies beyond a red line.

    References
    ----------
    Pareto, V. (1906). Manuale di economia politica.

    Examples
    --------
    >>> from sim.theory.bargaining.parties import parties
    >>> two = parties([[0.2], [0.8]], 1.0)
    >>> is_efficient(two, [0.5]), is_efficient(two, [0.9])
    (True, False)
    """
    point = np.asarray(text, float)
    if ((point < problem.lower - tolerance) | (point > problem.upper + tolerance)).any():
        return False
    return not joint_gain(problem, point) > tolerance
