"""What a scenario is with something else set: under each of its levers that move several things, or any block."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.scenario.faults import Fault, ScenarioFault
from sim.scenario.reader import varied
from sim.scenario.text.tree import tree_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.scenario.format.scenario import Scenario
    from sim.scenario.text.tree import Node

__all__ = ["under", "under_each_lever"]


def under_each_lever(scenario: Scenario, root: Node | None = None) -> dict[str, Scenario]:
    """Return the scenario under each lever with a `set`, one at a time.

    With the tree that the scenario was read from, faults have their line. Raises ScenarioFault if a lever makes no
    sound scenario.

    >>> free = under_each_lever(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))["no_veto"]
    >>> free.actors["russia"].veto
    False
    """
    found: dict[str, Scenario] = {}
    faults: list[Fault] = []
    for name, lever in scenario.levers.items():
        if lever.set is None:
            continue
        try:
            _, found[name] = under(scenario, f"levers.{name}.set", lever.set, root)
        except ScenarioFault as trouble:
            faults += trouble.faults
    if faults:
        raise ScenarioFault(faults)
    return found


def under(scenario: Scenario, at: str, settings: Mapping[str, object], root: Node | None) -> tuple[Node, Scenario]:
    """Return the block at a path of a scenario that sets something, and the scenario with that set.

    With the tree that the scenario was read from, faults have their line. Raises ScenarioFault, each fault with the
    path of the block, if that makes no sound scenario.
    """
    block = tree_of(settings) if root is None else _at(root, at)
    try:
        return block, varied(scenario, variant={"set": block}).scenario
    except ScenarioFault as trouble:
        faults = [replace(fault, path=f"{at}: {fault.path}") for fault in trouble.faults if not fault.warning]
        raise ScenarioFault(faults) from None


def _at(node: Node, path: str) -> Node:
    for step in path.split("."):
        inner = node.child(step)
        assert inner is not None, f"{path} was read, and is not there"
        node = inner
    return node
