"""The verbs that play scenarios and look at results: run, plot, story."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console.say import Complaint, say_faults, say_json
from sim.cli.verbs.scenario import Json, ScenarioFile, Settings

if TYPE_CHECKING:
    from sim.runs.ensemble import Ensemble
    from sim.scenario.format.scenario import Scenario

__all__ = ["Runs", "Seed", "Workers", "plot", "run", "story"]

Runs = Annotated[int, typer.Option("--runs", "-n", min=1, help="How many runs.")]
Seed = Annotated[str, typer.Option("--seed", help="A whole number from 0 to 2**64 - 1; equal seeds give equal runs.")]
Workers = Annotated[int, typer.Option("--workers", "-w", min=1, max=256, help="Processes that play side by side.")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A results folder.", show_default=False)]


def run(
    scenario: ScenarioFile,
    runs: Runs = 1_000,
    seed: Seed = "0",
    workers: Workers = 1,
    settings: Settings = [],  # noqa: B006 - typer copies it
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Keep the results in this new folder.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with what the folder of --out holds already.")
    ] = False,
    cluster: Annotated[
        str | None,
        typer.Option(
            "--cluster", metavar="ADDRESS", help="Play on the workers of this Dask scheduler, tcp://HOST:PORT."
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="NAME",
            help="Let an older model forecast instead: challenge, exchange, compromise, median, condorcet.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Play a scenario many times, and tell how often each outcome came about."""
    if model is not None:
        from sim.cli.verbs.forecasting import forecast_and_tell

        process_only = {"--out": out is not None, "--resume": resume, "--cluster": cluster is not None}
        forecast_and_tell(_read(scenario, settings), model, runs, seed=_seed(seed), unused=process_only,
                          as_json=as_json)  # fmt: skip
        return
    from sim.cli.verbs.playing import play_and_tell

    play_and_tell(_read(scenario, settings), runs, seed=_seed(seed), workers=workers, cluster=cluster, out=out,
                  resume=resume, as_json=as_json)  # fmt: skip


def plot(
    folder: Folder = Path(),
    figure: Annotated[
        list[str], typer.Option("--figure", "-f", metavar="NAME", help="Which figure; all if left out.")
    ] = [],  # noqa: B006
    form: Annotated[str, typer.Option("--format", help="png, svg or pdf.")] = "png",
    listed: Annotated[bool, typer.Option("--list", help="Say which figures there are and stop.")] = False,
) -> None:
    """Draw the figures of a results folder into it."""
    from sim.scenario.faults import nearest
    from sim.views.figures.canvas import FORMATS, write_figure
    from sim.views.figures.registry import FIGURES, draw, figures_for

    if listed:
        for name, shown in FIGURES.items():
            print(f"{name:<16} {shown.says}")
        return
    if form not in FORMATS:
        raise Complaint(f"--format: no format is called {form!r}; allowed: {', '.join(FORMATS)}")
    for name in figure:
        if name not in FIGURES:
            close = nearest(name, FIGURES)
            hint = f"; did you mean {close}" if close else ""
            raise Complaint(f"--figure: no figure is called {name!r}; allowed: {', '.join(FIGURES)}{hint}")
    ensemble = _loaded(folder)
    for name in figure or figures_for(ensemble):
        path = folder / f"{name}.{form}"
        write_figure(draw(ensemble, name), path)
        print(path.resolve())


def story(
    scenario: ScenarioFile,
    number: Annotated[int, typer.Option("--run", min=0, help="Which run to tell.")] = 0,
    seed: Seed = "0",
    settings: Settings = [],  # noqa: B006 - typer copies it
    why: Annotated[bool, typer.Option("--why", help="Give the numbers behind every decision.")] = False,
    beside_record: Annotated[
        bool, typer.Option("--beside-record", help="Tell what really happened beside it.")
    ] = False,
    form: Annotated[str, typer.Option("--form", help="terminal, markdown, html or plain.")] = "terminal",
    as_json: Json = False,
) -> None:
    """Tell one run as a dated chronicle: who refused what, and by which numbers."""
    from sim.runs.one_run import chronicle_of
    from sim.views.story.story import FORMS, story_data, tell_story

    if form not in FORMS:
        raise Complaint(f"--form: no form is called {form!r}; allowed: {', '.join(FORMS)}")
    asked = _read(scenario, settings)
    chronicle = chronicle_of(asked, number, seed=_seed(seed))
    if as_json:
        say_json({"run": number, "seed": seed, "scenario_hash": asked.hash, "entries": story_data(chronicle, asked)})
        return
    from sim.cli.console.tables import print_story

    print_story(
        tell_story(
            chronicle, asked, why=why, form=form, beside_record=beside_record, about=f"run {number}, seed {seed}"
        ),
        form,
    )


def _loaded(folder: Path) -> Ensemble:
    from sim.runs.folder.reader import load

    return load(folder)


def _read(path: Path, settings: list[str]) -> Scenario:
    from sim.scenario.reader import reading

    read = reading(path, settings)
    say_faults(read.warnings)
    return read.scenario


def _seed(text: str) -> int:
    from sim.chance.streams import seed_from

    try:
        return seed_from(text)
    except ValueError as error:
        raise Complaint(f"--seed: {error}") from error
