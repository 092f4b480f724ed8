"""The verb that holds an ensemble against the record, fact by fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console.options import Asked, ensemble_of, seed_of
from sim.cli.console.say import Complaint, say_json
from sim.cli.verbs.run import Runs, Seed, Workers
from sim.cli.verbs.scenario import Json, Settings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rich.table import Table

    from sim.questions.hindcast.facts import PartResult
    from sim.questions.hindcast.hindcast import FactResult, Hindcast
    from sim.runs.ensemble import Ensemble
    from sim.scenario.format.scenario import Scenario

__all__ = ["hindcast"]

FORECASTS = {
    "ensemble": "this ensemble",
    "uniform": "all outcomes equally likely",
    "observers": "observers at the time",
}
"""Whose chances are scored, and what people read."""

BANDS = """Of the months judged, half should lie in the 50 % band and nine in ten in the 90 % band. CRPS is the
continuous ranked probability score, in states, lower is better; a standstill guesses that nobody recognises
after the months of the fit."""


def hindcast(
    scenario: Asked,
    runs: Runs = 10_000,
    seed: Seed = "0",
    workers: Workers = 1,
    settings: Settings = [],  # noqa: B006 - typer copies it
    months: Annotated[
        bool, typer.Option("--months", help="Print the recognitions month by month, not only their sums.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Hold an ensemble against what really happened, fact by fact; what fails is shown failing."""
    from sim.questions.hindcast.hindcast import hindcast as judge

    number = seed_of(seed)
    if not scenario.is_dir():
        _must_have_facts(scenario, settings)  # better said before the runs than after them
    ensemble = ensemble_of(scenario, runs, number, workers, settings)
    try:
        held = judge(ensemble)
    except ValueError as error:
        raise Complaint(f"{scenario}: {error}") from error
    if as_json:
        say_json({"title": ensemble.scenario.title, "runs": len(ensemble), "seed": str(ensemble.seed),
                  "scenario_hash": ensemble.scenario.hash, **held.as_data()})  # fmt: skip
        return
    _tell(held, ensemble, months)


def _must_have_facts(path: Path, settings: list[str]) -> None:
    from sim.questions.hindcast.hindcast import facts_of
    from sim.scenario.reader import reading

    try:
        facts_of(reading(path, settings).scenario)
    except ValueError as error:
        raise Complaint(f"{path}: {error}") from error


def _tell(held: Hindcast, ensemble: Ensemble, months: bool) -> None:
    from sim.cli.console.tables import print_table
    from sim.cli.verbs.curve_tables import curve_tables

    print_table(_facts_table(held.facts, ensemble.scenario))
    inside = sum(fact.inside for fact in held.facts)
    print(f"{inside} of {len(held.facts)} facts inside; {len(ensemble):,} runs, seed {ensemble.seed}")
    if any(fact.note for fact in held.facts):
        print()
        print_table(_notes_table(held.facts))
    if held.curve:
        for table in curve_tables(held.curve, months):
            print()
            print_table(table)
        print(BANDS)
    if held.scores:
        print()
        print_table(_scores_table(held.scores, ensemble.scenario))
        print("lower scores are better")


def _facts_table(facts: Iterable[FactResult], scenario: Scenario) -> Table:
    """Lay out every fact with its parts below it."""
    from rich import box
    from rich.padding import Padding
    from rich.table import Table

    table = Table(title=f"{scenario.title}: held against the record", title_justify="left", title_style="bold",
                  box=box.SIMPLE_HEAD, pad_edge=False)  # fmt: skip
    table.add_column("Fact", no_wrap=True)
    table.add_column("What is measured", ratio=1)
    for column in ("Record", "Ensemble", "95 % interval", "Target"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for fact in facts:
        table.add_row(fact.id, fact.says, "", "", "", "", "inside" if fact.inside else "FAILS", style="bold")
        for part in fact.parts:
            table.add_row("", Padding(part.says, (0, 0, 0, 2)), *_cells(part))
    return table


def _notes_table(facts: Iterable[FactResult]) -> Table:
    """Lay out what of each fact is not tested, and how the rest is read."""
    from rich import box
    from rich.table import Table

    table = Table(title="What of them is not tested, and how the rest is read", title_justify="left",
                  title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)  # fmt: skip
    table.add_column("Fact", no_wrap=True)
    table.add_column("Note", ratio=1)
    for fact in facts:
        if fact.note:
            table.add_row(fact.id, fact.note)
    return table


def _cells(part: PartResult) -> tuple[str, ...]:
    """Write a part's record, value, interval, target and verdict."""
    record = "-" if part.record is None else part.record if isinstance(part.record, str) else f"{part.record:g}"
    verdict = "inside" if part.inside else "fails"
    if not part.runs:
        return record, "no such run", "-", part.target, verdict
    value, low, high = (f"{number:.3g}" for number in (part.value, part.low, part.high))
    return record, value, f"{low} to {high}", part.target, verdict


def _scores_table(scores: dict[str, float], scenario: Scenario) -> Table:
    from sim.cli.console.asking_tables import data_table

    assert scenario.record is not None and scenario.record.outcome is not None
    happened = scenario.outcome_labels[scenario.record.outcome]
    rows = [
        (said, f"{scores[f'log_score.{who}']:.3f}", f"{scores[f'brier_score.{who}']:.3f}")
        for who, said in FORECASTS.items() if f"log_score.{who}" in scores
    ]  # fmt: skip
    return data_table(f"Forecasts of what happened: {happened}", ("Forecast", "Log score", "Brier score"), rows)
