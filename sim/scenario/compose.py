"""Putting a scenario together from a file and its parents.

Precedence runs parent < file < command line. A block that a file gives itself replaces the parent's whole block;
`set:` changes single places, `add:` brings new entries and `remove:` takes entries out.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from sim.scenario.faults import Fault, ScenarioFault, nearest
from sim.scenario.text.file import bytes_of, parsed, text_of
from sim.scenario.text.tree import Node

__all__ = ["Composed", "composed"]

VARIANT_KEYS = ("extends", "remove", "add", "set")
"""What a file may have beside the blocks of a scenario, in the order in which it is applied."""


@dataclass
class Composed:
    """A tree put together from files, with what was found on the way."""

    root: Node
    faults: list[Fault] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    """The files that it was read from, parents first."""


def composed(text: str, name: str, folder: Path, seen: tuple[Path, ...] = ()) -> Composed:
    r"""Read one file's text and, before it, its parent.

    Raises
    ------
    ScenarioFault
        If a file is no scenario, extends itself, or cannot be read at all.

    Examples
    --------
    >>> found = composed("title: A case\n", "case.yaml", Path())
    >>> found.root.value["title"].value
    'A case'
    """
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
        return Composed(root, faults, [name])
    try:
        base = _parent(root.value["extends"], folder, seen)
    except ScenarioFault as trouble:
        raise ScenarioFault([*trouble.faults, *faults]) from None
    from sim.scenario.variants import changed

    assert isinstance(base.root.value, dict)
    base.root.value.update({key: node for key, node in root.value.items() if key not in VARIANT_KEYS})
    base.root.place = root.place
    base.faults += faults
    base.files.append(name)
    base.faults += changed(base.root, root.value)
    return base


def _parent(node: Node, folder: Path, seen: tuple[Path, ...]) -> Composed:
    def refused(found: str, allowed: str, near: str = "") -> ScenarioFault:
        return ScenarioFault([Fault(node.place, "extends", found, allowed, near)])

    if not isinstance(node.value, str):
        raise refused("`extends` names no file", "the name of one file, relative to this one")
    if Path(node.value).is_absolute():
        raise refused(f"{node.value} is an absolute path", "a path relative to this file")
    target = folder / node.value
    shown = os.path.normpath(target)
    if not target.is_file():
        folder = target.parent
        beside = sorted(path.name for path in folder.glob("*.y*ml")) if folder.is_dir() else []
        raise refused(f"there is no file {shown}", "a file, relative to this one", nearest(target.name, beside))
    if target.resolve() in seen:
        raise refused(f"{node.value} extends this file in turn", "a parent that does not lead back here")
    return composed(text_of(bytes_of(target), shown), shown, target.parent, (*seen, target.resolve()))
