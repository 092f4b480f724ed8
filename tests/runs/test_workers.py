"""Several processes give the same bytes as one, from wherever they are started."""

import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from sim.cli.console.progress import _span, progress
from sim.model import StatusTalks
from sim.runs import block
from sim.runs.block import BlockWork, play_block
from sim.runs.failures import BlockFailure, WorkersLost
from sim.runs.folder.layout import by_file, packed
from sim.runs.folder.seal import Work
from sim.runs.play import BLOCKS_TOGETHER, chunks_of, play, play_each, tasks_for
from sim.runs.processes import Processes
from sim.runs.run import run
from sim.runs.tasks import AHEAD, Failure, InProcess, Watch

RUNS = 9 * 1024 + 5


@pytest.fixture(scope="module")
def alone(drawn, tmp_path_factory, contents):
    home = tmp_path_factory.mktemp("alone") / "results"
    run(drawn, RUNS, seed=7, keep=home)
    return contents(home)


@pytest.mark.parametrize("workers", [2, 3])
def test_the_number_of_workers_has_no_say(drawn, tmp_path, alone, contents, workers):
    told = []
    run(
        drawn, RUNS, seed=7, workers=workers, keep=tmp_path / "results", on_block=lambda part: told.append(part.block)
    )
    assert contents(tmp_path / "results") == alone
    assert sorted(told) == [0, 4, 8]


def test_rows_come_in_the_order_of_runs(drawn):
    assert np.array_equal(run(drawn, RUNS, workers=2).column("run"), np.arange(RUNS))
    tasks = [(5, np.arange(4)), (2, None), (9, np.arange(3)), (0, None)]
    assert [part.block for part in play(drawn, tasks, workers=2)] == [5, 2, 9, 0]


def test_a_generator_may_be_left_early(drawn, monkeypatch):
    monkeypatch.setattr("sim.runs.play.BLOCKS_TOGETHER", 2)
    parts = play(drawn, tasks_for(50_000), workers=2)
    assert next(parts).block == 0
    parts.close()
    assert len(run(drawn, 2000, workers=2)) == 2000


DRAWN = {
    "actors.east.position.status": {"uniform": [0.6, 1.0]},
    "actors.west.position.status": {"uniform": [0.0, 0.4]},
    "actors.west.precision": 20,
}


@pytest.mark.parametrize("workers", [2, 3, 7])
@pytest.mark.parametrize("runs", [1, 3 * 1024, 50_000, 1_000_000])
def test_tasks_are_even_and_no_larger_than_is_best(runs, workers):
    tasks = tasks_for(runs)
    for units in ([[task] for task in tasks], by_file(tasks, lambda task: task[0])):
        chunks, largest = chunks_of(units, workers), max(map(len, units))
        assert [task for chunk in chunks for task in chunk] == tasks
        firsts = [unit[0][0] for unit in units]
        assert all(chunk[0][0] in firsts for chunk in chunks), "no unit is parted"
        sizes = [len(chunk) for chunk in chunks]
        assert max(sizes) <= BLOCKS_TOGETHER
        assert max(sizes) - min(sizes) <= largest, "all hands end together"
        assert len(units) < workers or len(sizes) % workers == 0, "and each has as many"


@pytest.mark.parametrize(("runs", "sizes"), [(5000, [4, 1]), (10_000, [4, 6]), (13_000, [8, 5]), (17_000, [8, 9])])
def test_the_files_of_a_few_runs_are_shared_out_as_evenly_as_they_can_be(runs, sizes):
    assert [len(chunk) for chunk in chunks_of(by_file(tasks_for(runs), lambda task: task[0]), 2)] == sizes


def test_of_nothing_no_task_is_made():
    assert chunks_of([], 2) == []


def test_where_there_are_many_blocks_about_as_many_are_played_together_as_is_best():
    million = tasks_for(1_000_000)
    singly, by_files = [[task] for task in million], by_file(million, lambda task: task[0])
    assert {len(chunk) for chunk in chunks_of(singly, 2)} == {BLOCKS_TOGETHER, BLOCKS_TOGETHER - 1}
    sizes = [len(chunk) for chunk in chunks_of(by_files, 2)]
    assert (len(sizes), sizes.count(BLOCKS_TOGETHER)) == (82, 80)


@pytest.mark.parametrize("name", ["drawn", "talks_then_day", "two_boards"])
def test_blocks_played_beside_each_other_are_the_same_to_the_byte(request, name):
    scenario = request.getfixturevalue(name)
    scenario = scenario if name == "drawn" else scenario({"actors.east.position.status": {"uniform": [0.5, 1.0]}})
    tasks = [(7, None), (8, np.arange(40)), (12, None), (13, None)]
    together = BlockWork(scenario, 11, "file")(tasks)
    assert [(part.block, part.members) for part in together] == [(4, (7,)), (8, (8,)), (12, (12, 13))]
    for part, unit in zip(together, by_file(tasks, lambda task: task[0]), strict=True):
        (alone,) = BlockWork(scenario, 11, "file")(unit)
        assert part.file == alone.file, f"block {part.block}"


def test_the_last_of_blocks_beside_each_other_may_be_a_part(drawn):
    model = StatusTalks(drawn, block=4, places=np.array([3, 7]), beside=(1,))
    assert model.run_numbers.tolist() == [*range(4 * 1024, 5 * 1024), 1024 + 3, 1024 + 7]
    assert np.bincount(model.block_of_run).tolist() == [1024, 2]


@pytest.mark.parametrize("with_rows", [True, False])
def test_a_last_block_that_is_not_whole_is_played_in_one_model_with_the_others(drawn, monkeypatch, with_rows):
    sizes = []
    model_of = block.model_of
    monkeypatch.setattr(
        block, "model_of", lambda *a, **k: sizes.append(len(k.get("beside", ())) + 1) or model_of(*a, **k)
    )
    parts = block.play_some(drawn, 0, tasks_for(2 * 1024 + 100), with_rows=with_rows)
    assert (sizes, [part.totals.runs for part in parts]) == ([3], [1024, 1024, 100])


def test_runs_that_are_over_do_not_move_with_those_that_go_on(talks):
    mutual = [{"from": "west", "to": "east", "weight": 0.4}, {"from": "east", "to": "west", "weight": 0.5}]
    scenario = talks({**DRAWN, "influence": mutual})
    whole = play_block(scenario, 0, 0).rows
    first = int(np.argmin(whole.column("ended_week").to_numpy()))
    alone = play_block(scenario, 0, 0, np.array([first])).rows
    work = Work(scenario.hash, "0", "1")
    assert packed(alone, work, 0) == packed(whole.slice(first, 1), work, 0)


SCRIPT = """
import sim
from sim.scenario.reader import read_scenario
ensemble = sim.run({path!r}, runs=2000, seed=7, workers=2)
print(len(ensemble), ensemble.counts.outcomes.tolist())
"""


def said_by(words, script):
    done = subprocess.run(
        [sys.executable, *words], input=script, capture_output=True, text=True, check=True, timeout=120
    )
    assert not done.stderr
    return done.stdout


def test_a_script_needs_no_main_guard(drawn, file_of, tmp_path):
    (tmp_path / "script.py").write_text(script := SCRIPT.format(path=str(file_of(drawn))))
    said = said_by([str(tmp_path / "script.py")], script)
    assert said == f"2000 {run(drawn, 2000, seed=7).counts.outcomes.tolist()}\n"


WITHOUT_FILE = """
from sim.runs.processes import Processes
with Processes(2) as executor:
    print(sorted(executor.each(lambda task, line: 2 * task, range(8))))
"""


@pytest.mark.parametrize("way", ["words", "input"])
def test_nor_does_what_is_typed(way):
    said = said_by({"words": ["-c", WITHOUT_FILE], "input": ["-"]}[way], WITHOUT_FILE)
    assert said == "[0, 2, 4, 6, 8, 10, 12, 14]\n"


def test_a_worker_has_one_thread():
    def threads(task, line):
        import os

        import pyarrow

        return (pyarrow.cpu_count(), *(os.environ[f"{name}_NUM_THREADS"] for name in ("OMP", "OPENBLAS", "MKL")))

    with Processes(2) as executor:
        assert set(executor.each(threads, range(4))) == {(1, "1", "1", "1")}


def test_a_worker_that_is_killed_is_replaced(tmp_path):
    mark = tmp_path / "killed"

    def dies_once(task, line):
        import os
        import signal

        if task == 4 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return task

    with Processes(2) as executor:
        assert sorted(executor.each(dies_once, range(30))) == list(range(30))
    assert mark.exists()


def test_workers_that_are_always_killed_stop_the_work(drawn, monkeypatch):
    def killed(task, line):
        import os
        import signal

        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr("sim.runs.play.BlockWork", lambda *_: killed)
    parts = play_each(drawn, tasks_for(4096), seed=7, workers=2, wanted="counts")
    failed = [next(parts) for _ in range(4)]
    assert {type(part) for part in failed} == {BlockFailure}
    assert sorted(part.block for part in failed) == [0, 1, 2, 3]
    assert "ended from outside" in failed[0].error
    with pytest.raises(WorkersLost, match="ended from outside 3 times; the memory may not do"):
        next(parts)


# --- what all executors have in common ------------------------------------------------------------------------


@pytest.fixture(params=["in process", "processes"])
def executor(request):
    with InProcess() if request.param == "in process" else Processes(2) as made:
        yield made


def test_answers_come_in_the_order_of_the_tasks_if_asked_for(executor):
    assert executor.map(lambda task, line: 2 * task, range(40)) == list(range(0, 80, 2))
    assert executor.map(lambda task, line: bytes(task), [100_000, 3]) == [bytes(100_000), bytes(3)]
    assert executor.map(lambda task, line: task, []) == []


def test_a_task_that_fails_does_not_stop_the_others(executor):
    found = list(executor.each(lambda task, line: 6 // task, [3, 0, 2]))
    (failed,) = (part for part in found if isinstance(part, Failure))
    assert sorted(part for part in found if part is not failed) == [2, 3]
    assert (failed.task, type(failed.error)) == (0, ZeroDivisionError)
    assert "in tried" in failed.traceback
    with pytest.raises(ZeroDivisionError):
        executor.map(lambda task, line: 6 // task, [3, 0, 2])


def test_an_error_that_cannot_be_sent_is_told_by_its_words(executor):
    def fails(task, line):
        class OddError(Exception):
            def __reduce__(self):
                raise TypeError("not to be sent")

        raise OddError("out of paper")

    (failed,) = executor.each(fails, [1])
    assert str(failed.error) == "OddError: out of paper"


def test_whoever_waits_is_told_how_far_it_is_and_may_break_off(executor):
    def slow(task, line):
        import time

        for part in range(1, 201):
            if not line.wanted():
                return "broken off"
            line.tell(part / 200)
            time.sleep(0.02)
        return "done"

    told = []
    watch = Watch(lambda: bool(told) and told[-1] > 0.05, told.append)
    assert executor.map(slow, [0], watch) == ["broken off"]
    assert told == sorted(told)


def test_only_a_few_tasks_are_sent_ahead(tmp_path):
    def writes(task, line):
        (tmp_path / str(task)).touch()

    with Processes(2) as executor:
        answers = executor.each(writes, range(100))
        next(answers)
        time.sleep(0.5)
        assert len(list(tmp_path.iterdir())) <= 2 * AHEAD
        answers.close()
    assert len(list(tmp_path.iterdir())) <= 2 * AHEAD


@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_who_breaks_off_as_tasks_are_sent_leaves_no_thread_in_a_traceback(monkeypatch, which):
    """The thread of loky that hands tasks on is slow here: the request falls when one has not been handed on."""
    from joblib.externals.loky import process_executor

    thread = process_executor._ExecutorManagerThread
    waits, threads, raised = thread.wait_result_broken_or_wakeup, set(), []

    def slowly(self):
        found = waits(self)
        threads.add(self)
        time.sleep(0.1)
        return found

    def stopped():
        return any(each.work_ids_queue.qsize() for each in threads) and bool(signal.raise_signal(which))

    monkeypatch.setattr(thread, "wait_result_broken_or_wakeup", slowly)
    monkeypatch.setattr(threading, "excepthook", raised.append)
    before = signal.signal(which, signal.default_int_handler)
    try:
        with Processes(2) as executor, pytest.raises(KeyboardInterrupt):
            executor.map(lambda task, line: task, range(100), Watch(stopped))
    finally:
        signal.signal(which, before)
    assert not raised


# --- what is said meanwhile ---------------------------------------------------------------------------------


class Clock:
    """Time that moves when told to."""

    def __init__(self):
        self.now = 100.0

    def monotonic(self):
        return self.now


def test_a_line_every_ten_seconds_tells_rate_and_time_left(drawn, monkeypatch, capsys):
    clock = Clock()
    monkeypatch.setattr("sim.cli.console.progress.time", clock)
    (part,) = play_each(drawn, [(0, None)], wanted="counts")
    with progress(10 * 1024) as told:
        told.found(1024)
        for _ in range(9):
            clock.now += 4.0
            told(part)
    assert capsys.readouterr().err.splitlines() == [
        "4,096 of 10,240 runs, 256 a second, 24 s left",
        "7,168 of 10,240 runs, 256 a second, 12 s left",
    ]


def test_a_bar_tells_the_same_on_a_terminal(drawn, monkeypatch, capsys):
    clock = Clock()
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr("sim.cli.console.progress.time", clock)
    (part,) = play_each(drawn, [(0, None)], wanted="counts")
    with progress(2048) as told:
        clock.now += 4.0
        told(part)
    assert "1,024 runs, 256 a second, 4 s left" in capsys.readouterr().err


def test_lengths_of_time_are_said_as_people_say_them():
    assert [_span(seconds) for seconds in (0.2, 59.4, 60, 3_599, 3_600, 100_000)] == [
        "0 s", "59 s", "1 min 0 s", "59 min 59 s", "1 h 0 min", "27 h 46 min",
    ]  # fmt: skip
