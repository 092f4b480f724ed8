from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.theory.bargaining.pairs import distance_of_pair, nash_of_pair, pair
from sim.theory.bargaining.pareto import distance_to_pareto
from sim.theory.bargaining.parties import parties
from sim.theory.bargaining.solutions import nash, zone_of_agreement


def pairs(seed: int, issues: int, runs: int) -> tuple[np.ndarray, ...]:
    random = np.random.default_rng(seed)
    position, cares = random.random((2, issues, runs)), random.random((2, issues, runs))
    cares[:, 0] *= random.random(runs) > 0.2  # sometimes nobody cares
    cares /= np.maximum(cares.sum(axis=1, keepdims=True), 1e-9)
    lower, upper = random.uniform(0, 0.3, (issues, runs)), random.uniform(0.28, 1, (issues, runs))
    return position, cares, random.uniform(0, 0.9, (2, runs)), lower, upper


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1), st.integers(1, 5))
def test_the_frontier_agrees_with_the_programmes(seed: int, issues: int) -> None:
    position, cares, worst, lower, upper = pairs(seed, issues, 6)
    two = pair(position[0], cares[0], position[1], cares[1], lower=lower, upper=upper)
    paper = np.random.default_rng(seed).uniform(lower, np.maximum(lower, upper))
    utilities = 1 - (cares * np.abs(paper - position)).sum(axis=1)
    distance = distance_of_pair(two, *utilities)
    text, exists = nash_of_pair(two, *worst)
    for run in range(6):
        problem = parties(
            position[:, :, run], cares[:, :, run], worst[:, run], lower=lower[:, run], upper=upper[:, run]
        )
        assert distance[run] == pytest.approx(distance_to_pareto(problem, paper[:, run]), abs=1e-8, nan_ok=True)
        found = nash(problem)
        if abs(zone_of_agreement(problem).surplus) < 1e-6:
            continue
        assert exists[run] == found.exists
        if found.exists:
            assert problem.utilities(text[:, run]) == pytest.approx(found.utilities, abs=1e-6)
        else:
            assert np.isnan(text[:, run]).all()


def test_one_sided_power_takes_everything_the_other_does_not_need() -> None:
    two = pair([[0.0]], [[1.0]], [[1.0]], [[1.0]])
    assert nash_of_pair(two, 0.0, 0.3, first_weight=1.0)[0].item() == pytest.approx(0.3)
    assert nash_of_pair(two, 0.0, 0.3, first_weight=0.0)[0].item() == pytest.approx(1.0)
    assert nash_of_pair(two, 0.6, 0.5)[1].item() is False


def test_parties_that_want_the_same_have_nothing_to_trade() -> None:
    two = pair([[0.3]], [[1.0]], [[0.3]], [[1.0]])
    assert nash_of_pair(two, 0.2, 0.9)[0].item() == pytest.approx(0.3)
    assert distance_of_pair(two, [0.8], [0.8]) == pytest.approx([0.2])


def test_arrays_without_runs_are_refused() -> None:
    with pytest.raises(ValueError, match="issues, runs"):
        pair([0.0], [1.0], [1.0], [1.0])
