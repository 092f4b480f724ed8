"""Tables and stories on the terminal: how runs ended, what differs, what is given and what would have been."""

from __future__ import annotations

import sys
from itertools import groupby
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.table import Column, Table
from rich.text import Text

from sim.cli.console.say import say
from sim.runs.intervals import digits_for
from sim.scenario.coins import coins_said, marked_labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.questions.compare import Comparison
    from sim.questions.condition import Conditioned
    from sim.questions.counterfactual.counterfactual import Counterfactual
    from sim.questions.rule_sets.matching import MatchingRules
    from sim.runs.ensemble import Ensemble
    from sim.views.story.side_by_side import Beside

__all__ = ["beside_table", "data_table", "difference_table", "fitted", "given_table", "moved_table", "new_table",
           "outcome_table", "print_story", "print_table", "share_text", "whatif_table"]  # fmt: skip

PIPED_WIDTH = 110
"""Columns where the output is no terminal."""

NARROWEST = 12
"""Columns that a label or a heading has at least."""

WIDE = 100_000
"""More columns than any table takes."""

LEFT = 2
"""Columns by which the numbers of a block are moved in."""


def _console() -> Console:
    width = None if sys.stdout.isatty() else PIPED_WIDTH
    # What a scenario says is only text: brackets in a label are no markup, and colons no emoji.
    return Console(width=width, highlight=False, soft_wrap=False, markup=False, emoji=False)


def print_table(table: Table) -> None:
    """Print a table on standard output, every number whole however narrow it is."""
    console = _console()
    console.print(fitted(table, console))


def print_story(told: str | RenderableType, form: str) -> None:
    """Print a chronicle: rich text on a terminal, plain text for other forms."""
    if form == "terminal":
        _console().print(told)
    else:
        say(told, end="" if str(told).endswith("\n") else "\n")


def new_table(title: str, *columns: str) -> Table:
    """Open a table whose first column is text and whose other columns are numbers."""
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left", no_wrap=place > 0, overflow="fold")
    return table


def outcome_table(ensemble: Ensemble) -> Table:
    """Lay out the share of each outcome with its interval."""
    table = new_table(ensemble.scenario.title, "Outcome", "Share", "95 % interval", "Runs")
    labels = marked_labels(ensemble.scenario)
    table.caption, table.caption_justify = coins_said(ensemble.scenario) or None, "left"
    for name, part in ensemble.outcomes().items():
        table.add_row(labels[name], *share_text(*part), f"{round(part.share * len(ensemble)):,}")
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


def share_text(share: float, low: float, high: float) -> tuple[str, str]:
    """Write a share and its interval with no more digits than the interval bears.

    >>> share_text(0.5, 0.49, 0.51)
    ('50.0 %', '49.0 to 51.0 %')
    """
    digits = digits_for(high - low)
    return f"{100 * share:.{digits}f} %", f"{100 * low:.{digits}f} to {100 * high:.{digits}f} %"


def data_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """Lay out rows of text whose first column is a name; the heads of a wide table stand in lines."""
    wide = len(columns) > 5
    heads = (column.replace(" ", "\n").replace("\n%", " %") if wide else column for column in columns)
    table = new_table(title, *heads)
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    return table


def given_table(found: Conditioned, under: MatchingRules | None) -> Table:
    """Lay out how the matching runs ended, with the band of rules where runs under these are kept."""
    labels = found.ensemble.scenario.outcome_labels
    rows = [
        (labels[name], *share_text(*part), *([_whole(under.band(name))] if under else []))
        for name, part in found.outcomes().items()
    ]
    columns = ("Outcome", "Share", "95 % interval", *(["Rules"] if under else []))
    return data_table("How the matching runs ended", columns, rows)


def _whole(band: tuple[float, float] | None) -> str:
    return "-" if band is None else f"{100 * band[0]:.0f} to {100 * band[1]:.0f} %"


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
    table.add_column("Days", width=17, overflow="fold")
    table.add_column("As it was", ratio=1, overflow="fold")
    table.add_column("As it would have been", ratio=1, overflow="fold")
    for same, parts in groupby(told, key=lambda part: part.same):
        days = list(parts)
        if same and len(days) > 1:
            table.add_row(f"{days[0].days} to {days[-1].days}", "the same in both; `sim story` tells it", "the same")
        else:
            for part in days:
                table.add_row(part.days, part.before, "the same" if same else part.after)
    return table


# --- finding room ---------------------------------------------------------------------------------------------


def fitted(table: Table, console: Console) -> RenderableType:
    """Return a table so that it has room on the console with every number whole.

    >>> from rich.console import Console
    >>> table = Table("Outcome", Column("Share", no_wrap=True), box=None, pad_edge=False)
    >>> table.add_row("A settlement that nobody wanted", "12.34 %")
    >>> Console(width=21).print(fitted(table, Console(width=21)))
    Outcome      Share
    A settlement 12.34 %
    that nobody
    wanted
    """
    if _room_of(table, console) <= console.width:
        return table
    for column in table.columns:
        if column.no_wrap:
            widest = max((_width(cell, console) for cell in column.cells), default=0)
            column.header = _wrapped(column.header, max(widest, NARROWEST), console)
    return table if _room_of(table, console) <= console.width else _in_blocks(table)


def _room_of(table: Table, console: Console) -> int:
    """Return the columns that a table takes if its labels take as few as they may."""
    wide = console.options.update(max_width=WIDE)
    natural = [max(_width(cell, console) for cell in (column.header, *column.cells)) for column in table.columns]
    beside = Measurement.get(console, wide, table).maximum - sum(natural)
    least = zip(table.columns, natural, strict=True)
    return beside + sum(size if column.no_wrap else min(size, NARROWEST) for column, size in least)


def _width(cell: RenderableType, console: Console) -> int:
    if not isinstance(cell, str):
        return Measurement.get(console, console.options.update(max_width=WIDE), cell).maximum
    return max((cell_len(line) for line in cell.splitlines()), default=0)


def _wrapped(heading: RenderableType, width: int, console: Console) -> str:
    words = Text(" ".join(str(heading).split()))
    return "\n".join(line.plain.rstrip() for line in words.wrap(console, width, overflow="fold"))


def _in_blocks(table: Table) -> Group:
    """Lay a table out row by row: the label, and below it each number beside its heading."""
    blocks: list[RenderableType] = [Text(str(table.title), style="bold")] if table.title else []
    first, *others = table.columns
    for label, *cells in zip(first.cells, *(column.cells for column in others), strict=True):
        block = Table.grid(Column(overflow="fold"), Column(overflow="fold"), padding=(0, 1), pad_edge=False)
        for column, cell in zip(others, cells, strict=True):
            if cell != "":
                block.add_row(f"{' ' * LEFT}{' '.join(str(column.header).split())}", cell)
        blocks += [Text(), *([Text(str(label))] if label else []), block]
    return Group(*blocks, Text(), *([Text(str(table.caption))] if table.caption else []))
