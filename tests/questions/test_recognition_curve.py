"""The recognition curve: held against the record month by month, by tables made by hand and by what was measured."""

import datetime as dt
import itertools
import json
import math

import numpy as np
import pyarrow as pa
import pytest

from sim.cli import main
from sim.questions.hindcast.curve import (
    LEADS,
    columns_of_curve,
    month_ends,
    month_weeks,
    recognition_curve,
    record_at,
)
from sim.questions.hindcast.scores import ranked_score
from sim.questions.measures import recognised_by
from sim.runs.ensemble import Ensemble
from sim.runs.run import run
from sim.scenario.reader import read_scenario

BASELINE = "scenarios/kosovo/baseline.yaml"
BY_MONTH = (
    "21 35 38 42 43 43 46 47 52 52 53 54 55 56 58 60 60 62 62 62 62 63 64 65 65 65 67 69 69 69 69 70 71 72 72 74 "
    "75 75 75 75 76 77 81 83 84 84 84 85 86 86 87 87 88 88 88 88 90 93 95 95 95 96 96 97 100 100 100 103 103 103 103"
)
"""States that had recognised by the end of each month, 2008-02 to 2013-12, counted apart from the list."""

DECLARED = dt.date(2008, 2, 17)


@pytest.fixture(scope="module")
def scenario(request):
    return read_scenario(request.config.rootpath / BASELINE)


@pytest.fixture(scope="module")
def stage(scenario):
    return scenario.stages["recognition"]


def real(stage, week):
    return int(record_at(stage, [DECLARED + dt.timedelta(weeks=week)])[0])


def ensemble_of(scenario, runs, of_week, outcome=None):
    """An ensemble whose runs recognise as `of_week` says, an array or a number a week."""
    weeks = scenario.stages["recognition"].count_at_weeks
    counts = {
        recognised_by(scenario.stages["recognition"], w): np.broadcast_to(of_week(w), runs).astype(np.int32)
        for w in weeks
    }
    outcomes = outcome or ["coordinated_declaration"] * runs
    table = pa.table({"outcome": outcomes, "ending": ["coordinated"] * runs, "ended_week": [117] * runs, **counts})
    standing = np.zeros((scenario.calendar.weeks, len(scenario.process) + 1), dtype=np.int64)
    return Ensemble(scenario, 0, table, standing)


# --- the record -----------------------------------------------------------------------------------------------


def test_the_record_is_that_of_the_historians_month_by_month(stage):
    days = month_ends(dt.date(2008, 2, 17), dt.date(2013, 12, 1)).tolist()
    assert record_at(stage, days).tolist() == [int(count) for count in BY_MONTH.split()]
    assert len(days) == 71


def test_every_month_is_judged_but_the_last_which_few_runs_reach(scenario, stage):
    weeks = list(month_weeks(stage.count_at_weeks, scenario.record))
    assert len(weeks) == len(set(weeks)) == 70
    months = [DECLARED.replace(day=1)]
    while len(months) < 71:
        months.append((months[-1] + dt.timedelta(days=32)).replace(day=1))
    for week, following in zip(weeks, months[1:], strict=True):
        end = following - dt.timedelta(days=1)
        assert abs((DECLARED + dt.timedelta(weeks=week) - end).days) <= 14


def test_a_month_without_a_count_near_its_end_is_left_out(scenario):
    assert list(month_weeks([2, 4, 10, 303], scenario.record)) == [2, 10, 303]
    assert list(month_weeks([], scenario.record)) == []


# --- the verdict ----------------------------------------------------------------------------------------------


def test_what_foretells_all_is_never_wrong(scenario, stage):
    curve = recognition_curve(ensemble_of(scenario, 4, lambda week: real(stage, week)))
    assert (curve.fitted.months, curve.judged.months) == (5, 65)
    for spell in (curve.fitted, curve.judged):
        assert spell.in_50 == spell.in_90 == spell.months
        assert spell.error == spell.crps == 0.0
    assert math.isnan(curve.fitted.standstill)
    assert curve.judged.standstill == np.mean([real(stage, p.week) - 43 for p in curve.months if not p.fitted])


def test_what_is_ten_too_high_is_ten_off_and_in_no_band(scenario, stage):
    curve = recognition_curve(ensemble_of(scenario, 4, lambda week: real(stage, week) + 10))
    assert curve.judged.in_50 == curve.judged.in_90 == 0
    assert curve.judged.error == curve.judged.crps == 10.0


def test_bands_hold_the_middle_half_and_the_middle_nine_tenths(scenario, stage):
    """Runs are spread evenly over 100 counts; the record lies at the 20th in 2008, at the 40th from 2009 on."""
    spread = np.arange(101)
    curve = recognition_curve(
        ensemble_of(scenario, 101, lambda week: real(stage, week) + 40 + spread - (60 if week <= 45 else 80))
    )
    early = [point for point in curve.months if point.week <= 45]
    late = [point for point in curve.months if point.week > 45]
    assert all(not point.in_50 and point.in_90 for point in early) and len(early) == 11
    assert all(point.in_50 and point.in_90 for point in late)
    assert all(point.high_50 - point.low_50 == 50 and point.high_90 - point.low_90 == 90 for point in late)
    assert curve.judged.in_50 == len(late) and curve.judged.in_90 == 65


def test_the_fit_ends_on_its_last_day_and_no_month_counts_twice(scenario, stage):
    curve = recognition_curve(ensemble_of(scenario, 4, lambda week: real(stage, week)))
    assert [point.on for point in curve.months if point.fitted][-1] == "2008-06-29"
    assert next(point.on for point in curve.months if not point.fitted) == "2008-08-03"
    assert len({point.on for point in curve.months}) == 70


def test_it_is_scored_a_month_half_a_year_a_year_and_three_years_on(scenario, stage):
    curve = recognition_curve(ensemble_of(scenario, 3, lambda week: real(stage, week) + np.array([0, 3, 6])))
    assert {months: (point.week, point.record) for months, point in curve.leads.items()} == {
        1: (4, 26), 6: (26, 45), 12: (52, 54), 36: (156, 75),
    }  # fmt: skip
    assert all(point.crps == pytest.approx(ranked_score(np.array([0, 3, 6]), 0)) for point in curve.leads.values())
    assert list(curve.leads) == list(LEADS)


def test_only_runs_that_ended_as_it_did_and_came_so_far_are_looked_at(scenario, stage):
    counts = np.array([0, 0, -1])

    def of_week(week):
        return np.where(counts < 0, -1, real(stage, week)) + np.array([0, 50, 0])

    outcome = ["coordinated_declaration", "lone_declaration", "coordinated_declaration"]
    curve = recognition_curve(ensemble_of(scenario, 3, of_week, outcome))
    assert {point.runs for point in curve.months} == {1}
    assert curve.judged.crps == 0.0


def test_where_nothing_can_be_compared_there_is_no_curve(scenario, stage, five_actors):
    def real_now(week):
        return real(stage, week)

    assert recognition_curve(run(five_actors, 16)) is None
    assert recognition_curve(ensemble_of(scenario, 2, lambda week: -1)) is None
    bare = scenario.model_copy(update={"record": scenario.record.model_copy(update={"ended_on": None})})
    assert recognition_curve(ensemble_of(bare, 2, real_now)) is None
    assert columns_of_curve(bare) == columns_of_curve(five_actors) == []
    assert set(columns_of_curve(scenario)) == {"outcome", *(recognised_by(stage, w) for w in stage.count_at_weeks)}


# --- the score ------------------------------------------------------------------------------------------------


def test_the_ranked_score_is_that_of_all_pairs_and_of_the_distribution_function():
    rng = np.random.Generator(np.random.PCG64(3))
    values, happened = rng.integers(0, 30, 41).astype(float), 17.5
    pairs = np.mean([abs(a - b) for a, b in itertools.product(values, values)])
    assert ranked_score(values, happened) == pytest.approx(np.mean(np.abs(values - happened)) - pairs / 2)
    grid = np.arange(-5, 40, 0.01) + 0.005
    below = np.mean(values[:, None] <= grid, axis=0)
    assert ranked_score(values, happened) == pytest.approx(np.sum((below - (grid >= happened)) ** 2) * 0.01, abs=0.01)


def test_the_ranked_score_is_proper():
    """Whoever believes in a spread does best by telling just that spread."""
    believed = np.arange(21.0)

    def expected(told):
        return np.mean([ranked_score(told, came) for came in believed])

    others = [believed + 3, np.full(21, 10.0), 10 + 2 * (believed - 10), 10 + (believed - 10) / 2]
    assert all(expected(believed) < expected(told) for told in others)


def test_no_runs_have_no_score():
    with pytest.raises(ValueError, match="no run says anything"):
        ranked_score(np.array([]), 1.0)


# --- the verb -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(request, tmp_path_factory):
    home = tmp_path_factory.mktemp("curve") / "kept"
    file = str(request.config.rootpath / BASELINE)
    assert main(["run", file, "--runs", "64", "--seed", "5", "--out", str(home)]) == 0
    return home


def test_the_verb_prints_sums_and_leads_and_each_month_when_asked(folder, capsys):
    assert main(["hindcast", str(folder)]) == 0
    shown = capsys.readouterr().out
    for words in ("36 months", "to 2008-06-30 (fitted)", "after it (judged)", "In 90 % band", "continuous ranked"):
        assert words in shown
    assert "2013-10-20" not in shown
    assert main(["hindcast", str(folder), "--months"]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.strip().startswith("20")]
    assert len(lines) == 70
    assert lines[0].split()[:2] == ["2008-03-02", "21"]


def test_the_data_hold_every_month(folder, capsys):
    assert main(["hindcast", str(folder), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["recognitions"]
    assert found["fitted_until"] == "2008-06-30"
    assert found["fitted"]["standstill"] is None
    assert found["judged"]["months"] == 65 and found["judged"]["crps"] > 0
    assert list(found["leads"]) == ["1", "6", "12", "36"]
    months = found["months"]
    assert [month["record"] for month in months[:5]] == [21, 35, 38, 42, 43]
    for band in (50, 90):
        inside = [month[f"low_{band}"] <= month["record"] <= month[f"high_{band}"] for month in months]
        assert [month[f"in_{band}"] for month in months] == inside
        assert found["judged"][f"in_{band}"] == sum(inside[5:])
