"""What a variant file and the command line change: `remove:`, `add:`, `set:` and --set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.scenario.faults import COMMAND_LINE, Fault, Place, ScenarioFault
from sim.scenario.paths import entry
from sim.scenario.steps import Step, follow
from sim.scenario.text.file import parsed
from sim.scenario.text.tree import Node, plain, walk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["changed", "set_on_command_line"]


def changed(root: Node, variant: Mapping[Any, Node]) -> list[Fault]:
    """Apply what a variant file removes, adds and sets, in this order.

    Examples
    --------
    >>> from sim.scenario.text.tree import tree_of
    >>> root = tree_of({"title": "A case"})
    >>> changed(root, {"set": tree_of({"title": "Another"})}), root.value["title"].value
    ([], 'Another')
    """
    faults: list[Fault] = []
    removed = variant.get("remove")
    if removed is not None and not isinstance(removed.value, list):
        faults.append(Fault(removed.at, "remove", "`remove` is no list", "a list of dotted paths"))
    elif removed is not None and isinstance(removed.value, list):
        for item in removed.value:
            faults += _remove(root, item)
    for word, act in (("add", _add), ("set", _set)):
        block = variant.get(word)
        if block is not None and not isinstance(block.value, dict):
            faults.append(Fault(block.at, word, f"`{word}` is no block", "`dotted.path: value` lines"))
        elif block is not None and isinstance(block.value, dict):
            for path, node in block.value.items():
                faults += act(root, str(path), node)
    return faults


def _remove(root: Node, item: Node) -> list[Fault]:
    path = str(item.value)
    step = follow(root, path, item.place)
    if isinstance(step, Fault):
        return [step]
    if not step.there:
        return [Fault(item.place, path, "this is not given, so it cannot be removed", "what the parent gives")]
    step.parent.drop(step.key)
    return []


def _add(root: Node, path: str, node: Node) -> list[Fault]:
    step = follow(root, path, node.at, adding=True)
    if isinstance(step, Fault):
        return [step]
    if step.there:
        return [Fault(node.at, path, "this exists already", "new entries; `set:` changes what exists")]
    if isinstance(step.parent.value, list):
        return _append(step, path, node)
    step.parent.put(step.key, node)
    return []


def _append(step: Step, path: str, node: Node) -> list[Fault]:
    """Put a new entry at the end of a list; of the outcomes, before the one that takes all the rest."""
    entries = step.parent.value
    assert isinstance(entries, list)
    inside = entry(node) if step.shape.child(0) is not None and path.startswith("process.") else node
    if isinstance(inside.value, dict):
        given = inside.value.pop("name", None)
        if given is not None and given.value != step.key:
            said = f"the name is {given.written} here and {step.key} in the path"
            return [Fault(given.place, path, said, "one name; the one in the path is enough")]
        inside.value = {"name": given or Node(step.key, node.at, node.at, str(step.key)), **inside.value}
    last = entries[-1] if entries else None
    closes = path.startswith("outcomes.") and last is not None and last.child("otherwise") is not None
    entries.insert(len(entries) - 1 if closes else len(entries), node)
    return []


def _set(root: Node, path: str, node: Node) -> list[Fault]:
    step = follow(root, path, node.at)
    if isinstance(step, Fault):
        return [step]
    before, now = step.before(), plain(node)
    step.parent.put(step.key, node)
    if not node.spoilt and before is not None and _same(before, now):
        said = f"this is {node.written} already" if node.written else "this is so already"
        return [Fault(node.at, path, f"{said}; setting it changes nothing", warning=True)]
    return []


def _same(one: Any, other: Any) -> bool:
    """Say whether two values mean the same; 1 and true do not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other)


def set_on_command_line(root: Node, settings: Sequence[str]) -> list[Fault]:
    """Apply `path=value` settings in their order.

    Examples
    --------
    >>> from sim.scenario.text.tree import tree_of
    >>> root = tree_of({"title": "A case"})
    >>> set_on_command_line(root, ["title=Another"]), root.value["title"].value
    ([], 'Another')
    """
    faults: list[Fault] = []
    seen: set[str] = set()
    for setting in settings:
        path, equals, written = (part.strip() for part in setting.partition("="))
        whole = Place(COMMAND_LINE)
        if not equals or not path or not written:
            missing = "path" if not path else "value"
            faults.append(Fault(whole, path, f"the setting '{setting}' has no {missing}", "path=value"))
            continue
        try:
            node, doubts = parsed(written, COMMAND_LINE)
        except ScenarioFault as trouble:
            said = f"'{written}' is no value"
            faults += [Fault(whole, path, f"{said}: {fault.found}", fault.allowed) for fault in trouble.faults]
            continue
        faults += [Fault(whole, path, fault.found, fault.allowed) for fault in doubts]
        for part in walk(node):
            part.place, part.key = whole, whole if part.key else None
        if path in seen:
            faults.append(Fault(whole, path, "this is set twice; the last one counts", warning=True))
        seen.add(path)
        faults += _set(root, path, node)
    return faults
