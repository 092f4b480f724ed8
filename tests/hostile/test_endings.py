"""Runs that are ended from outside: one line, nobody and nothing left behind, and what is done is on the disk."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from sim.cli import main
from sim.runs.folder.layout import FILE_BLOCKS, block_files
from sim.runs.processes import HELD, PREFIX, SETTLED, _written_down
from sim.runs.run import run
from sim.scenario.reader import varied

psutil = pytest.importorskip("psutil")

MOST_SECONDS = 120
BLOCKS = 20
LONG_RUN = ("--seed", "7", "--runs", "400000", "--workers", "2")


def workers_of(process):
    """The processes that play for another one, and not those that only keep its books."""
    kept = psutil.Process(process).children(recursive=True)
    return [child for child in kept if "tracker" not in " ".join(child.cmdline())]


# --- Ctrl-C ----------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="Windows stops no processes and sends Ctrl-C in another way")
@pytest.mark.parametrize("stopped", [False, True], ids=["", "with workers that are stopped"])
def test_ctrl_c_pressed_often_leaves_one_line_and_nobody(
    stopped, drawn, file_of, tmp_path, started, blocks_in, monkeypatch
):
    (tmp_path / "passing").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "passing"))
    folder = tmp_path / "results"
    soon_done = varied(drawn, ["process.rounds.weeks=5"]).scenario
    process = started("run", file_of(soon_done), *LONG_RUN, "--out", folder)
    until = time.monotonic() + MOST_SECONDS
    while time.monotonic() < until and not block_files(folder):
        time.sleep(0.05)
    children = psutil.Process(process.pid).children(recursive=True)
    assert len(workers_of(process.pid)) >= 2
    for worker in workers_of(process.pid) if stopped else []:
        worker.suspend()
    for _ in range(20):
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.03)
    out, err = process.communicate(timeout=20)
    kept = blocks_in(folder)
    told = [line for line in err.splitlines() if " runs, " not in line]  # a slow machine tells how far it is
    assert (process.returncode, out) == (130, "")
    assert told == [f"{folder}: interrupted; {kept} of 391 blocks are kept, the same command with --resume goes on"]
    _, alive = psutil.wait_procs(children, timeout=5)
    assert not [child for child in alive if child.status() != psutil.STATUS_ZOMBIE]
    assert not list((tmp_path / "passing").iterdir())
    assert not list(folder.rglob("*.part"))


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C in another way")
def test_ctrl_c_as_the_workers_start_leaves_one_line_of_a_question_too(tmp_path, started):
    """Workers that still imported told of it at length, and so did the thread that had more tasks than they took."""
    words = ["--actor", "upland", "--runs", 4096, "--workers", 2, "--figure", tmp_path / "drawn.png"]
    process = started("levers", "sim/data/starter.yaml", *words)
    until, children = time.monotonic() + MOST_SECONDS, []
    while time.monotonic() < until and len(workers_of(process.pid)) < 2:
        time.sleep(0.02)
    children = psutil.Process(process.pid).children(recursive=True)
    for _ in range(20):
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.02)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err.splitlines()[-1:]) == (130, "", ["interrupted"])
    assert "Traceback" not in err
    _, alive = psutil.wait_procs(children, timeout=5)
    assert not [child for child in alive if child.status() != psutil.STATUS_ZOMBIE]
    assert not list(tmp_path.iterdir())


# --- workers that are killed ---------------------------------------------------------------------------------------


def test_workers_killed_three_times_leave_the_finished_blocks_and_the_same_command_goes_on(
    drawn, file_of, tmp_path, contents, monkeypatch, capsys
):
    folder, over = tmp_path / "results", threading.Event()
    monkeypatch.setattr("sim.runs.play.BLOCKS_TOGETHER", 2)  # so that the first are done long before the last

    def kill_them():
        while not over.wait(0.05):
            for worker in psutil.Process().children():
                with contextlib.suppress(psutil.Error):  # gone already
                    if "loky" in " ".join(worker.cmdline()) and "tracker" not in " ".join(worker.cmdline()):
                        worker.kill()

    killer = threading.Thread(target=kill_them, daemon=True)
    monkeypatch.setattr("sim.cli.console.progress._Lines.__call__",
                        lambda self, part: killer.start() if killer.ident is None else None)  # fmt: skip
    words = ["run", str(file_of(drawn)), "--seed", "7", "--runs", str(BLOCKS * 1024), "--out", str(folder)]
    code = main([*words, "--workers", "2"])
    over.set()
    killer.join()
    out, err = capsys.readouterr()
    kept = [block for first in block_files(folder) for block in range(first, first + FILE_BLOCKS)]
    assert (code, out) == (3, "")
    assert 0 < len(kept) < BLOCKS
    assert err == (
        f"{folder}: processes were ended from outside 3 times; the memory may not do for so many workers; "
        f"{len(kept)} of {BLOCKS} blocks are kept, the same command with --resume goes on\n"
    )
    failed = [failure["block"] for failure in json.loads((folder / "failures.json").read_text(encoding="utf-8"))]
    assert sorted([*kept, *failed]) == list(range(BLOCKS))
    assert main([*words, "--resume"]) == 0
    assert not (folder / "failures.json").exists()
    run(drawn, BLOCKS * 1024, seed=7, keep=tmp_path / "alone")
    assert contents(folder) == contents(tmp_path / "alone")


HOLDS = """
import sys
from filelock import FileLock
lock = FileLock(sys.argv[1], timeout=0)
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_what_a_killed_process_left_in_the_temporary_folder_the_next_clears(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = {name: tmp_path / f"{PREFIX}{name}" for name in ("killed", "at work", "new", "of others")}
    for folder in left.values():
        folder.mkdir()
        (folder / "work").write_bytes(b"much")
    for name in ("killed", "at work", "new"):
        (left[name] / HELD).touch()
    long_ago = time.time() - SETTLED - 1
    for name in ("killed", "at work"):
        os.utime(left[name] / HELD, (long_ago, long_ago))
    (tmp_path / f"{PREFIX}link").symlink_to(left["of others"])
    with subprocess.Popen([sys.executable, "-c", HOLDS, str(left["at work"] / HELD)], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as holder:  # fmt: skip
        assert holder.stdout.readline().strip() == b"held"
        os.utime(left["at work"] / HELD, (long_ago, long_ago))
        with _written_down(len) as folder:
            assert not left["killed"].exists()
            assert all((left[name] / "work").exists() for name in ("at work", "new", "of others"))
            os.utime(folder / HELD, (long_ago, long_ago))
            with _written_down(len):
                assert (folder / "work").exists()
    assert not folder.exists()


# --- a power cut ----------------------------------------------------------------------------------------------------


def test_every_file_is_on_the_disk_before_it_has_its_name_and_the_name_before_anything_else(
    drawn, tmp_path, monkeypatch
):
    """What a power cut at any moment leaves under its name is whole: written, flushed, named, the name flushed."""
    folder, done, flush, rename = tmp_path / "results", [], os.fsync, os.replace

    def flushes(handle):
        found = os.fstat(handle)
        done.append(("flush", found.st_ino, found.st_size))
        flush(handle)

    def renames(source, target, **more):
        found, home = Path(source).stat(), Path(target).parent.stat()
        done.append(("name", found.st_ino, found.st_size, os.fspath(target), home.st_ino))
        rename(source, target, **more)

    monkeypatch.setattr(os, "fsync", flushes)
    monkeypatch.setattr(os, "replace", renames)
    run(drawn, 8_300, seed=7, keep=folder)
    monkeypatch.undo()
    named = [place for place, (kind, *_) in enumerate(done) if kind == "name"]
    for place in named:
        _, file, size, _, home = done[place]
        assert ("flush", file, size) in done[:place], "the file, as long as it is now, was flushed before"
        assert done[place + 1][:2] == ("flush", home), "and then the folder that has its name"
    names = [os.path.relpath(done[place][3], folder) for place in named]
    blocks = [f"runs/blocks-{first:06d}-{first + 3:06d}.parquet" for first in (0, 4, 8)]
    assert names == ["scenario.yaml", "manifest.json", *blocks, "weekly.parquet", "manifest.json"]
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert set(names) == there
