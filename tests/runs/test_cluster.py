"""Blocks on a Dask scheduler give the bytes of this machine, whatever becomes of its workers.

One scheduler serves all tests of this file, and so do workers that a test leaves behind as they were.
"""

import functools
import gc
import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from sim.cli import main
from sim.runs.failures import ClusterFault, StoppedShort
from sim.runs.folder.layout import block_files
from sim.runs.play import play_each, tasks_for
from sim.runs.run import run

RUNS = 16 * 1024
FILES = [0, 4, 8, 12]
"""The first block of each."""
MOST_SECONDS = 60
"""How long the scheduler and its workers may take to start; seconds as a rule, more on a busy machine."""

OTHER_VERSION = """
import sys, sim.version
sim.version.__version__ = "0.0.1"
from distributed.cli.dask_worker import main
main(sys.argv[1:])
"""


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def told_address(told, scheduler):
    """Wait until the scheduler has written where it listens."""
    until = time.monotonic() + MOST_SECONDS
    while time.monotonic() < until:
        assert scheduler.poll() is None, "the scheduler ended at once"
        if told.exists() and (text := told.read_text(encoding="utf-8")).endswith("}"):
            return json.loads(text)["address"]
        time.sleep(0.1)
    raise AssertionError("the scheduler did not start in time")


class Processes:
    """Processes in a folder, ended with it."""

    def __init__(self, folder):
        self.folder, self.started = folder, []

    def start(self, *words):
        self.started.append(subprocess.Popen(
            [sys.executable, "-W", "ignore", *words], cwd=self.folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "DASK_DISTRIBUTED__DEPLOY__LOST_WORKER_TIMEOUT": "1s"},
        ))  # fmt: skip
        return self.started[-1]

    def scheduler(self):
        """Start a scheduler: it takes a port that is free and tells which, since one chosen here could be gone."""
        told = self.folder / f"scheduler-{len(self.started)}.json"
        process = self.start("-m", "distributed.cli.dask_scheduler", "--host", "tcp://127.0.0.1:0",
                             "--scheduler-file", str(told), "--no-dashboard", "--no-show")  # fmt: skip
        return process, told_address(told, process)

    def worker(self, address, *program):
        return self.start(*(program or ("-m", "distributed.cli.dask_worker")), address, "--nthreads", "1",
                          "--no-dashboard", "--no-nanny", "--host", "127.0.0.1", "--local-directory",
                          str(self.folder / f"worker-{len(self.started)}"))  # fmt: skip

    def end(self):
        for process in self.started:
            process.kill()
            process.wait()
        self.started.clear()


class Dask:
    """A scheduler, and having as many workers on it as a test begins with."""

    def __init__(self, address, client, processes):
        self.address, self.client, self.processes, self.others = address, client, processes, []

    def workers(self, number):
        """Have so many workers, those of tests before among them, and return their processes."""
        alive = [process for process in self.processes.started if process.poll() is None]
        killed(alive[number:])
        found = [*alive[:number], *(self.processes.worker(self.address) for _ in range(number - len(alive)))]
        self.wait_for(number)
        return found

    def of_another_version(self):
        """Start a worker of another version, which goes with the test, and return its address."""
        before = self.addresses()
        self.others.append(self.processes.worker(self.address, "-c", OTHER_VERSION))
        self.wait_for(len(before) + 1)
        (found,) = self.addresses() - before
        return found

    def addresses(self):
        return set(self.client.scheduler_info()["workers"])

    def wait_for(self, number):
        until = time.monotonic() + MOST_SECONDS
        while len(self.addresses()) != number:
            assert time.monotonic() < until, f"{number} workers were not there in time"
            time.sleep(0.05)


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """A scheduler on this machine."""
    distributed = pytest.importorskip(
        "distributed", reason="needs the extra `cluster`: pip install 'status-talks[cluster]'"
    )
    processes, workers = (Processes(tmp_path_factory.mktemp(name)) for name in ("dask", "workers"))
    try:
        _, address = processes.scheduler()
        with distributed.Client(address, timeout=MOST_SECONDS, set_as_default=False) as client:
            yield Dask(address, client, workers)
    finally:
        workers.end()
        processes.end()


@pytest.fixture
def dask(scheduler):
    """The scheduler, without the workers of other versions that a test before has had."""
    yield scheduler
    killed(scheduler.others)
    scheduler.others.clear()


@pytest.fixture(scope="module")
def alone(tmp_path_factory, contents_of):
    """What this process alone makes of the scenario."""
    made = {}

    def files(scenario):
        if not made:
            folder = tmp_path_factory.mktemp("alone") / "results"
            run(scenario, RUNS, seed=7, keep=folder)
            made.update(contents_of(folder))
        return made

    return files


@pytest.fixture(scope="module")
def contents_of():
    def files(folder):
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}

    return files


def once(act):
    """A listener that acts when the first block is done."""
    done = []

    def listen(part):
        done.append(part.block)
        if len(done) == 1:
            act()

    return listen, done


def killed(processes):
    for process in processes:
        process.kill()
        process.wait()


# --- workers that come and go -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_scheduler_without_workers_says_so(drawn, file_of, dask, monkeypatch, capsys):
    dask.workers(0)
    monkeypatch.setattr("sim.runs.executors.GATHERING", 0.2)
    assert main(["run", str(file_of(drawn)), "--cluster", dask.address]) == 1
    assert capsys.readouterr() == ("", f"{dask.address}: the scheduler has no workers; start some with "
                                       f"`dask worker {dask.address}`\n")  # fmt: skip


@pytest.mark.slow
def test_one_worker_of_one_thread_will_do(drawn, tmp_path, dask, alone, contents_of):
    dask.workers(1)
    run(drawn, RUNS, seed=7, cluster=dask.address, keep=tmp_path / "results")
    assert contents_of(tmp_path / "results") == alone(drawn)


@pytest.mark.slow
def test_a_worker_that_joins_takes_its_part(drawn, tmp_path, dask, alone, contents_of):
    dask.workers(1)
    listen, done = once(lambda: dask.workers(2))
    run(drawn, RUNS, seed=7, cluster=dask.address, keep=tmp_path / "results", on_block=listen)
    assert sorted(done) == FILES
    assert contents_of(tmp_path / "results") == alone(drawn)


@pytest.mark.slow
def test_workers_that_are_killed_and_one_that_joins_give_the_same_bytes(drawn, tmp_path, dask, alone, contents_of):
    workers = dask.workers(2)

    def lose_all_and_find_another():
        killed(workers)
        dask.processes.worker(dask.address)

    listen, done = once(lose_all_and_find_another)
    ensemble = run(drawn, RUNS, seed=7, cluster=dask.address, keep=tmp_path / "results", on_block=listen)
    assert not ensemble.failures
    assert sorted(done) == FILES
    assert contents_of(tmp_path / "results") == alone(drawn)


@pytest.mark.slow
def test_where_every_worker_is_killed_the_finished_blocks_are_kept_and_one_may_go_on(
    drawn, file_of, tmp_path, dask, alone, contents_of, blocks_in, capsys, monkeypatch
):
    """Dask gives a task up when more workers have died of it than it allows, here one."""
    dask.workers(1)
    dask.client.run_on_scheduler(lambda dask_scheduler: setattr(dask_scheduler, "allowed_failures", 1))
    folder, over = tmp_path / "results", threading.Event()

    def again_and_again():
        while not over.wait(0.05):
            dask.workers(0)
            dask.workers(1)

    killer = threading.Thread(target=again_and_again, daemon=True)
    listen, _ = once(killer.start)
    monkeypatch.setattr("sim.cli.console.progress._Lines.__call__", lambda self, part: listen(part))
    words = ["run", str(file_of(drawn)), "--seed", "7", "--runs", str(RUNS), "--out", str(folder)]
    code = main([*words, "--cluster", dask.address])
    over.set()
    killer.join()
    dask.client.run_on_scheduler(lambda dask_scheduler: setattr(dask_scheduler, "allowed_failures", 3))
    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (3, "", 1)
    kept = blocks_in(folder)
    assert 0 < kept < 16
    assert f"{kept} of 16 blocks are kept, the same command with --resume goes on" in err
    assert "lost on the way" in err
    assert main([*words, "--resume"]) == 0
    assert contents_of(folder) == alone(drawn)


@pytest.mark.slow
def test_a_scheduler_that_is_killed_leaves_the_finished_blocks(drawn, tmp_path, alone, contents_of):
    pytest.importorskip("distributed", reason="needs the extra `cluster`: pip install 'status-talks[cluster]'")
    processes = Processes(tmp_path)
    try:
        scheduler, address = processes.scheduler()
        processes.worker(address)
        listen, _ = once(lambda: killed([scheduler]))
        began = time.monotonic()
        with pytest.raises(StoppedShort, match=r"lost on the way .*; \d+ of 16 blocks are kept"):
            run(drawn, RUNS, seed=7, cluster=address, keep=tmp_path / "results", on_block=listen)
        assert time.monotonic() - began < MOST_SECONDS
        run(drawn, RUNS, seed=7, keep=tmp_path / "results", resume=True)
        assert contents_of(tmp_path / "results") == alone(drawn)
    finally:
        processes.end()


@pytest.mark.slow
def test_ctrl_c_leaves_the_finished_blocks_and_the_cluster_goes_on(
    drawn, file_of, tmp_path, dask, alone, contents_of, blocks_in, started
):
    dask.workers(1)
    folder = tmp_path / "results"
    words = ["run", file_of(drawn), "--seed", "7", "--runs", RUNS, "--out", folder, "--cluster", dask.address]
    process = started(*words)
    until = time.monotonic() + MOST_SECONDS
    while time.monotonic() < until and not block_files(folder):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=MOST_SECONDS)
    kept = blocks_in(folder)
    assert (process.returncode, out) == (130, ""), err
    said = f"{folder}: interrupted; {kept} of 16 blocks are kept, the same command with --resume goes on"
    assert err.splitlines()[-1] == said
    assert main([str(word) for word in [*words, "--resume"]]) == 0
    assert contents_of(folder) == alone(drawn)


# --- what is told ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_cluster_tells_of_blocks_that_fail_and_counts_the_rest(brittle, file_of, tmp_path, dask, capsys):
    dask.workers(1)
    words = ["run", str(file_of(brittle)), "--runs", "8192", "--cluster", dask.address]
    assert main(words) == 3
    out, err = capsys.readouterr()
    assert "4,096 runs, seed 0" in out
    assert "4 blocks failed and the rest is kept" in err
    assert main([*words, "--out", str(tmp_path / "results")]) == 3
    assert list(block_files(tmp_path / "results")) == [0, 4]


@pytest.mark.slow
def test_the_address_of_a_worker_is_told_as_that(file_of, drawn, dask, capsys):
    dask.workers(1)
    (name,) = dask.addresses()
    assert main(["run", str(file_of(drawn)), "--runs", "10", "--cluster", name]) == 1
    assert capsys.readouterr() == (
        "", f"{name}: a worker of Dask answers there; give the address of its scheduler\n"
    )  # fmt: skip


@pytest.mark.slow
def test_a_worker_of_another_version_is_refused_by_name(drawn, dask):
    dask.workers(1)
    name = dask.of_another_version()
    with pytest.raises(ClusterFault, match=rf"worker {name} has status-talks 0\.0\.1, here it is .*; results could"):
        next(play_each(drawn, tasks_for(10), cluster=dask.address, wanted="counts"))


@pytest.mark.slow
def test_a_worker_of_another_version_that_joins_on_the_way_refuses(drawn, tmp_path, dask, monkeypatch):
    monkeypatch.setattr("sim.runs.play.BLOCKS_TOGETHER", 1)  # many tasks, most of which are not sent out yet
    dask.workers(1)
    listen, _ = once(dask.of_another_version)
    with pytest.raises(StoppedShort, match=r"a worker on .* has status-talks 0\.0\.1, .* blocks are kept"):
        run(drawn, 6 * RUNS, seed=7, cluster=dask.address, keep=tmp_path / "results", on_block=listen)
    assert block_files(tmp_path / "results")


@pytest.fixture
def web():
    """A real web server."""
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(quiet, directory=os.devnull)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{free}", "nonsense://here", "127.0.0.1", "tcp://127.0.0.1:{web}",
                                     "http://127.0.0.1:{web}"])  # fmt: skip
def test_where_no_scheduler_answers_one_line_says_so(drawn, file_of, tmp_path, monkeypatch, capsys, web, address):
    pytest.importorskip("distributed", reason="needs the extra `cluster`: pip install 'status-talks[cluster]'")
    monkeypatch.setattr("sim.runs.executors.PATIENCE", 1)
    address = address.format(free=free_port(), web=web)
    began = time.monotonic()
    words = ["run", str(file_of(drawn)), "--cluster", address, "--out", str(tmp_path / "results")]
    assert main(words) == 1
    assert time.monotonic() - began < 10
    out, err = capsys.readouterr()
    assert not out
    assert err == f"{address}: no Dask scheduler answers there; the form is tcp://HOST:8786\n"
    assert not (tmp_path / "results").exists()


def test_without_dask_one_line_says_what_to_install(drawn, file_of, monkeypatch, capsys):
    gc.collect()  # clients of other tests import Dask once more when they go
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["run", str(file_of(drawn)), "--cluster", "tcp://127.0.0.1:8786"]) == 1
    assert capsys.readouterr().err == '--cluster needs Dask: pip install "status-talks[cluster]"\n'
