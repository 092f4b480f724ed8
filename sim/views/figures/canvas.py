"""What every figure shares: size, fonts, caption, and writing to a file."""

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.runs.ensemble import Ensemble
from sim.version import __version__
from sim.views.figures.palette import INK, QUIET

__all__ = ["FORMATS", "caption_of", "filled", "new_figure", "new_grid", "new_panels", "new_sheet", "tidy",
           "wrapped", "write_figure"]  # fmt: skip

FORMATS = ("png", "svg", "pdf")
"""What figures can be written as."""

DOTS_PER_INCH = 160

TITLE_WIDTH = 80
"""Letters of a title that fit beside one another on top of a figure eight inches wide."""

STYLE: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],
    "svg.hashsalt": "status-talks",  # else every SVG would carry fresh random ids
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
}


def new_sheet(width: float, height: float) -> Figure:
    """Open an empty figure of a size in inches, whose parts find their places by themselves."""
    figure = Figure(figsize=(width, height), dpi=DOTS_PER_INCH, layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def new_figure(width: float = 8.0, height: float = 4.8) -> tuple[Figure, Axes]:
    """Open a figure of a size in inches, with one pair of axes.

    >>> figure, axes = new_figure(width=6.0, height=3.0)
    >>> figure.get_size_inches().tolist()
    [6.0, 3.0]
    """
    figure = new_sheet(width, height)
    axes = figure.add_subplot()
    return figure, axes


def new_panels(heights: Sequence[float], width: float = 8.0) -> tuple[Figure, list[Axes]]:
    """Open a figure with panels of these heights in inches below one another, with one horizontal axis.

    >>> figure, panels = new_panels([2.0, 1.0])
    >>> len(panels), float(figure.get_figheight())
    (2, 4.0)
    """
    figure = new_sheet(width, 1.0 + sum(heights))
    panels = figure.subplots(len(heights), sharex=True, squeeze=False, height_ratios=list(heights))
    return figure, list(panels.ravel())


def new_grid(
    rows: int, columns: int, width: float = 8.0, height: float = 6.0
) -> tuple[Figure, npt.NDArray[np.object_]]:
    """Open a figure with panels in rows and columns, which share their axes.

    >>> figure, panels = new_grid(2, 3)
    >>> panels.shape
    (2, 3)
    """
    figure = new_sheet(width, height)
    return figure, figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)


def caption_of(ensemble: Ensemble) -> str:
    """Return what a figure rests on: runs, seed, scenario hash, version.

    >>> caption_of(sim.run("scenarios/kosovo/five_actors.yaml", runs=10, seed=1))
    '10 runs · seed 1 · scenario ... · sim ...'
    """
    return f"{len(ensemble):,} runs · seed {ensemble.seed} · scenario {ensemble.scenario.hash} · sim {__version__}"


def wrapped(text: str, width: int) -> str:
    r"""Break a label into lines, so that it takes no room from what is drawn.

    >>> wrapped("Coordinated declaration of independence", 24)
    'Coordinated declaration\nof independence'
    """
    return "\n".join(textwrap.wrap(text, width)) or text


def filled(items: list[str], width: int) -> str:
    r"""Set short texts beside one another into lines, none of them broken unless it is longer than a line.

    >>> filled(["1 Election", "2 Ceasefire", "3 Vote"], 26)
    '1 Election   2 Ceasefire\n3 Vote'
    """
    lines = [""]
    for item in items:
        joined = f"{lines[-1]}   {item}" if lines[-1] else item
        if len(joined) <= width:
            lines[-1] = joined
        else:
            lines += textwrap.wrap(item, width)
    return "\n".join(filter(None, lines))


def tidy(figure: Figure, axes: Axes, title: str, caption: str) -> None:
    """Put title and caption on a figure and take away what only costs ink.

    >>> figure, axes = new_figure()
    >>> tidy(figure, axes, "How the talks end", "1,000 runs · seed 1")
    >>> figure.get_suptitle(), figure.get_supxlabel(), axes.spines["top"].get_visible()
    ('How the talks end', '1,000 runs · seed 1', False)
    """
    heading = wrapped(title, TITLE_WIDTH)
    figure.suptitle(heading, x=0.01, ha="left", color=INK, fontsize=11, fontweight="bold", linespacing=1.2)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(QUIET)
    axes.tick_params(colors=INK, labelsize=9)
    axes.set_axisbelow(True)
    figure.supxlabel(caption, fontsize=7.5, color=QUIET, x=0.01, ha="left")


def write_figure(figure: Figure, path: Path) -> None:
    """Write a figure in the format of the file's name, whole or not at all; equal figures give equal bytes.

    >>> import tempfile
    >>> figure, _ = new_figure()
    >>> first, second = (Path(tempfile.mkdtemp()) / "figure.svg" for _ in range(2))
    >>> write_figure(figure, first)
    >>> write_figure(figure, second)
    >>> first.read_bytes() == second.read_bytes()
    True
    """
    from sim.runs.folder.layout import write_whole

    kind = path.suffix.lstrip(".")
    undated = {"png": {"Software": None}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}[kind]
    with rc_context(STYLE):
        write_whole(path, lambda part: figure.savefig(part, format=kind, metadata=undated))
