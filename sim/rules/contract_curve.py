"""R4: how what is given is spread over the issues, on the way to what the other side asks for."""

from __future__ import annotations

from typing import Literal

import numpy as np

from sim.rules.arrays import Floats, PerIssue, PerRun, sum_over_first
from sim.rules.bargaining import concede
from sim.rules.utility import beyond

__all__ = ["Trade", "give_way", "share_given", "toward"]

Trade = Literal["proportional", "contract_curve", "similarity", "least_salient_first"]
"""How what is given is spread over issues; all but the last move all open issues at once."""

_MOST_STEPS = 60
_EXACT = 1e-13
"""Utility, a thousandth of what rounding can leave in a sum over issues, at which the budget counts as spent."""


def toward(
    trade: Trade,
    origin: PerIssue,
    target: PerIssue,
    position: PerIssue,
    own_salience: PerIssue,
    others_salience: PerIssue,
    budget: PerRun | float,
    gamma: float = 1.0,
    lines: tuple[PerIssue, PerIssue] | None = None,
    line_price: PerRun | float = 0.0,
) -> PerIssue:
    """Move a text toward another one as far as a budget goes, what is given spread over issues as one trades.

    Parameters
    ----------
    trade : str
        ``contract_curve``: most where it costs least for what it brings the other; ``proportional``: the same share
        of each issue; ``similarity``: to the nearest text; ``least_salient_first``: one issue after the other, and
        none beyond a red line.
    origin, target : (issues, runs)
        The text that one starts from, and the one that the other side would like.
    position, own_salience : (issues, runs)
        The giver's ideal point and saliences.
    others_salience : (issues, runs)
        Saliences of the other side, in the giver's eyes.
    budget : (runs,) or float
        Utility that may be given up, the price of crossing lines included.
    gamma : float
        Curvature of the loss, see `utility`.
    lines : pair of (issues, runs), optional
        The giver's lower and upper red lines.
    line_price : (runs,) or float
        What going beyond them costs, see `sim.rules.utility.beyond`.

    Returns
    -------
    (issues, runs)
        A text between origin and target on every issue.

    References
    ----------
    Raiffa (1982), The Art and Science of Negotiation, ch. 11. Faratin, Sierra & Jennings (2002), Artificial
    Intelligence 142(2).

    Examples
    --------
    A budget of .375, in each of the four ways:

    >>> import numpy as np
    >>> zero, one, own = np.zeros((2, 1)), np.ones((2, 1)), np.array([[0.75], [0.25]])
    >>> for trade in ("contract_curve", "proportional", "similarity", "least_salient_first"):
    ...     print(trade, toward(trade, zero, one, zero, own, own[::-1], 0.375).round(3).ravel().tolist())
    contract_curve [0.25, 0.75]
    proportional [0.375, 0.375]
    similarity [0.309, 0.573]
    least_salient_first [0.167, 1.0]
    """
    if trade == "least_salient_first":
        if lines is not None:
            target = np.clip(target, np.minimum(origin, lines[0]), np.maximum(origin, lines[1]))
        return concede(origin, target, own_salience, budget, gamma, ideal=position)
    if trade == "contract_curve":
        theirs = others_salience
    else:
        theirs = own_salience if trade == "proportional" else np.full_like(own_salience, 1 / len(own_salience))
    return give_way(origin, target, position, own_salience, theirs, budget, gamma, lines, line_price)


def share_given(progress: Floats, own_salience: Floats, others_salience: Floats) -> Floats:
    """Return how far each issue has gone toward the other side where a concession has come so far in all.

    Parameters
    ----------
    progress : (runs,)
        0 for nothing, 1 for all that the other side asks.
    own_salience : (issues, runs)
        How dear each issue is to the giver.
    others_salience : (issues, runs)
        How dear it is, in the giver's eyes, to the other side. The giver's own again moves all by the same share; one
        number for all goes to the nearest text of the same worth.

    Returns
    -------
    (issues, runs)
        ``m s_j / ((1 - m) s_i + m s_j)``, 0 to 1: the contract curve between two ideal points.

    References
    ----------
    Raiffa (1982), The Art and Science of Negotiation, ch. 11. Faratin, Sierra & Jennings (2002), Artificial
    Intelligence 142(2), for the nearest text.

    Examples
    --------
    >>> import numpy as np
    >>> share_given(np.array([0.5]), np.array([[0.75], [0.25]]), np.array([[0.25], [0.75]])).tolist()
    [[0.25], [0.75]]
    """
    given = progress * others_salience
    whole = (1.0 - progress) * own_salience + given
    return np.divide(given, whole, out=np.zeros(np.broadcast_shapes(given.shape, whole.shape)), where=whole > 0)


def give_way(
    origin: Floats,
    target: Floats,
    position: Floats,
    own_salience: Floats,
    others_salience: Floats,
    budget: Floats | float,
    gamma: float = 1.0,
    lines: tuple[Floats, Floats] | None = None,
    line_price: Floats | float = 0.0,
) -> Floats:
    """Move a text toward a target, all open issues at once, until the budget of utility is spent.

    What costs the giver nothing, as it goes toward its own ideal point or does not matter to it, moves in any case.

    Parameters
    ----------
    origin, target : (issues, runs)
        The text that one starts from, and the one that the other side would like.
    position, own_salience : (issues, runs)
        The giver's ideal point and saliences.
    others_salience : (issues, runs)
        See `share_given`.
    budget : (runs,) or float
        Utility that may be given up, the price of crossing lines included; 0 or less gives nothing.
    gamma : float
        Curvature of the loss, see `utility`.
    lines : pair of (issues, runs), optional
        The giver's lower and upper red lines.
    line_price : (runs,) or float
        What going beyond them costs, see `sim.rules.utility.beyond`.

    Returns
    -------
    (issues, runs)
        A text between origin and target on every issue; it costs the budget exactly unless the target costs less.

    References
    ----------
    Raiffa (1982), The Art and Science of Negotiation, ch. 11: the efficient frontier. Faratin, Sierra & Jennings
    (2002), "Using similarity criteria to make issue trade-offs in automated negotiations", Artificial Intelligence
    142(2).

    Examples
    --------
    >>> import numpy as np
    >>> zero, one, salience = np.zeros((2, 1)), np.ones((2, 1)), np.array([[0.75], [0.25]])
    >>> give_way(zero, one, zero, salience, salience, budget=0.5).round(9).ravel().tolist()
    [0.5, 0.5]
    >>> give_way(zero, one, zero, salience, salience[::-1], budget=0.375).round(9).ravel().tolist()
    [0.25, 0.75]
    """
    lower, upper = np.minimum(origin, target), np.maximum(origin, target)
    matters = np.broadcast_to(own_salience > 0, lower.shape)
    start = np.where(matters, np.clip(position, lower, upper), target)
    way = target - start

    def cost(text: Floats) -> Floats:
        loss = np.abs(text - position)
        if gamma != 1.0:
            loss = np.power(loss, gamma)
        if lines is not None:
            loss = loss + line_price * beyond(text, *lines)
        return sum_over_first(own_salience * loss)

    allowed = cost(origin) + np.maximum(budget, 0.0)
    low, high = np.zeros(way.shape[-1]), np.ones(way.shape[-1])
    left, right = cost(start) - allowed, cost(target) - allowed
    afforded = right <= 0
    progress = np.where(afforded, 1.0, 0.0)
    searching = ~afforded & (left < -_EXACT)
    kept_high = np.zeros(len(progress), dtype=bool)
    for step in range(_MOST_STEPS):
        if not searching.any():
            break
        # Regula falsi; an end that stays a second time counts half (Illinois). A run's steps are its own.
        middle = np.where(searching, high - right * (high - low) / np.where(searching, right - left, 1.0), progress)
        over = cost(start + share_given(middle, own_salience, others_salience) * way) - allowed
        progress, dear = np.where(searching, middle, progress), over > 0
        left = np.where(dear, np.where(~kept_high & (step > 0), 0.5 * left, left), over)
        right = np.where(dear, over, np.where(kept_high & (step > 0), 0.5 * right, right))
        low, high = np.where(searching & ~dear, middle, low), np.where(searching & dear, middle, high)
        kept_high = ~dear
        searching = searching & (np.abs(over) > _EXACT) & (high - low > _EXACT)
    share = share_given(progress, own_salience, others_salience)
    return np.where(afforded | (share >= 1.0), target, start + share * way)
