"""The figure of one run: the negotiation dance, what each offer was worth to both (Raiffa 1982)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.views.canvas import caption_of, new_figure, tidy
from sim.views.palette import INK, QUIET, series_colour

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.ensemble.ensemble import Ensemble

__all__ = ["Move", "draw_dance", "moves_of", "typical_run"]


class Move(NamedTuple):
    """An offer with what it is worth to either side."""

    week: int
    actor: str
    own: float
    other: float
    disagreement: float


def typical_run(ensemble: Ensemble) -> int:
    """Name the first run of the outcome that came about most often."""
    shares = ensemble.outcomes()
    commonest = max(shares, key=lambda name: shares[name].share)
    return int(ensemble.column("run")[np.argmax(ensemble.column("outcome") == commonest)])


def moves_of(ensemble: Ensemble, run: int) -> list[Move]:
    """Give the offers of one run in order, each with the offerer's disagreement value at the time."""
    moves, standing = [], {}
    for entry in ensemble.story(run).entries:
        if entry.kind == "answer":
            standing[entry.week, entry.actor] = entry.numbers["disagreement"]
    for entry in ensemble.story(run).entries:
        if entry.kind == "offer":
            expected = standing.get((entry.week, entry.actor), np.nan)
            moves.append(
                Move(entry.week, entry.actor, entry.numbers["own_value"], entry.numbers["other_value"], expected)
            )
    return moves


def draw_dance(ensemble: Ensemble) -> Figure:
    """Draw for a typical run, over time, what each party's offers are worth to itself and to the other.

    Dotted: what failure promised it. An agreement is near where an offer rises above the other's dotted line.
    """
    run = typical_run(ensemble)
    moves = moves_of(ensemble, run)
    figure, axes = new_figure(width=8.0, height=4.8)
    calendar, actors = ensemble.scenario.calendar, ensemble.scenario.actors
    for number, name in enumerate(dict.fromkeys(move.actor for move in moves)):
        own = [move for move in moves if move.actor == name]
        received = [move for move in moves if move.actor != name]
        label = actors[name].label or name.replace("_", " ")
        colour, mark = series_colour(number), "os"[number % 2]
        days = [calendar.date_of(move.week) for move in own]
        axes.plot(
            days, [move.own for move in own], color=colour, marker=mark, markersize=4, label=f"{label}: own offers"
        )
        axes.plot([calendar.date_of(move.week) for move in received], [move.other for move in received], color=colour,
                  marker=mark, markersize=4, linestyle="--", markerfacecolor="white", label=f"{label}: the other's offers")  # fmt: skip
        axes.plot(
            days, [move.disagreement for move in own], color=colour, linestyle=":", label=f"{label}: if talks fail"
        )
    axes.set_ylim(0, 1.02)
    axes.set_ylabel("worth to the party", fontsize=9, color=INK)
    axes.yaxis.grid(True, color=QUIET, alpha=0.25, linewidth=0.6)
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=8, frameon=False)
    figure.autofmt_xdate(rotation=0, ha="center")
    tidy(figure, axes, f"{ensemble.scenario.title}: run {run}", caption_of(ensemble))
    return figure
