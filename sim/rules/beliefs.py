"""R10 and R11: learn from what others say and do, as far as they are honest, and listen to one's friends."""

from collections.abc import Sequence

import numpy as np

from sim.rules.arrays import Counts, Flags, Floats, PerActorAndIssue, PerRun

__all__ = ["believed", "candid", "heeded", "learn", "over_results", "prior_weights", "told"]


def believed(for_weight: PerRun | float, against_weight: PerRun | float) -> PerRun:
    """Return how likely an actor takes something to be.

    Parameters
    ----------
    for_weight, against_weight : (runs,) or float
        Evidence for and against, in observations; 0 or above.

    Returns
    -------
    (runs,)
        Mean of the beta distribution, 0 to 1; one half where there is no evidence at all.

    References
    ----------
    Morrow (1989), "Capabilities, Uncertainty, and Resolve", American Journal of Political Science 33(4):
    beliefs that move with what the other side does.

    Examples
    --------
    >>> float(believed(3.0, 1.0)), float(believed(0.0, 0.0))
    (0.75, 0.5)
    """
    evidence = np.asarray(np.add(for_weight, against_weight), dtype=np.float64)
    return np.asarray(np.divide(for_weight, evidence, out=np.full(evidence.shape, 0.5), where=evidence > 0))


def prior_weights(chance: PerRun | float, weight: PerRun | float) -> tuple[Floats, Floats]:
    """Turn a first guess into evidence that later signals are weighed against.

    Parameters
    ----------
    chance : (runs,) or float
        The first guess, 0 to 1.
    weight : (runs,) or float
        How many observations it is worth: the higher, the harder to move.

    Returns
    -------
    for_weight, against_weight : (runs,)
        Evidence in observations.

    References
    ----------
    Gelman et al. (2013), Bayesian Data Analysis, ch. 2: the beta prior as earlier observations.

    Examples
    --------
    >>> [float(part) for part in prior_weights(0.25, 8.0)]
    [2.0, 6.0]
    """
    for_weight = np.multiply(chance, weight)
    return np.asarray(for_weight), np.asarray(np.subtract(weight, for_weight))


def learn(
    for_weight: PerRun | float, against_weight: PerRun | float, signal: Flags | Floats | float,
    honesty: PerRun | float, weight: PerRun | float = 1.0,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Take in one public signal: a threat, a statement, a vote.

    A signal that tells the truth with chance h counts for 2h - 1 observations, so a coin toss counts for none and
    a fact for one. Weights only add up, hence the order in which signals arrive does not matter.

    Parameters
    ----------
    for_weight, against_weight : (runs,) or float
        Evidence so far, in observations.
    signal : (runs,)
        True (1) where it speaks for, False (0) where it speaks against.
    honesty : (runs,) or float
        Chance that such a signal is true. Below one half it counts for nothing: actors do not read the opposite
        out of what a known liar says.
    weight : (runs,) or float
        How many observations a fully honest signal of this kind is worth.

    Returns
    -------
    for_weight, against_weight : (runs,)
        Evidence after the signal, in new arrays.

    References
    ----------
    Ibrahim & Chen (2000), "Power prior distributions for regression models", Statistical Science 15(1):
    discounted evidence. Morrow (1989), American Journal of Political Science 33(4).

    Examples
    --------
    >>> [float(part) for part in learn(2.0, 6.0, signal=True, honesty=0.75)]
    [2.5, 6.0]
    >>> [float(part) for part in learn(2.0, 6.0, signal=False, honesty=1.0, weight=2.0)]
    [2.0, 8.0]
    """
    evidence = np.maximum(2.0 * np.asarray(honesty) - 1.0, 0.0) * weight
    speaks_for = np.asarray(signal, dtype=np.float64)
    return (
        np.asarray(for_weight + evidence * speaks_for),
        np.asarray(against_weight + evidence * (1.0 - speaks_for)),
    )


def told(believed_before: PerRun | float, signal: Flags | Floats | float, honesty: PerRun | float) -> PerRun:
    """Weigh one statement about one case, such as whether this very draft would be vetoed.

    Where `learn` moves what an actor holds in general, this gives the chance in the case that was spoken of.

    Parameters
    ----------
    believed_before : (runs,) or float
        Chance given to it before the statement.
    signal : (runs,)
        True (1) where the statement says yes.
    honesty : (runs,) or float
        Chance that such a statement is true, 0 to 1.

    Returns
    -------
    (runs,)
        Chance after the statement, by Bayes' rule; the chance before it where the statement was impossible.

    References
    ----------
    Morrow (1989), "Capabilities, Uncertainty, and Resolve", American Journal of Political Science 33(4).

    Examples
    --------
    >>> round(float(told(0.5, signal=True, honesty=0.8)), 3), round(float(told(0.5, signal=False, honesty=0.8)), 3)
    (0.8, 0.2)
    """
    prior, heard = np.asarray(believed_before, dtype=np.float64), np.asarray(signal, dtype=np.float64)
    if_true = heard * honesty + (1.0 - heard) * (1.0 - np.asarray(honesty))
    evidence = prior * if_true + (1.0 - prior) * (1.0 - if_true)
    unmoved = np.array(np.broadcast_to(prior, evidence.shape))
    return np.asarray(np.divide(prior * if_true, evidence, out=unmoved, where=evidence > 0))


def candid(means_to: Flags, uniform: PerRun | float, honesty: PerRun | float) -> Flags:
    """Return what an actor says in public of what it means to do.

    One uniform a run makes it keep to its word, or to its bluff, however often it speaks.

    Parameters
    ----------
    means_to : (runs,)
        Whether it means to do it: to block a draft, say.
    uniform : (runs,) or float
        Uniforms from 0 to 1 (1 excluded), drawn once a run.
    honesty : (runs,) or float
        Chance that it says what it means, 0 to 1.

    Returns
    -------
    (runs,)
        True where it says that it will.

    References
    ----------
    Morrow (1989), "Capabilities, Uncertainty, and Resolve", American Journal of Political Science 33(4): what is
    said need not be what is meant.

    Examples
    --------
    >>> candid(np.array([True, True, False]), np.array([0.2, 0.9, 0.9]), honesty=0.8).tolist()
    [True, False, True]
    """
    return np.where(np.less(uniform, honesty), means_to, np.logical_not(means_to))


def heeded(
    initial: Sequence[PerActorAndIssue] | PerActorAndIssue, current: Sequence[PerActorAndIssue] | PerActorAndIssue,
    weights: Floats, openness: Floats, edges: Counts,
) -> PerActorAndIssue:  # fmt: skip
    """Return where actors stand once they have listened to their friends, without forgetting where they began.

    Parameters
    ----------
    initial : (listeners, issues, runs)
        Positions at the start of those whose positions are asked for; they stay anchored to these.
    current : (actors, issues, runs)
        Positions now of all whom they may listen to.
    weights : (listeners, actors) or (listeners, actors, runs)
        How much the actor of the row listens to that of the column, 0 or above; each row sums to 1.
    openness : (listeners, 1, runs) or (listeners, 1, 1)
        Share of the new position that comes from others, 0 (stubborn) to 1; 0 for one that listens to nobody.
    edges : (edges, 2)
        Who listens to whom: row and column of every weight above 0.

    Returns
    -------
    (listeners, issues, runs)
        New positions: initial + openness * (weighted mean of others - initial).

    References
    ----------
    Friedkin & Johnsen (1990), "Social influence and opinions", Journal of Mathematical Sociology 15(3-4).

    Examples
    --------
    >>> positions, weights, openness = np.array([[[0.0]], [[1.0]]]), np.array([[0.0, 1.0]]), np.array([[[0.25]]])
    >>> heeded(positions[:1], positions, weights, openness, np.array([[0, 1]])).ravel().tolist()
    [0.25]
    """
    heard = np.zeros((len(initial), *np.shape(current[0])))
    # Along the edges that there are, and not by matrix product: few actors listen to many, and BLAS would make
    # the last bit of a run depend on how many runs stand beside it.
    for listener, speaker in edges:
        heard[listener] += weights[listener, speaker] * current[speaker]
    for own, open_to, moved in zip(initial, openness, heard, strict=True):  # own + open_to * (heard - own), in place
        np.subtract(moved, own, out=moved)
        np.multiply(moved, open_to, out=moved)
        np.add(moved, own, out=moved)
    return heard


def over_results(believed_of: dict[str, Floats], results: tuple[str, ...], failing: str) -> dict[str, Floats | float]:
    """Make chances of a stage's results that sum to one out of what is believed of some of them.

    Parameters
    ----------
    believed_of : dict of str to (runs,)
        Chances of some results, 0 to 1; together above 1 they are scaled down.
    results : tuple of str
        All results of the stage.
    failing : str
        The result that has the rest; the first of the others where that is among those believed of, or none fails.

    Returns
    -------
    dict of str to (runs,) or float
        Chances of all results; where nothing is believed failing is certain, and where none fails all are as likely.

    References
    ----------
    Savage (1954), The Foundations of Statistics: beliefs that a decision can rest on are a distribution.

    Examples
    --------
    >>> import numpy as np
    >>> chances = over_results({"blocked": np.array([0.75])}, ("adopted", "blocked"), "blocked")
    >>> chances["adopted"].tolist(), over_results({}, ("adopted", "blocked"), "blocked")["blocked"]
    ([0.25], 1.0)
    >>> over_results({}, ("over",), failing="")
    {'over': 1.0}
    """
    if not results:
        return {}
    if not believed_of:
        return {result: float(result == failing) if failing in results else 1 / len(results) for result in results}
    chances: dict[str, Floats | float] = dict.fromkeys(results, 0.0)
    others = (failing, *results)
    rest = next((result for result in others if result in results and result not in believed_of), None)
    whole = np.zeros(np.shape(next(iter(believed_of.values()))))
    for chance in believed_of.values():
        whole = whole + chance
    scale = np.maximum(whole, 1.0) if rest is not None else np.where(whole > 0, whole, 1.0)
    for result, chance in believed_of.items():
        chances[result] = np.asarray(chance / scale)
    if rest is not None:
        chances[rest] = np.asarray(np.maximum(0.0, 1.0 - whole))
    return chances
