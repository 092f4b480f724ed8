"""Machine code is used where somebody asks for it and the compiler is there; elsewhere it is not even loaded."""

import os
import subprocess
import sys

import pytest

from sim.compiled import choice

PLAY = """
import sys
{before}
import numpy as np
import sim
from sim.runs.block import play_block
play_block(sim.read_scenario("scenarios/kosovo/baseline.yaml"), 0, 0, np.arange(2))
print([name for name in ("numba", "llvmlite", "sim.compiled.recognition") if sys.modules.get(name)])
"""
NO_COMPILER = """
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("numba", "llvmlite"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Hidden())
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name == "numba" else found(name, package)
"""


def loaded(asked, before=""):
    """Name what of the compiler a process has loaded that plays two runs."""
    environment = {**os.environ, choice.ASKS: asked}
    if asked is None:
        del environment[choice.ASKS]
    done = subprocess.run([sys.executable, "-c", PLAY.format(before=before)], env=environment, check=True,
                          capture_output=True, text=True)  # fmt: skip
    return done.stdout.strip()


@pytest.mark.parametrize("asked", [None, "", "0"])
def test_nothing_is_loaded_unless_somebody_asks(asked):
    assert loaded(asked) == "[]"


def test_without_the_compiler_runs_are_played_by_arrays():
    assert loaded("1", before=NO_COMPILER) == "[]"


def test_who_asks_has_machine_code():
    pytest.importorskip("numba")
    assert loaded("1") == "['numba', 'llvmlite', 'sim.compiled.recognition']"
