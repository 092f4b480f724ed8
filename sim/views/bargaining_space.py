"""The figure of two parties: what any text is worth to both, and where the runs ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.rules.frontier import frontier
from sim.rules.utility import normalised_salience
from sim.views.canvas import caption_of, new_figure, tidy
from sim.views.palette import INK, QUIET, outcome_colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.ensemble.ensemble import Ensemble
    from sim.rules.arrays import Floats

__all__ = ["draw_bargaining_space", "mean_frontier", "two_parties"]

MOST_DOTS = 2_000
"""More dots than this only hide one another; the first runs are as good as any."""


def two_parties(ensemble: Ensemble) -> tuple[str, str] | None:
    """Name the two parties of the first talks, if there are any."""
    for stage in ensemble.scenario.process:
        if stage.kind == "talks":
            first, second = getattr(stage, "parties")  # noqa: B009 - only talks have them
            return first, second
    return None


def mean_frontier(ensemble: Ensemble, parties: tuple[str, str]) -> Floats:
    """Give the best pairs of utilities that texts allow on the scenario's mean, ``(corners, 2)``.

    Exact where loss is in proportion to distance (gamma 1); for larger gamma it lies on the safe side, inside.
    """
    scenario = ensemble.scenario
    stands = []
    for name in parties:
        actor = scenario.actors[name]
        position = np.array([[actor.position[i].mean if i in actor.position else 0.5] for i in scenario.issues])
        salience = np.array([[actor.salience[i].mean if i in actor.salience else 0.0] for i in scenario.issues])
        stands.append((position, normalised_salience(salience, scenario.utility.salience_exponent)))
    (first, own), (second, other) = stands
    edge = frontier(first, own, second, other)
    begins = np.stack([edge.first_value, edge.second_value], axis=-1).reshape(-1, 2)
    ends = np.stack([edge.first_value - edge.first_loss, edge.second_value + edge.second_gain], axis=-1).reshape(
        -1, 2
    )
    corners = np.unique(np.round(np.concatenate([begins, ends]), 12), axis=0)
    return np.asarray(corners[::-1])


def draw_bargaining_space(ensemble: Ensemble) -> Figure:
    """Draw what the text in force at the end is worth to both, run by run, under the frontier of the mean scenario."""
    parties = two_parties(ensemble)
    assert parties is not None
    scenario, colours = ensemble.scenario, outcome_colours(ensemble.scenario)
    figure, axes = new_figure(width=8.0, height=5.2)
    edge = mean_frontier(ensemble, parties)
    axes.plot(edge[:, 0], edge[:, 1], color=INK, linewidth=1.5, label="best for both (mean scenario)")
    ends = [ensemble.column(f"utility.{name}")[:MOST_DOTS] for name in parties]
    outcome = ensemble.column("outcome")[:MOST_DOTS]
    for number, (name, label) in enumerate(scenario.outcome_labels.items()):
        here = outcome == name
        if here.any():
            axes.scatter(ends[0][here], ends[1][here], s=9, color=colours[name], marker="osD^vPX*"[number % 8],
                         alpha=0.6, linewidths=0, label=label)  # fmt: skip
    first, second = (scenario.actors[name].label or name for name in parties)
    axes.set_xlabel(f"worth to {first}", fontsize=9, color=INK)
    axes.set_ylabel(f"worth to {second}", fontsize=9, color=INK)
    axes.set_xlim(0, 1.02)
    axes.set_ylim(0, 1.02)
    axes.grid(True, color=QUIET, alpha=0.2, linewidth=0.6)
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=8, frameon=False, markerscale=2)
    tidy(figure, axes, scenario.title, caption_of(ensemble))
    return figure
