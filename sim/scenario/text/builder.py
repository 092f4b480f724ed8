"""Building the tree of a file from the parser's events, with YAML's surprises refused on the way.

Open blocks are kept on a stack instead of recursing, and anchors, aliases, merge keys and tags have no place in
the format. So a hostile file costs no more than an honest one.
"""

from collections.abc import Iterator
from typing import Protocol

from sim.scenario.faults import MOST_FAULTS, Fault, Place, ScenarioFault
from sim.scenario.paths import dotted
from sim.scenario.text.scalars import Doubtful, meaning, objection, unprintable
from sim.scenario.text.syntax import Mark
from sim.scenario.text.tree import Key, Node, walk

__all__ = ["MOST_ENTRIES", "Builder", "Event"]

DEEPEST = 24
"""Levels that blocks may be nested; the format itself needs ten."""

MOST_ENTRIES = 20_000
"""Keys and values that a file may have."""

UNSEEN = "\u00a0\u00ad\u2007\u200b\u200c\u200d\u200e\u200f\u202f\u2060\u3000"
"""Blanks that are none to YAML, and characters without a width: they come with text copied from elsewhere."""


class Event(Protocol):
    """What the parser has come upon; each kind of event has some of what stands here."""

    start_mark: Mark
    end_mark: Mark
    anchor: str | None
    tag: object
    value: str
    style: str | None
    """The quotes of a single value, or nothing."""
    version: tuple[int, int] | None
    tags: dict[str, str] | None


class Builder:
    """Builds the tree from events, keeping the blocks that are still open on a stack."""

    def __init__(self, name: str, lines: list[str]) -> None:
        self.name = name
        self.lines = lines
        self.root: Node | None = None
        self.open: list[Node] = []
        self.keys: list[tuple[Key, Place] | None] = []
        self.told: list[tuple[Place, tuple[Key, ...], str, str]] = []
        self.documents = 0
        self.nodes = 0

    def faults(self) -> list[Fault]:
        """Return what was found so far, in the order of the file."""
        root = self.root or Node(None, Place(self.name))
        return [Fault(place, dotted(root, path), found, allowed) for place, path, found, allowed in self.told]

    def take(self, event: Event) -> None:
        """Take one event of the parser."""
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                self._refuse(event, "a second document begins here", "one scenario in a file, without a second `---`")
            if (event.version and tuple(event.version) != (1, 2)) or event.tags:
                self._refuse(event, "a directive other than %YAML 1.2", "a file without directives")
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self._name_each(self.open[-1], event)
            self.open.pop()
            self.keys.pop()
            self._close_key()
        elif kind in ("AliasEvent", "ScalarEvent", "MappingStartEvent", "SequenceStartEvent"):
            self._refuse_tricks(event, kind)
            if kind == "ScalarEvent":
                self._single(event)
            else:
                self._block(event, {} if kind == "MappingStartEvent" else [])

    def _place(self, event: Event) -> Place:
        start, end = event.start_mark, event.end_mark
        to = end.column if end.line == start.line else len(self.lines[start.line])
        return Place(self.name, start.line + 1, start.column + 1, max(to - start.column, 1), self.lines)

    def _path(self, ahead: bool = False) -> tuple[Key, ...]:
        path: list[Key] = []
        for node, key in zip(self.open, self.keys, strict=True):
            if isinstance(node.value, list):
                path.append(len(node.value) - (not ahead or node is not self.open[-1]))
            elif key:
                path.append(key[0])
        return tuple(path)

    def _tell(self, place: Place, found: str, allowed: str) -> None:
        self.told.append((place, self._path(), found, allowed))
        if len(self.told) >= MOST_FAULTS:
            raise ScenarioFault(self.faults())

    def _refuse(self, event: Event, found: str, allowed: str) -> None:
        self.told.append((self._place(event), self._path(ahead=True), found, allowed))
        raise ScenarioFault(self.faults())

    def _refuse_tricks(self, event: Event, kind: str) -> None:
        if kind == "AliasEvent" or event.anchor:
            self._refuse(
                event,
                "anchors (&) and aliases (*) are not part of the format",
                "the value itself, or quotes around a text that begins with & or *",
            )
        tag = "" if event.tag is None else str(event.tag)
        if tag:
            self._refuse(
                event,
                f"the tag {tag.replace('tag:yaml.org,2002:', '!!')} is not part of the format",
                "the value without a tag, or quotes around a text that begins with !",
            )
        self.nodes += 1
        if self.nodes > MOST_ENTRIES:
            self._refuse(event, f"the file has more than {MOST_ENTRIES:,} entries", "fewer entries")
        if len(self.open) > DEEPEST:
            self._refuse(event, f"blocks are nested deeper than {DEEPEST} levels", "fewer; is a bracket left open?")

    def _awaits_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].value, dict) and self.keys[-1] is None

    def _block(self, event: Event, content: dict[Key, Node] | list[Node]) -> None:
        if self._awaits_key():
            self._refuse(event, "a block stands where a key is expected", "a name followed by a colon")
        at = self._place(event)
        node = Node(content, Place(at.file, at.line, at.column, 1, self.lines))
        self._put(node)
        self.open.append(node)
        self.keys.append(None)

    def _single(self, event: Event) -> None:
        place, written, quoted = self._place(event), str(event.value), event.style is not None
        if self._awaits_key():
            self._key(event, place, written, quoted)
            return
        node = Node(None, place, None, written, quoted)
        self._put(node)
        if not written and not quoted:
            node.place = node.at  # nothing stands nowhere; its key does
        self._read(node)
        self._close_key()

    def _read(self, node: Node) -> None:
        trouble = objection(node.written)
        try:
            if trouble:
                raise Doubtful(*trouble)
            node.value = node.written if node.quoted else meaning(node.written)
            if node.value is None and len(self.open) > 0:
                raise Doubtful("no value is given", "a value, or nothing at all: leave the key out")
        except Doubtful as doubt:
            node.spoilt = True
            self._tell(node.place, doubt.found, doubt.allowed)

    def _key(self, event: Event, place: Place, written: str, quoted: bool) -> None:
        if not quoted and written == "<<":
            self._refuse(event, "merge keys (<<) are not part of the format", "the keys themselves, or `extends`")
        if not quoted and written == "":
            self._refuse(event, "a key is missing before the colon", "a name followed by a colon")
        key: Key = written
        self.keys[-1] = (key, place)
        try:
            value = written if quoted else meaning(written)
            if isinstance(value, int | float) and not isinstance(value, bool):
                key = value
        except Doubtful as doubt:
            self._tell(place, doubt.found, doubt.allowed)
        bad = unprintable(written) or next((f"U+{ord(c):04X}" for c in written if c in UNSEEN), "")
        if bad:
            self._tell(
                place, f"the character {bad}, which cannot be seen, stands in a key", "plain letters and blanks"
            )
        self.keys[-1] = (key, place)

    def _put(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif isinstance(parent.value, dict):
            named = self.keys[-1]
            assert named is not None
            key, node.key = named
            if key in parent.value:
                first = parent.value[key].at.line
                self._tell(node.key, f"`{key}` is given twice; the first is in line {first}", "each key once")
            else:
                parent.value[key] = node

    def _close_key(self) -> None:
        if self.keys:
            self.keys[-1] = None

    def _name_each(self, block: Node, event: Event) -> None:
        """Have each name of a key such as `economy, security` stand by itself, with a value of its own."""
        if not isinstance(block.value, dict) or not any(_is_several(key, node) for key, node in block.value.items()):
            return
        entries, block.value = block.value, {}
        for key, node in entries.items():
            named = list(_names(str(key), node.at)) if _is_several(key, node) else [(key, node.at)]
            # Counted before they are copied: such keys one inside another would make more than any memory holds.
            self.nodes += (len(named) - 1) * sum(1 for _ in walk(node)) if len(named) > 1 else 0
            if self.nodes > MOST_ENTRIES:
                self._refuse(event, f"the file has more than {MOST_ENTRIES:,} entries", "fewer entries")
            for name, place in named:
                if not name:
                    self._tell(place, "a name is missing beside a comma", "names with one comma between two")
                elif name in block.value:
                    first = block.value[name].at.line
                    self._tell(place, f"`{name}` is given twice; the first is in line {first}", "each key once")
                else:
                    own = node.copied() if len(named) > 1 else node
                    own.key = place
                    block.value[name] = own


def _is_several(key: Key, node: Node) -> bool:
    """Tell whether a key names several; one in quotes is a single name, whatever it holds."""
    at = node.key
    return "," in str(key) and at is not None and at.lines[at.line - 1][at.column - 1] not in "'\""


def _names(key: str, at: Place) -> Iterator[tuple[str, Place]]:
    """Yield the names between the commas of a key, each with where it stands."""
    column = at.column
    for part in key.split(","):
        name = part.strip()
        begins = column + len(part) - len(part.lstrip())
        yield name, Place(at.file, at.line, begins, max(len(name), 1), at.lines)
        column += len(part) + 1
