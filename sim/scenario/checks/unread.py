"""Settings of actors that nothing reads: the role that would read them is not theirs here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.scenario.checks.finding import Finding, Unsound
from sim.scenario.format.stages.act import Acting
from sim.scenario.format.stages.implementation import Implementation
from sim.scenario.format.stages.proposal import Proposal
from sim.scenario.format.stages.ratification import Ratification
from sim.scenario.format.stages.talks import Talks
from sim.scenario.format.stages.unrest import Unrest
from sim.scenario.format.stages.vote import Voting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.scenario.format.quantity import Quantity
    from sim.scenario.format.scenario import Scenario

__all__ = ["unread"]


@dataclass(frozen=True)
class Roles:
    """Who does what in a process."""

    talks: frozenset[str]
    """Who holds direct talks."""
    asked: frozenset[str]
    """Who is asked to accept a text, in talks or of a proposal."""
    weighed: frozenset[str]
    """Whose weight counts: in an envoy's compromise, or among those who back a declaration."""
    seats: frozenset[str]
    """Who sits where sponsors table drafts, as in a Council."""
    votes: frozenset[str]
    """Who has a seat in a vote on a text as it is."""
    ratifies: frozenset[str]
    """Who ratifies, or recommends a yes or a no to those who do."""
    waits: frozenset[str]
    """Who declares, backs a declaration, or may lose its patience in unrest."""
    speaks: frozenset[str]
    """Whose word is heard: members of a Council, those asked to back a declaration, senders of signals."""

    @classmethod
    def of(cls, scenario: Scenario) -> Roles:
        """Read them off a process that is sound."""
        if len({stage.name for stage in scenario.process}) < len(scenario.process):
            raise Unsound("two stages bear one name, which is told elsewhere")
        talking, proposed, backing, seats, voting, ratifying, waits = (set[str]() for _ in range(7))
        for stage in scenario.process:
            if isinstance(stage, Talks):
                talking.update(stage.parties)
                proposed.update(stage.parties if stage.protocol == "single_text" else ())
            elif isinstance(stage, Proposal):
                proposed.update(stage.parties)
            elif isinstance(stage, Voting):
                (seats if stage.sponsors else voting).update(stage.holders, stage.sponsors)
            elif isinstance(stage, Ratification):
                ratifying.update(stage.leaders, *(stage.groups(body) for body in stage.bodies))
            elif isinstance(stage, Acting):
                backing.update(stage.backing_by)
                waits.update(stage.who)
            elif isinstance(stage, Unrest):
                waits.add(stage.party)
            elif isinstance(stage, Implementation):
                waits.update(stage.spoilers)
        seats |= {name for actor in seats & set(scenario.actors) for name in scenario.actors[actor].members}
        waits |= backing
        deciding = {name for actor in scenario.actors.values() if actor.decides for name in actor.members}
        signals = {
            effect.signal.sender for event in scenario.events for effect in (*event.effects, *event.otherwise)
            if effect.signal is not None
        }  # fmt: skip
        return cls(
            frozenset(talking), frozenset(talking | proposed), frozenset(proposed | backing | deciding),
            frozenset(seats), frozenset(voting), frozenset(ratifying), frozenset(waits),
            frozenset(seats | backing | signals),
        )  # fmt: skip


TALKING = "who holds direct talks"
ASKED = "who is asked to accept a text, in talks or of a proposal"
WAITING = "a party, who may back a declaration, or who has a `delay_weight` above 0"
ANSWERING = "who is asked, votes, declares or backs; an envoy only drafts"
SITTING = "who sits in a Council"
VOTING = f"{SITTING} or has a seat in a vote"

READERS: dict[str, tuple[Callable[[Roles], frozenset[str]], str]] = {
    "tactic": (lambda roles: roles.talks, TALKING),
    "private_consent": (lambda roles: roles.asked, ASKED),
    "weight": (
        lambda roles: roles.weighed,
        "whose demands an envoy weighs, who may back a declaration, or whose group decides by majority",
    ),
    "blocking_cost": (lambda roles: roles.seats | roles.votes, VOTING),
    "precedent_price": (lambda roles: roles.seats, SITTING),
    "deference": (lambda roles: roles.seats | roles.votes, VOTING),
    "side_payment": (lambda roles: roles.seats | roles.votes | roles.asked, f"{VOTING}, or {ASKED}"),
    "decides": (
        lambda roles: roles.asked | roles.seats | roles.votes | roles.ratifies,
        f"{VOTING}, ratifies, or is {ASKED[4:]}",
    ),
    "signal_honesty": (lambda roles: roles.speaks, f"{SITTING}, may back a declaration, or sends a signal"),
}
"""For each setting, who reads it, and how that is said."""


def unread(scenario: Scenario) -> Iterator[Finding]:
    """Name settings of an actor that nothing reads, with who would read them."""
    roles = Roles.of(scenario)
    leaders = {name for stage in scenario.process if isinstance(stage, Ratification) for name in stage.leaders}
    for name, actor in scenario.actors.items():
        given = actor.model_fields_set
        for setting, (readers, said) in READERS.items():
            if setting in given and name not in readers(roles):
                yield _nobody(name, setting, said)
        waits = name in scenario.parties or name in roles.waits or actor.delay_weight.support[1] > 0
        if "patience_weeks" in given and not waits:
            yield _nobody(name, "patience_weeks", WAITING)
        deciding = roles.asked | roles.weighed | roles.votes | roles.waits | roles.speaks | leaders
        for setting in ("precision", "fallback") if actor.kind == "envoy" and name not in deciding else ():
            if setting in given:
                yield _nobody(name, setting, ANSWERING)
        if "audience" in given and actor.kind != "party" and name not in roles.asked:
            yield _nobody(
                name, "audience", "a party, or who sits at a table, who answers for what it asked in public"
            )
        for stage, beliefs in actor.beliefs.items():
            yield from _sums({result: belief.chance for result, belief in beliefs.items()},
                             ("actors", name, "beliefs", stage))  # fmt: skip
    for place, spec in enumerate(scenario.process):
        yield from _sums(spec.expected, ("process", place, "expected"))


def _nobody(name: str, setting: str, said: str) -> Finding:
    found = f"`{setting}` has no effect: nothing reads it of {name}; it is read of {said}"
    return Finding(("actors", name, setting), found, warning=True)


def _sums(chances: Mapping[str, Quantity], at: tuple[str | int, ...]) -> Iterator[Finding]:
    """Say that chances of the results of one stage are made smaller where they sum to more than 1."""
    most = sum(chance.support[1] for chance in chances.values())
    if len(chances) > 1 and most > 1 + 1e-9:
        can = "" if sum(chance.support[0] for chance in chances.values()) > 1 else "can "
        said = f"the chances {can}sum to {most:.3g}; where they sum to more than 1, each is divided by the sum"
        yield Finding(at, said, "chances that sum to 1 at most", warning=True)
