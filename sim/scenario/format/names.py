"""Names inside a scenario, and what each of them refers to.

A field that names an actor, a text, an issue, a stage or an outcome is typed as such, and the reader checks
that what it names exists. So a new field needs no check of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

__all__ = [
    "ActorName",
    "DraftName",
    "InForce",
    "IssueName",
    "Name",
    "NextStage",
    "OutcomeName",
    "Refers",
    "StageName",
    "TextName",
]


@dataclass(frozen=True)
class Refers:
    """Marks a name as that of something declared elsewhere in the scenario."""

    block: str
    also: tuple[str, ...] = ()


Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
"""A name inside the file: lower-case letters, digits and underscores. What people read is the label."""

ActorName = Annotated[Name, Refers("actors")]
"""The name of an actor."""

IssueName = Annotated[Name, Refers("issues")]
"""The name of an issue."""

TextName = Annotated[Name, Refers("texts")]
"""The name of a text of this scenario."""

DraftName = Annotated[Name, Refers("texts", ("proposal",))]
"""The name of a text, or `proposal` for the text that the envoy writes."""

InForce = Annotated[Name, Refers("texts", ("table", "nothing"))]
"""The name of a text that a result puts in force, `table` for the one on the table, or `nothing`."""

StageName = Annotated[Name, Refers("process")]
"""The name of a stage."""

NextStage = Annotated[str, Refers("process", ("end",))]
"""The name of the stage that follows, or `end`."""

OutcomeName = Annotated[Name, Refers("outcomes")]
"""The name of an outcome."""
