"""Putting a scenario together: a parent file, what a variant changes, and what the command line sets.

Precedence runs parent < file < command line. A block that a variant gives itself replaces the
parent's whole block; `set:` changes single places, `add:` brings new entries and `remove:` takes entries out.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario.faults import Fault, Place, ScenarioFault, nearest
from sim.scenario.paths import all_paths, child_named, entry, name_of
from sim.scenario.shape import Shape, shape_of
from sim.scenario.source import bytes_of, parsed, text_of
from sim.scenario.tree import Node, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["COMMAND_LINE", "Composed", "composed", "with_settings"]

COMMAND_LINE = "command line"
VARIANT = ("extends", "remove", "add", "set")
"""What a file may have beside the blocks of a scenario, in the order in which it is applied."""


@dataclass
class Composed:
    """A tree put together from files, with what was found on the way."""

    root: Node
    faults: list[Fault] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def composed(text: str, name: str, folder: Path, seen: tuple[Path, ...] = ()) -> Composed:
    """Read one file's text and, before it, its parent.

    Parameters
    ----------
    text : str
        The text of the file.
    name : str
        What messages call it.
    folder : Path
        Where `extends` is relative to.
    seen : tuple of Path
        The files that led here, to refuse a circle.
    """
    root, faults = parsed(text, name)
    if not isinstance(root.value, dict):
        from sim.scenario.translate import shown

        raise ScenarioFault([*faults, Fault(root.place, "", f"found {shown(root)}", "`key: value` lines at the outermost level")])
    if "extends" not in root.value:
        for word in VARIANT[1:]:
            if word in root.value:
                node = root.value.pop(word)
                faults.append(Fault(node.at, word, f"`{word}` without `extends`", "`extends: parent.yaml` beside it"))
        return Composed(root, faults, [name])
    base = _parent(root.value["extends"], name, folder, seen, faults)
    own = {key: node for key, node in root.value.items() if key not in VARIANT}
    assert isinstance(base.root.value, dict)
    base.root.value.update(own)
    base.root.place = root.place
    base.faults.extend(faults)
    base.files.append(name)
    _apply(base, root.value)
    return base


def _parent(node: Node, name: str, folder: Path, seen: tuple[Path, ...], faults: list[Fault]) -> Composed:
    def refuse(found: str, allowed: str) -> ScenarioFault:
        return ScenarioFault([*faults, Fault(node.place, "extends", found, allowed)])

    if not isinstance(node.value, str):
        raise refuse("`extends` names no file", "one file name, relative to this file")
    if Path(node.value).is_absolute():
        raise refuse(f"{node.value} is an absolute path", "a path relative to this file")
    target = folder / node.value
    shown = os.path.normpath(target)
    if target.resolve() in seen:
        raise refuse(f"{node.value} extends this file in turn", "a parent that does not lead back here")
    if not target.is_file():
        beside = sorted(p.name for p in target.parent.glob("*.y*ml")) if target.parent.is_dir() else []
        fault = Fault(node.place, "extends", f"there is no file {shown}", "a file, relative to this one",
                      nearest(target.name, beside))  # fmt: skip
        raise ScenarioFault([*faults, fault])
    return composed(text_of(bytes_of(target), shown), shown, target.parent, (*seen, target.resolve()))


def _apply(base: Composed, variant: dict[Any, Node]) -> None:
    removed = variant.get("remove")
    for item in removed.value if removed is not None and isinstance(removed.value, list) else []:
        _remove(base, item)
    if removed is not None and not isinstance(removed.value, list):
        base.faults.append(Fault(removed.at, "remove", "`remove` is no list", "a list of dotted paths"))
    for word, act in (("add", _add), ("set", _set)):
        block = variant.get(word)
        if block is None:
            continue
        if not isinstance(block.value, dict):
            base.faults.append(Fault(block.at, word, f"`{word}` is no block", "`dotted.path: value` lines"))
            continue
        for path, node in block.value.items():
            act(base, str(path), node)


@dataclass
class Step:
    """Where a dotted path leads: the block that has the last step, and what may stand there."""

    parent: Node
    key: Any
    shape: Shape | None
    there: bool


def _follow(root: Node, path: str, at: Place, create: bool = False) -> Step | Fault:
    """Follow a dotted path through the tree and the schema at once."""
    from sim.scenario.schema import Scenario

    words = path.split(".")
    node, shape = root, shape_of(Scenario)
    done: list[str] = []
    while True:
        node_before = node
        node = entry(node) if shape.is_stage else node
        if node is not node_before:
            shape = shape.child(next(iter(node_before.value))) or shape  # type: ignore[arg-type]
        hit = child_named(node, words)
        key: Any = hit[0] if hit else words[0]
        taken = hit[1] if hit else 1
        child_shape = shape.child(key)
        last = taken == len(words)
        if hit and last:
            return Step(node, key, child_shape, True)
        known_field = key in shape.fields() and not (shape.model is not None and not isinstance(node.value, dict))
        if not hit and not (known_field or (create and last and (shape.value_type or shape.item_type or child_shape))):
            return _no_such_path(root, node, shape, path, done, words, at)
        if last:
            return Step(node, key, child_shape, False)
        if not hit:
            assert isinstance(node.value, dict)
            content: Any = [] if child_shape and child_shape.item_type and not child_shape.value_type else {}
            node.value[key] = Node(content, at, at)
        done += words[:taken]
        words = words[taken:]
        assert isinstance(node.value, dict | list)
        node = node.value[key]
        shape = child_shape or Shape(())


def _no_such_path(
    root: Node, node: Node, shape: Shape, path: str, done: list[str], words: list[str], at: Place
) -> Fault:
    names = list(shape.fields())
    if isinstance(node.value, dict):
        names += [str(key) for key in node.value if str(key) not in names]
    elif isinstance(node.value, list):
        names += [name_of(entry(item)) or name_of(item) or str(n) for n, item in enumerate(node.value)]
    here = ".".join(done)
    near = nearest(words[0], names)
    if near:
        near = ".".join([*done, near, *words[1:]])
    else:
        near = nearest(path, [known for known, _ in all_paths(root)])
    where = f"in {here}" if here else "at the outermost level"
    if not isinstance(node.value, dict | list):
        allowed = f"{here} as a whole, which is one value"
    else:
        allowed = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
        if shape.value_type or shape.item_type:
            allowed += f"; `add:` in a variant file brings new entries"
    return Fault(at, path, f"there is no {words[0]} {where}", allowed, near)


def _set(base: Composed, path: str, node: Node) -> None:
    at = node.at
    step = _follow(base.root, path, at)
    if isinstance(step, Fault):
        base.faults.append(step)
        return
    before = _before(step)
    container = step.parent.value
    assert isinstance(container, dict | list)
    if before is not None and _same(before, plain(node)) and not node.spoilt:
        base.faults.append(Fault(at, path, f"this is {_said(before)} already; setting it changes nothing", warning=True))
    container[step.key] = node


def _before(step: Step) -> Any:
    """What a place says before it is set: in the tree, or by default."""
    if step.there:
        return plain(step.parent.value[step.key])  # type: ignore[index, call-overload]
    return None


def _said(value: Any) -> str:
    from sim.scenario.writing import single

    return single(value) if not isinstance(value, dict | list) else "so"


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other)


def _add(base: Composed, path: str, node: Node) -> None:
    step = _follow(base.root, path, node.at, create=True)
    if isinstance(step, Fault):
        base.faults.append(step)
    elif step.there:
        base.faults.append(Fault(node.at, path, "this exists already", "new entries under `add:`; `set:` changes what exists"))
    elif isinstance(step.parent.value, list):
        _append(base, path, step, node)
    else:
        assert isinstance(step.parent.value, dict)
        step.parent.value[step.key] = node


def _append(base: Composed, path: str, step: Step, node: Node) -> None:
    """Put a new entry at the end of a list; of the outcomes, before the one that takes all the rest."""
    entries = step.parent.value
    assert isinstance(entries, list)
    inside = entry(node) if path.startswith("process.") else node
    if isinstance(inside.value, dict):
        if "name" in inside.value and inside.value["name"].value != step.key:
            named = inside.value["name"]
            base.faults.append(Fault(named.place, path, f"the name is {named.written} here and {step.key} in the path", "one name"))
        else:
            at = node.at
            named = Node(step.key, at, at, str(step.key))
            inside.value = {"name": named, **{k: v for k, v in inside.value.items() if k != "name"}}
    closing = entries[-1] if entries else None
    if path.startswith("outcomes.") and closing is not None and isinstance(closing.value, dict) and "otherwise" in closing.value:
        entries.insert(len(entries) - 1, node)
    else:
        entries.append(node)


def _remove(base: Composed, item: Node) -> None:
    path = str(item.value)
    step = _follow(base.root, path, item.place)
    if isinstance(step, Fault):
        base.faults.append(step)
    elif not step.there:
        base.faults.append(Fault(item.place, path, "this is not given, so it cannot be taken out", "what the parent gives"))
    else:
        del step.parent.value[step.key]  # type: ignore[union-attr, arg-type]


def with_settings(base: Composed, settings: Sequence[str]) -> None:
    """Apply `path=value` settings of the command line, in their order."""
    for number, setting in enumerate(settings, 1):
        path, equals, written = setting.partition("=")
        lines = [""] * (number - 1) + [setting]
        whole = Place(COMMAND_LINE, 0, 0, 1, lines)
        if not equals or not path.strip():
            base.faults.append(Fault(whole, "", f"the setting '{setting}' has no `=`", "path=value"))
            continue
        try:
            node, faults = parsed(written, COMMAND_LINE)
        except ScenarioFault as trouble:
            base.faults += [Fault(whole, path.strip(), f.found, f.allowed, f.near) for f in trouble.faults]
            continue
        base.faults += [Fault(whole, path.strip(), f.found, f.allowed, f.near) for f in faults]
        _on_command_line(node, whole)
        _set(base, path.strip(), node)


def _on_command_line(node: Node, whole: Place) -> None:
    node.place, node.key = whole, whole if node.key else None
    children = node.value.values() if isinstance(node.value, dict) else node.value if isinstance(node.value, list) else ()
    for child in children:
        _on_command_line(child, whole)
