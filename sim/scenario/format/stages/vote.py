"""A vote: actors with seats say yes or no to one text, and one or several thresholds must be met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

import numpy as np
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.format.column import Column
from sim.scenario.format.names import ActorName, Phrase, TabledText
from sim.scenario.format.quantity import LISTED, Strict
from sim.scenario.format.stages.decision import ROUNDING
from sim.scenario.format.stages.stage import TABLE, Stage

if TYPE_CHECKING:
    import numpy.typing as npt

    from sim.scenario.format.scenario import Scenario

__all__ = ["Holding", "Threshold", "Vote", "VoteWords"]


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


class Vote(Stage):
    """Actors with seats vote once on a text as it is; all thresholds must be met, and no veto cast."""

    results: ClassVar[dict[str, str]] = {"adopted": "on_success", "blocked": "on_failure"}
    settling = ("adopted",)
    failing = "blocked"

    IN_FAVOUR: ClassVar[Column] = Column("in_favour", "count", "votes in favour", start=-1)
    MEMBERS: ClassVar[Column] = Column("members", "count", "members in favour", start=-1)
    BALLOT: ClassVar[Column] = Column(
        "{seat}.ballot", "number", "how {seat} votes: 1 yes, 0 abstains, -1 no", between=(-1, 1)
    )
    MET: ClassVar[Column] = Column("threshold_{threshold}", "flag", "whether threshold {threshold} is met")
    VETOED: ClassVar[Column] = Column("vetoed", "flag", "whether a veto stops what meets all thresholds")

    words: VoteWords = VoteWords()
    """What people read for its ends."""
    seats: dict[ActorName, Holding] = Field(min_length=1)
    """Who votes."""
    thresholds: Annotated[tuple[Threshold, ...], LISTED, Field(min_length=1)] = (Threshold(over=0.5),)
    """All of these must be met; left out, more than half of the votes."""
    text: TabledText = TABLE
    """The text that is put to the vote: `table`, the one on the table, or a named one."""
    abstention: bool = True
    """Whether one may abstain: neither in favour nor, with a veto, against."""

    def axes(self, scenario: Scenario) -> dict[str, tuple[str, ...]]:
        """Return what there is one column of: issues, seats and thresholds."""
        numbers = tuple(str(number) for number in range(1, len(self.thresholds) + 1))
        return super().axes(scenario) | {"seat": tuple(self.seats), "threshold": numbers}

    def whole(self, of: str) -> float:
        """Return what all seats together count for in a threshold."""
        return sum(float(seat.votes) if of == "votes" else seat.size if of == "size" else 1.0
                   for seat in self.seats.values())  # fmt: skip
