"""The verb that lays scenarios side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console.options import (
    FigureFile,
    Json,
    Overwrite,
    Runs,
    Seed,
    Workers,
    ensemble_of,
    seed_of,
    write_to,
)
from sim.cli.console.say import Complaint, say, say_json

if TYPE_CHECKING:
    from sim.questions.compare import Comparison

__all__ = ["compare"]


def compare(
    before: Annotated[
        Path, typer.Argument(metavar="A", help="A scenario file or a results folder.", show_default=False)
    ],
    after: Annotated[
        list[Path], typer.Argument(metavar="B...", help="Others, each laid beside A.", show_default=False)
    ],
    runs: Runs = 10_000,
    seed: Seed = "0",
    workers: Workers = 1,
    measures: Annotated[bool, typer.Option("--measures", help="Also tell how every measure moves.")] = False,
    figure: FigureFile = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Lay scenarios side by side, run by run, and tell what changed."""
    from sim.questions.compare import compare as lay

    number = seed_of(seed)
    ensembles = [ensemble_of(path, runs, number, workers) for path in (before, *after)]
    try:
        comparisons = lay(*ensembles)
    except ValueError as error:
        raise Complaint(str(error)) from error
    if figure is not None:
        _draw(comparisons, figure, overwrite)
    if as_json:
        told = [{**one.summary(), "seed": str(one.before.seed), "bands": _bands(one)} for one in comparisons]
        say_json(told[0] if len(told) == 1 else {"comparisons": told})
        return
    for one in comparisons:
        _tell_comparison(one, measures)
    from sim.cli.verbs.questions.bands import tell_kept

    tell_kept(*ensembles)


def _bands(one: Comparison) -> dict[str, object]:
    """Return what the folders of both keep of their bands."""
    from sim.cli.verbs.questions.bands import kept_summary

    return {"before": kept_summary(one.before), "after": kept_summary(one.after)}


def _draw(comparisons: list[Comparison], figure: Path, overwrite: bool) -> None:
    from sim.views.figures.of_questions.flow import draw_flow

    for place, one in enumerate(comparisons, start=1):
        path = figure if len(comparisons) == 1 else figure.with_name(f"{figure.stem}-{place}{figure.suffix}")
        write_to(draw_flow(one), path, overwrite)


def _tell_comparison(one: Comparison, measures: bool) -> None:
    from sim.cli.console.tables import data_table, difference_table, print_table

    print_table(difference_table(one))
    if measures and len(one.changed):
        rows = [
            (name, f"{part.before:.3g}", f"{part.after:.3g}", f"{part.difference:+.3g}",
             f"{part.low:+.3g} to {part.high:+.3g}", f"{part.runs:,}")
            for name, part in one.measures().items() if part.difference
        ]  # fmt: skip
        columns = ("Measure", "Before", "After", "Difference", "95 % interval", "Runs")
        print_table(data_table("Measures that move, over the runs that have them in both", columns, rows))
    say(f"{len(one.before):,} paired runs, seed {one.before.seed}; {len(one.changed):,} of them ended otherwise")
