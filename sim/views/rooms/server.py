"""Serving the rooms of a class."""

from __future__ import annotations

import socket
import sys
from typing import TYPE_CHECKING

from sim.seats.protocol import LONGEST
from sim.views.app.guard import is_loopback
from sim.views.app.server import NotServed

if TYPE_CHECKING:
    from sim.views.rooms.room import Hall

__all__ = ["OPEN_TO_OTHERS", "serve_rooms"]

OPEN_TO_OTHERS = (
    "other machines can reach these rooms: whoever has the code of a room takes a seat there, and nothing that is "
    "sent is encrypted; codes and the teacher's address are for the class alone"
)
"""What `--host` means if it is not this machine alone."""


def serve_rooms(hall: Hall, host: str, port: int) -> None:
    """Serve the rooms until somebody stops it; nothing is written to the disk.

    Raises NotServed if the extra is not installed, or the address is not to be had.
    """
    try:
        import uvicorn

        from sim.views.rooms.pages import pages_of
    except ImportError:
        raise NotServed("rooms need the extra `app`: pip install 'status-talks[app]'") from None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        taken = socket.socket(family, kind, protocol)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise NotServed(f"{host} port {port} is not to be had: {reason}; --port takes another") from error
    port = taken.getsockname()[1]
    if not is_loopback(host):
        print(OPEN_TO_OTHERS, file=sys.stderr, flush=True)
    here, there = _shown(host, taken.getsockname()[0])
    print(f"http://{here}:{port}/teacher#{hall.token} is the teacher's; Ctrl-C ends it", flush=True)
    print(f"http://{there}:{port}/ is everybody's, with the code of a room:", flush=True)
    for room in hall.rooms.values():
        print(f"  {room.name}: {room.code}", flush=True)
    settings = uvicorn.Config(
        pages_of(hall, host, port), log_level="warning", proxy_headers=False, server_header=False,
        ws_max_size=LONGEST * 2,
    )  # fmt: skip
    uvicorn.Server(settings).run(sockets=[taken])


def _shown(host: str, bound: str) -> tuple[str, str]:
    """Return the address as one types it at this machine, and at the others of the class."""
    if bound in ("0.0.0.0", "::"):
        return "127.0.0.1" if bound == "0.0.0.0" else "[::1]", "ADDRESS-OF-THIS-MACHINE"
    shown = f"[{host}]" if ":" in host else host
    return shown, shown
