"""Who is needed and whether anything is stable: veto holders, winning coalitions, the core of a voting rule."""

from itertools import combinations
from math import ceil, inf

import numpy as np
import numpy.typing as npt

from sim.theory.bargaining.pareto import distance_to_pareto
from sim.theory.bargaining.parties import parties
from sim.theory.voting.rule import Quota, Rule, members_of, passes

__all__ = ["core_is_guaranteed", "is_in_core", "minimal_winning_coalitions", "nakamura_number", "veto_holders"]

_MOST_MEMBERS = 16


def veto_holders(rule: Rule) -> tuple[int, ...]:
    """Name the members without whom nothing is carried.

    Parameters
    ----------
    rule : Rule

    Returns
    -------
    tuple of int
        Their places.

    References
    ----------
    Tsebelis, G. (2002). Veto Players. Princeton University Press.

    Examples
    --------
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


def nakamura_number(rule: Rule) -> float:
    """Count the fewest winning coalitions that have no member in common.

    Parameters
    ----------
    rule
        The voting rule; a single one-member-one-vote quota may be of any size, others of at most 16 members.

    Returns
    -------
    float
        2, 3, …; infinity where somebody has a veto.

    Raises
    ------
    ValueError
        If the rule is too large to list its coalitions.

    References
    ----------
    Nakamura, K. (1979). The vetoers in a simple game with ordinal preferences. International Journal of Game
    Theory 8, 55–61.

    Examples
    --------
    >>> nakamura_number(Quota((1,) * 9, 6)), nakamura_number(Quota((1,) * 9, 9))
    (3.0, inf)
    """
    count = members_of(rule)
    if veto_holders(rule):
        return inf
    if isinstance(rule, Quota) and set(rule.weights) == {1}:
        return float(ceil(count / (count - rule.quota)))
    everyone = (1 << count) - 1
    left_out = [everyone - sum(1 << member for member in coalition) for coalition in minimal_winning_coalitions(rule)]
    reached, steps = np.array([0]), 0
    while everyone not in reached:
        reached = np.unique(reached[:, np.newaxis] | np.array(left_out))
        steps += 1
    return float(steps)


def core_is_guaranteed(rule: Rule, dimensions: int) -> bool:
    """Tell whether something is stable under a rule whatever the members want (convex preferences).

    Parameters
    ----------
    rule : Rule
    dimensions
        Number of issues.

    Returns
    -------
    bool
        True where the core is never empty: dimensions ≤ Nakamura number − 2, so always with a veto holder, and
        with a bare majority on one issue only. False: it may be empty, and mostly is.

    References
    ----------
    Schofield, N. (1984). Social equilibrium and cycles on compact sets. JET 33, 59–71; for quotas Greenberg, J.
    (1979). Econometrica 47, 627–636.

    Examples
    --------
    >>> council = Quota((7,) * 5 + (1,) * 10, 39)
    >>> core_is_guaranteed(council, 10), core_is_guaranteed(Quota((1,) * 15, 9), 2)
    (True, False)
    """
    return dimensions <= nakamura_number(rule) - 2


def is_in_core(
    text: npt.ArrayLike, position: npt.ArrayLike, salience: npt.ArrayLike, rule: Rule, *, gamma: float = 1.0,
    space: tuple[float, float] = (0.0, 1.0), tolerance: float = 1e-7,
) -> bool:  # fmt: skip
    """Tell whether no winning coalition can agree on a text that all of it like better.

    Parameters
    ----------
    text
        The text, ``(issues,)``.
    position, salience
        Ideal points and saliences, ``(members, issues)``.
    rule
        The voting rule, of at most 16 members.
    gamma
        Curvature of the loss, ≥ 1.
    space
        Bounds of the issues.
    tolerance
        Gains in utility up to this do not count.

    Returns
    -------
    bool
        Whether the text, as a status quo, is beaten by nothing. Under unanimity: whether it is Pareto efficient.

    Raises
    ------
    ValueError
        If the rule is too large or arrays do not fit.

    References
    ----------
    Plott, C. (1967). A notion of equilibrium and its possibility under majority rule. AER 57, 787–806.

    Examples
    --------
    >>> is_in_core([0.5], [[0.2], [0.5], [0.9]], 1.0, Quota((1, 1, 1), 2))
    True
    >>> is_in_core([0.6], [[0.2], [0.5], [0.9]], 1.0, Quota((1, 1, 1), 2))
    False
    """
    everyone = parties(position, salience, gamma=gamma, space=space)
    for coalition in minimal_winning_coalitions(rule):
        members = list(coalition)
        own = parties(everyone.position[members], everyone.salience[members], gamma=gamma, space=space)
        if distance_to_pareto(own, text) > tolerance:
            return False
    return True
