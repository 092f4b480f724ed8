"""R9: soften a draft, put it to the vote, or take it off the table."""

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Counts, Flags, Floats, PerActor, PerIssue, PerRun
from sim.rules.utility import utility

__all__ = [
    "SOFTEN", "VOTE", "WITHDRAW", "borne_share", "less_what_a_client_loses", "next_move", "pivotal", "room_left",
    "step_given", "value_of_a_vote",
]  # fmt: skip

WITHDRAW, SOFTEN, VOTE = np.int8(0), np.int8(1), np.int8(2)
"""What becomes of a draft."""


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


def borne_share(before: PerActor, after: PerActor, floor: PerActor, drafts_left: Counts | PerRun | float) -> PerRun:
    """Return how far toward a softer draft the pen can go with the others behind it.

    What each would bear in all is spread evenly over the drafts that are left; the last one may go to its floor,
    since it is not asked. Losses are convex in the text (gamma of 1 or above), so that a share of the way costs at
    most that share of the loss, and nobody falls below its floor.

    Parameters
    ----------
    before, after : (actors, runs)
        What the draft as it stands, and the softer one, are worth to the client and to each other sponsor; there
        may be none of them.
    floor : (actors, runs)
        What failing is worth to each.
    drafts_left : (runs,) or int
        Drafts that can still be tabled, at least 1.

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
    >>> borne_share(before, after, floor=np.array([[0.5, 0.0], [0.5, 0.5]]), drafts_left=1).tolist()
    [0.5, 0.0]
    >>> borne_share(before, after, floor=np.array([[0.5, 0.0], [0.5, 0.5]]), drafts_left=2).tolist()
    [0.25, 0.0]
    """
    before, after = np.asarray(before), np.asarray(after)
    room, loss = np.maximum(0.0, before - floor) / drafts_left, before - after
    shares = np.divide(room, loss, out=np.ones(loss.shape), where=loss > room)
    return np.asarray(shares.min(axis=0, initial=1.0))


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


def step_given(step: PerRun | float, room: Floats, drafts_left: Counts | PerRun | float) -> PerRun:
    """Return how much utility sponsors give in their next draft.

    Parameters
    ----------
    step : (runs,) or float
        What they mean to give in one draft.
    room : (runs,)
        What they can give in all, from `room_left`.
    drafts_left : (runs,) or int
        Drafts that can still be tabled, at least 1.

    Returns
    -------
    (runs,)
        The step, or an even share of the room where that is less. One share is kept: who has given all would gain
        nothing from passing the last draft.

    References
    ----------
    Cameron (2000), Veto Bargaining: concessions in successive drafts.

    Examples
    --------
    >>> import numpy as np
    >>> step_given(0.06, np.array([0.4, 0.15, 0.0]), 4).round(9).tolist()
    [0.06, 0.03, 0.0]
    """
    return np.asarray(np.minimum(step, np.maximum(room, 0.0) / np.add(drafts_left, 1)))


def less_what_a_client_loses(
    passing: PerRun | float, client_failing: PerRun | float, client_passing: PerRun | float
) -> PerRun:
    """Return what a draft that passes is worth to sponsors whose client may not want it.

    Parameters
    ----------
    passing : (runs,) or float
        What it is worth to the sponsors by themselves, utility.
    client_failing, client_passing : (runs,) or float
        What the rest of the process is worth to the client if nothing is adopted, and if this is.

    Returns
    -------
    (runs,)
        Utility: as much less as the client would lose by it.

    References
    ----------
    Voeten (2001), American Political Science Review 95(4): those who carry a draft answer for whom they act for.

    Examples
    --------
    >>> import numpy as np
    >>> less_what_a_client_loses(0.75, client_failing=0.5, client_passing=np.array([0.25, 0.5, 1.0])).tolist()
    [0.5, 0.75, 0.75]
    """
    return np.asarray(np.subtract(passing, np.maximum(np.subtract(client_failing, client_passing), 0.0)))


def value_of_a_vote(
    adopted: PerRun | float,
    withdrawn: PerRun | float,
    chance_of_failing: PerRun | float,
    lost_vote_cost: PerRun | float,
) -> PerRun:
    """Weigh a vote that may be lost.

    Parameters
    ----------
    adopted, withdrawn : (runs,) or float
        Worth to the sponsors of the rest of the process if the draft passes, and if it is taken off the table.
    chance_of_failing : (runs,) or float
        Chance, in their eyes, of a veto or of too few votes.
    lost_vote_cost : (runs,) or float
        What losing in public costs beside withdrawing.

    Returns
    -------
    (runs,)
        Expected utility.

    References
    ----------
    Cameron (2000), Veto Bargaining. Voeten (2001), American Political Science Review 95(4).

    Examples
    --------
    >>> round(float(value_of_a_vote(0.9, 0.5, chance_of_failing=0.5, lost_vote_cost=0.1)), 9)
    0.65
    """
    failing = np.asarray(chance_of_failing, dtype=np.float64)
    return np.asarray((1.0 - failing) * adopted + failing * np.subtract(withdrawn, lost_vote_cost))


def next_move(
    voting: PerRun | float, softening: PerRun | float, withdrawing: PerRun | float, threatened: Flags | bool
) -> npt.NDArray[np.int8]:
    """Decide what becomes of a draft.

    Parameters
    ----------
    voting, softening, withdrawing : (runs,) or float
        Worth of each; softening at minus infinity where no draft or no room is left.
    threatened : (runs,) or bool
        Whether somebody has said that it would block the draft, or votes are lacking.

    Returns
    -------
    (runs,) int8
        `VOTE`, `SOFTEN` or `WITHDRAW`. A draft that nobody threatens is not softened; who is indifferent votes.

    References
    ----------
    Cameron (2000), Veto Bargaining: anticipated vetoes are not cast. Romer & Rosenthal (1978), Public Choice 33(4).

    Examples
    --------
    >>> next_move(np.array([0.7, 0.4, 0.4]), np.array([0.8, 0.6, 0.4]), 0.5, np.array([False, True, True])).tolist()
    [2, 1, 0]
    """
    soften = np.where(threatened, softening, -np.inf)
    votes = np.asarray(voting) >= np.maximum(soften, withdrawing)
    return np.where(votes, VOTE, np.where(np.greater(soften, withdrawing), SOFTEN, WITHDRAW))
