"""What a scenario must make sense as: a process that ends, a majority that can be had, outcomes that leave no gap.

A check is a function that takes a scenario and yields what it finds, and one line in `CHECKS`.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from sim.scenario.checks import actors, beside, council, events, names, outcomes, process, questions, stages, texts
from sim.scenario.checks.finding import Check, Finding
from sim.scenario.faults import MOST_FAULTS, Fault
from sim.scenario.paths import place_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.scenario.format.scenario import Scenario
    from sim.scenario.text.tree import Node

__all__ = ["CHECKS", "Check", "Finding", "sense"]

CHECKS: tuple[Check, ...] = (
    names.reserved,
    names.repeated,
    actors.opinions,
    actors.red_lines,
    actors.factions,
    actors.roles_without_effect,
    texts.circles,
    texts.gaps,
    texts.expectation,
    process.reach,
    process.circles,
    process.dates,
    stages.talks,
    stages.proposals,
    stages.declarations,
    beside.neighbours,
    beside.recognition,
    beside.correlations,
    council.reversions,
    council.majorities,
    council.members,
    council.vetoes,
    council.drafts,
    events.dates,
    events.effects,
    events.influence,
    outcomes.order,
    outcomes.columns,
    questions.weekly,
    questions.facts,
    questions.measures,
)
"""Every check, in the order of a file's blocks."""


def sense(scenario: Scenario, root: Node, whole: bool = True) -> list[Fault]:
    """Find what is wrong with a scenario whose every part may be sound by itself."""
    return [
        Fault(
            node.at if isinstance(node.value, dict) else node.place,
            path,
            one.found,
            one.allowed,
            one.near,
            one.warning,
        )
        for check in CHECKS
        for one in islice(_findings(check, scenario, whole), MOST_FAULTS)
        for node, path in (place_named(root, one.steps),)
    ]


def _findings(check: Check, scenario: Scenario, whole: bool) -> Iterator[Finding]:
    try:
        yield from check(scenario)
    except (AttributeError, KeyError, TypeError):
        if whole:
            raise
