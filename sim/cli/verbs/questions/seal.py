"""The verbs that seal a forecast of something open, and check later that nobody has moved it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console.options import (
    Runs,
    ScenarioFile,
    Seed,
    Settings,
    Workers,
    read_with_warnings,
    seed_of,
)
from sim.cli.console.say import Complaint, say, say_problem

if TYPE_CHECKING:
    from sim.questions.sealed import Sealed

__all__ = ["seal", "tell_asked", "verify"]


def seal(
    scenario: ScenarioFile,
    question: Annotated[str, typer.Option("--question", metavar="TEXT", help="What is asked.", show_default=False)],
    resolution: Annotated[
        str,
        typer.Option(
            "--resolution",
            metavar="TEXT",
            help="How it will be decided which outcome came about.",
            show_default=False,
        ),
    ],
    by: Annotated[
        str,
        typer.Option("--by", metavar="DAY", help="When it is decided at the latest: 2031-12-31.", show_default=False),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Where to; left out, NAME.sealed.json here.")
    ] = None,
    runs: Runs = 10_000,
    seed: Seed = "0",
    workers: Workers = 1,
    settings: Settings = [],  # noqa: B006
) -> None:
    """Seal what a scenario says of an open question, so that nobody can move it afterwards."""
    from sim.cli.console.progress import progress
    from sim.questions.sealed import seal_forecast, see_that_it_is_free, see_that_it_is_open, write_sealed
    from sim.runs.run import run

    if not scenario.is_file():
        raise Complaint(f"{scenario}: no such file; sealed is a scenario, which a stranger can play again")
    day = _day(by)
    path = out or Path(f"{scenario.stem}.sealed.json")
    see_that_it_is_free(path)
    number, asked = seed_of(seed), read_with_warnings(scenario, settings)
    try:
        see_that_it_is_open(asked, question, resolution, day)
        with progress(runs) as on_block:
            ensemble = run(asked, runs, seed=number, workers=workers, on_block=on_block)
        sealed = seal_forecast(ensemble, question, resolution, day)
    except ValueError as error:
        raise Complaint(f"{scenario}: {error}") from error
    write_sealed(sealed, path)
    say(f"{path}: {sealed.title}, to be decided by {sealed.by}")
    for name, part in sealed.outcomes.items():
        say(f"  {part.label}: {100 * part.runs / sealed.runs:.1f} % ({name})")
    say(f"seal {sealed.seal}")
    kept = f"the scenario file as it is{', and what --set changed' if settings else ''}"
    say_problem(f"publish the seal today if it is to prove the day; keep {kept}")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Complaint(f"--by: {text!r} is no day; allowed: a day such as 2031-12-31") from error


def verify(
    sealed: Annotated[Path, typer.Argument(metavar="SEALED", help="A sealed forecast.", show_default=False)],
    scenario: Annotated[
        Path | None,
        typer.Argument(metavar="SCENARIO", help="Its scenario file, to play it again.", show_default=False),
    ] = None,
    workers: Workers = 1,
    settings: Settings = [],  # noqa: B006
) -> None:
    """Check that a sealed forecast is as it was sealed; with its scenario, that it can be played again."""
    from sim.questions.sealed import read_sealed, verify_sealed

    forecast = read_sealed(sealed)
    tell_asked(sealed, forecast)
    if scenario is None:
        say(f"{sealed}: as it was sealed, seal {forecast.seal}; not played again, as no scenario is given")
        return
    wrong = verify_sealed(forecast, read_with_warnings(scenario, settings), workers)
    for line in wrong:
        say_problem(f"{sealed}: {line}")
    if wrong:
        raise typer.Exit(1)
    say(f"{sealed}: as it was sealed, and {forecast.runs:,} runs of {scenario} end so again, seal {forecast.seal}")


def tell_asked(path: Path, sealed: Sealed) -> None:
    """Tell what was asked, how it is decided, and when it was sealed, so that nobody judges by other words."""
    say(f"asked: {sealed.question}")
    say(f"decided by {sealed.by}: {sealed.resolution}")
    say(f"sealed on {sealed.sealed_on}, as its writer says")
    if sealed.sealed_on > dt.datetime.now(dt.UTC).date().isoformat():
        say_problem(f"{path}: says that it was sealed on {sealed.sealed_on}, which is a day to come")
