import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.declaration import (
    backing_share,
    declares,
    green_light,
    quorum_reached,
    reluctance_left,
    value_of_backing,
    value_of_declaring,
    value_of_waiting,
)

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
VALUE = arrays(np.float64, 3, elements=UNIT)
WEEKS = st.integers(0, 300).map(float)


@given(VALUE, VALUE, VALUE, UNIT)
def test_declaring_is_worth_something_between_backed_and_alone(backing, backed, alone, more):
    value = value_of_declaring(backing, backed, alone)
    assert np.all((value >= np.minimum(backed, alone) - 1e-12) & (value <= np.maximum(backed, alone) + 1e-12))
    higher = value_of_declaring(backing + more * (1 - backing), backed, alone)
    assert np.all((higher - value) * (backed - alone) >= -1e-12)
    np.testing.assert_array_equal(value_of_declaring(1.0, backed, alone), backed)


@given(VALUE, VALUE, WEEKS, st.integers(1, 300).map(float), WEEKS)
def test_waiting_goes_from_what_is_hoped_for_to_what_there_is(hoped, there, elapsed, patience, more):
    value = value_of_waiting(hoped, there, elapsed, patience)
    assert np.all((value >= np.minimum(hoped, there) - 1e-12) & (value <= np.maximum(hoped, there) + 1e-12))
    later = value_of_waiting(hoped, there, elapsed + more, patience)
    assert np.all(np.abs(later - there) <= np.abs(value - there) + 1e-12)
    np.testing.assert_array_equal(value_of_waiting(hoped, there, 0.0, patience), hoped)
    np.testing.assert_array_equal(value_of_waiting(hoped, there, patience, patience), there)


def test_known_value_of_waiting():
    np.testing.assert_allclose(value_of_waiting(0.8, 0.4, 13.0, 52.0), 0.7)


@given(VALUE, VALUE, UNIT)
def test_a_declaration_needs_more_than_waiting(declaring, waiting, more):
    made = declares(declaring, waiting)
    assert made.tolist() == [d > w for d, w in zip(declaring, waiting, strict=True)]
    assert np.all(declares(declaring, waiting, more) >= made)
    assert not declares(waiting, waiting).any()


@given(VALUE, VALUE, VALUE, UNIT)
def test_the_light_is_green_where_backing_pays(declaration, reluctance, status_quo, noise):
    backed = value_of_backing(declaration, reluctance, noise)
    by_hand = [d - r + noise > s for d, r, s in zip(declaration, reluctance, status_quo, strict=True)]
    assert green_light(backed, status_quo).tolist() == by_hand
    assert not green_light(status_quo, status_quo).any()


@given(VALUE, WEEKS, st.integers(1, 300).map(float), WEEKS)
def test_reluctance_falls_in_a_line_to_nothing(reluctance, waited, patience, more):
    left = reluctance_left(reluctance, waited, patience)
    np.testing.assert_array_equal(left, reluctance * max(0.0, 1 - waited / patience))
    assert np.all(reluctance_left(reluctance, waited + more, patience) <= left)
    assert not reluctance_left(reluctance, patience, patience).any()


def test_who_has_no_patience_is_not_reluctant():
    assert reluctance_left(0.5, 0.0, 0.0) == 0


SPONSORS = arrays(np.float64, (4, 3), elements=UNIT)


@given(SPONSORS, arrays(np.bool_, (4, 3)))
def test_backing_is_the_weight_of_those_who_back(weights, backs):
    share = backing_share(weights, backs)
    for run in range(3):
        whole = sum(weights[:, run])
        by_hand = sum(weights[backs[:, run], run]) / whole if whole > 0 else 0.0
        np.testing.assert_allclose(share[run], by_hand, atol=1e-12)
    np.testing.assert_allclose(share + backing_share(weights, ~backs), weights.any(axis=0), atol=1e-12)


def test_without_sponsors_nobody_backs():
    assert backing_share(np.zeros((0, 2)), np.zeros((0, 2), dtype=bool)).tolist() == [0.0, 0.0]


@given(VALUE, UNIT)
def test_a_quorum_is_reached_at_the_quorum(share, quorum):
    assert quorum_reached(share, quorum).tolist() == [one >= quorum for one in share]


@given(VALUE, WEEKS, st.integers(1, 300).map(float), st.floats(0, 1))
def test_what_lasts_of_reluctance_is_left_when_patience_is_spent(reluctance, elapsed, patience, lasting):
    left = reluctance_left(reluctance, elapsed, patience, lasting)
    assert np.all(left >= lasting * reluctance - 1e-12)
    at_the_end = reluctance_left(reluctance, patience, patience, lasting)
    np.testing.assert_allclose(at_the_end, lasting * reluctance, atol=1e-12)
