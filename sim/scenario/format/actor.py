"""The part of a scenario that says who wants what, how much it matters and what they fall back on."""

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.format.names import ActorName, Colour, DraftName, IssueName, Name, StageName
from sim.scenario.format.quantity import (
    LISTED,
    NonNegative,
    Positive,
    Quantity,
    Share,
    Shift,
    Strict,
    fixed,
    within,
)

__all__ = ["Actor", "Audience", "Belief", "Faction", "Fallback", "Known", "RedLine", "Tactic"]

Known = Literal["wishes", "payoffs", "beliefs", "advice"]
"""What whoever plays an actor may know of it."""


class RedLine(Strict):
    """Bounds on an issue that an actor says it will not cross: crossing them has a price, or cannot be done.

    A line that its own wish lies beyond is void, unless it is hard: nobody is charged at home for what it asks.
    """

    min: Share | None = None
    """What lies below this is beyond the line."""
    max: Share | None = None
    """What lies above this is beyond the line."""
    hard: bool = False
    """Whether the actor cannot cross it at all; else it costs `line_price`."""
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


class Fallback(Strict):
    """An actor's own word on what it has if the talks fail (its BATNA)."""

    value: Shift
    """The disagreement value itself, whatever the process would make of it; below 0 it is worse than any text."""
    source: str | None = None
    """Where this is said."""
    note: str | None = None
    """What a reader should know about it."""


class Belief(Strict):
    """A chance that an actor believes in, and how firmly."""

    chance: Share
    """What it believes at the start."""
    weight: Positive = fixed(4.0)
    """How many observations the first belief is worth."""
    agreed: Share | None = None
    """What it believes where all parties accept the text; left out, nobody stands against that."""
    source: str | None = None
    """Where this is said."""
    note: str | None = None
    """What a reader should know about it."""


class Audience(Strict):
    """What it costs to retreat from one's last public position (Fearon 1994)."""

    cost: NonNegative = fixed(0.0)
    """Utility lost for each unit of utility given up in public."""
    elections: Annotated[tuple[dt.date, ...], LISTED] = ()
    """Own elections, before which the cost rises."""
    horizon_weeks: Annotated[Quantity, within(1, 5_000, "weeks")] = fixed(12.0)
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

    kind: Literal["party", "envoy", "state", "bloc", "voters"]
    """party: whose dispute it is; envoy: mediates; state or bloc: sponsors, votes, recognises; voters: a people, or a
    faction of a chamber, that ratifies. Any kind may be among the `parties` of talks or a proposal."""
    label: str = ""
    """What people read."""
    colour: Colour | None = None
    """Its colour in figures; left out, one by its place."""
    position: dict[IssueName, Share]
    """Ideal point, a number an issue. Issues left out do not matter to the actor."""
    salience: dict[IssueName, Share]
    """How much each issue matters."""
    red_lines: dict[IssueName, RedLine] = Field(default_factory=dict)
    """Bounds that it says it will not cross."""
    line_price: NonNegative = fixed(3.0)
    """What crossing a red line costs, beside what the issue is worth: a unit of loss there costs 1 + this."""
    private_consent: dict[DraftName, Share] = Field(default_factory=dict)
    """Texts, or `proposal`, that it would accept whatever it says in public, with the chance that it would.

    What is signed abroad is bounded by what passes at home (Putnam 1988); now and then it would pass.
    """
    tactic: Tactic = Tactic()
    """How it gives way over time."""
    fallback: Fallback | None = None
    """What it has if the talks fail, in its own word. Left out: what it believes the process will bring."""
    beliefs: dict[StageName, dict[Name, Belief]] = Field(default_factory=dict)
    """What it believes of how stages end, at the start: `{council: {blocked: {chance: 0.5}}}`."""
    premiums: dict[StageName, dict[Name, Shift]] = Field(default_factory=dict)
    """What a stage's result brings it that is in no text: a legal title kept, a seat, a punishment."""
    overruled: NonNegative = fixed(0.0)
    """What it costs to be overruled by a text that is put in force without the parties' consent."""
    imposed_share: Share = fixed(1.0)
    """How much of what agreeing to a text would cost at home such a text costs as well."""
    expected_spread: Share = fixed(0.0)
    """How far it errs about the text that is expected, on each issue, until one is tabled: a standard deviation."""
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
    """The actors that make it up: of a bloc, those whose unity is watched; of a party, those who `decides` asks."""
    decides: Literal["majority", "unanimity", "leader"] | None = None
    """With `members`: who within carries its yes to a text: more than half of their `weight`, all of them, or the
    first of them. At a table it takes that beside its own yes; in votes, at home too, its pivotal member decides.
    Left out, it says yes by what it wants itself."""
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
    knows: Annotated[tuple[Known, ...], LISTED] = ("wishes", "payoffs", "beliefs", "advice")
    """What whoever plays it with `sim play` may know: its own wishes, what a choice is worth to it, what it believes,
    and what the model would do. Of others it knows what is done and said before its eyes."""
    source: str | None = None
    """Where the coding of this actor comes from, where one source serves all."""
    note: str | None = None
    """What a reader should know about this actor."""
