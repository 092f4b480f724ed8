"""What is given, however it is spread: no more than the budget, all of it if it is asked for, and no step back."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.bargaining import give_way, share_given, toward
from sim.rules.utility import line_cost, normalised_salience, utility

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
TEXT = arrays(np.float64, (4, 3), elements=UNIT)
SALIENCE = arrays(np.float64, (4, 3), elements=st.sampled_from([0.0, 0.1, 0.2, 0.7])).map(
    lambda drawn: normalised_salience(drawn + 1e-3)
)
VALUE = arrays(np.float64, 3, elements=UNIT)
GAMMA = st.sampled_from([1.0, 1.5, 2.0])
TRADES = ("contract_curve", "proportional", "similarity", "least_salient_first")


@given(TEXT, TEXT, SALIENCE, SALIENCE, VALUE, GAMMA, st.floats(0, 5))
def test_from_the_ideal_point_it_costs_the_budget_or_all_that_is_asked(
    position, target, own, theirs, budget, gamma, price
):
    lines = np.minimum(position, 0.3), np.maximum(position, 0.7)

    def net(text):
        return utility(text, position, own, gamma) - line_cost(text, *lines, own, price)

    new = give_way(position, target, position, own, theirs, budget, gamma, lines, price)
    np.testing.assert_allclose(1 - net(new), np.minimum(budget, 1 - net(target)), atol=1e-7)


@given(TEXT, TEXT, TEXT, SALIENCE, SALIENCE, VALUE, GAMMA)
def test_it_stays_between_where_it_began_and_what_was_asked(origin, target, position, own, theirs, budget, gamma):
    new = give_way(origin, target, position, own, theirs, budget, gamma)
    assert np.all(new >= np.minimum(origin, target) - 1e-12)
    assert np.all(new <= np.maximum(origin, target) + 1e-12)
    assert np.all(utility(new, position, own, gamma) >= utility(origin, position, own, gamma) - budget - 1e-7)


@given(TEXT, TEXT, SALIENCE, VALUE)
def test_the_giver_s_own_saliences_move_every_issue_by_the_same_share(position, target, own, budget):
    new = give_way(position, target, position, own, own, budget)
    way = target - position
    shares = np.divide(new - position, way, out=np.full(way.shape, np.nan), where=np.abs(way) > 1e-3)
    spread = np.nanmax(np.where(np.isnan(shares), -1, shares), axis=0) - np.nanmin(
        np.where(np.isnan(shares), 2, shares), axis=0
    )
    assert np.all(spread <= 1e-6)


@given(TEXT, TEXT, TEXT, SALIENCE, SALIENCE, VALUE, st.lists(st.booleans(), min_size=4, max_size=4).map(np.array))
def test_what_matters_to_the_giver_in_no_run_goes_all_the_way_and_has_no_say_in_the_rest(
    origin, target, position, own, theirs, budget, matters
):
    own = np.where(matters[:, None], own, 0.0)
    new = give_way(origin, target, position, own, theirs, budget)
    assert np.array_equal(new[~matters], target[~matters])
    if matters.any():
        alone = give_way(*(each[matters] for each in (origin, target, position, own, theirs)), budget)
        assert np.array_equal(new[matters], alone)
        # One run in which it matters a little, and the others are reckoned with all issues: to the same bits.
        beside = give_way(*(np.hstack([each, np.ones((4, 1))]) for each in (origin, target, position, own, theirs)),
                          np.append(budget, 1.0))  # fmt: skip
        assert np.array_equal(new, beside[:, :-1])


@given(VALUE, SALIENCE, SALIENCE)
def test_what_is_dear_to_the_other_and_cheap_to_oneself_goes_furthest(progress, own, theirs):
    share = share_given(progress, own, theirs)
    ratio = theirs / own
    order = np.argsort(ratio, axis=0)
    assert np.all(np.diff(np.take_along_axis(share, order, axis=0), axis=0) >= -1e-12)


def test_a_line_is_crossed_only_at_its_price():
    zero, one, salience = np.zeros((1, 1)), np.ones((1, 1)), np.ones((1, 1))
    lines = zero, np.full((1, 1), 0.25)
    walls = [
        give_way(zero, one, zero, salience, salience, 0.5, 1.0, lines, price).item() for price in (0.0, 1.0, 4.0)
    ]
    np.testing.assert_allclose(walls, [0.5, 0.375, 0.3], atol=1e-9)


@given(TEXT, TEXT, SALIENCE, SALIENCE, VALUE, GAMMA, st.sampled_from(TRADES))
def test_each_way_of_trading_spends_the_same_and_gets_as_far_as_it_can(
    position, target, own, theirs, budget, gamma, trade
):
    new = toward(trade, position, target, position, own, theirs, budget, gamma)
    asked = 1 - utility(target, position, own, gamma)
    np.testing.assert_allclose(1 - utility(new, position, own, gamma), np.minimum(budget, asked), atol=1e-7)


@given(TEXT, TEXT, SALIENCE, SALIENCE, VALUE)
def test_no_way_of_trading_brings_the_other_more_for_less_than_the_contract_curve(
    position, target, own, theirs, budget
):
    budget = np.maximum(budget, 0.01)  # what is left of a budget below 1e-13 counts as spent
    found = {
        trade: utility(toward(trade, position, target, position, own, theirs, budget, 2.0), target, theirs, 2.0)
        for trade in TRADES
    }
    for trade in TRADES:
        assert np.all(found["contract_curve"] >= found[trade] - 1e-6), trade


@given(TEXT, TEXT, SALIENCE, SALIENCE, VALUE)
def test_the_nearest_text_is_nearest(position, target, own, theirs, budget):
    budget = np.maximum(budget, 0.01)
    new = toward("similarity", position, target, position, own, theirs, budget, 2.0)
    for trade in TRADES:
        other = toward(trade, position, target, position, own, theirs, budget, 2.0)
        assert np.all(((new - target) ** 2).sum(axis=0) <= ((other - target) ** 2).sum(axis=0) + 1e-6), trade


def test_who_gives_one_issue_after_the_other_stops_at_its_lines():
    zero, one, own = np.zeros((2, 1)), np.ones((2, 1)), np.array([[0.75], [0.25]])
    lines = zero, np.array([[0.1], [0.5]])
    new = toward("least_salient_first", zero, one, zero, own, own, 1.0, 1.0, lines, 0.0)
    assert new.ravel().tolist() == [0.1, 0.5]
    beyond = np.array([[0.3], [0.2]])
    new = toward("least_salient_first", beyond, one, zero, own, own, 1.0, 1.0, lines, 0.0)
    assert new.ravel().tolist() == [0.3, 0.5], "and takes nothing back"
