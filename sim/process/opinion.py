"""Opinion at home: followers move between a party's factions, and the party with them (R6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.actors.party import Party
from sim.rules.disagreement import patience_spent

if TYPE_CHECKING:
    from sim.actors.factions import Factions

__all__ = ["Opinion"]

EVERY_WEEKS = 4
"""Opinion is polled monthly, not weekly."""


class Opinion:
    """The home fronts of all parties that have factions; reviewed every four weeks until the run's ending is known.

    Examples
    --------
    A year on, more in Pristina follow those who reject negotiation:

    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> model = StatusTalks(read_scenario("scenarios/kosovo/baseline.yaml"), places=np.arange(1))
    >>> home, at_first = model.actors["pristina"].factions, model.actors["pristina"].factions.shares
    >>> model.setting.week = 52
    >>> model.opinion.step()
    >>> dict(zip(home.names, (home.shares > at_first).ravel().tolist()))
    {'team_of_unity': False, 'self_determination': True}
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self.fronts: list[Factions] = [
            actor.factions for actor in model.actors.values() if isinstance(actor, Party) and actor.factions
        ]

    def step(self) -> None:
        """Review who is followed, if this is a week for it."""
        week = self.model.setting.week
        if not self.fronts or week % EVERY_WEEKS:
            return
        running = np.flatnonzero(self.model.ending < 0)
        for front in self.fronts:
            front.review(patience_spent(week, front.party.patience_weeks[running]), running)
