"""The hindcast: facts judged by tables made by hand, scores beside plain guesses, and the verb that prints them."""

import json
import math
import re

import numpy as np
import pyarrow as pa
import pytest
from pydantic import ValidationError

from sim.cli import main
from sim.questions.hindcast.facts import Measured, difference, median_interval, mode_interval
from sim.questions.hindcast.hindcast import facts_of, hindcast, judge, outcome_scores
from sim.questions.hindcast.scores import score
from sim.runs.ensemble import Ensemble
from sim.runs.intervals import wilson
from sim.scenario.format.record import Fact
from sim.scenario.reader import written

PRIORS = {"settled": 0.2, "nothing": 0.6}


@pytest.fixture
def case(talks):
    """Talks with a record, priors and a fact; the outcomes are `settled` and `nothing`."""

    def make(**record):
        part = {"says": "rounds", "measure": "median", "column": "rounds.rounds", "record": 5, "target": {"min": 3}}
        facts = [{"id": "S1", "says": "a fact", "parts": [part]}]
        return talks({"record": {"outcome": "nothing", "priors": PRIORS, "facts": facts, **record}})

    return make


def ensemble_of(scenario, **columns):
    """An ensemble of a table made by hand."""
    runs = len(next(iter(columns.values())))
    standing = np.zeros((scenario.calendar.weeks, len(scenario.process) + 1), dtype=np.int64)
    columns.setdefault("outcome", ["nothing"] * runs)
    table = pa.table({"ending": ["calendar"] * runs, "ended_week": [0] * runs, **columns})
    return Ensemble(scenario, 0, table, standing)


def judged(scenario, part, **columns):
    fact = Fact.model_validate({"id": "S1", "says": "a fact", "parts": [{"says": "a part", **part}]})
    (measured,) = judge(fact, ensemble_of(scenario, **columns)).parts
    return measured


BOUNDS = [
    ({"min": 0.5}, True), ({"min": 0.51}, False), ({"max": 0.5}, True), ({"max": 0.49}, False),
    ({"min": 0.4, "max": 0.6}, True),
]  # fmt: skip


@pytest.mark.parametrize(("target", "inside"), BOUNDS)
def test_a_share_counts_the_runs_asked_and_is_judged_by_its_bounds(case, target, inside):
    part = {"measure": "share", "where": {"drafts": {"min": 4}}, "among": {"kept": True}, "target": target}
    found = judged(case(), part, drafts=[5, 4, 3, 0, 9], kept=[True, True, True, True, False])
    assert (found.value, found.low, found.high) == wilson(2, 4)
    assert found.runs == 4
    assert found.inside is inside


def test_a_median_leaves_out_what_is_missing_and_takes_off_what_it_must(case):
    part = {"measure": "median", "column": "late", "less": "early", "target": {"min": 3, "max": 3}}
    found = judged(case(), part, late=[10.0, 6.0, 4.0, math.nan], early=[1.0, 3.0, 3.0, 0.0])
    assert found.value == 3.0
    assert found.runs == 3
    assert found.inside


def test_a_mean_has_the_interval_of_its_standard_error(case):
    found = judged(case(), {"measure": "mean", "column": "fall", "target": {"max": 0.3}}, fall=[0.1, 0.2, 0.3, 0.4])
    assert found.value == pytest.approx(0.25)
    half = 1.96 * np.std([0.1, 0.2, 0.3, 0.4]) / 2
    assert (found.low, found.high) == (pytest.approx(0.25 - half, abs=1e-4), pytest.approx(0.25 + half, abs=1e-4))


def test_a_ratio_leaves_out_what_it_cannot_divide(case):
    part = {"measure": "median", "column": "early", "over": "all", "target": {"min": 0.5, "max": 0.5}}
    found = judged(case(), part, early=[1.0, 2.0, 9.0, 3.0], all=[2.0, 4.0, 10.0, 0.0])
    assert (found.value, found.runs, found.inside) == (0.5, 3, True)


def test_a_mode_is_the_most_frequent_value_and_what_may_be_it(case):
    part = {"measure": "mode", "column": "votes", "among": {"kept": True}, "target": {"min": 10, "max": 11}}
    votes, kept = [9] * 5 + [10] * 30 + [11] * 25 + [15] * 90, [True] * 60 + [False] * 90
    found = judged(case(), part, votes=votes, kept=kept)
    assert (found.value, found.low, found.high, found.runs, found.inside) == (10.0, 10.0, 11.0, 60, True)
    assert mode_interval(np.array([4.0, 4.0, 3.0, 3.0]))[0] == 3.0, "the smallest of equals"


@pytest.mark.parametrize(("measure", "expected"), [("median", 2.75), ("mean", 4.0), ("share", 0.75)])
def test_two_groups_of_runs_are_held_against_each_other(case, measure, expected):
    part = {
        "measure": measure, "column": "week", "where": {"week": {"min": 5}}, "among": {"won": True},
        "against": {"won": False}, "target": {"min": expected, "max": expected},
    }  # fmt: skip
    week, won = [4.0, 5.0, 6.0, 13.0, 2.0, 2.5, 3.0, 4.5], [True] * 4 + [False] * 4
    found = judged(case(), part, week=week, won=won)
    assert found.value == pytest.approx(expected)
    assert found.low < found.value < found.high
    assert (found.runs, found.inside) == (8, True)


def test_without_runs_on_either_side_there_is_no_difference(case):
    for among, against in ((99, 1), (1, 99)):
        part = {"measure": "mean", "column": "drafts", "among": {"drafts": among}, "against": {"drafts": against}}
        found = judged(case(), {**part, "target": {"min": -9}}, drafts=[1, 1, 2])
        assert math.isnan(found.value) and not found.inside


def test_the_interval_of_a_difference_of_shares_is_newcombes():
    """His example: 56 of 70 against 48 of 80, method 10 without continuity correction."""
    one, other = Measured(*wilson(56, 70), 70), Measured(*wilson(48, 80), 80)
    found = difference(one, other)
    assert found.value == pytest.approx(0.2)
    assert (found.low, found.high) == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))


def test_a_mode_has_no_difference(case):
    part = {"says": "a part", "measure": "mode", "column": "drafts", "against": {"drafts": 1}, "target": {"min": 1}}
    with pytest.raises(ValidationError, match="`against` with a mode"):
        Fact.model_validate({"id": "S1", "says": "a fact", "parts": [part]})


@pytest.mark.parametrize(("field", "wrong"), [("over", "drfats"), ("against", {"drfats": 1})])
def test_a_column_that_is_not_there_is_an_error_of_the_file(case, field, wrong, tmp_path, capsys):
    path = tmp_path / "case.yaml"
    line = re.search(r"\n *(- )?column: rounds.rounds", written(case()))[0].replace("- ", "  ")
    more = line.replace("column: rounds.rounds", f"{field}: {json.dumps(wrong)}")
    path.write_text(re.sub(r"(column: rounds.rounds)", rf"\1{more}", written(case())), encoding="utf-8")
    assert main(["hindcast", str(path)]) == 1
    assert "results have no column `drfats`" in capsys.readouterr().err


@pytest.mark.parametrize("measure", ["share", "median", "mean", "mode"])
def test_what_no_run_shows_fails_and_is_no_number(case, measure):
    part = {"measure": measure, "column": "drafts", "where": {"drafts": 1}, "among": {"drafts": 99}}
    part["target"] = {"min": -99}
    found = judged(case(), part, drafts=[1, 2])
    assert math.isnan(found.value)
    assert found.runs == 0
    assert not found.inside


def test_a_fact_is_inside_only_if_all_its_parts_are(case):
    scenario = case()
    good = {"says": "many", "measure": "mean", "column": "drafts", "target": {"min": 1}}
    bad = {**good, "target": {"max": 1}}
    for parts, inside in (([good], True), ([good, good], True), ([good, bad], False), ([bad, good], False)):
        fact = Fact.model_validate({"id": "S1", "says": "a fact", "parts": parts})
        assert judge(fact, ensemble_of(scenario, drafts=[2, 3])).inside is inside


@pytest.mark.parametrize("target", [{}, {"min": 2, "max": 1}])
def test_a_target_that_bounds_nothing_is_an_error(target):
    part = {"says": "a part", "measure": "mean", "column": "drafts", "target": target}
    with pytest.raises(ValidationError, match=r"bounds|above max"):
        Fact.model_validate({"id": "S1", "says": "a fact", "parts": [part]})


def test_the_median_interval_is_of_order_statistics_and_covers():
    assert median_interval(np.array([7.0])) == (7.0, 7.0, 7.0)
    rng = np.random.Generator(np.random.PCG64(5))
    hits = 0
    for _ in range(400):
        middle, low, high = median_interval(rng.exponential(size=61))
        assert low <= middle <= high
        hits += low <= math.log(2) <= high
    assert 0.93 <= hits / 400 <= 0.99


def test_scores_stand_beside_a_uniform_guess_and_the_observers(case):
    outcomes = ["nothing"] * 90 + ["settled"] * 10
    ensemble = ensemble_of(case(), drafts=[5] * 100, outcome=outcomes)
    found = outcome_scores(ensemble)
    chance = 90.5 / 101
    assert found["log_score.ensemble"] == pytest.approx(-math.log(chance))
    assert found["brier_score.ensemble"] == pytest.approx(2 * (1 - chance) ** 2)
    assert found["log_score.uniform"] == pytest.approx(math.log(2))
    assert found["brier_score.uniform"] == pytest.approx(0.5)
    assert found["log_score.observers"] == pytest.approx(-math.log(0.75)), "priors are made to sum to one"
    assert found["brier_score.observers"] == pytest.approx(2 * 0.25**2)
    assert found["log_score.ensemble"] == score(ensemble).summary()["scores"][0]["log_score"], "as `sim score` has it"


def test_the_more_runs_end_as_it_did_the_lower_the_scores(case):
    scores = []
    for many in (10, 50, 90):
        outcomes = ["nothing"] * many + ["settled"] * (100 - many)
        scores.append(outcome_scores(ensemble_of(case(), drafts=[5] * 100, outcome=outcomes)))
    for name in ("log_score.ensemble", "brier_score.ensemble"):
        assert scores[0][name] > scores[1][name] > scores[2][name]


def test_without_an_outcome_on_record_there_are_no_scores(case):
    assert not outcome_scores(ensemble_of(case(outcome=None), drafts=[1]))


def test_without_facts_it_says_so(talks):
    with pytest.raises(ValueError, match="no facts"):
        facts_of(talks())
    with pytest.raises(ValueError, match="no facts"):
        hindcast(ensemble_of(talks(), drafts=[1]))


def test_the_data_name_each_fact_by_its_first_part_and_hold_no_infinities(case):
    data = hindcast(ensemble_of(case(), **{"rounds.rounds": [5, 4, 1]})).as_data()
    (fact,) = data["facts"]
    assert {name: fact[name] for name in ("id", "record", "value", "inside")} == {
        "id": "S1", "record": 5.0, "value": 4.0, "inside": True,
    }  # fmt: skip
    assert fact["low"] <= fact["value"] <= fact["high"]
    assert fact["parts"][0]["target"] == "3 or more"
    json.dumps(data, allow_nan=False)
    nobody = hindcast(ensemble_of(case(), **{"rounds.rounds": np.array([math.nan])}))
    assert nobody.as_data()["facts"][0]["value"] is None


@pytest.fixture
def file(case, tmp_path):
    """A scenario file with one fact about the talks, which holds."""
    part = {"says": "rounds", "measure": "mean", "column": "rounds.rounds", "record": 9, "target": {"min": 1}}
    facts = [{"id": "S1", "says": "they talk", "note": "nobody listens", "parts": [part]}]
    path = tmp_path / "case.yaml"
    path.write_text(written(case(facts=facts)), encoding="utf-8")
    return path


def test_the_verb_prints_every_part_the_count_and_the_scores(file, capsys):
    assert main(["hindcast", str(file), "--runs", "40"]) == 0
    shown = capsys.readouterr().out
    for word in ("S1", "they talk", "rounds", "1 or more", "inside", "nobody listens", "observers at the time",
                 "Brier score"):  # fmt: skip
        assert word in shown
    assert "1 of 1 facts inside; 40 runs, seed 0" in shown


def test_the_verb_takes_a_results_folder_and_prints_data(file, capsys, tmp_path):
    assert main(["run", str(file), "--runs", "40", "--seed", "3", "--out", str(tmp_path / "kept")]) == 0
    capsys.readouterr()
    assert main(["hindcast", str(tmp_path / "kept"), "--json"]) == 0
    kept = json.loads(capsys.readouterr().out)
    assert main(["hindcast", str(file), "--runs", "40", "--seed", "3", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == kept
    assert kept["seed"] == "3"
    assert [fact["id"] for fact in kept["facts"]] == ["S1"]
    assert {"record", "value", "low", "high", "inside"} <= set(kept["facts"][0])
    assert kept["facts"][0]["note"] == "nobody listens"
    assert kept["recognitions"] is None, "nobody recognises anybody here"
    assert {"log_score.ensemble", "brier_score.uniform"} <= set(kept["scores"])


def test_a_fact_that_fails_is_shown_failing(file, capsys):
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("min: 1", "max: 1"), encoding="utf-8")
    assert main(["hindcast", str(file), "--runs", "40"]) == 0
    shown = capsys.readouterr().out
    assert "FAILS" in shown
    assert "0 of 1 facts inside" in shown


def test_a_scenario_without_facts_is_one_line_and_exit_code_1(talks, capsys, tmp_path):
    path = tmp_path / "bare.yaml"
    path.write_text(written(talks()), encoding="utf-8")
    assert main(["hindcast", str(path)]) == 1
    said = capsys.readouterr()
    assert not said.out
    assert len(said.err.strip().splitlines()) == 1
    assert "no facts" in said.err
