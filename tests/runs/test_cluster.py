"""Blocks on a Dask scheduler give the bytes of this machine, whatever becomes of its workers."""

import gc
import json
import socket
import subprocess
import sys
import time

import pytest

from sim.cli import main
from sim.runs.failures import ClusterFault
from sim.runs.folder.layout import block_files
from sim.runs.play import play_each, tasks_for
from sim.runs.run import run

RUNS = 40 * 1024
MOST_SECONDS = 60
"""How long the scheduler and its workers may take to start; seconds as a rule, more on a busy machine."""


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture
def dask(tmp_path):
    """The address of a scheduler on this machine, and two workers in processes of their own, all of them ready."""
    distributed = pytest.importorskip(
        "distributed", reason="needs the extra `cluster`: pip install 'status-talks[cluster]'"
    )
    processes, told = [], tmp_path / "scheduler.json"

    def start(*words):
        processes.append(subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", *words], cwd=tmp_path,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ))  # fmt: skip
        return processes[-1]

    try:
        # The scheduler takes a port that is free and tells which: one chosen here could be gone before it starts.
        start("distributed.cli.dask_scheduler", "--host", "tcp://127.0.0.1:0", "--scheduler-file", str(told),
              "--no-dashboard", "--no-show")  # fmt: skip
        address = told_address(told, processes[0])
        workers = [
            start("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny",
                  "--host", "127.0.0.1", "--local-directory", str(tmp_path / f"worker-{number}"))
            for number in range(2)
        ]  # fmt: skip
        with distributed.Client(address, timeout=MOST_SECONDS, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=MOST_SECONDS)
        yield address, workers
    finally:
        for process in processes:
            process.kill()
            process.wait()


def told_address(told, scheduler):
    """Wait until the scheduler has written where it listens."""
    until = time.monotonic() + MOST_SECONDS
    while time.monotonic() < until:
        assert scheduler.poll() is None, "the scheduler ended at once"
        if told.exists() and (text := told.read_text(encoding="utf-8")).endswith("}"):
            return json.loads(text)["address"]
        time.sleep(0.1)
    raise AssertionError("the scheduler did not start in time")


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(drawn, tmp_path, dask, contents):
    address, workers = dask
    done = []

    def lose_one(part):
        done.append(part.block)
        if len(done) == 20:
            workers[0].kill()
            workers[0].wait()

    ensemble = run(drawn, RUNS, seed=7, cluster=address, keep=tmp_path / "results", on_block=lose_one)
    assert workers[0].poll() is not None
    assert len(ensemble) == RUNS
    assert not ensemble.failures
    assert sorted(done) == list(range(40))
    run(drawn, RUNS, seed=7, keep=tmp_path / "alone")
    assert contents(tmp_path / "results") == contents(tmp_path / "alone")


@pytest.mark.slow
def test_a_cluster_tells_of_blocks_that_fail_and_counts_the_rest(brittle, file_of, tmp_path, dask, capsys):
    address, _ = dask
    words = ["run", str(file_of(brittle)), "--runs", "8192", "--cluster", address]
    assert main(words) == 3
    out, err = capsys.readouterr()
    assert "4,096 runs, seed 0" in out
    assert "4 blocks failed and the rest is kept" in err
    assert main([*words, "--out", str(tmp_path / "results")]) == 3
    assert list(block_files(tmp_path / "results")) == [0, 1, 5, 6]


@pytest.mark.slow
def test_a_cluster_with_other_versions_is_refused(drawn, dask, monkeypatch):
    address, _ = dask
    monkeypatch.setattr("sim.runs.executors.versions", lambda: {"status-talks": "9", "numpy": "1", "scipy": "1",
                                                                  "pyarrow": "1"})  # fmt: skip
    with pytest.raises(ClusterFault, match=r"worker .* has status-talks .*, here it is 9; results could differ"):
        next(play_each(drawn, tasks_for(10), cluster=address, wanted="counts"))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{port}", "nonsense://here", "127.0.0.1"])
def test_where_no_scheduler_answers_one_line_says_so(drawn, file_of, tmp_path, monkeypatch, capsys, address):
    pytest.importorskip("distributed", reason="needs the extra `cluster`: pip install 'status-talks[cluster]'")
    monkeypatch.setattr("sim.runs.executors.PATIENCE", 1)
    address = address.format(port=free_port())
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
