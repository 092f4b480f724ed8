"""Ctrl-C before anything has begun: exit code 130 and no traceback, however early it comes."""

import itertools
import os
import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C in another way")

WORDS = ["run", "scenarios/kosovo/five_actors.yaml", "--runs", "20000"]
STARTS = """
import sys, sim.cli

class Tells:
    def find_spec(self, name, path, target=None):
        if name == "sim.cli.program":
            print("begun", flush=True)

sys.meta_path.insert(0, Tells())
sys.exit(sim.cli.main(sys.argv[1:]))
"""
"""Tells when the program has begun: from here on an interrupt is its own affair and no longer Python's."""
AT_IMPORT = """
import os, signal, sys, sim.cli

class Interrupts:
    def find_spec(self, name, path, target=None):
        if name == sys.argv[1]:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupts())
sys.exit(sim.cli.main(sys.argv[2:]))
"""
SWALLOWED = """
import os, signal, sys, types, weakref, sim.cli

def press():
    os.kill(os.getpid(), signal.SIGINT)

def within(way):
    if way == "a bare except":
        try:
            press()
        except:
            pass
    elif way == "an error that says something else":
        try:
            press()
        except BaseException as error:
            raise ImportError("no such library") from error
    elif way == "a callback":
        class Kept: pass
        kept = Kept()
        weakref.finalize(kept, press)
        del kept

class Swallows:
    done = False

    def find_spec(self, name, path, target=None):
        if name == sys.argv[1] and not Swallows.done:
            Swallows.done = True
            within(sys.argv[2])

sys.meta_path.insert(0, Swallows())
if sys.argv[1] == "in play":
    import sim.runs.block
    played = sim.runs.block.play_block
    sim.runs.block.play_blocks = lambda *_, **__: []
    sim.runs.block.play_block = lambda *words, **more: (within(sys.argv[2]), played(*words, **more))[1]
sys.exit(sim.cli.main(sys.argv[3:]))
"""
"""Presses Ctrl-C while a library is imported, or a block is played, where something swallows what that raises."""


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.9])
def test_an_interrupt_soon_after_the_start_leaves_no_traceback(delay, request):
    command = [sys.executable, "-c", STARTS, *WORDS]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=request.config.rootpath
    ) as started:
        assert started.stdout.readline() == "begun\n"
        time.sleep(delay)
        started.send_signal(signal.SIGINT)
        out, err = started.communicate(timeout=60)
    assert started.returncode == 130
    assert out == ""
    # Typer of 2024 first ends the line on which the terminal shows ^C.
    assert err.removeprefix("\n") in {"", "interrupted\n", "interrupted; nothing is kept\n"}


VERBS = ("run", "check", "plot", "theory", "report", "--help")


@pytest.mark.parametrize(("module", "verb"), [
    ("typer", "run"), ("sim.cli.program", "--help"),  # before anything is known of the verb
    *itertools.product(("sim.cli.verbs.theory", "sim.scenario.faults"), VERBS),
])  # fmt: skip
def test_an_interrupt_while_a_module_is_imported_leaves_no_traceback(module, verb):
    command = [sys.executable, "-c", AT_IMPORT, module, verb]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")


@pytest.mark.parametrize(("module", "way"), [
    ("pyarrow.parquet", "a bare except"), ("scipy.special._ufuncs", "an error that says something else"),
    ("scipy.special._ufuncs", "a callback"),
])  # fmt: skip
def test_an_interrupt_that_an_import_swallows_is_obeyed_all_the_same(module, way, tmp_path):
    words = [module, way, "run", WORDS[1], "--runs", "20000", "--out", str(tmp_path / "results")]
    done = subprocess.run(
        [sys.executable, "-c", SWALLOWED, *words], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (130, "")
    (line,) = done.stderr.removeprefix("\n").splitlines()
    assert "interrupted" in line


@pytest.mark.parametrize("way", ["a bare except", "a callback"])
def test_an_interrupt_that_is_swallowed_in_play_is_obeyed_all_the_same(way):
    words = ["in play", way, "run", WORDS[1], "--runs", "20000"]
    done = subprocess.run(
        [sys.executable, "-c", SWALLOWED, *words], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.removeprefix("\n") == "interrupted; nothing is kept\n"


def test_interrupts_that_are_ignored_stay_ignored(request):
    code = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n" + AT_IMPORT
    done = subprocess.run([sys.executable, "-c", code, "typer", "--version"], capture_output=True, check=False)
    assert done.returncode == 0
    assert done.stdout.startswith(b"sim ")


def test_afterwards_an_interrupt_is_what_it_was():
    code = "import signal, sim.cli; sim.cli.main(['--version']); print(signal.getsignal(signal.SIGINT).__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1] == "default_int_handler"


def test_another_thread_may_call_it_too():
    code = (
        "import threading, sim.cli; codes = []; "
        "thread = threading.Thread(target=lambda: codes.append(sim.cli.main(['--version']))); "
        "thread.start(); thread.join(); print(codes)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1] == "[0]"
