"""The verb that tells one run."""

from typing import Annotated

import typer

from sim.cli.console.options import MOST_RUNS, Json, ScenarioFile, Seed, Settings, read_with_warnings, seed_of
from sim.cli.console.say import Complaint, say_json

__all__ = ["story"]


def story(
    scenario: ScenarioFile,
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
    """Tell one run: how it ended, and who decided what for which reason."""
    from sim.runs.one_run import chronicle_of
    from sim.views.story.story import FORMS, STYLES, story_data, tell_story

    if form not in FORMS:
        raise Complaint(f"--form: no form is called {form!r}; allowed: {', '.join(FORMS)}")
    if style not in STYLES:
        raise Complaint(f"--style: no style is called {style!r}; allowed: {', '.join(STYLES)}")
    if numbers and style == "despatch":
        raise Complaint("--numbers: a despatch has no room for numbers; allowed with --style brief or chronicle")
    asked = read_with_warnings(scenario, settings)
    chronicle = chronicle_of(asked, number, seed=seed_of(seed))
    if as_json:
        say_json({"run": number, "seed": seed, "scenario_hash": asked.hash, "entries": story_data(chronicle, asked)})
        return
    from sim.cli.console.tables import print_story

    print_story(
        tell_story(
            chronicle,
            asked,
            style=style,
            numbers=numbers,
            form=form,
            beside_record=beside_record,
            about=f"run {number}, seed {seed}",
        ),
        form,
    )
