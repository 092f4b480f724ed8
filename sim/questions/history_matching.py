"""History matching: which drawn numbers cannot have led to what was observed, and which are not ruled out.

At each set of drawn numbers the scenario is played several times with other luck. A measure is implausible there by
as many standard deviations as its mean lies away from what was observed; luck, the error of that mean and the error
of the observation are in the deviation. A set is ruled out where any measure is implausible by more than three, which
no distribution with one peak passes in more than one of twenty cases (Pukelsheim 1994). What is left is not likely,
only not impossible: history matching finds no probabilities (Craig et al. 1997; Vernon, Goldstein & Bower 2010).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import numpy as np
from pydantic import Field, ValidationError

from sim.chance.streams import BLOCK_RUNS, Streams
from sim.questions.condition import distance
from sim.questions.measures import known_values, numeric_columns, values_of
from sim.questions.sensitivity.by_design import drawn_paths
from sim.runs.block import play_block
from sim.runs.executors import executor_for
from sim.runs.intervals import Interval, wilson
from sim.runs.tasks import Failure
from sim.scenario.checks.messages import faults_of
from sim.scenario.faults import Fault, ScenarioFault, nearest
from sim.scenario.format.quantity import Strict
from sim.scenario.text.file import bytes_of, parsed, text_of
from sim.scenario.text.tree import Node, plain, tree_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.rules.arrays import Flags, Floats
    from sim.runs.tasks import Line
    from sim.scenario.format.scenario import Scenario

__all__ = ["RULED_OUT", "Left", "Matched", "Measure", "Observed", "match_history", "observed_from"]

RULED_OUT = 3.0
"""From how many standard deviations on a set of numbers is ruled out (Pukelsheim 1994: the three-sigma rule)."""

FAR = 2**41
"""From this block on lies the luck of these runs, so that none of an ensemble's is used again."""

FEWEST_LEFT = 20
"""With fewer sets left than this nothing is said of where they lie."""


class Observed(Strict):
    """What was observed of one measure."""

    value: Annotated[float, Field(ge=-1e12, le=1e12)]
    """The number that was observed, in the unit of the column."""
    error: Annotated[float, Field(ge=0, le=1e12)] = 0.0
    """Standard deviation of what the observation and the model miss."""
    source: str | None = None
    """Where it is told."""
    note: str | None = None
    """What a reader should know about it."""


class ObservedFile(Strict):
    """A file of what was observed."""

    title: str = ""
    """What people read."""
    source: str | None = None
    """Where it is told."""
    note: str | None = None
    """What a reader should know about it."""
    observed: Annotated[dict[str, Observed], Field(min_length=1)]
    """Numeric columns of the results with what was observed of each."""


class Measure(NamedTuple):
    """How implausible the sets of numbers are by one measure."""

    column: str
    observed: float
    mean: float
    """Mean of all runs."""
    luck: float
    """Standard deviation of runs with the same numbers."""
    deviation: float
    """What a distance is measured in: luck, the error of a mean and of the observation together."""
    least: float
    """The implausibility of the set that comes nearest."""
    middle: float
    """The median implausibility."""
    silent: float
    """The share of the sets in which no run says anything; by this measure they are not ruled out."""
    left: Interval
    """The share of the sets that this measure does not rule out."""


class Left(NamedTuple):
    """Where one drawn number lies in the sets that are not ruled out; ranges hold 95 per cent."""

    path: str
    low: float
    high: float
    left_low: float
    left_high: float
    distance: float
    """Largest difference between the distribution functions of all sets and of those left."""
    by_chance: float
    """What chance alone passes in one of twenty such tables, with all numbers together."""


@dataclass(frozen=True)
class Matched:
    """What is ruled out, measure by measure and in all."""

    scenario: Scenario
    title: str
    points: int
    """Sets of drawn numbers."""
    replicates: int
    """Runs of each set."""
    seed: int
    measures: list[Measure]
    implausibility: dict[str, Floats]
    """By measure, ``(points,)``; NaN where it says nothing."""
    inputs: dict[str, Floats]
    """The drawn numbers by path, ``(points,)``."""

    @property
    def not_ruled_out(self) -> Flags:
        """Which sets no measure rules out, ``(points,)``."""
        worst = np.stack([np.nan_to_num(one, nan=0.0) for one in self.implausibility.values()])
        return np.asarray(worst.max(axis=0) <= RULED_OUT)

    @property
    def left(self) -> Interval:
        """The share of the sets that no measure rules out, with its 95 per cent interval."""
        return wilson(int(self.not_ruled_out.sum()), self.points)

    def where(self) -> list[Left]:
        """Return where the numbers lie in the sets that are left, what moved most first; nothing of too few."""
        kept = self.not_ruled_out
        if kept.sum() < FEWEST_LEFT:
            return []
        rest = 1 - self.left.share
        bound = math.sqrt(-math.log(0.05 / max(1, len(self.inputs)) / 2) / 2 * rest / float(kept.sum()))
        found = [
            Left(path, *_span(column), *_span(column[kept]), distance(column, column[kept]), bound)
            for path, column in self.inputs.items()
        ]
        return sorted(found, key=lambda part: -part.distance)

    def summary(self) -> dict[str, object]:
        """Return all of it as plain data, as `--json` prints it."""
        return {
            "title": self.scenario.title, "observed": self.title, "scenario_hash": self.scenario.hash,
            "points": self.points, "replicates": self.replicates, "ruled_out_from": RULED_OUT,
            "left": self.left._asdict(),
            "measures": [one._asdict() | {"left": one.left._asdict()} for one in self.measures],
            "numbers": [one._asdict() for one in self.where()],
        }  # fmt: skip


def _span(values: Floats) -> tuple[float, float]:
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)


def observed_from(stated: Mapping[str, object] | str | Path) -> tuple[ObservedFile, Node]:
    """Take what was observed as it comes, from a file or from Python data, with the tree that it was read from.

    Raises ScenarioFault with everything that is wrong, if anything is.

    >>> observed_from({"observed": {"ended_week": {"value": 118, "error": 4}}})[0].observed["ended_week"].error
    4.0
    """
    faults: list[Fault] = []
    if isinstance(stated, str | Path):
        root, faults = parsed(text_of(bytes_of(stated, "what was observed"), str(stated)), str(stated))
    else:
        root = tree_of(stated)
    try:
        read = ObservedFile.model_validate(plain(root))
    except ValidationError as error:
        raise ScenarioFault([*faults, *faults_of(error, root, ObservedFile)]) from None
    if faults:
        raise ScenarioFault(faults)
    return read, root


def match_history(
    scenario: Scenario, stated: Mapping[str, object] | str | Path, points: int = 512, *, replicates: int = 4,
    seed: int = 0, workers: int = 1, on_replicate: Callable[[int, int], None] | None = None,
) -> Matched:  # fmt: skip
    """Tell which sets of drawn numbers what was observed rules out.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    stated : mapping or path
        What was observed: under `observed`, numeric columns of the results, each with a `value` and an `error`.
    points : int
        Sets of drawn numbers, as an ensemble of the same seed draws them.
    replicates : int
        Runs of each set, each with other luck; two at least.
    seed : int
        What all chance is keyed by.
    workers : int
        Processes that play.
    on_replicate : callable, optional
        Is told as replicates are done how many are, of how many.

    Returns
    -------
    Matched

    Raises
    ------
    ScenarioFault
        If what was observed makes no sense for these results.
    ValueError
        If the scenario draws no number, or there are fewer than two replicates.

    References
    ----------
    Craig, P., Goldstein, M., Seheult, A. & Smith, J. (1997). Pressure matching for hydrocarbon reservoirs. Case
    Studies in Bayesian Statistics 3. Vernon, I., Goldstein, M. & Bower, R. (2010). Galaxy formation: a Bayesian
    uncertainty analysis. Bayesian Analysis 5. Pukelsheim, F. (1994). The three sigma rule. The American
    Statistician 48.

    Examples
    --------
    >>> talks = sim.read_scenario("scenarios/patterns/two_peoples.yaml")
    >>> found = match_history(talks, {"observed": {"ended_week": {"value": 500}}}, points=32, replicates=2)
    >>> found.left.share
    0.0
    """
    if replicates < 2:
        raise ValueError(f"{replicates} run of each set tells nothing of luck; allowed: 2 or more")
    paths = drawn_paths(scenario)
    if not paths:
        raise ValueError("the scenario draws no number, so that there is nothing to rule out")
    read, root = observed_from(stated)
    blocks = [min(BLOCK_RUNS, points - first) for first in range(0, points, BLOCK_RUNS)]
    tasks = [(turn, block) for turn in range(replicates) for block in range(len(blocks))]
    work = ReplicateWork(scenario, seed, tuple(blocks), tuple(read.observed), tuple(paths))
    found: dict[tuple[int, int], Replicate] = {}
    with executor_for(workers if len(tasks) > 1 else 1) as executor:
        for answer in executor.each(work, tasks):
            if isinstance(answer, Failure):
                raise answer.error
            _see_that_they_are_measured(answer, read, root)
            found[answer.task] = answer
            if on_replicate is not None and len(found) % len(blocks) == 0:
                on_replicate(len(found) // len(blocks), replicates)
    measured = {
        name: np.stack([np.concatenate([found[turn, block].measured[name] for block in range(len(blocks))])
                        for turn in range(replicates)])
        for name in read.observed
    }  # fmt: skip
    told = {name: _implausible(measured[name], asked, name) for name, asked in read.observed.items()}
    return Matched(
        scenario, read.title, points, replicates, seed, [one for one, _ in told.values()],
        {name: far for name, (_, far) in told.items()},
        {path: np.concatenate([found[0, block].inputs[path] for block in range(len(blocks))]) for path in paths},
    )  # fmt: skip


class Replicate(NamedTuple):
    """What some sets of numbers came to with one luck."""

    task: tuple[int, int]
    """Which luck, and which block of the sets."""
    measured: dict[str, Floats]
    """The columns that were observed, as far as there are such, ``(sets,)``."""
    inputs: dict[str, Floats]
    """The drawn numbers by path, ``(sets,)``."""
    there: list[str]
    """Every numeric column of the results."""


@dataclass(frozen=True)
class ReplicateWork:
    """Plays a block of the sets with one luck: the work of an executor."""

    scenario: Scenario
    seed: int
    blocks: tuple[int, ...]
    """How many sets are in each block."""
    names: tuple[str, ...]
    paths: tuple[str, ...]

    def __call__(self, task: tuple[int, int], line: Line | None = None) -> Replicate:
        """Return what was measured, and what was drawn."""
        turn, block = task
        count = self.blocks[block]
        given = {path: Streams(self.seed, block).uniform("input", path)[:count] for path in self.paths}
        rows = play_block(
            self.scenario, self.seed, FAR + turn * len(self.blocks) + block, np.arange(count), given
        ).rows
        there = numeric_columns(rows.schema)
        return Replicate(
            task,
            {name: known_values(values_of(rows, name)) for name in self.names if name in there},
            {path: np.asarray(values_of(rows, f"in.{path}"), dtype=float) for path in self.paths},
            there,
        )


def _see_that_they_are_measured(answer: Replicate, read: ObservedFile, root: Node) -> None:
    there, faults = answer.there, []
    for name in read.observed:
        if name not in answer.measured:
            block = root.child("observed")
            at = block.child(name) if block is not None else None
            said = f"there is no numeric column {name}"
            faults.append(Fault((at or root).at, f"observed.{name}", said, "numeric columns of the results, such as "
                                f"{', '.join(there[:3])}", nearest(name, there)))  # fmt: skip
    if faults:
        raise ScenarioFault(faults)


def _implausible(values: Floats, asked: Observed, name: str) -> tuple[Measure, Floats]:
    """Return how implausible each set is, from what its runs say, ``(replicates, points)``.

    The variance of luck is pooled over the sets, each of which has too few runs to tell its own.
    """
    known = np.isfinite(values)
    count = known.sum(axis=0)
    if not count.any():
        raise ValueError(f"{name} says nothing in any run, so that it rules nothing out")
    mean = np.divide(
        np.where(known, values, 0.0).sum(axis=0), count, out=np.full(len(count), np.nan), where=count > 0
    )
    freedom = float((count[count > 0] - 1).sum())
    squares = float(np.sum(np.where(known, values - mean, 0.0) ** 2))
    luck = squares / freedom if freedom > 0 else 0.0
    variance = luck * (1 + 1 / np.maximum(count, 1)) + asked.error**2
    off = np.abs(mean - asked.value)
    with np.errstate(divide="ignore", invalid="ignore"):
        far = np.where(off == 0, 0.0, off / np.sqrt(variance))
    far = np.where(count > 0, far, np.nan)
    said = far[count > 0]
    measure = Measure(
        name, asked.value, float(np.nanmean(values)), math.sqrt(luck),
        math.sqrt(float(np.median(variance[count > 0]))),
        float(said.min()), float(np.median(said)), float(np.mean(count == 0)),
        wilson(int(np.sum(~(far > RULED_OUT))), len(far)),
    )  # fmt: skip
    return measure, np.asarray(far)
