"""The verb that writes a file to explore a scenario with."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.console.options import Overwrite, ScenarioFile, Seed, Workers, seed_of
from sim.cli.console.say import Complaint, say, say_problem

__all__ = ["explore"]

FULL = 3_000_000
"""Bytes that a file to be sent around may have."""


def explore(
    scenario: ScenarioFile,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write it.")] = Path("explore.html"),
    runs: Annotated[int, typer.Option("--runs", "-n", min=1, max=1_024, help="Histories of each world.")] = 256,
    worlds: Annotated[int, typer.Option("--worlds", min=3, max=10_000, help="Worlds to play at most.")] = 1_500,
    left_out: Annotated[
        int, typer.Option("--left-out", min=1, max=1_000, help="Worlds beside them that measure the interpolation.")
    ] = 24,
    pairs: Annotated[
        int,
        typer.Option("--bands", metavar="PAIRS", min=2, help="Pairs of runs that tell luck, coding and rules apart."),
    ] = 512,
    seed: Seed = "0",
    workers: Workers = 1,
    overwrite: Overwrite = False,
) -> None:
    """Write one file with the levers that decide: it opens anywhere, without a server or a network."""
    from sim.scenario.faults import plural
    from sim.views.app.levers import chosen_questions
    from sim.views.app.worlds import case_of
    from sim.views.explore.page import write_explore

    case = case_of(scenario)
    questions = case.questions or chosen_questions(case.scenario)
    if not questions:
        raise Complaint(
            f"{scenario}: within what the file says of its numbers, none changes how it ends beyond chance; allowed: "
            "a file that names its questions (`levers:`). `sim app` moves numbers further"
        )
    grid = write_explore(case, questions, out, runs=runs, worlds=worlds, seed=seed_of(seed), workers=workers,
                         left_out=left_out, pairs=pairs, on_worlds=_told(), overwrite=overwrite)  # fmt: skip
    size, error = out.stat().st_size, grid.left_out
    kept = (
        f"{len(grid.axes)} of {len(questions)} levers"
        if len(grid.axes) < len(questions)
        else f"{len(questions)} levers"
    )
    say(f"{out.resolve()}: {kept}, {len(grid.hashes):,} worlds of {runs:,} histories, {size / 1e6:.1f} MB")
    if error.worlds:
        said = f"mean error {100 * error.mean:.1f} points, largest {100 * error.largest:.1f}"
        say(f"between them shares are interpolated: {said}, in {plural(error.worlds, 'world')} left out; "
            f"{100 * error.within:.0f} of 100 shares lie between those of the worlds around them")  # fmt: skip
    if size > FULL:
        say_problem(f"{out}: larger than 3 MB; fewer --worlds or --runs make it smaller")


def _told() -> Callable[[int, int], None]:
    """Return what says on standard error how many worlds are played, every ten seconds."""
    import time

    last = time.monotonic()

    def told(done: int, in_all: int) -> None:
        nonlocal last
        if time.monotonic() - last >= 10 or done == in_all:
            last = time.monotonic()
            say_problem(f"{done:,} of {in_all:,} worlds")

    return told
