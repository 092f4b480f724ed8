"""The verb that plays the same runs with one or two numbers at many values."""

from __future__ import annotations

import sys
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console.options import (
    FigureFile,
    Json,
    Overwrite,
    Runs,
    ScenarioFile,
    Seed,
    Settings,
    Workers,
    read_with_warnings,
    seed_of,
    write_to,
)
from sim.cli.console.say import Complaint, say, say_faults, say_json
from sim.cli.verbs.questions.bands import WIDTH

if TYPE_CHECKING:
    from pathlib import Path

    from sim.questions.sweep import Axis, Sweep
    from sim.scenario.format.scenario import Scenario

__all__ = ["sweep"]


def sweep(
    scenario: ScenarioFile,
    over: Annotated[
        list[str], typer.Option("--over", metavar="PATH=LOW:HIGH:STEPS", help="What is swept; once or twice.")
    ] = [],  # noqa: B006 - typer copies it
    outcome: Annotated[
        list[str], typer.Option("--outcome", metavar="NAME", help="Which outcomes; all if left out.")
    ] = [],  # noqa: B006
    runs: Runs = 2_000,
    pairs: Annotated[
        int | None,
        typer.Option("--bands", metavar="PAIRS", min=2, help="Tell luck, coding and rules apart at each point."),
    ] = None,
    seed: Seed = "0",
    workers: Workers = 1,
    settings: Settings = [],  # noqa: B006
    figure: FigureFile = None,
    overwrite: Overwrite = False,
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
        _see_that_nothing_is_set_twice(scenario, settings, axes)
        _say_what_is_unread(asked, axes)
        swept = play(asked, axes, runs=runs, seed=number, workers=workers, pairs=pairs, on_point=_progress)
    except ValueError as error:
        raise Complaint(f"--over, --outcome: {error}") from error
    if figure is not None:
        from sim.views.figures.of_questions.sweep import draw_sweep

        write_to(draw_sweep(swept, named), figure, overwrite)
    if as_json:
        say_json({**swept.summary(named), "seed": str(number)})
        return
    _tell_sweep(swept, named)


def _see_that_nothing_is_set_twice(path: Path, settings: list[str], axes: list[Axis]) -> None:
    """Refuse settings that would be lost at every point, since what is swept is set after them."""
    from sim.scenario.reader import reading

    for axis in axes if settings else ():
        if axis.path in {setting.partition("=")[0].strip() for setting in settings}:
            raise Complaint(f"command line: {axis.path}: --over sets this at every point; allowed: --over or --set")
        reading(path, [*settings, f"{axis.path}={axis.values[0]}"])


def _say_what_is_unread(scenario: Scenario, axes: list[Axis]) -> None:
    """Say of numbers that are swept what `sim check` would say of them, such as that nothing reads them."""
    from sim.scenario.reader import varied

    for axis in axes:
        read = varied(scenario, [f"{axis.path}={axis.values[-1]}"])
        say_faults(
            fault for fault in read.warnings if axis.path.startswith(fault.path) and "no effect" in fault.found
        )


def _progress(done: int, points: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {points} points", end="\n" if done == points else "", file=sys.stderr)


def _tell_sweep(swept: Sweep, named: list[str]) -> None:
    from sim.cli.console.tables import data_table, print_table, share_text
    from sim.views.band_words import LUCK_ALONE

    if swept.bands:
        _tell_bands(swept, named)
        return
    seen = swept.came_about(named) or named
    labels = swept.scenario.outcome_labels
    rows = []
    for point in swept.ended:
        cells = [share_text(*swept.share(point, name)) for name in seen]
        rows.append((*point, *(f"{share} ({interval})" if len(seen) < 3 else share for share, interval in cells)))
    columns = (*_headings([axis.path for axis in swept.axes]), *(labels[name] for name in seen))
    title = f"{swept.scenario.title}, by {' and '.join(axis.path for axis in swept.axes)}"
    print_table(data_table(title, columns, rows))
    say(f"{swept.runs:,} equal runs at each of {len(swept.ended)} points, seed {swept.seed}")
    say(f"{LUCK_ALONE}, with --set for the values of a point, or --bands PAIRS here")


def _tell_bands(swept: Sweep, named: list[str]) -> None:
    """Print the share of each outcome at each point with its three bands."""
    from sim.cli.console.tables import data_table, print_table, share_text
    from sim.views.band_words import HOW_SURE, band_words, faintest

    seen, labels, rows = swept.came_about(named) or named, swept.scenario.outcome_labels, []
    for point, found in swept.bands.items():
        words = band_words(found)
        rows += [(*point, labels[name], *share_text(*swept.share(point, name)), *words[name][:2]) for name in seen]
    columns = (*_headings([axis.path for axis in swept.axes]), "Outcome", "Share", "Luck", "Coding", "Rules")
    title = f"{swept.scenario.title}, by {' and '.join(axis.path for axis in swept.axes)}"
    print_table(data_table(title, columns, rows))
    say("\n".join(wrap(f"{HOW_SURE} {faintest(found.pairs)}", WIDTH)))
    choices = len(found.labels)
    said = "one set of rules, the file declares no others" if choices == 1 else f"{choices} choices of rules"
    say(f"{swept.runs:,} equal runs at each of {len(swept.ended)} points, and {found.pairs:,} pairs of runs, {said}; "
        f"seed {swept.seed}")  # fmt: skip


def _headings(paths: list[str]) -> list[str]:
    """Name each number by the last part of its path, or by the whole where that does not tell them apart."""
    last = [path.rpartition(".")[2] for path in paths]
    return last if len(set(last)) == len(last) else [path.removeprefix("actors.") for path in paths]
