"""A declaration: one party may act on its own, with the green light of its sponsors or without it."""

import datetime as dt
from typing import Annotated, ClassVar

from pydantic import Field

from sim.scenario.format.column import Column
from sim.scenario.format.names import ActorName, Phrase, StageName, TextName
from sim.scenario.format.quantity import LISTED, NonNegative, Quantity, Share, Strict, Weeks, fixed, within
from sim.scenario.format.stages.stage import END, Stage, WaysOn

__all__ = ["Declaration", "DeclarationWords", "Sponsor"]


class Sponsor(Strict):
    """What it takes for a sponsor to back a declaration."""

    reluctance: NonNegative = fixed(0.0)
    """What backing costs it at first; falls to what is lasting of it as its patience runs out."""
    source: str | None = None
    """Where this is said."""
    note: str | None = None
    """What a reader should know about it."""


class DeclarationWords(Strict):
    """What stories and figures call the parts of a declaration."""

    act: Phrase = "a declaration"
    """What is thought of, with its article."""
    backed_act: Phrase = "a backed declaration"
    """The same with the sponsors' backing."""
    acted: Phrase = "declared"
    """That it was done, after who did it."""
    backed: Phrase = "agreed to back it"
    """That sponsors back it, after the name of one or of several."""
    refused: Phrase = "would not back it"
    """That sponsors do not, after the name of one or of several."""


class Declaration(Stage):
    """One party may act on its own; its sponsors give the green light or withhold it."""

    results: ClassVar[dict[str, str]] = {
        "coordinated": "on_success", "alone": "on_alone", "no_declaration": "on_failure"
    }  # fmt: skip
    failing = "no_declaration"

    NOTICE: ClassVar[Column] = Column("notice_week", "week", "week in which notice was given")
    BACKING: ClassVar[Column] = Column("backing", "number", "share of sponsors that back it", start=0.0)

    words: DeclarationWords = DeclarationWords()
    """What people read for its parts."""
    declarer: ActorName
    """Who may declare."""
    text: TextName
    """What the declaration puts in place."""
    sponsors: dict[ActorName, Sponsor] = Field(min_length=1)
    """Whose backing counts."""
    quorum: Share = fixed(0.5)
    """Share of sponsors, by weight, that makes a declaration a coordinated one."""
    lasting_reluctance: Share = fixed(0.0)
    """How much of the sponsors' reluctance no waiting wears down."""
    notice_weeks: Weeks = fixed(4.0)
    """Time from the green light to the day."""
    weeks: Annotated[Quantity, within(1, 1_000, "weeks")] = fixed(104.0)
    """After so long the question is laid aside."""
    alone_chance: Share = fixed(0.0)
    """Chance a month of acting without backing when that is worth more than waiting."""
    alone_during: Annotated[tuple[StageName, ...], LISTED] = ()
    """Earlier stages that the declarer may leave to act alone."""
    alone_opens: dt.date | None = None
    """Nobody acts alone before this day."""
    on_alone: WaysOn = END
    """The stage that follows a declaration without backing, or `end`."""
