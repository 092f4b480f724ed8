import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.acceptance import accepts, blended_noise, enough, logistic_noise, meets, settled_text, stands_by
from sim.scenario.format.stages.decision import Decision, winning

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
VALUE = arrays(np.float64, 3, elements=UNIT)
NOISE = arrays(np.float64, 3, elements=st.floats(-0.5, 0.5))


@given(VALUE, VALUE, st.floats(0.1, 1000))
def test_noise_rises_with_the_uniform_and_is_finite(uniform, more, precision):
    noise = logistic_noise(uniform, precision)
    assert np.all(np.isfinite(noise))
    assert np.all(logistic_noise(uniform + more * (1 - uniform), precision) >= noise)


@given(arrays(np.float64, 3, elements=st.floats(0.001, 0.999)), st.floats(0.1, 1000))
def test_noise_has_the_logistic_distribution(uniform, precision):
    noise = logistic_noise(uniform, precision)
    np.testing.assert_allclose(1 / (1 + np.exp(-precision * noise)), uniform, rtol=1e-9)


def test_the_ends_of_the_uniform_are_cut():
    assert logistic_noise(0.0, 1.0) == pytest.approx(np.log(2.0**-53))
    assert logistic_noise(1.0, 1.0) == pytest.approx(-np.log(2.0**-53))


def test_precision_must_be_above_zero():
    with pytest.raises(ValueError, match="precision"):
        logistic_noise(0.5, np.array([1.0, 0.0]))


@given(UNIT)
def test_blended_noise_keeps_its_variance(share):
    # Of independent parts with variance 1, the variance is the sum of squared weights.
    of_lasting, of_fresh = blended_noise(1.0, 0.0, share), blended_noise(0.0, 1.0, share)
    np.testing.assert_allclose(of_lasting**2 + of_fresh**2, 1.0)
    np.testing.assert_allclose(of_lasting**2, share, atol=1e-15)
    assert of_lasting >= 0
    assert of_fresh >= 0


@pytest.mark.parametrize("share", [-0.1, 1.1, np.nan])
def test_a_share_is_a_share(share):
    with pytest.raises(ValueError, match="share"):
        blended_noise(0.1, 0.2, share)


@given(VALUE, VALUE, VALUE, NOISE, UNIT)
def test_acceptance_rises_with_value_and_falls_with_alternatives(value, disagreement, upcoming, noise, more):
    yes = accepts(value, disagreement, upcoming, noise, True)
    assert np.all(accepts(value + more, disagreement, upcoming, noise, True) >= yes)
    assert np.all(accepts(value, disagreement, upcoming, noise + more, True) >= yes)
    assert np.all(accepts(value, disagreement + more, upcoming, noise, True) <= yes)
    assert np.all(accepts(value, disagreement, upcoming + more, noise, True) <= yes)


@given(VALUE, VALUE, NOISE)
def test_the_greater_alternative_decides(disagreement, upcoming, noise):
    needed = np.maximum(disagreement, upcoming)
    assert accepts(needed, disagreement, upcoming, 0.0, True).all()
    assert not accepts(needed - 0.01, disagreement, upcoming, 0.0, True).any()


@given(VALUE, VALUE, VALUE, NOISE)
def test_nothing_makes_up_for_a_red_line(value, disagreement, upcoming, noise):
    assert not accepts(value, disagreement, upcoming, noise + 10, np.zeros(3, dtype=bool)).any()


TEXT = arrays(np.float64, (3, 4), elements=UNIT)
FLAG = arrays(np.bool_, 4)


@given(TEXT, TEXT, UNIT)
def test_offers_meet_where_they_differ_on_no_issue(own, other, apart):
    assert meets(own, other).tolist() == [max(abs(own[:, run] - other[:, run])) <= 1e-9 for run in range(4)]
    assert meets(own, own + 1e-12 * apart).all()
    assert not meets(own, own + np.array([[0.0], [1e-6], [0.0]])).any()


@given(FLAG, FLAG, arrays(np.float64, 4, elements=UNIT), UNIT)
def test_nobody_wavers_about_its_own_text_that_is_no_worse_than_failing(says, own, worth, failing):
    by_hand = [s or (o and w >= failing) for s, o, w in zip(says, own, worth, strict=True)]
    assert stands_by(says, own, worth, failing).tolist() == by_hand


@given(TEXT, TEXT, FLAG, FLAG)
def test_who_accepts_takes_the_others_offer_and_two_meet_half_way(first, second, first_says, second_says):
    text = settled_text(np.stack([first, second]), np.stack([second_says, first_says]), all_agree=True)
    both, nobody = first_says & second_says, ~(first_says | second_says)
    np.testing.assert_allclose(text[:, both], ((first + second) / 2)[:, both], atol=1e-15)
    np.testing.assert_array_equal(text[:, first_says & ~second_says], second[:, first_says & ~second_says])
    np.testing.assert_array_equal(text[:, ~first_says & second_says], first[:, ~first_says & second_says])
    assert np.isnan(text[:, nobody]).all()


def test_where_not_all_must_agree_the_first_offer_that_was_carried_is_agreed():
    offers = np.arange(12.0).reshape(3, 1, 4)
    carried = np.array([[True, False, False, False], [True, True, False, True], [False, True, False, False]])
    np.testing.assert_array_equal(settled_text(offers, carried, all_agree=False), [[0.0, 5.0, np.nan, 7.0]])


@given(st.integers(2, 6).flatmap(lambda parties: st.tuples(
    st.lists(st.integers(0, 5), min_size=parties, max_size=parties), st.integers(1, parties), st.integers(1, 100),
    st.lists(st.booleans(), min_size=parties, max_size=parties),
)))  # fmt: skip
def test_smallest_coalitions_say_the_same_as_counting_heads_and_weights(case):
    weights, majority, share, must = case
    names = [f"party_{place}" for place in range(len(weights))]
    decide = Decision(
        majority=majority, share=share / 100, must=tuple(one for one, is_so in zip(names, must, strict=True) if is_so)
    )
    rows = winning(names, decide, {name: float(weight) for name, weight in zip(names, weights, strict=True)})
    coalitions = np.array([[place in one for place in range(len(names))] for one in rows]).reshape(-1, len(names))
    says_yes = np.array(list(itertools.product([False, True], repeat=len(names)))).T
    by_hand = [
        sum(said) >= majority
        and sum(weight for weight, yes in zip(weights, said, strict=True) if yes) >= share / 100 * sum(weights) - 1e-6
        and all(yes for yes, is_so in zip(said, must, strict=True) if is_so)
        for said in says_yes.T.tolist()
    ]
    assert enough(says_yes, coalitions).tolist() == by_hand
    assert all(enough(says_yes, coalitions)[says_yes.all(axis=0)]) or not rows, "a majority needs no more than all"


@given(st.permutations(range(4)), st.lists(st.booleans(), min_size=4, max_size=4))
def test_the_order_of_the_parties_has_no_say_in_whether_it_is_enough(order, said):
    names, weights = ["a", "b", "c", "d"], {"a": 3.0, "b": 2.0, "c": 2.0, "d": 1.0}
    found = []
    for these in (names, [names[place] for place in order]):
        rows = winning(these, Decision(share=0.55, must=("b",)), weights)
        coalitions = np.array([[place in one for place in range(4)] for one in rows])
        says_yes = np.array([[said[names.index(name)]] for name in these])
        found.append(enough(says_yes, coalitions).item())
    assert found[0] == found[1]
