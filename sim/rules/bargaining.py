"""R3: how much an actor still asks for as time runs out."""

from __future__ import annotations

import numpy as np

from sim.rules.arrays import Flags, Floats, sum_over_first

__all__ = ["aspiration", "open_share", "share_spent", "tit_for_tat", "within_agenda"]


def aspiration(
    elapsed_share: Floats | float,
    disagreement: Floats | float,
    flexibility: Floats | float,
    beta: Floats | float,
    best: Floats | float = 1.0,
) -> Floats:
    """Say which utility an actor holds out for at this point of the talks.

    It starts at its best and comes down toward its disagreement value as the deadline nears: late if beta is
    below 1 (Boulware), early if it is above (conceder).

    Parameters
    ----------
    elapsed_share : (runs,) or float
        Share of the time that has passed; clipped to 0..1.
    disagreement : (runs,) or float
        Utility of disagreement; an actor whose fallback beats anything that it can get asks for its best.
    flexibility : (runs,) or float
        Share of the room between best and disagreement that it gives by the end, 0 to 1.
    beta : (runs,) or float
        Shape of the concession, above 0.
    best : (runs,) or float
        Utility of the best text within reach.

    Returns
    -------
    (runs,)
        Utilities between disagreement and best.

    Raises
    ------
    ValueError
        If some beta is not above 0.

    References
    ----------
    Faratin, Sierra & Jennings (1998), "Negotiation decision functions for autonomous agents", Robotics and
    Autonomous Systems 24(3-4).

    Examples
    --------
    >>> import numpy as np
    >>> aspiration(np.array([0.0, 0.5, 1.0]), disagreement=0.6, flexibility=1.0, beta=0.5).tolist()
    [1.0, 0.9, 0.6]
    >>> float(aspiration(1.0, disagreement=0.6, flexibility=0.25, beta=0.5))
    0.9
    """
    if not np.all(np.greater(beta, 0)):
        raise ValueError("beta, the shape of a concession, must be above 0")
    given: Floats = np.power(np.clip(elapsed_share, 0.0, 1.0), np.divide(1.0, beta))
    floor = np.minimum(disagreement, best)
    return np.asarray(floor + (best - floor) * (1.0 - flexibility * given))


def tit_for_tat(
    previous_aspiration: Floats | float,
    others_concession: Floats | float,
    disagreement: Floats | float,
    best: Floats | float = 1.0,
) -> Floats:
    """Give as much as one was given since one's own last offer.

    Parameters
    ----------
    previous_aspiration : (runs,) or float
        Utility held out for so far.
    others_concession : (runs,) or float
        Utility, on the actor's own scale, that the other side's last move brought it; a hardening is answered by
        standing still.
    disagreement : (runs,) or float
        Utility below which it never goes.
    best : (runs,) or float
        Utility of the best text within reach; the answer if even disagreement is better.

    Returns
    -------
    (runs,)
        Utilities between disagreement and best.

    References
    ----------
    Faratin, Sierra & Jennings (1998), "Negotiation decision functions for autonomous agents", Robotics and
    Autonomous Systems 24(3-4): behaviour-dependent tactics.

    Examples
    --------
    >>> import numpy as np
    >>> tit_for_tat(0.9, np.array([0.0, 0.2, -0.1, 0.6]), disagreement=0.5).round(9).tolist()
    [0.9, 0.7, 0.9, 0.5]
    """
    answered = np.subtract(previous_aspiration, np.maximum(others_concession, 0.0))
    return np.asarray(np.minimum(np.maximum(answered, disagreement), best))


def share_spent(before: Floats | float, elapsed_weeks: Floats | float, weeks: Floats | float) -> Floats:
    """Return which share of the time for talks has passed, of which more time takes nothing back.

    Who came down for the first deadline stays there until the second is as near.

    Parameters
    ----------
    before : (runs,) or float
        Share that had passed at the last round, 0 at first.
    elapsed_weeks : (runs,) or float
        Weeks since the talks began.
    weeks : (runs,) or float
        Weeks that they may take, with all that has been added; above 0.

    Returns
    -------
    (runs,)
        Share from 0 to 1, never less than before.

    References
    ----------
    Faratin, Sierra & Jennings (1998), Robotics and Autonomous Systems 24(3-4): time-dependent tactics. Rosenschein
    & Zlotkin (1994), Rules of Encounter, ch. 3: concessions that are not taken back.

    Examples
    --------
    >>> import numpy as np
    >>> share_spent(np.array([0.0, 0.5, 1.0]), np.array([10.0, 12.0, 30.0]), np.array([20.0, 40.0, 40.0])).tolist()
    [0.5, 0.5, 1.0]
    """
    return np.asarray(np.maximum(before, np.minimum(1.0, np.divide(elapsed_weeks, weeks))))


def open_share(salience: Floats, is_open: Flags) -> Floats:
    """Return how much of all that matters to a party is on the agenda.

    Parameters
    ----------
    salience : (issues, runs)
        Its saliences, summing to 1 over issues.
    is_open : (issues,)
        Which issues are on the agenda now.

    Returns
    -------
    (runs,)
        Share from 0 to 1; exactly 1 where all issues are open.

    References
    ----------
    Fershtman (1990), "The Importance of the Agenda in Bargaining", Games and Economic Behavior 2(3).

    Examples
    --------
    >>> import numpy as np
    >>> open_share(np.array([[0.5], [0.25], [0.25]]), np.array([True, True, False])).tolist()
    [0.75]
    """
    closed = np.asarray(salience)[~np.asarray(is_open, dtype=bool)]
    return np.asarray(1 - sum_over_first(closed)) if len(closed) else np.ones(np.shape(salience)[1:])


def within_agenda(wanted: Floats | float, best: Floats | float, open_share: Floats | float) -> Floats:
    """Return what a party holds out for while a part of what matters to it cannot be spoken of.

    Parameters
    ----------
    wanted : (runs,) or float
        Utility that it would hold out for with everything on the agenda, from `aspiration` or `tit_for_tat`.
    best : (runs,) or float
        Utility of the best text within reach.
    open_share : (runs,) or float
        From the rule of this name.

    Returns
    -------
    (runs,)
        Utility: it comes down from its best by that share of what it would give.

    References
    ----------
    Fershtman (1990), Games and Economic Behavior 2(3): what is settled later is not paid for now.

    Examples
    --------
    >>> float(within_agenda(0.5, best=1.0, open_share=0.25))
    0.875
    """
    return np.asarray(best - np.subtract(best, wanted) * open_share)
