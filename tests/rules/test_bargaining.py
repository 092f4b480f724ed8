import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.bargaining import aspiration, share_spent, tit_for_tat

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
VALUE = arrays(np.float64, 3, elements=UNIT)
BETA = arrays(np.float64, 3, elements=st.floats(0.02, 20))


@given(VALUE, VALUE, VALUE, BETA, VALUE)
def test_stays_between_disagreement_and_best(elapsed, disagreement, flexibility, beta, best):
    held = aspiration(elapsed, disagreement, flexibility, beta, best)
    assert np.all(held <= best)
    assert np.all(held >= np.minimum(disagreement, best) - 1e-12)


@given(VALUE, VALUE, VALUE, VALUE, BETA)
def test_falls_with_time_and_flexibility_and_rises_with_disagreement(elapsed, more, disagreement, flexibility, beta):
    def higher(value):
        return value + more * (1 - value)

    held = aspiration(elapsed, disagreement, flexibility, beta)
    assert np.all(aspiration(higher(elapsed), disagreement, flexibility, beta) <= held + 1e-12)
    assert np.all(aspiration(elapsed, disagreement, higher(flexibility), beta) <= held + 1e-12)
    assert np.all(aspiration(elapsed, higher(disagreement), flexibility, beta) >= held - 1e-12)


@given(VALUE, VALUE, BETA, VALUE)
def test_begins_at_best_and_ends_where_flexibility_says(disagreement, flexibility, beta, best):
    np.testing.assert_allclose(aspiration(0.0, disagreement, flexibility, beta, best), best)
    floor = np.minimum(disagreement, best)
    np.testing.assert_allclose(
        aspiration(1.0, disagreement, flexibility, beta, best), best - flexibility * (best - floor), atol=1e-12
    )


@given(VALUE, VALUE, BETA)
def test_a_boulware_gives_later_than_a_conceder(elapsed, disagreement, beta):
    later = aspiration(elapsed, disagreement, 1.0, beta / 2)
    assert np.all(later >= aspiration(elapsed, disagreement, 1.0, beta) - 1e-12)


@pytest.mark.parametrize(("before", "within"), [(-1.0, 0.0), (2.0, 1.0)])
def test_time_is_clipped(before, within):
    assert aspiration(before, 0.2, 0.5, 0.5) == aspiration(within, 0.2, 0.5, 0.5)


def test_known_aspirations():
    # d + (1 - d)(1 - f t^(1/beta)) = .2 + .8 (1 - .5 * .25) and .2 + .6 (1 - .5 * .5)
    np.testing.assert_allclose(aspiration(0.5, 0.2, 0.5, 0.5), 0.9)
    np.testing.assert_allclose(aspiration(0.25, 0.2, 0.5, 2.0, best=0.8), 0.65)


def test_who_can_do_better_alone_asks_for_the_best():
    assert aspiration(1.0, 0.9, 1.0, 1.0, best=0.7) == 0.7
    assert tit_for_tat(0.6, 0.1, 0.9, best=0.7) == 0.7


def test_beta_must_be_above_zero():
    with pytest.raises(ValueError, match="beta"):
        aspiration(0.5, 0.2, 0.5, np.array([1.0, 0.0]))


@given(VALUE, VALUE, VALUE)
def test_tit_for_tat_gives_what_it_was_given(previous, given_by_other, disagreement):
    held = tit_for_tat(previous, given_by_other, disagreement)
    np.testing.assert_allclose(held, np.maximum(previous - given_by_other, disagreement))


@given(VALUE, VALUE, VALUE)
def test_tit_for_tat_does_not_reward_a_hardening(previous, taken, disagreement):
    held = tit_for_tat(previous, -taken, disagreement)
    np.testing.assert_array_equal(held, np.maximum(previous, disagreement))


def test_nobody_asks_for_more_than_the_best():
    assert tit_for_tat(1.2, 0.0, 0.5) == 1.0
    assert tit_for_tat(0.9, 0.0, 0.5, best=0.8) == 0.8


@given(VALUE, st.floats(0, 100), st.floats(1, 100), st.floats(0, 100))
def test_more_time_takes_nothing_back(before, elapsed, weeks, more):
    spent = share_spent(before, elapsed, weeks)
    np.testing.assert_array_equal(spent, np.maximum(before, min(1.0, elapsed / weeks)))
    assert np.all(share_spent(spent, elapsed, weeks + more) == spent)
