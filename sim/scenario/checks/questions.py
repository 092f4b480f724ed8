"""Conditions and columns: what is asked of results must be among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.checks.finding import Finding
from sim.scenario.checks.reach import reach_of
from sim.scenario.faults import listed, nearest
from sim.scenario.format.bounds import misfits, values_of
from sim.scenario.format.columns import columns_of
from sim.scenario.format.quantity import quantities
from sim.scenario.format.weekly import known_series

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sim.scenario.checks.reach import Reach
    from sim.scenario.format.bounds import Clause, Condition, Sort
    from sim.scenario.format.column import Column, Kind
    from sim.scenario.format.scenario import Scenario
    from sim.scenario.text.tree import Steps

    Known = Mapping[str, tuple[str, ...] | Sort]

__all__ = ["asked_of", "clauses_of", "facts", "known_columns", "measures", "unknown_column", "weekly"]


SORTS: dict[Kind, Sort] = {"flag": "flag", "date": "date"}

NUMBER: Sort = "number"


def clauses_of(condition: Condition, at: Steps) -> Iterator[tuple[Clause, Steps]]:
    """Yield the clauses of a condition, with where each stands."""
    if isinstance(condition, dict):
        yield condition, at
    else:
        for number, clause in enumerate(condition):
            yield clause, (*at, number)


def asked_of(condition: Condition, known: Known, at: Steps, reach: Reach | None = None) -> Iterator[Finding]:
    """Check a condition against the columns of results, and what these can hold."""
    if not condition and not isinstance(condition, dict):
        yield Finding(at, "an empty list of conditions, which no run meets", "some condition")
    for clause, where in clauses_of(condition, at):
        if not clause:
            yield Finding(where, "an empty condition, which every run meets", "some column, or `otherwise: true`")
        for column, asked in clause.items():
            if column not in known:
                yield unknown_column(column, known, (*where, column))
                continue
            words = known[column]
            if reach and column in reach and reach[column].never(asked):
                yield Finding((*where, column), "no run can match this", reach[column].said, warning=True)
            for found, allowed in misfits(asked, words if isinstance(words, str) else "word"):
                yield Finding((*where, column), found, allowed)
            for word in () if isinstance(words, str) else values_of(asked):
                if isinstance(word, str) and word not in words:
                    yield Finding(
                        (*where, column), f"`{column}` is never `{word}`", listed(words), nearest(word, words)
                    )


def unknown_column(column: str, known: Known, at: Steps) -> Finding:
    """Return what is told of a column that results do not have: which they have."""
    head, point, _ = column.partition(".")
    alike = [name for name in known if name.startswith(f"{head}.")] if point else []
    allowed = listed(alike or [name for name in known if "." not in name], most=12)
    return Finding(at, f"results have no column `{column}` to ask about here", allowed, nearest(column, known))


def known_columns(scenario: Scenario, but: Collection[Column] = ()) -> Known:
    """Return the columns of results, each with its words, or with what else it holds."""
    return {name: kept.words if kept.kind == "word" else SORTS.get(kept.kind, "number")
            for name, kept in columns_of(scenario).items() if kept.column not in but}  # fmt: skip


def _columns_of_results(scenario: Scenario) -> Known:
    """Return the columns of finished results: those of the model, the outcome, and what was drawn."""
    drawn = {f"in.{path}": NUMBER for path, quantity in quantities(scenario) if not quantity.fixed}
    return {**known_columns(scenario), **drawn}


def facts(scenario: Scenario) -> Iterator[Finding]:
    """Check the stylised facts against the columns of results."""
    if scenario.record is None or not scenario.record.facts:
        return
    known, reach = _columns_of_results(scenario), reach_of(scenario)
    for place, fact in enumerate(scenario.record.facts):
        for number, part in enumerate(fact.parts):
            at = ("record", "facts", place, "parts", number)
            for field in ("column", "less", "over"):
                column = getattr(part, field)
                if column is not None and column not in known:
                    yield unknown_column(column, known, (*at, field))
            for field in ("where", "among", "against"):
                condition = getattr(part, field)
                if condition is not None:
                    yield from asked_of(condition, known, (*at, field), reach)


def measures(scenario: Scenario) -> Iterator[Finding]:
    """Check the record against the calendar and the columns of results."""
    if scenario.record is None:
        return
    known = _columns_of_results(scenario)
    for measure in scenario.record.measures:
        if measure not in known:
            said = f"results have no column `{measure}`, so the record of it is compared with nothing"
            yield Finding(("record", "measures", measure), said, "", nearest(measure, known), warning=True)
    day, calendar = scenario.record.ended_on, scenario.calendar
    if day is not None and not calendar.start <= day <= calendar.end:
        said = f"{day} is outside the calendar, {calendar.start} to {calendar.end}"
        yield Finding(("record", "ended_on"), said, warning=True)


def weekly(scenario: Scenario) -> Iterator[Finding]:
    """Refuse weekly series that there are not, and such as are asked for twice."""
    asked = scenario.weekly or ()
    known = known_series(scenario) if asked else ()
    for place, name in enumerate(asked):
        if name not in known:
            yield Finding(("weekly", place), f"no series is called `{name}`", listed(known, most=12),
                          nearest(name, known))  # fmt: skip
        elif name in asked[:place]:
            yield Finding(("weekly", place), f"the series `{name}` is asked for twice", "each series once")
