"""Events and influence: what happens, whom it concerns, and whether it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.checks.finding import Finding
from sim.scenario.faults import listed, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.scenario.format.events import Change, Event
    from sim.scenario.format.scenario import Scenario
    from sim.scenario.text.tree import Steps

__all__ = ["dates", "effects", "influence"]

NAMED = {"issue": "an issue", "faction": "a faction"}

OF_KINDS: dict[str, tuple[str, ...]] = {
    "blocking_cost": ("state", "bloc"), "precedent_price": ("state", "bloc"), "deference": ("state", "bloc"),
    "side_payment": ("state", "bloc", "party"), "following": ("party",),
}  # fmt: skip
"""The kinds of actor that have a number which not all have."""


def dates(scenario: Scenario) -> Iterator[Finding]:
    """Name events that never come, or that count from the first day."""
    start, end = scenario.calendar.start, scenario.calendar.end
    for place, event in enumerate(scenario.events):
        if event.date > end:
            said = f"{event.date} is after the end of the calendar, {end}, and never comes"
            yield Finding(("events", place, "date"), said, warning=True)
        if event.date < start:
            said = f"{event.date} is before the start of the calendar; the event counts from {start}"
            yield Finding(("events", place, "date"), said, warning=True)


def effects(scenario: Scenario) -> Iterator[Finding]:
    """Check what events do."""
    for place, event in enumerate(scenario.events):
        for field in ("effects", "otherwise"):
            for number, effect in enumerate(getattr(event, field)):
                at = ("events", place, field, number)
                if effect.hold is not None and effect.hold.until <= event.date:
                    said = f"holds until {effect.hold.until}, which is not after the event's date, {event.date}"
                    yield Finding((*at, "hold", "until"), said, "a later day")
                if effect.change is not None:
                    yield from _change(scenario, effect.change, (*at, "change"))
        yield from _chance(event, place)
        yield from _reacts_to(scenario, event, place)


def _reacts_to(scenario: Scenario, event: Event, place: int) -> Iterator[Finding]:
    beside = [stage.name for stage in scenario.process if stage.stands_beside]
    if event.not_before in beside:
        said = f"`{event.not_before}` stands beside other stages and never begins, so the event never comes"
        stages = [stage.name for stage in scenario.process if stage.name not in beside]
        yield Finding(("events", place, "not_before"), said, listed(stages))


def _chance(event: Event, place: int) -> Iterator[Finding]:
    lowest, highest = event.chance.support
    if event.otherwise and lowest >= 1:
        said = "`otherwise` has no effect, as the event is certain"
        yield Finding(("events", place, "otherwise"), said, warning=True)
    if event.effects and highest <= 0:
        yield Finding(("events", place, "effects"), "`effects` has no effect, as the chance is 0", warning=True)


def _change(scenario: Scenario, change: Change, at: Steps) -> Iterator[Finding]:
    for of, part in (("position", "issue"), ("following", "faction")):
        given = getattr(change, part)
        if change.of == of and given is None:
            yield Finding(at, f"a change of {of} without {NAMED[part]}", f"`{part}:` beside `of: {of}`")
        if change.of != of and given is not None:
            said = f"`{part}` has no part in a change of {change.of}"
            yield Finding((*at, part), said, f"`{part}` with `of: {of}`")
    actor = scenario.actors.get(change.actor)
    if actor is None:
        return
    if change.issue in scenario.issues and change.issue not in actor.position:
        yield Finding((*at, "issue"), f"{change.actor} has no position on {change.issue}", ", ".join(actor.position))
    if change.faction is not None and change.faction not in actor.factions:
        known = list(actor.factions)
        allowed = ", ".join(known) or "none, as it has no factions"
        said = f"{change.actor} has no faction `{change.faction}`"
        yield Finding((*at, "faction"), said, allowed, nearest(change.faction, known))
    if change.of in OF_KINDS and actor.kind not in OF_KINDS[change.of]:
        said = f"{change.actor} is no {OF_KINDS[change.of][0]}, and has no {change.of.replace('_', ' ')}"
        numbers = [of for of, kinds in OF_KINDS.items() if actor.kind in kinds]
        yield Finding((*at, "of"), said, ", ".join([*numbers, "audience_cost", "patience_weeks", "position"]))


def influence(scenario: Scenario) -> Iterator[Finding]:
    """Refuse actors that listen to themselves."""
    for place, edge in enumerate(scenario.influence):
        if edge.source_actor == edge.target:
            yield Finding(("influence", place), f"{edge.target} listens to itself", "two actors")
