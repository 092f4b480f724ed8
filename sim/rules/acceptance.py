"""R5: take what is on the table, or ask for more."""

import numpy as np

from sim.rules.arrays import (
    SMALLEST_CHANCE,
    Flags,
    PerActor,
    PerActorAndIssue,
    PerIssue,
    PerRun,
    all_above,
    sum_over_first,
)
from sim.rules.utility import RED_LINE_TOLERANCE

__all__ = [
    "accepts", "blended_noise", "breaks", "carried_within", "enough", "logistic_noise",
    "meets", "settled_text", "stands_by", "would_sign",
]  # fmt: skip


def logistic_noise(uniform: PerRun | float, precision: PerRun | float) -> PerRun:
    """Turn uniforms into errors of judgement, small where precision is high.

    Parameters
    ----------
    uniform : (runs,) or float
        Uniforms from 0 to 1; clipped to (2**-53, 1 - 2**-53), so that noise is never infinite.
    precision : (runs,) or float
        Precision lambda of the choice, above 0; the noise has scale 1 / lambda in units of utility.

    Returns
    -------
    (runs,)
        Logistic noise around 0; grows with the uniform.

    Raises
    ------
    ValueError
        If some precision is not above 0.

    References
    ----------
    McKelvey & Palfrey (1995), "Quantal Response Equilibria for Normal Form Games", Games and Economic
    Behavior 10(1).

    Examples
    --------
    >>> logistic_noise(np.array([0.25, 0.5, 0.75]), precision=10.0).round(4).tolist()
    [-0.1099, 0.0, 0.1099]
    """
    if not all_above(precision):
        raise ValueError("the precision of a choice must be above 0")
    chance = np.minimum(np.maximum(uniform, SMALLEST_CHANCE), 1.0 - SMALLEST_CHANCE)
    return np.asarray(np.log(chance / (1.0 - chance)) / precision)


def blended_noise(lasting: PerRun | float, fresh: PerRun | float, lasting_share: PerRun | float) -> PerRun:
    """Mix a trait that stays with the actor through a run with the mood of the day.

    Fresh noise alone would let every refusal be reversed by chance if one only asked often enough.

    Parameters
    ----------
    lasting, fresh : (runs,) or float
        Independent noise of the same variance, in utility: drawn once a run, and at each decision.
    lasting_share : (runs,) or float
        Share of the variance that lasts, 0 to 1.

    Returns
    -------
    (runs,)
        Noise of the same variance whatever the share.

    Raises
    ------
    ValueError
        If some share lies outside 0..1.

    References
    ----------
    McKelvey & Palfrey (1995), Games and Economic Behavior 10(1); error components as in Train (2009), Discrete
    Choice Methods with Simulation, ch. 6.

    Examples
    --------
    >>> float(blended_noise(1.0, -1.0, lasting_share=1.0)), float(blended_noise(1.0, -1.0, lasting_share=0.0))
    (1.0, -1.0)
    """
    share = np.asarray(lasting_share, dtype=np.float64)
    if not ((share >= 0) & (share <= 1)).all():
        raise ValueError("the lasting share of noise must lie between 0 and 1")
    return np.asarray(np.sqrt(share) * lasting + np.sqrt(1.0 - share) * fresh)


def accepts(
    value: PerRun | float,
    reservation: PerRun | float,
    next_offer_value: PerRun | float,
    noise: PerRun | float,
    is_admissible: Flags | bool,
) -> Flags:
    """Accept a text that is no worse than failing and, while there is time, than what one is about to ask for.

    Parameters
    ----------
    value : (runs,) or float
        What the text on the table is worth to the actor if it agrees, all prices paid.
    reservation : (runs,) or float
        What a text must be worth for agreeing to be no worse than failing, from `reservation_value`.
    next_offer_value : (runs,) or float
        What the offer is worth that the actor would make next; minus infinity in the last round, when there is none.
    noise : (runs,) or float
        Error of judgement in utility, from `logistic_noise`.
    is_admissible : (runs,) or bool
        Whether the text crosses no red line; no error of judgement makes up for that.

    Returns
    -------
    (runs,)
        True where the text is accepted.

    References
    ----------
    Baarslag, Hindriks & Jonker (2014), "Effective acceptance conditions in real-time automated negotiation",
    Decision Support Systems 60: AC-next, and AC-time in the last round.

    Examples
    --------
    >>> accepts(np.array([0.5, 0.7, 0.9]), 0.4, 0.7, 0.0, np.array([True, True, False])).tolist()
    [False, True, False]
    """
    return np.asarray((np.add(value, noise) >= np.maximum(reservation, next_offer_value)) & is_admissible)


def meets(own: PerIssue, other: PerIssue) -> Flags:
    """Tell whether two offers are the same text.

    Parameters
    ----------
    own, other : (issues, runs)
        The two offers.

    Returns
    -------
    (runs,)
        True where they differ on no issue by more than 1e-9, as offers that come down to the same text by
        different ways do.

    References
    ----------
    Rosenschein & Zlotkin (1994), Rules of Encounter, ch. 3: talks end when offers meet.

    Examples
    --------
    >>> meets(np.array([[0.3, 0.3], [0.5, 0.5]]), np.array([[0.1 + 0.2, 0.3], [0.5, 0.6]])).tolist()
    [True, False]
    """
    return np.asarray((np.abs(np.subtract(own, other)) <= RED_LINE_TOLERANCE).all(axis=0))


def stands_by(
    accepts: Flags | bool, meets: Flags | bool, worth: PerRun | float, disagreement: PerRun | float
) -> Flags:
    """Tell whether a party says yes to a text when it may have proposed the very same one.

    Nobody wavers about what it proposes itself, if that is no worse than failing.

    Parameters
    ----------
    accepts : (runs,) or bool
        Whether it would accept the text from anybody, from `accepts`.
    meets : (runs,) or bool
        Whether the text is its own offer, from `meets`.
    worth : (runs,) or float
        Utility of the text to it, with what accepting costs or brings elsewhere.
    disagreement : (runs,) or float
        Utility of disagreement.

    Returns
    -------
    (runs,)
        True where it says yes.

    References
    ----------
    Rosenschein & Zlotkin (1994), Rules of Encounter, ch. 3: talks end when offers meet.

    Examples
    --------
    >>> says_yes, is_its_own = np.array([False, False, True]), np.array([True, True, False])
    >>> stands_by(says_yes, is_its_own, np.array([0.5, 0.3, 0.3]), disagreement=0.4).tolist()
    [True, False, True]
    """
    return np.asarray(np.asarray(accepts) | (np.asarray(meets) & np.greater_equal(worth, disagreement)))


def enough(says_yes: Flags, coalitions: Flags) -> Flags:
    """Tell whether those who say yes can decide: all of some smallest winning coalition are among them.

    Parameters
    ----------
    says_yes : (..., parties, runs)
        Who says yes, whoever proposed the text among them; to one text or to each of several.
    coalitions : (coalitions, parties)
        The smallest sets of parties whose yes is enough; one with all of them where everybody must agree.

    Returns
    -------
    (..., runs)
        True where it is enough.

    References
    ----------
    Von Neumann & Morgenstern (1944), Theory of Games and Economic Behavior, ch. 10: simple games. Riker (1962), The
    Theory of Political Coalitions.

    Examples
    --------
    >>> two_of_three = np.array([[True, True, False], [True, False, True], [False, True, True]])
    >>> says_yes = np.array([[True, True, True], [True, False, False], [True, True, False]])
    >>> enough(says_yes, two_of_three).tolist()
    [True, True, False]
    """
    found = np.zeros((*says_yes.shape[:-2], says_yes.shape[-1]), dtype=bool)
    for members in np.asarray(coalitions, dtype=bool):
        found |= says_yes[..., members, :].all(axis=-2)
    return found


def settled_text(offers: PerActorAndIssue, carried: Flags, all_agree: Flags | bool) -> PerIssue:
    """Return what is agreed on where some offer was accepted by enough of the others.

    Parameters
    ----------
    offers : (parties, issues, runs)
        What each offers, in the order of their turns.
    carried : (parties, runs)
        Which of these offers were accepted by enough.
    all_agree : (runs,) or bool
        Whether everybody had to say yes, so that the same parties accept every offer that was carried.

    Returns
    -------
    (issues, runs)
        The offer that was carried; of several, the middle where everybody accepts them all, else the one that was
        made first. NaN where there is none.

    References
    ----------
    Rubinstein (1982), "Perfect Equilibrium in a Bargaining Model", Econometrica 50(1): an offer that is accepted
    ends the talks. Nydegger & Owen (1974), "Two-Person Bargaining: An Experimental Test of the Nash Axioms",
    International Journal of Game Theory 3(4): people who are alike split the difference. Aydogan, Festen, Hindriks &
    Jonker (2017), "Alternating Offers Protocols for Multilateral Negotiation", in Modern Approaches to Agent-based
    Complex Automated Negotiation: offers in turn, of which the first that is accepted ends the talks.

    Examples
    --------
    >>> offers = np.array([[[0.0, 0.0, 0.0]], [[1.0, 1.0, 1.0]]])
    >>> carried = np.array([[True, False, False], [True, True, False]])
    >>> settled_text(offers, carried, all_agree=True).tolist()
    [[0.5, 1.0, nan]]
    >>> settled_text(offers, carried, all_agree=False).tolist()
    [[0.0, 1.0, nan]]
    """
    accepted = np.asarray(carried, dtype=np.float64)
    count = sum_over_first(accepted)
    first = accepted * (np.cumsum(accepted, axis=0) == 1)
    share = np.where(all_agree, np.divide(accepted, count, out=np.zeros(accepted.shape), where=count > 0), first)
    return np.where(count > 0, sum_over_first(share[:, np.newaxis] * offers), np.nan)


def breaks(
    breaking: PerRun | float, keeping: PerRun | float, cost: PerRun | float = 0.0, noise: PerRun | float = 0.0
) -> Flags:
    """Tell whether a party breaks what is in force.

    Parameters
    ----------
    breaking, keeping : (runs,) or float
        What it believes will follow if the agreement breaks down, and if it is kept; utilities.
    cost : (runs,) or float
        What breaking it costs beside, 0 or above; utility.
    noise : (runs,) or float
        Error of judgement in utility; above 0 it speaks for breaking.

    Returns
    -------
    (runs,)
        True where breaking is worth more; who is indifferent keeps it.

    References
    ----------
    Fearon (1998), "Bargaining, Enforcement, and International Cooperation", International Organization 52(2): an
    agreement is kept only as long as that is worth more than what follows its breach.

    Examples
    --------
    >>> breaks(np.array([0.5, 0.5, 0.7]), keeping=0.5, cost=0.1).tolist()
    [False, False, True]
    """
    return np.asarray(np.subtract(breaking, cost) + noise > keeping)


def carried_within(weights: PerActor, says_yes: Flags) -> Flags:
    """Tell whether the members of a group carry its yes.

    Parameters
    ----------
    weights : (members, runs)
        What each of them weighs, 0 or above.
    says_yes : (members, runs)
        Who of them would sign.

    Returns
    -------
    (runs,)
        True where those who would sign weigh more than half of all; a tie carries nothing.

    References
    ----------
    Walton & McKersie (1965), A Behavioral Theory of Labor Negotiations: bargaining within each side.

    Examples
    --------
    >>> carried_within(np.array([[1.0, 1.0], [1.0, 2.0]]), np.array([[True, False], [False, True]])).tolist()
    [False, True]
    """
    return np.asarray(
        2.0 * sum_over_first(weights * says_yes) > sum_over_first(np.asarray(weights, dtype=np.float64))
    )


def would_sign(
    agreed: PerRun | float, failing: PerRun | float, noise: PerRun | float, is_admissible: Flags | bool
) -> Flags:
    """Tell whether a member of a group would have its group sign.

    Parameters
    ----------
    agreed, failing : (runs,) or float
        What it believes will follow once the text is agreed to, and if nothing is; utilities.
    noise : (runs,) or float
        Error of judgement in utility, from `logistic_noise`.
    is_admissible : (runs,) or bool
        Whether the text crosses no line that it cannot cross.

    Returns
    -------
    (runs,)
        True where the text agreed to is worth more; who is indifferent does not sign.

    References
    ----------
    Walton & McKersie (1965), A Behavioral Theory of Labor Negotiations: bargaining within each side.

    Examples
    --------
    >>> would_sign(np.array([0.5, 0.6, 0.6]), 0.5, 0.0, np.array([True, True, False])).tolist()
    [False, True, False]
    """
    return np.asarray((np.add(agreed, noise) > failing) & is_admissible)
