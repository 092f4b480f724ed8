"""R4: give way first on what one values least, and no more than one means to give."""

from __future__ import annotations

import numpy as np

from sim.rules.arrays import Floats
from sim.rules.utility import utility

__all__ = ["concede", "offer"]


def concede(
    origin: Floats,
    target: Floats,
    salience: Floats,
    budget: Floats | float,
    gamma: float = 1.0,
    ideal: Floats | None = None,
) -> Floats:
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
    >>> import numpy as np
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
    """Say which share of each issue's cost the budget pays for, going from the lowest salience upwards."""
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


def offer(
    position: Floats,
    other_offer: Floats,
    salience: Floats,
    target_utility: Floats | float,
    lower: Floats,
    upper: Floats,
    gamma: float = 1.0,
) -> Floats:
    """Make the offer that meets the other side furthest while keeping the utility that one holds out for.

    Parameters
    ----------
    position : (issues, runs) or (issues, 1)
        Own ideal point.
    other_offer : (issues, runs) or (issues, 1)
        What the other side last asked for.
    salience : (issues, runs) or (issues, 1)
        Own saliences, summing to 1 over issues.
    target_utility : (runs,) or float
        Utility that the offer must keep, from `aspiration`.
    lower, upper : (issues, runs) or (issues, 1)
        Own red lines.
    gamma : float
        Curvature of the loss, see `utility`.

    Returns
    -------
    (issues, runs)
        A text inside the red lines. Its utility is the target exactly, unless the other side's wish (within the
        lines) is reached at less cost, or the lines alone cost more.

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
    >>> import numpy as np
    >>> position, other, salience = np.zeros((2, 1)), np.ones((2, 1)), np.array([[0.75], [0.25]])
    >>> offer(position, other, salience, 0.6, np.zeros((2, 1)), np.array([[0.1], [1.0]])).ravel().round(9).tolist()
    [0.1, 1.0]
    """
    opening = np.clip(position, lower, upper)
    wish = np.clip(other_offer, lower, upper)
    budget = utility(opening, position, salience, gamma) - target_utility
    return concede(opening, wish, salience, budget, gamma, ideal=position)
