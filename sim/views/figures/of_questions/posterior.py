"""The figure of conditioning: what the given tells about the numbers that were drawn."""

import numpy as np
from matplotlib.figure import Figure

from sim.questions.condition import Conditioned
from sim.version import __version__
from sim.views.columns import input_of, label_of_column
from sim.views.figures.canvas import drawing, new_figure, tidy, wrapped
from sim.views.figures.palette import INK, QUIET, series_colour

__all__ = ["draw_posterior"]


@drawing()
def draw_posterior(found: Conditioned, most: int = 12) -> Figure:
    """Draw the numbers that moved most: mean and 95 per cent of the draws, in all runs and in those that match.

    Each number has its own scale, from the lowest to the highest that was drawn.

    Raises ValueError if no run matches.

    >>> from sim.questions.condition import condition
    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=200, seed=1)
    >>> figure = draw_posterior(condition(ensemble, {"ending": "adopted"}), most=3)
    >>> len(figure.axes[0].get_yticklabels())
    3
    """
    moved = found.moved()[:most]
    if not moved:
        raise ValueError("no run matches what is given; there is nothing to draw")
    figure, axes = new_figure(width=9.0, height=1.6 + 0.42 * len(moved))
    for row, part in enumerate(moved):
        drawn = found.ensemble.column(input_of(part.path))
        low, high = float(np.min(drawn)), float(np.max(drawn))
        scale = (high - low) or 1.0
        for spread, mean, shift, colour in (
            ((part.prior_low, part.prior_high), part.prior_mean, -0.15, QUIET),
            ((part.low, part.high), part.mean, 0.15, series_colour(0)),
        ):
            axes.plot([(end - low) / scale for end in spread], [row + shift] * 2, color=colour, linewidth=2.4)
            axes.plot((mean - low) / scale, row + shift, "o", color=colour, markersize=5)
        star = "*" if part.distance > part.by_chance else ""
        axes.annotate(f"{part.distance:.2f}{star}", (1.02, row), va="center", fontsize=8.5, color=INK)
    labels = [wrapped(label_of_column(found.ensemble.scenario, input_of(part.path)), 40) for part in moved]
    axes.set_yticks(range(len(moved)), labels)
    axes.set_ylim(len(moved) - 0.5, -0.5)
    axes.set_xlim(-0.02, 1.12)
    axes.set_xticks([0, 1], ["lowest drawn", "highest drawn"])
    axes.set_xlabel("grey: all runs; blue: those that match; right: distance of the distributions "
                    "(*: more than chance brings)", fontsize=8.5, color=INK)  # fmt: skip
    title = found.given.title or "What the given tells about the numbers drawn"
    how = "come to by degrees" if found.by_degrees else f"of {found.tried:,} match"
    caption = (f"{len(found):,} runs {how}, effective size {found.effective_size:.0f} · seed {found.ensemble.seed} · "
               f"scenario {found.ensemble.scenario.hash} · sim {__version__}")  # fmt: skip
    tidy(figure, axes, title, caption)
    return figure
