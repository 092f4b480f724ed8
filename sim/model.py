"""The model: actors, process and calendar put together; the only place that knows Mesa's Model."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.actors.agents import Model
from sim.actors.cast import cast
from sim.actors.world import World
from sim.chance.inputs import Inputs
from sim.chance.streams import BLOCK_RUNS, Streams
from sim.process.drift import Influence, Opinion
from sim.process.events import Effects, Events
from sim.process.kinds import stages_of
from sim.process.proceedings import Proceedings
from sim.process.records import Records
from sim.process.series import WeeklySeries
from sim.process.whereabouts import Whereabouts
from sim.scenario.faults import plural
from sim.scenario.format.bounds import holds
from sim.scenario.format.columns import CONSENT, FOLLOWING, IN_FORCE, OUTCOME, PARTS, PAYOFF, TEXT, UTILITY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import numpy.typing as npt

    from sim.actors.decisions import Seats
    from sim.chance.remembered import Remembered
    from sim.process.chronicle import Listener
    from sim.process.stage import AnyStage
    from sim.rules.arrays import Counts, Floats
    from sim.scenario.format.scenario import Scenario

    Drawing = Callable[[Scenario, Streams, int], Inputs]

__all__ = ["StatusTalks"]


class StatusTalks(Model):
    """A block of runs of one scenario, or several beside each other, stepped together week by week.

    Each week, in this order:

    1. **Events** of the week, and those that waited for a stage, happen or not: they hold and release stages, move
       beliefs and change actors.
    2. **Opinion**: every four weeks, followers at home move between a party's factions, and the party with them.
    3. **Influence**: every four weeks, positions drift toward those whom an actor listens to.
    4. **Stages** act in the order of the file, each on the runs that stand in it, may act, and are due.
       A run that moves on acts in its new stage from the following week, or at once if the calendar says so.
    5. **Records** are taken: how many runs stand in each stage, and how many have each value of a weekly series.

    The model ends when every run has ended, or with the calendar. It is a Mesa model like any other: it has agents, a
    `step`, and `running`, so that a DataCollector or SolaraViz can hold it.

    Attributes
    ----------
    run_numbers, block_of_run : array of int, (runs,)
        Number of each run, and which of the blocks that are played beside each other it belongs to, from 0.
    world : World
        What all share: numbers, texts, the table.
    actors : dict of str to Actor
        Who takes part.
    whereabouts : Whereabouts
        Which run stands where.
    stages : list of Stage
        The stages in the order of the file.
    records : Records
        What is recorded of each run.
    series : WeeklySeries
        What is watched of each run from week to week.
    """

    def __init__(
        self, scenario: Scenario, *, seed: int = 0, block: int = 0, places: Counts | None = None,
        beside: tuple[int, ...] = (), given: Mapping[str, Floats] | None = None, draw: Drawing | None = None,
        chronicle: Listener | None = None, remembered: Remembered | None = None,
        seats: Seats | None = None,
    ) -> None:  # fmt: skip
        # Mesa's own generators are never drawn from; a fixed seed keeps outside entropy away.
        super().__init__(rng=0)
        last = np.arange(BLOCK_RUNS) if places is None else np.asarray(places)
        numbers = [*[np.arange(BLOCK_RUNS)] * len(beside), last]  # all but the last block are played whole
        blocks = zip((block, *beside), numbers, strict=True)
        self.run_numbers = np.concatenate([number * BLOCK_RUNS + runs for number, runs in blocks])
        self.block_of_run = np.repeat(np.arange(len(numbers)), [len(runs) for runs in numbers])
        runs = len(self.run_numbers)
        if chronicle is not None and runs != chronicle.runs:
            raise ValueError(f"the chronicle is of {plural(chronicle.runs, 'run')}, not of {runs}")
        if seats is not None and runs != 1:
            raise ValueError(f"seats are taken in one run, not in {runs}")
        self.chronicle = chronicle
        self.draw: Drawing = draw or partial(Inputs.of, given=given)
        streams = Streams(seed, block, places, beside, remembered)
        self.world = World(scenario, streams, self.draw(scenario, streams, runs), runs, seats=seats)
        self.records = Records(runs)
        self.whereabouts = Whereabouts(scenario, self.records, self.block_of_run)
        self.world.actors = self.actors = cast(self, self.world)
        self.world.agents = self.agents
        proceedings = Proceedings(self.world, self.whereabouts, self.records, chronicle)
        proceedings.effects = Effects(self.world)
        self.events = Events(proceedings)
        self.opinion = Opinion(proceedings)
        self.influence = Influence(proceedings)
        self.stages: list[AnyStage] = stages_of(proceedings)
        proceedings.effects.stages = {stage.name: stage for stage in self.stages}
        self.series = WeeklySeries(proceedings, self.block_of_run)

    def step(self) -> None:
        """Play one week, in the order that the class describes."""
        self.whereabouts.begin_week()
        self.world.count_days()
        self.events.step()
        self.opinion.step()
        self.influence.step()
        for stage in self.stages:
            stage.step()
        if self.case.calendar.handover == "same_week":
            self._hand_over()
        self.whereabouts.count(self.world.week)
        self.series.take(self.world.week)
        self.world.week += 1
        self.running = self.whereabouts.any_running and self.world.week < self.case.calendar.weeks

    def _hand_over(self) -> None:
        """Deal with runs in the stage that they came to this week, and so on until nobody moves any more."""
        stood = None
        while stood is None or not np.array_equal(stood, self.whereabouts.stage):
            stood = self.whereabouts.stage.copy()
            for stage in self.stages:
                stage.play()

    def weeks(self) -> Iterator[int]:
        """Play week after week and yield the number of each."""
        while self.running:
            self.step()
            yield self.world.week - 1

    def run(self) -> StatusTalks:
        """Play to the end and settle how each run ended."""
        for _ in self.weeks():
            pass
        self.settle()
        return self

    def intervene(self, scenario: Scenario) -> None:
        """From the coming week on, let the scenario say something else.

        Every part reads its numbers again; what the runs have been through stays.
        """
        self.world.take_numbers(scenario, self.draw(scenario, self.world.streams, self.world.runs))
        for actor in self.actors.values():
            actor.take_numbers()
        self.events.take_numbers()
        self.influence.take_numbers()
        for stage in self.stages:
            stage.read()

    def settle(self) -> None:
        """Close the books: the calendar ends what has not ended, and each run gets its outcome."""
        self.whereabouts.settle(self.world.week)
        records, world = self.records, self.world
        records.flags(CONSENT)[:] = world.consent == 1
        records.numbers(TEXT, {"issue": tuple(self.case.issues)})[:] = world.on_table
        records.numbers(IN_FORCE, {"issue": tuple(self.case.issues)})[:] = world.in_force
        utility = records.numbers(UTILITY, {"actor": tuple(self.actors)})
        payoff = records.numbers(PAYOFF, {"actor": tuple(self.actors), "part": PARTS})
        ended_week = self.whereabouts.ended_week.astype(np.int64)
        for row, actor in enumerate(self.actors.values()):
            paid = actor.payoff(ended_week)
            utility[row] = paid.whole
            for place, part in enumerate(paid.parts):
                payoff[row, place] = part
        for front in self.opinion.fronts:
            names = tuple(f"{front.party.name}.{faction}" for faction in front.names)
            records.numbers(FOLLOWING, {"faction": names})[:] = front.shares
        self._name_outcomes()

    def _name_outcomes(self) -> None:
        names = list(self.case.outcome_labels)
        outcome = self.records.spoken(OUTCOME, names)
        spelt: dict[str, npt.NDArray[np.generic]] = {name: self.records.spelt(name) for name in self.records.columns}
        spelt["ended_on"] = self.ended_on
        for rule in self.case.outcomes:
            matching = outcome == -1
            if rule.when is not None:
                matching &= holds(rule.when, spelt, self.world.runs)
            outcome[matching] = names.index(rule.name)

    @property
    def case(self) -> Scenario:
        """What is asked; Mesa 3.5 has a property called `scenario` of its own."""
        return self.world.scenario

    def stage(self, name: str) -> AnyStage:
        """Return the stage of a name."""
        return self.stages[self.whereabouts.places[name]]

    @property
    def standing(self) -> Counts:
        """Runs of all blocks in each stage by week, ``(weeks, stages + 1)``; the last column counts those over."""
        return np.asarray(self.whereabouts.standing_of.sum(axis=0))

    @property
    def ended_on(self) -> npt.NDArray[np.datetime64]:
        """The day on which each run ended: the first of its last week, ``(runs,)``."""
        weeks = self.whereabouts.ended_week.astype("timedelta64[D]")
        return np.datetime64(self.case.calendar.start, "D") + 7 * weeks
