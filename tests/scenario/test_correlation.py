"""Numbers that are drawn together: each as by itself, all with their correlations, and a run the same alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from sim.chance.copula import Copula
from sim.chance.inputs import Inputs
from sim.chance.streams import BLOCK_RUNS, Streams
from sim.scenario.format.correlations import correlation_matrix, positive_definite
from sim.scenario.format.quantity import Quantity

NAMES = ("constant", "log_weeks", "union")
PAIRS = {"log_weeks": {"constant": -0.7}, "union": {"constant": 0.3, "log_weeks": -0.5}}
MATRIX = correlation_matrix(NAMES, PAIRS)
KNOWN = {
    "constant": Quantity(normal=(-2.0, 0.5)),
    "log_weeks": Quantity(normal=(-1.0, 0.25)),
    "union": Quantity(normal=(0.5, 2.0)),
}


def inputs(known=KNOWN, block=0, places=None, given=None):
    copula = Copula.of(NAMES, MATRIX)
    runs = BLOCK_RUNS if places is None else len(places)
    return Inputs(known, Streams(7, block, places), runs, given, dict.fromkeys(copula.paths, copula))


@pytest.fixture(scope="module")
def drawn():
    """Thirty blocks of all three, ``(numbers, runs)``."""
    blocks = [inputs(block=block) for block in range(30)]
    return np.concatenate([np.stack([block[name] for name in NAMES]) for block in blocks], axis=1)


def test_normal_numbers_get_the_covariance_that_is_asked_for(drawn):
    tolerance = 4 / np.sqrt(drawn.shape[1])
    np.testing.assert_allclose(np.corrcoef(drawn), MATRIX, atol=tolerance)
    for row, quantity in zip(drawn, KNOWN.values(), strict=True):
        assert stats.kstest(row, stats.norm(*quantity.normal).cdf).pvalue > 1e-3


def test_each_number_keeps_its_own_distribution():
    skewed = {**KNOWN, "union": Quantity(low=0.0, mode=0.1, high=1.0)}
    together = np.sort(np.concatenate([inputs(skewed, block)["union"] for block in range(20)]))
    apart = Quantity(low=0.0, mode=0.1, high=1.0).quantile((np.arange(together.size) + 0.5) / together.size)
    assert np.abs(together - apart).max() < 0.03


def test_the_first_is_drawn_as_if_it_were_alone():
    alone = KNOWN["constant"].quantile(Streams(7, 0).uniform("input", "constant"))
    np.testing.assert_allclose(inputs()["constant"], alone, rtol=1e-12)


@given(st.lists(st.integers(0, BLOCK_RUNS - 1), min_size=1, max_size=4))
def test_a_run_draws_the_same_alone_and_in_its_block(places):
    whole, some = inputs(), inputs(places=np.array(places))
    for name in NAMES:
        assert whole[name][places].tolist() == some[name].tolist()


@pytest.mark.parametrize("first", NAMES)
def test_it_does_not_matter_which_is_asked_for_first(first):
    one, other = inputs(), inputs()
    one[first]
    assert all(np.array_equal(one[name], other[name]) for name in NAMES)


@pytest.mark.parametrize("changed", [Quantity(value=-1.0), Quantity(normal=(3.0, 0.1))])
def test_another_value_for_one_changes_no_draw_of_the_others(changed):
    before, after = inputs(), inputs({**KNOWN, "log_weeks": changed})
    for name in ("constant", "union"):
        assert np.array_equal(before[name], after[name])
    assert not np.array_equal(before["log_weeks"], after["log_weeks"])


def test_uniform_numbers_that_are_given_stand_for_the_stream():
    middle = {name: np.full(BLOCK_RUNS, 0.5) for name in NAMES}
    for name, quantity in KNOWN.items():
        np.testing.assert_allclose(inputs(given=middle)[name], quantity.normal[0], atol=1e-12)


def test_the_edges_of_the_uniform_stay_finite():
    edges = np.array([0.0, 1.0])
    joined = Copula.of(NAMES, MATRIX).joined(lambda path: edges)
    assert all(np.all((part >= 0) & (part <= 1)) for part in joined.values())


@given(arrays(np.float64, (4, 6), elements=st.floats(-1, 1)))
def test_what_comes_from_data_is_positive_definite_and_its_factor_gives_it_back(data):
    covariance = data @ data.T + 0.1 * np.eye(4)
    deviation = np.sqrt(np.diag(covariance))
    matrix = covariance / np.outer(deviation, deviation)
    assert positive_definite(matrix)
    factor = Copula.of(tuple("abcd"), matrix).factor
    np.testing.assert_allclose(factor @ factor.T, matrix, atol=1e-12)
    assert not np.triu(factor, 1).any(), "a number depends on those before it only"


def test_what_cannot_hold_at_once_is_not_positive_definite():
    assert not positive_definite(
        correlation_matrix(NAMES, {"union": {"constant": 0.9, "log_weeks": 0.9}, "log_weeks": {"constant": -0.9}})
    )
