"""The figure of a sweep: lines with bands over one number, heat maps over two."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from sim.questions.sweep import Axis, Sweep
from sim.version import __version__
from sim.views.figures.canvas import drawing, key, named, new_figure, new_grid, tidy, wrapped
from sim.views.figures.palette import INK, QUIET, outcome_colours
from sim.views.labels import path_words

__all__ = ["draw_sweep"]

LETTERS = 6
"""Longer numbers beside a tick are rounded."""


@drawing()
def draw_sweep(swept: Sweep, outcomes: Sequence[str]) -> Figure:
    """Draw the shares of outcomes: over one number as lines, over two as a map for each outcome.

    >>> from sim.questions.sweep import axis_from, sweep
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> swept = sweep(five, [axis_from("actors.russia.blocking_cost=0.1,0.5")], runs=20)
    >>> figure = draw_sweep(swept, ["council_compromise"])
    >>> figure.axes[0].get_xlabel()
    'Russia: blocking cost'
    """
    if len(swept.axes) == 1:
        figure, axes = new_figure(width=8.5, height=5.2)
        _lines(axes, swept, outcomes)
        drawn = [axes]
    else:
        figure, drawn = _heat_maps(swept, swept.came_about(outcomes) or list(outcomes[:1]))
    caption = (f"{swept.runs:,} equal runs at each of {len(swept.ended)} points · seed {swept.seed} · "
               f"scenario {swept.scenario.hash} · sim {__version__}")  # fmt: skip
    if swept.bands and len(swept.axes) == 1:  # a map has no room for them, the table has
        caption = f"{next(iter(swept.bands.values())).pairs:,} pairs of runs for coding and rules · {caption}"
    for axes in drawn:
        tidy(figure, axes, swept.scenario.title, caption)
    return figure


def _lines(axes: Axes, swept: Sweep, outcomes: Sequence[str]) -> None:
    axis, colours, labels = swept.axes[0], outcome_colours(swept.scenario), swept.scenario.outcome_labels
    marks = "osD^vP*X"
    for place, name in enumerate(outcomes):
        parts = [swept.share((value,), name) for value in axis.values]
        axes.fill_between(axis.numbers, [100 * part.low for part in parts], [100 * part.high for part in parts],
                          color=colours[name], alpha=0.25, linewidth=0)  # fmt: skip
        axes.plot(axis.numbers, [100 * part.share for part in parts], color=colours[name], linewidth=1.8,
                  marker=marks[place % len(marks)], markersize=4, label=named(labels[name]))  # fmt: skip
        _beyond_luck(axes, swept, name, colours[name])
    _ticks(axes, swept)
    axes.set_ylim(0, 100)
    more = "; dashed: coding; dotted: rules" if swept.bands else ", luck alone"
    axes.set_ylabel(f"share of runs in this model, per cent\n(band: 95 % interval{more})", fontsize=9, color=INK)
    axes.yaxis.grid(True, color=QUIET, alpha=0.25, linewidth=0.6)
    key(axes, loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=8, frameon=False)


def _beyond_luck(axes: Axes, swept: Sweep, outcome: str, colour: str) -> None:
    """Draw between which shares sets of coded numbers and choices of rules lie, where that was played."""
    axis = swept.axes[0]
    bands = [band for value in axis.values if (band := swept.band((value,), outcome)) is not None]
    for style, edges in (("--", [band.coding for band in bands]), (":", [band.rules for band in bands])):
        for edge in zip(*edges, strict=True):
            axes.plot(axis.numbers, [100 * share for share in edge], color=colour, linewidth=1.0, linestyle=style)


def _ticks(axes: Axes, swept: Sweep) -> None:
    axis = swept.axes[0]
    axes.set_xlabel(wrapped(path_words(swept.scenario, axis.path), 60), fontsize=9, color=INK)
    if len(axis.values) <= 12:
        axes.set_xticks(axis.numbers, _written(axis))


def _written(axis: Axis) -> list[str]:
    """Write the values beside their ticks; numbers no longer than can be read there."""
    try:
        return [value if len(value) <= LETTERS else f"{float(value):.3g}" for value in axis.values]
    except ValueError:
        return list(axis.values)


def _heat_maps(swept: Sweep, outcomes: Sequence[str]) -> tuple[Figure, list[Axes]]:
    """Draw a map for each outcome, two beside each other, all with one scale."""
    beside = min(2, len(outcomes))
    below = -(-len(outcomes) // beside)
    figure, grid = new_grid(below, beside, width=8.5, height=1.2 + (4.0 if beside == 1 else 2.6 * below))
    maps = list(grid.ravel()[: len(outcomes)])
    for axes, outcome in zip(maps, outcomes, strict=True):
        drawn = _heat(axes, swept, outcome, small=beside > 1)
    for axes in grid.ravel()[len(outcomes) :]:
        axes.set_axis_off()
    for axes in maps[-beside:]:
        axes.set_xlabel(wrapped(path_words(swept.scenario, swept.axes[0].path), 40), fontsize=9, color=INK)
        axes.tick_params(labelbottom=True)  # also where there is nothing below
    for axes in maps[::beside]:
        axes.set_ylabel(wrapped(path_words(swept.scenario, swept.axes[1].path), 32), fontsize=9, color=INK)
    figure.colorbar(drawn, ax=maps, label="share of runs in this model, per cent")
    return figure, maps


def _heat(axes: Axes, swept: Sweep, outcome: str, *, small: bool) -> AxesImage:
    across, up = swept.axes
    shares = np.array([[100 * swept.share((x, y), outcome).share for x in across.values] for y in up.values])
    drawn = axes.imshow(shares, origin="lower", aspect="auto", cmap="cividis", vmin=0, vmax=100)
    axes.set_title(wrapped(swept.scenario.outcome_labels[outcome], 40), fontsize=9, color=INK, loc="left")
    crowded = len(across.values) > (5 if small else 8)
    axes.set_xticks(range(len(across.values)), _written(across), rotation=45 if crowded else 0)
    axes.set_yticks(range(len(up.values)), _written(up))
    if shares.size <= (60 if small else 150):
        for row, column in np.ndindex(*shares.shape):
            axes.text(column, row, f"{shares[row, column]:.0f}", ha="center", va="center", fontsize=7.5,
                      color="black" if shares[row, column] > 55 else "white")  # fmt: skip
    return drawn
