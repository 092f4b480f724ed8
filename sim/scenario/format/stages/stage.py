"""What every stage of a process has: a name, a day on which it opens, columns, and what it is followed by."""

from __future__ import annotations

import datetime as dt
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import Discriminator, Field, SerializerFunctionWrapHandler, Tag, model_serializer, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.format.column import Column
from sim.scenario.format.correlations import Correlated
from sim.scenario.format.events import Effect
from sim.scenario.format.names import InForce, Name, NextStage
from sim.scenario.format.quantity import LISTED, Quantity, Share, Strict, Weeks, within

if TYPE_CHECKING:
    from sim.scenario.format.scenario import Scenario

__all__ = ["END", "NOTHING", "STAGE_KINDS", "TABLE", "Onward", "RoundWeeks", "Stage", "WaysOn"]

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
    effects: Annotated[tuple[Effect, ...], LISTED] = ()
    """What the result does beside, as an event does."""


@lru_cache(maxsize=256)
def _simply(to: str) -> Onward:
    # Not validated a second time: of a file that is being checked it may not be sound.
    return Onward.model_construct(to=to)


def _form_of_onward(said: Any) -> str:
    return "block" if isinstance(said, Onward | dict) else "name"


WaysOn = Annotated[
    Annotated[NextStage, Tag("name")] | Annotated[Onward, Tag("block")], Discriminator(_form_of_onward)
]
"""What follows a result: the name of a stage, `end`, or `{to: stage, in_force: table, effects: [...]}`."""

STAGE_KINDS: dict[str, type[Stage]] = {}
"""Every kind of stage by the word that introduces it in a file; a kind enters itself when it is defined."""


class Stage(Strict):
    """One part of the process."""

    results: ClassVar[dict[str, str]] = {}
    """What the stage can end in, with the field that says what comes next."""
    follows_up: ClassVar[bool] = False
    """Whether the dispute is decided once a run comes here, and only what follows from it is played."""
    stands_beside: ClassVar[bool] = False
    """Whether no run ever stands here, since it acts on runs that stand in other stages."""
    shared: ClassVar[bool] = False
    """Whether it is no kind of its own, but what several have in common."""
    carries_out: ClassVar[bool] = False
    """Whether what was agreed is in force by the time that a run comes here."""
    on_the_ground: ClassVar[bool] = False
    """Whether what this kind keeps beside what all stages keep is what happens on the ground once it is decided."""
    settling: ClassVar[tuple[str, ...]] = ()
    """The results by which the text on the table is settled, if nothing else has to decide on it."""
    failing: ClassVar[str] = ""
    """The result that counts as certain where nobody says what to expect."""

    ENTERED: ClassVar[Column] = Column("entered_week", "week", "week in which the run came here")
    BEGAN: ClassVar[Column] = Column("began_week", "week", "week in which something first happened here")
    LEFT: ClassVar[Column] = Column("left_week", "week", "week in which the run left")
    RESULT: ClassVar[Column] = Column("result", "word", "what it ended in")

    name: Name
    """Its name in this file, in results and in plots."""
    label: str = ""
    """What people read."""
    opens: dt.date | None = None
    """Nothing happens in this stage before this day."""
    on: dt.date | None = None
    """In place of `opens`: the day on which it is dealt with, or later where a run comes here later. Everybody counts
    the weeks until then."""
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

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        """Enter the kind under its word; what several kinds share is none itself."""
        super().__pydantic_init_subclass__(**kwargs)
        if not vars(cls).get("shared", False):
            STAGE_KINDS[cls.word()] = cls

    @classmethod
    def word(cls) -> str:
        """Return the word that introduces this kind of stage in a file."""
        return cls.__name__.lower()

    @classmethod
    @cache
    def declared(cls) -> tuple[Column, ...]:
        """Return every column that this kind of stage may keep, those of all stages first."""
        found = [part for home in reversed(cls.__mro__) for part in vars(home).values() if isinstance(part, Column)]
        return tuple(found)

    @property
    def kind(self) -> str:
        """The word that introduces the stage in a file."""
        return self.word()

    @property
    def consenting(self) -> tuple[str, ...]:
        """The results that say that those whom it concerns accept the text on the table."""
        return ()

    @property
    def agreeing(self) -> str:
        """The result by which those who are at the table agree, of a stage in which anybody can."""
        return (*self.consenting, *self.settling)[0]

    @property
    def sure(self) -> str:
        """The result that it ends in whatever anybody believes; empty where that is open."""
        return ""

    @property
    def lets_pass(self) -> bool:
        """Whether what all parties accept is held to pass here, but for who says how likely it is not to."""
        return False

    @property
    def lays(self) -> str | None:
        """The named text that it lays on the table in place of the one that lies there, if it does."""
        return None

    @property
    def following(self) -> tuple[str, ...]:
        """Every stage that may come next."""
        return tuple(dict.fromkeys(self.onward(result).to for result in self.results))

    def contrary(self, result: str) -> str:
        """Return the other result of a stage that ends in one of two; empty where there are more, or fewer."""
        others = [one for one in self.results if one != result]
        return others[0] if len(self.results) == 2 and len(others) == 1 else ""

    def onward(self, result: str) -> Onward:
        """Return where a result leads; what it puts in force is left out where the file does not say."""
        said: WaysOn = getattr(self, self.results[result])
        return said if isinstance(said, Onward) else _simply(said)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that this stage keeps."""
        return self.declared()

    def axes(self, scenario: Scenario) -> dict[str, tuple[str, ...]]:
        """Return what there is one column of for each word in braces: the issues, and what the kind adds."""
        return {"issue": tuple(scenario.issues)}

    def correlated(self) -> Correlated | None:
        """Return those of the stage's numbers that are drawn together, with their correlations, if there are any."""
        return None

    @property
    def first_day(self) -> dt.date | None:
        """The day before which nothing happens here, if there is one."""
        return self.on or self.opens

    @model_validator(mode="after")
    def _one_day(self) -> Self:
        if self.on is not None and self.opens is not None:
            raise PydanticCustomError("stage_day", "both `on` and `opens` are given; allowed: one of them")
        return self

    @model_validator(mode="before")
    @classmethod
    def _without_its_kind(cls, data: Any) -> Any:
        word = cls.word()
        return data[word] if isinstance(data, dict) and list(data) == [word] else data

    @model_serializer(mode="wrap")
    def _under_its_kind(self, serialise: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {self.kind: serialise(self)}
