"""The part of a scenario that says how the process runs: its stages, and what each is followed by."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from sim.scenario.format.actor import RedLine
from sim.scenario.format.aftermath import Aftermath, Recognition, Unrest
from sim.scenario.format.names import ActorName, DraftName, IssueName, Name, StageName, TextName
from sim.scenario.format.quantity import LISTED, NonNegative, Quantity, Share, Shift, Strict, Weeks, fixed, within
from sim.scenario.format.stage import END, RoundWeeks, Stage, WaysOn

__all__ = [
    "END", "STAGE_KINDS", "AgendaItem", "AnyStage", "Council", "Declaration", "Option", "Proposal", "Seat", "Sponsor",
    "Stage", "Talks", "kind_of",
]  # fmt: skip


class Option(Strict):
    """A named text that is put before both parties."""

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

    chance: Share
    """How likely it is that time is given."""
    weeks: Weeks
    """How much."""
    source: str | None = None
    """Where this is said."""
    note: str | None = None
    """What a reader should know about it."""


class Talks(Stage):
    """Two parties make offers in rounds, issue by issue, until both accept one or time is up."""

    results: ClassVar[dict[str, str]] = {"agreed": "on_success", "deadlock": "on_failure"}
    settling = consenting = ("agreed",)
    failing = "deadlock"

    parties: Annotated[tuple[ActorName, ActorName], LISTED]
    """The two who must agree."""
    mediators: Annotated[tuple[ActorName, ...], LISTED] = ()
    """Who leads the talks."""
    weeks: Annotated[Quantity, within(1, 1_000, "weeks")]
    """How long they may last."""
    round_every_weeks: RoundWeeks = fixed(4.0)
    """Time between rounds."""
    extension: Extension | None = None
    """More time, which may be given once when time is up."""
    agenda: Annotated[tuple[AgendaItem, ...], LISTED] = ()
    """When each issue is taken up; left out, all from the start. Who signs on some issues signs on these alone."""
    in_public: bool = True
    """Whether what is demanded here is heard at home, so that retreating from it costs."""
    options: Annotated[tuple[Option, ...], LISTED] = ()
    """Named texts tabled by the mediators, or by whoever an option names."""


class Proposal(Stage):
    """The envoy turns from mediator to proposer: a text, consultations, and a last yes or no of each party."""

    results: ClassVar[dict[str, str]] = {"accepted": "on_success", "refused": "on_failure"}
    settling = consenting = ("accepted",)
    failing = "refused"

    proposer: ActorName
    """Whose text it is."""
    parties: Annotated[tuple[ActorName, ...], LISTED, Field(min_length=2)]
    """Who is consulted."""
    method: Literal["compromise", "nash", "median"] = "compromise"
    """How the text is drawn from the parties' positions (Van den Bos 1991; Nash 1950)."""
    mandate: dict[IssueName, RedLine] = Field(default_factory=dict)
    """Bounds that the proposer may not leave, such as guiding principles."""
    drafting_weeks: Weeks = fixed(0.0)
    """Time until the text is tabled."""
    weeks: Weeks = fixed(8.0)
    """Time from tabling to the last answers."""
    round_every_weeks: RoundWeeks = fixed(2.0)
    """Time between consultations."""
    step: Share = fixed(0.05)
    """How far the text moves toward whoever objects in each consultation."""
    from_offers: Share = fixed(0.0)
    """How far it is drawn from what the parties last offered, rather than from what they want."""


class Seat(Strict):
    """A seat in the Council whose holder is no actor, only a chance of a yes."""

    chance_of_yes: Share
    """Chance that it would vote for the first draft."""
    label: str = ""
    """What people read."""
    source: str | None = None
    """Where the stance is reported."""
    note: str | None = None
    """What a reader should know about it."""


class Council(Stage):
    """Sponsors table drafts, read the signals of those who can block, soften, and vote or withdraw."""

    results: ClassVar[dict[str, str]] = {"adopted": "on_success", "blocked": "on_failure"}
    settling = ("adopted",)
    failing = "blocked"

    sponsors: Annotated[tuple[ActorName, ...], LISTED, Field(min_length=1)]
    """Who tables the drafts; the first one holds the pen."""
    client: ActorName | None = None
    """The party below whose disagreement value the sponsors do not go."""
    seats: dict[ActorName, Annotated[int, Field(ge=1, le=100)]]
    """Actors that vote, with the number of seats that vote as they do."""
    other_seats: dict[Name, Seat] = Field(default_factory=dict)
    """Seats that are only given a chance of a yes."""
    majority: Annotated[int, Field(ge=1, le=1_000)]
    """Votes needed."""
    first_draft: DraftName = "proposal"
    """The text tabled first: the envoy's proposal, or a named text."""
    draft_every_weeks: RoundWeeks = fixed(2.0)
    """Time between drafts."""
    most_drafts: Annotated[int, Field(ge=1, le=50)] = 5
    """After so many drafts the sponsors give up."""
    step: Share = fixed(0.04)
    """Utility that the sponsors give with each new draft."""
    negotiable: Annotated[tuple[IssueName, ...], LISTED] = ()
    """Issues on which drafts may give way; left out, all of them."""
    gains_per_step: Shift = fixed(0.0)
    """How much the chance of a yes of each other seat rises with each softer draft."""
    smallest_room: Share = fixed(0.005)
    """With less room than this left, the sponsors do not redraft."""
    lost_vote_cost: NonNegative = fixed(0.03)
    """What a vote that is lost costs the sponsors beside a draft that they withdraw."""
    precedent: dict[IssueName, Annotated[float, Field(ge=0, le=10)]] = Field(default_factory=dict)
    """Issues that together make a text create an independent state by itself, with exponents."""


class Sponsor(Strict):
    """What it takes for a sponsor to back a declaration."""

    reluctance: NonNegative = fixed(0.0)
    """What backing costs it at first; falls to nothing as its patience runs out."""
    source: str | None = None
    """Where this is said."""
    note: str | None = None
    """What a reader should know about it."""


class Declaration(Stage):
    """One party may act on its own; its sponsors give the green light or withhold it."""

    results: ClassVar[dict[str, str]] = {
        "coordinated": "on_success", "alone": "on_alone", "no_declaration": "on_failure"
    }  # fmt: skip
    failing = "no_declaration"

    declarer: ActorName
    """Who may declare."""
    text: TextName
    """What the declaration puts in place."""
    sponsors: dict[ActorName, Sponsor] = Field(min_length=1)
    """Whose backing counts."""
    quorum: Share = fixed(0.5)
    """Share of sponsors, by weight, that makes a declaration a coordinated one."""
    notice_weeks: Weeks = fixed(4.0)
    """Time from the green light to the day."""
    weeks: Annotated[Quantity, within(1, 1_000, "weeks")] = fixed(104.0)
    """After so long the question is laid aside."""
    alone_chance: Share = fixed(0.0)
    """Chance a month of acting without backing when that is worth more than waiting."""
    alone_during: Annotated[tuple[StageName, ...], LISTED] = ()
    """Earlier stages that the declarer may leave to act alone."""
    alone_opens: dt.date | None = None
    """Nobody acts alone before this day."""
    on_alone: WaysOn = END
    """The stage that follows a declaration without backing, or `end`."""


STAGE_KINDS: dict[str, type[Stage]] = {
    kind.__name__.lower(): kind for kind in (Talks, Proposal, Council, Declaration, Recognition, Aftermath, Unrest)
}
"""Every kind of stage by the word that introduces it in a file."""


def kind_of(entry: Any) -> str | None:
    """Read the kind of a stage off its entry in the list of stages.

    Examples
    --------
    >>> kind_of({"talks": {"name": "vienna", "weeks": 55}}), kind_of({"name": "vienna", "weeks": 55})
    ('talks', None)
    """
    if isinstance(entry, Stage):
        return entry.kind
    return str(next(iter(entry))) if isinstance(entry, dict) and len(entry) == 1 else None


AnyStage = Annotated[
    Annotated[Talks, Tag("talks")]
    | Annotated[Proposal, Tag("proposal")]
    | Annotated[Council, Tag("council")]
    | Annotated[Declaration, Tag("declaration")]
    | Annotated[Recognition, Tag("recognition")]
    | Annotated[Aftermath, Tag("aftermath")]
    | Annotated[Unrest, Tag("unrest")],
    Discriminator(kind_of, custom_error_type="stage_kind",
                  custom_error_message="expected a stage `- kind: {...}`; kinds: " + ", ".join(STAGE_KINDS)),
]  # fmt: skip
"""Any stage of a process, told apart by the word that introduces it."""
