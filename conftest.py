"""What holds for all tests: those of the documentation in `sim` as well as those in `tests`."""

from __future__ import annotations

import re
import signal
from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

import sim

BEGINS_WITH_RUNS = re.compile(r"sim/(?!runs/)[\w/]+\.py::")
"""Files in whose examples something is asked of runs; those on playing itself play each time."""

# The same examples everywhere, and none is timed: how long one takes says how busy the machine is.
settings.register_profile(
    "same", max_examples=50, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("same")

collect_ignore_glob = []
if find_spec("solara") is None:
    # The examples in the page's docstrings need the extra `app`; its tests skip and say so.
    collect_ignore_glob += ["sim/views/app/*.py", "sim/views/rooms/*.py"]
if find_spec("playwright") is None:
    collect_ignore_glob += ["tests/seats/browsers.py"]  # no test, but a program that drives browsers

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell hands down to what it runs in the background that Ctrl-C is ignored; tests of Ctrl-C would wait for it.
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Lent:
    """The package as examples have it that only begin with runs."""

    def __init__(self):
        self.played = {}

    def __getattr__(self, name):
        return getattr(sim, name)

    def run(self, scenario, runs=1_000, *, seed=0, **asked):
        """Play what is asked for, or return anew what another example has played."""
        if asked or not isinstance(scenario, str):
            return sim.run(scenario, runs, seed=seed, **asked)
        if (scenario, runs, seed) not in self.played:
            self.played[scenario, runs, seed] = sim.run(scenario, runs, seed=seed)
        return replace(self.played[scenario, runs, seed])


LENT = Lent()


@pytest.fixture(autouse=True)
def taken_as_given(doctest_namespace, request):
    """Let examples in docstrings begin with what they are about: NumPy is `np`, and `sim` is there."""
    doctest_namespace.update(np=np, sim=LENT if BEGINS_WITH_RUNS.match(request.node.nodeid) else sim)
