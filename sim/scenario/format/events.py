"""The part of a scenario that says what happens on a day, and how a run may end."""

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.format.bounds import Condition
from sim.scenario.format.names import ActorName, Colour, InForce, IssueName, Name, NumberPath, ResultName, StageName
from sim.scenario.format.quantity import LISTED, NonNegative, Quantity, Share, Strict, fixed, within

__all__ = ["Change", "Effect", "Event", "Hold", "Learned", "Move", "Outcome", "SeatChange",
           "Signal"]  # fmt: skip


class Hold(Strict):
    """Keep a stage from acting until a day."""

    stage: StageName
    """Which stage."""
    until: dt.date
    """It may act again on this day."""


class Signal(Strict):
    """Something said in public that moves what others believe."""

    sender: ActorName
    """Who says it; its honesty counts."""
    about: ResultName
    """The result of a stage, such as `council.blocked`."""
    says: bool
    """Whether it says yes."""
    weight: NonNegative = fixed(1.0)
    """How many observations it is worth if it were certainly honest."""


class Change(Strict):
    """Move a number of an actor from now on."""

    actor: ActorName
    """Whose."""
    of: Literal[
        "blocking_cost", "precedent_price", "deference", "side_payment", "audience_cost", "following",
        "patience_weeks", "position",
    ]  # fmt: skip
    """Which number."""
    issue: IssueName | None = None
    """For a position: on which issue."""
    faction: Name | None = None
    """For a following: of which of the actor's factions."""
    by: Annotated[Quantity, within(-1_000, 1_000)]
    """By how much."""


class Move(Strict):
    """Move any number of an actor or a stage from now on, within what the format allows there."""

    number: NumberPath
    """Where it stands in the file, such as `actors.west.red_lines.status.max` or `process.vienna.weeks`."""
    by: Annotated[Quantity, within(-1_000, 1_000)]
    """By how much."""


class SeatChange(Strict):
    """Change what a seat in a vote counts for, or whether it may veto, from now on."""

    stage: StageName
    """In which vote."""
    holder: ActorName
    """Whose seat."""
    votes: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    """How many votes it has from now on; 0 takes it away."""
    veto: bool | None = None
    """Whether it may veto from now on."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.votes is None and self.veto is None:
            raise PydanticCustomError("seat", "neither `votes` nor `veto` is given; allowed: one of them, or both")
        return self


class Learned(Strict):
    """A fact that everybody, or some, learn about how a stage may end."""

    about: ResultName
    """The result of a stage, such as `council.blocked`."""
    says: bool
    """Whether it speaks for that."""
    weight: NonNegative = fixed(1.0)
    """How many observations it is worth."""
    actors: Annotated[tuple[ActorName, ...], LISTED] = ()
    """Who learns it; left out, everybody."""


class Effect(Strict):
    """One thing that an event or a result does."""

    hold: Hold | None = None
    """Keep a stage from acting until a day."""
    release: StageName | None = None
    """Let a held stage act from now on."""
    signal: Signal | None = None
    """Something said that others learn from."""
    change: Change | None = None
    """Move a number of an actor."""
    move: Move | None = None
    """Move any number of an actor or a stage: a red line, a premium, a fallback, a deadline."""
    learned: Learned | None = None
    """Something that is learned for a fact."""
    seat: SeatChange | None = None
    """Change a seat in a vote."""
    in_force: InForce | None = None
    """Put a text in force, or `table`, the one on the table."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        names = list(type(self).model_fields)
        if sum(getattr(self, name) is not None for name in names) != 1:
            raise PydanticCustomError(
                "effect", "none or several effects in one; allowed: one of {names}", {"names": ", ".join(names)}
            )
        return self


class Event(Strict):
    """Something that happens on a day or once something is the case, for certain or with a chance."""

    name: Name
    """Its name in this file."""
    label: str = ""
    """What people read."""
    otherwise_label: str = ""
    """What people read where it does not happen, such as who won instead."""
    date: dt.date | None = None
    """When; beside `when`, the day before which it does not happen."""
    when: Condition | None = None
    """What has to be the case first, in columns of stages and of other events: `{vienna.result: agreed}`. In each run
    it waits for that, and happens in the week after it has come about."""
    not_before: StageName | None = None
    """A stage that it reacts to: in a run in which that begins later, the event waits until the week after."""
    chance: Share = fixed(1.0)
    """How likely it is."""
    effects: Annotated[tuple[Effect, ...], LISTED] = ()
    """What it does if it happens."""
    otherwise: Annotated[tuple[Effect, ...], LISTED] = ()
    """What its not happening does."""
    marked: bool = True
    """Whether plots mark it."""
    source: str | None = None
    """Where it is reported."""
    note: str | None = None
    """What a reader should know about it."""

    @model_validator(mode="after")
    def _some_time(self) -> Self:
        if self.date is None and self.when is None:
            raise PydanticCustomError("event", "neither `date` nor `when` is given; allowed: one of them, or both")
        return self


class Outcome(Strict):
    """How a run may end. The first of the list that holds is the run's outcome."""

    name: Name
    """Its name in results."""
    label: str = ""
    """What people read."""
    when: Condition | None = None
    """Which runs end so. The last outcome says `otherwise: true` instead."""
    otherwise: bool = False
    """Takes every run that no outcome before it took."""
    colour: Colour | None = None
    """Its colour in figures; left out, one that others do not have, by its place in the list."""
    note: str | None = None
    """What a reader should know about it."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.when is None) != self.otherwise:
            raise PydanticCustomError(
                "outcome", "neither or both of `when` and `otherwise` are given; allowed: one of them"
            )
        return self
