"""What members gain by a text over the status quo, issue by issue."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Floats

__all__ = ["gains", "gains_by_issue"]


def gains(
    text: npt.ArrayLike, status_quo: npt.ArrayLike, position: npt.ArrayLike, salience: npt.ArrayLike,
    gamma: float = 1.0,
) -> Floats:  # fmt: skip
    """Tell what each member gains by a text over the status quo: u(x) − u(q).

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
    return np.asarray(sum(gains_by_issue(text, status_quo, position, salience, gamma=gamma)))


def gains_by_issue(
    text: npt.ArrayLike, status_quo: npt.ArrayLike, position: npt.ArrayLike, salience: npt.ArrayLike, *,
    only: int | None = None, gamma: float = 1.0,
) -> Iterator[Floats]:  # fmt: skip
    """Go through the issues: what each contributes to every member's gain.

    Parameters
    ----------
    text, status_quo, position, salience, gamma
        As in `gains`.
    only
        The one issue to give; all where not given.

    Yields
    ------
    Floats
        Gains on one issue, ``(members, runs)``.

    Raises
    ------
    ValueError
        If shapes do not fit or gamma is not above 0.

    Examples
    --------
    >>> first, second = gains_by_issue([0.5, 0.5], [0.0, 1.0], [[1.0, 1.0]], [[0.5, 0.5]])
    >>> first.tolist(), second.tolist()
    ([[0.25]], [[-0.25]])
    """
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
