"""How a table finds room on a terminal: labels run over lines, numbers never; what does not fit goes in blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Group
from rich.measure import Measurement
from rich.table import Column, Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

__all__ = ["fitted"]

NARROWEST = 12
"""Columns that a label or a heading has at least."""

WIDE = 100_000
"""More columns than any table takes."""

LEFT = 2
"""Columns by which the numbers of a block are moved in."""


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
        blocks += [Text(), Text(str(label)), block]
    return Group(*blocks, Text(), *([Text(str(table.caption))] if table.caption else []))
