"""The worlds that are played beforehand: few values of every lever, and more where how it ends falls off a cliff.

As the file has it, and with one switch moved, all combinations of three values of the numbers are played; with more
switches moved only the ends. What room is left goes where shares differ most between neighbours, see
`sim.views.explore.boxes`. How far what is interpolated is off is measured on worlds that are not played into the
file, spread evenly by the sequence of Halton (1960).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.stats.qmc import Halton

from sim.runs.executors import executor_for
from sim.views.app.changes import changed
from sim.views.app.shares import play_outcomes
from sim.views.app.sliders import sliders_of
from sim.views.explore.boxes import Lever, around, boxes_between, refined

if TYPE_CHECKING:
    from sim.rules.arrays import Counts, Floats
    from sim.runs.executors import Executor
    from sim.runs.tasks import Line
    from sim.scenario.format.scenario import Scenario
    from sim.views.app.levers import Question
    from sim.views.app.sliders import Slider
    from sim.views.explore.boxes import Box, World

__all__ = ["Axis", "Grid", "LeftOut", "axes_of", "first_boxes", "played_grid"]

UNPLAYABLE = 255
"""Stands for the outcome of a world that makes no sound scenario."""

TOGETHER = 8
"""Worlds in one task."""

AT_ONCE = 16
"""Tasks that are given at once; after them it is told how many worlds are played."""


class Axis(NamedTuple):
    """A lever with the values at which it is played."""

    key: str
    """Its path, or the name of a switch."""
    values: tuple[float, ...]
    """Rising; that of the file is among them."""


class LeftOut(NamedTuple):
    """How far interpolated shares are from played ones, in worlds that are not in the file, 0 to 1."""

    worlds: int
    mean: float
    """Mean over worlds and outcomes."""
    largest: float
    """The largest of any outcome in any world."""
    within: float
    """In which part of them, over worlds and outcomes, the played share lies between those of the worlds around."""


@dataclass(frozen=True)
class Grid:
    """What was played of a scenario."""

    axes: tuple[Axis, ...]
    runs: int
    seed: int
    worlds: tuple[World, ...]
    outcomes: Counts
    """Place of each run's outcome, ``(worlds, runs)``."""
    hashes: tuple[str, ...]
    """Of the scenario of each world; empty where it makes none."""
    boxes: tuple[Box, ...]
    """Between which worlds shares are interpolated."""
    left_out: LeftOut

    def of_world(self, world: World) -> Counts:
        """Return the place of each run's outcome in a world that was played, ``(runs,)``."""
        return np.asarray(self.outcomes[self.worlds.index(world)])


def axes_of(questions: Sequence[Question], worlds: int) -> tuple[Axis, ...]:
    """Choose at which values levers are played at first; the last levers go where no more worlds may come of it.

    >>> from sim.views.app.levers import questions_of
    >>> asked = questions_of(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))
    >>> [(axis.key, axis.values) for axis in axes_of(asked, worlds=6)]
    [('actors.russia.blocking_cost', (0.0, 0.2, 1.0)), ('no_veto', (0.0, 1.0))]
    """
    axes = [Axis(one.slider.path, _values(one.slider)) for one in questions]
    while len(axes) > 1 and len(_corners(first_boxes(axes, questions))) > worlds:
        axes.pop()
    return tuple(axes)


def first_boxes(axes: Sequence[Axis], questions: Sequence[Question]) -> list[Box]:
    """Return what is played at first: all values of the numbers with one switch moved at most, their ends with more.

    >>> from sim.views.app.levers import questions_of
    >>> asked = questions_of(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))
    >>> len(first_boxes(axes_of(asked, 1_000), asked))
    91
    """
    sliders = {one.slider.path: one.slider for one in questions}
    switches = [sliders[axis.key].kind == "switch" for axis in axes]
    boxes = []
    for moved in itertools.product(*((0.0, 1.0) if switch else (None,) for switch in switches)):
        fine = sum(value is not None and value != sliders[axis.key].value
                   for value, axis in zip(moved, axes, strict=True)) <= 1  # fmt: skip
        values = [
            (value,) if value is not None else axis.values if fine else (axis.values[0], axis.values[-1])
            for value, axis in zip(moved, axes, strict=True)
        ]
        boxes += boxes_between(values, switches)
    return boxes


def _corners(boxes: Sequence[Box]) -> list[World]:
    """Return the worlds in the corners of boxes, each once, in their order."""
    return sorted({corner for box in boxes for corner in box.corners()})


def _values(slider: Slider) -> tuple[float, ...]:
    """Return the ends of a lever and where the file has it, or the middle, on its own steps."""
    if slider.kind == "switch":
        return 0.0, 1.0
    inside = slider.low < slider.value < slider.high
    middle = slider.value if inside else (slider.low + slider.high) / 2
    steps = (slider.low, middle, slider.high)
    return tuple(sorted({
        round(slider.low + slider.step * round((value - slider.low) / slider.step), 9) for value in steps
    }))  # fmt: skip


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
    scenario: Scenario, questions: tuple[Question, ...], axes: tuple[Axis, ...], runs: int, *, worlds: int = 0,
    seed: int = 0, left_out: int = 24, workers: int = 1, on_worlds: Callable[[int, int], None] | None = None,
) -> Grid:  # fmt: skip
    """Play the first worlds, further ones where they differ, and some between them to see what that leaves out.

    >>> from sim.views.app.levers import questions_of
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> asked = questions_of(five)[1:2]
    >>> grid = played_grid(five, asked, axes_of(asked, 2), runs=16, left_out=2)
    >>> grid.outcomes.shape, grid.hashes[0] == five.hash, grid.left_out.worlds
    ((2, 16), True, 0)
    """
    boxes, between = first_boxes(axes, questions), _between(axes, questions, left_out)
    first = _corners(boxes)
    sliders = {one.slider.path: one.slider for one in questions}
    levers = [Lever(sliders[axis.key].low, sliders[axis.key].step, sliders[axis.key].value) for axis in axes]
    work = WorldWork(scenario, questions, tuple(axis.key for axis in axes), runs, seed)
    with executor_for(min(workers, -(-len(first) // TOGETHER))) as executor:
        table = _Table(work, executor, max(worlds, len(first)) + len(between), on_worlds)
        table.play(first)
        boxes = refined(boxes, table.shares, levers, max(0, worlds - len(first)), table.play)
        found = dict(table.found)
        table.play([world for world in between if world not in found])
    hashes, outcomes = zip(*found.values(), strict=True)
    known = {world: table.shares[world] for world in found if world in table.shares}
    error = _left_out(boxes, known, {world: table.shares[world] for world in between if world in table.shares})
    return Grid(axes, runs, seed, tuple(found), np.array(outcomes), tuple(hashes), tuple(boxes), error)


class _Table:
    """Worlds that are played, and what came of each."""

    def __init__(
        self, work: WorldWork, executor: Executor, most: int, on_worlds: Callable[[int, int], None] | None
    ) -> None:
        self.work, self.executor, self.most, self.on_worlds = work, executor, most, on_worlds
        self.found: dict[World, tuple[str, Counts]] = {}
        """The hash of each world and the outcome of each of its runs, in the order in which they were asked for."""
        self.shares: dict[World, Floats] = {}
        """The share of each outcome in those that make a sound scenario, ``(kinds,)``."""

    def play(self, worlds: Sequence[World]) -> None:
        """Play worlds; whichever is done first has no say."""
        kinds = len(self.work.scenario.outcome_labels)
        tasks = [worlds[first : first + TOGETHER] for first in range(0, len(worlds), TOGETHER)]
        for some in (tasks[first : first + AT_ONCE] for first in range(0, len(tasks), AT_ONCE)):
            for task, answers in zip(some, self.executor.map(self.work, some), strict=True):
                for world, (name, outcome) in zip(task, answers, strict=True):
                    self.found[world] = name, outcome
                    if name:
                        self.shares[world] = np.bincount(outcome, minlength=kinds)[:kinds] / self.work.runs
            if self.on_worlds is not None:
                self.on_worlds(len(self.found), self.most)


def _left_out(boxes: Sequence[Box], shares: Mapping[World, Floats], played: Mapping[World, Floats]) -> LeftOut:
    """Tell how far interpolated shares are from played ones, in worlds that are not among those interpolated from."""
    said = {world: around(boxes, shares, world) for world in played if world not in shares}
    pairs = [(found, played[world]) for world, found in said.items() if found is not None]
    if not pairs:
        return LeftOut(0, 0.0, 0.0, 1.0)
    off = np.array([np.abs(found.shares - truth) for found, truth in pairs])
    within = [(found.low <= truth) & (truth <= found.high) for found, truth in pairs]
    return LeftOut(len(pairs), float(off.mean()), float(off.max()), float(np.mean(within)))


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
