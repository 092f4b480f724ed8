"""What any table of an older model is made of: rows of numbers with their lines, and all that is wrong with them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from sim.scenario.faults import MOST_FAULTS, Fault, Place, ScenarioFault

__all__ = ["BOUNDS", "LONGEST", "NUMBER", "Row", "Scale", "Table", "TableFaults", "number_in"]

BOUNDS = {"position": (-1e9, 1e9), "salience": (0.0, 1e9), "power": (0.0, 1e9)}

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")

THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+")

LONGEST = 500


@dataclass(frozen=True)
class Scale:
    """How an issue's own scale is brought to 0 to 1."""

    zero: float
    one: float
    moved: bool

    def on(self, position: float) -> float:
        """Return a position on the scale from 0 to 1."""
        return round(min(1.0, max(0.0, (position - self.zero) / (self.one - self.zero))), 12)


@dataclass(frozen=True)
class Row:
    """What one actor wants on one issue."""

    line: int
    actor: str
    issue: str
    position: float
    salience: float
    power: float


class TableFaults:
    """What is wrong with a table, gathered until it is told all at once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[Fault] = []

    def add(self, line: int, column: str, found: str, allowed: str, near: str = "") -> None:
        """Note one fault, in a line counted from 1."""
        if len(self.found) < MOST_FAULTS:
            self.found.append(Fault(Place(self.name, line, 1), column, found, allowed, near))

    def stop(self) -> None:
        """Raise all faults, if there are any."""
        if self.found:
            raise ScenarioFault(sorted(self.found, key=lambda fault: fault.place.line))


@dataclass(frozen=True)
class Table:
    """What a table says."""

    rows: list[Row]
    title: str = ""
    """Its own title, if it has one."""
    scales: dict[str, Scale] = field(default_factory=dict)
    """The scale of each issue, where the table says it."""
    ends: dict[str, tuple[str, str]] = field(default_factory=dict)
    """What the two ends of an issue mean, where the table says it."""


def number_in(word: str, column: str, line: int, comma: bool, faults: TableFaults) -> float:
    """Return the number in a cell; what is none, or out of range, is noted with its line."""
    low, high = BOUNDS[column]
    allowed = "a number" if low < 0 else "a number, 0 or above"
    if comma and THOUSANDS.fullmatch(word):
        faults.add(line, column, f"{word[:40]} may be thousands or a fraction", "1000 or 1.0 rather than 1,000")
        return 0.0
    plain = word.replace(",", ".") if comma else word
    if not NUMBER.fullmatch(plain):
        faults.add(line, column, f"{word[:40]!r} is no number" if word else "this is empty", allowed)
        return 0.0
    number = float(plain)
    if not math.isfinite(number) or not low <= number <= high:
        faults.add(line, column, f"{word[:40]} is out of range", allowed)
        return 0.0
    return number
