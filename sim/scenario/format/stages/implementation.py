"""The implementation: what was agreed is kept or broken, and spoilers may bring it down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from sim.scenario.format.column import Column
from sim.scenario.format.names import ActorName, Phrase
from sim.scenario.format.quantity import NonNegative, Quantity, Share, Strict, fixed, within
from sim.scenario.format.stages.stage import END, Stage, WaysOn
from sim.scenario.format.stages.violence import Violence, ViolenceWords

if TYPE_CHECKING:
    from sim.scenario.format.scenario import Scenario

__all__ = ["Implementation", "ImplementationWords", "Keeper", "Spoiler"]


class Keeper(Strict):
    """One that has to keep what is in force, and may break it."""

    tempted: Share = fixed(0.0)
    """Chance a month that it comes to the question whether to break it."""
    cost: NonNegative = fixed(0.0)
    """What breaking it costs beside what follows: being found out, and what others do about it."""
    source: str | None = None
    """Where this is said."""
    note: str | None = None
    """What a reader should know about it."""


class Spoiler(Violence):
    """One whose supporters may bring an agreement down by violence (Stedman 1997)."""

    source: str | None = None
    """Where this is said."""
    note: str | None = None
    """What a reader should know about it."""


class ImplementationWords(ViolenceWords):
    """What stories call the parts of an implementation."""

    what: Phrase = "the agreement"
    """What is carried out."""
    broke: Phrase = "broke it"
    """That somebody did not keep it, after who it was."""
    kept: Phrase = "kept it"
    """That somebody thought of breaking it and did not, after who it was."""


class Implementation(Stage):
    """What is in force is carried out for so many weeks; parties may break it, and spoilers bring it down."""

    results: ClassVar[dict[str, str]] = {"held": "on_success", "broke_down": "on_failure", "reopened": "on_reopened"}
    failing = "broke_down"
    carries_out = True
    on_the_ground = True

    BREACHES: ClassVar[Column] = Column("breaches", "count", "times that somebody broke it")
    BROKE: ClassVar[Column] = Column("{party}.broke", "flag", "whether {party} broke it")
    EVENTS: ClassVar[Column] = Column("events", "count", "times that violence broke out")
    LARGEST: ClassVar[Column] = Column("largest", "number", "the largest event", "deaths", start=0.0)

    words: ImplementationWords = ImplementationWords()
    """What people read for its parts."""
    parties: dict[ActorName, Keeper] = Field(min_length=1)
    """Who has to keep it, each with how it is tempted; they are tempted in this order."""
    weeks: Annotated[Quantity, within(1, 1_000, "weeks")] = fixed(104.0)
    """After so long it has held."""
    tolerated: Annotated[int, Field(ge=0, le=100)] = 0
    """How many breaches it outlives; with one more it breaks down, or is opened again."""
    reopens: Share = fixed(0.0)
    """Chance that such a breach leads back to a table (`on_reopened`) and not to the end of the agreement."""
    on_reopened: WaysOn = END
    """The stage that follows if it is opened again, or `end`."""
    spoilers: dict[ActorName, Spoiler] = Field(default_factory=dict)
    """Who may bring it down by violence; an event as large as its `breakdown_size` does."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that are kept: of violence only where there are spoilers."""
        unkept = () if self.spoilers else (self.EVENTS, self.LARGEST)
        return tuple(one for one in self.declared() if one not in unkept)

    def axes(self, scenario: Scenario) -> dict[str, tuple[str, ...]]:
        """Return what there is one column of: issues, and those who have to keep it."""
        return super().axes(scenario) | {"party": tuple(self.parties)}
