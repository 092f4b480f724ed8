"""Tables of the verbs that ask questions: what is given, and what would have been."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.table import Table

from sim.cli.console.options import share_text
from sim.cli.console.tables import new_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.questions.condition import Conditioned
    from sim.questions.counterfactual.counterfactual import Counterfactual
    from sim.views.story.side_by_side import Beside

__all__ = ["beside_table", "data_table", "given_table", "moved_table", "whatif_table"]


def data_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Table:
    """Lay out rows of text whose first column is a name; the heads of a wide table stand in lines."""
    wide = len(columns) > 5
    heads = (column.replace(" ", "\n").replace("\n%", " %") if wide else column for column in columns)
    table = new_table(title, *heads)
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    return table


def given_table(found: Conditioned) -> Table:
    """Lay out how the matching runs ended."""
    labels = found.ensemble.scenario.outcome_labels
    rows = [(labels[name], *share_text(*part)) for name, part in found.outcomes().items()]
    return data_table("How the matching runs ended", ("Outcome", "Share", "95 % interval"), rows)


def moved_table(found: Conditioned, most: int) -> Table:
    """Lay out the drawn numbers that what is given moves most; a star where chance alone would not."""
    rows = []
    for part in found.moved()[:most]:
        prior = f"{part.prior_mean:.3g} ({part.prior_low:.3g} to {part.prior_high:.3g})"
        posterior = f"{part.mean:.3g} ({part.low:.3g} to {part.high:.3g})"
        star = "*" if part.distance > part.by_chance else " "
        rows.append((part.path, prior, posterior, f"{part.distance:.3f}{star}"))
    columns = ("Number", "All runs: mean (95 %)", "Matching: mean (95 %)", "Distance")
    return data_table("What that tells about the numbers drawn", columns, rows)


def whatif_table(asked: Counterfactual) -> Table:
    """Lay out how the matching runs end before and after the change."""
    comparison = asked.comparison
    before, after = comparison.before.outcomes(), comparison.after.outcomes()
    rows = []
    for name in comparison.names:
        one = share_text(*before[name])[0] if name in before else "-"
        other = share_text(*after[name]) if name in after else ("-", "-")
        rows.append((comparison.label(name), one, *other))
    title = f"Of {len(asked.runs):,} runs that match"
    return data_table(title, ("Outcome", "As it was", "As it would have been", "95 % interval"), rows)


def beside_table(told: Sequence[Beside], run: int) -> Table:
    """Lay out two courses of one run side by side."""
    table = Table(title=f"Run {run}", title_justify="left", title_style="bold", show_lines=True)
    table.add_column("Days", width=17)
    table.add_column("As it was", ratio=1)
    table.add_column("As it would have been", ratio=1)
    for same, parts in groupby(told, key=lambda part: part.same):
        days = list(parts)
        if same and len(days) > 1:
            table.add_row(f"{days[0].days} to {days[-1].days}", "the same in both; `sim story` tells it", "the same")
        else:
            for part in days:
                table.add_row(part.days, part.before, "the same" if same else part.after)
    return table
