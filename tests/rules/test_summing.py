import numpy as np
import pytest

from sim.rules.summing import sum_over_first

parts = np.random.default_rng(1).random((12, 64))


def test_adds_up():
    np.testing.assert_allclose(sum_over_first(parts), parts.sum(axis=0))


def test_a_run_alone_has_the_same_sum_to_the_bit():
    # numpy.sum fails here, which is why the rule exists.
    alone = [sum_over_first(parts[:, run : run + 1])[0] for run in range(64)]
    assert sum_over_first(parts).tolist() == alone


def test_leaves_its_input_as_it_was():
    before = parts.copy()
    sum_over_first(parts)
    np.testing.assert_array_equal(parts, before)


def test_actors_come_first_too():
    assert sum_over_first(np.ones((3, 2, 4))).tolist() == [[3.0] * 4] * 2


def test_nothing_has_no_sum():
    with pytest.raises(IndexError):
        sum_over_first(np.empty((0, 3)))
