"""The figure of what still lies ahead: the undecided runs week by week, by how they will end."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from sim.rules.arrays import Floats
from sim.runs.ensemble import Ensemble
from sim.views.figures.canvas import caption_of, drawing, key, named, new_figure, tidy
from sim.views.figures.of_runs.timeline import SHARES, date_ticks, ended_shares, left_open, mark_events, weeks_shown
from sim.views.figures.palette import INK, outcome_colours, outcome_hatches

__all__ = ["draw_river", "shares_ahead"]

MEASURE = 20
"""Length of the measure beside the river, in per cent of all runs."""


def shares_ahead(ensemble: Ensemble) -> dict[str, Floats]:
    """Return for each outcome the share of all runs that are undecided by a week's end and will end so, ``(weeks,)``.

    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1)
    >>> ahead = shares_ahead(ensemble)
    >>> round(sum(float(share[0]) for share in ahead.values()), 9)  # nothing is decided in the first week
    1.0
    """
    whole = ensemble.counts.outcomes / len(ensemble)
    return {name: whole[place] - ended for place, (name, ended) in enumerate(ended_shares(ensemble).items())}


@drawing()
def draw_river(ensemble: Ensemble) -> Figure:
    """Draw a river as wide as the runs that are undecided, each stream those that will end in one outcome.

    References
    ----------
    Byron & Wattenberg (2008), "Stacked Graphs: Geometry and Aesthetics", IEEE TVCG 14(6): the centred form.

    >>> figure = draw_river(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1))
    >>> figure.axes[0].get_legend().get_texts()[0].get_text()
    'Prolonged talks'
    """
    scenario, shown = ensemble.scenario, weeks_shown(ensemble)
    ahead = {name: 100 * share[:shown] for name, share in shares_ahead(ensemble).items()}
    days = [scenario.calendar.date_of(week) for week in range(shown)]
    figure, axes = new_figure(height=5.2)
    colours, hatches = outcome_colours(scenario), outcome_hatches(scenario)
    floor = -np.sum(list(ahead.values()), axis=0) / 2
    for name, share in ahead.items():
        axes.fill_between(date2num(days), floor, floor + share, facecolor=colours[name], hatch=hatches[name] or None,
                          edgecolor=INK if hatches[name] else "white", linewidth=0.3,
                          label=named(scenario.outcome_labels[name]))  # fmt: skip
        floor = floor + share
    axes.set_xlim(date2num(days[0]), date2num(days[-1]))
    axes.set_ylim(-52, 52)
    axes.set_yticks([])
    _measure(axes)
    mark_events([axes], scenario, days[-1])
    ticks = date_ticks(days[0], days[-1])
    axes.set_xticks([date2num(day) for day in ticks], list(ticks.values()))
    handles, labels = axes.get_legend_handles_labels()
    key(axes, handles[::-1], labels[::-1], loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=8, frameon=False)
    tidy(figure, axes, scenario.title, f"{SHARES}\n{left_open(ensemble)}{caption_of(ensemble)}")
    axes.spines["left"].set_visible(False)
    return figure


def _measure(axes: Axes) -> None:
    """Put beside the river how wide a fifth of the runs is."""
    axes.annotate("", (-0.012, -MEASURE / 2), (-0.012, MEASURE / 2), xycoords=("axes fraction", "data"),
                  arrowprops={"arrowstyle": "|-|,widthA=0.25,widthB=0.25", "color": INK, "linewidth": 1.0,
                              "shrinkA": 0, "shrinkB": 0})  # fmt: skip
    axes.set_ylabel(f"{MEASURE} % of all runs", fontsize=9, color=INK, labelpad=10)
