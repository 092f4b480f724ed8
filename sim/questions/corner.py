"""Which corner of the ranges: the two or three bounds on drawn numbers within which an outcome is most at home.

Scenario discovery (Bryant & Lempert 2010) with the patient rule induction method (Friedman & Fisher 1999): from the
box of all runs slices are peeled off, each time the one whose loss raises the share of the outcome most.

Half of the runs serve to find the bounds; what is said of these comes from the other half.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.chance.streams import Streams
from sim.questions.condition import distance
from sim.questions.measures import INPUT, OUTCOME, drawn_columns, each_column, known_outcomes, values_of
from sim.rules.arrays import Flags, Floats
from sim.runs.ensemble import Ensemble
from sim.runs.intervals import Interval, wilson

__all__ = ["FEWEST", "MOST_BOUNDS", "Bound", "Corner", "Limits", "Peeled", "chosen", "corner", "peel", "within"]

PEEL = 0.05
"""The share of the runs in the box that one slice takes (Friedman & Fisher 1999: 0.05 to 0.1)."""

SMALLEST = 0.05
"""A box of fewer of all runs than this says nothing."""

MOST_BOUNDS = 3
"""Numbers that are bounded at most: more cannot be kept in mind (Bryant & Lempert 2010)."""

SCREENED = 12
"""Numbers that are looked at: those whose values differ most between the runs with the outcome and all runs."""

RESAMPLES = 40
"""Resamples of the runs in which the search is made again."""

BY_CHANCE = 0.05
"""A bound that chance makes as good more often than this is let go."""

FEWEST = 25
"""Runs with the outcome, and runs without, that are needed in each half."""

Limits = dict[str, tuple[float, float]]
"""A box: the lowest and the highest value of each number that is bounded; infinite where it is open."""


class Peeled(NamedTuple):
    """A box on the way, with what it holds of the runs that it was searched in."""

    limits: Limits
    coverage: float
    """Share of the runs with the outcome that lie in it."""
    density: float
    """Share of the runs in it that have the outcome."""
    support: float
    """Share of all runs that lie in it."""


class Bound(NamedTuple):
    """One bound of the corner."""

    path: str
    low: float
    """At least so much; minus infinity where there is no lower bound."""
    high: float
    density_without: float
    """Share of the outcome among the runs within the other bounds."""
    by_chance: float
    """The chance of the corner's share if this bound did nothing (Bryant & Lempert's quasi-p-value)."""
    returns: float
    """In which share of the resamples the search bounds this number on the same side."""


@dataclass(frozen=True)
class Corner:
    """The corner in which an outcome is most at home."""

    ensemble: Ensemble
    outcome: str
    base: Interval
    """The share of the outcome over all runs that the corner is judged by."""
    density: Interval
    """Its share in the corner."""
    coverage: Interval
    """How much of the outcome lies there."""
    support: float
    """Share of all runs that lie there."""
    by_chance: float
    """The chance of so much of the outcome there, among the runs that judge, if the bounds did nothing."""
    bounds: list[Bound]
    """The strongest first; none where no corner was found."""
    way: list[Peeled]
    """Every box on the way, from all runs on."""

    @property
    def holds(self) -> bool:
        """Whether there are bounds, and the runs that had no say in them bear them out."""
        return bool(self.bounds) and self.by_chance <= BY_CHANCE

    @property
    def limits(self) -> Limits:
        """The bounds as a box."""
        return {one.path: (one.low, one.high) for one in self.bounds}

    def summary(self) -> dict[str, object]:
        """Return what is printed, as plain data."""
        return {
            "title": self.ensemble.scenario.title, "scenario_hash": self.ensemble.scenario.hash,
            "runs": len(self.ensemble), "outcome": self.outcome, "base": self.base._asdict(),
            "density": self.density._asdict(), "coverage": self.coverage._asdict(), "support": self.support,
            "by_chance": self.by_chance, "holds": self.holds,
            "bounds": [
                {
                    "path": one.path, "min": one.low if math.isfinite(one.low) else None,
                    "max": one.high if math.isfinite(one.high) else None, "density_without": one.density_without,
                    "by_chance": one.by_chance, "returns": one.returns,
                }
                for one in self.bounds
            ],
        }  # fmt: skip


def corner(ensemble: Ensemble, outcome: str, *, bounds: int = MOST_BOUNDS, resamples: int = RESAMPLES) -> Corner:
    """Find the bounds on drawn numbers within which an outcome is most at home.

    Parameters
    ----------
    ensemble : Ensemble
        The runs, with the numbers that each drew.
    outcome : str
        Which outcome.
    bounds : int
        Numbers that are bounded at most.
    resamples : int
        How often the search is made again in runs that are drawn from these with replacement.

    Returns
    -------
    Corner
        Found in the runs with even numbers, judged by those with odd ones.

    Raises
    ------
    ValueError
        If there is no such outcome, no number is drawn, or too few runs have the outcome, or have it not.

    References
    ----------
    Friedman, J. H. & Fisher, N. I. (1999). Bump hunting in high-dimensional data. Statistics and Computing 9.
    Bryant, B. P. & Lempert, R. J. (2010). Thinking inside the box. Technological Forecasting and Social Change 77.

    Examples
    --------
    >>> path, wide = "scenarios/kosovo/five_actors.yaml", "process.declaration.alone_chance={uniform: [0, 0.4]}"
    >>> ensemble = sim.run(sim.read_scenario(path, [wide]), runs=1_024, seed=1)
    >>> found = corner(ensemble, "lone_declaration", resamples=2)
    >>> found.bounds[0].path, found.density.share > found.base.share
    ('process.declaration.alone_chance', True)
    """
    known_outcomes(ensemble.scenario, [outcome])
    names = [name for name in drawn_columns(ensemble.rows) if not name.startswith(f"{INPUT}record.")]
    hit: Flags = values_of(ensemble.rows, OUTCOME) == outcome
    if not names:
        raise ValueError("no number of this scenario is drawn, so there are no ranges with corners")
    have = min(int(hit.sum()), int((~hit).sum()))
    if have < 2 * FEWEST:
        raise ValueError(f"{int(hit.sum()):,} of {len(hit):,} runs end in {outcome}; "
                         f"a corner needs {2 * FEWEST} that do and as many that do not")  # fmt: skip
    numbers = {name.removeprefix(INPUT): np.asarray(column, float) for name, column in
               each_column(ensemble.rows, names)}  # fmt: skip
    even = np.arange(len(hit)) % 2 == 0
    searched, judged = (_part(numbers, half) for half in (even, ~even))
    limits, way = _search(searched, hit[even], bounds)
    returns = _returns(searched, hit[even], limits, bounds, resamples, ensemble.seed)
    return _judged(ensemble, outcome, limits, (judged, hit[~even]), returns, way)


def _part(numbers: Mapping[str, Floats], which: Flags) -> dict[str, Floats]:
    return {path: values[which] for path, values in numbers.items()}


def _screened(numbers: Mapping[str, Floats], hit: Flags) -> dict[str, Floats]:
    """Return the numbers whose values differ most where the outcome came about."""
    apart = {path: distance(values, values[hit]) for path, values in numbers.items()}
    return {path: numbers[path] for path in sorted(numbers, key=lambda path: -apart[path])[:SCREENED]}


def within(numbers: Mapping[str, Floats], limits: Limits, runs: int) -> Flags:
    """Tell which runs lie in a box, ``(runs,)``.

    >>> within({"x": np.array([1.0, 2.0, 3.0])}, {"x": (2.0, np.inf)}, 3).tolist()
    [False, True, True]
    """
    inside = np.ones(runs, dtype=bool)
    for path, (low, high) in limits.items():
        inside &= (numbers[path] >= low) & (numbers[path] <= high)
    return inside


def peel(numbers: Mapping[str, Floats], hit: Flags, bounds: int = MOST_BOUNDS) -> list[Peeled]:
    """Peel slices off, one by one, and return every box on the way, the whole first.

    >>> x = np.linspace(0, 1, 1_000)
    >>> way = peel({"x": x, "y": np.resize([0.2, 0.7], 1_000)}, x > 0.75)
    >>> way[0].limits, {path: round(low, 2) for path, (low, _) in chosen(way).limits.items()}
    ({}, {'x': 0.75})
    """
    paths, whole = list(numbers), int(hit.sum())
    values = np.stack([numbers[path] for path in paths])
    inside = np.arange(len(hit))
    limits: Limits = {}
    way = [Peeled({}, 1.0, float(hit.mean()), 1.0)]
    while True:
        open_to = paths if len(limits) < bounds else list(limits)
        cut = _best_slice(values[:, inside], hit[inside], [path in open_to for path in paths])
        if cut is None:
            return way
        row, at, upward, kept = cut
        if kept.sum() < SMALLEST * len(hit):
            return way
        low, high = limits.get(paths[row], (-math.inf, math.inf))
        limits = {**limits, paths[row]: (at, high) if upward else (low, at)}
        inside = inside[kept]
        found = int(hit[inside].sum())
        way.append(Peeled(limits, found / whole, found / len(inside), len(inside) / len(hit)))


def _best_slice(values: Floats, hit: Flags, allowed: Sequence[bool]) -> tuple[int, float, bool, Flags] | None:
    """Return the slice without which the outcome is most frequent: its number, where it is cut, and what is kept."""
    best: tuple[int, float, bool, Flags] | None = None
    top = float(hit.mean())
    lows, highs = np.quantile(values, (PEEL, 1 - PEEL), axis=1, method="nearest")
    for row, free in enumerate(allowed):
        for edge, upward in ((lows[row], True), (highs[row], False)) if free else ():
            kept = values[row] > edge if upward else values[row] < edge
            if not kept.any() or kept.all():
                continue
            share = float(hit[kept].mean())
            if share > top:
                left = values[row][kept]
                top, best = share, (row, float(left.min() if upward else left.max()), upward, kept)
    return best


def chosen(way: Sequence[Peeled]) -> Peeled:
    """Return the box that tells most: by how much denser it is than all runs, times the share of the runs it holds.

    This is weighted relative accuracy (Lavrač, Flach & Zupan 1999), which a whole and an empty box have none of.

    >>> chosen([Peeled({}, 1.0, 0.2, 1.0), Peeled({"x": (0.5, 1.0)}, 0.9, 0.45, 0.4)]).coverage
    0.9
    """
    return max(way, key=lambda box: box.support * (box.density - way[0].density))


def _search(numbers: Mapping[str, Floats], hit: Flags, bounds: int) -> tuple[Limits, list[Peeled]]:
    """Peel, choose a box, and let go of bounds that chance alone would make as good."""
    way = peel(_screened(numbers, hit), hit, bounds)
    limits = dict(chosen(way).limits)
    while limits:
        chances = {path: _by_chance(numbers, hit, limits, path)[1] for path in limits}
        weakest = max(chances, key=lambda path: chances[path])
        if chances[weakest] <= BY_CHANCE:
            break
        del limits[weakest]
    return limits, way


def _by_chance(numbers: Mapping[str, Floats], hit: Flags, limits: Limits, path: str) -> tuple[float, float]:
    """Return the share of the outcome without a bound, and how likely a box with it is as dense by luck alone."""
    from scipy.stats import binom

    inside = within(numbers, limits, len(hit))
    rest = within(numbers, {name: span for name, span in limits.items() if name != path}, len(hit))
    share = float(hit[rest].mean()) if rest.any() else 0.0
    return share, float(binom.sf(int((inside & hit).sum()) - 1, int(inside.sum()), share))


def _returns(
    numbers: Mapping[str, Floats], hit: Flags, limits: Limits, bounds: int, resamples: int, seed: int
) -> dict[str, float]:
    """Return in which share of resamples the search bounds the same numbers on the same side."""
    again = dict.fromkeys(limits, 0)
    stream = Streams(seed, 0).stream("corner.resamples")
    for _ in range(resamples):
        drawn = stream.integers(len(hit), size=len(hit))
        some = {path: values[drawn] for path, values in numbers.items()}
        found, _ = _search(some, hit[drawn], bounds)
        for path, (low, high) in limits.items():
            other = found.get(path, (-math.inf, math.inf))
            same = [math.isfinite(one) and math.isfinite(two) for one, two in zip((low, high), other, strict=True)]
            again[path] += any(same)
    return {path: count / max(1, resamples) for path, count in again.items()}


def _judged(
    ensemble: Ensemble, outcome: str, limits: Limits, judged: tuple[dict[str, Floats], Flags],
    returns: Mapping[str, float], way: list[Peeled],
) -> Corner:  # fmt: skip
    """Say of a box what the runs tell that had no say in it; its chance is exact (Fisher 1935)."""
    from scipy.stats import hypergeom

    numbers, hit = judged
    inside = within(numbers, limits, len(hit))
    lying, found = int(inside.sum()), int((inside & hit).sum())
    bounds = []
    for path, (low, high) in limits.items():
        share, chance = _by_chance(numbers, hit, limits, path)
        bounds.append(Bound(path, low, high, share, chance, returns[path]))
    return Corner(
        ensemble, outcome, wilson(int(hit.sum()), len(hit)), wilson(found, max(1, lying)),
        wilson(found, max(1, int(hit.sum()))), lying / len(hit),
        float(hypergeom.sf(found - 1, len(hit), int(hit.sum()), lying)),
        sorted(bounds, key=lambda one: one.density_without), way,
    )  # fmt: skip
