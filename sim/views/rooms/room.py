"""A room: one game, the seats that browsers take in it, and what the teacher may do with it."""

from __future__ import annotations

import hmac
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.seats.play import play
from sim.seats.players import Answered
from sim.seats.protocol import Message, Nonsense, choice_from, read_answer
from sim.seats.transcript import Transcript
from sim.views.app.guard import new_token

if TYPE_CHECKING:
    from sim.actors.decisions import Question
    from sim.model import StatusTalks
    from sim.scenario.format.scenario import Scenario

__all__ = ["Hall", "Place", "Room", "new_code"]

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Signs of a room code: none that is taken for another."""

CODE = 8
LONGEST_NAME = 40
TICK_SECONDS = 0.1
"""How often whoever waits looks whether it may go on."""

Hears = Callable[[Message], None]
"""What a message to a browser is handed to."""


class Ended(Exception):  # noqa: N818 - nothing went wrong
    """A room was wiped while its game went on."""


def new_code() -> str:
    """Return a room code that nobody guesses: 8 letters and digits.

    >>> len(new_code()), new_code() == new_code()
    (8, False)
    """
    code = ""
    while len(code) < CODE:
        code += "".join(sign for sign in new_token().upper() if sign in LETTERS)
    return code[:CODE]


class Place:
    """A seat of a room, which a browser may take, leave and take again; nobody there is the model."""

    kind = "human"

    def __init__(self, room: Room, seat: str) -> None:
        self.room, self.seat = room, seat
        self.name = ""
        self.hears: Hears | None = None
        self.told: list[Message] = []
        self.asked: tuple[Message, Question] | None = None
        self.said: Answered | None = None
        self.left = 0.0

    def take(self, hears: Hears, name: str) -> bool:
        """Sit down and be told all so far; False if somebody else sits there, or the room was wiped."""
        with self.room.changed:
            if self.hears is not None or self.room.state == "wiped":
                return False
            self.hears, self.name = hears, name[:LONGEST_NAME]
            for message in self.told:
                hears(message)
            if self.asked is not None:
                hears(self.asked[0] | {"seconds_left": self.left})
            self.room.changed.notify_all()
            return True

    def leave(self, hears: Hears) -> None:
        """Get up; the model decides until somebody comes."""
        with self.room.changed:
            if self.hears is hears:
                self.hears, self.name = None, ""

    def put(self, line: bytes) -> str:
        """Take what a browser says; return why it counts for nothing, empty where it counts."""
        with self.room.changed:
            if self.asked is None:
                return "nothing is asked"
            message, question = self.asked
            number = message["number"]
            assert isinstance(number, int), "questions are numbered"
            try:
                data = read_answer(line, number, self.seat)
                if data is None:
                    return "it answers an earlier question"
                choice = choice_from(data, question, list(self.room.scenario.issues))
            except Nonsense as error:
                return str(error)
            self.said = Answered(choice, self.kind)
            self.room.changed.notify_all()
            return ""

    # --- as a player of the game, in the room's own thread -----------------------------------------------------

    def open(self, message: Message) -> None:
        """Be told what is played."""
        self._tell(message)

    def recall(self, message: Message, answer: Message) -> None:
        """Never needed: a room is not gone on with."""

    def close(self, message: Message) -> None:
        """Be told how it ended."""
        self._tell(message)

    def answer(self, message: Message, question: Question) -> Answered:
        """Wait for whoever sits there, as long as there is time; a pause does not count."""
        room = self.room
        with room.changed:
            room.see_that_it_goes_on()
            self._news(message)
            if self.hears is None:
                return Answered(question.own, "model", "nobody sat there")
            self.left, self.said = room.seconds, None
            self.asked = (message, question)
            self.hears(message | {"seconds_left": self.left})
            try:
                return self._waited_for(question)
            finally:
                self.asked = None

    def _waited_for(self, question: Question) -> Answered:
        room, last = self.room, time.monotonic()
        while self.said is None:
            room.see_that_it_goes_on()
            room.changed.wait(TICK_SECONDS)
            now = time.monotonic()
            if not room.paused:
                self.left -= now - last
            last = now
            if self.left <= 0:
                if self.hears is not None:
                    self.hears({"type": "late", "seat": self.seat})
                return Answered(question.own, "model", "time was up")
        return self.said

    def _news(self, message: Message) -> None:
        """Keep the news for whoever comes late; the question itself is put to whoever sits there now."""
        news = message.get("news")
        if news:
            self.told.append({"type": "news", "seat": self.seat, "news": news})

    def _tell(self, message: Message) -> None:
        with self.room.changed:
            self.room.see_that_it_goes_on()
            self.told.append(message)
            if self.hears is not None:
                self.hears(message)


class Room:
    """One game in a thread of its own."""

    def __init__(self, code: str, name: str, scenario: Scenario, run: int, seed: int, seconds: float) -> None:
        self.code, self.name, self.scenario, self.run, self.seed, self.seconds = (
            code, name, scenario, run, seed, seconds
        )  # fmt: skip
        self.changed = threading.Condition(threading.RLock())
        self.places = {seat: Place(self, seat) for seat in scenario.actors}
        self.paused, self.by_week, self.weeks_granted = False, False, 0
        self.week, self.state, self.outcome = 0, "waiting", ""
        self.transcript = Transcript()
        self.thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin the game, if it has not begun."""
        with self.changed:
            if self.state != "waiting":
                return
            self.state = "playing"
            self.thread = threading.Thread(target=self._play, daemon=True)
            self.thread.start()

    def wipe(self) -> None:
        """End the game, and forget all that was said in it."""
        with self.changed:
            self.state = "wiped"
            for place in self.places.values():
                if place.hears is not None:
                    place.hears({"type": "wiped"})
                place.hears, place.name, place.asked = None, "", None
                place.told.clear()
            self.transcript = Transcript()
            self.changed.notify_all()

    def pause(self, paused: bool) -> None:
        """Stop the clock, or let it go on."""
        with self.changed:
            self.paused = paused
            self.changed.notify_all()

    def step(self, by_week: bool, weeks: int) -> None:
        """Go on week by week as the teacher says, or by itself."""
        with self.changed:
            self.by_week, self.weeks_granted = by_week, self.weeks_granted + weeks
            self.changed.notify_all()

    def see_that_it_goes_on(self) -> None:
        """Raise Ended if the room was wiped."""
        if self.state == "wiped":
            raise Ended

    def _play(self) -> None:
        try:
            game = play(
                self.scenario, self.places, run=self.run, seed=self.seed, transcript=self.transcript,
                on_week=self._after_week,
            )  # fmt: skip
        except Ended:
            return
        except Exception as error:
            with self.changed:
                self.state = f"broken: {type(error).__name__}"
            raise
        with self.changed:
            if self.state == "wiped":
                return
            self.state, self.outcome = "over", str(game.row.column("outcome")[0].as_py())

    def _after_week(self, model: StatusTalks) -> None:
        with self.changed:
            self.week = model.world.week
            while self.paused or (self.by_week and self.weeks_granted <= 0):
                self.see_that_it_goes_on()
                self.changed.wait(TICK_SECONDS)
            self.see_that_it_goes_on()
            if self.by_week:
                self.weeks_granted -= 1

    def shown(self) -> Message:
        """Return what the teacher's page shows of it."""
        with self.changed:
            seats = {
                seat: {"taken": place.hears is not None, "name": place.name,
                       "asked": place.asked[0]["kind"] if place.asked else ""}
                for seat, place in self.places.items()
            }  # fmt: skip
            return {
                "code": self.code, "name": self.name, "state": self.state, "week": self.week, "paused": self.paused,
                "by_week": self.by_week, "seats": seats,
                "outcome": self.scenario.outcome_labels.get(self.outcome, self.outcome),
            }  # fmt: skip

    def written(self) -> str:
        """Return the transcript so far; names of people stand in none."""
        return b"".join(self.transcript.lines).decode("ascii")


class Hall:
    """All rooms of a class, and the token of whoever teaches it."""

    def __init__(
        self, scenario: Scenario, rooms: int, *, run: int = 0, seed: int = 0, seconds: float = 120.0
    ) -> None:
        self.scenario, self.token = scenario, new_token()
        self.rooms: dict[str, Room] = {}
        for number in range(rooms):
            code = new_code()
            self.rooms[code] = Room(code, f"Room {number + 1}", scenario, run + number, seed, seconds)

    def room(self, code: str) -> Room | None:
        """Return the room of a code; None where there is none."""
        found = None
        for known, room in self.rooms.items():
            if hmac.compare_digest(known.encode(), code.strip().upper().encode()):
                found = room
        return found

    def is_teacher(self, token: str) -> bool:
        """Tell whether a token is the teacher's."""
        return hmac.compare_digest(token.encode(), self.token.encode())
