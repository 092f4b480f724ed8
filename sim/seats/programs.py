"""A program in a process of its own: it reads from standard input and writes its answers to standard output."""

from __future__ import annotations

import contextlib
import os
import queue
import select
import shlex
import subprocess
import threading
import time
from typing import IO, TYPE_CHECKING

from sim.seats.conversation import GRACE_SECONDS, MOST_WAITING, Conversation, NotStarted
from sim.seats.protocol import LONGEST

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ProgramPlayer"]

CHUNK = 65_536
SAID_LAST = 500
"""Characters of standard error that are kept for whoever wrote the program."""


class ProgramPlayer(Conversation):
    """A program that is started for one game."""

    def __init__(self, command: str, issues: Sequence[str], seconds: float) -> None:
        super().__init__(issues, seconds)
        self.lines: queue.Queue[bytes] = queue.Queue(MOST_WAITING)
        self.ended = threading.Event()
        self.said_last = ""
        try:
            words = shlex.split(command)
            self.process = subprocess.Popen(
                words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
        except (OSError, ValueError, IndexError) as error:
            said = getattr(error, "strerror", None) or str(error)
            raise NotStarted(f"{command!r} cannot be started: {said.lower()}") from error
        assert self.process.stdin is not None and self.process.stdout is not None and self.process.stderr is not None
        self.begun.append(self)
        os.set_blocking(self.process.stdin.fileno(), False)
        self.readers = (
            threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True),
            threading.Thread(target=self._listen, args=(self.process.stderr,), daemon=True),
        )
        for reader in self.readers:
            reader.start()

    def leave(self) -> None:
        """End the program, gently first."""
        if self not in self.begun:
            return
        self.begun.remove(self)
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

    @property
    def last_line(self) -> str:
        """What it wrote last to standard error: of a program that broke off, why."""
        return next((line.strip() for line in reversed(self.said_last.splitlines()) if line.strip()), "")

    def is_over(self) -> bool:
        """Tell whether it has closed its output."""
        return self.ended.is_set()

    def put(self, line: bytes, until: float) -> bool:
        """Write a line as far as the program reads."""
        assert self.process.stdin is not None, "it was started with a pipe"
        left = memoryview(line)
        try:
            pipe = self.process.stdin.fileno()
            while left:
                _, ready, _ = select.select([], [pipe], [], max(0.0, until - time.monotonic()))
                if not ready:
                    return False
                left = left[os.write(pipe, left) :]
        except (OSError, ValueError):
            self.ended.wait(GRACE_SECONDS)
            return False
        return True

    def heard(self, until: float) -> bytes | None:
        """Return the next line."""
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
