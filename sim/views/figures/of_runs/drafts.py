"""The figure of the Council: what the drafts gave way on, and what a veto's chance was and was believed to be."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.rules.arrays import Floats
from sim.runs.ensemble import Ensemble
from sim.scenario.format.stages.vote import Voting
from sim.views.columns import BELIEVED_CHANCE, VETO_CHANCE, draft_measures
from sim.views.figures.canvas import caption_of, drawing, key, named, new_panels, tidy
from sim.views.figures.palette import INK, QUIET, series_colour
from sim.views.labels import plain_label

__all__ = ["council_of", "draft_course", "draw_drafts", "has_drafts"]

APART = 0.06
"""How far the lines of one draft stand apart, so that none hides another."""

CHANCES = {VETO_CHANCE: "true", BELIEVED_CHANCE: "believed by the sponsors, once veto holders have spoken"}

COLOURS = {VETO_CHANCE: INK, BELIEVED_CHANCE: QUIET}


def council_of(ensemble: Ensemble) -> Voting | None:
    """Return the first vote of the process in which sponsors table drafts, if there is one.

    >>> council = council_of(sim.run("scenarios/kosovo/five_actors.yaml", runs=1))
    >>> council.name, council.most_drafts
    ('council', 5)
    """
    return next((stage for stage in ensemble.scenario.process if isinstance(stage, Voting) and stage.sponsors), None)


def has_drafts(ensemble: Ensemble) -> bool:
    """Tell whether any draft was tabled.

    >>> has_drafts(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1))
    True
    """
    council = council_of(ensemble)
    if council is None:
        return False
    first, *_ = draft_measures(council, VETO_CHANCE)
    return bool(np.isfinite(ensemble.column(first)).any())


def draft_course(ensemble: Ensemble, what: str) -> Floats:
    """Return mean and middle 90 per cent of a measure of each draft, ``(drafts, 3)``: mean, 5th, 95th percentile.

    >>> status = draft_course(sim.run("scenarios/kosovo/five_actors.yaml", runs=50, seed=1), "status")
    >>> status.shape, bool(status[-1, 0] < status[0, 0])  # draft by draft the sponsors give way
    ((5, 3), True)
    """
    council = council_of(ensemble)
    assert council is not None
    names = draft_measures(council, what)
    read = ensemble.rows.select(names)  # all at once: of a results folder every reading opens every file
    course = []
    for name in names:
        values = read.column(name).to_numpy()
        values = values[np.isfinite(values)]
        if values.size:
            course.append([values.mean(), *np.percentile(values, [5, 95])])
    return np.array(course)


@drawing()
def draw_drafts(ensemble: Ensemble) -> Figure:
    """Draw, draft by draft, the true and the believed chance of a veto, and below, the issues that gave way.

    >>> figure = draw_drafts(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1))
    >>> [text.get_text() for text in figure.axes[1].get_legend().get_texts()]  # the others are not negotiable
    ['Political status', 'Legal basis']
    """
    scenario, council = ensemble.scenario, council_of(ensemble)
    assert council is not None
    issues = {name: plain_label(scenario, "issues", name)
              for name in council.negotiable or scenario.issues}  # fmt: skip
    figure, (above, below) = new_panels([2.2, 2.6])
    _draw_courses(above, ensemble, CHANCES)
    above.set_ylabel("chance of a veto", fontsize=9, color=INK)
    _draw_courses(below, ensemble, issues)
    below.set_ylabel("place on the issue (0 to 1)", fontsize=9, color=INK)
    below.set_xticks(np.arange(1, council.most_drafts + 1))
    below.set_xlabel(
        "draft (mark: mean, thin line: middle 90 % of the runs in which it was tabled)", fontsize=9, color=INK
    )
    left, right = below.get_xlim()
    below.set_xlim(min(left, 1 - 3 * APART), max(right, council.most_drafts + 3 * APART))  # no mark is cut
    for panel in (above, below):
        tidy(figure, panel, scenario.title, caption_of(ensemble))
    return figure


def _draw_courses(panel: Axes, ensemble: Ensemble, lines: dict[str, str]) -> None:
    for number, (what, label) in enumerate(lines.items()):
        course = draft_course(ensemble, what)
        drafts = np.arange(1, len(course) + 1) + APART * (number - (len(lines) - 1) / 2)
        colour = COLOURS.get(what) or series_colour(number)
        style = "--" if what == BELIEVED_CHANCE else "-"
        panel.vlines(drafts, course[:, 1], course[:, 2], color=colour, linewidth=1.1)
        panel.plot(drafts, course[:, 0], color=colour, linestyle=style, marker="osD^v"[number % 5], markersize=5,
                   label=named(label))  # fmt: skip
    panel.set_ylim(-0.04, 1.04)
    panel.yaxis.grid(True, color=QUIET, alpha=0.25, linewidth=0.6)
    key(panel, loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=8, frameon=False)
