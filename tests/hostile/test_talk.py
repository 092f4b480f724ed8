"""What a browser may send to the rooms of a class: nonsense is passed over, and nobody else's page goes dark."""

import asyncio
import json
from itertools import chain, repeat

import pytest

pytest.importorskip("starlette", reason="the extra `app` is not installed")

from sim.scenario.reader import read_text
from sim.views.rooms.pages import pages_of
from sim.views.rooms.room import Hall

HOST = "127.0.0.1:8766"
SHUT = {
    "another name": [("host", "evil.example:8766")], "no name": [], "an empty name": [("host", "")],
    "another port": [("host", "127.0.0.1:80")], "no port": [("host", "127.0.0.1")],
    "a name that begins so": [("host", "127.0.0.1.evil.example:8766")], "two names": [("host", HOST)] * 2,
    "ours and another": [("host", HOST), ("host", "evil.example:8766")], "half an address": [("host", "[::1:8766")],
}  # fmt: skip
SHUT_TO_TALK = {
    "another page": [("host", HOST), ("origin", "http://evil.example")],
    "a page of nowhere": [("host", HOST), ("origin", "null")],
    "an encrypted one": [("host", HOST), ("origin", f"https://{HOST}")],
    "another port of ours": [("host", HOST), ("origin", "http://127.0.0.1:80")],
    "ours and another page": [("host", HOST), ("origin", f"http://{HOST}"), ("origin", "http://evil.example")],
}  # fmt: skip
NONSENSE = {
    "bytes": {"bytes": b"\x00\xff", "text": None},
    "bytes alone": {"bytes": b'{"type": "join"}'},
    "a list": {"text": "[]"},
    "no type": {"text": "{}"},
    "a number for a type": {"text": '{"type": 1}'},
    "brackets": {"text": "[" * 60_000},
    "digits": {"text": '{"type": "x", "n": ' + "9" * 5_000 + "}"},
    "half a sign for a code": {"text": '{"type": "join", "code": "\\ud800"}'},
    "half a sign for a token": {"text": '{"type": "teach", "token": "\\ud800"}'},
    "half a sign for a name": {"text": '{"type": "join", "code": "CODE", "seat": "west", "name": "\\udfff"}'},
    "half a sign within": {"text": '{"type": "teach", "token": "TOKEN", "more": [{"\\ud800": 1}]}'},
}


@pytest.fixture
def hall(case_text):
    hall = Hall(read_text(case_text), 1)
    yield hall
    for room in hall.rooms.values():
        room.wipe()


def answered(hall, kind, path, headers):
    """What is sent to whoever asks for a page, or for a conversation, with these headers."""
    given = [(name.encode(), value.encode()) for name, value in headers]
    scope = {"type": kind, "method": "GET", "path": path, "raw_path": path.encode(), "root_path": "",
             "scheme": "http", "query_string": b"", "headers": given, "subprotocols": []}  # fmt: skip
    sent, said = iter([{"type": "websocket.connect"} if kind == "websocket" else {"type": "http.request"}]), []

    async def receive():
        return next(sent, {"type": "websocket.disconnect", "code": 1000})

    async def send(message):
        said.append(message)

    asyncio.run(pages_of(hall, "127.0.0.1", 8766)(scope, receive, send))
    return said


@pytest.mark.parametrize("kind", [*SHUT, *SHUT_TO_TALK])
def test_rooms_are_shut_to_other_names_and_to_the_pages_of_others(kind, hall):
    headers = (SHUT | SHUT_TO_TALK)[kind]
    assert answered(hall, "websocket", "/talk", headers) == [{"type": "websocket.close", "code": 1008, "reason": ""}]
    for path in ("/", "/teacher") if kind in SHUT else ():
        assert answered(hall, "http", path, headers)[0]["status"] == 403


@pytest.mark.parametrize("path", ["/", "/teacher"])
def test_the_pages_of_rooms_are_in_nobodys_frame(path, hall):
    start, _ = answered(hall, "http", path, [("host", HOST)])
    headers = dict(start["headers"])
    assert (start["status"], headers[b"x-frame-options"]) == (200, b"DENY")
    assert b"frame-ancestors 'none'; base-uri 'none'; form-action 'none'" in headers[b"content-security-policy"]


def talked(hall, *received, hears=1):
    """What is sent to a browser that sends this, until it has heard so much and goes."""
    scope = {"type": "websocket", "path": "/talk", "raw_path": b"/talk", "root_path": "", "scheme": "ws",
             "query_string": b"", "headers": [(b"host", HOST.encode())], "subprotocols": []}  # fmt: skip
    (code, _), heard = next(iter(hall.rooms.items())), []

    async def session():
        gone = asyncio.Event()
        lines = [{key: line.replace("CODE", code).replace("TOKEN", hall.token) if isinstance(line, str) else line
                  for key, line in one.items()} for one in received]  # fmt: skip
        sent = chain([{"type": "websocket.connect"}], ({"type": "websocket.receive", **one} for one in lines))

        async def receive():
            for message in sent:
                return message
            await asyncio.wait_for(gone.wait(), 20)
            return {"type": "websocket.disconnect", "code": 1000}

        async def send(message):
            if message["type"] == "websocket.send":
                message["text"].encode()
                heard.append(json.loads(message["text"]))
            if len(heard) >= hears or message["type"] == "websocket.close":
                gone.set()

        await pages_of(hall, "127.0.0.1", 8766)(scope, receive, send)

    asyncio.run(session())
    return heard


@pytest.mark.parametrize("kind", NONSENSE)
def test_nonsense_is_passed_over_and_what_follows_is_heard(kind, hall):
    heard = talked(hall, NONSENSE[kind], {"text": '{"type": "teach", "token": "guessed"}'})
    assert heard == [{"type": "no", "why": "this is not the address that `sim rooms` has printed"}]
    assert not any(place.hears or place.name for room in hall.rooms.values() for place in room.places.values())


@pytest.mark.parametrize("kind", NONSENSE)
def test_a_teacher_who_sends_nonsense_goes_on_seeing_the_rooms(kind, hall):
    sees = {"text": '{"type": "teach", "token": "TOKEN"}'}
    heard = talked(hall, sees, NONSENSE[kind], {"text": '{"type": "export", "code": "all"}'}, hears=2)
    assert sorted(one["type"] for one in heard) == ["export", "rooms"]


def test_bytes_from_a_seat_are_passed_over(hall):
    sits = {"text": '{"type": "join", "code": "CODE", "seat": "west", "name": "Anna"}'}
    heard = talked(hall, sits, *repeat({"bytes": b"\x00"}, 3), {"text": "[]"})
    assert heard == [{"type": "refused", "why": "nothing is asked"}]
