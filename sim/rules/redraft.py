"""R9: give the objector a step, or take the draft off the table."""

from __future__ import annotations

import numpy as np

from sim.rules.arrays import Counts, Flags, Floats
from sim.rules.offer import concede
from sim.rules.utility import utility

__all__ = ["redraft", "room_left", "withdraws"]


def redraft(
    text: Floats,
    objector_position: Floats,
    sponsor_position: Floats,
    sponsor_salience: Floats,
    step: Floats | float,
    floor: Floats | float,
    gamma: float = 1.0,
) -> Floats:
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
    >>> import numpy as np
    >>> sponsor, objector, salience = np.ones((2, 1)), np.zeros((2, 1)), np.array([[0.75], [0.25]])
    >>> redraft(sponsor, objector, sponsor, salience, step=0.125, floor=0.5).ravel().tolist()
    [1.0, 0.5]
    >>> redraft(sponsor, objector, sponsor, salience, step=0.125, floor=1.0).ravel().tolist()
    [1.0, 1.0]
    """
    budget = np.minimum(step, room_left(text, sponsor_position, sponsor_salience, floor, gamma))
    return concede(text, objector_position, sponsor_salience, budget, gamma, ideal=sponsor_position)


def room_left(
    text: Floats,
    sponsor_position: Floats,
    sponsor_salience: Floats,
    floor: Floats | float,
    gamma: float = 1.0,
) -> Floats:
    """Say how much a sponsor can still give before the draft is worth no more than having none.

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
    >>> import numpy as np
    >>> one = np.ones((1, 1))
    >>> room_left(np.array([[0.75, 0.25]]), one, one, floor=0.5).tolist()
    [0.25, 0.0]
    """
    return np.maximum(np.subtract(utility(text, sponsor_position, sponsor_salience, gamma), floor), 0.0)


def withdraws(
    believed_veto: Floats | float,
    threshold: Floats | float,
    room: Floats | float,
    smallest_room: Floats | float,
    drafts: Counts | Floats | float,
    most_drafts: Counts | Floats | float,
) -> Flags:
    """Tell whether sponsors take a draft off the table without a vote.

    Parameters
    ----------
    believed_veto : (runs,) or float
        Chance of a veto as sponsors see it, 0 to 1.
    threshold : (runs,) or float
        Chance from which on a vote is not worth its embarrassment.
    room : (runs,) or float
        Utility that can still be given, from `room_left`.
    smallest_room : (runs,) or float
        Room at or below which another draft would change nothing.
    drafts, most_drafts : (runs,) or int
        Drafts circulated so far, and how many there can be.

    Returns
    -------
    (runs,)
        True where a veto is to be expected and nothing is left to try.

    References
    ----------
    Cameron (2000), Veto Bargaining: anticipated vetoes are not cast. Voeten (2001), American Political Science
    Review 95(4).

    Examples
    --------
    >>> import numpy as np
    >>> withdraws(np.array([0.9, 0.9, 0.9, 0.4]), 0.8, np.array([0.3, 0.0, 0.3, 0.0]), 0.01, [2, 2, 6, 6], 6).tolist()
    [False, True, True, False]
    """
    nothing_left = np.less_equal(room, smallest_room) | np.greater_equal(drafts, most_drafts)
    return np.asarray(np.greater_equal(believed_veto, threshold) & nothing_left)
