"""Outcomes and the record: no run without an outcome, and no condition on what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.scenario.checks.finding import Finding
from sim.scenario.columns import columns_of
from sim.scenario.condition import Bound
from sim.scenario.faults import nearest
from sim.scenario.process import END

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.scenario.condition import Clause
    from sim.scenario.schema import Scenario

__all__ = ["asked_of", "columns", "order", "record"]


def order(scenario: Scenario) -> Iterator[Finding]:
    """Ask for an `otherwise` that closes the list, and for nothing after it."""
    last = len(scenario.outcomes) - 1
    for place, outcome in enumerate(scenario.outcomes):
        if outcome.otherwise and place != last:
            said = f"`{outcome.name}` takes every run, and the outcomes after it get none"
            yield Finding(("outcomes", place, "otherwise"), said, "`otherwise` in the last outcome only")
    if not scenario.outcomes[last].otherwise:
        said = "a run may match none of the outcomes"
        yield Finding(("outcomes", last), said, "`otherwise: true` in place of `when` in the last outcome")


def columns(scenario: Scenario) -> Iterator[Finding]:
    """Refuse conditions on columns and words that results do not have."""
    if not scenario.issues:
        return
    known = columns_of(scenario)
    ends = {
        result
        for stage in scenario.process
        for result, field in stage.results.items()
        if getattr(stage, field) == END or scenario.stages[getattr(stage, field)].follows_up
    } | {"calendar"}
    for place, outcome in enumerate(scenario.outcomes):
        at = ("outcomes", place, "when")
        clauses = outcome.when if isinstance(outcome.when, tuple) else (outcome.when or {},)
        for number, clause in enumerate(clauses):
            where = (*at, number) if isinstance(outcome.when, tuple) else at
            if not clause and outcome.when is not None:
                yield Finding(where, "an empty condition, which every run meets", "some column, or `otherwise: true`")
            yield from asked_of(clause, known, where)
            ending = clause.get("ending")
            if isinstance(ending, str) and ending in (known["ending"] or ()) and ending not in ends:
                said = f"no run ends with `{ending}`: the process goes on after it"
                yield Finding((*where, "ending"), said, ", ".join(sorted(ends)), warning=True)


def asked_of(clause: Clause, known: Mapping[str, tuple[str, ...] | None], at: tuple[Any, ...]) -> Iterator[Finding]:
    """Check one clause of a condition against the columns of results.

    Parameters
    ----------
    clause : Clause
        What is asked.
    known : mapping of str to tuple of str or None
        The columns, with the words that a column of words can hold.
    at : tuple
        Where the clause stands.
    """
    for column, asked in clause.items():
        if column not in known:
            said = f"results have no column `{column}` to tell outcomes by"
            yield Finding((*at, column), said, _allowed(column, known), nearest(column, known))
            continue
        words = known[column]
        for word in _words(asked) if words is not None else ():
            if word not in words:  # type: ignore[operator]
                said = f"`{column}` is never `{word}`"
                yield Finding((*at, column), said, ", ".join(words or ()), nearest(word, words or ()))


def _allowed(column: str, known: Mapping[str, object]) -> str:
    """Name the columns that begin as an unknown one does, or else the short ones."""
    head, point, _ = column.partition(".")
    alike = [name for name in known if name.startswith(f"{head}.")] if point else []
    return ", ".join((alike or [name for name in known if "." not in name])[:12])


def _words(asked: object) -> tuple[object, ...]:
    if not isinstance(asked, Bound):
        return (asked,)
    return (asked.among or ()) + (() if asked.unlike is None else (asked.unlike,))


def record(scenario: Scenario) -> Iterator[Finding]:
    """Check the record against the calendar and the columns of results."""
    if scenario.record is None:
        return
    known = columns_of(scenario)
    for measure in scenario.record.measures:
        if measure not in known:
            said = f"results have no column `{measure}`, so the record of it is compared with nothing"
            yield Finding(("record", "measures", measure), said, "", nearest(measure, known), warning=True)
    day, calendar = scenario.record.ended_on, scenario.calendar
    if day is not None and not calendar.start <= day <= calendar.end:
        said = f"{day} is outside the calendar, {calendar.start} to {calendar.end}"
        yield Finding(("record", "ended_on"), said, warning=True)
