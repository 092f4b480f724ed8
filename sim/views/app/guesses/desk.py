"""The teacher's page: all guesses, for whoever has its address and sits at this machine."""

from __future__ import annotations

import hmac
import json
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sim.views.app.guard import HEADERS, is_loopback
from sim.views.templating import environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from sim.views.app.guard import Guard, Receive, Scope, Send
    from sim.views.app.guesses.board import Board

__all__ = ["Desk"]

PATH = "/teacher"
LONGEST = 1_024
"""Bytes of what the page may say: its token, and whether to wipe."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'"


class Desk:
    """An application that serves the teacher's page, and leaves all else to the guarded page of the class.

    The page itself has nothing in it. What it shows is given for the token that stands behind # in its address, to
    this machine alone, also where others reach the page of the class.
    """

    def __init__(self, guard: Guard, board: Board, labels: Mapping[str, str], token: str) -> None:
        self.guard, self.board, self.labels, self.token = guard, board, labels, token
        self.page = environment().get_template("guesses.html").render()
        self.pages = Starlette(routes=[Route(PATH, self._shown), Route(PATH, self._told, methods=["POST"])])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for the teacher's page; hand any other on."""
        mine = scope["type"] == "http" and scope["path"] == PATH
        await (self.pages if mine else self.guard)(scope, receive, send)

    async def _shown(self, request: Request) -> Response:
        if (why := self._refused(request)) is not None:
            return why
        return HTMLResponse(self.page, headers=_headers() | {"content-security-policy": POLICY})

    async def _told(self, request: Request) -> Response:
        host = request.headers.get("host", "")
        if (why := self._refused(request)) is not None:
            return why
        if request.headers.getlist("origin") != [f"http://{host}"]:
            return PlainTextResponse("this page is for nobody else's pages\n", 403)
        said = await _said(request)
        token = said.get("token")
        if not isinstance(token, str) or not hmac.compare_digest(token.encode(), self.token.encode()):
            return PlainTextResponse("this is not the address that `sim app` has printed\n", 403)
        if said.get("wipe") is True:
            self.board.wipe()
        return JSONResponse(self.board.listed(self.labels), headers=_headers())

    def _refused(self, request: Request) -> Response | None:
        """Refuse whoever is not at this machine, or asked for it under another name."""
        hosts = request.headers.getlist("host")
        if len(hosts) != 1 or not self.guard.is_here(hosts[0]):
            return PlainTextResponse("this page is not served under that name\n", 403)
        client = "" if request.client is None else request.client.host
        if not is_loopback(client) and client != self.guard.host:
            return PlainTextResponse("the guesses are shown on the machine of `sim app` alone\n", 403)
        return None


def _headers() -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in HEADERS.items()} | {"cache-control": "no-store"}


async def _said(request: Request) -> dict[str, object]:
    """Return what the page says; nothing if it is too long or makes no sense."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST:
            return {}
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
