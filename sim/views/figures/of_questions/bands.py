"""The figure of the three bands: luck, coding and rules on one line for each outcome."""

from matplotlib.figure import Figure

from sim.questions.bands import AS_WRITTEN, Bands
from sim.version import __version__
from sim.views.band_words import faintest
from sim.views.figures.canvas import drawing, key, new_figure, tidy, wrapped
from sim.views.figures.palette import INK, QUIET, outcome_colours

__all__ = ["draw_bands"]

LEGEND = ("share of these runs", "luck: 95 % interval", "coding: nine of ten sets of numbers",
          "rules: under another choice, each")  # fmt: skip
"""What the marks mean, from the surest to the least sure."""


@drawing()
def draw_bands(found: Bands) -> Figure:
    """Draw the share of each outcome with what luck, the coded numbers and the rules make of it.

    >>> from sim.questions.bands import bands
    >>> figure = draw_bands(bands(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), pairs=16))
    >>> figure.axes[0].get_xlabel()
    'share of runs in this model, per cent: not a probability'
    """
    figure, axes = new_figure(width=9.0, height=2.3 + 0.55 * len(found.bands))
    colours = outcome_colours(found.scenario)
    for row, band in enumerate(found.bands):
        low, high = (100 * bound for bound in band.coding)
        axes.barh(row, high - low, left=low, height=0.5, color=colours[band.outcome], alpha=0.35, linewidth=0,
                  label=LEGEND[2] if row == 0 else None)  # fmt: skip
        others = [100 * share for name, share in band.by_rules.items() if name != AS_WRITTEN]
        axes.plot(others, [row] * len(others), linestyle="none", marker="|", markersize=15, markeredgewidth=1.4,
                  color=INK, label=LEGEND[3] if row == 0 else None)  # fmt: skip
        axes.plot([100 * band.share.low, 100 * band.share.high], [row, row], color=INK, linewidth=3.2,
                  solid_capstyle="butt", label=LEGEND[1] if row == 0 else None)  # fmt: skip
        axes.plot([100 * band.share.share], [row], marker="o", markersize=6, color=colours[band.outcome],
                  markeredgecolor=INK, label=LEGEND[0] if row == 0 else None)  # fmt: skip
    labels = found.labels_of_outcomes()
    axes.set_yticks(range(len(found.bands)), [wrapped(labels[band.outcome], 24) for band in found.bands])
    axes.set_ylim(len(found.bands) - 0.4, -0.6)
    axes.set_xlim(0, 100)
    axes.set_xlabel("share of runs in this model, per cent: not a probability", fontsize=9, color=INK)
    axes.xaxis.grid(True, color=QUIET, alpha=0.25, linewidth=0.6)
    handles, said = axes.get_legend_handles_labels()
    marks = [handles[said.index(words)] for words in LEGEND]
    key(axes, marks, LEGEND, width=40, loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=8, frameon=False)
    rules = "one set of rules" if len(found.labels) == 1 else f"each of {len(found.labels)} choices of rules"
    caption = (f"{found.pairs:,} pairs of runs under {rules} · "
               f"seed {found.seed} · scenario {found.scenario.hash} · sim {__version__}\n"
               f"{faintest(found.pairs)}")  # fmt: skip
    tidy(figure, axes, found.scenario.title, caption)
    return figure
