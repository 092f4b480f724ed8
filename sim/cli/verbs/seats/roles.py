"""The verb that writes the sheets of a class that plays without a computer."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.console.options import Overwrite, ScenarioFile, Settings, read_with_warnings
from sim.cli.console.say import Complaint, say

__all__ = ["roles"]


def roles(
    scenario: ScenarioFile,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder of the sheets.")] = Path("roles"),
    minutes: Annotated[int, typer.Option("--minutes", min=45, max=600, help="How long the play lasts.")] = 90,
    settings: Settings = [],  # noqa: B006 - typer copies it
    overwrite: Overwrite = False,
) -> None:
    """Write sheets for a class without a computer: what each role wants in confidence, and a score by hand."""
    from sim.views.seats.sheets import write_sheets

    asked = read_with_warnings(scenario, settings)
    try:
        written = write_sheets(asked, out, minutes, overwrite)
    except ValueError as error:
        raise Complaint(f"{scenario}: {error}") from error
    for path in written:
        say(path.resolve())
