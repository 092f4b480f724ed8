import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.beliefs import heeded

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
POSITIONS = arrays(np.float64, (3, 2, 2), elements=UNIT)
OPENNESS = arrays(np.float64, (3, 2), elements=UNIT)
COUNTS = arrays(np.int64, (3, 3), elements=st.integers(0, 3))


def influenced(initial, current, weights, openness):
    """Ask everybody, those who listen to nobody included."""
    listens = weights.any(axis=1)
    open_to = openness * (listens[:, np.newaxis] if listens.ndim == 1 else listens)
    edges = weights > 0 if weights.ndim == 2 else (weights > 0).any(axis=2)
    return heeded(initial, current, weights, open_to[:, np.newaxis], np.argwhere(edges))


def row_shares(counts):
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


@given(POSITIONS, POSITIONS, COUNTS, OPENNESS)
def test_follows_its_formula(initial, current, counts, openness):
    weights = row_shares(counts)
    new = influenced(initial, current, weights, openness)
    for actor in range(3):
        if counts[actor].sum() == 0:
            expected = initial[actor]
        else:
            heard = sum(weights[actor, other] * current[other] for other in range(3))
            expected = (1 - openness[actor]) * initial[actor] + openness[actor] * heard
        np.testing.assert_allclose(new[actor], expected, atol=1e-12)


@given(POSITIONS, POSITIONS, COUNTS, OPENNESS)
def test_nobody_leaves_the_range_of_what_is_held(initial, current, counts, openness):
    new = influenced(initial, current, row_shares(counts), openness)
    held = np.concatenate([initial, current])
    assert np.all((new >= held.min(axis=0) - 1e-12) & (new <= held.max(axis=0) + 1e-12))


@given(POSITIONS, POSITIONS, COUNTS)
def test_the_stubborn_stay(initial, current, counts):
    np.testing.assert_array_equal(influenced(initial, current, row_shares(counts), np.zeros((3, 2))), initial)


@given(POSITIONS, COUNTS, OPENNESS)
def test_those_who_agree_stay(initial, counts, openness):
    agreed = np.broadcast_to(initial[:1], initial.shape)
    np.testing.assert_allclose(influenced(agreed, agreed, row_shares(counts), openness), agreed, atol=1e-12)


@given(POSITIONS, POSITIONS, arrays(np.int64, (3, 3, 2), elements=st.integers(0, 2)), OPENNESS)
def test_weights_may_differ_by_run(initial, current, counts, openness):
    weights = row_shares(counts)
    new = influenced(initial, current, weights, openness)
    for run in range(2):
        one = slice(run, run + 1)
        alone = influenced(initial[..., one], current[..., one], weights[..., run], openness[:, one])
        np.testing.assert_array_equal(new[..., one], alone)


def test_rows_listen_and_columns_speak():
    positions = np.array([0.0, 1.0]).reshape(2, 1, 1)
    weights = np.array([[0.0, 1.0], [0.0, 0.0]])
    assert influenced(positions, positions, weights, np.full((2, 1), 0.25)).ravel().tolist() == [0.25, 1.0]


def test_repeated_talk_settles_where_theory_says():
    # Friedkin & Johnsen: the fixed point is (I - S W)^-1 (I - S) p(0).
    initial = np.array([0.0, 0.4, 1.0]).reshape(3, 1, 1)
    weights = np.array([[0.0, 1.0, 0.0], [0.5, 0.0, 0.5], [0.0, 1.0, 0.0]])
    openness = np.array([[0.2], [0.6], [0.9]])
    current = initial
    for _ in range(200):
        current = influenced(initial, current, weights, openness)
    share = np.diag(openness.ravel())
    settled = np.linalg.solve(np.eye(3) - share @ weights, (np.eye(3) - share) @ initial.ravel())
    np.testing.assert_allclose(current.ravel(), settled)
