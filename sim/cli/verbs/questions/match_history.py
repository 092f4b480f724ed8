"""The verb that tells which drawn numbers cannot have led to what was observed."""

from __future__ import annotations

import sys
from pathlib import Path
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
from sim.cli.console.say import Complaint, say, say_json

if TYPE_CHECKING:
    from sim.questions.history_matching import Matched

__all__ = ["match_history"]


def match_history(
    scenario: ScenarioFile,
    observed: Annotated[
        Path | None, typer.Option("--observed", metavar="FILE", help="What was observed of which columns, as YAML.")
    ] = None,
    points: Annotated[int, typer.Option("--points", min=2, max=1_000_000, help="Sets of drawn numbers.")] = 512,
    replicates: Annotated[int, typer.Option("--replicates", min=2, max=1_000, help="Runs of each set.")] = 4,
    seed: Seed = "0",
    workers: Workers = 1,
    settings: Settings = [],  # noqa: B006 - typer copies it
    top: Annotated[int, typer.Option("--top", min=1, help="How many of the numbers drawn to print.")] = 10,
    figure: FigureFile = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Tell which sets of the numbers drawn what was observed rules out, measure by measure (history matching)."""
    from sim.questions.history_matching import match_history as match
    from sim.questions.history_matching import observed_from

    if observed is None:
        raise Complaint("--observed: name the file that says what was observed, such as --observed seen.yaml")
    observed_from(observed)  # which says what is wrong before anything is played
    number = seed_of(seed)
    try:
        found = match(read_with_warnings(scenario, settings), observed, points, replicates=replicates, seed=number,
                      workers=workers, on_replicate=_progress)  # fmt: skip
    except ValueError as error:
        raise Complaint(str(error)) from error
    if figure is not None:
        from sim.views.figures.of_questions.history import draw_history

        write_to(draw_history(found), figure, overwrite)
    if as_json:
        say_json({**found.summary(), "seed": str(number)})
        return
    _tell_matched(found, top)


def _progress(done: int, replicates: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {replicates} runs of each set", end="\n" if done == replicates else "", file=sys.stderr)


def _tell_matched(found: Matched, top: int) -> None:
    from sim.cli.console.tables import data_table, print_table, share_text
    from sim.questions.history_matching import FEWEST_LEFT, RULED_OUT
    from sim.views.labels import path_words

    rows = [
        (one.column, f"{one.observed:.4g}", f"{one.mean:.4g}", f"{one.luck:.3g}", f"{one.deviation:.3g}",
         f"{one.least:.2f}", f"{one.middle:.2f}", share_text(*one.left)[0])
        for one in found.measures
    ]  # fmt: skip
    columns = ("Measure", "Observed", "Mean of runs", "Luck", "Deviation", "Implausibility, least", "median",
               "Not ruled out")  # fmt: skip
    print_table(data_table(found.title or found.scenario.title, columns, rows))
    share, interval = share_text(*found.left)
    say(f"{found.points:,} sets of numbers, {found.replicates} runs of each; not ruled out by any measure: {share} "
        f"({interval})\nImplausibility: how many deviations the mean of a set's runs lies from what was observed; "
        f"beyond {RULED_OUT:g} a set is ruled out.\nWhat is left is not thereby likely.")  # fmt: skip
    for one in found.measures:
        if one.silent:
            say(f"{one.column} says nothing in {100 * one.silent:.0f} % of the sets, and does not rule these out")
    left = found.where()
    if not left:
        say(f"fewer than {FEWEST_LEFT} sets are left, too few to say where they lie: more --points, or the model "
            "cannot come there")  # fmt: skip
    else:
        spans = [
            (path_words(found.scenario, one.path), f"{one.low:.3g} to {one.high:.3g}",
             f"{one.left_low:.3g} to {one.left_high:.3g}",
             f"{one.distance:.3f}{'*' if one.distance > one.by_chance else ' '}")
            for one in left[:top]
        ]  # fmt: skip
        heads = ("Number", "All sets (95 %)", "Not ruled out (95 %)", "Distance")
        print_table(data_table("Where the sets that are left lie", heads, spans))
        say("* farther from all sets than chance alone would bring in one of twenty such tables")
    say(f"seed {found.seed}, scenario {found.scenario.hash}")
