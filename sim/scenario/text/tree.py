"""A scenario file as a tree in which everything knows where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from sim.scenario.faults import NOWHERE, Place
from sim.scenario.text.scalars import Scalar

__all__ = ["Key", "Node", "Plain", "Steps", "Value", "children", "entries", "plain", "tree_of", "walk"]

Key: TypeAlias = str | int | float
"""What an entry is found by: its key in a block, or its place in a list."""

Steps: TypeAlias = tuple[Key, ...]
"""Keys and places that lead to an entry, outermost first."""

Plain: TypeAlias = "Scalar | dict[Key, Plain] | list[Plain]"
"""What YAML can say, as plain data."""


@dataclass(slots=True)
class Node:
    """A value of the file, with its place and that of its key."""

    value: Value
    place: Place
    key: Place | None = None
    """Where its key stands, if it has one."""
    written: str = ""
    """A single value as it stands in the file."""
    quoted: bool = False
    """Whether it stands in quotes, and so is text."""
    spoilt: bool = False
    """Whether a fault of this value has been told already."""

    @property
    def at(self) -> Place:
        """Where to point when the entry as a whole is meant: at its key if it has one."""
        return self.key or self.place

    def child(self, step: Key) -> Node | None:
        """Return the entry of a key or the item at a place, if there is one."""
        if isinstance(self.value, dict):
            return self.value.get(step)
        if isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            return self.value[step]
        return None

    def put(self, step: Key, node: Node) -> None:
        """Set the entry of a key or the item at a place."""
        if isinstance(self.value, list):
            self.value[int(step)] = node
        elif isinstance(self.value, dict):
            self.value[step] = node

    def drop(self, step: Key) -> None:
        """Take out the entry of a key or the item at a place."""
        if isinstance(self.value, list):
            del self.value[int(step)]
        elif isinstance(self.value, dict):
            del self.value[step]

    def copied(self) -> Node:
        """Return a tree like this one that may be changed without changing it."""
        value = self.value
        if isinstance(value, dict):
            value = {key: item.copied() for key, item in value.items()}
        elif isinstance(value, list):
            value = [item.copied() for item in value]
        return Node(value, self.place, self.key, self.written, self.quoted, self.spoilt)


Value: TypeAlias = Scalar | dict[Key, Node] | list[Node]
"""What a node holds: a single value, a block or a list."""


def plain(node: Node) -> Plain:
    """Return a tree as plain data.

    >>> plain(tree_of({"a": [1, 2]}))
    {'a': [1, 2]}
    """
    if isinstance(node.value, dict):
        return {key: plain(item) for key, item in node.value.items()}
    if isinstance(node.value, list):
        return [plain(item) for item in node.value]
    return node.value


def tree_of(value: object) -> Node:
    """Make a tree of plain data, whose values stand nowhere.

    >>> tree_of({"a": 1}).value["a"].value
    1
    """
    if type(value) is dict or isinstance(value, Mapping):  # asking an abstract class takes ten times as long
        return Node({key: tree_of(item) for key, item in value.items()}, NOWHERE)
    if isinstance(value, list | tuple):
        return Node([tree_of(item) for item in value], NOWHERE)
    # What is no value of YAML is kept as it is: validation says what is wrong with it.
    return Node(value, NOWHERE, None, str(value), isinstance(value, str))  # type: ignore[arg-type]


def children(node: Node) -> list[tuple[Key, Node]]:
    """Return the entries of a block or a list, with their keys or places.

    >>> [key for key, _ in children(tree_of({"a": 1, "b": 2}))]
    ['a', 'b']
    """
    if isinstance(node.value, dict):
        return list(node.value.items())
    return list(enumerate(node.value)) if isinstance(node.value, list) else []


def entries(node: Node) -> int:
    """Count the keys, values and blocks of a tree, as a file that holds it has them.

    >>> entries(tree_of({"a": [1, 2]}))
    5
    """
    keys = len(node.value) if isinstance(node.value, dict) else 0
    return 1 + keys + sum(entries(child) for _, child in children(node))


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything inside it.

    >>> [part.value for part in walk(tree_of([1, 2]))][1:]
    [1, 2]
    """
    yield node
    for _, child in children(node):
        yield from walk(child)
