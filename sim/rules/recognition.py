"""R13: when a state recognises another."""

from __future__ import annotations

import numpy as np

from sim.rules.arrays import Flags, Floats

__all__ = ["crossed", "exponential_threshold", "log_hazard", "weekly_chance"]

_GREATEST_LOG_HAZARD = 700.0
_SMALLEST_CHANCE = 2.0**-53


def weekly_chance(log_hazard: Floats | float) -> Floats:
    """Turn a weekly log hazard into the chance that it strikes within the week.

    Parameters
    ----------
    log_hazard : (states, runs) or float
        Natural logarithm of the hazard a week.

    Returns
    -------
    (states, runs)
        Chance a week, 0 to 1: 1 - exp(-exp(log hazard)).

    References
    ----------
    Box-Steffensmeier & Jones (2004), Event History Modeling: the complementary log-log form.

    Examples
    --------
    >>> float(weekly_chance(0.0).round(6)), float(weekly_chance(-np.inf)), float(weekly_chance(1e6))
    (0.632121, 0.0, 1.0)
    """
    return np.asarray(-np.expm1(-np.exp(np.minimum(log_hazard, _GREATEST_LOG_HAZARD))))


def log_hazard(
    covariates: Floats, coefficients: Floats, bloc_share: Floats | float, bandwagon: Floats | float
) -> Floats:
    """Say how strongly a state tends to recognise this week, on the log scale.

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
    >>> import numpy as np
    >>> covariates = np.array([[1.0, 1.0], [1.0, 0.0]])
    >>> log_hazard(covariates, np.array([-5.0, 2.0]), np.array([[0.5], [0.0]]), bandwagon=1.0).tolist()
    [[-2.5], [-5.0]]
    """
    own: Floats = np.zeros((len(covariates), 1))
    # Term by term, and not by matrix product, for the reason given in `sim.rules.summing`.
    for column, coefficient in zip(np.transpose(covariates), coefficients, strict=True):
        own = own + np.multiply(column[:, np.newaxis], coefficient)
    return np.asarray(own + np.multiply(bloc_share, bandwagon))


def exponential_threshold(uniform: Floats | float) -> Floats:
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
        give the same chances as one toss a week with `weekly_chance`, from one draw a state a run.

    References
    ----------
    Devroye (1986), Non-Uniform Random Variate Generation, ch. VI.2: inversion of accumulated hazard.

    Examples
    --------
    >>> float(exponential_threshold(0.5).round(6))
    0.693147
    """
    return np.asarray(-np.log1p(-np.clip(uniform, _SMALLEST_CHANCE, 1.0 - _SMALLEST_CHANCE)))


def crossed(accumulated_hazard: Floats | float, threshold: Floats | float) -> Flags:
    """Tell whether a state has recognised by now.

    Parameters
    ----------
    accumulated_hazard : (states, runs) or float
        Sum of weekly hazards, exp(log hazard), since the declaration.
    threshold : (states, runs) or float
        From `exponential_threshold`.

    Returns
    -------
    (states, runs)
        True from the week on in which the threshold is reached.

    References
    ----------
    Granovetter (1978), American Journal of Sociology 83(6).

    Examples
    --------
    >>> import numpy as np
    >>> crossed(np.array([[0.5, 0.75]]), threshold=0.7).tolist()
    [[False, True]]
    """
    return np.asarray(np.greater_equal(accumulated_hazard, threshold))
