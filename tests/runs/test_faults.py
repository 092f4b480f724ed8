"""What goes wrong is told in one line, and what was done is kept."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

import sim.runs.folder.layout
from sim.cli import main
from sim.runs.block import play_block
from sim.runs.counts import Totals
from sim.runs.ensemble import Ensemble
from sim.runs.failures import BlockFault, FolderFault, Interrupted, StoppedShort
from sim.runs.folder.layout import block_files
from sim.runs.folder.lock import HOLDER, LOCK, MARK, locked
from sim.runs.play import play_each
from sim.runs.run import run
from sim.scenario.reader import varied

BRITTLE_RUNS = 8 * 1024
BROKEN = [2, 3, 4, 7]
"""Blocks of the brittle scenario that cannot be played with seed 0."""


def said(capsys):
    out, err = capsys.readouterr()
    # On a slow machine a line tells every ten seconds how far the runs are.
    return out, [
        line for line in err.splitlines() if "warning" not in line and "runs, " not in line.partition(":")[0]
    ]


# --- a block that raises ------------------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 2])
def test_a_block_that_raises_does_not_stop_the_others(brittle, file_of, tmp_path, capsys, workers):
    folder = tmp_path / "results"
    words = ["run", file_of(brittle), "--runs", BRITTLE_RUNS, "--out", folder, "--workers", workers]
    assert main([str(word) for word in words]) == 3
    out, err = said(capsys)
    assert "4,096 runs, seed 0" in out
    assert err == [
        f"4 blocks failed and the rest is kept; seeds and tracebacks: {folder / 'failures.json'}",
        "block 2 (runs 2048 to 3071, seed 0): ValueError: an actor to whom no issue matters has no utility: "
        "at least one salience must be above 0",
    ]
    failures = json.loads((folder / "failures.json").read_text())
    assert [failure["block"] for failure in failures] == BROKEN
    assert [failure["first_run"] for failure in failures] == [2048, 3072, 4096, 7168]
    for failure in failures:
        assert failure["seed"] == "0"
        assert "normalised_salience" in failure["traceback"]
    assert [(first, pq.read_metadata(path).num_rows) for first, path in block_files(folder).items()] == [
        (0, 2048), (4, 2048),
    ]  # fmt: skip


def test_failures_are_told_in_their_order_whichever_block_was_done_first(brittle, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.runs.run.play_each", lambda *a, **k: reversed(list(play_each(*a, **k))))
    for found in (run(brittle, BRITTLE_RUNS, keep="counts"), run(brittle, BRITTLE_RUNS, keep=tmp_path / "results")):
        assert [failure.block for failure in found.failures] == BROKEN
    listed = json.loads((tmp_path / "results" / "failures.json").read_text())
    assert [failure["block"] for failure in listed] == BROKEN


def test_a_folder_with_failures_can_be_read_and_gone_on_with(brittle, tmp_path, monkeypatch, capsys):
    folder = tmp_path / "results"
    assert [failure.block for failure in run(brittle, BRITTLE_RUNS, keep=folder).failures] == BROKEN
    ensemble = Ensemble.load(folder)
    assert main(["verify-folder", str(folder)]) == 0
    assert capsys.readouterr().out.startswith(f"{folder}: 4,096 runs as they were written; 4 blocks failed, seal ")
    assert len(ensemble) == len(ensemble.table) == 4 * 1024
    assert ensemble.counts.runs == 4 * 1024
    played = []
    again = run(brittle, BRITTLE_RUNS, keep=folder, resume=True, on_block=lambda part: played.append(part.block))
    assert (played, [failure.block for failure in again.failures]) == ([0, 4], BROKEN), "those beside them again"
    # Once it can be played after all, nothing tells of a failure any longer.
    monkeypatch.setattr("sim.runs.block.play_block", _easier)
    monkeypatch.setattr("sim.runs.block.play_blocks", lambda *_, **__: [])  # each by itself
    whole = run(brittle, BRITTLE_RUNS, keep=folder, resume=True)
    assert len(whole) == BRITTLE_RUNS
    assert not (folder / "failures.json").exists()


def _easier(scenario, seed, block, places, **wanted):
    return play_block(scenario, seed, block, places, {"actors.east.salience.status": np.full(1024, 0.5)}, **wanted)


def test_without_a_folder_the_rest_is_counted(brittle, file_of, capsys):
    assert main(["run", str(file_of(brittle)), "--runs", str(BRITTLE_RUNS), "--json"]) == 3
    out, err = said(capsys)
    data = json.loads(out)
    assert (data["runs"], data["failed_blocks"]) == (4096, BROKEN)
    assert err[0] == "4 blocks failed and the rest is kept; --out DIR keeps the tracebacks"


def test_in_python_a_block_that_raises_says_which_it_was(brittle):
    with pytest.raises(BlockFault, match=r"block 2 \(runs 2048 to 3071, seed 0\): ValueError: an actor") as fault:
        run(brittle, BRITTLE_RUNS)
    assert "normalised_salience" in fault.value.failure.traceback


def test_where_no_block_can_be_played_there_is_no_table(talks, file_of, tmp_path, capsys):
    hopeless = talks({"actors.east.salience": {"status": {"choice": {0.0: 1, 1.0: 1}}, "rights": 0.0}})
    for words in (["--out", str(tmp_path / "results")], []):
        assert main(["run", str(file_of(hopeless)), "--runs", "1500", *words]) == 3
        out, err = said(capsys)
        assert not out
        assert len(err) == 1
        assert "no block could be played" in err[0]
        assert "block 0 (runs 0 to 1023, seed 0): ValueError" in err[0]
    assert len(json.loads((tmp_path / "results" / "failures.json").read_text())) == 2


# --- somebody stops it --------------------------------------------------------------------------------------


@pytest.fixture
def short(drawn, file_of):
    """A file of talks of few weeks, of which the first blocks are soon done."""
    return file_of(varied(drawn, ["process.rounds.weeks=5"]).scenario)


@pytest.mark.parametrize(("workers", "which"), [(1, signal.SIGINT), (2, signal.SIGTERM)])
def test_who_stops_it_waits_no_longer_than_two_seconds(short, tmp_path, started, blocks_in, workers, which):
    psutil = pytest.importorskip("psutil")
    folder = tmp_path / "results"
    process = started("run", short, "--runs", 2_000_000, "--workers", workers, "--out", folder)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not block_files(folder):
        time.sleep(0.05)
    children = psutil.Process(process.pid).children(recursive=True)
    assert bool(children) == (workers > 1)
    began = time.monotonic()
    os.killpg(process.pid, which)
    out, err = process.communicate()
    assert time.monotonic() - began < 2
    assert process.returncode == 130
    assert not out
    line = err.splitlines()[-1]
    kept = blocks_in(folder)
    assert line == (f"{folder}: interrupted; {kept} of 1954 blocks are kept, the same command with --resume goes on")
    assert "Traceback" not in err
    _, alive = psutil.wait_procs(children, timeout=3)
    assert not [child for child in alive if child.status() != psutil.STATUS_ZOMBIE]
    assert not (folder / LOCK).exists()
    assert not list(folder.rglob("*.part"))


@pytest.mark.parametrize("finished", [1, 2])
def test_a_block_whose_file_stands_is_kept_though_it_was_not_counted_yet(drawn, tmp_path, monkeypatch, finished):
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    run(drawn, 12_000, keep=whole)
    add, calls = Totals.__add__, iter(range(1, 100))

    def stopped(self, other):
        if next(calls) == 4 * finished:  # three times to add up those of a file
            raise KeyboardInterrupt
        return add(self, other)

    with monkeypatch.context() as patch:
        # Each file by itself, so that no counts of others are added up before they come to the folder.
        patch.setattr("sim.runs.play.BLOCKS_TOGETHER", 1)
        patch.setattr(Totals, "__add__", stopped)
        with pytest.raises(Interrupted, match=f"interrupted; {4 * finished} of 12 blocks are kept"):
            run(drawn, 12_000, keep=broken)
    assert list(block_files(broken)) == [0, 4][:finished]
    run(drawn, 12_000, keep=broken, resume=True)
    for path in [*block_files(whole).values(), whole / "weekly.parquet"]:
        assert (broken / path.relative_to(whole)).read_bytes() == path.read_bytes()


def test_workers_end_when_their_parent_is_killed(short, tmp_path, started):
    psutil = pytest.importorskip("psutil")
    process = started("run", short, "--runs", 2_000_000, "--workers", 2, "--out", tmp_path / "results")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not block_files(tmp_path / "results"):
        time.sleep(0.05)
    children = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    _, alive = psutil.wait_procs(children, timeout=10)
    assert not [child for child in alive if child.status() != psutil.STATUS_ZOMBIE]


# --- the disk -----------------------------------------------------------------------------------------------


def failing(after, number):
    """A stand-in for `Path.write_bytes` of which all calls fail after some."""
    write, calls = Path.write_bytes, iter(range(1_000))

    def write_bytes(self, data):
        if next(calls) >= after:
            write(self, data[: len(data) // 2])
            raise OSError(number, os.strerror(number), str(self))
        return write(self, data)

    return write_bytes


def test_a_disk_that_fills_up_keeps_whole_blocks(drawn, file_of, tmp_path, monkeypatch, capsys, contents):
    folder = tmp_path / "results"
    words = ["run", str(file_of(drawn)), "--runs", "18000", "--out", str(folder)]
    monkeypatch.setattr(Path, "write_bytes", failing(2, errno.ENOSPC))
    assert main(words) == 3
    out, err = said(capsys)
    assert not out
    assert err == [
        f"{folder}: no space left on device; 8 of 18 blocks are kept, the same command with --resume goes on"
    ]
    monkeypatch.undo()
    assert list(block_files(folder)) == [0, 4]
    assert main([*words, "--resume"]) == 0
    run(drawn, 18_000, keep=tmp_path / "unbroken")
    assert contents(folder) == contents(tmp_path / "unbroken")


def test_a_disk_that_is_full_at_once_leaves_nothing(drawn, file_of, tmp_path, monkeypatch, capsys):
    folder = tmp_path / "results"
    scenario = file_of(drawn)
    monkeypatch.setattr(Path, "write_bytes", failing(0, errno.ENOSPC))
    assert main(["run", str(scenario), "--runs", "18000", "--out", str(folder)]) == 1
    out, err = said(capsys)
    assert not out
    assert err == [f"{folder}: no space left on device"]
    assert not folder.exists()


def test_a_disk_too_small_for_the_rest_is_told_of_after_one_block(drawn, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 100_000}))
    with pytest.raises(StoppedShort, match=r"needs about 0\.\d GB of disk, 0\.0 GB are free; 4 of 489 blocks"):
        run(drawn, keep=tmp_path / "results", runs=500_000)


@pytest.mark.parametrize("refused", ["mkdir", "open", "write_text"])
def test_a_read_only_folder_is_told_of_before_any_work(drawn, tmp_path, monkeypatch, refused):
    folder = tmp_path / "results"

    def refuse(*_, **__):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(folder))

    def play(*_, **__):
        raise AssertionError("work was done")

    monkeypatch.setattr("sim.runs.block.play_block", play)
    monkeypatch.setattr("sim.runs.block.play_blocks", play)
    with monkeypatch.context() as patch:
        patch.setattr(*((os, "open") if refused == "open" else (Path, refused)), refuse)
        with pytest.raises(FolderFault, match=r"results(/\.lock)?: read-only file system$"):
            run(drawn, keep=folder, runs=4500)
    assert not folder.exists()


# --- two at once --------------------------------------------------------------------------------------------

HOLD = """
import sys, time
from pathlib import Path
from sim.runs.folder.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def held(folder):
    """Have another process hold a folder."""
    folder.mkdir()
    with subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


@pytest.fixture(scope="module")
def holder(tmp_path_factory):
    """A folder, and another process that holds it."""
    folder = tmp_path_factory.mktemp("held") / "results"
    with held(folder) as process:
        yield folder, process


@pytest.mark.parametrize("resume", [False, True])
def test_the_second_of_two_processes_is_refused(drawn, holder, resume):
    folder, process = holder
    with pytest.raises(FolderFault, match=f"results: process {process.pid} on .* is writing to it; wait for it"):
        run(drawn, 10, keep=folder, resume=resume)
    assert process.poll() is None
    with pytest.raises(FolderFault, match="is writing to it"):
        run(drawn, 10).save(folder)


def test_a_lock_falls_with_its_holder(drawn, tmp_path):
    folder = tmp_path / "results"
    with held(folder) as process:
        process.kill()
        process.wait()
        assert (folder / LOCK).exists()
        assert len(run(drawn, 10, keep=folder)) == 10
        assert not (folder / LOCK).exists()


@pytest.mark.parametrize("content", ["", "not JSON", "[]", '{"pid": 999999999}', '{"pid": "x", "host": 7}'])
def test_a_stale_lock_is_no_lock(tmp_path, content):
    for name in (LOCK, HOLDER):
        (tmp_path / name).write_text(content)
    with locked(tmp_path):
        assert json.loads((tmp_path / HOLDER).read_text())["pid"] == os.getpid()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", ["", "not JSON", "[]", '{"pid": 7}'])
def test_who_holds_a_lock_without_signing_is_another_process(holder, content):
    folder, _ = holder
    signed = (folder / HOLDER).read_text()
    (folder / HOLDER).write_text(content)
    with pytest.raises(FolderFault, match="results: another process is writing to it"), locked(folder):
        pass
    (folder / HOLDER).write_text(signed)


def test_where_locks_are_unknown_a_file_stands_for_one(tmp_path, monkeypatch):
    def unknown(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", unknown)
    with locked(tmp_path):
        assert (tmp_path / MARK).exists()
        with pytest.raises(FolderFault, match=f"process {os.getpid()} on .* is writing to it"), locked(tmp_path):
            pass
    assert not list(tmp_path.iterdir())
    assert sim.runs.folder.layout.block_files(tmp_path) == {}
