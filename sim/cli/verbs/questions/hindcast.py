"""The verb that holds an ensemble against the record, fact by fact, and recognitions month by month."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console.options import Asked, Json, Runs, Seed, Settings, Workers, ensemble_of, seed_of
from sim.cli.console.say import Complaint, say, say_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rich.table import Table

    from sim.questions.hindcast.curve import CurvePoint, CurveResult, Spell
    from sim.questions.hindcast.facts import PartResult
    from sim.questions.hindcast.hindcast import FactResult, Hindcast
    from sim.runs.ensemble import Ensemble
    from sim.scenario.format.scenario import Scenario

__all__ = ["hindcast"]

FORECASTS = {
    "ensemble": "this ensemble", "uniform": "all outcomes equally likely", "observers": "observers at the time",
}  # fmt: skip
"""Whose chances are scored, and what people read."""

POINT_HEADS = ("Record", "Median", "50 % band", "90 % band", "CRPS", "")

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
        from sim.cli.verbs.questions.bands import kept_summary

        say_json({"title": ensemble.scenario.title, "runs": len(ensemble), "seed": str(ensemble.seed),
                  "scenario_hash": ensemble.scenario.hash, **held.as_data(),
                  "bands": kept_summary(ensemble)})  # fmt: skip
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
    from sim.cli.verbs.questions.bands import tell_kept

    print_table(_facts_table(held.facts, ensemble.scenario))
    inside = sum(fact.inside for fact in held.facts)
    say(f"{inside} of {len(held.facts)} facts inside; {len(ensemble):,} runs, seed {ensemble.seed}")
    tell_kept(ensemble)
    if any(fact.note for fact in held.facts):
        say()
        print_table(_notes_table(held.facts))
    if held.curve:
        for table in _curve_tables(held.curve, months):
            say()
            print_table(table)
        say(BANDS)
    if held.scores:
        say()
        print_table(_scores_table(held.scores, ensemble.scenario))
        say("lower scores are better")


def _facts_table(facts: Iterable[FactResult], scenario: Scenario) -> Table:
    """Lay out every fact with its parts below it."""
    from rich import box
    from rich.padding import Padding
    from rich.table import Table

    table = Table(title=f"{scenario.title}: held against the record", title_justify="left", title_style="bold",
                  box=box.SIMPLE_HEAD, pad_edge=False)  # fmt: skip
    table.add_column("Fact", no_wrap=True)
    table.add_column("What is measured", ratio=1, overflow="fold")
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
    table.add_column("Note", ratio=1, overflow="fold")
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
    from sim.cli.console.tables import data_table

    assert scenario.record is not None and scenario.record.outcome is not None
    happened = scenario.outcome_labels[scenario.record.outcome]
    rows = [
        (said, f"{scores[f'log_score.{who}']:.3f}", f"{scores[f'brier_score.{who}']:.3f}")
        for who, said in FORECASTS.items() if f"log_score.{who}" in scores
    ]  # fmt: skip
    return data_table(f"Forecasts of what happened: {happened}", ("Forecast", "Log score", "Brier score"), rows)


def _curve_tables(curve: CurveResult, every_month: bool) -> Iterator[Table]:
    """Lay out the curve: its sums, single leads, and each month if asked for."""
    from sim.cli.console.tables import new_table

    if every_month:
        table = new_table("Recognitions month by month", "By", *POINT_HEADS)
        for point in curve.months:
            table.add_row(point.on, *_point_cells(point))
        yield table
    if curve.leads:
        table = new_table("Recognitions so long after the declaration", "After", *POINT_HEADS)
        for months, point in curve.leads.items():
            table.add_row(f"{months} month{'s' if months > 1 else ''}", *_point_cells(point))
        yield table
    yield _spells_table(curve)


def _spells_table(curve: CurveResult) -> Table:
    from sim.cli.console.tables import new_table

    table = new_table("Months in which the record lies in the band, and mean errors in states", "Months", "In all",
                      "In 50 % band", "In 90 % band", "Error of\nmedian",
                      "CRPS", "CRPS of a\nstandstill")  # fmt: skip
    for said, spell in ((f"to {curve.fitted_until} (fitted)", curve.fitted), ("after it (judged)", curve.judged)):
        if spell is not None:
            table.add_row(said, *_sums(spell))
    return table


def _point_cells(point: CurvePoint) -> tuple[str, ...]:
    """Write a point's record, median, bands and score."""
    bands = f"{point.low_50:.0f} to {point.high_50:.0f}", f"{point.low_90:.0f} to {point.high_90:.0f}"
    said = "fitted" if point.fitted else "judged"
    return str(point.record), f"{point.median:.0f}", *bands, f"{point.crps:.1f}", said


def _sums(spell: Spell) -> tuple[str, ...]:
    """Write what is summed up over several months."""
    standstill = "-" if math.isnan(spell.standstill) else f"{spell.standstill:.1f}"
    counts = str(spell.months), str(spell.in_50), str(spell.in_90)
    return *counts, f"{spell.error:.1f}", f"{spell.crps:.1f}", standstill
