"""What a scenario that is changed on a day says otherwise, number by number: each alone, and the rest without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from sim.scenario.faults import NOWHERE, Fault, ScenarioFault
from sim.scenario.format.quantity import Quantity
from sim.scenario.format.scenario import Scenario
from sim.scenario.paths import Step, follow
from sim.scenario.reader import scenario_from
from sim.scenario.text.tree import Node, children, plain, tree_of

__all__ = ["SILENT", "changed_leaves", "leaves", "with_some_of"]

SILENT = ("title", "question", "label", "otherwise_label", "source", "note")
"""What only people read; it may differ without changing anything."""


def leaves(part: object, path: str = "") -> Iterator[tuple[str, Any]]:
    """Walk through a scenario and yield everything in it with its dotted path, numbers as quantities.

    >>> from sim.scenario.format.actor import Tactic
    >>> dict(leaves(Tactic(kind="firm"), "tactic"))["tactic.kind"]
    'firm'
    """
    if isinstance(part, Quantity) or not isinstance(part, BaseModel | dict | list | tuple):
        yield path, part
        return
    if isinstance(part, BaseModel):
        named = {name: getattr(part, name) for name in type(part).model_fields} | (part.model_extra or {})
    elif isinstance(part, dict):
        named = part
    else:
        named = {getattr(item, "name", None) or str(place): item for place, item in enumerate(part)}
    for name, value in named.items():
        yield from leaves(value, f"{path}.{name}" if path else str(name))


def changed_leaves(before: Scenario, after: Scenario) -> dict[str, Any]:
    """Return what differs between two scenarios, what only people read left out, by path, as it was.

    What was nothing before is as it becomes.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> changed_leaves(five, sim.read_scenario("scenarios/kosovo/five_actors.yaml", ["actors.russia.veto=false"]))
    {'actors.russia.veto': True}
    """
    first, second = dict(leaves(before)), dict(leaves(after))
    return {
        path: second.get(path) if first.get(path) is None else first[path]
        for path in first | second
        if not _silent(path) and _meaning(first.get(path)) != _meaning(second.get(path))
    }


def _silent(path: str) -> bool:
    return path.rpartition(".")[2] in SILENT or path.startswith("levers.")


def _meaning(value: Any) -> Any:
    return value.model_copy(update={"source": None, "note": None}) if isinstance(value, Quantity) else value


def with_some_of(scenario: Scenario, other: Scenario, paths: Iterable[str]) -> Scenario | None:
    """Return a scenario with some things as another says them; None where that is no scenario by itself.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> other = sim.read_scenario("scenarios/kosovo/five_actors.yaml", ["process.troika.weeks=9", "title=Another"])
    >>> nine = with_some_of(five, other, ["process.troika.weeks"])
    >>> nine.stages["troika"].weeks.value, nine.title
    (9.0, 'Kosovo status talks with five actors')
    """
    root, source = _tree(scenario), _tree(other)
    for path in paths:
        here, there = _step_to(root, path), follow(source, path, NOWHERE)
        if isinstance(here, Fault):
            return None
        taken = None if isinstance(there, Fault) else there.parent.child(there.key)
        if taken is not None:
            here.parent.put(here.key, taken)
        elif here.there:
            here.parent.drop(here.key)
    try:
        return scenario_from({str(key): plain(node) for key, node in children(root)})
    except ScenarioFault:
        return None


def _step_to(root: Node, path: str) -> Step | Fault:
    """Return where a path leads, through blocks that are put there where none is."""
    step = follow(root, path, NOWHERE, adding=True)
    outer = path.rpartition(".")[0]
    if not isinstance(step, Fault) or not outer:
        return step
    block = _step_to(root, outer)
    if isinstance(block, Fault) or block.there:
        return step
    block.parent.put(block.key, Node({}, NOWHERE))
    return follow(root, path, NOWHERE, adding=True)


def _tree(scenario: Scenario) -> Node:
    return tree_of(scenario.model_dump(mode="python", exclude_defaults=True, by_alias=True))
