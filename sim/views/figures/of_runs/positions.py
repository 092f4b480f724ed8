"""The figure of who wants what: each actor's position on each issue, as drawn."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.rules.arrays import Floats
from sim.runs.ensemble import Ensemble
from sim.views.columns import position
from sim.views.figures.canvas import TITLE_WIDTH, caption_of, drawing, new_sheet, wrapped
from sim.views.figures.palette import INK, QUIET
from sim.views.labels import heading_of, on_scale, plain_label

__all__ = ["draw_positions", "drawn_positions"]

PANELS_A_ROW, MOST_A_ROW = 3, 4
"""Panels beside one another: of few issues, and of more than six."""


def drawn_positions(ensemble: Ensemble, issue: str) -> dict[str, Floats]:
    """Return each actor's drawn positions on an issue, ``(runs,)``; one number where it is known exactly.

    >>> status = drawn_positions(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1), "status")
    >>> bool(status["belgrade"].max() < status["pristina"].min())  # coded 0.12 to 0.30, and 0.75 to 1
    True
    """
    known = {
        name: actor.position[issue] for name, actor in ensemble.scenario.actors.items() if issue in actor.position
    }
    columns = set(ensemble.rows.column_names)
    drawn = {name: column for name in known if (column := position(name, issue)) in columns}
    read = ensemble.rows.select(list(drawn.values()))  # all at once: every reading opens every file
    return {
        name: read.column(drawn[name]).to_numpy() if name in drawn else np.array([number.mean])
        for name, number in known.items()
    }


@drawing()
def draw_positions(ensemble: Ensemble) -> Figure:
    r"""Draw a panel an issue: for each actor the middle 90 per cent of its drawn positions, and their median.

    >>> panel = draw_positions(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1)).axes[0]
    >>> panel.get_title(loc="left"), panel.get_xlabel()
    ('Political status', '0 province of Serbia\n1 independent state')
    """
    issues, actors = ensemble.scenario.issues, list(ensemble.scenario.actors)
    across = min(PANELS_A_ROW if len(issues) <= 2 * PANELS_A_ROW else MOST_A_ROW, len(issues))
    down = math.ceil(len(issues) / across)
    lines = max(_label(ensemble, name).count("\n") + 1 for name in actors)
    figure = new_sheet(8.0, 1.2 + down * (1.0 + (0.04 + 0.12 * lines) * len(actors)))
    panels = figure.subplots(down, across, sharey=True, squeeze=False).ravel()
    for panel, issue in zip(panels, issues, strict=False):
        _draw_issue(panel, ensemble, issue, actors, 28 if across <= PANELS_A_ROW else 20)
    for panel in panels[len(issues) :]:
        panel.set_axis_off()
    figure.suptitle(
        wrapped(ensemble.scenario.title, TITLE_WIDTH), x=0.01, ha="left", color=INK, fontsize=11, fontweight="bold"
    )
    figure.supxlabel(f"line: 5th to 95th percentile, dot: median · {caption_of(ensemble)}",
                     fontsize=7.5, color=QUIET, x=0.01, ha="left")  # fmt: skip
    return figure


def _draw_issue(panel: Axes, ensemble: Ensemble, issue: str, actors: list[str], letters: int) -> None:
    for name, values in drawn_positions(ensemble, issue).items():
        row = actors.index(name)
        low, middle, high = np.percentile(values, [5, 50, 95])
        panel.plot([low, high], [row, row], color=QUIET, linewidth=3, solid_capstyle="butt")
        panel.plot([middle], [row], marker="o", markersize=5, color=INK, linestyle="none")
    said = ensemble.scenario.issues[issue]
    panel.set_title(
        wrapped(heading_of(ensemble.scenario, issue, plain=True), letters), fontsize=9, color=INK, loc="left"
    )
    panel.set_xlim(-0.03, 1.03)
    ends = ["0", "0.5", "1"] if said.scale is None else [on_scale(said, place) for place in (0.0, 0.5, 1.0)]
    panel.set_xticks([0, 0.5, 1], ends, fontsize=8)
    panel.set_xlabel(wrapped(f"{ends[0]} {said.zero}", letters) + "\n" + wrapped(f"{ends[2]} {said.one}", letters),
                     fontsize=7.5, color=QUIET, loc="left")  # fmt: skip
    panel.set_ylim(len(actors) - 0.5, -0.5)
    panel.set_yticks(range(len(actors)), [_label(ensemble, name) for name in actors], fontsize=8)
    panel.tick_params(axis="y", length=0)
    panel.xaxis.grid(True, color=QUIET, alpha=0.25, linewidth=0.6)
    for side in ("top", "right", "left"):
        panel.spines[side].set_visible(False)


def _label(ensemble: Ensemble, actor: str) -> str:
    return wrapped(plain_label(ensemble.scenario, "actors", actor), 24)
