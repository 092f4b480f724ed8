"""Conditions on a run: which outcome it had, and which runs a question is about.

One small grammar serves the outcomes of a scenario and the files of `--given`. A condition is a
mapping from a column of the results to what is asked of it; all of them must hold::

    {ending: adopted, text.legal_basis: {min: 0.5}, drafts: {min: 4}, ended_on: {before: 2008-03-01}}

A list of such mappings holds where any of them does.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Self

import numpy as np
import numpy.typing as npt
from pydantic import Discriminator, Tag, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.format.quantity import LISTED, Strict

__all__ = ["Bound", "Clause", "Condition", "holds"]


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
