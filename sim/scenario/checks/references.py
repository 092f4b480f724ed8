"""Whether every name in a scenario that refers to something refers to something that is there.

What is a reference is read off the types of the format (`sim.scenario.format.names`), and the names are looked up in
the tree itself. So misspelt names are found even where other things are wrong too.
"""

from collections.abc import Iterator
from itertools import islice

from pydantic import BaseModel

from sim.scenario.faults import MOST_FAULTS, Fault, listed, nearest
from sim.scenario.format.names import Refers
from sim.scenario.format.shape import Shape, shape_of
from sim.scenario.paths import dotted, entry, name_of
from sim.scenario.text.tree import Key, Node, children

__all__ = ["dangling", "declared"]

WORD = {"actors": "actor", "issues": "issue", "texts": "text", "process": "stage", "outcomes": "outcome"}


def declared(root: Node, block: str) -> list[str]:
    """Return the names that a block declares.

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


def dangling(root: Node, model: type[BaseModel]) -> list[Fault]:
    """Return the names in a tree that refer to nothing, up to as many faults as are told.

    >>> from sim.scenario.format.scenario import Scenario
    >>> from sim.scenario.text.tree import tree_of
    >>> root = tree_of({"actors": {"west": {}, "east": {}}, "influence": [{"from": "west", "to": "eats"}]})
    >>> print(*dangling(root, Scenario))
    scenario: influence.0.to: there is no actor `eats`; allowed: west, east; did you mean east?
    """
    return list(islice(_References(root).within(root, shape_of(model), []), MOST_FAULTS))


class _References:
    """The search for names that refer to something, through a whole tree."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.known = {block: declared(root, block) for block in WORD}
        self.silent = {block for block in WORD if not self.known[block] and self._told_elsewhere(block)}

    def _told_elsewhere(self, block: str) -> bool:
        """Tell whether a block that declares nothing is a fault itself: needed, or misspelt."""
        if block != "texts":
            return True
        given = self.root.child(block)
        if given is not None:
            return not isinstance(given.value, dict)  # an empty block is no fault, and declares nothing
        keys = [str(key) for key, _ in children(self.root)]
        return block in {nearest(key, self.known) for key in keys if key not in self.known}

    def within(self, node: Node, shape: Shape, path: list[Key]) -> Iterator[Fault]:
        """Yield what is wrong with the references in a node and everything inside it."""
        if isinstance(node.value, str):
            yield from self._check(node, node.value, shape, path)
        for step, child in children(node):
            at = [*path, step]
            inside = shape.child(step)
            if isinstance(node.value, dict) and inside is not None and step not in shape.fields():
                yield from self._check(child, str(step), shape.of_keys, at, is_key=True, shape_above=shape)
            if inside is not None:
                yield from self.within(child, inside, at)

    def _check(
        self, node: Node, name: str, shape: Shape, path: list[Key], is_key: bool = False,
        shape_above: Shape | None = None,
    ) -> Iterator[Fault]:  # fmt: skip
        refers = next((mark for mark in shape.marks if isinstance(mark, Refers)), None)
        if refers is None or name in refers.also or refers.block in self.silent:
            return
        known = self.known[refers.block]
        if name in known:
            return
        allowed = [*known, *refers.also, *(shape_above.fields() if shape_above else ())]
        place = node.at if is_key else node.place
        found = f"there is no {WORD[refers.block]} `{name}`"
        said = listed(allowed) or "nothing, as none is declared"
        yield Fault(place, dotted(self.root, path), found, said, nearest(name, allowed))
