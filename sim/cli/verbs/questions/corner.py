"""The verb that tells in which corner of the ranges an outcome is most at home."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console.options import (
    Asked,
    FigureFile,
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
from sim.cli.console.say import Complaint, say, say_json

if TYPE_CHECKING:
    from sim.questions.corner import Corner
    from sim.runs.ensemble import Ensemble

__all__ = ["corner"]


def corner(
    scenario: Asked,
    outcome: Annotated[
        str, typer.Option("--outcome", metavar="NAME", help="Which outcome.", show_default=False)
    ] = "",
    bounds: Annotated[int, typer.Option("--bounds", min=1, max=5, help="How many numbers are bounded at most.")] = 3,
    runs: Runs = 8_192,
    seed: Seed = "0",
    workers: Workers = 1,
    settings: Settings = [],  # noqa: B006 - typer copies it
    figure: FigureFile = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Tell within which bounds of the drawn numbers an outcome is most at home, in two or three lines."""
    from sim.questions.corner import corner as find

    ensemble = ensemble_of(scenario, runs, seed_of(seed), workers, settings)
    if not outcome:
        raise Complaint(f"--outcome: name one; there are: {', '.join(ensemble.scenario.outcome_labels)}")
    try:
        found = find(ensemble, outcome, bounds=bounds)
    except ValueError as error:
        raise Complaint(f"--outcome: {error}") from error
    if figure is not None:
        from sim.views.figures.of_questions.corner import draw_corner

        write_to(draw_corner(found), figure, overwrite)
    if as_json:
        say_json({**found.summary(), "seed": str(ensemble.seed)})
        return
    _tell_corner(found, ensemble)


def _tell_corner(found: Corner, ensemble: Ensemble) -> None:
    from sim.cli.console.tables import data_table, print_table, share_text
    from sim.views.labels import path_words

    label = ensemble.scenario.outcome_labels[found.outcome]
    base, between = share_text(*found.base)
    rests = f"{len(ensemble):,} runs, half to find it and half to judge it, seed {ensemble.seed}"
    if not found.bounds:
        say(f"{label}: no corner. No bound on a drawn number makes it more frequent than luck would ({base} of all "
            f"runs, {between}).\n{rests}")  # fmt: skip
        return
    rows = [
        (path_words(ensemble.scenario, one.path), _span(one.low, one.high), f"{100 * one.density_without:.0f} %",
         _chance(one.by_chance), f"{100 * one.returns:.0f} %")
        for one in found.bounds
    ]  # fmt: skip
    columns = ("Number", "Bound", "Share without it", "By chance", "Comes back")
    print_table(data_table(f"Where {label} is most at home", columns, rows))
    density, spread = share_text(*found.density)
    coverage, around = share_text(*found.coverage)
    say(f"Within these bounds {density} of the runs end so ({spread}), of all runs {base} ({between}).\n"
        f"They hold {coverage} of all runs that end so ({around}), and {100 * found.support:.0f} % of all runs.\n"
        "By chance: how often a bound that does nothing would seem as good. Comes back: in how many resamples the\n"
        "search bounds the same number on the same side.")  # fmt: skip
    if not found.holds:
        say(f"It does not hold: in the half that had no say in the bounds luck alone makes as much of it "
            f"({_chance(found.by_chance)}). Do not build on it.")  # fmt: skip
    say(rests)


def _span(low: float, high: float) -> str:
    if math.isinf(low):
        return f"{high:.3g} or less"
    return f"{low:.3g} or more" if math.isinf(high) else f"{low:.3g} to {high:.3g}"


def _chance(chance: float) -> str:
    return "under 0.001" if chance < 0.001 else f"{chance:.3f}"
