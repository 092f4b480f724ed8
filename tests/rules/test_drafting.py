import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sim.rules.redraft import SOFTEN, VOTE, next_move, room_left, step_given, value_of_a_vote

from sim.rules.utility import normalised_salience, utility

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
TEXT = arrays(np.float64, (4, 3), elements=UNIT)
SALIENCE = arrays(np.float64, (4, 3), elements=st.sampled_from([0.1, 0.2, 0.2, 0.7])).map(normalised_salience)
VALUE = arrays(np.float64, 3, elements=UNIT)


@given(VALUE, VALUE, st.integers(1, 6))
def test_a_step_leaves_a_share_of_the_room_for_the_drafts_to_come(step, room, left):
    given_up = step_given(step, room, left)
    assert np.all((given_up >= 0) & (given_up <= step))
    assert np.all(left * given_up <= room * left / (left + 1) + 1e-12)


@given(TEXT, TEXT, SALIENCE, VALUE, UNIT)
def test_room_is_what_lies_above_the_floor(text, sponsor, salience, floor, less):
    room = room_left(text, sponsor, salience, floor)
    np.testing.assert_allclose(room, np.maximum(utility(text, sponsor, salience) - floor, 0.0))
    assert np.all(room_left(text, sponsor, salience, floor - less) >= room)


@given(VALUE, VALUE, VALUE, VALUE)
def test_a_vote_is_worth_something_between_winning_and_losing(adopted, withdrawn, failing, cost):
    worth = value_of_a_vote(adopted, withdrawn, failing, cost)
    low, high = np.minimum(adopted, withdrawn - cost), np.maximum(adopted, withdrawn - cost)
    assert np.all((worth >= low - 1e-12) & (worth <= high + 1e-12))
    np.testing.assert_array_equal(value_of_a_vote(adopted, withdrawn, 0.0, cost), adopted)


@given(VALUE, VALUE, VALUE, arrays(np.bool_, 3))
def test_the_move_is_the_one_that_is_worth_most(voting, softening, withdrawing, threatened):
    worth = np.stack([withdrawing, np.where(threatened, softening, -np.inf), voting])
    move = next_move(voting, softening, withdrawing, threatened)
    np.testing.assert_array_equal(worth[move, np.arange(3)], worth.max(axis=0))


@given(VALUE, VALUE, VALUE)
def test_nobody_softens_a_draft_that_nobody_threatens(voting, softening, withdrawing):
    assert not np.any(next_move(voting, softening, withdrawing, False) == SOFTEN)
    assert np.all(next_move(withdrawing, softening, withdrawing, False) == VOTE)
