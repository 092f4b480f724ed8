"""Tables as two programs of older models write them: KTAB's spatial model of politics, and Decide's exchange model.

KTAB: a line with title, description, how many actors and how many dimensions; a line of headings, Actor,
Description, Power, and for each dimension its position and its salience; a line an actor. All from 0 to 100
(KAPSARC, github.com/lsyaseen/KTAB, examples/smp).

Decide: each line says what it is, #A an actor, #P an issue, #M what a position means, #D who wants what; an issue
runs from its lowest to its highest #M, or from 0 to 100 (github.com/foarsitter/decide-exchange-model, docs).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from sim.scenario.faults import nearest, plural
from sim.scenario.table_cells import LONGEST, Row, Scale, Table, TableFaults, number_in

__all__ = ["table_of_program"]

Line = tuple[int, list[str]]

KTAB_HEADS = ["actor", "description", "power"]
PERCENT = Scale(0.0, 100.0, moved=True)
DECIDE = {"#A": 3, "#P": 3, "#M": 4, "#D": 6}
"""Kinds of lines that count, with how many cells each has at least."""
COMMENTS = ("#0", "#/")


def table_of_program(text: str, name: str) -> Table | None:
    r"""Return what a table of KTAB or of Decide says; None if it is neither.

    >>> ktab = '"Two","",2,1,\nActor,Description,Power,tax,sal,\nA,,10,20,50,\nB,,5,60,40,\n'
    >>> table = table_of_program(ktab, "two.csv")
    >>> table.title, table.rows[0]
    ('Two', Row(line=3, actor='A', issue='tax', position=20.0, salience=50.0, power=10.0))
    >>> table_of_program("actor,position,salience,power\nA,1,1,1\n", "plain.csv") is None
    True
    """
    divider = max(",;\t", key=text.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=divider, skipinitialspace=True, strict=True)
        lines = [(reader.line_num, _trimmed(cells)) for cells in reader]
    except csv.Error:
        return None  # told by whoever reads it as a plain table
    lines = [(number, cells) for number, cells in lines if cells]
    faults = TableFaults(name)
    if lines and lines[0][1][0].upper() in (*DECIDE, *COMMENTS):
        return _decide(lines, divider != ",", faults)
    if len(lines) > 1 and [head.lower() for head in lines[1][1][:3]] == KTAB_HEADS:
        return _ktab(lines, divider != ",", faults)
    return None


def _trimmed(cells: list[str]) -> list[str]:
    """Strip all cells, and leave out empty ones at the end of a line."""
    kept = [cell.strip() for cell in cells]
    while kept and not kept[-1]:
        kept.pop()
    return kept


# --- KTAB ----------------------------------------------------------------------------------------------------


def _ktab(lines: list[Line], comma: bool, faults: TableFaults) -> Table:
    (first, about), (second, heads), *actors = lines
    places = range(3, len(heads) - 1, 2)
    issues = [heads[place] for place in places]
    if len(heads) < 5 or len(heads) % 2 == 0:
        faults.add(second, "", f"{plural(len(heads), 'heading')} stand here",
                   "Actor, Description, Power, then a position and a salience for each dimension")  # fmt: skip
    for issue in issues:
        if issues.count(issue) > 1 or not _is_name(issue):
            faults.add(
                second, "issue", f"this is no name, or stands twice: {issue[:40]!r}", "a name for each dimension"
            )
            break
    _counted(first, about, len(actors), len(issues), faults)
    faults.stop()
    rows = [row for number, cells in actors for row in _ktab_rows(number, cells, issues, comma, faults)]
    faults.stop()
    return Table(rows, about[0] if _is_name(about[0]) else "", dict.fromkeys(issues, PERCENT))


def _counted(line: int, about: list[str], actors: int, issues: int, faults: TableFaults) -> None:
    """See that there are as many actors and dimensions as the first line says."""
    for place, found, word in ((2, actors, "actor"), (3, issues, "dimension")):
        said = about[place] if place < len(about) else ""
        if said != str(found):
            told = f"the line says {said[:20]!r} {word}s, and there are {found}"
            faults.add(line, word, told, "a title, a description, how many actors and how many dimensions")


def _ktab_rows(line: int, cells: list[str], issues: list[str], comma: bool, faults: TableFaults) -> Iterator[Row]:
    wanted = 3 + 2 * len(issues)
    if len(cells) != wanted:
        faults.add(line, "", f"the row has {plural(len(cells), 'cell')}, and there are {wanted} headings", "as many")
        return
    if not _is_name(cells[0]):
        faults.add(line, "actor", f"this is no name: {cells[0][:40]!r}", "a name of the actor")
        return
    power = number_in(cells[2], "power", line, comma, faults)
    for place, issue in enumerate(issues):
        position = _within(cells[3 + 2 * place], issue, PERCENT, line, comma, faults)
        salience = number_in(cells[4 + 2 * place], "salience", line, comma, faults)
        yield Row(line, cells[0], issue, position, salience, power)


# --- Decide --------------------------------------------------------------------------------------------------


def _decide(lines: list[Line], comma: bool, faults: TableFaults) -> Table:
    kept: dict[str, list[Line]] = {kind: [] for kind in DECIDE}
    for line, cells in lines:
        kind = cells[0].upper()
        if kind in COMMENTS:
            continue
        if kind not in DECIDE:
            near = nearest(kind, DECIDE) or ""
            faults.add(line, "", f"{cells[0][:20]!r} begins no line", ", ".join((*DECIDE, *COMMENTS)), near)
        elif len(cells) < DECIDE[kind]:
            faults.add(line, "", f"the line has {plural(len(cells), 'cell')}", f"{DECIDE[kind]} or more, with {kind}")
        else:
            kept[kind].append((line, cells))
    faults.stop()
    actors, issues = (_called(kept[kind], faults) for kind in ("#A", "#P"))
    scales, ends = _meanings(kept["#M"], issues, comma, faults)
    rows = [row for line, cells in kept["#D"] for row in _stand(line, cells, actors, issues, scales, comma, faults)]
    if not rows and not faults.found:
        faults.add(lines[-1][0], "", "no line says who wants what", "#D, actor, issue, position, salience, power")
    faults.stop()
    return Table(rows, "", scales, ends)


def _called(lines: list[Line], faults: TableFaults) -> dict[str, str]:
    """Return what people read for each key; the key itself where two are called the same."""
    names = [cells[2] for _, cells in lines]
    called: dict[str, str] = {}
    for line, (_, key, name, *_rest) in lines:
        if key in called or not _is_name(key) or not _is_name(name):
            faults.add(line, "", f"this is no name, or stands twice: {key[:40]!r}", "a key of its own, and a name")
        called[key] = name if names.count(name) == 1 else key
    return called


def _meanings(
    lines: list[Line], issues: dict[str, str], comma: bool, faults: TableFaults
) -> tuple[dict[str, Scale], dict[str, tuple[str, str]]]:
    points: dict[str, list[tuple[float, str]]] = {}
    for line, (_, key, position, *said) in lines:
        if _known(key, issues, "issue", "#P", line, faults):
            place = number_in(position, "position", line, comma, faults)
            points.setdefault(issues[key], []).append((place, " ".join(said)))
    scales, ends = dict.fromkeys(issues.values(), PERCENT), {}
    for issue, found in points.items():
        (low, zero), (high, one) = min(found), max(found)
        if low < high:
            scales[issue], ends[issue] = Scale(low, high, moved=True), (zero, one)
    return scales, ends


def _stand(
    line: int, cells: list[str], actors: dict[str, str], issues: dict[str, str], scales: dict[str, Scale],
    comma: bool, faults: TableFaults,
) -> Iterator[Row]:  # fmt: skip
    _, actor, issue, position, salience, power = cells[:6]
    known = _known(actor, actors, "actor", "#A", line, faults)
    if _known(issue, issues, "issue", "#P", line, faults) and known:
        name = issues[issue]
        place = _within(position, name, scales[name], line, comma, faults)
        cares = number_in(salience, "salience", line, comma, faults)
        yield Row(line, actors[actor], name, place, cares, number_in(power, "power", line, comma, faults))


def _known(key: str, known: dict[str, str], what: str, where: str, line: int, faults: TableFaults) -> bool:
    if key in known:
        return True
    near = nearest(key, known) or ""
    faults.add(line, what, f"no {where} line has the key {key[:40]!r}", f"a key of an {what}", near)
    return False


# --- both ----------------------------------------------------------------------------------------------------


def _within(word: str, issue: str, scale: Scale, line: int, comma: bool, faults: TableFaults) -> float:
    place = number_in(word, "position", line, comma, faults)
    if not scale.zero <= place <= scale.one:
        said = f"{word[:40]} on {issue} is out of range"
        faults.add(line, "position", said, f"{scale.zero:g} to {scale.one:g}")
    return place


def _is_name(word: str) -> bool:
    return bool(word) and len(word) <= LONGEST and word.isprintable()
