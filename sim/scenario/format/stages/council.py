"""The Council: sponsors table drafts in the shadow of a veto."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from sim.scenario.format.column import Column
from sim.scenario.format.names import ActorName, DraftName, Phrase
from sim.scenario.format.quantity import LISTED, Strict
from sim.scenario.format.stages.stage import TABLE
from sim.scenario.format.stages.vote import Holding, Threshold, Voting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.scenario.format.scenario import Scenario

__all__ = ["Council", "CouncilWords"]


class CouncilWords(Strict):
    """What stories and figures call the parts of a council."""

    body: Phrase = "the council"
    """Who votes, as in "it was said that the council would be blocked"."""


class Council(Voting):
    """Sponsors table drafts, read the signals of those who can block, soften, and vote or withdraw.

    A preset of `vote`: seats are given by how many vote alike, who may veto is said at the actor, a number of votes
    is enough, and there always are sponsors.
    """

    IN_FAVOUR = Column("yes_votes", "count", "votes in favour of the last draft", start=-1)
    VETOED = Column("vetoed", "flag", "whether a draft with enough votes met a veto")

    words: CouncilWords = CouncilWords()
    """What people read for its parts."""
    sponsors: Annotated[tuple[ActorName, ...], LISTED, Field(min_length=1)]
    """Who tables the drafts; the first one holds the pen."""
    seats: dict[ActorName, Annotated[int, Field(ge=1, le=100)]]
    """Actors that vote, with the number of seats that vote as they do."""
    majority: Annotated[int, Field(ge=1, le=1_000)]
    """Votes needed."""
    first_draft: DraftName = "proposal"
    """The text tabled first: the envoy's proposal, or a named text."""

    @property
    def holders(self) -> tuple[str, ...]:
        """The actors that vote."""
        return tuple(self.seats)

    def holdings(self, scenario: Scenario) -> Mapping[str, Holding]:
        """Return how many votes each has; it may veto where the actor is said to."""
        vetoes = {name for name, actor in scenario.actors.items() if actor.veto}
        return {name: Holding.model_construct(votes=votes, veto=name in vetoes) for name, votes in self.seats.items()}

    @property
    def rule(self) -> tuple[Threshold, ...]:
        """So many votes."""
        return (Threshold.model_construct(count=self.majority),)  # validated already, if it is sound

    @property
    def first_text(self) -> str:
        """The text tabled first; the proposal is the one on the table."""
        return TABLE if self.first_draft == "proposal" else self.first_draft
