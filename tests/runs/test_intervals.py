import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.runs.intervals import digits_for, wilson

quietly = settings(max_examples=200)


@st.composite
def counts(draw):
    runs = draw(st.integers(1, 100_000))
    return draw(st.integers(0, runs)), runs


# Newcombe (1998), "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, table I.
@pytest.mark.parametrize(
    ("count", "runs", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_published_values(count, runs, low, high):
    interval = wilson(count, runs)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=0.00006)
    assert interval.share == count / runs


@quietly
@given(counts())
def test_an_interval_holds_its_share_and_stays_between_none_and_all(case):
    interval = wilson(*case)
    assert 0 <= interval.low <= interval.share <= interval.high <= 1
    assert interval.low < interval.high


@quietly
@given(counts())
def test_what_did_not_happen_has_the_mirrored_interval(case):
    count, runs = case
    one, other = wilson(count, runs), wilson(runs - count, runs)
    assert (1 - one.high, 1 - one.low) == pytest.approx((other.low, other.high), abs=1e-12)


@quietly
@given(counts(), st.integers(2, 50))
def test_more_runs_say_more(case, times):
    few, many = wilson(*case), wilson(case[0] * times, case[1] * times)
    assert many.high - many.low < few.high - few.low


@quietly
@given(counts())
def test_none_and_all_are_exact_and_still_uncertain(case):
    _, runs = case
    assert wilson(0, runs).low == 0.0 < wilson(0, runs).high
    assert wilson(runs, runs).high == 1.0 > wilson(runs, runs).low


@pytest.mark.parametrize(("count", "runs"), [(1, 0), (0, 0), (-1, 10), (11, 10)])
def test_what_is_no_share_is_refused(count, runs):
    with pytest.raises(ValueError, match=f"{count} of {runs} runs is no share"):
        wilson(count, runs)


@pytest.mark.parametrize(("width", "digits"), [(1.0, 0), (0.03, 0), (0.0299, 1), (0.002, 1), (0.0019, 2), (0.0, 2)])
def test_no_more_digits_are_shown_than_the_interval_bears(width, digits):
    assert digits_for(width) == digits
