"""The verb that writes a page about a results folder."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.console.options import Overwrite
from sim.cli.console.say import say

__all__ = ["report"]


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A results folder.", show_default=False)],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to write it; DIR/report.html if left out.")
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Write one page about a results folder that opens anywhere: what was asked, what came of it, and how."""
    from sim.views.report.page import write_report

    say(write_report(folder, out, overwrite).resolve())
