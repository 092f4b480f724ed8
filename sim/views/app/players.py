"""The runs of the page, played in processes of their own: each plays a part of the blocks.

With two processors an answer takes little more than half the time, and the process that serves the page stays free to
hear of the next movement. A process plays one thing after another and keeps the chance that it has drawn. Which runs
are played, and how they end, does not depend on how many processes there are.

The workers of an ensemble would not do: joblib can neither break off what has been begun nor send a block to the
process that has drawn its chance before.
"""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import os
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, cast

import joblib
import numpy as np

from sim.chance.remembered import Remembered
from sim.chance.streams import BLOCK_RUNS
from sim.runs.executors import settle_in
from sim.views.app.shares import RUNS, Shares, play_outcomes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection

    from sim.rules.arrays import Counts
    from sim.scenario.format.scenario import Scenario

__all__ = ["Players", "PlayersLost"]

LOOK = 0.02
"""Seconds between one look at whether a play is still wanted and the next."""


class PlayersLost(Exception):  # noqa: N818 - it says what the user has to know
    """A process was ended from outside, and the one in its place as well."""


@dataclass(frozen=True)
class _Player:
    """One process: the way to it, and the blocks that are its part."""

    process: Any
    way: Connection
    blocks: Sequence[int]


class Players:
    """Processes that play the runs of the page, one scenario at a time; several threads may ask."""

    def __init__(self, processes: int | None = None, runs: int = RUNS) -> None:
        self.runs = runs
        blocks = range(-(-runs // BLOCK_RUNS))
        processes = min(len(blocks), processes or joblib.cpu_count())
        self._parts = [blocks[start::processes] for start in range(processes)]
        # Neither a thread nor a lock of the page is copied, as it would be by a fork.
        self._context = multiprocessing.get_context("spawn")
        self._stop = self._context.RawValue("b", 0)
        self._share = self._context.RawArray("d", processes)
        self._players: list[_Player] = []
        self._turn = threading.Lock()

    def start(self) -> None:
        """Start the processes, so that they are ready by the time that somebody looks at the page."""
        with self._turn:
            self._start()

    def close(self) -> None:
        """End the processes; whoever asks again starts new ones."""
        with self._turn:
            self._end()

    def play(
        self,
        scenario: Scenario,
        *,
        seed: int = 0,
        stopped: Callable[[], bool] = lambda: False,
        on_share: Callable[[float], None] = lambda share: None,
    ) -> Shares | None:
        """Play a scenario and say how the runs ended; nothing if it was stopped on the way.

        Raises
        ------
        PlayersLost
            If a process was ended from outside, and the one in its place as well.
        Exception
            Whatever was raised while playing.
        """
        began = time.perf_counter()
        while not self._turn.acquire(timeout=LOOK):
            if stopped():
                return None
        try:
            answers = self._answers(scenario, seed, stopped, on_share)
        finally:
            self._turn.release()
        outcome = self._in_order(answers)
        if outcome is None:
            return None
        return Shares(scenario.hash, seed, scenario.outcome_labels, outcome, time.perf_counter() - began)

    def _answers(self, *asked: Any) -> list[Counts | Exception | None]:
        """Ask all of them; once more, of new ones, if one was lost."""
        for _ in range(2):
            with contextlib.suppress(EOFError, OSError):
                return self._asked(*asked)
            self._end()
        raise PlayersLost("a process that played was ended from outside; the memory may not do")

    def _asked(
        self, scenario: Scenario, seed: int, stopped: Callable[[], bool], on_share: Callable[[float], None]
    ) -> list[Counts | Exception | None]:
        players = self._start()
        self._stop.value, self._share[:] = 0, [0.0] * len(players)
        for player in players:
            player.way.send((scenario, player.blocks, seed))
        answers: dict[Any, Counts | Exception | None] = {}
        while len(answers) < len(players):
            for way in wait([player.way for player in players if player.way not in answers], timeout=LOOK):
                answers[way] = cast("Connection", way).recv()
            if stopped():
                self._stop.value = 1  # all say so within a week of the calendar
            elif len(answers) < len(players):
                on_share(min(self._share))
        return [answers[player.way] for player in players]

    def _in_order(self, answers: Sequence[Counts | Exception | None]) -> Counts | None:
        """Put the blocks of all parts into their order, and leave out the runs past the last."""
        outcome = np.empty((-(-self.runs // BLOCK_RUNS), BLOCK_RUNS), dtype=np.int64)
        for blocks, answer in zip(self._parts, answers, strict=True):
            if isinstance(answer, Exception):
                raise answer
            if answer is None:
                return None
            outcome[list(blocks)] = answer.reshape(-1, BLOCK_RUNS)
        return outcome.ravel()[: self.runs]

    def _start(self) -> list[_Player]:
        if not self._players:
            atexit.register(self.close)
            self._players = [self._started(number) for number in range(len(self._parts))]
        return self._players

    def _started(self, number: int) -> _Player:
        here, there = self._context.Pipe()
        given = (there, os.getpid(), self._stop, self._share, number)
        process = self._context.Process(target=_play_what_is_asked, args=given, name=f"sim-player-{number}")
        process.start()
        there.close()
        return _Player(process, here, self._parts[number])

    def _end(self) -> None:
        """Close the way to each process, which ends it, and wait until it has ended."""
        ended, self._players = self._players, []
        self._stop.value = 1
        for player in ended:
            player.way.close()
        for player in ended:
            player.process.join()
        atexit.unregister(self.close)


def _play_what_is_asked(way: Connection, page: int, stop: Any, share: Any, number: int) -> None:
    """Play one thing after another, in a process of its own, until the page closes the way."""
    settle_in(page)
    remembered = Remembered()

    def tell(played: float) -> None:
        share[number] = played

    with contextlib.suppress(EOFError, OSError):
        while True:
            scenario, blocks, seed = way.recv()
            answer: Counts | Exception | None
            try:
                answer = play_outcomes(scenario, blocks, seed=seed, stopped=lambda: bool(stop.value), on_week=tell,
                                     remembered=remembered)  # fmt: skip
            except Exception as error:
                answer = error
            way.send(answer)
