"""The shares of the outcomes over 2,000 runs: played so that it can be broken off, and kept.

They are played in processes of their own: with two processors an answer takes little more than half the time, and the
process that serves the page stays free to hear of the next movement. A process keeps the chance that it has drawn.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import joblib
import numpy as np
from cachetools import LRUCache

from sim.chance.remembered import Remembered
from sim.chance.streams import BLOCK_RUNS
from sim.questions.compare import Difference, paired_difference
from sim.rules.arrays import Counts
from sim.runs.block import model_of
from sim.runs.intervals import Interval, wilson
from sim.runs.processes import LOOK, Processes
from sim.runs.tasks import Line, Watch
from sim.scenario.format.scenario import Scenario
from sim.views.columns import OUTCOME

__all__ = ["FIRST_RUNS", "RUNS", "Kept", "Player", "Shares", "Turns", "play_outcomes"]

RUNS = 2_000
"""Runs that the page plays of each scenario."""

FIRST_RUNS = 250
"""Runs that are shown while the rest are being played."""

MOST_KEPT = 256
"""Scenarios whose shares are kept; each takes 16 kB."""


@dataclass(frozen=True)
class Shares:
    """How the runs of a scenario ended."""

    hash: str
    """Of the scenario."""
    seed: int
    """What all chance was keyed by."""
    labels: dict[str, str]
    """Every outcome, in the order of the scenario, with what people read."""
    outcome: Counts
    """Place of each run's outcome in `labels`, ``(runs,)``."""
    seconds: float
    """How long it took to play."""

    @property
    def runs(self) -> int:
        """How many runs were played."""
        return len(self.outcome)

    def count(self, name: str) -> int:
        """Count the runs that ended so."""
        return int(np.count_nonzero(self.outcome == list(self.labels).index(name)))

    def share(self, name: str) -> Interval:
        """Return the share of an outcome with its 95 per cent interval."""
        return wilson(self.count(name), self.runs)

    def flow(self, after: Shares) -> list[list[int]]:
        """Count the runs that both have by their outcome here (rows) and there (columns)."""
        runs, kinds = min(self.runs, after.runs), len(self.labels)
        pairs = self.outcome[:runs] * kinds + after.outcome[:runs]
        counted: list[list[int]] = np.bincount(pairs, minlength=kinds**2).reshape(kinds, kinds).tolist()
        return counted

    def since(self, before: Shares, name: str) -> Difference:
        """Tell how much more often an outcome comes about than before, over the same runs."""
        place = list(self.labels).index(name)
        return paired_difference(before.outcome == place, self.outcome == place)


def play_outcomes(
    scenario: Scenario, blocks: Sequence[int], *, seed: int = 0, stopped: Callable[[], bool] = lambda: False,
    on_week: Callable[[float], None] = lambda share: None, remembered: Remembered | None = None,
    places: Counts | None = None,
) -> Counts | None:  # fmt: skip
    """Play blocks, whole or some places of them, beside each other; return each run's outcome, nothing if stopped.

    The runs are those of `sim run` with the same seed.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> outcome = play_outcomes(five, [0])
    >>> len(outcome), list(five.outcome_labels)[np.bincount(outcome).argmax()]
    (1024, 'coordinated_declaration')
    """
    first, *beside = blocks
    with model_of(scenario, seed, first, places, beside=beside, remembered=remembered) as model:
        for week in model.weeks():
            if stopped():
                return None
            on_week((week + 1) / scenario.calendar.weeks)
        model.settle()
        return np.array(model.records.columns[OUTCOME])


_REMEMBERED = Remembered()
"""What a process that plays has drawn before."""


@dataclass(frozen=True)
class ShareWork:
    """Plays a part of the blocks: the work of an executor."""

    scenario: Scenario
    seed: int
    places: Counts | None = None

    def __call__(self, blocks: Sequence[int], line: Line) -> Counts | None:
        """Return each run's outcome; nothing if it is no longer wanted."""
        return play_outcomes(self.scenario, blocks, seed=self.seed, stopped=lambda: not line.wanted(),
                             on_week=line.tell, remembered=_REMEMBERED, places=self.places)  # fmt: skip


class Turns:
    """Lets one after another in, in the order in which they came; who thinks better of it leaves the queue."""

    def __init__(self) -> None:
        self._waiting: deque[object] = deque()
        self._moved = threading.Condition()

    @contextmanager
    def taken(self, stopped: Callable[[], bool]) -> Iterator[bool]:
        """Wait for a turn and keep it; tell whether it came before the wait was broken off.

        >>> with Turns().taken(lambda: False) as mine:
        ...     mine
        True
        """
        ticket = object()
        with self._moved:
            self._waiting.append(ticket)
        try:
            yield self._came(ticket, stopped)
        finally:
            with self._moved:
                self._waiting.remove(ticket)
                self._moved.notify_all()

    def _came(self, ticket: object, stopped: Callable[[], bool]) -> bool:
        with self._moved:
            while self._waiting[0] is not ticket:
                if stopped():
                    return False
                self._moved.wait(LOOK)
        return True


class Player:
    """Plays the runs of the page, one scenario at a time; several threads may ask."""

    def __init__(self, processes: int | None = None, runs: int = RUNS) -> None:
        blocks = range(-(-runs // BLOCK_RUNS))
        hands = min(len(blocks), processes or joblib.cpu_count())
        self.runs = runs
        self.executor = Processes(hands, idle=None)
        self._parts = [blocks[start::hands] for start in range(hands)]
        self.turns = Turns()

    def start(self) -> None:
        """Start the processes, so that they are ready by the time that somebody looks at the page."""
        self.executor.start()

    def play(
        self, scenario: Scenario, *, seed: int = 0, stopped: Callable[[], bool] = lambda: False,
        on_share: Callable[[float], None] = lambda share: None, first: int | None = None,
        known: Callable[[], Shares | None] = lambda: None,
    ) -> Shares | None:  # fmt: skip
        """Play a scenario, or its first runs; tell how the runs ended, and nothing if it was stopped on the way.

        Whoever waited for a turn asks `known` first, so that what somebody else has had played meanwhile is not
        played again.

        Raises
        ------
        WorkersLost
            If processes were ended from outside again and again.
        Exception
            Whatever was raised while playing.
        """
        began = time.perf_counter()
        parts, places = (self._parts, None) if first is None else ([range(1)], np.arange(first))
        with self.turns.taken(stopped) as mine:
            if not mine or (found := known()) is not None:
                return found if mine else None
            with self.executor as executor:
                answers = executor.map(ShareWork(scenario, seed, places), parts, Watch(stopped, on_share))
        if first is not None:
            if answers[0] is None:
                return None
            seconds = time.perf_counter() - began
            return Shares(scenario.hash, seed, scenario.outcome_labels, answers[0], seconds)
        outcome = np.empty((-(-self.runs // BLOCK_RUNS), BLOCK_RUNS), dtype=np.int64)
        for blocks, answer in zip(self._parts, answers, strict=True):
            if answer is None:
                return None
            outcome[list(blocks)] = answer.reshape(-1, BLOCK_RUNS)
        seconds = time.perf_counter() - began
        return Shares(scenario.hash, seed, scenario.outcome_labels, outcome.ravel()[: self.runs], seconds)


class Kept:
    """Shares that were played before, so that nobody waits for them twice; safe to use from several threads."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._shares: LRUCache[tuple[str, int, bool], Shares] = LRUCache(most)
        self._lock = threading.Lock()

    def get(self, scenario: Scenario, seed: int = 0) -> Shares | None:
        """Return the shares of all runs of a scenario if they were played before."""
        with self._lock:
            return self._shares.get((scenario.hash, seed, False))

    def get_first(self, scenario: Scenario, seed: int = 0) -> Shares | None:
        """Return the shares of its first runs alone."""
        with self._lock:
            return self._shares.get((scenario.hash, seed, True))

    def put(self, shares: Shares) -> None:
        """Keep shares, and let go of those that were asked for longest ago."""
        with self._lock:
            self._shares[shares.hash, shares.seed, shares.runs == FIRST_RUNS] = shares
