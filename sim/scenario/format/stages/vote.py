"""A vote: actors with seats say yes or no, to a text as it is or to drafts that sponsors table and soften."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

import numpy as np
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.format.column import SHARE, Column
from sim.scenario.format.names import ActorName, IssueName, Name, Phrase, TabledText
from sim.scenario.format.quantity import LISTED, NonNegative, Share, Shift, Strict, fixed
from sim.scenario.format.stages.decision import ROUNDING
from sim.scenario.format.stages.stage import TABLE, RoundWeeks, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from sim.scenario.format.scenario import Scenario

__all__ = ["Holding", "Seat", "Threshold", "Vote", "VoteWords", "Voting"]


class Holding(Strict):
    """The seat of an actor."""

    votes: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """How many votes it has."""
    size: Annotated[float, Field(ge=0, le=1e12)] = 1.0
    """How large it is by another measure, such as population."""
    veto: bool = False
    """Whether its no blocks the text, whatever the others say."""
    source: str | None = None
    """Where this is said."""
    note: str | None = None
    """What a reader should know about it."""


class Seat(Strict):
    """A seat whose holder is no actor, only a chance of a yes."""

    chance_of_yes: Share
    """Chance that it would vote for the first draft."""
    label: str = ""
    """What people read."""
    source: str | None = None
    """Where the stance is reported."""
    note: str | None = None
    """What a reader should know about it."""


class Threshold(Strict):
    """What those in favour must reach."""

    of: Literal["votes", "members", "size"] = "votes"
    """What is counted: their votes, how many they are, or how large."""
    count: Annotated[float, Field(gt=0, le=1e12)] | None = None
    """At least so much."""
    share: Annotated[float, Field(gt=0, le=1)] | None = None
    """At least this share of the whole."""
    over: Annotated[float, Field(ge=0, lt=1)] | None = None
    """More than this share of the whole."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(part is not None for part in (self.count, self.share, self.over)) != 1:
            raise PydanticCustomError(
                "threshold", "none or several of `count`, `share`, `over` are given; allowed: one of them"
            )
        return self

    @property
    def of_whole(self) -> float:
        """The share of the whole that must be reached, or exceeded."""
        return self.over if self.share is None and self.over is not None else self.share or 0.0

    @property
    def asked(self) -> str:
        """What it asks for, as people read it.

        >>> Threshold(of="size", share=0.55).asked, Threshold(over=0.5).asked, Threshold(of="members", count=9).asked
        ('55 % of size', 'over 50 % of votes', '9 members')
        """
        if self.count is not None:
            return f"{self.count:g} {self.of}"
        return f"{'over ' if self.over is not None else ''}{100 * self.of_whole:g} % of {self.of}"

    def least(self, whole: float) -> float:
        """Return the least that reaches it in whole votes, of all that there is to be had.

        >>> Threshold(over=0.5).least(4), Threshold(share=0.5).least(4), Threshold(count=3).least(4)
        (3.0, 2.0, 3.0)
        """
        if self.count is not None:
            return self.count
        near = np.ceil(whole * self.of_whole - whole * ROUNDING)
        return float(near if self.met(near, whole) else near + 1)

    def met(self, in_favour: npt.ArrayLike, whole: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Tell where those in favour reach it, of all that there is to be had.

        >>> Threshold(share=0.55).met(55, 100), Threshold(over=0.29).met(29, 100), Threshold(count=9).met(9, 15)
        (array(True), array(False), array(True))
        """
        if self.count is not None:
            return np.asarray(np.greater_equal(in_favour, self.count))
        beyond = np.subtract(in_favour, np.multiply(whole, self.of_whole))
        least = np.multiply(whole, ROUNDING)
        return np.asarray(beyond > least if self.share is None else beyond >= -least)


class VoteWords(Strict):
    """What stories call the ends of a vote."""

    adopted: Phrase = "the text was adopted"
    """That it passed."""
    blocked: Phrase = "no decision was taken"
    """That it did not."""


class Voting(Stage):
    """Actors with seats vote on a text as it is, or on the drafts of sponsors: what `vote` and `council` share.

    Sponsors table drafts, read the signals of those who can veto, soften, and vote or withdraw. Where there are none
    the text is put to the vote at once. What the seats and the majority are is said by each kind.
    """

    shared = True
    results: ClassVar[dict[str, str]] = {"adopted": "on_success", "blocked": "on_failure"}
    settling = ("adopted",)
    failing = "blocked"

    IN_FAVOUR: ClassVar[Column]
    VETOED: ClassVar[Column]
    """What the columns of votes in favour, and of vetoes, are called."""
    MEMBERS: ClassVar[Column | None] = None
    BALLOT: ClassVar[Column | None] = None
    MET: ClassVar[Column | None] = None
    """Those of each member, each ballot and each threshold, where a kind keeps them."""
    DRAFTS: ClassVar[Column] = Column("drafts", "count", "drafts tabled")
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
    OF_DRAFTS: ClassVar[tuple[Column, ...]] = (
        DRAFTS, VOTED, SOFTENED, UNITY, LEAST_CHANCE, TRUE_CHANCE, BELIEVED_CHANCE, OPPOSED, TERMS
    )  # fmt: skip
    """The columns that are kept only where sponsors table drafts."""

    sponsors: Annotated[tuple[ActorName, ...], LISTED] = ()
    """Who tables drafts, and stands behind them; the first one holds the pen. Left out, the text is put as it is."""
    client: ActorName | None = None
    """The party below whose disagreement value the sponsors do not go."""
    other_seats: dict[Name, Seat] = Field(default_factory=dict)
    """Seats that are only given a chance of a yes, with a vote each."""
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
    def holders(self) -> tuple[str, ...]:
        """The actors with a seat, in the order of the file."""
        raise NotImplementedError

    def holdings(self, scenario: Scenario) -> Mapping[str, Holding]:
        """Return what each of these seats counts for, and whether it may veto."""
        raise NotImplementedError

    @property
    def rule(self) -> tuple[Threshold, ...]:
        """What those in favour must reach, all of it."""
        raise NotImplementedError

    @property
    def first_text(self) -> str:
        """The text that is put to the vote, or tabled first: the one on the table, or a named one."""
        raise NotImplementedError

    @property
    def lays(self) -> str | None:
        """The named text that is put to the vote, or tabled first, whatever lies on the table."""
        return None if self.first_text == TABLE else self.first_text

    @property
    def may_abstain(self) -> bool:
        """Whether one may abstain."""
        return True

    @property
    def objectors(self) -> tuple[str, ...]:
        """The actors with a seat that are not among the sponsors, in the order of the file."""
        return tuple(name for name in self.holders if name not in self.sponsors)

    def may_be_vetoed(self, scenario: Scenario) -> bool:
        """Tell whether anybody outside the sponsors may veto, or may come to."""
        held = self.holdings(scenario)
        given = {seat.holder for seat in scenario.seat_changes if seat.stage == self.name and seat.veto}
        return any(held[name].veto or name in given for name in self.objectors)

    @property
    def lets_pass(self) -> bool:
        """Whether what all parties accept is held to pass: sponsors do not touch it."""
        return bool(self.sponsors)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that are kept: of drafts only where there are any."""
        unkept = () if self.sponsors else self.OF_DRAFTS
        return tuple(one for one in self.declared() if one not in unkept)

    def axes(self, scenario: Scenario) -> dict[str, tuple[str, ...]]:
        """Return what there is one column of: issues, seats, thresholds, drafts, those who may object, and blocs."""
        return super().axes(scenario) | {
            "seat": self.holders,
            "threshold": tuple(str(number) for number in range(1, len(self.rule) + 1)),
            "draft": tuple(str(number) for number in range(1, self.most_drafts + 1)),
            "objector": self.objectors,
            "bloc": tuple(name for name, one in scenario.actors.items() if one.kind == "bloc" and one.members),
        }


class Vote(Voting):
    """Actors with seats vote on a text or on drafts of sponsors; all thresholds must be met, and no veto cast."""

    IN_FAVOUR = Column("in_favour", "count", "votes in favour", start=-1)
    VETOED = Column("vetoed", "flag", "whether a veto stops what meets all thresholds")
    MEMBERS = Column("members", "count", "members in favour", start=-1)
    BALLOT = Column("{seat}.ballot", "number", "how {seat} votes: 1 yes, 0 abstains, -1 no", between=(-1, 1))
    MET = Column("threshold_{threshold}", "flag", "whether threshold {threshold} is met")

    words: VoteWords = VoteWords()
    """What people read for its ends."""
    seats: dict[ActorName, Holding] = Field(min_length=1)
    """Who votes."""
    thresholds: Annotated[tuple[Threshold, ...], LISTED, Field(min_length=1)] = (Threshold(over=0.5),)
    """All of these must be met; left out, more than half of the votes."""
    text: TabledText = TABLE
    """The text that is put to the vote, or tabled first: `table`, the one on the table, or a named one."""
    abstention: bool = True
    """Whether one may abstain: neither in favour nor, with a veto, against."""

    @property
    def holders(self) -> tuple[str, ...]:
        """Who votes."""
        return tuple(self.seats)

    def holdings(self, scenario: Scenario) -> Mapping[str, Holding]:
        """Return what each seat counts for."""
        return self.seats

    @property
    def rule(self) -> tuple[Threshold, ...]:
        """The thresholds."""
        return self.thresholds

    @property
    def first_text(self) -> str:
        """The text that is put to the vote, or tabled first."""
        return self.text

    @property
    def may_abstain(self) -> bool:
        """Whether one may abstain."""
        return self.abstention

    def whole(self, of: str) -> float:
        """Return what all seats together count for in a threshold."""
        held = sum(float(seat.votes) if of == "votes" else seat.size if of == "size" else 1.0
                   for seat in self.seats.values())  # fmt: skip
        return held + len(self.other_seats)
