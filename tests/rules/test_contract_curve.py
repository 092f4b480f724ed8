"""What is given, however it is spread: no more than the budget, all of it if it is asked for, and no step back."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.contract_curve import give_way, share_given
from sim.rules.utility import line_cost, normalised_salience, utility

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
TEXT = arrays(np.float64, (4, 3), elements=UNIT)
SALIENCE = arrays(np.float64, (4, 3), elements=st.sampled_from([0.0, 0.1, 0.2, 0.7])).map(
    lambda drawn: normalised_salience(drawn + 1e-3)
)
VALUE = arrays(np.float64, 3, elements=UNIT)
GAMMA = st.sampled_from([1.0, 1.5, 2.0])


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
