import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.acceptance import accepts, blended_noise, logistic_noise, meets, settled_text, stands_by

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
    text = settled_text(first, second, first_says, second_says)
    both, nobody = first_says & second_says, ~(first_says | second_says)
    np.testing.assert_allclose(text[:, both], ((first + second) / 2)[:, both], atol=1e-15)
    np.testing.assert_array_equal(text[:, first_says & ~second_says], second[:, first_says & ~second_says])
    np.testing.assert_array_equal(text[:, ~first_says & second_says], first[:, ~first_says & second_says])
    assert np.isnan(text[:, nobody]).all()
