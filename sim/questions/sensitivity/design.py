"""A scenario as a function of its drawn numbers: what a designed study plays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.chance.streams import BLOCK_RUNS
from sim.questions.measures import known_values
from sim.questions.sensitivity.by_design import Indices, sobol_indices
from sim.questions.sensitivity.groups import grouped
from sim.runs.block import model_of
from sim.runs.executors import executor_for
from sim.scenario.format.quantity import quantities

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.model import StatusTalks
    from sim.rules.arrays import Floats
    from sim.runs.tasks import Line
    from sim.scenario.format.scenario import Scenario

__all__ = ["ScenarioFunction", "by_design", "drawn_paths"]


def drawn_paths(scenario: Scenario) -> list[str]:
    """Name the numbers of a scenario that are drawn, by path.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> drawn_paths(five)[0]
    'actors.belgrade.position.status'
    """
    return [path for path, quantity in quantities(scenario) if not quantity.fixed]


class ScenarioFunction:
    """Plays runs with given uniform numbers and gives the outputs asked for."""

    def __init__(self, scenario: Scenario, outputs: Sequence[str], seed: int = 0, workers: int = 1) -> None:
        self.scenario = scenario
        self.outputs = tuple(outputs)
        self.seed = seed
        self.workers = workers

    def __call__(self, inputs: Mapping[str, Floats], other_chance: bool) -> dict[str, Floats]:
        """Play one run a point; with the other chance the runs are those of further blocks."""
        points = len(next(iter(inputs.values())))
        blocks = -(-points // BLOCK_RUNS)
        tasks = []
        for block in range(blocks):
            part = slice(block * BLOCK_RUNS, min(points, (block + 1) * BLOCK_RUNS))
            tasks.append((block + blocks * other_chance, {path: column[part] for path, column in inputs.items()}))
        with executor_for(self.workers if len(tasks) > 1 else 1) as executor:
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
        columns = model.results.columns
        if name in self.scenario.outcome_labels:
            return np.asarray(model.results.spelt("outcome") == name, dtype=float)
        if name not in columns or name in model.results.words:
            raise ValueError(f"{name} is neither an outcome nor a numeric column of the results")
        return known_values(columns[name])


def by_design(
    scenario: Scenario,
    outputs: Sequence[str],
    *,
    by: str = "actor",
    points: int = 1_024,
    seed: int = 0,
    workers: int = 1,
    on_group: Callable[[int, int], None] | None = None,
) -> list[Indices]:
    """Ask which groups of drawn numbers move outcomes, with runs made for the purpose.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> (found,) = by_design(five, ["council_compromise"], points=256)
    >>> "russia" in [part.group for part in found.indices[:3]]
    True
    """
    evaluate = ScenarioFunction(scenario, outputs, seed, workers)
    return sobol_indices(evaluate, grouped(drawn_paths(scenario), by), points, seed=seed, on_group=on_group)
