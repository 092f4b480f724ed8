"""Conditioning: which runs match, how many would do, and what the given tells about the drawn numbers."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import pytest

import sim
from sim.questions.condition import condition, distance
from sim.questions.given import given_from
from sim.scenario.faults import ScenarioFault

FIVE = "scenarios/kosovo/five_actors.yaml"


@cache
def ensemble():
    return sim.run(FIVE, runs=1_500, seed=3)


def test_counts_are_those_of_the_columns():
    found = condition(ensemble(), {"ending": "coordinated", "ended_week": {"min": 118}})
    frame = ensemble().table
    wanted = frame[(frame["ending"] == "coordinated") & (frame["ended_week"] >= 118)]["run"]
    assert found.runs.tolist() == wanted.tolist()
    assert found.tried == 1_500
    assert found.share.share == len(wanted) / 1_500
    assert found.effective_size == len(wanted)


def test_dates_bound_a_column_of_days():
    found = condition(ensemble(), {"ended_on": {"after": dt.date(2008, 2, 1), "before": dt.date(2008, 3, 1)}})
    days = found.rows.column("ended_on").to_pylist()
    assert days
    assert all(dt.date(2008, 2, 1) <= day < dt.date(2008, 3, 1) for day in days)


def test_a_list_of_clauses_holds_where_any_does():
    either = condition(ensemble(), [{"ending": "alone"}, {"ending": "adopted"}])
    each = [len(condition(ensemble(), {"ending": name})) for name in ("alone", "adopted")]
    assert len(either) == sum(each)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("outcom: agreed_settlement", "did you mean outcome?"),
        ("outcome: coordinated_declartion", "did you mean coordinated_declaration?"),
        ("ended_week: five", "the column holds numbers"),
        ("ended_week: {after: 2008-01-01}", "`after` is asked, and the column holds numbers"),
        ("ended_on: {min: 3}", "the column holds dates"),
        ("ended_week: {min: 5, max: 3}", "min 5.0 is above max 3.0"),
        ("ended_week: {}", "an empty bound"),
    ],
)
def test_faults_name_file_and_line(tmp_path, asked, said):
    file = tmp_path / "given.yaml"
    file.write_text(f"title: x\ngiven:\n  {asked}\n", encoding="utf-8")
    with pytest.raises(ScenarioFault) as told:
        condition(ensemble(), file)
    assert f"{file}:3:" in str(told.value)
    assert said in str(told.value)


def test_what_chance_alone_moves_is_not_called_moved():
    parts = condition(ensemble(), {"run": {"max": 399}}).moved()  # run numbers know nothing of the inputs
    assert max(part.distance for part in parts) < parts[0].by_chance


def test_the_posterior_is_that_of_bayes():
    """Given a low price of blocking, that number moves, and its distance is what the bound implies."""
    found = condition(ensemble(), {"in.actors.russia.blocking_cost": {"max": 0.2}})
    first = found.moved()[0]
    assert first.path == "actors.russia.blocking_cost"
    assert first.high <= 0.2 < first.prior_high
    assert first.distance == pytest.approx(1 - found.share.share)
    assert first.distance > first.by_chance


def test_distance_is_that_of_scipy():
    from scipy.stats import ks_2samp

    one, other = ensemble().column("text.status")[:300], ensemble().column("text.status")[500:]
    assert distance(one, other) == pytest.approx(ks_2samp(one, other).statistic)


def test_playing_on_finds_the_runs_of_a_larger_ensemble():
    asked = {"ending": "coordinated", "in.actors.russia.blocking_cost": {"max": 0.15}}
    few = sim.run(FIVE, runs=300, seed=3)
    found = condition(few, asked, until=90)
    assert len(found) >= 90
    assert found.tried % 1_024 == 0  # whole blocks, the first one completed
    larger = condition(sim.run(FIVE, runs=found.tried, seed=3), asked)
    assert found.runs.tolist() == larger.runs.tolist()


def test_playing_on_ends_at_the_bound():
    found = condition(sim.run(FIVE, runs=300, seed=3), {"ended_week": {"min": 9_999}}, until=5, most=1_100)
    assert (len(found), found.tried) == (0, 1_100)
    assert found.runs_for_enough == 36_667  # rule of three: at most 3 of 1,100 could have matched
    assert found.moved() == []


def test_how_many_runs_would_do():
    found = condition(ensemble(), {"ending": "alone"})
    assert found.runs_for_enough == int(np.ceil(100 / (len(found) / 1_500)))


def test_the_shipped_history_matches_runs():
    found = condition(ensemble(), given_from("scenarios/kosovo/history.yaml"))
    assert len(found) > 100
    assert set(found.rows.column("outcome").to_pylist()) == {"coordinated_declaration"}
