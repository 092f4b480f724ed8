"""A game as it is written down: every message to and from every seat, a line each, as it is sent.

It is the replay: what was answered is in it, and all else follows from the scenario, the seed and the run.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sim.scenario.reader import read_text, written
from sim.seats.protocol import VERSION, Message, as_line
from sim.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.scenario.format.scenario import Scenario
    from sim.seats.play import Played

__all__ = ["Game", "NoTranscript", "Transcript", "game_of", "heading", "read_game"]


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

    Raises NoTranscript if it is none, FileNotFoundError if there is no such file.
    """
    return _read([line + b"\n" for line in path.read_bytes().split(b"\n")[:-1]], path)


def game_of(played: Played) -> Game:
    """Return a game that has just been played, as if it had been read."""
    return _read(list(played.lines), "the game")


def _read(lines: list[bytes], path: Path | str) -> Game:
    messages: list[Message] = []
    for number, line in enumerate(lines, 1):
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            raise NoTranscript(f"{path}:{number}: is no line of JSON, as every line of a transcript is") from None
        if not isinstance(message, dict) or "type" not in message:
            raise NoTranscript(f"{path}:{number}: is no message of a game")
        messages.append(message)
    if not messages or messages[0].get("type") != "game":
        raise NoTranscript(f"{path}: is no transcript of a game, which begins with a message of type game")
    first = messages[0]
    if first.get("protocol") != VERSION:
        raise NoTranscript(f"{path}: has version {first.get('protocol')} of the protocol; allowed: {VERSION}")
    try:
        scenario, seats = read_text(str(first["scenario"])), first["seats"]
        assert isinstance(seats, dict), "seats have names"
        known = (int(str(first["seed"])), int(str(first["run"])))
    except (KeyError, ValueError, AssertionError) as error:
        raise NoTranscript(f"{path}:1: lacks what a game is made of: {error}") from error
    if scenario.hash != first.get("scenario_hash"):
        raise NoTranscript(f"{path}:1: the scenario in it is not the one that was played")
    return Game(
        scenario, *known, {str(name): str(kind) for name, kind in seats.items()}, tuple(lines), tuple(messages)
    )


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
