"""R6: who is followed at home, and how a party moves as its followers do."""

from __future__ import annotations

import numpy as np

from sim.rules.arrays import Floats, sum_over_first

__all__ = ["followings", "swayed", "weighed_by_following"]


def followings(strength: Floats, gains_from_delay: Floats, patience_spent: Floats | float) -> Floats:
    """Say what share of its home audience follows each faction of a party.

    A faction's strength grows by the factor exp(g * spent), so that those who warn against the talks gain on the
    others as patience runs out: outbidding.

    Parameters
    ----------
    strength : (factions, runs)
        How strong each faction was at the start, and is after elections; 0 or above, some of them above 0.
    gains_from_delay : (factions, runs)
        Growth g by the time that patience is spent; 0 where a faction gains nothing by delay, below 0 where it loses.
    patience_spent : (runs,) or float
        Share of the party's patience that is spent, 0 to 1.

    Returns
    -------
    (factions, runs)
        Shares that sum to 1 over factions.

    References
    ----------
    Rabushka & Shepsle (1972), Politics in Plural Societies: outbidding within one's own community. Kydd & Walter
    (2002), "Sabotaging the Peace", International Organization 56(2): extremists gain where talks disappoint.

    Examples
    --------
    >>> import numpy as np
    >>> strength, gains = np.array([[3.0], [1.0]]), np.array([[0.0], [np.log(3.0)]])
    >>> followings(strength, gains, 0.0).ravel().tolist()
    [0.75, 0.25]
    >>> followings(strength, gains, 1.0).ravel().round(9).tolist()
    [0.5, 0.5]
    """
    grown = strength * np.exp(gains_from_delay * patience_spent)
    return np.asarray(grown / sum_over_first(grown))


def swayed(position: Floats, stands: Floats, before: Floats, now: Floats) -> Floats:
    """Move a party's ideal point as its followers move from one faction to another.

    Parameters
    ----------
    position : (issues, runs)
        The party's ideal point under the followings of `before`.
    stands : (factions, issues, runs)
        Where each faction stands.
    before, now : (factions, runs)
        Shares of the followers.

    Returns
    -------
    (issues, runs)
        The ideal point under the followings of `now`, held to the scale of 0 to 1.

    References
    ----------
    Putnam (1988), "Diplomacy and Domestic Politics", International Organization 42(3): what a government wants
    abroad follows who carries it at home.

    Examples
    --------
    >>> import numpy as np
    >>> stands = np.array([[[0.25]], [[0.0]]])
    >>> swayed(np.array([[0.25]]), stands, np.array([[1.0], [0.0]]), np.array([[0.5], [0.5]])).tolist()
    [[0.125]]
    """
    moved = sum_over_first((now - before)[:, np.newaxis] * stands)
    return np.clip(position + moved, 0.0, 1.0)


def weighed_by_following(numbers: Floats, shares: Floats) -> Floats:
    """Give the mean of a number over factions, each weighed by its following.

    Parameters
    ----------
    numbers : (factions, runs)
        The number for each faction: what a retreat costs with its followers, say.
    shares : (factions, runs)
        Shares of the followers, summing to 1 over factions.

    Returns
    -------
    (runs,)
        The weighed mean.

    References
    ----------
    Putnam (1988), International Organization 42(3).

    Examples
    --------
    >>> import numpy as np
    >>> weighed_by_following(np.array([[2.0], [0.5]]), np.array([[0.25], [0.75]])).tolist()
    [0.875]
    """
    return np.asarray(sum_over_first(numbers * shares))
