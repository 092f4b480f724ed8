"""Which run stands where: in which stage, since when, and how it ended."""

from collections.abc import Iterable

import numpy as np

from sim.process.records import NEVER, Records
from sim.rules.arrays import Counts, Flags
from sim.scenario.format.columns import ENDED_WEEK, ENDING
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.stage import END

__all__ = ["Whereabouts"]

ENDED = -1
"""Where a run stands that is over."""


class Whereabouts:
    """Where the runs of one or several blocks stand, week by week.

    Attributes
    ----------
    stage : array of int, (runs,)
        Place of the stage in which each run stands; -1 where it is over.
    before : array of int, (runs,)
        Where each run stood as the week began.
    crowd : array of int, (stages + 1,)
        How many runs stood in each stage as the week began; in the last place, how many were over.
    entered : dict of str to array of int, (runs,)
        Week in which each run came to a stage, by the stage's name; -1 if not yet.
    ending : array of int, (runs,)
        What the last stage of each run ended in, as a place in the list of results; -1 while it goes on.
    ended_week : array of int, (runs,)
        The week of that.
    standing_of : array of int, (blocks, weeks, stages + 1)
        Runs in each stage by week; the last column counts those that are over.
    """

    def __init__(self, scenario: Scenario, records: Records, block_of_run: Counts) -> None:
        runs = len(block_of_run)
        self.places = {stage.name: place for place, stage in enumerate(scenario.process)}
        self.follows_up = {stage.name for stage in scenario.process if stage.follows_up}
        self.stage = np.zeros(runs, dtype=np.int64)
        self.before = self.stage.copy()
        self.crowd = np.bincount(self.stage, minlength=len(self.places) + 1)
        endings = dict.fromkeys(result for stage in scenario.process for result in stage.results)
        self._endings = [*endings, "calendar"]
        self.ending = records.spoken(ENDING, self._endings)
        self.ended_week = records.counts(ENDED_WEEK)
        self.ended_week[:] = scenario.calendar.weeks - 1
        self.entered = {
            stage.name: records.counts(stage.ENTERED, within=f"{stage.name}.") for stage in scenario.process
        }
        self.entered[scenario.process[0].name][:] = 0
        # A run is counted in a cell of its own block and stage; those that are over in the last one of the block.
        blocks = int(block_of_run[-1]) + 1
        self._first_cell = block_of_run * (len(self.places) + 1)
        self.standing_of = np.zeros((blocks, scenario.calendar.weeks, len(self.places) + 1), dtype=np.int64)

    @property
    def any_running(self) -> bool:
        """Whether some run is not over."""
        return bool((self.stage != ENDED).any())

    @property
    def running(self) -> Flags:
        """Which runs are not over, ``(runs,)``."""
        return np.asarray(self.stage != ENDED)

    @property
    def decided(self) -> Flags:
        """Which runs have ended, or only play what follows from their end, ``(runs,)``."""
        return np.asarray(self.ending >= 0)

    def begin_week(self) -> None:
        """Note where each run stands as the week begins."""
        self.before = self.stage.copy()

    def standing_in(self, names: Iterable[str], stage: Counts | None = None) -> Flags:
        """Tell which runs stand in one of these stages, ``(runs,)``: now, or as `stage` has it."""
        asked = np.zeros(len(self.places) + 1, dtype=bool)  # the last place is that of runs that are over, -1
        asked[[self.places[name] for name in names]] = True
        return np.asarray(asked[self.stage if stage is None else stage])

    def move(self, runs: Counts, following: str, result: str, week: int) -> None:
        """Move runs to the stage that follows, or end them with the result of the one that they leave."""
        if following == END:
            self.stage[runs] = ENDED
        else:
            self.stage[runs] = self.places[following]
            self.entered[following][runs] = week
        if following == END or following in self.follows_up:
            self.ended_week[runs] = week
            self.ending[runs] = self._endings.index(result)

    def count(self, week: int) -> None:
        """Count the runs in each stage at the end of a week, block by block."""
        blocks, _, cells = self.standing_of.shape
        cell = self._first_cell + np.where(self.stage == ENDED, cells - 1, self.stage)
        counted = np.bincount(cell, minlength=blocks * cells).reshape(blocks, cells)
        self.standing_of[:, week] = counted
        self.crowd = counted.sum(axis=0)

    def settle(self, week: int) -> None:
        """Let the calendar end what has not ended; nobody moves any more from this week on."""
        self.ending[self.ending == NEVER] = self._endings.index("calendar")
        self.standing_of[:, week:] = self.standing_of[:, [week - 1]]
