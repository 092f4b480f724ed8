"""Unrest: violence while the talks last."""

from typing import Annotated, ClassVar

from pydantic import Field

from sim.scenario.format.column import Column
from sim.scenario.format.names import ActorName, Phrase, StageName, TextName
from sim.scenario.format.quantity import LISTED, NonNegative, Positive, Share, Strict, fixed
from sim.scenario.format.stages.stage import Stage

__all__ = ["Unrest", "UnrestWords"]


class UnrestWords(Strict):
    """What stories call an event of unrest."""

    broke_out: Phrase = "violence broke out"
    """That it came to one."""
    violence: Phrase = "violence"
    """What it is, without an article."""
    victim: Phrase = "death"
    """In what its size is counted: one."""
    victims: Phrase = "deaths"
    """Several."""


class Unrest(Stage):
    """Violence while the talks last: likelier the more is expected and the longer it takes (Gurr 1970)."""

    stands_beside: ClassVar[bool] = True
    results: ClassVar[dict[str, str]] = {"breakdown": "on_failure"}
    failing = "breakdown"

    EVENTS: ClassVar[Column] = Column("events", "count", "times that violence broke out")
    LARGEST: ClassVar[Column] = Column("largest", "number", "the largest event", "deaths", start=0.0)

    words: UnrestWords = UnrestWords()
    """What people read for its parts."""
    during: Annotated[tuple[StageName, ...], LISTED, Field(min_length=1)]
    """The stages during which it may break out."""
    party: ActorName
    """Whose patience runs out."""
    expected_text: TextName
    """What its supporters expect."""
    monthly_chance: Share
    """Chance a month that something breaks out where nobody is frustrated."""
    frustration_effect: NonNegative = fixed(1.0)
    """What frustration adds to the log hazard."""
    peacekeepers: Share = fixed(0.0)
    """How much of what would be needed is there."""
    peacekeeper_effect: NonNegative = fixed(0.0)
    """What peacekeepers take from the log hazard (Fortna 2004)."""
    smallest: Positive = fixed(1.0)
    """The smallest event that counts, in deaths."""
    tail: Positive = fixed(1.0)
    """How fast larger events become rarer (Richardson 1948)."""
    breakdown_size: Positive = fixed(1_000.0)
    """An event of this size ends the process."""
    patience_cut: Share = fixed(0.0)
    """Share of everybody's patience that each event takes."""
