"""A ratification: on one day peoples, chambers and governments say yes or no to what was negotiated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from sim.scenario.format.column import SHARE, Column
from sim.scenario.format.names import ActorName, Name, Phrase
from sim.scenario.format.quantity import NonNegative, Positive, Share, Strict, fixed
from sim.scenario.format.stages.stage import Stage

if TYPE_CHECKING:
    from sim.scenario.format.scenario import Scenario

__all__ = ["Body", "Chamber", "Government", "Ratification", "RatificationWords", "Referendum"]


class Body(Strict):
    """What every body that ratifies has."""

    label: str = ""
    """What people read."""
    shock: NonNegative = fixed(0.0)
    """How far the mood of the day moves all who vote, in standard deviations of voters; one mood for all bodies."""
    cues: dict[ActorName, NonNegative] = Field(default_factory=dict)
    """Leaders whose recommendation moves those who vote, and how far, in standard deviations of voters."""
    source: str | None = None
    """Where this is said."""
    note: str | None = None
    """What a reader should know about it."""


class Referendum(Body):
    """A people that votes on the text."""

    voters: ActorName
    """Who stands for the voter in the middle."""
    spread: Positive
    """How far voters scatter around that one: the standard deviation, in utility, of what a yes brings them."""
    threshold: Share = fixed(0.5)
    """The share of votes cast that a yes has to exceed."""
    turnout: Share = fixed(1.0)
    """Which share of all who may vote does."""
    quorum: Share = fixed(0.0)
    """Turnout below which the vote is void, which is a no."""
    of_all: Share = fixed(0.0)
    """The share of all who may vote that has to say yes as well."""


class Chamber(Body):
    """A chamber whose factions hold seats."""

    seats: dict[ActorName, Annotated[int, Field(ge=1, le=10_000)]] = Field(min_length=1)
    """The factions, with the seats that each holds."""
    majority: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """Votes needed; left out, more than half of the seats."""
    spread: Positive = fixed(0.05)
    """How far the members of a faction scatter around it: a standard deviation, in utility."""


class Government(Body):
    """A government that says yes or no as one."""

    spread: Positive = fixed(0.05)
    """What a shock or a cue of 1 is worth to it, in utility."""


class RatificationWords(Strict):
    """What stories call the ends of a ratification."""

    ratified: Phrase = "the text was ratified"
    """That enough bodies said yes."""
    rejected: Phrase = "the text was rejected"
    """That they did not."""


class Ratification(Stage):
    """Peoples, chambers and governments say yes or no to the text on the table, all on one day."""

    results: ClassVar[dict[str, str]] = {"ratified": "on_success", "rejected": "on_failure"}
    settling = ("ratified",)
    failing = "rejected"

    YES: ClassVar[Column] = Column("{body}.yes", "number", "share of votes for the text in {body}", between=SHARE)
    APPROVES: ClassVar[Column] = Column("{body}.approves", "flag", "whether {body} says yes")
    APPROVING: ClassVar[Column] = Column("approving", "count", "bodies that say yes", start=-1)
    RECOMMENDS: ClassVar[Column] = Column("{leader}.recommends", "flag", "whether {leader} recommends a yes")

    words: RatificationWords = RatificationWords()
    """What people read for its ends."""
    referendums: dict[Name, Referendum] = Field(default_factory=dict)
    """Peoples that vote, by a name of the vote."""
    chambers: dict[Name, Chamber] = Field(default_factory=dict)
    """Chambers that vote, by name."""
    governments: dict[ActorName, Government] = Field(default_factory=dict)
    """Actors that say yes or no as one."""
    needs: Annotated[int, Field(ge=1, le=1_000)] | None = None
    """How many of the bodies have to say yes; left out, all of them."""
    misjudged: NonNegative = fixed(0.0)
    """How far each who negotiates before errs about all who vote, by a draw of its own, and reckons with erring: in
    standard deviations of voters."""

    @property
    def bodies(self) -> dict[str, Referendum | Chamber | Government]:
        """Every body by name, in the order of the file."""
        return {**self.referendums, **self.chambers, **self.governments}

    def groups(self, body: str) -> dict[str, int]:
        """Return who votes in a body, with how many votes each has."""
        if body in self.referendums:
            return {self.referendums[body].voters: 1}
        return dict(self.chambers[body].seats) if body in self.chambers else {body: 1}

    def path(self, body: str) -> str:
        """Return where a body stands, as in the names of its numbers."""
        block = "referendums" if body in self.referendums else "chambers" if body in self.chambers else "governments"
        return f"process.{self.name}.{block}.{body}"

    @property
    def approvals_needed(self) -> int:
        """How many of the bodies have to say yes."""
        return self.needs or len(self.bodies)

    @property
    def leaders(self) -> tuple[str, ...]:
        """Who recommends a yes or a no."""
        return tuple(dict.fromkeys(leader for body in self.bodies.values() for leader in body.cues))

    @property
    def deciding(self) -> tuple[str, ...]:
        """All whose wants move the votes: those who vote, and those who recommend."""
        voting = [group for body in self.bodies for group in self.groups(body)]
        return tuple(dict.fromkeys([*voting, *self.leaders]))

    def axes(self, scenario: Scenario) -> dict[str, tuple[str, ...]]:
        """Return what there is one column of: issues, bodies, and those who recommend."""
        return super().axes(scenario) | {"body": tuple(self.bodies), "leader": self.leaders}
