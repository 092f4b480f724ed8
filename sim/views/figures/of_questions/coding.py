"""The figure of what the coding does: how far each outcome's share moves from one set of drawn numbers to another."""

from typing import Any, NamedTuple

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.questions.bands import as_drawn, coding_quantiles
from sim.questions.sensitivity.by_design import ScenarioFunction, drawn_paths
from sim.runs.ensemble import DroppedRows, Ensemble
from sim.scenario.coins import marked_labels
from sim.views.columns import OUTCOME, RUN
from sim.views.figures.canvas import caption_of, drawing, key, new_figure, tidy, wrapped
from sim.views.figures.palette import INK, QUIET, outcome_colours

__all__ = ["FEWEST", "LEVELS", "Spread", "draw_coding", "has_coding", "spreads_of"]

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Parts of all sets of drawn numbers below the edges of the fan."""

FEWEST, PAIRS = 64, 512
"""It takes so many runs to tell, and no more than so many are played a second time."""


SHARE: dict[str, Any] = {
    "marker": "D", "markersize": 5, "color": "white", "markeredgecolor": INK, "linestyle": "none",
}  # fmt: skip
"""How the share over all sets is drawn."""

LEGEND = ("share over all sets", "the middle set", "half of the sets", "nine of ten sets")
"""What the marks mean."""


class Spread(NamedTuple):
    """How far the share of one outcome moves."""

    share: float
    """The share over all sets."""
    edges: list[float]
    """The shares below which such parts of all sets lie; see `LEVELS`."""


def has_coding(ensemble: Ensemble) -> bool:
    """Tell whether numbers are drawn, in runs enough.

    >>> has_coding(sim.run("scenarios/kosovo/five_actors.yaml", runs=FEWEST - 1, seed=1))
    False
    """
    kept = not isinstance(ensemble.rows, DroppedRows)
    return kept and len(ensemble) >= FEWEST and bool(drawn_paths(ensemble.scenario))


def spreads_of(ensemble: Ensemble) -> dict[str, Spread]:
    """Play the first runs once more with the same drawn numbers and other luck, and tell the two apart.

    Whether both runs of a pair end alike says what the drawn numbers decide: the mean product of the two less the
    square of the share is the variance of the share over all sets of numbers.

    >>> spreads = spreads_of(sim.run("scenarios/kosovo/five_actors.yaml", runs=64, seed=1))
    >>> five = spreads["coordinated_declaration"]
    >>> five.edges == sorted(five.edges), 0 < five.share < 1
    (True, True)
    """
    scenario, outcomes = ensemble.scenario, list(ensemble.scenario.outcome_labels)
    runs, ended = ensemble.column(RUN)[:PAIRS], ensemble.column(OUTCOME)[:PAIRS]
    given = {path: drawn[runs] for path, drawn in as_drawn(scenario, ensemble.seed, int(runs.max()) + 1).items()}
    again = ScenarioFunction(scenario, outcomes, ensemble.seed)(given, True)
    found = {}
    for outcome in outcomes:
        first, second = (ended == outcome).astype(np.float64), again[outcome]
        share = float(first.mean() + second.mean()) / 2
        between = max(0.0, float((first * second).mean()) - share**2)
        found[outcome] = Spread(share, coding_quantiles(share, between, LEVELS))
    return found


@drawing()
def draw_coding(ensemble: Ensemble) -> Figure:
    """Draw a fan an outcome: between which shares half and nine of ten sets of drawn numbers lie.

    The shares are taken to follow the beta distribution that has their mean and variance.

    >>> figure = draw_coding(sim.run("scenarios/kosovo/five_actors.yaml", runs=64, seed=1))
    >>> figure.axes[0].get_xlabel()
    'share of runs with one set of numbers, per cent: not a probability'
    """
    scenario, spreads = ensemble.scenario, spreads_of(ensemble)
    colours, labels = outcome_colours(scenario), marked_labels(scenario)
    figure, axes = new_figure(height=2.2 + 0.5 * len(spreads))
    for row, (outcome, spread) in enumerate(spreads.items()):
        low, lower, middle, upper, high = (100 * edge for edge in spread.edges)
        axes.barh(row, high - low, left=low, height=0.62, color=colours[outcome], alpha=0.35, linewidth=0)
        axes.barh(row, upper - lower, left=lower, height=0.62, color=colours[outcome], linewidth=0)
        axes.plot([middle, middle], [row - 0.31, row + 0.31], color=INK, linewidth=1.4, solid_capstyle="butt")
        axes.plot([100 * spread.share], [row], **SHARE)
    axes.set_yticks(range(len(spreads)), [wrapped(labels[outcome], 32) for outcome in spreads])
    axes.set_ylim(len(spreads) - 0.4, -0.6)
    axes.set_xlim(-1, 101)
    axes.set_xlabel("share of runs with one set of numbers, per cent: not a probability", fontsize=9, color=INK)
    axes.xaxis.grid(True, color=QUIET, alpha=0.25, linewidth=0.6)
    marks = [Line2D([], [], **SHARE), Line2D([], [], color=INK, linewidth=1.4), Patch(facecolor=QUIET),
             Patch(facecolor=QUIET, alpha=0.35)]  # fmt: skip
    key(axes, marks, LEGEND, loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=8, frameon=False)
    pairs = min(len(ensemble), PAIRS)
    tidy(figure, axes, scenario.title, f"{pairs:,} runs played twice, with other luck · of {caption_of(ensemble)}")
    return figure
