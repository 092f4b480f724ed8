import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.mediation import blended, closed, compromise_text, median_text, within_mandate

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
TEXT = arrays(np.float64, (3, 2), elements=UNIT)
POSITIONS = arrays(np.float64, (4, 3, 2), elements=UNIT)
SALIENCES = arrays(np.float64, (4, 3, 2), elements=st.sampled_from([0.0, 0.25, 0.5, 1.0]))
WEIGHTS = arrays(np.float64, (4, 2), elements=st.sampled_from([0.0, 0.5, 1.0, 3.0]))
FORMULAS = pytest.mark.parametrize("formula", [compromise_text, median_text])


@FORMULAS
@given(POSITIONS, SALIENCES, WEIGHTS)
def test_no_text_leaves_the_range_of_those_who_are_heard(formula, positions, saliences, weights):
    text = formula(positions, saliences, weights)
    pulls = saliences * weights[:, np.newaxis]
    heard = (pulls > 0) | (pulls.sum(axis=0) == 0)
    assert np.all(text >= np.where(heard, positions, 1.0).min(axis=0) - 1e-12)
    assert np.all(text <= np.where(heard, positions, 0.0).max(axis=0) + 1e-12)


@FORMULAS
@given(POSITIONS, SALIENCES, WEIGHTS, st.permutations(range(4)), st.sampled_from([0.125, 3.0]))
def test_neither_order_nor_unit_matters(formula, positions, saliences, weights, order, unit):
    text = formula(positions, saliences, weights)
    shuffled = formula(positions[order], saliences[order], weights[order] * unit)
    np.testing.assert_allclose(shuffled, text, atol=1e-9)


@FORMULAS
@given(POSITIONS, SALIENCES, WEIGHTS, UNIT)
def test_a_move_of_all_moves_the_text(formula, positions, saliences, weights, move):
    text = formula(positions, saliences, weights)
    np.testing.assert_allclose(formula(positions + move, saliences, weights), text + move, atol=1e-9)
    np.testing.assert_allclose(formula(1 - positions, saliences, weights), 1 - text, atol=1e-9)


@given(POSITIONS, SALIENCES, WEIGHTS)
def test_compromise_is_where_the_pulls_balance(positions, saliences, weights):
    pulls = saliences * weights[:, np.newaxis]
    pulls = np.where(pulls.sum(axis=0) == 0, 1.0, pulls)
    text = compromise_text(positions, saliences, weights)
    np.testing.assert_allclose((pulls * (positions - text)).sum(axis=0), 0.0, atol=1e-9)


@given(POSITIONS, SALIENCES, WEIGHTS)
def test_no_weighted_majority_would_move_the_median(positions, saliences, weights):
    pulls = saliences * weights[:, np.newaxis]
    pulls = np.where(pulls.sum(axis=0) == 0, 1.0, pulls)
    text = median_text(positions, saliences, weights)
    half = pulls.sum(axis=0) / 2
    assert np.all(np.where(positions > text + 1e-12, pulls, 0).sum(axis=0) <= half + 1e-9)
    assert np.all(np.where(positions < text - 1e-12, pulls, 0).sum(axis=0) <= half + 1e-9)


@given(TEXT)
def test_median_of_an_even_split_is_the_midpoint(one):
    other = 1 - one
    positions = np.stack([one, other])
    text = median_text(positions, np.ones((2, 3, 2)), np.ones(2))
    np.testing.assert_allclose(text, 0.5)


def test_median_of_equal_weights_is_numpys():
    positions = np.random.default_rng(3).random((7, 3, 2))
    text = median_text(positions, np.ones((7, 3, 2)), np.ones((7, 2)))
    np.testing.assert_allclose(text, np.median(positions, axis=0))


def test_an_even_split_is_seen_in_spite_of_rounding():
    # .1 + .2 on one side and .3 on the other differ in the last bit.
    positions = np.array([0.0, 0.2, 1.0]).reshape(3, 1, 1)
    text = median_text(positions, np.ones((3, 1, 1)), np.array([0.1, 0.2, 0.3]))
    np.testing.assert_allclose(text, 0.6)


def test_who_cares_more_draws_more():
    positions = np.array([0.0, 1.0]).reshape(2, 1, 1)
    saliences = np.array([0.2, 0.6]).reshape(2, 1, 1)
    np.testing.assert_allclose(compromise_text(positions, saliences, np.ones(2)), 0.75)
    np.testing.assert_allclose(compromise_text(positions, saliences, np.array([3.0, 1.0])), 0.5)


@FORMULAS
def test_weights_of_one_run_serve_all(formula):
    rng = np.random.default_rng(4)
    positions, saliences, weights = rng.random((4, 3, 5)), rng.random((4, 3, 5)), rng.random(4)
    np.testing.assert_array_equal(
        formula(positions, saliences, weights),
        formula(positions, saliences, np.repeat(weights[:, np.newaxis], 5, axis=1)),
    )


@given(TEXT, TEXT, TEXT)
def test_a_mandate_is_kept_and_changes_nothing_inside(text, one, other):
    lower, upper = np.minimum(one, other), np.maximum(one, other)
    kept = within_mandate(text, lower, upper)
    assert np.all((kept >= lower) & (kept <= upper))
    inside = (text >= lower) & (text <= upper)
    np.testing.assert_array_equal(kept[inside], text[inside])


@given(TEXT, TEXT, UNIT)
def test_blending_goes_from_one_text_to_the_other(text, own_view, weight):
    np.testing.assert_array_equal(blended(text, own_view, 0.0), text)
    np.testing.assert_allclose(blended(text, own_view, 1.0), own_view, atol=1e-15)
    np.testing.assert_allclose(blended(text, own_view, weight), (1 - weight) * text + weight * own_view, atol=1e-12)


@given(POSITIONS)
def test_an_issue_is_closed_where_all_offers_are_one(offers):
    shut = closed(offers)
    np.testing.assert_array_equal(shut, offers.max(axis=0) - offers.min(axis=0) <= 0.01)
    assert closed(np.broadcast_to(offers[:1], offers.shape)).all()
