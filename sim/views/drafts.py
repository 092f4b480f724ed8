"""The figure of the Council: what the drafts gave way on, and what that did to the chance of a veto."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.scenario.process import Council
from sim.views.canvas import caption_of, new_figure, tidy, wrapped
from sim.views.palette import INK, QUIET, series_colour

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.ensemble.ensemble import Ensemble
    from sim.rules.arrays import Floats

__all__ = ["council_of", "draft_course", "draw_drafts", "has_drafts"]

APART = 0.06
"""How far the lines of one draft stand apart, so that none hides another."""


def council_of(ensemble: Ensemble) -> Council | None:
    """Give the first Council of the process, if there is one."""
    return next((stage for stage in ensemble.scenario.process if isinstance(stage, Council)), None)


def has_drafts(ensemble: Ensemble) -> bool:
    """Say whether any draft was tabled."""
    council = council_of(ensemble)
    return council is not None and bool(np.isfinite(ensemble.column(f"{council.name}.draft_1.veto_chance")).any())


def draft_course(ensemble: Ensemble, what: str) -> Floats:
    """Give mean and middle 90 per cent of a measure of each draft, ``(drafts, 3)``: mean, 5th, 95th percentile.

    Parameters
    ----------
    what : str
        An issue, or "veto_chance".
    """
    council = council_of(ensemble)
    assert council is not None
    course = []
    for draft in range(1, council.most_drafts + 1):
        values = ensemble.column(f"{council.name}.draft_{draft}.{what}")
        values = values[np.isfinite(values)]
        if values.size:
            course.append([values.mean(), *np.percentile(values, [5, 95])])
    return np.array(course)


def draw_drafts(ensemble: Ensemble) -> Figure:
    """Draw, draft by draft, the issues that gave way and the chance of a veto; thin lines: 90 per cent of runs."""
    scenario, council = ensemble.scenario, council_of(ensemble)
    assert council is not None
    shown = council.negotiable or tuple(scenario.issues)
    figure, axes = new_figure(width=8.0, height=4.8)
    lines = {"veto_chance": "chance of a veto", **{i: scenario.issues[i].label or i.replace("_", " ") for i in shown}}
    for number, (what, label) in enumerate(lines.items()):
        course = draft_course(ensemble, what)
        drafts = np.arange(1, len(course) + 1) + APART * (number - (len(lines) - 1) / 2)
        colour = INK if what == "veto_chance" else series_colour(number - 1)
        style = "--" if what == "veto_chance" else "-"
        axes.vlines(drafts, course[:, 1], course[:, 2], color=QUIET if colour == INK else colour, linewidth=1.1)
        axes.plot(drafts, course[:, 0], color=colour, linestyle=style, marker="osD^v"[number % 5], markersize=5,
                  label=wrapped(label, 24))  # fmt: skip
    axes.set_xticks(np.arange(1, council.most_drafts + 1))
    axes.set_ylim(-0.02, 1.02)
    axes.set_xlabel(
        "draft (mark: mean, thin line: middle 90 % of the runs in which it was tabled)", fontsize=9, color=INK
    )
    axes.set_ylabel("chance, or place on the issue (0 to 1)", fontsize=9, color=INK)
    axes.yaxis.grid(True, color=QUIET, alpha=0.25, linewidth=0.6)
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=8, frameon=False)
    tidy(figure, axes, scenario.title, caption_of(ensemble))
    return figure
