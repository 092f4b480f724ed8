"""The model: actors, process and calendar put together; the only place that knows Mesa's Model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.actors.casting import cast
from sim.actors.setting import Setting
from sim.process.council import Council
from sim.process.events import Events
from sim.process.influence import Influence
from sim.process.playing import stages_of
from sim.process.results import Results
from sim.scenario.condition import holds
from sim.scenario.draws import BLOCK_RUNS, Inputs, Streams, quantities
from sim.scenario.process import END

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy.typing as npt

    from sim.process.chronicle import Chronicle
    from sim.rules.arrays import Counts, Floats
    from sim.scenario.schema import Scenario

__all__ = ["StatusTalks"]

ENDED = -1
"""Where a run stands that is over."""


class StatusTalks(mesa.Model):
    """A block of runs of one scenario, stepped together week by week.

    Each week, in this order:

    1. **Events** of the week happen or not: they hold and release stages, move beliefs and change actors.
    2. **Influence**: every four weeks, positions drift toward those whom an actor listens to.
    3. **Stages** act in the order of the file, each on the runs that stand in it, may act, and are due.
       A run that moves on acts in its new stage from the following week.
    4. **Records** are taken: how many runs stand in each stage.

    The model ends when every run has ended, or with the calendar.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    seed : int
        0 to 2**64 - 1. All chance comes from streams that it keys.
    block : int
        Which block of 1,024 runs.
    places : array of int, optional
        Places in the block that are played; all of them if left out.
    given : mapping of str to array, optional
        Uniform numbers to use in place of those drawn, by the path of the input.
    chronicle : Chronicle, optional
        Where decisions are written down; for a model of one run.

    Attributes
    ----------
    stage : array of int, (runs,)
        Place of the stage in which each run stands; -1 where it is over.
    stood : array of int, (runs,)
        Where each run stood as the week began.
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
        given: Mapping[str, Floats] | None = None,
        chronicle: Chronicle | None = None,
    ) -> None:
        # Mesa's own generators are never drawn from; a fixed seed keeps outside entropy away.
        super().__init__(rng=0)
        runs = BLOCK_RUNS if places is None else len(places)
        if chronicle is not None and runs != 1:
            raise ValueError(f"a chronicle is kept of one run, not of {runs}")
        self.case = scenario  # Mesa 3.5 has a property called `scenario` of its own
        self.chronicle = chronicle
        self.run_numbers = block * BLOCK_RUNS + (np.arange(BLOCK_RUNS) if places is None else np.asarray(places))
        streams = Streams(seed, block, places)
        inputs = Inputs(dict(quantities(scenario)), streams, runs, given)
        self.setting = Setting(scenario, streams, inputs, runs)
        self.results = Results(runs)
        self.stage = np.zeros(runs, dtype=np.int64)
        self.stood = self.stage.copy()
        self.ending = self.results.words_column("ending", self._endings())
        self.ended_week = self.results.column("ended_week", scenario.calendar.weeks - 1)
        self.actors = cast(self, self.setting)
        self.events = Events(self)
        self.influence = Influence(self)
        self.stages = stages_of(self)
        self.stages[0].entered[:] = 0
        councils = [stage for stage in self.stages if isinstance(stage, Council)]
        self.setting.veto_possible = not councils or any(council.vetoes for council in councils)
        self.standing = np.zeros((scenario.calendar.weeks, len(self.stages) + 1), dtype=np.int64)

    def _endings(self) -> list[str]:
        results = [result for stage in self.case.process for result in stage.results]
        return [*dict.fromkeys(results), "calendar"]

    def step(self) -> None:
        """Play one week, in the order that the class describes."""
        self.stood = self.stage.copy()
        self.events.step()
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
        """Count the runs in each stage, those that are over in the last place."""
        self.standing[self.setting.week] = np.bincount(
            np.where(self.stage == ENDED, len(self.stages), self.stage), minlength=len(self.stages) + 1
        )

    def place_of(self, name: str) -> int:
        """Give the place of a stage in the order of play."""
        return list(self.case.stages).index(name)

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
        self.standing[self.setting.week :] = self.standing[self.setting.week - 1]
        everybody = np.arange(self.setting.runs)
        self.results.columns["consent"] = self.setting.consent == 1
        for row, issue in enumerate(self.case.issues):
            self.results.columns[f"text.{issue}"] = self.setting.on_table[row]
        for name, actor in self.actors.items():
            self.results.columns[f"utility.{name}"] = actor.value(self.setting.on_table, everybody)
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
        """Let Mesa forget the model, so that an ensemble's memory does not grow with its blocks."""
        self.remove_all_agents()
        ids = getattr(mesa.Agent, "_ids", None)
        if isinstance(ids, dict):
            ids.pop(self, None)
