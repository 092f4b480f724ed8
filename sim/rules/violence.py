"""R14: when frustration turns into violence, and how bad it gets."""

import numpy as np

from sim.rules.arrays import SMALLEST_CHANCE, PerRun

__all__ = ["event_size", "frustration", "roused", "weekly_chance"]

_GREATEST_LOGARITHM = 600.0


def frustration(
    expected_value: PerRun | float, status_quo_value: PerRun | float, patience_spent: PerRun | float
) -> PerRun:
    """Return how frustrated a people is that waits for what it was led to expect.

    Parameters
    ----------
    expected_value, status_quo_value : (runs,) or float
        Utility to its party of the text that it expects, and of what it has.
    patience_spent : (runs,) or float
        Share of the party's patience that is spent, 0 to 1, from `continuation.patience_spent`.

    Returns
    -------
    (runs,)
        Utility, 0 or above.

    References
    ----------
    Gurr (1970), Why Men Rebel: relative deprivation, the gap between what is expected and what is had.

    Examples
    --------
    >>> frustration(0.75, 0.25, np.array([0.0, 0.5, 1.0])).tolist(), float(frustration(0.25, 0.75, 1.0))
    ([0.0, 0.25, 0.5], 0.0)
    """
    return np.asarray(np.maximum(0.0, np.subtract(expected_value, status_quo_value)) * patience_spent)


def roused(base: PerRun | float, readiness: PerRun | float, frustration: PerRun | float) -> PerRun:
    """Return the hazard that frustration and peacekeepers then raise and lower: nobody riots about nothing.

    Parameters
    ----------
    base : (runs,) or float
        Hazard a week of those who are followed at the start, 0 or above.
    readiness : (runs,) or float
        How ready for violence those are who are followed now, beside those of the start: 1 is as ready.
    frustration : (runs,) or float
        From `frustration`, in utility.

    Returns
    -------
    (runs,)
        Hazard a week, 0 where nobody is frustrated.

    References
    ----------
    Gurr (1970), Why Men Rebel: without deprivation there is nothing to rebel about.

    Examples
    --------
    >>> roused(0.25, readiness=2.0, frustration=np.array([0.0, 0.1])).tolist()
    [0.0, 0.5]
    """
    return np.where(np.greater(frustration, 0), np.multiply(base, readiness), 0.0)


def weekly_chance(
    base: PerRun | float, frustration: PerRun | float, frustration_effect: PerRun | float,
    peacekeepers: PerRun | float, peacekeeper_effect: PerRun | float,
) -> PerRun:  # fmt: skip
    """Return how likely violence is to break out this week.

    Parameters
    ----------
    base : (runs,) or float
        Hazard a week without frustration or peacekeepers, 0 or above.
    frustration : (runs,) or float
        From `frustration`, in utility.
    frustration_effect : (runs,) or float
        What one unit of frustration adds to the log hazard.
    peacekeepers : (runs,) or float
        Strength of the peacekeeping force, in the scenario's unit (1 = as at the start, say).
    peacekeeper_effect : (runs,) or float
        What one unit of it takes off the log hazard.

    Returns
    -------
    (runs,)
        Chance a week, 0 to 1.

    References
    ----------
    Gurr (1970), Why Men Rebel: relative deprivation. Fortna (2004), "Does Peacekeeping Keep Peace?",
    International Studies Quarterly 48(2). Walter & Snyder (1999), Civil Wars, Insecurity, and Intervention.

    Examples
    --------
    >>> weekly_chance(0.01, np.array([0.0, 0.5]), 2.0, peacekeepers=0.0, peacekeeper_effect=1.0).round(6).tolist()
    [0.00995, 0.026817]
    """
    pressure = np.multiply(frustration_effect, frustration) - np.multiply(peacekeeper_effect, peacekeepers)
    return np.asarray(-np.expm1(-np.multiply(base, np.exp(np.minimum(pressure, _GREATEST_LOGARITHM)))))


def event_size(uniform: PerRun | float, smallest: PerRun | float, tail: PerRun | float) -> PerRun:
    """Draw how large an outbreak is: most are small, and there is no typical size.

    Parameters
    ----------
    uniform : (runs,) or float
        Uniforms from 0 to 1; clipped to (0, 1 - 2**-53), so that no event is infinite.
    smallest : (runs,) or float
        Size of the smallest event that counts, in the scenario's unit (deaths, say).
    tail : (runs,) or float
        Exponent of the tail, above 0: P(size > x) = (x / smallest) ** -tail. The lower, the heavier.

    Returns
    -------
    (runs,)
        Sizes, at least the smallest, in its unit.

    Raises
    ------
    ValueError
        If some tail is not above 0.

    References
    ----------
    Richardson (1948), "Variation of the Frequency of Fatal Quarrels with Magnitude", Journal of the American
    Statistical Association 43(244). Clauset (2018), "Trends and fluctuations in the severity of interstate wars",
    Science Advances 4(2).

    Examples
    --------
    >>> event_size(np.array([0.0, 0.5, 0.75]), smallest=10.0, tail=1.0).round(9).tolist()
    [10.0, 20.0, 40.0]
    """
    if not np.all(np.greater(tail, 0)):
        raise ValueError("the tail exponent of event sizes must be above 0")
    rarity = -np.log1p(-np.clip(uniform, 0.0, 1.0 - SMALLEST_CHANCE))
    return np.asarray(np.multiply(smallest, np.exp(np.minimum(np.divide(rarity, tail), _GREATEST_LOGARITHM))))
