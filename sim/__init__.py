"""Plays thousands of histories of an international negotiation.

A scenario says who wants what, how much it matters and what they fall back on;
an ensemble of runs shows how the talks could have ended, how often and why.

Examples
--------
>>> import sim
>>> sim.run("scenarios/kosovo/five_actors.yaml", runs=100).summary()["runs"]
100
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.version import __version__

if TYPE_CHECKING:
    from sim.runs.ensemble import Ensemble, run
    from sim.scenario.reader import read_scenario

__all__ = ["Ensemble", "__version__", "read_scenario", "run"]

_HOMES = {
    "Ensemble": "sim.runs.ensemble",
    "run": "sim.runs.ensemble",
    "read_scenario": "sim.scenario.reader",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for only then, so that the command line answers at once."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List what can be asked for, also what is not imported yet."""
    return sorted(__all__)
