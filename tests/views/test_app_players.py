"""The processes that play the page's runs: the same however many, broken off at once, replaced when lost."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from sim.process.recognition.stage import Recognition
from sim.runs.block import play_block
from sim.runs.failures import WorkersLost
from sim.runs.run import run
from sim.runs.tasks import InProcess
from sim.scenario.reader import read_scenario
from sim.views.app.both import Both, both_told
from sim.views.app.shares import Player, Rank, Turns, known_by_the_end, play_outcomes

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def coalition():
    """Small, and its runs end in three ways."""
    return read_scenario(ROOT / "scenarios/patterns/coalition.yaml")


@pytest.fixture(scope="module")
def players():
    made = Player(processes=2)
    yield made
    made.executor.close()


def in_process(hands, runs=2_000):
    """A player whose hands are all this process: who is let in when, without processes."""
    made = Player(hands, runs)
    made.executor = InProcess()
    return made


@pytest.mark.parametrize(("hands", "runs"), [(2, 700), (1, 2_500), (2, 2_500), (3, 2_500)])
def test_the_runs_are_those_of_the_library_however_many_play(coalition, hands, runs):
    played = in_process(hands, runs).play(coalition, seed=3)
    counted = run(coalition, runs, seed=3, keep="counts")
    assert played.runs == runs
    assert [played.count(name) for name in played.labels] == counted.counts.outcomes.tolist()
    assert played.hash == coalition.hash


def test_what_only_follows_from_the_end_is_not_played(monkeypatch):
    baseline = read_scenario(ROOT / "scenarios/kosovo/baseline.yaml")
    shares, places = [], np.arange(24)
    outcome = play_outcomes(baseline, [0], places=places, on_week=shares.append)
    labels = list(baseline.outcome_labels)
    assert [labels[kind] for kind in outcome] == play_block(baseline, 0, 0, places).rows["outcome"].to_pylist()
    assert shares[-1] < 0.9
    monkeypatch.setattr(Recognition, "act", lambda *_: pytest.fail("recognition is played of runs that are decided"))
    assert np.array_equal(play_outcomes(baseline, [0], places=places), outcome)


def test_an_outcome_that_asks_for_more_than_the_end_waits_for_it(coalition, five_actors):
    assert known_by_the_end(five_actors)
    assert not known_by_the_end(coalition), "who said yes is asked of a stage"


# --- who is let in -----------------------------------------------------------------------------------------------


def queued(turns, asking, *wanted):
    """Ask for turns one after another, each once the one before stands in the queue; give what is told of them."""
    order, waiting = [], []

    def wait(name, rank, key, stopped):
        with turns.taken(lambda: stopped, rank, key) as hands:
            order.append((name, hands))

    for name, rank, key, stopped in wanted:
        waiting.append(asking.submit(wait, name, rank, key, stopped))
        while len(turns._waiting) + len(order) < len(waiting):
            time.sleep(0.001)
    return order, waiting


def test_the_first_runs_come_before_all_of_them_and_equals_in_the_order_of_asking():
    turns = Turns(1)
    with ThreadPoolExecutor(6) as asking:
        with turns.taken(lambda: False):
            order, waiting = queued(
                turns, asking, ("told", Rank.TOLD, None, False), ("all", Rank.ALL, None, False),
                ("one", Rank.FIRST, None, False), ("gone", Rank.FIRST, None, True), ("two", Rank.FIRST, None, False),
            )  # fmt: skip
            waiting[3].result(timeout=30)
            assert order == [("gone", 0)]
        for one in waiting:
            one.result(timeout=30)
    assert order == [("gone", 0), ("one", 1), ("two", 1), ("all", 1), ("told", 1)]


def test_who_asks_alone_has_all_hands_and_what_is_told_leaves_one_free():
    turns = Turns(2)
    with turns.taken(lambda: False, most=5) as hands:
        assert hands == 2
    with turns.taken(lambda: False, Rank.TOLD, most=5) as hands:
        assert hands == 1
        told = []
        with turns.taken(lambda: bool(told) or told.append(0), Rank.TOLD) as more:
            assert more == 0
        with turns.taken(lambda: False, Rank.FIRST) as more:
            assert more == 1


def test_what_two_ask_for_is_played_once(coalition):
    players, kept, entered = in_process(2), [], threading.Event()

    def known():
        entered.set()
        return kept[0] if kept else None

    with ThreadPoolExecutor(1) as asking:
        with players.turns.taken(lambda: False, Rank.FIRST, (coalition.hash, 0, 8)):
            second = asking.submit(players.play, coalition, first=8, known=known)
            assert not entered.wait(0.1), "there is a hand free, but the same is being played"
            kept.append(play_outcomes(coalition, [0], places=np.arange(8)))
        assert second.result(timeout=30) is kept[0]


def test_who_waits_for_a_turn_may_think_better_of_it(coalition):
    players = in_process(1)
    with players.turns.taken(lambda: False) as hands:
        assert hands == 1
        assert players.play(coalition, stopped=lambda: True) is None
    assert players.play(coalition, first=8).runs == 8


# --- in processes ------------------------------------------------------------------------------------------------


def test_processes_play_the_same_runs_the_first_of_them_and_what_is_told(coalition, players):
    whole, few = players.play(coalition), players.play(coalition, first=250)
    assert np.array_equal(whole.outcome, play_outcomes(coalition, [0, 1])[:2_000])
    assert np.array_equal(few.outcome, whole.outcome[:250])
    assert players.tell(Both(coalition, coalition), 3) == both_told(coalition, coalition, 3)
    assert players.play(coalition, stopped=lambda: True, first=250) is None


def test_it_is_told_how_far_they_are_and_what_is_broken_off_is_not_played_to_its_end(five_actors, players):
    told = []
    assert players.play(five_actors, on_share=told.append, stopped=lambda: any(told)) is None
    assert told == sorted(told)
    assert 0 < told[-1] < 1


def test_several_may_ask_at_once(coalition, players):
    with ThreadPoolExecutor(4) as asking:
        played = list(asking.map(lambda seed: players.play(coalition, seed=seed), [0, 1, 0, 1]))
    assert np.array_equal(played[0].outcome, played[2].outcome)
    assert np.array_equal(played[1].outcome, played[3].outcome)
    assert not np.array_equal(played[0].outcome, played[1].outcome)


def test_an_error_while_playing_reaches_whoever_asked(coalition, players):
    with pytest.raises(ValueError, match="seed -1 is not a whole number"):
        players.play(coalition, seed=-1)
    assert players.play(coalition, first=8).runs == 8


@pytest.mark.slow
def test_a_process_that_is_lost_is_replaced(five_actors, players):
    lost = next(iter(players.executor._pool()._processes.values()))

    def end(share):
        if lost.is_alive():
            os.kill(lost.pid, signal.SIGKILL)

    again = players.play(five_actors, on_share=end)
    assert not lost.is_alive()
    assert np.array_equal(again.outcome, play_outcomes(five_actors, [0, 1])[:2_000])


@pytest.mark.slow
def test_who_loses_them_again_is_told(coalition):
    players = Player(processes=1)

    def kill(share):
        for process in list(players.executor._pool()._processes.values()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)

    with pytest.raises(WorkersLost, match="ended from outside; the memory may not do"):
        players.play(coalition, on_share=kill)
    assert players.play(coalition, first=8).runs == 8
    players.executor.close()
