"""An act: somebody does something by itself, alone or with backing, as it sees fit, on a day, or with a chance."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from sim.scenario.format.column import SHARE, Column
from sim.scenario.format.names import ActorName, Phrase, StageName, TextName
from sim.scenario.format.quantity import LISTED, NonNegative, Quantity, Share, Strict, Weeks, fixed, within
from sim.scenario.format.stages.stage import END, Stage, WaysOn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.scenario.format.scenario import Scenario

__all__ = ["Act", "ActWords", "Acting", "Sponsor"]


USUAL_NOTICE = 4.0
"""Weeks of notice, where neither they nor the day are said."""


class Sponsor(Strict):
    """What it takes for somebody to back an act."""

    reluctance: NonNegative = fixed(0.0)
    """What backing costs it at first; falls to what is lasting of it as its patience runs out."""
    source: str | None = None
    """Where this is said."""
    note: str | None = None
    """What a reader should know about it."""


class ActWords(Strict):
    """What stories and figures call the parts of an act."""

    act: Phrase = "an act"
    """What is thought of, with its article."""
    backed_act: Phrase = "an act with backing"
    """The same with the backing of others."""
    acted: Phrase = "acted"
    """That it was done, after who did it."""
    backed: Phrase = "agreed to back it"
    """That others back it, after the name of one or of several."""
    refused: Phrase = "would not back it"
    """That they do not, after the name of one or of several."""
    backers: Phrase = "backers"
    """What those are called whose backing counts."""


class Acting(Stage):
    """Somebody may act alone or with the backing of others: what `act` and its preset, `declaration`, share.

    The names of the results, of who may act and of who may back it are those of each kind.
    """

    shared = True
    results: ClassVar[dict[str, str]] = {"backed": "on_success", "alone": "on_alone", "no_act": "on_failure"}
    failing = "no_act"

    BACKED: ClassVar[str] = "backed"
    BACKERS: ClassVar[str] = "backers"
    ASKED: ClassVar[str] = "act"
    """What the result with backing is called, the block of those whose backing counts, and what a seat is asked."""

    NOTICE: ClassVar[Column] = Column("notice_week", "week", "week in which notice was given")
    BACKING: ClassVar[Column] = Column(
        "backing", "number", "share of sponsors that back it", start=0.0, between=SHARE
    )
    ACTED: ClassVar[Column] = Column("{actor}.acted", "flag", "whether {actor} acted")

    words: ActWords = ActWords()
    """What people read for its parts."""
    quorum: Share = fixed(0.5)
    """Share of those whose backing counts, by weight, that makes the act a backed one."""
    lasting_reluctance: Share = fixed(0.0)
    """How much of their reluctance no waiting wears down."""
    notice_weeks: Weeks | None = None
    """Time from the decision, with the backing that it takes, to the day; left out, 4 weeks, or none where `on` says
    which day it is."""
    weeks: Annotated[Quantity, within(1, 1_000, "weeks")] = fixed(104.0)
    """After so long the question is laid aside."""
    alone_chance: Share = fixed(0.0)
    """Chance a month of acting without backing when that is worth more than waiting."""
    alone_during: Annotated[tuple[StageName, ...], LISTED] = ()
    """Earlier stages that one may leave to act alone."""
    alone_opens: dt.date | None = None
    """Nobody acts alone before this day."""
    on_alone: WaysOn = END
    """The stage that follows an act without backing, or `end`."""

    @property
    def who(self) -> tuple[str, ...]:
        """Who may act, in the order in which they are asked."""
        raise NotImplementedError

    @property
    def backing_by(self) -> Mapping[str, Sponsor]:
        """Whose backing counts, with what it takes."""
        raise NotImplementedError

    @property
    def puts(self) -> str | None:
        """The text that the act puts in place, if it does."""
        raise NotImplementedError

    @property
    def dice(self) -> Quantity | None:
        """The chance with which it comes to the act, where nobody weighs it."""
        return None

    @property
    def usual_notice(self) -> float:
        """How many weeks of notice there are where the file does not say."""
        return USUAL_NOTICE if self.on is None else 0.0

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that are kept: who acted only where several may."""
        return tuple(one for one in self.declared() if len(self.who) > 1 or one is not self.ACTED)

    def axes(self, scenario: Scenario) -> dict[str, tuple[str, ...]]:
        """Return what there is one column of: issues, and those who may act."""
        return super().axes(scenario) | {"actor": tuple(dict.fromkeys(self.who))}

    def may_be_alone(self, actor: str | None = None) -> bool:
        """Tell whether it can come to the act without backing; of one actor, whether it is the one to do it."""
        able = self.alone_chance.support[1] > 0 or (not self.backing_by and self.dice is None)
        return able and (actor is None or actor in self.who)


class Act(Acting):
    """Somebody leaves, joins, strikes, imposes or recognises: by itself, alone or with the backing of others."""

    by: Annotated[tuple[ActorName, ...], LISTED, Field(min_length=1)]
    """Who may do it; of several, whoever finds it worth more than waiting first, in this order."""
    backers: dict[ActorName, Sponsor] = Field(default_factory=dict)
    """Whose backing counts; left out, it takes nobody's, and to act is to act alone."""
    text: TextName | None = None
    """What the act puts in place; left out, what is in force stays, and the act does what its `effects` say."""
    chance: Share | None = None
    """In place of weighing it: the chance with which each does it, asked once. Left out, each acts as it sees fit."""

    @property
    def who(self) -> tuple[str, ...]:
        """Who may act."""
        return self.by

    @property
    def backing_by(self) -> Mapping[str, Sponsor]:
        """Whose backing counts."""
        return self.backers

    @property
    def puts(self) -> str | None:
        """The text that the act puts in place."""
        return self.text

    @property
    def dice(self) -> Quantity | None:
        """The chance with which it comes to the act."""
        return self.chance
