"""The verbs about scenario files: check, show, new, schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console.options import Json, ScenarioFile, Settings
from sim.cli.console.say import Complaint, none_called, say, say_faults, say_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.scenario.faults import Fault
    from sim.scenario.format.scenario import Scenario
    from sim.scenario.reader import Reading

__all__ = ["check", "new", "schema", "show"]


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Scenario files.", show_default=False)],
    settings: Settings = [],  # noqa: B006 - typer copies it
    strict: Annotated[bool, typer.Option("--strict", help="Also name and count values without a source.")] = False,
    as_json: Json = False,
) -> None:
    """Tell all that is wrong with scenario files, each with its file and line."""
    from sim.scenario.faults import ScenarioFault, plural
    from sim.scenario.origins import sourcing
    from sim.scenario.reader import reading

    told = []
    for file in files:
        behind = None
        try:
            read = reading(file, settings)
        except ScenarioFault as trouble:
            faults, scenario = list(trouble.faults), None
        else:
            faults, scenario = [*read.warnings, *_faults_of_blocks(read)], read.scenario
            if any(not fault.warning for fault in faults):
                scenario = None
            if strict:
                behind = sourcing(read)
                faults += behind.left
        told.append({"file": str(file), "sound": scenario is not None, "hash": scenario.hash if scenario else None,
                     "faults": [fault.as_data() for fault in faults]})  # fmt: skip
        if as_json:
            continue
        say_faults(faults)
        errors = sum(not fault.warning for fault in faults)
        if scenario is None:
            say(f"{file}: {plural(errors, 'fault')}")
        else:
            warned = f", {plural(len(faults), 'warning')}" if faults else ""
            say(f"{file}: sound, scenario {scenario.hash}{warned}")
        if behind is not None:
            say(f"{file}: {behind}")
    if as_json:
        say_json({"files": told})
    if not all(one["sound"] for one in told):
        raise typer.Exit(1)


def _faults_of_blocks(read: Reading) -> list[Fault]:
    """Tell what is wrong with what a scenario's choices of rules set, and its levers."""
    from sim.questions.bands import under_each_rule
    from sim.questions.worlds import under_each_lever
    from sim.scenario.faults import ScenarioFault

    faults: list[Fault] = []
    for tried in (under_each_rule, under_each_lever):
        try:
            tried(read.scenario, read.root)
        except ScenarioFault as trouble:
            faults += trouble.faults
    return faults


def show(
    scenario: ScenarioFile,
    settings: Settings = [],  # noqa: B006 - typer copies it
    origin: Annotated[bool, typer.Option("--origin", help="Say beside each value where it comes from.")] = False,
    as_json: Json = False,
) -> None:
    """Print the scenario as it stands after `extends`, `set:` and --set, and the order of play.

    What is printed is a scenario file itself, and reads again as the same scenario.
    """
    from sim.scenario.reader import reading

    read = reading(scenario, settings)
    if as_json:
        say_json({"hash": read.scenario.hash, "scenario": read.scenario.plain(), "origins": dict(read.origins),
                  "warnings": [fault.as_data() for fault in read.warnings]})  # fmt: skip
        return
    say_faults(read.warnings)
    for line in _shown(read, origin):
        say(line)


def _shown(read: Reading, origin: bool) -> Iterator[str]:
    from sim.scenario.origins import written_with_origins
    from sim.scenario.reader import written

    yield f"# scenario {read.scenario.hash}"
    yield from (f"# {row}".rstrip() for row in order_of_play(read.scenario))
    yield (written_with_origins(read) if origin else written(read.scenario)).rstrip("\n")


def order_of_play(scenario: Scenario) -> Iterator[str]:
    """Return the order of play as lines of a table."""
    yield "Each week: events happen, then stages act in this order, each on the runs that stand in it"
    rows = [("stage", "kind", "opens", "leads to")]
    for stage in scenario.process:
        leads = ", ".join(f"{result}: {stage.onward(result).to}" for result in stage.results)
        beside = "beside others" if stage.stands_beside else str(stage.first_day or "at once")
        rows.append((stage.name, stage.kind, beside, leads))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        yield "  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, (*widths, 0), strict=True))


STARTERS = {
    "talks": "starter.yaml", "council": "starter_council.yaml", "ratification": "starter_ratification.yaml",
    "multiparty": "starter_multiparty.yaml",
}  # fmt: skip
"""The commented files that one may begin with: two parties and a mediator, a council with a veto, two leaders whose
agreement must pass at home, four of whom three are enough."""


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.", show_default=False)],
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help=f"One of {', '.join(STARTERS)}.")] = "talks",
) -> None:
    """Write a commented scenario to start from: two parties and a mediator, or another kind of process."""
    from importlib.resources import files

    if kind not in STARTERS:
        raise none_called(f"--kind: there is nothing to start from for {kind!r}", kind, STARTERS)
    starter = files("sim.data").joinpath(STARTERS[kind]).read_text(encoding="utf-8")
    try:
        with file.open("x", encoding="utf-8", newline="\n") as target:
            target.write(starter)
    except FileExistsError:
        raise Complaint(f"{file}: this exists already and is left as it is; name another file") from None
    say(f"{file}: written; `sim check {file}` checks it, `sim run {file}` runs it")


def schema() -> None:
    """Print the format as JSON Schema, for completion and checking in editors."""
    from sim.scenario.format.json_schema import json_schema

    say_json(json_schema())
