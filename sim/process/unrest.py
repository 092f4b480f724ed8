"""Unrest: violence while the talks last, small mostly, large enough to end them seldom."""

import numpy as np

from sim.actors.party import Party
from sim.process.proceedings import Proceedings
from sim.process.stage import NEVER, Stage
from sim.rules.arrays import Counts, Floats
from sim.rules.continuation import patience_spent
from sim.rules.rates import weekly_hazard
from sim.rules.violence import event_size, frustration, weekly_chance
from sim.scenario.format.stages import unrest as written

__all__ = ["Unrest"]


class Unrest(Stage[written.Unrest]):
    """Each week, in the stages that it may break out in and once one of them has begun, something may happen (R14).

    The hazard rises with frustration, which is what was expected less what one has (Gurr 1970), as far as patience is
    spent, and with the following of those at home who are ready for it; it falls with peacekeepers. An event costs
    everybody patience; a large one ends the process.

    Examples
    --------
    Nobody is frustrated when the process begins, and everybody a year later:

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/baseline.yaml"), places=np.arange(2))
    >>> unrest, runs = model.stage("unrest"), np.arange(2)
    >>> at_first = unrest.frustration(runs)
    >>> model.world.week = 52
    >>> at_first.tolist(), (unrest.frustration(runs) > 0).tolist()
    ([0.0, 0.0], [True, True])
    """

    def __init__(self, proceedings: Proceedings, spec: written.Unrest) -> None:
        super().__init__(proceedings, spec)
        self.party = self.actor(spec.party)
        self.events = self.counts(spec.EVENTS)
        self.largest = self.numbers(spec.LARGEST)

    def take_numbers(self) -> None:
        """Read how often something breaks out where nobody is frustrated."""
        self.base = weekly_hazard(self.number("monthly_chance"))

    def active(self) -> Counts:
        """Return the runs that stand in a stage in which unrest may break out; what has not begun cannot stall."""
        began = np.zeros(self.world.runs, dtype=bool)
        for name in self.spec.during:
            began |= self.proceedings.records.columns[f"{name}.{self.spec.BEGAN.name}"] != NEVER
        return np.flatnonzero(began & self.whereabouts.standing_in(self.spec.during))

    def frustration(self, runs: Counts) -> Floats:
        """Tell how far what is had falls short of what was expected, as far as patience is spent (Gurr 1970)."""
        expected = self.party.worth_of(self.spec.expected_text, runs)
        had = self.party.in_force(runs)
        spent = patience_spent(self.world.week, self.party.now["patience_weeks"][runs])
        return frustration(expected, had, spent)

    def act(self, runs: Counts) -> None:
        """Let something break out where it does, and end the process where it is too large."""
        base = self.base[runs]
        if isinstance(self.party, Party) and self.party.factions:
            base = base * self.party.factions.readier(runs)
        frustrated = self.frustration(runs)
        base = np.where(frustrated > 0, base, 0.0)  # nobody riots about nothing
        chance = weekly_chance(
            base, frustrated, self.number("frustration_effect")[runs],
            self.number("peacekeepers")[runs], self.number("peacekeeper_effect")[runs],
        )  # fmt: skip
        drawn = self.chance("breaks_out", week=self.world.week, rows=2)
        struck = runs[drawn[0, runs] < chance]
        if not struck.size:
            return
        size = event_size(drawn[1, struck], self.number("smallest")[struck], self.number("tail")[struck])
        self.events[struck] += 1
        self.largest[struck] = np.maximum(self.largest[struck], size)
        self.tell("unrest", "", struck, size=size)
        for actor in self.world.actors.values():
            actor.lose_patience(self.number("patience_cut")[struck], struck)
        self.send_on(struck[size >= self.number("breakdown_size")[struck]], "breakdown")
