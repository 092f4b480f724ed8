import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.declaration import declares, green_light, value_of_declaring, value_of_waiting

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
VALUE = arrays(np.float64, 3, elements=UNIT)
FLAG = arrays(np.bool_, 3)
WEEKS = st.integers(0, 300).map(float)


@given(VALUE, VALUE, VALUE, UNIT)
def test_declaring_is_worth_something_between_backed_and_alone(backing, backed, alone, more):
    value = value_of_declaring(backing, backed, alone)
    assert np.all((value >= np.minimum(backed, alone) - 1e-12) & (value <= np.maximum(backed, alone) + 1e-12))
    higher = value_of_declaring(backing + more * (1 - backing), backed, alone)
    assert np.all((higher - value) * (backed - alone) >= -1e-12)
    np.testing.assert_array_equal(value_of_declaring(1.0, backed, alone), backed)


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


@given(FLAG, FLAG, VALUE, VALUE)
def test_the_light_is_green_when_all_roads_are_tried_and_it_pays(exhausted, passed, declaration, status_quo):
    by_hand = [e and p and d > s for e, p, d, s in zip(exhausted, passed, declaration, status_quo, strict=True)]
    assert green_light(exhausted, passed, declaration, status_quo).tolist() == by_hand
