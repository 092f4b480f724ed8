"""Two courses of the same runs, stepped together, and when each run begins to differ.

Anything on record may differ first, the last digit of an offer among it. When the paths part is another question:
that is when something is decided otherwise, a yes or no, a word, a count or a day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sim.model import StatusTalks
from sim.process.records import Filled
from sim.questions.counterfactual.intervention import Intervention
from sim.questions.counterfactual.replay import Course, unlike
from sim.rules.arrays import Counts, Flags
from sim.runs.block import BlockResult, result_of
from sim.runs.distances import distances_of
from sim.runs.drawn import runs_by_block
from sim.runs.ensemble import Ensemble
from sim.runs.executors import executor_for
from sim.runs.tasks import Line
from sim.scenario.format.scenario import Scenario

__all__ = [
    "NEVER",
    "Pair",
    "Parting",
    "differing",
    "is_decided",
    "part_anywhere",
    "play_pair",
    "play_pairs",
    "recorded",
]

NEVER = -1
"""The week of parting of runs that do not part."""

Recorded = Mapping[str, Filled | npt.NDArray[np.object_]]
"""What is on record of the runs, by name, ``(runs,)`` or with one more axis before."""


class Parting(NamedTuple):
    """When runs begin to differ, ``(runs,)`` each; -1 where they never do."""

    anything: Counts
    """First week in which anything recorded of a run differs."""
    decided: Counts
    """First week in which something is decided otherwise, or on another day."""
    decision: npt.NDArray[np.object_]
    """What that was: the name of a column, or `stage` or `consent`; empty where nothing is."""

    @classmethod
    def joined(cls, parts: Sequence[Parting]) -> Parting:
        """Return those of several blocks as one."""
        return cls(*(np.concatenate(column) for column in zip(*parts, strict=True)))


class Pair(NamedTuple):
    """What one block gave under two scenarios."""

    before: BlockResult
    after: BlockResult
    parting: Parting


def recorded(model: StatusTalks) -> dict[str, Filled | npt.NDArray[np.object_]]:
    """Return all that is on record of the runs so far: where they stand, what is on the table, every result.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> recorded(StatusTalks(five, places=np.arange(2)))["stage"].tolist()
    ['vienna', 'vienna']
    """
    words = {name: model.records.spelt(name) for name in model.records.words}
    kept = {**model.records.columns, **words}
    names = np.array([*model.case.stages, "over"], dtype=object)
    return {
        "stage": names[model.whereabouts.stage], "table": model.world.on_table, "consent": model.world.consent,
        **kept,
    }  # fmt: skip


def differing(before: StatusTalks, after: StatusTalks) -> Flags:
    """Tell for which runs anything on record differs between two models of the same runs, ``(runs,)``.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> one, other = (StatusTalks(five, places=np.arange(2)) for _ in range(2))
    >>> differing(one, other).tolist()
    [False, False]
    """
    return _any(_apart(recorded(before), recorded(after)), before.world.runs)


def is_decided(name: str, values: Filled | npt.NDArray[np.object_]) -> bool:
    """Tell whether a column says what was decided, or when, and not how much of something there was.

    Whether an event happened, or violence broke out, is decided by nobody.

    >>> is_decided("council.voted", np.array([True])), is_decided("council.softened", np.array([0.1]))
    (True, False)
    """
    return values.dtype.kind != "f" and not name.startswith("happened.") and name != "table"


def _apart(first: Recorded, second: Recorded) -> dict[str, Flags]:
    """Tell by column in which runs it differs, those left out in which it does in none."""
    found = {}
    for name, one in first.items():
        other = second.get(name)
        if other is not None and one.shape == other.shape:
            apart = unlike(one, other)
            by_run = apart if apart.ndim == 1 else np.asarray(apart.any(axis=0))
            if by_run.any():
                found[name] = by_run
    return found


def _any(apart: Mapping[str, Flags], runs: int) -> Flags:
    return np.asarray(np.logical_or.reduce([np.zeros(runs, dtype=bool), *apart.values()]))


def _stepped(first: Course, second: Course) -> Iterator[tuple[Counts | int, dict[str, Flags]]]:
    """Play two courses to their end; yield which runs differ where, week by week and last what only the close brings.

    That is what each has in the end, and how good an agreement is; it counts for the week in which a run ended, or
    for that of the intervention if this came later.
    """
    week = 0
    while not (first.over and second.over):
        first.step()
        second.step()
        yield week, _apart(recorded(first.model), recorded(second.model))
        week += 1
    first.model.settle()
    second.model.settle()
    one, other = ({**recorded(course.model), **distances_of(course.model)} for course in (first, second))
    begins = max(course.intervention.week if course.intervention else 0 for course in (first, second))
    yield np.maximum(first.model.whereabouts.ended_week, begins), _apart(one, other)


def play_pair(
    before: Scenario, after: Scenario, seed: int, block: int, places: Counts, intervention: Intervention | None = None
) -> Pair:
    """Play the same runs under two scenarios, or under one that changes on a day, week by week together.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> play_pair(five, five, 0, 0, np.arange(3)).parting.decided.tolist()
    [-1, -1, -1]
    """
    first = Course(before, seed, block, places)
    second = Course(after if intervention is None else before, seed, block, places, intervention)
    runs = len(places)
    anything, decided = np.full(runs, NEVER), np.full(runs, NEVER)
    decision = np.full(runs, "", dtype=object)
    for week, apart in _stepped(first, second):
        anything = np.where((anything == NEVER) & _any(apart, runs), week, anything)
        kept = recorded(first.model) if apart else {}
        for name in (name for name in apart if name in kept and is_decided(name, kept[name])):
            decision = np.where((decided == NEVER) & apart[name] & (decision == ""), name, decision)
        decided = np.where((decided == NEVER) & (decision != ""), week, decided)
    return Pair(result_of(first.model), result_of(second.model), Parting(anything, decided, decision))


def part_anywhere(
    before: Scenario, seed: int, runs: Counts, one: Intervention | None, other: Intervention | None
) -> bool:
    """Tell whether any of some runs differs under two interventions, None being no intervention.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> part_anywhere(five, 0, np.arange(3), None, None)
    False
    """
    return any(
        bool(apart)
        for block, places in runs_by_block(runs).items()
        for _, apart in _stepped(*(Course(before, seed, block, places, change) for change in (one, other)))
    )


@dataclass(frozen=True)
class PairWork:
    """Plays pairs of blocks: the work of an executor."""

    before: Scenario
    after: Scenario
    seed: int
    do: Intervention | None = None

    def __call__(self, task: tuple[int, Counts], line: Line) -> Pair:
        """Play some runs of a block."""
        return play_pair(self.before, self.after, self.seed, *task, self.do)


def play_pairs(
    before: Scenario, after: Scenario, seed: int, runs: Counts, do: Intervention | None = None, workers: int = 1
) -> tuple[Ensemble, Ensemble, Parting]:
    """Play runs of any numbers under two scenarios; see `play_pair`.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> _, _, parting = play_pairs(five, five, 0, np.array([7, 4711]))
    >>> parting.anything.tolist()
    [-1, -1]
    """
    tasks = list(runs_by_block(runs).items())
    with executor_for(workers if len(tasks) > 1 else 1) as executor:
        pairs = executor.map(PairWork(before, after, seed, do), tasks)
    parting = Parting.joined([pair.parting for pair in pairs])
    return _joined(before, seed, [p.before for p in pairs]), _joined(after, seed, [p.after for p in pairs]), parting


def _joined(scenario: Scenario, seed: int, parts: list[BlockResult]) -> Ensemble:
    rows = pa.concat_tables([part.rows for part in parts])
    return Ensemble(scenario, seed, rows, np.sum([part.standing for part in parts], axis=0))
