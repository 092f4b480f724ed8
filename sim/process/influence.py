"""Influence: positions drift toward those whom an actor listens to (R11)."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.rules.influence import influenced

__all__ = ["Influence"]

EVERY_WEEKS = 4
"""Positions of governments are reviewed monthly, not weekly."""


class Influence:
    """Who listens to whom in a scenario; every four weeks all positions are reviewed at once.

    Parameters
    ----------
    model : StatusTalks
        The model in which they listen.
    """

    def __init__(self, model: Any) -> None:
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

    def step(self) -> None:
        """Review the positions, if this is a week for it."""
        if not self.actors or self.setting.week % EVERY_WEEKS:
            return
        initial = np.stack([actor.initial_position for actor in self.actors])
        current = np.stack([actor.position for actor in self.actors])
        moved = influenced(initial, current, self.weights, self.susceptibility)
        for actor, position in zip(self.actors, moved, strict=True):
            actor.position[:] = position
