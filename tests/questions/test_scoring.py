"""Scores against what happened, beside plain baselines."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

import sim
from sim.chance.streams import Streams
from sim.questions.hindcast.scores import Scores, brier_score, calibration, log_score, score
from sim.scenario.reader import read_scenario, varied

FIVE = "scenarios/kosovo/five_actors.yaml"


@cache
def ensemble():
    scenario = varied(read_scenario(FIVE), ["record.measures={text.status: 0.82, ended_week: 118}"]).scenario
    return sim.run(scenario, runs=600, seed=2)


def test_the_uniform_guess_scores_what_it_must():
    assert log_score([0.25] * 4, 1) == pytest.approx(math.log(4))
    assert brier_score([0.25] * 4, 1) == pytest.approx(0.75)
    assert brier_score([1.0, 0.0], 0) == 0.0
    assert brier_score([1.0, 0.0], 1) == 2.0
    assert log_score([1.0, 0.0], 1) == math.inf


def test_both_scores_are_proper():
    """Whoever believes 0.7 does best by saying 0.7."""
    for rule in (log_score, brier_score):

        def expected(said, rule=rule):
            return 0.7 * rule([said, 1 - said], 0) + 0.3 * rule([said, 1 - said], 1)

        assert min((place / 100 for place in range(1, 100)), key=expected) == pytest.approx(0.7)


def test_an_ensemble_is_scored_against_its_record():
    own, uniform = score(ensemble()).summary()["scores"]
    share = ensemble().outcomes()["coordinated_declaration"].share
    assert own["chance"] == pytest.approx((600 * share + 0.5) / 603)
    assert own["log_score"] == pytest.approx(-math.log(own["chance"]))
    assert uniform["log_score"] == pytest.approx(math.log(6))
    assert sum(score(ensemble()).chances.values()) == pytest.approx(1)


def test_points_stand_beside_the_baselines():
    points = {(part.measure, part.forecast): part for part in score(ensemble()).points}
    actors = ensemble().scenario.actors.values()
    weight = [actor.salience["status"].mean * actor.weight.mean for actor in actors]
    mean = sum(w * actor.position["status"].mean for w, actor in zip(weight, actors, strict=True)) / sum(weight)
    assert points["text.status", "weighted mean"].value == pytest.approx(mean)
    assert points["text.status", "status quo"].value == pytest.approx(0.28)
    assert points["text.status", "status quo"].error == pytest.approx(0.54)
    assert points["text.status", "weighted median"].value in [actor.position["status"].mean for actor in actors]
    assert points["ended_week", "ensemble median"].value == np.median(ensemble().column("ended_week"))
    assert ("ended_week", "weighted mean") not in points


def test_an_outcome_never_seen_is_not_called_impossible():
    found = score(ensemble(), "prolonged_talks")
    assert 0 < found.chances["prolonged_talks"] < 0.02
    assert math.isfinite(found.summary()["scores"][0]["log_score"])


def test_calibration_of_a_forecaster_who_knows_the_chances():
    chance = Streams(1, 0).stream("test.cases")
    cases = []
    for _ in range(800):
        share = chance.random()
        cases.append(Scores("", 1, "x" if chance.random() < share else "y", {"x": share, "y": 1 - share}, []))
    bins = calibration(cases)
    assert sum(part.forecasts for part in bins) == 1_600
    for part in bins:
        assert part.happened.low - 0.03 < part.mean_chance < part.happened.high + 0.03


def test_what_cannot_be_scored_is_said():
    with pytest.raises(ValueError, match="did you mean coordinated_declaration"):
        score(ensemble(), "coordinated_declartion")
