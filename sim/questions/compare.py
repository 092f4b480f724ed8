"""Comparing scenarios run by run: the same chance, another world.

Runs of equal number draw the same numbers in both scenarios, so the difference between
them is due to what was changed, and its interval is narrower than that of two separate ensembles.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sim.questions.measures import OUTCOME, RUN, each_column, known_values, measures_of, values_of
from sim.rules.arrays import Counts, Flags
from sim.runs.ensemble import Ensemble
from sim.runs.intervals import Z_95, wilson

__all__ = ["Comparison", "Difference", "Shift", "compare", "paired_difference", "paired_shift"]


class Difference(NamedTuple):
    """How much more often something happens in the second scenario, with 95 per cent intervals."""

    difference: float
    low: float
    high: float
    unpaired_width: float
    """How wide the interval would be if the runs were not paired."""


def paired_difference(before: Flags, after: Flags) -> Difference:
    """Return the difference of two shares over paired runs (Newcombe 1998, with the score adjustment of counts).

    >>> before, after = np.repeat([True, False], 500), np.repeat([True, False], [600, 400])
    >>> [round(number, 3) for number in paired_difference(before, after)[:3]]
    [0.1, 0.081, 0.118]
    """
    runs = len(before)
    gained = int(np.count_nonzero(after & ~before))
    lost = int(np.count_nonzero(before & ~after))
    difference = (gained - lost) / runs
    # Half a run added to each kind of change keeps the interval honest where few runs changed (Agresti & Min 2005).
    up, down, total = gained + 0.5, lost + 0.5, runs + 2
    centre = (up - down) / total
    half = Z_95 * math.sqrt(max(0.0, (up + down) / total - centre**2) / total)
    first, second = (wilson(int(np.count_nonzero(part)), runs) for part in (before, after))
    # From the bounds of each share (Newcombe 1998, method 10), so that it is no point where one never came about.
    unpaired = math.hypot(second.share - second.low, first.high - first.share)
    unpaired += math.hypot(second.high - second.share, first.share - first.low)
    return Difference(difference, centre - half, centre + half, unpaired)


class Shift(NamedTuple):
    """How far the mean of a measure moves, over runs in which both have a value, with 95 per cent interval."""

    before: float
    after: float
    difference: float
    low: float
    high: float
    runs: int
    unpaired_width: float
    """How wide the interval would be if the runs were not paired."""


def paired_shift(before: npt.ArrayLike, after: npt.ArrayLike) -> Shift:
    """Return the difference of two means over paired runs.

    >>> shift = paired_shift(np.array([1, 2, 3, -1]), np.array([2, 3, 4, 5]))
    >>> shift.runs, shift.difference, shift.low, shift.high
    (3, 1.0, 1.0, 1.0)
    """
    first, second = known_values(before), known_values(after)
    both = np.isfinite(first) & np.isfinite(second)
    first, second = first[both], second[both]
    runs = len(first)
    if not runs:
        return Shift(math.nan, math.nan, math.nan, math.nan, math.nan, 0, math.nan)
    moved = second - first
    half = Z_95 * float(np.std(moved)) / math.sqrt(runs)
    unpaired = 2 * Z_95 * math.sqrt((float(np.var(first)) + float(np.var(second))) / runs)
    mean = float(np.mean(moved))
    return Shift(float(first.mean()), float(second.mean()), mean, mean - half, mean + half, runs, unpaired)


@dataclass(frozen=True)
class Comparison:
    """Two ensembles of equal runs, laid side by side: the one scenario and the other.

    Raises ValueError if seed or run numbers differ.
    """

    before: Ensemble
    after: Ensemble

    def __post_init__(self) -> None:
        """Refuse ensembles whose runs are not the same."""
        if self.before.seed != self.after.seed:
            raise ValueError(f"seeds {self.before.seed} and {self.after.seed} differ; paired runs need the same seed")
        if not np.array_equal(values_of(self.before.rows, RUN), values_of(self.after.rows, RUN)):
            raise ValueError("the two ensembles do not hold the same runs; give both the same --runs")

    @property
    def names(self) -> list[str]:
        """Every outcome of either scenario, in the order of the first."""
        return list(dict.fromkeys([*self.before.scenario.outcome_labels, *self.after.scenario.outcome_labels]))

    def label(self, outcome: str) -> str:
        """Return what people read for an outcome."""
        labels = {**self.after.scenario.outcome_labels, **self.before.scenario.outcome_labels}
        return labels[outcome]

    @cached_property
    def _ended(self) -> tuple[Counts, Counts]:
        """How each run ended before and after, as places among `names`."""
        names = pa.array(self.names)
        first, second = (
            pc.index_in(ensemble.rows.column(OUTCOME).cast(pa.string()), value_set=names).to_numpy()
            for ensemble in (self.before, self.after)
        )
        return first.astype(np.int64), second.astype(np.int64)

    def outcomes(self) -> dict[str, Difference]:
        """Return the difference of each outcome's share."""
        first, second = self._ended
        return {name: paired_difference(first == place, second == place) for place, name in enumerate(self.names)}

    def measures(self) -> dict[str, Shift]:
        """Return the mean difference of every numeric measure, over the runs in which both scenarios have one."""
        of_after = set(measures_of(self.after))
        shared = [name for name in measures_of(self.before) if name in of_after]
        pairs = zip(each_column(self.before.rows, shared), each_column(self.after.rows, shared), strict=True)
        found = {name: paired_shift(first, second) for (name, first), (_, second) in pairs}
        return {name: part for name, part in found.items() if part.runs}

    @property
    def changed(self) -> Counts:
        """The numbers of the runs that end otherwise."""
        first, second = self._ended
        runs: Counts = values_of(self.before.rows, RUN).astype(np.int64)[first != second]
        return runs

    def flow(self) -> Counts:
        """Count runs by their outcome before (rows) and after (columns), in the order of `names`."""
        count = len(self.names)
        first, second = self._ended
        return np.bincount(first * count + second, minlength=count**2).reshape(count, count)

    def summary(self) -> dict[str, Any]:
        """Return what is printed, as plain data."""
        before, after = self.before.outcomes(), self.after.outcomes()
        rows = [
            {
                "outcome": name,
                "label": self.label(name),
                "before": before[name].share if name in before else 0.0,
                "after": after[name].share if name in after else 0.0,
                "difference": part.difference,
                "low": part.low,
                "high": part.high,
                "unpaired_width": part.unpaired_width,
            }
            for name, part in self.outcomes().items()
        ]
        changed = self.changed.tolist()
        return {
            "before": self.before.scenario.title, "after": self.after.scenario.title, "runs": len(self.before),
            "seed": self.before.seed, "changed_runs": len(changed), "outcomes": rows, "changed": changed,
            "flow": {"outcomes": self.names, "counts": self.flow().tolist()},
            "measures": [{"measure": name, **part._asdict()} for name, part in self.measures().items()],
        }  # fmt: skip


def compare(*ensembles: Ensemble) -> list[Comparison]:
    """Lay the first ensemble beside each of the others, run by run.

    Raises ValueError if there are fewer than two, or their runs are not the same.

    >>> as_it_is = sim.run("scenarios/kosovo/five_actors.yaml", runs=100)
    >>> (same,) = compare(as_it_is, as_it_is)
    >>> len(same.changed)
    0
    """
    if len(ensembles) < 2:
        raise ValueError("two scenarios at least are needed to compare")
    return [Comparison(ensembles[0], other) for other in ensembles[1:]]
