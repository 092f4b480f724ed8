"""The envoy: stands between the parties, mediates, and may write a text of its own."""

from sim.actors.actor import Actor

__all__ = ["Envoy"]


class Envoy(Actor):
    """A mediator; what it writes, it writes as anybody would (`sim.actors.authorship`).

    It has no audience that it could lose, and is asked for no vote:

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(1))
    >>> type(model.actors["envoy"]).__name__, model.actors["envoy"].belief_weights
    ('Envoy', {})
    """
