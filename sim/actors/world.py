"""What all actors and stages of one model share: the numbers drawn, the texts, and what lies on the table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.chance.by_issue import drawn_texts
from sim.rules.arrays import carried
from sim.scenario.format.stages.council import Council

if TYPE_CHECKING:
    from mesa.agent import AgentSet

    from sim.actors.actor import Actor
    from sim.chance.inputs import Inputs
    from sim.chance.streams import Streams
    from sim.rules.arrays import Floats
    from sim.scenario.format.scenario import Scenario

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
    veto_possible : bool
        Whether anybody outside the sponsors can block the Council; true also where the process has no Council,
        so that what actors believe of it is what the scenario says, and nothing if it says nothing.
    week : int
        The current week of the calendar, from 0.
    actors : dict of str to Actor
        Who takes part, by name, in the order of the file.
    agents : AgentSet
        The same as Mesa's set of agents, who can be asked together.

    Examples
    --------
    Before anything is tabled, everybody reckons with the text that is expected of the Council:

    >>> from sim.chance.inputs import Inputs
    >>> from sim.chance.streams import Streams
    >>> case, chance = sim.read_scenario("scenarios/kosovo/five_actors.yaml"), Streams(1, 0, np.arange(2))
    >>> world = World(case, chance, Inputs.of(case, chance, 2), 2)
    >>> np.array_equal(world.on_table, world.texts["ahtisaari"]), world.status_quo
    (True, 'resolution_1244')
    """

    scenario: Scenario
    streams: Streams
    inputs: Inputs
    runs: int
    texts: dict[str, Floats] = field(default_factory=dict)
    on_table: Floats = field(init=False)
    consent: Floats = field(init=False)
    veto_possible: bool = True
    week: int = 0
    actors: dict[str, Actor] = field(default_factory=dict)
    agents: AgentSet = field(init=False)

    def __post_init__(self) -> None:
        """Draw the texts and lay the expected one on the table."""
        self.everybody = np.arange(self.runs)
        self.consent = np.zeros(self.runs)
        self.texts = drawn_texts(self.scenario, self.inputs, self.runs)
        self.on_table = self._expected().copy()
        self.veto_possible = self._veto_possible()

    def take_numbers(self, scenario: Scenario, inputs: Inputs) -> None:
        """Go on with another scenario and its numbers; what lies on the table moves only with the expected text."""
        before = self._expected()
        self.scenario, self.inputs = scenario, inputs
        self.texts = drawn_texts(scenario, inputs, self.runs)
        self.on_table = carried(self.on_table, before, self._expected())
        self.veto_possible = self._veto_possible()

    def _expected(self) -> Floats:
        """Return the text expected from the Council before anything is tabled, ``(issues, runs)``."""
        expected = self.scenario.expected_text
        return self.texts[expected] if expected else np.full((len(self.scenario.issues), self.runs), 0.5)

    def _veto_possible(self) -> bool:
        councils = [stage for stage in self.scenario.process if isinstance(stage, Council)]
        actors = self.scenario.actors
        return not councils or any(actors[name].veto for stage in councils for name in stage.objectors)

    @property
    def status_quo(self) -> str | None:
        """The text that stays in force if the first Council of the process adopts nothing."""
        return next((stage.status_quo for stage in self.scenario.process if isinstance(stage, Council)), None)

    def others(self, than: Actor | None) -> AgentSet:
        """Return all actors but one."""
        return self.agents.select(lambda actor: actor is not than)
