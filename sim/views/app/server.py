"""Serving the page on this machine."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
import warnings
import webbrowser
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from sim.views.app.guard import Guard, is_loopback, new_token

if TYPE_CHECKING:
    import pandas  # noqa: F401 - Solara asks for it, and stumbles over one that a thread still imports
    import uvicorn

__all__ = ["NotServed", "say_who_gets_in", "serve"]

WANTED = ("solara", "solara-assets", "ipyvuetify", "uvicorn")
"""Packages that the page needs beside the core; all of them come with the extra."""

NOWHERE = "http://127.0.0.1:9/"
"""Where Solara would ask for a file of its front end that is not installed: nobody answers there."""


ANY = ("0.0.0.0", "::")
"""Hosts that stand for every address of this machine."""

OPEN_TO_OTHERS = (
    "other machines can reach this page: whoever has its address with the token sees the scenarios in the folder and "
    "plays runs here, and nothing that is sent is encrypted"
)
"""What `--host` means if it is not this machine alone."""


class NotServed(Exception):  # noqa: N818 - it says what the user has to know
    """The page cannot be served: something is not installed, or the address is not to be had."""


def serve(path: Path | None, host: str, port: int, browser: bool) -> None:
    """Serve the page until somebody stops it.

    Raises NotServed if the extra is not installed, or the address is not to be had.
    """
    if not _installed():
        raise NotServed("the page needs the extra `app`: pip install 'status-talks[app]'")
    listening = _listening(host, port)
    # Solara reads these as it is imported: no word of use is sent anywhere, and nothing is fetched from elsewhere.
    os.environ.update(SOLARA_TELEMETRY_MIXPANEL_ENABLE="False", SOLARA_ASSETS_PROXY="True", SOLARA_ASSETS_CDN=NOWHERE,
                      SOLARA_APP="sim.views.app.page", SOLARA_MODE="production",
                      SOLARA_THEME_LOADER="plain", SOLARA_THEME_TITLE="sim app", SOLARA_THEME_SHOW_BANNER="False",
                      SOLARA_ASSETS_FONTAWESOME_ENABLED="False")  # fmt: skip
    warnings.filterwarnings(
        "ignore", message="Cookies with samesite=none", category=UserWarning
    )  # of frames elsewhere
    from sim.views.app.hooks import PLAYER

    PLAYER.start()  # they come to life while this process imports the rest
    import pandas  # noqa: F401 - Solara asks for it, and stumbles over one that a thread still imports
    import uvicorn

    # All that is slow is imported here: Solara stumbles over a pandas that another thread is still importing.
    from solara.server.starlette import app as served

    from sim.views.app.guesses.desk import Desk
    from sim.views.app.page import BOARD, LABELS, show_first

    show_first(path)
    shown = f"[{host}]" if ":" in host else host
    port, token = listening.getsockname()[1], new_token()
    url = f"http://{shown}:{port}/?token={token}"
    teacher = new_token()
    desk = Desk(Guard(served, host, port, token), BOARD, LABELS, teacher)
    server = uvicorn.Server(uvicorn.Config(desk, log_level="warning", proxy_headers=False, server_header=False))
    say_who_gets_in(host)
    of_teacher = f"http://{'127.0.0.1' if host in ANY else shown}:{port}/teacher#{teacher}"
    threading.Thread(target=_tell, args=(server, url, of_teacher, browser), daemon=True).start()
    signal.signal(signal.SIGTERM, _leave)  # so that the processes that play are put away as after Ctrl-C
    server.run(sockets=[listening])


def say_who_gets_in(host: str) -> None:
    """Say on standard error what it means that others can reach the page; nothing if nobody can.

    >>> say_who_gets_in("127.0.0.1")
    """
    if not is_loopback(host):
        print(OPEN_TO_OTHERS, file=sys.stderr, flush=True)


def _leave(*_: object) -> None:
    raise SystemExit(128 + signal.SIGTERM)


def _installed() -> bool:
    try:
        return all(metadata.version(name) for name in WANTED)
    except metadata.PackageNotFoundError:
        return False


def _listening(host: str, port: int) -> socket.socket:
    """Take the address before anything slow is imported, so that a port in use is told at once."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        taken = socket.socket(family, kind, protocol)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
    except OSError as error:
        reason = error.strerror or str(error)
        raise NotServed(f"{host} port {port} is not to be had: {reason.lower()}; --port takes another") from error
    return taken


def _tell(server: uvicorn.Server, url: str, of_teacher: str, browser: bool) -> None:
    while not server.started:
        time.sleep(0.05)
    print(f"{url} shows the page; Ctrl-C ends it", flush=True)
    print(f"{of_teacher} shows what a class guesses, on this machine alone", flush=True)
    if browser:
        webbrowser.open(url)
