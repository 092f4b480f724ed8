import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from sim.rules.frontier import frontier
from sim.rules.utility import normalised_salience, utility

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
TEXT = arrays(np.float64, (4, 2), elements=UNIT)
SALIENCE = arrays(np.float64, (4, 2), elements=st.one_of(st.integers(0, 4).map(float), st.floats(0.01, 1))).map(
    lambda salience: normalised_salience(salience + 1e-3 * (salience.max(axis=0) == 0))
)


@given(TEXT, SALIENCE, TEXT, SALIENCE)
def test_segments_add_up_from_one_ideal_point_to_the_other(first, first_salience, second, second_salience):
    path = frontier(first, first_salience, second, second_salience)
    for run in range(2):
        at_start = np.argmax(path.first_value[:, run])
        np.testing.assert_allclose(path.first_value[at_start, run], 1.0)
    ends = path.first_value - path.first_loss
    np.testing.assert_allclose(ends.min(axis=0), utility(second, first, first_salience), atol=1e-9)
    gains = path.second_value + path.second_gain
    np.testing.assert_allclose(gains.max(axis=0), 1.0, atol=1e-9)


@given(TEXT, SALIENCE, TEXT, SALIENCE, UNIT)
def test_no_text_is_better_for_one_and_no_worse_for_the_other(first, first_salience, second, second_salience, wanted):
    path = frontier(first, first_salience, second, second_salience)
    # Walk until the first party is down to the wanted utility.
    loss = np.where(path.first_loss > 1e-12, path.first_loss, 1.0)
    text = path.point((path.first_value - wanted) / loss)
    of_first, of_second = utility(text, first, first_salience), utility(text, second, second_salience)
    for run in range(2):
        way = np.abs(second - first)[:, run]
        loses, gains = first_salience[:, run] * way, second_salience[:, run] * way
        best = linprog(-gains, A_ub=[loses], b_ub=[1 - of_first[run] + 1e-12], bounds=(0, 1))
        assert of_second[run] >= 1 - gains.sum() - best.fun - 1e-8


def test_equal_ratios_make_one_segment():
    same = np.full((2, 1), 0.5)
    path = frontier(np.zeros((2, 1)), same, np.ones((2, 1)), same)
    assert path.first_loss.ravel().tolist() == [1.0, 1.0]
    assert path.point(np.full((2, 1), 0.25)).ravel().tolist() == [0.25, 0.25]


def test_what_only_one_cares_about_is_that_party_s():
    first, second = np.array([[1.0], [0.0], [0.0]]), np.array([[0.0], [1.0], [0.0]])
    path = frontier(np.zeros((3, 1)), first, np.ones((3, 1)), second)
    assert path.point(np.full((3, 1), 0.3)).ravel().tolist() == [0.0, 1.0, 0.5]
