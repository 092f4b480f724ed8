"""What moves what: every drawn number low against high, all else equal, in the same runs."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.chance.streams import BLOCK_RUNS, Streams
from sim.questions.sensitivity.by_design import drawn_paths
from sim.questions.sensitivity.groups import grouped
from sim.runs.block import model_of
from sim.runs.executors import executor_for
from sim.runs.tasks import Failure
from sim.scenario.format.quantity import quantities

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.process.records import Filled
    from sim.rules.arrays import Counts, Floats
    from sim.runs.tasks import Line
    from sim.scenario.format.scenario import Scenario

__all__ = ["HIGH", "LOW", "Group", "Moved", "each_number", "groups_of", "notes_of", "share_dead"]

LOW, HIGH = 0.02, 0.98
"""Quantiles at which a number counts as low and as high."""

RECORD = "record."
"""Begins the paths of what really happened, which moves nothing."""

PAID = ("utility.", "payoff.")
"""Begins the columns of what somebody has in the end."""

MOST_TOGETHER = 2 * BLOCK_RUNS
"""Runs played in one model: many numbers side by side, each in copies of the same runs."""

Task = tuple[int, "Counts", tuple[str, ...]]
"""A block, the places in it that are played, and the numbers that are moved."""


@dataclass(frozen=True)
class Moved:
    """What a number moves where it is high instead of low."""

    path: str
    outcome: float
    """Share of runs with another outcome."""
    date: float
    """Mean of the weeks, later or earlier, by which a run ends at another time."""
    payoff: float
    """Mean difference of what an actor has at the end, of the actor whom it moves most."""
    actor: str = ""
    """That actor; nobody where no payoff moves."""
    columns: frozenset[str] = frozenset()
    """Columns of results that differ in some run."""
    facts: tuple[str, ...] = ()
    """Facts of the record, by number, that are held against such a column."""

    @property
    def dead(self) -> bool:
        """Whether it moves neither an outcome nor a date in any run."""
        return self.outcome == 0 and self.date == 0

    def does(self, stages: Collection[str]) -> str:
        """Say in words what it moves, by the columns that differ, and so why no outcome or date hangs on it.

        >>> Moved("a", 0, 0, 0.1, "west", frozenset(["vienna.last_gap.status", "utility.west"])).does(["vienna"])
        'moves what happens in vienna and what somebody has in the end; no stage ends otherwise for it'
        >>> Moved("a", 0, 0, 0).does(["vienna"])
        'moves nothing that results keep'
        """
        if not self.columns:
            return "moves nothing that results keep"
        inside = [stage for stage in stages if any(name.startswith(f"{stage}.") for name in self.columns)]
        otherwise = [stage for stage in inside if f"{stage}.result" in self.columns]
        moved = [f"what happens in {', '.join(inside)}"] if inside else []
        if any(name.startswith(PAID) for name in self.columns):
            moved.append("what somebody has in the end")
        ends = ", ".join(otherwise) + (" end" if len(otherwise) > 1 else " ends") if otherwise else "no stage ends"
        return f"moves {' and '.join(moved) or 'what is counted'}; {ends} otherwise for it"

    def summary(self, note: str | None = None) -> dict[str, object]:
        """Return it as plain data, with the file's note on the number."""
        return {"path": self.path, "outcome": self.outcome, "weeks": self.date, "payoff": self.payoff,
                "actor": self.actor or None, "columns": len(self.columns),
                "facts": list(self.facts), "dead": self.dead, "note": note}  # fmt: skip


class Group(NamedTuple):
    """What the numbers of a group move: how many there are, how many are dead, and the most that one moves."""

    name: str
    numbers: int
    dead: int
    outcome: float
    date: float
    payoff: float


class _Part(NamedTuple):
    """What a number moves in some runs, summed over them."""

    path: str
    runs: int
    outcome: int
    date: float
    payoffs: Floats
    columns: frozenset[str]


def each_number(
    scenario: Scenario,
    runs: int = 128,
    seed: int = 0,
    paths: Sequence[str] | None = None,
    *,
    workers: int = 1,
    on_numbers: Callable[[int, int], None] | None = None,
) -> list[Moved]:
    """Set every drawn number low and high in the same runs, and see what differs; those that move most come first.

    A number that is drawn together with others takes them along, as far as they are correlated. `on_numbers` is told
    how many numbers, counted once a block, are done of how many.

    Raises
    ------
    ValueError
        If a path is not that of a drawn number, or there is no run.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> asked = ["actors.russia.blocking_cost", "actors.envoy.salience.status"]
    >>> [(one.path, one.dead) for one in each_number(five, runs=64, paths=asked)]
    [('actors.russia.blocking_cost', False), ('actors.envoy.salience.status', True)]
    """
    drawn = [path for path in drawn_paths(scenario) if not path.startswith(RECORD)]
    asked = drawn if paths is None else list(dict.fromkeys(paths))
    unknown = [path for path in asked if path not in drawn]
    if unknown:
        raise ValueError(f"not among the drawn numbers of the scenario: {', '.join(unknown)}")
    if runs < 1:
        raise ValueError(f"{runs} runs say nothing; allowed: 1 or more")
    tasks = list(_tasks(asked, runs))
    parts: dict[str, list[_Part]] = {path: [] for path in asked}
    done, in_all = 0, sum(len(task[2]) for task in tasks)
    with executor_for(min(workers, len(tasks))) as executor:
        for answer in executor.each(_Play(scenario, seed), tasks):
            if isinstance(answer, Failure):
                raise answer.error
            for part in answer:
                parts[part.path].append(part)
            done += len(answer)
            if on_numbers is not None:
                on_numbers(done, in_all)
    found = [_summed(each, scenario) for each in parts.values()]
    return sorted(found, key=lambda one: (-one.outcome, -one.date, -one.payoff, one.path))


def _tasks(paths: Sequence[str], runs: int) -> Iterator[Task]:
    """Divide the work: as many numbers side by side as there is room for, and one block of runs at a time."""
    for block in range(-(-runs // BLOCK_RUNS)):
        places = np.arange(min(BLOCK_RUNS, runs - block * BLOCK_RUNS))
        together = max(1, MOST_TOGETHER // (2 * len(places)))
        for first in range(0, len(paths), together):
            yield block, places, tuple(paths[first : first + together])


@dataclass(frozen=True)
class _Play:
    """Plays some numbers side by side: for each, the same runs with it low, then with it high."""

    scenario: Scenario
    seed: int

    def __call__(self, task: Task, line: Line) -> list[_Part]:
        """Return what each number of a task moves."""
        gc.collect()  # a model and its agents know each other, so that only the collector lets the last one go
        block, places, paths = task
        runs, everywhere = len(places), np.tile(places, 2 * len(paths))
        streams = Streams(self.seed, block, everywhere)
        given: dict[str, Floats] = {}
        for place, path in enumerate(paths):
            rank = np.array(streams.uniform("input", path))
            rank[2 * place * runs : (2 * place + 1) * runs] = LOW
            rank[(2 * place + 1) * runs : (2 * place + 2) * runs] = HIGH
            given[path] = rank
        with model_of(self.scenario, self.seed, block, everywhere, given=given) as model:
            columns = model.run().records.columns
            return [
                self._part(path, columns, slice(2 * place * runs, (2 * place + 1) * runs), runs)
                for place, path in enumerate(paths)
            ]

    def _part(self, path: str, columns: Mapping[str, Filled], low: slice, runs: int) -> _Part:
        high = slice(low.stop, low.stop + runs)

        def apart(name: str) -> Floats:
            return np.abs(columns[name][low].astype(np.float64) - columns[name][high])

        return _Part(
            path,
            runs,
            int((columns["outcome"][low] != columns["outcome"][high]).sum()),
            float(apart("ended_week").sum()),
            np.array([apart(f"utility.{name}").sum() for name in self.scenario.actors]),
            frozenset(name for name, column in columns.items() if _differ(column[low], column[high])),
        )


def _differ(first: Filled, second: Filled) -> bool:
    return not np.array_equal(first, second, equal_nan=first.dtype.kind == "f")


def _summed(parts: Sequence[_Part], scenario: Scenario) -> Moved:
    actors = list(scenario.actors)
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
    )


def share_dead(found: Sequence[Moved]) -> float:
    """Return the share of numbers that move neither an outcome nor a date.

    Examples
    --------
    >>> share_dead([Moved("a", 0.0, 0.0, 0.1), Moved("b", 0.2, 1.0, 0.1)])
    0.5
    """
    return sum(one.dead for one in found) / len(found) if found else 0.0


def groups_of(found: Sequence[Moved], by: str) -> list[Group]:
    """Return what the numbers of each group move, the group that moves most first.

    Raises
    ------
    ValueError
        If there is no such grouping.

    Examples
    --------
    >>> idle, busy = Moved("actors.a.weight", 0.0, 0.0, 0.1), Moved("actors.a.precision", 0.2, 1.0, 0.1)
    >>> [one] = groups_of([idle, busy], "actor")
    >>> one.name, one.numbers, one.dead, one.outcome
    ('a', 2, 1, 0.2)
    """
    of = {one.path: one for one in found}
    groups = []
    for name, paths in grouped(list(of), by).items():
        inside = [of[path] for path in paths]
        most = (max(getattr(one, what) for one in inside) for what in ("outcome", "date", "payoff"))
        groups.append(Group(name, len(inside), sum(one.dead for one in inside), *most))
    return sorted(groups, key=lambda one: (-one.outcome, -one.date, -one.payoff, one.name))


def notes_of(scenario: Scenario) -> dict[str, str]:
    """Return the file's notes on numbers, by path.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> notes_of(read_scenario("scenarios/kosovo/five_actors.yaml"))["actors.envoy.own_view"][:11]
    'coded here:'
    """
    return {path: quantity.note for path, quantity in quantities(scenario) if quantity.note}
