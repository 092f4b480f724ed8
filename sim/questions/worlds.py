"""What a scenario is under each of its levers that move several things together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.scenario.faults import ScenarioFault
from sim.scenario.reader import varied
from sim.scenario.text.tree import tree_of

if TYPE_CHECKING:
    from sim.scenario.format.scenario import Scenario
    from sim.scenario.text.tree import Node

__all__ = ["under_each_lever"]


def under_each_lever(scenario: Scenario, root: Node | None = None) -> dict[str, Scenario]:
    """Return the scenario under each lever with a `set`, one at a time.

    With the tree that the scenario was read from, faults have their line. Raises ScenarioFault if a lever makes no
    sound scenario.

    >>> free = under_each_lever(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))["no_veto"]
    >>> free.actors["russia"].veto
    False
    """
    found, faults = {}, []
    for name, lever in scenario.levers.items():
        if lever.set is None:
            continue
        at = f"levers.{name}.set"
        block = _at(root, at) if root is not None else tree_of(lever.set)
        try:
            found[name] = varied(scenario, variant={"set": block}).scenario
        except ScenarioFault as trouble:
            faults += [replace(fault, path=f"{at}: {fault.path}") for fault in trouble.faults if not fault.warning]
    if faults:
        raise ScenarioFault(faults)
    return found


def _at(node: Node, path: str) -> Node:
    for step in path.split("."):
        node = node.child(step) or node
    return node
