"""Talks: two or more parties seek a text in rounds, until enough of them accept one or time is up."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.format.column import SHARE, Column
from sim.scenario.format.names import ActorName, IssueName, Phrase, TextName
from sim.scenario.format.quantity import LISTED, Quantity, Share, Strict, Weeks, fixed, within
from sim.scenario.format.stages.decision import UNANIMITY, Decide, Weights, winning
from sim.scenario.format.stages.drafting import Drafting
from sim.scenario.format.stages.stage import RoundWeeks, Stage

if TYPE_CHECKING:
    from sim.scenario.format.scenario import Scenario

__all__ = ["AgendaItem", "Extension", "Option", "Talks", "TalksWords"]


class TalksWords(Strict):
    """What stories call the parts of talks."""

    talks: Phrase = "the talks"
    """What they are, as in "the talks were given 8 weeks more"."""
    agreed: Phrase = "agreed"
    """That parties agreed, before what they agreed on."""
    failed: Phrase = "time was up without agreement"
    """That they did not, and ended."""


class Option(Strict):
    """A named text that is put before all parties."""

    text: TextName
    """Which text."""
    proposed_by: ActorName | None = None
    """Who puts it on the table; left out, the mediators. A party has said yes to what it proposes itself."""
    after_weeks: Annotated[int, Field(ge=0, le=1_000)]
    """When it is tabled, in weeks from the beginning of the stage."""
    source: str | None = None
    """Where this is said."""
    note: str | None = None
    """What a reader should know about it."""


class AgendaItem(Strict):
    """Issues on which offers move from a given day on; nothing is agreed until all is agreed."""

    issues: Annotated[tuple[IssueName, ...], LISTED]
    """The issues that are taken up."""
    opens: dt.date
    """From when."""
    source: str | None = None
    """Where this is said."""


class Extension(Strict):
    """More time for talks that have not succeeded."""

    by: Literal["chance", "parties"] = "chance"
    """chance: it is given with a chance; parties: it is given if to each of them the text half-way between the last
    offers is worth more than failing."""
    chance: Share = fixed(1.0)
    """How likely it is that time is given, or that the parties ask for it where they would have it."""
    weeks: Weeks
    """How much."""
    source: str | None = None
    """Where this is said."""
    note: str | None = None
    """What a reader should know about it."""


class Talks(Drafting, Stage):
    """Parties seek a text in rounds, by offers or on a mediator's text, until enough accept one or time is up."""

    results: ClassVar[dict[str, str]] = {"agreed": "on_success", "deadlock": "on_failure"}
    settling = ("agreed",)
    failing = "deadlock"

    ROUNDS: ClassVar[Column] = Column("rounds", "count", "rounds held")
    EXTENDED: ClassVar[Column] = Column("extended", "flag", "whether more time was given")
    EXTENSIONS: ClassVar[Column] = Column("extension_{extension}", "flag", "whether extension {extension} was given")
    LASTED: ClassVar[Column] = Column("weeks", "count", "how long they lasted", "weeks", start=-1)
    FIRST_GAP: ClassVar[Column] = Column(
        "first_gap.{issue}", "number", "distance on {issue} as the talks began", between=SHARE
    )
    LAST_GAP: ClassVar[Column] = Column(
        "last_gap.{issue}", "number", "distance on {issue} between the last offers", between=SHARE
    )
    CLOSED: ClassVar[Column] = Column("closed.{issue}", "number", "share of the distance on {issue} that was closed")
    TERMS: ClassVar[Column] = Column(
        "text.{issue}", "number", "what the mediator's text says on {issue} at last", between=SHARE
    )
    YES: ClassVar[Column] = Column("yes.{party}", "flag", "whether {party} accepts what was agreed")
    TABLED: ClassVar[Column] = Column("{option}.tabled", "flag", "whether {option} was tabled")
    REFUSALS: ClassVar[Column] = Column("{option}.refusals", "count", "parties that refused {option}")

    words: TalksWords = TalksWords()
    """What people read for its parts."""
    parties: Annotated[tuple[ActorName, ...], LISTED, Field(min_length=2)]
    """Who sits at the table; they make their offers in this order."""
    decide: Decide = UNANIMITY
    """Whose yes makes an agreement: that of all; `{majority: 4}`; `{share: 0.6}` of the weight; `{must: [a, b]}`."""
    weights: Weights = Field(default_factory=dict)
    """What each party's yes weighs where a share of all weight is asked for; left out, 1."""
    left_out: Share = fixed(0.0)
    """How likely each holds it that the others agree without it if it refuses, where their yes is enough."""
    signs_for: dict[ActorName, ActorName] = Field(default_factory=dict)
    """Who does not sit here and is bound by another's yes where not all say yes: each with the party that signs for
    it."""
    protocol: Literal["offers", "single_text"] = "offers"
    """offers: each makes one in turn, and the others answer (stacked alternating offers, Aydogan et al. 2017);
    single_text: the first mediator writes a text, and revises it toward whoever says no (Raiffa 1982, ch. 14)."""
    mediators: Annotated[tuple[ActorName, ...], LISTED] = ()
    """Who leads the talks."""
    covers: Annotated[tuple[IssueName, ...], LISTED] = ()
    """The issues dealt with here, as in an interim agreement; the others stay as they are in force. Left out, all.
    What is agreed on them lies on the table of the stage that follows, unless `in_force` says what comes of it."""
    weeks: Annotated[Quantity, within(1, 1_000, "weeks")] | None = None
    """How long they may last."""
    deadline: dt.date | None = None
    """In place of `weeks`: the day on which time is up, whenever they began."""
    round_every_weeks: RoundWeeks = fixed(4.0)
    """Time between rounds."""
    extension: Extension | None = None
    """More time, which may be given once when time is up."""
    extensions: Annotated[tuple[Extension, ...], LISTED] = ()
    """In place of `extension`: several, one after the other, each when time is up again."""
    agenda: Annotated[tuple[AgendaItem, ...], LISTED] = ()
    """When each issue is taken up; left out, all from the start. Who signs on some issues signs on these alone."""
    in_public: bool = True
    """Whether what is demanded here is heard at home, so that retreating from it costs."""
    options: Annotated[tuple[Option, ...], LISTED] = ()
    """Named texts tabled by the mediators, or by whoever an option names."""

    @property
    def consenting(self) -> tuple[str, ...]:
        """The result that says that enough accept the text."""
        return ("agreed",)

    @property
    def coalitions(self) -> list[tuple[int, ...]]:
        """The smallest sets of parties whose yes is enough, each by their places."""
        return winning(self.parties, self.decide, self.weights)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that these talks keep: by their protocol, and who agreed where not all must."""
        unkept = {self.TERMS} if self.protocol == "offers" else {self.FIRST_GAP, self.LAST_GAP, self.CLOSED}
        if self.decide == UNANIMITY:
            unkept.add(self.YES)
        return tuple(column for column in self.declared() if column not in unkept)

    def axes(self, scenario: Scenario) -> dict[str, tuple[str, ...]]:
        """Return what there is one column of: issues, parties, options by the text that they table, extensions."""
        return super().axes(scenario) | {
            "option": tuple(option.text for option in self.options),
            "party": tuple(dict.fromkeys(self.parties)),
            "extension": tuple(str(number) for number in range(1, len(self.extensions) + 1)),
        }

    @property
    def more_time(self) -> dict[str, Extension]:
        """Every extension in order, by where it stands below the stage."""
        single = {} if self.extension is None else {"extension": self.extension}
        return single | {f"extensions.{place}": one for place, one in enumerate(self.extensions)}

    @model_validator(mode="after")
    def _some_end(self) -> Self:
        if (self.weeks is None) == (self.deadline is None):
            raise PydanticCustomError(
                "one_of", "neither or both of `weeks` and `deadline` are given; allowed: one of them"
            )
        if self.extension is not None and self.extensions:
            raise PydanticCustomError("one_of", "both `extension` and `extensions` are given; allowed: one of them")
        return self
