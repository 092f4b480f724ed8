"""XML as a tree in which every element knows its line; what could make a small file large is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from sim.scenario.faults import Fault, Place, ScenarioFault
from sim.scenario.text.file import bytes_of

__all__ = ["Element", "element_of", "fault_in", "read_element"]

DEEPEST = 20
"""How many elements may stand one within another; a domain needs six."""

MOST_ELEMENTS = 50_000
"""How many elements a file may have."""


@dataclass
class Element:
    """One element."""

    name: str
    attributes: dict[str, str]
    line: int
    """Where it begins, counted from 1."""
    children: list[Element] = field(default_factory=list)

    def named(self, name: str) -> list[Element]:
        """Return the children of a name, in their order."""
        return [child for child in self.children if child.name == name]

    def everywhere(self, name: str) -> Iterator[Element]:
        """Return all elements of a name within this one, in the order of the file."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.everywhere(name)


def fault_in(file: str, line: int, path: str, found: str, allowed: str, near: str = "") -> ScenarioFault:
    """Return what is to be raised of one thing that is wrong in a line."""
    return ScenarioFault([Fault(Place(file, line, 1), path, found, allowed, near)])


def read_element(path: str | Path) -> Element:
    """Return the outermost element of a file.

    Raises
    ------
    ScenarioFault
        With the line, where the file is no XML, or declares a document type or an entity.
    """
    return element_of(bytes_of(path, "an XML file"), str(path))


def element_of(content: bytes, file: str) -> Element:
    """Return the outermost element of what a file holds; a document type is not allowed, and so no entities.

    >>> domain = element_of(b'<a><b x="1"/></a>', "small.xml")
    >>> domain.children[0].attributes
    {'x': '1'}
    >>> element_of(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "bomb.xml")
    Traceback (most recent call last):
    sim.scenario.faults.ScenarioFault: bomb.xml:1:1: a document type is declared; allowed: XML without one, and ...
    """
    builder = _Builder(file)
    try:
        builder.parser.Parse(content, True)
    except expat.ExpatError as error:
        found = f"this is no XML: {expat.ErrorString(error.code)}"
        raise fault_in(file, error.lineno, "", found, "an XML file as Genius writes it") from None
    except (LookupError, ValueError):
        raise fault_in(file, 1, "", "the encoding that it names is not known", "UTF-8") from None
    assert builder.outermost is not None
    return builder.outermost


class _Builder:
    """Makes the tree from what the parser tells."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.outermost: Element | None = None
        self.open: list[Element] = []
        self.count = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.refuse

    def refuse(self, *declared: object) -> None:
        """Stop at a document type, before any entity is declared."""
        allowed = "XML without one, and so without entities"
        raise fault_in(self.file, self.parser.CurrentLineNumber, "", "a document type is declared", allowed)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        self.count += 1
        line = self.parser.CurrentLineNumber
        if self.count > MOST_ELEMENTS:
            raise fault_in(self.file, line, "", "there are more elements than are read", f"at most {MOST_ELEMENTS:,}")
        if len(self.open) >= DEEPEST:
            raise fault_in(self.file, line, "", "elements stand too deep within each other", f"at most {DEEPEST}")
        element = Element(name, attributes, line)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.outermost = element
        self.open.append(element)

    def end(self, name: str) -> None:
        """End an element."""
        self.open.pop()
