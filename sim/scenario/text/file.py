"""Reading a scenario file: from bytes to a tree in which everything knows where it stands.

ruamel.yaml scans and parses; the tree is built from its events as they come, so that a file that is refused
costs only what stands before the fault.
"""

import codecs
import os
import re
import stat
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from sim.scenario.faults import Fault, Place, ScenarioFault, nearest
from sim.scenario.text.builder import Builder, Event
from sim.scenario.text.syntax import syntax_fault
from sim.scenario.text.tree import Node

__all__ = ["LARGEST_FILE", "bytes_of", "parsed", "text_of", "what_is_there"]

LARGEST_FILE = 2_000_000
"""Bytes that a scenario file may have."""

MOST_LINES = 50_000
"""Lines that a scenario file may have."""

OPEN_ALREADY = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
"""What somebody has opened for this process, such as a shell for `<(...)`; to wait for it is what was asked."""

ODD_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
"""Line ends that come with text copied from elsewhere; editors do not agree on whether they end a line."""


def bytes_of(path: str | Path, allowed: str = "a YAML file", most: int = LARGEST_FILE) -> bytes:
    """Return what a file holds, unless it is no file, cannot be read, or is larger than is read of its kind.

    A pipe or a device is not opened, since opening it might wait for ever.

    >>> bytes_of("scenarios/kosovo/history.yaml")[:1]
    b'#'
    """
    shown = str(path)
    try:
        kind = Path(path).stat().st_mode
        if stat.S_ISDIR(kind):
            raise ScenarioFault([Fault(Place(shown), "", "this is a directory", allowed)])
        if not stat.S_ISREG(kind) and not shown.startswith(OPEN_ALREADY):
            raise ScenarioFault([Fault(Place(shown), "", "this is a pipe or a device, and no file", allowed)])
        with Path(path).open("rb") as file:
            content = file.read(most + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "this is no file name"
        said = "there is no such file" if isinstance(error, FileNotFoundError) else str(reason).lower()
        raise ScenarioFault([Fault(Place(shown), "", said, f"{allowed} that can be read")]) from None
    if len(content) > most:
        size = f"{most // 1_000_000} MB"
        raise ScenarioFault([Fault(Place(shown), "", f"the file is larger than {size}", f"at most {size}")])
    return content


def what_is_there(target: Path, alike: str) -> tuple[str, str]:
    """Return what stands where a file is named that is none, and of the files alike beside it the one meant probably.

    >>> what_is_there(Path("scenarios/kosovo"), "*.y*ml")
    ('scenarios/kosovo is a directory', '')
    >>> what_is_there(Path("scenarios/kosovo/basline.yaml"), "*.y*ml")
    ('there is no file scenarios/kosovo/basline.yaml', 'baseline.yaml')
    """
    shown = os.path.normpath(target)
    if os.path.lexists(target):
        kind = "a directory" if target.is_dir() else "a pipe, a device, or a link that leads nowhere"
        return f"{shown} is {kind}", ""
    beside = target.parent.glob(alike) if target.parent.is_dir() else ()
    return f"there is no file {shown}", nearest(target.name, sorted(path.name for path in beside))


def text_of(content: bytes, name: str) -> str:
    r"""Return a file's text, which must be UTF-8, with or without a byte order mark, whatever its line ends.

    >>> text_of(b"a: 1\r\nb: 2\r\n", "case.yaml")
    'a: 1\nb: 2\n'
    """
    wide = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    if content.startswith(wide) or b"\0" in content:
        found = "the file is in UTF-16" if content.startswith(wide) else "the file is in UTF-16 or is no text"
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
    r"""Return the text of one file as a tree, with what is doubtful in it.

    A text that is no YAML, or uses what is refused, makes no tree.

    >>> node, faults = parsed("title: A case\n", "case.yaml")
    >>> node.value["title"].value, faults
    ('A case', [])
    """
    root, faults = _read(text, name)
    return root.copied(), list(faults)


@lru_cache(maxsize=64)
def _read(text: str, name: str) -> tuple[Node, list[Fault]]:
    """Read a text; one that is read again, such as the parent of several variants, is there already."""
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        raise ScenarioFault([Fault(Place(name), "", f"the file has {len(lines):,} lines", f"at most {MOST_LINES:,}")])
    odd = ODD_LINE_ENDS.search(text)
    if odd:
        before = text[: odd.start()]
        place = Place(name, before.count("\n") + 1, odd.start() - before.rfind("\n"), 1, lines)
        raise ScenarioFault([Fault(place, "", f"an odd line end, U+{ord(odd[0]):04X}", "plain line ends")])
    builder = Builder(name, lines)
    try:
        for event in _events(text):
            builder.take(event)
    except _yaml_error() as error:
        raise ScenarioFault([*builder.faults(), syntax_fault(error, name, lines)]) from None
    if builder.root is None or (builder.root.value is None and not builder.root.spoilt):
        said = "the file is empty"
        raise ScenarioFault([Fault(Place(name), "", said, "a scenario; `sim new` writes one to start from")])
    return builder.root, builder.faults()


def _events(text: str) -> Iterator[Event]:
    from ruamel.yaml import YAML

    return iter(YAML(typ="safe", pure=True).parse(text))


def _yaml_error() -> type[Exception]:
    from ruamel.yaml.error import YAMLError

    return YAMLError  # type: ignore[no-any-return]
