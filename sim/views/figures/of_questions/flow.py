"""The figure of a comparison: from which outcome to which the runs move, as bands between two columns."""

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Curve

from sim.questions.compare import Comparison
from sim.rules.arrays import Counts, Floats
from sim.version import __version__
from sim.views.figures.canvas import TITLE_WIDTH, drawing, head, new_figure, tidy, wrapped
from sim.views.figures.of_runs.timeline import SHARES
from sim.views.figures.palette import INK, QUIET, outcome_colours

__all__ = ["draw_flow"]

BAR = 0.06
"""Width of a column, as a part of the way between them."""

GAP = 0.02
"""Space between outcomes, as a part of all runs."""


SAYS = "From which outcome to which the runs go"
READ = "How to read: left one world, right the other; a band is the same runs in both, pale where they end alike."

LINE = 0.042
"""Height of a line of a label, as a part of all runs."""


@drawing()
def draw_flow(comparison: Comparison, title: str = "") -> Figure:
    """Draw how runs move between outcomes: a bar an outcome on either side, a band for the runs that go between.

    Bands have the colour of where they come from; runs that keep their outcome are pale.

    >>> from sim.questions.compare import compare
    >>> five = "scenarios/kosovo/five_actors.yaml"
    >>> as_it_is = sim.run(five, runs=50, seed=1)
    >>> (change,) = compare(as_it_is, sim.run(five, runs=50, seed=1, settings=("actors.russia.veto=false",)))
    >>> figure = draw_flow(change, "Had Russia no veto")
    >>> f"50 paired runs, {len(change.changed)} end otherwise" in figure.get_supxlabel()
    True
    """
    counts = comparison.flow()
    shares = counts / counts.sum()
    colours = {**outcome_colours(comparison.after.scenario), **outcome_colours(comparison.before.scenario)}
    figure, axes = new_figure(width=9.0, height=5.2)
    left, right = _floors(counts.sum(axis=1)), _floors(counts.sum(axis=0))
    _bars(axes, comparison, left, shares.sum(axis=1), 0.0, colours)
    _bars(axes, comparison, right, shares.sum(axis=0), 1.0 - BAR, colours)
    _bands(axes, comparison.names, shares, (left.copy(), right.copy()), colours)
    axes.set_xlim(-0.45, 1.45)
    axes.set_ylim(1 + GAP * (len(shares) - 1) + 0.02, -0.02)
    axes.set_axis_off()
    changed = int(counts.sum() - np.trace(counts))
    titles = dict.fromkeys([comparison.before.scenario.title, comparison.after.scenario.title])
    before, after = comparison.before.scenario.hash, comparison.after.scenario.hash
    rests_on = (f"{counts.sum():,} paired runs, {changed:,} end otherwise · seed {comparison.before.seed} · "
                f"scenarios {before} and {after} · sim {__version__}")  # fmt: skip
    caption = f"{READ}\n{SHARES}\n{rests_on}"
    tidy(figure, axes, "", caption)
    lines = [*(title or "\n→ ".join(titles)).split("\n"), SAYS]
    head(figure, "\n".join(wrapped(line, TITLE_WIDTH) for line in lines), caption)
    return figure


def _floors(totals: Counts) -> Floats:
    """Return where each outcome's bar begins, from above; outcomes that no run has take no room."""
    shares = totals / totals.sum()
    steps = np.where(totals > 0, shares + GAP, 0.0)
    return np.concatenate([[0.0], np.cumsum(steps)[:-1]])


def _bars(axes: Axes, comparison: Comparison, floors: Floats, shares: Floats, x: float,
          colours: dict[str, str]) -> None:  # fmt: skip
    at_left = x < 0.5
    shown = [place for place, share in enumerate(shares) if share]
    said = [
        wrapped(f"{comparison.label(comparison.names[place])} {100 * shares[place]:.1f}\N{NO-BREAK SPACE}%", 28)
        for place in shown
    ]
    heights = _apart(
        [float(floors[place] + shares[place] / 2) for place in shown], [text.count("\n") + 1 for text in said]
    )
    for place, text, height in zip(shown, said, heights, strict=True):
        axes.add_patch(Rectangle((x, floors[place]), BAR, shares[place], facecolor=colours[comparison.names[place]],
                                 edgecolor=INK, linewidth=0.6))  # fmt: skip
        axes.annotate(
            text, (x if at_left else x + BAR, height),
            xytext=(-5 if at_left else 5, 0), textcoords="offset points", va="center",
            ha="right" if at_left else "left", fontsize=9, color=INK,
        )  # fmt: skip


def _apart(middles: list[float], lines: list[int]) -> list[float]:
    """Return where labels stand, from above, each as near to its bar as those before and after it leave room.

    >>> [round(height, 3) for height in _apart([0.5, 0.51, 0.9], [1, 1, 1])]
    [0.484, 0.526, 0.9]
    """
    steps = [LINE * (first + second) / 2 for first, second in pairwise(lines)]
    down = middles[:1]
    for middle, step in zip(middles[1:], steps, strict=True):
        down.append(max(middle, down[-1] + step))
    up = middles[-1:]
    for middle, step in zip(middles[-2::-1], steps[::-1], strict=True):
        up.insert(0, min(middle, up[0] - step))
    return [(first + second) / 2 for first, second in zip(down, up, strict=True)]


def _bands(axes: Axes, names: list[str], shares: Floats, floors: tuple[Floats, Floats],
           colours: dict[str, str]) -> None:  # fmt: skip
    left, right = floors
    for row, name in enumerate(names):
        for column in range(len(names)):
            share = shares[row, column]
            if not share:
                continue
            pale = row == column
            axes.add_patch(PathPatch(
                _band(left[row], right[column], share), facecolor=QUIET if pale else colours[name],
                alpha=0.25 if pale else 0.55, edgecolor="none",
            ))  # fmt: skip
            left[row] += share
            right[column] += share


def _band(start: float, end: float, width: float) -> Curve:
    """Return the outline of a band from one column to the other, as two cubic curves."""
    first, last, middle = BAR, 1.0 - BAR, 0.5
    points = [
        (first, start), (middle, start), (middle, end), (last, end),
        (last, end + width), (middle, end + width), (middle, start + width), (first, start + width), (first, start),
    ]  # fmt: skip
    codes = [Curve.MOVETO, *[Curve.CURVE4] * 3, Curve.LINETO, *[Curve.CURVE4] * 3, Curve.CLOSEPOLY]
    return Curve(points, codes)
