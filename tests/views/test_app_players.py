"""The processes that play the page's runs: the same however many, broken off at once, replaced when lost."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from sim.runs.failures import WorkersLost
from sim.runs.run import run
from sim.scenario.reader import read_scenario
from sim.views.app.shares import Player, Turns, play_outcomes

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def players():
    made = Player(processes=2)
    yield made
    made.executor.close()


@pytest.mark.parametrize(("processes", "runs"), [(2, 700), (1, 2_500), (2, 2_500), (3, 2_500)])
def test_the_runs_are_those_of_the_library_however_many_play(five_actors, processes, runs):
    played = Player(processes, runs).play(five_actors, seed=3)
    counted = run(five_actors, runs, seed=3, keep="counts")
    assert played.runs == runs
    assert [played.count(name) for name in played.labels] == counted.counts.outcomes.tolist()
    assert played.hash == five_actors.hash
    blocks = range(-(-runs // 1_024))
    assert np.array_equal(played.outcome, play_outcomes(five_actors, blocks, seed=3)[:runs])


def test_the_first_runs_are_those_of_the_whole(five_actors, players):
    few, whole = players.play(five_actors, first=250), players.play(five_actors)
    assert few.runs == 250
    assert np.array_equal(few.outcome, whole.outcome[:250])
    assert players.play(five_actors, stopped=lambda: True, first=250) is None


def test_one_is_broken_off_and_the_next_is_played(five_actors, players):
    whole = players.play(five_actors)
    told = []
    assert players.play(five_actors, seed=1, stopped=lambda: True, on_share=told.append) is None
    assert told == []
    again = players.play(five_actors)
    assert np.array_equal(again.outcome, whole.outcome)


def test_what_is_broken_off_is_not_played_to_its_end(players):
    baseline = read_scenario("scenarios/kosovo/baseline.yaml")
    whole = players.play(baseline)
    began = time.perf_counter()
    assert players.play(baseline, stopped=lambda: True) is None
    assert time.perf_counter() - began < 0.5 * whole.seconds


def test_who_waits_for_a_turn_may_think_better_of_it(five_actors, players):
    with players.turns.taken(lambda: False) as mine:
        assert mine
        assert players.play(five_actors, stopped=lambda: True) is None
    assert players.play(five_actors, first=8).runs == 8


def test_turns_come_in_the_order_of_asking(five_actors):
    turns, order, waiting = Turns(), [], []

    def wait(name):
        with turns.taken(lambda: name == 2) as mine:
            order.append((name, mine))

    with ThreadPoolExecutor(5) as asking:
        with turns.taken(lambda: False):
            for name in (0, 1, 3, 4):
                waiting.append(asking.submit(wait, name))
                while len(turns._waiting) < len(waiting) + 1:
                    time.sleep(0.001)
            asking.submit(wait, 2).result(timeout=30)
            assert order == [(2, False)]
        for one in waiting:
            one.result(timeout=30)
    assert order == [(2, False), (0, True), (1, True), (3, True), (4, True)]


def test_what_is_known_by_the_time_of_the_turn_is_not_played(five_actors, players):
    whole = players.play(five_actors)
    assert players.play(five_actors, known=lambda: whole) is whole


def test_it_is_told_how_far_they_are(five_actors, players):
    players.play(five_actors)
    told = []
    players.play(five_actors, seed=1, on_share=told.append)
    assert told
    assert told == sorted(told)
    assert all(0 <= share <= 1 for share in told)


def test_several_may_ask_at_once(five_actors, players):
    with ThreadPoolExecutor(4) as asking:
        played = list(asking.map(lambda seed: players.play(five_actors, seed=seed), [0, 1, 0, 1]))
    assert np.array_equal(played[0].outcome, played[2].outcome)
    assert np.array_equal(played[1].outcome, played[3].outcome)
    assert not np.array_equal(played[0].outcome, played[1].outcome)


def test_a_process_that_is_lost_is_replaced(five_actors, players):
    whole = players.play(five_actors)
    lost = next(iter(players.executor._pool()._processes.values()))

    def end(share):
        if lost.is_alive():
            os.kill(lost.pid, signal.SIGKILL)

    again = players.play(five_actors, on_share=end)
    assert not lost.is_alive()
    assert np.array_equal(again.outcome, whole.outcome)
    assert np.array_equal(players.play(five_actors).outcome, whole.outcome)


def test_who_loses_them_again_is_told(five_actors, players):
    def kill(share):
        for process in list(players.executor._pool()._processes.values()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)

    with pytest.raises(WorkersLost, match="ended from outside; the memory may not do"):
        players.play(five_actors, on_share=kill)
    assert players.play(five_actors).runs == 2_000


def test_an_error_while_playing_reaches_whoever_asked(five_actors, players):
    with pytest.raises(ValueError, match="seed -1 is not a whole number"):
        players.play(five_actors, seed=-1)
    assert players.play(five_actors).runs == 2_000
