"""Outbreaks: violence of an actor's supporters, small mostly, large enough to end something seldom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.party import Party
from sim.rules.continuation import patience_spent
from sim.rules.rates import weekly_hazard
from sim.rules.violence import event_size, frustration, roused, weekly_chance

if TYPE_CHECKING:
    from sim.actors.actor import Actor
    from sim.process.stage import AnyStage
    from sim.rules.arrays import Counts, Floats
    from sim.scenario.format.stages.violence import Violence

__all__ = ["Outbreaks"]


class Outbreaks:
    """What may break out in a stage on behalf of one actor (R14): unrest, or a spoiler's violence.

    The hazard rises with frustration, which is what was expected less what one has (Gurr 1970), as far as patience is
    spent, and with the following of those at home who are ready for it; it falls with peacekeepers. An event costs
    everybody patience.
    """

    def __init__(self, stage: AnyStage, party: Actor, below: str = "", stream: tuple[str, ...] = ()) -> None:
        self.stage, self.party, self.below, self.stream = stage, party, below, stream

    def take_numbers(self, spec: Violence) -> None:
        """Read what is expected, and how often something breaks out where frustration is slight."""
        self.expected_text = spec.expected_text
        self.base = weekly_hazard(self.number("monthly_chance"))

    def number(self, name: str) -> Floats:
        """Return one of the numbers of this violence as drawn for each run."""
        return self.stage.number(f"{self.below}{name}")

    def frustration(self, runs: Counts) -> Floats:
        """Tell how far what is had falls short of what was expected, as far as patience is spent (Gurr 1970)."""
        expected = self.party.worth_of(self.expected_text, runs)
        had = self.party.in_force(runs)
        spent = patience_spent(self.stage.world.week, self.party.now["patience_weeks"][runs])
        return frustration(expected, had, spent)

    def strike(self, runs: Counts) -> tuple[Counts, Floats]:
        """Let something break out where it does; return those runs, and how large it is in each."""
        home = self.party.factions if isinstance(self.party, Party) else None
        frustrated = self.frustration(runs)
        base = roused(self.base[runs], 1.0 if home is None else home.readier(runs), frustrated)
        chance = weekly_chance(
            base, frustrated, self.number("frustration_effect")[runs],
            self.number("peacekeepers")[runs], self.number("peacekeeper_effect")[runs],
        )  # fmt: skip
        stage = self.stage
        struck = runs[stage.chance_of_week(runs, "breaks_out", *self.stream) < chance]
        if not struck.size:
            return struck, np.zeros(0)
        drawn = stage.chance_of_week(struck, "breaks_out", *self.stream, row=1)
        size = event_size(drawn, self.number("smallest")[struck], self.number("tail")[struck])
        stage.tell("unrest", self.party.name if self.stream else "", struck, size=size)
        for actor in stage.world.actors.values():
            actor.lose_patience(self.number("patience_cut")[struck], struck)
        return struck, size
