"""What moves what: every drawn number low against high, all else equal, in the same runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.chance.streams import BLOCK_RUNS, Streams
from sim.model import StatusTalks
from sim.scenario.format.quantity import quantities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.rules.arrays import Floats
    from sim.scenario.format.scenario import Scenario

__all__ = ["Moved", "each_number", "share_dead"]

LOW, HIGH = 0.02, 0.98
"""Quantiles at which a number counts as low and as high."""

MOST_TOGETHER = 2 * BLOCK_RUNS
"""Runs played in one model: many numbers side by side, each in copies of the same runs."""


@dataclass(frozen=True)
class Moved:
    """What a number moves where it is high instead of low."""

    path: str
    outcome: float
    """Share of runs with another outcome."""
    date: float
    """Mean of the weeks, later or earlier, by which a run ends at another time."""
    payoff: float
    """Mean difference of what an actor has at the end, of the actor whom it moves most."""
    course: float = 0.0
    """Share of runs in which something else that is counted or said differs: an answer, a vote, a recognition."""

    @property
    def dead(self) -> bool:
        """Whether it moves neither an outcome nor a date in any run."""
        return self.outcome == 0 and self.date == 0


def each_number(
    scenario: Scenario, runs: int = 128, seed: int = 0, paths: Sequence[str] | None = None
) -> list[Moved]:
    """Set every drawn number low and high in the same runs, and see what differs; those that move most come first.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> asked = ["actors.russia.blocking_cost", "actors.envoy.salience.status"]
    >>> [(one.path, one.dead) for one in each_number(five, runs=64, paths=asked)]
    [('actors.russia.blocking_cost', False), ('actors.envoy.salience.status', True)]
    """
    drawn = [path for path, quantity in quantities(scenario) if not quantity.fixed and not path.startswith("record.")]
    asked = drawn if paths is None else list(paths)
    unknown = [path for path in asked if path not in drawn]
    if unknown:
        raise ValueError(f"not among the drawn numbers of the scenario: {', '.join(unknown)}")
    together = max(1, MOST_TOGETHER // (2 * runs))
    found: list[Moved] = []
    for first in range(0, len(asked), together):
        found += _played(scenario, asked[first : first + together], runs, seed)
    return sorted(found, key=lambda one: (-one.outcome, -one.date, -one.payoff, one.path))


def share_dead(found: Sequence[Moved]) -> float:
    """Return the share of numbers that move neither an outcome nor a date.

    Examples
    --------
    >>> share_dead([Moved("a", 0.0, 0.0, 0.1), Moved("b", 0.2, 1.0, 0.1)])
    0.5
    """
    return sum(one.dead for one in found) / len(found) if found else 0.0


def _played(scenario: Scenario, paths: Sequence[str], runs: int, seed: int) -> list[Moved]:
    """Play some numbers side by side: for each, the same runs with it low, then with it high."""
    places = np.tile(np.arange(runs), 2 * len(paths))
    streams = Streams(seed, 0, places)
    given: dict[str, Floats] = {}
    for place, path in enumerate(paths):
        uniform = np.array(streams.uniform("input", path))
        uniform[2 * place * runs : (2 * place + 1) * runs] = LOW
        uniform[(2 * place + 1) * runs : (2 * place + 2) * runs] = HIGH
        given[path] = uniform
    model = StatusTalks(scenario, seed=seed, places=places, given=given).run()
    results = model.records
    outcome, week = results.columns["outcome"], results.columns["ended_week"]
    said = [column for column in results.columns.values() if column.dtype.kind != "f"]
    payoffs = np.stack([results.columns[f"utility.{name}"] for name in scenario.actors])
    found = []
    for place, path in enumerate(paths):
        low = slice(2 * place * runs, (2 * place + 1) * runs)
        high = slice(low.stop, low.stop + runs)
        found.append(
            Moved(
                path,
                outcome=float((outcome[low] != outcome[high]).mean()),
                date=float(np.abs(week[low].astype(float) - week[high]).mean()),
                payoff=float(np.abs(np.subtract(payoffs[:, low], payoffs[:, high])).mean(axis=1).max()),
                course=float(np.any([column[low] != column[high] for column in said], axis=0).mean()),
            )
        )
    return found
