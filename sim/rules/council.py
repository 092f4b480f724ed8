"""R8: yes, no or abstain, on a draft in the council."""

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Counts, Flags, Floats, PerActor, PerIssue, PerRun
from sim.special import expit

__all__ = [
    "ABSTAIN", "NO", "YES", "ballot", "carried", "chance_of_no", "chance_of_veto", "gain", "independence",
    "yes_by_chance",
]  # fmt: skip

YES, ABSTAIN, NO = np.int8(1), np.int8(0), np.int8(-1)


def independence(text: PerIssue, weights: Floats) -> PerRun:
    """Return how far a text creates an independent state by itself, which is what sets a precedent.

    A product, not a sum: a text that grants independence on one issue and withholds it on another sets none.

    Parameters
    ----------
    text : (issues, runs) or (issues, 1)
        The text; values below 0 count as 0.
    weights : (issues,)
        How much each issue is a part of independence, 0 or above; 0 leaves the issue out.

    Returns
    -------
    (runs,)
        Product over issues of text ** weight: 0 is none, 1 is full independence.

    Raises
    ------
    ValueError
        If a weight is negative.

    References
    ----------
    Voeten (2001), "Outside Options and the Logic of Security Council Action", American Political Science
    Review 95(4). The product is a Cobb-Douglas form, for parts that cannot stand in for one another.

    Examples
    --------
    >>> text = np.array([[0.8, 1.0], [0.5, 0.0], [0.3, 0.3]])
    >>> independence(text, np.array([1.0, 1.0, 0.0])).tolist()
    [0.4, 0.0]
    """
    text, weights = np.asarray(text, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    if np.any(weights < 0):
        raise ValueError("a weight of independence must be 0 or above")
    product: Floats = np.ones(text.shape[1:])
    for issue in np.flatnonzero(weights):
        product = product * np.power(np.maximum(text[issue], 0.0), weights[issue])
    return product


def gain(
    text_value: PerRun | float, status_quo_value: PerRun | float, precedent_price: PerRun | float,
    consent: Flags | Floats | float, independence_of_text: PerRun | float, deference: PerRun | float,
    side_payment: PerRun | float = 0.0,
) -> PerRun:  # fmt: skip
    """Weigh what a member gains if the draft passes.

    Parameters
    ----------
    text_value, status_quo_value : (runs,) or float
        Utility to the member of the draft and of what stays if it fails.
    precedent_price : (runs,) or float
        Utility lost if a full state is made without the parties' consent, 0 or above.
    consent : (runs,) or float
        1 (or True) where both parties accept the text, 0 where not; shares in between may be given.
    independence_of_text : (runs,) or float
        From `independence`, 0 to 1.
    deference : (runs,) or float
        Utility of going along with what the parties agreed on.
    side_payment : (runs,) or float
        What others offer for the vote, in utility.

    Returns
    -------
    (runs,)
        Gain in utility; below 0 the member would rather keep the status quo.

    References
    ----------
    Romer & Rosenthal (1978), "Political resource allocation, controlled agendas, and the status quo", Public
    Choice 33(4): a draft is measured against the reversion. Voeten (2001), American Political Science Review 95(4).

    Examples
    --------
    >>> gain(0.5, 0.75, 0.5, np.array([0.0, 1.0]), 1.0, deference=0.5).tolist()
    [-0.75, 0.25]
    """
    withheld = np.subtract(1.0, consent)
    price = np.multiply(precedent_price, withheld) * independence_of_text
    return np.asarray(
        np.subtract(text_value, status_quo_value) - price + np.multiply(deference, consent) + side_payment
    )


def ballot(gain: PerRun | float, blocking_cost: PerRun | float, noise: PerRun | float = 0.0) -> npt.NDArray[np.int8]:
    """Cast a vote.

    Parameters
    ----------
    gain : (runs,) or float
        Gain in utility if the draft passes.
    blocking_cost : (runs,) or float
        Diplomatic cost of standing in the way, in utility, 0 or above: a loss smaller than this is borne by
        abstaining.
    noise : (runs,) or float
        Error of judgement in utility.

    Returns
    -------
    (runs,) int8
        `YES` (1), `ABSTAIN` (0) or `NO` (-1); a permanent member's no is a veto.

    References
    ----------
    Tsebelis (2002), Veto Players. Voeten (2001), American Political Science Review 95(4): why members abstain.

    Examples
    --------
    >>> ballot(np.array([0.1, 0.0, -0.1, -0.3]), blocking_cost=0.2).tolist()
    [1, 0, 0, -1]
    """
    felt = np.add(gain, noise)
    return np.where(felt > 0, YES, np.where(felt < np.negative(blocking_cost), NO, ABSTAIN))


def chance_of_no(gain: PerRun | float, blocking_cost: PerRun | float, precision: PerRun | float) -> PerRun:
    """Return how likely a member is to block, as one who knows all but its noise would.

    Parameters
    ----------
    gain : (runs,) or float
        Gain in utility if the draft passes.
    blocking_cost : (runs,) or float
        Diplomatic cost of standing in the way, in utility.
    precision : (runs,) or float
        Precision of the member's choice, above 0.

    Returns
    -------
    (runs,)
        P(gain + logistic / precision < -blocking_cost), 0 to 1.

    References
    ----------
    McKelvey & Palfrey (1995), Games and Economic Behavior 10(1).

    Examples
    --------
    >>> float(chance_of_no(-0.25, blocking_cost=0.25, precision=8.0))
    0.5
    """
    return np.asarray(expit(-np.multiply(precision, np.add(gain, blocking_cost))))


def chance_of_veto(chances: PerActor) -> PerRun:
    """Return how likely it is that somebody blocks, given how likely each is to.

    Parameters
    ----------
    chances : (members, runs)
        Chance of a no for each permanent member, 0 to 1, from `chance_of_no` or as it is believed; each errs on its
        own. There may be no such member.

    Returns
    -------
    (runs,)
        Chance that at least one says no.

    References
    ----------
    Tsebelis (2002), Veto Players: one is enough, and the more there are, the less can change.

    Examples
    --------
    >>> chance_of_veto(np.array([[0.5, 0.0], [0.5, 0.25]])).tolist()
    [0.75, 0.25]
    """
    passes: Floats = np.ones(np.shape(chances)[1:])
    for chance in chances:
        passes = passes * (1 - chance)
    return np.asarray(1 - passes)


def yes_by_chance(
    uniform: PerRun | float, chance: PerRun | float, softening: PerRun | float, consent: Flags | bool
) -> Flags:
    """Tell whether a member votes yes of whom only a chance is known.

    Parameters
    ----------
    uniform : (runs,) or float
        Uniforms from 0 to 1 (1 excluded), drawn once a run: whom one draft has won, a softer one does not lose.
    chance : (runs,) or float
        Chance that it would vote for the first draft, 0 to 1.
    softening : (runs,) or float
        What the later drafts have added to it.
    consent : (runs,) or bool
        Whether all parties accept the text; then nobody opposes it.

    Returns
    -------
    (runs,)
        True where it votes yes.

    References
    ----------
    Voeten (2001), American Political Science Review 95(4).

    Examples
    --------
    >>> yes_by_chance(0.5, 0.4, np.array([0.0, 0.2, 0.0]), np.array([False, False, True])).tolist()
    [False, True, True]
    """
    return np.asarray(np.asarray(consent) | np.less(uniform, np.add(chance, softening)))


def carried(yes_votes: Counts | Floats | float, majority: Counts | Floats | float, vetoed: Flags | bool) -> Flags:
    """Tell whether a draft passes.

    Parameters
    ----------
    yes_votes : (runs,)
        Votes in favour; abstentions are none.
    majority : (runs,) or int
        Votes needed: 9 of 15 in the Security Council.
    vetoed : (runs,) or bool
        Whether a permanent member voted no.

    Returns
    -------
    (runs,)
        True where the draft is carried.

    References
    ----------
    Charter of the United Nations, Article 27(3). Tsebelis (2002), Veto Players.

    Examples
    --------
    >>> carried(np.array([8, 9, 14]), 9, np.array([False, False, True])).tolist()
    [False, True, False]
    """
    return np.asarray(np.greater_equal(yes_votes, majority) & np.logical_not(vetoed))
