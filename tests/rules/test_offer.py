import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.bargaining import concede, toward
from sim.rules.utility import admissible, normalised_salience, utility

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
TEXT = arrays(np.float64, (4, 3), elements=UNIT)
SALIENCE = arrays(np.float64, (4, 3), elements=st.sampled_from([0.0, 0.1, 0.2, 0.2, 0.3, 0.7]))
BUDGET = arrays(np.float64, 3, elements=st.one_of(st.just(0.0), st.floats(-0.2, 1.2, allow_subnormal=False)))
GAMMA = st.sampled_from([0.5, 1.0, 2.0])


def spent(origin, text, salience, gamma):
    return salience * np.abs(text - origin) ** gamma


@given(TEXT, TEXT, SALIENCE, BUDGET, GAMMA)
def test_spends_the_budget_and_never_more_unless_it_arrives(origin, target, salience, budget, gamma):
    text = concede(origin, target, salience, budget, gamma)
    cost = spent(origin, text, salience, gamma).sum(axis=0)
    affordable = spent(origin, target, salience, gamma).sum(axis=0)
    np.testing.assert_allclose(cost, np.clip(budget, 0.0, affordable), atol=1e-9)


@given(TEXT, TEXT, SALIENCE, BUDGET, GAMMA)
def test_each_issue_stays_between_origin_and_target(origin, target, salience, budget, gamma):
    text = concede(origin, target, salience, budget, gamma)
    assert np.all(text >= np.minimum(origin, target) - 1e-12)
    assert np.all(text <= np.maximum(origin, target) + 1e-12)


@given(TEXT, TEXT, SALIENCE, BUDGET, GAMMA)
def test_no_dearer_issue_moves_before_a_cheaper_one_has_arrived(origin, target, salience, budget, gamma):
    text = concede(origin, target, salience, budget, gamma)
    moved = np.abs(text - origin) > 1e-9
    arrived = np.abs(text - target) <= 1e-9
    for run in range(3):
        for cheaper in range(4):
            for dearer in range(4):
                first = (salience[cheaper, run], cheaper) < (salience[dearer, run], dearer)
                if first and salience[dearer, run] > 0 and moved[dearer, run]:
                    assert arrived[cheaper, run]


@given(TEXT, TEXT, SALIENCE, BUDGET)
def test_is_the_best_that_such_a_budget_buys_by_distance(origin, target, salience, budget):
    # With proportional losses no other way to spend the budget comes nearer to the target (summed over issues).
    text = concede(origin, target, salience, budget)
    for run in range(3):
        left, total = max(budget[run], 0.0), 0.0
        for issue in sorted(range(4), key=lambda k: salience[k, run]):
            way = abs(target[issue, run] - origin[issue, run])
            part = way if salience[issue, run] == 0 else min(way, left / salience[issue, run])
            left, total = left - part * salience[issue, run], total + part
        np.testing.assert_allclose(np.abs(text - origin)[:, run].sum(), total, atol=1e-9)


@given(TEXT, TEXT, SALIENCE, GAMMA)
def test_what_costs_nothing_moves_even_without_a_budget(origin, target, salience, gamma):
    text = concede(origin, target, salience, -0.1, gamma)
    np.testing.assert_array_equal(text, np.where(salience == 0, target, origin))


@given(TEXT, TEXT, SALIENCE, BUDGET, GAMMA)
def test_the_ideal_is_the_origin_unless_said(origin, target, salience, budget, gamma):
    np.testing.assert_allclose(
        concede(origin, target, salience, budget, gamma),
        concede(origin, target, salience, budget, gamma, ideal=origin),
        atol=1e-12,
    )


@given(TEXT, TEXT, TEXT, SALIENCE, BUDGET, GAMMA)
def test_losses_are_measured_from_the_ideal(origin, target, ideal, salience, budget, gamma):
    text = concede(origin, target, salience, budget, gamma, ideal=ideal)
    before, after = spent(ideal, origin, salience, gamma), spent(ideal, text, salience, gamma)
    lost = np.maximum(after - before, 0.0).sum(axis=0)
    whole = np.maximum(spent(ideal, target, salience, gamma) - before, 0.0).sum(axis=0)
    np.testing.assert_allclose(lost, np.clip(budget, 0.0, whole), atol=1e-9)
    assert np.all(text >= np.minimum(origin, target) - 1e-12)
    assert np.all(text <= np.maximum(origin, target) + 1e-12)


def test_known_concession_with_curvature():
    # Salience .25 moves wholly for .25; .11 is left for salience .44: |move| = sqrt(.11 / .44) = .5
    text = concede(np.ones((2, 1)), np.zeros((2, 1)), np.array([[0.44], [0.25]]), 0.36, gamma=2.0)
    np.testing.assert_allclose(text.ravel(), [0.5, 0.0])


def test_of_equally_salient_issues_the_first_gives_way_first():
    text = concede(np.zeros((2, 1)), np.ones((2, 1)), np.full((2, 1), 0.5), 0.5)
    assert text.ravel().tolist() == [1.0, 0.0]


def test_one_text_and_one_salience_serve_all_budgets():
    text = concede(np.zeros((2, 1)), np.ones((2, 1)), np.array([[0.75], [0.25]]), np.array([0.0, 0.25, 0.625]))
    np.testing.assert_allclose(text, [[0.0, 0.0, 0.5], [0.0, 1.0, 1.0]])


@pytest.mark.parametrize("gamma", [0.0, -1.0, np.nan])
def test_gamma_must_be_above_zero(gamma):
    with pytest.raises(ValueError, match="gamma"):
        concede(np.zeros((1, 1)), np.ones((1, 1)), np.ones((1, 1)), 0.5, gamma)


def offer(standing, other, position, salience, held, lower, upper, gamma=1.0):
    """Return what a party offers that gives one issue after the other and holds out for some utility."""
    budget = utility(standing, position, salience, gamma) - held
    lines = lower, upper
    return toward("least_salient_first", standing, other, position, salience, salience, budget, gamma, lines, 3.0)


@given(TEXT, TEXT, SALIENCE, BUDGET, TEXT, TEXT, GAMMA)
def test_an_offer_keeps_its_red_lines_and_the_utility_held_out_for(position, other, salience, held, one, two, gamma):
    salience = normalised_salience(salience + 0.01)
    lower, upper = np.minimum(one, two), np.maximum(one, two)
    opening = np.clip(position, lower, upper)
    text = offer(opening, other, position, salience, held, lower, upper, gamma)
    value = utility(text, position, salience, gamma)
    at_lines = utility(opening, position, salience, gamma)
    at_wish = utility(np.clip(other, lower, upper), position, salience, gamma)
    assert admissible(text, lower, upper).all()
    np.testing.assert_allclose(value, np.clip(held, at_wish, at_lines), atol=1e-9)


ZERO, ONE = np.zeros((4, 1)), np.ones((4, 1))


@given(TEXT, TEXT, TEXT, SALIENCE, BUDGET, UNIT)
def test_asking_for_less_brings_an_offer_nearer_to_the_other(standing, position, other, salience, held, less):
    salience = normalised_salience(salience + 0.01)
    far = np.abs(offer(standing, other, position, salience, held, ZERO, ONE) - other)
    near = np.abs(offer(standing, other, position, salience, held - less, ZERO, ONE) - other)
    assert np.all(near <= far + 1e-12)


@given(TEXT, TEXT, TEXT, SALIENCE, BUDGET)
def test_what_was_given_is_not_taken_back(standing, position, other, salience, held):
    salience = normalised_salience(salience + 0.01)
    text = offer(standing, other, position, salience, held, ZERO, ONE)
    assert np.all(text >= np.minimum(standing, other) - 1e-12)
    assert np.all(text <= np.maximum(standing, other) + 1e-12)
    value, before = utility(text, position, salience), utility(standing, position, salience)
    assert np.all(value >= np.minimum(held, before) - 1e-9)


def test_lines_that_cost_more_than_one_means_to_lose_leave_no_budget():
    position, other, salience = np.zeros((2, 1)), np.ones((2, 1)), np.full((2, 1), 0.5)
    lower = np.array([[0.5], [0.0]])
    text = offer(lower, other, position, salience, 0.9, lower, np.ones((2, 1)))
    assert text.ravel().tolist() == [0.5, 0.0]


def test_known_offer():
    # Of .4 that may be lost, .25 buys the second issue and .15 a fifth of the first.
    position, other, salience = np.zeros((2, 1)), np.ones((2, 1)), np.array([[0.75], [0.25]])
    text = offer(position, other, position, salience, 0.6, np.zeros((2, 1)), np.ones((2, 1)))
    np.testing.assert_allclose(text.ravel(), [0.2, 1.0])
