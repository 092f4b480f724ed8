"""R2: what waiting costs."""

import numpy as np

from sim.rules.arrays import PerRun

__all__ = ["delay_ahead", "delay_cost", "patience_spent"]


def delay_ahead(weeks: PerRun | float, patience_weeks: PerRun | float, weight: PerRun | float) -> PerRun:
    """Price the time that is still to come, at the pace at which patience is used up.

    Parameters
    ----------
    weeks : (runs,) or float
        Weeks to come, 0 or above.
    patience_weeks : (runs,) or float
        Weeks for which patience lasts in all.
    weight : (runs,) or float
        Utility lost by the time that patience is at an end, 0 or above.

    Returns
    -------
    (runs,)
        Utility, at most the weight. What the time gone by has cost is lost either way, and does not count.

    References
    ----------
    Muthoo (1999), Bargaining Theory with Applications, ch. 3: the cost of delay. Rubinstein (1982), "Perfect
    Equilibrium in a Bargaining Model", Econometrica 50(1): who can wait gets more.

    Examples
    --------
    >>> import numpy as np
    >>> delay_ahead(np.array([0.0, 26.0, 200.0]), 104, 0.5).tolist()
    [0.0, 0.125, 0.5]
    """
    return np.asarray(weight * np.minimum(1.0, patience_spent(weeks, patience_weeks)))


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
