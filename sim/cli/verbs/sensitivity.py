"""The verb that weighs the numbers drawn: which of them move an outcome, and how far."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console.options import (
    Asked,
    FigureFile,
    Json,
    Runs,
    Seed,
    Settings,
    Workers,
    ensemble_of,
    read_with_warnings,
    seed_of,
    write_to,
)
from sim.cli.console.say import Complaint, say_json

if TYPE_CHECKING:
    from sim.questions.sensitivity.by_design import Indices
    from sim.questions.sensitivity.from_runs import Sensitivity
    from sim.runs.intervals import Interval
    from sim.scenario.format.scenario import Scenario

__all__ = ["sensitivity"]


def sensitivity(
    scenario: Asked,
    outcome: Annotated[
        str | None, typer.Option("--outcome", metavar="NAME", help="An outcome, or a numeric column of the results.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Group numbers by: number, actor or kind.")] = "number",
    design: Annotated[
        int | None,
        typer.Option("--design", metavar="POINTS", help="Make runs for the purpose: Sobol indices, a power of 2."),
    ] = None,
    runs: Runs = 10_000,
    seed: Seed = "0",
    workers: Workers = 1,
    settings: Settings = [],  # noqa: B006 - typer copies it
    top: Annotated[int, typer.Option("--top", min=1, help="How many to print.")] = 15,
    figure: FigureFile = None,
    as_json: Json = False,
) -> None:
    """Tell which of the numbers drawn move an outcome, and how far."""
    from sim.questions.sensitivity.by_design import MissingLibrary
    from sim.questions.sensitivity.groups import GROUPINGS

    if by not in GROUPINGS:
        raise Complaint(f"--by: numbers cannot be grouped by {by!r}; allowed: {', '.join(GROUPINGS)}")
    try:
        if design is None:
            _from_runs(scenario, outcome, by, runs, seed_of(seed), workers, settings, top, figure, as_json)
        else:
            _by_design(scenario, outcome, by, design, seed_of(seed), workers, settings, top, figure, as_json)
    except (ValueError, MissingLibrary) as error:
        raise Complaint(str(error)) from error


def _from_runs(
    path: Path, outcome: str | None, by: str, runs: int, seed: int, workers: int, settings: list[str], top: int,
    figure: Path | None, as_json: bool,
) -> None:  # fmt: skip
    from sim.questions.sensitivity.from_runs import sensitivity as ask

    ensemble = ensemble_of(path, runs, seed, workers, settings)
    found = ask(ensemble, outcome or _most_open(ensemble.outcomes()))
    if figure is not None:
        from sim.views.figures.of_questions.tornado import draw_tornado

        rests_on = _rests_on(ensemble.seed, ensemble.scenario)
        write_to(draw_tornado(found, ensemble.scenario, rests_on=rests_on), figure)
    if as_json:
        say_json({**found.summary(), "seed": str(ensemble.seed), "scenario_hash": ensemble.scenario.hash})
        return
    _tell_effects(found, by, top)


def _rests_on(seed: int, scenario: Scenario) -> str:
    """Say for a caption which scenario was drawn with which seed."""
    return f"seed {seed} · scenario {scenario.hash} · "


def _most_open(outcomes: dict[str, Interval]) -> str:
    """Name the outcome whose share is nearest to a half: there is most to explain."""
    return min(outcomes, key=lambda name: abs(outcomes[name].share - 0.5))


def _tell_effects(found: Sensitivity, by: str, top: int) -> None:
    from sim.cli.console.tables import data_table, print_table

    title = f"What moves {found.output}"
    if by == "number":
        rows = [
            (part.path.removeprefix("actors."), f"{part.first:.3f}", f"{part.low:.3f} to {part.high:.3f}",
             "" if part.total is None else f"{part.total:.3f}", f"{part.pawn:.3f}",
             f"{part.at_low:.3g} to {part.at_high:.3g}")
            for part in found.effects[:top]
        ]  # fmt: skip
        columns = ("Number", "First order", "95 %", "Total, at least", "PAWN", "Lowest fifth to highest")
        print_table(data_table(title, columns, rows))
    else:
        sums = [(name, f"{value:.3f}") for name, value in list(found.groups(by).items())[:top]]
        print_table(data_table(title, ("Group", "Sum of first order"), sums))
    whole, half = found.sum_of_first
    print(f"{found.runs:,} runs; a number with no say has a PAWN index of up to {found.pawn_by_chance:.3f}; "
          f"first-order indices sum to {whole:.2f} ± {half:.2f}")  # fmt: skip


def _by_design(
    path: Path, outcome: str | None, by: str, points: int, seed: int, workers: int, settings: list[str], top: int,
    figure: Path | None, as_json: bool,
) -> None:  # fmt: skip
    from sim.questions.sensitivity.by_design import by_design

    if path.is_dir():
        raise Complaint("--design: runs made for the purpose need a scenario file, not a results folder")
    scenario = read_with_warnings(path, settings)
    named = outcome or (scenario.record.outcome if scenario.record else None)
    if named is None:
        raise ValueError("name what is to be explained with --outcome")
    (found,) = by_design(scenario, [named], by=by, points=points, seed=seed, workers=workers, on_group=_progress)
    if figure is not None:
        from sim.views.figures.of_questions.tornado import draw_indices

        write_to(draw_indices(found, scenario, _rests_on(seed, scenario)), figure)
    if as_json:
        say_json({**found.summary(), "seed": str(seed), "scenario_hash": scenario.hash, "by": by})
        return
    _tell_indices(found, top)


def _progress(done: int, plans: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {plans} sets of runs", end="\n" if done == plans else "", file=sys.stderr)


def _tell_indices(found: Indices, top: int) -> None:
    from sim.cli.console.tables import data_table, print_table

    rows = [
        (part.group, f"{part.first:.3f}", f"{part.first_low:.3f} to {part.first_high:.3f}", f"{part.total:.3f}",
         f"{part.total_low:.3f} to {part.total_high:.3f}")
        for part in found.indices[:top]
    ]  # fmt: skip
    columns = ("Group", "First order", "95 %", "Total", "95 %")
    print_table(data_table(f"What moves {found.output}, by design", columns, rows))
    print(f"{found.runs:,} runs: {found.points:,} points for each group, and twice by themselves")
