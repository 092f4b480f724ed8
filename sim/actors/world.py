"""What all actors and stages of one model share: the drawn numbers, the texts, and what lies on the table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.chance.by_issue import drawn_texts
from sim.scenario.format.process import Council

if TYPE_CHECKING:
    from sim.chance.inputs import Inputs
    from sim.chance.streams import Streams
    from sim.rules.arrays import Floats
    from sim.scenario.format.scenario import Scenario

__all__ = ["Setting"]


@dataclass
class Setting:
    """The common ground of the actors in one block of runs.

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

    Examples
    --------
    Before anything is tabled, everybody reckons with the text that is expected of the Council:

    >>> from sim.chance.inputs import Inputs
    >>> from sim.chance.streams import Streams
    >>> from sim.scenario.reader import read_scenario
    >>> case, chance = read_scenario("scenarios/kosovo/five_actors.yaml"), Streams(1, 0, np.arange(2))
    >>> setting = Setting(case, chance, Inputs.of(case, chance, 2), 2)
    >>> np.array_equal(setting.on_table, setting.texts["ahtisaari"]), setting.status_quo
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

    def __post_init__(self) -> None:
        """Draw the texts and lay the expected one on the table."""
        self.texts = drawn_texts(self.scenario, self.inputs, self.runs)
        expected = self.scenario.expected_text
        issues = len(self.scenario.issues)
        self.on_table = self.texts[expected].copy() if expected else np.full((issues, self.runs), 0.5)
        self.consent = np.zeros(self.runs)

    @property
    def status_quo(self) -> str | None:
        """The text that stays in force if the first Council of the process adopts nothing."""
        return next((stage.status_quo for stage in self.scenario.process if isinstance(stage, Council)), None)
