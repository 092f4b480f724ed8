"""Whatever stops a run, whole blocks are left, and going on ends with the bytes of an unbroken run."""

import json
import os
import signal
import time

import numpy as np
import pytest

from sim.runs.ensemble import Ensemble
from sim.runs.failures import FolderFault, FolderWarning, Interrupted
from sim.runs.folder.layout import block_files, block_path
from sim.runs.folder.manifest import read_manifest, write_manifest
from sim.runs.run import run

RUNS = 18_000


class Stop:
    """Presses Ctrl-C after so many files of blocks."""

    def __init__(self, blocks):
        self.blocks = blocks

    def __call__(self, _):
        self.blocks -= 1
        if not self.blocks:
            raise KeyboardInterrupt


@pytest.fixture(scope="module")
def unbroken(drawn, tmp_path_factory, contents):
    home = tmp_path_factory.mktemp("unbroken") / "results"
    run(drawn, RUNS, keep=home)
    return contents(home)


def interrupted(scenario, folder, blocks=2, runs=RUNS, **more):
    with pytest.raises(Interrupted) as stopped:
        run(scenario, keep=folder, runs=runs, on_block=Stop(blocks), **more)
    return str(stopped.value)


def test_an_interrupted_run_says_what_is_kept_and_goes_on(drawn, tmp_path, unbroken, contents):
    folder = tmp_path / "results"
    said = interrupted(drawn, folder)
    assert said.endswith("results: interrupted; 8 of 18 blocks are kept, the same command with --resume goes on")
    assert list(block_files(folder)) == [0, 4]
    with pytest.raises(FolderFault, match="holds 8192 of 18000 runs; run again with --resume"):
        Ensemble.load(folder)
    found, played = [], []
    ensemble = run(
        drawn, RUNS, keep=folder, resume=True, on_found=found.append, on_block=lambda part: played.append(part.block)
    )
    assert (found, played) == ([8192], [8, 12, 16])
    assert contents(folder) == unbroken
    assert len(ensemble) == RUNS


@pytest.mark.parametrize("name", ["new", "."])
def test_nothing_is_left_where_no_block_was_finished(drawn, tmp_path, monkeypatch, name):
    def stop(*_, **more):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.runs.block.play_block", stop)
    with pytest.raises(Interrupted, match="no block was finished"):
        run(drawn, keep=tmp_path / name, runs=10)
    assert not list(tmp_path.iterdir())


def test_a_killed_run_leaves_whole_blocks_and_goes_on(drawn, file_of, tmp_path, started, contents):
    runs, folder = 30_000, tmp_path / "results"
    words = ("run", file_of(drawn), "--runs", runs, "--out", folder)
    process = started(*words)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and len(block_files(folder)) < 3:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    kept = block_files(folder)
    assert 3 <= len(kept) < 8, "killed before or after its work"
    # Half a block and a lock, as a kill at the worst moment leaves them.
    (folder / "runs" / f".blocks-000028-000031.parquet.{process.pid}.part").write_bytes(b"half")
    (folder / ".lock").write_text(json.dumps({"pid": process.pid}))
    run(drawn, keep=folder, runs=runs, resume=True)
    run(drawn, runs, keep=tmp_path / "unbroken")
    assert contents(folder) == contents(tmp_path / "unbroken")


def test_a_damaged_block_is_played_again(drawn, tmp_path, unbroken, contents):
    folder = tmp_path / "results"
    run(drawn, RUNS, keep=folder)
    block_path(folder, 4).write_bytes(b"PAR1")
    whole = block_path(folder, 12).read_bytes()
    block_path(folder, 12).write_bytes(whole[: len(whole) // 2])
    block_path(folder, 8).unlink()
    with pytest.warns(FolderWarning) as said:
        run(drawn, RUNS, keep=folder, resume=True)
    assert [str(one.message).partition("runs/")[2] for one in said] == [
        f"{block_path(folder, block).name}: not as it was written: cut, or no Parquet file; it is played again"
        for block in (4, 12)
    ]
    assert contents(folder) == unbroken


def test_a_finished_run_can_be_made_longer(drawn, tmp_path, unbroken, contents):
    folder, played = tmp_path / "results", []
    run(drawn, 6000, keep=folder)
    run(drawn, RUNS, keep=folder, resume=True, on_block=lambda part: played.append(part.block))
    assert played == [4, 8, 12, 16]  # the second file had fewer runs
    assert contents(folder) == unbroken


def test_going_on_with_what_is_finished_plays_nothing_and_touches_nothing(drawn, tmp_path, contents):
    folder, played = tmp_path / "results", []
    run(drawn, 1500, keep=folder)
    before = (folder / "manifest.json").read_bytes(), contents(folder)
    ensemble = run(drawn, 1500, keep=folder, resume=True, on_block=played.append)
    assert not played
    assert ((folder / "manifest.json").read_bytes(), contents(folder)) == before
    assert len(ensemble) == 1500


def test_a_saved_ensemble_can_be_gone_on_with(drawn, tmp_path, unbroken, contents):
    played = []
    run(drawn, 8192).save(tmp_path / "results")
    run(drawn, RUNS, keep=tmp_path / "results", resume=True, on_block=lambda part: played.append(part.block))
    assert played == [8, 12, 16]
    assert contents(tmp_path / "results") == unbroken


@pytest.mark.parametrize(
    ("chosen", "runs"),
    [(range(1000, 2000), 1000), ([17, 18, 19], 3), ([3, 4711], 2), ([4711], 10), (range(0, 4096, 2), 9000)],
)
def test_a_folder_of_chosen_runs_is_not_gone_on_with(drawn, tmp_path, contents, chosen, runs):
    folder, played = tmp_path / "results", []
    run(drawn, np.array(chosen)).save(folder)
    before = contents(folder)
    with pytest.raises(FolderFault) as fault:
        run(drawn, runs, keep=folder, resume=True, on_block=played.append)
    assert str(fault.value) == (
        f"{folder}: cannot go on, it is of chosen runs, and not of the first so many; name a new folder"
    )
    assert not played
    assert contents(folder) == before


def test_going_on_from_nothing_begins(drawn, tmp_path, unbroken, contents):
    run(drawn, RUNS, keep=tmp_path / "results", resume=True)
    assert contents(tmp_path / "results") == unbroken


def test_other_work_is_refused(drawn, talks, tmp_path):
    folder = tmp_path / "results"
    interrupted(drawn, folder)
    listed = sorted(folder.rglob("*"))
    other = talks()
    for scenario, runs, seed, reason in (
        (drawn, RUNS, 1, "cannot go on, seed 0 was used there and 1 is asked for; name a new folder"),
        (other, RUNS, 0, f"scenario {drawn.hash} was used there and {other.hash} is asked for"),
        (drawn, 2000, 0, "it is of 18000 runs and 2000 are asked for; give --runs 18000 or more"),
    ):
        with pytest.raises(FolderFault) as fault:
            run(scenario, runs, seed=seed, keep=folder, resume=True)
        assert reason in str(fault.value)
        assert "\n" not in str(fault.value)
    assert sorted(folder.rglob("*")) == listed


@pytest.mark.parametrize(
    ("part", "value", "reason"),
    [
        ("version", "0.0.9", "cannot go on, version of sim 0.0.9 was used there and "),
        ("block_runs", 512, "size of blocks 512 was used there and 1024"),
        ("libraries", {"numpy": "1.0", "scipy": "1", "pyarrow": "1"}, "numpy 1.0 was used there and "),
    ],
)
def test_another_version_is_refused(drawn, tmp_path, part, value, reason):
    folder = tmp_path / "results"
    interrupted(drawn, folder)
    write_manifest(folder, read_manifest(folder).model_copy(update={part: value}))
    with pytest.raises(FolderFault, match=reason):
        run(drawn, RUNS, keep=folder, resume=True)


def test_without_resume_what_is_there_is_safe(drawn, tmp_path):
    folder = tmp_path / "results"
    interrupted(drawn, folder)
    with pytest.raises(FolderFault, match="holds something already"):
        run(drawn, RUNS, keep=folder)
    assert list(block_files(folder)) == [0, 4]
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "to_anna.txt").write_text("Dear Anna")
    with pytest.raises(FolderFault, match="holds something already"):
        run(drawn, RUNS, keep=tmp_path / "letters", resume=True)
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["to_anna.txt"]
