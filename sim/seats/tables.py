"""The tables of a class: how each ended, from transcripts or from a list that was kept by hand."""

from __future__ import annotations

import csv
import difflib
import io
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.scenario.table_cells import NUMBER
from sim.scenario.text.file import bytes_of
from sim.seats.debrief import played_again
from sim.seats.transcript import NoTranscript

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sim.scenario.format.scenario import Scenario
    from sim.seats.transcript import Game

__all__ = ["NoTables", "Table", "tables_of_csv", "tables_of_games"]

MOST = 500
"""Tables that are laid over the runs at once."""


class NoTables(Exception):  # noqa: N818 - it says what the user has to know
    """A file does not say how the tables of a class ended."""


@dataclass(frozen=True)
class Table:
    """How one table ended."""

    name: str
    outcome: str
    text: dict[str, float] = field(default_factory=dict)
    """The text in force at the end, on the issues that are told."""


def tables_of_games(games: Sequence[Game], names: Sequence[str]) -> list[Table]:
    """Return how games ended that were written down.

    Raises NoTables if one was not played to its end, does not play again so, or they are of different scenarios.
    """
    tables = []
    for game, name in zip(games, names, strict=True):
        if game.scenario.hash != games[0].scenario.hash:
            raise NoTables(f"{name}: is of another scenario than {names[0]}")
        row = game.messages[-1].get("row")
        if not game.is_over or not isinstance(row, dict):
            raise NoTables(f"{name}: was not played to its end")
        try:
            played_again(game)
        except NoTranscript as fault:
            raise NoTables(f"{name}: {fault}") from None
        settled = {issue: row.get(f"in_force.{issue}") for issue in game.scenario.issues}
        known = {issue: float(one) for issue, one in settled.items() if isinstance(one, int | float)}
        tables.append(Table(name, str(row["outcome"]), known))
    return tables


def tables_of_csv(path: Path, scenario: Scenario) -> list[Table]:
    """Read a list with the columns `table`, `outcome` and, where it was settled, one for each issue.

    Where semicolons part the columns, as some spreadsheets write them, a comma may stand for the point of a number.

    Raises NoTables if it is no such list, with the line, and ScenarioFault if there is no file that can be read.
    """
    try:
        text = bytes_of(path, "a list of tables as CSV").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NoTables(f"{path}: is no text in UTF-8") from None
    heading, by = text.lstrip("\r\n").partition("\n")[0], ","
    if ";" in heading and "," not in heading:
        by = ";"
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=by)
    try:
        rows = [(lines.line_num, row) for row in lines if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise NoTables(f"{path}:{lines.line_num}: {error}") from None
    if not rows:
        raise NoTables(f"{path}: is empty; its first line names the columns: table, outcome, and any issues")
    (_, named), *rest = rows
    columns = _columns([cell.strip() for cell in named], path, scenario)
    if not rest:
        raise NoTables(f"{path}: has no table; after its first line comes a line for each")
    if len(rest) > MOST:
        raise NoTables(f"{path}: has {len(rest)} tables; allowed: {MOST}")
    tables: dict[str, Table] = {}
    for number, row in rest:
        table = _table(number, row, columns, path, scenario, "," if by == ";" else ".")
        if table.name in tables:
            raise NoTables(f"{path}:{number}: the table {table.name!r} is there twice")
        tables[table.name] = table
    return list(tables.values())


def _columns(heading: list[str], path: Path, scenario: Scenario) -> list[str]:
    allowed = ["table", "outcome", *scenario.issues]
    for name in heading:
        if name not in allowed:
            raise NoTables(f"{path}:1: no column is called {name!r}{_nearest(name, allowed)}; "
                           f"allowed: {', '.join(allowed)}")  # fmt: skip
        if heading.count(name) > 1:
            raise NoTables(f"{path}:1: the column {name!r} is there twice")
    for name in ("table", "outcome"):
        if name not in heading:
            raise NoTables(f"{path}:1: the column {name!r} is missing")
    return heading


def _table(number: int, row: list[str], columns: Sequence[str], path: Path, scenario: Scenario, point: str) -> Table:
    at = f"{path}:{number}"
    if len(row) != len(columns):
        raise NoTables(f"{at}: {len(row)} cells where there are {len(columns)} columns")
    cells: Mapping[str, str] = {name: cell.strip() for name, cell in zip(columns, row, strict=True)}
    labels = {label: name for name, label in scenario.outcome_labels.items()}
    outcome = labels.get(cells["outcome"], cells["outcome"])
    if outcome not in scenario.outcome_labels:
        raise NoTables(f"{at}: no outcome is called {outcome!r}{_nearest(outcome, list(scenario.outcome_labels))}; "
                       f"allowed: {', '.join(scenario.outcome_labels)}")  # fmt: skip
    text = {name: _number(cell, name, at, point) for name, cell in cells.items() if name in scenario.issues and cell}
    return Table(cells["table"] or f"line {number}", outcome, text)


def _number(cell: str, name: str, at: str, point: str) -> float:
    plain = cell.replace(point, ".")
    value = float(plain) if NUMBER.fullmatch(plain) else math.nan
    if not 0 <= value <= 1:
        raise NoTables(f"{at}: {name} is {cell!r}; allowed: a number from 0 to 1")
    return value


def _nearest(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"; nearest: {near[0]}" if near else ""
