"""A number known exactly or as a distribution: what it draws, its mean, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from scipy import stats

from sim.scenario.format.quantity import NonNegative, Positive, Quantity, Share, Shift, Weeks

SHARE = TypeAdapter(Share)
WEEKS = TypeAdapter(Weeks)
EVEN = (np.arange(20_000) + 0.5) / 20_000
TAILS = np.concatenate([np.logspace(-9, -2, 200), EVEN, 1 - np.logspace(-2, -9, 200)])
three = st.tuples(*[st.floats(0, 1)] * 3).map(sorted)


def pert(low: float, mode: float, high: float) -> tuple[Quantity, object]:
    place = (mode - low) / (high - low)
    exact = stats.beta(1 + 4 * place, 5 - 4 * place, loc=low, scale=high - low)
    return Quantity.model_validate({"low": low, "mode": mode, "high": high}), exact


@pytest.mark.parametrize(
    ("low", "mode", "high"),
    [(0, 0.5, 1), (0, 0, 1), (0, 1, 1), (0.12, 0.2, 0.3), (0, 1e-6, 1), (-1, -0.9, 1), (0, 0.9, 1)],
)  # fmt: skip
def test_pert_draws_from_its_beta_distribution(low: float, mode: float, high: float) -> None:
    quantity, exact = pert(low, mode, high)
    error = np.abs(quantity.quantile(TAILS) - exact.ppf(TAILS)) / (high - low)
    assert error.max() < 1e-5
    assert quantity.mean == pytest.approx(exact.mean(), rel=1e-12)
    assert quantity.quantile(EVEN).mean() == pytest.approx(exact.mean(), abs=1e-4 * (high - low))


@pytest.mark.parametrize(("mean", "deviation"), [(0.5, 0.1), (0, 0.3), (1, 0.3), (0.2, 5), (0.9, 0.001), (0.3, 0.2)])
def test_normal_is_cut_off_at_the_bounds_of_the_field(mean: float, deviation: float) -> None:
    quantity = SHARE.validate_python({"normal": [mean, deviation]})
    exact = stats.truncnorm((0 - mean) / deviation, (1 - mean) / deviation, loc=mean, scale=deviation)
    assert np.abs(quantity.quantile(TAILS) - exact.ppf(TAILS)).max() < 1e-5
    assert quantity.mean == pytest.approx(exact.mean(), abs=1e-6)


def test_normal_of_a_long_field_keeps_its_own_scale() -> None:
    quantity = WEEKS.validate_python({"normal": [50, 5]})
    assert np.abs(quantity.quantile(TAILS) - stats.norm(50, 5).ppf(TAILS)).max() < 1e-3
    assert WEEKS.validate_python({"normal": [50, 0]}).mean == 50


def test_uniform_and_choice() -> None:
    uniform = Quantity.model_validate({"uniform": [2, 4]})
    assert uniform.quantile(np.array([0.0, 0.25, 0.5])).tolist() == [2, 2.5, 3]
    assert uniform.mean == 3
    choice = Quantity.model_validate({"choice": {0.4: 1, 0.1: 3, 0.9: 0}})
    assert choice.quantile(np.array([0.0, 0.74, 0.75, 0.9999])).tolist() == [0.1, 0.1, 0.4, 0.4]
    assert choice.mean == pytest.approx(0.175)
    assert choice.support == (0.1, 0.4)


def test_a_number_alone_is_the_same_in_every_run() -> None:
    for data in (0.3, {"value": 0.3, "source": "x"}, {"low": 0.3, "mode": 0.3, "high": 0.3}, {"uniform": [0.3, 0.3]}):
        quantity = Quantity.model_validate(data)
        assert quantity.fixed
        assert quantity.mean == pytest.approx(0.3)
        assert quantity.quantile(EVEN[::1000]).tolist() == [0.3] * 20
    assert not Quantity.model_validate({"choice": {0.3: 1, 0.4: 1}}).fixed
    assert Quantity.model_validate({"choice": {0.3: 1, 0.4: 0}}).fixed


@given(
    data=st.one_of(
        three.map(lambda three: dict(zip(("low", "mode", "high"), three, strict=True))),
        three.map(lambda three: {"uniform": [three[0], three[2]]}),
        st.tuples(st.floats(0, 1), st.floats(0, 3)).map(lambda two: {"normal": list(two)}),
        st.dictionaries(st.floats(0, 1), st.floats(0.01, 5), min_size=1).map(lambda choice: {"choice": choice}),
        st.floats(0, 1),
    ),
    draws=st.lists(st.floats(0, 1, exclude_max=True), min_size=2, max_size=20),
)
def test_draws_keep_their_order_and_stay_within_the_bounds(data: object, draws: list[float]) -> None:
    quantity = SHARE.validate_python(data)
    drawn = quantity.quantile(np.sort(draws))
    low, high = quantity.support
    assert np.isfinite(drawn).all()
    assert (np.diff(drawn) >= 0).all()
    assert (drawn >= low - 1e-12).all()
    assert (drawn <= high + 1e-12).all()
    assert low - 1e-9 <= quantity.mean <= high + 1e-9


@given(three=three, shift=st.floats(0, 1), draw=st.floats(0, 1, exclude_max=True))
def test_a_number_that_is_moved_up_moves_every_run_up(three: list[float], shift: float, draw: float) -> None:
    low, mode, high = three
    before = Quantity.model_validate({"low": low, "mode": mode, "high": high})
    after = Quantity.model_validate({"low": low + shift, "mode": mode + shift, "high": high + shift})
    uniform = np.array([draw])
    assert after.quantile(uniform)[0] >= before.quantile(uniform)[0] - 1e-9


@pytest.mark.parametrize(
    "data",
    [
        "0.5", True, None, [0.5], math.nan, math.inf, {"value": math.nan}, {}, {"low": 0}, {"low": 0, "mode": 0.1},
        {"low": 0.2, "mode": 0.1, "high": 0.3}, {"low": 0, "mode": 0.5, "high": 0.4}, {"uniform": [0.4, 0.1]},
        {"uniform": [0.4]}, {"uniform": 0.4}, {"normal": [0.1]}, {"normal": [0.1, -1]}, {"normal": [3, 0.1]},
        {"normal": [0.5, math.inf]}, {"choice": {}}, {"choice": {0.1: 0}}, {"choice": {0.1: -1, 0.2: 2}},
        {"choice": {0.1: math.nan}}, {"choice": [0.1]}, {"value": 0.1, "low": 0, "mode": 0.1, "high": 0.2},
        {"uniform": [0, 1], "normal": [0.5, 0.1]}, {"value": 0.1, "sauce": "x"}, {"source": "x"}, 1.0001, -0.0001,
        {"low": -0.1, "mode": 0.1, "high": 0.2}, {"uniform": [0, 1.1]}, {"choice": {1.1: 1}}, 10**30,
    ],
)  # fmt: skip
def test_what_is_no_number_of_the_field_is_refused(data: object) -> None:
    with pytest.raises(ValidationError):
        SHARE.validate_python(data)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [(Share, [0, 1], [-0.01, 1.01]), (Shift, [-1, 1], [-1.01, 1.01]), (NonNegative, [0, 1000], [-0.01, 1001]),
     (Positive, [1e-6, 1e6], [0, -1, 2e6]), (Weeks, [0, 5000], [-1, 5001])],
)  # fmt: skip
def test_every_kind_of_number_has_its_bounds(kind: object, good: list[float], bad: list[float]) -> None:
    adapter = TypeAdapter(kind)
    for value in good:
        assert adapter.validate_python(value).value == value
    for value in bad:
        with pytest.raises(ValidationError, match="is out of range; allowed: "):
            adapter.validate_python(value)
