"""R3 and R4: how much an actor still asks for as time runs out, and the offer that keeps it."""

import numpy as np

from sim.rules.arrays import Floats, PerIssue, PerRun

__all__ = ["aspiration", "concede", "share_spent", "tit_for_tat"]


def aspiration(
    elapsed_share: PerRun | float, disagreement: PerRun | float, flexibility: PerRun | float, beta: PerRun | float,
    best: PerRun | float = 1.0,
) -> PerRun:  # fmt: skip
    """Return which utility an actor holds out for at this point of the talks.

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
    previous_aspiration: PerRun | float,
    others_concession: PerRun | float,
    disagreement: PerRun | float,
    best: PerRun | float = 1.0,
) -> PerRun:
    """Return what an actor holds out for that gives as much as it was given since its own last offer.

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
    >>> tit_for_tat(0.9, np.array([0.0, 0.2, -0.1, 0.6]), disagreement=0.5).round(9).tolist()
    [0.9, 0.7, 0.9, 0.5]
    """
    answered = np.subtract(previous_aspiration, np.maximum(others_concession, 0.0))
    return np.asarray(np.minimum(np.maximum(answered, disagreement), best))


def share_spent(before: PerRun | float, elapsed_weeks: PerRun | float, weeks: PerRun | float) -> PerRun:
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
    >>> share_spent(np.array([0.0, 0.5, 1.0]), np.array([10.0, 12.0, 30.0]), np.array([20.0, 40.0, 40.0])).tolist()
    [0.5, 0.5, 1.0]
    """
    return np.asarray(np.maximum(before, np.minimum(1.0, np.divide(elapsed_weeks, weeks))))


def concede(
    origin: PerIssue, target: PerIssue, salience: PerIssue, budget: PerRun | float, gamma: float = 1.0,
    ideal: PerIssue | None = None,
) -> PerIssue:  # fmt: skip
    """Move a text toward a target, cheapest issues first, until the budget of utility is spent.

    Exact water-filling, without search: every issue that can be afforded in full moves in full, the next one
    moves as far as what is left allows, dearer ones stay. What costs nothing moves whatever the budget.

    Parameters
    ----------
    origin : (issues, runs) or (issues, 1)
        The text that one starts from.
    target : (issues, runs) or (issues, 1)
        The text that the other side would like.
    salience : (issues, runs) or (issues, 1)
        The giver's own saliences; the lowest gives way first, and of equals the first.
    budget : (runs,) or float
        Utility that may be given up; 0 or less moves only what costs nothing.
    gamma : float
        Curvature of the giver's loss, see `utility`.
    ideal : (issues, runs) or (issues, 1), optional
        The giver's ideal point, from which losses are measured. Left out, it is the origin: a move then costs
        ``salience * |move|**gamma``. Otherwise the part of a move that brings the giver no loss is free.

    Returns
    -------
    (issues, runs)
        A text between origin and target on every issue.

    Raises
    ------
    ValueError
        If gamma is not above 0.

    References
    ----------
    Faratin, Sierra & Jennings (2002), "Using similarity criteria to make issue trade-offs in automated
    negotiations", Artificial Intelligence 142(2).

    Examples
    --------
    >>> origin, target, salience = np.zeros((3, 1)), np.ones((3, 1)), np.array([[0.5], [0.25], [0.25]])
    >>> concede(origin, target, salience, budget=0.375).ravel().tolist()
    [0.0, 1.0, 0.5]
    """
    if not gamma > 0:
        raise ValueError(f"gamma must be above 0, found {gamma}")
    centre = np.asarray(origin if ideal is None else ideal)
    way = np.subtract(target, centre)
    far: Floats = np.abs(way)
    near: Floats | float = 0.0 if ideal is None else np.minimum(np.abs(np.subtract(origin, centre)), far)
    if gamma != 1.0:
        far, near = np.power(far, gamma), np.power(near, gamma)
    climb = np.subtract(far, near)
    share = _share_afforded(np.multiply(salience, climb), salience, budget)
    reach = near + share * climb
    if gamma != 1.0:
        np.power(reach, 1.0 / gamma, out=reach)
    # Arriving is exact: origin + (target - origin) need not be the target to the last bit.
    return np.where(share >= 1.0, target, centre + np.copysign(reach, way))


def _share_afforded(cost: Floats, salience: Floats, budget: Floats | float) -> Floats:
    """Return which share of each issue's cost the budget pays for, going from the lowest salience upwards."""
    shape = np.broadcast_shapes(cost.shape, salience.shape, (1, *np.shape(budget)))
    costly = cost.any(axis=1)
    if not costly.all():  # what costs nothing in any run neither waits for the others nor keeps them waiting
        share = np.ones(shape)
        if costly.any():
            salience = np.broadcast_to(salience, (len(cost), *salience.shape[1:]))
            share[costly] = _share_afforded(cost[costly], salience[costly], budget)
        return share
    spent_before = np.zeros(shape)
    due = np.empty(np.broadcast_shapes(cost.shape, salience.shape))
    for issue, own in enumerate(salience):
        goes_first = own < salience
        goes_first[issue + 1 :] |= own == salience[issue + 1 :]
        np.multiply(goes_first, cost[issue], out=due)
        spent_before += due
    paid = np.clip(budget - spent_before, 0.0, cost)
    return np.divide(paid, cost, out=np.ones(paid.shape), where=cost > 0)
