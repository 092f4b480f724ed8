import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.recognition import (
    WEEKS_A_YEAR,
    exponential_threshold,
    hazard,
    hour_of_crossing,
    log_hazard,
    weeks_until_withdrawal,
)

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
COVARIATES = arrays(np.float64, (4, 3), elements=st.floats(-3, 3))
COEFFICIENTS = arrays(np.float64, 3, elements=st.floats(-3, 3))
SHARE = arrays(np.float64, (4, 2), elements=UNIT)


@given(COVARIATES, COEFFICIENTS, SHARE, st.floats(-2, 4))
def test_the_hazard_is_linear_on_the_log_scale(covariates, coefficients, share, bandwagon):
    expected = (covariates @ coefficients)[:, np.newaxis] + bandwagon * share
    found = log_hazard(covariates, coefficients, share, bandwagon)
    assert found.shape == (4, 2)
    np.testing.assert_allclose(found, expected, atol=1e-12)


@given(COVARIATES, COEFFICIENTS, SHARE, UNIT, st.floats(0, 4))
def test_coefficients_and_bandwagon_may_differ_by_run(covariates, coefficients, share, one, other):
    by_run = np.stack([coefficients, coefficients[::-1]], axis=1)
    found = log_hazard(covariates, by_run, share, np.array([one, other]))
    for run, bandwagon in enumerate((one, other)):
        alone = log_hazard(covariates, by_run[:, run], share[:, run : run + 1], bandwagon)
        np.testing.assert_array_equal(found[:, run : run + 1], alone)


@given(COVARIATES, COEFFICIENTS, SHARE, UNIT, st.floats(0, 4), UNIT)
def test_recognition_spreads_within_blocs(covariates, coefficients, share, more, bandwagon, steeper):
    base = log_hazard(covariates, coefficients, share, bandwagon)
    assert np.all(log_hazard(covariates, coefficients, share + more * (1 - share), bandwagon) >= base - 1e-12)
    assert np.all(log_hazard(covariates, coefficients, share, bandwagon + steeper) >= base - 1e-12)


@given(st.floats(-300, 300))
def test_a_hazard_is_the_exponential_of_its_logarithm(logarithm):
    assert hazard(np.array(logarithm)) == np.exp(logarithm)


def test_more_coefficients_than_covariates_is_an_error():
    with pytest.raises(ValueError, match="zip"):
        log_hazard(np.ones((2, 3)), np.ones(2), np.zeros((2, 1)), 1.0)


@given(UNIT, UNIT)
def test_thresholds_are_finite_positive_and_rise_with_the_uniform(one, other):
    lower, higher = sorted((one, other))
    assert 0 < exponential_threshold(lower) <= exponential_threshold(higher) < np.inf


def test_one_threshold_gives_the_chances_of_weekly_tosses():
    uniform = (np.arange(10_000) + 0.5) / 10_000
    hazards = np.array([0.1, 0.4, 0.2])
    threshold = exponential_threshold(uniform)
    survived = 1.0
    for week, weekly in enumerate(hazards):
        survived *= np.exp(-weekly)
        recognised = threshold <= hazards[: week + 1].sum()
        assert abs(np.mean(~recognised) - survived) < 1e-3


HAZARDS = arrays(np.float64, (4, 2), elements=st.floats(1e-6, 10))


@given(HAZARDS, HAZARDS, SHARE, arrays(np.float64, 2, elements=st.floats(0, 100)))
def test_at_the_hour_of_crossing_the_threshold_is_met_and_not_before(pace, threshold, share, clock):
    accumulated = share * threshold
    hours = hour_of_crossing(clock, pace, accumulated, threshold)
    assert np.all(hours >= clock)
    np.testing.assert_allclose(accumulated + pace * (hours - clock), threshold, rtol=1e-6)


@given(HAZARDS, HAZARDS, st.floats(1.0, 5.0))
def test_a_faster_pace_never_crosses_later(pace, threshold, factor):
    clock, nothing = np.zeros(2), np.zeros((4, 2))
    slow, fast = (hour_of_crossing(clock, its, nothing, threshold) for its in (pace, factor * pace))
    assert np.all(fast <= slow)


def test_a_met_threshold_is_crossed_now_and_an_infinite_one_never():
    ones = np.ones((1, 1))
    assert hour_of_crossing(np.array([7.0]), ones, 2 * ones, ones).tolist() == [[7.0]]
    assert hour_of_crossing(np.array([7.0]), ones, ones, np.inf * ones).tolist() == [[np.inf]]


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_two_hazards_can_be_multiplied_and_keep_their_order(one, other):
    lower, higher = sorted((one, other))
    assert 0 < hazard(np.array(lower)) <= hazard(np.array(higher))
    assert np.isfinite(hazard(np.array(lower)) * hazard(np.array(higher)))


def test_withdrawals_come_at_the_yearly_chance_and_a_week_after_at_the_earliest():
    uniform = ((np.arange(100_000) + 0.5) / 100_000)[:, np.newaxis]
    weeks = weeks_until_withdrawal(uniform, np.array([0.0, 0.007, 0.3, 1.0]))
    assert np.all(weeks >= 1)
    assert np.all(np.isinf(weeks[:, 0]))
    for place, chance in ((1, 0.007), (2, 0.3)):
        for years in (1, 4):
            within = np.mean(weeks[:, place] <= years * WEEKS_A_YEAR)
            assert abs(within - (1 - (1 - chance) ** years)) < 0.01 * chance * years


@given(UNIT, UNIT, UNIT)
def test_who_is_likelier_to_withdraw_never_does_so_later(uniform, one, other):
    lower, higher = sorted((one, other))
    rarely, often = weeks_until_withdrawal(np.array([[uniform]]), np.array([lower, higher]))[0]
    assert often <= rarely
