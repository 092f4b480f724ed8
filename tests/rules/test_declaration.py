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
FLAG = arrays(np.bool_, 3)
WEEKS = st.integers(0, 300).map(float)


@given(FLAG, VALUE, VALUE)
def test_a_declaration_is_worth_what_it_is_with_or_without_backing(is_backed, backed, alone):
    by_hand = [b if green else a for green, b, a in zip(is_backed, backed, alone, strict=True)]
    assert value_of_declaring(is_backed, backed, alone).tolist() == by_hand


@given(VALUE, VALUE, VALUE, WEEKS, st.integers(1, 300).map(float), WEEKS)
def test_waiting_loses_its_worth_with_delay(block, council, status_quo, elapsed, patience, more):
    value = value_of_waiting(block, council, status_quo, elapsed, patience)
    assert np.all(value >= 0)
    assert np.all(value <= np.maximum(council, status_quo) + 1e-12)
    assert np.all(value_of_waiting(block, council, status_quo, elapsed + more, patience) <= value + 1e-12)
    assert np.all(value_of_waiting(block, council, status_quo, elapsed, patience + more) >= value - 1e-12)
    assert np.all(value_of_waiting(block, council, status_quo, patience, patience) == 0)


@given(VALUE, VALUE)
def test_sure_beliefs_pick_council_or_status_quo(council, status_quo):
    np.testing.assert_array_equal(value_of_waiting(0.0, council, status_quo, 0.0, 52.0), council)
    np.testing.assert_array_equal(value_of_waiting(1.0, council, status_quo, 0.0, 52.0), status_quo)


def test_known_value_of_waiting():
    np.testing.assert_allclose(value_of_waiting(0.75, 0.8, 0.4, 13.0, 52.0), (0.2 + 0.3) * 0.75)


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
