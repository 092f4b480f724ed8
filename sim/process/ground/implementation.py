"""The implementation: what was agreed is kept, or broken, or brought down by spoilers."""

import numpy as np

from sim.actors.actor import Actor
from sim.process.asking import ask_yes
from sim.process.ground.outbreaks import Outbreaks
from sim.process.proceedings import Proceedings
from sim.process.stage import Stage
from sim.rules.acceptance import breaks
from sim.rules.arrays import Counts
from sim.rules.rates import monthly_to_weekly
from sim.scenario.format.stages import implementation as written

__all__ = ["Implementation"]


class Implementation(Stage[written.Implementation]):
    """What is in force is carried out, week by week.

    Each week, in this order: (1) each party that is tempted breaks what was agreed where what follows from that, less
    its cost, is worth more than what follows from keeping it (R16); one breach more than is tolerated ends it, or
    opens it again; (2) the supporters of each spoiler may turn to violence (R14), and an event that is large enough
    ends it; (3) after its weeks it has held.
    """

    def __init__(self, proceedings: Proceedings, spec: written.Implementation) -> None:
        super().__init__(proceedings, spec)
        self.parties = [self.actor(name) for name in spec.parties]
        self.spoilers = {
            name: Outbreaks(self, self.actor(name), f"spoilers.{name}.", (name,)) for name in spec.spoilers
        }
        self.breaches = self.counts(spec.BREACHES)
        self.broke = self.flags(spec.BROKE)
        self.events = self.counts(spec.EVENTS) if spec.spoilers else None
        self.largest = self.numbers(spec.LARGEST) if spec.spoilers else None

    def take_numbers(self) -> None:
        """Read how long it lasts, how often each party is tempted, and how often spoilers strike."""
        self.weeks = np.rint(self.number("weeks"))
        self.weekly = [monthly_to_weekly(self.number(f"parties.{actor.name}.tempted")) for actor in self.parties]
        for name, outbreaks in self.spoilers.items():
            outbreaks.take_numbers(self.spec.spoilers[name])

    def act(self, runs: Counts) -> None:
        """Let parties be tempted and spoilers strike, and end what has held for its weeks."""
        for place, actor in enumerate(self.parties):
            self.tempt(place, actor, self._still_here(runs))
        for outbreaks in self.spoilers.values():
            self.strike(outbreaks, self._still_here(runs))
        here = self._still_here(runs)
        self.send_on(here[self.elapsed(here) >= self.weeks[here]], "held")

    def _still_here(self, runs: Counts) -> Counts:
        return np.asarray(runs[self.whereabouts.stage[runs] == self.place])

    def tempt(self, place: int, actor: Actor, runs: Counts) -> None:
        """Let a party ask itself whether to break the agreement, and do it where that is worth more (R16)."""
        drawn = self.chance_of_week(runs, "tempted", actor.name)
        runs = runs[drawn < self.weekly[place][runs]]
        if not runs.size:
            return
        text = self.world.on_table.take(runs, axis=1)
        breaking, keeping = (actor.worth_after(self.name, one, text, runs) for one in ("broke_down", "held"))
        cost = self.number(f"parties.{actor.name}.cost")[runs]
        broken = breaks(breaking, keeping, cost, actor.noise(f"breaks.{self.name}", runs))
        payoffs = {"breaking": breaking - cost, "keeping": keeping}
        broken = ask_yes(self, "break", actor, broken, runs, payoffs=payoffs)
        self.tell("breach", actor.name, runs, breaks=broken, breaking=breaking, keeping=keeping, cost=cost)
        runs = runs[broken]
        self.breaches[runs] += 1
        self.broke[place, runs] = True
        ended = runs[self.breaches[runs] > self.spec.tolerated]
        again = self.chance_of_week(ended, "reopens") < self.number("reopens")[ended]
        self.send_on(ended[again], "reopened")
        self.send_on(ended[~again], "broke_down")

    def strike(self, outbreaks: Outbreaks, runs: Counts) -> None:
        """Let violence of a spoiler's supporters break out, and end what does not outlive it."""
        if not runs.size or self.events is None or self.largest is None:
            return
        struck, size = outbreaks.strike(runs)
        self.events[struck] += 1
        self.largest[struck] = np.maximum(self.largest[struck], size)
        self.send_on(struck[size >= outbreaks.number("breakdown_size")[struck]], "broke_down")
