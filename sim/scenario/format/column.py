"""A column of results, declared once: on the part of the format that it belongs to.

Whoever plays that part fills the columns it declares, and whoever asks about results (conditions, facts, figures,
stories, the reference) reads the same declaration.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Literal

__all__ = ["SHARE", "Column", "Kind"]

Kind = Literal["flag", "count", "week", "number", "word", "date"]
"""Yes or no; how many; a week of the calendar, -1 for never; a number; one of several words; a day."""

STARTS: dict[Kind, float | bool] = {
    "flag": False, "count": 0, "week": -1, "number": float("nan"), "word": -1, "date": -1,
}  # fmt: skip
SHARE = (0.0, 1.0)
"""Between what a share, a chance and a place on an issue lie."""
AXIS = re.compile(r"{(\w+)}")


@dataclass(frozen=True)
class Column:
    """One column of results, or one for each issue, draft, seat and the like that its name has in braces.

    >>> gap = Column("closed.{issue}", "number", "share of the gap on {issue} that was closed")
    >>> gap.axes, [name for _, name in gap.spread({"issue": ("status", "rights")})]
    (('issue',), ['closed.status', 'closed.rights'])
    """

    name: str
    """As in results, of a stage after the stage's name and a point; ``closed.{issue}`` is one column an issue."""
    kind: Kind
    """What it holds."""
    label: str
    """What people read; it may have the same braces."""
    unit: str = ""
    """What its numbers count, where that is not plain from the label."""
    start: float | bool | None = None
    """What every run has until something happens; left out, what is usual for its kind."""
    words: tuple[str, ...] = ()
    """The words that a column of words can hold."""
    between: tuple[float, float] | None = None
    """The least and the most that it can hold, where its kind does not say so."""

    @cached_property
    def axes(self) -> tuple[str, ...]:
        """What there is one of for each column, in the order of the array's axes before that of runs."""
        return tuple(AXIS.findall(self.name))

    @property
    def begins(self) -> float | bool:
        """What every run has until something happens."""
        return STARTS[self.kind] if self.start is None else self.start

    def spread(self, values: Mapping[str, Sequence[str]]) -> Iterator[tuple[tuple[int, ...], str]]:
        """Yield each single column: its place along the axes, and its name."""
        axes = self.axes
        if not axes:
            yield (), self.name
            return
        for places in product(*(range(len(values[axis])) for axis in axes)):
            named = {axis: values[axis][place] for axis, place in zip(axes, places, strict=True)}
            yield places, self.name.format(**named)

    def labelled(self, values: Mapping[str, Sequence[str]]) -> Iterator[str]:
        """Yield the label of each single column, in the same order as `spread`."""
        axes = self.axes
        if not axes:
            yield self.label
            return
        for members in product(*(values[axis] for axis in axes)):
            yield self.label.format(**dict(zip(axes, members, strict=True)))
