"""R6 and R15: what it costs at home to retreat, what is agreed in private, who is followed, what is ratified."""

import numpy as np

from sim.rules.arrays import Flags, PerActor, PerActorAndIssue, PerIssue, PerRun, all_above, sum_over_first
from sim.special import ndtr, ndtri

__all__ = [
    "chance_of_ratification", "cue_given", "election_pressure", "followings", "held_aspiration", "leaning",
    "private_consent", "relative_to_start", "retreat_cost", "share_needed", "share_of_yes", "swayed",
    "tipping_shock", "weighed_by_following",
]  # fmt: skip

_WIDEST, _HALVINGS = 40.0, 60
"""Moods of the day, in standard deviations of voters, beyond which nothing changes; how often the span is halved."""


def held_aspiration(wanted: PerRun | float, public_value: PerRun | float, audience_cost: PerRun | float) -> PerRun:
    """Shrink a concession by what the audience at home charges for it.

    Each unit of utility given up below what was first said in public costs 1 + c units, so an actor that means to
    give a certain amount comes down by that amount over 1 + c, in however many meetings.

    Parameters
    ----------
    wanted : (runs,) or float
        Utility that the actor would hold out for without an audience, from `aspiration`.
    public_value : (runs,) or float
        Utility of its stake: of what it first said in public.
    audience_cost : (runs,) or float
        Cost c, 0 or above, in utility for each unit retreated in public.

    Returns
    -------
    (runs,)
        Utility held out for: between wanted and public_value when that is a retreat, else wanted.

    References
    ----------
    Fearon (1994), "Domestic Political Audiences and the Escalation of International Disputes", American Political
    Science Review 88(3).

    Examples
    --------
    >>> held_aspiration(np.array([0.5, 0.9]), public_value=0.75, audience_cost=1.0).tolist()
    [0.625, 0.9]
    """
    held_share = 1.0 - np.divide(1.0, np.add(1.0, audience_cost))
    return np.asarray(wanted + held_share * np.maximum(np.subtract(public_value, wanted), 0.0))


def retreat_cost(value: PerRun | float, public_value: PerRun | float, audience_cost: PerRun | float) -> PerRun:
    """Price a text that is worth less than what one said in public.

    Parameters
    ----------
    value : (runs,) or float
        Utility of the text.
    public_value : (runs,) or float
        Utility of the actor's stake.
    audience_cost : (runs,) or float
        Cost c, 0 or above, in utility for each unit retreated in public.

    Returns
    -------
    (runs,)
        Utility lost at home; 0 where there is no retreat.

    References
    ----------
    Fearon (1994), American Political Science Review 88(3).

    Examples
    --------
    >>> retreat_cost(np.array([0.5, 0.9]), public_value=0.75, audience_cost=2.0).tolist()
    [0.5, 0.0]
    """
    return np.asarray(audience_cost * np.maximum(np.subtract(public_value, value), 0.0))


def election_pressure(
    weeks_to_election: PerRun | float, horizon_weeks: PerRun | float, peak: PerRun | float
) -> PerRun:
    """Return by which factor audience costs rise as the actor's own election comes near.

    Parameters
    ----------
    weeks_to_election : (runs,) or float
        Weeks until the vote; negative after it, infinite if there is none.
    horizon_weeks : (runs,) or float
        How many weeks before the vote the campaign begins to be felt; above 0.
    peak : (runs,) or float
        By how much the factor exceeds 1 in the week of the vote, 0 or above.

    Returns
    -------
    (runs,)
        Factor: 1 far from the vote and after it, rising in a line to 1 + peak.

    Raises
    ------
    ValueError
        If some horizon is not above 0.

    References
    ----------
    Putnam (1988), "Diplomacy and Domestic Politics", International Organization 42(3). Gaubatz (1991), "Election
    Cycles and War", Journal of Conflict Resolution 35(2): the electoral calendar binds foreign policy.

    Examples
    --------
    >>> election_pressure(np.array([20.0, 4.0, 0.0, -1.0]), horizon_weeks=8, peak=0.5).tolist()
    [1.0, 1.25, 1.5, 1.0]
    """
    if not all_above(horizon_weeks):
        raise ValueError("the horizon of an election must be above 0 weeks")
    nearness = np.maximum(1.0 - np.divide(weeks_to_election, horizon_weeks), 0.0)
    return np.asarray(1.0 + peak * np.where(np.greater_equal(weeks_to_election, 0), nearness, 0.0))


def private_consent(uniform: PerRun | float, chance: PerRun | float) -> Flags:
    """Tell whether an actor would waive a red line for an option that is named behind closed doors.

    Parameters
    ----------
    uniform : (runs,) or float
        Uniforms from 0 to 1 (1 excluded).
    chance : (runs,) or float
        Chance of consent, 0 to 1.

    Returns
    -------
    (runs,)
        True where the line is waived.

    References
    ----------
    Putnam (1988), International Organization 42(3): what can be ratified differs from what can be said.

    Examples
    --------
    >>> private_consent(np.array([0.1, 0.3]), chance=0.2).tolist()
    [True, False]
    """
    return np.asarray(np.less(uniform, chance))


def followings(strength: PerActor, gains_from_delay: PerActor, patience_spent: PerRun | float) -> PerActor:
    """Return which share of its home audience follows each faction of a party.

    A faction's strength grows by the factor exp(g * spent), so that those who warn against the talks gain on the
    others as patience runs out: outbidding.

    Parameters
    ----------
    strength : (factions, runs)
        How strong each faction was at the start, and is after elections; 0 or above, some of them above 0.
    gains_from_delay : (factions, runs)
        Growth g by the time that patience is spent; 0 where a faction gains nothing by delay, below 0 where it loses.
    patience_spent : (runs,) or float
        Share of the party's patience that is spent, 0 to 1.

    Returns
    -------
    (factions, runs)
        Shares that sum to 1 over factions.

    References
    ----------
    Rabushka & Shepsle (1972), Politics in Plural Societies: outbidding within one's own community. Kydd & Walter
    (2002), "Sabotaging the Peace", International Organization 56(2): extremists gain where talks disappoint.

    Examples
    --------
    >>> strength, gains = np.array([[3.0], [1.0]]), np.array([[0.0], [np.log(3.0)]])
    >>> followings(strength, gains, 0.0).ravel().tolist()
    [0.75, 0.25]
    >>> followings(strength, gains, 1.0).ravel().round(9).tolist()
    [0.5, 0.5]
    """
    grown = strength * np.exp(gains_from_delay * patience_spent)
    return np.asarray(grown / sum_over_first(grown))


def swayed(position: PerIssue, stands: PerActorAndIssue, before: PerActor, now: PerActor) -> PerIssue:
    """Move a party's ideal point as its followers move from one faction to another.

    Parameters
    ----------
    position : (issues, runs)
        The party's ideal point under the followings of `before`.
    stands : (factions, issues, runs)
        Where each faction stands.
    before, now : (factions, runs)
        Shares of the followers.

    Returns
    -------
    (issues, runs)
        The ideal point under the followings of `now`, held to the scale of 0 to 1.

    References
    ----------
    Putnam (1988), "Diplomacy and Domestic Politics", International Organization 42(3): what a government wants
    abroad follows who carries it at home.

    Examples
    --------
    >>> stands = np.array([[[0.25]], [[0.0]]])
    >>> swayed(np.array([[0.25]]), stands, np.array([[1.0], [0.0]]), np.array([[0.5], [0.5]])).tolist()
    [[0.125]]
    """
    moved = sum_over_first((now - before)[:, np.newaxis] * stands)
    return np.clip(position + moved, 0.0, 1.0)


def weighed_by_following(numbers: PerActor, shares: PerActor) -> PerRun:
    """Return the mean of a number over factions, each weighed by its following.

    Parameters
    ----------
    numbers : (factions, runs)
        The number for each faction: what a retreat costs with its followers, say.
    shares : (factions, runs)
        Shares of the followers, summing to 1 over factions.

    Returns
    -------
    (runs,)
        The weighed mean.

    References
    ----------
    Putnam (1988), International Organization 42(3).

    Examples
    --------
    >>> weighed_by_following(np.array([[2.0], [0.5]]), np.array([[0.25], [0.75]])).tolist()
    [0.875]
    """
    return np.asarray(sum_over_first(numbers * shares))


def relative_to_start(numbers: PerActor, shares: PerActor, shares_at_first: PerActor) -> PerRun:
    """Return by which factor a number of the followers has changed as they moved from one faction to another.

    Parameters
    ----------
    numbers : (factions, runs)
        The number for each faction: what a retreat costs with its followers, or how ready they are for unrest.
    shares, shares_at_first : (factions, runs)
        Shares of the followers now and at the start, from `followings`.

    Returns
    -------
    (runs,)
        Ratio of the weighed means; 1 where that at the start is 0.

    References
    ----------
    Putnam (1988), International Organization 42(3).

    Examples
    --------
    >>> numbers, at_first, now = np.array([[1.0], [3.0]]), np.array([[1.0], [0.0]]), np.array([[0.75], [0.25]])
    >>> relative_to_start(numbers, now, at_first).tolist()
    [1.5]
    """
    first, now = (weighed_by_following(numbers, of) for of in (shares_at_first, shares))
    return np.asarray(np.divide(now, first, out=np.ones(first.shape), where=first > 0))


# --- R15: what is ratified --------------------------------------------------------------------------------------


def leaning(gains: PerActor, spread: PerRun | float, cue: PerRun | float) -> PerActor:
    """Return how the voter in the middle of each group leans, in standard deviations of voters.

    Parameters
    ----------
    gains : (groups, runs)
        What a yes brings that voter beside a no, in utility, by what it believes of the rest of the process (R2).
    spread : (runs,) or float
        How far voters scatter around it, in utility, above 0.
    cue : (runs,) or float
        What leaders' recommendations add, in standard deviations of voters.

    Returns
    -------
    (groups, runs)
        Above 0 where more would say yes than no.

    References
    ----------
    Enelow & Hinich (1984), The Spatial Theory of Voting: an Introduction: probabilistic voting. Putnam (1988),
    "Diplomacy and Domestic Politics: The Logic of Two-Level Games", International Organization 42(3).

    Examples
    --------
    >>> leaning(np.array([[0.1], [-0.2]]), 0.2, 0.25).tolist()
    [[0.75], [-0.75]]
    """
    return np.asarray(gains / spread + cue)


def cue_given(strength: PerActor, recommends: PerActor) -> PerRun:
    """Add up what the recommendations of leaders are worth.

    Parameters
    ----------
    strength : (leaders, runs)
        How far each leader's word moves voters, in standard deviations of them, 0 or above.
    recommends : (leaders, runs)
        1 for a yes, -1 for a no; between them, what is expected of a leader that has not spoken.

    Returns
    -------
    (runs,)
        In standard deviations of voters.

    References
    ----------
    Lupia (1994), "Shortcuts Versus Encyclopedias: Information and Voting Behavior in California Insurance Reform
    Elections", American Political Science Review 88(1).

    Examples
    --------
    >>> cue_given(np.array([[0.5], [0.25]]), np.array([[1.0], [-1.0]])).tolist()
    [0.25]
    """
    return sum_over_first(strength * recommends)


def share_needed(
    threshold: PerRun | float, turnout: PerRun | float, quorum: PerRun | float, of_all: PerRun | float
) -> PerRun:
    """Return which share of the votes cast a yes has to exceed.

    Parameters
    ----------
    threshold : (runs,) or float
        The share of votes cast, 0 to 1.
    turnout : (runs,) or float
        The share of all who may vote that does.
    quorum : (runs,) or float
        The turnout that is needed.
    of_all : (runs,) or float
        The share of all who may vote that has to say yes.

    Returns
    -------
    (runs,)
        1 where too few vote, so that nothing is enough.

    References
    ----------
    Herrera & Mattozzi (2010), "Quorum and Turnout in Referenda", Journal of the European Economic Association 8(4).

    Examples
    --------
    >>> share_needed(0.5, np.array([0.8, 0.5, 0.3]), 0.4, 0.3).tolist()
    [0.5, 0.6, 1.0]
    """
    cast = np.asarray(turnout, dtype=np.float64)
    among = np.divide(of_all, cast, out=np.ones(np.broadcast_shapes(cast.shape, np.shape(of_all))), where=cast > 0)
    return np.where(cast < quorum, 1.0, np.minimum(1.0, np.maximum(threshold, among)))


def share_of_yes(leanings: PerActor, shares: PerActor, shock: PerRun | float) -> PerRun:
    """Return which share of the votes in a body is for the text.

    Parameters
    ----------
    leanings : (groups, runs)
        How the voter in the middle of each group leans.
    shares : (groups, runs) or (groups, 1)
        The share of all votes that each group has; sums to 1.
    shock : (runs,) or float
        The mood of the day, which moves all of them, in standard deviations of voters.

    Returns
    -------
    (runs,)
        0 to 1; voters are normally spread.

    References
    ----------
    Enelow & Hinich (1984), The Spatial Theory of Voting: an Introduction: probabilistic voting. Iida (1993), "When
    and How Do Domestic Constraints Matter? Two-Level Games with Uncertainty", Journal of Conflict Resolution 37(3).

    Examples
    --------
    >>> share_of_yes(np.array([[0.0], [1.0]]), np.array([[0.5], [0.5]]), 0.0).round(3).tolist()
    [0.671]
    """
    return sum_over_first(shares * ndtr(leanings + shock))


def tipping_shock(leanings: PerActor, shares: PerActor, needed: PerRun | float) -> PerRun:
    """Return the mood of the day from which on a body says yes.

    Parameters
    ----------
    leanings : (groups, runs)
        How the voter in the middle of each group leans.
    shares : (groups, runs) or (groups, 1)
        The share of all votes that each group has.
    needed : (runs,) or float
        The share of yes that has to be exceeded.

    Returns
    -------
    (runs,)
        In standard deviations of voters; infinite where no mood is enough, minus infinite where any is.

    References
    ----------
    Iida (1993), "When and How Do Domestic Constraints Matter? Two-Level Games with Uncertainty", Journal of Conflict
    Resolution 37(3).

    Examples
    --------
    >>> tipping_shock(np.array([[-0.5]]), np.array([[1.0]]), np.array([0.5])).tolist()
    [0.5]
    """
    wanted = np.asarray(needed, dtype=np.float64)
    if len(leanings) == 1:
        return np.asarray(ndtri(wanted) - leanings[0])
    low, high = np.full(leanings.shape[1:], -_WIDEST), np.full(leanings.shape[1:], _WIDEST)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        enough = share_of_yes(leanings, shares, middle) > wanted
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.where(wanted >= 1, np.inf, np.where(wanted <= 0, -np.inf, (low + high) / 2))


def chance_of_ratification(tipping: PerActor, unsure: PerActor, approvals: int) -> PerRun:
    """Return how likely enough bodies say yes, to one who does not know the mood of the day.

    Parameters
    ----------
    tipping : (bodies, runs)
        The mood from which on each body says yes, in standard deviations of voters.
    unsure : (bodies, runs)
        How uncertain the mood is in each body: a standard deviation, 0 or above. What one does not know moves all
        bodies alike.
    approvals : int
        How many of the bodies have to say yes.

    Returns
    -------
    (runs,)
        0 to 1.

    References
    ----------
    Putnam (1988), "Diplomacy and Domestic Politics: The Logic of Two-Level Games", International Organization 42(3).
    Iida (1993), "When and How Do Domestic Constraints Matter? Two-Level Games with Uncertainty", Journal of Conflict
    Resolution 37(3).

    Examples
    --------
    Two bodies, of which both must say yes, or either:

    >>> [chance_of_ratification(np.array([[0.0], [0.5]]), np.full((2, 1), 0.5), number).round(3).item()
    ...  for number in (2, 1)]
    [0.159, 0.5]
    """
    sure = np.where(tipping < 0, -np.inf, np.inf)
    moods = np.sort(np.divide(tipping, unsure, out=sure, where=unsure > 0), axis=0)
    return np.asarray(ndtr(-moods[approvals - 1]))
