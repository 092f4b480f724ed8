"""Memory does not grow with runs: blocks are written as they end and dropped, and models are forgotten."""

import gc
import subprocess
import sys
import weakref

import pytest

from sim.model import StatusTalks
from sim.runs.block import play_some
from sim.runs.play import BLOCKS_TOGETHER

PEAK = """
import resource, sys
from sim.cli import main
code = main(["run", sys.argv[1], "--runs", sys.argv[2], *sys.argv[3:]])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
sys.exit(code)
"""


def peak(scenario, runs, *words):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PEAK, str(scenario), str(runs), *map(str, words)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(done.stdout.split()[-1])


@pytest.mark.parametrize("kept", [True, False], ids=["folder", "counted"])
def test_the_peak_does_not_grow_with_runs(drawn, file_of, tmp_path, kept):
    scenario = file_of(drawn)
    few, many = (
        peak(scenario, runs, *(("--out", tmp_path / str(runs)) if kept else ()))
        for runs in (BLOCKS_TOGETHER * 1024, 72 * 1024)
    )
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
