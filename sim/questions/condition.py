"""Conditioning: the runs that match what is given, and what that tells about the numbers that were drawn.

This is Bayes' rule by rejection: the drawn inputs of all runs are the prior, those of the matching runs the
posterior (Rubin 1984). Where next to no run matches, `sim.questions.sequential` comes to matching runs by degrees.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from sim.chance.streams import BLOCK_RUNS
from sim.questions.given import Given, GivenLike, given_from
from sim.questions.measures import INPUT, OUTCOME, RUN, drawn_columns, each_column, values_of
from sim.rules.arrays import Counts, Flags, Floats
from sim.runs.block import BlockResult, BlockTask
from sim.runs.ensemble import Ensemble
from sim.runs.intervals import Interval, wilson
from sim.runs.play import play

__all__ = ["ENOUGH", "MOST_TRIED", "ByDegrees", "Conditioned", "Moved", "condition", "distance"]

ENOUGH = 100
"""With fewer matching runs than this, intervals are too wide to say much."""

MOST_TRIED = 1_000_000
"""How many runs `until` tries at most, unless told otherwise."""


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


@dataclass(frozen=True)
class ByDegrees:
    """How matching runs were come to by degrees."""

    families: Counts
    """From which of the runs that matched first each descends, ``(matching runs,)``."""
    islands: Counts
    """On which island each was come to, ``(matching runs,)``: runs of different ones know nothing of each other."""
    effective_size: float
    """How many runs that are drawn each by itself tell as much, from how the islands differ."""
    share: Interval
    """The share of all runs that match, as the degrees tell it."""
    degrees: int
    """How many steps were taken."""


@dataclass(frozen=True)
class Conditioned:
    """The runs of an ensemble that match what is given."""

    ensemble: Ensemble
    """The runs that the prior is read from."""
    given: Given
    rows: pa.Table
    """The matching runs, also those that were played on for."""
    tried: int
    """Runs that were looked at."""
    by_degrees: ByDegrees | None = None
    """How the matching runs were come to, if not by looking which ones match."""

    @property
    def method(self) -> str:
        """What this is called in the literature."""
        return "rejection sampling" if self.by_degrees is None else "sequential Monte Carlo"

    def __len__(self) -> int:
        """Count the matching runs."""
        return int(self.rows.num_rows)

    @property
    def runs(self) -> Counts:
        """The numbers of the matching runs."""
        return values_of(self.rows, RUN).astype(np.int64)

    @property
    def share(self) -> Interval:
        """The share of all runs that match, with its 95 per cent interval."""
        return wilson(len(self), self.tried) if self.by_degrees is None else self.by_degrees.share

    @property
    def effective_size(self) -> float:
        """How many runs that are drawn each by itself tell as much: by rejection, the matching runs.

        Runs that were come to by degrees are alike, and worth as many as the islands' differences say.
        """
        return float(len(self)) if self.by_degrees is None else self.by_degrees.effective_size

    @property
    def runs_for_enough(self) -> int:
        """How many runs would do for `ENOUGH` matches; with no match yet, at least so many."""
        share = self.share.share if len(self) else 3 / self.tried  # rule of three: Hanley & Lippman-Hand 1983
        return math.ceil(ENOUGH / share)

    def outcomes(self) -> dict[str, Interval]:
        """Return the share of each outcome among the matching runs, with the interval of the effective size."""
        said, names = values_of(self.rows, OUTCOME), self.ensemble.scenario.outcome_labels
        return {name: self._share_of(int(np.sum(said == name))) for name in names}

    def _share_of(self, count: int) -> Interval:
        if self.by_degrees is None:
            return wilson(count, len(self))
        share, worth = count / len(self), max(1, round(self.effective_size))
        _, low, high = wilson(round(share * worth), worth)
        return Interval(share, min(low, share), max(high, share))

    def moved(self) -> list[Moved]:
        """Hold each drawn input of all runs against that of the matching runs, what moved most first."""
        if not len(self):
            return []
        names = drawn_columns(self.ensemble.rows)
        # Two-sample bound of Smirnov (1948) for a part against the whole, at 5 per cent over all inputs together.
        rest = max(0.0, 1 - self.share.share)
        bound = math.sqrt(-math.log(0.05 / max(1, len(names)) / 2) / 2 * rest / self.effective_size)
        found = []
        for name, column in each_column(self.ensemble.rows, names):
            before, after = np.asarray(column, float), np.asarray(values_of(self.rows, name), float)
            path, apart = name.removeprefix(INPUT), distance(before, after)
            found.append(Moved(path, *_span(before), *_span(after), apart, bound))
        return sorted(found, key=lambda part: -part.distance)

    def summary(self) -> dict[str, object]:
        """Return what is printed, as plain data."""
        share, labels = self.share, self.ensemble.scenario.outcome_labels
        return {
            "title": self.ensemble.scenario.title,
            "given": self.given.title,
            "seed": self.ensemble.seed,
            "scenario_hash": self.ensemble.scenario.hash,
            "tried": self.tried,
            "matching": len(self),
            "method": self.method,
            "share": share.share,
            "low": share.low,
            "high": share.high,
            "effective_size": self.effective_size,
            "enough": self.effective_size >= ENOUGH,
            "runs_for_enough": self.runs_for_enough,
            "outcomes": [
                {"outcome": name, "label": labels[name], **part._asdict()}
                for name, part in (self.outcomes().items() if len(self) else ())
            ],
            "inputs": [part._asdict() for part in self.moved()],
        }


def condition(
    ensemble: Ensemble, given: GivenLike, *, until: int | None = None, most: int = MOST_TRIED, workers: int = 1,
    on_block: Callable[[BlockResult], None] | None = None,
) -> Conditioned:  # fmt: skip
    """Keep the runs that match what is given, and play on for more of them if asked to.

    Raises ScenarioFault if the condition makes no sense for these results.

    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=500, seed=1)
    >>> late = condition(ensemble, {"ended_week": {"min": 60}})
    >>> late.tried, len(late) == int(sum(ensemble.column("ended_week") >= 60))
    (500, True)
    """
    asked = given_from(given)
    matching: Flags = asked.matches(ensemble.rows)
    kept, tried = [ensemble.rows.filter(pa.array(matching))], len(ensemble)
    found = int(np.sum(matching))
    tasks = _further(int(values_of(ensemble.rows, RUN).max()) + 1)
    while until is not None and found < until and tried < most:
        batch = [next(tasks) for _ in range(max(1, workers))]
        for part in play(ensemble.scenario, batch, seed=ensemble.seed, workers=workers, on_block=on_block):
            if found >= until:
                continue  # played beside the last that was needed; the workers have no say
            rows = part.rows.slice(0, max(0, most - tried))
            kept.append(rows.filter(pa.array(asked.matches(rows))))
            tried += rows.num_rows
            found += kept[-1].num_rows
    return Conditioned(ensemble, asked, pa.concat_tables(kept), tried)


def _further(first: int) -> Iterator[BlockTask]:
    """Return the runs from one on, block by block, without end."""
    block, place = divmod(first, BLOCK_RUNS)
    if place:
        yield block, np.arange(place, BLOCK_RUNS)
        block += 1
    while True:
        yield block, None
        block += 1


def _span(values: Floats) -> tuple[float, float, float]:
    low, high = np.quantile(values, (0.025, 0.975))
    return float(np.mean(values)), float(low), float(high)


def distance(first: Floats, second: Floats) -> float:
    """Return the largest difference between two distribution functions (Kolmogorov 1933, Smirnov 1948).

    >>> distance(np.array([1.0, 2.0, 3.0, 4.0]), np.array([3.0, 4.0]))
    0.5
    """
    every = np.sort(np.concatenate([first, second]))
    below = np.searchsorted(np.sort(first), every, side="right") / len(first)
    beneath = np.searchsorted(np.sort(second), every, side="right") / len(second)
    return float(np.max(np.abs(below - beneath)))
