"""What is wrong with a scenario file: where it stands, what was found, and what is allowed instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice

__all__ = ["COMMAND_LINE", "MOST_FAULTS", "NOWHERE", "Fault", "Place", "ScenarioFault", "listed", "nearest", "plural"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file, a line and a column counted from 1, and how wide it is."""

    file: str
    """The file as the user named it, or "command line"."""
    line: int = 0
    """Counted from 1; 0 where there is no line to name."""
    column: int = 0
    """Counted from 1."""
    width: int = 1
    """Characters to underline."""
    lines: Sequence[str] = field(default=(), repr=False, compare=False)
    """The lines of the file, to show the one at fault."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    @property
    def short(self) -> str:
        """The file and the line."""
        return f"{self.file}:{self.line}" if self.line else self.file


COMMAND_LINE = "command line"
"""What messages call settings that were not read from a file."""

MOST_FAULTS = 100
"""Faults that are told of one file; who has more to correct begins with these."""

NOWHERE = Place("scenario")
"""The place of what was built in Python and stands in no file."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, or, as a warning, doubtful.

    >>> print(Fault(Place("a.yaml", 3, 5), "calendar.end", "2005-02-30 is no date", "dates written 2005-11-14"))
    a.yaml:3:5: calendar.end: 2005-02-30 is no date; allowed: dates written 2005-11-14
    """

    place: Place
    path: str
    """Dotted path in the scenario, empty where the file as a whole is meant."""
    found: str
    """What was found."""
    allowed: str = ""
    """What is allowed instead."""
    near: str = ""
    """The nearest valid name."""
    warning: bool = False
    """Whether the scenario can be run all the same."""

    def __str__(self) -> str:
        parts = [self.found]
        if self.allowed:
            parts.append(f"allowed: {self.allowed}")
        if self.near:
            parts.append(f"did you mean {self.near}?")
        said = "; ".join(parts)
        where = f"{self.place}: {self.path}" if self.path else f"{self.place}"
        line = f"{where}: {'warning: ' if self.warning else ''}{said}"
        return " ".join(line.splitlines())  # a key may run over several lines

    def pointed(self) -> str:
        """Return the fault with the line at fault, with what is meant underlined."""
        place = self.place
        if not 0 < place.line <= len(place.lines):
            return str(self)
        line = place.lines[place.line - 1].rstrip()
        start = max(place.column - 81, 0)
        shown = line[start : start + 160].expandtabs(1)
        before = " " * (place.column - 1 - start)
        under = "^" * max(1, min(place.width, len(shown) - len(before)))
        margin = f"{place.line:>5} | "
        return f"{self}\n{margin}{shown}\n{' ' * (len(margin) - 2)}| {before}{under}"

    def as_data(self) -> dict[str, str | int | None]:
        """Return the fault as plain data, for `--json`."""
        return {
            "file": self.place.file, "line": self.place.line or None, "column": self.place.column or None,
            "path": self.path, "found": self.found, "allowed": self.allowed or None,
            "did_you_mean": self.near or None, "severity": "warning" if self.warning else "error",
        }  # fmt: skip


class ScenarioFault(Exception):  # noqa: N818 - it carries faults and reads so in a message
    """A scenario that cannot be used, with everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type[ScenarioFault], tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)


def nearest(word: object, known: Iterable[object]) -> str:
    """Return the name that was probably meant, or an empty text.

    >>> nearest("belgrad", ["belgrade", "pristina"])
    'belgrade'
    """
    names = {str(name).lower(): str(name) for name in known}
    wanted = str(word).lower()
    if len(names) > 200:  # comparing takes time
        alike = (name for name in names if abs(len(name) - len(wanted)) <= 2 and name[:1] == wanted[:1])
        names = {name: names[name] for name in islice(alike, 200)}
    close = get_close_matches(wanted, names, n=1, cutoff=0.6)
    return names[close[0]] if close else ""


def listed(names: Iterable[object], most: int = 40) -> str:
    """Return what is allowed, up to a length that can be read.

    >>> listed(["a", "b", "c"], most=2)
    'a, b, ...'
    """
    said = [str(name) for name in islice(names, most + 1)]
    return ", ".join(said[:most] + ["..."] * (len(said) > most))


def plural(number: int, word: str, words: str = "") -> str:
    """Return how many things there are, in words.

    >>> plural(1, "fault"), plural(3, "fault")
    ('1 fault', '3 faults')
    """
    return f"{number:,} {word if number == 1 else words or word + 's'}"
