"""Sobol indices by design: runs made for the purpose, which tell total effects exactly in the limit.

Two sets of points A and B are laid out (Sobol' sequence, shifted); for each group of numbers the runs of A are
played again with that group's numbers taken from B (Saltelli et al. 2010). What no number decides, the chance within
a run, is a group of its own: A's runs with B's chance. So the indices add up to what they should.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.chance.streams import BLOCK_RUNS, Streams
from sim.questions.measures import usable, value_from
from sim.questions.sensitivity.groups import CHANCE, grouped
from sim.runs.block import model_of
from sim.runs.executors import executor_for
from sim.scenario.format.quantity import quantities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.model import StatusTalks
    from sim.rules.arrays import Floats
    from sim.runs.tasks import Line
    from sim.scenario.format.scenario import Scenario

__all__ = [
    "Evaluate", "Index", "Indices", "MissingLibrary", "ScenarioFunction", "by_design", "drawn_paths", "sobol_indices",
]  # fmt: skip

Evaluate = Callable[[Mapping[str, "Floats"], bool], "Mapping[str, Floats]"]
"""Plays runs with given uniform numbers, ``(points,)`` each by path, with the chance of B if told so, else of A;
gives the outputs by name, ``(points,)`` each."""

Estimator = Callable[["Floats", "Floats", "Floats"], "Floats"]
"""Estimates an index from outputs of A, of the mixture and of B, ``(points,)`` or ``(points, resamples)`` each."""

RESAMPLES = 200
"""Bootstrap resamples behind an interval."""


class MissingLibrary(Exception):  # noqa: N818 - it says what the user has to do, and reads so
    """A library that an extra installs is not there; the message says how to get it."""


class Index(NamedTuple):
    """The indices of one group; intervals hold 95 per cent."""

    group: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


@dataclass(frozen=True)
class Indices:
    """The Sobol indices of one output."""

    output: str
    """The outcome or column."""
    points: int
    """Points of each of A and B."""
    runs: int
    """Runs that were played in all."""
    indices: list[Index]
    """One a group, the largest total first."""

    def summary(self) -> dict[str, object]:
        """Return what is printed, as plain data."""
        return {"output": self.output, "runs": self.runs, "points": self.points, "method": "Sobol by design",
                "indices": [part._asdict() for part in self.indices]}  # fmt: skip


def sobol_indices(
    evaluate: Evaluate, groups: Mapping[str, list[str]], points: int = 1_024, *, seed: int = 0,
    with_chance: bool = True, on_group: Callable[[int, int], None] | None = None,
) -> list[Indices]:  # fmt: skip
    """Lay out the design, play it, and estimate first-order and total indices of every output.

    Raises ValueError if the number of points is no power of 2, or an output is not finite or never varies;
    MissingLibrary if SALib is not installed.

    >>> def weighted(inputs, other_chance):
    ...     return {"sum": 2 * inputs["x"] + inputs["y"]}
    >>> (found,) = sobol_indices(weighted, {"x": ["x"], "y": ["y"]}, 256, with_chance=False)
    >>> [part.group for part in found.indices], round(found.indices[0].first, 1)
    (['x', 'y'], 0.8)
    """
    if points < 2 or points & (points - 1):
        raise ValueError(f"{points} points cannot be laid out evenly; allowed: powers of 2 such as 256, 512, 1024")
    estimators = _estimators()  # before anything is played
    first, second = _layout([path for paths in groups.values() for path in paths], points, seed)
    mixtures = [{**first, **{path: second[path] for path in paths}} for paths in groups.values()]
    plans = [(first, False), (second, True), *((mixture, False) for mixture in mixtures)]
    names = list(groups)
    if with_chance:
        plans.append((first, True))
        names.append(CHANCE)
    played = []
    for done, (inputs, chance) in enumerate(plans, start=1):
        played.append(evaluate(inputs, chance))
        if on_group is not None:
            on_group(done, len(plans))
    found = []
    for output in played[0]:
        indices = _estimated(output, names, [one[output] for one in played], seed, estimators)
        found.append(Indices(output, points, points * len(plans), indices))
    return found


def _estimators() -> tuple[Estimator, Estimator]:
    """Return SALib's estimators of first-order and total indices; only the extra `analysis` installs it."""
    try:
        from SALib.analyze.sobol import first_order, total_order
    except ImportError as error:
        raise MissingLibrary("sensitivity by design needs SALib: pip install 'status-talks[analysis]'") from error
    return first_order, total_order


def _layout(paths: list[str], points: int, seed: int) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Lay out A and B: one Sobol' sequence, shifted around the unit cube (Cranley & Patterson 1976)."""
    from scipy.stats import qmc

    width = len(paths)
    sequence = qmc.Sobol(2 * width, scramble=False).random(points)
    shift = Streams(seed, 0).stream("sensitivity.shift").random(2 * width)
    laid = (sequence + shift) % 1.0
    return {path: laid[:, place] for place, path in enumerate(paths)}, {
        path: laid[:, width + place] for place, path in enumerate(paths)
    }


def _estimated(
    output: str, names: list[str], played: list[Floats], seed: int, estimators: tuple[Estimator, Estimator]
) -> list[Index]:
    """Estimate the indices with intervals from resampled points (percentile bootstrap)."""
    # SALib's own groups give the same indices, but resample from NumPy's global chance and no percentiles.
    everything = usable(np.concatenate([np.asarray(one, dtype=float) for one in played]), output)
    # An output that varies nowhere but in one mixture has no variance to share out either.
    usable(everything[: 2 * len(played[0])], output)
    centre, scale = everything.mean(), everything.std()
    first, second, *mixed = ((np.asarray(one, dtype=float) - centre) / scale for one in played)
    drawn = Streams(seed, 0).stream("sensitivity.resamples").integers(len(first), size=(len(first), RESAMPLES))
    found = []
    for name, mixture in zip(names, mixed, strict=True):
        numbers = []
        for estimate in estimators:
            resampled = estimate(first[drawn], mixture[drawn], second[drawn])
            low, high = np.quantile(resampled, (0.025, 0.975))
            numbers += [float(estimate(first, mixture, second)), float(low), float(high)]
        found.append(Index(name, *numbers))
    return sorted(found, key=lambda part: -part.total)


def drawn_paths(scenario: Scenario) -> list[str]:
    """Name the numbers of a scenario that are drawn, by path.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> drawn_paths(five)[0]
    'actors.belgrade.position.status'
    """
    return [path for path, quantity in quantities(scenario) if not quantity.fixed]


class ScenarioFunction:
    """A scenario as a function of its drawn numbers: what a designed study plays."""

    def __init__(
        self, scenario: Scenario, outputs: Sequence[str], seed: int = 0, workers: int = 1, cluster: str | None = None
    ) -> None:
        self.scenario = scenario
        self.outputs = tuple(outputs)
        self.seed = seed
        self.workers, self.cluster = workers, cluster

    def __call__(self, inputs: Mapping[str, Floats], other_chance: bool) -> dict[str, Floats]:
        """Play one run a point; with the other chance the runs are those of further blocks."""
        points = len(next(iter(inputs.values())))
        blocks = -(-points // BLOCK_RUNS)
        tasks = []
        for block in range(blocks):
            part = slice(block * BLOCK_RUNS, min(points, (block + 1) * BLOCK_RUNS))
            tasks.append((block + blocks * other_chance, {path: column[part] for path, column in inputs.items()}))
        with executor_for(self.workers if len(tasks) > 1 else 1, self.cluster) as executor:
            parts = executor.map(self.play, tasks)
        return {name: np.concatenate([part[name] for part in parts]) for name in self.outputs}

    def play(self, task: tuple[int, Mapping[str, Floats]], line: Line | None = None) -> dict[str, Floats]:
        """Play the runs of one block, with the uniform numbers given for it."""
        block, given = task
        runs = len(next(iter(given.values())))
        with model_of(self.scenario, self.seed, block, np.arange(runs), given=given) as model:
            model.run()
            return {name: self._value(model, name) for name in self.outputs}

    def _value(self, model: StatusTalks, name: str) -> Floats:
        results = model.records
        numeric = [column for column in results.columns if column not in results.words]
        return value_from(name, self.scenario.outcome_labels, numeric, results.spelt)


def by_design(
    scenario: Scenario, outputs: Sequence[str], *, by: str = "actor", points: int = 1_024, seed: int = 0,
    workers: int = 1, on_group: Callable[[int, int], None] | None = None,
) -> list[Indices]:  # fmt: skip
    """Ask which groups of drawn numbers move outcomes, with runs made for the purpose.

    >>> talks = sim.read_scenario("scenarios/patterns/three_party_talks.yaml")
    >>> (found,) = by_design(talks, ["without_combe"], points=256)
    >>> found.indices[0].group
    'combe'
    """
    evaluate = ScenarioFunction(scenario, outputs, seed, workers)
    return sobol_indices(evaluate, grouped(drawn_paths(scenario), by), points, seed=seed, on_group=on_group)
