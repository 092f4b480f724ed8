"""Unrest: violence while the talks last, small mostly, large enough to end them seldom."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.actors.party import Party
from sim.process.stage import Stage
from sim.rules.arrays import Counts, Floats
from sim.rules.disagreement import patience_spent
from sim.rules.rates import WEEKS_A_MONTH
from sim.rules.violence import event_size, weekly_chance
from sim.scenario.format import aftermath as written

__all__ = ["Unrest"]


class Unrest(Stage):
    """Each week, in the stages that it may break out in, something may happen (R14).

    The hazard rises with frustration, which is what was expected less what one has (Gurr 1970), as far as patience is
    spent, and with the following of those at home who are ready for it; it falls with peacekeepers. An event costs
    everybody patience; a large one ends the process.

    Examples
    --------
    Nobody is frustrated when the process begins, and everybody a year later:

    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> model = StatusTalks(read_scenario("scenarios/kosovo/baseline.yaml"), places=np.arange(2))
    >>> unrest, runs = model.stages[model.place_of("unrest")], np.arange(2)
    >>> at_first = unrest.frustration(runs)
    >>> model.setting.week = 52
    >>> at_first.tolist(), (unrest.frustration(runs) > 0).tolist()
    ([0.0, 0.0], [True, True])
    """

    spec: written.Unrest

    def __init__(self, model: Any, spec: written.Unrest, place: int) -> None:
        super().__init__(model, spec, place)
        self.party = self.actor(spec.party)
        self.base = -np.log1p(-self.number("monthly_chance")) / WEEKS_A_MONTH
        self.events = model.results.column(f"{self.name}.events", 0)
        self.largest = model.results.column(f"{self.name}.largest", 0.0)

    def active(self) -> Counts:
        """Give the runs that stand in a stage in which unrest may break out."""
        return np.flatnonzero(self.model.stands_in(self.spec.during))

    def frustration(self, runs: Counts) -> Floats:
        """Say how far what is had falls short of what was expected, as far as patience is spent (Gurr 1970)."""
        expected = self.party.worth_of(self.spec.expected_text, runs)
        had = self.party.in_force(runs)
        spent = patience_spent(self.setting.week, self.party.patience_weeks[runs])
        return np.asarray(np.maximum(0.0, expected - had) * spent)

    def act(self, runs: Counts) -> None:
        """Let something break out where it does, and end the process where it is too large."""
        base = self.base[runs]
        if isinstance(self.party, Party) and self.party.factions:
            base = base * self.party.factions.readier(runs)
        frustration = self.frustration(runs)
        base = np.where(frustration > 0, base, 0.0)  # nobody riots about nothing
        chance = weekly_chance(
            base, frustration, self.number("frustration_effect")[runs],
            self.number("peacekeepers")[runs], self.number("peacekeeper_effect")[runs],
        )  # fmt: skip
        drawn = self.setting.streams.uniform(f"{self.name}.breaks_out", self.setting.week, rows=2)
        struck = runs[drawn[0, runs] < chance]
        if not struck.size:
            return
        size = event_size(drawn[1, struck], self.number("smallest")[struck], self.number("tail")[struck])
        self.events[struck] += 1
        self.largest[struck] = np.maximum(self.largest[struck], size)
        self.tell("unrest", "", struck, size=size)
        for actor in self.model.actors.values():
            actor.patience_weeks[struck] *= 1 - self.number("patience_cut")[struck]
        self.send_on(struck[size >= self.number("breakdown_size")[struck]], "breakdown")
