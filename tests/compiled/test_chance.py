"""Numbers of a few runs, drawn by themselves, are those that the whole stream has for them."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.chance.remembered import Remembered
from sim.chance.streams import BLOCK_RUNS, FEW, LARGEST_SEED, Streams
from sim.compiled import choice
from sim.compiled.chance import numbers_at

pytest.importorskip("numba")

BLOCKS = st.lists(st.integers(0, 10**7), min_size=1, max_size=3, unique=True)


@given(
    seed=st.integers(0, LARGEST_SEED), blocks=BLOCKS, week=st.none() | st.integers(0, 500), row=st.integers(0, 200),
    path=st.lists(st.text(max_size=4), min_size=1, max_size=3), last=st.none() | st.sets(st.integers(0, 1023)),
    some=st.lists(st.floats(0, 1, exclude_max=True), max_size=9),
)  # fmt: skip
def test_a_few_runs_have_the_numbers_of_the_whole_stream(seed, blocks, week, row, path, last, some):
    places = None if not last else np.array(sorted(last))
    with pytest.MonkeyPatch.context() as asking:
        asking.setenv(choice.ASKS, "1")
        asking.setattr("sim.chance.streams.FEW", 0.1)
        streams = Streams(seed, blocks[0], places, tuple(blocks[1:]))
    whole = streams.uniform(*path, week=week, row=row)
    runs = np.array([int(share * len(whole)) for share in some], dtype=np.int64)
    assert streams.uniform_of(runs, *path, week=week, row=row).tobytes() == whole[runs].tobytes()


def asked_of_machine_code(monkeypatch, streams: Streams, share: float) -> bool:
    asked = []
    monkeypatch.setattr("sim.compiled.chance.numbers_at", lambda *what: asked.append(what) or numbers_at(*what))
    streams.uniform_of(np.arange(int(share * BLOCK_RUNS)), "envoy", week=3)
    return bool(asked)


def test_machine_code_draws_where_few_are_asked_for_and_nothing_is_to_be_kept(monkeypatch):
    monkeypatch.setenv(choice.ASKS, "1")
    assert asked_of_machine_code(monkeypatch, Streams(1, 2), 0.9 / FEW)
    assert not asked_of_machine_code(monkeypatch, Streams(1, 2), 1.1 / FEW)
    assert not asked_of_machine_code(monkeypatch, Streams(1, 2, remembered=Remembered()), 0.01)
    monkeypatch.delenv(choice.ASKS)
    assert not asked_of_machine_code(monkeypatch, Streams(1, 2), 0.01)


def test_without_being_asked_for_numba_is_not_loaded():
    said = (
        "import sys, numpy as np\nfrom sim.chance.streams import Streams\n"
        "print(Streams(1, 2).uniform_of(np.arange(3), 'envoy').shape, 'numba' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True, env={})
    assert told.stdout == "(3,) False\n"
