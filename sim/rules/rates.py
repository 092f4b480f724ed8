"""From chances a month, in which sources speak, to chances a week, in which the model steps."""

from __future__ import annotations

import numpy as np

from sim.rules.arrays import Floats

__all__ = ["WEEKS_A_MONTH", "chance_within", "monthly_to_weekly"]

WEEKS_A_MONTH = 365.25 / 12 / 7
"""Weeks in a mean month."""


def monthly_to_weekly(chance: Floats) -> Floats:
    """Give the chance a week that adds up to a chance a month.

    Parameters
    ----------
    chance : array, (runs,)
        Chance that something happens within a mean month, 0 to 1.

    Returns
    -------
    array, (runs,)
        Chance a week, the same in each.

    Examples
    --------
    >>> weekly = monthly_to_weekly(np.array([0.5]))
    >>> float((1 - (1 - weekly[0]) ** WEEKS_A_MONTH).round(6))
    0.5
    """
    return np.asarray(1 - (1 - chance) ** (1 / WEEKS_A_MONTH))


def chance_within(monthly: Floats, weeks: Floats) -> Floats:
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
