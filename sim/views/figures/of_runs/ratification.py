"""The figure of a ratification: how the votes in each body spread over the runs, and how often each says yes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.runs.intervals import wilson
from sim.scenario.format.stages.ratification import Chamber, Ratification, Referendum
from sim.views.columns import approves, yes_share
from sim.views.figures.canvas import caption_of, drawing, new_panels, tidy, wrapped
from sim.views.figures.palette import INK, QUIET, series_colour
from sim.views.labels import plain_label

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.rules.arrays import Floats
    from sim.runs.ensemble import Ensemble
    from sim.runs.intervals import Interval

__all__ = ["Votes", "draw_ratification", "has_ratification", "votes_in"]

BINS = np.linspace(0, 100, 51)
"""Shares of yes in per cent, in steps of two."""


class Votes(NamedTuple):
    """The votes of one body over the runs in which it voted."""

    label: str
    """What people read."""
    shares: Floats
    """Share of yes in per cent, ``(votes,)``."""
    needed: float
    """The share that has to be exceeded, in per cent; of a number that differs from run to run, the mean."""
    approves: Interval
    """Share of the votes in which it says yes, with its 95 per cent interval."""


def _ratification(ensemble: Ensemble) -> Ratification | None:
    """Return the ratification to which most runs came, the first of equals; nothing if there is none."""
    stages = [stage for stage in ensemble.scenario.process if isinstance(stage, Ratification)]
    return max(stages, key=lambda stage: _votes_held(ensemble, stage), default=None)


def _votes_held(ensemble: Ensemble, stage: Ratification) -> int:
    return int(np.isfinite(ensemble.column(yes_share(stage, next(iter(stage.bodies))))).sum())


def has_ratification(ensemble: Ensemble) -> bool:
    """Tell whether any run came to a ratification.

    >>> has_ratification(sim.run("scenarios/patterns/two_peoples.yaml", runs=20))
    True
    """
    stage = _ratification(ensemble)
    return stage is not None and _votes_held(ensemble, stage) > 0


def votes_in(ensemble: Ensemble) -> list[Votes]:
    """Collect the votes of each body, in the order of the file.

    >>> hills, coast = votes_in(sim.run("scenarios/patterns/two_peoples.yaml", runs=50))
    >>> hills.label, hills.needed, len(hills.shares), bool(coast.shares.min() > 50)
    ('the Hills', 50.0, 50, True)
    """
    stage = _ratification(ensemble)
    assert stage is not None, "no ratification in this scenario"
    found = []
    for name, body in stage.bodies.items():
        shares = ensemble.column(yes_share(stage, name)).astype(float)
        voted = np.isfinite(shares)
        said = ensemble.column(approves(stage, name))[voted]
        needed = 0.5
        if isinstance(body, Referendum):
            needed = body.threshold.mean
        elif isinstance(body, Chamber) and body.majority is not None:
            needed = body.majority / sum(body.seats.values())
        label = body.label or (
            plain_label(ensemble.scenario, "actors", name) if name in stage.governments else name.replace("_", " ")
        )
        found.append(Votes(label, 100 * shares[voted], 100 * needed, wilson(int(said.sum()), len(said))))
    return found


@drawing()
def draw_ratification(ensemble: Ensemble) -> Figure:
    """Draw a panel a body: how many of the votes had which share of yes, and the share that is needed.

    Of several ratifications it is that to which most runs came, and the title names it.

    >>> figure = draw_ratification(sim.run("scenarios/patterns/two_peoples.yaml", runs=50))
    >>> len(figure.axes), figure.axes[-1].get_xlabel()
    (2, 'votes for the text, per cent (line: share to be exceeded)')
    """
    bodies = votes_in(ensemble)
    figure, panels = new_panels([1.5] * len(bodies))
    title = _title(ensemble)
    for number, (axes, votes) in enumerate(zip(panels, bodies, strict=True)):
        height, _ = np.histogram(votes.shares, BINS)
        axes.bar(BINS[:-1] + 1, 100 * height / max(1, len(votes.shares)), width=1.9, color=series_colour(number))
        axes.axvline(votes.needed, color=INK, linewidth=1.2, linestyle="--")
        share, low, high = (100 * part for part in votes.approves)
        said = f"{wrapped(votes.label, 30)}:\nyes in {share:.1f} % of runs\n({low:.1f} to {high:.1f} %)"
        axes.text(1.01, 0.95, said, transform=axes.transAxes, va="top", fontsize=8.5, color=INK)
        axes.set_ylabel("per cent\nof runs", fontsize=8.5, color=INK)
        axes.yaxis.grid(True, color=QUIET, alpha=0.25, linewidth=0.6)
        axes.set_xlim(0, 100)
        tidy(figure, axes, title, f"{len(votes.shares):,} runs that came to the vote · of {caption_of(ensemble)}")
    panels[-1].set_xlabel("votes for the text, per cent (line: share to be exceeded)", fontsize=9, color=INK)
    return figure


def _title(ensemble: Ensemble) -> str:
    several = sum(isinstance(stage, Ratification) for stage in ensemble.scenario.process) > 1
    stage = _ratification(ensemble)
    if stage is None or not several:
        return ensemble.scenario.title
    return f"{ensemble.scenario.title}, {plain_label(ensemble.scenario, 'stages', stage.name)}"
