"""The figure of history matching: how implausible the sets of numbers are, and where those lie that are left."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.questions.history_matching import FEWEST_LEFT, RULED_OUT, Left, Matched
from sim.version import __version__
from sim.views.columns import label_of_column
from sim.views.figures.canvas import drawing, head, new_sheet, wrapped
from sim.views.figures.palette import INK, QUIET, series_colour
from sim.views.labels import path_words

__all__ = ["FARTHEST", "draw_history"]

FARTHEST = 9.0
"""Implausibility is drawn up to this: three times what rules out."""


@drawing()
def draw_history(found: Matched, most: int = 10) -> Figure:
    """Draw by measure how implausible nine in ten sets are, and where the numbers lie in the sets not ruled out.

    >>> from sim.questions.history_matching import match_history
    >>> talks = sim.read_scenario("scenarios/patterns/two_peoples.yaml")
    >>> seen = {"observed": {"ended_week": {"value": 500}}}
    >>> len(draw_history(match_history(talks, seen, points=32, replicates=2)).axes)
    2
    """
    left = found.where()[:most]
    figure = new_sheet(10.0, 2.6 + 0.42 * (len(found.measures) + max(3, len(left))))
    above, below = figure.subplots(2, 1, height_ratios=[len(found.measures) + 0.6, max(3, len(left)) + 0.6])
    _draw_measures(above, found)
    if left:
        _draw_left(below, found, left)
    else:
        below.set_axis_off()
        below.text(0.5, 0.5, f"fewer than {FEWEST_LEFT} sets are left, too few to say where they lie", ha="center",
                   color=INK, transform=below.transAxes)  # fmt: skip
    for axes in (above, below):
        axes.tick_params(length=0)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
    caption = (f"{found.points:,} sets of numbers, {found.replicates} runs of each; {100 * found.left.share:.1f} % "
               f"not ruled out, and not thereby likely · seed {found.seed} · scenario {found.scenario.hash} · "
               f"sim {__version__}")  # fmt: skip
    title = found.title or f"{found.scenario.title}: which numbers cannot have led there"
    head(figure, title, caption)
    return figure


def _draw_measures(axes: Axes, found: Matched) -> None:
    """Draw between which values nine in ten sets are implausible by each measure, and the median."""
    labels = []
    for row, one in enumerate(found.measures):
        far = found.implausibility[one.column]
        low, middle, high = np.minimum(np.quantile(far[~np.isnan(far)], (0.05, 0.5, 0.95)), FARTHEST)
        axes.plot([low, high], [row, row], color=QUIET, linewidth=2.4)
        axes.plot(middle, row, "o", color=INK, markersize=5)
        axes.annotate(f"{100 * one.left.share:.0f} %", (1.02, row), xycoords=("axes fraction", "data"), va="center",
                      fontsize=8.5, color=INK, annotation_clip=False)  # fmt: skip
        labels.append(f"{wrapped(label_of_column(found.scenario, one.column), 40)}\nobserved {one.observed:g}")
    axes.axvspan(RULED_OUT, FARTHEST, color=QUIET, alpha=0.15, linewidth=0)
    axes.axvline(RULED_OUT, color=INK, linewidth=1.0, linestyle=":")
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_xlim(0, FARTHEST)
    axes.set_xticks(range(0, int(FARTHEST) + 1), [*map(str, range(int(FARTHEST))), f"{FARTHEST:g}+"])
    axes.set_xlabel("implausibility, in standard deviations: nine in ten sets, and the median; shaded: ruled out; "
                    "right: sets not ruled out", fontsize=8.5, color=INK)  # fmt: skip


def _draw_left(axes: Axes, found: Matched, left: list[Left]) -> None:
    """Draw the middle 95 per cent of each number in all sets and in those left, each on its own scale."""
    for row, part in enumerate(left):
        drawn = found.inputs[part.path]
        low, high = float(drawn.min()), float(drawn.max())
        scale = (high - low) or 1.0
        for ends, shift, colour in (
            ((part.low, part.high), -0.15, QUIET), ((part.left_low, part.left_high), 0.15, series_colour(0)),
        ):  # fmt: skip
            axes.plot([(end - low) / scale for end in ends], [row + shift] * 2, color=colour, linewidth=2.4)
        star = "*" if part.distance > part.by_chance else ""
        axes.annotate(f"{part.distance:.2f}{star}", (1.02, row), xycoords=("axes fraction", "data"), va="center",
                      fontsize=8.5, color=INK, annotation_clip=False)  # fmt: skip
    axes.set_yticks(range(len(left)), [wrapped(path_words(found.scenario, part.path), 40) for part in left])
    axes.set_ylim(len(left) - 0.5, -0.5)
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 1], ["lowest drawn", "highest drawn"])
    axes.set_xlabel("95 % of the sets; grey: all, blue: not ruled out; right: distance of the distributions "
                    "(*: more than chance brings)", fontsize=8.5, color=INK)  # fmt: skip
