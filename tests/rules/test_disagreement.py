import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.disagreement import delay_cost, disagreement_value, patience_spent

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
VALUE = arrays(np.float64, 3, elements=UNIT)
WEEKS = arrays(np.float64, 3, elements=st.one_of(st.integers(0, 200).map(float), st.floats(0, 500)))


@given(VALUE, VALUE, VALUE, VALUE, VALUE)
def test_lies_between_its_parts(block, backing, council, declaration, status_quo):
    value = disagreement_value(block, backing, council, declaration, status_quo)
    parts = np.array([council, declaration, status_quo])
    assert np.all((value >= parts.min(axis=0) - 1e-12) & (value <= parts.max(axis=0) + 1e-12))


@given(VALUE, VALUE, VALUE)
def test_sure_beliefs_pick_one_part(council, declaration, status_quo):
    np.testing.assert_array_equal(disagreement_value(0.0, 0.3, council, declaration, status_quo), council)
    np.testing.assert_array_equal(disagreement_value(1.0, 1.0, council, declaration, status_quo), declaration)
    np.testing.assert_array_equal(disagreement_value(1.0, 0.0, council, declaration, status_quo), status_quo)


@given(VALUE, VALUE, VALUE, VALUE, VALUE, UNIT)
def test_more_belief_in_a_block_helps_whom_the_council_hurts(block, backing, council, declaration, status_quo, more):
    higher = block + more * (1 - block)
    change = disagreement_value(higher, backing, council, declaration, status_quo) - disagreement_value(
        block, backing, council, declaration, status_quo
    )
    if_blocked = backing * declaration + (1 - backing) * status_quo
    np.testing.assert_allclose(change, (higher - block) * (if_blocked - council), atol=1e-12)


def test_delay_is_taken_off():
    np.testing.assert_allclose(disagreement_value(0.5, 0.8, 0.9, 0.7, 0.2, 0.05), 0.70)


def test_known_value_with_all_parts_different():
    # Council .4 of .1; blocked .6 of (.25 of .9 and .75 of .5).
    np.testing.assert_allclose(disagreement_value(0.6, 0.25, 0.1, 0.9, 0.5), 0.4)


@given(WEEKS, WEEKS, UNIT)
def test_delay_costs_no_more_than_its_weight(elapsed, patience, weight):
    cost = delay_cost(elapsed, patience, weight)
    assert np.all((cost >= 0) & (cost <= weight))
    assert np.all(delay_cost(elapsed + 1, patience, weight) >= cost)
    assert np.all(delay_cost(elapsed, patience + 1, weight) <= cost)


@given(WEEKS, WEEKS)
def test_patience_is_a_share(elapsed, patience):
    by_hand = [1.0 if p <= e else e / p for e, p in zip(elapsed, patience, strict=True)]
    assert patience_spent(elapsed, patience).tolist() == by_hand


def test_patience_at_its_edges():
    assert patience_spent(np.array([0.0, 0.0, -3.0, 5.0]), np.array([0.0, 10.0, 10.0, np.inf])).tolist() == [
        1,
        0,
        0,
        0,
    ]


def test_patience_of_less_than_a_week_still_counts():
    assert patience_spent(0.125, 0.25) == 0.5
