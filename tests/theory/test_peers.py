"""The models people used before, on scenario files and their draws."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model import StatusTalks
from sim.scenario.from_table import scenario_of_text
from sim.scenario.reader import read_scenario
from sim.theory.older_models.forecast import MODELS, forecast, stakeholders

CARS = (
    "Actor,Capability,Position,Salience\nNetherlands,0.08,4,0.8\nBelgium,0.08,7,0.4\nLuxembourg,0.03,4,0.2\n"
    "Germany,0.16,4,0.8\nFrance,0.16,10,0.6\nItaly,0.16,10,0.6\nUK,0.16,10,0.9\nIreland,0.05,7,0.1\n"
    "Denmark,0.05,4,1.0\nGreece,0.08,7,0.7\n"
)
"""Bueno de Mesquita (1994), as quoted by Scholz, Calbert & Smith (2011)."""


@pytest.fixture(scope="module")
def cars():
    return scenario_of_text(CARS, "cars.csv")


def years(scenario, model, runs=3):
    return 4 + 6 * forecast(scenario, model, runs).outcome[0]


def test_the_car_emissions_case_through_import(cars):
    assert years(cars, "compromise") == pytest.approx(np.full(3, 7.389955686853767), abs=1e-9)
    assert years(cars, "median") == pytest.approx(np.full(3, 7.0), abs=1e-9)
    assert years(cars, "challenge_published") == pytest.approx(np.full(3, 7.0), abs=1e-9)
    assert 4 <= years(cars, "challenge")[0] <= 10
    assert years(cars, "exchange") == pytest.approx(years(cars, "compromise"))  # one issue leaves nothing to trade
    assert 4 < years(cars, "condorcet")[0] < 10


def test_data_for_programs_have_the_scale_of_the_table(cars):
    (told,) = forecast(cars, "compromise", 3).summary()["issues"]
    assert told["scale"] == {"from": 4.0, "to": 10.0, "unit": None}
    assert told["on_scale"]["q50"] == pytest.approx(7.389955686853767)
    assert told["q50"] == pytest.approx((7.389955686853767 - 4) / 6)
    assert set(told["on_scale"]) == {"mean", "q05", "q25", "q50", "q75", "q95"}


@pytest.mark.parametrize("model", MODELS)
def test_every_model_forecasts_every_issue_and_says_what_is_known_of_it(model, five_actors):
    found = forecast(five_actors, model, 60, seed=4)
    assert found.outcome.shape == (4, 60)
    assert ((found.outcome >= 0) & (found.outcome <= 1)).all()
    told = found.summary()
    assert told["accuracy"]
    assert told["actors"] == ["belgrade", "pristina", "contact_group", "russia"]
    for row in told["issues"]:
        assert row["q05"] <= row["q50"] <= row["q95"]


@pytest.mark.parametrize("model", MODELS)
def test_a_forecast_stands_on_the_draws_of_the_runs(model, five_actors):
    few, many = forecast(five_actors, model, 5, seed=4), forecast(five_actors, model, 40, seed=4)
    np.testing.assert_allclose(few.outcome, many.outcome[:, :5], atol=1e-12)


def test_the_compromise_by_hand(five_actors):
    actors = [StatusTalks(five_actors, seed=4, places=np.arange(5)).actors[n] for n in stakeholders(five_actors)]
    cares = np.stack([actor.number("salience.status") for actor in actors])
    wants = np.stack([actor.position[0] for actor in actors])
    found = forecast(five_actors, "compromise", 5, seed=4)
    np.testing.assert_allclose(found.outcome[0], (cares * wants).sum(axis=0) / cares.sum(axis=0))


def test_runs_of_several_blocks(five_actors):
    assert forecast(five_actors, "median", 1_100).outcome.shape == (4, 1_100)


def test_actors_without_a_position_do_not_count_and_an_issue_of_nobody_is_left_open(talks):
    alone = {"actors.west.position.rights": None, "actors.west.salience.rights": None}
    scenario = talks(alone)
    for model in MODELS:
        status, rights = forecast(scenario, model, 2).outcome
        assert np.isfinite(status).all()
        assert rights == pytest.approx(0.8), model
    nobody = talks(alone | {"actors.east.position.rights": None, "actors.east.salience.rights": None})
    for model in MODELS:
        found = forecast(nobody, model, 2)
        assert np.isnan(found.outcome[1]).all(), model
        assert found.summary()["issues"][1]["mean"] is None


def test_what_is_refused(five_actors, talks):
    with pytest.raises(ValueError, match="no model is called 'astrology'"):
        forecast(five_actors, "astrology")
    with pytest.raises(ValueError, match="0 runs"):
        forecast(five_actors, "median", 0)


def test_whoever_mediates_and_blocs_of_others_do_not_count():
    baseline = read_scenario("scenarios/kosovo/baseline.yaml")
    names = stakeholders(baseline)
    assert {"belgrade", "pristina", "us", "russia"} <= set(names)
    assert not {"envoy", "contact_group"} & set(names)
