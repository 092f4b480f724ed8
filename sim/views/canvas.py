"""What every figure shares: size, fonts, caption, and writing to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.version import __version__
from sim.views.palette import INK, QUIET

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from sim.ensemble.ensemble import Ensemble

__all__ = ["FORMATS", "caption_of", "new_figure", "tidy", "write_figure"]

FORMATS = ("png", "svg", "pdf")
"""What figures can be written as."""

DOTS_PER_INCH = 160

STYLE: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],
    "svg.hashsalt": "status-talks",  # else every SVG would carry fresh random ids
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
}


def new_figure(width: float = 8.0, height: float = 4.8) -> tuple[Figure, Axes]:
    """Open a figure of a size in inches, with one pair of axes."""
    figure = Figure(figsize=(width, height), dpi=DOTS_PER_INCH, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    return figure, axes


def caption_of(ensemble: Ensemble) -> str:
    """Say what a figure rests on: runs, seed, scenario hash, version."""
    return f"{len(ensemble):,} runs · seed {ensemble.seed} · scenario {ensemble.scenario.hash} · sim {__version__}"


def tidy(figure: Figure, axes: Axes, title: str, caption: str, pad: float = 6.0) -> None:
    """Give a figure its title and caption and take away what only costs ink."""
    axes.set_title(title, loc="left", color=INK, fontsize=11, fontweight="bold", wrap=True, pad=pad)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(QUIET)
    axes.tick_params(colors=INK, labelsize=9)
    axes.set_axisbelow(True)
    figure.supxlabel(caption, fontsize=7.5, color=QUIET, x=0.01, ha="left")


def write_figure(figure: Figure, path: Path) -> None:
    """Write a figure in the format of the file's name, whole or not at all; equal figures give equal bytes."""
    from sim.ensemble.storage import write_whole

    kind = path.suffix.lstrip(".")
    undated = {"png": {"Software": None}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}[kind]
    with rc_context(STYLE):
        write_whole(path, lambda part: figure.savefig(part, format=kind, metadata=undated))
