"""The figure of the process: where the runs stand, week by week."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num

from sim.views.canvas import caption_of, new_figure, tidy
from sim.views.palette import INK, QUIET, outcome_colours

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.ensemble.ensemble import Ensemble
    from sim.rules.arrays import Floats
    from sim.scenario.schema import Scenario

__all__ = ["draw_timeline", "ended_shares"]

STAGE_SHADES = ("#f2f2f2", "#dadada", "#bdbdbd", "#f2f2f2", "#dadada", "#bdbdbd")
"""Greys for the stages, so that colour is kept for how runs end."""

HATCHES = ("", "", "", "....", "////", "xxxx")


def ended_shares(ensemble: Ensemble) -> dict[str, Floats]:
    """Give for each outcome the share of all runs that have ended so by each week, ``(weeks,)``."""
    ended = np.cumsum(ensemble.counts.ended, axis=0) / len(ensemble)
    return {name: ended[:, place] for place, name in enumerate(ensemble.scenario.outcome_labels)}


def draw_timeline(ensemble: Ensemble) -> Figure:
    """Draw the share of runs in each stage by date; what has ended is coloured by its outcome, from below."""
    scenario = ensemble.scenario
    standing = ensemble.standing
    figure, axes = new_figure(width=9.0, height=5.6)
    days = [scenario.calendar.date_of(week) for week in range(len(standing))]
    colours, labels = outcome_colours(scenario), scenario.outcome_labels
    floor = np.zeros(len(days))
    for name, share in ended_shares(ensemble).items():
        floor = _band(axes, days, floor, share, colours[name], "", labels[name])
    for place, stage in reversed(list(enumerate(scenario.process))):
        shade, hatch = STAGE_SHADES[place % 6], HATCHES[place % 6]
        floor = _band(axes, days, floor, standing[:, place] / len(ensemble), shade, hatch,
                      stage.label or stage.name.replace("_", " "))  # fmt: skip
    _mark_events(axes, scenario)
    axes.set_ylim(0, 100)
    axes.set_xlim(date2num(days[0]), date2num(days[-1]))
    axes.set_ylabel("share of runs, per cent", color=INK, fontsize=9)
    locator = AutoDateLocator(minticks=5, maxticks=10)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    handles, names = axes.get_legend_handles_labels()
    axes.legend(handles[::-1], names[::-1], loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=8, frameon=False)
    tidy(figure, axes, scenario.title, caption_of(ensemble), pad=16)
    return figure


def _band(axes: Axes, days: list[date], floor: Floats, share: Floats, colour: str, hatch: str, label: str) -> Floats:
    top = floor + share
    axes.fill_between(
        date2num(days), 100 * floor, 100 * top, facecolor=colour, edgecolor=QUIET,
        hatch=hatch or None, linewidth=0.3, label=label,
    )  # fmt: skip
    return top


def _mark_events(axes: Axes, scenario: Scenario) -> None:
    """Mark the dated events with numbers on top, and say below the axes what they are."""
    marked = sorted((event for event in scenario.events if event.marked), key=lambda event: event.date)
    for number, event in enumerate(marked, start=1):
        axes.axvline(date2num(event.date), color=INK, linewidth=0.7, linestyle=(0, (4, 3)))
        axes.annotate(str(number), (date2num(event.date), 1.0), xycoords=("data", "axes fraction"),
                      xytext=(0, 2), textcoords="offset points", ha="center", fontsize=7.5, color=INK)  # fmt: skip
    if marked:
        listed = [f"{number} {event.label or event.name.replace('_', ' ')}" for number, event in enumerate(marked, 1)]
        lines = ["   ".join(listed[place : place + 3]) for place in range(0, len(listed), 3)]
        axes.set_xlabel("\n".join(lines), fontsize=7.5, color=INK, loc="left")
