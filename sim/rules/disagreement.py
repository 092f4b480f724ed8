"""R2: what an actor expects if the talks fail, and what waiting costs it."""

import numpy as np

from sim.rules.arrays import PerRun

__all__ = ["delay_cost", "disagreement_value", "patience_spent"]


def disagreement_value(
    believed_block: PerRun | float, believed_backing: PerRun | float, council_text_value: PerRun | float,
    declaration_value: PerRun | float, status_quo_value: PerRun | float, delay_cost: PerRun | float = 0.0,
) -> PerRun:  # fmt: skip
    """Weigh what may follow when there is no agreement.

    If the council is not blocked it imposes a text; if it is, either a declaration finds backers or all stays as
    it was. Refusing pays in so far as these are better than the offer, so both beliefs drive both parties.

    Parameters
    ----------
    believed_block : (runs,) or float
        Chance, in the actor's eyes, that the council is blocked; 0 to 1.
    believed_backing : (runs,) or float
        Chance, in the actor's eyes, that a declaration is backed; 0 to 1.
    council_text_value, declaration_value, status_quo_value : (runs,) or float
        Utility of the text expected from the council, of a declaration, of the status quo.
    delay_cost : (runs,) or float
        Utility lost by the time that has passed.

    Returns
    -------
    (runs,)
        Utility of disagreement.

    References
    ----------
    Muthoo (1999), Bargaining Theory with Applications, ch. 5: outside options and the risk of breakdown.

    Examples
    --------
    >>> float(disagreement_value(0.5, 0.8, council_text_value=0.9, declaration_value=0.7, status_quo_value=0.2))
    0.75
    """
    block, backing = np.asarray(believed_block), np.asarray(believed_backing)
    if_blocked = backing * declaration_value + (1.0 - backing) * status_quo_value
    return np.asarray((1.0 - block) * council_text_value + block * if_blocked - delay_cost)


def patience_spent(elapsed_weeks: PerRun | float, patience_weeks: PerRun | float) -> PerRun:
    """Return which share of its patience an actor has used up.

    Parameters
    ----------
    elapsed_weeks : (runs,) or float
        Weeks since the clock began to run.
    patience_weeks : (runs,) or float
        Weeks until patience is at an end; an actor without any (0 or less) has spent it from the start.

    Returns
    -------
    (runs,)
        0 at the start, 1 from the end of patience on.

    References
    ----------
    Muthoo (1999), Bargaining Theory with Applications, ch. 3: the cost of delay.

    Examples
    --------
    >>> patience_spent(26, np.array([104.0, 52.0, 13.0, 0.0])).tolist()
    [0.25, 0.5, 1.0, 1.0]
    """
    elapsed, patience = np.asarray(elapsed_weeks, dtype=np.float64), np.asarray(patience_weeks, dtype=np.float64)
    # Where patience outlasts the elapsed time, it is above 0 and the quotient is safe; elsewhere it is spent.
    outlasts = patience > np.maximum(elapsed, 0.0)
    share = np.divide(elapsed, patience, out=np.ones(np.shape(outlasts)), where=outlasts)
    return np.asarray(np.maximum(share, 0.0))


def delay_cost(elapsed_weeks: PerRun | float, patience_weeks: PerRun | float, weight: PerRun | float) -> PerRun:
    """Price the time that has passed without a settlement.

    Parameters
    ----------
    elapsed_weeks : (runs,) or float
        Weeks since the talks began.
    patience_weeks : (runs,) or float
        Weeks after which waiting costs no more, since all patience is gone.
    weight : (runs,) or float
        Utility lost when patience is at an end, 0 or above.

    Returns
    -------
    (runs,)
        Utility lost: grows with elapsed / patience and stops at the weight.

    References
    ----------
    Muthoo (1999), Bargaining Theory with Applications, ch. 3: the cost of delay.

    Examples
    --------
    >>> delay_cost(np.array([0.0, 26.0, 200.0]), 104, 0.5).tolist()
    [0.0, 0.125, 0.5]
    """
    return np.asarray(weight * patience_spent(elapsed_weeks, patience_weeks))
