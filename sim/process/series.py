"""What is watched of the runs from week to week: how many of them have each value of a series.

Quantiles of a million runs cannot be put together from those of its blocks, but counts can: each value from 0 to 1
is counted to the nearest step of a grid, and counts of blocks add up exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.scenario.format.weekly import POINTS, STEPS, series_of

if TYPE_CHECKING:
    from collections.abc import Hashable

    import numpy.typing as npt

    from sim.actors.world import World
    from sim.process.proceedings import Proceedings
    from sim.rules.arrays import Counts, Floats

__all__ = ["Belief", "TextOnTable", "WeeklySeries"]

UNKNOWN = object()
"""Stands for the state of a series before its first week."""


class Belief:
    """What an actor believes the chance of a result of a stage to be."""

    def __init__(self, world: World, about: str, name: str) -> None:
        self.world, self.actor, self.about = world, world.actors[name], about

    def state(self, week: int) -> Hashable:
        """Return what stays the same as long as no run believes anything else."""
        return self.actor.lessons, len(self.world.unblockable)

    def values(self) -> Floats:
        """Return the believed chance, ``(runs,)``."""
        return self.actor.believes(self.about, self.world.everybody)


class TextOnTable:
    """What the text on the table says on an issue; before one is tabled, the text that is expected."""

    def __init__(self, world: World, issue: str) -> None:
        self.world = world
        self.row = list(world.scenario.issues).index(issue)

    def state(self, week: int) -> Hashable:
        """Return the week: a text may be tabled in any."""
        return week

    def values(self) -> Floats:
        """Return the place on the issue, ``(runs,)``."""
        return np.asarray(self.world.on_table[self.row])


class WeeklySeries:
    """How many of the runs that are not decided yet have each value of each series, week by week.

    A run that has been decided, be it over or in a stage that only follows up, is watched no longer.

    Attributes
    ----------
    names : tuple of str
        The series.
    counted : array of int, (blocks, weeks, series, points)
        Undecided runs at each value by week; the values are the points of a grid from 0 to 1.

    Examples
    --------
    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(10)).run()
    >>> model.series.names[0], int(model.series.counted[0, 0, 0].sum())
    ('belief.council.blocked.belgrade', 10)
    """

    def __init__(self, proceedings: Proceedings, block_of_run: Counts) -> None:
        self.whereabouts = proceedings.whereabouts
        scenario = proceedings.world.scenario
        self.names = series_of(scenario)
        self.watched = [_watched(proceedings.world, name) for name in self.names]
        blocks, runs = int(block_of_run[-1]) + 1, proceedings.world.runs
        self.counted: npt.NDArray[np.int16] = np.zeros(
            (blocks, scenario.calendar.weeks, len(self.names), POINTS), dtype=np.int16
        )
        self._states: list[Hashable] = [UNKNOWN] * len(self.names)
        self._now = np.zeros((blocks, len(self.names), POINTS), dtype=np.int16)
        self._undecided = np.ones(runs, dtype=bool)
        # Where a run is counted, but for its value: in its own block and series.
        first = POINTS * len(self.names) * block_of_run
        self._first = first + POINTS * np.arange(len(self.names))[:, None]
        self._point = np.zeros((len(self.names), runs), dtype=np.int64)

    def take(self, week: int) -> None:
        """Count the undecided runs of a week at each value; only what has changed is counted anew."""
        if not self.names:
            return
        self._leave_out_decided()
        for place, watched in enumerate(self.watched):
            state = watched.state(week)
            if state != self._states[place]:
                self._states[place] = state
                self._count_anew(place, watched.values())
        self.counted[:, week] = self._now

    def _leave_out_decided(self) -> None:
        decided = np.flatnonzero(self._undecided & self.whereabouts.decided)
        if decided.size:
            self._undecided[decided] = False
            self._now -= self._counts((self._first + self._point)[:, decided])

    def _count_anew(self, place: int, values: Floats) -> None:
        self._point[place] = np.rint(values * STEPS)
        here = (self._first[place] + self._point[place])[self._undecided]
        self._now[:, place] = self._counts(here)[:, place]

    def _counts(self, cells: Counts) -> npt.NDArray[np.int16]:
        counted = np.bincount(cells.ravel(), minlength=self._now.size)
        return counted.reshape(self._now.shape).astype(np.int16)


def _watched(world: World, name: str) -> Belief | TextOnTable:
    kind, *which = name.split(".")
    if kind == "text":
        return TextOnTable(world, *which)
    *about, actor = which
    return Belief(world, ".".join(about), actor)
