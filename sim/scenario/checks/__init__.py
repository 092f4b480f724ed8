"""What a scenario must make sense as: a process that ends, a majority that can be had, outcomes that leave no gap.

A check is a function that takes a scenario and yields what it finds, and one line in `CHECKS`.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from sim.scenario.checks import actors, collisions, events, levers, outcomes, questions, texts, unread
from sim.scenario.checks.finding import UNSOUND, Check, Finding, Unsound
from sim.scenario.checks.of_process import beside, outlook, process, stages, voting, whole_weeks
from sim.scenario.faults import MOST_FAULTS, Fault
from sim.scenario.format.scenario import Scenario
from sim.scenario.paths import place_named
from sim.scenario.text.tree import Node

__all__ = ["CHECKS", "UNSOUND", "Check", "Finding", "Unsound", "sense"]

CHECKS: tuple[Check, ...] = (
    collisions.reserved,
    collisions.repeated,
    collisions.columns,
    collisions.labels,
    actors.groups,
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
    outlook.results,
    outlook.beliefs,
    outlook.agreements,
    outlook.unread,
    stages.talks,
    stages.protocols,
    stages.coverage,
    stages.proposals,
    stages.declarations,
    stages.ratifications,
    whole_weeks.whole_weeks,
    unread.unread,
    beside.neighbours,
    beside.recognition,
    beside.correlations,
    voting.roles,
    voting.thresholds,
    voting.reversions,
    voting.majorities,
    voting.members,
    voting.vetoes,
    voting.drafts,
    events.dates,
    events.effects,
    events.influence,
    outcomes.order,
    outcomes.columns,
    questions.weekly,
    questions.facts,
    questions.measures,
    levers.scales,
)  # fmt: skip
"""Every check, in the order of a file's blocks."""


def sense(scenario: Scenario, root: Node, checks: Iterable[Check] = CHECKS) -> list[Fault]:
    """Return what is wrong with a scenario whose every part may be sound by itself.

    A check that comes upon an `UNSOUND` part ends there; any other exception of a check is a mistake in the check.
    """
    return [fault for check in checks for fault in islice(_faults(check, scenario, root), MOST_FAULTS)]


def _faults(check: Check, scenario: Scenario, root: Node) -> Iterator[Fault]:
    try:
        for one in check(scenario):
            node, path = place_named(root, one.steps)
            place = node.at if isinstance(node.value, dict) else node.place
            yield Fault(place, path, one.found, one.allowed, one.near, one.warning)
    except Unsound:
        return
