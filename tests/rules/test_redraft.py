import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.redraft import redraft, room_left, withdraws
from sim.rules.utility import normalised_salience, utility

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
TEXT = arrays(np.float64, (4, 3), elements=UNIT)
SALIENCE = arrays(np.float64, (4, 3), elements=st.sampled_from([0.1, 0.2, 0.2, 0.7])).map(normalised_salience)
VALUE = arrays(np.float64, 3, elements=UNIT)
GAMMA = st.sampled_from([0.5, 1.0, 2.0])


@given(TEXT, TEXT, TEXT, SALIENCE, VALUE, VALUE, GAMMA)
def test_a_sponsor_never_gives_more_than_a_step_nor_goes_below_its_floor(
    text, objector, sponsor, salience, step, floor, gamma
):
    new = redraft(text, objector, sponsor, salience, step, floor, gamma)
    before, after = utility(text, sponsor, salience, gamma), utility(new, sponsor, salience, gamma)
    assert np.all(after >= before - step - 1e-9)
    assert np.all(after >= np.minimum(before, floor) - 1e-9)


@given(TEXT, TEXT, TEXT, SALIENCE, SALIENCE, VALUE, VALUE, GAMMA)
def test_an_objector_never_loses(text, objector, sponsor, salience, minded, step, floor, gamma):
    new = redraft(text, objector, sponsor, salience, step, floor, gamma)
    assert np.all(new >= np.minimum(text, objector) - 1e-12)
    assert np.all(new <= np.maximum(text, objector) + 1e-12)
    assert np.all(utility(new, objector, minded) >= utility(text, objector, minded) - 1e-12)


@given(TEXT, TEXT, SALIENCE, VALUE, VALUE, GAMMA)
def test_from_its_own_text_it_gives_the_whole_step_or_all_that_is_asked(text, objector, salience, step, floor, gamma):
    new = redraft(text, objector, text, salience, step, floor, gamma)
    asked = 1 - utility(objector, text, salience, gamma)
    given_up = 1 - utility(new, text, salience, gamma)
    np.testing.assert_allclose(given_up, np.minimum(np.minimum(step, 1 - floor), asked), atol=1e-9)


@given(TEXT, TEXT, SALIENCE)
def test_without_room_the_draft_stands(text, objector, salience):
    np.testing.assert_array_equal(redraft(text, objector, text, salience, 0.2, 1.0), text)


def test_what_both_would_like_costs_nothing():
    text, one = np.full((1, 1), 0.25), np.ones((1, 1))
    assert redraft(text, np.full((1, 1), 0.75), one, one, 0.1, 1.0).tolist() == [[0.75]]


def test_it_gives_first_what_it_values_least():
    sponsor, objector, salience = np.ones((2, 1)), np.zeros((2, 1)), np.array([[0.7], [0.3]])
    new = redraft(sponsor, objector, sponsor, salience, 0.15, 0.0)
    np.testing.assert_allclose(new.ravel(), [1.0, 0.5])


@given(TEXT, TEXT, SALIENCE, VALUE, UNIT)
def test_room_is_what_lies_above_the_floor(text, sponsor, salience, floor, less):
    room = room_left(text, sponsor, salience, floor)
    np.testing.assert_allclose(room, np.maximum(utility(text, sponsor, salience) - floor, 0.0))
    assert np.all(room_left(text, sponsor, salience, floor - less) >= room)


@given(VALUE, VALUE, VALUE, VALUE, st.integers(0, 6), st.integers(1, 6))
def test_withdraws_when_a_veto_is_expected_and_nothing_is_left(veto, threshold, room, smallest, drafts, most):
    by_hand = [
        v >= t and (r <= s or drafts >= most) for v, t, r, s in zip(veto, threshold, room, smallest, strict=True)
    ]
    assert withdraws(veto, threshold, room, smallest, drafts, most).tolist() == by_hand


def test_the_threshold_itself_is_enough_to_withdraw():
    assert withdraws(0.8, 0.8, 0.0, 0.0, 1, 6)
    assert withdraws(0.8, 0.8, 0.5, 0.0, 6, 6)
    assert not withdraws(0.7, 0.8, 0.0, 0.0, 6, 6)
