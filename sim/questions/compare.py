"""Comparing scenarios run by run: the same chance, another world.

Runs of equal number draw the same numbers in both scenarios, so the difference between
them is due to what was changed, and its interval is narrower than that of two separate ensembles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.questions.measures import measures_of
from sim.questions.paired import Difference, Shift, paired_difference, paired_shift

if TYPE_CHECKING:
    from sim.rules.arrays import Counts
    from sim.runs.ensemble import Ensemble

__all__ = ["Comparison", "Difference", "Shift", "compare", "paired_difference", "paired_shift"]


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

    def measures(self) -> dict[str, Shift]:
        """Give the mean difference of every numeric measure, over the runs in which both scenarios have one."""
        named = [name for name in measures_of(self.before) if name in set(measures_of(self.after))]
        found = {name: paired_shift(self.before.column(name), self.after.column(name)) for name in named}
        return {name: part for name, part in found.items() if part.runs}

    @property
    def changed(self) -> Counts:
        """The numbers of the runs that end otherwise."""
        runs: Counts = self.before.column("run")[self.before.column("outcome") != self.after.column("outcome")]
        return runs

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
            "changed": self.changed.tolist(),
            "flow": {"outcomes": self.names, "counts": self.flow().tolist()},
            "measures": [{"measure": name, **part._asdict()} for name, part in self.measures().items()],
        }


def compare(*ensembles: Ensemble) -> list[Comparison]:
    """Lay the first ensemble beside each of the others, run by run.

    Raises
    ------
    ValueError
        If there are fewer than two, or their runs are not the same.

    Examples
    --------
    >>> import sim
    >>> as_it_is = sim.run("scenarios/kosovo/five_actors.yaml", runs=100)
    >>> (same,) = compare(as_it_is, as_it_is)
    >>> len(same.changed)
    0
    """
    if len(ensembles) < 2:
        raise ValueError("two scenarios at least are needed to compare")
    return [Comparison(ensembles[0], other) for other in ensembles[1:]]
