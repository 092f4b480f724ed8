"""What is said with a program in a seat, however it is reached: whatever it does, the game goes on."""

from __future__ import annotations

import contextlib
import time
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from sim.seats.players import Answered, answered
from sim.seats.protocol import Nonsense, as_line, read_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.actors.decisions import Question
    from sim.seats.protocol import Message

__all__ = ["GRACE_SECONDS", "MOST_WAITING", "Conversation", "NotStarted"]

MOST_WAITING = 64
"""Messages of a program that are kept before they are read; what it says beyond that is lost, or waits."""

GRACE_SECONDS = 2.0
"""How long a program has to end once its game is over."""


class NotStarted(Exception):  # noqa: N818 - it says what the user has to know
    """A program cannot be started, or not be reached."""


class Conversation(ABC):
    """A program that plays a seat."""

    kind = "program"
    gone = "the program has ended"
    """Why nothing is answered any more."""
    begun: ClassVar[list[Conversation]] = []
    """Those that have not been seen to end."""

    def __init__(self, issues: Sequence[str], seconds: float) -> None:
        self.issues, self.seconds = issues, seconds
        self.heeds = True

    @abstractmethod
    def put(self, line: bytes, until: float) -> bool:
        """Send a message; tell whether all of it was taken before time was up."""

    @abstractmethod
    def heard(self, until: float) -> bytes | None:
        """Return the next message of the program; None where time is up, or nothing more will come."""

    @abstractmethod
    def is_over(self) -> bool:
        """Tell whether nothing more can come."""

    @abstractmethod
    def leave(self) -> None:
        """End the conversation, whatever its state; a second time nothing is done."""

    def open(self, message: Message) -> None:
        """Send what is played."""
        self._send(message, self.seconds)

    def answer(self, message: Message, question: Question) -> Answered:
        """Send a question, and wait for its answer as long as there is time."""
        until = time.monotonic() + self.seconds
        if not self._send(message | {"seconds_left": self.seconds}, self.seconds):
            return Answered(question.own, "model", self.gone if self.is_over() else "it reads nothing")
        number, seat = message["number"], question.actor
        assert isinstance(number, int), "questions are numbered"
        while True:
            line = self.heard(until)
            if line is None:
                return Answered(question.own, "model", self.gone if self.is_over() else "time was up")
            try:
                said = read_answer(line, number, seat)
            except Nonsense as error:
                return Answered(question.own, "model", str(error))
            if said is not None:
                return answered(said, question, self.issues, self.kind)

    def recall(self, message: Message, answer: Message) -> None:
        """Send what was asked and answered before, to be read and not to be answered."""
        self._send(message | {"type": "past", "choice": answer["choice"]}, self.seconds)

    def close(self, message: Message) -> None:
        """Send how it ended, and see that the program ends as well."""
        with contextlib.suppress(OSError):
            self._send(message, GRACE_SECONDS)
        self.leave()

    @classmethod
    def leave_all(cls) -> None:
        """End all that are still going on, however the game ended."""
        for player in list(cls.begun):
            player.leave()

    def _send(self, message: Message, seconds: float) -> bool:
        """Send a message, unless one before was not taken: half of it is there, and nothing more could be read."""
        self.heeds = self.heeds and self.put(as_line(message), time.monotonic() + seconds)
        return self.heeds
