import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.recognition import crossed, exponential_threshold, log_hazard, weekly_chance

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
    def chance(bloc_share, strength):
        return weekly_chance(log_hazard(covariates, coefficients, bloc_share, strength))

    base = chance(share, bandwagon)
    assert np.all((base >= 0) & (base <= 1))
    assert np.all(chance(share + more * (1 - share), bandwagon) >= base - 1e-12)
    assert np.all(chance(share, bandwagon + steeper) >= base - 1e-12)


@given(st.floats(allow_nan=False))
def test_any_hazard_gives_a_chance(hazard):
    assert 0.0 <= weekly_chance(hazard) <= 1.0


def test_a_small_hazard_is_its_chance():
    np.testing.assert_allclose(weekly_chance(np.log(1e-9)), 1e-9, rtol=1e-6)
    np.testing.assert_allclose(weekly_chance(np.log(0.5)), 1 - np.exp(-0.5))


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
    for week, hazard in enumerate(hazards):
        survived *= 1 - weekly_chance(np.log(hazard))
        recognised = crossed(hazards[: week + 1].sum(), threshold)
        assert abs(np.mean(~recognised) - survived) < 1e-3


def test_no_hazard_crosses_nothing_and_a_met_threshold_is_crossed():
    assert not crossed(0.0, exponential_threshold(0.0))
    assert crossed(np.array([0.4, 0.5, 0.6]), 0.5).tolist() == [False, True, True]
