"""The verb that asks what an actor could have done."""

from __future__ import annotations

import sys
from itertools import count
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console.options import (
    FigureFile,
    Json,
    Overwrite,
    ScenarioFile,
    Seed,
    Settings,
    Workers,
    read_with_warnings,
    seed_of,
    write_to,
)
from sim.cli.console.say import Complaint, none_called, say, say_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.questions.levers.best_response import Settling
    from sim.questions.levers.levers import Levers
    from sim.scenario.format.scenario import Scenario

__all__ = ["levers"]

ALONE = (
    "the intervals are about luck alone: the gain is the mean over the numbers drawn, under the rules of the file;\n"
    "--set asks under others"
)
"""What an interval of a gain leaves out."""


def levers(
    scenario: ScenarioFile,
    actor: Annotated[
        list[str], typer.Option("--actor", metavar="NAME", help="Who does otherwise; several with --best-response.")
    ] = [],  # noqa: B006 - typer copies it
    best_response: Annotated[
        bool, typer.Option("--best-response", help="Search what all that it could do is best together.")
    ] = False,
    runs: Annotated[int, typer.Option("--runs", "-n", min=2, max=100_000, help="Runs under each change.")] = 512,
    epsilon: Annotated[
        float, typer.Option("--epsilon", min=0, max=1, help="A gain in utility that is not worth a change.")
    ] = 0.005,
    top: Annotated[int, typer.Option("--top", min=1, help="How many changes to print.")] = 30,
    seed: Seed = "0",
    workers: Workers = 1,
    settings: Settings = [],  # noqa: B006
    figure: FigureFile = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Tell what an actor could have done otherwise by itself, and what that would have paid by its own payoff."""
    asked, number = read_with_warnings(scenario, settings), seed_of(seed)
    _named(asked, actor, best_response)
    if best_response:
        _best_response(asked, actor, runs, number, workers, epsilon, (figure, overwrite, as_json))
    else:
        _one_by_one(asked, actor[0], runs, number, workers, top, (figure, overwrite, as_json))


Shown = tuple["Path | None", bool, bool]
"""Where a figure goes, whether a file is replaced, and whether data is printed."""


def _named(scenario: Scenario, actors: list[str], several: bool) -> None:
    """Refuse what is no actor, or too many of them."""
    from sim.scenario.choices import levers_of

    able = [name for name in scenario.actors if levers_of(scenario, name)]
    if not actors:
        raise Complaint(f"--actor: name who does otherwise; there are: {', '.join(able)}")
    for name in actors:
        if name not in scenario.actors:
            raise none_called(f"--actor: no actor is called {name!r}", name, able)
        if name not in able:
            raise Complaint(f"--actor: there is nothing that {name} could do otherwise by itself here; "
                            f"allowed: {', '.join(able)}")  # fmt: skip
    if len(set(actors)) < len(actors) or (len(actors) > 1 and not several):
        raise Complaint("--actor: one actor, or with --best-response several different ones")


def _progress(all_of_them: str) -> Callable[[], None]:
    counted = count(1)

    def told() -> None:
        if sys.stderr.isatty():
            print(f"\r{next(counted)}{all_of_them} changes played", end="", file=sys.stderr)

    return told


def _one_by_one(scenario: Scenario, actor: str, runs: int, seed: int, workers: int, top: int, shown: Shown) -> None:
    from sim.questions.levers.levers import levers as ask
    from sim.scenario.choices import levers_of

    in_all = f" of {len(levers_of(scenario, actor)) + 1}"
    found = ask(scenario, actor, runs, seed=seed, workers=workers, on_played=_progress(in_all))
    figure, overwrite, as_json = shown
    if figure is not None:
        from sim.views.figures.of_questions.levers import draw_levers

        write_to(draw_levers(found), figure, overwrite)
    if as_json:
        say_json({**found.summary(), "seed": str(seed)})
    else:
        _tell_levers(found, top)


def _best_response(
    scenario: Scenario, actors: list[str], runs: int, seed: int, workers: int, epsilon: float, shown: Shown
) -> None:
    from sim.questions.levers.best_response import settle
    from sim.questions.levers.playing import Table

    found = settle(Table(scenario, seed, workers, _progress("")), actors, runs=runs, epsilon=epsilon)
    figure, overwrite, as_json = shown
    if figure is not None:
        from sim.views.figures.of_questions.levers import draw_exploitability

        write_to(draw_exploitability(found), figure, overwrite)
    if as_json:
        say_json({**found.summary(), "seed": str(seed)})
    else:
        _tell_settling(found)


def _tell_levers(found: Levers, top: int) -> None:
    from sim.cli.console.tables import data_table, print_table
    from sim.questions.levers.levers import SURE

    moving = [one for one in found.pulled if one.gain.unpaired_width and one.otherwise + abs(one.gain.difference) > 0]
    still = [one for one in found.pulled if one not in moving]
    rows = [
        (one.lever.words, f"{one.gain.difference:+.4f}{'*' if one.sure else ' '}",
         f"{one.gain.low:+.4f} to {one.gain.high:+.4f}", f"{100 * one.otherwise:.0f} %")
        for one in moving[:top]
    ]  # fmt: skip
    title = f"What {found.label} could do otherwise by itself"
    print_table(data_table(title, ("Change", "Gain", "95 % interval", "Ends otherwise"), rows))
    had = found.pulled[0].gain.before if found.pulled else 0.0
    say(f"Gain: in {found.label}'s own payoff, which is {had:.4f} as the file has it, over the same runs.\n"
        f"* more than luck in a table of {len(found.pulled)} changes: of those with a star at most one in "
        f"{round(1 / SURE)} is expected to be luck (Benjamini and Yekutieli)\n{ALONE}")  # fmt: skip
    if still:
        say(f"{len(still)} more move nothing in these runs, such as {still[0].lever.words}")
    if found.impossible:
        say(f"{len(found.impossible)} make no sound scenario, such as {found.impossible[0].words}")
    say(f"{found.runs:,} runs under each change, seed {found.seed}, scenario {found.scenario.hash}")


def _tell_settling(found: Settling) -> None:
    from sim.cli.console.tables import data_table, print_table

    rows = [
        (found.label(one.actor), f"{one.gain.difference:+.4f}", f"{one.gain.low:+.4f} to {one.gain.high:+.4f}",
         f"{one.tried}")
        for one in found.coded
    ]  # fmt: skip
    columns = ("Actor", "Could gain", "95 % interval", "Ways tried")
    print_table(data_table("What each could gain while all others do as coded", columns, rows))
    for one in found.coded:
        say(f"{found.label(one.actor)}: {one.words}")
    for number, one in enumerate(found.steps, start=1):
        say(f"step {number}: {found.label(one.actor)} takes up: {one.words} ({one.gain.difference:+.4f})")
    say(_rest(found))
    say("Gains are in one's own payoff, in runs that had no say in the choice; only the changes that `sim levers`\n"
        f"lists were tried. {found.runs:,} runs for the choice and as many for the gain, seed {found.table.seed}, "
        f"scenario {found.table.scenario.hash}")  # fmt: skip


def _rest(found: Settling) -> str:
    margin = f"{found.epsilon:g}"
    if found.settled:
        how = "as coded" if not found.steps else f"after {len(found.steps)} steps"
        return f"At rest {how}: nobody named gains more than {margin} by a change that was tried."
    if len(found.profile) == 1:
        return (
            f"Not at rest: the coded strategy leaves a gain of more than {margin}; others were not asked to answer."
        )
    if found.returned:
        return "No rest: the answers go round, back to where they had been."
    return f"No rest yet after {len(found.steps)} steps."
