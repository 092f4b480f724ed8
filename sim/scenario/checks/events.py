"""Events, effects and influence: what happens, whom it concerns, and whether it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.checks.finding import Finding
from sim.scenario.checks.questions import asked_of, known_columns
from sim.scenario.checks.reach import reach_of
from sim.scenario.faults import listed, nearest
from sim.scenario.format.columns import columns_of
from sim.scenario.format.quantity import quantities
from sim.scenario.format.stages.stage import NOTHING
from sim.scenario.format.stages.vote import Voting

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from sim.scenario.format.events import Change, Effect, Event, Move, SeatChange
    from sim.scenario.format.quantity import Quantity
    from sim.scenario.format.scenario import Scenario
    from sim.scenario.text.tree import Steps

__all__ = ["dates", "effects", "effects_in", "influence"]

KNOWN = (("process",), ("events",))
"""Where the columns are declared that are filled while a run is played."""

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
        if event.date is None:
            continue
        if event.date > end:
            said = f"{event.date} is after the end of the calendar, {end}, and never comes"
            yield Finding(("events", place, "date"), said, warning=True)
        if event.date < start:
            said = f"{event.date} is before the start of the calendar; the event counts from {start}"
            yield Finding(("events", place, "date"), said, warning=True)


def effects(scenario: Scenario) -> Iterator[Finding]:
    """Check what events do."""
    numbers = dict(quantities(scenario))
    for at, effect, date in effects_in(scenario):
        if effect.hold is not None and date is not None and effect.hold.until <= date:
            said = f"holds until {effect.hold.until}, which is not after the event's date, {date}"
            yield Finding((*at, "hold", "until"), said, "a later day")
        if effect.change is not None:
            yield from _change(scenario, effect.change, (*at, "change"))
        if effect.move is not None:
            yield from _move(effect.move, numbers, (*at, "move", "number"))
        if effect.seat is not None:
            yield from _seat(scenario, effect.seat, (*at, "seat"))
        if effect.in_force == NOTHING:
            yield Finding((*at, "in_force"), "`nothing` comes into force, which is no effect", "a text, or `table`")
    during = {name for name, kept in columns_of(scenario).items() if kept.steps[:1] in KNOWN}
    known = {name: sort for name, sort in known_columns(scenario).items() if name in during}
    reach = reach_of(scenario)
    for place, event in enumerate(scenario.events):
        yield from _chance(event, place)
        yield from _reacts_to(scenario, event, place)
        if event.when is not None:
            own = f"happened.{event.name}"
            others = {name: words for name, words in known.items() if name != own}
            yield from asked_of(event.when, others, ("events", place, "when"), reach)


def effects_in(scenario: Scenario) -> Iterator[tuple[Steps, Effect, dt.date | None]]:
    """Yield every effect of events and of results, with where it stands and the date that it is bound to."""
    for place, event in enumerate(scenario.events):
        for block in ("effects", "otherwise"):
            for number, effect in enumerate(getattr(event, block)):
                yield ("events", place, block, number), effect, event.date
    for place, stage in enumerate(scenario.process):
        for result, field in stage.results.items():
            for number, effect in enumerate(stage.onward(result).effects):
                yield ("process", place, field, "effects", number), effect, None


def _seat(scenario: Scenario, seat: SeatChange, at: Steps) -> Iterator[Finding]:
    stage = scenario.stages.get(seat.stage)
    if stage is not None and not isinstance(stage, Voting):
        votes = [one.name for one in scenario.process if isinstance(one, Voting)]
        yield Finding((*at, "stage"), f"{seat.stage} is no vote", listed(votes) or "a stage of the kind vote")
    elif isinstance(stage, Voting) and seat.holder not in stage.holders:
        said = f"{seat.holder} has no seat in {seat.stage}"
        yield Finding((*at, "holder"), said, listed(stage.holders), nearest(seat.holder, stage.holders))


def _move(move: Move, numbers: Mapping[str, Quantity], at: Steps) -> Iterator[Finding]:
    if move.number not in numbers:
        head = move.number.split(".")[:2]
        alike = [path for path in numbers if path.split(".")[:2] == head] or [
            path for path in numbers if path.startswith(("actors.", "process."))
        ]
        near = nearest(move.number, alike)
        yield Finding(at, f"there is no number `{move.number}`", listed(alike, most=12), near)
    elif ".beliefs." in move.number:
        said = "this is what is believed at the start, which nothing moves later"
        yield Finding(at, said, "`signal:` or `learned:` in place of `move:`")
    elif ".effects." in move.number:
        yield Finding(at, "this is what an effect does, which no other moves", "a number of an actor or a stage")


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
