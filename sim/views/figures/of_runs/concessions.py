"""The figure of concessions: how far apart the parties stood on each issue, before and after the talks."""

import numpy as np
from matplotlib.figure import Figure

from sim.rules.arrays import Flags
from sim.runs.ensemble import Ensemble
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.talks import Talks
from sim.views.columns import first_gaps, last_gaps
from sim.views.figures.canvas import caption_of, drawing, key, named, new_figure, tidy, wrapped
from sim.views.figures.palette import INK, QUIET, series_colour
from sim.views.labels import plain_label

__all__ = ["draw_concessions", "gaps", "has_talks", "offered"]


def has_talks(ensemble: Ensemble) -> bool:
    """Tell whether there were talks whose gaps were measured.

    >>> has_talks(sim.run("scenarios/kosovo/five_actors.yaml", runs=1))
    True
    """
    return bool(offered(ensemble).any())


def offered(ensemble: Ensemble) -> Flags:
    """Tell the runs in which offers were made from those that ended, or whose calendar did, before the first round.

    >>> offered(sim.run("scenarios/kosovo/five_actors.yaml", runs=2)).tolist()
    [True, True]
    """
    scenario = ensemble.scenario
    talks = _by_offers(scenario)
    gap_known = [np.isfinite(ensemble.column(next(iter(first_gaps(one, scenario).values())))) for one in talks]
    return np.logical_or.reduce(gap_known) if gap_known else np.zeros(len(ensemble.rows), dtype=bool)


def gaps(ensemble: Ensemble) -> dict[str, dict[str, tuple[float, float]]]:
    """Return for each talks and issue the mean gap between the parties' offers at first and at last.

    >>> vienna = gaps(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1))["vienna"]
    >>> closed = {issue: first - last for issue, (first, last) in vienna.items()}
    >>> min(closed, key=closed.get)  # on this the parties gave least
    'status'
    """
    found: dict[str, dict[str, tuple[float, float]]] = {}
    scenario = ensemble.scenario
    for stage in _by_offers(scenario):
        named = first_gaps(stage, scenario), last_gaps(stage, scenario)
        read = ensemble.rows.select([name for names in named for name in names.values()])  # all at once
        first, last = ({i: read.column(name).to_numpy() for i, name in names.items()} for names in named)
        held = np.isfinite(next(iter(first.values())))
        if held.any():
            found[stage.name] = {i: (float(first[i][held].mean()), float(last[i][held].mean())) for i in first}
    return found


def _by_offers(scenario: Scenario) -> list[Talks]:
    """Return the talks in which offers are made, and so can be apart."""
    return [stage for stage in scenario.process if isinstance(stage, Talks) and stage.protocol == "offers"]


@drawing()
def draw_concessions(ensemble: Ensemble) -> Figure:
    """Draw a line for each talks and issue, from the first gap between the offers to the last, means over runs.

    >>> figure = draw_concessions(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1))
    >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    ['Vienna talks', 'Troika talks']
    """
    scenario, measured = ensemble.scenario, gaps(ensemble)
    issues = list(scenario.issues)
    figure, axes = new_figure(height=1.7 + 0.26 * len(issues) * max(1, len(measured)))
    share = 0.7 / max(1, len(measured))
    for number, (name, by_issue) in enumerate(measured.items()):
        colour = series_colour(number)
        label = plain_label(scenario, "stages", name)
        rows = [row + (number - (len(measured) - 1) / 2) * share for row in range(len(issues))]
        first, last = (np.array([by_issue[issue][place] for issue in issues]) for place in (0, 1))
        axes.hlines(rows, last, first, color=colour, linewidth=2)
        axes.plot(first, rows, marker="|", markersize=8, color=colour, linestyle="none")
        axes.plot(last, rows, marker="o", markersize=5, color=colour, linestyle="none", label=named(label))
    axes.set_yticks(range(len(issues)), [wrapped(plain_label(scenario, "issues", i), 24) for i in issues])
    axes.set_ylim(len(issues) - 0.4, -0.6)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xlabel(
        "gap between the offers, mean over the runs with offers (bar: at first, dot: at last)", fontsize=9, color=INK
    )
    axes.xaxis.grid(True, color=QUIET, alpha=0.25, linewidth=0.6)
    key(axes, loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=8, frameon=False)
    tidy(figure, axes, scenario.title, caption_of(ensemble))
    return figure
