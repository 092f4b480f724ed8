"""The verb that serves rooms in which a class plays from browsers."""

from typing import Annotated

import typer

from sim.cli.console.options import MOST_RUNS, ScenarioFile, Seed, Settings, read_with_warnings, seed_of
from sim.cli.console.say import Complaint

__all__ = ["rooms"]


def rooms(
    scenario: ScenarioFile,
    number: Annotated[int, typer.Option("--rooms", min=1, max=50, help="How many games side by side.")] = 1,
    run: Annotated[
        int, typer.Option("--run", min=0, max=MOST_RUNS - 1, help="The run of the first room; each plays the next.")
    ] = 0,
    seed: Seed = "0",
    seconds: Annotated[
        float, typer.Option("--seconds", min=1, max=3600, help="How long a player may take for a decision.")
    ] = 120.0,
    settings: Settings = [],  # noqa: B006 - typer copies it
    host: Annotated[
        str, typer.Option("--host", help="The address to listen on; at 0.0.0.0 others who have a code get in.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65_535, help="The port; 0 takes a free one.")] = 8_766,
) -> None:
    """Let a class play from browsers: rooms with codes, a page for the teacher; the model fills empty seats."""
    from sim.views.app.server import NotServed
    from sim.views.rooms.room import Hall
    from sim.views.rooms.server import serve_rooms

    if run + number > MOST_RUNS:
        allowed = f"0 to {MOST_RUNS - number}"
        raise Complaint(f"--run: {run} leaves no run for room {MOST_RUNS - run + 1}; allowed: {allowed}")
    asked = read_with_warnings(scenario, settings)
    try:
        serve_rooms(Hall(asked, number, run=run, seed=seed_of(seed), seconds=seconds), host, port)
    except NotServed as fault:
        raise Complaint(str(fault)) from fault
