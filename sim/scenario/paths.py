"""Dotted paths: how places inside a scenario are named in messages, in `set:` and on the command line.

They are followed through the tree of a file and, where something new may be given, through the format as well.

Entries of lists go by their name, so a stage is `process.vienna` and an event
`events.serbian_runoff`; the word that says what kind a stage is takes no part.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from pydantic import BaseModel

from sim.scenario.faults import Fault, Place, nearest
from sim.scenario.format.shape import Shape, shape_of
from sim.scenario.text.tree import Key, Node, Plain, children, plain

__all__ = [
    "Step", "all_paths", "child_named", "dotted", "entry", "follow", "found_at", "name_of", "place_named",
]  # fmt: skip


def entry(node: Node) -> Node:
    """Return what an entry of `process` says, without the word for its kind.

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
    """Return the name of a list's entry, or an empty text.

    >>> from sim.scenario.text.tree import tree_of
    >>> name_of(tree_of({"name": "drought"})), name_of(tree_of({}))
    ('drought', '')
    """
    named = node.value.get("name") if isinstance(node.value, dict) else None
    return named.value if named is not None and isinstance(named.value, str) else ""


def dotted(root: Node, path: Sequence[Key]) -> str:
    """Return a path of keys and places as users write it.

    What does not lead further into the tree is kept only as the last step: the name
    of something that is missing.

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


def found_at(root: Node, loc: Sequence[Key]) -> tuple[Node, list[Key], list[Key]]:
    """Return what stands at a location as far as the tree has it, with the steps taken and those left.

    >>> from sim.scenario.text.tree import tree_of
    >>> node, taken, left = found_at(tree_of({"a": {"b": 1}}), ["a", "c", "d"])
    >>> taken, left
    (['a'], ['c', 'd'])
    """
    node = root
    taken: list[Key] = []
    left: list[Key] = []
    for step in loc:
        following = node.child(step)
        if following is None:
            left.append(step)
        else:
            node = following
            taken.append(step)
    return node, taken, left


def place_named(root: Node, steps: Sequence[Key]) -> tuple[Node, str]:
    """Return the node that keys, names and places in lists lead to, and its dotted path.

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


def child_named(node: Node, words: Sequence[str]) -> tuple[Key, int] | None:
    """Return which child the first words of a dotted path mean, and how many words that takes.

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
            if words[0] and words[0] in (name_of(item), name_of(entry(item))):
                return place, 1
        places = [str(place) for place in range(len(node.value))]  # `²` is a digit too, and no number
        if words[0] in places:
            return places.index(words[0]), 1
    return None


def all_paths(node: Node, path: str = "", process: bool = False) -> Iterator[tuple[str, Node]]:
    """Yield every place in a tree with its dotted path.

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


@dataclass
class Step:
    """Where a dotted path leads: the block or list that has the last step, and what may stand there."""

    parent: Node
    key: Key
    shape: Shape
    """What the parent may be."""
    there: bool
    """Whether the tree has it already; if not, it may be given all the same."""
    way: tuple[Key, ...] = ()
    """All keys and places on the way, the last one too: two spellings of one place have the same."""

    def before(self) -> Plain:
        """Return what stands here, or what is the case where nothing is given."""
        present = self.parent.child(self.key)
        if present is not None:
            return plain(present)
        field = self.shape.fields().get(str(self.key))
        default = field.get_default(call_default_factory=True, validated_data={}) if field is not None else None
        # A model in plain data is a block, and a number that is known exactly a number.
        return cast("Plain", default.model_dump(exclude_defaults=True) if isinstance(default, BaseModel) else default)


def follow(root: Node, path: str, at: Place, adding: bool = False) -> Step | Fault:
    """Return where a dotted path leads, or what is wrong with it.

    >>> from sim.scenario.text.tree import tree_of
    >>> from sim.scenario.faults import NOWHERE
    >>> root = tree_of({"title": "A case"})
    >>> follow(root, "titel", NOWHERE).near
    'title'
    """
    from sim.scenario.format.scenario import Scenario

    words, done, way = path.split("."), 0, list[Key]()
    node, shape = root, shape_of(Scenario)
    while True:
        if shape.is_stage and entry(node) is not node:
            shape = shape.child(children(node)[0][0]) or shape
            node = entry(node)
        hit = child_named(node, words[done:])
        key, taken = hit or (words[done], 1)
        last = done + taken == len(words)
        way.append(key)
        inside = shape.child(key)
        if not hit and not (_is_field(node, shape, key) or (adding and last and _takes_entries(node, shape))):
            return _nowhere(root, node, shape, words, done, at)
        if last:
            return Step(node, key, shape, hit is not None, tuple(way))
        if not hit and isinstance(node.value, dict):
            is_list = inside is not None and inside.item_type is not None and inside.value_type is None
            node.put(key, Node([] if is_list else {}, at, at))
        node = node.child(key) or node
        shape, done = inside or Shape(()), done + taken


def _is_field(node: Node, shape: Shape, key: Key) -> bool:
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
        allowed = (
            f"{allowed}; `add:` in a file brings new ones" if allowed else "nothing yet; `add:` in a file brings it"
        )
    return Fault(at, ".".join(words), where, allowed, near)
