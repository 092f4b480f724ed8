"""Conditions on a run: which outcome it had, and which runs a question is about.

One small grammar serves the outcomes of a scenario and the files of `--given`. A condition is a
mapping from a column of the results to what is asked of it; all of them must hold::

    {ending: adopted, text.legal_basis: {min: 0.5}, drafts: {min: 4}, ended_on: {before: 2008-03-01}}

A list of such mappings holds where any of them does.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import Discriminator, Tag, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.format.quantity import LISTED, Strict

__all__ = ["Bound", "Clause", "Condition", "Sort", "holds", "misfits", "values_of"]


class Bound(Strict):
    """What is asked of one column."""

    min: float | None = None
    """At least this."""
    max: float | None = None
    """At most this."""
    after: dt.date | None = None
    """On this day or later."""
    before: dt.date | None = None
    """Before this day."""
    among: Annotated[tuple[str | float | bool, ...], LISTED] | None = None
    """One of these."""
    unlike: str | float | bool | None = None
    """Anything but this."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if all(getattr(self, name) is None for name in type(self).model_fields):
            raise PydanticCustomError(
                "bound", "an empty bound; allowed: some of min, max, after, before, among, unlike"
            )
        if self.among is not None and not self.among:
            raise PydanticCustomError("bound", "`among` names nothing, which no run can match; allowed: some values")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise PydanticCustomError(
                "bound",
                "min {low} is above max {high}, which no run can match; allowed: min up to max",
                {"low": self.min, "high": self.max},
            )
        return self


def _form_of_bound(asked: object) -> str:
    return "bound" if isinstance(asked, Bound | dict) else "value"


def _form_of_condition(condition: object) -> str:
    return "any" if isinstance(condition, list | tuple) else "all"


Asked = Annotated[
    Annotated[bool | float | str, Tag("value")] | Annotated[Bound, Tag("bound")], Discriminator(_form_of_bound)
]
"""What is asked of a column: to be this value, or within bounds."""

Clause = dict[str, Asked]
"""Columns with what is asked of each; all must hold."""

Condition = Annotated[
    Annotated[Clause, Tag("all")] | Annotated[tuple[Clause, ...], LISTED, Tag("any")],
    Discriminator(_form_of_condition),
]
"""A clause, or several of which one must hold."""


Sort = Literal["number", "flag", "word", "date"]
"""What a column holds, as far as it matters to what can be asked of it."""

BOUNDS: dict[Sort, tuple[str, ...]] = {
    "number": ("min", "max", "among", "unlike"), "date": ("after", "before"), "word": ("among", "unlike"),
    "flag": ("among", "unlike"),
}  # fmt: skip
"""What can be asked of each sort of column, beside a value."""

SAID: dict[Sort, str] = {"number": "numbers", "date": "dates", "word": "words", "flag": "true or false"}


def misfits(asked: bool | float | str | Bound, sort: Sort) -> Iterator[tuple[str, str]]:
    """Yield what a column of a sort is asked that it cannot answer, with what can be asked; a flag is no number.

    >>> list(misfits(True, "number")), list(misfits(1.0, "number"))
    ([('`true` is asked, and the column holds numbers', 'numbers')], [])
    """
    if not isinstance(asked, Bound) and sort == "date":
        yield "one value is asked of a column of dates", "{after: DAY, before: DAY}"
        return
    if isinstance(asked, Bound):
        for name in type(asked).model_fields:
            if getattr(asked, name) is not None and name not in BOUNDS[sort]:
                yield f"`{name}` is asked, and the column holds {SAID[sort]}", ", ".join(BOUNDS[sort])
        if sort == "date":
            return
    for value in values_of(asked):
        kinds = {"word": str, "flag": bool}.get(sort, int | float)
        if not isinstance(value, kinds) or (sort == "number" and isinstance(value, bool)):
            shown = f"`{str(value).lower()}`" if isinstance(value, bool) else f"{value!r}"
            yield f"{shown} is asked, and the column holds {SAID[sort]}", SAID[sort]


def values_of(asked: bool | float | str | Bound) -> tuple[bool | float | str, ...]:
    """Return the single values that are asked of a column.

    >>> values_of(Bound(among=(1.0, 2.0), unlike=3.0))
    (1.0, 2.0, 3.0)
    """
    if not isinstance(asked, Bound):
        return (asked,)
    return (asked.among or ()) + (() if asked.unlike is None else (asked.unlike,))


def holds(condition: Condition, columns: Mapping[str, Any], runs: int) -> npt.NDArray[np.bool_]:
    """Return for which runs a condition holds, ``(runs,)``; each column must be among the results.

    >>> columns = {"ending": np.array(["adopted", "agreed"]), "drafts": np.array([5, 0])}
    >>> holds({"ending": "adopted", "drafts": Bound(min=4)}, columns, 2)
    array([ True, False])
    """
    if isinstance(condition, dict):
        matching = np.ones(runs, dtype=bool)
        for column, asked in condition.items():
            matching &= _matches(np.asarray(columns[column]), asked)
        return matching
    matching = np.zeros(runs, dtype=bool)
    for clause in condition:
        matching |= holds(clause, columns, runs)
    return matching


def _matches(values: npt.NDArray[Any], asked: bool | float | str | Bound) -> npt.NDArray[np.bool_]:
    if not isinstance(asked, Bound):
        return np.asarray(values == asked)
    matching = np.ones(values.shape, dtype=bool)
    if asked.min is not None:
        matching &= values >= asked.min
    if asked.max is not None:
        matching &= values <= asked.max
    if asked.after is not None:
        matching &= values >= np.datetime64(asked.after)
    if asked.before is not None:
        matching &= values < np.datetime64(asked.before)
    if asked.among is not None:
        matching &= np.logical_or.reduce([values == one for one in asked.among])
    if asked.unlike is not None:
        matching &= values != asked.unlike
    return matching
