"""The Council: sponsors table drafts in the shadow of a veto."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from sim.scenario.format.column import SHARE, Column
from sim.scenario.format.names import ActorName, DraftName, IssueName, Name, Phrase
from sim.scenario.format.quantity import LISTED, NonNegative, Share, Shift, Strict, fixed
from sim.scenario.format.stages.stage import RoundWeeks, Stage

if TYPE_CHECKING:
    from sim.scenario.format.scenario import Scenario

__all__ = ["Council", "CouncilWords", "Seat"]


class Seat(Strict):
    """A seat in the Council whose holder is no actor, only a chance of a yes."""

    chance_of_yes: Share
    """Chance that it would vote for the first draft."""
    label: str = ""
    """What people read."""
    source: str | None = None
    """Where the stance is reported."""
    note: str | None = None
    """What a reader should know about it."""


class CouncilWords(Strict):
    """What stories and figures call the parts of a council."""

    body: Phrase = "the council"
    """Who votes, as in "it was said that the council would be blocked"."""


class Council(Stage):
    """Sponsors table drafts, read the signals of those who can block, soften, and vote or withdraw."""

    results: ClassVar[dict[str, str]] = {"adopted": "on_success", "blocked": "on_failure"}
    settling = ("adopted",)
    failing = "blocked"

    DRAFTS: ClassVar[Column] = Column("drafts", "count", "drafts tabled")
    YES_VOTES: ClassVar[Column] = Column("yes_votes", "count", "votes in favour of the last draft", start=-1)
    VETOED: ClassVar[Column] = Column("vetoed", "flag", "whether a draft with enough votes met a veto")
    VOTED: ClassVar[Column] = Column("voted", "flag", "whether a draft was put to the vote")
    SOFTENED: ClassVar[Column] = Column("softened", "number", "utility given up in drafts", start=0.0)
    UNITY: ClassVar[Column] = Column("unity.{bloc}", "number", "how far the members of {bloc} value the draft alike")
    LEAST_CHANCE: ClassVar[Column] = Column(
        "least_chance_of_no.{objector}",
        "number",
        "lowest chance over drafts that {objector} votes against",
        between=SHARE,
    )
    TRUE_CHANCE: ClassVar[Column] = Column(
        "draft_{draft}.veto_chance",
        "number",
        "chance of a veto of draft {draft}, to one who knows every member",
        between=SHARE,
    )
    BELIEVED_CHANCE: ClassVar[Column] = Column(
        "draft_{draft}.believed_chance",
        "number",
        "chance of a veto of draft {draft} that the sponsors believe in",
        between=SHARE,
    )
    OPPOSED: ClassVar[Column] = Column("draft_{draft}.no.{objector}", "flag", "{objector} against draft {draft}")
    TERMS: ClassVar[Column] = Column(
        "draft_{draft}.{issue}", "number", "what draft {draft} says on {issue}", between=SHARE
    )

    words: CouncilWords = CouncilWords()
    """What people read for its parts."""
    sponsors: Annotated[tuple[ActorName, ...], LISTED, Field(min_length=1)]
    """Who tables the drafts; the first one holds the pen."""
    client: ActorName | None = None
    """The party below whose disagreement value the sponsors do not go."""
    seats: dict[ActorName, Annotated[int, Field(ge=1, le=100)]]
    """Actors that vote, with the number of seats that vote as they do."""
    other_seats: dict[Name, Seat] = Field(default_factory=dict)
    """Seats that are only given a chance of a yes."""
    majority: Annotated[int, Field(ge=1, le=1_000)]
    """Votes needed."""
    first_draft: DraftName = "proposal"
    """The text tabled first: the envoy's proposal, or a named text."""
    draft_every_weeks: RoundWeeks = fixed(2.0)
    """Time between drafts."""
    most_drafts: Annotated[int, Field(ge=1, le=50)] = 5
    """After so many drafts the sponsors give up."""
    step: Share = fixed(0.04)
    """Utility that the sponsors give with each new draft."""
    negotiable: Annotated[tuple[IssueName, ...], LISTED] = ()
    """Issues on which drafts may give way; left out, all of them."""
    gains_per_step: Shift = fixed(0.0)
    """How much the chance of a yes of each other seat rises with each softer draft."""
    smallest_room: Share = fixed(0.005)
    """With less room than this left, the sponsors do not redraft."""
    lost_vote_cost: NonNegative = fixed(0.03)
    """What a vote that is lost costs the sponsors beside a draft that they withdraw."""
    precedent: dict[IssueName, Annotated[float, Field(ge=0, le=10)]] = Field(default_factory=dict)
    """Issues that together make a text create an independent state by itself, with exponents."""

    @property
    def objectors(self) -> tuple[str, ...]:
        """The actors with a seat that are not among the sponsors, in the order of the file."""
        return tuple(name for name in self.seats if name not in self.sponsors)

    def axes(self, scenario: Scenario) -> dict[str, tuple[str, ...]]:
        """Return what there is one column of: issues, drafts, those who may object, and blocs with members."""
        return super().axes(scenario) | {
            "draft": tuple(str(number) for number in range(1, self.most_drafts + 1)),
            "objector": self.objectors,
            "bloc": tuple(name for name, one in scenario.actors.items() if one.kind == "bloc" and one.members),
        }
