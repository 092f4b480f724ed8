import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.declaration import declares, green_light, reluctance_left, value_of_declaring, value_of_waiting

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


@given(VALUE, WEEKS, st.integers(1, 300).map(float))
def test_reluctance_is_gone_when_patience_is_spent(reluctance, elapsed, patience):
    left = reluctance_left(reluctance, elapsed, patience)
    assert np.all((left >= 0) & (left <= reluctance))
    assert np.all(reluctance_left(reluctance, patience, patience) == 0)


@given(VALUE, VALUE, UNIT)
def test_a_declaration_needs_more_than_waiting(declaring, waiting, more):
    made = declares(declaring, waiting)
    assert made.tolist() == [d > w for d, w in zip(declaring, waiting, strict=True)]
    assert np.all(declares(declaring, waiting, more) >= made)
    assert not declares(waiting, waiting).any()


@given(VALUE, VALUE)
def test_the_light_is_green_when_it_pays(backed, withheld):
    assert green_light(backed, withheld).tolist() == [b > w for b, w in zip(backed, withheld, strict=True)]


@given(VALUE, WEEKS, st.integers(1, 300).map(float), st.floats(0, 1))
def test_what_lasts_of_reluctance_is_left_when_patience_is_spent(reluctance, elapsed, patience, lasting):
    left = reluctance_left(reluctance, elapsed, patience, lasting)
    assert np.all(left >= lasting * reluctance - 1e-12)
    left = reluctance_left(reluctance, patience, patience, lasting)
    np.testing.assert_allclose(left, lasting * reluctance, atol=1e-12)
