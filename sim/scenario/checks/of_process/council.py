"""The Council: a majority that can be had, and veto holders that sit in it."""

from collections.abc import Iterator

from sim.scenario.checks.finding import Finding
from sim.scenario.faults import plural
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.council import Council
from sim.scenario.format.stages.proposal import Proposal

__all__ = ["drafts", "majorities", "members", "reversions", "vetoes"]


def _councils(scenario: Scenario) -> Iterator[tuple[int, Council]]:
    for place, stage in enumerate(scenario.process):
        if isinstance(stage, Council):
            yield place, stage


def reversions(scenario: Scenario) -> Iterator[Finding]:
    """Ask what stays in force where a Council adopts nothing."""
    for place, stage in _councils(scenario):
        if scenario.status_quo is None:
            said = f"{stage.name} votes on a text, and no `status_quo` says what is in force if it adopts none"
            allowed = f"a text: {', '.join(scenario.texts)}" if scenario.texts else "a text"
            yield Finding(("process", place), said, f"`status_quo:` with {allowed}")


def majorities(scenario: Scenario) -> Iterator[Finding]:
    """Refuse a majority of more votes than there are."""
    for place, stage in _councils(scenario):
        votes = sum(stage.seats.values()) + len(stage.other_seats)
        if stage.majority > votes:
            said = f"a majority of {stage.majority} cannot be reached with {plural(votes, 'vote')}"
            yield Finding(("process", place, "majority"), said, f"1 to {votes}")


def members(scenario: Scenario) -> Iterator[Finding]:
    """Refuse members with two seats, and actors that are reduced to a chance."""
    for place, stage in _councils(scenario):
        for name in stage.other_seats:
            if name in stage.seats:
                said = f"{name} has a seat among `seats` as well"
                yield Finding(("process", place, "other_seats", name), said, "one seat")
            elif name in scenario.actors:
                said = f"{name} is an actor, whose vote follows from what it wants"
                yield Finding(("process", place, "other_seats", name), said, f"`{name}` under `seats`")


def vetoes(scenario: Scenario) -> Iterator[Finding]:
    """Refuse a veto holder that is no member of any Council."""
    seated = {name for _, stage in _councils(scenario) for name in stage.seats}
    councils = [stage.name for _, stage in _councils(scenario)]
    for name, actor in scenario.actors.items():
        if not actor.veto or name in seated:
            continue
        if councils:
            said = f"{name} holds a veto and has no seat in {' or '.join(map(str, councils))}"
            yield Finding(("actors", name, "veto"), said, f"`{name}` among the seats, or no veto")
        else:
            said = f"{name}'s veto has no effect, as there is no council"
            yield Finding(("actors", name, "veto"), said, warning=True)


def drafts(scenario: Scenario) -> Iterator[Finding]:
    """Refuse a first draft that nobody writes."""
    proposals = any(isinstance(stage, Proposal) for stage in scenario.process)
    for place, stage in _councils(scenario):
        if stage.first_draft == "proposal" and not proposals:
            said = "the first draft is the envoy's proposal, and no stage makes one"
            allowed = f"a text: {', '.join(scenario.texts)}" if scenario.texts else "a text"
            yield Finding(("process", place, "first_draft"), said, allowed)
