"""The verb that tells one run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console.options import MOST_RUNS, Json, Seed, Settings, read_with_warnings, seed_of
from sim.cli.console.say import Complaint, say_json

if TYPE_CHECKING:
    from sim.process.chronicle import Chronicle
    from sim.scenario.format.scenario import Scenario

__all__ = ["story"]

GAME = ".jsonl"
"""How the name of a transcript ends."""


def story(
    scenario: Annotated[
        Path,
        typer.Argument(
            metavar="SCENARIO", help="A scenario file, or the transcript of a game (.jsonl).", show_default=False
        ),
    ],
    number: Annotated[int, typer.Option("--run", min=0, max=MOST_RUNS - 1, help="Which run to tell.")] = 0,
    seed: Seed = "0",
    settings: Settings = [],  # noqa: B006 - typer copies it
    style: Annotated[
        str,
        typer.Option(
            "--style",
            help="brief: a summary of five sentences, then a paragraph a stage; chronicle: all by date, "
            "each decision with its reason; despatch: the summary alone.",
        ),
    ] = "brief",
    numbers: Annotated[bool, typer.Option("--numbers", help="Give the numbers behind the decisions.")] = False,
    beside_record: Annotated[
        bool, typer.Option("--beside-record", help="Tell what really happened beside it.")
    ] = False,
    form: Annotated[str, typer.Option("--form", help="terminal, markdown, html or plain.")] = "terminal",
    as_json: Json = False,
) -> None:
    """Tell one run, or a game that was played: how it ended, and who decided what for which reason."""
    from sim.runs.one_run import chronicle_of
    from sim.views.story.story import FORMS, STYLES, story_data, tell_story

    if form not in FORMS:
        raise Complaint(f"--form: no form is called {form!r}; allowed: {', '.join(FORMS)}")
    if style not in STYLES:
        raise Complaint(f"--style: no style is called {style!r}; allowed: {', '.join(STYLES)}")
    if numbers and style == "despatch":
        raise Complaint("--numbers: a despatch has no room for numbers; allowed with --style brief or chronicle")
    played = scenario.suffix == GAME
    if played:
        asked, chronicle, number, seeded = _game(scenario, number, seed, settings)
    else:
        asked, seeded = read_with_warnings(scenario, settings), seed_of(seed)
        chronicle = chronicle_of(asked, number, seed=seeded)
    if as_json:
        say_json({"run": number, "seed": str(seeded), "played": played, "scenario_hash": asked.hash,
                  "entries": story_data(chronicle, asked)})  # fmt: skip
        return
    from sim.cli.console.tables import print_story

    told = tell_story(chronicle, asked, style=style, numbers=numbers, form=form, beside_record=beside_record,
                      about=f"run {number}, seed {seeded}")  # fmt: skip
    print_story(told, form)


def _game(path: Path, number: int, seed: str, settings: list[str]) -> tuple[Scenario, Chronicle, int, int]:
    """Play a game again from its transcript, which says itself which run it is."""
    from sim.seats.debrief import played_again
    from sim.seats.transcript import NoTranscript, read_game

    try:
        game = read_game(path)
        if settings or number not in (0, game.run) or seed_of(seed) not in (0, game.seed):
            raise Complaint(
                f"{path}: is run {game.run}, seed {game.seed}, as it was played; --run, --seed and --set are of a "
                "scenario"
            )
        return game.scenario, played_again(game).chronicle, game.run, game.seed
    except NoTranscript as fault:
        raise Complaint(str(fault) if str(fault).startswith(str(path)) else f"{path}: {fault}") from fault
