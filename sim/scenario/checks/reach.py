"""What columns of results can hold, and so what no run can match."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass

from sim.scenario.format.bounds import Bound
from sim.scenario.format.columns import columns_of
from sim.scenario.format.scenario import Scenario

__all__ = ["Days", "Numbers", "Reach", "reach_of"]

Asked = bool | float | str | Bound


@dataclass(frozen=True)
class Numbers:
    """What lies from the least to the most, or the whole numbers of that."""

    least: float
    most: float
    whole: bool = False

    @property
    def said(self) -> str:
        """These numbers in words."""
        kind = "a whole number from" if self.whole else "from"
        return f"{kind} {self.least:g}" + (f" to {self.most:g}" if math.isfinite(self.most) else "")

    def never(self, asked: Asked) -> bool:
        """Tell whether none of these is what is asked.

        >>> Numbers(0, 1).never(Bound(min=2)), Numbers(0, 9, whole=True).never(2.5), Numbers(0, 1).never(0.5)
        (True, True, False)
        """
        low, high = self.least, self.most
        if isinstance(asked, Bound):
            low = low if asked.min is None else max(low, asked.min)
            high = high if asked.max is None else min(high, asked.max)
            if self.whole and math.isfinite(low + high):
                low, high = math.ceil(low), math.floor(high)
            if asked.among is None:
                return high < low
        values = asked.among or () if isinstance(asked, Bound) else (asked,)
        numbers = [value for value in values if not isinstance(value, str)]
        return bool(numbers) and not any(low <= one <= high and not (self.whole and one % 1) for one in numbers)


@dataclass(frozen=True)
class Days:
    """The days from the first to the last."""

    first: dt.date
    last: dt.date

    @property
    def said(self) -> str:
        """These days in words."""
        return f"{self.first} to {self.last}"

    def never(self, asked: Asked) -> bool:
        """Tell whether none of these is what is asked."""
        if not isinstance(asked, Bound):
            return False
        late = asked.after is not None and asked.after > self.last
        early = asked.before is not None and asked.before <= self.first
        crossed = asked.after is not None and asked.before is not None and asked.before <= asked.after
        return late or early or crossed


Reach = Mapping[str, Numbers | Days]
"""What columns can hold, by their names; the others can hold anything of their sort."""


def reach_of(scenario: Scenario) -> Reach:
    """Return from what to what columns of results can be, as their declarations and the calendar say."""
    found: dict[str, Numbers | Days] = {}
    for name, kept in columns_of(scenario).items():
        column, calendar = kept.column, scenario.calendar
        if column.between is not None:
            found[name] = Numbers(*column.between)
        elif kept.kind == "date":
            found[name] = Days(calendar.start, calendar.end)
        elif kept.kind in {"count", "week"}:
            of_calendar = kept.kind == "week" and not column.unit
            most = calendar.weeks if of_calendar else math.inf
            found[name] = Numbers(min(column.begins, 0), most, whole=True)
    return found
