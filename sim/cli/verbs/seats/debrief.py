"""The verb that looks back at games: what would have been, and where they lie among the runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console.options import Overwrite
from sim.cli.console.say import Complaint, say, say_problem

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["debrief"]


def debrief(
    games: Annotated[
        list[Path],
        typer.Argument(metavar="GAME...", help="A transcript, several, or a CSV of tables.", show_default=False),
    ],
    seat: Annotated[str | None, typer.Option("--seat", metavar="ACTOR", help="One seat alone; else all.")] = None,
    runs: Annotated[int, typer.Option("--runs", "-n", min=10, max=100_000, help="How many ordinary runs.")] = 2_000,
    scenario: Annotated[
        Path | None, typer.Option("--scenario", metavar="FILE", help="The scenario of a CSV of tables.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where a page to print and project is written, as HTML."),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Do not look for the best single decision.")] = False,
    overwrite: Overwrite = False,
) -> None:
    """Look back at a game: the same luck with the model in a seat, the best single decision, all runs beside it."""
    from sim.seats.transcript import NoTranscript

    try:
        if scenario is not None and games[0].suffix != ".csv":
            raise Complaint("--scenario: is of a CSV of tables; a transcript holds its own")
        if len(games) > 1 or games[0].suffix == ".csv":
            if seat is not None or quick:
                raise Complaint(f"{'--quick' if seat is None else '--seat'}: is of one game, not of a class")
            _class(games, scenario, runs, out, overwrite)
        else:
            _one(games[0], seat, runs, quick, out, overwrite)
    except NoTranscript as fault:
        raise Complaint(str(fault)) from fault


def _one(path: Path, seat: str | None, runs: int, quick: bool, out: Path | None, overwrite: bool) -> None:
    from sim.runs.run import run
    from sim.seats.debrief import debrief as looked_back_at
    from sim.seats.transcript import read_game
    from sim.views.seats.looking_back import looking_back
    from sim.views.writing import see_that_it_may_be_written

    game = read_game(path)
    if not game.is_over:
        raise Complaint(f"{path}: the game was not played to its end; sim play --resume goes on with it")
    if seat is not None and seat not in game.seats:
        raise Complaint(f"--seat: nobody sat for {seat!r} in {path}; seats: {', '.join(game.seats)}")
    if out is not None:
        see_that_it_may_be_written(out, overwrite)
    ensemble = run(game.scenario, runs, seed=game.seed)
    found = []
    for place, name in enumerate([seat] if seat else game.seats):
        if place:
            say()
        found.append(looked_back_at(game, name, ensemble=ensemble, on_try=_told, quick=quick))
        for line in looking_back(found[-1], game.scenario, game.run, game.seed):
            say(line)
    if out is not None:
        from sim.views.seats.of_game import write_game_page

        write_game_page(out, found, game, overwrite)
        say_problem(f"page: {out.resolve()}")


def _told(done: int, of: int) -> None:
    """Say on a terminal how far the search for a better decision is."""
    if sys.stderr.isatty():
        print(f"\rdecision {done + 1} of {of} taken otherwise", end="\n" if done + 1 == of else "", file=sys.stderr)


def _class(games: Sequence[Path], scenario: Path | None, runs: int, out: Path | None, overwrite: bool) -> None:
    """Lay the tables of a class over the runs."""
    from sim.cli.console.options import read_with_warnings
    from sim.runs.run import run
    from sim.seats.tables import NoTables, tables_of_csv, tables_of_games
    from sim.seats.transcript import read_game
    from sim.views.seats.of_class import class_lines, write_class_page
    from sim.views.writing import see_that_it_may_be_written

    seed = 0
    try:
        if games[0].suffix != ".csv":
            played = [read_game(path) for path in games]
            tables, asked, seed = tables_of_games(played, _names(games)), played[0].scenario, played[0].seed
        elif len(games) > 1:
            raise Complaint("a CSV of tables is looked at by itself")
        elif scenario is None:
            raise Complaint("--scenario: a CSV of tables does not say which scenario was played; name its file")
        else:
            asked = read_with_warnings(scenario)
            tables = tables_of_csv(games[0], asked)
    except NoTables as fault:
        raise Complaint(str(fault)) from fault
    if out is not None:
        see_that_it_may_be_written(out, overwrite)
    ensemble = run(asked, runs, seed=seed)
    for line in class_lines(tables, ensemble):
        say(line)
    if out is not None:
        write_class_page(out, tables, ensemble, overwrite)
        say_problem(f"page: {out.resolve()}")


def _names(games: Sequence[Path]) -> list[str]:
    """Return what each table is called: its file, with the folder where two files are called the same."""
    stems = [path.stem for path in games]
    for place, path in enumerate(games):
        if path.resolve() in [one.resolve() for one in games[:place]]:
            raise Complaint(f"{path}: is named twice, and is one table")
    whole = [str(path.with_suffix("")) for path in games]
    return [one if stems.count(one) == 1 else path for one, path in zip(stems, whole, strict=True)]
