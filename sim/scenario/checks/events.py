"""Events and influence: what happens, whom it concerns, and whether it can."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.scenario.checks.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.scenario.events import Change, Event
    from sim.scenario.schema import Scenario

__all__ = ["dates", "effects", "influence"]


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


def _chance(event: Event, place: int) -> Iterator[Finding]:
    lowest, highest = event.chance.support
    if event.otherwise and lowest >= 1:
        said = "`otherwise` has no effect, as the event is certain"
        yield Finding(("events", place, "otherwise"), said, warning=True)
    if event.effects and highest <= 0:
        yield Finding(("events", place, "effects"), "`effects` has no effect, as the chance is 0", warning=True)


def _change(scenario: Scenario, change: Change, at: tuple[Any, ...]) -> Iterator[Finding]:
    if change.of == "position" and change.issue is None:
        yield Finding(at, "a change of position without an issue", "`issue:` beside `of: position`")
    if change.of != "position" and change.issue is not None:
        yield Finding(
            (*at, "issue"), f"`issue` has no part in a change of {change.of}", "`issue` with `of: position`"
        )
    actor = scenario.actors.get(change.actor)
    if actor is not None and change.issue in scenario.issues and change.issue not in actor.position:
        yield Finding((*at, "issue"), f"{change.actor} has no position on {change.issue}", ", ".join(actor.position))


def influence(scenario: Scenario) -> Iterator[Finding]:
    """Refuse actors that listen to themselves."""
    for place, edge in enumerate(scenario.influence):
        if edge.source_actor == edge.target:
            yield Finding(("influence", place), f"{edge.target} listens to itself", "two actors")
