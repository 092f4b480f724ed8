"""The part of a scenario that says who wants what, how much it matters and what they fall back on."""

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.format.names import ActorName, DraftName, IssueName, Name, TextName
from sim.scenario.format.quantity import (
    LISTED,
    NonNegative,
    Positive,
    Quantity,
    Share,
    Shift,
    Strict,
    Weeks,
    fixed,
    within,
)

__all__ = ["Actor", "Audience", "Belief", "Beliefs", "Faction", "Fallback", "FallbackText", "RedLine", "Tactic"]


class RedLine(Strict):
    """Bounds on an issue beyond which an actor accepts nothing."""

    min: Share | None = None
    """Nothing below this is accepted."""
    max: Share | None = None
    """Nothing above this is accepted."""
    source: str | None = None
    """Where the red line was stated."""
    note: str | None = None
    """What a reader should know about it."""

    @model_validator(mode="after")
    def _some_bound(self) -> Self:
        if self.min is None and self.max is None:
            raise PydanticCustomError("red_line", "a red line without a bound; allowed: min, max or both")
        return self


class Tactic(Strict):
    """How a party gives way over time (Faratin, Sierra & Jennings 1998)."""

    kind: Literal["boulware", "conceder", "linear", "tit_for_tat", "firm"] = "linear"
    """boulware: late; conceder: early; linear: evenly; tit_for_tat: as much as the other gave; firm: never."""
    beta: Positive | None = None
    """Exponent of the concession curve: below 1 late, above 1 early. Left out: 0.3, 3 or 1 by kind."""
    flexibility: Share = fixed(1.0)
    """How much of the room between its best and its disagreement value a party gives before the end."""

    @model_validator(mode="after")
    def _beta_fits_kind(self) -> Self:
        if self.beta is not None:
            low, high = self.beta.support
            if self.kind == "boulware" and high >= 1:
                raise PydanticCustomError(
                    "tactic", "boulware with beta {beta}; allowed: beta below 1", {"beta": f"{high:g}"}
                )
            if self.kind == "conceder" and low <= 1:
                raise PydanticCustomError(
                    "tactic", "conceder with beta {beta}; allowed: beta above 1", {"beta": f"{low:g}"}
                )
            if self.kind not in ("boulware", "conceder"):
                raise PydanticCustomError(
                    "tactic", "{kind} takes no beta; allowed: beta with boulware or conceder", {"kind": self.kind}
                )
        return self


class FallbackText(Strict):
    """A fallback as a text plus what is not in issue space, so that one scale serves all values."""

    text: TextName
    """The text that would then describe the situation."""
    premium: Shift = fixed(0.0)
    """Added for what is not in issue space: legal title kept, a split union."""
    source: str | None = None
    """Where this is said."""
    note: str | None = None
    """What a reader should know about it."""


class Fallback(Strict):
    """What an actor expects to get if the talks fail (its BATNA)."""

    value: Share | None = None
    """The disagreement value itself; then nothing else is given."""
    status_quo: FallbackText | None = None
    """If nothing changes."""
    declaration: FallbackText | None = None
    """If one side acts on its own with the sponsors' backing."""
    alone: FallbackText | None = None
    """If one side acts on its own without backing; left out, as the status quo."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.value is None) == (self.status_quo is None):
            raise PydanticCustomError(
                "fallback", "neither or both of value and status_quo are given; allowed: one of them"
            )
        if self.value is not None and (self.declaration or self.alone):
            raise PydanticCustomError("fallback", "a value with texts beside it; allowed: a value, or texts")
        return self


class Belief(Strict):
    """A chance that an actor believes in, and how firmly."""

    chance: Share
    """What it believes at the start."""
    weight: Positive = fixed(4.0)
    """How many observations the first belief is worth."""
    source: str | None = None
    """Where this is said."""
    note: str | None = None
    """What a reader should know about it."""


class Beliefs(Strict):
    """What an actor believes of the outside options, both of which move with what others do."""

    block: Belief | None = None
    """That the Council is blocked. Left out: it expects nothing from the Council."""
    backing: Belief | None = None
    """That a declaration is backed by its sponsors. Left out: none."""


class Audience(Strict):
    """What it costs to retreat from one's last public position (Fearon 1994)."""

    cost: NonNegative = fixed(0.0)
    """Utility lost for each unit of utility given up in public."""
    elections: Annotated[tuple[dt.date, ...], LISTED] = ()
    """Own elections, before which the cost rises."""
    horizon_weeks: Weeks = fixed(12.0)
    """How long before an election it begins to rise."""
    peak: NonNegative = fixed(1.0)
    """By how much of itself it has risen on the day of the vote."""
    source: str | None = None
    """Where this is said."""
    note: str | None = None
    """What a reader should know about it."""


class Faction(Strict):
    """A current in a party's politics at home: those who follow it, and what they would have."""

    label: str = ""
    """What people read."""
    following: NonNegative
    """How many follow it at the start, on any scale that all factions of a party share: seats, or per cent."""
    position: dict[IssueName, Share] = Field(default_factory=dict)
    """Where it stands on issues on which it differs; on the others it stands where the party does."""
    retreat_price: NonNegative = fixed(1.0)
    """How dear a public retreat is with its followers, beside the others'. Only ratios count: the party's audience
    cost is what its followings at the start make of it, and moves as they move."""
    side_payment_weight: Share = fixed(1.0)
    """How much of what is offered elsewhere counts with it."""
    unrest_factor: NonNegative = fixed(1.0)
    """How ready its followers are for unrest, beside the others'. Only ratios count."""
    gains_from_delay: Annotated[Quantity, within(-5, 5)] = fixed(0.0)
    """By what its following grows until the party's patience is spent: the factor is e to this power."""
    source: str | None = None
    """Where its coding comes from."""
    note: str | None = None
    """What a reader should know about it."""


class Actor(Strict):
    """Somebody who takes part in the process."""

    kind: Literal["party", "envoy", "state", "bloc"]
    """party: whose dispute it is; envoy: mediates; state or bloc: sponsors, votes, recognises."""
    label: str = ""
    """What people read."""
    position: dict[IssueName, Share]
    """Ideal point, a number an issue. Issues left out do not matter to the actor."""
    salience: dict[IssueName, Share]
    """How much each issue matters."""
    red_lines: dict[IssueName, RedLine] = Field(default_factory=dict)
    """Bounds beyond which it accepts nothing."""
    private_consent: dict[DraftName, Share] = Field(default_factory=dict)
    """Texts, or `proposal`, that it would accept whatever it says in public, with the chance that it would.

    What is signed abroad is bounded by what passes at home (Putnam 1988); now and then it would pass.
    """
    tactic: Tactic = Tactic()
    """How it gives way over time."""
    fallback: Fallback | None = None
    """What it expects if the talks fail. Left out: it stands at the status quo of the Council, or at 0."""
    beliefs: Beliefs = Beliefs()
    """What it believes of the outside options at the start."""
    patience_weeks: Annotated[Quantity, within(1, 5_000, "weeks")] = fixed(520.0)
    """How long it can wait."""
    delay_weight: Share = fixed(0.0)
    """Utility lost by the time that patience has run out."""
    precision: Positive = fixed(40.0)
    """How sharply it follows its values: noise is logistic with scale 1/precision (McKelvey & Palfrey 1995)."""
    lasting_share: Share = fixed(0.5)
    """How much of that noise is a lasting trait of the run rather than fresh each time."""
    audience: Audience = Audience()
    """What a public retreat costs it."""
    factions: dict[Name, Faction] = Field(default_factory=dict)
    """Party: the currents at home, among which its followers move. Left out: it is one."""
    members: Annotated[tuple[ActorName, ...], LISTED] = ()
    """Bloc: the actors that make it up, and whose unity is watched."""
    weight: NonNegative = fixed(1.0)
    """Its weight in an envoy's compromise."""
    own_view: Share = fixed(0.0)
    """Envoy: how far its text is its own view rather than drawn from the parties."""
    veto: bool = False
    """Whether it is a permanent member of the Council."""
    blocking_cost: NonNegative = fixed(0.0)
    """What a vote against costs it among those it must live with (kappa)."""
    precedent_price: NonNegative = fixed(0.0)
    """What a precedent of independence without consent costs it (pi)."""
    deference: NonNegative = fixed(0.0)
    """What the parties' agreement is worth to it for its own sake (omega)."""
    side_payment: Shift = fixed(0.0)
    """What it is offered elsewhere for accepting a text, or for letting it pass."""
    signal_honesty: Annotated[Quantity, within(0.5, 1)] = fixed(0.9)
    """How often what it says it will do is what it means to do."""
    source: str | None = None
    """Where the coding of this actor comes from, where one source serves all."""
    note: str | None = None
    """What a reader should know about this actor."""
