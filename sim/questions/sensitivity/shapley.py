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
    """Return the normal deviates that belong to the ranks of a column (van der Waerden 1952)."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    return np.asarray(ndtri(rankdata(column) / (len(column) + 1)))


def _shared_out(scores: Floats, values: Floats, orders: Counts | None) -> Floats:
    """Return the effect of each number, ``(numbers,)``."""
    count, runs = scores.shape
    told = np.asarray(np.corrcoef(np.vstack([scores, values])))
    together, alone = told[:count, :count], told[:count, count]
    known: dict[int, float] = {0: 0.0}

    def explained(members: int) -> float:
        if members not in known:
            chosen = [place for place in range(count) if members >> place & 1]
            share = float(alone[chosen] @ np.linalg.lstsq(together[np.ix_(chosen, chosen)], alone[chosen])[0])
            known[members] = 1 - (1 - share) * (runs - 1) / max(1, runs - len(chosen) - 1)
        return known[members]

    effects = np.zeros(count)
    if orders is not None:
        for order in orders:
            before = 0
            for place in order:
                effects[place] += (explained(before | 1 << int(place)) - explained(before)) / len(orders)
                before |= 1 << int(place)
        return effects
    for members in range(1 << count):
        size = members.bit_count()
        for place in range(count):
            if not members >> place & 1:
                weight = math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
                effects[place] += weight * (explained(members | 1 << place) - explained(members))
    return effects
