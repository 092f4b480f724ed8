"""Scenarios out of the tables that older models of bargaining use: one row an actor and issue, as CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from sim.scenario.faults import ScenarioFault
from sim.scenario.reader import scenario_from
from sim.scenario.table_file import Row, TableFaults, rows_of
from sim.scenario.text.file import bytes_of, text_of

if TYPE_CHECKING:
    from sim.scenario.format.scenario import Scenario

__all__ = ["scenario_of_table", "scenario_of_text"]

START = dt.date(2030, 1, 7)
END = dt.date(2030, 12, 30)
MEDIATOR = "mediator"

NOTE = (
    "Made from a table of positions, saliences and power by `sim import`. The table says nothing of what the actors "
    "have without an agreement, of red lines, of dates or of the process: add `fallback`, `red_lines` and stages. "
    "As it stands each actor accepts whatever is worth more to it than nothing, and a mediator without a view of its "
    "own writes the mean of what they want, by power and salience."
)


@dataclass(frozen=True)
class Scale:
    """How an issue's own scale is brought to 0 to 1."""

    zero: float
    one: float
    moved: bool

    def on(self, position: float) -> float:
        """Give a position on the scale from 0 to 1."""
        return round(min(1.0, max(0.0, (position - self.zero) / (self.one - self.zero))), 12)


def scenario_of_table(path: str | Path) -> Scenario:
    """Make a scenario of a table.

    Raises
    ------
    ScenarioFault
        With everything that is wrong in the table, each with its line.

    Examples
    --------
    >>> scenario_of_table("scenarios/theory/neighbours.csv").title
    'neighbours'
    """
    try:
        text = text_of(bytes_of(path), str(path))
    except ScenarioFault as trouble:  # no such file, or not in UTF-8; said of tables here
        table = [replace(one, allowed=one.allowed.replace("YAML", "CSV")) for one in trouble.faults]
        raise ScenarioFault(table) from None
    return scenario_of_text(text, str(path))


def scenario_of_text(text: str, name: str) -> Scenario:
    r"""Make a scenario of the text of a table, as `scenario_of_table` does of a file.

    Raises
    ------
    ScenarioFault
        With everything that is wrong in the table, each with its line.

    Examples
    --------
    >>> made = scenario_of_text("actor,issue,position,salience,power\nA,tax,20,1,1\nB,tax,60,0.5,2\n", "tax.csv")
    >>> made.issues["tax"].note, [made.actors[name].position["tax"].mean for name in ("a", "b")]
    ('0 is 20.0 and 1 is 60.0 on the scale of the table', [0.0, 1.0])
    """
    rows = rows_of(text, name)
    faults = TableFaults(name)
    _check(rows, faults)
    faults.stop()
    return scenario_from(_data(rows, Path(name)))


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


def _data(rows: list[Row], path: Path) -> dict[str, Any]:
    issue_names = _names([row.issue for row in rows], "issue", taken=("label", "same_as", "source", "note"))
    actor_names = _names([row.actor for row in rows], "actor", taken=(MEDIATOR,))
    scales = {issue: _scale([row.position for row in rows if row.issue == issue]) for issue in issue_names}
    most = max(1.0, *(row.salience for row in rows))
    power = max(row.power for row in rows)
    per = power if power > 1_000 else 1.0
    notes = [NOTE]
    if most > 1:
        notes.append(f"Saliences are those of the table, divided by {most:g}.")
    if per > 1:
        notes.append(f"Weights are the power of the table, divided by {per:g}.")
    actors: dict[str, Any] = {}
    for actor, name in actor_names.items():
        own = [row for row in rows if row.actor == actor]
        actors[name] = {
            "kind": "party",
            "label": actor,
            "position": {issue_names[row.issue]: scales[row.issue].on(row.position) for row in own},
            "salience": {issue_names[row.issue]: row.salience / most for row in own},
            "weight": own[0].power / per,
            "source": path.name,
        }
    actors[MEDIATOR] = {
        "kind": "envoy", "label": "Mediator", "position": dict.fromkeys(issue_names.values(), 0.5),
        "salience": dict.fromkeys(issue_names.values(), 1.0), "note": "no part of the table; has no view of its own",
    }  # fmt: skip
    return {
        "format": 1,
        "title": path.stem.replace("_", " ") or "Imported table",
        "note": " ".join(notes),
        "calendar": {"start": START, "end": END},
        "issues": {name: _issue(issue, scales[issue], path) for issue, name in issue_names.items()},
        "actors": actors,
        "process": list(_stages([*actor_names.values()])),
        "outcomes": [
            {"name": "agreed", "label": "Agreed", "when": [{"ending": "agreed"}, {"ending": "accepted"}]}
            if len(actor_names) == 2 else {"name": "agreed", "label": "Agreed", "when": {"ending": "accepted"}},
            {"name": "no_agreement", "label": "No agreement", "otherwise": True},
        ],
    }  # fmt: skip


def _stages(parties: list[str]) -> Iterator[dict[str, Any]]:
    if len(parties) == 2:
        yield {"talks": {"name": "talks", "parties": parties, "weeks": 26, "round_every_weeks": 2,
                         "on_failure": "proposal"}}  # fmt: skip
    yield {"proposal": {"name": "proposal", "proposer": MEDIATOR, "parties": parties, "method": "compromise"}}


def _scale(positions: list[float]) -> Scale:
    low, high = min(positions), max(positions)
    if low >= 0 and high <= 1:
        return Scale(0.0, 1.0, moved=False)
    return Scale(low, high, moved=True) if low < high else Scale(low - 0.5, low + 0.5, moved=True)


def _issue(issue: str, scale: Scale, path: Path) -> dict[str, Any]:
    said: dict[str, Any] = {"label": issue or path.stem.replace("_", " "), "zero": f"{scale.zero:g}",
                            "one": f"{scale.one:g}", "source": path.name}  # fmt: skip
    if scale.moved:
        said["note"] = f"0 is {scale.zero!r} and 1 is {scale.one!r} on the scale of the table"
    return said


def _names(words: list[str], otherwise: str, taken: tuple[str, ...]) -> dict[str, str]:
    """Give every word a name that the format allows, no two the same."""
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
