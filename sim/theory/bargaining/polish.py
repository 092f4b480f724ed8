"""Newton's last steps at a Nash point, so that its text is good to more digits than the programme's tolerance."""

from __future__ import annotations

import numpy as np

from sim.rules.arrays import Floats
from sim.theory.bargaining.parties import Parties

__all__ = ["polish_nash"]

_NEAR = 1e-4  # an issue nearer than this to an ideal point or a bound may really sit on it


def polish_nash(problem: Parties, text: Floats, steps: int = 20) -> Floats:
    """Improve a text that is already close to the Nash point.

    Parameters
    ----------
    problem
        The parties.
    text
        A text near the maximum of Σ w·ln(u − d), ``(issues,)``, with every gain positive.
    steps
        Newton steps at most.

    Returns
    -------
    Floats
        A text with no smaller Nash product, ``(issues,)``.

    References
    ----------
    Projected Newton: Bertsekas, D. (1982). SIAM Journal on Control and Optimization 20, 221–246.

    Examples
    --------
    >>> from sim.theory.bargaining.parties import parties
    >>> polish_nash(parties([[0.0], [1.0]], 1.0, weight=[1, 3]), np.array([0.7499]))
    array([0.75])
    """
    best = text
    for near in (_NEAR, 0.0):
        start, held = _snap(problem, text, near)
        found = _newton(problem, start, ~held, steps)
        if _value(problem, found) >= _value(problem, best):
            best = found
    return best


def _value(problem: Parties, text: Floats) -> float:
    gains = problem.utilities(text) - problem.disagreement
    if gains.min() <= 0:
        return -np.inf
    return float(problem.weight @ np.log(gains))


def _snap(
    problem: Parties, text: Floats, near: float
) -> tuple[Floats, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
    """Put issues that are next to a kink or a bound on it, and hold them there."""
    kinks = np.vstack([problem.position, problem.lower, problem.upper])
    kinks = np.clip(kinks, problem.lower, problem.upper)
    gaps = np.abs(kinks - text)
    closest = gaps.argmin(axis=0)
    held = gaps.min(axis=0) <= near
    return np.where(held, np.take_along_axis(kinks, closest[np.newaxis], axis=0)[0], text), held


def _newton(
    problem: Parties, text: Floats, free: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], steps: int
) -> Floats:
    gamma, cares = problem.gamma, problem.salience[:, free]
    for _ in range(steps if free.any() else 0):
        gains = problem.utilities(text) - problem.disagreement
        if gains.min() <= 0:
            break
        away = (text - problem.position)[:, free]
        slopes = -cares * gamma * np.abs(away) ** (gamma - 1) * np.sign(away)
        pull = problem.weight / gains
        bend = -(slopes.T * (pull / gains)) @ slopes
        if gamma > 1:
            curve = cares * gamma * (gamma - 1) * np.maximum(np.abs(away), 1e-12) ** (gamma - 2)
            bend -= np.diag(pull @ curve)
        step = np.linalg.lstsq(bend, -(pull @ slopes), rcond=1e-12)[0]
        moved = text.copy()
        moved[free] = np.clip(text[free] + step, problem.lower[free], problem.upper[free])
        if _value(problem, moved) <= _value(problem, text):
            break
        text = moved
    return text
