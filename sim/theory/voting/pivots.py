"""Whose vote decides, given what members want: blocking power read from an ensemble's votes."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Flags, Floats
from sim.theory.voting.rule import Rule, members_of, passes

__all__ = ["Pivots", "carried", "pivots"]


@dataclass(frozen=True)
class Pivots:
    """In what share of runs each member's vote decides; every field is ``(members,)``."""

    blocks: Floats
    """The motion fails and would be carried had this member, which did not say yes, said yes."""
    vetoes: Floats
    """The motion fails and would be carried had this member, which said no, merely abstained."""
    carries: Floats
    """The motion is carried and would fail had this member, which said yes, abstained."""
    could_block: Floats
    """The motion is carried and would fail had this member said no."""
    pivotal: Floats
    """Some other vote of this member alone would turn the outcome: blocks or could_block."""


def carried(votes: npt.ArrayLike, rule: Rule, vetoes: Iterable[int] = ()) -> Flags:
    """Tell in which runs a motion is carried when abstention is possible.

    Parameters
    ----------
    votes
        1 yes, 0 abstention, −1 no; ``(members, ...)``.
    rule
        What the yes votes must reach.
    vetoes
        Places of the members whose *no* kills the motion; their abstention does not.

    Returns
    -------
    Flags
        Whether the motion is carried, ``(...)``.

    Raises
    ------
    ValueError
        If the votes do not fit the rule.

    References
    ----------
    Charter of the United Nations, Article 27(3) as practised; Bailey, S. & Daws, S. (1998). The Procedure
    of the UN Security Council, 3rd ed.

    Examples
    --------
    >>> from sim.theory.voting.rule import majority
    >>> carried([[1, 1], [1, 1], [0, -1]], majority(3, 2), vetoes=[2])
    array([ True, False])
    """
    cast = np.asarray(votes)
    killed = (cast[sorted(set(vetoes))] < 0).any(axis=0)
    return passes(rule, cast > 0) & ~killed


def pivots(votes: npt.ArrayLike, rule: Rule, vetoes: Iterable[int] = ()) -> Pivots:
    """Measure how often each member's vote is pivotal in an ensemble.

    Parameters
    ----------
    votes
        1 yes, 0 abstention, −1 no; ``(members, runs)``.
    rule
        What the yes votes must reach.
    vetoes
        Places of the members whose *no* kills the motion.

    Returns
    -------
    Pivots
        Shares of runs, each ``(members,)``.

    Raises
    ------
    ValueError
        If the votes are not ``(members, runs)`` with at least one run, or not in {−1, 0, 1}.

    References
    ----------
    Preference-based blocking after Steunenberg, B., Schmidtchen, D. & Koboldt, C. (1999). Journal of
    Theoretical Politics 11, 339–366.

    Examples
    --------
    >>> from sim.theory.voting.rule import majority
    >>> found = pivots([[1, 1], [1, 1], [1, -1]], majority(3, 2), vetoes=[2])
    >>> found.vetoes, found.could_block
    (array([0. , 0. , 0.5]), array([0. , 0. , 0.5]))
    """
    cast = np.asarray(votes)
    if cast.ndim != 2 or cast.shape[1] == 0 or cast.shape[0] != members_of(rule):
        raise ValueError(f"votes must be ({members_of(rule)} members, runs ≥ 1), found shape {cast.shape}")
    if not np.isin(cast, (-1, 0, 1)).all():
        raise ValueError("votes must be −1 (no), 0 (abstention) or 1 (yes)")
    holders = sorted(set(vetoes))
    stands = carried(cast, rule, holders)
    shares = np.empty((5, cast.shape[0]))
    for member in range(cast.shape[0]):
        own = cast[member]
        would = {vote: carried(_with_vote(cast, member, vote), rule, holders) for vote in (-1, 0, 1)}
        blocks = ~stands & (own < 1) & would[1]
        could_block = stands & ~would[-1]
        shares[:, member] = [
            blocks.mean(), (~stands & (own < 0) & would[0]).mean(), (stands & (own > 0) & ~would[0]).mean(),
            could_block.mean(), (blocks | could_block).mean(),
        ]  # fmt: skip
    return Pivots(*shares)


def _with_vote(votes: npt.NDArray[np.generic], member: int, vote: int) -> npt.NDArray[np.generic]:
    changed = votes.copy()
    changed[member] = vote
    return changed
