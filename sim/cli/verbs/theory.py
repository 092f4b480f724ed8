"""The verb that tells what theory says of a scenario."""

from __future__ import annotations

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
    read_with_warnings,
    seed_of,
    write_to,
)
from sim.cli.console.say import Complaint, say, say_json

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.theory.of_scenario.answer import Theory

__all__ = ["theory"]


def theory(
    scenario: ScenarioFile,
    runs: Runs = 1_000,
    seed: Seed = "0",
    settings: Settings = [],  # noqa: B006 - typer copies it
    figure: FigureFile = None,
    overwrite: Overwrite = False,
    axes: Annotated[
        str | None,
        typer.Option("--axes", metavar="ISSUE,ISSUE", help="The two issues of the figure; else the first two."),
    ] = None,
    pairs: Annotated[bool, typer.Option("--pairs", help="Of many parties, tell of every pair as well.")] = False,
    as_json: Json = False,
) -> None:
    """Tell what theory says: solutions of the bargain, what could pass a Council, who has how much say."""
    from sim.theory.of_scenario.answer import solve

    asked = read_with_warnings(scenario, settings)
    try:
        found = solve(asked, runs=runs, seed=seed_of(seed))
    except ValueError as error:
        raise Complaint(str(error)) from error
    if figure is not None:
        write_to(_drawn(found, axes), figure, overwrite)
    if as_json:
        say_json(found.summary())
        return
    from rich.table import Table

    from sim.cli.console.tables import print_table
    from sim.cli.console.theory_tables import theory_tables

    for part in theory_tables(found, pairs=pairs):
        if isinstance(part, Table):
            print_table(part)
        else:
            say(part)
    say(f"{runs:,} draws, seed {seed}, scenario {asked.hash}")


def _drawn(found: Theory, axes: str | None) -> Figure:
    from sim.views.figures.of_questions.winset import draw_winset

    issues = list(found.scenario.issues)
    if not found.assemblies:
        raise Complaint("--figure: there is no council in this scenario, and so no win set to draw")
    if len(issues) < 2:
        raise Complaint("--figure: a win set is drawn over two issues, and this scenario has one")
    chosen = axes.split(",") if axes else issues[:2]
    unknown = [name for name in chosen if name not in issues]
    if unknown or len(set(chosen)) != 2:
        said = f"{unknown[0]!r} is no issue" if unknown else "two different issues are needed"
        raise Complaint(f"--axes: {said}; allowed: two of {', '.join(issues)}, as in --axes {issues[0]},{issues[-1]}")
    return draw_winset(found, (chosen[0], chosen[1]))
