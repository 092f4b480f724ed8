"""What every stage of a process has: a name, a day on which it opens, and what it is followed by."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar

from pydantic import SerializerFunctionWrapHandler, model_serializer, model_validator

from sim.scenario.format.correlations import Correlated
from sim.scenario.format.names import Name, NextStage
from sim.scenario.format.quantity import Quantity, Strict, Weeks, within

__all__ = ["END", "RoundWeeks", "Stage"]

END = "end"
"""What `on_success` and `on_failure` say when the process is over."""

RoundWeeks = Annotated[Quantity, within(1, 520, "weeks")]


class Stage(Strict):
    """One part of the process."""

    results: ClassVar[dict[str, str]] = {}
    """What the stage can end in, with the field that says what comes next."""
    follows_up: ClassVar[bool] = False
    """Whether the dispute is decided once a run comes here, and only what follows from it is played."""
    stands_beside: ClassVar[bool] = False
    """Whether no run ever stands here, since it acts on runs that stand in other stages."""

    name: Name
    """Its name in this file, in results and in plots."""
    label: str = ""
    """What people read."""
    opens: dt.date | None = None
    """Nothing happens in this stage before this day."""
    prepare_weeks: Weeks = Quantity(value=0.0)
    """Time from coming to this stage until something happens in it."""
    on_success: NextStage = END
    """The stage that follows if it succeeds, or `end`."""
    on_failure: NextStage = END
    """The stage that follows if it does not, or `end`."""
    source: str | None = None
    """Where the coding of this stage comes from."""
    note: str | None = None
    """What a reader should know about this stage."""

    @property
    def kind(self) -> str:
        """The word that introduces the stage in a file."""
        return type(self).__name__.lower()

    @property
    def following(self) -> tuple[str, ...]:
        """Every stage that may come next."""
        return tuple(dict.fromkeys(getattr(self, field) for field in self.results.values()))

    def correlated(self) -> Correlated | None:
        """Return those of the stage's numbers that are drawn together, with their correlations, if there are any."""
        return None

    @model_validator(mode="before")
    @classmethod
    def _without_its_kind(cls, data: Any) -> Any:
        word = cls.__name__.lower()
        return data[word] if isinstance(data, dict) and list(data) == [word] else data

    @model_serializer(mode="wrap")
    def _under_its_kind(self, serialise: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {self.kind: serialise(self)}
