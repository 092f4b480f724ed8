"""What numbers that are drawn together explain, shared out among them: Shapley effects.

Of dependent numbers one explains what another does too, so that parts of a variance do not add up. Shapley's value
shares out what all of them explain: each gets what it adds to those before it, on the mean over all orders (Owen
2014; Song, Nelson & Staum 2016). Here what a set of numbers explains is the share of variance that is linear in their
normal scores, so that the effects are those of Lindeman, Merenda & Gold (1980): exact where the model is linear and
the numbers are normal, and otherwise the part of it that such a model catches, which is said beside them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.questions.sensitivity.estimators import HALVES
from sim.runs.intervals import Z_95

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.chance.streams import Streams
    from sim.rules.arrays import Counts, Floats

__all__ = ["MOST_EXACT", "Shared", "shapley_effects"]

MOST_EXACT = 12
"""Up to so many numbers all orders count; of more, `ORDERS` that are drawn."""

ORDERS = 400


class Shared(NamedTuple):
    """What falls to one number of the variance that all explain together; the interval holds 95 per cent."""

    path: str
    effect: float
    low: float
    high: float


def shapley_effects(inputs: Mapping[str, Floats], values: Floats, streams: Streams) -> list[Shared]:
    """Share out what numbers that are drawn together explain of an output; the effects add up to all of it.

    >>> from sim.chance.streams import Streams
    >>> x = np.linspace(0, 1, 4096)
    >>> once, again = shapley_effects({"x": x, "copy": x + 1e-9 * (x * 4096 % 7)}, x, Streams(0, 0))
    >>> round(once.effect, 2), round(again.effect, 2)  # of normal scores, which are not the number itself
    (0.48, 0.48)
    """
    if not inputs:
        return []
    scores = np.stack([_normal_scores(np.asarray(column, dtype=float)) for column in inputs.values()])
    generator = streams.stream("sensitivity.shapley")
    orders = None
    if len(inputs) > MOST_EXACT:
        orders = np.stack([generator.permutation(len(inputs)) for _ in range(ORDERS)])
    whole = _shared_out(scores, values, orders)
    half = len(values) // 2
    parts = []
    for _ in range(HALVES):
        chosen = generator.permutation(len(values))[:half]
        if np.ptp(values[chosen]) > 0:
            parts.append(_shared_out(scores[:, chosen], values[chosen], orders))
    spread = np.std(parts, axis=0) if parts else np.full(len(whole), np.inf)
    found = [
        Shared(path, float(effect), float(effect - Z_95 * error), float(effect + Z_95 * error))
        for path, effect, error in zip(inputs, whole, spread, strict=True)
    ]
    return sorted(found, key=lambda part: -part.effect)


def _normal_scores(column: Floats) -> Floats:
    """Return the normal deviates that belong to the ranks of a column (van der Waerden 1952).

    Equal values share the mean of their ranks, as with scipy.stats, which takes a second to import.

    >>> _normal_scores(np.array([3.0, 1.0, 3.0, 7.0])).round(2).tolist()
    [0.0, -0.84, 0.0, 0.84]
    """
    from sim.special import ndtri

    _, place, counts = np.unique(column, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2
    return np.asarray(ndtri(ranks[place] / (len(column) + 1)))


def _shared_out(scores: Floats, values: Floats, orders: Counts | None) -> Floats:
    """Return the effect of each number, ``(numbers,)``."""
    count, runs = scores.shape
    told = np.asarray(np.corrcoef(np.vstack([scores, values])))
    together, alone = told[:count, :count], told[:count, count]
    if orders is not None:
        return _over_orders(together, alone, runs, orders)
    sets = np.arange(1 << count)
    inside = (sets[:, None] >> np.arange(count) & 1).astype(bool)
    sizes = inside.sum(axis=1)
    explained = np.zeros(len(sets))
    for size in range(1, count + 1):
        of_size = sizes == size
        explained[of_size] = _explained(together, alone, runs, np.nonzero(inside[of_size])[1].reshape(-1, size))
    weights = np.array([math.factorial(size) * math.factorial(count - size - 1) for size in range(count)])
    effects = np.zeros(count)
    for place in range(count):
        without = sets[~inside[:, place]]
        added = explained[without | 1 << place] - explained[without]
        effects[place] = np.sum(weights[sizes[without]] / math.factorial(count) * added)
    return effects


def _explained(together: Floats, alone: Floats, runs: int, chosen: Counts) -> Floats:
    """Return what sets of numbers explain, ``(sets,)``, each of as many numbers, ``(sets, numbers)``."""
    size, told = chosen.shape[1], alone[chosen]
    among = together[chosen[:, :, None], chosen[:, None, :]]
    share = np.einsum("si,sij,sj->s", told, np.linalg.pinv(among, rcond=size * np.finfo(float).eps), told)
    return np.asarray(1 - (1 - share) * (runs - 1) / max(1, runs - size - 1))


def _over_orders(together: Floats, alone: Floats, runs: int, orders: Counts) -> Floats:
    """Return the effects over orders that were drawn, ``(numbers,)``."""
    known: dict[int, float] = {0: 0.0}

    def explained(members: int, chosen: Counts) -> float:
        if members not in known:
            known[members] = float(_explained(together, alone, runs, np.sort(chosen)[None])[0])
        return known[members]

    effects = np.zeros(len(alone))
    for order in orders:
        before, last = 0, 0.0
        for at, place in enumerate(order.tolist()):
            before |= 1 << place
            now = explained(before, order[: at + 1])
            effects[place] += (now - last) / len(orders)
            last = now
    return effects
