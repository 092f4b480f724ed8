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

from typing import TYPE_CHECKING

from sim.runs import draw_with
from sim.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

    from sim.runs.ensemble import Ensemble
    from sim.runs.run import run
    from sim.scenario.reader import read_scenario

__all__ = ["Ensemble", "__version__", "load", "plot", "read_scenario", "run"]


def load(folder: str | Path) -> Ensemble:
    """Read a results folder back.

    Parameters
    ----------
    folder : str or path
        A results folder.

    Returns
    -------
    Ensemble
        Its rows stay on disk until they are asked for.

    Raises
    ------
    FolderFault
        If it is no whole results folder.

    Examples
    --------
    >>> import sim, tempfile
    >>> folder = sim.run("scenarios/kosovo/five_actors.yaml", runs=10).save(tempfile.mkdtemp())
    >>> len(sim.load(folder))
    10
    """
    from sim.runs.ensemble import Ensemble

    return Ensemble.load(folder)


def plot(ensemble: Ensemble, name: str = "outcomes") -> Figure:
    """Draw a figure of an ensemble.

    Parameters
    ----------
    ensemble : Ensemble
        The runs.
    name : str
        Name of the figure; `sim plot --list` lists them.

    Returns
    -------
    matplotlib.figure.Figure
        The figure, to be shown, changed or saved.

    Examples
    --------
    >>> import sim
    >>> len(sim.plot(sim.run("scenarios/kosovo/five_actors.yaml", runs=10), "outcomes").axes)
    1
    """
    from sim.views.figures.registry import draw

    return draw(ensemble, name)


draw_with(plot)


def __getattr__(name: str) -> object:
    """Import what is asked for only then, so that the command line answers at once."""
    if name == "Ensemble":
        from sim.runs.ensemble import Ensemble

        return Ensemble
    if name == "run":
        from sim.runs.run import run

        return run
    if name == "read_scenario":
        from sim.scenario.reader import read_scenario

        return read_scenario
    raise AttributeError(f"module 'sim' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List what can be asked for, also what is not imported yet."""
    return sorted(__all__)
