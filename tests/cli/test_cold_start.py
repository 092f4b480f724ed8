"""What `sim` is spared between being called and its answer."""

import gc
import subprocess
import sys

import pytest

import sim.cli

FIVE_ACTORS = "scenarios/kosovo/five_actors.yaml"
LOOKED = """
import atexit, gc, sys, sim.cli
atexit.register(lambda: print(sum(part["collections"] for part in gc.get_stats())))
sim.cli.main()
"""
"""Tells as a process ends how often the collector has looked."""


def test_the_collector_hardly_looks_while_a_play_is_got_ready():
    said = subprocess.run(
        [sys.executable, "-c", LOOKED, "run", FIVE_ACTORS, "--runs", "5"], capture_output=True, text=True, check=True
    ).stdout.splitlines()[-1]
    assert int(said) < 30  # with Python's own thresholds it looks more than 400 times


def test_whoever_calls_the_program_has_the_collector_back_as_it_was(capsys):
    often = gc.get_threshold()
    sim.cli.main(["--version"])
    assert gc.get_threshold() == often


BROUGHT = """
import atexit, sys, sim.cli
atexit.register(lambda: print(*sys.modules))
sim.cli.main()
"""
"""Tells as a process ends which modules it has imported."""
SLOW = {
    "asyncio", "matplotlib", "networkx", "numpy.f2py", "numpy.testing", "pandas", "pyarrow.compute", "scipy.optimize",
    "scipy.spatial", "scipy.special", "scipy.stats", "tqdm",
}  # fmt: skip
OF_FOLDERS = {"filelock", "sim.runs.folder.saving", "sim.runs.folder.writer", "sim.runs.processes"}


@pytest.mark.parametrize("kept", [False, True])
def test_a_run_does_not_wait_for_what_it_has_no_need_of(kept, tmp_path):
    words = ["run", FIVE_ACTORS, "--runs", "5", *(["--out", tmp_path / "kept"] if kept else [])]
    said = subprocess.run([sys.executable, "-c", BROUGHT, *words], capture_output=True, text=True, check=True)
    brought = said.stdout.splitlines()[-1].split()
    assert "sim.model" in brought
    assert sorted((SLOW if kept else SLOW | OF_FOLDERS) & set(brought)) == []
