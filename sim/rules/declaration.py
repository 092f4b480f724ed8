"""R12: declare now, or wait for what may still come."""

from __future__ import annotations

import numpy as np

from sim.rules.arrays import Flags, Floats
from sim.rules.disagreement import patience_spent

__all__ = ["declares", "green_light", "reluctance_left", "value_of_declaring", "value_of_waiting"]


def value_of_declaring(
    believed_backing: Floats | float, backed_value: Floats | float, alone_value: Floats | float
) -> Floats:
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
    hoped_for: Floats | float, as_it_is: Floats | float, elapsed_weeks: Floats | float, patience_weeks: Floats | float
) -> Floats:
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


def reluctance_left(
    reluctance: Floats | float, elapsed_weeks: Floats | float, patience_weeks: Floats | float
) -> Floats:
    """Say what backing a declaration still costs a sponsor.

    Parameters
    ----------
    reluctance : (runs,) or float
        What it cost at first, 0 or above.
    elapsed_weeks, patience_weeks : (runs,) or float
        Weeks waited so far, and the sponsor's patience.

    Returns
    -------
    (runs,)
        Utility; falls in a line to 0 when patience is spent.

    References
    ----------
    Coggins (2011), "Friends in High Places", International Organization 65(3).

    Examples
    --------
    >>> reluctance_left(0.5, 26, 104.0).item()
    0.375
    """
    return np.asarray(reluctance * (1.0 - np.minimum(1.0, patience_spent(elapsed_weeks, patience_weeks))))


def declares(declaring: Floats | float, waiting: Floats | float, noise: Floats | float = 0.0) -> Flags:
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
    >>> import numpy as np
    >>> declares(np.array([0.5, 0.6, 0.7]), 0.6).tolist()
    [False, False, True]
    """
    return np.asarray(np.add(declaring, noise) > waiting)


def green_light(if_backed: Floats | float, if_withheld: Floats | float) -> Flags:
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
