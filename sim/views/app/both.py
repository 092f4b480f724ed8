"""One history of both worlds side by side, from the first thing that is told otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.runs.one_run import chronicle_of
from sim.views.story.side_by_side import side_by_side
from sim.views.templating import environment

if TYPE_CHECKING:
    from sim.rules.arrays import Counts
    from sim.runs.tasks import Line
    from sim.scenario.format.scenario import Scenario

__all__ = ["Both", "both_told", "telling_run"]


def telling_run(before: Counts, after: Counts) -> int:
    """Return the first run that changes as most of those do that change; the first of all where none does.

    >>> telling_run(np.array([0, 0, 1, 0, 1]), np.array([0, 1, 2, 1, 1]))
    1
    """
    changed = np.flatnonzero(before != after)
    if not len(changed):
        return 0
    kinds = before[changed] * (after.max() + 1) + after[changed]
    _, first, counts = np.unique(kinds, return_index=True, return_counts=True)
    return int(changed[first[counts.argmax()]])


def both_told(before: Scenario, after: Scenario, run: int, *, seed: int = 0, level: int = 2) -> str:
    """Tell one run of two worlds beside each other in HTML.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> free = sim.read_scenario("scenarios/kosovo/five_actors.yaml", ["actors.russia.veto=false"])
    >>> "here they part" in both_told(five, free, 0), "here they part" in both_told(five, five, 0)
    (True, False)
    """
    rows = side_by_side(*((chronicle_of(case, run, seed=seed), case) for case in (before, after)))
    parts = next((place for place, row in enumerate(rows) if not row.same), len(rows))
    return (
        environment()
        .get_template("app_both.html")
        .render(run=run, alike=rows[:parts], apart=rows[parts:], level=level, seed=seed)
    )


@dataclass(frozen=True)
class Both:
    """Tells a run of two worlds: the work of an executor."""

    before: Scenario
    after: Scenario
    seed: int = 0

    def __call__(self, run: int, line: Line) -> str:
        """Return what is told of a run, in HTML."""
        return both_told(self.before, self.after, run, seed=self.seed)
