"""The stages that stand beside the talks or follow them: recognition, what happens on the ground, unrest."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.scenario.format.correlations import Copula, Correlations, correlation_matrix
from sim.scenario.format.names import ActorName, Name, StageName, TextName
from sim.scenario.format.quantity import LISTED, NonNegative, Positive, Quantity, Share, Strict, Weeks, fixed, within
from sim.scenario.format.stage import Stage

__all__ = ["Aftermath", "CommunityState", "Recognition", "Unrest", "Withdrawal"]

SHIPPED_BLOCS = {"kosovo_2008": ("eu", "nato", "oic", "europe", "americas", "africa", "asia", "oceania")}
"""What the states of each list that comes with the program belong to."""

LogHazard = Annotated[Quantity, within(-50, 50)]


class CommunityState(Strict):
    """A state that may recognise."""

    label: str = ""
    """What people read."""
    blocs: Annotated[tuple[Name, ...], LISTED] = ()
    """What it belongs to: alliances, unions, a region."""
    refuses: bool = False
    """Whether it rules recognition out."""
    source: str | None = None
    """Where that is said."""


class Withdrawal(Strict):
    """How states that recognise withdraw their recognition again, each for good."""

    yearly_chance: Share
    """Chance a year that a state which recognises withdraws."""
    source: str | None = None
    """Where this is said."""
    note: str | None = None
    """What a reader should know about it."""


class Recognition(Stage):
    """State after state recognises, or does not (event history; Granovetter 1978)."""

    follows_up: ClassVar[bool] = True

    states: Literal["kosovo_2008"] | dict[Name, CommunityState]
    """Who may recognise: a list that comes with the program, or one given here."""
    coefficients: dict[Name, LogHazard]
    """What moves the weekly log hazard: `constant`, blocs, and `weeks` since the declaration, or `log_weeks`."""
    background: LogHazard | None = None
    """The log of a slow hazard that stays the same and adds to this; left out, there is none."""
    bandwagon: LogHazard = fixed(0.0)
    """Added to the log hazard of a state whose blocs have all recognised."""
    alone: LogHazard = fixed(0.0)
    """Added where the declaration was not backed."""
    correlations: Correlations | None = None
    """How the coefficients, `bandwagon` and `alone` go together; left out, each is drawn independently."""
    withdrawal: Withdrawal | None = None
    """How recognition is withdrawn again; left out, it never is."""
    count_at_weeks: Annotated[tuple[Annotated[int, Field(ge=0, le=2_600)], ...], LISTED] = ()
    """Weeks since the declaration at which the recognitions that stand are counted."""
    count_blocs: Annotated[tuple[Name, ...], LISTED] = ()
    """Blocs whose members are counted too."""
    count_blocs_at_weeks: Annotated[tuple[Annotated[int, Field(ge=0, le=2_600)], ...], LISTED] = ()
    """Weeks at which those are counted; if left out, all of `count_at_weeks`."""
    fitted_until: dt.date | None = None
    """Last day of the record that the coefficients were fitted on; what came after is a test of them."""

    @property
    def bloc_weeks(self) -> tuple[int, ...]:
        """Weeks since the declaration at which the members of blocs are counted."""
        return self.count_blocs_at_weeks or self.count_at_weeks

    @property
    def uncertain_together(self) -> dict[str, str]:
        """The numbers that may be correlated, by name, with where each stands below the stage."""
        places = {name: f"coefficients.{name}" for name in self.coefficients}
        slow = () if self.background is None else ("background",)
        return places | {name: name for name in ("bandwagon", "alone", *slow) if name not in places}

    def copula(self) -> Copula | None:
        """Give the copula that coefficients are drawn by, in the order of the file; none if each is drawn alone."""
        if self.correlations is None:
            return None
        pairs, places = self.correlations.pairs, self.uncertain_together
        named = {*pairs, *(other for others in pairs.values() for other in others)}
        names = [name for name in places if name in named]
        paths = tuple(f"process.{self.name}.{places[name]}" for name in names)
        return Copula.of(paths, correlation_matrix(names, pairs))


class Mission(Strict):
    """A mission on the ground that needs a bargain with those who object to it."""

    opens_weeks: Weeks
    """Weeks after the decision before which it cannot be deployed."""
    monthly_chance: Share
    """Chance a month, from then on, of the bargain that lets it deploy."""
    prepare_weeks: Weeks = fixed(0.0)
    """Time from the bargain to deployment."""
    objection: Share = fixed(0.0)
    """Chance that a member of the union that sends it objects for good: it needs all of them."""
    source: str | None = None
    """Where this is said."""
    note: str | None = None
    """What a reader should know about it."""


class Aftermath(Stage):
    """What follows on the ground while recognition goes on."""

    stands_beside: ClassVar[bool] = True

    alongside: StageName
    """The stage whose runs this acts on."""
    mission: Mission
    """The mission that takes over."""
    apart: Share
    """Chance that the region that obstructs stays outside the new authorities' rule."""
    displaced: Share
    """Share of the minority that leaves after a peaceful declaration."""
    displaced_in_violence: Share
    """The same after a violent one."""
    violence: Share
    """Chance that violence on a large scale follows."""
    alone_factor: Annotated[Quantity, within(1, 10)] = fixed(1.0)
    """By how much that chance is multiplied where the declaration was not backed."""


class Unrest(Stage):
    """Violence while the talks last: likelier the more is expected and the longer it takes (Gurr 1970)."""

    stands_beside: ClassVar[bool] = True
    results: ClassVar[dict[str, str]] = {"breakdown": "on_failure"}
    failing = "breakdown"

    during: Annotated[tuple[StageName, ...], LISTED, Field(min_length=1)]
    """The stages during which it may break out."""
    party: ActorName
    """Whose patience runs out."""
    expected_text: TextName
    """What its supporters expect."""
    monthly_chance: Share
    """Chance a month that something breaks out where nobody is frustrated."""
    frustration_effect: NonNegative = fixed(1.0)
    """What frustration adds to the log hazard."""
    peacekeepers: Share = fixed(0.0)
    """How much of what would be needed is there."""
    peacekeeper_effect: NonNegative = fixed(0.0)
    """What peacekeepers take from the log hazard (Fortna 2004)."""
    smallest: Positive = fixed(1.0)
    """The smallest event that counts, in deaths."""
    tail: Positive = fixed(1.0)
    """How fast larger events become rarer (Richardson 1948)."""
    breakdown_size: Positive = fixed(1_000.0)
    """An event of this size ends the process."""
    patience_cut: Share = fixed(0.0)
    """Share of everybody's patience that each event takes."""
