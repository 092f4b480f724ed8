"""Putting a scenario together: a file, its parents, what a variant changes, and what the command line sets.

Precedence runs parent < file < command line. A block that a file gives itself replaces the parent's whole block;
`set:` changes single places, `add:` brings new entries and `remove:` takes entries out.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.scenario.faults import COMMAND_LINE, Fault, Place, ScenarioFault
from sim.scenario.listed_states import taken_in
from sim.scenario.paths import Step, entry, follow
from sim.scenario.text.file import bytes_of, parsed, text_of, what_is_there
from sim.scenario.text.tree import Key, Node, Plain, plain, walk

__all__ = ["Composed", "changed", "composed", "set_on_command_line"]

VARIANT_KEYS = ("extends", "remove", "add", "set")
"""What a file may have beside the blocks of a scenario, in the order in which it is applied."""


@dataclass
class Composed:
    """A tree put together from files, with what was found on the way."""

    root: Node
    faults: list[Fault] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    """The files that it was read from, tables of states before all, then parents first."""
    folders: dict[str, Path] = field(default_factory=dict)
    """The folder of each file that a tree was read from."""

    def take_in_states(self) -> None:
        """Put what tables of states say in the place of their names."""
        faults, files = taken_in(self.root, self.folders)
        self.faults += faults
        self.files[:0] = [file for file in files if file not in self.files]


@dataclass
class _Layer:
    """A file of a chain in which each extends the next."""

    name: str
    root: Node
    block: dict[Key, Node]
    """What stands at its outermost level."""
    faults: list[Fault]
    folder: Path


def composed(text: str, name: str, folder: Path, seen: tuple[Path, ...] = ()) -> Composed:
    """Put together what one file's text says and, before it, its parent, and the parent's parent.

    A file that is no scenario, extends itself or cannot be read at all is refused at once.

    >>> found = composed("title: A case", "case.yaml", Path())
    >>> found.root.value["title"].value
    'A case'
    """
    layers, met = [_layer(text, name, folder)], set(seen)
    while "extends" in layers[-1].block:
        try:
            target = _parent(layers[-1].block["extends"], folder, met)
            shown, folder = os.path.normpath(target), target.parent
            met.add(target.resolve())
            layers.append(_layer(text_of(bytes_of(target), shown), shown, folder))
        except ScenarioFault as trouble:
            told = [fault for layer in reversed(layers) for fault in layer.faults]
            raise ScenarioFault([*trouble.faults, *told]) from None
    first = layers.pop()
    base = Composed(first.root, first.faults, [first.name], {first.name: first.folder})
    for layer in reversed(layers):
        first.block.update({key: node for key, node in layer.block.items() if key not in VARIANT_KEYS})
        base.root.place = layer.root.place
        base.faults += layer.faults
        base.files.append(layer.name)
        base.folders[layer.name] = layer.folder
        base.take_in_states()  # so that a path may lead into a table
        base.faults += changed(base.root, layer.block)
    base.take_in_states()
    return base


def _layer(text: str, name: str, folder: Path) -> _Layer:
    """Read one file of a chain by itself."""
    root, faults = parsed(text, name)
    if not isinstance(root.value, dict):
        found = "a list" if isinstance(root.value, list) else "a single value"
        raise ScenarioFault([*faults, Fault(root.place, "", f"the file is {found}", "`key: value` lines")])
    if "given" in root.value and "process" not in root.value:
        said = "this is a file for `--given`, which asks about runs"
        raise ScenarioFault([*faults, Fault(root.value["given"].at, "given", said, "a scenario")])
    if "extends" not in root.value:
        for word in VARIANT_KEYS[1:]:
            if word in root.value:
                node = root.value.pop(word)
                faults.append(
                    Fault(node.at, word, f"`{word}` changes a parent, and none is named", "`extends: FILE`")
                )
    return _Layer(name, root, root.value, faults, folder)


def _parent(node: Node, folder: Path, met: set[Path]) -> Path:
    """Return the file that is extended, or refuse what names none or leads back."""

    def refused(found: str, allowed: str, near: str = "") -> ScenarioFault:
        return ScenarioFault([Fault(node.place, "extends", found, allowed, near)])

    if not isinstance(node.value, str):
        raise refused("`extends` names no file", "the name of one file, relative to this one")
    if Path(node.value).is_absolute():
        raise refused(f"{node.value} is an absolute path", "a path relative to this file")
    target = folder / node.value
    if not os.path.isfile(target):  # noqa: PTH113 - `is_file` raises where a name is too long
        said, near = what_is_there(target, "*.y*ml")
        raise refused(said, "a file, relative to this one", near)
    if target.resolve() in met:
        raise refused(f"{node.value} extends this file in turn", "a parent that does not lead back here")
    return target


def changed(root: Node, variant: Mapping[Key, Node]) -> list[Fault]:
    """Apply what a variant file removes, adds and sets, in this order.

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
            if word == "set":
                faults += _within_others(root, [(str(path), node) for path, node in block.value.items()])
            for path, node in block.value.items():
                faults += act(root, str(path), node)
    return faults


def _within_others(root: Node, settings: Sequence[tuple[str, Node]], in_order: bool = False) -> list[Fault]:
    """Refuse what is set within something else that is set, since which of them counts would hang on their order.

    Where the order is known to be meant, only what would be lost is refused.
    """
    steps = [(path, node, follow(root, path, node.at)) for path, node in settings]
    known = [(step.way, path, node) for path, node, step in steps if isinstance(step, Step)]
    faults = []
    for place, (way, path, node) in enumerate(known):
        for other, (above, outer, holder) in enumerate(known):
            same = way == above and path != outer and other < place
            if same or (len(above) < len(way) and way[: len(above)] == above and (not in_order or place < other)):
                where = f"line {holder.at.line}" if holder.at.line else "another setting"
                said = f"this lies within {outer}, which {where} sets as a whole" if not same else (
                    f"this is {outer}, which {where} sets already")  # fmt: skip
                faults.append(Fault(node.at, path, said, "one of them"))
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


def _same(one: Plain, other: Plain) -> bool:
    """Tell whether two values mean the same; 1 and true do not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other)


def set_on_command_line(root: Node, settings: Sequence[str]) -> list[Fault]:
    """Apply `path=value` settings in their order.

    >>> from sim.scenario.text.tree import tree_of
    >>> root = tree_of({"title": "A case"})
    >>> set_on_command_line(root, ["title=Another"]), root.value["title"].value
    ([], 'Another')
    """
    faults: list[Fault] = []
    seen: dict[str, Node] = {}
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
            del seen[path]
        seen[path] = node
    faults += _within_others(root, list(seen.items()), in_order=True)
    for path, node in seen.items():
        faults += _set(root, path, node)
    return faults
