"""Which numbers of a scenario can be moved on the page: read off the scenario's own parts and bounds."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sim.scenario.format.quantity import Quantity, quantities
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.act import Acting
from sim.scenario.format.stages.council import Council
from sim.scenario.format.stages.declaration import Declaration
from sim.scenario.format.stages.stage import Stage
from sim.views.labels import label_of, path_words
from sim.views.story.sentences.words import Words
from sim.views.wording import capital

__all__ = ["Group", "Slider", "likeliest", "number_slider", "sliders_of"]

A_WEEK = 7
HALF_A_YEAR = 26
"""Weeks that any length of time may at least be drawn out by."""


@dataclass(frozen=True)
class Slider:
    """One number, switch or day of a scenario that can be moved."""

    path: str
    """Where it stands, as `--set` names it."""
    label: str
    """What people read beside it; together with the group's label it says all."""
    heading: str
    """What it is put under within its group."""
    kind: Literal["number", "switch", "day"]
    """How it moves."""
    value: float
    """As the file has it: the likeliest value of a number, 0 or 1 of a switch, for a day its ordinal
    (`datetime.date.toordinal`)."""
    low: float
    high: float
    step: float
    """How far and how finely it moves."""
    ends: tuple[str, str] = ("", "")
    """What the lowest and the highest value mean, where the file says so."""
    spread: tuple[float, float] = (0.0, 0.0)
    """The lowest and highest value that runs may draw; equal where the number is known exactly."""
    quantity: Quantity | None = None
    """The number as the file has it."""


@dataclass(frozen=True)
class Group:
    """Sliders of one actor, of the promise, or of the calendar."""

    label: str
    sliders: tuple[Slider, ...]


def sliders_of(scenario: Scenario) -> tuple[Group, ...]:
    """Return the sliders of a scenario: a group an actor, then the promise of backing, dates and times, and the rest.

    A number that is given as a choice between values has no middle to move, and gets no slider.

    >>> groups = sliders_of(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))
    >>> [group.label for group in groups][4:7]
    ['Russia', 'Promise of backing', 'Dates and times']
    >>> [slider.path for slider in groups[5].sliders][0]
    'actors.pristina.beliefs.declaration.coordinated.chance'
    """
    issues = Words(scenario).issues
    groups = [
        Group(label_of(scenario, "actors", name), tuple(_of_actor(scenario, name, issues)))
        for name in scenario.actors
    ]
    groups.append(Group("Promise of backing", tuple(_of_promise(scenario))))
    groups.append(Group("Dates and times", (*_of_stages(scenario), *_of_events(scenario))))
    return tuple(group for group in _with_the_rest(scenario, groups) if group.sliders)


def _with_the_rest(scenario: Scenario, groups: list[Group]) -> list[Group]:
    """Add every other number that the file gives: to the actor whose it is, or to a group of its own."""
    known = {slider.path for group in groups for slider in group.sliders}
    more: dict[str, list[Slider]] = {}
    for path, quantity in quantities(scenario):
        if path in known or path.startswith("record.") or math.isinf(quantity.bounds[1]):
            continue
        slider = number_slider(scenario, path, quantity)
        if slider is not None:
            said, colon, _ = path_words(scenario, path).partition(": ")
            more.setdefault(said if colon else capital(path.partition(".")[0]), []).append(slider)
    joined = [Group(group.label, (*group.sliders, *more.pop(group.label, ()))) for group in groups]
    return [*joined, *(Group(label, tuple(sliders)) for label, sliders in more.items())]


def number_slider(
    scenario: Scenario, path: str, quantity: Quantity, ends: tuple[float, float] | None = None
) -> Slider | None:
    """Return the slider of any number, between the bounds of the format or twice as far as it is drawn.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> slider = number_slider(five, "actors.russia.blocking_cost", five.actors["russia"].blocking_cost)
    >>> slider.label, slider.value, slider.low, slider.high
    ('blocking cost', 0.2, 0, 2)
    """
    said = path_words(scenario, path)
    label = said.partition(": ")[2] or said
    middle = likeliest(quantity)
    if middle is None or round(middle, 6) != middle:  # which no step of a slider would meet
        return None
    low, high = ends or _ends(quantity)
    whole = path.endswith("weeks")
    made = _number(
        path, label, "Other numbers", quantity, (min(low, middle), max(high, middle)), 1.0 if whole else 0.01
    )
    return next(made, None)


def _ends(quantity: Quantity) -> tuple[float, float]:
    (low, high), (least, most) = quantity.bounds, quantity.support
    if math.isinf(high) or high - low > 2:  # a scale without an end that means anything
        low = max(low, math.floor(min(0.0, 2 * least)))
        high = min(high, math.ceil(max(2 * most, 2.0)))
    return (0.01 if 0 < low < 0.01 else low), high


# --- kinds of sliders ----------------------------------------------------------------------------------------


def _number(
    path: str, label: str, heading: str, quantity: Quantity | None, bounds: tuple[float, float], step: float = 0.01,
    ends: tuple[str, str] = ("", ""),
) -> Iterator[Slider]:  # fmt: skip
    """Make the slider of a number; none if there is no number or it has no middle."""
    middle = None if quantity is None else likeliest(quantity)
    if quantity is None or middle is None:
        return
    # A value between two steps would jump to one of them as soon as the page is opened.
    while step > 1e-6 and not math.isclose(middle / step, round(middle / step), abs_tol=1e-6):
        step /= 2 if step >= 1 else 10
    yield Slider(path, label, heading, "number", middle, *bounds, step, ends, quantity.support, quantity)


def likeliest(quantity: Quantity) -> float | None:
    """Return the value that a slider shows: mode, mean or middle; nothing for a choice between values."""
    if quantity.choice is not None:
        return None
    if quantity.normal is not None:
        return quantity.normal[0]
    if quantity.uniform is not None:
        return math.fsum(quantity.uniform) / 2
    return quantity.mode if quantity.value is None else quantity.value


def _day(path: str, label: str, heading: str, day: dt.date | None, scenario: Scenario) -> Iterator[Slider]:
    """Make the slider of a day, which moves by whole weeks within the calendar."""
    if day is None:
        return
    calendar = scenario.calendar
    low = day - dt.timedelta(weeks=(day - calendar.start).days // A_WEEK)
    high = day + dt.timedelta(weeks=(calendar.end - day).days // A_WEEK)
    yield Slider(path, label, heading, "day", day.toordinal(), low.toordinal(), high.toordinal(), A_WEEK)


def _weeks(path: str, label: str, heading: str, quantity: object, least: int) -> Iterator[Slider]:
    if not isinstance(quantity, Quantity):
        return
    longest = quantity.support[1]
    high = 10 * math.ceil(max(2 * longest, longest + HALF_A_YEAR) / 10)
    yield from _number(path, label, heading, quantity, (least, min(high, 1_000)), 1.0)


# --- groups --------------------------------------------------------------------------------------------------


def _of_actor(scenario: Scenario, name: str, issues: Mapping[str, str]) -> Iterator[Slider]:
    actor, at = scenario.actors[name], f"actors.{name}"
    for issue, quantity in actor.position.items():
        ends = (scenario.issues[issue].zero, scenario.issues[issue].one)
        label = f"position on {issues[issue]}"
        yield from _number(f"{at}.position.{issue}", label, "What it wants", quantity, (0, 1), ends=ends)
    for issue, quantity in actor.salience.items():
        label, ends = f"salience of {issues[issue]}", ("does not matter", "matters most")
        yield from _number(f"{at}.salience.{issue}", label, "How much it matters", quantity, (0, 1), ends=ends)
    for issue, line in actor.red_lines.items():
        for bound, words in (("min", "at least"), ("max", "at most")):
            ends = (scenario.issues[issue].zero, scenario.issues[issue].one)
            label = f"red line on {issues[issue]}, {words}"
            quantity = getattr(line, bound)
            yield from _number(f"{at}.red_lines.{issue}.{bound}", label, "Red lines", quantity, (0, 1), ends=ends)
    seated = any(name in stage.seats for stage in scenario.process if isinstance(stage, Council))
    if actor.veto or seated:
        yield Slider(f"{at}.veto", "has a veto", "Council", "switch", float(actor.veto), 0, 1, 1, ("no", "yes"))


def _of_promise(scenario: Scenario) -> Iterator[Slider]:
    """Return what a promise to back a declaration is made of: how far it is believed, and what it costs to keep."""
    for stage in scenario.process:
        if not isinstance(stage, Declaration):
            continue
        declarer, heading = label_of(scenario, "actors", stage.declarer), label_of(scenario, "stages", stage.name)
        backing = scenario.actors[stage.declarer].beliefs.get(stage.name, {}).get("coordinated")
        label = f"chance that {declarer} gives to being backed"
        path = f"actors.{stage.declarer}.beliefs.{stage.name}.coordinated.chance"
        yield from _number(path, label, heading, backing.chance if backing else None, (0, 1))
        for name, sponsor in stage.sponsors.items():
            said, top = label_of(scenario, "actors", name), max(1.0, math.ceil(2 * sponsor.reluctance.support[1]))
            path = f"process.{stage.name}.sponsors.{name}.reluctance"
            yield from _number(
                path, f"{said}: reluctance to back a declaration", heading, sponsor.reluctance, (0, top)
            )
            premium = scenario.actors[name].premiums.get(stage.name, {}).get("coordinated")
            path = f"actors.{name}.premiums.{stage.name}.coordinated"
            yield from _number(path, f"{said}: what else a declaration is worth to it", heading, premium, (-1, 1))


def _of_stages(scenario: Scenario) -> Iterator[Slider]:
    for stage in scenario.process:
        at, heading = f"process.{stage.name}", label_of(scenario, "stages", stage.name)
        for field, label in (("opens", "opens"), ("on", "day"), ("deadline", "deadline")):
            yield from _day(f"{at}.{field}", label, heading, getattr(stage, field, None), scenario)
        yield from _lengths(stage, at, heading)
        if isinstance(stage, Acting):
            yield from _day(
                f"{at}.alone_opens", "first day to act without backing", heading, stage.alone_opens, scenario
            )


LENGTHS = (
    ("prepare_weeks", "weeks of preparation", 0), ("drafting_weeks", "weeks of drafting", 0),
    ("weeks", "weeks at most", 1), ("notice_weeks", "weeks of notice", 0),
)  # fmt: skip
"""Fields of stages that are lengths of time, with what people read and the least that makes sense."""


def _lengths(stage: Stage, at: str, heading: str) -> Iterator[Slider]:
    given = stage.model_fields_set
    for field, label, least in LENGTHS:
        if field in given:
            yield from _weeks(f"{at}.{field}", label, heading, getattr(stage, field), least)


def _of_events(scenario: Scenario) -> Iterator[Slider]:
    for event in scenario.events:
        label = event.label or capital(event.name.replace("_", " "))
        yield from _day(f"events.{event.name}.date", label, "Events", getattr(event, "date", None), scenario)
