"""The verbs that bring scenarios from files of other programs, and take them there: import, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console.options import ScenarioFile, Settings, read_with_warnings
from sim.cli.console.say import Complaint, none_called, say, say_problem

if TYPE_CHECKING:
    from sim.scenario.format.scenario import Scenario

__all__ = ["export", "import_"]

EXACT = 1e-9
FORMS = ("genius", "gambit")


def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A table as CSV, or a domain of Genius as XML.", show_default=False)
    ],
    profiles: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PROFILE", help="With a domain: two, what each party wants.",
                       show_default=False),
    ] = None,
    within: Annotated[
        float,
        typer.Option("--within", min=0, max=1, help="How far utilities of Genius may be missed, from 0 to 1."),
    ] = EXACT,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the scenario to this new file.")
    ] = None,
) -> None:  # fmt: skip
    """Make a scenario of a table (actor, issue, position, salience, power; KTAB; Decide) or of a domain of Genius."""
    from sim.scenario.faults import plural
    from sim.scenario.reader import written

    scenario = _imported(file, profiles or [], within)
    text = written(scenario)
    if out is None:
        say(text, end="")
        return
    _write(out, text)
    parties = sum(actor.kind == "party" for actor in scenario.actors.values())
    said = f"{plural(parties, 'actor')} and {plural(len(scenario.issues), 'issue')}"
    say(f"{out}: written, {said}; `sim run {out}` runs it")


def _imported(file: Path, profiles: list[Path], within: float) -> Scenario:
    """Read whichever kind of file it is."""
    if len(profiles) == 1 and profiles[0].suffix.lower() in (".yaml", ".yml"):
        raise Complaint(
            f"{profiles[0]} is no profile of Genius (an .xml file); to write the scenario there: "
            f"sim import {file} --out {profiles[0]}"
        )
    if not profiles and file.suffix.lower() != ".xml":
        from sim.scenario.from_table import scenario_of_table

        return scenario_of_table(file)
    from sim.scenario.genius.importing import scenario_of_domain

    return scenario_of_domain(file, profiles, within=max(within, EXACT)).scenario


def export(
    scenario: ScenarioFile,
    form: Annotated[str, typer.Option("--as", metavar="FORM", help=f"One of {', '.join(FORMS)}.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="PATH", help="A new folder for Genius, a new file for Gambit (else printed)."),
    ] = None,
    settings: Settings = [],  # noqa: B006 - typer copies it
    parties: Annotated[
        str | None, typer.Option("--parties", metavar="A,B", help="Genius: the two parties, where there are more.")
    ] = None,
    values: Annotated[
        int | None,
        typer.Option("--values", min=2, max=500,
                     help="Genius: discrete issues with so many values; left out, issues are ranges."),
    ] = None,
    stage: Annotated[
        str | None, typer.Option("--stage", metavar="NAME", help="Gambit: the vote or ratification to begin with.")
    ] = None,
    text: Annotated[
        str | None, typer.Option("--text", metavar="NAME", help="Gambit: the named text that is voted on.")
    ] = None,
) -> None:  # fmt: skip
    """Write a scenario for another program: what two parties want for Genius, its votes as a game for Gambit."""
    if form not in FORMS:
        raise none_called(f"--as: nothing is written as {form!r}", form, FORMS)
    asked = read_with_warnings(scenario, settings)
    try:
        _for_gambit(asked, stage, text, out) if form == "gambit" else _for_genius(asked, parties, values, out)
    except ValueError as error:
        raise Complaint(str(error)) from error


def _for_gambit(scenario: Scenario, stage: str | None, text: str | None, out: Path | None) -> None:
    from sim.scenario.faults import plural
    from sim.theory.of_scenario.gambit import efg_of
    from sim.theory.of_scenario.votes_as_game import votes_as_game

    game = votes_as_game(scenario, stage, text)
    written = efg_of(game)
    if out is None:
        say(written, end="")
        return
    _write(out, written)
    ends = sum(line.startswith("t ") for line in written.splitlines())
    size = f"{plural(len(game.players), 'player')} and {plural(ends, 'end')}"
    say(f"{out}: written, {size}, beginning with {game.stage} on {game.text}")


def _for_genius(scenario: Scenario, parties: str | None, values: int | None, out: Path | None) -> None:
    from sim.theory.of_scenario.genius import genius_files, left_out

    if out is None:
        raise Complaint("--out: a domain of Genius is three files; name a new folder for them")
    two = _two_parties(scenario, parties)
    files = genius_files(scenario, (two[0], two[1]), values)
    _write_folder(out, files)
    say(f"{out}: written, {', '.join(files)}")
    for what in left_out(scenario, two):
        say_problem(f"left out: {what}")


def _two_parties(scenario: Scenario, asked: str | None) -> list[str]:
    """Return the two whose utilities are wanted."""
    there = scenario.parties
    two = [word.strip() for word in asked.split(",")] if asked is not None else there
    unknown = [name for name in two if name not in scenario.actors]
    if unknown or len(set(two)) != 2 or len(two) != 2:
        said = f"{unknown[0]!r} is no actor" if unknown else f"there are {len(two)} parties, and Genius knows two"
        raise Complaint(f"--parties: {said}; allowed: two of {', '.join(there or scenario.actors)}")
    return two


def _write(out: Path, text: str) -> None:
    """Write a new file, and leave alone what is there."""
    try:
        with out.open("x", encoding="utf-8", newline="\n") as target:
            target.write(text)
    except FileExistsError:
        raise Complaint(f"{out}: this exists already and is left as it is; name another file") from None


def _write_folder(out: Path, files: dict[str, str]) -> None:
    """Write a new folder, whole or not at all."""
    from tempfile import TemporaryDirectory

    if out.exists() or out.is_symlink():
        raise Complaint(f"{out}: this exists already and is left as it is; name a new folder")
    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as beside:
        made = Path(beside) / "made"
        made.mkdir()
        for name, text in files.items():
            (made / name).write_text(text, encoding="utf-8", newline="\n")
        made.rename(out)
