"""What actors want, and what they accept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.checks.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.scenario.format.actor import RedLine
    from sim.scenario.format.quantity import Quantity
    from sim.scenario.format.scenario import Scenario

__all__ = ["factions", "groups", "opinions", "red_lines", "roles_without_effect"]


def opinions(scenario: Scenario) -> Iterator[Finding]:
    """Ask for a position on every issue that matters, and for one that does."""
    for name, actor in scenario.actors.items():
        for issue in actor.salience:
            if issue not in actor.position:
                said = f"`{issue}` matters to {name}, and no position on it is given"
                yield Finding(("actors", name, "salience", issue), said, f"`{issue}` under `position` as well")
        for issue in actor.position:
            if issue not in actor.salience:
                said = f"the position on `{issue}` has no effect, as no salience is given for it"
                yield Finding(("actors", name, "position", issue), said, warning=True)
        if all(salience.support[1] == 0 for salience in actor.salience.values()):
            yield Finding(("actors", name, "salience"), f"nothing matters to {name}", "some salience above 0")


def groups(scenario: Scenario) -> Iterator[Finding]:
    """Ask a group that decides for members, others than itself."""
    for name, actor in scenario.actors.items():
        if actor.decides is not None and not actor.members:
            said = f"`decides: {actor.decides}` asks members, and {name} has none"
            yield Finding(("actors", name, "decides"), said, "`members: [...]` beside it, or no `decides`")
        for place, member in enumerate(actor.members):
            if member == name:
                yield Finding(("actors", name, "members", place), f"{name} is no member of itself", "others")


def red_lines(scenario: Scenario) -> Iterator[Finding]:
    """Name red lines that leave nothing, and those that the actor's own position can lie beyond."""
    for name, actor in scenario.actors.items():
        for issue, line in actor.red_lines.items():
            at = ("actors", name, "red_lines", issue)
            if line.min is not None and line.max is not None and line.min.support[1] > line.max.support[0]:
                low, high = line.min.support[1], line.max.support[0]
                yield Finding(
                    at, f"min {low:g} can lie above max {high:g}, and then nothing is accepted", "min up to max"
                )
            position = actor.position.get(issue)
            if position is not None:
                yield from _own_position(at, name, position, line)


def _own_position(at: tuple[str, ...], name: str, position: Quantity, line: RedLine) -> Iterator[Finding]:
    lowest, highest = position.support
    beyond = []
    if line.min is not None and lowest < line.min.support[1]:
        beyond.append((f"min {line.min.support[1]:g}", f"from {lowest:g}"))
    if line.max is not None and highest > line.max.support[0]:
        beyond.append((f"max {line.max.support[0]:g}", f"up to {highest:g}"))
    for limit, reach in beyond:
        said = f"the red line, {limit}, can shut out {name}'s own position, {reach}"
        if not line.hard:
            said = f"the red line, {limit}, is void where {name}'s own position, {reach}, lies beyond it"
        yield Finding(at, said, warning=True)


def roles_without_effect(scenario: Scenario) -> Iterator[Finding]:
    """Name what is given to an actor that its kind makes no use of."""
    for name, actor in scenario.actors.items():
        if actor.factions and actor.kind != "party":
            yield Finding(("actors", name, "factions"), f"`factions` has no effect: {name} is no party", warning=True)
        if actor.own_view.support[1] > 0 and actor.kind != "envoy":
            yield Finding(("actors", name, "own_view"), f"`own_view` has no effect: {name} is no envoy", warning=True)


def factions(scenario: Scenario) -> Iterator[Finding]:
    """Ask for somebody who is followed, and for a salience where a faction stands elsewhere than its party."""
    for name, actor in scenario.actors.items():
        at = ("actors", name, "factions")
        if actor.factions and all(faction.following.support[0] == 0 for faction in actor.factions.values()):
            said = f"it can be that nobody follows any faction of {name}"
            yield Finding(at, said, "a `following` that is always above 0 for one of them")
        for current, faction in actor.factions.items():
            for issue in faction.position:
                if issue in scenario.issues and issue not in actor.position:
                    said = f"{name} has no position on {issue}, and so its factions have none"
                    yield Finding((*at, current, "position", issue), said, ", ".join(actor.position))
