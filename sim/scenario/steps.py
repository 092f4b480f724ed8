"""Following a dotted path through a scenario's tree and through what the format allows, at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.scenario.faults import Fault, Place, nearest
from sim.scenario.format.shape import Shape, shape_of
from sim.scenario.paths import all_paths, child_named, entry, name_of
from sim.scenario.text.tree import Node, children, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Step", "follow"]


@dataclass
class Step:
    """Where a dotted path leads: the block or list that has the last step, and what may stand there."""

    parent: Node
    key: Any
    shape: Shape
    """What the parent may be."""
    there: bool
    """Whether the tree has it already; if not, it may be given all the same."""

    def before(self) -> Any:
        """Give what stands here, or what is the case where nothing is given."""
        present = self.parent.child(self.key)
        if present is not None:
            return plain(present)
        field = self.shape.fields().get(self.key)
        default: Any = field.get_default(call_default_factory=True, validated_data={}) if field else None
        return default.model_dump(exclude_defaults=True) if hasattr(default, "model_dump") else default


def follow(root: Node, path: str, at: Place, adding: bool = False) -> Step | Fault:
    """Follow a dotted path.

    Examples
    --------
    >>> from sim.scenario.text.tree import tree_of
    >>> from sim.scenario.faults import NOWHERE
    >>> root = tree_of({"title": "A case"})
    >>> follow(root, "titel", NOWHERE).near
    'title'
    """
    from sim.scenario.format.scenario import Scenario

    words, done = path.split("."), 0
    node, shape = root, shape_of(Scenario)
    while True:
        if shape.is_stage and entry(node) is not node:
            shape = shape.child(children(node)[0][0]) or shape
            node = entry(node)
        hit = child_named(node, words[done:])
        key, taken = hit or (words[done], 1)
        last = done + taken == len(words)
        inside = shape.child(key)
        if not hit and not (_is_field(node, shape, key) or (adding and last and _takes_entries(node, shape))):
            return _nowhere(root, node, shape, words, done, at)
        if last:
            return Step(node, key, shape, hit is not None)
        if not hit and isinstance(node.value, dict):
            is_list = inside is not None and inside.item_type is not None and inside.value_type is None
            node.put(key, Node([] if is_list else {}, at, at))
        node = node.child(key) or node
        shape, done = inside or Shape(()), done + taken


def _is_field(node: Node, shape: Shape, key: str) -> bool:
    return isinstance(node.value, dict) and key in shape.fields()


def _takes_entries(node: Node, shape: Shape) -> bool:
    if isinstance(node.value, list):
        return shape.item_type is not None and bool(shape.names_its_items)
    return isinstance(node.value, dict) and (shape.value_type is not None or shape.takes_more)


def _nowhere(root: Node, node: Node, shape: Shape, words: Sequence[str], done: int, at: Place) -> Fault:
    here, word = ".".join(words[:done]), words[done]
    names = list(shape.fields())
    if isinstance(node.value, dict):
        names += [str(key) for key in node.value if str(key) not in names]
    elif isinstance(node.value, list):
        names += [name_of(entry(item)) or name_of(item) or str(place) for place, item in enumerate(node.value)]
    where = f"there is no {word} in {here}" if here else f"there is no {word}"
    if not isinstance(node.value, dict | list):
        return Fault(at, ".".join(words), f"{where}, which is the single value {node.written}", f"{here} as a whole")
    close = nearest(word, names)
    near = ".".join([*words[:done], close, *words[done + 1 :]]) if close else ""
    elsewhere = [known for known, _ in all_paths(root) if known.endswith(f".{words[-1]}")]
    near = near or nearest(".".join(words), elsewhere)
    allowed = ", ".join(names[:20]) + (", ..." if len(names) > 20 else "")
    if _takes_entries(node, shape):
        allowed += "; `add:` in a file brings new ones"
    return Fault(at, ".".join(words), where, allowed, near)
