"""Comparing scenarios run by run: the same chance, another world.

Runs of equal number draw the same numbers in both scenarios, so the difference between
them is due to what was changed, and its interval is narrower than that of two separate ensembles.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.ensemble.intervals import Z_95

if TYPE_CHECKING:
    from sim.ensemble.ensemble import Ensemble
    from sim.rules.arrays import Counts, Flags

__all__ = ["Comparison", "Difference", "paired_difference"]


class Difference(NamedTuple):
    """How much more often something happens in the second scenario, with 95 per cent intervals."""

    difference: float
    low: float
    high: float
    unpaired_width: float
    """How wide the interval would be if the runs were not paired."""


def paired_difference(before: Flags, after: Flags) -> Difference:
    """Give the difference of two shares over paired runs (Newcombe 1998, method with the score adjustment of counts).

    Parameters
    ----------
    before, after : array of bool, (runs,)
        Whether each run ended so, in the one scenario and in the other.

    Examples
    --------
    >>> before, after = np.repeat([True, False], 500), np.repeat([True, False], [600, 400])
    >>> [round(number, 3) for number in paired_difference(before, after)[:3]]
    [0.1, 0.081, 0.119]
    """
    runs = len(before)
    gained = int(np.count_nonzero(after & ~before))
    lost = int(np.count_nonzero(before & ~after))
    difference = (gained - lost) / runs
    # Half a run added to each kind of change keeps the interval honest where few runs changed (Agresti & Min 2005).
    up, down, total = gained + 0.5, lost + 0.5, runs + 2
    centre = (up - down) / total
    half = Z_95 * math.sqrt(max(0.0, (up + down) / total - centre**2) / total)
    first, second = float(np.mean(before)), float(np.mean(after))
    unpaired = 2 * Z_95 * math.sqrt((first * (1 - first) + second * (1 - second)) / runs)
    return Difference(difference, centre - half, centre + half, unpaired)


@dataclass(frozen=True)
class Comparison:
    """Two ensembles of equal runs, laid side by side.

    Attributes
    ----------
    before, after : Ensemble
        The one scenario and the other.
    """

    before: Ensemble
    after: Ensemble

    def __post_init__(self) -> None:
        """Refuse ensembles whose runs are not the same.

        Raises
        ------
        ValueError
            If seed or run numbers differ.
        """
        if self.before.seed != self.after.seed:
            raise ValueError(f"seeds {self.before.seed} and {self.after.seed} differ; paired runs need the same seed")
        if not np.array_equal(self.before.column("run"), self.after.column("run")):
            raise ValueError("the two ensembles do not hold the same runs; give both the same --runs")

    @property
    def names(self) -> list[str]:
        """Every outcome of either scenario, in the order of the first."""
        return list(dict.fromkeys([*self.before.scenario.outcome_labels, *self.after.scenario.outcome_labels]))

    def label(self, outcome: str) -> str:
        """Give what people read for an outcome."""
        labels = {**self.after.scenario.outcome_labels, **self.before.scenario.outcome_labels}
        return labels[outcome]

    def outcomes(self) -> dict[str, Difference]:
        """Give the difference of each outcome's share."""
        first, second = self.before.column("outcome"), self.after.column("outcome")
        return {name: paired_difference(first == name, second == name) for name in self.names}

    def flow(self) -> Counts:
        """Count runs by their outcome before (rows) and after (columns), in the order of `names`."""
        names = self.names
        place = {name: number for number, name in enumerate(names)}
        first = np.array([place[name] for name in self.before.column("outcome")])
        second = np.array([place[name] for name in self.after.column("outcome")])
        counted = np.bincount(first * len(names) + second, minlength=len(names) ** 2)
        return counted.reshape(len(names), len(names))

    def summary(self) -> dict[str, Any]:
        """Give what is printed, as plain data."""
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
        return {
            "before": self.before.scenario.title,
            "after": self.after.scenario.title,
            "runs": len(self.before),
            "seed": self.before.seed,
            "changed_runs": int(np.sum(self.flow()) - np.trace(self.flow())),
            "outcomes": rows,
            "flow": {"outcomes": self.names, "counts": self.flow().tolist()},
        }
