"""The verb that serves the page of two worlds."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.console.say import Complaint

__all__ = ["app_"]


def app_(
    scenario: Annotated[
        Path | None,
        typer.Argument(metavar="[SCENARIO]", help="The scenario that the page opens with.", show_default=False),
    ] = None,
    host: Annotated[
        str, typer.Option("--host", help="The address to listen on; at 0.0.0.0 others who have the token get in.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65_535, help="The port; 0 takes a free one.")] = 8_765,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
) -> None:
    """Show a page of two worlds: put one of the questions that decide, and see how the outcomes move."""
    from sim.scenario.reader import reading
    from sim.views.app.server import NotServed, serve

    if scenario is not None:
        reading(scenario)
    try:
        serve(scenario, host, port, not no_browser)
    except NotServed as fault:
        raise Complaint(str(fault)) from fault
