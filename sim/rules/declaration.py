"""R12: declare now, or wait for what may still come."""

from __future__ import annotations

import numpy as np

from sim.rules.arrays import Flags, Floats
from sim.rules.disagreement import patience_spent

__all__ = ["declares", "green_light", "value_of_declaring", "value_of_waiting"]


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
    believed_block: Floats | float,
    council_text_value: Floats | float,
    status_quo_value: Floats | float,
    elapsed_weeks: Floats | float,
    patience_weeks: Floats | float,
) -> Floats:
    """Weigh keeping the option to declare open while the council may still act.

    Parameters
    ----------
    believed_block : (runs,) or float
        Chance, in the declarer's eyes, that the council is blocked; 0 to 1.
    council_text_value, status_quo_value : (runs,) or float
        Utility of the text expected from the council, and of the status quo.
    elapsed_weeks, patience_weeks : (runs,) or float
        Weeks waited so far, and weeks until waiting is worth nothing.

    Returns
    -------
    (runs,)
        Utility of waiting; falls to 0 with delay.

    References
    ----------
    Dixit & Pindyck (1994), Investment under Uncertainty, ch. 2: the option value of waiting.

    Examples
    --------
    >>> import numpy as np
    >>> value_of_waiting(0.5, 0.8, 0.4, np.array([0.0, 52.0, 300.0]), 104.0).round(9).tolist()
    [0.6, 0.3, 0.0]
    """
    block = np.asarray(believed_block)
    hoped_for = (1.0 - block) * council_text_value + block * status_quo_value
    return np.asarray(hoped_for * (1.0 - patience_spent(elapsed_weeks, patience_weeks)))


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


def green_light(
    talks_exhausted: Flags | bool,
    holds_passed: Flags | bool,
    sponsor_value_of_declaration: Floats | float,
    sponsor_value_of_status_quo: Floats | float,
) -> Flags:
    """Tell whether a sponsor lets its client declare.

    Parameters
    ----------
    talks_exhausted : (runs,) or bool
        Whether every road to a settlement has been tried.
    holds_passed : (runs,) or bool
        Whether nothing on the calendar (an election next door, say) speaks for holding back.
    sponsor_value_of_declaration, sponsor_value_of_status_quo : (runs,) or float
        Utility to the sponsor of a declaration that it backs, and of leaving things as they are.

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
    >>> green_light(np.array([True, False, True]), True, np.array([0.8, 0.8, 0.4]), 0.5).tolist()
    [True, False, False]
    """
    better = np.greater(sponsor_value_of_declaration, sponsor_value_of_status_quo)
    return np.asarray(np.logical_and(talks_exhausted, holds_passed) & better)
