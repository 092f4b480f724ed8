"""The reference of the columns of results, from where the format declares them."""

from __future__ import annotations

import inspect
import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.scenario.format.column import Column

__all__ = ["results_columns"]

HOLDS = {
    "flag": "yes or no", "count": "whole number", "week": "whole number", "number": "number", "word": "word",
    "date": "day",
}  # fmt: skip
"""What each kind of column holds, as readers say it."""

STANDS_FOR = {
    "stage": "a stage of the file", "issue": "an issue", "actor": "an actor", "event": "an event",
    "faction": "an actor and, after a point, one of its factions",
    "option": "a text that the talks have as an option", "party": "a party of the stage",
    "extension": "the number of one of `extensions`, from 1",
    "draft": "the number of a draft, from 1 to `most_drafts`", "objector": "an actor with a seat that is no sponsor",
    "bloc": "a bloc with members", "week": "a week of `count_at_weeks`, counted from the declaration",
    "counted": "a bloc of `count_blocs`",
    "body": "a people, chamber or government that ratifies",
    "leader": "an actor whose word counts with those who vote",
    "seat": "an actor with a seat", "threshold": "the number of a threshold, from 1",
    "part": "`text`, `premiums`, `passage`, `price`, `blocking` or `delay`",
    "bloc_week": "a week of `count_blocs_at_weeks`, or of `count_at_weeks` where that is left out",
}  # fmt: skip
"""What each word in capitals stands for."""

BRACES = re.compile(r"{(\w+)}")


def results_columns() -> str:
    """Lay out every column that a run may keep: its name, what it holds, and what it counts."""
    from sim.scenario.format import columns
    from sim.scenario.format.column import Column
    from sim.scenario.format.stages.stage import STAGE_KINDS, Stage

    of_all = Stage.declared()
    lines = [
        "\n### Columns of every run\n",
        *_table(one for one in vars(columns).values() if isinstance(one, Column)),
    ]
    lines += ["\n### Columns of every stage\n", *_table(of_all, "STAGE.")]
    for word, kind in STAGE_KINDS.items():
        own = [column for column in kind.declared() if column not in of_all]
        ends = f"`STAGE.result` is {_either(kind.results)}." if kind.results else ""
        lines += [
            f"\n### Columns of {word}\n",
            f"{' '.join((inspect.getdoc(kind) or '').split())} {ends}".rstrip() + "\n",
        ]
        lines += _table(own, "STAGE.") if own else []
    lines += ["\n### Words in capitals\n", "| Word | What it stands for |", "|---|---|"]
    lines += [f"| `{word.upper()}` | {meaning} |" for word, meaning in STANDS_FOR.items()]
    return "\n".join([*lines, ""])


def _table(columns: Iterable[Column], before: str = "") -> Iterator[str]:
    yield "| Column | What it says | What it holds | Unit | Where nothing happened |\n|---|---|---|---|---|"
    for column in columns:
        said = BRACES.sub(lambda hit: f"`{hit[1].upper()}`", column.label)
        unit = column.unit or ("week of the calendar" if column.kind == "week" else "")
        cells = (f"`{before}{_name(column)}`", f"{said[:1].upper()}{said[1:]}", HOLDS[column.kind], unit)
        yield f"| {' | '.join(cells)} | {_begins(column)} |"


def _name(column: Column) -> str:
    """Write a name with words in capitals in place of those in braces, each of which is explained."""
    unexplained = [axis for axis in column.axes if axis not in STANDS_FOR]
    if unexplained:
        raise KeyError(f"{column.name}: STANDS_FOR does not explain {', '.join(unexplained)}")
    return BRACES.sub(lambda hit: hit[1].upper(), column.name)


def _begins(column: Column) -> str:
    if column.kind in ("word", "date"):
        return "missing"
    if column.kind == "flag":
        return "yes" if column.begins else "no"
    return "missing" if math.isnan(column.begins) else f"{column.begins:g}".replace("-", "−")


def _either(words: Iterable[str]) -> str:
    *first, last = (f"`{word}`" for word in words)
    return f"{', '.join(first)} or {last}" if first else last
