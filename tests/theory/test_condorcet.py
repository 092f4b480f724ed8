from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.theory.older_models.condorcet import condorcet, stationary, victory_chances
from sim.theory.older_models.mean_and_median import weighted_median


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(2, 7), st.floats(0.5, 4))
def test_chances_sum_to_one_and_balance(seed: int, actors: int, exponent: float) -> None:
    position, salience = np.random.default_rng(seed).random((2, actors, 3, 8))
    found = condorcet(position, salience, np.ones(actors), exponent=exponent)
    assert found.chance.sum(axis=0) == pytest.approx(1)
    assert found.victory + found.victory.swapaxes(0, 1) == pytest.approx(np.ones_like(found.victory))
    stays = found.victory / actors
    for run in range(8):
        step = stays[:, :, run].copy()  # column: what stands now; row: what stands next
        np.fill_diagonal(step, 0)
        np.fill_diagonal(step, 1 - step.sum(axis=0))
        assert step @ found.chance[:, run] == pytest.approx(found.chance[:, run])
    assert (found.mean >= position.min(axis=0) - 1e-9).all()
    assert (found.mean <= position.max(axis=0) + 1e-9).all()


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_sure_victories_leave_the_option_that_wins_every_contest_of_strength(seed: int, half: int) -> None:
    random = np.random.default_rng(seed)
    position = np.sort(random.random(2 * half + 1))[:, np.newaxis]
    # saliences inversely proportional to distance make votes one a head in the limit only; use strengths by rank
    found = condorcet(position, np.ones_like(position), np.ones(2 * half + 1), exponent=400)
    votes = np.abs(position - position.T)  # actor, option
    margin = np.maximum(votes[:, np.newaxis] - votes[:, :, np.newaxis], 0).sum(axis=0)
    close = np.abs(margin - margin.T) < 0.05 * (margin + margin.T)
    np.fill_diagonal(close, False)
    winner = np.flatnonzero(((margin > margin.T) | np.eye(2 * half + 1, dtype=bool)).all(axis=1))
    if winner.size and not close.any():
        assert found.chance[winner[0], 0] == pytest.approx(1, abs=1e-3)
        assert found.likeliest.item() == position[winner[0], 0]


def test_a_cycle_is_shared_evenly() -> None:
    cycle = [[[2.0], [1.0], [0.0]], [[0.0], [2.0], [1.0]], [[1.0], [0.0], [2.0]]]
    victory = victory_chances(cycle, np.ones((3, 1)), exponent=5)
    assert stationary(victory).ravel() == pytest.approx([1 / 3] * 3)


def test_options_may_be_given_and_an_indifferent_body_tosses_a_coin() -> None:
    found = condorcet([[0.2], [0.4]], np.ones((2, 1)), [1.0, 1.0], options=[[0.3], [0.9]])
    assert found.chance.ravel() == pytest.approx([1, 0])
    assert found.likeliest.item() == pytest.approx(0.3)
    tied = condorcet([[0.5]], [[0.0]], [1.0], options=[[0.0], [1.0]])
    assert tied.chance.ravel() == pytest.approx([0.5, 0.5])


def test_a_heavy_median_is_the_likeliest() -> None:
    position, strength = np.array([0.0, 0.4, 1.0]), np.array([1.0, 5.0, 1.0])
    found = condorcet(position[:, np.newaxis], np.ones((3, 1)), strength)
    assert found.likeliest.item() == weighted_median(position, strength)


def test_a_run_is_the_same_alone_and_in_a_block() -> None:
    position, salience = np.random.default_rng(1).random((2, 9, 3, 5))
    block = condorcet(position, salience, np.ones(9))
    for run in range(5):
        alone = condorcet(position[:, :, run], salience[:, :, run], np.ones(9))
        assert alone.chance[:, 0] == pytest.approx(block.chance[:, run], abs=1e-14)


def test_what_cannot_be_meant_is_refused() -> None:
    with pytest.raises(ValueError, match="strengths"):
        condorcet([[0.0], [1.0]], np.ones((2, 1)), [-1.0, 1.0])
    with pytest.raises(ValueError, match="exponent"):
        condorcet([[0.0], [1.0]], np.ones((2, 1)), [1.0, 1.0], exponent=0)
    with pytest.raises(ValueError, match="axes"):
        condorcet([0.0, 1.0], np.ones((2, 1)), [1.0, 1.0])
