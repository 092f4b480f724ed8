"""The figures, by name. A new one is one function here or in a file of its own, and one line in `FIGURES`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.views.outcomes import draw_outcomes
from sim.views.timeline import draw_timeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from sim.ensemble.ensemble import Ensemble

__all__ = ["FIGURES", "Shown", "draw", "figures_for"]


class Shown(NamedTuple):
    """A figure that can be drawn of an ensemble."""

    draws: Callable[[Ensemble], Figure]
    says: str
    applies: Callable[[Ensemble], bool] = lambda _: True


FIGURES: dict[str, Shown] = {
    "outcomes": Shown(draw_outcomes, "how often each outcome came about, with 95 % intervals"),
    "timeline": Shown(draw_timeline, "in which stage the runs stand, week by week, with dated events"),
}
"""Every figure with what it shows."""


def draw(ensemble: Ensemble, name: str) -> Figure:
    """Draw a figure by name.

    Raises
    ------
    ValueError
        If there is no figure of that name.
    """
    if name not in FIGURES:
        raise ValueError(f"no figure is called {name!r}; there are: {', '.join(FIGURES)}")
    return FIGURES[name].draws(ensemble)


def figures_for(ensemble: Ensemble) -> list[str]:
    """Name the figures that an ensemble has the data for."""
    return [name for name, shown in FIGURES.items() if shown.applies(ensemble)]
