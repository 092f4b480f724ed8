"""What mattered: how an outcome's share differs between the runs where a number was drawn low and where it was high.

It is read from the runs that are there: no run is added, and nothing but the standard normal distribution is assumed.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.runs.intervals import wilson

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.rules.arrays import Flags, Floats
    from sim.runs.ensemble import Ensemble
    from sim.runs.intervals import Interval

__all__ = ["FEWEST_RUNS", "MOST_RUNS", "Swing", "swings_of"]

FEWEST_RUNS = 200
"""With fewer runs a fifth of them says nothing."""

MOST_RUNS = 20_480
"""More runs than this are not looked at: they would fill the memory and change no line."""


class Swing(NamedTuple):
    """An outcome's share in the fifth of the runs with the lowest and with the highest values of a number."""

    path: str
    """The number, such as ``actors.russia.blocking_cost``."""
    at_low: Interval
    at_high: Interval
    """The share in either fifth, with its 95 per cent interval."""
    difference: float
    """At high less at low."""
    low: float
    high: float
    """Bounds of the difference (Newcombe 1998), at 95 per cent for all numbers together."""


def swings_of(ensemble: Ensemble, outcome: str) -> tuple[list[Swing], int, int]:
    """Hold the lowest against the highest fifth of every drawn number, the widest difference first.

    Numbers are left out whose difference may be chance: the bound is 5 per cent over all numbers together
    (Bonferroni), so that nineteen of twenty such tables hold nothing that is chance alone. The intervals are as
    wide, since the widest of many differences are wider than they truly are, most so in few runs.

    Examples
    --------
    >>> import sim
    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=1_000, seed=1)
    >>> (strongest, *_), tried, runs = swings_of(ensemble, "lone_declaration")
    >>> strongest.path, strongest.difference > 0, runs
    ('process.declaration.alone_chance', True, 1000)
    """
    names = [name for name in ensemble.rows.column_names if name.startswith("in.")]
    names = [name for name in names if not name.startswith("in.record.")]
    rows = _rows(ensemble, [*names, "outcome"])
    if rows.num_rows < FEWEST_RUNS or not names:
        return [], len(names), rows.num_rows
    hit = rows.column("outcome").cast("string").to_numpy() == outcome
    bound = NormalDist().inv_cdf(1 - 0.025 / len(names))
    found = [swing for name in names if (swing := _swing(name, rows.column(name).to_numpy(), hit, bound))]
    return sorted(found, key=lambda part: -abs(part.difference)), len(names), rows.num_rows


def _rows(ensemble: Ensemble, names: list[str]) -> pa.Table:
    """Read the columns of the first runs, all at once."""
    from sim.runs.folder.rows import StoredRows

    if isinstance(ensemble.rows, StoredRows):
        return ensemble.rows.first(names, MOST_RUNS)
    return ensemble.rows.select(names).slice(0, MOST_RUNS)


def _swing(name: str, values: Floats, hit: Flags, bound: float) -> Swing | None:
    low, high = np.quantile(values, (0.2, 0.8))
    if low == high:
        return None
    below, above = hit[values <= low], hit[values >= high]
    first, second = (wilson(int(np.count_nonzero(part)), len(part)) for part in (below, above))
    difference = second.share - first.share
    pooled = (np.count_nonzero(below) + np.count_nonzero(above)) / (len(below) + len(above))
    error = math.sqrt(pooled * (1 - pooled) * (1 / len(below) + 1 / len(above)))
    if abs(difference) <= bound * error:
        return None
    (first_low, first_high), (second_low, second_high) = (_bounds(part, bound) for part in (below, above))
    down = math.hypot(second.share - second_low, first_high - first.share)
    up = math.hypot(second_high - second.share, first.share - first_low)
    return Swing(name.removeprefix("in."), first, second, difference, difference - down, difference + up)


def _bounds(hit: Flags, deviations: float) -> tuple[float, float]:
    """Return the bounds of a share (Wilson 1927) at so many standard deviations."""
    share, spread = float(np.mean(hit)), deviations**2 / len(hit)
    centre = (share + spread / 2) / (1 + spread)
    half = deviations / (1 + spread) * math.sqrt(share * (1 - share) / len(hit) + spread / (4 * len(hit)))
    return centre - half, centre + half
