"""What every figure shares: size, fonts, caption, the door that all text goes through, and writing to a file."""

import textwrap
import threading
import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib import rc_context, rcParamsDefault
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.legend import Legend

from sim.runs.ensemble import Ensemble
from sim.version import __version__
from sim.views.figures.palette import INK, QUIET
from sim.views.writing import MADE_HERE, see_that_it_may_be_written

__all__ = ["TITLE_WIDTH", "caption_of", "drawing", "filled", "head", "key", "named", "new_figure", "new_grid",
           "new_panels", "new_sheet", "tidy", "wrapped", "write_figure"]  # fmt: skip

DOTS_PER_INCH = 160

TITLE_WIDTH = 80
"""Letters of a title that fit beside one another on top of a figure eight inches wide."""

STYLE: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],
    "text.parse_math": False,  # a label is text: dollars in it are no formula
    "svg.hashsalt": "status-talks",  # else every SVG would carry fresh random ids
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
}

OF_A_PERSON = ("backend", "backend_fallback", "interactive", "toolbar")
"""Settings of matplotlib that say where figures are shown, which is left alone."""

MARKS = ("Mn", "Mc", "Me", "Cf")
"""Kinds of signs that belong to the letter before them."""

LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"
"""A sign without a width that says in which direction its line is read."""

MARK = "\N{WORD JOINER}"
"""What stands before a label until it is in the key: matplotlib leaves out labels that begin with a low line."""

APART = "\N{EN SPACE}\N{EN SPACE}"
"""What stands between short texts in a line: spaces that SVG does not make one of."""

_ONE_BY_ONE = threading.RLock()
"""Matplotlib's settings are shared by all threads."""


@lru_cache(maxsize=1)
def _settings() -> dict[Any, Any]:
    return {name: value for name, value in rcParamsDefault.items() if name not in OF_A_PERSON} | STYLE


@contextmanager
def drawing(**other: Any) -> Iterator[None]:
    """Draw or write with matplotlib's own settings and those of the house, not with those of a person's files.

    Every function that makes a figure has this as its decorator, and so all text on figures is plain text. A sign
    that the font does not have is drawn as a box.

    >>> import matplotlib
    >>> with matplotlib.rc_context({"text.usetex": True}), drawing():
    ...     matplotlib.rcParams["text.usetex"], matplotlib.rcParams["text.parse_math"]
    (False, False)
    """
    chosen: dict[Any, Any] = {**_settings(), **other}
    with _ONE_BY_ONE, rc_context(chosen), warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+ .*missing from", UserWarning)
        yield


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
    return "\n".join(_lines(text, width)) or text


def _lines(text: str, width: int) -> list[str]:
    r"""Break a text into lines, and no letter from the marks above and below it.

    >>> [len(line) for line in _lines("a" + 40 * "\u0301" + "bc", 2)]
    [42, 1]
    """
    letters: list[str] = []
    for sign in text:
        if letters and not sign.isspace() and unicodedata.category(sign) in MARKS:
            letters[-1] += sign
        else:
            letters.append(sign)
    places = iter(range(0xF0000, 0x10FFFE))  # of private use, one for each letter with its marks
    many = [letter for letter in dict.fromkeys(letters) if len(letter) > 1 or letter >= "\U000f0000"]
    whole = {letter: chr(next(places)) for letter in many}
    back = {place: letter for letter, place in whole.items()}
    lines = textwrap.wrap("".join(whole.get(letter, letter) for letter in letters), width)
    return [_in_order("".join(back.get(sign, sign) for sign in line)) for line in lines]


def _in_order(line: str) -> str:
    r"""Keep what stands first on a line first, also before a word that is written from right to left.

    >>> _in_order("1 \u05d0 2 west"), _in_order("1 west")
    ('\u200e1 \u05d0 2 west', '1 west')
    """
    kinds = [unicodedata.bidirectional(sign) for sign in line]
    strong = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
    return line if strong == "L" or kinds[0] == strong else f"{LEFT_TO_RIGHT}{line}"


def filled(items: list[str], width: int) -> str:
    r"""Set short texts beside one another into lines, none of them broken unless it is longer than a line.

    >>> filled(["1 Election", "2 Ceasefire", "3 Vote"], 26)
    '1 Election\u2002\u20022 Ceasefire\n3 Vote'
    """
    lines = [""]
    for item in items:
        joined = f"{lines[-1]}{APART}{item}" if lines[-1] else item
        if len(joined) <= width:
            lines[-1] = joined
        else:
            lines += _lines(item, width)
    return "\n".join(_in_order(line) for line in lines if line)


def named(label: str) -> str:
    r"""Return a label as it is handed to matplotlib for what it belongs to; `key` shows it as it is.

    >>> named("_west")
    '\u2060_west'
    """
    return f"{MARK}{label}"


def key(axes: Axes, *shown: Any, width: int = 24, **layout: Any) -> Legend:
    """Put the key beside a plot, with every label as it was given to `named`, in lines of so many letters.

    >>> _, axes = new_figure()
    >>> (line,) = axes.plot([0, 1], [0, 1], label=named("_west"))
    >>> [text.get_text() for text in key(axes).get_texts()], line.get_label()
    (['_west'], '_west')
    """
    handles, _ = axes.get_legend_handles_labels()
    legend = axes.legend(*shown, **layout)
    for text in legend.get_texts():
        text.set_text(wrapped(text.get_text().removeprefix(MARK), width))
    for handle in handles:
        handle.set_label(str(handle.get_label()).removeprefix(MARK))
    return legend


def tidy(figure: Figure, axes: Axes, title: str, caption: str) -> None:
    """Put title and caption on a figure and take away what only costs ink.

    >>> figure, axes = new_figure()
    >>> tidy(figure, axes, "How the talks end", "1,000 runs · seed 1")
    >>> figure.get_suptitle(), figure.get_supxlabel(), axes.spines["top"].get_visible()
    ('How the talks end', '1,000 runs · seed 1', False)
    """
    head(figure, wrapped(title, TITLE_WIDTH), caption)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(QUIET)
    axes.tick_params(colors=INK, labelsize=9)
    axes.set_axisbelow(True)


def head(figure: Figure, title: str, caption: str) -> None:
    """Put title and caption on a figure, where every figure has them."""
    figure.suptitle(title, x=0.01, ha="left", color=INK, fontsize=11, fontweight="bold", linespacing=1.2)
    figure.supxlabel(caption, fontsize=7.5, color=QUIET, x=0.01, ha="left")


def write_figure(figure: Figure, path: Path, overwrite: bool = False) -> None:
    """Write a figure in the format of the file's name, whole or not at all; equal figures give equal bytes.

    Raises FolderFault if the file is there and was not made here, unless it may be overwritten.

    >>> import tempfile
    >>> figure, _ = new_figure()
    >>> first, second = (Path(tempfile.mkdtemp()) / "figure.svg" for _ in range(2))
    >>> write_figure(figure, first)
    >>> write_figure(figure, second)
    >>> first.read_bytes() == second.read_bytes()
    True
    """
    from sim.runs.folder.layout import write_whole

    see_that_it_may_be_written(path, overwrite)
    kind = path.suffix.lstrip(".")
    made = {"png": {"Software": MADE_HERE}, "svg": {"Date": None, "Creator": MADE_HERE},
            "pdf": {"CreationDate": None, "Creator": MADE_HERE}}[kind]  # fmt: skip
    with drawing(), _laid_out(figure) if kind == "png" else nullcontext():
        write_whole(path, lambda part: figure.savefig(part, format=kind, metadata=made))


@contextmanager
def _laid_out(figure: Figure) -> Iterator[None]:
    """Find the places of a figure's parts now: left to itself, matplotlib draws all of it once more to find them."""
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
        figure.set_layout_engine(None)
    try:
        yield
    finally:
        figure.set_layout_engine(engine)
