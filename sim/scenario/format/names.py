"""Names inside a scenario: what form they have, and what each of them refers to.

A field that names an actor, a text, an issue, a stage or an outcome is typed as such, and the reader checks
that what it names exists. So a new field needs no check of its own.
"""

from dataclasses import dataclass
from typing import Annotated

from pydantic import StringConstraints

__all__ = [
    "ActorName",
    "Colour",
    "DraftName",
    "InForce",
    "IssueName",
    "Name",
    "NextStage",
    "NumberPath",
    "OutcomeName",
    "Pattern",
    "Phrase",
    "Refers",
    "ResultName",
    "StageName",
    "StateName",
    "TabledText",
    "TextName",
]  # fmt: skip


@dataclass(frozen=True)
class Pattern(StringConstraints):
    """The form that a text must have, with the words in which a user is told of it."""

    what: str = "text"
    """What such a text is, after "is no"."""
    allowed: str = ""
    """What is allowed, in words."""


@dataclass(frozen=True)
class Refers:
    """Marks a name as that of something declared elsewhere in the scenario."""

    block: str
    """The block that declares it."""
    also: tuple[str, ...] = ()
    """Words that may stand here beside the names that are declared."""


Name = Annotated[
    str,
    Pattern(
        pattern=r"^[a-z][a-z0-9_]*$",
        max_length=64,
        what="name",
        allowed="up to 64 lower-case letters, digits and underscores, beginning with a letter",
    ),
]
"""A name inside the file: lower-case letters, digits and underscores. What people read is the label."""

StateName = Annotated[
    str,
    Pattern(
        pattern=r"^[A-Za-z][A-Za-z0-9_]*$",
        max_length=64,
        what="name of a state",
        allowed="up to 64 letters, digits and underscores, beginning with a letter",
    ),
]
"""The name of a state that may recognise, which may be a code in capitals, such as those of ISO 3166-1."""

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

TabledText = Annotated[Name, Refers("texts", ("table",))]
"""The name of a text, or `table` for the one that lies on the table."""

ResultName = Annotated[
    str,
    Pattern(
        pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$",
        what="result of a stage",
        allowed="the name of a stage, a point and one of its results, such as council.blocked",
    ),
]
"""A result of a stage, such as `council.blocked`."""

NumberPath = Annotated[
    str,
    Pattern(
        pattern=r"^(actors|process)(\.[a-z0-9_]+)+$",
        what="path of a number",
        allowed="the path of a number of an actor or a stage, such as actors.west.red_lines.status.max",
    ),
]
"""Where a number of an actor or a stage stands in the file."""

StageName = Annotated[Name, Refers("process")]
"""The name of a stage."""

NextStage = Annotated[str, Refers("process", ("end",))]
"""The name of the stage that follows, or `end`."""

OutcomeName = Annotated[Name, Refers("outcomes")]
"""The name of an outcome."""

Colour = Annotated[
    str,
    Pattern(
        pattern=r"^#[0-9A-Fa-f]{6}$",
        what="colour",
        allowed='# and six digits from 0 to F in quotes, such as "#0072B2"',
    ),
]
"""A colour in figures, as red, green and blue in two hexadecimal digits each."""

Phrase = Annotated[
    str,
    Pattern(
        pattern=r"^[^\s\x00-\x1f\x7f]([^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?$",
        max_length=80,
        what="phrase",
        allowed="up to 80 letters and signs on one line, no space at either end",
    ),
]
"""A few words of a sentence, as stories and figures put them."""
