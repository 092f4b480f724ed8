"""Every kind of stage that can be played; each enters itself in `KINDS` when it is imported here."""

from sim.process import (  # noqa: F401 - each enters itself as it is imported
    act,
    proposal,
)
from sim.process.ground import aftermath, implementation, unrest  # noqa: F401
from sim.process.proceedings import Proceedings
from sim.process.recognition import stage as recognition  # noqa: F401
from sim.process.stage import KINDS, AnyStage
from sim.process.talks import stage as talks  # noqa: F401
from sim.process.voting import ratification, vote  # noqa: F401

__all__ = ["KINDS", "stages_of"]


def stages_of(proceedings: Proceedings) -> list[AnyStage]:
    """Make every stage of a scenario, each of the class that its word in the file asks for, in the order of the file.

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(1))
    >>> [type(stage).__name__ for stage in model.stages]
    ['Talks', 'Proposal', 'Vote', 'Talks', 'Act']
    """
    stages = [KINDS[spec.kind](proceedings, spec) for spec in proceedings.world.scenario.process]
    for stage in stages:
        stage.read()
    return stages
