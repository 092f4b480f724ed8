"""What is counted of a block while it is in hand, so that its rows may be dropped.

Counts of blocks add up exactly. They are all that the printed table and the default figures need, so an
ensemble of any size can be told about without reading its rows again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.runs.series import no_series, read_series, written_series

if TYPE_CHECKING:
    from sim.rules.arrays import Counts, Flags
    from sim.scenario.format.scenario import Scenario

__all__ = ["Totals"]


@dataclass(frozen=True)
class Totals:
    """Counts of runs, for one block or for many.

    Attributes
    ----------
    outcomes : array of int, (outcomes,)
        Runs with each outcome, in the order of the scenario.
    standing : array of int, (weeks, stages + 1)
        Runs in each stage by week; the last column counts those that are over.
    ended : array of int, (weeks, outcomes)
        Runs that ended in each week with each outcome; those that only the calendar ended are left out.
    series : array of int, (weeks, series, points), optional
        Undecided runs at each value of each weekly series; rows alone do not tell, so it may be missing.

    Examples
    --------
    >>> import numpy as np
    >>> one = Totals(np.array([3, 1]), np.zeros((2, 2), int), np.array([[0, 0], [3, 0]]))
    >>> both = one + one
    >>> both.runs, both.outcomes.tolist()
    (8, [6, 2])
    >>> Totals.read(one.written(), one).outcomes.tolist()
    [3, 1]
    """

    outcomes: Counts
    standing: Counts
    ended: Counts
    series: Counts | None = None

    @property
    def runs(self) -> int:
        """How many runs were counted."""
        return int(self.outcomes.sum())

    def __add__(self, other: Totals) -> Totals:
        """Count the runs of both."""
        series = None
        if self.series is not None and other.series is not None:
            series = np.add(self.series, other.series, dtype=np.int64)
        return Totals(
            self.outcomes + other.outcomes,
            self.standing + other.standing,
            self.ended + other.ended,
            series,
        )

    @classmethod
    def nothing(cls, scenario: Scenario) -> Totals:
        """Give the counts of no runs at all."""
        weeks, outcomes = scenario.calendar.weeks, len(scenario.outcome_labels)
        standing = np.zeros((weeks, len(scenario.stages) + 1), dtype=np.int64)
        ended = np.zeros((weeks, outcomes), dtype=np.int64)
        return cls(np.zeros(outcomes, dtype=np.int64), standing, ended, no_series(scenario))

    @classmethod
    def counted(
        cls,
        scenario: Scenario,
        outcome: Counts,
        ended_week: Counts,
        by_calendar: Flags,
        standing: Counts,
        series: Counts | None = None,
    ) -> Totals:
        """Count runs."""
        kinds, weeks = len(scenario.outcome_labels), scenario.calendar.weeks
        cells = ended_week[~by_calendar].astype(np.int64) * kinds + outcome[~by_calendar]
        ended = np.bincount(cells, minlength=weeks * kinds).reshape(weeks, kinds)
        return cls(np.bincount(outcome, minlength=kinds), standing, ended, series)

    def written(self) -> str:
        """Write the counts as a line of JSON that is short because little changes from week to week."""
        data = {
            "outcomes": self.outcomes.tolist(), "standing": _changes(self.standing), "ended": _changes(self.ended),
        }  # fmt: skip
        if self.series is not None:
            data["series"] = written_series(self.series)
        return json.dumps(data, separators=(",", ":"))

    @classmethod
    def read(cls, line: str | bytes, like: Totals) -> Totals:
        """Read counts back.

        Raises
        ------
        ValueError
            If the line is not the counts of such a scenario.
        """
        try:
            data = json.loads(line)
            outcomes = np.array(data["outcomes"], dtype=np.int64)
            if outcomes.shape != like.outcomes.shape:
                raise ValueError("another list of outcomes")
            series = None if like.series is None else read_series(data["series"], like.series.shape)
            standing, ended = (_restored(data[name], getattr(like, name)) for name in ("standing", "ended"))
            return cls(outcomes, standing, ended, series)
        except (KeyError, TypeError, IndexError, OSError) as error:  # OSError: what pyarrow cannot unpack
            raise ValueError("no counts of a block") from error


def _changes(counts: Counts) -> list[list[int]]:
    """Give week, column and change wherever a column of counts changes from one week to the next."""
    moved = np.diff(counts, axis=0, prepend=0)
    weeks, columns = np.nonzero(moved)
    return np.stack([weeks, columns, moved[weeks, columns]], axis=1).tolist()  # type: ignore[no-any-return]


def _restored(changes: list[list[int]], like: Counts) -> Counts:
    moved = np.zeros(like.shape, dtype=np.int64)
    if changes:
        weeks, columns, by = np.array(changes, dtype=np.int64).T
        moved[weeks, columns] = by
    return np.cumsum(moved, axis=0)
