"""The record: what really happened, and the stylised facts that a scenario must reproduce if it is to be believed."""

import datetime as dt
from collections.abc import Collection
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.format.bounds import Condition
from sim.scenario.format.names import OutcomeName, Pattern
from sim.scenario.format.quantity import LISTED, Share, Strict

__all__ = ["Fact", "FactPart", "Record", "RecordedEvent", "Target"]


FactNumber = Annotated[
    str,
    Pattern(
        pattern=r"^[A-Z][0-9]{1,2}$",
        what="number of a fact",
        allowed="a capital letter and one or two digits, such as S1",
    ),
]
"""What a stylised fact is called in tables."""


class Target(Strict):
    """Where the ensemble's value must lie."""

    min: float | None = None
    """At least this."""
    max: float | None = None
    """At most this."""

    @model_validator(mode="after")
    def _some_bound(self) -> Self:
        if self.min is None and self.max is None:
            raise PydanticCustomError("fact", "a target without bounds; allowed: min, max or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise PydanticCustomError(
                "fact",
                "min {low} is above max {high}, where no value can lie; allowed: min up to max",
                {"low": self.min, "high": self.max},
            )
        return self


class FactPart(Strict):
    """One number that is looked at."""

    says: str
    """What is measured, in words."""
    measure: Literal["share", "median", "mean", "mode"]
    """The share of runs for which `where` holds, or the middle or the most frequent value of a column."""
    column: str | None = None
    """For a median, mean or mode: the column of the results."""
    less: str | None = None
    """A column that is taken off first."""
    over: str | None = None
    """A column by which it is divided then; runs where that is 0 are left out."""
    where: Condition | None = None
    """For a share: what must hold."""
    among: Condition | None = None
    """Only runs for which this holds are looked at."""
    against: Condition | None = None
    """Runs whose own value is taken off that of the runs of `among`: by how much the two differ."""
    record: float | str | None = None
    """What really happened."""
    target: Target
    """Where the value must lie."""
    source: str | None = None
    """Where the record's value is told."""

    @property
    def measured(self) -> tuple[str, ...]:
        """The columns whose values it measures; `among` and `against` only say in which runs."""
        named = (self.column, self.less, self.over, *(self.where or ()))
        return tuple(name for name in named if name is not None)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.measure == "share" and self.where is None:
            raise PydanticCustomError("fact", "`where` is missing; allowed: `where:` with a share")
        if self.measure != "share" and self.column is None:
            raise PydanticCustomError(
                "fact", "`column` is missing; allowed: `column:` with a {measure}", {"measure": self.measure}
            )
        if self.measure == "mode" and self.against is not None:
            raise PydanticCustomError("fact", "`against` with a mode; allowed: with a share, median or mean")
        return self


class Fact(Strict):
    """A stylised fact: it holds if every part of it does."""

    id: FactNumber
    """Its number, such as S1."""
    says: str
    """The fact in words."""
    parts: Annotated[tuple[FactPart, ...], LISTED, Field(min_length=1)]
    """What is measured."""
    source: str | None = None
    """Where it is told."""
    note: str | None = None
    """What a reader should know about it, above all what of the fact is not tested and why."""


class RecordedEvent(Strict):
    """One dated fact."""

    date: dt.date
    """When."""
    label: str
    """What happened."""
    source: str | None = None
    """Where it is reported."""


class Record(Strict):
    """What really happened, for comparison; nothing here moves the model."""

    outcome: OutcomeName | None = None
    """How it ended."""
    ended_on: dt.date | None = None
    """When."""
    measures: dict[str, float | dt.date] = Field(default_factory=dict)
    """Columns of the results with their real values."""
    events: Annotated[tuple[RecordedEvent, ...], LISTED] = ()
    """What happened when, for plots and stories."""
    facts: Annotated[tuple[Fact, ...], LISTED] = ()
    """Stylised facts that the ensemble is held against (`sim hindcast`)."""

    def facts_on(self, columns: Collection[str]) -> tuple[str, ...]:
        """Return the numbers of the facts that measure one of some columns."""
        return tuple(
            fact.id for fact in self.facts if any(not set(part.measured).isdisjoint(columns) for part in fact.parts)
        )

    priors: dict[OutcomeName, Share] = Field(default_factory=dict)
    """How likely observers at the time took each outcome to be, for comparison of scores."""
    source: str | None = None
    """Where this is told."""
    note: str | None = None
    """What a reader should know about it."""
