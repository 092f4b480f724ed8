"""What could pass: the win set of a status quo under any voting rule with vetoes, draw by draw."""

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Flags, Floats
from sim.theory.voting.gains import gains, support
from sim.theory.voting.rule import Rule, passes

__all__ = ["binding_members", "in_winset"]


def in_winset(
    text: npt.ArrayLike, status_quo: npt.ArrayLike, position: npt.ArrayLike, salience: npt.ArrayLike, rule: Rule, *,
    gamma: float = 1.0, threshold: npt.ArrayLike = 0.0,
) -> Flags:  # fmt: skip
    """Tell in which draws a text beats the status quo.

    Parameters
    ----------
    text, status_quo, position, salience, gamma
        As in `sim.theory.voting.gains.gains`.
    rule
        The voting rule; make vetoes part of it with `sim.theory.voting.rule.with_vetoes`.
    threshold
        A member says yes when its gain exceeds this: ``(members,)`` or ``(members, runs)``. A price of
        blocking is a negative one, a price of precedent a positive one.

    Returns
    -------
    Flags
        Whether the text is in the win set, ``(runs,)``.

    Raises
    ------
    ValueError
        If shapes do not fit.

    References
    ----------
    Tsebelis, G. (2002). Veto Players. Princeton University Press, ch. 1.

    Examples
    --------
    >>> from sim.theory.voting.rule import majority
    >>> in_winset([0.5], [0.0], [[1.0], [0.2], [0.9]], 1.0, majority(3))
    array([ True])
    >>> in_winset([0.5], [0.0], [[1.0], [0.2], [0.9]], 1.0, majority(3, 3))
    array([False])
    """
    return passes(rule, support(gains(text, status_quo, position, salience, gamma), threshold))


def binding_members(
    text: npt.ArrayLike, status_quo: npt.ArrayLike, position: npt.ArrayLike, salience: npt.ArrayLike, rule: Rule, *,
    gamma: float = 1.0, threshold: npt.ArrayLike = 0.0,
) -> Floats:  # fmt: skip
    """Tell how often each member alone stands between a text and its adoption.

    Parameters
    ----------
    text, status_quo, position, salience, rule, gamma, threshold
        As in `in_winset`.

    Returns
    -------
    Floats
        Share of draws in which the text fails and would pass with this member's yes, ``(members,)``.

    References
    ----------
    Tsebelis, G. (2002). Veto Players, ch. 1: the absorption rule says which veto players never bind.

    Examples
    --------
    >>> from sim.theory.voting.rule import majority
    >>> binding_members([0.5], [0.0], [[1.0], [0.2], [0.9]], 1.0, majority(3, 3))
    array([0., 1., 0.])
    """
    yes = support(gains(text, status_quo, position, salience, gamma), threshold)
    fails = ~passes(rule, yes)
    shares = np.zeros(len(yes))
    for member in range(len(yes)):
        persuaded = yes.copy()
        persuaded[member] = True
        shares[member] = (fails & passes(rule, persuaded)).mean()
    return shares
