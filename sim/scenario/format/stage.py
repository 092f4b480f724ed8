"""What every stage of a process has: a name, a day on which it opens, and what it is followed by."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Field, SerializerFunctionWrapHandler, Tag, model_serializer, model_validator

from sim.scenario.format.correlations import Copula
from sim.scenario.format.names import InForce, Name, NextStage
from sim.scenario.format.quantity import Quantity, Share, Strict, Weeks, within

__all__ = ["END", "NOTHING", "TABLE", "Onward", "RoundWeeks", "Stage", "WaysOn"]

END = "end"
"""What `on_success` and `on_failure` say when the process is over."""

TABLE, NOTHING = "table", "nothing"
"""What `in_force` says where a result puts the text on the table in force, or changes nothing."""

RoundWeeks = Annotated[Quantity, within(1, 520, "weeks")]


class Onward(Strict):
    """Where a result leads, and which text it puts in force."""

    to: NextStage
    """The stage that follows, or `end`."""
    in_force: InForce | None = None
    """`table`, `nothing`, or a text. Left out: what both sides agreed on or a Council adopted, if that ends the
    dispute; what a declaration puts in place; else nothing."""


def _form_of_onward(said: Any) -> str:
    return "block" if isinstance(said, Onward | dict) else "name"


WaysOn = Annotated[
    Annotated[NextStage, Tag("name")] | Annotated[Onward, Tag("block")], Discriminator(_form_of_onward)
]
"""What follows a result: the name of a stage, `end`, or `{to: stage, in_force: table}`."""


class Stage(Strict):
    """One part of the process."""

    results: ClassVar[dict[str, str]] = {}
    """What the stage can end in, with the field that says what comes next."""
    follows_up: ClassVar[bool] = False
    """Whether the dispute is decided once a run comes here, and only what follows from it is played."""
    stands_beside: ClassVar[bool] = False
    """Whether no run ever stands here, since it acts on runs that stand in other stages."""
    settling: ClassVar[tuple[str, ...]] = ()
    """The results by which the text on the table is settled, if nothing else has to decide on it."""
    consenting: ClassVar[tuple[str, ...]] = ()
    """The results that say that all whom it concerns accept the text on the table."""
    failing: ClassVar[str] = ""
    """The result that counts as certain where nobody says what to expect."""

    name: Name
    """Its name in this file, in results and in plots."""
    label: str = ""
    """What people read."""
    opens: dt.date | None = None
    """Nothing happens in this stage before this day."""
    prepare_weeks: Weeks = Quantity(value=0.0)
    """Time from coming to this stage until something happens in it."""
    on_success: WaysOn = END
    """The stage that follows if it succeeds, or `end`."""
    on_failure: WaysOn = END
    """The stage that follows if it does not, or `end`."""
    expected: dict[Name, Share] = Field(default_factory=dict)
    """How likely its results are held to be by those who have no belief of their own."""
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
        return tuple(dict.fromkeys(self.onward(result).to for result in self.results))

    def onward(self, result: str) -> Onward:
        """Give where a result leads; what it puts in force is left out where the file does not say."""
        said = getattr(self, self.results[result])
        return said if isinstance(said, Onward) else Onward(to=said)

    def copula(self) -> Copula | None:
        """Give those of the stage's numbers that are drawn together, if there are any."""
        return None

    @model_validator(mode="before")
    @classmethod
    def _without_its_kind(cls, data: Any) -> Any:
        word = cls.__name__.lower()
        return data[word] if isinstance(data, dict) and list(data) == [word] else data

    @model_serializer(mode="wrap")
    def _under_its_kind(self, serialise: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {self.kind: serialise(self)}
