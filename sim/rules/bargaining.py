"""R3 and R4: how much an actor still asks for as time runs out, and how what it gives is spread over issues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.rules.arrays import Counts, Flags, Floats, PerActorAndIssue, PerIssue, PerRun, all_above, sum_over_first
from sim.rules.utility import beyond

__all__ = [
    "Trade", "aspiration", "cheapest_partners", "concede", "give_way", "mean_offer", "share_given", "share_spent",
    "tit_for_tat", "toward",
]  # fmt: skip

Trade = Literal["proportional", "contract_curve", "similarity", "least_salient_first"]
"""How what is given is spread over issues; all but the last move all open issues at once."""

_MOST_STEPS = 60
_WORTH_A_CUT = 0.7
"""Share of the runs that still search at which the others are left out: a cut costs about half a step."""
_ALIKE = 9
"""Decimals to which saliences are compared: those that differ in the last bit, as between machines, are equal."""
_LEAST = np.nextafter(0.0, 1.0)
_EXACT = 1e-13
"""Utility, a thousandth of what rounding can leave in a sum over issues, at which the budget counts as spent."""


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
    if not all_above(beta):
        raise ValueError("beta, the shape of a concession, must be above 0")
    given: Floats = np.power(np.minimum(np.maximum(elapsed_share, 0.0), 1.0), np.divide(1.0, beta))
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
        Weeks until the last round that will be held, with all that has been added; none, and all the time has passed.

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
    elapsed, whole = np.broadcast_arrays(np.asarray(elapsed_weeks, dtype=np.float64), weeks)
    passed = np.divide(elapsed, whole, out=np.ones_like(elapsed), where=np.asarray(whole) > 0)
    return np.asarray(np.maximum(before, np.minimum(1.0, passed)))


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
        The giver's own saliences; the lowest gives way first, and of equals (to the ninth decimal) the first.
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
    salience = np.round(salience, _ALIKE)
    for issue, own in enumerate(salience):
        goes_first = own < salience
        goes_first[issue + 1 :] |= own == salience[issue + 1 :]
        np.multiply(goes_first, cost[issue], out=due)
        spent_before += due
    paid = np.clip(budget - spent_before, 0.0, cost)
    return np.divide(paid, cost, out=np.ones(paid.shape), where=cost > 0)


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
        theirs = own_salience if trade == "proportional" else np.full((1, 1), 1 / len(own_salience))
    return give_way(origin, target, position, own_salience, theirs, budget, gamma, lines, line_price)


def mean_offer(
    offers: PerActorAndIssue | Sequence[PerIssue], saliences: PerActorAndIssue | Sequence[PerIssue], partners: Flags
) -> PerIssue:
    """Return the middle of what some parties last offered: toward that goes who needs the yes of all of them.

    On each issue those are heard to whom it matters: what one asks for itself is not thinned out by what others say
    on it who do not care.

    Parameters
    ----------
    offers, saliences : (parties, issues, runs), or as many (issues, runs)
        What each last offered, and how much each issue matters to each.
    partners : (parties,)
        Whose yes is sought, at least one.

    Returns
    -------
    (issues, runs)
        The mean weighted by salience, the plain one where an issue matters to none of them; of a single partner the
        very same numbers.

    References
    ----------
    Aydogan, Festen, Hindriks & Jonker (2017), "Alternating Offers Protocols for Multilateral Negotiation", in Modern
    Approaches to Agent-based Complex Automated Negotiation. Van den Bos (1991), Dutch EC Policy Making, for the
    weights. Raiffa (1982), ch. 17 on many parties and coalitions.

    Examples
    --------
    >>> offers = np.array([[[0.0]], [[0.25]], [[0.75]]])
    >>> mean_offer(offers, np.array([[[1.0]], [[0.75]], [[0.25]]]), np.array([False, True, True])).tolist()
    [[0.375]]
    """
    chosen: list[int] = np.flatnonzero(partners).tolist()
    if len(chosen) == 1:
        return np.asarray(offers[chosen[0]])
    first, *others = chosen
    total, spread = np.array(saliences[first], dtype=np.float64), np.asarray(saliences[first] * offers[first])
    for one in others:  # one by one, in their order, as `sum_over_first` adds
        total += saliences[one]
        spread += saliences[one] * offers[one]
    if all_above(total):
        return np.asarray(spread / total)
    heard = total > 0
    weighted = np.divide(spread, total, out=np.zeros(total.shape), where=heard)
    return np.where(heard, weighted, sum_over_first(np.asarray(offers)[chosen]) / len(chosen))


def cheapest_partners(worth: Floats) -> Counts:
    """Return whose yes a party seeks where several sets of others would each be enough.

    Parameters
    ----------
    worth : (coalitions, runs)
        What the mean offer of each set of others is worth to the party, in utility.

    Returns
    -------
    (runs,) int
        Place of the set to which it costs least to go; of equals, the first.

    References
    ----------
    Riker (1962), The Theory of Political Coalitions: no larger than need be. Axelrod (1970), Conflict of Interest,
    ch. 8: of those that are enough, the one with the least conflict of interest. Baron & Ferejohn (1989), "Bargaining
    in Legislatures", American Political Science Review 83(4): the cheapest votes are bought.

    Examples
    --------
    >>> cheapest_partners(np.array([[0.5, 0.75], [0.625, 0.5]])).tolist()
    [1, 0]
    """
    return np.asarray(np.argmax(worth, axis=0))


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
    whole = (1.0 - progress) * own_salience
    whole += given
    # Where neither counts for anything nothing is given: none of the least number there is.
    return np.asarray(given / np.maximum(whole, _LEAST, out=whole))


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
    matters = np.asarray(own_salience.any(axis=-1))
    if not matters.all():  # issues that matter in no run, as when they are not on the table, go all the way
        shape = np.broadcast_shapes(origin.shape, target.shape, own_salience.shape, np.shape(budget))
        new = np.array(np.broadcast_to(target, shape))
        if matters.any():
            theirs = others_salience[matters] if len(others_salience) > 1 else others_salience
            lines = None if lines is None else (lines[0][matters], lines[1][matters])
            new[matters] = give_way(
                origin[matters], target[matters], position[matters], own_salience[matters], theirs,
                budget, gamma, lines, line_price,
            )  # fmt: skip
        return new
    start = np.minimum(np.maximum(position, np.minimum(origin, target)), np.maximum(origin, target))
    start = np.where(own_salience > 0, start, target)
    price = _Price.of(position, own_salience, gamma, lines, line_price)
    allowed = price.paid(origin) + np.maximum(budget, 0.0)
    left, right = price.paid(start) - allowed, price.paid(target) - allowed
    afforded = right <= 0
    progress, way = np.where(afforded, 1.0, 0.0), target - start
    searching = np.flatnonzero(~afforded & (left < -_EXACT))
    if searching.size:
        found = _Search(start, way, others_salience, price, np.broadcast_to(allowed, progress.shape))
        progress[searching] = found.among(searching).spent(left[searching], right[searching])
    share = share_given(progress, own_salience, others_salience)
    return np.where(afforded | (share >= 1.0), target, start + share * way)


@dataclass(frozen=True)
class _Price:
    """What a text costs the giver: what it lacks, and the red lines that it crosses on the issues that have any."""

    position: Floats
    salience: Floats
    gamma: float
    lines: tuple[tuple[int, Floats | None, Floats | None], ...]
    line_price: Floats | float

    @classmethod
    def of(
        cls, position: Floats, salience: Floats, gamma: float, lines: tuple[Floats, Floats] | None,
        line_price: Floats | float,
    ) -> _Price:  # fmt: skip
        if lines is None:
            return cls(position, salience, gamma, (), line_price)
        lower, upper = lines
        least, most = np.asarray((lower > 0).any(axis=-1)), np.asarray((upper < 1).any(axis=-1))
        drawn = tuple(
            (issue, lower[issue] if least[issue] else None, upper[issue] if most[issue] else None)
            for issue in np.flatnonzero(least | most).tolist()
        )
        return cls(position, salience, gamma, drawn, line_price)

    def paid(self, text: Floats) -> Floats:
        loss = text - self.position
        np.abs(loss, out=loss)
        if self.gamma != 1.0:
            np.power(loss, self.gamma, out=loss)
        for issue, lower, upper in self.lines:
            loss[issue] += self.line_price * beyond(text[issue], lower, upper)
        loss *= self.salience
        return sum_over_first(loss)

    def among(self, runs: Counts) -> _Price:
        lines = tuple(
            (issue, None if lower is None else _cut(lower, runs), None if upper is None else _cut(upper, runs))
            for issue, lower, upper in self.lines
        )
        position, salience = _cut(self.position, runs), _cut(self.salience, runs)
        return _Price(position, salience, self.gamma, lines, _cut(self.line_price, runs))


@dataclass(frozen=True)
class _Search:
    """Runs in which the budget ends on the way."""

    start: Floats
    way: Floats
    others: Floats
    price: _Price
    allowed: Floats

    def among(self, runs: Counts) -> _Search:
        start, way, others = (_cut(part, runs) for part in (self.start, self.way, self.others))
        return _Search(start, way, others, self.price.among(runs), self.allowed[runs])

    def spent(self, left: Floats, right: Floats) -> Floats:
        """Return how far each run goes, by regula falsi; an end that stays a second time counts half (Illinois)."""
        part, places = self, np.arange(len(left))
        low, high, found = np.zeros(len(left)), np.ones(len(left)), np.zeros(len(left))
        going, was_dear, reached, width = np.ones(len(left), dtype=bool), None, np.zeros(len(left)), high - low
        for _ in range(_MOST_STEPS):
            middle = high - right * width / (right - left)
            text = share_given(middle, part.price.salience, part.others)
            text *= part.way
            text += part.start
            over = part.price.paid(text) - part.allowed
            np.putmask(reached, going, middle)
            dear = over > 0
            if was_dear is not None:
                halved = np.where(dear == was_dear, 0.5, 1.0)
                left *= halved
                right *= halved
            for ends, side in (((left, low), ~dear), ((right, high), dear)):
                np.putmask(ends[0], side, over)
                np.putmask(ends[1], side, middle)
            was_dear, width = dear, high - low
            going &= (np.abs(over) > _EXACT) & (width > _EXACT)
            rest = going.nonzero()[0]
            if not rest.size:
                break
            if rest.size < _WORTH_A_CUT * len(going):  # a run's steps are its own, so who has arrived may go
                found[places] = reached
                part, places, was_dear, going = part.among(rest), places[rest], was_dear[rest], going[rest]
                low, high, left, right = low[rest], high[rest], left[rest], right[rest]
                width, reached = width[rest], reached[rest]
        found[places] = reached
        return found


def _cut(numbers: Floats | float, runs: Counts) -> Floats:
    """Return the numbers of some runs; one that stands for all of them is left."""
    numbers = np.asarray(numbers)
    return numbers if numbers.shape[-1:] in ((), (1,)) else numbers.take(runs, axis=-1)
