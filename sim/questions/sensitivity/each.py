"""What moves what: every drawn number low against high, all else equal, in the same runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from sim.questions.sensitivity.by_design import drawn_paths
from sim.questions.sensitivity.moved import Moved, what_follows
from sim.questions.sensitivity.pairs import Pair, differ, pairs_of, tasks_of
from sim.questions.sensitivity.reasons import Trace, Traces, reason_of
from sim.runs.executors import executor_for
from sim.runs.tasks import Failure
from sim.scenario.format.quantity import quantities

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.process.records import Filled
    from sim.questions.sensitivity.pairs import Task
    from sim.rules.arrays import Floats
    from sim.runs.tasks import Line
    from sim.scenario.format.scenario import Scenario

__all__ = ["RECORD", "each_number", "notes_of"]

RECORD = "record."
"""Begins the paths of what really happened, which moves nothing."""

PartT = TypeVar("PartT")


class _Part(NamedTuple):
    """What a number moves in some runs, summed over them."""

    path: str
    runs: int
    outcome: int
    date: float
    payoffs: Floats
    recognitions: int
    recognitions_by: float
    ground: int
    columns: frozenset[str]


def each_number(
    scenario: Scenario,
    runs: int = 128,
    seed: int = 0,
    paths: Sequence[str] | None = None,
    *,
    workers: int = 1,
    why: bool = True,
    on_numbers: Callable[[int, int], None] | None = None,
) -> list[Moved]:
    """Set every drawn number low and high in the same runs, and see what differs; those that move most come first.

    A number that is drawn together with others takes them along, as far as they are correlated. Those that are dead
    are played once more, to hear why, unless `why` is left out. `on_numbers` is told how many numbers, counted once a
    block, are done of how many.

    Raises
    ------
    ValueError
        If a path is not that of a drawn number, or there is no run.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> case = read_scenario("scenarios/kosovo/baseline.yaml")
    >>> asked = ["actors.russia.blocking_cost", "process.recognition.background", "process.troika.round_every_weeks"]
    >>> [(one.decides, one.afterwards, one.dead) for one in each_number(case, runs=16, paths=asked)]
    [(True, False, False), (False, True, False), (False, False, True)]
    """
    drawn = [path for path in drawn_paths(scenario) if not path.startswith(RECORD)]
    asked = drawn if paths is None else list(dict.fromkeys(paths))
    unknown = [path for path in asked if path not in drawn]
    if unknown:
        raise ValueError(f"not among the drawn numbers of the scenario: {', '.join(unknown)}")
    if runs < 1:
        raise ValueError(f"{runs} runs say nothing; allowed: 1 or more")
    parts: dict[str, list[_Part]] = {path: [] for path in asked}
    for part in _played(_Play(scenario, seed), asked, runs, workers, on_numbers):
        parts[part.path].append(part)
    found = [_summed(each, scenario) for each in parts.values()]
    if why:
        found = _with_reasons(found, scenario, runs, seed, workers)
    return sorted(found, key=lambda one: one.rank)


def _with_reasons(found: list[Moved], scenario: Scenario, runs: int, seed: int, workers: int) -> list[Moved]:
    """Play those that are dead once more, and tell why they are."""
    traces: dict[str, Trace] = {}
    for trace in _played(Traces(scenario, seed), [one.path for one in found if one.dead], runs, workers):
        if trace.path in traces:
            traces[trace.path].add(trace)
        else:
            traces[trace.path] = trace
    return [replace(one, reason=reason_of(traces[one.path], scenario)) if one.dead else one for one in found]


def _played(
    play: Callable[[Task, Line], list[PartT]], paths: Sequence[str], runs: int, workers: int,
    on_numbers: Callable[[int, int], None] | None = None,
) -> Iterator[PartT]:  # fmt: skip
    """Play numbers in all blocks, by as many workers as there are, and pass on what each gives in each."""
    tasks = list(tasks_of(paths, runs))
    done, in_all = 0, sum(len(task[2]) for task in tasks)
    with executor_for(max(1, min(workers, len(tasks)))) as executor:
        for answer in executor.each(play, tasks):
            if isinstance(answer, Failure):
                raise answer.error
            yield from answer
            done += len(answer)
            if on_numbers is not None:
                on_numbers(done, in_all)


@dataclass(frozen=True)
class _Play:
    """Plays some numbers side by side: for each, the same runs with it low, then with it high."""

    scenario: Scenario
    seed: int

    def __call__(self, task: Task, line: Line) -> list[_Part]:
        """Return what each number of a task moves."""
        with pairs_of(self.scenario, self.seed, task) as (model, pairs):
            columns = model.run().records.columns
            return [self._part(columns, pair) for pair in pairs]

    def _part(self, columns: Mapping[str, Filled], pair: Pair) -> _Part:
        follows = what_follows(self.scenario)
        differs = {name: differ(column[pair.low], column[pair.high]) for name, column in columns.items()}

        def apart(*names: str) -> Floats:
            low, high = (sum(columns[name][place].astype(np.float64) for name in names) for place in pair[1:])
            return np.abs(np.subtract(low, high))

        def otherwise(names: Sequence[str]) -> int:
            return int(np.any([differs[name] for name in names], axis=0).sum())

        return _Part(
            pair.path,
            pair.low.stop - pair.low.start,
            otherwise(["outcome"]),
            float(apart("ended_week").sum()),
            np.array([apart(f"utility.{name}").sum() for name in self.scenario.actors]),
            otherwise(follows.recognitions),
            float(apart(*follows.recognitions).sum()) if follows.recognitions else 0.0,
            otherwise(follows.ground),
            frozenset(name for name, runs in differs.items() if runs.any()),
        )


def _summed(parts: Sequence[_Part], scenario: Scenario) -> Moved:
    actors, follows = list(scenario.actors), what_follows(scenario)
    runs = sum(part.runs for part in parts)
    payoffs = np.sum([part.payoffs for part in parts], axis=0) / runs
    most = int(payoffs.argmax())
    columns = frozenset[str]().union(*(part.columns for part in parts))
    return Moved(
        path=parts[0].path,
        outcome=sum(part.outcome for part in parts) / runs,
        date=sum(part.date for part in parts) / runs,
        payoff=float(payoffs[most]),
        actor=actors[most] if payoffs[most] > 0 else "",
        columns=columns,
        facts=() if scenario.record is None else scenario.record.facts_on(columns),
        recognitions=sum(part.recognitions for part in parts) / runs if follows.recognitions else None,
        recognitions_by=sum(part.recognitions_by for part in parts) / runs if follows.recognitions else None,
        ground=sum(part.ground for part in parts) / runs if follows.ground else None,
    )


def notes_of(scenario: Scenario) -> dict[str, str]:
    """Return the file's notes on numbers, by path.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> notes_of(read_scenario("scenarios/kosovo/five_actors.yaml"))["actors.envoy.own_view"][:11]
    'coded here:'
    """
    return {path: quantity.note for path, quantity in quantities(scenario) if quantity.note}
