"""Unrest: violence while the talks last, small mostly, large enough to end them seldom."""

import numpy as np

from sim.process.ground.outbreaks import Outbreaks
from sim.process.proceedings import Proceedings
from sim.process.stage import NEVER, Stage
from sim.rules.arrays import Counts
from sim.scenario.format.stages import unrest as written

__all__ = ["Unrest"]


class Unrest(Stage[written.Unrest]):
    """Each week, in the stages that it may break out in and once one of them has begun, something may happen (R14).

    The hazard rises with frustration, which is what was expected less what one has (Gurr 1970), as far as patience is
    spent, and with the following of those at home who are ready for it; it falls with peacekeepers. An event costs
    everybody patience; a large one ends the process. So do the spoilers of an implementation.

    Examples
    --------
    Nobody is frustrated when the process begins, and everybody a year later:

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/baseline.yaml"), places=np.arange(2))
    >>> unrest, runs = model.stage("unrest"), np.arange(2)
    >>> at_first = unrest.outbreaks.frustration(runs)
    >>> model.world.week = 52
    >>> at_first.tolist(), (unrest.outbreaks.frustration(runs) > 0).tolist()
    ([0.0, 0.0], [True, True])
    """

    def __init__(self, proceedings: Proceedings, spec: written.Unrest) -> None:
        super().__init__(proceedings, spec)
        self.outbreaks = Outbreaks(self, self.actor(spec.party))
        self.events = self.counts(spec.EVENTS)
        self.largest = self.numbers(spec.LARGEST)

    def take_numbers(self) -> None:
        """Read how often something breaks out where frustration is slight."""
        self.outbreaks.take_numbers(self.spec)

    def active(self) -> Counts:
        """Return the runs that stand in a stage in which unrest may break out; what has not begun cannot stall."""
        began = np.zeros(self.world.runs, dtype=bool)
        for name in self.spec.during:
            began |= self.proceedings.records.columns[f"{name}.{self.spec.BEGAN.name}"] != NEVER
        return np.flatnonzero(began & self.whereabouts.standing_in(self.spec.during))

    def act(self, runs: Counts) -> None:
        """Let something break out where it does, and end the process where it is too large."""
        struck, size = self.outbreaks.strike(runs)
        self.events[struck] += 1
        self.largest[struck] = np.maximum(self.largest[struck], size)
        self.send_on(struck[size >= self.number("breakdown_size")[struck]], "breakdown")
