"""Reading a table of actors as CSV, with everything that is wrong told by line."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass

from sim.scenario.faults import MOST_FAULTS, Fault, Place, ScenarioFault, listed, nearest

__all__ = ["Row", "TableFaults", "rows_of"]

COLUMNS = {
    "actor": ("actor", "name", "player", "stakeholder"),
    "issue": ("issue",),
    "position": ("position",),
    "salience": ("salience",),
    "power": ("power", "capability", "influence", "weight"),
}
"""The columns with the words that tables have for them; an issue may be left out."""

BOUNDS = {"position": (-1e9, 1e9), "salience": (0.0, 1e9), "power": (0.0, 1e9)}

LONGEST = 500


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
        """Tell all faults, if there are any.

        Raises
        ------
        ScenarioFault
            With all of them.
        """
        if self.found:
            raise ScenarioFault(sorted(self.found, key=lambda fault: fault.place.line))


def rows_of(text: str, name: str) -> list[Row]:
    r"""Read a table.

    Raises
    ------
    ScenarioFault
        With everything that is wrong, each with its line.

    Examples
    --------
    >>> rows_of("Actor;Capability;Position;Salience\nUK;0,16;10;0,9\n", "cars.csv")
    [Row(line=2, actor='UK', issue='', position=10.0, salience=0.9, power=0.16)]
    """
    faults = TableFaults(name)
    lines = text.splitlines()
    if not lines or not any(line.strip() for line in lines):
        faults.add(0, "", "the file is empty", "a table with actor, issue, position, salience and power")
        faults.stop()
    divider = max(",;\t", key=lines[0].count)
    reader = csv.reader(lines, delimiter=divider)
    try:
        places = _columns(next(reader), faults)
        rows = [
            row
            for cells in reader
            if any(cell.strip() for cell in cells)
            for row in (_row(cells, reader.line_num, places, divider != ",", faults),)
            if row is not None
        ]
    except csv.Error as error:
        faults.add(reader.line_num, "", f"this is no CSV: {error}", "a table as spreadsheets save it as CSV")
        rows = []
    if not rows and not faults.found:
        faults.add(1, "", "the table has no rows", "one row for each actor and issue")
    faults.stop()
    return rows


def _columns(heads: list[str], faults: TableFaults) -> dict[str, int]:
    """Find the columns, and stop if one is missing: nothing else could be told."""
    words = [head.strip().lower() for head in heads]
    places: dict[str, int] = {}
    for column, known in COLUMNS.items():
        found = [place for place, word in enumerate(words) if word in known]
        if len(found) > 1:
            faults.add(1, column, f"two columns say {column}: {heads[found[0]]}, {heads[found[1]]}", "one of them")
        elif found:
            places[column] = found[0]
        elif column != "issue":
            near = next((close for word in known for close in [nearest(word, words)] if close), "")
            faults.add(1, column, f"no column says {column}; there are {listed(heads)}", " or ".join(known), near)
    faults.stop()
    return places


def _row(cells: list[str], line: int, places: dict[str, int], comma: bool, faults: TableFaults) -> Row | None:
    """Read one row; None if it is at fault."""
    before = len(faults.found)
    told = {column: cells[place].strip() if place < len(cells) else "" for column, place in places.items()}
    for column in ("actor", "issue"):
        word = told.get(column)
        if word == "" or (word and (len(word) > LONGEST or not word.isprintable())):
            faults.add(line, column, f"this is no name: {word[:40]!r}", f"a name of the {column}")
    numbers = {column: _number(told[column], column, line, comma, faults) for column in BOUNDS}
    if len(faults.found) > before or len(faults.found) >= MOST_FAULTS:
        return None
    return Row(line, told["actor"], told.get("issue", ""), **numbers)


def _number(word: str, column: str, line: int, comma: bool, faults: TableFaults) -> float:
    low, high = BOUNDS[column]
    allowed = "a number" if low < 0 else "a number, 0 or above"
    try:
        number = float(word.replace(",", ".") if comma else word)
    except ValueError:
        faults.add(line, column, f"{word[:40]!r} is no number" if word else "this is empty", allowed)
        return 0.0
    if not math.isfinite(number) or not low <= number <= high:
        faults.add(line, column, f"{word[:40]} is out of range", allowed)
        return 0.0
    return number
