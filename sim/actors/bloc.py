"""The bloc: several states that act as one, such as the Contact Group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.state import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.actors.actor import Actor
    from sim.rules.arrays import Counts, Floats

__all__ = ["Bloc"]


class Bloc(State):
    """Several states that speak and vote as one, more united or less.

    Examples
    --------
    The six of the Contact Group are less at one on the envoy's text than on Resolution 1244:

    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> model = StatusTalks(read_scenario("scenarios/kosovo/baseline.yaml"), places=np.arange(3))
    >>> group, texts, runs = model.actors["contact_group"], model.setting.texts, np.arange(3)
    >>> on_proposal = group.unity(texts["ahtisaari"], model.actors, runs)
    >>> (on_proposal < group.unity(texts["resolution_1244"], model.actors, runs)).tolist()
    [True, True, True]
    """

    def unity(self, text: Floats, actors: Mapping[str, Actor], runs: Counts) -> Floats:
        """Say how united the members are on a text: 1 less the gap between who likes it most and who likes it least.

        A mediator whose interests part from the others' defects (Vuković 2012).
        """
        if not self.spec.members:
            return np.ones(len(runs))
        values = np.stack([actors[name].value(text, runs) for name in self.spec.members])
        return np.asarray(1 - (values.max(axis=0) - values.min(axis=0)))
