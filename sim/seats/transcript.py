"""A game as it is written down: every message to and from every seat, a line each, as it is sent.

It is the replay: what was answered is in it, and all else follows from the scenario, the seed and the run.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sim.chance.streams import seed_from
from sim.runs.folder.manifest import each_key_once
from sim.runs.play import MOST_RUNS
from sim.scenario.reader import read_text, written
from sim.scenario.text.file import bytes_of, parsed, text_of
from sim.seats.protocol import VERSION, Message, as_line
from sim.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.scenario.format.scenario import Scenario
    from sim.seats.play import Played

__all__ = ["Game", "NoTranscript", "Transcript", "game_of", "heading", "read_game"]


LARGEST_GAME = 64_000_000
"""Bytes that a transcript may have."""

KINDS = ("human", "program", "model")
"""Who may sit in a seat."""

ASKED: dict[str, dict[str, type]] = {
    "question": {"seat": str, "stage": str, "week": int, "kind": str},
    "answer": {"seat": str, "choice": object, "by": str},
}
"""What a message of a kind has, beside what only people and programs read."""

WORDS = {str: "text", int: "whole number"}


class NoTranscript(Exception):  # noqa: N818 - it says what the user has to know
    """A file is no transcript of a game, or of another game."""


@dataclass(frozen=True)
class Game:
    """A game that was written down, as far as it went."""

    scenario: Scenario
    seed: int
    run: int
    seats: dict[str, str]
    """Who sat where: "human", "program" or "model"."""
    lines: tuple[bytes, ...]
    """The whole lines of the file, the heading among them."""
    messages: tuple[Message, ...]
    """The same, read."""

    @property
    def is_over(self) -> bool:
        """Whether it was played to the end."""
        return self.messages[-1].get("type") == "end"

    def answers(self, seat: str) -> dict[tuple[object, ...], Message]:
        """Return what a seat answered: by stage, week, kind, and which of several such in a week, from 1."""
        found: dict[tuple[object, ...], Message] = {}
        asked: dict[tuple[object, ...], int] = {}
        about: tuple[object, ...] = ()
        for message in self.messages:
            if message.get("seat") != seat:
                continue
            if message["type"] == "question":
                about = (message["stage"], message["week"], message["kind"])
            elif message["type"] == "answer":
                asked[about] = asked.get(about, 0) + 1
                found[(*about, asked[about])] = message
        return found


def heading(scenario: Scenario, seed: int, run: int, seats: Mapping[str, str]) -> Message:
    """Return the first line of a transcript: what is played, whole, and by whom."""
    return {
        "type": "game", "protocol": VERSION, "sim": __version__, "played": True, "title": scenario.title,
        "scenario_hash": scenario.hash, "seed": str(seed), "run": run, "seats": dict(seats),
        "scenario": written(scenario),
    }  # fmt: skip


def read_game(path: Path) -> Game:
    """Read a transcript; a last line that was cut off as the game was killed is left out.

    Raises NoTranscript if it is none, ScenarioFault if there is no file that can be read.
    """
    content = bytes_of(path, "a transcript", LARGEST_GAME)
    return _read([line + b"\n" for line in content.split(b"\n")[:-1]], path)


def game_of(played: Played) -> Game:
    """Return a game that has just been played, as if it had been read."""
    return _read(list(played.lines), "the game")


def _read(lines: list[bytes], path: Path | str) -> Game:
    messages = [_message(line, f"{path}:{number}") for number, line in enumerate(lines, 1)]
    if not messages or messages[0]["type"] != "game":
        raise NoTranscript(f"{path}: is no transcript of a game, which begins with a message of type game")
    first = messages[0]
    if first.get("protocol") != VERSION:
        raise NoTranscript(f"{path}: has version {first.get('protocol')} of the protocol; allowed: {VERSION}")
    try:
        scenario = _scenario(str(first["scenario"]), f"{path}:1")
        known = (seed_from(str(first["seed"])), _run(first["run"]))
        seats = _seats(first["seats"], scenario)
    except (KeyError, ValueError) as error:
        raise NoTranscript(f"{path}:1: lacks what a game is made of: {error}") from error
    if scenario.hash != first.get("scenario_hash"):
        raise NoTranscript(f"{path}:1: the scenario in it is not the one that was played")
    return Game(scenario, *known, seats, tuple(lines), tuple(messages))


def _message(line: bytes, at: str) -> Message:
    """Read a line, with whatever is asked of its kind."""
    try:
        message = json.loads(line, object_pairs_hook=each_key_once)
    except (ValueError, RecursionError):
        raise NoTranscript(f"{at}: is no line of JSON, as every line of a transcript is") from None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise NoTranscript(f"{at}: is no message of a game")
    for name, kind in ASKED.get(message["type"], {}).items():
        if name not in message:
            raise NoTranscript(f"{at}: is a message of type {message['type']} without {name}")
        if not isinstance(message[name], kind):
            raise NoTranscript(f"{at}: {name} is {str(message[name])[:40]!r}, which is no {WORDS[kind]}")
    return message


def _scenario(text: str, at: str) -> Scenario:
    """Read the scenario, which is whole: whoever sends a game does not choose which files are read here."""
    root, _ = parsed(text_of(text.encode(errors="surrogatepass"), at), at)
    if isinstance(root.value, dict) and "extends" in root.value:
        raise ValueError("its scenario extends a file; allowed: a whole scenario")
    return read_text(text, at)


def _run(run: object) -> int:
    if isinstance(run, bool) or not isinstance(run, int) or not 0 <= run < MOST_RUNS:
        raise ValueError(f"run {str(run)[:40]!r} is no whole number from 0 to {MOST_RUNS - 1}")
    return run


def _seats(seats: object, scenario: Scenario) -> dict[str, str]:
    if not isinstance(seats, dict) or not seats:
        raise ValueError("nobody sits in a seat")
    for name, kind in seats.items():
        if name not in scenario.actors:
            raise ValueError(f"no actor is called {name[:40]!r}; there are: {', '.join(scenario.actors)}")
        if kind not in KINDS:
            raise ValueError(f"{name} is played by {str(kind)[:40]!r}; allowed: {', '.join(KINDS)}")
    return dict(seats)


class Transcript:
    """Writes a game down line by line; what has been written already is held against what is played."""

    def __init__(self, file: IO[bytes] | None = None, known: Sequence[bytes] = ()) -> None:
        self.file = file
        self.known = list(known)
        self.lines: list[bytes] = []

    def write(self, message: Mapping[str, object]) -> None:
        """Write a message down, on the disk before anything else happens.

        Raises NoTranscript if another one stands there already.
        """
        line = as_line(message)
        place = len(self.lines)
        self.lines.append(line)
        if place < len(self.known):
            if self.known[place] != line:
                raise NoTranscript(
                    f"line {place + 1} of the transcript is not what this version of the program plays: "
                    "it goes on with the version that began it"
                )
        elif self.file is not None:
            self.file.write(line)
            self.file.flush()
            os.fsync(self.file.fileno())

    def next_answer(self) -> Message | None:
        """Return the answer that stands next in what has been written already; None where the game stopped there."""
        place = len(self.lines)
        if place >= len(self.known):
            return None
        said = json.loads(self.known[place])
        assert isinstance(said, dict), "a line holds a message"
        return said
