"""The recognition curve against the record: bands and scores, by hand and on the shipped list of states."""

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ensemble.ensemble import Ensemble
from sim.ensemble.recognition_curve import (
    CurvePoint,
    continuous_ranked_probability_score,
    recognition_curve,
    summary_of,
)
from sim.scenario.reader import read_scenario

BASELINE = "scenarios/kosovo/baseline.yaml"
COUNTS = st.lists(st.integers(0, 190), min_size=1, max_size=30)


@given(COUNTS, st.integers(0, 190))
def test_the_score_is_mean_distance_less_half_the_distance_within(counts, happened):
    sample = np.array(counts, dtype=np.float64)
    plain = np.mean(np.abs(sample - happened)) - np.mean(np.abs(sample[:, None] - sample[None, :])) / 2
    found = continuous_ranked_probability_score(sample, happened)
    assert found == pytest.approx(plain, abs=1e-9)
    assert found >= -1e-9
    assert continuous_ranked_probability_score(sample[::-1], happened) == pytest.approx(found)


def test_a_normal_forecast_scores_what_its_formula_says():
    sample = np.random.default_rng(3).normal(size=200_000)
    closed = 2 / math.sqrt(2 * math.pi) - 1 / math.sqrt(math.pi)  # at the mean; Gneiting & Raftery 2007, eq. 20
    assert continuous_ranked_probability_score(sample, 0.0) == pytest.approx(closed, abs=0.004)


def test_a_sample_without_runs_is_refused():
    with pytest.raises(ValueError, match="a forecast without runs has no score"):
        continuous_ranked_probability_score(np.array([]), 3)


def ensemble_of(**columns):
    scenario = read_scenario(BASELINE)
    runs = len(columns["outcome"])
    weeks = next(stage for stage in scenario.process if stage.name == "recognition").count_at_weeks
    counted = {f"recognitions.week_{week}": [0] * runs for week in weeks} | columns
    standing = np.zeros((scenario.calendar.weeks, len(scenario.process) + 1), dtype=np.int64)
    return Ensemble(scenario, 0, pa.table({"ending": ["coordinated"] * runs, **counted}), standing)


def test_points_are_read_off_runs_that_ended_as_the_record_did():
    outcome = ["coordinated_declaration"] * 5 + ["lone_declaration"]
    counts = {"recognitions.week_19": [40, 41, 42, 43, 44, 190], "recognitions.week_45": [50, 50, 50, -1, -1, 190]}
    curve = {point.week: point for point in recognition_curve(ensemble_of(outcome=outcome, **counts))}
    june, december = curve[19], curve[45]
    assert (june.fitted, june.record, june.median, june.low_50, june.high_50) == (True, 43, 42, 41, 43)
    assert (december.fitted, december.record, december.median, december.runs) == (False, 53, 50, 3)
    assert december.crps == 3.0


def test_the_record_of_the_curve_is_that_of_the_months():
    curve = {
        point.week: point.record for point in recognition_curve(ensemble_of(outcome=["coordinated_declaration"]))
    }
    # Counts at the ends of months, ../shared/history/recognitions_monthly.csv; the week ends within days of them.
    assert (curve[2], curve[6], curve[19], curve[303]) == (21, 35, 43, 103)


def test_what_was_fitted_does_not_count_as_foretold():
    def point(week, fitted, record, low, high):
        return CurvePoint(week, fitted, record, 50.0, low, high, low - 5, high + 5, 2.0, 10)

    curve = [
        point(1, True, 43, 0, 1),
        point(2, False, 52, 45, 55),
        point(3, False, 58, 45, 55),
        point(4, False, 90, 45, 55),
    ]
    summed = summary_of(curve)
    assert (summed.points, summed.within_50, summed.within_90) == (3, 1, 2)
    assert summed.mean_absolute_error == pytest.approx((2 + 8 + 40) / 3)
    assert summed.mean_crps == 2.0
    assert summed.unchanged_crps == pytest.approx((9 + 15 + 47) / 3)
    assert summary_of(curve[:1]) is None
