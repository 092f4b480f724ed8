"""The shares of the outcomes over 2,000 runs: played so that it can be broken off, and kept.

They are played in processes of their own: with two processors an answer takes little more than half the time, and the
process that serves the page stays free to hear of the next movement. A process keeps the chance that it has drawn,
and breaks off once all runs are decided.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum

import joblib
import numpy as np
from cachetools import LRUCache

from sim.chance.remembered import Remembered
from sim.chance.streams import BLOCK_RUNS
from sim.process.whereabouts import ENDED
from sim.questions.compare import Difference, paired_difference
from sim.rules.arrays import Counts
from sim.runs.block import model_of
from sim.runs.intervals import Interval, wilson
from sim.runs.processes import LOOK, Processes
from sim.runs.tasks import Answer, Line, Task, Watch, Work
from sim.scenario.format.scenario import Scenario
from sim.views.columns import OUTCOME

__all__ = ["FIRST_RUNS", "RUNS", "Kept", "Player", "Rank", "Shares", "Turns", "known_by_the_end",
           "play_outcomes"]  # fmt: skip

RUNS = 2_000
"""Runs that the page plays of each scenario."""

FIRST_RUNS = 250
"""Runs that are shown while the rest are being played."""

MOST_HANDS = 4
"""Processes that play, at most: each keeps the chance that it has drawn."""

OF_THE_END = ("ending", "ended_on", "ended_week", "consent")
OF_THE_TEXT = "text."
"""What is known of a run once it has ended, whatever follows from that."""

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
    final = known_by_the_end(scenario)
    with model_of(scenario, seed, first, places, beside=beside, remembered=remembered) as model:
        for week in model.weeks():
            if stopped():
                return None
            on_week((week + 1) / scenario.calendar.weeks)
            if final:  # what is played yet of runs that are decided only follows from how they ended
                model.whereabouts.stage[model.whereabouts.decided] = ENDED
                if not model.whereabouts.any_running:
                    break
        model.settle()
        return np.array(model.records.columns[OUTCOME])


def known_by_the_end(scenario: Scenario) -> bool:
    """Tell whether a run's outcome is known once it is decided: no outcome asks for what comes after.

    >>> known_by_the_end(sim.read_scenario("scenarios/kosovo/baseline.yaml"))
    True
    """
    after = {stage.name for stage in scenario.process if stage.follows_up}
    goes_on = any(
        stage.results and (stage.follows_up or after.intersection(getattr(stage, "during", ())))
        for stage in scenario.process
    )
    conditions = [rule.when for rule in scenario.outcomes if rule.when is not None]
    asked = {name for one in conditions for clause in ([one] if isinstance(one, dict) else one) for name in clause}
    return not goes_on and all(name in OF_THE_END or name.startswith(OF_THE_TEXT) for name in asked)


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


class Rank(IntEnum):
    """What is let in before what."""

    FIRST = 0
    """The first runs, on which somebody waits."""
    ALL = 1
    """All of them."""
    TOLD = 2
    """A history that is told beside the shares."""


@dataclass(eq=False)
class _Ticket:
    rank: Rank
    key: object
    most: int
    hands: int = 0


class Turns:
    """Hands out hands: the first runs before all of them, and otherwise in the order of asking.

    Whoever thinks better of it leaves the queue. What is asked for twice is let in once at a time, so that the second
    finds it done. Told histories leave a hand free for whoever moves something, where there are two.
    """

    def __init__(self, hands: int = 1) -> None:
        self.hands = hands
        self._waiting: list[_Ticket] = []
        self._inside: list[_Ticket] = []
        self._moved = threading.Condition()

    @contextmanager
    def taken(
        self, stopped: Callable[[], bool], rank: Rank = Rank.ALL, key: object = None, most: int = 1
    ) -> Iterator[int]:
        """Wait for a turn and keep it; yield how many hands it has, none if the wait was broken off.

        >>> with Turns(2).taken(lambda: False, most=5) as hands:
        ...     hands
        2
        """
        ticket = _Ticket(rank, key, most)
        with self._moved:
            self._waiting.append(ticket)
            while not (gone := stopped()) and not (hands := self._hands_for(ticket)):
                self._moved.wait(LOOK)
            ticket.hands = 0 if gone else hands
            self._waiting.remove(ticket)
            self._inside.append(ticket)
            self._moved.notify_all()
        try:
            yield ticket.hands
        finally:
            with self._moved:
                self._inside.remove(ticket)
                self._moved.notify_all()

    def _hands_for(self, ticket: _Ticket) -> int:
        """Return how many hands a ticket may have now: several only if nobody else waits."""
        at_work = {one.key for one in self._inside if one.key is not None and one.hands}
        could = (one for one in sorted(self._waiting, key=lambda one: one.rank) if one.key not in at_work)
        free = self.hands - sum(one.hands for one in self._inside)
        if ticket.rank is Rank.TOLD and self.hands > 1:
            free -= 1
        if next(could, None) is not ticket or free < 1:
            return 0
        return min(ticket.most, free) if len(self._waiting) == 1 else 1


class Player:
    """Plays the runs of the page in processes of their own; several threads may ask."""

    def __init__(self, processes: int | None = None, runs: int = RUNS) -> None:
        self.runs = runs
        self.blocks = range(-(-runs // BLOCK_RUNS))
        hands = processes or min(MOST_HANDS, joblib.cpu_count())
        self.executor = Processes(hands, idle=None)
        self.turns = Turns(hands)

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
        rank, most = (Rank.ALL, len(self.blocks)) if first is None else (Rank.FIRST, 1)
        with self.turns.taken(stopped, rank, (scenario.hash, seed, first), most) as hands:
            if not hands or (found := known()) is not None:
                return found if hands else None
            parts = [self.blocks[start::hands] for start in range(hands)] if first is None else [range(1)]
            places = None if first is None else np.arange(first)
            with self.executor as executor:
                answers = executor.map(ShareWork(scenario, seed, places), parts, Watch(stopped, on_share))
        outcome = np.empty((len(self.blocks), BLOCK_RUNS), dtype=np.int64) if first is None else np.empty((1, first))
        for blocks, answer in zip(parts, answers, strict=True):
            if answer is None:
                return None
            outcome[list(blocks)] = answer.reshape(len(blocks), -1)
        ended = outcome.ravel()[: self.runs].astype(np.int64)
        return Shares(scenario.hash, seed, scenario.outcome_labels, ended, time.perf_counter() - began)

    def tell(
        self, work: Work[Task, Answer], about: Task, *, key: object = None,
        stopped: Callable[[], bool] = lambda: False, known: Callable[[], Answer | None] = lambda: None,
    ) -> Answer | None:  # fmt: skip
        """Have a history told once nobody waits for shares; nothing if it is no longer wanted by then.

        >>> from sim.views.app.both import Both
        >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
        >>> Player(1).tell(Both(five, five), 0, stopped=lambda: True) is None
        True
        """
        with self.turns.taken(stopped, Rank.TOLD, key) as hands:
            if not hands or (found := known()) is not None:
                return found if hands else None
            with self.executor as executor:
                return executor.map(work, [about])[0]


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
