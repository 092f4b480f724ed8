"""A program that is there already: it listens on this machine, and each message of a WebSocket is a message."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sim.seats.conversation import GRACE_SECONDS, MOST_WAITING, Conversation, NotStarted
from sim.seats.protocol import LONGEST

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["SocketPlayer", "is_address"]

HERE = ("127.0.0.1", "localhost", "::1")
"""Names of this machine: what a seat is told in confidence is sent nowhere else."""

ALLOWED = "ws://127.0.0.1:PORT, with a path if need be"


def is_address(who: str) -> bool:
    """Tell whether somebody is named by an address, and not by a command.

    >>> is_address("ws://127.0.0.1:9000/"), is_address("python my_bot.py")
    (True, False)
    """
    return who.partition("://")[0].lower() in ("ws", "wss", "http", "https") and "://" in who


class SocketPlayer(Conversation):
    """A program that is reached for one game; it may go on listening for the next."""

    gone = "the connection has ended"

    def __init__(self, address: str, issues: Sequence[str], seconds: float) -> None:
        try:
            from websockets.exceptions import ConnectionClosed, WebSocketException
            from websockets.sync.client import connect
        except ImportError:
            raise NotStarted("an address needs the extra `app`: pip install 'status-talks[app]'") from None
        super().__init__(issues, seconds)
        host, port = _place(address)
        self.closed, self.has_ended = ConnectionClosed, False
        self.stack = contextlib.ExitStack()
        try:
            self.socket = socket.create_connection((host, port), seconds)
            self.stack.callback(self.socket.close)
            self.socket.settimeout(None)  # how long is waited is said below, for each message
            self.talk = self.stack.enter_context(
                connect(
                    address, sock=self.socket, proxy=None, compression=None, ping_interval=None, max_size=LONGEST,
                    max_queue=MOST_WAITING, open_timeout=seconds, close_timeout=GRACE_SECONDS,
                )
            )  # fmt: skip
        except (OSError, EOFError, ValueError, WebSocketException) as error:
            self.stack.close()
            why = (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
            raise NotStarted(f"{address} cannot be reached: {why}") from error
        self.begun.append(self)

    def is_over(self) -> bool:
        """Tell whether the connection has been closed."""
        return self.has_ended

    def put(self, line: bytes, until: float) -> bool:
        """Send a message as text, in a thread of its own: whoever does not read is not waited for."""
        taken = threading.Event()

        def send() -> None:
            try:
                self.talk.send(line.decode("ascii").rstrip("\n"))
            except (self.closed, OSError):
                self.has_ended = True
            else:
                taken.set()

        sending = threading.Thread(target=send, daemon=True)
        sending.start()
        sending.join(max(0.0, until - time.monotonic()))
        return taken.is_set()

    def heard(self, until: float) -> bytes | None:
        """Return the next message, text or bytes."""
        try:
            said = self.talk.recv(timeout=max(0.0, until - time.monotonic()))
        except TimeoutError:
            return None
        except (self.closed, OSError):
            self.has_ended = True
            return None
        return said.encode() if isinstance(said, str) else said

    def leave(self) -> None:
        """Close the connection; from one that is not read it is taken away."""
        if self not in self.begun:
            return
        self.begun.remove(self)
        if not self.heeds:
            with contextlib.suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(self.closed, OSError):
            self.stack.close()


def _place(address: str) -> tuple[str, int]:
    """Return the host and port of an address on this machine."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise NotStarted(f"{address}: is no address: {error}; allowed: {ALLOWED}") from None
    if parts.scheme.lower() != "ws":
        raise NotStarted(f"{address}: begins with {parts.scheme}://; allowed: {ALLOWED}")
    if host not in HERE:
        raise NotStarted(f"{address}: is not on this machine, and a seat is told in confidence; allowed: {ALLOWED}")
    if port is None or parts.username is not None or parts.fragment:
        raise NotStarted(f"{address}: names no port, or more than a path; allowed: {ALLOWED}")
    return host, port
