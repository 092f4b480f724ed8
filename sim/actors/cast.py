"""Who plays whom: the class of agent behind each kind of actor in a scenario, and behind its part at a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from sim.actors.movable import Movable
from sim.actors.party import Party
from sim.actors.voter import Bloc, State, Voter

if TYPE_CHECKING:
    import mesa

    from sim.actors.actor import Actor
    from sim.actors.world import World
    from sim.rules.arrays import Counts, Flags, Floats

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


class StateAtTable(Party, State):
    """A state that sits at a table as well: it asks and gives way as a party does, and votes and backs as a state.

    What it is offered elsewhere it has once, for accepting a text or for letting it pass.
    """

    moves: ClassVar[tuple[Movable, ...]] = State.moves

    def __init__(self, model: mesa.Model, world: World, name: str) -> None:
        self.has_let_pass = np.zeros(world.runs, dtype=bool)
        super().__init__(model, world, name)

    def let_pass(self, independent: Floats, opposed: Flags, runs: Counts) -> None:
        """Have what a text that passed brings beside it."""
        super().let_pass(independent, opposed, runs)
        self.has_let_pass[runs] |= ~opposed

    def offered_elsewhere(self, runs: Counts) -> Floats:
        """Return what is offered elsewhere for accepting, unless it has it already."""
        return np.where(self.has_let_pass[runs], 0.0, super().offered_elsewhere(runs))


class BlocAtTable(StateAtTable, Bloc):
    """A bloc that sits at a table as well."""


class EnvoyAtTable(Party, Envoy):
    """A mediator that sits at a table of its own as well."""


class VotersAtTable(Party, Voters):
    """A people, or a faction of a chamber, that sits at a table as well."""


KINDS: dict[str, type[Actor]] = {"party": Party, "envoy": Envoy, "state": State, "bloc": Bloc, "voters": Voters}
"""The agent class of each kind of actor."""

AT_TABLE: dict[str, type[Party]] = {
    "party": Party, "envoy": EnvoyAtTable, "state": StateAtTable, "bloc": BlocAtTable, "voters": VotersAtTable
}  # fmt: skip
"""The same where it sits at a table, or is asked to accept a text."""


def cast(model: mesa.Model, world: World) -> dict[str, Actor]:
    """Make every actor of a scenario, each of the class that its kind asks for.

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(3))
    >>> {name: type(actor).__name__ for name, actor in cast(model, model.world).items()}
    {'belgrade': 'Party', 'pristina': 'Party', 'envoy': 'Envoy', 'contact_group': 'Bloc', 'russia': 'State'}
    """
    seated = world.scenario.parties
    return {
        name: (AT_TABLE if name in seated else KINDS)[spec.kind](model, world, name)
        for name, spec in world.scenario.actors.items()
    }
