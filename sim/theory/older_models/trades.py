"""The best equal-gain exchange of votes between any two actors over any two issues, in every run."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Counts, Flags, Floats, sum_over_first

__all__ = ["Cache", "Trade", "best_trades"]


class Trade(NamedTuple):
    """An exchange in every run; each field ``(runs,)``.

    Parameters
    ----------
    gain
        What both gain, salience times movement of the outcome; 0 where there is no exchange.
    first, second
        The two actors.
    first_issue, second_issue
        The issue on which the first, and the second, gives way.
    first_vote, second_vote
        Their new voting positions on the issue on which they give way.
    """

    gain: Floats
    first: Counts
    second: Counts
    first_issue: Counts
    second_issue: Counts
    first_vote: Floats
    second_vote: Floats

    def touches(self, issues: int) -> Flags:
        """Say which issues the exchange moves, ``(issues, runs)``.

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


class Cache(NamedTuple):
    """Best exchange of every pair of issues, kept from one step to the next where nothing has moved."""

    gain: Floats
    actors: Counts
    votes: Floats
    outcome: Floats


def best_trades(
    ideals: Floats, votes: Floats, cares: Floats, weights: Floats, outcome: Floats, cache: Cache | None = None
) -> tuple[Trade, Cache]:
    """Find the exchange with the largest gain in every run.

    The first actor gives way on its issue and the second on its own, each by what shifts the outcomes so that both
    gain the same; the exchange is as large as the votes allow: nobody votes beyond the other's ideal point, and no
    outcome passes the ideal point of whom it is moved towards. Ties go to the issues and actors listed first.

    Parameters
    ----------
    ideals, votes
        What actors want and how they vote now, ``(actors, issues, runs)``.
    cares, weights
        Saliences, and saliences times capabilities, ``(actors, issues, runs)``; 0 where an actor takes no position.
    outcome
        Weighted means of the votes, ``(issues, runs)``.
    cache
        What the step before gave.

    Returns
    -------
    tuple of Trade and Cache
        The exchange, and what the next step may reuse.

    References
    ----------
    Stokman, F. & Van Oosten, R. (1994), in European Community Decision Making, ch. 5.

    Examples
    --------
    >>> ideals = np.array([[[0.0], [0.0]], [[100.0], [100.0]]])
    >>> cares = np.array([[[1.0], [0.5]], [[0.5], [1.0]]])
    >>> trade, _ = best_trades(ideals, ideals, cares, cares, np.array([[100 / 3], [200 / 3]]))
    >>> trade.first.item(), trade.first_issue.item(), trade.second.item(), trade.second_issue.item()
    (1, 0, 0, 1)
    """
    count, issues, runs = ideals.shape
    pairs = [(first, second) for first in range(issues) for second in range(first + 1, issues)]
    if cache is None:
        shape = (max(len(pairs), 1), runs)
        cache = Cache(
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
    """Say how far each actor's vote, and so the outcome, can go towards each other actor's ideal point."""
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
