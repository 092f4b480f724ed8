"""Scenarios out of the tables that older models of bargaining use: one row an actor and issue, as CSV.

The table is read with everything that is wrong told by line, and then made into the data of a scenario file.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

from sim.scenario.faults import MOST_FAULTS, listed, nearest, plural
from sim.scenario.format.scenario import Scenario
from sim.scenario.reader import scenario_from
from sim.scenario.table_cells import BOUNDS, LONGEST, Row, Scale, Table, TableFaults, number_in
from sim.scenario.tables_of_programs import table_of_program
from sim.scenario.text.file import bytes_of, text_of

__all__ = ["END", "MEDIATOR", "START", "name_each", "scenario_of_table", "scenario_of_text", "stages_of"]

COLUMNS = {
    "actor": ("actor", "name", "player", "stakeholder"), "issue": ("issue",), "position": ("position",),
    "salience": ("salience",), "power": ("power", "capability", "influence", "weight"),
}  # fmt: skip
"""The columns with the words that tables have for them; an issue may be left out."""

START = dt.date(2030, 1, 7)
END = dt.date(2030, 12, 30)
MEDIATOR = "mediator"

NOTE = (
    "Made from a table of positions, saliences and power by `sim import`. The table says nothing of what the actors "
    "have without an agreement, of red lines, of dates or of the process: add `fallback`, `red_lines` and stages. "
    "As it stands each actor accepts whatever is worth more to it than nothing, and a mediator without a view of its "
    "own writes the mean of what they want, by power and salience."
)


def scenario_of_table(path: str | Path) -> Scenario:
    """Return the scenario that a table describes; everything that is wrong in it is told, each with its line.

    >>> scenario_of_table("scenarios/theory/neighbours.csv").title
    'neighbours'
    """
    return scenario_of_text(text_of(bytes_of(path, "a CSV file"), str(path)), str(path))


def scenario_of_text(text: str, name: str) -> Scenario:
    r"""Return the scenario that the text of a table describes, as `scenario_of_table` does of a file.

    >>> made = scenario_of_text("actor,issue,position,salience,power\nA,tax,20,1,1\nB,tax,60,0.5,2\n", "tax.csv")
    >>> made.issues["tax"].scale.of(0.5), [made.actors[name].position["tax"].mean for name in ("a", "b")]
    (40.0, [0.0, 1.0])
    """
    table = table_of_program(text, name) or Table(_rows(text, name))
    faults = TableFaults(name)
    _check(table.rows, faults)
    faults.stop()
    return scenario_from(_data(table, Path(name)))


def _check(rows: list[Row], faults: TableFaults) -> None:
    actors: dict[str, Row] = {}
    seen: dict[tuple[str, str], Row] = {}
    for row in rows:
        first = actors.setdefault(row.actor, row)
        if first.power != row.power:
            said = f"{row.actor} has power {row.power:g} here and {first.power:g} in line {first.line}"
            faults.add(row.line, "power", said, "one power for each actor")
        before = seen.setdefault((row.actor, row.issue), row)
        if before is not row:
            faults.add(row.line, "actor", f"{row.actor} on {row.issue or 'the issue'} stands in line {before.line} "
                       "already", "one row for each actor and issue")  # fmt: skip
    for actor, first in actors.items():
        if all(row.salience == 0 for row in rows if row.actor == actor):
            faults.add(first.line, "salience", f"nothing matters to {actor}", "some salience above 0")
    if len(actors) < 2:
        faults.add(rows[0].line, "actor", "the table has one actor only", "two actors or more")


def _data(table: Table, path: Path) -> dict[str, object]:
    rows = table.rows
    issue_names = name_each([row.issue for row in rows], "issue", taken=("label", "same_as", "source", "note"))
    actor_names = name_each([row.actor for row in rows], "actor", taken=(MEDIATOR,))
    scales = {
        issue: table.scales.get(issue) or _scale([row.position for row in rows if row.issue == issue])
        for issue in issue_names
    }
    most = max(1.0, *(row.salience for row in rows))
    power = max(row.power for row in rows)
    per = power if power > 1_000 else 1.0
    notes = [NOTE]
    if most > 1:
        notes.append(f"Saliences are those of the table, divided by {most:g}.")
    if per > 1:
        notes.append(f"Weights are the power of the table, divided by {per:g}.")
    actors: dict[str, object] = {}
    for actor, name in actor_names.items():
        own = [row for row in rows if row.actor == actor]
        actors[name] = {
            "kind": "party", "label": actor,
            "position": {issue_names[row.issue]: scales[row.issue].on(row.position) for row in own},
            "salience": {issue_names[row.issue]: row.salience / most for row in own}, "weight": own[0].power / per,
            "source": path.name,
        }  # fmt: skip
    actors[MEDIATOR] = {
        "kind": "envoy", "label": "Mediator", "position": dict.fromkeys(issue_names.values(), 0.5),
        "salience": dict.fromkeys(issue_names.values(), 1.0), "note": "no part of the table; has no view of its own",
    }  # fmt: skip
    return {
        "format": 1,
        "title": table.title or path.stem.replace("_", " ") or "Imported table",
        "note": " ".join(notes),
        "calendar": {"start": START, "end": END},
        "issues": {
            name: _issue(issue, scales[issue], path, table.ends.get(issue)) for issue, name in issue_names.items()
        },
        "actors": actors,
        "process": list(stages_of([*actor_names.values()])),
        "outcomes": [
            {"name": "agreed", "label": "Agreed", "when": [{"ending": "agreed"}, {"ending": "accepted"}]}
            if len(actor_names) == 2 else {"name": "agreed", "label": "Agreed", "when": {"ending": "accepted"}},
            {"name": "no_agreement", "label": "No agreement", "otherwise": True},
        ],
    }  # fmt: skip


def stages_of(parties: list[str]) -> Iterator[dict[str, object]]:
    """Return the process of a scenario whose source tells of none: two parties talk, and a mediator proposes."""
    if len(parties) == 2:
        yield {"talks": {"name": "talks", "parties": parties, "weeks": 26, "round_every_weeks": 2,
                         "on_failure": "proposal"}}  # fmt: skip
    yield {"proposal": {"name": "proposal", "proposer": MEDIATOR, "parties": parties, "method": "compromise",
                        "saliences": "as_written", "expected": {"accepted": 0.0}}}  # fmt: skip


def _scale(positions: list[float]) -> Scale:
    low, high = min(positions), max(positions)
    if low >= 0 and high <= 1:
        return Scale(0.0, 1.0, moved=False)
    return Scale(low, high, moved=True) if low < high else Scale(low - 0.5, low + 0.5, moved=True)


def _issue(issue: str, scale: Scale, path: Path, ends: tuple[str, str] | None) -> dict[str, object]:
    zero, one = ends or (f"{scale.zero:g}", f"{scale.one:g}")
    said: dict[str, object] = {"label": issue or path.stem.replace("_", " "), "zero": zero, "one": one,
                               "source": path.name}  # fmt: skip
    if scale.moved:
        said["scale"] = {"from": scale.zero, "to": scale.one}
    return said


def name_each(words: list[str], otherwise: str, taken: tuple[str, ...]) -> dict[str, str]:
    """Return a name for every word that the format allows, no two the same."""
    names: dict[str, str] = {}
    for word in dict.fromkeys(words):
        kept = "".join(sign if sign.isalnum() else "_" for sign in _ascii(word))
        kept = "_".join(part for part in kept.split("_") if part)[:56] or otherwise
        kept = kept if kept[0].isalpha() else f"{otherwise}_{kept}"
        kept = f"{kept}_{otherwise}" if kept in taken else kept
        number, free = 2, kept
        while free in names.values():
            number, free = number + 1, f"{kept}_{number}"
        names[word] = free
    return names


def _ascii(word: str) -> str:
    return normalize("NFKD", word).encode("ascii", "ignore").decode().lower()


def _rows(text: str, name: str) -> list[Row]:
    r"""Return the rows of a table; everything that is wrong in it is told, each with its line.

    >>> _rows("Actor;Capability;Position;Salience\nUK;0,16;10;0,9\n", "cars.csv")
    [Row(line=2, actor='UK', issue='', position=10.0, salience=0.9, power=0.16)]
    """
    faults = TableFaults(name)
    if not text.strip():
        faults.add(0, "", "the file is empty", "a table with actor, issue, position, salience and power")
        faults.stop()
    divider = max(",;\t", key=text.lstrip("\r\n").partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True)
    try:
        heads = next(cells for cells in reader if any(cell.strip() for cell in cells))
        places = _columns(heads, reader.line_num, faults)
        rows = [
            row
            for cells in reader
            if any(cell.strip() for cell in cells) and _whole(cells, len(heads), reader.line_num, faults)
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


def _whole(cells: list[str], heads: int, line: int, faults: TableFaults) -> bool:
    """Tell whether a row has as many cells as there are headings, each on one line."""
    if len(cells) != heads:
        said = f"the row has {plural(len(cells), 'cell')}, and there are {plural(heads, 'heading')}"
        faults.add(line, "", said, "as many; a comma within a number or a name needs quotes, or ; between cells")
    elif any(sign in cell for cell in cells for sign in "\r\n"):
        faults.add(line, "", "a cell goes on over a line's end", "a row on a line")
    else:
        return True
    return False


def _columns(heads: list[str], line: int, faults: TableFaults) -> dict[str, int]:
    """Return where the columns stand, and stop if one is missing: nothing else could be told."""
    words = [head.strip().lower() for head in heads]
    places: dict[str, int] = {}
    for column, known in COLUMNS.items():
        found = [place for place, word in enumerate(words) if word in known]
        if len(found) > 1:
            faults.add(line, column, f"two columns say {column}: {heads[found[0]]}, {heads[found[1]]}", "one of them")
        elif found:
            places[column] = found[0]
        elif column != "issue":
            near = next((close for word in known for close in [nearest(word, words)] if close), "")
            faults.add(line, column, f"no column says {column}; there are {listed(heads)}", " or ".join(known), near)
    faults.stop()
    return places


def _row(cells: list[str], line: int, places: dict[str, int], comma: bool, faults: TableFaults) -> Row | None:
    """Return one row; None if it is at fault."""
    before = len(faults.found)
    told = {column: cells[place].strip() if place < len(cells) else "" for column, place in places.items()}
    for column in ("actor", "issue"):
        word = told.get(column)
        if word == "" or (word and (len(word) > LONGEST or not word.isprintable())):
            faults.add(line, column, f"this is no name: {word[:40]!r}", f"a name of the {column}")
    numbers = {column: number_in(told[column], column, line, comma, faults) for column in BOUNDS}
    if len(faults.found) > before or len(faults.found) >= MOST_FAULTS:
        return None
    return Row(line, told["actor"], told.get("issue", ""), **numbers)
