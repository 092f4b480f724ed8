"""Who may look at the page: whoever has the address that the program prints, from the page itself and nowhere else.

A page of another site that runs in the same browser can send requests to this machine, and so can a name that is
made to point to it. So every request and every WebSocket is held against the name it was sent to, the page that it
comes from, and a token that only the printed address has.
"""

from __future__ import annotations

import hmac
import ipaddress
import json
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from typing import Any, TypeAlias
from urllib.parse import parse_qs

__all__ = ["Guard", "is_loopback", "new_token"]

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Served: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]
"""An application as ASGI has it: what Solara is, and what the guard is around it."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")

OF_A_PROXY = (b"x-forwarded-", b"forwarded", b"x-script-name", b"script-name", b"x-real-ip")
"""Beginnings of headers that would tell Solara that it is somewhere else; nobody stands between."""

POLICY = (
    "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; connect-src 'self' data: blob: ws://{host}; "
    "frame-ancestors 'none'; frame-src 'none'; object-src 'none'; base-uri 'self'; form-action 'self'"
)
"""Where the browser may get things from, by the name under which the page is served: from there alone."""

HEADERS = {
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"x-content-type-options": b"nosniff",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
}
"""What every answer says to the browser: no frames, nothing from elsewhere, and no word of the address."""


def new_token() -> str:
    """Return a token that nobody guesses.

    >>> len(new_token()), new_token() == new_token()
    (43, False)
    """
    return secrets.token_urlsafe(32)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches a page at this address.

    >>> [is_loopback(host) for host in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "example.org")]
    [True, True, True, False, False]
    """
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Guard:
    """An application that asks who comes before it lets anybody to the one inside."""

    def __init__(self, served: Served, host: str, port: int, token: str) -> None:
        self.served, self.host, self.port, self.token = served, host, port, token
        self.cookie = f"sim-page-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.served(scope, receive, send)
            return
        headers = _headers(scope)
        refused = self._refused(scope, headers)
        if refused:
            await _refuse(scope, receive, send, refused)
        elif scope["type"] == "websocket":
            await self._talk(scope, receive, send)
        elif "token" in _query(scope):
            await _redirect(send, f"{self.cookie}={self.token}; Path=/; HttpOnly; SameSite=Strict")
        else:
            await self.served(_without_proxies(scope), receive, _with_headers(send, headers["host"][0]))

    def _refused(self, scope: Scope, headers: dict[str, list[str]]) -> str:
        """Say why a request is refused; nothing if it is not."""
        hosts, origins = headers.get("host", []), headers.get("origin", [])
        if len(hosts) != 1 or not self.is_here(hosts[0]):
            return "this page is not served under that name"
        if len(origins) > 1 or (origins and origins[0] != f"http://{hosts[0]}"):
            return "this page is for nobody else's pages"
        if scope["type"] == "websocket" and not _query(scope).get("session_id", [""])[0]:
            return "this is no conversation of the page"
        given = _query(scope).get("token", []) if scope["type"] == "http" and scope["method"] == "GET" else []
        known = given or _cookies(headers, self.cookie)
        if len(known) != 1 or not hmac.compare_digest(known[0].encode(), self.token.encode()):
            return "the page opens with the address that `sim app` has printed"
        return ""

    def is_here(self, host: str) -> bool:
        """Tell whether a request was sent to this page under a name of this machine."""
        found = re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[^:\[\]]+)(?::(\d{1,5}))?", host)
        if found is None or int(found[2] or 80) != self.port:
            return False
        name = found[1].strip("[]").lower()
        if is_loopback(self.host):
            return name in LOOPBACK or name == self.host
        return name in LOOPBACK or name == self.host.lower() or _is_number(name)

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a conversation through, but for messages that are none of the page's."""

        async def heard() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive" or _is_of_the_page(message):
                    return message

        try:
            await self.served(_without_proxies(scope), heard, send)
        except Exception:  # whatever was made of what was sent: this conversation ends, and the page goes on
            with suppress(Exception):  # it may have ended already
                await send({"type": "websocket.close", "code": 1003})


def _is_of_the_page(message: Message) -> bool:
    """Tell whether a message has the form in which the front end writes."""
    try:
        told = json.loads(message.get("text") or "")
    except (ValueError, RecursionError):
        return False
    if not isinstance(told, dict) or not isinstance(told.get("channel"), str):
        return False
    header, content = told.get("header"), told.get("content")
    if not isinstance(header, dict) or not isinstance(content, dict):
        return False
    if not all(isinstance(header.get(name), str) for name in ("msg_id", "msg_type", "session")):
        return False
    of_a_part = header["msg_type"].startswith("comm_") and header["msg_type"] != "comm_info_request"
    return not of_a_part or (isinstance(content.get("comm_id"), str) and isinstance(content.get("data"), dict))


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _headers(scope: Scope) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return found


def _query(scope: Scope) -> dict[str, list[str]]:
    return parse_qs(scope.get("query_string", b"").decode("latin-1"))


def _cookies(headers: dict[str, list[str]], name: str) -> list[str]:
    try:
        jar = SimpleCookie("; ".join(headers.get("cookie", [])))
    except CookieError:
        return []
    return [jar[name].value] if name in jar else []


def _without_proxies(scope: Scope) -> Scope:
    kept = [(name, value) for name, value in scope["headers"] if not name.lower().startswith(OF_A_PROXY)]
    return {**scope, "headers": kept}


def _with_headers(send: Send, host: str) -> Send:
    ours = {**HEADERS, b"content-security-policy": POLICY.format(host=host).encode()}

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = [(name, _same_site(value) if name.lower() == b"set-cookie" else value)
                     for name, value in message.get("headers", []) if name.lower() not in ours]  # fmt: skip
            message = {**message, "headers": [*given, *ours.items()]}
        await send(message)

    return sent


def _same_site(cookie: bytes) -> bytes:
    """Keep a cookie of the page's from requests that other pages send."""
    parts = [part for part in cookie.split(b"; ") if not part.lower().startswith((b"samesite", b"secure"))]
    return b"; ".join([*parts, b"SameSite=Strict"])


async def _refuse(scope: Scope, receive: Receive, send: Send, why: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": why})
        return
    await _answer(send, 403, f"{why}\n", [])


async def _redirect(send: Send, cookie: str) -> None:
    await _answer(send, 303, "", [(b"location", b"/"), (b"set-cookie", cookie.encode())])


async def _answer(send: Send, status: int, said: str, more: list[tuple[bytes, bytes]]) -> None:
    body = said.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()),
               (b"cache-control", b"no-store"), *HEADERS.items(), *more]  # fmt: skip
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
