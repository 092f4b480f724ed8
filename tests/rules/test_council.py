import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.acceptance import logistic_noise
from sim.rules.council import (
    ABSTAIN,
    NO,
    YES,
    ballot,
    carried,
    chance_of_no,
    chance_of_veto,
    gain,
    independence,
    yes_by_chance,
)

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
VALUE = arrays(np.float64, 3, elements=UNIT)
GAIN = arrays(np.float64, 3, elements=st.floats(-1.5, 1.5))
TEXT = arrays(np.float64, (3, 2), elements=UNIT)
WEIGHTS = arrays(np.float64, 3, elements=st.sampled_from([0.0, 0.5, 1.0, 2.0]))
EVEN = (np.arange(4000) + 0.5) / 4000


@given(TEXT, WEIGHTS)
def test_independence_is_a_product_over_issues(text, weights):
    made = independence(text, weights)
    assert np.all((made >= 0) & (made <= 1))
    np.testing.assert_allclose(made, np.prod(text ** weights[:, np.newaxis], axis=0))


@given(TEXT, WEIGHTS, UNIT)
def test_independence_rises_with_the_text(text, weights, more):
    assert np.all(independence(text + more * (1 - text), weights) >= independence(text, weights) - 1e-12)


def test_one_part_withheld_withholds_independence():
    text = np.array([[1.0, 1.0], [0.0, 0.0]])
    assert independence(text, np.array([1.0, 0.5])).tolist() == [0.0, 0.0]
    assert independence(text, np.array([1.0, 0.0])).tolist() == [1.0, 1.0]
    assert independence(text - 1e-12, np.array([0.0, 0.5])).tolist() == [0.0, 0.0]


def test_without_weights_every_text_sets_the_precedent():
    assert independence(np.zeros((2, 3)), np.zeros(2)).tolist() == [1.0, 1.0, 1.0]


def test_a_negative_weight_is_an_error():
    with pytest.raises(ValueError, match="weight"):
        independence(np.ones((2, 1)), np.array([1.0, -1.0]))


@given(VALUE, VALUE, VALUE, VALUE, VALUE, VALUE, UNIT)
def test_gain_moves_the_way_it_should(value, status_quo, price, consent, made, deference, more):
    base = gain(value, status_quo, price, consent, made, deference)
    assert np.all(gain(value + more, status_quo, price, consent, made, deference) >= base)
    assert np.all(gain(value, status_quo + more, price, consent, made, deference) <= base)
    assert np.all(gain(value, status_quo, price + more, consent, made, deference) <= base)
    assert np.all(gain(value, status_quo, price, consent, made, deference + more) >= base)
    more_consent = consent + more * (1 - consent)
    assert np.all(gain(value, status_quo, price, more_consent, made, deference) >= base - 1e-12)
    np.testing.assert_allclose(gain(value, status_quo, price, consent, made, deference, more), base + more)


def test_known_gain():
    # A rise of .1, a price of .4 * .75 * .5 = .15, deference of .2 * .25 = .05, and .01 for the vote.
    np.testing.assert_allclose(gain(0.6, 0.5, 0.4, 0.25, 0.5, 0.2, 0.01), 0.01)


@given(VALUE, VALUE, VALUE, VALUE)
def test_a_precedent_costs_nothing_with_consent_or_without_independence(value, status_quo, price, deference):
    np.testing.assert_allclose(gain(value, status_quo, price, True, 1.0, deference), value - status_quo + deference)
    np.testing.assert_allclose(gain(value, status_quo, price, False, 0.0, deference), value - status_quo)


@given(VALUE, VALUE, VALUE, VALUE, VALUE)
def test_nobody_blocks_what_the_parties_want_and_is_better_than_what_is(status_quo, rise, made, deference, cost):
    better = gain(status_quo + rise + 0.01, status_quo, 0.0, 1.0, made, deference)
    assert np.all(ballot(better, cost) == YES)


@given(GAIN, VALUE, GAIN)
def test_ballots(member_gain, cost, noise):
    votes = ballot(member_gain, cost, noise)
    assert votes.dtype == np.int8
    felt = member_gain + noise
    expected = [1 if g > 0 else -1 if g < -c else 0 for g, c in zip(felt, cost, strict=True)]
    assert votes.tolist() == expected


@given(GAIN, VALUE, UNIT)
def test_votes_rise_with_gain_and_a_costlier_no_is_rarer(member_gain, cost, more):
    votes = ballot(member_gain, cost)
    assert np.all(ballot(member_gain + more, cost) >= votes)
    assert np.all((ballot(member_gain, cost + more) == NO) <= (votes == NO))
    assert np.all((ballot(member_gain, cost + more) == YES) == (votes == YES))


def test_who_neither_gains_nor_minds_enough_abstains():
    assert ballot(np.array([0.0, -0.2]), 0.2).tolist() == [ABSTAIN, ABSTAIN]


@pytest.mark.parametrize(
    ("member_gain", "cost", "precision"), [(-0.3, 0.1, 10.0), (-0.1, 0.3, 5.0), (0.2, 0.05, 8.0)]
)
def test_chances_are_those_of_the_noisy_ballot(member_gain, cost, precision):
    votes = ballot(member_gain, cost, logistic_noise(EVEN, precision))
    assert abs(np.mean(votes == NO) - chance_of_no(member_gain, cost, precision)) < 1 / 2000


@given(GAIN, VALUE, st.floats(0.1, 1e6), UNIT)
def test_chances_are_chances_and_move_with_gain(member_gain, cost, precision, more):
    no = chance_of_no(member_gain, cost, precision)
    assert np.all((no >= 0) & (no <= 1))
    assert np.all(chance_of_no(member_gain + more, cost, precision) <= no)
    assert np.all(chance_of_no(member_gain, cost + more, precision) <= no)


@given(st.integers(0, 15), st.integers(1, 15), st.booleans())
def test_carried_takes_a_majority_and_no_veto(yes_votes, majority, vetoed):
    assert carried(yes_votes, majority, vetoed) == (yes_votes >= majority and not vetoed)


@given(arrays(np.float64, (3, 2), elements=UNIT))
def test_a_veto_is_as_likely_as_that_not_all_let_it_pass(chances):
    any_blocks = chance_of_veto(chances)
    np.testing.assert_allclose(any_blocks, 1 - np.prod(1 - chances, axis=0), atol=1e-12)
    assert np.all(any_blocks >= chances.max(axis=0) - 1e-12)
    np.testing.assert_array_equal(chance_of_veto(chances[:1]), 1 - (1 - chances[0]))


def test_without_permanent_members_nobody_blocks():
    assert chance_of_veto(np.zeros((0, 2))).tolist() == [0.0, 0.0]


@given(VALUE, VALUE, UNIT, arrays(np.bool_, 3))
def test_of_whom_only_a_chance_is_known_votes_yes_as_often(uniform, chance, softening, consent):
    by_hand = [a or u < c + softening for u, c, a in zip(uniform, chance, consent, strict=True)]
    assert yes_by_chance(uniform, chance, softening, consent).tolist() == by_hand


def test_no_chance_is_no_vote_and_consent_is_one():
    assert not yes_by_chance(0.0, 0.0, 0.0, False)
    assert yes_by_chance(0.999, 0.0, 0.0, True)
