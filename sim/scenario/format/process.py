"""The part of a scenario that says how the process runs: its stages, and what each is followed by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Union

from pydantic import Discriminator, Tag

from sim.scenario.format.stages.aftermath import Aftermath
from sim.scenario.format.stages.council import Council
from sim.scenario.format.stages.declaration import Declaration
from sim.scenario.format.stages.proposal import Proposal
from sim.scenario.format.stages.recognition import Recognition
from sim.scenario.format.stages.stage import END, NOTHING, STAGE_KINDS, TABLE, Stage
from sim.scenario.format.stages.talks import Talks
from sim.scenario.format.stages.unrest import Unrest

__all__ = [
    "END", "NOTHING", "STAGE_KINDS", "TABLE", "Aftermath", "AnyStage", "Council", "Declaration", "Proposal",
    "Recognition", "Stage", "Talks", "Unrest", "kind_of",
]  # fmt: skip


def kind_of(entry: Any) -> str | None:
    """Read the kind of a stage off its entry in the list of stages.

    >>> kind_of({"talks": {"name": "vienna", "weeks": 55}}), kind_of({"name": "vienna", "weeks": 55})
    ('talks', None)
    """
    if isinstance(entry, Stage):
        return entry.kind
    return str(next(iter(entry))) if isinstance(entry, dict) and len(entry) == 1 else None


if TYPE_CHECKING:
    AnyStage = Stage
else:
    AnyStage = Annotated[
        Union[tuple(Annotated[kind, Tag(word)] for word, kind in STAGE_KINDS.items())],  # noqa: UP007
        Discriminator(
            kind_of,
            custom_error_type="stage_kind",
            custom_error_message="expected a stage `- kind: {...}`; kinds: " + ", ".join(STAGE_KINDS),
        ),
    ]
"""Any stage of a process, told apart by the word that introduces it."""
