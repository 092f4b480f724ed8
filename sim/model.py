"""The model: actors, process and calendar put together; the only place that knows Mesa's Model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim.actors.cast import cast
from sim.actors.world import Setting
from sim.chance.inputs import Inputs
from sim.chance.streams import BLOCK_RUNS, Streams
from sim.process.drift import Influence
from sim.process.events import Events
from sim.process.kinds import stages_of
from sim.process.opinion import Opinion
from sim.process.records import Results
from sim.process.series import WeeklySeries
from sim.rules.payoffs import PARTS
from sim.scenario.format.bounds import holds
from sim.scenario.format.process import END

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import numpy.typing as npt

    from sim.chance.remembered import Remembered
    from sim.process.chronicle import Chronicle
    from sim.rules.arrays import Counts, Flags, Floats
    from sim.scenario.format.scenario import Scenario

__all__ = ["StatusTalks"]

ENDED = -1
"""Where a run stands that is over."""


class StatusTalks(mesa.Model):
    """A block of runs of one scenario, or several beside each other, stepped together week by week.

    Each week, in this order:

    1. **Events** of the week, and those that waited for a stage, happen or not: they hold and release stages, move
       beliefs and change actors.
    2. **Opinion**: every four weeks, followers at home move between a party's factions, and the party with them.
    3. **Influence**: every four weeks, positions drift toward those whom an actor listens to.
    4. **Stages** act in the order of the file, each on the runs that stand in it, may act, and are due.
       A run that moves on acts in its new stage from the following week.
    5. **Records** are taken: how many runs stand in each stage, and how many have each value of a weekly series.

    The model ends when every run has ended, or with the calendar.

    Attributes
    ----------
    block_of_run : array of int, (runs,)
        Which of the blocks that are played beside each other a run belongs to, from 0.
    stage : array of int, (runs,)
        Place of the stage in which each run stands; -1 where it is over.
    stood : array of int, (runs,)
        Where each run stood as the week began.
    crowd : array of int, (stages + 1,)
        How many runs stood in each stage as the week began; in the last place, how many were over.
    standing_of : array of int, (blocks, weeks, stages + 1)
        Runs in each stage by week; the last column counts those that are over.
    series : WeeklySeries
        What is watched of each run from week to week.
    results : Results
        What is kept of each run.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        seed: int = 0,
        block: int = 0,
        places: Counts | None = None,
        beside: tuple[int, ...] = (),
        given: Mapping[str, Floats] | None = None,
        chronicle: Chronicle | None = None,
        remembered: Remembered | None = None,
    ) -> None:
        # Mesa's own generators are never drawn from; a fixed seed keeps outside entropy away.
        super().__init__(rng=0)
        numbers = np.arange(BLOCK_RUNS) if places is None else np.asarray(places)
        self.run_numbers = np.concatenate([number * BLOCK_RUNS + numbers for number in (block, *beside)])
        self.block_of_run = np.repeat(np.arange(1 + len(beside)), len(numbers))
        runs = len(self.run_numbers)
        if chronicle is not None and runs != 1:
            raise ValueError(f"a chronicle is kept of one run, not of {runs}")
        self.case = scenario  # Mesa 3.5 has a property called `scenario` of its own
        self.chronicle = chronicle
        streams = Streams(seed, block, places, beside, remembered)
        inputs = Inputs.of(scenario, streams, runs, given)
        self.setting = Setting(scenario, streams, inputs, runs)
        self.results = Results(runs)
        self.settled = np.zeros(runs, dtype=bool)
        self.stage = np.zeros(runs, dtype=np.int64)
        self._places = {name: place for place, name in enumerate(scenario.stages)}
        self.crowd = np.bincount(self.stage, minlength=len(self._places) + 1)
        self.stood = self.stage.copy()
        self.ending = self.results.words_column("ending", self._endings())
        self.ended_week = self.results.column("ended_week", scenario.calendar.weeks - 1)
        try:
            self._put_together()
        except BaseException:
            self.release()
            raise
        # A run is counted in a cell of its own block and stage; those that are over in the last one of the block.
        self._first_cell = self.block_of_run * (len(self.stages) + 1)
        self.standing_of = np.zeros((1 + len(beside), scenario.calendar.weeks, len(self.stages) + 1), dtype=np.int64)

    def _put_together(self) -> None:
        self.actors = cast(self, self.setting)
        self.events = Events(self)
        self.opinion = Opinion(self)
        self.influence = Influence(self)
        self.stages = stages_of(self)
        self.series = WeeklySeries(self)
        self.stages[0].entered[:] = 0

    @property
    def standing(self) -> Counts:
        """Runs of all blocks in each stage by week, ``(weeks, stages + 1)``; the last column counts those over."""
        return np.asarray(self.standing_of.sum(axis=0))

    def _endings(self) -> list[str]:
        results = [result for stage in self.case.process for result in stage.results]
        return [*dict.fromkeys(results), "calendar"]

    def step(self) -> None:
        """Play one week, in the order that the class describes."""
        self.stood = self.stage.copy()
        self.events.step()
        self.opinion.step()
        self.influence.step()
        for stage in self.stages:
            stage.step()
        self.take_records()
        self.setting.week += 1
        self.running = bool((self.stage != ENDED).any()) and self.setting.week < self.case.calendar.weeks

    def weeks(self) -> Iterator[int]:
        """Play week after week and give the number of each."""
        while self.running:
            self.step()
            yield self.setting.week - 1

    def run(self) -> StatusTalks:
        """Play to the end and settle how each run ended."""
        for _ in self.weeks():
            pass
        self.settle()
        return self

    def take_records(self) -> None:
        """Count the runs in each stage, those that are over in the last place; then what is watched of them."""
        blocks, _, cells = self.standing_of.shape
        cell = self._first_cell + np.where(self.stage == ENDED, len(self.stages), self.stage)
        counted = np.bincount(cell, minlength=blocks * cells).reshape(blocks, cells)
        self.standing_of[:, self.setting.week] = counted
        self.crowd = counted.sum(axis=0)
        self.series.take(self.setting.week)

    def place_of(self, name: str) -> int:
        """Give the place of a stage in the order of play."""
        return self._places[name]

    def stands_in(self, names: Iterable[str], standing: Counts | None = None) -> Flags:
        """Say which runs stand in one of these stages, ``(runs,)``: now, or as `standing` has it."""
        asked = np.zeros(len(self.stages) + 1, dtype=bool)  # the last place is that of runs that are over, -1
        asked[[self.place_of(name) for name in names]] = True
        return np.asarray(asked[self.stage if standing is None else standing])

    def move(self, runs: Counts, following: str, result: str) -> None:
        """Move runs to the stage that follows, or end them with the result of the one they leave."""
        if following == END:
            self.stage[runs] = ENDED
        else:
            place = self.place_of(following)
            self.stage[runs] = place
            self.stages[place].entered[runs] = self.setting.week
        if following == END or self.stages[place].spec.follows_up:
            self.ended_week[runs] = self.setting.week
            self.ending[runs] = self.results.words["ending"].index(result)

    def settle(self) -> None:
        """Close the books: the calendar ends what has not ended, and each run gets its outcome."""
        self.ending[self.ending < 0] = self.results.words["ending"].index("calendar")
        self.standing_of[:, self.setting.week :] = self.standing_of[:, [self.setting.week - 1]]
        self.results.columns["consent"] = self.setting.consent == 1
        for row, issue in enumerate(self.case.issues):
            self.results.columns[f"text.{issue}"] = self.setting.on_table[row]
            self.results.columns[f"in_force.{issue}"] = self.setting.in_force[row]
        for name, actor in self.actors.items():
            paid = actor.payoff(self.ended_week, self.settled, self.setting.consent == 1)
            self.results.columns[f"utility.{name}"] = paid.whole
            for part in PARTS:
                self.results.columns[f"payoff.{name}.{part}"] = np.broadcast_to(
                    getattr(paid, part), self.settled.shape
                )
        for front in self.opinion.fronts:
            for row, faction in enumerate(front.names):
                self.results.columns[f"following.{front.party.name}.{faction}"] = front.shares[row]
        self._name_outcomes()

    def _name_outcomes(self) -> None:
        names = list(self.case.outcome_labels)
        outcome = self.results.words_column("outcome", names)
        spelt = {name: self.results.spelt(name) for name in self.results.columns}
        spelt["ended_on"] = self.ended_on
        for rule in self.case.outcomes:
            matching = outcome == -1
            if rule.when is not None:
                matching &= holds(rule.when, spelt, self.setting.runs)
            outcome[matching] = names.index(rule.name)

    @property
    def ended_on(self) -> npt.NDArray[np.datetime64]:
        """The day on which each run ended: the first of its last week, ``(runs,)``."""
        return np.datetime64(self.case.calendar.start, "D") + 7 * self.ended_week.astype("timedelta64[D]")

    def release(self) -> None:
        """Let everything go at once, so that an ensemble's memory does not grow with its blocks; the last call.

        Model, actors and stages know each other. Left to itself, Python would find out only now and then that
        nobody else knows them, and keep the arrays of many blocks until then.
        """
        parts: list[Any] = [*self.agents, *getattr(self, "stages", ())]
        parts += [vars(self)[name] for name in ("events", "opinion", "influence", "series") if name in vars(self)]
        self.remove_all_agents()
        ids = getattr(mesa.Agent, "_ids", None)
        if isinstance(ids, dict):
            ids.pop(self, None)
        for part in parts:
            vars(part).clear()
        # Mesa keeps things in a model that know the model, so the shell of it may linger; what is large goes now.
        for name in [name for name, kept in vars(self).items() if isinstance(kept, np.ndarray | Setting | Results)]:
            delattr(self, name)
