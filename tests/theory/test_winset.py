from __future__ import annotations

import ast
import csv
import re
from math import inf
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.theory.voting.core import (
    core_is_guaranteed,
    is_in_core,
    minimal_winning_coalitions,
    nakamura_number,
    veto_holders,
)
from sim.theory.voting.gains import gains
from sim.theory.voting.line import gridlock_interval, unanimity_winset_on_line, winset_on_line
from sim.theory.voting.rule import AllOf, AnyOf, Quota, majority, passes, with_vetoes

BENCHMARKS = Path(__file__).resolve().parents[3] / "shared" / "benchmarks"
seeds = st.integers(0, 2**32 - 1)


def council(seed: int, members: int = 5, issues: int = 3, runs: int = 200) -> tuple[np.ndarray, ...]:
    random = np.random.default_rng(seed)
    position = random.random((members, issues, runs))
    salience = random.dirichlet(np.ones(issues), (members, runs)).transpose(0, 2, 1)
    return random.random(issues), random.random(issues), position, salience


def in_winset(text, status_quo, position, salience, rule, thresholds=0.0):
    """Where a text beats the status quo, by the definition (Tsebelis 2002, Veto Players, ch. 1)."""
    return passes(rule, gains(text, status_quo, position, salience) > thresholds)


def test_unanimity_win_sets_of_record() -> None:
    path = BENCHMARKS / "closed_form_benchmarks.csv"
    if not path.exists():
        pytest.skip("the shared benchmarks are not beside this checkout")
    with path.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["benchmark"] == "unanimity_winset_on_line"]
    assert len(rows) == 4
    for row in rows:
        match = re.fullmatch(r"ideals=(\(.*\)),sq=(\d+)", row["parameters"])
        assert match
        found = unanimity_winset_on_line(ast.literal_eval(match[1]), int(match[2]))
        assert [end.item() for end in found] == list(ast.literal_eval(row["value"]))


@settings(max_examples=40)
@given(seeds, st.integers(1, 5), st.integers(0, 4))
def test_another_veto_player_never_enlarges_the_win_set(seed: int, quota: int, holder: int) -> None:
    text, now, position, salience = council(seed)
    plain, armed = majority(5, quota), with_vetoes(majority(5, quota), [holder])
    before = in_winset(text, now, position, salience, plain)
    after = in_winset(text, now, position, salience, armed)
    assert not (after & ~before).any()
    wide, narrow = (winset_on_line(position[:, 0], now[0], rule) for rule in (plain, armed))
    assert (narrow[0] >= wide[0] - 1e-12).all()
    assert (narrow[1] <= wide[1] + 1e-12).all()
    loose, tight = (gridlock_interval(position[:, 0], rule) for rule in (plain, armed))
    both = loose.exists
    assert tight.exists[both].all()
    assert (tight.low[both] <= loose.low[both]).all()
    assert (tight.high[both] >= loose.high[both]).all()


@settings(max_examples=30)
@given(seeds, st.integers(1, 5))
def test_a_line_is_a_space_of_one_issue(seed: int, quota: int) -> None:
    _, now, position, _ = council(seed, issues=1)
    rule = majority(5, quota)
    low, high = winset_on_line(position[:, 0], now, rule)
    for place in (0.01, 0.5, 0.99):
        up = now[0] + place * (high - now[0])
        moved = np.broadcast_to(up, (1, 200))
        inside = in_winset(moved, now, position, np.ones_like(position), rule)
        assert (inside == (up > now[0] + 1e-12))[high > now[0] + 1e-9].all()
    beyond = np.broadcast_to(high + 1e-6, (1, 200))
    assert not in_winset(beyond, now, position, np.ones_like(position), rule).any()
    assert (low <= now[0]).all()


@settings(max_examples=30)
@given(seeds, st.integers(1, 7))
def test_nothing_in_the_gridlock_interval_is_beaten_and_all_else_is(seed: int, quota: int) -> None:
    random = np.random.default_rng(seed)
    ideals, rule = random.random((7, 100)), majority(7, quota)
    found = gridlock_interval(ideals, rule)
    assert found.exists.all() == (quota >= 4)
    if quota < 4:
        assert np.isnan(found.low).all()
        return
    inside = found.low + random.random(100) * (found.high - found.low)
    assert np.allclose(winset_on_line(ideals, inside, rule), inside)
    low, high = winset_on_line(ideals, found.low - 0.01, rule)
    assert (high - low > 0).all()
    runs = np.arange(100)
    assert (ideals[found.low_pivot, runs] == found.low).all()
    assert (ideals[found.high_pivot, runs] == found.high).all()


def test_the_absorption_rule_a_veto_player_between_others_never_binds() -> None:
    random = np.random.default_rng(3)
    outer = random.random((2, 1, 500))
    between = outer[:1] + random.random(500) * (outer[1:] - outer[:1])
    yes = gains([0.6], [0.3], np.concatenate([outer, between]), 1.0) > 0
    binds = [
        ~passes(majority(3, 3), yes) & passes(majority(3, 3), yes | persuaded)
        for persuaded in np.eye(3, dtype=bool)[..., None]
    ]
    assert not binds[2].any()
    assert binds[0].any() and binds[1].any()


def test_a_price_of_blocking_lets_a_small_loss_pass() -> None:
    ideals = [[1.0], [0.2]]
    assert not in_winset([0.5], [0.0], ideals, 1.0, majority(2, 2)).item()
    assert in_winset([0.5], [0.0], ideals, 1.0, majority(2, 2), [[0.0], [-0.2]]).item()


def test_gains_agree_with_the_rule_for_utility() -> None:
    from sim.rules.utility import utility

    text, now, position, salience = council(4)
    expected = [
        utility(text[:, None], own, cares) - utility(now[:, None], own, cares)
        for own, cares in zip(position, salience, strict=True)
    ]
    assert gains(text, now, position, salience) == pytest.approx(np.array(expected))


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="same issues"):
        gains([0.5, 0.5], [0.0], [[1.0]], 1.0)
    with pytest.raises(ValueError, match="axes"):
        gains([0.5], [0.0], [1.0], 1.0)
    with pytest.raises(ValueError, match="gamma"):
        gains([0.5], [0.0], [[1.0]], 1.0, gamma=0)


def test_the_council_has_a_core_and_a_bare_majority_over_two_issues_need_not() -> None:
    council_rule = with_vetoes(majority(15, 9), range(5))
    assert veto_holders(council_rule) == tuple(range(5))
    assert nakamura_number(council_rule) == inf
    assert core_is_guaranteed(council_rule, 100)
    assert nakamura_number(majority(9)) == 3
    assert core_is_guaranteed(majority(9), 1)
    assert not core_is_guaranteed(majority(9), 2)
    assert nakamura_number(majority(100, 67)) == 4
    assert len(minimal_winning_coalitions(council_rule)) == 210


def test_the_nakamura_number_by_listing_agrees_with_the_formula() -> None:
    for members, quota in ((5, 3), (6, 4), (8, 7), (4, 3)):
        listed = nakamura_number(AllOf((majority(members, quota), majority(members, quota))))
        assert listed == nakamura_number(majority(members, quota))
    assert nakamura_number(Quota((2, 1, 1, 1), 3)) == 3
    assert nakamura_number(AnyOf((Quota((1, 1, 0, 0), 2), Quota((0, 0, 1, 1), 2)))) == 2
    with pytest.raises(ValueError, match="at most 16"):
        minimal_winning_coalitions(majority(17))


def test_core_membership_in_many_dimensions() -> None:
    triangle = [[0.0, 0.0], [1.0, 0.0], [0.5, 1.0]]
    assert not is_in_core([0.5, 0.3], triangle, 0.5, majority(3), gamma=2.0)  # Plott (1967): majority has no core
    assert is_in_core([0.5, 0.3], triangle, 0.5, majority(3, 3), gamma=2.0)  # unanimity: the Pareto set
    assert is_in_core([0.0, 0.0], triangle, 0.5, with_vetoes(majority(3), [0]), gamma=2.0)  # a veto holder's ideal
