"""Who bargains about what: the arrays that every solution concept starts from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Floats

__all__ = ["Parties", "parties"]


@dataclass(frozen=True)
class Parties:
    """A bargaining problem in issue space; make it with `parties`, which checks the arrays.

    The utility of text x to party i is ``u = 1 − Σₖ sᵢₖ·|xₖ − pᵢₖ|^γ``.
    """

    position: Floats
    salience: Floats
    """Ideal points and saliences, ``(actors, issues)``."""
    disagreement: Floats
    """What each party expects if the talks fail, ``(actors,)``, on the scale of its utility."""
    lower: Floats
    upper: Floats
    """The region inside everyone's red lines, ``(issues,)``; empty where lower > upper."""
    weight: Floats
    """Bargaining power, ``(actors,)``."""
    gamma: float
    """Curvature of the loss, ≥ 1."""
    stake: Floats
    """How much each issue matters to each party beside the others, ``(actors, issues)``: saliences as they are
    written, which need not sum to the same for all."""

    @property
    def count(self) -> int:
        """Number of parties."""
        return int(self.position.shape[0])

    @property
    def issues(self) -> int:
        """Number of issues."""
        return int(self.position.shape[1])

    @property
    def has_admissible_text(self) -> bool:
        """Whether some text lies inside everyone's red lines."""
        return bool((self.lower <= self.upper).all())

    def utilities(self, text: npt.ArrayLike) -> Floats:
        """Return each party's utility of texts ``(..., issues)`` as ``(..., actors)``.

        Parameters
        ----------
        text : (..., issues)
            Texts, 0 to 1 on each issue.

        Returns
        -------
        (..., actors)
            Utilities: 1 at an actor's ideal point, 0 at the far corner.
        """
        distance = np.abs(np.asarray(text, float)[..., np.newaxis, :] - self.position)
        return np.asarray(1.0 - (self.salience * distance**self.gamma).sum(axis=-1))

    def only(self, members: Sequence[int]) -> Parties:
        """Keep some of the parties, inside the red lines of all.

        Parameters
        ----------
        members : sequence of int
            Rows of the parties to keep.

        Returns
        -------
        Parties
            The smaller problem.
        """
        rows = list(members)
        return replace(
            self, position=self.position[rows], salience=self.salience[rows], disagreement=self.disagreement[rows],
            weight=self.weight[rows], stake=self.stake[rows],
        )  # fmt: skip

    def with_disagreement(self, disagreement: npt.ArrayLike) -> Parties:
        """Put other disagreement values in place.

        Parameters
        ----------
        disagreement : (actors,)
            Values on the scale of utility.

        Returns
        -------
        Parties
            The same parties, who expect something else if the talks fail.
        """
        return replace(self, disagreement=np.asarray(disagreement, float))


def parties(
    position: npt.ArrayLike, salience: npt.ArrayLike, disagreement: npt.ArrayLike = 0.0, *,
    lower: npt.ArrayLike = -np.inf, upper: npt.ArrayLike = np.inf, weight: npt.ArrayLike = 1.0, gamma: float = 1.0,
    space: tuple[float, float] = (0.0, 1.0), stake: npt.ArrayLike | None = None,
) -> Parties:  # fmt: skip
    """Make a bargaining problem from plain arrays.

    Parameters
    ----------
    position, salience
        Ideal points and saliences, ``(actors, issues)``. Saliences are taken as they are: normalise them
        first (`sim.rules.utility.normalised_salience`) to have utilities of 0 … 1.
    disagreement
        Disagreement values, ``(actors,)`` or one for all.
    lower, upper
        Red lines of each actor, ``(actors, issues)`` or what broadcasts to it; ∓∞ where there is none.
    weight
        Bargaining power > 0, ``(actors,)`` or one for all.
    gamma
        Curvature of the loss, ≥ 1: utilities are then concave and every programme here has one value.
    space
        Bounds of the issues.
    stake
        How much each issue matters to each party beside the other parties, ``(actors, issues)``, 0 or more: saliences
        before they are normalised. By it the compromise mean and the median weigh; left out, by the saliences.

    Returns
    -------
    Parties
        The problem; its red lines are already intersected.

    Raises
    ------
    ValueError
        If shapes do not fit, a number is not finite, a salience is negative, a weight is not positive, or
        gamma is below 1.

    References
    ----------
    Enelow, J. & Hinich, M. (1984). The Spatial Theory of Voting. Cambridge University Press.

    Examples
    --------
    >>> two = parties([[0.0, 0.2], [1.0, 0.6]], [[0.8, 0.2], [0.5, 0.5]], upper=[[0.5, 1], [1, 1]])
    >>> two.utilities([0.5, 0.6])
    array([0.52, 0.75])
    >>> two.upper
    array([0.5, 1. ])
    """
    points = np.array(position, float, ndmin=2)
    shape = points.shape
    cares = np.broadcast_to(np.asarray(salience, float), shape).copy()
    stakes = cares.copy() if stake is None else np.broadcast_to(np.asarray(stake, float), shape).copy()
    fallback = np.broadcast_to(np.asarray(disagreement, float), shape[:1]).copy()
    powers = np.broadcast_to(np.asarray(weight, float), shape[:1]).copy()
    least = np.maximum(np.broadcast_to(np.asarray(lower, float), shape).max(axis=0), space[0])
    most = np.minimum(np.broadcast_to(np.asarray(upper, float), shape).min(axis=0), space[1])
    if not (np.isfinite(points).all() and np.isfinite(cares).all() and np.isfinite(fallback).all()):
        raise ValueError("positions, saliences and disagreement values must be finite")
    if (cares < 0).any():
        raise ValueError(f"saliences must be 0 or more, found {cares.min()}")
    if not ((stakes >= 0).all() and np.isfinite(stakes).all()):
        raise ValueError("stakes must be finite and 0 or more")
    if not ((powers > 0).all() and np.isfinite(powers).all()):
        raise ValueError("weights must be above 0 and finite")
    if np.isnan(least).any() or np.isnan(most).any():
        raise ValueError("red lines must not be NaN")
    if not gamma >= 1:
        raise ValueError(f"gamma must be 1 or more for utilities to be concave, found {gamma}")
    return Parties(points, cares, fallback, least, most, powers, float(gamma), stakes)
