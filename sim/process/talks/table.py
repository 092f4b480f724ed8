"""Those who decide together on a text, and whose yes is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.rules.acceptance import enough

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.actors.world import World
    from sim.rules.arrays import Counts, Flags

__all__ = ["Table"]


class Table:
    """The parties at one table, in the order of the file.

    A majority of two out of three: who seeks one needs one of two others, whichever is nearer.

    >>> from sim.scenario.format.stages.decision import winning
    >>> from sim.scenario.format.stages.decision import Decision
    >>> three = ("west", "east", "south")
    >>> table = Table(three, winning(three, Decision(majority=2), {}))
    >>> table.all_must, [np.flatnonzero(one).tolist() for one in table.partners(0)]
    (False, [[1], [2]])
    >>> table.is_enough(np.array([[True], [False], [True]])).tolist()
    [True]
    """

    def __init__(self, names: Sequence[str], winning: Sequence[tuple[int, ...]]) -> None:
        self.names = tuple(names)
        self.coalitions: Flags = np.zeros((len(winning), len(names)), dtype=bool)
        for row, members in enumerate(winning):
            self.coalitions[row, list(members)] = True
        self.all_must = bool(self.coalitions.all())
        self._partners = [self._partners_of(place) for place in range(len(names))]

    def is_enough(self, says_yes: Flags) -> Flags:
        """Tell whether those who say yes can decide, ``(runs,)``."""
        return enough(says_yes, self.coalitions)

    def partners(self, place: int) -> list[Flags]:
        """Return the smallest sets of others whose yes, with its own, is enough, ``(parties,)`` each."""
        return self._partners[place]

    def _partners_of(self, place: int) -> list[Flags]:
        others = self.coalitions.copy()
        others[:, place] = False
        sets = np.unique(others, axis=0)[::-1]  # in the order of the file: those with the first of the others first
        within = (sets[:, None] <= sets[None, :]).all(axis=2)  # each set in itself, and in all that are larger
        return list(sets[within.sum(axis=0) == 1])

    def settle(self, world: World, says_yes: Flags, runs: Counts) -> None:
        """Note who accepts the text on the table that enough of them have agreed on."""
        world.take_yes({name: says_yes[place] for place, name in enumerate(self.names)}, runs)
