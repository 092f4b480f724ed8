"""The shares of the outcomes over 2,000 runs: played so that it can be broken off, and kept."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from cachetools import LRUCache

from sim.model import StatusTalks
from sim.questions.compare import Difference, paired_difference
from sim.runs.intervals import Interval, wilson
from sim.views.columns import OUTCOME

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.chance.remembered import Remembered
    from sim.rules.arrays import Counts
    from sim.scenario.format.scenario import Scenario

__all__ = ["RUNS", "Kept", "Shares", "play_outcomes"]

RUNS = 2_000
"""Runs that the page plays of each scenario."""

MOST_KEPT = 256
"""Scenarios whose shares are kept; each takes 16 kB."""


@dataclass(frozen=True)
class Shares:
    """How the runs of a scenario ended."""

    hash: str
    """Of the scenario."""
    seed: int
    """What all chance was keyed by."""
    labels: dict[str, str]
    """Every outcome, in the order of the scenario, with what people read."""
    outcome: Counts
    """Place of each run's outcome in `labels`, ``(runs,)``."""
    seconds: float
    """How long it took to play."""

    @property
    def runs(self) -> int:
        """How many runs were played."""
        return len(self.outcome)

    def count(self, name: str) -> int:
        """Count the runs that ended so."""
        return int(np.count_nonzero(self.outcome == list(self.labels).index(name)))

    def share(self, name: str) -> Interval:
        """Return the share of an outcome with its 95 per cent interval."""
        return wilson(self.count(name), self.runs)

    def since(self, before: Shares, name: str) -> Difference:
        """Tell how much more often an outcome comes about than before, over the same runs."""
        place = list(self.labels).index(name)
        return paired_difference(before.outcome == place, self.outcome == place)


def play_outcomes(
    scenario: Scenario,
    blocks: Sequence[int],
    *,
    seed: int = 0,
    stopped: Callable[[], bool] = lambda: False,
    on_week: Callable[[float], None] = lambda share: None,
    remembered: Remembered | None = None,
) -> Counts | None:
    """Play whole blocks beside each other and give each run's outcome; nothing if it was stopped on the way.

    The runs are those of `sim run` with the same seed.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> outcome = play_outcomes(five, [0])
    >>> len(outcome), list(five.outcome_labels)[outcome[0]]
    (1024, 'coordinated_declaration')
    """
    first, *beside = blocks
    model = StatusTalks(scenario, seed=seed, block=first, beside=tuple(beside), remembered=remembered)
    for week in model.weeks():
        if stopped():
            return None
        on_week((week + 1) / scenario.calendar.weeks)
    model.settle()
    return np.array(model.records.columns[OUTCOME])


class Kept:
    """Shares that were played before, so that nobody waits for them twice; safe to use from several threads."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._shares: LRUCache[tuple[str, int], Shares] = LRUCache(most)
        self._lock = threading.Lock()

    def get(self, scenario: Scenario, seed: int = 0) -> Shares | None:
        """Return the shares of a scenario if they were played before."""
        with self._lock:
            return self._shares.get((scenario.hash, seed))

    def put(self, shares: Shares) -> None:
        """Keep shares, and let go of those that were asked for longest ago."""
        with self._lock:
            self._shares[shares.hash, shares.seed] = shares
