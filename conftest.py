"""What holds for all tests: those of the documentation in `sim` as well as those in `tests`."""

from __future__ import annotations

import signal
from importlib.util import find_spec

import numpy as np
import pytest

import sim

collect_ignore_glob = []
if find_spec("solara") is None:
    # The examples in the page's docstrings need the extra `app`; its tests skip and say so.
    collect_ignore_glob += ["sim/views/app/*.py", "sim/views/rooms/*.py"]

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell hands down to what it runs in the background that Ctrl-C is ignored; tests of Ctrl-C would wait for it.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def taken_as_given(doctest_namespace):
    """Let examples in docstrings begin with what they are about: NumPy is `np`, and `sim` is there."""
    doctest_namespace.update(np=np, sim=sim)
