"""The worlds that are played beforehand: every combination of some values of the deciding levers.

Between two values shares are interpolated linearly in each lever (multilinear: Weiser & Zarantonello 1988, A note on
piecewise linear and multilinear table interpolation in many dimensions). How far that is off is measured on worlds
left out of the grid, spread evenly between its values by the sequence of Halton (1960).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.stats.qmc import Halton

from sim.runs.executors import executor_for
from sim.runs.tasks import Failure
from sim.views.app.changes import changed
from sim.views.app.shares import play_outcomes
from sim.views.app.sliders import sliders_of

if TYPE_CHECKING:
    from sim.rules.arrays import Counts, Floats
    from sim.runs.tasks import Line
    from sim.scenario.format.scenario import Scenario
    from sim.views.app.levers import Question
    from sim.views.app.sliders import Slider

__all__ = ["Axis", "Grid", "LeftOut", "axes_of", "played_grid"]

MOST_VALUES = 7
"""More values of a lever than this are not played."""

UNPLAYABLE = 255
"""Stands for the outcome of a world that makes no sound scenario."""

TOGETHER = 8
"""Worlds in one task."""

World = tuple[float, ...]
"""Where each lever stands."""


class Axis(NamedTuple):
    """A lever with the values at which it is played."""

    key: str
    """Its path, or the name of a switch."""
    values: tuple[float, ...]
    """Rising; that of the file is among them."""


class LeftOut(NamedTuple):
    """How far interpolated shares are from played ones, in worlds that are not in the grid, 0 to 1."""

    worlds: int
    mean: float
    """Mean over worlds and outcomes."""
    largest: float
    """The largest of any outcome in any world."""


@dataclass(frozen=True)
class Grid:
    """What was played of a scenario."""

    axes: tuple[Axis, ...]
    runs: int
    seed: int
    outcomes: Counts
    """Place of each run's outcome, ``(worlds, runs)``, the last lever running fastest."""
    hashes: tuple[str, ...]
    """Of the scenario of each world; empty where it makes none."""
    left_out: LeftOut

    def shares(self, kinds: int) -> Floats:
        """Return the share of each outcome in each world, ``(worlds, kinds)``."""
        counted = np.stack([np.count_nonzero(self.outcomes == kind, axis=1) for kind in range(kinds)], axis=1)
        return np.asarray(counted / self.runs)


def axes_of(questions: Sequence[Question], worlds: int) -> tuple[Axis, ...]:
    """Choose how finely each lever is played so that no more worlds come of it; the last levers go where it must be.

    >>> from sim.views.app.levers import questions_of
    >>> asked = questions_of(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))
    >>> [(axis.key, axis.values) for axis in axes_of(asked, worlds=6)]
    [('actors.russia.blocking_cost', (0.0, 0.2, 1.0)), ('no_veto', (0.0, 1.0))]
    """
    sliders = [one.slider for one in questions]
    counts = [2 if slider.kind == "switch" else 3 for slider in sliders]
    while len(counts) > 1 and math.prod(counts) > worlds:
        counts.pop()
    for finer in (5, MOST_VALUES):
        for place in range(len(counts)):
            more = [*counts[:place], finer, *counts[place + 1 :]]
            if sliders[place].kind != "switch" and math.prod(more) <= worlds:
                counts = more
    return tuple(Axis(slider.path, _values(slider, count)) for slider, count in zip(sliders, counts, strict=False))


def _values(slider: Slider, count: int) -> tuple[float, ...]:
    """Return so many values of a lever, half of them on either side of the file's, on its own steps."""
    if slider.kind == "switch":
        return 0.0, 1.0

    def between(low: float, high: float, parts: int) -> list[float]:
        steps = (low + (high - low) * part / parts for part in range(parts + 1))
        return [round(slider.low + slider.step * round((value - slider.low) / slider.step), 9) for value in steps]

    if slider.value in (slider.low, slider.high):
        return tuple(sorted({*between(slider.low, slider.high, count - 1)}))
    half = (count - 1) // 2
    return tuple(sorted({*between(slider.low, slider.value, half), *between(slider.value, slider.high, half)}))


@dataclass(frozen=True)
class WorldWork:
    """Plays some worlds: the work of an executor."""

    scenario: Scenario
    questions: tuple[Question, ...]
    keys: tuple[str, ...]
    runs: int
    seed: int

    def __call__(self, worlds: Sequence[World], line: Line) -> list[tuple[str, Counts]]:
        """Return the hash of each world and the outcome of each of its runs."""
        groups, found = sliders_of(self.scenario), []
        for world in worlds:
            moved = dict(zip(self.keys, world, strict=True))
            scenario = changed(self.scenario, groups, moved, self.questions).scenario
            if scenario is None:
                found.append(("", np.full(self.runs, UNPLAYABLE)))
                continue
            outcome = play_outcomes(scenario, [0], seed=self.seed, places=np.arange(self.runs))
            assert outcome is not None
            found.append((scenario.hash, outcome))
        return found


def played_grid(
    scenario: Scenario, questions: tuple[Question, ...], axes: tuple[Axis, ...], runs: int, *, seed: int = 0,
    left_out: int = 24, workers: int = 1, on_worlds: Callable[[int, int], None] | None = None,
) -> Grid:  # fmt: skip
    """Play every combination of the values of some levers, and some worlds between them to see what that leaves out.

    >>> from sim.views.app.levers import questions_of
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> asked = questions_of(five)[1:2]
    >>> grid = played_grid(five, asked, axes_of(asked, 2), runs=16, left_out=2)
    >>> grid.outcomes.shape, grid.hashes[0] == five.hash, grid.left_out.worlds
    ((2, 16), True, 0)
    """
    worlds = list(itertools.product(*(axis.values for axis in axes)))
    between = _between(axes, questions, left_out)
    tasks = [worlds[first : first + TOGETHER] for first in range(0, len(worlds), TOGETHER)]
    tasks += [between[first : first + TOGETHER] for first in range(0, len(between), TOGETHER)]
    work = WorldWork(scenario, questions, tuple(axis.key for axis in axes), runs, seed)
    found: list[tuple[str, Counts]] = []
    with executor_for(min(workers, len(tasks))) as executor:
        for answer in executor.each(work, tasks):
            if isinstance(answer, Failure):
                raise answer.error
            found += answer
            if on_worlds is not None:
                on_worlds(len(found), len(worlds) + len(between))
    played = np.array([outcome for _, outcome in found[: len(worlds)]])
    grid = Grid(axes, runs, seed, played, tuple(name for name, _ in found[: len(worlds)]), LeftOut(0, 0.0, 0.0))
    if not between:
        return grid
    kinds = len(scenario.outcome_labels)
    off = [
        np.abs(interpolated(axes, grid.shares(kinds), world) - np.bincount(outcome, minlength=kinds)[:kinds] / runs)
        for world, (name, outcome) in zip(between, found[len(worlds) :], strict=True)
        if name
    ]
    return Grid(axes, runs, seed, played, grid.hashes, LeftOut(len(off), float(np.mean(off)), float(np.max(off))))


def _between(axes: Sequence[Axis], questions: Sequence[Question], count: int) -> list[World]:
    """Return worlds with every slider between two values of the grid, and switches at either."""
    kinds = {one.slider.path: one.slider for one in questions}
    if all(kinds[axis.key].kind == "switch" for axis in axes):
        return []
    found = []
    for point in Halton(len(axes), scramble=False).random(count + 1)[1:]:
        world = []
        for axis, share in zip(axes, point.tolist(), strict=True):
            slider, last = kinds[axis.key], len(axis.values) - 1
            if slider.kind == "switch":
                world.append(float(share >= 0.5))
            else:
                cell, within = divmod(share * last, 1.0)
                low, high = axis.values[int(cell)], axis.values[int(cell) + 1]
                value = low + (high - low) * (
                    0.25 + 0.5 * within
                )  # near neither, where interpolation is at its worst
                world.append(round(slider.low + slider.step * round((value - slider.low) / slider.step), 9))
        found.append(tuple(world))
    return found


def interpolated(axes: Sequence[Axis], shares: Floats, world: World) -> Floats:
    """Return the shares of a world between those of the grid, ``(kinds,)``; exact where it is in the grid.

    >>> axes = (Axis("cost", (0.0, 1.0)), Axis("veto", (0.0, 1.0)))
    >>> interpolated(axes, np.array([[0.0], [1.0], [1.0], [3.0]]), (0.5, 0.5)).tolist()
    [1.25]
    """
    sizes = [len(axis.values) for axis in axes]
    sides = []
    for axis, value in zip(axes, world, strict=True):
        cell = int(np.clip(np.searchsorted(axis.values, value, side="right") - 1, 0, len(axis.values) - 2))
        low, high = axis.values[cell : cell + 2]
        share = (value - low) / (high - low)
        sides.append([(cell, 1 - share), (cell + 1, share)])
    total = np.zeros(shares.shape[1])
    for corner in itertools.product(*sides):
        weight = math.prod(part for _, part in corner)
        if weight:
            place = 0
            for size, (cell, _) in zip(sizes, corner, strict=True):
                place = place * size + cell
            total += weight * shares[place]
    return total
