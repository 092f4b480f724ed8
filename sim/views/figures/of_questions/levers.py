"""The figures of what an actor could do otherwise: change by change, and the most that each actor could gain."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from sim.questions.compare import Shift
from sim.questions.levers.best_response import Settling
from sim.questions.levers.levers import Levers
from sim.version import __version__
from sim.views.figures.canvas import drawing, new_figure, tidy, wrapped
from sim.views.figures.palette import INK, QUIET, series_colour

__all__ = ["MOST_DRAWN", "draw_exploitability", "draw_levers"]

MOST_DRAWN = 18
"""Changes that fit on a page; those that move most are drawn."""


@drawing()
def draw_levers(found: Levers) -> Figure:
    """Draw what each change pays the actor that makes it, with its interval; filled where it is more than luck.

    >>> from sim.questions.levers.levers import levers
    >>> found = levers(sim.read_scenario("scenarios/theory/romer_rosenthal.yaml"), "setter", runs=2)
    >>> draw_levers(found).axes[0].get_xlabel()
    'gain in its own payoff (utility), with 95 % intervals'
    """
    widest = sorted(found.pulled, key=lambda one: -abs(one.gain.difference))[:MOST_DRAWN]
    shown = [one for one in found.pulled if one in widest]
    title = f"{found.scenario.title}: what {found.label} could do otherwise"
    caption = (f"{found.runs:,} runs under each change · {len(found.pulled)} changes · seed {found.seed} · "
               f"scenario {found.scenario.hash} · sim {__version__}")  # fmt: skip
    return _lines(
        [one.lever.words for one in shown], [one.gain for one in shown], [one.sure for one in shown], title, caption,
        "filled: more than luck in a table of so many changes",
    )  # fmt: skip


@drawing()
def draw_exploitability(found: Settling) -> Figure:
    """Draw the most that each actor was found to gain while all others do as coded.

    >>> from sim.questions.levers.best_response import settle
    >>> from sim.questions.levers.playing import Table
    >>> table = Table(sim.read_scenario("scenarios/theory/romer_rosenthal.yaml"))
    >>> [text.get_text() for text in draw_exploitability(settle(table, ["setter"], runs=2)).axes[0].get_yticklabels()]
    ['setter']
    """
    title = f"{found.table.scenario.title}: what each could gain, all others as coded"
    caption = (f"{found.runs:,} runs for the choice, as many for the gain · seed {found.table.seed} · "
               f"scenario {found.table.scenario.hash} · sim {__version__}")  # fmt: skip
    return _lines(
        [found.label(one.actor) for one in found.coded], [one.gain for one in found.coded],
        [one.pays(found.epsilon) for one in found.coded], title, caption,
        f"filled: more than {found.epsilon:g}, and more than luck",
    )  # fmt: skip


def _lines(
    labels: Sequence[str], gains: Sequence[Shift], filled: Sequence[bool], title: str, caption: str, note: str
) -> Figure:
    """Draw an interval a line, the first on top."""
    figure, axes = new_figure(width=9.0, height=1.9 + 0.34 * len(labels))
    axes.axvline(0, color=QUIET, linewidth=0.8)
    for row, (gain, solid) in enumerate(zip(gains, filled, strict=True)):
        colour = series_colour(0) if gain.difference >= 0 else series_colour(5)
        axes.plot([gain.low, gain.high], [row, row], color=colour, linewidth=1.6)
        axes.plot([gain.difference], [row], marker="o", color=colour, markerfacecolor=colour if solid else "white")
    axes.set(yticks=range(len(labels)), xlabel="gain in its own payoff (utility), with 95 % intervals")
    axes.set_yticklabels([wrapped(label, 52) for label in labels], fontsize=8)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.grid(axis="x", color=QUIET, alpha=0.25, linewidth=0.6)
    axes.set_title(note, loc="right", fontsize=8, color=INK)
    tidy(figure, axes, title, caption)
    axes.tick_params(axis="y", labelsize=8)
    return figure
