from __future__ import annotations

import ast
import csv
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from closed_forms.division import nash_split, rubinstein, rubinstein_deadline, rubinstein_limit
from closed_forms.legislature import (
    baron_ferejohn,
    baron_ferejohn_open,
    baron_ferejohn_open_to_all,
    romer_rosenthal,
)
from closed_forms.zeuthen import risk_limit, zeuthen
from hypothesis import given, settings
from hypothesis import strategies as st

BENCHMARKS = Path(__file__).resolve().parents[3] / "shared" / "benchmarks"
discounts = st.floats(0, 0.999)


def named(parameters: str) -> dict[str, float]:
    return {name: float(value) for name, value in re.findall(r"(\w+)=(-?[\d.]+)", parameters)}


def split_row(parameters: str) -> float | None:
    match = re.fullmatch(r"d=\(([\d.]+),([\d.]+)\),S=([\d.]+),alpha=([\d.]+)", parameters)
    assert match
    first, second, surplus, alpha = map(float, match.groups())
    return nash_split(first, second, surplus, alpha)


CLOSED_FORMS: dict[str, Callable[[str], float | None]] = {
    "rubinstein_first_mover_share": lambda p: rubinstein(named(p)["d1"], named(p)["d2"]),
    "rubinstein_equal_delta": lambda p: rubinstein(named(p)["delta"], named(p)["delta"]),
    "rubinstein_limit_asymmetric": lambda p: rubinstein_limit(named(p)["r1"], named(p)["r2"]),
    "nash_linear_split_player1": split_row,
    "baron_ferejohn_closed_proposer": lambda p: baron_ferejohn(int(named(p)["n"]), named(p)["delta"])[0],
    "baron_ferejohn_closed_partner": lambda p: baron_ferejohn(int(named(p)["n"]), named(p)["delta"])[1],
    "baron_ferejohn_closed_quota_proposer": lambda p: baron_ferejohn(
        int(named(p)["n"]), named(p)["delta"], int(named(p)["q"])
    )[0],
    "baron_ferejohn_open_all_included_proposer": lambda p: baron_ferejohn_open_to_all(
        int(named(p)["n"]), named(p)["delta"]
    ),
    "romer_rosenthal_outcome": lambda p: float(
        romer_rosenthal(named(p)["setter"], named(p)["median"], named(p)["sq"])
    ),
}
ELSEWHERE = {"unanimity_winset_on_line", "nash_product_line", "compromise_weighted_mean"}


def test_every_closed_form_of_record() -> None:
    path = BENCHMARKS / "closed_form_benchmarks.csv"
    if not path.exists():
        pytest.skip("the shared benchmarks are not beside this checkout")
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 50
    done = 0
    for row in rows:
        if row["benchmark"] in ELSEWHERE:  # test_winset.py and test_solutions.py
            continue
        found = CLOSED_FORMS[row["benchmark"]](row["parameters"])
        assert found == pytest.approx(ast.literal_eval(row["value"]), abs=1e-9), row
        done += 1
    assert done == 43


@given(discounts, discounts)
def test_a_far_deadline_is_no_deadline(first: float, second: float) -> None:
    rounds = 20_001 if min(first, second) > 0.9 else 201
    limit = rubinstein(first, second)
    assert rubinstein_deadline(first, second, rounds) == pytest.approx(limit, abs=1e-3)


def test_the_last_mover_gains_from_a_deadline() -> None:
    assert rubinstein_deadline(0.9, 0.9, 2) == pytest.approx(0.1)
    assert rubinstein_deadline(0.9, 0.9, 3) == pytest.approx(1 - 0.9 * 0.1)


@given(st.floats(0.01, 2), st.floats(0.01, 2))
def test_quick_offers_reach_the_limit_of_discount_rates(first: float, second: float) -> None:
    pause = 1e-6
    quick = rubinstein(float(np.exp(-first * pause)), float(np.exp(-second * pause)))
    assert quick == pytest.approx(rubinstein_limit(first, second), abs=1e-4)


@given(st.integers(1, 40), st.floats(0, 1))
def test_a_legislature_divides_one_unit(members: int, discount: float) -> None:
    for quota in range(1, members + 1):
        proposer, partner = baron_ferejohn(members, discount, quota)
        assert proposer + (quota - 1) * partner == pytest.approx(1)
        assert proposer >= partner - 1e-12
    open_share = baron_ferejohn_open_to_all(members, discount)
    assert open_share * (1 + discount * (members - 1)) == pytest.approx(1)


@given(st.floats(0, 1))
def test_under_an_open_rule_nobody_gains_by_making_another_number_content(discount: float) -> None:
    """The values of proposing and of being left out, by going on from session to session."""
    share, content = baron_ferejohn_open(discount)
    value = {}
    for number in (1, 2):
        proposing = 0.0
        for _ in range(400):
            asked = 1 - number * discount * proposing
            left_out = discount * proposing / 2  # recognised by an even chance, and the next proposer then
            next_value = asked if number == 2 else asked / 2 + discount * left_out / 2
            proposing = (proposing + next_value) / 2  # half-way, since the whole way swings
        value[number] = proposing
    assert value[content] >= max(value.values()) - 1e-9
    assert share == pytest.approx(1 - content * discount * value[content])


def test_under_an_open_rule_two_of_three_are_enough_for_the_patient() -> None:
    edge = 3**0.5 - 1
    assert [baron_ferejohn_open(edge + by)[1] for by in (-1e-6, 1e-6)] == [2, 1]
    assert baron_ferejohn_open(0.8)[0] == pytest.approx(0.677, abs=5e-4)


@given(st.floats(-9, 9), st.floats(-9, 9), st.floats(-9, 9))
def test_the_median_never_loses_and_the_setter_never_does_worse(
    setter: float, median: float, status_quo: float
) -> None:
    outcome = float(romer_rosenthal(setter, median, status_quo))
    assert abs(outcome - median) <= abs(status_quo - median) + 1e-9
    assert abs(outcome - setter) <= abs(status_quo - setter) + 1e-9


@settings(max_examples=50)
@given(st.floats(0, 0.8), st.floats(0, 0.8))
def test_zeuthen_ends_at_the_nash_point_of_a_fine_list(first: float, second: float) -> None:
    share = np.linspace(0, 1, 2001)
    ended = zeuthen(share, 1 - share, first, second)
    nash = nash_split(first, second)
    if nash is None:
        assert ended.agreed is None or 1 - first - second > -1e-9
    else:
        assert ended.agreed is not None
        assert share[ended.agreed] == pytest.approx(nash, abs=1e-3)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=25), st.integers(0, 9))
def test_zeuthen_finds_the_largest_nash_product_of_any_list(texts: list[tuple[int, int]], floor: int) -> None:
    first, second = np.array(texts, float).T
    ended = zeuthen(first, second, floor, floor)
    suits = (first >= floor) & (second >= floor)
    if not suits.any():
        assert ended.agreed is None
        return
    assert ended.agreed is not None
    product = (first - floor) * (second - floor)
    assert product[ended.agreed] == product[suits].max()


def test_concessions_are_told_step_by_step() -> None:
    share = np.linspace(0, 1, 5)
    ended = zeuthen(share, 1 - share)
    assert ended.agreed == 2
    assert ended.first_offers[0] == 4
    assert ended.second_offers[0] == 0
    assert (np.diff(ended.first_offers) <= 0).all()
    assert (np.diff(ended.second_offers) >= 0).all()


def test_risk_limits() -> None:
    assert risk_limit([0.8, 0.2], 0.2, [0.2, 0.2]) == pytest.approx([1.0, 0.0])


def test_what_cannot_be_meant_is_refused() -> None:
    for call in (
        lambda: rubinstein(1.2, 0.5),
        lambda: rubinstein(1.0, 1.0),
        lambda: rubinstein_deadline(0.5, 0.5, 0),
        lambda: rubinstein_limit(0.0, 0.0),
        lambda: nash_split(0, 0, 1, 2),
        lambda: baron_ferejohn(3, 0.9, 4),
        lambda: baron_ferejohn_open_to_all(0, 0.9),
        lambda: baron_ferejohn_open(1.1),
        lambda: zeuthen([1.0], [1.0, 2.0]),
        lambda: zeuthen([np.nan], [1.0]),
    ):
        with pytest.raises(ValueError, match=r"."):
            call()
