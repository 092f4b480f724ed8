"""Violence as an actor's supporters may bring it: how often, how large, and what it does."""

from sim.scenario.format.names import Phrase, TextName
from sim.scenario.format.quantity import NonNegative, Positive, Share, Strict, fixed

__all__ = ["Violence", "ViolenceWords"]


class ViolenceWords(Strict):
    """What stories call an event of violence."""

    broke_out: Phrase = "violence broke out"
    """That it came to one."""
    violence: Phrase = "violence"
    """What it is, without an article."""
    victim: Phrase = "death"
    """In what its size is counted: one."""
    victims: Phrase = "deaths"
    """Several."""


class Violence(Strict):
    """How often violence breaks out, how large it is, and what it does."""

    expected_text: TextName
    """What its supporters expect."""
    monthly_chance: Share
    """Chance a month that something breaks out where frustration is slight; where there is none nothing does."""
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
