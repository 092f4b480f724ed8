"""Weekly series: what is watched week by week in every run, beside where the runs stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario.format.scenario import Scenario

__all__ = ["POINTS", "STEPS", "known_series", "series_of"]

STEPS = 200
"""Values from 0 to 1 are counted to the nearest of so many steps, so a quantile is within 0.0025 of the true one."""

POINTS = STEPS + 1
"""How many values a series can have: 0, 0.005, and so on to 1."""


def known_series(scenario: Scenario) -> tuple[str, ...]:
    """Return every series that can be watched: the beliefs that actors have, and what each text on the table says.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> known_series(read_scenario("scenarios/kosovo/five_actors.yaml"))[0]
    'belief.council.blocked.belgrade'
    """
    return (*_beliefs(scenario, parties_only=False), *(f"text.{issue}" for issue in scenario.issues))


def series_of(scenario: Scenario) -> tuple[str, ...]:
    """Return the series that are watched: those that the scenario asks for, else what the parties believe.

    >>> for name in series_of(sim.read_scenario("scenarios/kosovo/five_actors.yaml")):
    ...     print(name)
    belief.council.blocked.belgrade
    belief.council.blocked.pristina
    belief.declaration.coordinated.belgrade
    belief.declaration.coordinated.pristina
    """
    return tuple(_beliefs(scenario, parties_only=True)) if scenario.weekly is None else scenario.weekly


def _beliefs(scenario: Scenario, *, parties_only: bool) -> list[str]:
    held = [
        (f"{stage}.{result}", name)
        for name, actor in scenario.actors.items()
        if name in scenario.parties or not parties_only
        for stage, beliefs in actor.beliefs.items()
        for result in beliefs
    ]
    order = {about: place for place, about in enumerate(dict.fromkeys(about for about, _ in held))}
    return [f"belief.{about}.{name}" for about, name in sorted(held, key=lambda one: order[one[0]])]
