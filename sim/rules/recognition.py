"""R13: when a state recognises another, and when it withdraws that again."""

import numpy as np

from sim.rules.arrays import SMALLEST_CHANCE, Floats, PerActor, PerRun

__all__ = [
    "WEEKS_A_YEAR", "exponential_threshold", "hazard", "hour_of_crossing", "log_hazard",
    "weeks_until_withdrawal",
]  # fmt: skip

WEEKS_A_YEAR = 365.25 / 7
"""Weeks in a mean year."""


_GREATEST_LOG_FACTOR = 300.0


def log_hazard(
    covariates: Floats, coefficients: Floats, bloc_share: PerActor | float, bandwagon: PerRun | float
) -> PerActor:
    """Return how strongly a state tends to recognise this week, on the log scale.

    Parameters
    ----------
    covariates : (states, covariates)
        What is known of each state (a constant, ties to a sponsor, a secession dispute of its own, ...).
    coefficients : (covariates,) or (covariates, runs)
        Weight of each in the log hazard.
    bloc_share : (states, runs) or (states, 1)
        Share of the state's blocs' members that have recognised already, 0 to 1.
    bandwagon : (runs,) or float
        What a whole bloc that has recognised adds to the log hazard.

    Returns
    -------
    (states, runs)
        Natural logarithm of the hazard a week.

    References
    ----------
    Granovetter (1978), "Threshold Models of Collective Behavior", American Journal of Sociology 83(6).
    Box-Steffensmeier & Jones (2004), Event History Modeling.

    Examples
    --------
    >>> covariates = np.array([[1.0, 1.0], [1.0, 0.0]])
    >>> log_hazard(covariates, np.array([-5.0, 2.0]), np.array([[0.5], [0.0]]), bandwagon=1.0).tolist()
    [[-2.5], [-5.0]]
    """
    own: Floats = np.zeros((len(covariates), 1))
    # Term by term, and not by matrix product, for the reason given in `sum_over_first`.
    for column, coefficient in zip(np.transpose(covariates), coefficients, strict=True):
        own = own + np.multiply(column[:, np.newaxis], coefficient)
    return np.asarray(own + np.multiply(bloc_share, bandwagon))


def exponential_threshold(uniform: PerActor | float) -> PerActor:
    """Draw how much hazard a state withstands before it recognises.

    Parameters
    ----------
    uniform : (states, runs) or float
        Uniforms from 0 to 1; clipped to (2**-53, 1 - 2**-53), so that no hazard crosses nothing and an endless
        one everything.

    Returns
    -------
    (states, runs)
        Thresholds with the unit exponential distribution: -log(1 - uniform). Crossed by accumulated hazard, they
        give the same chances as one toss a week, from one draw a state a run.

    References
    ----------
    Devroye (1986), Non-Uniform Random Variate Generation, ch. VI.2: inversion of accumulated hazard.
    Granovetter (1978), American Journal of Sociology 83(6): who has a threshold moves when it is met.

    Examples
    --------
    >>> float(exponential_threshold(0.5).round(6))
    0.693147
    """
    return np.asarray(-np.log1p(-np.clip(uniform, SMALLEST_CHANCE, 1.0 - SMALLEST_CHANCE)))


def hazard(log_hazard: PerActor) -> PerActor:
    """Turn a log hazard into a hazard that can be reckoned with, however wildly its parts were given.

    Parameters
    ----------
    log_hazard : (states, runs) or (runs,)
        Natural logarithm of a hazard.

    Returns
    -------
    (states, runs) or (runs,)
        The hazard, kept between exp(-300) and exp(300), so that two of them can be multiplied.

    References
    ----------
    Box-Steffensmeier & Jones (2004), Event History Modeling.

    Examples
    --------
    >>> hazard(np.array([0.0, -1e9, 1e9])).tolist() == [1.0, np.exp(-300.0), np.exp(300.0)]
    True
    """
    return np.asarray(np.exp(np.minimum(np.maximum(log_hazard, -_GREATEST_LOG_FACTOR), _GREATEST_LOG_FACTOR)))


def hour_of_crossing(clock: PerRun, pace: PerActor, accumulated: PerActor, threshold: PerActor) -> PerActor:
    """Return when a state will recognise if nothing else happens before.

    A state's hazard is a pace of its own, which stays the same until a state of its blocs recognises, times
    what the weeks do to all alike. So the sum of the latter is a clock, and on it the hour is known beforehand.

    Parameters
    ----------
    clock : (runs,)
        What the clock shows.
    pace : (states, runs)
        Hazard gathered by a state for each unit of the clock, above 0.
    accumulated : (states, runs)
        Hazard gathered so far.
    threshold : (states, runs)
        From `exponential_threshold`; infinite for a state that never recognises.

    Returns
    -------
    (states, runs)
        What the clock will show; what it shows now where the threshold is met.

    References
    ----------
    Gibson & Bruck (2000), "Efficient Exact Stochastic Simulation of Chemical Systems with Many Species and Many
    Channels", Journal of Physical Chemistry A 104(9): the next reaction method.

    Examples
    --------
    >>> hour_of_crossing(np.array([10.0]), np.array([[0.5]]), np.array([[0.25]]), np.array([[1.25]])).tolist()
    [[12.0]]
    """
    return np.asarray(clock + np.maximum(threshold - accumulated, 0.0) / pace)


def weeks_until_withdrawal(uniform: PerActor, yearly_chance: PerRun) -> PerActor:
    """Draw for how many weeks a state that recognises holds to it.

    Parameters
    ----------
    uniform : (states, runs)
        Uniforms from 0 to 1.
    yearly_chance : (runs,)
        Chance a year that a state which recognises withdraws, 0 to 1.

    Returns
    -------
    (states, runs)
        Whole weeks, at least 1, geometrically distributed; infinite where the chance is 0.

    References
    ----------
    Devroye (1986), Non-Uniform Random Variate Generation, ch. X.2: a geometric number by inversion.

    Examples
    --------
    >>> weeks_until_withdrawal(np.array([[0.5, 0.5, 0.5]]), np.array([0.0, 0.5, 1.0])).tolist()
    [[inf, 53.0, 1.0]]
    """
    weekly = -np.log1p(-np.minimum(yearly_chance, 1.0 - SMALLEST_CHANCE)) / WEEKS_A_YEAR
    with np.errstate(divide="ignore"):
        return np.asarray(np.maximum(1.0, np.ceil(exponential_threshold(uniform) / weekly)))
