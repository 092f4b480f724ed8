"""A table of states beside a scenario: what `states: FILE.csv` of a recognition stands for."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from sim.scenario.faults import MOST_FAULTS, Fault, Place, ScenarioFault, listed, nearest, plural
from sim.scenario.format.stages.recognition import CommunityState
from sim.scenario.paths import entry, name_of
from sim.scenario.text.file import bytes_of, text_of, what_is_there
from sim.scenario.text.scalars import Doubtful, Scalar, meaning, objection
from sim.scenario.text.tree import Key, Node

__all__ = ["COLUMNS", "taken_in"]

COLUMNS = ("state", *CommunityState.model_fields)
"""The heads that a table may have: the name of a state, and whatever else a file may say of one."""

YES_OR_NO = dict.fromkeys(("yes", "true", "1"), True) | dict.fromkeys(("no", "false", "0"), False)

A_TABLE = "a block of `name: value` lines, or a CSV file beside this one, such as states.csv"


def taken_in(root: Node, folders: Mapping[str, Path]) -> tuple[list[Fault], list[str]]:
    """Put what a table says in the place of its name, and return what is wrong in it, and the files that were read.

    A table is looked for in the folder of the file that names it. Every cell keeps its place, so that whatever else
    is wrong with a value is told where it stands.

    >>> from sim.scenario.text.tree import plain, tree_of
    >>> root = tree_of({"process": [{"recognition": {"name": "votes", "states": "kosovo/states_2008.csv"}}]})
    >>> taken_in(root, {"scenario": Path("scenarios")})
    ([], ['scenarios/kosovo/states_2008.csv'])
    >>> plain(root)["process"][0]["recognition"]["states"]["FRA"]["label"]
    'France'
    """
    faults, files = list[Fault](), list[str]()
    for stage in _recognitions(root):
        node = stage.child("states")
        if node is None or not isinstance(node.value, str):
            continue
        path = f"process.{name_of(stage) or 'recognition'}.states"
        try:
            file = _table_named(node, folders.get(node.place.file, Path()), path)
            files.append(os.path.normpath(file))
            states, found = _states(text_of(bytes_of(file, "a CSV file"), files[-1]), files[-1], path)
        except ScenarioFault as trouble:
            states, found = {}, list(trouble.faults)
        node.spoilt = bool(found)
        if states:
            node.value = dict(states)
        faults += found
    return faults, files


def _recognitions(root: Node) -> Iterator[Node]:
    process = root.child("process")
    for item in process.value if process is not None and isinstance(process.value, list) else ():
        if isinstance(item.value, dict) and "recognition" in item.value:
            yield entry(item)


def _table_named(node: Node, folder: Path, path: str) -> Path:
    """Return the file that is meant, or refuse what names none."""
    said = str(node.value)
    if not said.lower().endswith(".csv"):
        raise ScenarioFault([Fault(node.place, path, f"{said or repr(said)} is no list of states", A_TABLE)])
    if Path(said).is_absolute():
        raise ScenarioFault([Fault(node.place, path, f"{said} is an absolute path", "a path relative to this file")])
    file = folder / said
    if not os.path.isfile(file):  # noqa: PTH113 - `is_file` raises where a name is too long
        found, near = what_is_there(file, "*.csv")
        raise ScenarioFault([Fault(node.place, path, found, A_TABLE, near)])
    return file


def _states(text: str, name: str, path: str) -> tuple[dict[Key, Node], list[Fault]]:
    """Return the states of a table by their names, with what is wrong with its rows."""
    lines = text.split("\n")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=lines[0].count), strict=True)
    states, faults = dict[Key, Node](), list[Fault]()
    began = 0
    try:
        heads = _cells(next(reader, []))
        faults += islice(_wrong_heads(heads, Place(name, 1, 1, len(lines[0]), lines), path), MOST_FAULTS)
        began = reader.line_num
        for row in () if faults else reader:
            place, began = Place(name, began + 1, 1, len(lines[began]), lines), reader.line_num
            cells = _cells(row)
            if not cells:
                continue
            said = {head: cell for head, cell in zip(heads, cells, strict=False) if cell}
            state = said.pop("state", "")
            fault = _wrong_row(cells, heads, state, states)
            if fault is not None:
                faults.append(Fault(place, path, *fault))
            else:
                doubts = [(head, trouble) for head, cell in said.items() if (trouble := objection(cell))]
                if said.get("refuses", "no").lower() not in YES_OR_NO:
                    doubts.append(("refuses", (f"found {said['refuses']!r}", "yes or no")))
                faults += [Fault(place, f"{path}.{state}.{head}", *trouble) for head, trouble in doubts]
                told: dict[Key, Node] = {head: _cell(head, cell, place) for head, cell in said.items()}
                states[state] = Node(told, place, place)
    except csv.Error as error:
        wrong = Place(name, began + 1, 1, len(lines[began]), lines)
        open_still = "end of data" in str(error)
        found = "a quote opens in this row and never closes" if open_still else f"this is no CSV: {error}"
        faults.append(Fault(wrong, path, found, "a table as spreadsheets save it as CSV"))
    if not states and not faults:
        faults.append(Fault(Place(name), path, "the table names no state", "a row for each state"))
    return states, faults


def _cells(row: list[str]) -> list[str]:
    """Return the cells of a row without the empty ones at its end, which spreadsheets leave behind."""
    cells = [cell.strip() for cell in row]
    while cells and not cells[-1]:
        del cells[-1]
    return cells


def _wrong_heads(heads: list[str], place: Place, path: str) -> Iterator[Fault]:
    if "state" not in heads:
        yield Fault(place, path, "the table has no column `state`", listed(COLUMNS), nearest("state", heads))
    met = set[str]()
    for number, head in enumerate(heads, 1):
        if not head:
            yield Fault(place, path, f"column {number} has no name", listed(COLUMNS))
        elif head not in COLUMNS:
            yield Fault(place, path, f"there is no column `{head}`", listed(COLUMNS), nearest(head, COLUMNS))
        elif head in met:
            yield Fault(place, path, f"the column `{head}` stands twice", "each column once")
        met.add(head)


def _wrong_row(cells: list[str], heads: list[str], state: str, states: Mapping[Key, Node]) -> tuple[str, str] | None:
    """Say what is wrong with a row as a whole, if anything is."""
    if len(cells) > len(heads):
        found = f"this row has {plural(len(cells), 'cell')} and the table {plural(len(heads), 'column')}"
        return found, "quotes around a cell with the divider"
    if not state:
        return "this row names no state", "a name in the column `state`"
    if state in states:
        return f"`{state}` stands in line {states[state].place.line} already", "one row for each state"
    return None


def _cell(head: str, cell: str, place: Place) -> Node:
    """Return what a cell says; what is no such value is left as it is, and refused as it would be in a file."""
    if head == "blocs":
        return Node([Node(bloc, place, None, bloc, quoted=True) for bloc in cell.split()], place, place)
    value: Scalar = cell
    if head == "refuses":
        value = YES_OR_NO.get(cell.lower(), False)
    elif head == "recognised_on":
        try:
            value = meaning(cell)
        except Doubtful:
            value = cell
    return Node(value, place, place, cell, quoted=isinstance(value, str))
