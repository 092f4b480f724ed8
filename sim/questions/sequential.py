"""Conditioning by degrees, where next to no run matches: runs that come nearer and nearer to what is given.

Subset simulation for approximate Bayesian computation (Au & Beck 2001; Chiachio, Beck, Chiachio & Rus 2014). A run
has a distance from what is given, 0 where it matches. Of many runs the nearest fifth is kept and multiplied; each
copy moves a little in the numbers that it draws, so that all together still are the prior, and is played anew with
other luck; it stays where it was if that took it farther than the fifth was. So on, until all match.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy.special import ndtr, ndtri

from sim.chance.streams import BLOCK_RUNS, Streams
from sim.questions.condition import ByDegrees, Conditioned
from sim.questions.given import Given, GivenLike, given_from
from sim.questions.measures import Column, known_values, read_columns
from sim.questions.sensitivity.by_design import drawn_paths
from sim.rules.arrays import Counts, Flags, Floats
from sim.runs.block import play_block
from sim.runs.ensemble import Ensemble
from sim.runs.intervals import Z_95, Interval
from sim.scenario.format.bounds import Bound, Clause, holds

__all__ = ["RARE", "OnDegree", "distances", "sequential"]

RARE = 0.01
"""Where fewer runs match than this, `sim condition` comes to them by degrees."""

KEPT = 0.2
"""The share of the runs that is kept at each degree (Au & Beck 2001: 0.1; Zuev et al. 2012: 0.1 to 0.3)."""

MOVES, LAST_MOVES = 3, 15
"""How often each run moves at a degree, and at the last, after which it should know no more of where it came from."""

STEP = 0.5
"""How far a number moves at first, in standard deviations of the prior; less where too few moves are taken."""

MOST_DEGREES = 14

FEWEST_KEPT = 8
"""With fewer ancestors than this a degree is not taken."""

FAR = 2**40
"""From this block on lies the luck of runs that come nearer, so that none of an ensemble's is used again."""

OnDegree = Callable[[int, float, float], None]
"""Is told after each degree which it was, how far a run may still be, and what share of the moves was taken."""


def sequential(
    ensemble: Ensemble, given: GivenLike, *, particles: int = BLOCK_RUNS, on_degree: OnDegree | None = None
) -> Conditioned:
    """Come to runs that match what is given by degrees.

    Parameters
    ----------
    ensemble : Ensemble
        The runs that the prior is read from; their scenario is played.
    given : Given, mapping, list of mappings, or path
        What a run must have.
    particles : int
        Runs that come nearer, up to 1,024.
    on_degree : callable, optional
        Is told after each degree.

    Returns
    -------
    Conditioned
        With the runs that match in the end; where no run comes nearer any more, with none.

    Raises
    ------
    ScenarioFault
        If the condition makes no sense for these results.

    References
    ----------
    Au, S. K. & Beck, J. L. (2001). Estimation of small failure probabilities in high dimensions by subset simulation.
    Probabilistic Engineering Mechanics 16. Chiachio, M., Beck, J. L., Chiachio, J. & Rus, G. (2014). Approximate
    Bayesian computation by subset simulation. SIAM Journal on Scientific Computing 36.

    Examples
    --------
    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=64, seed=1)
    >>> found = sequential(ensemble, {"in.actors.russia.blocking_cost": {"max": 0.07}}, particles=64)
    >>> len(found), found.method, found.share.share < 0.03
    (64, 'sequential Monte Carlo', True)
    """
    asked = given_from(given)
    walk = _Walk.begun(ensemble, asked, particles)
    known, degree = [], 0
    while walk.apart.max() > 0 and degree < MOST_DEGREES:
        limit = _nearer(walk.apart)
        near = walk.apart <= limit
        if near.sum() < FEWEST_KEPT or near.all():
            return Conditioned(ensemble, asked, walk.rows.slice(0, 0), walk.tried)
        known.append(float(near.mean()))
        walk.multiply(near)
        taken = [walk.move(limit) for _ in range(MOVES if limit > 0 else LAST_MOVES)]
        walk.step *= 0.6 if np.mean(taken) < 0.15 else 1.3 if np.mean(taken) > 0.4 else 1.0
        degree += 1
        if on_degree is not None:
            on_degree(degree, limit, float(np.mean(taken)))
    if walk.apart.max() > 0:
        return Conditioned(ensemble, asked, walk.rows.slice(0, 0), walk.tried)
    by_degrees = ByDegrees(walk.families, _share(known, particles), degree)
    return Conditioned(ensemble, asked, walk.rows, walk.tried, by_degrees)


def _nearer(apart: Floats) -> float:
    """Return how far a run may be at the next degree: so far that a fifth is kept, if that is nearer at all."""
    limit = float(np.quantile(apart, KEPT, method="lower"))
    nearer = apart[apart < apart.max()]
    return limit if limit < apart.max() else float(nearer.max()) if len(nearer) else limit


def _share(known: list[float], particles: int) -> Interval:
    """Return the product of what was kept at each degree, with the interval of independent runs (Au & Beck 2001)."""
    share = math.prod(known)
    spread = math.sqrt(sum((1 - part) / (part * particles) for part in known))
    return Interval(share, share * math.exp(-Z_95 * spread), min(1.0, share * math.exp(Z_95 * spread)))


@dataclass
class _Walk:
    """Runs that come nearer."""

    ensemble: Ensemble
    asked: Given
    scales: dict[str, float]
    """How far numbers of each column scatter at first."""
    at: dict[str, Floats]
    """Where each run stands in every drawn number, as a normal deviate of the prior."""
    rows: pa.Table
    apart: Floats
    families: Counts
    turn: int = 0
    step: float = STEP

    @property
    def tried(self) -> int:
        """How many runs have been played."""
        return self.turn * len(self.apart)

    @classmethod
    def begun(cls, ensemble: Ensemble, asked: Given, particles: int) -> _Walk:
        """Draw from the prior, and play."""
        asked.matches(ensemble.rows)  # which tells what is wrong with it
        streams = Streams(ensemble.seed, FAR)
        at = {path: ndtri(np.clip(streams.uniform("input", path)[:particles], 1e-12, 1 - 1e-12))
              for path in drawn_paths(ensemble.scenario)}  # fmt: skip
        walk = cls(ensemble, asked, {}, at, ensemble.rows, np.zeros(particles), np.arange(particles))
        walk.rows = walk.played(at)
        walk.scales = {
            name: float(np.nanstd(known_values(column))) or 1.0
            for name, column in walk.columns(walk.rows).items() if column.dtype.kind in "if"
        }  # fmt: skip
        walk.apart = walk.distances_of(walk.rows)
        return walk

    def played(self, at: Mapping[str, Floats]) -> pa.Table:
        """Play runs that stand somewhere, each time with other luck."""
        count = len(self.apart)
        given = {path: ndtr(deviates) for path, deviates in at.items()}
        self.turn += 1
        return play_block(self.ensemble.scenario, self.ensemble.seed, FAR + self.turn, np.arange(count), given).rows

    def columns(self, rows: pa.Table) -> dict[str, Column]:
        """Read the columns that are asked about."""
        condition = self.asked.condition
        clauses = [condition] if isinstance(condition, dict) else list(condition)
        return read_columns(rows, [column for clause in clauses for column in clause])

    def distances_of(self, rows: pa.Table) -> Floats:
        """Return how far runs are from what is given."""
        condition = self.asked.condition
        clauses = [condition] if isinstance(condition, dict) else list(condition)
        columns = self.columns(rows)
        every = np.stack([distances(clause, columns, self.scales, rows.num_rows) for clause in clauses])
        return np.asarray(every.min(axis=0))

    def multiply(self, near: Flags) -> None:
        """Let the runs that are near enough take the place of the others, each as often as the next."""
        parents = np.flatnonzero(near)
        order = Streams(self.ensemble.seed, FAR).stream("condition.order", week=self.turn).permutation(len(parents))
        chosen = parents[np.resize(order, len(near))]
        self.at = {path: deviates[chosen] for path, deviates in self.at.items()}
        self.rows, self.apart = self.rows.take(pa.array(chosen)), self.apart[chosen]
        self.families = np.searchsorted(parents, chosen)

    def move(self, limit: float) -> float:
        """Move all runs a little, such that the prior stays what it is, and return which share did."""
        stream = Streams(self.ensemble.seed, FAR).stream("condition.moves", week=self.turn)
        step = min(1.0, self.step)
        moved = {
            path: math.sqrt(1 - step**2) * deviates + step * stream.standard_normal(len(deviates))
            for path, deviates in self.at.items()
        }
        rows = self.played(moved)
        apart = self.distances_of(rows)
        taken = apart <= limit
        self.at = {path: np.where(taken, moved[path], deviates) for path, deviates in self.at.items()}
        places = np.where(taken, len(taken) + np.arange(len(taken)), np.arange(len(taken)))
        self.rows = pa.concat_tables([self.rows, rows]).take(pa.array(places))
        self.apart = np.where(taken, apart, self.apart)
        return float(taken.mean())


def distances(clause: Clause, columns: Mapping[str, Column], scales: Mapping[str, float], runs: int) -> Floats:
    """Return how far runs are from a clause, ``(runs,)``: by column, 0 where it holds, and at most 1 elsewhere.

    A number that misses a bound is as far off as it misses it by, as a share of that and of what it scatters by.

    >>> clause = {"drafts": Bound(min=4), "ending": "adopted"}
    >>> columns = {"drafts": np.array([4, 2]), "ending": np.array(["agreed", "adopted"])}
    >>> distances(clause, columns, {"drafts": 2.0}, 2).tolist()
    [1.0, 0.5]
    """
    total = np.zeros(runs)
    for name, asked in clause.items():
        held = holds({name: asked}, columns, runs)
        off = np.ones(runs)
        if name in scales:
            values = known_values(columns[name])
            missed = _missed(values, asked) / scales[name]
            off = np.where(np.isfinite(missed), missed / (1 + missed), 1.0)
        total += np.where(held, 0.0, np.maximum(off, 1e-9))
    return total


def _missed(values: Floats, asked: bool | float | str | Bound) -> Floats:
    """Return by how much numbers miss what is asked of them; NaN where that cannot be said."""
    if not isinstance(asked, Bound):
        return np.abs(values - float(asked)) if not isinstance(asked, str) else np.full(len(values), np.nan)
    below = np.maximum(0.0, asked.min - values) if asked.min is not None else np.zeros(len(values))
    above = np.maximum(0.0, values - asked.max) if asked.max is not None else np.zeros(len(values))
    return np.where(below + above > 0, below + above, np.nan)
