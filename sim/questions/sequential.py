"""Conditioning by degrees, where next to no run matches: runs that come nearer and nearer to what is given.

Subset simulation for approximate Bayesian computation (Au & Beck 2001; Chiachio, Beck, Chiachio & Rus 2014). A run
has a distance from what is given, 0 where it matches. Of many runs the nearest fifth is kept and multiplied; each
copy moves a little in the numbers that it draws, so that all together still are the prior, and is played anew with
other luck; it stays where it was if that took it farther than the fifth was. So on, until all match.

Runs that descend from one another are alike, so that intervals of independent runs are too narrow. The runs are
therefore split into islands that never mix: what differs between these says how much is known (Vergé et al. 2015).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy.special import ndtr, ndtri
from scipy.stats import t as student

from sim.chance.streams import BLOCK_RUNS, Streams
from sim.questions.condition import ByDegrees, Conditioned
from sim.questions.given import Given, GivenLike, given_from
from sim.questions.measures import (
    OUTCOME,
    Column,
    drawn_columns,
    each_column,
    known_values,
    read_columns,
    values_of,
)
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

MOST_ISLANDS, ISLAND = 8, 64
"""Into how many islands runs are split at most, and of how many runs each is made at least."""

FEWEST_KEPT = 8
"""An island with fewer ancestors than this comes no nearer and is given up."""

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
    Bayesian computation by subset simulation. SIAM Journal on Scientific Computing 36. Vergé, C., Dubarry, C., Del
    Moral, P. & Moulines, E. (2015). On parallel implementation of sequential Monte Carlo methods: the island particle
    model. Statistics and Computing 25.

    Examples
    --------
    >>> ensemble = sim.run("scenarios/patterns/two_peoples.yaml", runs=64, seed=1)
    >>> found = sequential(ensemble, {"in.actors.north.position.powers": {"max": 0.14}}, particles=64)
    >>> len(found), found.method, found.share.share < 0.1
    (64, 'sequential Monte Carlo', True)
    """
    asked = given_from(given)
    walk = _Walk.begun(ensemble, asked, particles)
    degree = 0
    while walk.apart[walk.afloat].size and walk.apart[walk.afloat].max() > 0 and degree < MOST_DEGREES:
        walk.come_nearer()
        last = not walk.limits[walk.islands][walk.afloat].any()
        taken = [walk.move() for _ in range(LAST_MOVES if last else MOVES)]
        walk.step *= 0.6 if np.mean(taken) < 0.15 else 1.3 if np.mean(taken) > 0.4 else 1.0
        degree += 1
        if on_degree is not None:
            on_degree(degree, float(walk.limits.max()), float(np.mean(taken)))
    there = walk.afloat & (walk.apart == 0)
    if not there.any():
        return Conditioned(ensemble, asked, walk.rows.slice(0, 0), walk.tried)
    rows, islands = walk.rows.filter(pa.array(there)), walk.islands[there]
    by_degrees = ByDegrees(
        walk.families[there], islands, _effective_size(rows, islands, walk.families[there]), _share(walk), degree
    )
    return Conditioned(ensemble, asked, rows, walk.tried, by_degrees)


def _nearer(apart: Floats) -> float:
    """Return how far a run may be at the next degree: so far that a fifth is kept, if that is nearer at all."""
    limit = float(np.quantile(apart, KEPT, method="lower"))
    nearer = apart[apart < apart.max()]
    return limit if limit < apart.max() else float(nearer.max()) if len(nearer) else limit


def _share(walk: _Walk) -> Interval:
    """Return the mean over the islands of what was kept at each degree, multiplied, with its interval.

    It is Student's on the scale of logarithms, from how the islands differ, and no narrower than that of independent
    runs (Au & Beck 2001).
    """
    every = np.array(
        [math.prod(known) * bool(afloat) for known, afloat in zip(walk.known, walk.isle_afloat, strict=True)]
    )
    share, count = float(every.mean()), len(every)
    alone = [sum((1 - part) / (part * len(walk.apart)) for part in known) for known in walk.known]
    spread = math.sqrt(float(np.mean(alone)))
    if count > 1:
        between = float(every.std(ddof=1)) / math.sqrt(count) / share
        spread = max(Z_95 * spread, float(student.ppf(0.975, count - 1)) * between)
    else:
        spread *= Z_95
    return Interval(share, share * math.exp(-spread), min(1.0, share * math.exp(spread)))


def _effective_size(rows: pa.Table, islands: Counts, families: Counts) -> float:
    """Return how many runs that are drawn each by itself tell as much as these do.

    Means of islands scatter more than those of independent runs; by how much, on the mean over all drawn numbers and
    outcomes, so many fewer runs these are worth (design effect: Kish 1965). Of one island, Kish's size by family.
    """
    sizes = np.bincount(islands)
    sizes = sizes[sizes > 0]
    if len(sizes) < 2:
        alike = np.bincount(families).astype(float)
        return float(alike.sum() ** 2 / np.sum(alike**2))
    said = values_of(rows, OUTCOME)
    measured = [np.asarray(column, dtype=float) for _, column in each_column(rows, drawn_columns(rows))]
    measured += [np.asarray(said == name, dtype=float) for name in np.unique(said)]
    effects = [
        float(sizes.mean()) * float(np.var(_means(column, islands), ddof=1)) / float(column.var())
        for column in measured if column.var() > 0
    ]  # fmt: skip
    return float(rows.num_rows) / max(1.0, float(np.mean(effects)) if effects else 1.0)


def _means(values: Floats, islands: Counts) -> Floats:
    return np.array([values[islands == island].mean() for island in np.unique(islands)])


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
    """From which run of the last degree each descends."""
    islands: Counts
    """On which island each run is."""
    limits: Floats
    """How far a run may be, by island."""
    isle_afloat: Flags
    """Which islands have come nearer so far."""
    known: list[list[float]]
    """What share was kept at each degree, by island."""
    turn: int = 0
    step: float = STEP

    @property
    def afloat(self) -> Flags:
        """Which runs are on an island that has come nearer so far."""
        return np.asarray(self.isle_afloat[self.islands])

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
        count = min(MOST_ISLANDS, max(1, particles // ISLAND))
        walk = cls(
            ensemble, asked, {}, at, ensemble.rows, np.zeros(particles), np.arange(particles),
            np.arange(particles) * count // particles, np.full(count, np.inf), np.ones(count, dtype=bool),
            [[] for _ in range(count)],
        )  # fmt: skip
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

    def come_nearer(self) -> None:
        """Let the near runs of each island take the place of its others, each as often as the next."""
        stream = Streams(self.ensemble.seed, FAR).stream("condition.order", week=self.turn)
        chosen, multiplied = np.arange(len(self.apart)), np.zeros(len(self.apart), dtype=bool)
        for island in range(len(self.limits)):
            own = np.flatnonzero(self.islands == island)
            order = stream.permutation(len(own))
            if not self.isle_afloat[island] or self.limits[island] == 0:
                continue
            apart = self.apart[own]
            limit = _nearer(apart)
            near = apart <= limit
            if apart.max() > 0 and (near.sum() < FEWEST_KEPT or near.all()):
                self.isle_afloat[island] = False
                continue
            self.limits[island] = limit
            self.known[island].append(float(near.mean()))
            parents = own[order[near[order]]]
            chosen[own], multiplied[own] = np.resize(parents, len(own)), True
        self.at = {path: deviates[chosen] for path, deviates in self.at.items()}
        self.rows, self.apart = self.rows.take(pa.array(chosen)), self.apart[chosen]
        self.families = np.where(multiplied, chosen, self.families)

    def move(self) -> float:
        """Move all runs a little, such that the prior stays what it is, and return which share did."""
        stream = Streams(self.ensemble.seed, FAR).stream("condition.moves", week=self.turn)
        step = min(1.0, self.step)
        moved = {
            path: math.sqrt(1 - step**2) * deviates + step * stream.standard_normal(len(deviates))
            for path, deviates in self.at.items()
        }
        rows = self.played(moved)
        apart = self.distances_of(rows)
        taken = apart <= self.limits[self.islands]
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
