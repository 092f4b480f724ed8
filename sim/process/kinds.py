"""Which class plays which kind of stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.process.aftermath import Aftermath
from sim.process.council import Council
from sim.process.declaration import Declaration
from sim.process.proposal import Proposal
from sim.process.recognition.stage import Recognition
from sim.process.talks import Talks
from sim.process.unrest import Unrest

if TYPE_CHECKING:
    from sim.process.stage import Stage

__all__ = ["KINDS", "stages_of"]

KINDS: dict[str, type[Stage]] = {
    "talks": Talks,
    "proposal": Proposal,
    "council": Council,
    "declaration": Declaration,
    "recognition": Recognition,
    "aftermath": Aftermath,
    "unrest": Unrest,
}
"""The class of each kind of stage, by the word that introduces it in a file."""


def stages_of(model: Any) -> list[Stage]:
    """Make every stage of a scenario, each of the class that its word in the file asks for.

    Examples
    --------
    >>> import numpy as np
    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> model = StatusTalks(read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(1))
    >>> [stage.name for stage in stages_of(model)]
    ['vienna', 'proposal', 'council', 'troika', 'declaration']
    """
    return [KINDS[spec.kind](model, spec, place) for place, spec in enumerate(model.setting.scenario.process)]
