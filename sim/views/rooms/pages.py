"""What browsers are served: two pages without anything of a game in them, and a WebSocket for all that is said."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocketDisconnect

from sim.seats.protocol import LONGEST, as_line
from sim.views.app.guard import HEADERS, LOOPBACK, is_loopback
from sim.views.labels import label_of
from sim.views.seats.words import before_one, choice_in_words, news_in_words, numbers_of, wishes_in_words
from sim.views.templating import environment
from sim.views.wording import day

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.websockets import WebSocket

    from sim.scenario.format.scenario import Scenario
    from sim.seats.protocol import Message
    from sim.views.rooms.room import Hall, Place

__all__ = ["pages_of"]

MOST_WAITING = 2_000
"""Messages that wait for a browser; one that is slower is let go."""

WRONG_SECONDS = 0.5
"""How long somebody waits who named a room that there is not."""

WATCHED_SECONDS = 0.5
NUMBER = r"[0-9.]+|[0-9a-f:.]*:[0-9a-f:.]*"
"""An address as a number: no name that somebody else could have pointed here."""

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src ws://{host}; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
NOBODY = 4403


def pages_of(hall: Hall, host: str, port: int) -> Starlette:
    """Return the application: `/` for players, `/teacher` for whoever teaches, `/talk` for what is said."""
    desk = _Desk(hall, host, port)
    routes = [
        Route("/", desk.player), Route("/teacher", desk.teacher), WebSocketRoute("/talk", desk.talk),
    ]  # fmt: skip
    return Starlette(routes=routes)


class _Desk:
    """Answers browsers."""

    def __init__(self, hall: Hall, host: str, port: int) -> None:
        self.hall, self.host, self.port = hall, host, port
        pages, title = environment(), hall.scenario.title
        issues = {name: {"label": issue.label or name, "zero": issue.zero, "one": issue.one}
                  for name, issue in hall.scenario.issues.items()}  # fmt: skip
        labels = {name: actor.label or name.replace("_", " ") for name, actor in hall.scenario.actors.items()}
        told = {"title": title, "issues": issues, "labels": labels}
        self.of_player = pages.get_template("rooms_player.html").render(**told)
        self.of_teacher = pages.get_template("rooms_teacher.html").render(**told)

    async def player(self, request: Request) -> Response:
        """Serve the page of a player."""
        return self._served(request, self.of_player)

    async def teacher(self, request: Request) -> Response:
        """Serve the page of whoever teaches; without its token it shows nothing."""
        return self._served(request, self.of_teacher)

    def _served(self, request: Request, page: str) -> Response:
        hosts = request.headers.getlist("host")
        if len(hosts) != 1 or not self._is_here(host := hosts[0]):
            return PlainTextResponse("this page is not served under that name\n", 403)
        headers = {name.decode(): value.decode() for name, value in HEADERS.items()}
        return HTMLResponse(page, headers=headers | {"content-security-policy": POLICY.format(host=host)})

    def _is_here(self, host: str) -> bool:
        """Tell whether it was asked for under a name of this machine, or a number."""
        found = re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[^:\[\]/]+)(?::(\d{1,5}))?", host)
        if found is None or int(found[2] or 80) != self.port:
            return False
        name = found[1].strip("[]").lower()
        here = name in LOOPBACK or name == self.host.lower()
        return here or (not is_loopback(self.host) and re.fullmatch(NUMBER, name) is not None)

    async def talk(self, socket: WebSocket) -> None:
        """Hear who comes, and let each do what it may."""
        hosts, origins = socket.headers.getlist("host"), socket.headers.getlist("origin")
        if len(hosts) != 1 or not self._is_here(hosts[0]) or origins not in ([], [f"http://{hosts[0]}"]):
            await socket.close(1008)
            return
        await socket.accept()
        with suppress(WebSocketDisconnect, RuntimeError):
            said = await _heard(socket)
            if said.get("type") == "teach" and self.hall.is_teacher(str(said.get("token", ""))):
                await self._teach(socket)
            elif said.get("type") == "join":
                await self._join(socket, said)
            else:
                await _refused(socket, "this is not the address that `sim rooms` has printed")

    async def _join(self, socket: WebSocket, said: Message) -> None:
        room = self.hall.room(str(said.get("code", ""))[:64])
        if room is None:
            await asyncio.sleep(WRONG_SECONDS)
            await _refused(socket, "there is no such room")
            return
        place = room.places.get(str(said.get("seat", "")))
        if place is None:
            free = [seat for seat, one in room.places.items() if one.hears is None]
            await socket.send_json({"type": "seats", "room": room.name, "free": free})
            said = await _heard(socket)
            place = room.places.get(str(said.get("seat", "")))
        if place is None:
            await _refused(socket, "there is no such seat")
            return
        await self._sit(socket, place, str(said.get("name", "")))

    async def _sit(self, socket: WebSocket, place: Place, name: str) -> None:
        loop, waiting = asyncio.get_running_loop(), asyncio.Queue[bytes](MOST_WAITING)

        def put(line: bytes) -> None:
            with suppress(asyncio.QueueFull):
                waiting.put_nowait(line)

        def hears(message: Message) -> None:
            with suppress(RuntimeError):  # nobody serves any more
                loop.call_soon_threadsafe(put, as_line(_with_words(message, self.hall.scenario)))

        if not place.take(hears, name):
            await _refused(socket, "somebody sits there already")
            return
        sending = asyncio.create_task(_send_on(socket, waiting))
        try:
            while True:
                line = await _line(socket)
                why = "it is too long" if len(line) > LONGEST else await asyncio.to_thread(place.put, line.encode())
                if why:
                    await socket.send_json({"type": "refused", "why": why})
        finally:
            sending.cancel()
            place.leave(hears)

    async def _teach(self, socket: WebSocket) -> None:
        watching = asyncio.create_task(self._watch(socket))
        try:
            while True:
                await self._obey(socket, await _heard(socket))
        finally:
            watching.cancel()

    async def _watch(self, socket: WebSocket) -> None:
        with suppress(WebSocketDisconnect, RuntimeError):
            while True:
                rooms = [room.shown() for room in self.hall.rooms.values()]
                await socket.send_json({"type": "rooms", "rooms": rooms})
                await asyncio.sleep(WATCHED_SECONDS)

    async def _obey(self, socket: WebSocket, said: Message) -> None:
        code = str(said.get("code", ""))
        rooms = list(self.hall.rooms.values()) if code == "all" else [one for one in [self.hall.room(code)] if one]
        for room in rooms:
            if said["type"] == "start":
                room.start()
            elif said["type"] in ("pause", "go_on"):
                room.pause(said["type"] == "pause")
            elif said["type"] in ("by_week", "by_itself"):
                room.step(said["type"] == "by_week", 0)
            elif said["type"] == "next_week":
                room.step(True, 1)
            elif said["type"] == "wipe":
                room.wipe()
                self.hall.rooms.pop(room.code, None)
        if said["type"] == "export":
            games = {room.name: room.written() for room in rooms}
            await socket.send_json({"type": "export", "games": games})


def _with_words(message: Message, scenario: Scenario) -> Message:
    """Return a message with what people read of it."""
    words: dict[str, object] = {}
    if isinstance(news := message.get("news"), list):
        words["news"] = [news_in_words(one, scenario) for one in news]
    if isinstance(wishes := message.get("wishes"), dict):
        words["wishes"] = list(wishes_in_words(wishes, scenario))
    if message["type"] == "question":
        on = day(dt.date.fromisoformat(str(message["date"])))
        words |= {
            "when": f"{label_of(scenario, 'stages', str(message['stage']))}, {on}",
            "before": list(before_one(message, scenario)), "numbers": list(numbers_of(message, scenario)),
        }  # fmt: skip
        if "model" in message:
            words["model"] = choice_in_words(message["model"], scenario)
    return message | {"in_words": words}


async def _send_on(socket: WebSocket, waiting: asyncio.Queue[bytes]) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await socket.send_text((await waiting.get()).decode("ascii"))


async def _line(socket: WebSocket) -> str:
    """Return the next line; what is sent as bytes is passed over, since no page of ours does."""
    while True:
        received = await socket.receive()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code", 1000))
        if isinstance(line := received.get("text"), str):
            return line


async def _heard(socket: WebSocket) -> Message:
    """Return the next message that is one; all else is passed over, also half a sign, which cannot be sent on."""
    while True:
        line = await _line(socket)
        with suppress(ValueError, RecursionError):
            said = json.loads(line) if len(line) <= LONGEST else None
            json.dumps(said, ensure_ascii=False).encode()
            if isinstance(said, dict) and isinstance(said.get("type"), str):
                return said


async def _refused(socket: WebSocket, why: str) -> None:
    await socket.send_json({"type": "no", "why": why})
    await socket.close(NOBODY)
