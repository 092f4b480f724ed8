"""Tables and stories on the terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table

from sim.runs.intervals import digits_for

if TYPE_CHECKING:
    from sim.questions.compare import Comparison
    from sim.runs.ensemble import Ensemble

__all__ = ["difference_table", "outcome_table", "print_story", "print_table"]

PIPED_WIDTH = 110
"""Columns where the output is no terminal."""


def _console() -> Console:
    width = None if sys.stdout.isatty() else PIPED_WIDTH
    return Console(width=width, highlight=False, soft_wrap=False)


def print_table(table: Table) -> None:
    """Print a table on standard output."""
    _console().print(table)


def print_story(told: Any, form: str) -> None:
    """Print a chronicle: rich text on a terminal, plain text for other forms."""
    if form == "terminal":
        _console().print(told)
    else:
        print(told, end="" if str(told).endswith("\n") else "\n")


def new_table(title: str, *columns: str) -> Table:
    """Open a table whose first column is text and whose other columns are numbers."""
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left", no_wrap=True)
    return table


def outcome_table(ensemble: Ensemble) -> Table:
    """Lay out the share of each outcome with its interval."""
    table = new_table(ensemble.scenario.title, "Outcome", "Share", "95 % interval", "Runs")
    labels = ensemble.scenario.outcome_labels
    for name, part in ensemble.outcomes().items():
        digits = digits_for(part.high - part.low)
        share, low, high = (f"{100 * number:.{digits}f}" for number in part)
        table.add_row(labels[name], f"{share} %", f"{low} to {high} %", f"{round(part.share * len(ensemble)):,}")
    return table


def difference_table(comparison: Comparison) -> Table:
    """Lay out how each outcome's share differs between two scenarios."""
    title = f"{comparison.before.scenario.title} | {comparison.after.scenario.title}"
    table = new_table(title, "Outcome", "Before", "After", "Difference", "95 % interval", "If unpaired")
    before, after = comparison.before.outcomes(), comparison.after.outcomes()
    for name, part in comparison.outcomes().items():
        digits = digits_for(part.high - part.low)
        first = f"{100 * before[name].share:.{digits}f} %" if name in before else "-"
        second = f"{100 * after[name].share:.{digits}f} %" if name in after else "-"
        moved, low, high = (f"{100 * number:+.{digits}f}" for number in part[:3])
        unpaired = f"± {50 * part.unpaired_width:.{digits}f}"
        table.add_row(comparison.label(name), first, second, moved, f"{low} to {high}", unpaired)
    return table
