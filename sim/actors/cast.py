"""Who plays whom: the class of agent behind each kind of actor in a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.actors.bloc import Bloc
from sim.actors.envoy import Envoy
from sim.actors.party import Party
from sim.actors.state import State

if TYPE_CHECKING:
    from sim.actors.actor import Actor
    from sim.actors.world import Setting

__all__ = ["KINDS", "cast"]

KINDS: dict[str, type[Actor]] = {"party": Party, "envoy": Envoy, "state": State, "bloc": Bloc}
"""The agent class of each kind of actor."""


def cast(model: Any, setting: Setting) -> dict[str, Actor]:
    """Make every actor of a scenario, each of the class that its kind asks for.

    Examples
    --------
    >>> import numpy as np
    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> model = StatusTalks(read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(3))
    >>> {name: type(actor).__name__ for name, actor in cast(model, model.setting).items()}
    {'belgrade': 'Party', 'pristina': 'Party', 'envoy': 'Envoy', 'contact_group': 'Bloc', 'russia': 'State'}
    """
    return {name: KINDS[spec.kind](model, setting, name) for name, spec in setting.scenario.actors.items()}
