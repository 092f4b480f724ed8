import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.continuation import delay_ahead, delay_cost, patience_spent

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
VALUE = arrays(np.float64, 3, elements=UNIT)
WEEKS = arrays(np.float64, 3, elements=st.one_of(st.integers(0, 200).map(float), st.floats(0, 500)))


@given(WEEKS, WEEKS, UNIT)
def test_time_to_come_costs_no_more_than_its_weight_and_less_to_who_can_wait(weeks, patience, weight):
    cost = delay_ahead(weeks, patience, weight)
    assert np.all((cost >= 0) & (cost <= weight))
    assert np.all(delay_ahead(weeks + 1, patience, weight) >= cost)
    assert np.all(delay_ahead(weeks, patience + 1, weight) <= cost)


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
