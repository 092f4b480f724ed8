"""What all actors and stages of one model share: the numbers drawn, the texts, and what lies on the table."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.actors.outlook import unblockable, votes_after, weeks_expected
from sim.chance.by_issue import drawn_bounds, drawn_texts
from sim.rules.arrays import carried
from sim.rules.mediation import within_mandate
from sim.scenario.checks.of_process.ways import in_vain
from sim.scenario.format.shape import bounds_of
from sim.scenario.format.stages.proposal import Proposal
from sim.scenario.format.stages.stage import NOTHING, TABLE
from sim.scenario.format.stages.talks import Talks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mesa.agent import AgentSet

    from sim.actors.actor import Actor
    from sim.actors.decisions import Seats
    from sim.chance.inputs import Inputs
    from sim.chance.streams import Streams
    from sim.rules.arrays import Counts, Flags, Floats
    from sim.scenario.format.scenario import Scenario
    from sim.scenario.format.stages.stage import Stage

__all__ = ["World"]


@dataclass
class World:
    """The common ground of the actors and stages in one block of runs.

    Attributes
    ----------
    scenario : Scenario
        What is asked.
    streams : Streams
        The chance of this block.
    inputs : Inputs
        The scenario's numbers as drawn.
    runs : int
        How many runs are played.
    everybody : array of int, (runs,)
        The places of all runs.
    texts : dict of str to array, (issues, runs)
        The named texts of the scenario.
    on_table : array, (issues, runs)
        The text last tabled; before that, the one expected from the Council.
    consent : array, (runs,)
        1 where all parties accept the text on the table, else 0.
    signed : dict of str to array of bool, (runs,)
        Who has said yes to the text on the table, where enough others have as well.
    in_force : array, (issues, runs)
        The text in force, NaN where there is none.
    is_tabled : array of bool, (runs,)
        Whether a text has been tabled by whoever decides; until then each actor has an estimate of its own.
    laid : dict of str to array, (issues, runs)
        The text that each stage lays on the table which has one of its own, within its mandate.
    unblockable : set of str
        The votes on drafts that nobody outside the sponsors can block.
    votes_after : dict of stage and result to frozenset of str
        The ratifications that may follow a result.
    votes_at_home : set of str
        All of them.
    vain : set of str
        The talks in which nothing that is agreed can come into force.
    dated : dict of str to Stage and date
        The stages that are dealt with on a day, or talks that end on one.
    of_the_moment : set of str
        Both of these, since what is expected of them changes with the text before one, or with the day.
    stages : dict of str to Stage
        What the scenario says of each stage.
    weeks_of : dict of str to array, (runs,)
        How long each stage is expected to take.
    week : int
        The current week of the calendar, from 0.
    turns : int
        How often a text has come into force, or numbers have changed: what actors look forward to hangs on that.
    actors : dict of str to Actor
        Who takes part, by name, in the order of the file.
    seats : Seats or None
        Who decides for some of them instead of the model, in a run by itself.
    agents : AgentSet
        The same as Mesa's set of agents, who can be asked together.

    Examples
    --------
    Before anything is tabled, everybody reckons with the text that is expected of the Council:

    >>> from sim.chance.inputs import Inputs
    >>> from sim.chance.streams import Streams
    >>> case, chance = sim.read_scenario("scenarios/kosovo/five_actors.yaml"), Streams(1, 0, np.arange(2))
    >>> world = World(case, chance, Inputs.of(case, chance, 2), 2)
    >>> np.array_equal(world.on_table, world.texts["ahtisaari"])
    True
    >>> np.array_equal(world.in_force, world.texts["resolution_1244"])
    True
    """

    scenario: Scenario
    streams: Streams
    inputs: Inputs
    runs: int
    texts: dict[str, Floats] = field(default_factory=dict)
    signed: dict[str, Flags] = field(default_factory=dict)
    on_table: Floats = field(init=False)
    consent: Floats = field(init=False)
    in_force: Floats = field(init=False)
    week: int = 0
    turns: int = 0
    actors: dict[str, Actor] = field(default_factory=dict)
    seats: Seats | None = None
    agents: AgentSet = field(init=False)

    def __post_init__(self) -> None:
        """Draw the texts and lay the expected one on the table."""
        self.everybody = np.arange(self.runs)
        self.consent = np.zeros(self.runs)
        self.texts = drawn_texts(self.scenario, self.inputs, self.runs)
        self.on_table = self.expected_text.copy()
        self.is_tabled = np.zeros(self.runs, dtype=bool)
        self.in_force = self._as_it_is().copy()
        self.look_ahead()

    def take_numbers(self, scenario: Scenario, inputs: Inputs) -> None:
        """Go on with another scenario and its numbers; what lies on the table moves only with the expected text."""
        expected, as_it_is = self.expected_text, self._as_it_is()
        inputs.keep_moved(self.inputs, partial(bounds_of, scenario))
        self.scenario, self.inputs = scenario, inputs
        self.texts = drawn_texts(scenario, inputs, self.runs)
        self.on_table = carried(self.on_table, expected, self.expected_text)
        self.in_force = carried(self.in_force, as_it_is, self._as_it_is())
        self.look_ahead()
        self.turns += 1

    @property
    def expected_text(self) -> Floats:
        """Return the text expected from the Council before anything is tabled, ``(issues, runs)``."""
        expected = self.scenario.expected_text
        return self.texts[expected] if expected else np.full((len(self.scenario.issues), self.runs), 0.5)

    def _as_it_is(self) -> Floats:
        """Return the text that is in force before anything is put in its place, ``(issues, runs)``."""
        stays = self.scenario.status_quo
        return self.texts[stays] if stays else np.full((len(self.scenario.issues), self.runs), np.nan)

    def look_ahead(self) -> None:
        """Read what lies ahead of everybody: the stages, how long each takes, which of them are votes."""
        self.laid = {name: self._laid(name, spec) for name, spec in self.scenario.stages.items() if spec.lays}
        self.unblockable = unblockable(self.scenario)
        self.votes_after = votes_after(self.scenario)
        self.votes_at_home = set[str]().union(*self.votes_after.values())
        self.stages = self.scenario.stages
        talks = (spec for spec in self.scenario.process if isinstance(spec, Talks))
        self.vain = {spec.name for spec in talks if in_vain(self.scenario, spec)}
        days = {name: spec.deadline if isinstance(spec, Talks) else spec.on for name, spec in self.stages.items()}
        self.dated = {name: (self.stages[name], day) for name, day in days.items() if day is not None}
        self.of_the_moment = self.votes_at_home | set(self.dated)
        self.weeks_of = {stage.name: weeks_expected(stage, self.inputs) for stage in self.scenario.process}
        self.count_days()

    def _laid(self, name: str, spec: Stage) -> Floats:
        """Return the text that a stage lays on the table, as it will be tabled there, ``(issues, runs)``."""
        text = self.texts[str(spec.lays)]
        if not isinstance(spec, Proposal):
            return text
        bounds = drawn_bounds(self.scenario, self.inputs, self.runs, spec.mandate, f"process.{name}.mandate")
        return within_mandate(text, *bounds)

    def count_days(self) -> None:
        """Count the weeks until the days on which stages are dealt with."""
        for name, (spec, day) in self.dated.items():
            left = max(0, self.scenario.calendar.week_of(day) - self.week)
            self.weeks_of[name] = np.maximum(weeks_expected(spec, self.inputs), float(left))

    def table(self, text: Floats, runs: Counts) -> None:
        """Lay a text on the table that whoever decides may put in force; everybody reckons with it from now on."""
        self.is_tabled[runs] = True
        self.lay(text, runs)
        self._forget_yes(runs)

    def lay(self, text: Floats, runs: Counts) -> None:
        """Lay a text on the table, and let everybody weigh it anew; whoever decides need not have tabled it."""
        self.on_table[:, runs] = text
        for actor in self.actors.values():
            actor.expected.forget(runs)

    def take_yes(self, says_yes: Mapping[str, Flags], runs: Counts) -> None:
        """Note who accepts the text on the table: consent is that of all who were asked, ``(runs,)`` of these runs.

        Where enough have agreed, each who said yes has signed, though others have not; it is nobody's consent else.
        """
        self._forget_yes(runs)
        self.consent[runs] = np.logical_and.reduce(list(says_yes.values()))
        for name, said in says_yes.items():
            self.signed.setdefault(name, np.zeros(self.runs, dtype=bool))[runs] = said

    def _forget_yes(self, runs: Counts) -> None:
        for signed in self.signed.values():
            signed[runs] = False

    def enact(self, what: str, runs: Counts) -> None:
        """Put in force the text on the table, a named one, or none."""
        if what != NOTHING:
            text = self.on_table if what == TABLE else self.texts[what]
            self.put_in_force(text[:, runs], runs, is_from_table=what == TABLE)

    def put_in_force(self, text: Floats, runs: Counts, *, is_from_table: bool) -> None:
        """Put a text in force; everybody pays at home for one from the table."""
        self.in_force[:, runs] = text
        self.turns += 1
        for actor in self.actors.values():
            actor.take_in_force(runs)
            if is_from_table:
                signed = self.consent[runs] == 1
                if actor.name in self.signed:
                    signed = signed | self.signed[actor.name][runs]
                actor.pay_for(text, signed, runs)
            else:
                actor.price_paid[runs] = 0.0

    def contrary(self, about: str) -> str:
        """Return what is so if a result of a stage, as `stage.result`, is not, where it ends in one of two."""
        stage, _, result = about.partition(".")
        return f"{stage}.{self.stages[stage].contrary(result)}"

    def others(self, than: Actor | None) -> AgentSet:
        """Return all actors but one."""
        return self.agents.select(lambda actor: actor is not than)
