"""The verb that says how sure one may be of each share: luck, coding and rules apart."""

from __future__ import annotations

import sys
from textwrap import wrap
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
    seed_of,
    write_to,
)
from sim.cli.console.say import say, say_faults, say_json

if TYPE_CHECKING:
    from sim.questions.bands import Bands
    from sim.runs.ensemble import Ensemble

__all__ = ["bands", "kept_summary", "tell_bands", "tell_kept"]

WIDTH = 108
"""Letters of a line below the table."""


def bands(
    scenario: ScenarioFile,
    pairs: Annotated[
        int, typer.Option("--pairs", min=2, help="Pairs of runs with the same numbers, under each choice of rules.")
    ] = 2_048,
    seed: Seed = "0",
    workers: Workers = 1,
    settings: Settings = [],  # noqa: B006 - typer copies it
    figure: FigureFile = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Tell how sure one may be of each share: what luck does, what the coded numbers do, and what the rules do."""
    from sim.questions.bands import bands as ask
    from sim.scenario.reader import reading

    read, number = reading(scenario, settings), seed_of(seed)
    say_faults(read.warnings)
    found = ask(read.scenario, pairs, seed=number, workers=workers, on_rules=_progress, root=read.root)
    if figure is not None:
        from sim.views.figures.of_questions.bands import draw_bands

        write_to(draw_bands(found), figure, overwrite)
    if as_json:
        say_json({**found.summary(), "seed": str(number)})
        return
    tell_bands(found)


def _progress(done: int, choices: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {choices} choices of rules", end="\n" if done == choices else "", file=sys.stderr)


def tell_bands(found: Bands) -> None:
    """Print the three bands of each outcome."""
    from sim.cli.console.tables import data_table, print_table, share_text
    from sim.views.band_words import HOW_SURE, band_words, faintest

    labels, rows, words = found.labels_of_outcomes(), [], band_words(found)
    for band in found.bands:
        share, luck = share_text(*band.share)
        parts = [f"{100 * part:.0f} %" for part in band.parts] if band.parts else ["-", "-", "-"]
        rows.append((labels[band.outcome], share, luck, *words[band.outcome][:2], *parts))
    columns = ("Outcome", "Share", "Luck", "Coding", "Rules", "Part of luck", "of coding", "of rules")
    print_table(data_table(found.scenario.title, columns, rows))
    last = "Last: what part of each outcome's variance, over all choices by weight, comes from where."
    say("\n".join(wrap(f"{HOW_SURE} {faintest(found.pairs)} {last}", WIDTH)))
    choices = len(found.labels)
    said = "one set of rules, the file declares no others" if choices == 1 else f"{choices} choices of rules"
    say(f"{found.pairs:,} pairs of runs, {said}, seed {found.seed}, scenario {found.scenario.hash}")


def tell_kept(*ensembles: Ensemble) -> None:
    """Print the bands that the folders of some ensembles keep; of the others, that their intervals are luck alone."""
    from sim.questions.rule_sets.kept import kept_bands
    from sim.views.band_words import LUCK_ALONE

    found = {(one.scenario.hash, one.seed): (one.scenario.title, kept_bands(one)) for one in ensembles}
    if all(bands is None for _, bands in found.values()):
        say(LUCK_ALONE)
        return
    for title, bands in found.values():
        if bands is None:
            say(f"{title}: {LUCK_ALONE}")
        else:
            tell_bands(bands)


def kept_summary(ensemble: Ensemble) -> dict[str, object] | None:
    """Return the bands that the folder of an ensemble keeps, as `--json` prints them; nothing where it keeps none."""
    from sim.questions.rule_sets.kept import kept_bands

    found = kept_bands(ensemble)
    return None if found is None else found.summary()
