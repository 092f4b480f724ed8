"""What the rest of the process is worth; tests/actors/test_outlook.py plays out every course that it may take."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.beliefs import over_results
from sim.rules.continuation import Branch, Outlook, certain, reservation_value, standing_before, through

SHARE = st.floats(0, 1, allow_subnormal=False)


@given(SHARE, SHARE, SHARE)
def test_at_the_reservation_value_agreeing_is_as_good_as_failing(failing, chance, otherwise):
    value = reservation_value(failing, np.array([chance]), otherwise)
    if chance > 1e-6:
        np.testing.assert_allclose(chance * value + otherwise, failing, atol=1e-6)


def test_nothing_is_given_for_an_agreement_that_brings_nothing():
    assert reservation_value(0.1, np.zeros(1), 0.0) == np.inf
    assert reservation_value(0.1, np.zeros(1), 0.1) == np.inf, "nobody agrees for nothing"
    assert reservation_value(0.1, np.zeros(1), 0.2) == -np.inf


def test_a_text_put_in_force_on_the_way_counts_unless_another_follows():
    interim = through(Branch(1.0, "later", "table", with_consent=True), certain(1))
    assert interim.worth(0.8, 0.1, 0.3).tolist() == [0.8]


@given(SHARE, SHARE, SHARE, SHARE, SHARE)
def test_standing_before_a_stage_is_worth_what_its_results_are_on_average(chance, agreed, imposed, now, premium):
    branches = [Branch(chance, "later", "table", premium, with_consent=True), Branch(1 - chance, "later")]
    halves = Outlook(*(np.array([part]) for part in (0.25, 0.25, 0.5, 0.1, 8.0)))
    before = standing_before([(branch, halves) for branch in branches], 2.0, 1)
    first = 0.75 * agreed + 0.25 * imposed + 0.1 + premium
    second = 0.25 * agreed + 0.25 * imposed + 0.5 * now + 0.1
    np.testing.assert_allclose(before.worth(agreed, imposed, now), chance * first + (1 - chance) * second, atol=1e-9)
    np.testing.assert_allclose(before.weeks, 10.0)
    np.testing.assert_allclose(before.agreed + before.imposed + before.stays, 1.0)
    np.testing.assert_allclose(before.on_table, before.agreed + before.imposed)


@given(SHARE, SHARE)
def test_chances_of_results_sum_to_one(one, other):
    results = ("a", "b", "c")
    a, c = np.array([one]), np.array([other])
    for said in ({}, {"a": a}, {"a": a, "c": c}, {"a": a, "b": np.array([0.5]), "c": c}):
        chances = over_results(said, results, "c")
        np.testing.assert_allclose(sum(np.broadcast_to(chance, (1,)) for chance in chances.values()), 1.0)
        assert all(np.all(chance >= 0) for chance in chances.values())
