"""How positions drift: toward those whom an actor listens to (R11), and with its followers at home (R6)."""

import numpy as np

from sim.actors.factions import Factions
from sim.actors.party import Party
from sim.process.proceedings import Proceedings
from sim.rules.arrays import Floats
from sim.rules.beliefs import heeded
from sim.rules.continuation import patience_spent

__all__ = ["Influence", "Opinion"]

EVERY_WEEKS = 4
"""Positions of governments are reviewed, and opinion is polled, monthly, not weekly."""


class Influence:
    """Who listens to whom in a scenario; every four weeks all positions are reviewed at once.

    After Friedkin & Johnsen (1990).

    After one review, Pristina has come nearer to where the United States stands on status, the first issue:

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/baseline.yaml"), places=np.arange(1))
    >>> pristina, us = (model.actors[name].position for name in ("pristina", "us"))
    >>> model.influence.step()
    >>> now = model.actors["pristina"].position
    >>> bool(np.abs(now - us)[0, 0] < np.abs(pristina - us)[0, 0])
    True
    """

    def __init__(self, proceedings: Proceedings) -> None:
        self.world, self.whereabouts = proceedings.world, proceedings.whereabouts
        self.take_numbers()

    def take_numbers(self) -> None:
        """Read who listens to whom, and how much."""
        edges = self.world.scenario.influence
        names = list(dict.fromkeys(name for edge in edges for name in (edge.source_actor, edge.target)))
        self.actors = [self.world.actors[name] for name in names]
        self.weights = np.zeros((len(names), len(names), self.world.runs))
        self.susceptibility = np.zeros((len(names), self.world.runs))
        for place, edge in enumerate(edges):
            listener, heard = names.index(edge.target), names.index(edge.source_actor)
            weight = self.world.inputs[f"influence.{place}.weight"]
            self.weights[listener, heard] += weight
            self.susceptibility[listener] += weight
        whole = self.susceptibility[:, np.newaxis]
        self.weights = np.divide(self.weights, whole, out=np.zeros_like(self.weights), where=whole > 0)
        # One that would listen more than fully keeps the proportions.
        self.susceptibility = np.minimum(1.0, self.susceptibility)
        listens = np.asarray((self.weights > 0).any(axis=(1, 2)))
        self.listeners = [actor for actor, listening in zip(self.actors, listens, strict=True) if listening]
        self.weights = self.weights[listens]
        self.openness = self.susceptibility[listens][:, np.newaxis]
        self.edges = np.argwhere((self.weights > 0).any(axis=2))
        self.settled: list[Floats] = []

    def step(self) -> None:
        """Review the positions, if this is a week for it."""
        if not self.listeners or self.world.week % EVERY_WEEKS or self.has_settled():
            return
        initial = [actor.initial_position for actor in self.listeners]
        current = [actor.position for actor in self.actors]
        heard = heeded(initial, current, self.weights, self.openness, self.edges)
        # Nobody moves any more in a run that is over, however long others go on beside it.
        running = self.whereabouts.running
        moved = [
            np.where(running, position, actor.position) for actor, position in zip(self.listeners, heard, strict=True)
        ]
        if all(
            np.array_equal(actor.position, position) for actor, position in zip(self.listeners, moved, strict=True)
        ):
            self.settled = current
            return
        for actor, position in zip(self.listeners, moved, strict=True):
            actor.move_to(position)

    def has_settled(self) -> bool:
        """Tell whether another review would move nobody: opinions settle, until an event moves somebody."""
        # Positions are never changed in place, so the same arrays hold the same numbers.
        return bool(self.settled) and all(
            actor.position is settled for actor, settled in zip(self.actors, self.settled, strict=True)
        )


class Opinion:
    """The home fronts of all parties that have factions; reviewed every four weeks until the run's ending is known.

    A year on, more in Pristina follow those who reject negotiation:

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/baseline.yaml"), places=np.arange(1))
    >>> home, at_first = model.actors["pristina"].factions, model.actors["pristina"].factions.shares
    >>> model.world.week = 52
    >>> model.opinion.step()
    >>> dict(zip(home.names, (home.shares > at_first).ravel().tolist()))
    {'team_of_unity': False, 'self_determination': True}
    """

    def __init__(self, proceedings: Proceedings) -> None:
        self.world, self.whereabouts = proceedings.world, proceedings.whereabouts
        self.fronts: list[Factions] = [
            actor.factions for actor in self.world.actors.values() if isinstance(actor, Party) and actor.factions
        ]

    def step(self) -> None:
        """Review who is followed, if this is a week for it."""
        week = self.world.week
        if not self.fronts or week % EVERY_WEEKS:
            return
        running = np.flatnonzero(~self.whereabouts.decided)
        for front in self.fronts:
            front.review(patience_spent(week, front.party.now["patience_weeks"][running]), running)
