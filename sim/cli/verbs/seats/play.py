"""The verb that plays one run in which people and programs decide for some of the actors."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from sim.cli.console.options import MOST_RUNS, Overwrite, Seed, Settings, read_with_warnings, seed_of
from sim.cli.console.say import Complaint, say, say_problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.scenario.format.scenario import Scenario
    from sim.seats.players import Player
    from sim.seats.transcript import Game, Transcript

__all__ = ["play"]

KINDS = "human, model, a transcript ending in .jsonl, the command of a program in quotes, or its ws:// address"
INTERRUPTED = 130


def play(
    context: typer.Context,
    scenario: Annotated[
        Path | None,
        typer.Argument(metavar="[SCENARIO]", help="A scenario file; not with --resume.", show_default=False),
    ] = None,
    seats: Annotated[
        list[str], typer.Option("--seat", metavar="ACTOR=WHO", help=f"Who decides for an actor: {KINDS}.")
    ] = [],  # noqa: B006 - typer copies it
    number: Annotated[int, typer.Option("--run", min=0, max=MOST_RUNS - 1, help="Which run to play.")] = 0,
    seed: Seed = "0",
    settings: Settings = [],  # noqa: B006 - typer copies it
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the game is written down.")] = Path(
        "game.jsonl"
    ),
    resume: Annotated[
        Path | None, typer.Option("--resume", metavar="FILE", help="Go on with a game that was stopped.")
    ] = None,
    seconds: Annotated[
        float, typer.Option("--seconds", min=0.1, max=3600, help="How long a program may take for an answer.")
    ] = 10.0,
    overwrite: Overwrite = False,
) -> None:
    """Play one run in which people or programs decide for some actors; all else is the model, with the same luck."""
    from sim.seats.conversation import Conversation, NotStarted
    from sim.seats.transcript import NoTranscript

    try:
        if resume is not None:
            if scenario is not None or settings:
                raise Complaint("--resume: the scenario is in the file, so none is named beside it")
            _see_that_nothing_is_begun(context)
            _go_on(resume, _sorted_seats(seats), seconds)
            return
        if scenario is None:
            raise Complaint("no scenario is named; `sim play SCENARIO --seat ACTOR=human` plays one")
        asked = read_with_warnings(scenario, settings)
        _begin(asked, _sorted_seats(seats), number, seed_of(seed), out, overwrite, seconds)
    except (NoTranscript, NotStarted) as fault:
        raise Complaint(str(fault)) from fault
    finally:
        Conversation.leave_all()


def _see_that_nothing_is_begun(context: typer.Context) -> None:
    """Refuse beside --resume what only a new game can be told, rather than pass it over."""
    for name, option in (("number", "--run"), ("seed", "--seed"), ("out", "--out"), ("overwrite", "--overwrite")):
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            raise Complaint(f"--resume: the game goes on as it began, in its own file; {option} begins another")


def _sorted_seats(seats: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for given in seats:
        name, equals, who = given.partition("=")
        if not equals or not who.strip():
            raise Complaint(f"--seat: {given!r} does not say who sits there; allowed: ACTOR=WHO, WHO being {KINDS}")
        if name in found:
            raise Complaint(f"--seat: {name} is given twice")
        found[name] = who.strip()
    return found


def _see_actors(seats: Mapping[str, str], scenario: Scenario) -> None:
    import difflib

    for name in seats:
        if name not in scenario.actors:
            near = difflib.get_close_matches(name, scenario.actors, 1)
            raise Complaint(f"--seat: no actor is called {name!r}{f'; nearest: {near[0]}' if near else ''}; "
                            f"there are: {', '.join(scenario.actors)}")  # fmt: skip


def _begin(
    scenario: Scenario, seats: Mapping[str, str], run: int, seed: int, out: Path, overwrite: bool, seconds: float
) -> None:
    from sim.seats.transcript import Transcript

    if not seats:
        raise Complaint(f"nobody is seated; --seat ACTOR=WHO, where ACTOR is one of {', '.join(scenario.actors)}")
    _see_actors(seats, scenario)
    players = {name: _player(name, who, scenario, seed, run, seconds) for name, who in seats.items()}
    with _writing(out, overwrite) as file:
        _play(scenario, players, run, seed, Transcript(file), out)


@contextlib.contextmanager
def _writing(out: Path, overwrite: bool) -> Iterator[IO[bytes]]:
    if not out.parent.is_dir():
        raise Complaint(f"{out}: there is no folder {out.parent}")
    if out.exists() and not out.is_file():
        raise Complaint(f"{out}: is no file; --out names one")
    try:
        file = out.open("ab" if overwrite else "xb")
    except FileExistsError:
        raise Complaint(
            f"{out}: is there already; --resume {out} goes on with a game, --out names another file, "
            "--overwrite begins anew"
        ) from None
    with file:
        _alone(file, out)
        file.truncate(0)
        yield file


def _alone(file: IO[bytes], path: Path) -> None:
    """See that nobody else writes the game down as long as the file is open, where the system can tell."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Complaint(f"{path}: this game is being played elsewhere; it goes on there") from None
    except OSError:
        return  # a file system without locks


def _go_on(path: Path, seats: Mapping[str, str], seconds: float) -> None:
    from sim.seats.transcript import Transcript, read_game

    if read_game(path).is_over:
        raise Complaint(f"{path}: this game was played to its end; sim debrief {path} looks back at it")
    with path.open("r+b") as file:
        _alone(file, path)
        game = read_game(path)  # as it stands now that nobody else goes on with it
        _see_actors(seats, game.scenario)
        players = {name: _again(name, kind, seats, game, path, seconds) for name, kind in game.seats.items()}
        file.truncate(sum(map(len, game.lines)))  # the rest is a line that was cut off
        file.seek(0, os.SEEK_END)
        _play(game.scenario, players, game.run, game.seed, Transcript(file, game.lines), path)


def _again(name: str, kind: str, seats: Mapping[str, str], game: Game, path: Path, seconds: float) -> Player:
    """Seat whoever sat there before; a program has to be named again, since no command is written down."""
    if unknown := set(seats) - set(game.seats):
        raise Complaint(f"--seat: nobody sat for {', '.join(sorted(unknown))} when this game began")
    who = seats.get(name, kind)
    if who == "program":
        raise Complaint(f"--seat: a program played {name}; --seat {name}=COMMAND or its ws:// address seats it again")
    player = _player(name, who, game.scenario, game.seed, game.run, seconds)
    if player.kind != kind:
        raise Complaint(f"--seat: {name} was played by {kind} when {path} began, not by {player.kind}")
    return player


def _player(name: str, who: str, scenario: Scenario, seed: int, run: int, seconds: float) -> Player:
    from sim.cli.console.person import Person
    from sim.seats.players import ModelPlayer, TranscriptPlayer
    from sim.seats.programs import ProgramPlayer
    from sim.seats.sockets import SocketPlayer, is_address
    from sim.seats.transcript import NoTranscript, read_game

    if who == "human":
        return Person(name, scenario)
    if who == "model":
        return ModelPlayer()
    if is_address(who):
        return SocketPlayer(who, list(scenario.issues), seconds)
    if not who.endswith(".jsonl") or (" " in who and not Path(who).is_file()):
        _see_word(name, who)
        return ProgramPlayer(who, list(scenario.issues), seconds)
    game = read_game(Path(who))
    if (game.scenario.hash, game.seed, game.run) != (scenario.hash, seed, run):
        raise NoTranscript(
            f"{who}: is of scenario {game.scenario.hash}, seed {game.seed}, run {game.run}; "
            f"this game is of scenario {scenario.hash}, seed {seed}, run {run}"
        )
    if name not in game.seats:
        raise NoTranscript(f"{who}: nobody sat for {name} there; seats: {', '.join(game.seats)}")
    return TranscriptPlayer(game.seats[name], game.answers(name), list(scenario.issues))


def _see_word(name: str, who: str) -> None:
    """Refuse a word that was meant, unless a program is called so."""
    import difflib
    import shutil

    near = difflib.get_close_matches(who.lower(), ("human", "model"), 1, 0.75)
    if near and shutil.which(who) is None:
        raise Complaint(f"--seat: nobody is called {who!r}; nearest: {name}={near[0]}; allowed: {KINDS}")


def _play(
    scenario: Scenario, players: Mapping[str, Player], run: int, seed: int, transcript: Transcript, path: Path
) -> None:
    from sim.cli.console.person import Left
    from sim.seats.play import play as played
    from sim.seats.programs import ProgramPlayer

    try:
        game = played(scenario, players, run=run, seed=seed, transcript=transcript)
    except (Left, KeyboardInterrupt) as left:
        say_problem(f"stopped; sim play --resume {path} goes on from here")
        raise typer.Exit(INTERRUPTED if isinstance(left, KeyboardInterrupt) else 0) from None
    row = {name: game.row.column(name)[0].as_py() for name in ("outcome", "ended_on")}
    say(f"{scenario.outcome_labels[row['outcome']]}, {row['ended_on']}: run {run}, seed {seed}, played, "
        "and so no share of anything")  # fmt: skip
    for name, player in players.items():
        reasons = [one.answered.why for one in game.decisions if one.question.actor == name]
        _say_answers(name, player.kind, reasons)
        if any(reasons) and isinstance(player, ProgramPlayer) and player.last_line:
            say(f"  its last line on standard error: {player.last_line}")
    say(f"the game: {path.resolve()}; sim debrief {path} tells what would have been")


def _say_answers(name: str, kind: str, reasons: Sequence[str]) -> None:
    """Say how many questions somebody answered, and why the model answered others."""
    own = [why for why in reasons if not why]
    say(f"{name}: {kind}, {len(reasons)} questions, {len(own)} answered")
    for why in dict.fromkeys(why for why in reasons if why):
        say(f"  {reasons.count(why)} by the model: {why}")
