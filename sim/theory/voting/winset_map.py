"""The win set as a picture: in what share of draws each text of a grid over two issues could pass."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Floats
from sim.theory.voting.gains import gains_by_issue
from sim.theory.voting.rule import Rule, passes

__all__ = ["winset_map"]


def winset_map(
    axes: tuple[int, int],
    points: tuple[npt.ArrayLike, npt.ArrayLike],
    text: npt.ArrayLike,
    status_quo: npt.ArrayLike,
    position: npt.ArrayLike,
    salience: npt.ArrayLike,
    rule: Rule,
    *,
    gamma: float = 1.0,
    threshold: npt.ArrayLike = 0.0,
) -> Floats:
    """Map the share of draws in which texts beat the status quo over two issues.

    Parameters
    ----------
    axes
        The two issues that vary, e.g. status and legal basis.
    points
        The values that they take, ``(first points,)`` and ``(second points,)``.
    text
        What the texts say on all other issues, ``(issues,)`` or ``(issues, runs)``.
    status_quo, position, salience, rule, gamma, threshold
        As in `sim.theory.voting.winset.in_winset`.

    Returns
    -------
    Floats
        Shares of draws, ``(first points, second points)``.

    Raises
    ------
    ValueError
        If the two issues are the same or shapes do not fit.

    References
    ----------
    Win sets drawn over two dimensions: Tsebelis, G. (2002). Veto Players, ch. 1.

    Examples
    --------
    >>> from sim.theory.voting.rule import majority
    >>> grid = [0.0, 0.5, 1.0]
    >>> winset_map((0, 1), (grid, grid), [0, 0], [0, 0], [[1.0, 0.0]], [[0.5, 0.5]], majority(1))
    array([[0., 0., 0.],
           [1., 0., 0.],
           [1., 1., 0.]])
    """
    if axes[0] == axes[1]:
        raise ValueError("the map needs two different issues")
    parts = list(gains_by_issue(text, status_quo, position, salience, gamma=gamma))
    rest = sum(part for issue, part in enumerate(parts) if issue not in axes) + np.zeros_like(parts[0])
    along = [
        np.stack(
            [next(gains_by_issue(_at(text, axis, value), status_quo, position, salience, only=axis, gamma=gamma))
             for value in np.asarray(values, float)], axis=1,
        )
        for axis, values in zip(axes, points, strict=True)
    ]  # fmt: skip
    level = np.asarray(threshold, float)
    level = level.reshape(*level.shape[:1], 1, -1) if level.ndim else level
    rows = []
    for index in range(along[0].shape[1]):
        total = rest[:, np.newaxis] + along[0][:, index : index + 1] + along[1]
        rows.append(passes(rule, total > level).mean(axis=-1))
    return np.stack(rows)


def _at(text: npt.ArrayLike, axis: int, value: float) -> Floats:
    moved = np.array(text, float)
    moved[axis] = value
    return moved
