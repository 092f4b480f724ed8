"""Who is needed: veto holders and minimal winning coalitions of a voting rule."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from sim.theory.voting.rule import Rule, members_of, passes

__all__ = ["minimal_winning_coalitions", "veto_holders"]

_MOST_MEMBERS = 16


def veto_holders(rule: Rule) -> tuple[int, ...]:
    """Name the members without whom nothing is carried.

    Parameters
    ----------
    rule
        The voting rule.

    Returns
    -------
    tuple of int
        Their places.

    References
    ----------
    Tsebelis, G. (2002). Veto Players. Princeton University Press.

    Examples
    --------
    >>> from sim.theory.voting.rule import Quota
    >>> veto_holders(Quota((7, 7, 1, 1), 15))
    (0, 1)
    """
    count = members_of(rule)
    without_one = ~np.eye(count, dtype=bool)
    return tuple(int(member) for member in np.flatnonzero(~passes(rule, without_one)))


def minimal_winning_coalitions(rule: Rule) -> list[tuple[int, ...]]:
    """List the coalitions that win and would lose with any member's leaving.

    Parameters
    ----------
    rule
        The voting rule, of at most 16 members.

    Returns
    -------
    list of tuple of int
        Coalitions as places of members, smallest first.

    Raises
    ------
    ValueError
        If the rule has more members.

    Examples
    --------
    >>> from sim.theory.voting.rule import Quota
    >>> minimal_winning_coalitions(Quota((2, 1, 1), 3))
    [(0, 1), (0, 2)]
    """
    count = members_of(rule)
    if count > _MOST_MEMBERS:
        raise ValueError(f"coalitions are listed for at most {_MOST_MEMBERS} members, found {count}")
    found = []
    for size in range(count + 1):
        coalitions = list(combinations(range(count), size))
        inside = np.zeros((count, len(coalitions)), bool)
        for number, coalition in enumerate(coalitions):
            inside[list(coalition), number] = True
        minimal = passes(rule, inside)
        for member in range(count):
            fewer = inside.copy()
            fewer[member] = False
            minimal &= ~(inside[member] & passes(rule, fewer))
        found += [coalition for coalition, keep in zip(coalitions, minimal, strict=True) if keep]
    return found
