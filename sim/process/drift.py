"""Influence: positions drift toward those whom an actor listens to (R11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.rules.beliefs import heeded

if TYPE_CHECKING:
    from sim.rules.arrays import Floats

__all__ = ["Influence"]

EVERY_WEEKS = 4
"""Positions of governments are reviewed monthly, not weekly."""


class Influence:
    """Who listens to whom in a scenario; every four weeks all positions are reviewed at once.

    After Friedkin & Johnsen (1990).

    Examples
    --------
    After one review, Pristina has come nearer to where the United States stands on status, the first issue:

    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> model = StatusTalks(read_scenario("scenarios/kosovo/baseline.yaml"), places=np.arange(1))
    >>> pristina, us = (model.actors[name].position for name in ("pristina", "us"))
    >>> model.influence.step()
    >>> now = model.actors["pristina"].position
    >>> bool(np.abs(now - us)[0, 0] < np.abs(pristina - us)[0, 0])
    True
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self.setting = model.setting
        edges = self.setting.scenario.influence
        names = list(dict.fromkeys(name for edge in edges for name in (edge.source_actor, edge.target)))
        self.actors = [model.actors[name] for name in names]
        self.weights = np.zeros((len(names), len(names), self.setting.runs))
        self.susceptibility = np.zeros((len(names), self.setting.runs))
        for place, edge in enumerate(edges):
            listener, heard = names.index(edge.target), names.index(edge.source_actor)
            weight = self.setting.inputs[f"influence.{place}.weight"]
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
        if not self.listeners or self.setting.week % EVERY_WEEKS or self.has_settled():
            return
        initial = [actor.initial_position for actor in self.listeners]
        current = [actor.position for actor in self.actors]
        heard = heeded(initial, current, self.weights, self.openness, self.edges)
        # Nobody moves any more in a run that is over, however long others go on beside it.
        running = self.model.stage >= 0
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
        """Say whether another review would move nobody: opinions settle, until an event moves somebody."""
        # Positions are never changed in place, so the same arrays hold the same numbers.
        return bool(self.settled) and all(
            actor.position is settled for actor, settled in zip(self.actors, self.settled, strict=True)
        )
