"""The verb that keeps the runs that match what is given."""

from __future__ import annotations

import sys
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console.options import (
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
    seed_of,
    write_to,
)
from sim.cli.console.say import Complaint, say, say_json, say_problem
from sim.cli.verbs.questions.bands import WIDTH

if TYPE_CHECKING:
    from sim.questions.condition import Conditioned
    from sim.questions.rule_sets.matching import MatchingRules
    from sim.runs.intervals import Interval

__all__ = ["OF_MATCHING", "condition", "count_said"]

RAREST_IN_PER_CENT = 0.001
"""A share below this is told as one in so many."""

OF_MATCHING = (
    "the intervals are about luck alone, of so many runs as the effective size says; what the coded numbers and the\n"
    "rules do to matching runs is not told, since the bands of all runs are not theirs: under other rules others\n"
    "match, and sim run --rules all --out DIR keeps the runs under each"
)
"""What is said below shares of runs that match."""


def condition(
    scenario: Asked,
    given: GivenFile = None,
    runs: Runs = 10_000,
    seed: Seed = "0",
    workers: Workers = 1,
    settings: Settings = [],  # noqa: B006 - typer copies it
    until: Annotated[
        int | None, typer.Option("--until", min=1, help="Play on with further runs until so many match.")
    ] = None,
    by_degrees: Annotated[
        bool | None,
        typer.Option("--by-degrees/--by-rejection", help="How to come to runs that match; left out, as few match."),
    ] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="Look at no more runs than this.")] = 1_000_000,
    top: Annotated[int, typer.Option("--top", min=1, help="How many of the numbers drawn to print.")] = 15,
    figure: FigureFile = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Keep the runs that match what is given, and tell what that says about the numbers drawn."""
    from sim.questions.condition import condition as keep
    from sim.questions.given import given_from
    from sim.questions.rule_sets.matching import matching_under_rules

    if given is None:
        raise Complaint("--given: name the file that says what a run must have, such as --given history.yaml")
    stated = given_from(given)
    ensemble = ensemble_of(scenario, runs, seed_of(seed), workers, settings)
    found = keep(ensemble, stated, until=until, most=most, workers=workers)
    if by_degrees or (by_degrees is None and until is None and _too_few(found)):
        found = _by_degrees(found)
    if figure is not None:
        from sim.views.figures.of_questions.posterior import draw_posterior

        write_to(draw_posterior(found), figure, overwrite)
    under = matching_under_rules(found)
    if as_json:
        rules = None if under is None else under.summary()
        say_json({**found.summary(), "seed": str(ensemble.seed), "rules": rules})
        return
    _tell_conditioned(found, under, top)


def _too_few(found: Conditioned) -> bool:
    """Tell whether so few runs match that one has to come to them by degrees."""
    from sim.questions.condition import ENOUGH
    from sim.questions.sequential import RARE

    return len(found) < min(ENOUGH, RARE * found.tried)


def _by_degrees(found: Conditioned) -> Conditioned:
    """Come to runs that match by degrees; where that leads nowhere, leave it at those that were found."""
    from sim.questions.sequential import sequential

    nearer = sequential(found.ensemble, found.given, on_degree=_progress)
    if len(nearer):
        return nearer
    say_problem(
        f"no run came near enough in {nearer.tried:,} that were played by degrees; what follows is by rejection"
    )
    return found


def _progress(degree: int, apart: float, taken: float) -> None:
    if sys.stderr.isatty():
        print(f"\rdegree {degree}: {apart:.3f} away", end="\n" if apart == 0 else "", file=sys.stderr)


def _tell_conditioned(found: Conditioned, under: MatchingRules | None, top: int) -> None:
    from sim.cli.console.tables import given_table, moved_table, print_table

    if len(found):
        print_table(given_table(found, under))
        print_table(moved_table(found, top))
        say("* farther from all runs than chance alone would bring in one of twenty such tables")
    say(count_said(found))
    if under is None:
        say(OF_MATCHING)
        return
    counts = ", ".join(f"{under.labels[name]}: {len(one):,} of {one.tried:,}" for name, one in under.chosen.items())
    said = ("The intervals are about luck alone, of so many runs as the effective size says. Rules: the lowest and "
            f"the highest share of those that match under any choice of rules, luck and all ({counts}). What the "
            "coded numbers do to matching runs is not told.")  # fmt: skip
    say("\n".join(wrap(said, WIDTH)))


def count_said(found: Conditioned) -> str:
    """Tell how many runs match, and whether these are enough."""
    from sim.cli.console.tables import share_text
    from sim.questions.condition import ENOUGH

    if found.by_degrees is not None:
        said = (f"sequential Monte Carlo (subset simulation): {len(found):,} runs that match, come to in "
                f"{found.by_degrees.degrees} degrees and {found.tried:,} runs, of {_rare(found.share)}; "
                f"effective size {found.effective_size:.0f}, seed {found.ensemble.seed}")  # fmt: skip
        return said if found.effective_size >= ENOUGH else f"{said}; fewer than {ENOUGH} say little"
    share, interval = share_text(*found.share)
    said = (f"rejection sampling: {len(found):,} of {found.tried:,} runs match, {share} ({interval}), effective size "
            f"{found.effective_size:.0f}, seed {found.ensemble.seed}")  # fmt: skip
    if len(found) >= ENOUGH:
        return said
    least = "" if len(found) else "at least "
    return (
        f"{said}; fewer than {ENOUGH} say little: {least}{found.runs_for_enough:,} runs would do, or --until {ENOUGH}"
    )


def _rare(share: Interval) -> str:
    """Say what share of all runs match; one that per cents do not show, as one in so many."""
    from sim.cli.console.tables import share_text

    if share.high >= RAREST_IN_PER_CENT or share.low <= 0:
        said, interval = share_text(*share)
        return f"{said} of all runs ({interval})"
    most, many, fewest = (f"{1 / part:,.0f}" for part in (share.low, share.share, share.high))
    return f"one in {many} of all runs (one in {fewest} to one in {most})"
