"""Whether every name in a scenario that refers to something refers to something that is there.

What is a reference is read off the types of the format (`sim.scenario.format.names`), and the names are looked up in
the tree itself. So misspelt names are found even where other things are wrong too.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from sim.scenario.faults import MOST_FAULTS, Fault, listed, nearest
from sim.scenario.format.names import Refers
from sim.scenario.format.shape import Shape, shape_of
from sim.scenario.paths import dotted, entry, name_of
from sim.scenario.text.tree import children

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from sim.scenario.text.tree import Node

__all__ = ["References", "declared"]

WORD = {"actors": "actor", "issues": "issue", "texts": "text", "process": "stage", "outcomes": "outcome"}


def declared(root: Node, block: str) -> list[str]:
    """Give the names that a block declares.

    Examples
    --------
    >>> from sim.scenario.text.tree import tree_of
    >>> declared(tree_of({"actors": {"west": {}, "east": {}}}), "actors")
    ['west', 'east']
    """
    found = root.value.get(block) if isinstance(root.value, dict) else None
    if found is None:
        return []
    if isinstance(found.value, dict):
        return [str(key) for key in found.value]
    names = [name_of(entry(item)) or name_of(item) for _, item in children(found)]
    return list(dict.fromkeys(name for name in names if name))


class References:
    """All references in a scenario's tree.

    Attributes
    ----------
    faults : list of Fault
        The names that nothing declares.
    used : dict of str to set of str
        For each declaring block, the names that something refers to.
    """

    def __init__(self, root: Node, model: type[BaseModel]) -> None:
        self.root = root
        self.known = {block: declared(root, block) for block in WORD}
        self.silent = {block for block in WORD if not self.known[block] and self._told_elsewhere(block)}
        self.used: dict[str, set[str]] = {block: set() for block in WORD}
        self.faults = list(islice(self._within(root, shape_of(model), []), MOST_FAULTS))

    def _told_elsewhere(self, block: str) -> bool:
        """Say whether a block that declares nothing is a fault itself: needed, or misspelt."""
        if block != "texts":
            return True
        keys = [str(key) for key, _ in children(self.root)]
        return block in keys or block in {nearest(key, self.known) for key in keys if key not in self.known}

    def _within(self, node: Node, shape: Shape, path: list[Any]) -> Iterator[Fault]:
        if isinstance(node.value, str):
            yield from self._check(node, node.value, shape, path)
        for step, child in children(node):
            at = [*path, step]
            inside = shape.child(step)
            if isinstance(node.value, dict) and inside is not None and step not in shape.fields():
                yield from self._check(child, str(step), shape_of(shape.key_type), at, is_key=True, shape_above=shape)
            if inside is not None:
                yield from self._within(child, inside, at)

    def _check(
        self,
        node: Node,
        name: str,
        shape: Shape,
        path: list[Any],
        is_key: bool = False,
        shape_above: Shape | None = None,
    ) -> Iterator[Fault]:
        refers = next((mark for mark in shape.marks if isinstance(mark, Refers)), None)
        if refers is None or name in refers.also or refers.block in self.silent:
            return
        known = self.known[refers.block]
        if name in known:
            self.used[refers.block].add(name)
            return
        allowed = [*known, *refers.also, *(shape_above.fields() if shape_above else ())]
        place = node.at if is_key else node.place
        found = f"there is no {WORD[refers.block]} `{name}`"
        said = listed(allowed) or "nothing, as none is declared"
        yield Fault(place, dotted(self.root, path), found, said, nearest(name, allowed))
