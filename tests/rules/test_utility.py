import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.utility import admissible, beyond, line_cost, normalised_salience, utility

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
TEXT = arrays(np.float64, (4, 3), elements=UNIT)
SALIENCE = arrays(np.float64, (4, 3), elements=st.floats(0.01, 1))
GAMMA = st.sampled_from([0.5, 1.0, 1.5, 2.0])


@given(SALIENCE, st.sampled_from([0.5, 1.0, 2.0, 3.0]))
def test_salience_sums_to_one_and_keeps_its_order(salience, exponent):
    shared = normalised_salience(salience, exponent)
    np.testing.assert_allclose(shared.sum(axis=0), 1.0)
    np.testing.assert_allclose(shared / shared.max(axis=0), (salience / salience.max(axis=0)) ** exponent, rtol=1e-9)


@given(SALIENCE, st.floats(0.001, 1000))
def test_salience_has_no_unit(salience, unit):
    np.testing.assert_allclose(normalised_salience(salience * unit, 2.0), normalised_salience(salience, 2.0))


def test_a_higher_exponent_sharpens():
    salience = np.array([[0.8], [0.4]])
    assert normalised_salience(salience, 2.0)[0, 0] > normalised_salience(salience)[0, 0]


def test_tiny_saliences_do_not_vanish():
    assert normalised_salience(np.full((2, 1), 1e-200), 2.0).ravel().tolist() == [0.5, 0.5]


@pytest.mark.parametrize("bad", [[[0.0, 1.0], [0.0, 1.0]], [[-0.1, 1.0], [1.0, 1.0]], [[np.nan, 1.0], [1.0, 1.0]]])
def test_salience_that_cannot_be_shared_is_an_error(bad):
    with pytest.raises(ValueError, match="salience"):
        normalised_salience(np.array(bad))


def test_an_exponent_of_zero_is_an_error():
    with pytest.raises(ValueError, match="exponent"):
        normalised_salience(np.ones((2, 2)), 0.0)


@given(TEXT, TEXT, SALIENCE, GAMMA)
def test_utility_is_one_at_the_ideal_point_and_nowhere_above(text, position, salience, gamma):
    salience = normalised_salience(salience)
    value = utility(text, position, salience, gamma)
    assert value.shape == (3,)
    assert np.all((value >= -1e-12) & (value <= 1.0))
    np.testing.assert_array_equal(utility(position, position, salience, gamma), 1.0)


@given(TEXT, TEXT, SALIENCE, GAMMA)
def test_utility_follows_its_formula(text, position, salience, gamma):
    by_hand = 1 - sum(salience[k] * abs(text[k] - position[k]) ** gamma for k in range(4))
    np.testing.assert_allclose(utility(text, position, salience, gamma), by_hand, atol=1e-12)


@given(TEXT, TEXT, SALIENCE, GAMMA, UNIT)
def test_a_step_toward_the_ideal_point_never_hurts(text, position, salience, gamma, share):
    nearer = text + share * (position - text)
    assert np.all(utility(nearer, position, salience, gamma) >= utility(text, position, salience, gamma) - 1e-12)


def test_the_issue_that_matters_more_weighs_more():
    position, salience = np.ones((2, 1)), np.array([[0.9], [0.1]])
    loses_first, loses_second = np.array([[0.0], [1.0]]), np.array([[1.0], [0.0]])
    np.testing.assert_allclose(utility(loses_first, position, salience), 0.1)
    np.testing.assert_allclose(utility(loses_second, position, salience), 0.9)


@given(TEXT, TEXT, SALIENCE)
def test_one_text_serves_all_runs(text, position, salience):
    one = text[:, :1]
    np.testing.assert_array_equal(
        utility(one, position, salience), utility(np.repeat(one, 3, axis=1), position, salience)
    )


def test_gamma_must_be_above_zero():
    with pytest.raises(ValueError, match="gamma"):
        utility(np.ones((1, 1)), np.ones((1, 1)), np.ones((1, 1)), 0.0)


@given(TEXT, TEXT, TEXT)
def test_red_lines_hold_on_every_issue(text, one, other):
    lower, upper = np.minimum(one, other), np.maximum(one, other)
    inside = np.clip(text, lower, upper)
    assert admissible(inside, lower, upper).all()
    for issue in range(4):
        for past in (lower[issue] - 2e-9, upper[issue] + 2e-9):
            crossing = inside.copy()
            crossing[issue] = past
            assert not admissible(crossing, lower, upper).any()


@given(TEXT, TEXT, TEXT, SALIENCE, st.floats(0, 10))
def test_crossing_a_line_is_charged_by_distance_and_salience(text, one, other, salience, price):
    lower, upper = np.minimum(one, other), np.maximum(one, other)
    cost = line_cost(text, lower, upper, salience, price)
    by_hand = np.where(text < lower, lower - text, np.where(text > upper, text - upper, 0.0))
    np.testing.assert_allclose(cost, price * (salience * by_hand).sum(axis=0), atol=1e-12)
    np.testing.assert_array_equal(line_cost(np.clip(text, lower, upper), lower, upper, salience, price), 0.0)
    np.testing.assert_array_equal(beyond(text, np.zeros((4, 3)), np.ones((4, 3))), 0.0)


def test_a_text_on_the_line_is_admissible_in_spite_of_rounding():
    line = np.array([[0.3]])
    assert admissible(np.array([[0.1 + 0.2]]), np.zeros((1, 1)), line).tolist() == [True]
    assert admissible(np.array([[0.3 - 5e-10]]), line, np.ones((1, 1))).tolist() == [True]
    assert admissible(np.array([[0.3 - 2e-9]]), line, np.ones((1, 1))).tolist() == [False]


def test_no_line_is_an_infinite_one():
    assert admissible(np.array([[0.0, 1.0]]), np.full((1, 1), -np.inf), np.full((1, 1), np.inf)).tolist() == [
        True,
        True,
    ]


def test_known_utility_and_salience():
    np.testing.assert_allclose(normalised_salience(np.array([[3.0], [1.0], [0.0]])).ravel(), [0.75, 0.25, 0.0])
    text, position = np.array([[0.5], [0.2]]), np.array([[0.1], [1.0]])
    # One less .75 * .4 and .25 * .8, and the same with squares.
    np.testing.assert_allclose(utility(text, position, np.array([[0.75], [0.25]])), 0.5)
    np.testing.assert_allclose(utility(text, position, np.array([[0.75], [0.25]]), 2.0), 0.72)
