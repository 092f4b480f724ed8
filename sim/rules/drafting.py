"""R9: give the objector a step, or take the draft off the table."""

import numpy as np

from sim.rules.arrays import Counts, Flags, Floats, PerActor, PerIssue, PerRun
from sim.rules.bargaining import concede
from sim.rules.utility import utility

__all__ = ["borne_share", "goes_to_vote", "pivotal", "redraft", "room_left", "showdown", "withdraws"]


def pivotal(gains: PerActor, blocking_costs: PerActor, holds_veto: Flags) -> Counts:
    """Return whose no is feared most: the one that a later draft is softened toward.

    Parameters
    ----------
    gains : (members, runs)
        What each member outside the sponsors gains if the draft passes, in utility, from `council.gain`.
    blocking_costs : (members, runs)
        What it costs each to stand in the way, in utility, 0 or above.
    holds_veto : (members,)
        Which of them hold a veto.

    Returns
    -------
    (runs,) int
        Place on the first axis: of the veto holders, the one that loses most beyond what blocking costs it; where
        nobody holds a veto, the one that gains least. Of equals, the first.

    Raises
    ------
    ValueError
        If there is no member.

    References
    ----------
    Cameron (2000), Veto Bargaining. Tsebelis (2002), Veto Players.

    Examples
    --------
    >>> gains, costs = np.array([[-0.3], [-0.2], [-0.9]]), np.array([[0.2], [0.0], [0.0]])
    >>> pivotal(gains, costs, np.array([True, True, False])).tolist()
    [1]
    >>> pivotal(gains, costs, np.array([False, False, False])).tolist()
    [2]
    """
    vetoes = np.asarray(holds_veto, dtype=bool)
    if not vetoes.any():
        return np.asarray(np.argmin(gains, axis=0))
    return np.asarray(np.argmin(np.where(vetoes[:, np.newaxis], np.add(gains, blocking_costs), np.inf), axis=0))


def borne_share(before: PerActor, after: PerActor, floor: PerActor) -> PerRun:
    """Return how far toward a softer draft the pen can go with the others behind it.

    Losses are convex in the text (gamma of 1 or above), so that a share of the way costs at most that share of
    the loss, and nobody falls below its floor.

    Parameters
    ----------
    before, after : (actors, runs)
        What the draft as it stands, and the softer one, are worth to the client and to each other sponsor; there
        may be none of them.
    floor : (actors, runs)
        What failing is worth to each.

    Returns
    -------
    (runs,)
        Share of the way, 0 to 1; 0 where somebody would already rather fail and loses by it.

    References
    ----------
    Voeten (2001), American Political Science Review 95(4): the coalition that carries a draft has outside options
    of its own.

    Examples
    --------
    >>> before, after = np.array([[0.75, 0.75], [0.5, 0.5]]), np.array([[0.25, 0.25], [0.6, 0.4]])
    >>> borne_share(before, after, floor=np.array([[0.5, 0.0], [0.5, 0.5]])).tolist()
    [0.5, 0.0]
    """
    before, after = np.asarray(before), np.asarray(after)
    room, loss = np.maximum(0.0, np.subtract(before, floor)), before - after
    shares = np.divide(room, loss, out=np.ones(loss.shape), where=loss > room)
    return np.asarray(shares.min(axis=0, initial=1.0))


def redraft(
    text: PerIssue, objector_position: PerIssue, sponsor_position: PerIssue, sponsor_salience: PerIssue,
    step: PerRun | float, floor: PerRun | float, gamma: float = 1.0,
) -> PerIssue:  # fmt: skip
    """Rewrite a draft toward the pivotal objector, on what the sponsor values least first.

    Parameters
    ----------
    text : (issues, runs) or (issues, 1)
        The draft as it stands.
    objector_position : (issues, runs) or (issues, 1)
        Ideal point of the member whose no is feared most.
    sponsor_position, sponsor_salience : (issues, runs) or (issues, 1)
        Ideal point and saliences of the sponsor.
    step : (runs,) or float
        Utility that the sponsor gives in one draft.
    floor : (runs,) or float
        Utility that the sponsor does not go below: its own or its client's disagreement value.
    gamma : float
        Curvature of the loss, see `utility`.

    Returns
    -------
    (issues, runs)
        The new draft. The sponsor loses at most the smaller of step and room; changes that cost it nothing (both
        would like them, or it does not care) are made in any case.

    Raises
    ------
    ValueError
        If gamma is not above 0.

    References
    ----------
    Romer & Rosenthal (1978), Public Choice 33(4): a setter gives the veto player just enough. Cameron (2000),
    Veto Bargaining: concessions in successive drafts.

    Examples
    --------
    >>> sponsor, objector, salience = np.ones((2, 1)), np.zeros((2, 1)), np.array([[0.75], [0.25]])
    >>> redraft(sponsor, objector, sponsor, salience, step=0.125, floor=0.5).ravel().tolist()
    [1.0, 0.5]
    >>> redraft(sponsor, objector, sponsor, salience, step=0.125, floor=1.0).ravel().tolist()
    [1.0, 1.0]
    """
    budget = np.minimum(step, room_left(text, sponsor_position, sponsor_salience, floor, gamma))
    return concede(text, objector_position, sponsor_salience, budget, gamma, ideal=sponsor_position)


def room_left(
    text: PerIssue, sponsor_position: PerIssue, sponsor_salience: PerIssue, floor: PerRun | float, gamma: float = 1.0
) -> PerRun:
    """Return how much a sponsor can still give before the draft is worth no more than having none.

    Parameters
    ----------
    text : (issues, runs) or (issues, 1)
        The draft as it stands.
    sponsor_position, sponsor_salience : (issues, runs) or (issues, 1)
        Ideal point and saliences of the sponsor.
    floor : (runs,) or float
        Utility that the sponsor does not go below.
    gamma : float
        Curvature of the loss, see `utility`.

    Returns
    -------
    (runs,)
        Utility, 0 or above.

    Raises
    ------
    ValueError
        If gamma is not above 0.

    References
    ----------
    Romer & Rosenthal (1978), Public Choice 33(4).

    Examples
    --------
    >>> one = np.ones((1, 1))
    >>> room_left(np.array([[0.75, 0.25]]), one, one, floor=0.5).tolist()
    [0.25, 0.0]
    """
    return np.maximum(np.subtract(utility(text, sponsor_position, sponsor_salience, gamma), floor), 0.0)


def goes_to_vote(
    yes_votes: Counts | Floats | float,
    majority: Counts | Floats | float,
    believed_veto: PerRun | float,
    vote_below: PerRun | float,
) -> Flags:
    """Tell whether sponsors put a draft to the vote.

    Parameters
    ----------
    yes_votes : (runs,)
        Votes in favour that they count on.
    majority : (runs,) or int
        Votes needed.
    believed_veto : (runs,) or float
        Chance of a veto as sponsors see it, 0 to 1.
    vote_below : (runs,) or float
        Chance from which on a vote is not worth its embarrassment.

    Returns
    -------
    (runs,)
        True where the votes are there and a veto is unlikely enough.

    References
    ----------
    Cameron (2000), Veto Bargaining: anticipated vetoes are not cast.

    Examples
    --------
    >>> goes_to_vote(np.array([9, 9, 8]), 9, np.array([0.4, 0.5, 0.0]), vote_below=0.5).tolist()
    [True, False, False]
    """
    return np.asarray(np.greater_equal(yes_votes, majority) & np.less(believed_veto, vote_below))


def withdraws(
    room: PerRun | float,
    smallest_room: PerRun | float,
    drafts: Counts | Floats | float,
    most_drafts: Counts | Floats | float,
) -> Flags:
    """Tell whether sponsors take a draft that they do not put to the vote off the table, and do not redraft it.

    Parameters
    ----------
    room : (runs,) or float
        Utility that can still be given, from `room_left`.
    smallest_room : (runs,) or float
        Room at or below which another draft would change nothing.
    drafts, most_drafts : (runs,) or int
        Drafts circulated so far, and how many there can be.

    Returns
    -------
    (runs,)
        True where nothing is left to try.

    References
    ----------
    Cameron (2000), Veto Bargaining: anticipated vetoes are not cast. Voeten (2001), American Political Science
    Review 95(4).

    Examples
    --------
    >>> withdraws(np.array([0.3, 0.0, 0.3]), 0.01, np.array([2, 2, 6]), 6).tolist()
    [False, True, True]
    """
    return np.asarray(np.less_equal(room, smallest_room) | np.greater_equal(drafts, most_drafts))


def showdown(withdraws: Flags, goes_to_vote: Flags, uniform: PerRun | float, chance: PerRun | float) -> Flags:
    """Tell whether sponsors have a draft voted down rather than withdraw it, so that the no is on record.

    Parameters
    ----------
    withdraws, goes_to_vote : (runs,)
        From the rules of these names; a draft that goes to the vote anyway is no showdown.
    uniform : (runs,) or float
        Uniforms from 0 to 1 (1 excluded).
    chance : (runs,) or float
        Chance that a draft which would be withdrawn is put to the vote all the same, 0 to 1.

    Returns
    -------
    (runs,)
        True where a vote is forced.

    References
    ----------
    Cameron (2000), Veto Bargaining, on vetoes that are provoked for those who watch.

    Examples
    --------
    >>> ends, votes = np.array([True, True, True, False]), np.array([False, True, False, False])
    >>> showdown(ends, votes, np.array([0.1, 0.1, 0.3, 0.1]), chance=0.2).tolist()
    [True, False, False, False]
    """
    return np.asarray(np.asarray(withdraws) & np.logical_not(goes_to_vote) & np.less(uniform, chance))
