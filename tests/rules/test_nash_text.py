import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog, minimize

from sim.rules.mediation import nash_text
from sim.rules.utility import normalised_salience, utility

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
TEXT = arrays(np.float64, (3, 2), elements=UNIT)
SALIENCE = arrays(np.float64, (3, 2), elements=st.one_of(st.integers(0, 4).map(float), st.floats(0.01, 1))).map(
    lambda salience: normalised_salience(salience + 1e-3 * (salience.max(axis=0) == 0))
)
FALLBACK = arrays(np.float64, 2, elements=UNIT)
WEIGHT = st.sampled_from([0.1, 0.3, 0.5, 0.8])
PARTY = st.tuples(TEXT, SALIENCE, FALLBACK)


def gains(text, party):
    position, salience, disagreement = party
    return utility(text, position, salience) - disagreement


def in_shares(first, second, run):
    """Utilities are linear in the share that each issue goes from the first's ideal point to the second's."""
    way = np.abs(second[0] - first[0])[:, run]
    loss, gain = first[1][:, run] * way, second[1][:, run] * way
    return 1 - first[2][run], loss, 1 - gain.sum() - second[2][run], gain


def most_even(first, second, run):
    """The greatest that the smaller of both gains can be, and where, by linear programming."""
    of_first, loss, of_second, gain = in_shares(first, second, run)
    rows = [np.append(loss, 1.0), np.append(-gain, 1.0)]
    limits = [(0, 1)] * len(loss) + [(None, None)]
    found = linprog(np.append(np.zeros(len(loss)), -1.0), A_ub=rows, b_ub=[of_first, of_second], bounds=limits)
    return -found.fun, found.x[:-1]


@given(PARTY, PARTY, WEIGHT)
def test_exists_where_both_can_gain_and_is_most_even_elsewhere(first, second, weight):
    text, exists = nash_text(*first, *second, weight)
    smaller = np.minimum(gains(text, first), gains(text, second))
    for run in range(2):
        most, _ = most_even(first, second, run)
        assert exists[run] == (most > 1e-9) or abs(most - 1e-9) < 1e-8
        if exists[run]:
            assert smaller[run] > 0
        else:
            np.testing.assert_allclose(smaller[run], most, atol=1e-8)


@given(PARTY, PARTY, WEIGHT)
def test_a_numerical_search_finds_nothing_better(first, second, weight):
    text, exists = nash_text(*first, *second, weight)
    own, others = gains(text, first), gains(text, second)
    for run in range(2):
        most, start = most_even(first, second, run)
        if not exists[run] or most < 0.01:
            continue
        of_first, loss, of_second, gain = in_shares(first, second, run)

        def product(share, parts=(of_first, loss, of_second, gain)):
            ours, theirs = parts[0] - parts[1] @ share, parts[2] + parts[3] @ share
            if min(ours, theirs) <= 0:
                return 1e6
            return -weight * np.log(ours) - (1 - weight) * np.log(theirs)

        found = minimize(product, start, bounds=[(0, 1)] * 3, method="L-BFGS-B")
        reached = weight * np.log(own[run]) + (1 - weight) * np.log(others[run])
        assert reached >= -found.fun - 1e-9


@given(PARTY, PARTY, WEIGHT)
def test_no_text_is_better_for_one_and_no_worse_for_the_other(first, second, weight):
    text, _ = nash_text(*first, *second, weight)
    own, others = gains(text, first), gains(text, second)
    for run in range(2):
        of_first, loss, of_second, gain = in_shares(first, second, run)
        best = linprog(-gain, A_ub=[loss], b_ub=[of_first - own[run] + 1e-12], bounds=(0, 1))
        assert others[run] >= of_second - best.fun - 1e-8


@given(PARTY, PARTY, WEIGHT)
def test_it_does_not_matter_who_is_called_first(first, second, weight):
    text, exists = nash_text(*first, *second, weight)
    swapped, still_exists = nash_text(*second, *first, 1 - weight)
    np.testing.assert_array_equal(exists, still_exists)
    np.testing.assert_allclose(gains(swapped, first), gains(text, first), atol=1e-8)
    np.testing.assert_allclose(gains(swapped, second), gains(text, second), atol=1e-8)


@given(PARTY, PARTY, UNIT)
def test_a_better_fallback_or_more_power_never_hurts(first, second, more):
    better = (*first[:2], first[2] + more * (1 - first[2]))
    before, exists = nash_text(*first, *second)
    after, still_exists = nash_text(*better, *second)
    both = exists & still_exists
    assert np.all((gains(after, first) >= gains(before, first) - 1e-9)[both])
    stronger, _ = nash_text(*first, *second, 0.5 + more / 2)
    assert np.all((gains(stronger, first) >= gains(before, first) - 1e-9)[exists])


@given(TEXT, SALIENCE, FALLBACK)
def test_mirror_images_share_equally(position, salience, disagreement):
    one, other = (position, salience, disagreement), (1 - position, salience, disagreement)
    text, _ = nash_text(*one, *other)
    # Issues of equal ratio move together, so even the text is the middle and not just the utilities.
    np.testing.assert_allclose(text, 0.5, atol=1e-9)


def test_one_pie_is_split_by_fallback_and_power():
    zero, one = np.zeros((1, 1)), np.ones((1, 1))
    # The first gains 1 - x - d1, the second x - d2; each has d plus its weight of what is left.
    for weight, split in ((0.5, 0.35), (0.25, 0.525), (0.0, 0.7), (1.0, 0.0)):
        text, exists = nash_text(zero, one, 0.3, one, one, 0.0, weight)
        np.testing.assert_allclose(text, split, atol=1e-12)
        assert exists.all()


def test_known_trade_across_issues():
    # The second's issue goes over whole; the first's own stays: .75 each, against .5 for splitting everything.
    first, second = np.array([[0.75], [0.25]]), np.array([[0.25], [0.75]])
    text, _ = nash_text(np.zeros((2, 1)), first, 0.0, np.ones((2, 1)), second, 0.0)
    assert text.ravel().tolist() == [0.0, 1.0]
    # With a fallback of .5 the second is owed more of issue one: u1 = .75 - .75t, u2 - .5 = .25 + .25t, t = 0.
    text, _ = nash_text(np.zeros((2, 1)), first, 0.0, np.ones((2, 1)), second, 0.5)
    assert text.ravel().tolist() == [0.0, 1.0]
    # With .7: .75(1 - t) * (.05 + .25t) is greatest at t = .4.
    text, _ = nash_text(np.zeros((2, 1)), first, 0.0, np.ones((2, 1)), second, 0.7)
    np.testing.assert_allclose(text.ravel(), [0.4, 1.0])


def test_one_text_serves_all_fallbacks():
    zero, one = np.zeros((1, 1)), np.ones((1, 1))
    text, exists = nash_text(zero, one, np.array([0.0, 0.4, 0.9]), one, one, np.array([0.0, 0.0, 0.3]))
    np.testing.assert_allclose(text, [[0.5, 0.3, 0.2]])
    assert exists.tolist() == [True, True, False]


def test_power_is_a_share():
    with pytest.raises(ValueError, match="weight"):
        nash_text(np.zeros((1, 1)), np.ones((1, 1)), 0.0, np.ones((1, 1)), np.ones((1, 1)), 0.0, 1.5)
