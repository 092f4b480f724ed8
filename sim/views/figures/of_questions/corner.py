"""The figure of the corner in which an outcome is most at home: how it was reached, and the runs around it."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.questions.corner import Corner
from sim.views.columns import OUTCOME, input_of
from sim.views.figures.canvas import caption_of, drawing, key, named, new_sheet, tidy, wrapped
from sim.views.figures.palette import INK, QUIET, outcome_colours
from sim.views.labels import path_words

__all__ = ["MOST_DOTS", "draw_corner"]

MOST_DOTS = 1_500
"""Runs that are drawn: of more one sees only a cloud."""

BINS = 10
"""Into so many equal parts of the runs a number is divided where only one is bounded."""


@drawing()
def draw_corner(found: Corner) -> Figure:
    """Draw how share and coverage change as slices are peeled off, and the runs by the two numbers that are bounded.

    >>> from sim.questions.corner import corner
    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=1_024, seed=1)
    >>> len(draw_corner(corner(ensemble, "lone_declaration", resamples=1)).axes)
    2
    """
    scenario = found.ensemble.scenario
    colour = outcome_colours(scenario)[found.outcome]
    label = scenario.outcome_labels[found.outcome]
    figure = new_sheet(10.0, 4.4)
    left, right = figure.subplots(1, 2)
    _draw_way(left, found, colour)
    if len(found.bounds) > 1:
        _draw_runs(right, found, colour, label)
    elif found.bounds:
        _draw_one(right, found, colour)
    else:
        right.set_axis_off()
        right.text(0.5, 0.5, "no bound does more than luck would", ha="center", color=INK)
    for axes in (left, right):
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
    unborne = "" if found.holds or not found.bounds else "these bounds do not hold in the other half · "
    title = f"{scenario.title}: where {label} is most at home"
    tidy(figure, left, title, f"{unborne}{caption_of(found.ensemble)}")
    return figure


def _draw_way(axes: Axes, found: Corner, colour: str) -> None:
    coverage, density = ([100 * one.coverage for one in found.way], [100 * one.density for one in found.way])
    axes.plot(coverage, density, color=QUIET, marker=".", linewidth=0.8, label=named("peeled off, half of the runs"))
    axes.plot([100 * found.coverage.share], [100 * found.density.share], marker="o", color=colour, linestyle="none",
              label=named("the corner, in the other half"))  # fmt: skip
    axes.axhline(100 * found.base.share, color=QUIET, linestyle=":", linewidth=0.8, label=named("all runs"))
    axes.set(
        xlabel="share of the outcome that the box holds, per cent", ylabel="share of the box that ends so, per cent"
    )
    axes.set_xlim(0, 102)
    key(axes, loc="best", frameon=False, fontsize=7.5, width=40)


def _draw_runs(axes: Axes, found: Corner, colour: str, label: str) -> None:
    """Draw runs by the two numbers that bound the corner most, and the corner."""
    first, second = found.bounds[:2]
    rows = found.ensemble.rows
    x, y = (np.asarray(found.ensemble.column(input_of(one.path)), float)[:MOST_DOTS] for one in (first, second))
    hit = np.asarray(rows.column(OUTCOME).to_pylist()[:MOST_DOTS], dtype=object) == found.outcome
    axes.scatter(x[~hit], y[~hit], s=5, color=QUIET, alpha=0.35, linewidths=0, label=named("other runs"))
    axes.scatter(x[hit], y[hit], s=9, color=colour, alpha=0.8, linewidths=0, label=named(label))
    spans = []
    for one, values in ((first, x), (second, y)):
        low = one.low if math.isfinite(one.low) else float(values.min())
        spans.append((low, (one.high if math.isfinite(one.high) else float(values.max())) - low))
    (left, width), (bottom, height) = spans
    axes.add_patch(Rectangle((left, bottom), width, height, fill=False, edgecolor=INK, linewidth=1.4))
    axes.set_xlabel(wrapped(path_words(found.ensemble.scenario, first.path), 46))
    axes.set_ylabel(wrapped(path_words(found.ensemble.scenario, second.path), 36))
    key(axes, loc="upper center", bbox_to_anchor=(0.5, 1.12), ncols=2, frameon=False, fontsize=7.5, width=30)


def _draw_one(axes: Axes, found: Corner, colour: str) -> None:
    """Draw the share of the outcome in tenths of the only number that is bounded."""
    (one,) = found.bounds
    values = np.asarray(found.ensemble.column(input_of(one.path)), float)
    hit = np.asarray(found.ensemble.column(OUTCOME)) == found.outcome
    edges = np.unique(np.quantile(values, np.linspace(0, 1, BINS + 1)))
    place = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)
    shares = [100 * float(hit[place == number].mean()) for number in range(len(edges) - 1)]
    axes.stairs(shares, edges, color=colour, fill=True, alpha=0.5)
    axes.axvspan(max(one.low, float(edges[0])), min(one.high, float(edges[-1])), color=QUIET, alpha=0.2, linewidth=0,
                 zorder=0)  # fmt: skip
    for bound in (one.low, one.high):
        if math.isfinite(bound):
            axes.axvline(bound, color=INK, linewidth=1.4)
    axes.axhline(100 * found.base.share, color=QUIET, linestyle=":", linewidth=0.8)
    axes.set_xlabel(wrapped(path_words(found.ensemble.scenario, one.path), 46))
    axes.set_ylabel("share of each tenth of the runs, per cent\n(grey: the corner; dots: all runs)")
