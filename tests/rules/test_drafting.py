import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.drafting import borne_share, goes_to_vote, pivotal, redraft, room_left, showdown, withdraws
from sim.rules.utility import normalised_salience, utility

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
TEXT = arrays(np.float64, (4, 3), elements=UNIT)
SALIENCE = arrays(np.float64, (4, 3), elements=st.sampled_from([0.1, 0.2, 0.2, 0.7])).map(normalised_salience)
VALUE = arrays(np.float64, 3, elements=UNIT)
FLAG = arrays(np.bool_, 3)
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


@given(VALUE, VALUE, st.integers(0, 6), st.integers(1, 6))
def test_withdraws_when_nothing_is_left(room, smallest, drafts, most):
    by_hand = [r <= s or drafts >= most for r, s in zip(room, smallest, strict=True)]
    assert withdraws(room, smallest, drafts, most).tolist() == by_hand


@given(arrays(np.int64, 3, elements=st.integers(0, 15)), st.integers(1, 15), VALUE, VALUE)
def test_a_vote_needs_the_votes_and_no_likely_veto(yes, majority, veto, below):
    by_hand = [y >= majority and v < b for y, v, b in zip(yes, veto, below, strict=True)]
    assert goes_to_vote(yes, majority, veto, below).tolist() == by_hand


@given(FLAG, FLAG, VALUE, UNIT)
def test_a_showdown_is_a_vote_in_place_of_a_withdrawal(ends, votes, drawn, chance):
    by_hand = [e and not v and d < chance for e, v, d in zip(ends, votes, drawn, strict=True)]
    assert showdown(ends, votes, drawn, chance).tolist() == by_hand
    assert not showdown(ends, votes, drawn, 0.0).any()


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


@given(arrays(np.float64, (4, 3), elements=UNIT), arrays(np.float64, (4, 3), elements=UNIT), GAINS)
def test_with_the_share_that_they_bear_nobody_falls_below_its_floor(before, after, less):
    floor = before - np.abs(less)
    share = borne_share(before, after, floor)
    assert np.all((share >= 0) & (share <= 1))
    assert np.all(before + share * (after - before) >= floor - 1e-12)
    whole = np.all(after >= floor, axis=0)
    np.testing.assert_array_equal(share[whole], 1.0)
    stopped = np.abs(before + share * (after - before) - floor).min(axis=0)
    assert np.all(stopped[~whole] < 1e-9), "it goes as far as they bear"


def test_who_would_already_rather_fail_bears_no_loss_and_stops_no_gain():
    assert borne_share(np.array([[0.4, 0.4]]), np.array([[0.3, 0.5]]), np.array([[0.5, 0.5]])).tolist() == [0.0, 1.0]


def test_with_nobody_else_the_whole_step_is_taken():
    assert borne_share(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros((0, 2))).tolist() == [1.0, 1.0]
