"""Those who decide together on a text, and whose yes is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.rules.acceptance import enough

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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

    def __init__(
        self, names: Sequence[str], winning: Sequence[tuple[int, ...]], signs_for: Mapping[str, str] | None = None
    ) -> None:
        self.names = tuple(names)
        self.bound = {absent: self.names.index(party) for absent, party in (signs_for or {}).items()}
        self.coalitions: Flags = np.zeros((len(winning), len(names)), dtype=bool)
        for row, members in enumerate(winning):
            self.coalitions[row, list(members)] = True
        self.all_must = bool(self.coalitions.all())
        self._partners = [self._partners_of(place) for place in range(len(names))]

    def is_enough(self, says_yes: Flags) -> Flags:
        """Tell whether those who say yes can decide, ``(..., runs)`` of ``(..., parties, runs)``."""
        return enough(says_yes, self.coalitions)

    def partners(self, place: int) -> list[Flags]:
        """Return the smallest sets of others whose yes, with its own, is enough, ``(parties,)`` each."""
        return self._partners[place]

    def without(self, place: int) -> Flags:
        """Return the sets of others whose yes is enough without one's own, ``(sets, parties)``; there may be none."""
        return np.asarray(self.coalitions[~self.coalitions[:, place]])

    def _partners_of(self, place: int) -> list[Flags]:
        others = self.coalitions.copy()
        others[:, place] = False
        sets = np.unique(others, axis=0)[::-1]  # in the order of the file: those with the first of the others first
        within = (sets[:, None] <= sets[None, :]).all(axis=2)  # each set in itself, and in all that are larger
        return list(sets[within.sum(axis=0) == 1])

    def settle(self, world: World, says_yes: Flags, runs: Counts) -> None:
        """Note who accepts the text on the table that enough of them have agreed on, and for whom they sign."""
        said = {name: says_yes[place] for place, name in enumerate(self.names)}
        world.take_yes(said | {absent: says_yes[place] for absent, place in self.bound.items()}, runs)
