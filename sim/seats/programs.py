"""A program in a seat: it reads a message a line from standard input and writes its answers to standard output."""

from __future__ import annotations

import contextlib
import os
import queue
import select
import shlex
import subprocess
import threading
import time
from typing import IO, TYPE_CHECKING, ClassVar

from sim.seats.players import Answered, answered
from sim.seats.protocol import LONGEST, Nonsense, as_line, read_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.actors.decisions import Question
    from sim.seats.protocol import Message

__all__ = ["NotStarted", "ProgramPlayer"]

MOST_WAITING = 64
"""Lines of a program that are kept before they are read; what it writes beyond that is lost."""

CHUNK = 65_536
SAID_LAST = 500
"""Characters of standard error that are kept for whoever wrote the program."""

GRACE_SECONDS = 2.0
"""How long a program has to end once its game is over."""


class NotStarted(Exception):  # noqa: N818 - it says what the user has to know
    """A program cannot be started."""


class ProgramPlayer:
    """A program that plays a seat, in a process of its own; whatever it does, the game goes on."""

    kind = "program"
    started: ClassVar[list[ProgramPlayer]] = []
    """Those that have not been seen to end."""

    def __init__(self, command: str, issues: Sequence[str], seconds: float) -> None:
        self.issues, self.seconds = issues, seconds
        self.lines: queue.Queue[bytes] = queue.Queue(MOST_WAITING)
        self.ended = threading.Event()
        self.said_last = ""
        self.heeds = True
        try:
            words = shlex.split(command)
            self.process = subprocess.Popen(
                words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
        except (OSError, ValueError, IndexError) as error:
            said = getattr(error, "strerror", None) or str(error)
            raise NotStarted(f"{command!r} cannot be started: {said.lower()}") from error
        assert self.process.stdin is not None and self.process.stdout is not None and self.process.stderr is not None
        self.started.append(self)
        os.set_blocking(self.process.stdin.fileno(), False)
        self.readers = (
            threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True),
            threading.Thread(target=self._listen, args=(self.process.stderr,), daemon=True),
        )
        for reader in self.readers:
            reader.start()

    def open(self, message: Message) -> None:
        """Send what is played."""
        self._send(as_line(message), time.monotonic() + self.seconds)

    def answer(self, message: Message, question: Question) -> Answered:
        """Send a question, and wait for its answer as long as there is time."""
        until = time.monotonic() + self.seconds
        if not self._send(as_line(message | {"seconds_left": self.seconds}), until):
            return Answered(question.own, "model", "the program has ended" if self._over() else "it reads nothing")
        number, seat = message["number"], question.actor
        assert isinstance(number, int), "questions are numbered"
        while True:
            line = self._next(until)
            if line is None:
                return Answered(question.own, "model", "the program has ended" if self._over() else "time was up")
            try:
                said = read_answer(line, number, seat)
            except Nonsense as error:
                return Answered(question.own, "model", str(error))
            if said is not None:
                return answered(said, question, self.issues, self.kind)

    def recall(self, message: Message, answer: Message) -> None:
        """Send what was asked and answered before, to be read and not to be answered."""
        past: Message = message | {"type": "past", "choice": answer["choice"]}
        self._send(as_line(past), time.monotonic() + self.seconds)

    def close(self, message: Message) -> None:
        """Send how it ended, and see that the program ends as well."""
        with contextlib.suppress(OSError):
            self._send(as_line(message), time.monotonic() + GRACE_SECONDS)
        self.leave()

    @classmethod
    def leave_all(cls) -> None:
        """End every program that is still there, however the game ended."""
        for player in list(cls.started):
            player.leave()

    def leave(self) -> None:
        """End the program, gently first."""
        if self not in self.started:
            return
        self.started.remove(self)
        assert self.process.stdin is not None, "it was started with a pipe"
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        for end in (None, self.process.terminate, self.process.kill):
            if end is not None:
                end()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(GRACE_SECONDS)
                break
        for reader, pipe in zip(self.readers, (self.process.stdout, self.process.stderr), strict=True):
            reader.join(GRACE_SECONDS)
            if pipe is not None and not reader.is_alive():
                pipe.close()

    def _over(self) -> bool:
        return self.ended.is_set()

    def _send(self, line: bytes, until: float) -> bool:
        """Write a line as far as the program reads; tell whether all of it was taken."""
        assert self.process.stdin is not None, "it was started with a pipe"
        if not self.heeds:
            return False
        left = memoryview(line)
        try:
            pipe = self.process.stdin.fileno()
            while left:
                _, ready, _ = select.select([], [pipe], [], max(0.0, until - time.monotonic()))
                if not ready:
                    self.heeds = False  # half a line has been sent: nothing that follows could be read
                    return False
                left = left[os.write(pipe, left) :]
        except (OSError, ValueError):
            self.heeds = False
            self.ended.wait(GRACE_SECONDS)
            return False
        return True

    def _next(self, until: float) -> bytes | None:
        """Return the next line; None where time is up, or nothing more will come."""
        while (left := until - time.monotonic()) > 0:
            with contextlib.suppress(queue.Empty):
                return self.lines.get(timeout=min(left, 0.05))
            if self.ended.is_set() and self.lines.empty():
                return None
        return None

    def _read(self, pipe: IO[bytes]) -> None:
        """Take lines as they come; of one that is too long only as much is kept as shows that it is."""
        kept = b""
        with contextlib.suppress(OSError, ValueError):
            while chunk := os.read(pipe.fileno(), CHUNK):
                *whole, rest = (kept + chunk).split(b"\n")
                for line in whole:
                    with contextlib.suppress(queue.Full):
                        self.lines.put_nowait(line)
                kept = rest[: LONGEST + 1]
        self.ended.set()

    def _listen(self, pipe: IO[bytes]) -> None:
        """Keep the last of what the program says on standard error."""
        with contextlib.suppress(OSError, ValueError):
            while chunk := os.read(pipe.fileno(), CHUNK):
                self.said_last = (self.said_last + chunk.decode("utf-8", "replace"))[-SAID_LAST:]
