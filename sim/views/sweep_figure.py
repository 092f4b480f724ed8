"""The figure of a sweep: lines with bands over one number, a heat map over two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.version import __version__
from sim.views.canvas import new_figure, tidy
from sim.views.palette import INK, QUIET, outcome_colours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.ensemble.sweep import Axis, Sweep

__all__ = ["draw_sweep"]


def draw_sweep(swept: Sweep, outcomes: Sequence[str]) -> Figure:
    """Draw the shares of outcomes over one number, or of the first outcome named over two.

    Parameters
    ----------
    swept : Sweep
        Over one number or two.
    outcomes : sequence of str
        Which outcomes; of a sweep over two numbers the first alone is drawn.

    Returns
    -------
    matplotlib.figure.Figure
        Lines with 95 per cent bands, or a heat map.

    Examples
    --------
    >>> from sim.ensemble.sweep import axis_from, sweep
    >>> from sim.scenario.reader import read_scenario
    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> swept = sweep(five, [axis_from("actors.russia.blocking_cost=0.1,0.5")], runs=20)
    >>> figure = draw_sweep(swept, ["council_compromise"])
    >>> figure.axes[0].get_xlabel()
    'actors.russia.blocking_cost'
    """
    figure, axes = new_figure(width=8.5, height=5.2)
    if len(swept.axes) == 1:
        _lines(axes, swept, outcomes)
        title = swept.scenario.title
    else:
        _heat(figure, axes, swept, outcomes[0])
        title = f"{swept.scenario.title}: {swept.scenario.outcome_labels[outcomes[0]]}"
    caption = (f"{swept.runs:,} equal runs at each of {len(swept.ended)} points · seed {swept.seed} · "
               f"scenario {swept.scenario.hash} · sim {__version__}")  # fmt: skip
    tidy(figure, axes, title, caption)
    return figure


def _lines(axes: Axes, swept: Sweep, outcomes: Sequence[str]) -> None:
    axis, colours, labels = swept.axes[0], outcome_colours(swept.scenario), swept.scenario.outcome_labels
    marks = "osD^vP*X"
    for place, name in enumerate(outcomes):
        parts = [swept.share((value,), name) for value in axis.values]
        axes.fill_between(axis.numbers, [100 * part.low for part in parts], [100 * part.high for part in parts],
                          color=colours[name], alpha=0.25, linewidth=0)  # fmt: skip
        axes.plot(axis.numbers, [100 * part.share for part in parts], color=colours[name], linewidth=1.8,
                  marker=marks[place % len(marks)], markersize=4, label=labels[name])  # fmt: skip
    _ticks(axes, axis)
    axes.set_ylim(0, 100)
    axes.set_ylabel("share of runs, per cent (band: 95 % interval)", fontsize=9, color=INK)
    axes.yaxis.grid(True, color=QUIET, alpha=0.25, linewidth=0.6)
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=8, frameon=False)


def _ticks(axes: Axes, axis: Axis) -> None:
    axes.set_xlabel(axis.path, fontsize=9, color=INK)
    if len(axis.values) <= 12:
        axes.set_xticks(axis.numbers, list(axis.values))


def _heat(figure: Figure, axes: Axes, swept: Sweep, outcome: str) -> None:
    across, up = swept.axes
    shares = np.array([[100 * swept.share((x, y), outcome).share for x in across.values] for y in up.values])
    drawn = axes.imshow(shares, origin="lower", aspect="auto", cmap="cividis", vmin=0, vmax=100)
    figure.colorbar(drawn, ax=axes, label="share of runs, per cent")
    axes.set_xticks(range(len(across.values)), list(across.values), rotation=45 if len(across.values) > 8 else 0)
    axes.set_yticks(range(len(up.values)), list(up.values))
    axes.set_xlabel(across.path, fontsize=9, color=INK)
    axes.set_ylabel(up.path, fontsize=9, color=INK)
    if shares.size <= 150:
        for row, column in np.ndindex(*shares.shape):
            axes.text(column, row, f"{shares[row, column]:.0f}", ha="center", va="center", fontsize=7.5,
                      color="black" if shares[row, column] > 55 else "white")  # fmt: skip
