"""Tables of the recognition curve beside the record."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.cli.console.tables import new_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from sim.questions.hindcast.curve import CurvePoint, CurveResult, Spell

__all__ = ["curve_tables"]

POINT_HEADS = ("Record", "Median", "50 % band", "90 % band", "CRPS", "")


def curve_tables(curve: CurveResult, every_month: bool) -> Iterator[Table]:
    """Lay out the curve: its sums, single leads, and each month if asked for."""
    if every_month:
        table = new_table("Recognitions month by month", "By", *POINT_HEADS)
        for point in curve.months:
            table.add_row(point.on, *_cells(point))
        yield table
    if curve.leads:
        table = new_table("Recognitions so long after the declaration", "After", *POINT_HEADS)
        for months, point in curve.leads.items():
            table.add_row(f"{months} month{'s' if months > 1 else ''}", *_cells(point))
        yield table
    yield _spells_table(curve)


def _spells_table(curve: CurveResult) -> Table:
    table = new_table("Months in which the record lies in the band, and mean errors in states", "Months", "In all",
                      "In 50 % band", "In 90 % band", "Error of\nmedian",
                      "CRPS", "CRPS of a\nstandstill")  # fmt: skip
    for said, spell in ((f"to {curve.fitted_until} (fitted)", curve.fitted), ("after it (judged)", curve.judged)):
        if spell is not None:
            table.add_row(said, *_sums(spell))
    return table


def _cells(point: CurvePoint) -> tuple[str, ...]:
    """Write a point's record, median, bands and score."""
    bands = f"{point.low_50:.0f} to {point.high_50:.0f}", f"{point.low_90:.0f} to {point.high_90:.0f}"
    said = "fitted" if point.fitted else "judged"
    return str(point.record), f"{point.median:.0f}", *bands, f"{point.crps:.1f}", said


def _sums(spell: Spell) -> tuple[str, ...]:
    """Write what is summed up over several months."""
    standstill = "-" if math.isnan(spell.standstill) else f"{spell.standstill:.1f}"
    counts = str(spell.months), str(spell.in_50), str(spell.in_90)
    return *counts, f"{spell.error:.1f}", f"{spell.crps:.1f}", standstill
