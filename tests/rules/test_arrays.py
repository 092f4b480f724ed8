import functools
import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.arrays import Cuts, Kept, all_above, carried, sum_over_first

NUMBER = st.floats(-1e6, 1e6)

parts = np.random.default_rng(1).random((12, 64))


def test_adds_up():
    np.testing.assert_allclose(sum_over_first(parts), parts.sum(axis=0))


def test_a_run_alone_has_the_same_sum_to_the_bit():
    # numpy.sum fails here, which is why the rule exists.
    alone = [sum_over_first(parts[:, run : run + 1])[0] for run in range(64)]
    assert sum_over_first(parts).tolist() == alone


@pytest.mark.parametrize("count", [*range(1, 12), 33, 200])
@pytest.mark.parametrize("runs", [1, 2, 7, 64])
def test_adds_part_by_part_whatever_the_layout(count, runs):
    drawn = np.random.default_rng(count).random((count, runs)) - 0.5
    one_by_one = [functools.reduce(operator.add, column) for column in drawn.T.tolist()]
    for layout in (drawn, np.asfortranarray(drawn), np.repeat(drawn, 2, axis=1)[:, ::2]):
        assert sum_over_first(layout).tolist() == one_by_one


def test_leaves_its_input_as_it_was():
    before = parts.copy()
    sum_over_first(parts)
    np.testing.assert_array_equal(parts, before)


def test_actors_come_first_too():
    assert sum_over_first(np.ones((3, 2, 4))).tolist() == [[3.0] * 4] * 2


def test_nothing_has_no_sum():
    with pytest.raises(IndexError):
        sum_over_first(np.empty((0, 3)))


@given(NUMBER, NUMBER, NUMBER)
def test_a_number_that_nobody_changes_stays_and_one_that_play_left_alone_becomes_the_new_one(now, before, after):
    assert carried(now, before, before) == now
    assert carried(before, before, after) == after


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_what_play_has_added_stays_added(now, before, after):
    assert carried(now / 8, before / 8, after / 8) - after / 8 == (now - before) / 8


def test_to_the_bit_where_a_sum_would_not_be():
    assert 0.9 + (0.1 - 0.9) != 0.1
    assert carried(0.9, 0.9, 0.1) == 0.1


def test_each_run_has_its_own_case():
    now, before, after = np.array([[0.5, 0.5], [0.9, 0.1]]), np.array([[0.5, 0.2], [0.1, 0.1]]), np.full((2, 2), 0.2)
    np.testing.assert_allclose(carried(now, before, after), [[0.2, 0.5], [1.0, 0.2]])


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_not_finite_are_carried_where_nothing_was_added(odd):
    np.testing.assert_array_equal(carried([odd, odd, 0.5, 0.5], [odd, odd, 0.5, odd], [odd, 0.5, odd, odd]),
                                  [odd, 0.5, odd, 0.5])  # fmt: skip


def test_what_is_carried_is_a_new_array():
    now = np.array([0.5])
    carried(now, 0.1, 0.1)[:] = 9.0
    assert now.tolist() == [0.5]


@given(st.lists(st.integers(0, 7), min_size=1, max_size=7, unique=True).map(sorted), st.booleans())
def test_what_is_cut_is_what_would_be_taken(some, one_number):
    numbers = np.broadcast_to(0.5, (3, 8)) if one_number else np.random.default_rng(2).random((3, 8))
    cuts, runs = Cuts(8), np.array(some)
    for asked in (numbers, numbers[1], numbers):
        np.testing.assert_array_equal(cuts.of(asked, runs), asked[..., runs])


def test_all_runs_need_no_cut_unless_some_may_come_twice():
    numbers, twice = np.arange(2.0), np.array([1, 1])
    assert Cuts(2).of(numbers, np.arange(2)) is numbers
    assert Cuts(2, may_repeat=True).of(numbers, twice).tolist() == [1.0, 1.0]


def test_other_runs_and_other_arrays_are_cut_anew():
    cuts, runs = Cuts(3), np.array([0, 2])
    assert cuts.of(np.array([1.0, 2.0, 3.0]), runs).tolist() == [1.0, 3.0]
    assert cuts.of(np.array([4.0, 5.0, 6.0]), runs).tolist() == [4.0, 6.0]
    assert cuts.of(np.array([4.0, 5.0, 6.0]), np.array([1])).tolist() == [5.0]


SOME = st.lists(st.integers(0, 5), min_size=1, max_size=6, unique=True).map(np.array)


@given(st.lists(st.tuples(st.booleans(), SOME), max_size=12))
def test_what_is_kept_is_what_would_be_reckoned_and_is_reckoned_once_a_change(steps):
    hangs_on, due, asked = np.zeros(6), np.ones(6, dtype=int), np.zeros(6, dtype=int)

    def reckon(runs):
        np.add.at(asked, runs, 1)
        return 2 * hangs_on[runs], hangs_on[runs] - 1

    kept = Kept(6, reckon, parts=2)
    for changes, runs in steps:
        if changes:
            hangs_on[runs] += 1
            kept.forget(runs)
            due[runs] = asked[runs] + 1
        else:
            assert kept.of(runs, part=1).tolist() == (hangs_on[runs] - 1).tolist()
            assert kept.of(runs).tolist() == [(2 * hangs_on[runs]).tolist(), (hangs_on[runs] - 1).tolist()]
    assert (asked <= due).all()


def test_what_is_kept_can_be_forgotten_as_a_whole_and_is_not_changed_from_outside():
    numbers = np.arange(3.0)
    kept, everybody = Kept(3, lambda runs: numbers[runs]), np.arange(3)
    kept.of(everybody)[:] = 9.0
    assert kept.of(everybody).tolist() == [0.0, 1.0, 2.0]
    numbers += 1
    kept.forget()
    assert kept.of(np.array([2, 0])).tolist() == [3.0, 1.0]


@given(st.lists(NUMBER, max_size=9), NUMBER)
def test_all_are_above_a_bound_where_each_is(numbers, least):
    assert all_above(np.array(numbers), least) is all(number > least for number in numbers)
