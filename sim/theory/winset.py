"""What could pass: the win set of a status quo under any voting rule with vetoes, draw by draw."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Flags, Floats
from sim.theory.voting_rule import Rule, passes

__all__ = ["binding_members", "gains", "in_winset", "share_in_winset", "winset_map"]


def gains(
    text: npt.ArrayLike,
    status_quo: npt.ArrayLike,
    position: npt.ArrayLike,
    salience: npt.ArrayLike,
    gamma: float = 1.0,
) -> Floats:
    """Say what each member gains by a text over the status quo: u(x) − u(q).

    Parameters
    ----------
    text, status_quo
        Points in issue space, ``(issues,)`` or ``(issues, runs)``.
    position, salience
        Ideal points and saliences, ``(members, issues)`` or ``(members, issues, runs)``.
    gamma
        Curvature of the loss, > 0.

    Returns
    -------
    Floats
        Gains in utility, ``(members, runs)``; one run where nothing has runs.

    Raises
    ------
    ValueError
        If shapes do not fit or gamma is not above 0.

    References
    ----------
    Enelow, J. & Hinich, M. (1984). The Spatial Theory of Voting. Cambridge University Press.

    Examples
    --------
    >>> gains([0.5], [0.0], [[1.0], [0.2]], [[1.0], [1.0]]).ravel()
    array([ 0.5, -0.1])
    """
    return np.asarray(sum(_gains_by_issue(text, status_quo, position, salience, gamma=gamma)))


def in_winset(
    text: npt.ArrayLike,
    status_quo: npt.ArrayLike,
    position: npt.ArrayLike,
    salience: npt.ArrayLike,
    rule: Rule,
    *,
    gamma: float = 1.0,
    threshold: npt.ArrayLike = 0.0,
) -> Flags:
    """Say in which draws a text beats the status quo.

    Parameters
    ----------
    text, status_quo, position, salience, gamma
        As in `gains`.
    rule
        The voting rule; make vetoes part of it with `sim.theory.voting_rule.with_vetoes`.
    threshold
        A member says yes when its gain exceeds this: ``(members,)`` or ``(members, runs)``. A price of
        blocking is a negative one, a price of precedent a positive one.

    Returns
    -------
    Flags
        Whether the text is in the win set, ``(runs,)``.

    Raises
    ------
    ValueError
        If shapes do not fit.

    References
    ----------
    Tsebelis, G. (2002). Veto Players. Princeton University Press, ch. 1.

    Examples
    --------
    >>> from sim.theory.voting_rule import majority
    >>> in_winset([0.5], [0.0], [[1.0], [0.2], [0.9]], 1.0, majority(3))
    array([ True])
    >>> in_winset([0.5], [0.0], [[1.0], [0.2], [0.9]], 1.0, majority(3, 3))
    array([False])
    """
    return passes(rule, _support(gains(text, status_quo, position, salience, gamma), threshold))


def share_in_winset(
    text: npt.ArrayLike,
    status_quo: npt.ArrayLike,
    position: npt.ArrayLike,
    salience: npt.ArrayLike,
    rule: Rule,
    *,
    gamma: float = 1.0,
    threshold: npt.ArrayLike = 0.0,
) -> float:
    """Say in what share of draws a text beats the status quo.

    Parameters
    ----------
    text, status_quo, position, salience, rule, gamma, threshold
        As in `in_winset`.

    Returns
    -------
    float
        Share of the draws, 0 … 1.

    References
    ----------
    Tsebelis, G. (2002). Veto Players, ch. 1.

    Examples
    --------
    >>> from sim.theory.voting_rule import majority
    >>> share_in_winset([0.5], [[0.0, 0.6]], [[1.0], [0.9]], 1.0, majority(2))
    0.5
    """
    inside = in_winset(text, status_quo, position, salience, rule, gamma=gamma, threshold=threshold)
    return float(inside.mean())


def binding_members(
    text: npt.ArrayLike,
    status_quo: npt.ArrayLike,
    position: npt.ArrayLike,
    salience: npt.ArrayLike,
    rule: Rule,
    *,
    gamma: float = 1.0,
    threshold: npt.ArrayLike = 0.0,
) -> Floats:
    """Say how often each member alone stands between a text and its adoption.

    Parameters
    ----------
    text, status_quo, position, salience, rule, gamma, threshold
        As in `in_winset`.

    Returns
    -------
    Floats
        Share of draws in which the text fails and would pass with this member's yes, ``(members,)``.

    References
    ----------
    Tsebelis, G. (2002). Veto Players, ch. 1: the absorption rule says which veto players never bind.

    Examples
    --------
    >>> from sim.theory.voting_rule import majority
    >>> binding_members([0.5], [0.0], [[1.0], [0.2], [0.9]], 1.0, majority(3, 3))
    array([0., 1., 0.])
    """
    support = _support(gains(text, status_quo, position, salience, gamma), threshold)
    fails = ~passes(rule, support)
    shares = np.zeros(len(support))
    for member in range(len(support)):
        persuaded = support.copy()
        persuaded[member] = True
        shares[member] = (fails & passes(rule, persuaded)).mean()
    return shares


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
        As in `in_winset`.

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
    >>> from sim.theory.voting_rule import majority
    >>> grid = [0.0, 0.5, 1.0]
    >>> winset_map((0, 1), (grid, grid), [0, 0], [0, 0], [[1.0, 0.0]], [[0.5, 0.5]], majority(1))
    array([[0., 0., 0.],
           [1., 0., 0.],
           [1., 1., 0.]])
    """
    if axes[0] == axes[1]:
        raise ValueError("the map needs two different issues")
    parts = list(_gains_by_issue(text, status_quo, position, salience, gamma=gamma))
    rest = sum(part for issue, part in enumerate(parts) if issue not in axes) + np.zeros_like(parts[0])
    along = [
        np.stack(
            [next(_gains_by_issue(_at(text, axis, value), status_quo, position, salience, only=axis, gamma=gamma))
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


def _gains_by_issue(
    text: npt.ArrayLike,
    status_quo: npt.ArrayLike,
    position: npt.ArrayLike,
    salience: npt.ArrayLike,
    *,
    only: int | None = None,
    gamma: float = 1.0,
) -> Iterator[Floats]:
    """Go through the issues: what each contributes to every member's gain, ``(members, runs)``."""
    if not gamma > 0:
        raise ValueError(f"gamma must be above 0, found {gamma}")
    ideal = _with_runs(position, 3)
    cares = _with_runs(np.broadcast_to(salience, ideal.shape[:2]) if np.ndim(salience) < 3 else salience, 3)
    paper, now = _with_runs(text, 2), _with_runs(status_quo, 2)
    if not paper.shape[0] == now.shape[0] == ideal.shape[1] == cares.shape[1]:
        raise ValueError("text, status quo, positions and saliences must have the same issues")
    for issue in range(ideal.shape[1]) if only is None else [only]:
        after = np.abs(paper[issue] - ideal[:, issue]) ** gamma
        before = np.abs(now[issue] - ideal[:, issue]) ** gamma
        yield cares[:, issue] * (before - after)


def _with_runs(array: npt.ArrayLike, dimensions: int) -> Floats:
    values = np.asarray(array, float)
    if values.ndim == dimensions - 1:
        values = values[..., np.newaxis]
    if values.ndim != dimensions:
        raise ValueError(f"expected an array of {dimensions - 1} axes, and runs, found shape {values.shape}")
    return values


def _support(gain: Floats, threshold: npt.ArrayLike) -> Flags:
    level = np.asarray(threshold, float)
    return np.asarray(gain > (level[:, np.newaxis] if level.ndim == 1 else level))
