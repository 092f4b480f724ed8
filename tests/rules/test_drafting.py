import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.drafting import SOFTEN, VOTE, borne_share, next_move, pivotal, room_left, step_given, value_of_a_vote
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


GAINS = arrays(np.float64, (4, 3), elements=st.floats(-1, 1, allow_subnormal=False))


@given(GAINS, arrays(np.float64, (4, 3), elements=UNIT), arrays(np.bool_, 4))
def test_whose_no_is_feared_most(gains, costs, vetoes):
    chosen = pivotal(gains, costs, vetoes)
    for run in range(3):
        courted = [member for member in range(4) if vetoes[member] or not vetoes.any()]
        feared = [gains[member, run] + (costs[member, run] if vetoes.any() else 0.0) for member in courted]
        assert chosen[run] == courted[feared.index(min(feared))]


def test_a_veto_is_courted_however_little_its_holder_loses():
    gains, costs = np.array([[-0.9], [0.5]]), np.zeros((2, 1))
    assert pivotal(gains, costs, np.array([False, True])).tolist() == [1]


@given(arrays(np.float64, (4, 3), elements=UNIT), arrays(np.float64, (4, 3), elements=UNIT), GAINS, st.integers(1, 6))
def test_with_the_share_that_they_bear_nobody_gives_more_than_an_even_part_of_its_room(before, after, less, left):
    room = np.abs(less)
    share = borne_share(before, after, before - room, left)
    assert np.all((share >= 0) & (share <= 1))
    floor = before - room / left
    assert np.all(before + share * (after - before) >= floor - 1e-12)
    whole = np.all(after >= floor, axis=0)
    np.testing.assert_array_equal(share[whole], 1.0)
    stopped = np.abs(before + share * (after - before) - floor).min(axis=0)
    assert np.all(stopped[~whole] < 1e-9), "it goes as far as they bear"


def test_who_would_already_rather_fail_bears_no_loss_and_stops_no_gain():
    assert borne_share(np.array([[0.4, 0.4]]), np.array([[0.3, 0.5]]), np.array([[0.5, 0.5]]), 1).tolist() == [
        0.0,
        1.0,
    ]


def test_with_nobody_else_the_whole_step_is_taken():
    assert borne_share(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros((0, 2)), 3).tolist() == [1.0, 1.0]
