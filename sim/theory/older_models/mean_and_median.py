"""The two simplest forecasts: the compromise that weighs everyone, and the weighted median."""

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Floats, sum_over_first
from sim.rules.mediation import compromise_text

__all__ = ["compromise_mean", "weighted_median"]


def compromise_mean(position: npt.ArrayLike, salience: npt.ArrayLike, capability: npt.ArrayLike = 1.0) -> Floats:
    """Weigh every actor's position by how much it can and how much it cares: Σ c·s·p / Σ c·s.

    The same function by which an envoy drafts (R7), of any number of axes.

    Parameters
    ----------
    position
        Ideal points, ``(actors, ...)``; further axes (issues, runs) are kept. NaN: the actor takes no
        position there and has no weight.
    salience, capability
        Weights ≥ 0 that broadcast against the positions.

    Returns
    -------
    Floats
        The forecast, ``(...)``; NaN where nobody has any weight.

    Raises
    ------
    ValueError
        If a weight is negative or not finite.

    References
    ----------
    Van den Bos, J. (1991). Dutch EC Policy Making. Achen, C. (2006), in Thomson et al. (eds), The European
    Union Decides, ch. 4: hard to beat in forecasting; it approximates the Nash solution.

    Examples
    --------
    >>> compromise_mean([0, 100], [1, 3])
    array(75.)
    """
    points, weight = _weighted(position, salience, capability)
    flat = (len(points), -1, 1)
    text = compromise_text(points.reshape(flat), weight.reshape(flat), np.ones(len(points)))
    return np.asarray(np.where(sum_over_first(weight) > 0, text.reshape(points.shape[1:]), np.nan))


def weighted_median(position: npt.ArrayLike, salience: npt.ArrayLike, capability: npt.ArrayLike = 1.0) -> Floats:
    """Find the position that beats every other one when actors vote with c·s.

    Parameters
    ----------
    position
        Ideal points, ``(actors, ...)``; further axes (issues, runs) are kept. NaN: no position.
    salience, capability
        Weights ≥ 0 that broadcast against the positions.

    Returns
    -------
    Floats
        Issue by issue the lowest position at which half of the weight is reached, ``(...)``; NaN where
        nobody has any weight.

    Raises
    ------
    ValueError
        If a weight is negative or not finite.

    References
    ----------
    Black, D. (1948). On the rationale of group decision-making. Journal of Political Economy 56, 23–34.

    Examples
    --------
    >>> weighted_median([0, 40, 100], [1, 1, 3])
    array(100.)
    """
    points, weight = _weighted(position, salience, capability)
    order = np.argsort(points, axis=0, kind="stable")
    ordered = np.take_along_axis(points, order, axis=0)
    reached = np.cumsum(np.take_along_axis(weight, order, axis=0), axis=0)
    total = reached[-1]
    place = np.argmax(reached >= total / 2 * (1 - 1e-12), axis=0)
    found = np.take_along_axis(ordered, place[np.newaxis], axis=0)[0]
    return np.asarray(np.where(total > 0, found, np.nan))


def _weighted(position: npt.ArrayLike, salience: npt.ArrayLike, capability: npt.ArrayLike) -> tuple[Floats, Floats]:
    weight = np.asarray(salience, float) * np.asarray(capability, float)
    if not (np.isfinite(weight).all() and (weight >= 0).all()):
        raise ValueError("saliences and capabilities must be finite and 0 or more")
    points = np.asarray(position, float)
    absent = np.isnan(points)
    points, weight = np.broadcast_arrays(np.where(absent, 0.0, points), np.where(absent, 0.0, weight))
    return points, weight
