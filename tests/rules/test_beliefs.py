import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.beliefs import believed, candid, learn, prior_weights, told

UNIT = st.one_of(st.integers(0, 8).map(lambda eighths: eighths / 8), st.floats(0, 1, allow_subnormal=False))
CHANCE = arrays(np.float64, 3, elements=UNIT)
WEIGHT = arrays(np.float64, 3, elements=st.floats(0.1, 20))
SIGNAL = st.tuples(arrays(np.bool_, 3), UNIT, st.floats(0, 4))


@given(CHANCE, WEIGHT)
def test_a_prior_is_what_it_says(chance, weight):
    prior = prior_weights(chance, weight)
    np.testing.assert_allclose(believed(*prior), chance, atol=1e-12)
    np.testing.assert_allclose(np.add(*prior), weight)


def test_without_evidence_one_half():
    assert believed(np.array([0.0, 2.0]), np.array([0.0, 0.0])).tolist() == [0.5, 1.0]


@given(CHANCE, WEIGHT, arrays(np.bool_, 3), UNIT, st.floats(0, 4))
def test_a_signal_moves_belief_its_own_way_and_stays_a_chance(chance, weight, signal, honesty, counts):
    before = believed(*prior_weights(chance, weight))
    after = believed(*learn(*prior_weights(chance, weight), signal, honesty, counts))
    assert np.all((after >= 0) & (after <= 1))
    assert np.all(np.where(signal, after >= before - 1e-12, after <= before + 1e-12))


@given(CHANCE, WEIGHT, st.lists(SIGNAL, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_signals_does_not_matter(chance, weight, signals, shuffler):
    def after(order):
        evidence = prior_weights(chance, weight)
        for signal, honesty, counts in order:
            evidence = learn(*evidence, signal, honesty, counts)
        return evidence

    shuffled = list(signals)
    shuffler.shuffle(shuffled)
    np.testing.assert_allclose(after(signals), after(shuffled), rtol=1e-9)


@given(CHANCE, WEIGHT, arrays(np.bool_, 3), st.floats(0, 0.5))
def test_a_coin_toss_or_a_liar_teaches_nothing(chance, weight, signal, honesty):
    prior = prior_weights(chance, weight)
    np.testing.assert_array_equal(learn(*prior, signal, honesty), prior)


@given(CHANCE, WEIGHT, st.floats(0.5, 1), st.floats(0.5, 1))
def test_honesty_teaches_more_and_a_firm_prior_learns_less(chance, weight, one, other):
    less, more = sorted((one, other))
    prior, firm = prior_weights(chance, weight), prior_weights(chance, 2 * weight)
    assert np.all(believed(*learn(*prior, True, more)) >= believed(*learn(*prior, True, less)) - 1e-12)
    assert np.all(believed(*learn(*firm, True, more)) <= believed(*learn(*prior, True, more)) + 1e-12)


def test_known_lesson():
    # A prior of 1 : 3 and two fully honest yeses make 3 : 3; one of honesty .75 counts half.
    evidence = learn(*prior_weights(0.25, 4.0), True, 1.0, weight=2.0)
    assert believed(*evidence) == 0.5
    np.testing.assert_allclose(learn(1.0, 3.0, False, 0.75), (1.0, 3.5))


@given(CHANCE, WEIGHT, arrays(np.bool_, 3))
def test_learning_leaves_the_old_evidence_alone(chance, weight, signal):
    prior = prior_weights(chance, weight)
    before = np.array(prior)
    learn(*prior, signal, 1.0)
    np.testing.assert_array_equal(prior, before)


@given(CHANCE, arrays(np.bool_, 3), UNIT)
def test_a_statement_is_weighed_by_bayes_rule(chance, says, honesty):
    after = told(chance, says, honesty)
    for run in range(3):
        if_so = honesty if says[run] else 1 - honesty
        heard = chance[run] * if_so + (1 - chance[run]) * (1 - if_so)
        expected = chance[run] * if_so / heard if heard > 0 else chance[run]
        np.testing.assert_allclose(after[run], expected, atol=1e-12)


@given(CHANCE, arrays(np.bool_, 3))
def test_a_statement_of_a_coin_toss_changes_nothing(chance, says):
    np.testing.assert_allclose(told(chance, says, 0.5), chance, atol=1e-12)


def test_an_impossible_statement_leaves_the_belief():
    assert told(0.0, True, 1.0) == 0.0
    assert told(np.array([1.0, 0.5]), False, 1.0).tolist() == [1.0, 0.0]


@given(arrays(np.bool_, 5), arrays(np.float64, 5, elements=st.floats(0, 1, exclude_max=True)), st.floats(0, 1))
def test_the_candid_say_what_they_mean_and_others_the_opposite(means, uniform, honesty):
    by_hand = [m if u < honesty else not m for m, u in zip(means, uniform, strict=True)]
    assert candid(means, uniform, honesty).tolist() == by_hand
    np.testing.assert_array_equal(candid(means, uniform, 1.0), means)
    np.testing.assert_array_equal(candid(means, uniform, 0.0), ~means)
