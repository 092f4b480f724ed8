"""The process as a whole: every stage is reached, and no run goes round for ever."""

import datetime as dt
from collections.abc import Iterator

from sim.scenario.checks.finding import Finding, Unsound
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.stage import END
from sim.scenario.format.stages.talks import Talks

__all__ = ["circles", "dates", "reach"]


def _ways(scenario: Scenario) -> dict[str, list[tuple[str, str, str]]]:
    """Return the ways on from each stage: the stage and field that name one, and where it leads.

    A stage that stands beside others, and a declaration that may be made during others, open ways for
    the runs that stand in those.
    """
    ways: dict[str, list[tuple[str, str, str]]] = {stage.name: [] for stage in scenario.process}
    for stage in scenario.process:
        own = [(stage.name, field, stage.onward(result).to) for result, field in stage.results.items()]
        during = getattr(stage, "during", ()) if stage.stands_beside else (stage.name,)
        for name in during:
            ways.get(name, []).extend(own)
        for name in getattr(stage, "alone_during", ()):
            ways.get(name, []).append((stage.name, "on_alone", stage.onward("alone").to))
    return ways


def reach(scenario: Scenario) -> Iterator[Finding]:
    """Name stages that no run can come to."""
    if not scenario.process:
        raise Unsound("there are no stages, which is told elsewhere")
    first = scenario.process[0]
    if first.stands_beside:
        yield Finding(
            ("process", 0), f"no run can begin in `{first.name}`, which stands beside others", "another first"
        )
        return
    ways = _ways(scenario)
    reached, ahead = set(), [first.name]
    while ahead:
        name = ahead.pop()
        if name in ways and name not in reached:
            reached.add(name)
            ahead += [following for _, _, following in ways[name]]
    beside = {stage.name for stage in scenario.process if stage.stands_beside}
    for place, stage in enumerate(scenario.process):
        if stage.name in reached and stage.name in beside:
            said = f"`{stage.name}` stands beside other stages, and one leads to it"
            yield Finding(("process", place), said, "on_success and on_failure that name stages to stand in")
        elif stage.name not in reached and stage.name not in beside:
            said = f"no run can come to `{stage.name}`"
            yield Finding(("process", place), said, "a stage that an earlier one names in on_success or on_failure")


def circles(scenario: Scenario) -> Iterator[Finding]:
    """Name the ways on that lead back to where a run has been."""
    ways = _ways(scenario)
    done: set[str] = set()
    told: set[tuple[str, str]] = set()
    for name in ways:
        line = [name]
        ahead = [iter(ways[name] if name not in done else ())]
        while ahead:
            stage, field, following = next(ahead[-1], ("", "", ""))
            if not stage:
                ahead.pop()
                done.add(line.pop())
            elif following != END and following in line and (stage, field) not in told:
                told.add((stage, field))
                circle = " to ".join([*line[line.index(following) :], following])
                said = f"the process can go round without end: {circle}"
                yield Finding(("process", stage, field), said, "a stage that has not been passed, or end")
            elif following in ways and following != END and following not in (*done, *line):
                line.append(following)
                ahead.append(iter(ways[following]))


def _arrivals(scenario: Scenario) -> dict[str, dt.date]:
    """Return the first day on which a run can come to each stage, by the days before which others send nobody on."""
    ways, opens = _ways(scenario), {stage.name: stage.first_day for stage in scenario.process}
    found = {scenario.process[0].name: scenario.calendar.start} if scenario.process else {}
    ahead = [*found]
    while ahead:
        name = ahead.pop()
        for stage, _, following in ways.get(name, ()):
            first = max(found[name], opens[name] or found[name]) if stage == name else found[name]
            if following in opens and first < found.get(following, dt.date.max):
                found[following] = first
                ahead.append(following)
    return found


def dates(scenario: Scenario) -> Iterator[Finding]:
    """Name stages that open only after the calendar's end, and those whose day is over before any run comes there."""
    end, arrivals = scenario.calendar.end, _arrivals(scenario)
    for place, stage in enumerate(scenario.process):
        first, own = arrivals.get(stage.name), stage.first_day or scenario.calendar.start
        if not isinstance(stage, Talks) or stage.deadline is None or first is None or first <= own:
            continue  # what is too early for the talks' own day is told with the talks
        if stage.deadline <= first:
            said = f"time is up on {stage.deadline}, and no run can come here before {first}"
            yield Finding(("process", place, "deadline"), said, "a later day", warning=True)
    for place, stage in enumerate(scenario.process):
        first = arrivals.get(stage.name)
        if stage.on is not None and first is not None and stage.on < first:
            said = f"no run can come here before {first}, when this day is over; it is dealt with as one comes"
            yield Finding(("process", place, "on"), said, f"{first} or later", warning=True)
        for field in ("opens", "on", "alone_opens", "deadline"):
            day = getattr(stage, field, None)
            if day is not None and day > end:
                said = f"{day} is after the end of the calendar, {end}, and never comes"
                yield Finding(("process", place, field), said, warning=True)
        for number, item in enumerate(getattr(stage, "agenda", ())):
            if item.opens > end:
                said = f"{item.opens} is after the end of the calendar, {end}, and never comes"
                yield Finding(("process", place, "agenda", number, "opens"), said, warning=True)
