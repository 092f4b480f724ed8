"""Voting rules as conditions on who says yes: weighted quotas, all of several, any of several, vetoes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Flags

__all__ = ["AllOf", "AnyOf", "Quota", "Rule", "majority", "members_of", "passes", "quotas_of", "with_vetoes"]


@dataclass(frozen=True)
class Quota:
    """Carried when the weights of those who say yes reach the quota.

    Raises
    ------
    ValueError
        If there is no member, a weight is negative or the quota lies outside 0 … sum of weights.
    """

    weights: tuple[int, ...]
    """One whole number ≥ 0 a member (votes, heads, population in tenths of a percent)."""
    quota: int
    """The sum that must be reached; 0 is always reached."""

    def __post_init__(self) -> None:
        if not self.weights:
            raise ValueError("a quota needs at least one member")
        if min(self.weights) < 0:
            raise ValueError(f"weights must be 0 or more, found {min(self.weights)}")
        if not 0 <= self.quota <= sum(self.weights):
            raise ValueError(f"quota {self.quota} lies outside 0 … {sum(self.weights)}, the sum of weights")


@dataclass(frozen=True)
class AllOf:
    """Carried when every part is carried (the Nice rule: votes and members and population)."""

    parts: tuple[Rule, ...]

    def __post_init__(self) -> None:
        _same_members(self.parts)


@dataclass(frozen=True)
class AnyOf:
    """Carried when at least one part is carried (the Lisbon rule: population, or fewer than four against)."""

    parts: tuple[Rule, ...]

    def __post_init__(self) -> None:
        _same_members(self.parts)


Rule = Quota | AllOf | AnyOf
"""Any voting rule; parts nest."""


def _same_members(parts: tuple[Rule, ...]) -> None:
    if len({members_of(part) for part in parts}) != 1:
        raise ValueError("the parts of a rule must be at least one and have the same number of members")


def quotas_of(rule: Rule) -> Iterator[Quota]:
    """Go through the quotas that a rule is made of, left to right.

    Parameters
    ----------
    rule : Rule

    Yields
    ------
    Quota
        Each weighted condition.

    Examples
    --------
    >>> [part.quota for part in quotas_of(majority(3))]
    [2]
    """
    if isinstance(rule, Quota):
        yield rule
    else:
        for part in rule.parts:
            yield from quotas_of(part)


def members_of(rule: Rule) -> int:
    """Count the members that a rule speaks of.

    Parameters
    ----------
    rule : Rule

    Returns
    -------
    int
        Number of members.

    Examples
    --------
    >>> members_of(majority(15, 9))
    15
    """
    return len(next(quotas_of(rule)).weights)


def majority(members: int, quota: int | None = None) -> Quota:
    """One member, one vote.

    Parameters
    ----------
    members
        Number of members, ≥ 1.
    quota
        Yes votes needed; more than half where not given.

    Returns
    -------
    Quota
        The rule.

    Examples
    --------
    >>> majority(5).quota
    3
    """
    return Quota((1,) * members, members // 2 + 1 if quota is None else quota)


def with_vetoes(rule: Rule, vetoes: Iterable[int]) -> Rule:
    """Make the yes of some members necessary.

    Parameters
    ----------
    rule
        The rule to be tightened.
    vetoes
        Places of the members without whom nothing is carried; may be empty.

    Returns
    -------
    Rule
        The rule itself where no veto is named, else all of the rule and the vetoes.

    Raises
    ------
    ValueError
        If a place is not a member's.

    References
    ----------
    Tsebelis, G. (2002). Veto Players. Princeton University Press.

    Examples
    --------
    >>> council = with_vetoes(majority(15, 9), range(5))
    >>> all_but_one_permanent = np.ones((15, 1), bool)
    >>> all_but_one_permanent[2] = False
    >>> passes(council, all_but_one_permanent)
    array([False])
    """
    places = set(vetoes)
    members = members_of(rule)
    if not places:
        return rule
    if not places <= set(range(members)):
        raise ValueError(f"veto places {sorted(places)} must lie in 0 … {members - 1}")
    weights = tuple(int(place in places) for place in range(members))
    return AllOf((rule, Quota(weights, len(places))))


def passes(rule: Rule, yes: npt.ArrayLike) -> Flags:
    """Tell in which runs a motion is carried.

    Parameters
    ----------
    rule : Rule
    yes
        Who says yes, ``(members, ...)``; further axes (runs, texts) are kept.

    Returns
    -------
    Flags
        Whether the motion is carried, ``(...)``.

    Raises
    ------
    ValueError
        If the first axis is not the rule's number of members.

    Examples
    --------
    >>> passes(majority(3), [[True, True], [True, False], [False, False]])
    array([ True, False])
    """
    votes = np.asarray(yes, bool)
    if votes.shape[0] != members_of(rule):
        raise ValueError(f"{votes.shape[0]} votes for a rule of {members_of(rule)} members")
    if isinstance(rule, Quota):
        return np.asarray(np.tensordot(np.array(rule.weights), votes, axes=1) >= rule.quota)
    parts = np.stack([passes(part, votes) for part in rule.parts])
    return np.asarray(parts.all(axis=0) if isinstance(rule, AllOf) else parts.any(axis=0))
