"""A priori voting power: Shapley–Shubik, Banzhaf, Penrose and Coleman, exact, for games of many conditions.

Coalitions are counted by a generating function in as many variables as there are conditions, and each
member is divided out of it again, so that 27 members cost seconds and not 2²⁷ enumerations.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import comb

import numpy as np
import numpy.typing as npt

from sim.theory.voting.rule import AllOf, Quota, Rule, members_of, quotas_of

__all__ = ["Power", "power"]

_INT64_MEMBERS = 62  # 2⁶² coalitions still fit in a 64-bit whole number


@dataclass(frozen=True)
class Power:
    """How much say each member has before anything is known of what it wants."""

    swings: tuple[int, ...]
    """Coalitions that a member turns from losing to winning."""
    winning: int
    """Coalitions that win."""
    shapley_shubik: tuple[Fraction, ...]
    """Share of the orders of voting in which a member is the one that carries the motion; sums to 1."""
    banzhaf: tuple[Fraction, ...]
    """Swings as a share of all members' swings; sums to 1."""
    penrose: tuple[Fraction, ...]
    """Swings as a share of the coalitions of the others: the chance that one's vote decides when all others toss
    coins (absolute Banzhaf)."""
    coleman_prevent: tuple[Fraction, ...]
    """Swings as a share of the winning coalitions: power to prevent action."""
    coleman_initiate: tuple[Fraction, ...]
    """Swings as a share of the losing coalitions: power to initiate action."""
    coleman_act: Fraction
    """Share of all coalitions that win: power of the body to act."""


def power(rule: Rule) -> Power:
    """Compute all power indices of a voting rule exactly.

    Parameters
    ----------
    rule
        Quotas joined by all-of and any-of. The work grows with members² times the product of the
        weight sums of the conditions that are not one-member-one-vote: give populations in tenths of
        a percent, not in heads.

    Returns
    -------
    Power
        Exact fractions, one a member.

    Raises
    ------
    ValueError
        If no coalition wins, every coalition wins, or nobody is ever decisive.

    References
    ----------
    Shapley, L. & Shubik, M. (1954). APSR 48, 787–792. Banzhaf, J. (1965). Rutgers Law Review 19, 317–343.
    Penrose, L. (1946). JRSS 109, 53–57. Coleman, J. (1971), in Lieberman (ed.), Social Choice, 269–300.
    Counting by generating functions: Brams, S. & Affuso, P. (1976). Theory and Decision 7, 29–56;
    several conditions: Algaba, E. et al. (2003). EJOR 166, 750–761.

    Examples
    --------
    The Security Council as weights 7 and 1 with quota 39:

    >>> council = power(Quota((7,) * 5 + (1,) * 10, 39))
    >>> council.shapley_shubik[0], council.shapley_shubik[-1]
    (Fraction(421, 2145), Fraction(4, 2145))
    """
    members = members_of(rule)
    weights = _axis_weights(rule)
    counts = _coalitions(weights, members)
    wins = _winning_cells(rule, weights, members)
    winning = int(counts[wins].sum())
    if winning in (0, 2**members):
        raise ValueError("the rule carries nothing or everything: no member has any power to measure")
    swings_by_size: dict[tuple[int, ...], list[int]] = {}
    of_member = []
    for member in range(members):
        step = tuple(axis[member] for axis in weights)
        if step not in swings_by_size:
            swings_by_size[step] = _swings(counts, wins, step)
        of_member.append(swings_by_size[step])
    swings = tuple(sum(by_size) for by_size in of_member)
    total = sum(swings)
    return Power(
        swings=swings,
        winning=winning,
        shapley_shubik=tuple(
            sum(
                (
                    Fraction(found, members * comb(members - 1, others))
                    for others, found in enumerate(by_size)
                    if found
                ),
                Fraction(0),
            )
            for by_size in of_member
        ),
        banzhaf=tuple(Fraction(own, total) for own in swings),
        penrose=tuple(Fraction(own, 2 ** (members - 1)) for own in swings),
        coleman_prevent=tuple(Fraction(own, winning) for own in swings),
        coleman_initiate=tuple(Fraction(own, 2**members - winning) for own in swings),
        coleman_act=Fraction(winning, 2**members),
    )


def _is_headcount(quota: Quota) -> bool:
    return set(quota.weights) == {1}


def _axis_weights(rule: Rule) -> list[tuple[int, ...]]:
    """Weights of each distinct condition; the count of members is axis 0 anyway and is not repeated."""
    found = dict.fromkeys(quota.weights for quota in quotas_of(rule) if not _is_headcount(quota))
    return list(found) or [(0,) * members_of(rule)]  # one idle axis keeps the shapes of the general case


def _coalitions(weights: list[tuple[int, ...]], members: int) -> npt.NDArray[np.generic]:
    """Count coalitions by size and by each sum of weights: the generating function's coefficients."""
    shape = (members + 1, *(sum(axis) + 1 for axis in weights))
    counts: npt.NDArray[np.generic] = np.zeros(shape, np.int64 if members <= _INT64_MEMBERS else object)
    counts[(0,) * len(shape)] = 1
    for member in range(members):
        step = tuple(axis[member] for axis in weights)
        low, high = _shift(shape[1:], step)
        for size in range(member, -1, -1):
            counts[size + 1][high] += counts[size][low]
    return counts


def _shift(shape: tuple[int, ...], step: tuple[int, ...]) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    """Cells before and after a member joins."""
    low = tuple(slice(0, length - by) for length, by in zip(shape, step, strict=True))
    high = tuple(slice(by, length) for length, by in zip(shape, step, strict=True))
    return low, high


def _winning_cells(rule: Rule, weights: list[tuple[int, ...]], members: int) -> npt.NDArray[np.bool_]:
    shape = (members + 1, *(sum(axis) + 1 for axis in weights))
    sums = np.ogrid[tuple(slice(0, length) for length in shape)]

    def cells(part: Rule) -> npt.NDArray[np.bool_]:
        if isinstance(part, Quota):
            axis = 0 if _is_headcount(part) else 1 + weights.index(part.weights)
            return np.asarray(sums[axis] >= part.quota)
        found = cells(part.parts[0])
        for other in part.parts[1:]:
            found = found & cells(other) if isinstance(part, AllOf) else found | cells(other)
        return found

    return np.broadcast_to(cells(rule), shape)


def _swings(counts: npt.NDArray[np.generic], wins: npt.NDArray[np.bool_], step: tuple[int, ...]) -> list[int]:
    """Swings of a member with these weights, by the number of others in the coalition."""
    low, high = _shift(counts.shape[1:], step)
    without = counts[0].copy()  # coalitions of the others, of this size
    found = []
    for size in range(counts.shape[0] - 1):
        turns = wins[size + 1][high] & ~wins[size][low]
        found.append(int(without[low][turns].sum()))
        following = counts[size + 1].copy()
        following[high] -= without[low]
        without = following
    return found
