"""Votes and Councils: a majority that can be had, veto holders that sit there, and drafts that somebody tables."""

from collections.abc import Iterator
from typing import TypeVar

from sim.scenario.checks.finding import Finding
from sim.scenario.checks.of_process.stages import of_kind
from sim.scenario.faults import plural
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.council import Council
from sim.scenario.format.stages.proposal import Proposal
from sim.scenario.format.stages.vote import Vote, Voting

__all__ = ["drafts", "majorities", "members", "reversions", "roles", "thresholds", "vetoes"]


OF_DRAFTS = (
    "client", "draft_every_weeks", "most_drafts", "step", "negotiable", "gains_per_step", "smallest_room",
    "lost_vote_cost",
)  # fmt: skip
"""What is read of a vote only where sponsors table drafts."""

KindT = TypeVar("KindT", bound=Voting)


def _of(scenario: Scenario, kind: type[KindT]) -> Iterator[tuple[int, KindT]]:
    for place, stage in enumerate(scenario.process):
        if isinstance(stage, kind):
            yield place, stage


def reversions(scenario: Scenario) -> Iterator[Finding]:
    """Ask what stays in force where nothing is adopted."""
    for place, stage in _of(scenario, Voting):
        if scenario.status_quo is None:
            said = f"{stage.name} votes on a text, and no `status_quo` says what is in force if it adopts none"
            allowed = f"a text: {', '.join(scenario.texts)}" if scenario.texts else "a text"
            yield Finding(("process", place), said, f"`status_quo:` with {allowed}")


def roles(scenario: Scenario) -> Iterator[Finding]:
    """Check who sponsors drafts, and that what is said of drafts has somebody who tables them."""
    states = ("state", "bloc")
    for place, stage in _of(scenario, Council):
        at = ("process", place)
        yield from of_kind(scenario, (*at, "sponsors"), stage.sponsors, states, "sponsors drafts")
        for name in stage.seats:
            yield from of_kind(scenario, (*at, "seats", name), [name], states, "votes")
        if stage.client is not None:
            yield from of_kind(scenario, (*at, "client"), [stage.client], ("party",), "is the sponsors' client")
    for place, vote in _of(scenario, Vote):
        for name in () if vote.sponsors else OF_DRAFTS:
            if name in vote.model_fields_set:
                said = f"`{name}` has no effect: nobody tables drafts here"
                yield Finding(("process", place, name), said, "`sponsors:` with who does", warning=True)


def thresholds(scenario: Scenario) -> Iterator[Finding]:
    """Check that the thresholds of a vote can be met."""
    for place, stage in _of(scenario, Vote):
        for number, threshold in enumerate(stage.thresholds):
            whole = stage.whole(threshold.of)
            if threshold.count is not None and threshold.count > whole:
                said = f"{threshold.count:g} cannot be reached, as all seats together have {whole:g}"
                yield Finding(("process", place, "thresholds", number, "count"), said, f"up to {whole:g}")


def majorities(scenario: Scenario) -> Iterator[Finding]:
    """Refuse a majority of more votes than there are."""
    for place, stage in _of(scenario, Council):
        votes = sum(stage.seats.values()) + len(stage.other_seats)
        if stage.majority > votes:
            said = f"a majority of {stage.majority} cannot be reached with {plural(votes, 'vote')}"
            yield Finding(("process", place, "majority"), said, f"1 to {votes}")


def members(scenario: Scenario) -> Iterator[Finding]:
    """Refuse members with two seats, and actors that are reduced to a chance."""
    for place, stage in _of(scenario, Voting):
        for name in stage.other_seats:
            if name in stage.holders:
                said = f"{name} has a seat among `seats` as well"
                yield Finding(("process", place, "other_seats", name), said, "one seat")
            elif name in scenario.actors:
                said = f"{name} is an actor, whose vote follows from what it wants"
                yield Finding(("process", place, "other_seats", name), said, f"`{name}` under `seats`")


def vetoes(scenario: Scenario) -> Iterator[Finding]:
    """Refuse a veto holder that is no member of any Council."""
    seated = {name for _, stage in _of(scenario, Council) for name in stage.seats}
    councils = [stage.name for _, stage in _of(scenario, Council)]
    for name, actor in scenario.actors.items():
        if not actor.veto or name in seated:
            continue
        if councils:
            said = f"{name} holds a veto and has no seat in {' or '.join(map(str, councils))}"
            yield Finding(("actors", name, "veto"), said, f"`{name}` among the seats, or no veto")
        else:
            said = f"{name}'s veto has no effect, as there is no council"
            seat = next((f"`veto: true` at its seat in {vote.name}" for _, vote in _of(scenario, Vote)
                         if name in vote.holders), "")  # fmt: skip
            yield Finding(("actors", name, "veto"), said, seat, warning=True)


def drafts(scenario: Scenario) -> Iterator[Finding]:
    """Refuse a first draft that nobody writes."""
    proposals = any(isinstance(stage, Proposal) for stage in scenario.process)
    for place, stage in _of(scenario, Council):
        if stage.first_draft == "proposal" and not proposals:
            said = "the first draft is the envoy's proposal, and no stage makes one"
            allowed = f"a text: {', '.join(scenario.texts)}" if scenario.texts else "a text"
            yield Finding(("process", place, "first_draft"), said, allowed)
