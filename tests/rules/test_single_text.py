import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.mediation import revise
from sim.rules.utility import normalised_salience, utility

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
TEXT = arrays(np.float64, (3, 2), elements=UNIT)
POSITIONS = arrays(np.float64, (2, 3, 2), elements=UNIT)
SALIENCES = arrays(np.float64, (2, 3, 2), elements=st.sampled_from([0.1, 0.25, 0.5, 1.0]))
OBJECTS = arrays(np.bool_, (2, 2))
ZERO, ONE = np.zeros((3, 1)), np.ones((3, 1))


@given(TEXT, POSITIONS, SALIENCES, OBJECTS, UNIT, TEXT, TEXT)
def test_where_nobody_objects_the_text_stands(text, positions, saliences, objects, step, one, other):
    new = revise(text, positions, saliences, objects, step, np.minimum(one, other), np.maximum(one, other))
    quiet = ~objects.any(axis=0)
    np.testing.assert_array_equal(new[:, quiet], text[:, quiet])


@given(TEXT, POSITIONS, SALIENCES, OBJECTS, UNIT, TEXT, TEXT)
def test_the_mandate_is_kept(text, positions, saliences, objects, step, one, other):
    lower, upper = np.minimum(one, other), np.maximum(one, other)
    new = revise(np.clip(text, lower, upper), positions, saliences, objects, step, lower, upper)
    assert np.all((new >= lower) & (new <= upper))


@given(TEXT, POSITIONS, SALIENCES, UNIT)
def test_a_lone_objector_draws_the_text_toward_itself_only(text, positions, saliences, step):
    new = revise(text, positions, saliences, np.array([[True, True], [False, False]]), step, ZERO, ONE)
    urgency = saliences[0] / saliences[0].max(axis=0)
    np.testing.assert_allclose(new, text + step * urgency * (positions[0] - text), atol=1e-12)
    shared = normalised_salience(saliences[0])
    assert np.all(utility(new, positions[0], shared) >= utility(text, positions[0], shared) - 1e-12)


@given(TEXT, POSITIONS, SALIENCES, UNIT)
def test_pulls_of_several_objectors_are_averaged(text, positions, saliences, step):
    def revised(*who):
        objects = np.isin(np.arange(2), who)[:, np.newaxis] & np.ones(2, dtype=bool)
        return revise(text, positions, saliences, objects, step, ZERO, ONE)

    np.testing.assert_allclose(revised(0, 1), (revised(0) + revised(1)) / 2, atol=1e-12)


@given(TEXT, POSITIONS, OBJECTS, UNIT)
def test_who_cares_about_nothing_changes_nothing(text, positions, objects, step):
    new = revise(text, positions, np.zeros((2, 3, 2)), objects, step, ZERO, ONE)
    np.testing.assert_array_equal(new, text)


def test_the_issue_that_matters_most_moves_the_whole_step():
    saliences = np.array([0.6, 0.3, 0.1]).reshape(1, 3, 1)
    new = revise(ZERO, np.ones((1, 3, 1)), saliences, np.array([[True]]), 0.5, ZERO, ONE)
    np.testing.assert_allclose(new.ravel(), [0.5, 0.25, 0.5 / 6])
