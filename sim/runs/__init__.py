"""Many runs: playing blocks, tables of results, storage, comparison and questions asked of an ensemble.

What draws an ensemble stands above this package and is named here, so that `Ensemble.plot` needs no import upward.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.runs.ensemble import Ensemble

__all__ = ["draw", "draw_with"]

Draws = Callable[["Ensemble", str], "Figure"]

_draws: list[Draws] = []


def draw_with(function: Draws) -> None:
    """Name the function that draws a figure of an ensemble by its name."""
    _draws[:] = [function]


def draw(ensemble: Ensemble, name: str) -> Figure:
    """Draw a figure of an ensemble by its name.

    Raises LookupError if nothing that draws has been named.
    """
    if not _draws:
        raise LookupError("nothing that draws figures is known; `import sim` names it")
    return _draws[0](ensemble, name)
