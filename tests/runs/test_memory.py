"""Memory does not grow with runs: blocks are written as they end and dropped, and models are forgotten."""

import gc
import subprocess
import sys
import weakref

import numpy as np
import pytest

from sim.model import StatusTalks
from sim.runs.block import SELDOM, model_of, play_some
from sim.runs.play import BLOCKS_TOGETHER

PEAKS = """
import resource, sys
from sim.cli import main
scenario, folder, *runs = sys.argv[1:]
for each in runs:
    assert main(["run", scenario, "--runs", each, *(["--out", f"{folder}/{each}"] if folder else [])]) == 0
    print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peaks(scenario, folder, *runs):
    """The peak of one process after each of some numbers of runs."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PEAKS, str(scenario), str(folder), *map(str, runs)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [int(line.split()[1]) for line in done.stdout.splitlines() if line.startswith("peak")]


@pytest.mark.parametrize("kept", [True, False], ids=["folder", "counted"])
def test_the_peak_does_not_grow_with_runs(drawn, file_of, tmp_path, kept):
    few, many = peaks(file_of(drawn), tmp_path if kept else "", BLOCKS_TOGETHER * 1024, 72 * 1024)
    assert many < 1.1 * few


def test_what_is_large_is_gone_before_the_next_block_is_set_up(drawn, monkeypatch):
    known, left = [], []
    settle = StatusTalks.settle

    def watched(model):
        settle(model)
        left.append(sum(part() is not None for part in known))
        east = model.actors["east"]
        parts = (model.world, model.world.on_table, east.position, east.lasting, model.stages[0].protocol.last)
        known.extend(weakref.ref(part) for part in (*parts, model.whereabouts.stage, model.whereabouts.standing_of))

    monkeypatch.setattr(StatusTalks, "settle", watched)
    gc.disable()  # Python's own turn might come in between, and hide that nobody asks for one
    try:
        for block in range(3):
            play_some(drawn, 0, [(block, None)])
    finally:
        gc.enable()
    assert len(known) == 21
    assert left == [0, 0, 0]


def test_a_model_that_cannot_be_made_is_forgotten_too(brittle):
    def living():
        gc.collect()
        return sum(type(one) is StatusTalks for one in gc.get_objects())

    before = living()
    done = play_some(brittle, 0, [(3, None), (4, None)])
    assert [type(part).__name__ for part in done] == ["BlockFailure", "BlockFailure"]
    assert living() == before


@pytest.mark.parametrize(("before", "meanwhile"), [(700, SELDOM), (200_000, 200_000), (0, 0)])
def test_the_collector_looks_seldom_while_runs_are_played_and_as_before_afterwards(drawn, before, meanwhile):
    kept = gc.get_threshold()
    try:
        gc.set_threshold(before, *kept[1:])
        with model_of(drawn, 0, 0, np.arange(2)):
            assert gc.get_threshold() == (meanwhile, *kept[1:])
        assert gc.get_threshold() == (before, *kept[1:])
    finally:
        gc.set_threshold(*kept)


def test_the_collector_looks_as_before_when_the_last_of_models_that_overlap_is_done(drawn):
    before = gc.get_threshold()
    first, second = (model_of(drawn, 0, 0, np.arange(2)) for _ in range(2))
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gc.get_threshold()[0] == SELDOM
    second.__exit__(None, None, None)
    assert gc.get_threshold() == before
