"""The verb that lets a model that people used before forecast, and tells what it foresees."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.console.options import Json, Runs, ScenarioFile, Seed, Settings, read_with_warnings, seed_of
from sim.cli.console.say import Complaint, none_called, say, say_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.scenario.format.scenario import Issue

__all__ = ["forecast"]

HEADS = {"mean": "Mean", "q05": "5 %", "q25": "25 %", "q50": "50 %", "q75": "75 %", "q95": "95 %"}


def forecast(
    scenario: ScenarioFile,
    model: Annotated[
        str,
        typer.Option(
            "--model",
            metavar="NAME",
            help="Which model: challenge, challenge_published, exchange, compromise, median, condorcet.",
        ),
    ] = "compromise",
    runs: Runs = 1_000,
    seed: Seed = "0",
    settings: Settings = [],  # noqa: B006 - typer copies it
    as_json: Json = False,
) -> None:
    """Let an older model forecast every issue; it knows nothing of the process."""
    from sim.theory.older_models.forecast import MODELS
    from sim.theory.older_models.forecast import forecast as foresee

    if model not in MODELS:
        raise none_called(f"--model: no model is called {model!r}", model, MODELS)
    asked = read_with_warnings(scenario, settings)
    try:
        found = foresee(asked, model, runs, seed=seed_of(seed)).summary()
    except ValueError as error:
        raise Complaint(f"--model {model}: {error}") from error
    if as_json:
        say_json(found)
        return
    from sim.cli.console.tables import data_table, print_table
    from sim.views.labels import heading_of

    rows = [
        (heading_of(asked, row["issue"]), *(_written(asked.issues[row["issue"]], row, key) for key in HEADS))
        for row in found["issues"]
    ]
    print_table(data_table(f"{asked.title}: forecast of the {model} model", ("Issue", *HEADS.values()), rows))
    for line in (f"{found['says']}", f"accuracy: {found['accuracy']}", f"actors: {', '.join(found['actors'])}"):
        say(textwrap.fill(line, 108, subsequent_indent="  "))
    say(f"{runs:,} draws, seed {seed}, scenario {asked.hash}")


def _written(issue: Issue, row: Mapping[str, Any], key: str) -> str:
    """Write one number of a row; of what falls from 0 to 1, the least on its scale is the greatest in the file."""
    from sim.views.labels import on_scale

    if issue.scale is not None and issue.scale.falls and key != "mean":
        key = f"q{100 - int(key[1:]):02d}"
    number = row[key]
    if number is None:
        return "-"
    return f"{number:.3f}" if issue.scale is None else on_scale(issue, number)
