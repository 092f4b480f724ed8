"""The figure of a win set: in what share of draws each text over two issues would pass the Council."""

from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from sim.rules.arrays import Floats
from sim.scenario.format.scenario import Issue, Scenario
from sim.theory.of_scenario.answer import Theory
from sim.theory.of_scenario.council_map import assembly_map
from sim.version import __version__
from sim.views.figures.canvas import drawing, key, named, new_figure, tidy, wrapped
from sim.views.figures.palette import INK
from sim.views.labels import heading_of, on_scale, plain_label

__all__ = ["draw_winset"]

POINTS = np.linspace(0.0, 1.0, 41)

NEAR = 0.035
"""Marks nearer to each other than this, across and up, would cover one another."""


@drawing()
def draw_winset(found: Theory, axes: tuple[str, str], council: str | None = None) -> Figure:
    """Draw the share of draws in which texts are in the win set of the status quo, over two issues.

    On all other issues the texts say what the Council's first draft says; the parties do not agree on them.

    References
    ----------
    Tsebelis (2002), Veto Players: the win set of the status quo.

    >>> from sim.theory import solve
    >>> figure = draw_winset(solve("scenarios/kosovo/five_actors.yaml", runs=20), ("status", "legal_basis"))
    >>> figure.axes[0].get_xlabel()
    'Political status: from province of Serbia (0) to independent state (1)'
    """
    scenario = found.scenario
    assembly = found.assemblies[council or next(iter(found.assemblies))]
    places = tuple(list(scenario.issues).index(name) for name in axes)
    text = found.texts[assembly.stage.first_draft]
    shares = assembly_map(assembly, (places[0], places[1]), (POINTS, POINTS), text)
    figure, plot = new_figure(width=8.0, height=5.6)
    drawn = plot.contourf(POINTS, POINTS, 100 * shares.T, levels=np.linspace(0, 100, 11), cmap="cividis")
    lines = plot.contour(POINTS, POINTS, 100 * shares.T, levels=[5, 50, 95], colors="white", linewidths=1.0)
    plot.clabel(lines, fmt="%d %%", fontsize=8)
    figure.colorbar(drawn, ax=plot, label="in the win set, per cent of draws")
    _marks(plot, found, {name: (text[places[0]], text[places[1]]) for name, text in found.texts.items()})
    plot.set_xlabel(_said(scenario, axes[0], 96), fontsize=9, color=INK)
    plot.set_ylabel(_said(scenario, axes[1], 64), fontsize=9, color=INK)
    plot.set_xlim(-0.02, 1.02)
    plot.set_ylim(-0.02, 1.02)
    for name, side in zip(axes, (plot.xaxis, plot.yaxis), strict=True):
        if scenario.issues[name].scale is not None:
            side.set_major_formatter(FuncFormatter(partial(_tick, scenario.issues[name])))
    where = plain_label(scenario, "stages", assembly.stage.name)
    caption = (f"{found.draws.runs:,} draws · seed {found.seed} · scenario {scenario.hash} · sim {__version__} · "
               "other issues as in the first draft; no agreement of the parties")  # fmt: skip
    tidy(figure, plot, f"{scenario.title}: what could pass, {where}", caption)
    return figure


def _tick(issue: Issue, place: float, _: int) -> str:
    return on_scale(issue, place)


def _said(scenario: Scenario, name: str, width: int) -> str:
    issue = scenario.issues[name]
    low, high = (on_scale(issue, end) if issue.scale else f"{end:.0f}" for end in (0.0, 1.0))
    heading = heading_of(scenario, name, plain=True)
    return wrapped(f"{heading}: from {issue.zero} ({low}) to {issue.one} ({high})", width)


def _marks(plot: Axes, found: Theory, spots: dict[str, tuple[Floats, Floats]]) -> None:
    """Mark each text where it stands in the middle of the draws, with numbers that a legend explains."""
    scenario = found.scenario
    labels = [plain_label(scenario, "texts", n) if n in scenario.texts else "Envoy's proposal" for n in spots]
    middles = [(float(np.median(across)), float(np.median(up))) for across, up in spots.values()]
    for numbers in _together(middles):
        middle = np.mean([middles[number] for number in numbers], axis=0)
        plot.annotate(", ".join(str(1 + number) for number in numbers), (float(middle[0]), float(middle[1])),
                      ha="center", va="center", fontsize=7.5, color=INK, zorder=4, annotation_clip=False,
                      bbox={"boxstyle": "round,pad=0.35,rounding_size=0.8", "fc": "white", "ec": INK})  # fmt: skip
    said = [named(f"{number} {label}") for number, label in enumerate(labels, 1)]
    handles = [Line2D([], [], linestyle="none", label=label) for label in said]
    key(plot, width=36, handles=handles, loc="upper center", bbox_to_anchor=(0.5, -0.16), ncol=min(3, len(handles)),
                fontsize=8, frameon=False, handlelength=0, handletextpad=0, labelcolor=INK)  # fmt: skip


def _together(middles: list[tuple[float, float]]) -> list[list[int]]:
    """Put those that would cover one another under one mark; each joins the first that it is near to."""
    marks: list[list[int]] = []
    for number, (across, up) in enumerate(middles):
        for mark in marks:
            first = middles[mark[0]]
            if abs(across - first[0]) < NEAR and abs(up - first[1]) < NEAR:
                mark.append(number)
                break
        else:
            marks.append([number])
    return marks
