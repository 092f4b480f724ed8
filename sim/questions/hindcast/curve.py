"""The recognitions of an ensemble, month by month, beside those that really came.

The hazard of recognition was fitted on the record up to a day; the months up to it show how well the fit fits,
the months after it are a forecast of what nobody had looked at. The months of one record hang together: whoever is
too low in one is too low in the next. So months in a band are counted, and no interval is given for them.
"""

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.process.recognition.community import dates_of_record
from sim.questions.hindcast.scores import ranked_score
from sim.questions.measures import OUTCOME, Column, read_columns, recognised_by
from sim.rules.arrays import Counts, Flags, Floats
from sim.runs.ensemble import Ensemble
from sim.scenario.format.record import Record
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.recognition import Recognition

__all__ = [
    "LEADS", "CurvePoint", "CurveResult", "Spell", "columns_of_curve", "month_ends", "month_weeks",
    "recognition_curve", "record_at",
]  # fmt: skip

LEADS = {1: 4, 6: 26, 12: 52, 36: 156}
"""Months after the declaration at which the forecast is scored by itself, with their weeks."""

PERCENTILES = (5, 25, 50, 75, 95)


class CurvePoint(NamedTuple):
    """The recognitions so many weeks after the declaration, and those on record, in states."""

    on: str
    """The day, as in 2009-02-15."""
    week: int
    fitted: bool
    """Whether the hazard was fitted on the record of that day; if not, it is foretold."""
    record: int
    """States that had really recognised by then."""
    low_90: float
    low_50: float
    median: float
    high_50: float
    high_90: float
    """With those before it: the 5th, 25th, 50th, 75th and 95th percentile over the runs."""
    crps: float
    """Continuous ranked probability score; see `sim.questions.hindcast.scores.ranked_score`."""
    runs: int
    """Runs that came so far."""

    @property
    def in_50(self) -> bool:
        """Whether the record lies in the band that holds the middle half of the runs."""
        return self.low_50 <= self.record <= self.high_50

    @property
    def in_90(self) -> bool:
        """Whether the record lies in the band that holds the middle nine tenths of the runs."""
        return self.low_90 <= self.record <= self.high_90

    def as_data(self) -> dict[str, object]:
        """Return the point as plain data."""
        return {**self._asdict(), "in_50": self.in_50, "in_90": self.in_90}


class Spell(NamedTuple):
    """How the curve fares over several months; errors and scores are means, in states."""

    months: int
    in_50: int
    in_90: int
    """In how many months the record lies in this band; 90 per cent of them is what is due."""
    error: float
    """Distance of the median from the record."""
    crps: float
    """Continuous ranked probability score."""
    standstill: float
    """The same of the guess that nobody recognises after the last day of the fit: what any forecast must beat.
    Not a number for the months of the fit."""


@dataclass(frozen=True)
class CurveResult:
    """The curve held against the record."""

    months: tuple[CurvePoint, ...]
    """One for each month from the declaration on, at the week counted that is nearest its end."""
    leads: dict[int, CurvePoint]
    """The points so many months after the declaration (see `LEADS`), where they are counted."""
    fitted_until: str
    """Last day of the record that the hazard was fitted on."""
    fitted: Spell | None
    """The months up to that day."""
    judged: Spell | None
    """The months after it."""

    def as_data(self) -> dict[str, object]:
        """Return the curve as plain data."""
        return {
            "fitted_until": self.fitted_until, "fitted": _as_data(self.fitted), "judged": _as_data(self.judged),
            "leads": {str(months): point.as_data() for months, point in self.leads.items()},
            "months": [point.as_data() for point in self.months],
        }  # fmt: skip


def _as_data(spell: Spell | None) -> dict[str, object] | None:
    if spell is None:
        return None
    return {**spell._asdict(), "standstill": None if math.isnan(spell.standstill) else spell.standstill}


def recognition_curve(ensemble: Ensemble) -> CurveResult | None:
    """Hold the recognitions against the record, month by month.

    Only runs with the record's outcome are looked at: how many recognise is a question about a declaration like the
    one that came about.

    >>> curve = recognition_curve(sim.run("scenarios/kosovo/baseline.yaml", runs=20, seed=1))
    >>> year_on = curve.leads[12]
    >>> year_on.on, year_on.record, year_on.fitted
    ('2009-02-15', 54, False)
    """
    judged = _judged_by(ensemble.scenario)
    if judged is None:
        return None
    stage, record = judged
    columns = read_columns(ensemble.rows, columns_of_curve(ensemble.scenario))
    wanted: Flags = np.ones(len(ensemble), dtype=bool)
    if record.outcome is not None:
        wanted = np.asarray(columns[OUTCOME] == record.outcome)
    seen = {
        week: _point(columns[recognised_by(stage, week)][wanted], week, stage, record)
        for week in sorted(set(stage.count_at_weeks))
    }
    points = {week: point for week, point in seen.items() if point is not None}
    months = tuple(points[week] for week in month_weeks(points, record))
    if not months:
        return None
    assert stage.fitted_until is not None
    leads = {months: points[week] for months, week in LEADS.items() if week in points}
    last = int(record_at(stage, [stage.fitted_until])[0])
    spells = [[point for point in months if point.fitted is fitted] for fitted in (True, False)]
    return CurveResult(months, leads, stage.fitted_until.isoformat(), *(_spell(spell, last) for spell in spells))


def columns_of_curve(scenario: Scenario) -> list[str]:
    """Name the columns of results that the curve is made from.

    >>> columns_of_curve(sim.read_scenario("scenarios/kosovo/baseline.yaml"))[0]
    'outcome'
    >>> columns_of_curve(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))  # they stop at the declaration
    []
    """
    judged = _judged_by(scenario)
    return [OUTCOME, *(recognised_by(judged[0], week) for week in judged[0].count_at_weeks)] if judged else []


def _judged_by(scenario: Scenario) -> tuple[Recognition, Record] | None:
    """Return the stage of recognition and the record, if the one can be held against the other."""
    stage = next((stage for stage in scenario.process if isinstance(stage, Recognition)), None)
    record = scenario.record
    if stage is None or stage.fitted_until is None or not dates_of_record(stage.states):
        return None
    return None if record is None or record.ended_on is None else (stage, record)


def record_at(stage: Recognition, days: Sequence[dt.date]) -> Counts:
    """Count who had recognised by the end of each day, by the days that stand in the list of states.

    >>> stage = sim.read_scenario("scenarios/kosovo/baseline.yaml").stages["recognition"]
    >>> record_at(stage, [dt.date(2008, 2, 16), dt.date(2008, 12, 31)]).tolist()
    [0, 53]
    """
    dates = np.array(sorted(dates_of_record(stage.states).values()), dtype="datetime64[D]")
    return np.searchsorted(dates, np.array(days, dtype="datetime64[D]"), side="right")


def month_weeks(weeks: Iterable[int], record: Record) -> Iterator[int]:
    """Pick for each month after the declaration the week nearest its end, if one is within two weeks.

    >>> list(month_weeks([2, 4, 6], Record(ended_on=dt.date(2008, 2, 17))))
    [2, 6]
    """
    assert record.ended_on is not None
    counted = np.array(sorted(weeks))
    if not len(counted):
        return
    before = -1
    last = record.ended_on + dt.timedelta(weeks=int(counted[-1]))
    for end in month_ends(record.ended_on, last).tolist():
        exact = (end - record.ended_on).days / 7
        nearest = int(counted[np.argmin(np.abs(counted - exact))])
        if abs(nearest - exact) <= 2 and nearest != before:
            yield nearest
            before = nearest


def month_ends(first: dt.date, last: dt.date) -> npt.NDArray[np.datetime64]:
    """Return the last day of each month from that of one day to that of another.

    >>> month_ends(dt.date(2008, 2, 17), dt.date(2008, 3, 1)).astype(str).tolist()
    ['2008-02-29', '2008-03-31']
    """
    month, day = np.timedelta64(1, "M"), np.timedelta64(1, "D")  # numpy 2.5 takes no bare numbers for spans of time
    months = np.arange(np.datetime64(first, "M"), np.datetime64(last, "M") + month)
    return np.asarray((months + month).astype("datetime64[D]") - day, dtype="datetime64[D]")


def _point(counted: Column, week: int, stage: Recognition, record: Record) -> CurvePoint | None:
    counts: Floats = np.asarray(counted, dtype=np.float64)
    values = counts[counts >= 0]
    if not values.size:
        return None
    assert record.ended_on is not None and stage.fitted_until is not None
    day = record.ended_on + dt.timedelta(weeks=week)
    real = int(record_at(stage, [day])[0])
    low_90, low_50, median, high_50, high_90 = np.percentile(values, PERCENTILES).tolist()
    return CurvePoint(
        on=str(day), week=week, fitted=day <= stage.fitted_until, record=real, low_90=low_90, low_50=low_50,
        median=median, high_50=high_50, high_90=high_90, crps=ranked_score(values, real), runs=len(values),
    )  # fmt: skip


def _spell(points: list[CurvePoint], last: int) -> Spell | None:
    """Sum several months up; `last` is the count at the end of the fit."""
    if not points:
        return None
    error = float(np.mean([abs(point.median - point.record) for point in points]))
    crps = float(np.mean([point.crps for point in points]))
    standstill = float(np.mean([np.nan if point.fitted else abs(point.record - last) for point in points]))
    in_bands = sum(point.in_50 for point in points), sum(point.in_90 for point in points)
    return Spell(len(points), *in_bands, error, crps, standstill)
