"""Factions: followings are shares, what gains by delay gains, and a party moves toward whom it is left to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.home import followings, relative_to_start, swayed, weighed_by_following

unit = st.floats(0, 1)
strengths = st.lists(st.floats(0.01, 100), min_size=2, max_size=6)


def column(numbers):
    return np.array(numbers, dtype=np.float64)[:, np.newaxis]


@given(strengths, st.data(), unit)
def test_followings_are_shares_whatever_the_scale(strength, data, spent):
    gains = column(data.draw(st.lists(st.floats(-5, 5), min_size=len(strength), max_size=len(strength))))
    shares = followings(column(strength), gains, spent)
    assert np.all(shares >= 0) and shares.sum() == pytest.approx(1)
    assert followings(7 * column(strength), gains, spent) == pytest.approx(shares)
    assert followings(column(strength), gains + 1, spent) == pytest.approx(shares), "only differences in gains count"


@given(strengths, st.floats(0.1, 5), unit, unit)
def test_who_alone_gains_by_delay_gains_by_more_of_it(strength, gain, one, other):
    gains = column([gain] + [0.0] * (len(strength) - 1))
    less, more = (followings(column(strength), gains, spent)[0, 0] for spent in sorted((one, other)))
    assert more >= less - 1e-12
    if abs(one - other) > 0.01:
        assert more > less


@given(strengths)
def test_without_delay_or_gains_followings_are_as_coded(strength):
    coded = column(strength) / sum(strength)
    assert followings(column(strength), column([2.0] * len(strength)), 0.0) == pytest.approx(coded)
    assert followings(column(strength), column([0.0] * len(strength)), 1.0) == pytest.approx(coded)


def test_an_odds_ratio_grows_by_the_exponential_of_the_gain():
    shares = followings(column([90, 5]), column([0.0, 0.7]), 0.5)[:, 0]
    assert shares[1] / shares[0] == pytest.approx(5 / 90 * np.exp(0.35))


@given(unit, unit, unit, unit, unit)
def test_a_party_moves_by_what_its_new_followers_want_more_than_the_old(position, first, second, before, now):
    stands = np.array([first, second]).reshape(2, 1, 1)
    moved = swayed(np.array([[position]]), stands, column([before, 1 - before]), column([now, 1 - now]))
    assert moved[0, 0] == pytest.approx(min(1, max(0, position + (now - before) * (first - second))))


@given(unit, strengths)
def test_where_followings_or_stands_are_alike_nobody_moves(position, strength):
    shares = column(strength) / sum(strength)
    alike = np.full((len(strength), 1, 1), 0.3)
    apart = np.linspace(0, 1, len(strength)).reshape(-1, 1, 1)
    assert swayed(np.array([[position]]), apart, shares, shares)[0, 0] == pytest.approx(position)
    assert swayed(np.array([[position]]), alike, shares, shares[::-1])[0, 0] == pytest.approx(position)


@given(strengths)
def test_the_mean_over_followers_lies_among_the_factions(strength):
    shares = column(strength) / sum(strength)
    numbers = column(range(len(strength)))
    assert 0 <= weighed_by_following(numbers, shares)[0] <= len(strength) - 1
    assert weighed_by_following(np.ones_like(numbers), shares) == pytest.approx(1)


@given(strengths, strengths)
def test_what_the_followers_are_is_measured_by_what_they_were(strength, other):
    least = min(len(strength), len(other))
    first, now = (column(part[:least]) / sum(part[:least]) for part in (strength, other))
    numbers = column(range(least)) + 0.5
    ratio = relative_to_start(numbers, now, first)
    assert ratio == pytest.approx((numbers * now).sum() / (numbers * first).sum())
    assert relative_to_start(numbers, first, first) == pytest.approx(1)
    assert relative_to_start(0 * numbers, now, first).tolist() == [1.0], "nought stays nought"
