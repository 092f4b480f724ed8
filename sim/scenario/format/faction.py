"""The part of a scenario that says who a party is at home."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.format.names import IssueName
from sim.scenario.format.quantity import NonNegative, Quantity, Share, Strict, fixed, within

__all__ = ["Faction"]


class Faction(Strict):
    """A current in a party's politics at home: those who follow it, and what they would have."""

    label: str = ""
    """What people read."""
    following: NonNegative
    """How many follow it at the start, on any scale that all factions of a party share: seats, or per cent."""
    position: dict[IssueName, Share] = Field(default_factory=dict)
    """Where it stands on issues on which it differs; on the others it stands where the party does."""
    retreat_price: NonNegative = fixed(1.0)
    """How dear a public retreat is with its followers, beside the others'. Only ratios count: the party's audience
    cost is what its followings at the start make of it, and moves as they move."""
    side_payment_weight: Share = fixed(1.0)
    """How much of what is offered elsewhere counts with it."""
    unrest_factor: NonNegative = fixed(1.0)
    """How ready its followers are for unrest, beside the others'. Only ratios count."""
    gains_from_delay: Annotated[Quantity, within(-5, 5)] = fixed(0.0)
    """By what its following grows until the party's patience is spent: the factor is e to this power."""
    source: str | None = None
    """Where its coding comes from."""
    note: str | None = None
    """What a reader should know about it."""
