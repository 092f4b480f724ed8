import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.home import election_pressure, held_aspiration, private_consent, retreat_cost

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
VALUE = arrays(np.float64, 3, elements=UNIT)
COST = arrays(np.float64, 3, elements=st.one_of(st.just(0.0), st.floats(0, 50, allow_subnormal=False)))


@given(VALUE, VALUE, COST)
def test_each_unit_given_costs_one_and_c(wanted, public, cost):
    held = held_aspiration(wanted, public, cost)
    retreat = np.maximum(public - held, 0.0)
    np.testing.assert_allclose(retreat * (1 + cost), np.maximum(public - wanted, 0.0), atol=1e-9)
    np.testing.assert_allclose(np.where(wanted >= public, held, 0), np.where(wanted >= public, wanted, 0))


@given(VALUE, VALUE, COST, COST)
def test_an_audience_holds_back_and_never_pushes_beyond_the_public_offer(wanted, public, cost, more):
    held = held_aspiration(wanted, public, cost)
    assert np.all(held >= wanted)
    assert np.all(held <= np.maximum(wanted, public) + 1e-12)
    assert np.all(held_aspiration(wanted, public, cost + more) >= held - 1e-12)


@given(VALUE, VALUE)
def test_without_an_audience_nothing_changes(wanted, public):
    np.testing.assert_array_equal(held_aspiration(wanted, public, 0.0), wanted)
    np.testing.assert_array_equal(retreat_cost(wanted, public, 0.0), 0.0)


def test_an_infinite_audience_cost_stops_all_retreat():
    assert held_aspiration(0.25, 0.75, np.inf) == 0.75


@given(VALUE, VALUE, COST)
def test_only_retreat_is_charged(value, public, cost):
    charged = retreat_cost(value, public, cost)
    np.testing.assert_allclose(charged, [c * max(0, p - v) for v, p, c in zip(value, public, cost, strict=True)])


@given(st.integers(-60, 120), st.integers(1, 60), st.floats(0, 5))
def test_pressure_lies_between_one_and_its_peak(weeks, horizon, peak):
    factor = election_pressure(weeks, horizon, peak)
    assert 1.0 <= factor <= 1.0 + peak
    if weeks < 0 or weeks >= horizon:
        assert factor == 1.0
    elif weeks > 0:
        assert election_pressure(weeks - 1, horizon, peak) >= factor


def test_pressure_known_values():
    assert election_pressure(np.array([8.0, 6.0, 0.0, -0.5, np.inf]), 8, 2.0).tolist() == [1.0, 1.5, 3.0, 1.0, 1.0]


def test_a_horizon_must_be_above_zero():
    with pytest.raises(ValueError, match="horizon"):
        election_pressure(3.0, 0.0, 1.0)


@given(arrays(np.float64, 3, elements=st.floats(0, 1, exclude_max=True)), VALUE)
def test_consent_comes_with_its_chance(uniform, chance):
    assert private_consent(uniform, 1.0).all()
    assert not private_consent(uniform, 0.0).any()
    assert private_consent(uniform, chance).tolist() == [u < c for u, c in zip(uniform, chance, strict=True)]
