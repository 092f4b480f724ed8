"""The verbs around theory: what it says of a scenario, and scenarios out of the tables that older models use."""

from __future__ import annotations

from pathlib import Path
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

__all__ = ["import_", "theory"]


def theory(
    scenario: ScenarioFile,
    runs: Runs = 1_000,
    seed: Seed = "0",
    settings: Settings = [],  # noqa: B006 - typer copies it
    figure: FigureFile = None,
    overwrite: Overwrite = False,
    axes: Annotated[
        str | None, typer.Option("--axes", metavar="ISSUE,ISSUE", help="The two issues of the figure.")
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
    from sim.views.figures.of_questions.winset import draw_winset, usual_axes

    issues = list(found.scenario.issues)
    if not found.assemblies:
        raise Complaint("--figure: there is no council in this scenario, and so no win set to draw")
    chosen = tuple(axes.split(",")) if axes else usual_axes(found.scenario)
    unknown = [name for name in chosen if name not in issues]
    if unknown or len(set(chosen)) != 2:
        said = f"{unknown[0]!r} is no issue" if unknown else "two different issues are needed"
        raise Complaint(f"--axes: {said}; allowed: two of {', '.join(issues)}, as in --axes {issues[0]},{issues[-1]}")
    return draw_winset(found, (chosen[0], chosen[1]))


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A table as CSV.", show_default=False)],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the scenario to this new file.")
    ] = None,
) -> None:
    """Make a scenario of a table: actor, issue, position, salience and power, or as KTAB or Decide write it."""
    from sim.scenario.faults import plural
    from sim.scenario.from_table import scenario_of_table
    from sim.scenario.reader import written

    scenario = scenario_of_table(file)
    text = written(scenario)
    if out is None:
        say(text, end="")
        return
    try:
        with out.open("x", encoding="utf-8", newline="\n") as target:
            target.write(text)
    except FileExistsError:
        raise Complaint(f"{out}: this exists already and is left as it is; name another file") from None
    parties = sum(actor.kind == "party" for actor in scenario.actors.values())
    said = f"{plural(parties, 'actor')} and {plural(len(scenario.issues), 'issue')}"
    say(f"{out}: written, {said}; `sim run {out}` runs it")
