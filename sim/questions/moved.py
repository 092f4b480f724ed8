"""What the given tells about the numbers that were drawn: all runs against those that match, number by number."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.rules.arrays import Floats
    from sim.runs.ensemble import Ensemble

__all__ = ["Moved", "distance", "moved_by"]


class Moved(NamedTuple):
    """How far what is given moves one drawn input; intervals hold 95 per cent of the draws."""

    path: str
    prior_mean: float
    prior_low: float
    prior_high: float
    mean: float
    low: float
    high: float
    distance: float
    """Largest difference between the two distribution functions (Kolmogorov & Smirnov), from 0 to 1."""
    by_chance: float
    """What chance alone passes in one of twenty such tables, with all inputs together."""


def moved_by(ensemble: Ensemble, rows: pa.Table, tried: int) -> list[Moved]:
    """Hold each drawn input of all runs against that of the matching runs, what moved most first.

    Examples
    --------
    >>> import sim
    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=100, seed=1)
    >>> rows = ensemble.rows.slice(0, 50)
    >>> found = moved_by(ensemble, rows, 100)
    >>> found[0].distance >= found[-1].distance
    True
    """
    count = rows.num_rows
    if not count:
        return []
    names = [name for name in ensemble.rows.column_names if name.startswith("in.")]
    # Two-sample bound of Smirnov (1948) for a part against the whole, at 5 per cent over all inputs together.
    rest = max(0.0, 1 - count / tried)
    bound = math.sqrt(-math.log(0.05 / max(1, len(names)) / 2) / 2 * rest / count)
    found = []
    for name in names:
        before, after = ensemble.column(name), rows.column(name).to_numpy()
        found.append(Moved(name.removeprefix("in."), *_span(before), *_span(after), distance(before, after), bound))
    return sorted(found, key=lambda part: -part.distance)


def _span(values: Floats) -> tuple[float, float, float]:
    low, high = np.quantile(values, (0.025, 0.975))
    return float(np.mean(values)), float(low), float(high)


def distance(first: Floats, second: Floats) -> float:
    """Give the largest difference between two distribution functions (Kolmogorov 1933, Smirnov 1948).

    Examples
    --------
    >>> distance(np.array([1.0, 2.0, 3.0, 4.0]), np.array([3.0, 4.0]))
    0.5
    """
    every = np.sort(np.concatenate([first, second]))
    below = np.searchsorted(np.sort(first), every, side="right") / len(first)
    beneath = np.searchsorted(np.sort(second), every, side="right") / len(second)
    return float(np.max(np.abs(below - beneath)))
