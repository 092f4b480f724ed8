from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.theory.older_models.exchange import best_exchange, exchange
from sim.theory.older_models.mean_and_median import compromise_mean

BENCHMARKS = Path(__file__).resolve().parents[3] / "shared" / "benchmarks"


def climate_talks() -> tuple[list[str], list[str], np.ndarray, np.ndarray, np.ndarray]:
    path = BENCHMARKS / "exchange_CoP21_inputs.csv"
    if not path.exists():
        pytest.skip("the shared benchmarks are not beside this checkout")
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    actors = list(dict.fromkeys(row["actor"] for row in rows))
    issues = list(dict.fromkeys(row["issue"] for row in rows))
    position = np.full((len(actors), len(issues)), np.nan)
    salience, power = np.zeros(position.shape), np.zeros(len(actors))
    for row in rows:
        place = actors.index(row["actor"]), issues.index(row["issue"])
        position[place], salience[place] = float(row["position"]), float(row["salience"])
        power[place[0]] = float(row["power"])
    return actors, issues, position, salience, power


def test_the_first_exchange_of_the_climate_talks_is_between_usa_and_china() -> None:
    actors, issues, position, salience, power = climate_talks()
    trade = best_exchange(position, salience, power)
    assert {actors[trade.first.item()], actors[trade.second.item()]} == {"USA", "China"}
    assert trade.gain.item() == pytest.approx(2.190721649484536, abs=1e-12)
    assert {issues[trade.first_issue.item()], issues[trade.second_issue.item()]} == {"eaa", "financevol"}


def test_the_climate_talks_end_and_start_from_the_weighted_means() -> None:
    _, _, position, salience, power = climate_talks()
    found = exchange(position, salience, power)
    weighted = compromise_mean(position, salience, power[:, np.newaxis])
    assert found.outcome[0, :, 0] == pytest.approx(weighted, abs=1e-9)
    assert 1 < found.made.item() < 1000
    assert best_exchange(position, salience, power).gain.item() == found.trades[0].gain.item()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 6), st.integers(1, 4))
def test_both_gain_the_same_in_every_exchange_and_nobody_overshoots(seed: int, actors: int, issues: int) -> None:
    random = np.random.default_rng(seed)
    position, salience = random.random((2, actors, issues, 5))
    power = random.random(actors)
    found = exchange(position, salience, power)
    for step, trade in enumerate(found.trades):
        before, after = found.outcome[step], found.outcome[step + 1]
        for run in np.flatnonzero(trade.gain > 0):
            for actor in (trade.first[run], trade.second[run]):
                own, cares = position[actor, :, run], salience[actor, :, run]
                utility = [-(cares * np.abs(text[:, run] - own)).sum() for text in (before, after)]
                assert utility[1] - utility[0] == pytest.approx(trade.gain[run], abs=1e-9)
        untouched = ~trade.touches(issues) | (trade.gain <= 0)
        assert (before == after)[untouched].all()
    assert (found.votes >= position.min(axis=0) - 1e-9).all()
    assert (found.votes <= position.max(axis=0) + 1e-9).all()
    assert found.outcome[-1] == pytest.approx(compromise_mean(found.votes, salience * power[:, None, None]), abs=1e-9)
    assert exchange(position, salience, power, most=1).outcome.shape[0] <= 2


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_run_is_the_same_alone_and_in_a_block(seed: int) -> None:
    random = np.random.default_rng(seed)
    position, salience = random.random((2, 5, 4, 6))
    power = random.random(5)
    block = exchange(position, salience, power)
    for run in range(6):
        alone = exchange(position[:, :, run], salience[:, :, run], power)
        assert (alone.outcome[-1, :, 0] == block.outcome[-1, :, run]).all()


def test_actors_on_one_side_or_with_the_same_priorities_do_not_trade() -> None:
    same = np.full((2, 2), 0.5)
    assert exchange([[0.0, 0.0], [1.0, 1.0]], same, 1.0).trades == []
    assert exchange([[0.0], [1.0]], [[1.0], [0.5]], 1.0).trades == []
    assert exchange([[0.2, 0.2], [0.2, 0.2]], [[1, 0.5], [0.5, 1]], 1.0).trades == []
    assert exchange([[0.0, 0.0], [1.0, np.nan]], [[1, 0.5], [0.5, 1]], 1.0).trades == []


def test_what_cannot_be_meant_is_refused() -> None:
    with pytest.raises(ValueError, match="actors"):
        exchange([[0.0, 1.0]], [[1.0, 1.0]], 1.0)
    with pytest.raises(ValueError, match="0 or more"):
        exchange([[0.0], [1.0]], [[1.0], [-1.0]], 1.0)
