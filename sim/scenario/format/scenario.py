"""The format of a scenario file, version 1: one class a part, one docstring a field.

The JSON Schema that editors use is made from these classes, so what is said here is
what users read.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.format.actor import Actor
from sim.scenario.format.events import Event, Outcome, SeatChange
from sim.scenario.format.names import ActorName, IssueName, Name, Phrase, TextName
from sim.scenario.format.process import AnyStage
from sim.scenario.format.quantity import LISTED, PLAIN, Quantity, Share, Strict, fields_of
from sim.scenario.format.record import Record
from sim.scenario.format.stages.act import Acting
from sim.scenario.format.stages.proposal import Proposal
from sim.scenario.format.stages.stage import END, NOTHING, TABLE, Stage
from sim.scenario.format.stages.talks import Talks

__all__ = ["Calendar", "Issue", "Lever", "RuleChoice", "Scale", "Scenario", "Text", "UtilityShape", "played"]


READ_BY_PEOPLE = (
    "title", "question", "label", "otherwise_label", "note", "source", "zero", "one", "colour", "words", "knows",
    "scale", "levers", "bloc_labels",
)  # fmt: skip
"""Fields that have no say in any result."""


def played(part: object) -> object:
    """Return as plain data whatever of a part of a scenario has a say in results, in the order of the file.

    >>> played(Issue.model_validate({"zero": "none", "one": "all"}))
    {}
    """
    if type(part) in PLAIN:
        return part
    if isinstance(part, BaseModel):
        more = part.model_extra or {}
        return {name: played(value) for name, value in fields_of(part) if name in more or name not in READ_BY_PEOPLE}
    if isinstance(part, dict):
        return {str(key): played(value) for key, value in part.items()}
    return [played(value) for value in part] if isinstance(part, list | tuple) else part


class Calendar(Strict):
    """The days on which the process may run; it moves in weeks."""

    start: dt.date
    """The first day."""
    end: dt.date
    """The last day."""
    handover: Literal["same_week", "next_week"] = "next_week"
    """When a run that leaves a stage may be dealt with in the next: in the same week, so that two stages can fall on
    one day, or from the week after on."""

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.end <= self.start:
            raise PydanticCustomError(
                "calendar",
                "end {end} is not after start {start}; allowed: a later day",
                {"end": str(self.end), "start": str(self.start)},
            )
        if (self.end - self.start).days > 366 * 50:
            raise PydanticCustomError(
                "calendar",
                "{start} to {end} is too long; allowed: 50 years",
                {"end": str(self.end), "start": str(self.start)},
            )
        return self

    @property
    def weeks(self) -> int:
        """How many weeks there are, the first one counted as week 0."""
        return (self.end - self.start).days // 7 + 1

    def date_of(self, week: int) -> dt.date:
        """Return the first day of a week."""
        return self.start + dt.timedelta(weeks=int(week))

    def week_of(self, date: dt.date) -> int:
        """Return the first week that begins on a day or after it; negative before the start."""
        return -((self.start - date).days // 7)


class Scale(Strict):
    """The scale on which people know an issue; all numbers in the file stay on that from 0 to 1."""

    zero: Annotated[float, Field(alias="from", ge=-1e12, le=1e12)]
    """What 0 is on it."""
    one: Annotated[float, Field(alias="to", ge=-1e12, le=1e12)]
    """What 1 is on it; it may be the smaller of the two."""
    unit: Phrase = ""
    """In what it counts, such as `municipalities`; left out, it has no unit."""

    @model_validator(mode="after")
    def _has_length(self) -> Self:
        if self.zero == self.one:
            raise PydanticCustomError(
                "scale", "`from` and `to` are both {number}; allowed: two different numbers",
                {"number": f"{self.zero:g}"},
            )  # fmt: skip
        return self

    @property
    def falls(self) -> bool:
        """Whether 1 is the lesser end of it."""
        return self.one < self.zero

    def of(self, point: float) -> float:
        """Return where a point from 0 to 1 lies on this scale.

        >>> Scale.model_validate({"from": 3.0, "to": 17.0, "unit": "municipalities"}).of(0.5)
        10.0
        """
        return self.zero + point * (self.one - self.zero)

    def as_data(self) -> dict[str, object]:
        """Return the scale as programs read it.

        >>> Scale.model_validate({"from": 3.0, "to": 17.0}).as_data()
        {'from': 3.0, 'to': 17.0, 'unit': None}
        """
        return {"from": self.zero, "to": self.one, "unit": self.unit or None}


class Issue(Strict):
    """One dimension of the dispute, from 0 to 1."""

    label: str = ""
    """What people read."""
    zero: str
    """What 0 means."""
    one: str
    """What 1 means."""
    scale: Scale | None = None
    """The scale on which people know it; tables, stories and figures say texts on that."""
    source: str | None = None
    """Where the scale comes from."""
    note: str | None = None
    """What a reader should know about it."""


class Text(Strict):
    """A point in issue space on paper: an offer, a proposal, a law in force."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Share] = Field(init=False)
    extra_key: ClassVar[object] = IssueName
    """What the keys are that stand beside the fields below: issues, with what the text says on each."""

    label: str = ""
    """What people read."""
    same_as: TextName | None = None
    """Another text that serves for the issues not given here."""
    source: str | None = None
    """Where the text can be read."""
    note: str | None = None
    """What a reader should know about it."""

    @property
    def terms(self) -> dict[str, Quantity]:
        """The issues that this text settles, with what it says."""
        return dict(self.model_extra or {})


class UtilityShape(Strict):
    """How positions and salience make a utility."""

    gamma: Annotated[float, Field(ge=1, le=10)] = 1.0
    """Exponent of the distance on an issue; 1 is the city-block distance."""
    salience_exponent: Annotated[float, Field(ge=0.1, le=10)] = 1.0
    """Salience is raised to this before it is made to sum to 1."""
    source: str | None = None
    """Why so."""
    note: str | None = None
    """What a reader should know about it."""


class Influence(Strict):
    """Who listens to whom (Friedkin & Johnsen 1990)."""

    source_actor: ActorName = Field(alias="from")
    """Who is listened to."""
    target: ActorName = Field(alias="to")
    """Who listens."""
    weight: Share
    """How far the listener's position moves toward the other's."""
    source: str | None = None
    """Where this is said."""
    note: str | None = None
    """What a reader should know about it."""


class RuleChoice(Strict):
    """The same scenario under other rules: what is set otherwise, and how much that weighs.

    The file as it is counts once; each other choice has its weight beside that.
    """

    label: str = ""
    """What people read."""
    weight: Annotated[float, Field(ge=0.001, le=1_000)] = 1.0
    """How much this choice weighs, where the rules of the file weigh 1."""
    set: dict[str, bool | float | str] = Field(min_length=1)
    """Dotted paths with what stands there instead, such as `utility.gamma: 2`."""
    source: str | None = None
    """Who holds that the rule is so."""
    note: str | None = None
    """What a reader should know about it."""


class Lever(Strict):
    """A question in words with what is moved to ask it: one number, or several things together."""

    ask: str
    """The question, as people read it."""
    path: str | None = None
    """Dotted path of the number that moves."""
    low: Annotated[float | None, Field(alias="from")] = None
    """Where the number may be moved down to."""
    high: Annotated[float | None, Field(alias="to")] = None
    """Where the number may be moved up to."""
    set: Annotated[dict[str, object], Field(min_length=1)] | None = None
    """Dotted paths with what stands there instead, where several things move together."""
    source: str | None = None
    """Who asks this, or where an answer is argued."""
    note: str | None = None
    """What a reader should know about it."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.path is None) == (self.set is None):
            found = "a lever without anything to move" if self.path is None else "a lever with both `path` and `set`"
            raise _refused(found, "`path` with `from` and `to`, or `set`")
        if self.path is None and (self.low is not None or self.high is not None):
            raise _refused("`from` and `to` beside `set`", "`from` and `to` beside `path`")
        if self.path is not None and (self.low is None or self.high is None):
            raise _refused("`path` without `from` and `to`", "between which values the number moves")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise _refused(f"from {self.low:g} to {self.high:g} is no way up", "`from` below `to`")
        return self


def _refused(found: str, allowed: str) -> PydanticCustomError:
    return PydanticCustomError("lever", "{found}; allowed: {allowed}", {"found": found, "allowed": allowed})


class Scenario(Strict):
    """Who wants what in a negotiation, what they fall back on, and how the process runs."""

    format: Literal[1]
    """Version of this format."""
    title: str
    """What people read."""
    question: str = ""
    """What the scenario asks."""
    note: str | None = None
    """What a reader should know about it."""
    calendar: Calendar
    """The days on which the process may run."""
    issues: dict[Name, Issue] = Field(min_length=1)
    """The dimensions of the dispute."""
    utility: UtilityShape = UtilityShape()
    """How positions and salience make a utility."""
    actors: dict[Name, Actor] = Field(min_length=2)
    """Who takes part."""
    influence: Annotated[tuple[Influence, ...], LISTED] = ()
    """Who listens to whom."""
    texts: dict[Name, Text] = Field(default_factory=dict)
    """Named points in issue space."""
    status_quo: TextName | None = None
    """The text in force at the start, until a result puts another in force. Left out: none, which is worth 0."""
    trade: Literal["proportional", "contract_curve", "similarity", "least_salient_first"] = "contract_curve"
    """How what is given is spread over issues: the same share of each; most where it costs least for what it brings
    the other (Raiffa 1982); nearest to the other's text (Faratin et al. 2002); or one issue after the other."""
    expected_text: TextName | None = None
    """What actors expect from the Council until the envoy tables a text."""
    process: Annotated[tuple[AnyStage, ...], LISTED, Field(min_length=1)]
    """The stages in order; the run begins in the first."""
    events: Annotated[tuple[Event, ...], LISTED] = ()
    """Dated events with a chance and effects."""
    outcomes: Annotated[tuple[Outcome, ...], LISTED, Field(min_length=1)]
    """How a run may end; the first that holds counts, and `otherwise` closes the list."""
    weekly: Annotated[tuple[str, ...], LISTED] | None = None
    """Series kept by week: `belief.STAGE.RESULT.ACTOR`, `text.ISSUE`; left out, parties' beliefs."""
    rules: dict[Name, RuleChoice] = Field(default_factory=dict)
    """Other rules that are as good as those of the file; `sim bands` plays them all."""
    record: Record | None = None
    """What really happened, for comparison."""
    levers: dict[Name, Lever] = Field(default_factory=dict)
    """The questions that decide here, as what the page opens with; the likeliest to be asked comes first."""

    @property
    def stages(self) -> dict[str, Stage]:
        """The stages by name, in order."""
        return {stage.name: stage for stage in self.process}

    @property
    def parties(self) -> list[str]:
        """Name those whose dispute it is: actors of that kind, and whoever else sits at a table or is asked."""
        asked = {name for stage in self.process if isinstance(stage, Talks | Proposal) for name in stage.parties}
        return [name for name, actor in self.actors.items() if actor.kind == "party" or name in asked]

    @property
    def seat_changes(self) -> list[SeatChange]:
        """What events and results do to seats in votes."""
        done = [effect for event in self.events for effect in (*event.effects, *event.otherwise)]
        ends = [stage.onward(result) for stage in self.process for result in stage.results]
        done += [effect for end in ends for effect in end.effects]
        return [effect.seat for effect in done if effect.seat is not None]

    def puts_in_force(self, stage: str, result: str) -> str:
        """Return the text that a result puts in force, `table` for the one on the table, `nothing` for none.

        Unless the file says so, what was agreed or adopted comes into force only where nobody has to decide on it any
        more, or where it is carried out next, and an act puts its own text in place, if it has one.
        """
        spec = self.stages[stage]
        onward = spec.onward(result)
        if onward.in_force is not None:
            return onward.in_force
        if isinstance(spec, Acting):
            return spec.puts or NOTHING if result != spec.failing else NOTHING
        decided = self.is_over(onward.to) or self.stages[onward.to].carries_out
        return TABLE if result in spec.settling and decided else NOTHING

    def is_over(self, following: str) -> bool:
        """Tell whether the dispute is decided once a run comes to what follows."""
        return following == END or self.stages[following].follows_up

    @property
    def outcome_labels(self) -> dict[str, str]:
        """Every outcome once, in the order of the file, with what people read."""
        labels: dict[str, str] = {}
        for outcome in self.outcomes:
            labels.setdefault(outcome.name, outcome.label or outcome.name.replace("_", " "))
        return labels

    def plain(self) -> dict[str, Any]:
        """Return the scenario as plain data, as it would stand in a file, defaults left out."""
        return self.model_dump(mode="json", exclude_defaults=True, by_alias=True)

    @cached_property
    def hash(self) -> str:
        """Twelve hexadecimal digits: equal ones mean equal results, to the last bit.

        They change with every number, name and date, and with the order of actors, issues and texts, in which sums
        are added; not with what only people read (titles, labels, questions, levers, notes, sources, colours,
        words, what 0 and 1 mean, on which scale).
        """
        text = json.dumps(played(self), ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with some parts exchanged, which works its hash out anew."""
        copied = super().model_copy(update=update, deep=deep)
        copied.__dict__.pop("hash", None)
        return copied
