"""A declaration: one party may act on its own, with the green light of its sponsors or without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from sim.scenario.format.names import ActorName, Phrase, TextName
from sim.scenario.format.stages.act import Acting, ActWords, Sponsor

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Declaration", "DeclarationWords"]


class DeclarationWords(ActWords):
    """What stories and figures call the parts of a declaration."""

    act: Phrase = "a declaration"
    """What is thought of, with its article."""
    backed_act: Phrase = "a backed declaration"
    """The same with the sponsors' backing."""
    acted: Phrase = "declared"
    """That it was done, after who did it."""
    backers: Phrase = "sponsors"
    """What those are called whose backing counts."""


class Declaration(Acting):
    """One party may act on its own; its sponsors give the green light or withhold it. A preset of `act`."""

    results: ClassVar[dict[str, str]] = {
        "coordinated": "on_success", "alone": "on_alone", "no_declaration": "on_failure"
    }  # fmt: skip
    failing = "no_declaration"
    BACKED = "coordinated"
    BACKERS = "sponsors"
    ASKED = "declare"

    words: DeclarationWords = DeclarationWords()
    """What people read for its parts."""
    declarer: ActorName
    """Who may declare."""
    text: TextName
    """What the declaration puts in place."""
    sponsors: dict[ActorName, Sponsor] = Field(min_length=1)
    """Whose backing counts."""

    @property
    def who(self) -> tuple[str, ...]:
        """Who may act: the declarer."""
        return (self.declarer,)

    @property
    def backing_by(self) -> Mapping[str, Sponsor]:
        """Whose backing counts: the sponsors'."""
        return self.sponsors

    @property
    def puts(self) -> str | None:
        """The text that the declaration puts in place."""
        return self.text
