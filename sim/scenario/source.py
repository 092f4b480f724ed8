"""Reading a scenario file: from bytes to a tree in which everything knows where it stands.

ruamel.yaml scans and parses; the tree is built here, from its events, with a stack instead of
recursion and with YAML's surprises refused. So a hostile file costs no more than an honest one.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario.faults import Fault, Place, ScenarioFault
from sim.scenario.paths import dotted
from sim.scenario.scalars import Doubtful, Scalar, meaning, unprintable
from sim.scenario.syntax import syntax_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LARGEST_FILE", "Node", "bytes_of", "parsed", "plain", "text_of"]

LARGEST_FILE = 2_000_000
"""Bytes that a scenario file may have."""

DEEPEST = 24
"""Levels that blocks may be nested; the format itself needs ten."""

MOST_NODES = 50_000
"""Keys and values that a file may have."""

Key = str | int | float


@dataclass(slots=True)
class Node:
    """A value of the file, with its place and that of its key."""

    value: Scalar | dict[Key, Node] | list[Node]
    place: Place
    key: Place | None = None
    written: str = ""
    """A single value as it stands in the file."""
    quoted: bool = False
    spoilt: bool = False
    """Whether a fault of this value has been told already."""

    @property
    def at(self) -> Place:
        """Where to point when the entry as a whole is meant: at its key if it has one."""
        return self.key or self.place


def plain(node: Node) -> Any:
    """Give a tree as plain data."""
    if isinstance(node.value, dict):
        return {key: plain(item) for key, item in node.value.items()}
    if isinstance(node.value, list):
        return [plain(item) for item in node.value]
    return node.value


def bytes_of(path: str | Path) -> bytes:
    """Read a file, unless it is none, or larger than any scenario."""
    shown = str(path)
    try:
        if Path(path).is_dir():
            raise ScenarioFault([Fault(Place(shown), "", "this is a directory", "a YAML file")])
        with Path(path).open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "this is no file name"
        said = "there is no such file" if isinstance(error, FileNotFoundError) else str(reason).lower()
        raise ScenarioFault([Fault(Place(shown), "", said, "a YAML file that can be read")]) from None
    if len(content) > LARGEST_FILE:
        raise ScenarioFault([Fault(Place(shown), "", "the file is larger than 2 MB", "at most 2 MB")])
    return content


def text_of(content: bytes, name: str) -> str:
    """Decode a file as UTF-8, with or without a byte order mark, whatever its line ends."""
    wide = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    if content.startswith(wide) or b"\0" in content[:200]:
        found = "the file is in UTF-16 or is no text" if content.startswith(wide) else "the file is no UTF-8 text"
        raise ScenarioFault([Fault(Place(name), "", found, "UTF-8: save it again with that encoding")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        found = f"byte 0x{content[error.start]:02X} is not UTF-8"
        raise ScenarioFault([Fault(Place(name, line, column), "", found, "UTF-8: save it again so")]) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parsed(text: str, name: str) -> tuple[Node, list[Fault]]:
    """Turn the text of one file into a tree.

    Returns
    -------
    Node
        The tree; a mapping or, on the command line, any value.
    list of Fault
        Duplicate keys and doubtful values, with which the tree is whole all the same.

    Raises
    ------
    ScenarioFault
        If there is no tree, since the text is no YAML or uses what is refused.
    """
    lines = text.split("\n")
    builder = _Builder(name, lines)
    try:
        for event in _events(text):
            builder.take(event)
    except _yaml_error() as error:
        raise ScenarioFault([*builder.faults(), syntax_fault(error, name, lines)]) from None
    if builder.root is None or (builder.root.value is None and not builder.root.spoilt):
        said = "the file is empty"
        raise ScenarioFault([Fault(Place(name), "", said, "a scenario; `sim new` writes one to start from")])
    return builder.root, builder.faults()


def _events(text: str) -> Iterator[Any]:
    from ruamel.yaml import YAML

    return iter(YAML(typ="safe", pure=True).parse(text))


def _yaml_error() -> type[Exception]:
    from ruamel.yaml.error import YAMLError

    return YAMLError  # type: ignore[no-any-return]


class _Builder:
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
        """Give what was found so far, in the order of the file."""
        root = self.root or Node(None, Place(self.name))
        return [Fault(place, dotted(root, path), found, allowed) for place, path, found, allowed in self.told]

    def take(self, event: Any) -> None:
        """Take one event of the parser."""
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                self._refuse(event, "a second document begins here", "one scenario in a file, without a second `---`")
            if (event.version and tuple(event.version) != (1, 2)) or event.tags:
                self._refuse(event, "a directive other than %YAML 1.2", "a file without directives")
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self.open.pop()
            self.keys.pop()
            self._close_key()
        elif kind in ("AliasEvent", "ScalarEvent", "MappingStartEvent", "SequenceStartEvent"):
            self._refuse_tricks(event, kind)
            if kind == "ScalarEvent":
                self._single(event)
            else:
                self._block(event, {} if kind == "MappingStartEvent" else [])

    def _place(self, event: Any) -> Place:
        start, end = event.start_mark, event.end_mark
        to = end.column if end.line == start.line else len(self.lines[start.line])
        return Place(self.name, start.line + 1, start.column + 1, max(to - start.column, 1), self.lines)

    def _path(self) -> tuple[Key, ...]:
        path: list[Key] = []
        for node, key in zip(self.open, self.keys, strict=True):
            if isinstance(node.value, list):
                path.append(max(len(node.value) - 1, 0))
            elif key:
                path.append(key[0])
        return tuple(path)

    def _tell(self, place: Place, found: str, allowed: str) -> None:
        self.told.append((place, self._path(), found, allowed))

    def _refuse(self, event: Any, found: str, allowed: str) -> None:
        self._tell(self._place(event), found, allowed)
        raise ScenarioFault(self.faults())

    def _refuse_tricks(self, event: Any, kind: str) -> None:
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
        if self.nodes > MOST_NODES:
            self._refuse(event, f"the file has more than {MOST_NODES:,} entries", "fewer entries")
        if len(self.open) > DEEPEST:
            self._refuse(event, f"blocks are nested deeper than {DEEPEST} levels", "fewer; is a bracket left open?")

    def _awaits_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].value, dict) and self.keys[-1] is None

    def _block(self, event: Any, content: dict[Key, Node] | list[Node]) -> None:
        if self._awaits_key():
            self._refuse(event, "a block stands where a key is expected", "a name followed by a colon")
        at = self._place(event)
        node = Node(content, Place(at.file, at.line, at.column, 1, self.lines))
        self._put(node)
        self.open.append(node)
        self.keys.append(None)

    def _single(self, event: Any) -> None:
        place, written, quoted = self._place(event), str(event.value), event.style is not None
        if self._awaits_key():
            self._key(event, place, written, quoted)
            return
        node = Node(None, place, None, written, quoted)
        self._put(node)
        self._read(node)
        self._close_key()

    def _read(self, node: Node) -> None:
        bad = unprintable(node.written)
        try:
            if bad:
                raise Doubtful(f"the character {bad} cannot be printed", "printable text")
            node.value = node.written if node.quoted else meaning(node.written)
        except Doubtful as doubt:
            node.spoilt = True
            self._tell(node.place, doubt.found, doubt.allowed)

    def _key(self, event: Any, place: Place, written: str, quoted: bool) -> None:
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
        if unprintable(written):
            self._tell(place, f"the character {unprintable(written)} cannot be printed", "printable text")
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
