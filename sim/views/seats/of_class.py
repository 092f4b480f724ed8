"""A class looked back at: every table over the runs of the model, on one page to print and to project."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

import numpy as np

from sim.runs.intervals import Interval
from sim.version import __version__
from sim.views.figures.canvas import caption_of, drawing, new_sheet, tidy, wrapped
from sim.views.figures.of_runs.outcomes import percent
from sim.views.figures.palette import INK, QUIET, outcome_colours
from sim.views.labels import label_of
from sim.views.templating import environment
from sim.views.wording import decimal, plural
from sim.views.writing import MADE_HERE, see_that_it_may_be_written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.runs.ensemble import Ensemble
    from sim.scenario.format.scenario import Scenario
    from sim.seats.tables import Table

__all__ = ["class_lines", "class_page", "draw_class", "write_class_page"]

NAMES_WIDTH = 34
"""Characters of a line of tables beside a bar."""


def class_lines(tables: Sequence[Table], ensemble: Ensemble) -> Iterator[str]:
    """Say how the tables ended beside the runs, an outcome a line; outcomes that neither has are left out."""
    scenario = ensemble.scenario
    yield f"{scenario.title}: {plural(len(tables), 'table')} beside {len(ensemble):,} runs of the model"
    for name, part, ended in _by_outcome(tables, ensemble):
        named = f": {', '.join(ended)}" if ended else ""
        if ended or part.share > 0:
            share = f"{percent(part)} of the runs"
            yield f"{scenario.outcome_labels[name]}: {share}; {plural(len(ended), 'table')}{named}"
    for issue in scenario.issues:
        told = [(table.name, table.text[issue]) for table in tables if issue in table.text]
        if told:
            settled = ", ".join(f"{name}: {decimal(one)}" for name, one in told)
            yield f"{label_of(scenario, 'issues', issue)}: {settled}; the runs: {_middle(ensemble, issue)}"


def _by_outcome(tables: Sequence[Table], ensemble: Ensemble) -> list[tuple[str, Interval, list[str]]]:
    return [
        (name, part, [table.name for table in tables if table.outcome == name])
        for name, part in ensemble.outcomes().items()
    ]


def _settled(ensemble: Ensemble, issue: str) -> np.ndarray:
    values = np.asarray(ensemble.column(f"in_force.{issue}"), dtype=np.float64)
    return values[~np.isnan(values)]


def _middle(ensemble: Ensemble, issue: str) -> str:
    values = _settled(ensemble, issue)
    if not values.size:
        return "nothing in force"
    low, middle, high = (decimal(float(one)) for one in np.quantile(values, (0.05, 0.5, 0.95)))
    return f"half below {middle}, nine in ten from {low} to {high}"


@drawing()
def draw_class(tables: Sequence[Table], ensemble: Ensemble) -> Figure:
    """Draw how the runs ended, with the tables beside their outcomes, and the texts that came into force.

    >>> from sim.seats.tables import Table
    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1)
    >>> figure = draw_class([Table("Table 1", "agreed_settlement", {"status": 0.5})], ensemble)
    >>> any("Table 1" in text.get_text() for text in figure.axes[0].texts)
    True
    """
    scenario = ensemble.scenario
    told = [issue for issue in scenario.issues if any(issue in table.text for table in tables)]
    outcomes = [one for one in _by_outcome(tables, ensemble) if one[2] or one[1].share > 0]
    lines = sum(max(1, wrapped(", ".join(ended), NAMES_WIDTH).count("\n") + 1) for _, _, ended in outcomes)
    heights = [0.8 + 0.34 * len(outcomes) + 0.14 * lines, *([0.8 + 0.42 * len(told)] if told else [])]
    figure = new_sheet(9.0, 0.9 + sum(heights))
    panels: list[Axes] = list(figure.subplots(len(heights), 1, squeeze=False, height_ratios=heights).ravel())
    _draw_outcomes(panels[0], outcomes, scenario)
    if told:
        _draw_texts(panels[1], told, tables, ensemble)
    for axes in panels:
        tidy(figure, axes, f"{scenario.title}: {plural(len(tables), 'table')} of a class", caption_of(ensemble))
    return figure


def _draw_outcomes(axes: Axes, outcomes: Sequence[tuple[str, Interval, list[str]]], scenario: Scenario) -> None:
    colours, labels = outcome_colours(scenario), scenario.outcome_labels
    rows = range(len(outcomes))
    axes.barh(
        rows, [100 * part.share for _, part, _ in outcomes], color=[colours[name] for name, _, _ in outcomes],
        edgecolor=INK, linewidth=0.6, height=0.62,
    )  # fmt: skip
    for row, (_, part, ended) in zip(rows, outcomes, strict=True):
        named = wrapped(", ".join(ended), NAMES_WIDTH) if ended else "no table"
        axes.annotate(
            f"{percent(part)} · {named}", (100 * part.share, row), xytext=(6, 0), textcoords="offset points",
            va="center", color=INK if ended else QUIET, fontsize=9, fontweight="bold" if ended else "normal",
        )  # fmt: skip
    axes.set_yticks(list(rows), [wrapped(labels[name], 30) for name, _, _ in outcomes])
    axes.invert_yaxis()
    axes.set_xlim(0, 100 * max(part.share for _, part, _ in outcomes) * 1.75 + 8)
    axes.set_xticks([tick for tick in axes.get_xticks() if 0 <= tick <= 100])
    axes.set_xlabel("share of the model's runs, per cent; beside it, the tables that ended so", color=INK, fontsize=9)


def _draw_texts(axes: Axes, issues: Sequence[str], tables: Sequence[Table], ensemble: Ensemble) -> None:
    scenario = ensemble.scenario
    for row, issue in enumerate(issues):
        values = _settled(ensemble, issue)
        if values.size:
            low, first, middle, third, high = np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95))
            axes.plot([low, high], [row, row], color=QUIET, linewidth=1.2)
            axes.plot([first, third], [row, row], color=QUIET, linewidth=7, solid_capstyle="butt")
            axes.plot([middle], [row], marker="|", color=INK, markersize=12)
        mine = [table.text[issue] for table in tables if issue in table.text]
        axes.scatter(mine, [row] * len(mine), s=60, facecolor="none", edgecolor=INK, linewidth=1.4, zorder=3)
    axes.set_yticks(range(len(issues)), [wrapped(label_of(scenario, "issues", one), 30) for one in issues])
    axes.set_ylim(len(issues) - 0.5, -0.5)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xlabel("text in force at the end: a ring a table; the runs: half in the band, nine in ten in the line",
                    color=INK, fontsize=9)  # fmt: skip


def class_page(tables: Sequence[Table], ensemble: Ensemble) -> str:
    """Return the page as HTML, which needs nothing else."""
    into = io.BytesIO()
    with drawing(**{"svg.fonttype": "path"}):
        draw_class(tables, ensemble).savefig(into, format="svg", metadata={"Date": None, "Creator": MADE_HERE})
    source = f"data:image/svg+xml;base64,{base64.b64encode(into.getvalue()).decode('ascii')}"
    lines = list(class_lines(tables, ensemble))
    return environment().get_template("class.html").render(
        title=ensemble.scenario.title, lines=lines[1:],
        heading=lines[0].removeprefix(f"{ensemble.scenario.title}: "), source=source, tables=tables,
        labels=ensemble.scenario.outcome_labels, version=__version__, made_here=MADE_HERE,
    )  # fmt: skip


def write_class_page(path: Path, tables: Sequence[Table], ensemble: Ensemble, overwrite: bool = False) -> None:
    """Write the page of a class, whole or not at all.

    Raises FolderFault if the file is there and was not made here, unless it may be overwritten.
    """
    from sim.runs.folder.layout import write_whole

    see_that_it_may_be_written(path, overwrite)
    page = class_page(tables, ensemble)
    write_whole(path, lambda part: part.write_text(page, encoding="utf-8", newline="\n"))
