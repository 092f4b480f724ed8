"""Dotted paths: how places inside a scenario are named in messages, in `set:` and on the command line.

Entries of lists go by their name, so a stage is `process.vienna` and an event
`events.serbian_runoff`; the word that says what kind a stage is takes no part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.scenario.text.tree import Node

__all__ = ["all_paths", "child_named", "dotted", "entry", "found_at", "name_of", "place_named"]


def entry(node: Node) -> Node:
    """Give what an entry of `process` says, without the word for its kind.

    Examples
    --------
    >>> from sim.scenario.text.tree import tree_of
    >>> entry(tree_of({"talks": {"name": "rounds"}})).value["name"].value
    'rounds'
    """
    if isinstance(node.value, dict) and len(node.value) == 1:
        inside = next(iter(node.value.values()))
        if isinstance(inside.value, dict):
            return inside
    return node


def name_of(node: Node) -> str:
    """Give the name of a list's entry, or nothing if it has none.

    Examples
    --------
    >>> from sim.scenario.text.tree import tree_of
    >>> name_of(tree_of({"name": "drought"})), name_of(tree_of({}))
    ('drought', '')
    """
    named = node.value.get("name") if isinstance(node.value, dict) else None
    return named.value if named is not None and isinstance(named.value, str) else ""


def dotted(root: Node, path: Sequence[Any]) -> str:
    """Write a path of keys and places as users write it.

    What does not lead further into the tree is kept only as the last step: the name
    of something that is missing.

    Examples
    --------
    >>> from sim.scenario.text.tree import tree_of
    >>> root = tree_of({"events": [{"name": "drought"}]})
    >>> dotted(root, ["events", 0, "chance"])
    'events.drought.chance'
    """
    words: list[str] = []
    node: Node | None = root
    for depth, step in enumerate(path):
        content = node.value if node is not None else None
        if isinstance(content, list) and isinstance(step, int) and step < len(content):
            inside = entry(content[step]) if path[0] == "process" and depth == 1 else content[step]
            words.append(name_of(inside) or str(step))
            node = content[step]
        elif isinstance(content, dict) and step in content:
            if not (depth == 2 and path[0] == "process" and node is not None and entry(node) is content[step]):
                words.append(str(step))
            node = content[step]
        elif step == path[-1] and depth == len(path) - 1 and isinstance(step, str) and step.isidentifier():
            words.append(step)
    return ".".join(words)


def found_at(root: Node, loc: Sequence[Any]) -> tuple[Node, list[Any], list[Any]]:
    """Follow a location as far as the tree has it.

    Examples
    --------
    >>> from sim.scenario.text.tree import tree_of
    >>> node, taken, left = found_at(tree_of({"a": {"b": 1}}), ["a", "c", "d"])
    >>> taken, left
    (['a'], ['c', 'd'])
    """
    node = root
    taken: list[Any] = []
    left: list[Any] = []
    for step in loc:
        following = node.child(step)
        if following is None:
            left.append(step)
        else:
            node = following
            taken.append(step)
    return node, taken, left


def place_named(root: Node, steps: Sequence[Any]) -> tuple[Node, str]:
    """Follow keys, names and places in lists as far as the tree has them.

    Examples
    --------
    >>> from sim.scenario.text.tree import tree_of
    >>> place_named(tree_of({"a": {"b": 1}}), ["a", "b"])[1]
    'a.b'
    """
    node, lost = root, False
    words: list[str] = []
    for depth, step in enumerate(steps):
        within = entry(node) if depth == 2 and steps[0] == "process" else node
        following = within.child(step)
        if following is None and isinstance(within.value, list):
            following = next((item for item in within.value if step in (name_of(item), name_of(entry(item)))), None)
        lost = lost or following is None
        if following is not None and not lost:
            node = following
        named = name_of(entry(node)) or name_of(node) if isinstance(step, int) and not lost else ""
        words.append(named or str(step))
    return node, ".".join(words)


def child_named(node: Node, words: Sequence[str]) -> tuple[Any, int] | None:
    """Find which child the first words of a dotted path mean.

    Examples
    --------
    >>> from sim.scenario.text.tree import tree_of
    >>> child_named(tree_of({"status.final": 1}), ["status", "final", "low"])
    ('status.final', 2)
    """
    if isinstance(node.value, dict):
        for taken in range(len(words), 0, -1):
            wanted = ".".join(words[:taken])
            for key in node.value:
                if str(key) == wanted:
                    return key, taken
    elif isinstance(node.value, list):
        for place, item in enumerate(node.value):
            if words[0] in (name_of(item), name_of(entry(item))):
                return place, 1
        if words[0].isdigit() and int(words[0]) < len(node.value):
            return int(words[0]), 1
    return None


def all_paths(node: Node, path: str = "", process: bool = False) -> Iterator[tuple[str, Node]]:
    """Give every place in a tree with its dotted path.

    Examples
    --------
    >>> from sim.scenario.text.tree import tree_of
    >>> [path for path, _ in all_paths(tree_of({"a": {"b": 1}}))]
    ['a', 'a.b']
    """
    if path:
        yield path, node
    start = f"{path}." if path else ""
    if isinstance(node.value, dict):
        for key, item in node.value.items():
            yield from all_paths(item, f"{start}{key}", process=not path and key == "process")
    elif isinstance(node.value, list):
        for place, item in enumerate(node.value):
            inside = entry(item) if process else item
            yield from all_paths(inside, f"{start}{name_of(inside) or place}")
