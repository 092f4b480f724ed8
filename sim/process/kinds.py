"""Every kind of stage that can be played; each enters itself in `KINDS` when it is imported here."""

from sim.process.aftermath import Aftermath
from sim.process.council import Council
from sim.process.declaration import Declaration
from sim.process.proceedings import Proceedings
from sim.process.proposal import Proposal
from sim.process.recognition.stage import Recognition
from sim.process.stage import KINDS, AnyStage
from sim.process.talks import Talks
from sim.process.unrest import Unrest

__all__ = [
    "KINDS", "Aftermath", "Council", "Declaration", "Proposal", "Recognition", "Talks", "Unrest",
    "stages_of",
]  # fmt: skip


def stages_of(proceedings: Proceedings) -> list[AnyStage]:
    """Make every stage of a scenario, each of the class that its word in the file asks for, in the order of the file.

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(1))
    >>> [type(stage).__name__ for stage in model.stages]
    ['Talks', 'Proposal', 'Council', 'Talks', 'Declaration']
    """
    stages = [KINDS[spec.kind](proceedings, spec) for spec in proceedings.world.scenario.process]
    for stage in stages:
        stage.read()
    return stages
