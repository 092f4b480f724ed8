"""The benchmark of three parties compares agreements as it says."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

PATH = Path(__file__).resolve().parents[2] / "benchmarks" / "three_parties.py"


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("three_parties", PATH)
    module = importlib.util.module_from_spec(spec)
    sys.modules["three_parties"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["three_parties"]


def test_cases_are_the_same_whatever_the_tactic_gives_first(benchmark):
    one, other = (benchmark.here(8, trade) for trade in ("proportional", "least_salient_first"))
    assert np.array_equal(one.position, other.position) and np.array_equal(one.salience, other.salience)
    assert not np.array_equal(one.agreed, other.agreed)
    assert np.allclose(one.salience.sum(axis=1), 1)
    assert set(np.unique(one.position)) == {0.0, 1.0}


def test_agreements_are_compared(benchmark):
    wants, cares = np.zeros((3, 3, 4)), np.full((3, 3, 4), 1 / 3)
    agreed = np.array([[0.5] * 3, [0.5] * 3, [0.5] * 3, [np.nan] * 3]).T
    other = np.array([[0.5] * 3, [0.6, 0.5, 0.4], [0.8, 0.5, 0.5], [0.5] * 3]).T
    found = benchmark.compared(benchmark.Played(wants, cares, agreed), other)
    assert found.both == 0.75
    assert found.equal == pytest.approx(2 / 3)
    assert found.apart == pytest.approx((0.1 + 0.1 + 0.3) / 9)
    assert found.utility == pytest.approx(0.1 / 3)
