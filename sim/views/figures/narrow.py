"""A figure once more for a narrow screen: the same data, half as wide, the key below and labels in short lines."""

import re

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from sim.views.figures.canvas import APART, wrapped

__all__ = ["NARROW", "narrowed"]

NARROW = 4.2
"""Width in inches: on a screen of 390 pixels a letter of 8 points is then 10 pixels high."""

LINE, BESIDE, BELOW = 42, 17, 6
"""Letters of a line: below a panel, of a label beside it, and of a label on the axis below."""

KEY_LINE = 0.17
"""Height of a line of the key, in inches."""


def narrowed(figure: Figure) -> Figure:
    """Lay a figure out anew for a narrow screen, and return it; title and caption stand on the page around it.

    >>> from sim.views.figures.of_runs.outcomes import draw_outcomes
    >>> figure = narrowed(draw_outcomes(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1)))
    >>> float(figure.get_figwidth()), figure.get_suptitle()
    (4.2, '')
    """
    entries: dict[str, Artist] = {}
    for axes in figure.axes:
        _shorten(axes)
        legend = axes.get_legend()
        if legend is not None:
            entries |= {
                text.get_text(): handle
                for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=True)
                if handle is not None
            }
            legend.remove()
    figure.suptitle("")
    figure.supxlabel("")
    lines = sum(label.count("\n") + 1 for label in entries)
    figure.set_layout_engine("constrained")
    figure.set_size_inches(NARROW, figure.get_figheight() + KEY_LINE * lines / 2)
    if entries:
        figure.legend(list(entries.values()), [wrapped(label.replace("\n", " "), 24) for label in entries],
                      loc="outside lower left", ncols=2, fontsize=8, frameon=False)  # fmt: skip
    return figure


def _shorten(axes: Axes) -> None:
    """Break the labels of a panel into shorter lines, but for what stands along its side, as high as it was."""
    below = axes.xaxis.label
    below.set_text(wrapped(_as_one_line(below.get_text()), LINE))
    for axis, letters in ((axes.yaxis, BESIDE), (axes.xaxis, BELOW)):
        if isinstance(axis.get_major_locator(), FixedLocator):
            labels = [_in_lines(label.get_text(), letters) for label in axis.get_ticklabels()]
            if any(labels):  # panels that share an axis have them at one of them
                axis.set_ticks(axis.get_ticklocs(), labels)


def _as_one_line(text: str) -> str:
    r"""Return the lines of a label as one: between numbered events a dot, and no number apart from what it is of.

    >>> _as_one_line(f"1 Vote{APART}2 Ceasefire\n3 Second vote").replace("\N{NO-BREAK SPACE}", "_")
    '1_Vote · 2_Ceasefire · 3_Second vote'
    """
    line = re.sub(r"\n(?=\d+ )", APART, text).replace("\n", " ")
    return " · ".join(re.sub(r"^(\d+) ", "\\1\N{NO-BREAK SPACE}", event) for event in line.split(APART))


def _in_lines(text: str, letters: int) -> str:
    r"""Break each line of a label where it is too long, and no word.

    >>> _in_lines("1\ntabled 98 %\nunanimously", 6)
    '1\ntabled\n98 %\nunanimously'
    """
    lines = []
    for line in text.split("\n"):
        longest = max((len(word) for word in line.split()), default=0)
        lines.append(wrapped(line, max(letters, longest)))
    return "\n".join(lines)
