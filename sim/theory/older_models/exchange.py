"""Equal-gain exchange: actors trade votes on issues that matter less to them, as long as both gain the same.

Each issue is first foreseen as the mean of positions weighted by capability times salience. Two actors on opposite
sides of that mean on two issues, who weigh these issues differently, can trade: each moves its *vote* on the issue
that it cares relatively less about towards the other, so that both gain equally. The best trade is struck, the
outcomes move, and so on until none is left. Preferences never change; outcomes do.

A gain is salience (as it is given, not normalised) times movement of the outcome: with saliences of 0 … 1 and
positions of 0 … 100 it is in points of the position scale, and 2.19 means as much as moving an issue of salience 1
by 2.19 points.

The program Decide (Draaijer 2025, version 2025.3.1) plays the same model by another rule, which shows after the first
trades. It lists all trades once, with the sides of the outset, strikes each once, and works a listed trade out
anew only where a party to it has given on the same issue to somebody else, or has been given something on the issue
that it wants by somebody else. Otherwise a trade is struck as it was worked out, though others have moved the
outcome. Here every trade is weighed by the outcomes that hold when it is struck, and two actors may trade again.

What is known of its accuracy: in the comparisons of Thomson et al. (2006) on EU decisions and Achen's summary of
them the exchange model forecasts outcomes about as well as, and mostly no better than, the plain weighted mean.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Counts, Flags, Floats, sum_over_first
from sim.theory.older_models.mean_and_median import compromise_mean

__all__ = ["Exchanges", "Trade", "best_exchange", "exchange"]


class Trade(NamedTuple):
    """An exchange in every run; each field ``(runs,)``."""

    gain: Floats
    """What both gain, salience times movement of the outcome; 0 where there is no exchange."""
    first: Counts
    second: Counts
    """The two actors."""
    first_issue: Counts
    second_issue: Counts
    """The issue on which the first, and the second, gives way."""
    first_vote: Floats
    second_vote: Floats
    """Their new voting positions on the issue on which they give way."""

    def touches(self, issues: int) -> Flags:
        """Tell which issues the exchange moves, ``(issues, runs)``.

        Parameters
        ----------
        issues : int
            How many issues there are.

        Returns
        -------
        (issues, runs)
            True on the two issues of the exchange.
        """
        numbers = np.arange(issues)[:, np.newaxis]
        return np.asarray((numbers == self.first_issue) | (numbers == self.second_issue))


class Exchanges(NamedTuple):
    """What the exchange model foresees."""

    outcome: Floats
    """Outcome of every issue before the first and after every exchange, ``(exchanges + 1, issues, runs)``: entry 0 is
    the compromise mean, the last the model's forecast."""
    votes: Floats
    """Voting positions after the last exchange, ``(actors, issues, runs)``."""
    trades: list[Trade]
    """The exchanges in order; in runs that have no more of them the gain is 0."""

    @property
    def made(self) -> Counts:
        """Number of exchanges made, ``(runs,)``."""
        each = [np.asarray(trade.gain > 0, np.int64) for trade in self.trades]
        return np.asarray(sum(each, np.zeros(self.outcome.shape[-1], np.int64)))


def exchange(
    position: npt.ArrayLike, salience: npt.ArrayLike, capability: npt.ArrayLike, *, most: int = 1000,
    least_gain: float = 1e-9,
) -> Exchanges:  # fmt: skip
    """Let actors exchange votes until no exchange is left, in every run at once.

    Parameters
    ----------
    position
        Ideal points on any scale, ``(actors, issues)`` or ``(actors, issues, runs)``; NaN: takes no position.
    salience
        Weights ≥ 0 of the same shape.
    capability
        Power ≥ 0, ``(actors,)``, or anything that broadcasts to the positions.
    most
        Exchanges at most.
    least_gain
        Smallest gain that is worth an exchange.

    Returns
    -------
    Exchanges
        Outcomes after every exchange, and who traded what.

    Raises
    ------
    ValueError
        If there are fewer than two actors, or weights are negative or not finite.

    References
    ----------
    Stokman, F. & Van Oosten, R. (1994). The exchange of voting positions: an object-oriented model of policy
    networks, in Bueno de Mesquita & Stokman (eds), European Community Decision Making, ch. 5. Accuracy: Achen, C.
    (2006), in Thomson et al. (eds), The European Union Decides, ch. 10.

    Examples
    --------
    >>> found = exchange([[0.0, 0.0], [100.0, 100.0]], [[1.0, 0.5], [0.5, 1.0]], [1.0, 1.0])
    >>> found.outcome[0].ravel().round(1), found.outcome[-1].ravel().round(1)
    (array([33.3, 66.7]), array([  0., 100.]))
    """
    ideals, cares, powers = _arrays(position, salience, capability)
    weights = cares * powers
    votes = ideals.copy()
    outcome = compromise_mean(votes, weights)
    track, trades = [outcome], []
    cache = None
    for _ in range(most):
        trade, cache = _best_trades(ideals, votes, cares, weights, outcome, cache)
        made = trade.gain > least_gain
        if not made.any():
            break
        trades.append(trade._replace(gain=np.where(made, trade.gain, 0.0)))
        votes = _traded(votes, trade, made)
        outcome = np.where(trade.touches(outcome.shape[0]) & made, compromise_mean(votes, weights), outcome)
        track.append(outcome)
    return Exchanges(np.stack(track), votes, trades)


def best_exchange(position: npt.ArrayLike, salience: npt.ArrayLike, capability: npt.ArrayLike) -> Trade:
    """Find the exchange with the largest gain at the outset of every run.

    Parameters
    ----------
    position, salience, capability
        As in `exchange`.

    Returns
    -------
    Trade
        Who would trade what, and what both would gain; the gain is 0 where nobody can.

    References
    ----------
    Stokman, F. & Van Oosten, R. (1994), in European Community Decision Making, ch. 5.

    Examples
    --------
    >>> best_exchange([[0.0, 0.0], [100.0, 100.0]], [[1.0, 0.5], [0.5, 1.0]], [1.0, 1.0]).gain.round(3)
    array([16.667])
    """
    ideals, cares, powers = _arrays(position, salience, capability)
    weights = cares * powers
    return _best_trades(ideals, ideals, cares, weights, compromise_mean(ideals, weights), None)[0]


def _arrays(
    position: npt.ArrayLike, salience: npt.ArrayLike, capability: npt.ArrayLike
) -> tuple[Floats, Floats, Floats]:
    ideals = np.asarray(position, float)
    ideals = ideals[..., np.newaxis] if ideals.ndim == 2 else ideals
    if ideals.ndim != 3 or len(ideals) < 2:
        raise ValueError(f"positions must be (actors ≥ 2, issues[, runs]), found shape {np.shape(position)}")
    absent = np.isnan(ideals)
    cares = np.asarray(salience, float)
    cares = cares[..., np.newaxis] if cares.ndim == 2 else cares
    powers = np.asarray(capability, float)
    powers = powers.reshape(powers.shape + (1,) * (3 - powers.ndim)) if powers.ndim else powers
    cares = np.where(absent, 0.0, np.broadcast_to(cares, ideals.shape))
    powers = np.where(absent, 0.0, np.broadcast_to(powers, ideals.shape))
    if not (np.isfinite(cares).all() and np.isfinite(powers).all() and (cares >= 0).all() and (powers >= 0).all()):
        raise ValueError("saliences and capabilities must be finite and 0 or more")
    return ideals, cares, powers


def _traded(votes: Floats, trade: Trade, made: npt.NDArray[np.bool_]) -> Floats:
    moved = votes.copy()
    runs = np.flatnonzero(made)
    for actor, issue, vote in (
        (trade.first, trade.first_issue, trade.first_vote),
        (trade.second, trade.second_issue, trade.second_vote),
    ):
        moved[actor[runs], issue[runs], runs] = vote[runs]
    return moved


class _Cache(NamedTuple):
    """Best exchange of every pair of issues, kept from one step to the next where nothing has moved."""

    gain: Floats
    actors: Counts
    votes: Floats
    outcome: Floats


def _best_trades(
    ideals: Floats, votes: Floats, cares: Floats, weights: Floats, outcome: Floats, cache: _Cache | None = None
) -> tuple[Trade, _Cache]:
    """Find the exchange with the largest gain in every run, and what the next step may reuse.

    The first actor gives way on its issue and the second on its own, each by what shifts the outcomes so that both
    gain the same; the exchange is as large as the votes allow: nobody votes beyond the other's ideal point, and no
    outcome passes the ideal point of whom it is moved towards. Ties go to the issues and actors listed first.
    Positions, votes and weights are ``(actors, issues, runs)``, the outcome is ``(issues, runs)``.
    """
    count, issues, runs = ideals.shape
    pairs = [(first, second) for first in range(issues) for second in range(first + 1, issues)]
    if cache is None:
        shape = (max(len(pairs), 1), runs)
        cache = _Cache(
            np.zeros(shape), np.zeros(shape, np.int64), np.zeros((2, *shape)), np.full_like(outcome, np.nan)
        )
    moved = cache.outcome != outcome  # at first everything has
    total = sum_over_first(weights)
    for number, (p, q) in enumerate(pairs):
        again = np.flatnonzero(moved[p] | moved[q])
        if again.size:
            sides = [
                _Side(ideals[:, k, again], votes[:, k, again], cares[:, k, again], weights[:, k, again],
                      outcome[k, again], total[k, again])
                for k in (p, q)
            ]  # fmt: skip
            gain, first_votes, second_votes = _equal_gains(*sides)
            flat = gain.reshape(count * count, -1)
            best = flat.argmax(axis=0)
            each = np.arange(again.size)
            cache.gain[number, again] = flat[best, each]
            cache.actors[number, again] = best
            cache.votes[0, number, again] = first_votes.reshape(count * count, -1)[best, each]
            cache.votes[1, number, again] = second_votes.reshape(count * count, -1)[best, each]
    number, each = cache.gain.argmax(axis=0), np.arange(runs)
    table = np.array(pairs or [(0, 0)])
    first, second = np.divmod(cache.actors[number, each], count)
    trade = Trade(
        cache.gain[number, each], first, second, table[number, 0], table[number, 1],
        cache.votes[0, number, each], cache.votes[1, number, each],
    )  # fmt: skip
    return trade, cache._replace(outcome=outcome)


class _Side(NamedTuple):
    """One issue in some runs: ``(actors, runs)`` each, outcome and total ``(runs,)``."""

    ideals: Floats
    votes: Floats
    cares: Floats
    weights: Floats
    outcome: Floats
    total: Floats


def _equal_gains(first: _Side, second: _Side) -> tuple[Floats, Floats, Floats]:
    """Let every actor (axis 0) give way on the first issue and every other (axis 1) on the second."""
    move_first, room_first = _room(first)  # how far an actor on axis 0 can shift the outcome for one on axis 1
    move_second, room_second = (array.swapaxes(0, 1) for array in _room(second))
    give_first, take_first = first.cares[:, np.newaxis], first.cares[np.newaxis]
    give_second, take_second = second.cares[np.newaxis], second.cares[:, np.newaxis]
    fits = (room_first > 0) & (room_second > 0)
    fits &= give_first * give_second < take_first * take_second  # each gives what it cares relatively less about
    # both gain the same: take₂·Δ₂ − give₁·Δ₁ = take₁·Δ₁ − give₂·Δ₂
    per_first, per_second = give_first + take_first, give_second + take_second
    size = np.where(fits, np.minimum(room_first * per_first, room_second * per_second), 0.0)
    shift_first = _over(size, per_first)
    shift_second = _over(size, per_second)
    gain = take_second * shift_second - give_first * shift_first
    return (
        np.where(fits, gain, 0.0),
        first.votes[:, np.newaxis] + move_first * _over(shift_first, room_first, fits),
        second.votes[np.newaxis] + move_second * _over(shift_second, room_second, fits),
    )


def _room(side: _Side) -> tuple[Floats, Floats]:
    """Tell how far each actor's vote, and so the outcome, can go towards each other actor's ideal point."""
    move = side.ideals[np.newaxis] - side.votes[:, np.newaxis]
    wanted = side.ideals - side.outcome
    opposed = wanted[:, np.newaxis] * wanted < 0
    towards = move * wanted > 0  # the vote has not yet been traded past the other's ideal point
    share = _over(side.weights, np.broadcast_to(side.total, side.weights.shape))[:, np.newaxis]
    full = np.where(opposed & towards, share * np.abs(move), 0.0)
    room = np.minimum(full, np.abs(wanted))
    return move * _over(room, full), room


def _over(above: Floats, below: Floats, where: npt.NDArray[np.bool_] | None = None) -> Floats:
    divisible = below > 0 if where is None else where
    return np.asarray(
        np.divide(above, below, out=np.zeros(np.broadcast_shapes(above.shape, below.shape)), where=divisible)
    )
