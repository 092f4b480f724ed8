"""The verb that plays the runs that match again with one thing changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console.options import (
    MOST_RUNS,
    Asked,
    FigureFile,
    GivenFile,
    Json,
    Overwrite,
    Runs,
    Seed,
    Settings,
    Workers,
    ensemble_of,
    read_with_warnings,
    seed_of,
    write_to,
)
from sim.cli.console.say import Complaint, say, say_faults, say_json
from sim.cli.verbs.questions.condition import OF_MATCHING, count_said

if TYPE_CHECKING:
    from sim.process.chronicle import Chronicle
    from sim.questions.counterfactual.counterfactual import Counterfactual
    from sim.questions.given import Given
    from sim.runs.ensemble import Ensemble

__all__ = ["counterfactual"]

Number = Annotated[
    int | None, typer.Option("--run", min=0, max=MOST_RUNS - 1, help="Which run to tell; one is chosen else.")
]


def counterfactual(
    scenario: Asked,
    given: GivenFile = None,
    settings: Settings = [],  # noqa: B006 - typer copies it
    do: Annotated[
        Path | None, typer.Option("--do", metavar="FILE", help="What changes from a day on: `from:` and `set:`.")
    ] = None,
    instead: Annotated[
        Path | None, typer.Option("--instead", metavar="FILE", help="Another scenario that holds from the start.")
    ] = None,
    runs: Runs = 10_000,
    seed: Seed = "0",
    workers: Workers = 1,
    until: Annotated[
        int | None, typer.Option("--until", min=1, help="Play on with further runs until so many match.")
    ] = None,
    story: Annotated[bool, typer.Option("--story", help="Tell one run as it was and as it would have been.")] = False,
    number: Number = None,
    figure: FigureFile = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Replay the runs that match what is given with one thing changed, and tell how they would have ended."""
    from sim.questions.given import given_from

    if bool(settings) + (do is not None) + (instead is not None) != 1:
        raise Complaint("what is to be different? give one of --set, --do and --instead")
    stated = given_from({} if given is None else given)
    ensemble = ensemble_of(scenario, runs, seed_of(seed), workers)
    asked = _asked(ensemble, stated, settings, do, instead, until, workers)
    number = asked.telling_run() if number is None else number
    try:
        told = asked.stories(number) if story else None
    except ValueError as error:
        raise Complaint(f"--run: {error}") from error
    if figure is not None:
        from sim.views.figures.of_questions.flow import draw_flow

        write_to(draw_flow(asked.comparison, _changed(asked, settings)), figure, overwrite)
    if as_json:
        say_json({**_summary(asked, number, told), "seed": str(ensemble.seed)})
        return
    _tell_counterfactual(asked)
    if told:
        _tell_stories(asked, number)


def _summary(asked: Counterfactual, number: int, told: tuple[Chronicle, Chronicle] | None) -> dict[str, object]:
    from sim.cli.verbs.questions.bands import kept_summary
    from sim.views.story.story import story_data

    sides = zip(("before", "after"), told or (), (asked.comparison.before, asked.comparison.after), strict=False)
    stories = {name: story_data(one, side.scenario) for name, one, side in sides}
    bands = None if asked.conditioned.given.condition else kept_summary(asked.conditioned.ensemble)
    return {**asked.summary(), "bands": bands, "story": {"run": number, **stories} if told else None}


def _changed(asked: Counterfactual, settings: list[str]) -> str:
    title = asked.comparison.before.scenario.title
    other = ", ".join(settings) or asked.comparison.after.scenario.title
    when = f"from {asked.intervention.begins} on otherwise" if asked.intervention else other
    return f"{title}\n{when}, in the runs that match"


def _asked(
    ensemble: Ensemble, given: Given, settings: list[str], do: Path | None, instead: Path | None, until: int | None,
    workers: int,
) -> Counterfactual:  # fmt: skip
    from sim.questions.condition import condition as keep
    from sim.questions.counterfactual.counterfactual import counterfactual as ask
    from sim.questions.counterfactual.intervention import read_intervention
    from sim.scenario.reader import varied

    acting, other = None, None
    if do is not None:
        acting, doubts = read_intervention(do, ensemble.scenario)
        say_faults(doubts)
    elif instead is not None:
        other = read_with_warnings(instead)
    else:
        say_faults(varied(ensemble.scenario, settings).warnings)
    found = keep(ensemble, given, until=until, workers=workers)
    try:
        return ask(found, settings=settings, do=acting, instead=other, workers=workers)
    except ValueError as error:
        raise Complaint(str(error)) from error


def _tell_counterfactual(asked: Counterfactual) -> None:
    from sim.cli.console.tables import print_table, whatif_table
    from sim.cli.verbs.questions.bands import tell_kept

    print_table(whatif_table(asked))
    say(count_said(asked.conditioned))
    say(f"{len(asked.changed):,} of {len(asked.runs):,} runs end otherwise; {_parting(asked)}")
    if asked.conditioned.given.condition:
        say(OF_MATCHING)
    else:
        tell_kept(asked.conditioned.ensemble)


def _parting(asked: Counterfactual) -> str:
    parting = asked.parting()
    if parting["anything_by"] is None:
        return "nothing on record differs in any of them"
    if not parting["quantiles"]:
        return "numbers on record differ, and no decision does"
    days = {part["share"]: part["date"] for part in parting["quantiles"]}
    never = f", and {parting['never']:,} never part" if parting["never"] else ""
    first = ", ".join(f"{_decision(asked, one['decision'])} ({one['runs']:,})" for one in parting["decisions"][:3])
    return (f"paths part from {days[0.0]} on, half of those that part by {days[0.5]}, all by {days[1.0]}{never}.\n"
            f"The first decision that differs is most often: {first}")  # fmt: skip


def _decision(asked: Counterfactual, name: str) -> str:
    """Say which decision it is that differs first."""
    from sim.scenario.format.columns import columns_of
    from sim.views.columns import label_of_column

    scenario = asked.comparison.before.scenario
    words = {"stage": "in which stage it stands", "consent": "whether all parties accept the text on the table"}
    return label_of_column(scenario, name) if name in columns_of(scenario) else words.get(name, name)


def _tell_stories(asked: Counterfactual, number: int) -> None:
    from sim.cli.console.tables import beside_table, print_table
    from sim.views.story.side_by_side import side_by_side

    before, after = asked.stories(number)
    comparison = asked.comparison
    told = side_by_side((before, comparison.before.scenario), (after, comparison.after.scenario))
    print_table(beside_table(told, number))
