"""The probabilistic Condorcet election: which option stands when options are challenged again and again by chance.

Every pair of options is a contest that the stronger coalition wins the more surely the stronger it is. Whatever
stands is challenged by another option at random; the share of time that each option stands in the long run is its
chance of being the outcome. A Condorcet winner with overwhelming support gets a chance near 1; cycles share it.

What is known of its accuracy: the authors show worked cases and make no claim of forecasting accuracy.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Floats, sum_over_first

__all__ = ["Election", "condorcet", "stationary", "victory_chances"]


class Election(NamedTuple):
    """What the probabilistic Condorcet election foresees."""

    chance: Floats
    """Chance of every option to be the outcome, ``(options, runs)``; sums to 1."""
    victory: Floats
    """Chance that option a (axis 0) beats option b (axis 1), ``(options, options, runs)``."""
    mean: Floats
    """Expected outcome, ``(issues, runs)``."""
    likeliest: Floats
    """The option with the largest chance as a text, ``(issues, runs)``."""


def victory_chances(utility: npt.ArrayLike, strength: npt.ArrayLike, exponent: float = 1.0) -> Floats:
    """Tell how likely each option is to beat each other one.

    Parameters
    ----------
    utility
        What each option is worth to each actor, ``(actors, options, runs)``.
    strength
        How much of its capability an actor puts into the issue, capability times salience, ``(actors, runs)`` or
        ``(actors, 1)``.
    exponent
        How surely the stronger coalition wins: 1 in proportion to strength, 2 in proportion to its square, infinity
        is a plain majority of strength.

    Returns
    -------
    Floats
        Chance that a beats b, ``(options, options, runs)``; ½ where nobody minds, and the two add up to 1.

    Raises
    ------
    ValueError
        If a strength is negative or the exponent is not above 0.

    References
    ----------
    Wise, B. & Bankes, S. (2015); Wise, B., Lester, L. & Efird, B. (2015). An introduction to the KAPSARC Toolkit for
    Behavioral Analysis (KTAB). KAPSARC. Votes are strength times difference of utility.

    Examples
    --------
    >>> victory_chances([[[1.0], [0.0]], [[0.0], [0.5]]], [[1.0], [1.0]])[0, 1].round(3)
    array([0.667])
    """
    power = np.asarray(strength, float)
    values = np.asarray(utility, float)
    if not (power >= 0).all():
        raise ValueError("strengths must be 0 or more")
    if not exponent > 0:
        raise ValueError(f"the exponent must be above 0, found {exponent}")
    gain = values[:, :, np.newaxis] - values[:, np.newaxis]
    coalition = sum_over_first(power[:, np.newaxis, np.newaxis] * np.maximum(gain, 0.0))
    rival = coalition.swapaxes(0, 1)
    stronger = np.maximum(coalition, rival)
    ratio = [
        np.divide(side, stronger, out=np.ones_like(side), where=stronger > 0) ** exponent
        for side in (coalition, rival)
    ]
    return np.asarray(ratio[0] / (ratio[0] + ratio[1]))


def stationary(victory: Floats) -> Floats:
    """Return the share of time that each option stands when options are challenged at random.

    Parameters
    ----------
    victory
        Chance that a beats b, ``(options, options, runs)``.

    Returns
    -------
    Floats
        Shares, ``(options, runs)``, which sum to 1. They are unique, since of any two options one can beat the other.

    References
    ----------
    Wise, B., Lester, L. & Efird, B. (2015). KTAB: Markov chain with uniform challenges. KAPSARC.

    Examples
    --------
    >>> stationary(np.array([[[0.5], [0.75]], [[0.25], [0.5]]])).ravel()
    array([0.75, 0.25])
    """
    options = len(victory)
    change = np.moveaxis(np.asarray(victory, float), -1, 0).copy()  # (runs, to, from)
    diagonal = np.arange(options)
    change[:, diagonal, diagonal] = 0.0
    flow = change / options
    flow[:, diagonal, diagonal] = -flow.sum(axis=1)
    flow[:, -1] = 1.0  # the last balance follows from the others: shares sum to 1 instead
    right = np.zeros((len(flow), options, 1))
    right[:, -1] = 1.0
    share = np.clip(np.linalg.solve(flow, right)[..., 0], 0.0, None).T
    return np.asarray(share / share.sum(axis=0))


def condorcet(
    position: npt.ArrayLike, salience: npt.ArrayLike, capability: npt.ArrayLike, *,
    options: npt.ArrayLike | None = None, exponent: float = 1.0,
) -> Election:  # fmt: skip
    """Hold a probabilistic Condorcet election between texts, in every run at once.

    Parameters
    ----------
    position
        Ideal points, ``(actors, issues)`` or ``(actors, issues, runs)``.
    salience
        Saliences of the same shape: losses are salience times distance.
    capability
        Power ≥ 0, ``(actors,)`` or ``(actors, runs)``.
    options
        The texts between which is chosen, ``(options, issues)`` or with runs; every actor's ideal point if not given.
    exponent
        How surely the stronger coalition wins, as in `victory_chances`.

    Returns
    -------
    Election
        Chances of the options, expected outcome and likeliest outcome.

    Raises
    ------
    ValueError
        If positions are not ``(actors, issues[, runs])`` or weights are negative.

    References
    ----------
    Wise, B., Lester, L. & Efird, B. (2015). KTAB. KAPSARC.

    Examples
    --------
    >>> found = condorcet([[0.0], [0.5], [1.0]], np.ones((3, 1)), np.ones(3))
    >>> found.chance.ravel().round(3), found.mean.ravel().round(3)
    (array([0.25, 0.5 , 0.25]), array([0.5]))
    """
    ideals, cares = (_with_runs(array, 3) for array in (position, salience))
    ideals, cares = np.broadcast_arrays(ideals, cares)
    texts = ideals if options is None else _with_runs(options, 3)
    power = _with_runs(capability, 2)
    runs = max(ideals.shape[2], texts.shape[2], power.shape[1])
    loss = np.zeros((len(ideals), len(texts), runs))
    for issue in range(ideals.shape[1]):
        apart = np.abs(ideals[:, np.newaxis, issue] - texts[np.newaxis, :, issue])
        loss += cares[:, np.newaxis, issue] * apart
    victory = victory_chances(1.0 - loss, power, exponent)
    chance = stationary(victory)
    texts = np.broadcast_to(texts, (*texts.shape[:2], runs))
    best = chance.argmax(axis=0)
    likeliest = np.take_along_axis(texts, best[np.newaxis, np.newaxis], axis=0)[0]
    return Election(chance, victory, sum_over_first(chance[:, np.newaxis] * texts), likeliest)


def _with_runs(array: npt.ArrayLike, dimensions: int) -> Floats:
    values = np.asarray(array, float)
    values = values[..., np.newaxis] if values.ndim == dimensions - 1 else values
    if values.ndim != dimensions:
        raise ValueError(f"expected {dimensions - 1} axes, and runs, found shape {values.shape}")
    return values
