"""The figure of two parties: what any text is worth to both, and where the runs ended."""

from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.chance.inputs import Draws, Means
from sim.rules.arrays import Counts, Flags, Floats
from sim.rules.frontier import frontier
from sim.runs.ensemble import Ensemble
from sim.scenario.format.stages.talks import Talks
from sim.theory.bargaining.parties import Parties
from sim.theory.bargaining.solutions import nash
from sim.theory.of_scenario.outset import outset_of
from sim.theory.of_scenario.stands import stands_of
from sim.views.columns import ENDING, OUTCOME, RUN, text_worth
from sim.views.figures.canvas import caption_of, drawing, key, named, new_figure, tidy, wrapped
from sim.views.figures.palette import INK, QUIET, outcome_colours, outcome_marks
from sim.views.labels import plain_label

__all__ = [
    "draw_bargaining_space", "edge_of", "ends_below", "has_two_parties", "mean_frontier", "mean_problem",
    "opening_values", "short_of_frontier", "two_parties",
]  # fmt: skip

MOST_DOTS = 2_000
"""More dots than this only hide one another; the first runs are as good as any."""

NO_NASH = "no Nash point: no text within the red lines beats failure for both"

ASKED = 256
"""So many runs are asked what the parties expect as the process begins."""


def two_parties(ensemble: Ensemble) -> tuple[str, str] | None:
    """Name the two parties of the first talks between two, if there are any.

    >>> two_parties(sim.run("scenarios/kosovo/five_actors.yaml", runs=1))
    ('belgrade', 'pristina')
    """
    for stage in ensemble.scenario.process:
        if isinstance(stage, Talks) and len(stage.parties) == 2:
            first, second = stage.parties
            return first, second
    return None


def has_two_parties(ensemble: Ensemble) -> bool:
    """Tell whether two parties talk, so that there is a space between them."""
    return two_parties(ensemble) is not None


def opening_values(ensemble: Ensemble, names: tuple[str, str]) -> tuple[float, float]:
    """Return what each party expects of failure as the process begins, the mean over the first 256 run numbers.

    These are disagreement values: what failure promises when both an imposed text and a declaration are still open.

    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=1, seed=1)
    >>> [round(value, 1) for value in opening_values(ensemble, ("belgrade", "pristina"))]
    [-0.1, 0.8]
    """
    stands = stands_of(outset_of(ensemble.scenario, Draws(ensemble.scenario, ASKED, ensemble.seed), names))
    first, second = stands.disagreement.mean(axis=1).tolist()
    return first, second


def mean_problem(ensemble: Ensemble, names: tuple[str, str], expected: tuple[float, float] = (0.0, 0.0)) -> Parties:
    """State the bargaining of two parties with every number at its mean, as the theory takes it.

    >>> problem = mean_problem(sim.run("scenarios/kosovo/five_actors.yaml", runs=1), ("belgrade", "pristina"))
    >>> problem.position[:, 0].round(2).tolist()  # on status: 0 a province, 1 a state
    [0.2, 0.92]
    """
    stands = stands_of(outset_of(ensemble.scenario, Means(ensemble.scenario), names))
    solvable = replace(stands, gamma=max(1.0, stands.gamma))  # below 1 no solution is defined
    return solvable.problem(names).with_disagreement(expected)


def mean_frontier(ensemble: Ensemble, names: tuple[str, str]) -> Floats:
    """Return the best pairs of utilities that texts allow on the scenario's mean, ``(corners, 2)``.

    Exact where loss is in proportion to distance (gamma 1); for larger gamma it lies on the safe side, inside.

    >>> edge = mean_frontier(sim.run("scenarios/kosovo/five_actors.yaml", runs=1), ("belgrade", "pristina"))
    >>> float(edge[0, 0]), float(edge[-1, 1])  # at its ends one party has all that it wants
    (1.0, 1.0)
    """
    problem = mean_problem(ensemble, names)
    return edge_of(problem.position[..., np.newaxis], problem.salience[..., np.newaxis])


def edge_of(position: Floats, salience: Floats) -> Floats:
    """Return the best pairs of utilities of two in one run, ``(corners, 2)``; stands are ``(2, issues, 1)``."""
    return np.asarray(np.unique(_corners(position, salience)[..., 0], axis=0)[::-1])


def _corners(position: Floats, salience: Floats) -> Floats:
    """Return both ends of each straight part of the frontier of two, ``(2 x issues, 2, runs)``."""
    edge = frontier(position[0], salience[0], position[1], salience[1])
    begins = np.stack([edge.first_value, edge.second_value], axis=1)
    ends = np.stack([edge.first_value - edge.first_loss, edge.second_value + edge.second_gain], axis=1)
    return np.round(np.concatenate([begins, ends]), 12)


def short_of_frontier(ensemble: Ensemble, names: tuple[str, str], ends: Floats, runs: Counts) -> Floats:
    """Return what the second could have had more at no cost to the first, each run by its own numbers, ``(runs,)``.

    Where loss grows faster than distance the frontier lies on the safe side, so that a run may seem to lie on it.
    """
    draws = Draws(ensemble.scenario, int(runs.max(initial=0)) + 1, ensemble.seed)
    stands = stands_of(outset_of(ensemble.scenario, draws, names)).at(runs)
    corners = _corners(stands.position, stands.salience)
    best = [
        np.interp(first, *np.unique(corners[..., place], axis=0).T) for place, first in enumerate(ends[:, 0].tolist())
    ]
    return np.maximum(0.0, np.asarray(best) - ends[:, 1])


def ends_below(ensemble: Ensemble, names: tuple[str, str], edge: Floats) -> Floats:
    """Return where the ends of the first runs stand beside the frontier of the mean numbers, ``(runs, 2)``.

    Across, what the text in force is worth to the first; up, as far below the frontier at that place as it is below
    the run's own. Runs broken off by violence are left out.

    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1)
    >>> names = ("belgrade", "pristina")
    >>> edge = mean_frontier(ensemble, names)
    >>> ends = ends_below(ensemble, names, edge)
    >>> bool((ends[:, 1] <= np.interp(ends[:, 0], *edge[::-1].T) + 1e-9).all())
    True
    """
    kept = _settled(ensemble)
    worth = np.stack([ensemble.column(text_worth(name))[:MOST_DOTS][kept] for name in names], axis=-1).astype(float)
    short = short_of_frontier(ensemble, names, worth, ensemble.column(RUN)[:MOST_DOTS][kept])
    return np.stack([worth[:, 0], np.interp(worth[:, 0], *edge[::-1].T) - short], axis=-1)


@drawing()
def draw_bargaining_space(ensemble: Ensemble) -> Figure:
    r"""Draw what the text in force at the end is worth to both, run by run, beside what theory says of the mean.

    Every run has a frontier of its own. A dot lies as far below the one drawn as the run's text is below its own.

    The frontier, the Nash point (inside both parties' red lines) and the disagreement values at the start belong
    to the scenario with every number at its mean. Where no text beats failure for both, there is no Nash point.

    >>> figure = draw_bargaining_space(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1))
    >>> figure.axes[0].get_xlabel(), figure.axes[0].get_ylabel()
    ('worth to Belgrade', 'worth to Pristina')
    """
    names = two_parties(ensemble)
    assert names is not None
    scenario = ensemble.scenario
    figure, axes = new_figure(width=8.0, height=5.2)
    edge, expected = mean_frontier(ensemble, names), opening_values(ensemble, names)
    axes.plot(edge[:, 0], edge[:, 1], color=INK, linewidth=1.5, label=named("best for both, red lines aside"))
    dots = _draw_ends(axes, ensemble, names, edge)
    axes.axvline(expected[0], color=QUIET, linewidth=1.2, linestyle=":")
    axes.axhline(
        expected[1], color=QUIET, linewidth=1.2, linestyle=":", label=named("if talks fail, as seen at the start")
    )
    solved = nash(mean_problem(ensemble, names, expected))
    if solved.exists:
        axes.plot(*solved.utilities[:, np.newaxis], marker="*", markersize=13, color=INK, markeredgecolor="white",
                  linestyle="none", label="Nash point")  # fmt: skip
    _zoom(axes, np.vstack([dots, edge, expected, *([solved.utilities] if solved.exists else [])]))
    first, second = (plain_label(scenario, "actors", name) for name in names)
    axes.set_xlabel(wrapped(f"worth to {first}", 72), fontsize=9, color=INK)
    axes.set_ylabel(wrapped(f"worth to {second}", 56), fontsize=9, color=INK)
    axes.grid(True, color=QUIET, alpha=0.2, linewidth=0.6)
    handles, labels = axes.get_legend_handles_labels()
    if not solved.exists:
        handles, labels = [*handles, axes.plot([], linestyle="none")[0]], [*labels, wrapped(NO_NASH, 24)]
    key(axes, handles, labels, loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=8, frameon=False)
    tidy(figure, axes, scenario.title, f"{_count_words(ensemble)}{caption_of(ensemble)}")
    return figure


def _settled(ensemble: Ensemble) -> Flags:
    """Tell of the first runs which are drawn: where violence broke the process off, the text is not what one has."""
    return np.asarray(ensemble.column(ENDING)[:MOST_DOTS] != "breakdown")


def _count_words(ensemble: Ensemble) -> str:
    """Say how many dots there are, where it is not a dot a run."""
    drawn = int(np.count_nonzero(_settled(ensemble)))
    broken = min(len(ensemble), MOST_DOTS) - drawn
    left_out = f", without {broken:,} that broke down in violence" if broken else ""
    of = f" of the first {MOST_DOTS:,}" if len(ensemble) > MOST_DOTS else ""
    return f"{drawn:,} runs{of} drawn{left_out} · of " if broken or of else ""


def _draw_ends(axes: Axes, ensemble: Ensemble, names: tuple[str, str], edge: Floats) -> Floats:
    """Draw a dot a run and give them all, ``(runs, 2)``."""
    colours, marks = outcome_colours(ensemble.scenario), outcome_marks(ensemble.scenario)
    ends = ends_below(ensemble, names, edge)
    outcome = ensemble.column(OUTCOME)[:MOST_DOTS][_settled(ensemble)]
    for name, label in ensemble.scenario.outcome_labels.items():
        here = ends[outcome == name]
        if len(here):
            axes.scatter(here[:, 0], here[:, 1], s=14, color=colours[name], marker=marks[name], alpha=0.7,
                         linewidths=0.3, edgecolors="white", label=named(label))  # fmt: skip
    return np.asarray(ends, dtype=float)


def _zoom(axes: Axes, points: Floats) -> None:
    """Show all points with some room around them, both values on one scale."""
    low, high = np.nanmin(points, axis=0), np.nanmax(points, axis=0)
    half = max(0.15, float(np.max(high - low)) / 2 + 0.06)
    across, up = (low + high) / 2
    axes.set_xlim(across - half, across + half)
    axes.set_ylim(up - half, up + half)
