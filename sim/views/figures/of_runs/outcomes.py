"""The figure that most people come for: how often each outcome came about."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from sim.questions.bands import Bands
from sim.questions.rule_sets.kept import kept_bands
from sim.runs.ensemble import Ensemble
from sim.runs.intervals import Interval, digits_for
from sim.scenario.coins import coins_said, marked_labels
from sim.scenario.format.scenario import Scenario
from sim.views.figures.canvas import caption_of, drawing, key, named, new_figure, tidy, wrapped
from sim.views.figures.palette import INK, QUIET, outcome_colours, outcome_hatches

__all__ = ["draw_outcomes", "percent"]

CAPTION_WIDTH = 110
"""Characters of a line of small print below the figure."""


def percent(part: Interval) -> str:
    """Write a share with no more digits than its interval allows.

    >>> from sim.runs.intervals import wilson
    >>> percent(wilson(50, 100)), percent(wilson(5000, 10_000)), percent(wilson(0, 10_000))
    ('50 %', '50.0 %', '0.00 %')
    """
    return f"{100 * part.share:.{digits_for(part.high - part.low)}f} %"


@drawing()
def draw_outcomes(ensemble: Ensemble, bands: Bands | None = None) -> Figure:
    """Draw a bar an outcome, as long as its share of the runs, with its 95 per cent interval (Wilson 1927).

    The outcome of the record is marked. With the bands of the same scenario, given or kept in the folder of the runs,
    two more lines stand below each bar: where the coded numbers put the share, and where other rules do.

    >>> figure = draw_outcomes(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1))
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()][:2]
    ['Agreed settlement', 'Council settlement']
    """
    scenario, bands = ensemble.scenario, bands or kept_bands(ensemble)
    shares = ensemble.outcomes()
    colours, hatches = outcome_colours(scenario), outcome_hatches(scenario)
    labels = marked_labels(scenario)
    figure, axes = new_figure(height=1.6 + 0.5 * len(shares))
    rows = range(len(shares))
    axes.barh(
        rows, [100 * part.share for part in shares.values()], color=[colours[name] for name in shares], edgecolor=INK,
        linewidth=0.6, height=0.68, hatch=[hatches[name] for name in shares],
    )  # fmt: skip
    for row, part in zip(rows, shares.values(), strict=True):
        axes.plot([100 * part.low, 100 * part.high], [row, row], color=INK, linewidth=1.6, solid_capstyle="butt",
                  path_effects=[withStroke(linewidth=3.2, foreground="white")])  # fmt: skip
        axes.annotate(
            percent(part), (100 * part.high, row), xytext=(6, 0), textcoords="offset points",
            va="center", color=INK, fontsize=9,
        )  # fmt: skip
    reach = _draw_bands(axes, bands, list(shares)) if bands is not None else 0.0
    axes.set_yticks(list(rows), [f"{wrapped(labels[name], 32)}{_happened(scenario, name)}" for name in shares])
    axes.invert_yaxis()
    axes.set_xlim(0, min(112.0, max(reach + 3, 16 + 100 * max(part.high for part in shares.values()))))
    axes.set_xlabel("share of runs in this model, per cent: not a probability (line: 95 % interval, luck alone)",
                    color=INK, fontsize=9)  # fmt: skip
    axes.xaxis.grid(True, color=QUIET, alpha=0.25, linewidth=0.6)
    note = coins_said(scenario)
    caption = caption_of(ensemble) + (f"\n{wrapped(note, CAPTION_WIDTH)}" if note else "")
    tidy(figure, axes, scenario.title, caption)
    return figure


def _happened(scenario: Scenario, name: str) -> str:
    """Mark the outcome of the record."""
    return "\n(what happened)" if scenario.record is not None and scenario.record.outcome == name else ""


def _draw_bands(axes: Axes, bands: Bands, shown: list[str]) -> float:
    """Draw below each bar where the coding and the rules put the share, and return how far that reaches."""
    reach = 0.0
    for band in bands.bands:
        if band.outcome not in shown:
            continue
        row = shown.index(band.outcome)
        for (low, high), off, width, colour, said in (
            (band.coding, 0.41, 3.0, QUIET, "coding: nine of ten sets of numbers"),
            (band.rules, 0.50, 1.4, INK, "rules: any choice of the file"),
        ):
            label = named(said) if row == 0 else None
            axes.plot([100 * low, 100 * high], [row + off] * 2, color=colour, linewidth=width, label=label)
            reach = max(reach, 100 * high)
    key(axes, loc="lower right", frameon=False, fontsize=8, width=40)
    return reach
