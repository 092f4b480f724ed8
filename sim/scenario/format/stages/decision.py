"""Whose yes it takes where several decide together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.format.names import ActorName
from sim.scenario.format.quantity import LISTED, Strict

__all__ = ["MOST_PARTIES", "ROUNDING", "UNANIMITY", "Decide", "Decision", "Weights", "winning"]

MOST_PARTIES = 12
"""At a table where not all must agree: beyond that there are too many ways of being enough to weigh each."""

UNANIMITY: Literal["unanimity"] = "unanimity"
"""Everybody's yes."""

ROUNDING = 1e-9
"""A share is reached where only rounding is missing: 55 of 100 are 0.55, whatever the machine makes of that."""


class Decision(Strict):
    """Whose yes is enough; where several things are asked, all of them are needed."""

    majority: Annotated[int, Field(ge=1, le=MOST_PARTIES)] | None = None
    """How many of them must say yes."""
    share: Annotated[float, Field(ge=0.01, le=1)] | None = None
    """At least which share of all weight must say yes."""
    must: Annotated[tuple[ActorName, ...], LISTED] = ()
    """Without whose yes nothing is agreed, whoever else is for it."""

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if self.majority is None and self.share is None and not self.must:
            raise PydanticCustomError("decision", "nothing is asked; allowed: majority, share or must")
        return self


def _form_of_decision(said: Any) -> str:
    return "block" if isinstance(said, Decision | dict) else "name"


Decide = Annotated[
    Annotated[Literal["unanimity"], Tag("name")] | Annotated[Decision, Tag("block")], Discriminator(_form_of_decision)
]
"""`unanimity`, or a block that says whose yes is enough."""

Weights = dict[ActorName, Annotated[float, Field(ge=0, le=1_000_000)]]
"""What each one's yes weighs."""


def winning(names: Sequence[str], decide: str | Decision, weights: Mapping[str, float]) -> list[tuple[int, ...]]:
    """Return the smallest sets of parties whose yes is enough, each by their places; none where nothing is.

    None either of more parties than may sit where not all must agree, which is refused elsewhere.

    >>> winning(["west", "east", "south"], Decision(majority=2), {})
    [(0, 1), (0, 2), (1, 2)]
    >>> winning(["west", "east", "south"], Decision(share=0.6, must=("south",)), {"south": 2.0, "west": 1.0})
    [(0, 2), (1, 2)]
    >>> winning(["west", "east", "south"], "unanimity", {})
    [(0, 1, 2)]
    """
    places = range(len(names))
    if not isinstance(decide, Decision):
        return [tuple(places)]
    if len(names) > MOST_PARTIES:
        return []
    weighs = [weights.get(name, 1.0) for name in names]
    needed = {place for place in places if names[place] in decide.must}
    least = 0.0 if decide.share is None else (decide.share - ROUNDING) * sum(weighs)
    found: list[tuple[int, ...]] = []
    for size in range(max(1, decide.majority or 0), len(names) + 1):
        for some in combinations(places, size):
            enough = needed <= {*some} and sum(weighs[place] for place in some) >= least
            if enough and not any({*one} <= {*some} for one in found):
                found.append(some)
    return found
