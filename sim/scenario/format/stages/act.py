"""An act: somebody does something by itself, alone or with backing, as it sees fit, on a day, or with a chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from sim.scenario.format.names import ActorName, TextName
from sim.scenario.format.quantity import LISTED, Share
from sim.scenario.format.stages.acting import Acting, Sponsor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.scenario.format.quantity import Quantity

__all__ = ["Act"]


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
