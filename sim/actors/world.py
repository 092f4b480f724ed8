"""What all actors and stages of one model share: the drawn numbers, the texts, and what lies on the table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.actors.outlook import unblockable, weeks_expected
from sim.chance.by_issue import drawn_texts

if TYPE_CHECKING:
    from sim.chance.inputs import Inputs
    from sim.chance.streams import Streams
    from sim.rules.arrays import Counts, Flags, Floats
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
    in_force : array, (issues, runs)
        The text in force, NaN where there is none.
    tabled : array of bool, (runs,)
        Whether a text has been tabled by whoever decides; until then each actor has an estimate of its own.
    unblockable : set of str
        The Councils that nobody outside the sponsors can block.
    weeks_of : dict of str to array, (runs,)
        How long each stage is expected to take.
    week : int
        The current week of the calendar, from 0.
    turns : int
        How often a text has come into force; what actors look forward to changes with that.

    Examples
    --------
    Before anything is tabled, everybody reckons with the text that is expected of the Council:

    >>> from sim.chance.inputs import Inputs
    >>> from sim.chance.streams import Streams
    >>> from sim.scenario.reader import read_scenario
    >>> case, chance = read_scenario("scenarios/kosovo/five_actors.yaml"), Streams(1, 0, np.arange(2))
    >>> setting = Setting(case, chance, Inputs.of(case, chance, 2), 2)
    >>> np.array_equal(setting.on_table, setting.texts["ahtisaari"])
    True
    >>> np.array_equal(setting.in_force, setting.texts["resolution_1244"])
    True
    """

    scenario: Scenario
    streams: Streams
    inputs: Inputs
    runs: int
    texts: dict[str, Floats] = field(default_factory=dict)
    on_table: Floats = field(init=False)
    consent: Floats = field(init=False)
    in_force: Floats = field(init=False)
    tabled: Flags = field(init=False)
    unblockable: set[str] = field(init=False)
    weeks_of: dict[str, Floats] = field(init=False)
    week: int = 0
    turns: int = 0

    def __post_init__(self) -> None:
        """Draw the texts and lay the expected one on the table."""
        self.texts = drawn_texts(self.scenario, self.inputs, self.runs)
        expected = self.scenario.expected_text
        issues = len(self.scenario.issues)
        self.on_table = self.texts[expected].copy() if expected else np.full((issues, self.runs), 0.5)
        self.consent = np.zeros(self.runs)
        self.tabled = np.zeros(self.runs, dtype=bool)
        self.unblockable = unblockable(self.scenario)
        self.weeks_of = {stage.name: weeks_expected(stage, self.inputs) for stage in self.scenario.process}
        stays = self.scenario.status_quo
        self.in_force = np.array(self.texts[stays]) if stays else np.full((issues, self.runs), np.nan)

    def table(self, text: Floats, runs: Counts) -> None:
        """Lay a text on the table that whoever decides may put in force; everybody reckons with it from now on."""
        self.on_table[:, runs] = text
        self.tabled[runs] = True
