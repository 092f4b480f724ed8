"""Who plays whom: the class of agent behind each kind of actor in a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.actors.party import Party
from sim.actors.voter import Bloc, State, Voter

if TYPE_CHECKING:
    import mesa

    from sim.actors.actor import Actor
    from sim.actors.world import World

__all__ = ["KINDS", "Envoy", "Voters", "cast"]


class Envoy(Voter):
    """A mediator; what it writes, it writes as anybody would (`sim.actors.authorship`).

    It has no audience that it could lose, and is asked for no vote:

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(1))
    >>> type(model.actors["envoy"]).__name__, model.actors["envoy"].belief_weights
    ('Envoy', {})
    """


class Voters(Voter):
    """A people, or a faction in a chamber: the voter in its middle, around which the others scatter (R15)."""


KINDS: dict[str, type[Actor]] = {"party": Party, "envoy": Envoy, "state": State, "bloc": Bloc, "voters": Voters}
"""The agent class of each kind of actor."""


def cast(model: mesa.Model, world: World) -> dict[str, Actor]:
    """Make every actor of a scenario, each of the class that its kind asks for.

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(3))
    >>> {name: type(actor).__name__ for name, actor in cast(model, model.world).items()}
    {'belgrade': 'Party', 'pristina': 'Party', 'envoy': 'Envoy', 'contact_group': 'Bloc', 'russia': 'State'}
    """
    return {name: KINDS[spec.kind](model, world, name) for name, spec in world.scenario.actors.items()}
