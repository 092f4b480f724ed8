"""R12: declare now, or wait for what may still come."""

import numpy as np

from sim.rules.arrays import Flags, PerActor, PerRun, sum_over_first
from sim.rules.continuation import patience_spent

__all__ = [
    "backing_share", "declares", "green_light", "quorum_reached", "reluctance_left", "value_of_backing",
    "value_of_declaring", "value_of_waiting",
]  # fmt: skip


def value_of_declaring(
    believed_backing: PerRun | float, backed_value: PerRun | float, alone_value: PerRun | float
) -> PerRun:
    """Weigh a declaration that sponsors may or may not back.

    Parameters
    ----------
    believed_backing : (runs,) or float
        Chance, in the declarer's eyes, that sponsors recognise it at once; 0 to 1.
    backed_value, alone_value : (runs,) or float
        Utility of a declaration with and without backing.

    Returns
    -------
    (runs,)
        Utility of declaring now.

    References
    ----------
    Fearon (1998), "Commitment problems and the spread of ethnic conflict", in Lake & Rothchild (eds.), The
    International Spread of Ethnic Conflict.

    Examples
    --------
    >>> float(value_of_declaring(0.75, backed_value=1.0, alone_value=0.5))
    0.875
    """
    backing = np.asarray(believed_backing)
    return np.asarray(backing * backed_value + (1.0 - backing) * alone_value)


def value_of_waiting(
    hoped_for: PerRun | float, as_it_is: PerRun | float, elapsed_weeks: PerRun | float, patience_weeks: PerRun | float
) -> PerRun:
    """Weigh keeping the option to declare open for a later day.

    Parameters
    ----------
    hoped_for : (runs,) or float
        What is expected of the rest of the process.
    as_it_is : (runs,) or float
        What one has as long as nothing comes of it.
    elapsed_weeks, patience_weeks : (runs,) or float
        Weeks waited so far, and weeks until nothing is expected of waiting any more.

    Returns
    -------
    (runs,)
        Utility of waiting; goes from what is hoped for to what there is.

    References
    ----------
    Dixit & Pindyck (1994), Investment under Uncertainty, ch. 2: the option value of waiting.

    Examples
    --------
    >>> import numpy as np
    >>> value_of_waiting(0.8, 0.4, np.array([0.0, 52.0, 300.0]), 104.0).round(9).tolist()
    [0.8, 0.6, 0.4]
    """
    spent = patience_spent(elapsed_weeks, patience_weeks)
    return np.asarray((1.0 - spent) * hoped_for + spent * as_it_is)


def declares(declaring: PerRun | float, waiting: PerRun | float, noise: PerRun | float = 0.0) -> Flags:
    """Tell whether a declaration is made.

    Parameters
    ----------
    declaring, waiting : (runs,) or float
        Utilities of declaring now and of waiting.
    noise : (runs,) or float
        Error of judgement in utility; above 0 it speaks for declaring.

    Returns
    -------
    (runs,)
        True where declaring is better than waiting; who is indifferent waits.

    References
    ----------
    Dixit & Pindyck (1994), Investment under Uncertainty, ch. 2.

    Examples
    --------
    >>> declares(np.array([0.5, 0.6, 0.7]), 0.6).tolist()
    [False, False, True]
    """
    return np.asarray(np.add(declaring, noise) > waiting)


def reluctance_left(
    reluctance: PerRun | float,
    elapsed_weeks: PerRun | float,
    patience_weeks: PerRun | float,
    lasting: PerRun | float = 0.0,
) -> PerRun:
    """Return how reluctant a sponsor still is to let its client act.

    That it is too early passes with time; that an act splits one's allies, or has no ground in law, does not.

    Parameters
    ----------
    reluctance : (runs,) or float
        Utility that it would have lost by that on the first day, 0 or above.
    elapsed_weeks, patience_weeks : (runs,) or float
        Weeks waited so far, and weeks until its patience is at an end.
    lasting : (runs,) or float
        Share of it that no waiting wears down, 0 to 1.

    Returns
    -------
    (runs,)
        Utility: falls in a line to what lasts as patience is spent.

    References
    ----------
    Coggins (2011), "Friends in High Places", International Organization 65(3).

    Examples
    --------
    >>> reluctance_left(0.5, np.array([0.0, 26.0, 80.0]), patience_weeks=52.0).tolist()
    [0.5, 0.25, 0.0]
    >>> float(reluctance_left(0.5, 80.0, patience_weeks=52.0, lasting=0.5))
    0.25
    """
    return np.asarray(reluctance * (1.0 - (1.0 - lasting) * patience_spent(elapsed_weeks, patience_weeks)))


def value_of_backing(
    declaration_value: PerRun | float, reluctance: PerRun | float, noise: PerRun | float = 0.0
) -> PerRun:
    """Return what a declaration that it backs is worth to a sponsor now.

    Parameters
    ----------
    declaration_value : (runs,) or float
        Utility to the sponsor of a declaration that it backs, reluctance apart.
    reluctance : (runs,) or float
        From `reluctance_left`.
    noise : (runs,) or float
        Error of judgement in utility; above 0 it speaks for backing.

    Returns
    -------
    (runs,)
        Utility.

    References
    ----------
    Coggins (2011), "Friends in High Places", International Organization 65(3).

    Examples
    --------
    >>> float(value_of_backing(0.75, reluctance=0.5))
    0.25
    """
    return np.asarray(np.subtract(declaration_value, reluctance) + noise)


def green_light(if_backed: PerRun | float, if_withheld: PerRun | float) -> Flags:
    """Tell whether a sponsor lets its client declare.

    Parameters
    ----------
    if_backed, if_withheld : (runs,) or float
        Worth to the sponsor of a declaration that it backs, reluctance counted, and of what comes without one.

    Returns
    -------
    (runs,)
        True where the sponsor consents.

    References
    ----------
    Coggins (2011), "Friends in High Places", International Organization 65(3): states are made by the powers
    that back them.

    Examples
    --------
    >>> import numpy as np
    >>> green_light(np.array([0.8, 0.4]), 0.5).tolist()
    [True, False]
    """
    return np.asarray(np.greater(if_backed, if_withheld))


def backing_share(weights: PerActor, backs: Flags) -> PerRun:
    """Return which share of the sponsors, by weight, backs a declaration.

    Parameters
    ----------
    weights : (sponsors, runs)
        Their weights, 0 or above, in any unit; there may be no sponsor.
    backs : (sponsors, runs)
        Which give the green light.

    Returns
    -------
    (runs,)
        Share from 0 to 1; 0 where nobody has any weight.

    References
    ----------
    Coggins (2011), "Friends in High Places", International Organization 65(3): the great powers count.

    Examples
    --------
    >>> backing_share(np.array([[3.0, 0.0], [1.0, 0.0]]), np.array([[True, True], [False, True]])).tolist()
    [0.75, 0.0]
    """
    weights = np.asarray(weights, dtype=np.float64)
    if not len(weights):
        return np.zeros(weights.shape[1:])
    in_favour, total = sum_over_first(weights * backs), sum_over_first(weights)
    return np.asarray(np.divide(in_favour, total, out=np.zeros(total.shape), where=total > 0))


def quorum_reached(backing_share: PerRun | float, quorum: PerRun | float) -> Flags:
    """Tell whether enough of the sponsors stand behind a declaration.

    Parameters
    ----------
    backing_share : (runs,) or float
        From the rule of this name.
    quorum : (runs,) or float
        Share that is needed, 0 to 1.

    Returns
    -------
    (runs,)
        True where it is reached; exactly the quorum is enough.

    References
    ----------
    Coggins (2011), "Friends in High Places", International Organization 65(3).

    Examples
    --------
    >>> quorum_reached(np.array([0.4, 0.5, 0.6]), quorum=0.5).tolist()
    [False, True, True]
    """
    return np.asarray(np.greater_equal(backing_share, quorum))
