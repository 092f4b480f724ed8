"""The verb that tells how good a forecast was."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console.options import Json, Runs, Seed, Settings, Workers, ensemble_of, seed_of
from sim.cli.console.say import Complaint, say, say_json, say_problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.questions.hindcast.scores import Bin, Scores
    from sim.questions.sealed import Sealed
    from sim.runs.ensemble import Ensemble

__all__ = ["score"]

CHANCE = (
    "the chance of an ensemble is a share of runs in this model, with the numbers and the rules of the file; "
    "what these do to it: sim bands"
)
"""What is said below scores whose bands nobody has played."""


def score(
    scenarios: Annotated[
        list[Path],
        typer.Argument(
            metavar="SCENARIO...",
            help="Scenario files, results folders, or sealed forecasts (.json).",
            show_default=False,
        ),
    ],
    outcome: Annotated[
        str | None, typer.Option("--outcome", metavar="NAME", help="What happened, if the scenario has no record.")
    ] = None,
    runs: Runs = 10_000,
    seed: Seed = "0",
    workers: Workers = 1,
    settings: Settings = [],  # noqa: B006
    as_json: Json = False,
) -> None:
    """Score ensembles against what really happened, beside plain forecasts."""
    from sim.questions.hindcast.scores import calibration
    from sim.questions.hindcast.scores import score as weigh
    from sim.questions.sealed import read_sealed, score_sealed

    number = seed_of(seed)
    try:
        sealed = {
            path: read_sealed(path) for path in scenarios if path.suffix.lower() == ".json" and not path.is_dir()
        }
        of = [None if path in sealed else ensemble_of(path, runs, number, workers, settings) for path in scenarios]
        scored = [
            score_sealed(sealed[path], outcome) if ensemble is None else weigh(ensemble, outcome)
            for path, ensemble in zip(scenarios, of, strict=True)
        ]
    except ValueError as error:
        raise Complaint(str(error)) from error
    _tell_early(sealed)
    bins = calibration(scored) if len(scored) > 1 else []
    if as_json:
        parts = [{**part._asdict(), "happened": part.happened._asdict()} for part in bins]
        cases = [
            _summary(one, sealed.get(path), ensemble)
            for path, one, ensemble in zip(scenarios, scored, of, strict=True)
        ]
        say_json({"seed": str(number), "cases": cases, "calibration": parts})
        return
    for path, one in zip(scenarios, scored, strict=True):
        _tell_scores(one, path, sealed.get(path))
    _tell_sure([ensemble for ensemble in of if ensemble is not None])
    if bins:
        _tell_calibration(bins)


def _summary(one: Scores, sealed: Sealed | None, ensemble: Ensemble | None) -> dict[str, object]:
    """Return the scores as plain data, with what a sealed forecast was asked, and the bands that a folder keeps."""
    from sim.cli.verbs.questions.bands import kept_summary

    said = {"question", "resolution", "by", "sealed_on"}
    asked = None if sealed is None else sealed.model_dump(mode="json", include=said)
    return {**one.summary(), "asked": asked, "bands": None if ensemble is None else kept_summary(ensemble)}


def _tell_early(sealed: dict[Path, Sealed]) -> None:
    today = dt.datetime.now(dt.UTC).date().isoformat()
    for path, forecast in sealed.items():
        if today <= forecast.by:
            early = f"it is to be decided by {forecast.by}, and that day is not over"
            say_problem(f"{path}: {early}: so far this scores a guess")


def _tell_scores(one: Scores, path: Path, sealed: Sealed | None) -> None:
    from sim.cli.console.tables import data_table, print_table
    from sim.cli.verbs.questions.seal import tell_asked

    if sealed is not None:
        tell_asked(path, sealed)
    rows = [(part.forecast, f"{part.chance:.3f}", f"{part.log_score:.3f}", f"{part.brier_score:.3f}")
            for part in one.of_outcome()]  # fmt: skip
    columns = ("Forecast", "Chance given to it", "Log score", "Brier score")
    print_table(data_table(f"{one.title}: it was {one.outcome}", columns, rows))
    if one.points:
        shown = [(part.measure, part.forecast,
                  *(f"{round(value, 12):.3g}" for value in (part.value, part.record, part.error)))
                 for part in one.points]  # fmt: skip
        print_table(data_table("Points", ("Measure", "Forecast", "Value", "Record", "Error"), shown))
    say(f"{one.runs:,} runs; lower scores are better")


def _tell_sure(ensembles: list[Ensemble]) -> None:
    """Tell the bands of the chances where folders keep them, and else who tells them."""
    from sim.cli.verbs.questions.bands import tell_bands
    from sim.questions.rule_sets.kept import kept_bands

    kept = [kept_bands(ensemble) for ensemble in ensembles]
    for found in kept:
        if found is not None:
            tell_bands(found)
    if None in kept or not kept:
        say(CHANCE)


def _tell_calibration(bins: Sequence[Bin]) -> None:
    from sim.cli.console.tables import data_table, print_table, share_text

    rows = [(f"{part.low:.1f} to {part.high:.1f}", f"{part.forecasts}", f"{part.mean_chance:.2f}",
             *share_text(*part.happened)) for part in bins]  # fmt: skip
    columns = ("Chance given", "Forecasts", "Mean chance", "Came about", "95 % interval")
    print_table(data_table("Calibration", columns, rows))
