"""Equal-gain exchange: actors trade votes on issues that matter less to them, as long as both gain the same.

Each issue is first foreseen as the mean of positions weighted by capability times salience. Two actors on opposite
sides of that mean on two issues, who weigh these issues differently, can trade: each moves its *vote* on the issue
that it cares relatively less about towards the other, so that both gain equally. The best trade is struck, the
outcomes move, and so on until none is left. Preferences never change; outcomes do.

A gain is salience (as it is given, not normalised) times movement of the outcome: with saliences of 0 … 1 and
positions of 0 … 100 it is in points of the position scale, and 2.19 means as much as moving an issue of salience 1
by 2.19 points.

What is known of its accuracy: in the comparisons of Thomson et al. (2006) on EU decisions and Achen's summary of
them the exchange model forecasts outcomes about as well as, and mostly no better than, the plain weighted mean.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Counts, Floats
from sim.theory.older_models.mean_and_median import compromise_mean
from sim.theory.older_models.trades import Trade, best_trades

__all__ = ["Exchanges", "Trade", "best_exchange", "exchange"]


class Exchanges(NamedTuple):
    """What the exchange model foresees.

    Parameters
    ----------
    outcome
        Outcome of every issue before the first and after every exchange, ``(exchanges + 1, issues, runs)``:
        entry 0 is the compromise mean, the last the model's forecast.
    votes
        Voting positions after the last exchange, ``(actors, issues, runs)``.
    trades
        The exchanges in order; in runs that have no more of them the gain is 0.
    """

    outcome: Floats
    votes: Floats
    trades: list[Trade]

    @property
    def made(self) -> Counts:
        """Number of exchanges made, ``(runs,)``."""
        each = [np.asarray(trade.gain > 0, np.int64) for trade in self.trades]
        return np.asarray(sum(each, np.zeros(self.outcome.shape[-1], np.int64)))


def exchange(
    position: npt.ArrayLike,
    salience: npt.ArrayLike,
    capability: npt.ArrayLike,
    *,
    most: int = 1000,
    least_gain: float = 1e-9,
) -> Exchanges:
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
        trade, cache = best_trades(ideals, votes, cares, weights, outcome, cache)
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
    return best_trades(ideals, ideals, cares, weights, compromise_mean(ideals, weights), None)[0]


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
