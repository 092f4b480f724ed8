"""From chances a month, in which sources speak, to chances and hazards a week, in which the model steps."""

import numpy as np

from sim.rules.arrays import SMALLEST_CHANCE, PerRun

__all__ = ["WEEKS_A_MONTH", "chance_within", "monthly_to_weekly", "weekly_hazard"]

WEEKS_A_MONTH = 365.25 / 12 / 7
"""Weeks in a mean month."""


def monthly_to_weekly(chance: PerRun) -> PerRun:
    """Return the chance a week that adds up to a chance a month.

    Parameters
    ----------
    chance : (runs,)
        Chance that something happens within a mean month, 0 to 1.

    Returns
    -------
    (runs,)
        Chance a week, the same in each.

    Examples
    --------
    >>> weekly = monthly_to_weekly(np.array([0.5]))
    >>> float((1 - (1 - weekly[0]) ** WEEKS_A_MONTH).round(6))
    0.5
    """
    return np.asarray(1 - (1 - chance) ** (1 / WEEKS_A_MONTH))


def weekly_hazard(chance: PerRun) -> PerRun:
    """Return the hazard a week that, where nothing adds to it, adds up to a chance a month.

    Parameters
    ----------
    chance : (runs,)
        Chance that something happens within a mean month, 0 to 1; what is certain is taken as all but certain.

    Returns
    -------
    (runs,)
        Hazard a week: what `violence.weekly_chance` starts from.

    Examples
    --------
    >>> hazard = weekly_hazard(np.array([0.5]))
    >>> float((1 - np.exp(-hazard[0] * WEEKS_A_MONTH)).round(6))
    0.5
    >>> bool(np.isfinite(weekly_hazard(np.array([1.0]))[0]))
    True
    """
    return np.asarray(-np.log1p(-np.minimum(chance, 1.0 - SMALLEST_CHANCE)) / WEEKS_A_MONTH)


def chance_within(monthly: PerRun, weeks: PerRun) -> PerRun:
    """Return the chance that something happens within so many weeks.

    Parameters
    ----------
    monthly : array, (runs,)
        Chance a month, 0 to 1.
    weeks : array, (runs,)
        Weeks, 0 or above.

    Returns
    -------
    array, (runs,)
        0 to 1.

    Examples
    --------
    >>> chance_within(np.array([0.5]), np.array([2 * WEEKS_A_MONTH])).tolist()
    [0.75]
    """
    return np.asarray(1 - (1 - monthly) ** (weeks / WEEKS_A_MONTH))
