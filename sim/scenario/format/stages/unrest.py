"""Unrest: violence while the talks last."""

from typing import Annotated, ClassVar

from pydantic import Field

from sim.scenario.format.column import Column
from sim.scenario.format.names import ActorName, StageName
from sim.scenario.format.quantity import LISTED
from sim.scenario.format.stages.stage import Stage
from sim.scenario.format.stages.violence import Violence, ViolenceWords

__all__ = ["Unrest"]


class Unrest(Violence, Stage):
    """Violence while the talks last: likelier the more is expected and the longer it takes (Gurr 1970)."""

    stands_beside: ClassVar[bool] = True
    results: ClassVar[dict[str, str]] = {"breakdown": "on_failure"}
    failing = "breakdown"

    EVENTS: ClassVar[Column] = Column("events", "count", "times that violence broke out")
    LARGEST: ClassVar[Column] = Column("largest", "number", "the largest event", "deaths", start=0.0)

    words: ViolenceWords = ViolenceWords()
    """What people read for its parts."""
    during: Annotated[tuple[StageName, ...], LISTED, Field(min_length=1)]
    """The stages during which it may break out."""
    party: ActorName
    """Whose patience runs out."""
