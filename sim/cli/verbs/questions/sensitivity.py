"""The verb that weighs the numbers drawn: which of them move an outcome, and how far."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console.options import (
    MOST_RUNS,
    Asked,
    FigureFile,
    Json,
    Overwrite,
    Seed,
    Settings,
    Workers,
    ensemble_of,
    noted,
    read_with_warnings,
    seed_of,
    write_to,
)
from sim.cli.console.say import Complaint, say, say_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.questions.sensitivity.by_design import Indices
    from sim.questions.sensitivity.from_runs import Sensitivity
    from sim.questions.sensitivity.moved import Moved
    from sim.runs.intervals import Interval
    from sim.scenario.format.scenario import Scenario

__all__ = ["sensitivity"]

USUAL, USUAL_EACH = 10_000, 128
"""Runs where nobody says how many: all that are played, and those in which each number is set low and high."""


def sensitivity(
    scenario: Asked,
    outcome: Annotated[
        str | None, typer.Option("--outcome", metavar="NAME", help="An outcome, or a numeric column of the results.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Group numbers by: number, actor or kind.")] = "number",
    design: Annotated[
        int | None,
        typer.Option("--design", metavar="POINTS", help="Make runs for the purpose: Sobol indices, a power of 2."),
    ] = None,
    each: Annotated[
        bool, typer.Option("--each", help="Set every number low and high in the same runs, one by one.")
    ] = False,
    runs: Annotated[
        int | None,
        typer.Option(
            "--runs", "-n", min=1, max=MOST_RUNS, callback=noted, help="How many runs: 10,000, or 128 with --each."
        ),
    ] = None,
    seed: Seed = "0",
    workers: Workers = 1,
    settings: Settings = [],  # noqa: B006 - typer copies it
    top: Annotated[int, typer.Option("--top", min=1, help="How many to print.")] = 15,
    figure: FigureFile = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Tell which of the numbers drawn move an outcome, and how far."""
    from sim.questions.sensitivity.by_design import MissingLibrary
    from sim.questions.sensitivity.groups import GROUPINGS

    if by not in GROUPINGS:
        raise Complaint(f"--by: numbers cannot be grouped by {by!r}; allowed: {', '.join(GROUPINGS)}")
    try:
        if each:
            if outcome is not None or design is not None or figure is not None:
                raise Complaint(
                    "--each looks at all outcomes, dates and payoffs: leave out --outcome, --design, --figure"
                )
            _each(scenario, by, runs or USUAL_EACH, seed_of(seed), workers, settings, top, as_json)
        elif design is None:
            _from_runs(scenario, outcome, by, runs or USUAL, seed_of(seed), workers, settings, top, figure,
                       overwrite, as_json)  # fmt: skip
        else:
            _by_design(scenario, outcome, by, design, seed_of(seed), workers, settings, top, figure, overwrite,
                       as_json)  # fmt: skip
    except (ValueError, MissingLibrary) as error:
        raise Complaint(str(error)) from error


def _from_runs(
    path: Path, outcome: str | None, by: str, runs: int, seed: int, workers: int, settings: list[str], top: int,
    figure: Path | None, overwrite: bool, as_json: bool,
) -> None:  # fmt: skip
    from sim.questions.sensitivity.from_runs import sensitivity as ask

    ensemble = ensemble_of(path, runs, seed, workers, settings)
    found = ask(ensemble, outcome or _most_open(ensemble.outcomes()))
    if figure is not None:
        from sim.views.figures.of_questions.tornado import draw_tornado

        rests_on = _rests_on(ensemble.seed, ensemble.scenario)
        write_to(draw_tornado(found, ensemble.scenario, rests_on=rests_on), figure, overwrite)
    if as_json:
        say_json({**found.summary(), "seed": str(ensemble.seed), "scenario_hash": ensemble.scenario.hash})
        return
    _tell_effects(found, by, top)


def _rests_on(seed: int, scenario: Scenario) -> str:
    """Say for a caption which scenario was drawn with which seed."""
    return f"seed {seed} · scenario {scenario.hash} · "


def _most_open(outcomes: dict[str, Interval]) -> str:
    """Name the outcome whose share is nearest to a half: there is most to explain."""
    return min(outcomes, key=lambda name: abs(outcomes[name].share - 0.5))


def _tell_effects(found: Sensitivity, by: str, top: int) -> None:
    from sim.cli.console.tables import data_table, print_table

    title = f"What moves {found.output}"
    if by == "number":
        rows = [
            (part.path.removeprefix("actors."), f"{part.first:.3f}", f"{part.low:.3f} to {part.high:.3f}",
             "" if part.total is None else f"{part.total:.3f}", f"{part.pawn:.3f}",
             f"{part.at_low:.3g} to {part.at_high:.3g}")
            for part in found.effects[:top]
        ]  # fmt: skip
        columns = ("Number", "First order", "95 %", "Total, at least", "PAWN", "Lowest fifth to highest")
        print_table(data_table(title, columns, rows))
    else:
        sums = [(name, f"{value:.3f}") for name, value in list(found.groups(by).items())[:top]]
        print_table(data_table(title, ("Group", "Sum of first order"), sums))
    whole, half = found.sum_of_first
    say(f"{found.runs:,} runs; a number with no say has a PAWN index of up to {found.pawn_by_chance:.3f}; "
        f"first-order indices sum to {whole:.2f} ± {half:.2f}")  # fmt: skip
    if found.dependent:
        say(
            f"{len(found.dependent)} numbers are drawn together, from {found.dependent[0]} on. What one explains\n"
            "others explain too: first-order indices overlap and are not in the sum; PAWN holds for all."
        )
        _tell_shared(found)


def _tell_shared(found: Sensitivity) -> None:
    """Print what the numbers that are drawn together explain, shared out among them."""
    from sim.cli.console.tables import data_table, print_table

    rows = [(part.path, f"{part.effect:.3f}", f"{part.low:.3f} to {part.high:.3f}") for part in found.shared]
    print_table(data_table("Shared out among those drawn together", ("Number", "Shapley effect", "95 %"), rows))
    whole = sum(part.effect for part in found.shared)
    say(f"together they explain {whole:.3f} of the variance, as far as that is linear in their normal scores;\n"
        "each gets what it adds to those before it, on the mean over all orders.")  # fmt: skip


def _each(
    path: Path, by: str, runs: int, seed: int, workers: int, settings: list[str], top: int, as_json: bool
) -> None:
    from sim.questions.sensitivity.each import each_number, notes_of
    from sim.questions.sensitivity.moved import groups_of, share_dead
    from sim.questions.sensitivity.pairs import HIGH, LOW

    if path.is_dir():
        raise Complaint("--each: numbers are moved in runs made for the purpose; name a scenario file, not a folder")
    scenario = read_with_warnings(path, settings)
    found = each_number(scenario, runs, seed, workers=workers, on_numbers=_each_progress)
    notes = notes_of(scenario)
    if as_json:
        say_json({
            "title": scenario.title, "scenario_hash": scenario.hash, "seed": str(seed), "runs": runs,
            "low": LOW, "high": HIGH, "afterwards": sum(one.afterwards for one in found),
            "dead": sum(one.dead for one in found), "share_dead": share_dead(found),
            "numbers": [one.summary(notes.get(one.path)) for one in found],
            "by": by, "groups": [] if by == "number" else [group.summary() for group in groups_of(found, by)],
        })  # fmt: skip
        return
    _tell_each(found, by, top, scenario, notes)
    say(f"{runs:,} runs, seed {seed}, scenario {scenario.hash}; low and high: "
        f"the quantiles {LOW:g} and {HIGH:g}; payoff: of the actor named, whom it moves most")  # fmt: skip


def _tell_each(found: Sequence[Moved], by: str, top: int, scenario: Scenario, notes: dict[str, str]) -> None:
    from sim.cli.console.tables import data_table, print_table
    from sim.questions.sensitivity.moved import what_follows

    if not found:
        say("no number of this scenario is drawn")
        return
    follows = what_follows(scenario)
    left_out = [*([] if follows.recognitions else ["Recognitions", "by"]), *([] if follows.ground else ["Ground"])]
    table = [
        {name: cell for name, cell in row.items() if name not in left_out} for row in _rows_of_each(found, by, top)
    ]
    most = "" if by == "number" else ": the most that one number moves"
    print_table(data_table(f"{scenario.title}: what moves what{most}", tuple(table[0]),
                           [tuple(row.values()) for row in table]))  # fmt: skip
    _tell_dead(found, by, top, scenario, notes)


def _rows_of_each(found: Sequence[Moved], by: str, top: int) -> list[dict[str, object]]:
    """Lay out what each number, or each group, moves, cell by cell."""
    from sim.questions.sensitivity.moved import groups_of

    if by == "number":
        return [
            {"Number": one.path.removeprefix("actors."), "Outcome": _share(one.outcome),
             "Weeks": f"{one.date:.1f}", "Recognitions": _share(one.recognitions or 0.0),
             "by": f"{one.recognitions_by or 0.0:.1f}", "Ground": _share(one.ground or 0.0),
             "Payoff": f"{one.payoff:.3f}", "of": one.actor} for one in found[:top]
        ]  # fmt: skip
    return [
        {by.capitalize(): group.name, "Numbers": group.numbers, "Dead": group.dead, "Outcome": _share(group.outcome),
         "Weeks": f"{group.date:.1f}", "Recognitions": _share(group.recognitions or 0.0),
         "Ground": _share(group.ground or 0.0), "Payoff": f"{group.payoff:.3f}"}
        for group in groups_of(found, by)[:top]
    ]  # fmt: skip


def _share(share: float) -> str:
    return f"{100 * share:.1f} %"


def _tell_dead(found: Sequence[Moved], by: str, top: int, scenario: Scenario, notes: dict[str, str]) -> None:
    """Tell how many numbers are dead, and of each why."""
    from sim.questions.sensitivity.moved import share_dead

    dead = [one for one in found if one.dead]
    nothing, facts = sum(not one.columns for one in dead), sum(bool(one.facts) for one in dead)
    afterwards = sum(one.afterwards for one in found)
    if afterwards:
        say(f"only once it is decided act {afterwards} of {len(found)} numbers")
    judged = (
        f"{facts} of them move what a fact of the record is held against, "
        if scenario.record and scenario.record.facts
        else ""
    )
    say(f"{len(dead)} of {len(found)} numbers ({100 * share_dead(found):.0f} %) move no outcome, no date and nothing "
        f"that follows in any run; {judged}{nothing} of them nothing at all that results keep")  # fmt: skip
    if by == "number":
        for one in dead[:top]:
            note = notes.get(one.path)
            say(f"  {one.path}: {one.reason}" + (f" ({note})" if note else ""))
        if len(dead) > top:
            say(f"  and {len(dead) - top} more: --top {len(dead)} names them all")


def _each_progress(done: int, numbers: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {numbers} numbers", end="\n" if done == numbers else "", file=sys.stderr)


def _by_design(
    path: Path, outcome: str | None, by: str, points: int, seed: int, workers: int, settings: list[str], top: int,
    figure: Path | None, overwrite: bool, as_json: bool,
) -> None:  # fmt: skip
    from sim.questions.sensitivity.by_design import by_design
    from sim.questions.sensitivity.groups import drawn_together

    if path.is_dir():
        raise Complaint("--design: runs made for the purpose need a scenario file, not a results folder")
    scenario = read_with_warnings(path, settings)
    named = outcome or (scenario.record.outcome if scenario.record else None)
    if named is None:
        raise ValueError("name what is to be explained with --outcome")
    (found,) = by_design(scenario, [named], by=by, points=points, seed=seed, workers=workers, on_group=_progress)
    if figure is not None:
        from sim.views.figures.of_questions.tornado import draw_indices

        write_to(draw_indices(found, scenario, _rests_on(seed, scenario)), figure, overwrite)
    if as_json:
        say_json({**found.summary(), "seed": str(seed), "scenario_hash": scenario.hash, "by": by})
        return
    _tell_indices(found, top, len(drawn_together(scenario)))


def _progress(done: int, plans: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {plans} sets of runs", end="\n" if done == plans else "", file=sys.stderr)


def _tell_indices(found: Indices, top: int, together: int) -> None:
    from sim.cli.console.tables import data_table, print_table

    rows = [
        (part.group, f"{part.first:.3f}", f"{part.first_low:.3f} to {part.first_high:.3f}", f"{part.total:.3f}",
         f"{part.total_low:.3f} to {part.total_high:.3f}")
        for part in found.indices[:top]
    ]  # fmt: skip
    columns = ("Group", "First order", "95 %", "Total", "95 %")
    print_table(data_table(f"What moves {found.output}, by design", columns, rows))
    say(f"{found.runs:,} runs: {found.points:,} points for each group, and twice by themselves")
    if together:
        say(
            f"{together} numbers are drawn together: what is varied is what each adds to those before it in the\n"
            "file, so that an index of one hangs on that order; not of a group with all of them: --by actor."
        )
