"""The numbers of a scenario run by run: as drawn in a block, over many blocks, or all at their mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

import numpy as np
import numpy.typing as npt

from sim.chance.copula import Copula, copulas_of
from sim.chance.streams import BLOCK_RUNS, Streams
from sim.scenario.format.quantity import Quantity, quantities
from sim.scenario.format.scenario import Scenario

__all__ = ["Drawn", "Draws", "Inputs", "Means"]


class Inputs:
    """The numbers of a scenario as drawn for the runs of one block.

    Each number has a stream of its own, named by its path in the file. So adding an actor, or
    changing one number, changes no other number's draws.

    The same uniform number, now of a wider range, moves with it; another number of the run stays as it was:

    >>> narrow = {"cost": Quantity.model_validate({"uniform": [0, 2]}), "step": Quantity.model_validate(0.1)}
    >>> wide = {**narrow, "cost": Quantity.model_validate({"uniform": [0, 4]})}
    >>> before, after = (Inputs(known, Streams(seed=1, block=0, places=np.arange(3)), 3) for known in (narrow, wide))
    >>> (after["cost"] / before["cost"]).tolist(), after["step"].tolist()
    ([2.0, 2.0, 2.0], [0.1, 0.1, 0.1])
    """

    def __init__(
        self, known: Mapping[str, Quantity], streams: Streams, runs: int,
        given: Mapping[str, npt.NDArray[np.float64]] | None = None, copulas: Mapping[str, Copula] | None = None,
    ) -> None:  # fmt: skip
        self.known = known
        self.streams = streams
        self.runs = runs
        self.given = given or {}
        self.copulas = copulas or {}
        self.drawn: dict[str, npt.NDArray[np.float64]] = {}
        self.shifts: dict[str, npt.NDArray[np.float64]] = {}

    @classmethod
    def of(
        cls, scenario: Scenario, streams: Streams, runs: int,
        given: Mapping[str, npt.NDArray[np.float64]] | None = None,
    ) -> Inputs:  # fmt: skip
        """Return every number of a scenario, to be drawn when first asked for, those together that go together."""
        return cls(dict(quantities(scenario)), streams, runs, given, copulas_of(scenario))

    def __getitem__(self, path: str) -> npt.NDArray[np.float64]:
        """Return the number at a path for each run as it stands by now, ``(runs,)``."""
        return self.as_drawn(path) + self.shifts[path] if path in self.shifts else self.as_drawn(path)

    def move(
        self, path: str, by: npt.NDArray[np.float64], runs: npt.NDArray[np.int64], bounds: tuple[float, float]
    ) -> None:
        """Move a number in some runs from now on, within bounds.

        >>> inputs = Inputs({"cost": Quantity.model_validate(0.9)}, Streams(seed=1, block=0), 3)
        >>> inputs.move("cost", np.array([0.3, -0.4]), np.array([0, 2]), (0.0, 1.0))
        >>> inputs["cost"].tolist(), inputs.as_drawn("cost").tolist()
        ([1.0, 0.9, 0.5], [0.9, 0.9, 0.9])
        """
        shift = self.shifts.setdefault(path, np.zeros(self.runs))
        shift[runs] = np.clip(self[path][runs] + by, *bounds) - self.as_drawn(path)[runs]

    def keep_moved(self, before: Inputs, bounds: Callable[[str], tuple[float, float]]) -> None:
        """Have what was moved in other inputs stay moved by as much, as far as the bounds of each number allow.

        >>> before, after = (Inputs({"cost": Quantity.model_validate(cost)}, Streams(1, 0), 2) for cost in (0.3, 0.9))
        >>> before.move("cost", np.array([0.2]), np.array([1]), (0.0, 1.0))
        >>> after.keep_moved(before, lambda path: (0.0, 1.0))
        >>> after["cost"].tolist()
        [0.9, 1.0]
        """
        for path, shift in before.shifts.items():
            least, most = bounds(path)
            drawn = self.as_drawn(path)
            self.shifts[path] = np.minimum(np.maximum(shift, least - drawn), most - drawn)

    def as_drawn(self, path: str) -> npt.NDArray[np.float64]:
        """Return the number at a path for each run as it was drawn, ``(runs,)``; drawn once and kept."""
        if path not in self.drawn:
            quantity = self.known[path]
            if quantity.fixed:
                # One number that every run reads, so it stands in memory once.
                self.drawn[path] = np.broadcast_to(quantity.support[0], (self.runs,))
            elif path in self.copulas:
                joined = self.copulas[path].joined(self.rank)
                self.drawn |= {each: self.known[each].quantile(uniform) for each, uniform in joined.items()}
            else:
                self.drawn[path] = quantity.quantile(self.rank(path))
        return self.drawn[path]

    def all_drawn(self) -> Iterator[tuple[str, npt.NDArray[np.float64]]]:
        """Return each path whose number is not the same in every run, with what was drawn there."""
        return ((path, self.as_drawn(path)) for path, quantity in self.known.items() if not quantity.fixed)

    def uniform(self, *path: str, week: int | None = None, rows: int | None = None) -> npt.NDArray[np.float64]:
        """Return numbers from 0 up to 1 from the stream of a path, ``(runs,)`` or ``(rows, runs)``."""
        return self.streams.uniform(*path, week=week, rows=rows)

    def rank(self, path: str) -> npt.NDArray[np.float64]:
        """Return the number from 0 to 1 that a path is drawn by, before a copula joins it to others."""
        return self.given[path] if path in self.given else self.streams.uniform("input", path)

    def __contains__(self, path: object) -> bool:
        """Whether the scenario has a number at this path."""
        return path in self.known


class Drawn(Protocol):
    """Whatever gives the number at a path for each run."""

    def __getitem__(self, path: str) -> npt.NDArray[np.float64]:
        """Return the number at a path, ``(runs,)``."""
        ...

    def uniform(self, name: str) -> npt.NDArray[np.float64]:
        """Return what a draw of chance stands at, ``(runs,)``."""
        ...


class Means:
    """One run in which every number is what is expected of it.

    >>> means = Means(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))
    >>> means["actors.belgrade.position.status"].round(3)
    array([0.203])
    """

    runs = 1

    def __init__(self, scenario: Scenario) -> None:
        self._known = dict(quantities(scenario))

    def __getitem__(self, path: str) -> npt.NDArray[np.float64]:
        """Return the mean of the number at a path, ``(1,)``."""
        return np.array([self._known[path].mean])

    def uniform(self, *path: str, week: int | None = None, rows: int | None = None) -> npt.NDArray[np.float64]:
        """Return what stands for a draw of chance: the middle, ``(1,)`` or ``(rows, 1)``, whatever it is about."""
        return np.full(1 if rows is None else (rows, 1), 0.5)


class Draws:
    """The numbers as the first runs of an ensemble draw them, whatever the number of runs.

    >>> Draws(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), 3_000)["actors.belgrade.position.status"].shape
    (3000,)
    """

    def __init__(self, scenario: Scenario, runs: int, seed: int = 0) -> None:
        self.runs = runs
        self._blocks = [
            Inputs.of(scenario, Streams(seed, first // BLOCK_RUNS, np.arange(size)), size)
            for first in range(0, runs, BLOCK_RUNS)
            for size in (min(BLOCK_RUNS, runs - first),)
        ]

    def __getitem__(self, path: str) -> npt.NDArray[np.float64]:
        """Return the number at a path for each run, ``(runs,)``."""
        return np.concatenate([block[path] for block in self._blocks])

    def uniform(self, *path: str, week: int | None = None, rows: int | None = None) -> npt.NDArray[np.float64]:
        """Return numbers from 0 up to 1 from the stream of a path, ``(runs,)`` or ``(rows, runs)``."""
        return np.concatenate([block.streams.uniform(*path, week=week, rows=rows) for block in self._blocks], axis=-1)
