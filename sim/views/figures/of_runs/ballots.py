"""The figure of a vote: how often each seat says yes, abstains or says no, and how often each threshold is met."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.scenario.format.stages.vote import Vote
from sim.views.columns import ballot_of, result, threshold_met
from sim.views.figures.canvas import caption_of, drawing, key, named, new_panels, tidy, wrapped
from sim.views.figures.palette import INK, QUIET, series_colour
from sim.views.labels import plain_label

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.rules.arrays import Flags
    from sim.runs.ensemble import Ensemble

__all__ = ["Seat", "draw_ballots", "has_ballots", "seats_of", "thresholds_of"]

SAID = ((1.0, "yes", series_colour(0)), (0.0, "abstains", "#D9D9D9"), (-1.0, "no", series_colour(5)))
"""What a ballot says, with its colour."""


class Seat(NamedTuple):
    """How one seat voted over the runs that came to the vote."""

    label: str
    """What people read."""
    shares: dict[str, float]
    """Share of the votes in which it said what, per cent."""


def _vote(ensemble: Ensemble) -> Vote | None:
    """Return the first vote of the process, if there is one."""
    return next((stage for stage in ensemble.scenario.process if isinstance(stage, Vote)), None)


def _voted(ensemble: Ensemble, vote: Vote) -> Flags:
    return np.asarray(np.isin(ensemble.column(result(vote)), list(vote.results)))


def has_ballots(ensemble: Ensemble) -> bool:
    """Tell whether any run came to a vote.

    >>> has_ballots(sim.run("scenarios/patterns/sanctions.yaml", runs=20))
    True
    """
    vote = _vote(ensemble)
    return vote is not None and bool(_voted(ensemble, vote).any())


def seats_of(ensemble: Ensemble) -> list[Seat]:
    """Count how each seat voted, in the order of the file.

    >>> [seat.label for seat in seats_of(sim.run("scenarios/patterns/sanctions.yaml", runs=50))]
    ['Traders (14 votes)', 'Neighbours (10 votes)', 'Guard (8 votes, veto)']
    """
    vote = _vote(ensemble)
    assert vote is not None, "no vote in this scenario"
    voted, found = _voted(ensemble, vote), []
    for name, seat in vote.seats.items():
        ballots = ensemble.column(ballot_of(vote, name))[voted]
        what = f"{seat.votes} vote{'' if seat.votes == 1 else 's'}{', veto' if seat.veto else ''}"
        label = f"{plain_label(ensemble.scenario, 'actors', name)} ({what})"
        found.append(Seat(label, {said: 100 * float(np.mean(ballots == code)) for code, said, _ in SAID}))
    return found


def thresholds_of(ensemble: Ensemble) -> list[Seat]:
    """Count how often each threshold was met.

    >>> [one.label for one in thresholds_of(sim.run("scenarios/patterns/sanctions.yaml", runs=50))]
    ['60 % of votes', '65 % of size']
    """
    vote = _vote(ensemble)
    assert vote is not None, "no vote in this scenario"
    voted, found = _voted(ensemble, vote), []
    for number, threshold in enumerate(vote.thresholds, 1):
        met = 100 * float(np.mean(ensemble.column(threshold_met(vote, number))[voted]))
        found.append(Seat(threshold.asked, {"yes": met, "abstains": 0.0, "no": 100 - met}))
    return found


@drawing()
def draw_ballots(ensemble: Ensemble) -> Figure:
    """Draw a bar a seat, parted by what it says, and below them a bar a threshold.

    >>> figure = draw_ballots(sim.run("scenarios/patterns/sanctions.yaml", runs=50))
    >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    ['yes, or met', 'abstains', 'no, or missed']
    """
    vote = _vote(ensemble)
    assert vote is not None, "no vote in this scenario"
    voted = int(np.count_nonzero(_voted(ensemble, vote)))
    groups = [seats_of(ensemble), thresholds_of(ensemble)]
    figure, panels = new_panels([0.4 + 0.42 * len(rows) for rows in groups])
    names = {"yes": "yes, or met", "abstains": "abstains", "no": "no, or missed"}
    for axes, rows in zip(panels, groups, strict=True):
        left = np.zeros(len(rows))
        for _, said, colour in SAID:
            widths = np.array([row.shares[said] for row in rows])
            axes.barh(np.arange(len(rows)), widths, left=left, color=colour, height=0.66, label=named(names[said]))
            left += widths
        axes.set_yticks(np.arange(len(rows)), [wrapped(row.label, 30) for row in rows])
        axes.invert_yaxis()
        axes.set_xlim(0, 100)
        axes.xaxis.grid(True, color=QUIET, alpha=0.25, linewidth=0.6)
        tidy(
            figure, axes, ensemble.scenario.title, f"{voted:,} runs that came to the vote · of {caption_of(ensemble)}"
        )
    key(panels[0], loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=8.5, frameon=False)
    panels[-1].set_xlabel("runs that came to the vote, per cent", fontsize=9, color=INK)
    return figure
