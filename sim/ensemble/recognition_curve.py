"""The recognition curve held against the record: bands, and how far off the forecast was, week by week."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.process.community import dates_of_record
from sim.scenario.aftermath import Recognition

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.ensemble.ensemble import Ensemble
    from sim.rules.arrays import Floats

__all__ = ["CurvePoint", "CurveSummary", "continuous_ranked_probability_score", "recognition_curve", "summary_of"]

PERCENTILES = (5, 25, 50, 75, 95)


class CurvePoint(NamedTuple):
    """Recognitions so many weeks after the declaration: the record, and the runs that ended as the record did.

    Bands are those of runs: half of them lie from `low_50` to `high_50`, nine in ten from `low_90` to `high_90`.
    """

    week: int
    fitted: bool
    record: int
    median: float
    low_50: float
    high_50: float
    low_90: float
    high_90: float
    crps: float
    runs: int


class CurveSummary(NamedTuple):
    """How the points that the hazard was not fitted to came out.

    `unchanged_crps` is the score of a plain guess: that nobody recognises after the last point fitted to.
    """

    points: int
    within_50: int
    within_90: int
    mean_absolute_error: float
    mean_crps: float
    unchanged_crps: float


def continuous_ranked_probability_score(forecast: Floats, happened: float) -> float:
    """Score a forecast by a sample against what happened: 0 is perfect, in the unit of what is forecast.

    It is the mean distance of the sample from what happened, less half the mean distance within the sample. A
    forecast by a single number scores its absolute error.

    Parameters
    ----------
    forecast : (runs,)
        The sample, in any order; at least one.
    happened : float
        What came about.

    Raises
    ------
    ValueError
        If the sample is empty.

    References
    ----------
    Gneiting & Raftery (2007), "Strictly Proper Scoring Rules, Prediction, and Estimation", Journal of the American
    Statistical Association 102(477).

    Examples
    --------
    >>> continuous_ranked_probability_score(np.array([40.0]), 43)
    3.0
    >>> continuous_ranked_probability_score(np.array([42.0, 44.0]), 43)
    0.5
    """
    if not len(forecast):
        raise ValueError("a forecast without runs has no score")
    ordered, many = np.sort(forecast), len(forecast)
    within = 2 * float(np.sum((2 * np.arange(1, many + 1) - many - 1) * ordered)) / many**2
    return float(np.mean(np.abs(ordered - happened))) - within / 2


def recognition_curve(ensemble: Ensemble) -> tuple[CurvePoint, ...]:
    """Hold the counts of recognition against the record, in the runs that ended as the record did.

    Nothing where the scenario has no recognition of a list of states that comes with the program, or no record.
    """
    stage = next((stage for stage in ensemble.scenario.process if isinstance(stage, Recognition)), None)
    record = ensemble.scenario.record
    if stage is None or not isinstance(stage.states, str) or record is None or record.ended_on is None:
        return ()
    alike = np.ones(len(ensemble), dtype=bool)
    if record.outcome is not None:
        alike = np.asarray(ensemble.column("outcome")) == record.outcome
    return tuple(_points(ensemble, stage, record.ended_on, alike))


def _points(ensemble: Ensemble, stage: Recognition, declared: dt.date, alike: Floats) -> Iterator[CurvePoint]:
    dates = sorted(dates_of_record(str(stage.states)).values())
    for week in sorted({week for week in stage.count_at_weeks if week}):
        day = declared + dt.timedelta(weeks=week)
        counts = np.asarray(ensemble.column(f"recognitions.week_{week}"), dtype=np.float64)[alike]
        counts = counts[counts >= 0]
        if not counts.size:
            continue
        low_90, low_50, median, high_50, high_90 = np.percentile(counts, PERCENTILES).tolist()
        happened = int(np.searchsorted(np.array(dates, dtype="datetime64[D]"), np.datetime64(day, "D"), side="right"))
        fitted = stage.fitted_until is not None and day <= stage.fitted_until
        crps = continuous_ranked_probability_score(counts, happened)
        yield CurvePoint(week, fitted, happened, median, low_50, high_50, low_90, high_90, crps, len(counts))


def summary_of(curve: Sequence[CurvePoint]) -> CurveSummary | None:
    """Sum up the points that were judged, not fitted; nothing where there are none."""
    judged = [point for point in curve if not point.fitted]
    if not judged:
        return None
    last = max((point.record for point in curve if point.fitted), default=0)
    return CurveSummary(
        points=len(judged),
        within_50=sum(point.low_50 <= point.record <= point.high_50 for point in judged),
        within_90=sum(point.low_90 <= point.record <= point.high_90 for point in judged),
        mean_absolute_error=float(np.mean([abs(point.median - point.record) for point in judged])),
        mean_crps=float(np.mean([point.crps for point in judged])),
        unchanged_crps=float(np.mean([abs(last - point.record) for point in judged])),
    )
