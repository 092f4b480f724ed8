import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.rates import WEEKS_A_MONTH, chance_within, monthly_to_weekly, weekly_hazard
from sim.rules.violence import event_size, frustration, weekly_chance

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
VALUE = arrays(np.float64, 3, elements=UNIT)
EFFECT = st.floats(0, 5)


@given(VALUE, VALUE, EFFECT, VALUE, EFFECT, UNIT)
def test_frustration_feeds_violence_and_peacekeepers_hold_it_down(base, frustration, roused, keepers, held, more):
    chance = weekly_chance(base, frustration, roused, keepers, held)
    assert np.all((chance >= 0) & (chance <= 1))
    assert np.all(weekly_chance(base, frustration + more, roused, keepers, held) >= chance)
    assert np.all(weekly_chance(base, frustration, roused, keepers + more, held) <= chance)
    assert np.all(weekly_chance(base + more, frustration, roused, keepers, held) >= chance)


@given(VALUE, VALUE, EFFECT)
def test_as_many_peacekeepers_as_frustration_leave_the_base(base, frustration, effect):
    chance = weekly_chance(base, frustration, effect, frustration, effect)
    np.testing.assert_allclose(chance, 1 - np.exp(-base), atol=1e-12)


def test_known_chance():
    # .02 * exp(2 * .5 - .25 * 4) = .02; .02 * exp(2 * .5) = .0544
    np.testing.assert_allclose(weekly_chance(0.02, 0.5, 2.0, 4.0, 0.25), 1 - np.exp(-0.02))
    np.testing.assert_allclose(weekly_chance(0.02, 0.5, 2.0, 0.0, 0.25), 1 - np.exp(-0.02 * np.e))


def test_boundless_frustration_is_certain_violence():
    assert weekly_chance(0.01, 1e9, 1.0, 0.0, 1.0) == 1.0
    assert weekly_chance(0.0, 1e9, 1.0, 0.0, 1.0) == 0.0


@given(VALUE, st.floats(0.1, 100), st.floats(0.2, 5), UNIT)
def test_sizes_rise_with_the_uniform_and_start_at_the_smallest(uniform, smallest, tail, more):
    size = event_size(uniform, smallest, tail)
    assert np.all(np.isfinite(size) & (size >= smallest))
    assert np.all(event_size(uniform + more * (1 - uniform), smallest, tail) >= size)
    assert np.all(event_size(uniform, smallest, tail + more) <= size)


@pytest.mark.parametrize("tail", [0.7, 1.5, 3.0])
def test_sizes_have_the_tail_asked_for(tail):
    size = event_size((np.arange(10_000) + 0.5) / 10_000, 5.0, tail)
    for bound in (6.0, 10.0, 20.0):
        assert abs(np.mean(size > bound) - (bound / 5.0) ** -tail) < 1e-3


def test_a_very_heavy_tail_stays_finite():
    assert np.isfinite(event_size(1.0, 1e6, 0.01))


def test_a_tail_must_be_above_zero():
    with pytest.raises(ValueError, match="tail"):
        event_size(0.5, 1.0, 0.0)


@given(VALUE, VALUE, UNIT)
def test_frustration_is_what_is_missing_as_far_as_patience_is_spent(expected, has, spent):
    felt = frustration(expected, has, spent)
    assert felt.tolist() == [max(0.0, e - h) * spent for e, h in zip(expected, has, strict=True)]


@given(arrays(np.float64, 3, elements=st.one_of(st.floats(0, 0.999), st.just(1.0))))
def test_weeks_add_up_to_a_month(chance):
    np.testing.assert_allclose((1 - monthly_to_weekly(chance)) ** WEEKS_A_MONTH, 1 - chance, rtol=1e-9)
    np.testing.assert_allclose(np.exp(-weekly_hazard(chance) * WEEKS_A_MONTH), 1 - chance, rtol=1e-9, atol=2.0**-52)
    as_violence = weekly_chance(weekly_hazard(chance), 0.0, 1.0, 0.0, 1.0)
    open_ = chance < 1  # what is certain is all but certain in a week
    np.testing.assert_allclose(as_violence[open_], monthly_to_weekly(chance)[open_], atol=1e-12)
    assert np.all(as_violence[~open_] > 0.999)


@given(st.floats(0, 1), st.integers(0, 300))
def test_what_may_happen_every_week_happens_within_weeks_unless_it_fails_to_in_all(monthly, weeks):
    never = (1 - monthly_to_weekly(np.array([monthly]))) ** weeks
    np.testing.assert_allclose(chance_within(np.array([monthly]), np.array([float(weeks)])), 1 - never, atol=1e-9)
