"""What the rest of the process is worth, against playing out every course that it may take."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.beliefs import over_results
from sim.rules.continuation import Branch, before_each, certain, reservation_value, through

SHARE = st.floats(0, 1, allow_subnormal=False)


@st.composite
def graphs(draw):
    """Up to eight stages, each leading only to later ones or to the end, with up to three results."""
    count = draw(st.integers(1, 8))
    stages = {}
    for place in range(count):
        results = draw(st.integers(1, 3))
        weights = np.array([draw(st.floats(0.01, 1)) for _ in range(results)])
        stages[f"s{place}"] = [
            Branch(
                chance,
                *draw(
                    st.tuples(
                        st.sampled_from([None, *(f"s{later}" for later in range(place + 1, count))]),
                        st.one_of(st.sampled_from(["table", "nothing"]), SHARE.map(lambda worth: np.array([worth]))),
                        st.floats(-0.5, 0.5),
                        st.booleans(),
                    )
                ),
            )
            for chance in weights / weights.sum()
        ]
    weeks = {name: draw(st.floats(0, 100)) for name in stages}
    return stages, weeks


def played_out(stages, weeks, stage, in_force, values):
    """Worth and weeks of every course of events from a stage on, weighed by its chance."""
    if stage is None:
        return values[in_force] if isinstance(in_force, str) else in_force, 0.0
    worth, lasting = 0.0, weeks[stage]
    for branch in stages[stage]:
        then = in_force
        if isinstance(branch.in_force, str) and branch.in_force == "table":
            then = "agreed" if branch.with_consent else "imposed"
        elif not isinstance(branch.in_force, str):
            then = float(branch.in_force[0])
        later, more = played_out(stages, weeks, branch.following, then, values)
        worth += branch.chance * (branch.premium + later)
        lasting += branch.chance * more
    return worth, lasting


@given(graphs(), SHARE, SHARE, SHARE)
def test_alpha_and_beta_are_what_playing_out_every_course_gives(graph, agreed, imposed, now):
    stages, weeks = graph
    before = before_each(stages, weeks, 1)
    for name in stages:
        worth, lasting = played_out(stages, weeks, name, "now", {"agreed": agreed, "imposed": imposed, "now": now})
        np.testing.assert_allclose(before[name].worth(agreed, imposed, now), worth, atol=1e-9)
        np.testing.assert_allclose(before[name].weeks, lasting, rtol=1e-9)


@given(SHARE, SHARE, SHARE, SHARE, SHARE)
def test_kosovo_with_two_beliefs_is_the_old_formula(block, backing, text, declared, status_quo):
    stages = {
        "council": [Branch(1 - block, None, "table"), Branch(block, "declaration")],
        "declaration": [Branch(backing, None, np.array([declared])), Branch(1 - backing, None)],
    }
    before = before_each(stages, {}, 1)["council"]
    by_hand = (1 - block) * text + block * (backing * declared + (1 - backing) * status_quo)
    np.testing.assert_allclose(before.worth(text, text, status_quo), by_hand, atol=1e-12)


@given(SHARE, SHARE, SHARE)
def test_at_the_reservation_value_agreeing_is_as_good_as_failing(failing, chance, otherwise):
    value = reservation_value(failing, np.array([chance]), otherwise)
    if chance > 1e-6:
        np.testing.assert_allclose(chance * value + otherwise, failing, atol=1e-6)


def test_nothing_is_given_for_an_agreement_that_brings_nothing():
    assert np.isinf(reservation_value(0.1, np.zeros(1), 0.0)).all()


def test_a_circle_is_refused():
    import pytest

    with pytest.raises(ValueError, match="circle"):
        before_each({"a": [Branch(1.0, "b")], "b": [Branch(1.0, "a")]}, {}, 1)


def test_a_text_put_in_force_on_the_way_counts_unless_another_follows():
    interim = through(Branch(1.0, "later", "table", with_consent=True), certain(1))
    assert interim.worth(0.8, 0.1, 0.3).tolist() == [0.8]


@given(SHARE, SHARE)
def test_chances_of_results_sum_to_one(one, other):
    results = ("a", "b", "c")
    a, c = np.array([one]), np.array([other])
    for said in ({}, {"a": a}, {"a": a, "c": c}, {"a": a, "b": np.array([0.5]), "c": c}):
        chances = over_results(said, results, "c")
        np.testing.assert_allclose(sum(np.broadcast_to(chance, (1,)) for chance in chances.values()), 1.0)
        assert all(np.all(chance >= 0) for chance in chances.values())
