"""What the parts of a process work with: the world, where the runs stand, what is recorded, what is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from sim.actors.decisions import Said
    from sim.actors.world import World
    from sim.process.chronicle import Listener
    from sim.process.events import Effects
    from sim.process.records import Records
    from sim.process.whereabouts import Whereabouts
    from sim.rules.arrays import Counts

__all__ = ["Proceedings"]


@dataclass
class Proceedings:
    """A process as it goes on."""

    world: World
    """What all share: numbers, texts, the table."""
    whereabouts: Whereabouts
    """Which run stands where."""
    records: Records
    """What is recorded of each run."""
    chronicle: Listener | None = None
    """Where decisions are written down: of one run, or of each of a block."""
    effects: Effects = field(init=False)
    """What events and results do."""

    @property
    def today(self) -> dt.date:
        """The first day of the current week."""
        return self.world.scenario.calendar.date_of(self.world.week)

    def tell(self, stage: str, kind: str, actor: str, runs: Counts, **numbers: Said) -> None:
        """Write an entry in the chronicle of each of these runs, if one is kept.

        `kind` is what happened, such as "offer", "draft", "vote"; `actor` is empty if nobody in particular did it.
        The last axis of an array is these runs; what is masked or None is not said of its run. No array: of all.
        """
        if self.chronicle is not None and runs.size:
            self.chronicle.tell(self.world.week, self.today, stage, kind, actor, runs, numbers)
