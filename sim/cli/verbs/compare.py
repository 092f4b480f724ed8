"""The verbs that lay scenarios side by side: compare, sweep."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console.options import FigureFile, ensemble_of, read_with_warnings, seed_of, share_text, write_to
from sim.cli.console.say import Complaint, say_json
from sim.cli.verbs.run import Runs, Seed, Workers
from sim.cli.verbs.scenario import Json, ScenarioFile, Settings

if TYPE_CHECKING:
    from sim.questions.compare import Comparison
    from sim.questions.sweep import Sweep

__all__ = ["compare", "sweep"]


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
        _draw(comparisons, figure)
    if as_json:
        told = [{**one.summary(), "seed": str(one.before.seed)} for one in comparisons]
        say_json(told[0] if len(told) == 1 else {"comparisons": told})
        return
    for one in comparisons:
        _tell_comparison(one, measures)


def _draw(comparisons: list[Comparison], figure: Path) -> None:
    from sim.views.figures.of_questions.flow import draw_flow

    for place, one in enumerate(comparisons, start=1):
        path = figure if len(comparisons) == 1 else figure.with_name(f"{figure.stem}-{place}{figure.suffix}")
        write_to(draw_flow(one), path)


def _tell_comparison(one: Comparison, measures: bool) -> None:
    from sim.cli.console.asking_tables import data_table
    from sim.cli.console.tables import difference_table, print_table

    print_table(difference_table(one))
    if measures and len(one.changed):
        rows = [
            (name, f"{part.before:.3g}", f"{part.after:.3g}", f"{part.difference:+.3g}",
             f"{part.low:+.3g} to {part.high:+.3g}", f"{part.runs:,}")
            for name, part in one.measures().items() if part.difference
        ]  # fmt: skip
        columns = ("Measure", "Before", "After", "Difference", "95 % interval", "Runs")
        print_table(data_table("Measures that move, over the runs that have them in both", columns, rows))
    print(f"{len(one.before):,} paired runs, seed {one.before.seed}; {len(one.changed):,} of them ended otherwise")


def sweep(
    scenario: ScenarioFile,
    over: Annotated[
        list[str], typer.Option("--over", metavar="PATH=LOW:HIGH:STEPS", help="What is swept; once or twice.")
    ] = [],  # noqa: B006 - typer copies it
    outcome: Annotated[
        list[str], typer.Option("--outcome", metavar="NAME", help="Which outcomes; all if left out.")
    ] = [],  # noqa: B006
    runs: Runs = 2_000,
    seed: Seed = "0",
    workers: Workers = 1,
    settings: Settings = [],  # noqa: B006
    figure: FigureFile = None,
    as_json: Json = False,
) -> None:
    """Play the same runs with one or two numbers at many values, and tell how the outcomes move."""
    from sim.questions.measures import known_outcomes
    from sim.questions.sweep import axis_from
    from sim.questions.sweep import sweep as play

    asked, number = read_with_warnings(scenario, settings), seed_of(seed)
    try:
        named = known_outcomes(asked, outcome)
        axes = [axis_from(text) for text in over]
        swept = play(asked, axes, runs=runs, seed=number, workers=workers, on_point=_progress)
    except ValueError as error:
        raise Complaint(f"--over, --outcome: {error}") from error
    if figure is not None:
        from sim.views.figures.of_questions.sweep import draw_sweep

        write_to(draw_sweep(swept, named), figure)
    if as_json:
        say_json({**swept.summary(named), "seed": str(number)})
        return
    _tell_sweep(swept, named)


def _progress(done: int, points: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {points} points", end="\n" if done == points else "", file=sys.stderr)


def _tell_sweep(swept: Sweep, named: list[str]) -> None:
    from sim.cli.console.asking_tables import data_table
    from sim.cli.console.tables import print_table

    seen = swept.came_about(named) or named
    labels = swept.scenario.outcome_labels
    rows = []
    for point in swept.ended:
        cells = [share_text(*swept.share(point, name)) for name in seen]
        rows.append((*point, *(f"{share} ({interval})" if len(seen) < 3 else share for share, interval in cells)))
    columns = (*_headings([axis.path for axis in swept.axes]), *(labels[name] for name in seen))
    title = f"{swept.scenario.title}, by {' and '.join(axis.path for axis in swept.axes)}"
    print_table(data_table(title, columns, rows))
    print(f"{swept.runs:,} equal runs at each of {len(swept.ended)} points, seed {swept.seed}")


def _headings(paths: list[str]) -> list[str]:
    """Name each number by the last part of its path, or by the whole where that does not tell them apart."""
    last = [path.rpartition(".")[2] for path in paths]
    return last if len(set(last)) == len(last) else [path.removeprefix("actors.") for path in paths]
