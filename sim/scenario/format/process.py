"""The part of a scenario that says how the process runs: its stages, and what each is followed by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Union

from pydantic import Discriminator, Tag

from sim.scenario.format.stages import (  # noqa: F401 - each enters itself as it is imported
    act,
    aftermath,
    council,
    declaration,
    implementation,
    proposal,
    ratification,
    recognition,
    talks,
    unrest,
    vote,
)
from sim.scenario.format.stages.stage import STAGE_KINDS, Stage

__all__ = ["STAGE_KINDS", "AnyStage", "kind_of"]


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
