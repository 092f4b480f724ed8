"""What verbs share: their options, and getting the scenario or the ensemble that is meant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console.say import Complaint, say_faults, say_problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from sim.runs.ensemble import Ensemble
    from sim.scenario.format.scenario import Scenario
    from sim.scenario.reader import Reading

__all__ = [
    "MOST_RUNS", "Asked", "FigureFile", "Folder", "GivenFile", "Json", "Overwrite", "Runs", "ScenarioFile",
    "Seed", "Settings", "Workers", "ensemble_of", "noted", "read_with_warnings", "reading_with_warnings", "seed_of",
    "write_to",
]  # fmt: skip

ScenarioFile = Annotated[Path, typer.Argument(metavar="SCENARIO", help="A scenario file.", show_default=False)]
Settings = Annotated[
    list[str],
    typer.Option("--set", metavar="PATH=VALUE", help="Change one value, as in --set actors.upland.tactic.kind=firm."),
]
Json = Annotated[bool, typer.Option("--json", help="Print data for programs.")]


_given: set[str] = set()
"""Which of the options that play runs were given, and not left to what is usual."""


def noted(context: typer.Context, parameter: typer.CallbackParam, value: object) -> object:
    """Remember whether an option was given, since a results folder cannot follow it."""
    source, name = context.get_parameter_source(parameter.name or ""), parameter.name or ""
    (_given.add if source is not None and source.name == "COMMANDLINE" else _given.discard)(name)
    return value


def seeded(context: typer.Context, parameter: typer.CallbackParam, value: str) -> object:
    """Refuse what is no seed before anything else is done."""
    if not (value.isascii() and value.isdecimal()) or len(value) > 20 or int(value) >= 2**64:
        allowed = "whole numbers from 0 to 18446744073709551615"
        raise typer.BadParameter(f"--seed: {value!r} is no seed; allowed: {allowed}", context)
    return noted(context, parameter, value)


def drawable(path: Path | None) -> Path | None:
    """Refuse before anything is played what a figure cannot be written to."""
    if path is not None:
        from sim.views.writing import see_that_it_may_be_written

        see_that_it_may_be_written(path, "overwrite" in _given)
        see_ending(path)
    return path


def see_ending(path: Path) -> None:
    """Refuse a name of a figure whose ending says nothing that can be drawn."""
    from sim.views.writing import FORMATS

    if path.suffix.lstrip(".") not in FORMATS:
        raise Complaint(f"--figure: {path.name} has none of the endings that can be drawn: {', '.join(FORMATS)}")


MOST_RUNS = 10_000_000_000

Runs = Annotated[int, typer.Option("--runs", "-n", min=1, max=MOST_RUNS, callback=noted, help="How many runs.")]
Seed = Annotated[
    str,
    typer.Option("--seed", callback=seeded, help="A whole number from 0 to 2**64 - 1; equal seeds give equal runs."),
]
Workers = Annotated[int, typer.Option("--workers", "-w", min=1, max=256, help="Processes that play side by side.")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A results folder.", show_default=False)]

Asked = Annotated[
    Path, typer.Argument(metavar="SCENARIO", help="A scenario file, or a results folder.", show_default=False)
]
GivenFile = Annotated[
    Path | None, typer.Option("--given", metavar="FILE", help="What a run must have to count, as YAML.")
]
FigureFile = Annotated[
    Path | None,
    typer.Option(
        "--figure", metavar="FILE", callback=drawable, help="Draw it as well: a name ending in png, svg or pdf."
    ),
]
Overwrite = Annotated[
    bool,
    typer.Option("--overwrite", callback=noted, is_eager=True, help="Replace a file also if it was not made here."),
]


def seed_of(text: str) -> int:
    """Read the seed, or complain in one line."""
    from sim.chance.streams import seed_from

    try:
        return seed_from(text)
    except ValueError as error:
        raise Complaint(f"--seed: {error}") from error


def read_with_warnings(path: Path, settings: Sequence[str] = ()) -> Scenario:
    """Read a scenario and say what is doubtful about it."""
    return reading_with_warnings(path, settings).scenario


def reading_with_warnings(path: Path, settings: Sequence[str] = ()) -> Reading:
    """Read a scenario with where everything stands, and say what is doubtful about it."""
    from sim.scenario.reader import reading

    read = reading(path, settings)
    say_faults(read.warnings)
    return read


def ensemble_of(path: Path, runs: int, seed: int, workers: int, settings: Sequence[str] = ()) -> Ensemble:
    """Load a results folder, or play a scenario."""
    if path.is_dir():
        if settings:
            raise Complaint(f"{path}: a results folder was run as it is; --set goes with a scenario file")
        from sim.runs.ensemble import Ensemble as Kept

        kept = Kept.load(path)
        for name, asked_for, there in (("seed", seed, kept.seed), ("runs", runs, len(kept))):
            if name in _given and asked_for != there:
                said = f"a results folder was run as it is, with {name} {there}"
                raise Complaint(f"{path}: {said}; --{name} {asked_for} goes with a scenario file")
        return kept
    from sim.cli.console.progress import progress
    from sim.runs.run import run as play_scenario

    asked = read_with_warnings(path, settings)
    with progress(runs) as on_block:
        return play_scenario(asked, runs, seed=seed, workers=workers, on_block=on_block)


def write_to(figure: Figure, path: Path, overwrite: bool) -> None:
    """Write a figure where it was asked for, and say where on standard error."""
    from sim.views.figures.canvas import write_figure

    write_figure(figure, path, overwrite)
    say_problem(f"figure: {path.resolve()}")
