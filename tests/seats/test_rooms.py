"""Rooms of a class: 25 browsers in five rooms, none of which hears of another; pause, weeks, limits, wiping."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
import time
import urllib.request
from contextlib import contextmanager

import pytest

pytest.importorskip("starlette", reason="the extra `app` is not installed")
pytest.importorskip("uvicorn", reason="the extra `app` is not installed")
websockets = pytest.importorskip("websockets", reason="the extra `app` is not installed")

import uvicorn  # noqa: E402 - what the extra brings is looked for first

from sim.cli import main  # noqa: E402
from sim.seats.protocol import LONGEST  # noqa: E402
from sim.seats.transcript import NoTranscript, read_game  # noqa: E402
from sim.views.rooms.pages import pages_of  # noqa: E402
from sim.views.rooms.room import Ended, Hall  # noqa: E402
from sim.views.rooms.server import OPEN_TO_OTHERS, serve_rooms  # noqa: E402

WAIT = 60


@contextmanager
def served(hall):
    """Serve the rooms on a free port of this machine, as the verb does."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        server = uvicorn.Server(
            uvicorn.Config(pages_of(hall, "127.0.0.1", port), log_level="critical", ws_max_size=2 * LONGEST)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
        thread.start()
        until(lambda: server.started)
        try:
            yield f"127.0.0.1:{port}"
        finally:
            for room in list(hall.rooms.values()):
                room.wipe()
            server.should_exit = True
            thread.join(WAIT)


def until(true):
    last = time.monotonic() + WAIT
    while not true():
        assert time.monotonic() < last, "it did not come about"
        time.sleep(0.02)


class Browser:
    """What a page does: it sits down, keeps all that it hears, and answers."""

    def __init__(self, address, code, seat, answer=lambda asked: "model", name=""):
        self.address, self.code, self.seat, self.answer, self.name = address, code, seat, answer, name
        self.heard = []

    async def play(self):
        async with websockets.connect(f"ws://{self.address}/talk", max_size=None) as talk:
            joins = {"type": "join", "code": self.code, "seat": self.seat, "name": self.name}
            await talk.send(json.dumps(joins))
            async for line in talk:
                said = json.loads(line)
                self.heard.append(said)
                if said["type"] == "question" and (choice := self.answer(said)) is not None:
                    answer = {"type": "answer", "number": said["number"], "seat": self.seat, "choice": choice}
                    await talk.send(json.dumps(answer))
                if said["type"] in ("close", "no", "wiped"):
                    return


def together(*browsers, before=None):
    async def play():
        tasks = [asyncio.create_task(one.play()) for one in browsers]
        if before is not None:
            await asyncio.to_thread(before)
        await asyncio.wait_for(asyncio.gather(*tasks), WAIT)

    asyncio.run(play())


async def said_to(address, *messages, hears=1):
    async with websockets.connect(f"ws://{address}/talk", max_size=None) as talk:
        for message in messages:
            await talk.send(message if isinstance(message, str | bytes) else json.dumps(message))
        return [json.loads(await asyncio.wait_for(talk.recv(), WAIT)) for _ in range(hears)]


def test_twenty_five_browsers_in_five_rooms_play_five_games_that_never_mix(five_actors):
    hall = Hall(five_actors, 5, run=3, seconds=30)
    marks = {room.code: 0.1023456789 + number / 64 for number, room in enumerate(hall.rooms.values())}

    def offers(code):
        return lambda asked: {"supervision": marks[code]} if asked["kind"] == "offer" else "model"

    with served(hall) as address:
        browsers = [Browser(address, code, seat, offers(code)) for code in hall.rooms for seat in five_actors.actors]
        assert len(browsers) == 25

        def start():
            until(lambda: all(place.hears for room in hall.rooms.values() for place in room.places.values()))
            for room in hall.rooms.values():
                room.start()

        together(*browsers, before=start)
        until(lambda: all(room.state == "over" for room in hall.rooms.values()))
        for room in hall.rooms.values():
            mine = [one for one in browsers if one.code == room.code]
            traffic = json.dumps([one.heard for one in mine])
            assert repr(marks[room.code]) in traffic
            assert not [mark for code, mark in marks.items() if code != room.code and repr(mark) in traffic]
            assert {message["outcome"] for one in mine for message in one.heard if message["type"] == "close"}
            assert {message["seat"] for one in mine for message in one.heard if "seat" in message} == set(room.places)
            for one in mine:
                assert {message["seat"] for message in one.heard if "seat" in message} == {one.seat}
            wishes = next(one for one in mine[0].heard if one["type"] == "opening")["in_words"]["wishes"]
            assert wishes[0] == "What you want, and how many of 100 points each issue is worth to you:"
            assert wishes[-1] == "You said that you would not go above 0.40 on Political status."
            asked = next(one for one in mine[0].heard if one["type"] == "question")["in_words"]
            assert asked["before"][0] == "Your last offer:"
            assert asked["numbers"][0] == "What it is worth to you:"
        runs = sorted(json.loads(room.transcript.lines[0])["run"] for room in hall.rooms.values())
        assert runs == [3, 4, 5, 6, 7]


def test_the_transcript_of_a_room_plays_again(talks, tmp_path):
    from sim.seats.debrief import played_again

    hall = Hall(talks({"process.0.talks.weeks": 9}), 1)
    (room,) = hall.rooms.values()
    with served(hall) as address:
        no = {"accept": "no"}
        west = Browser(address, room.code, "west", lambda asked: no.get(asked["kind"], "model"), "Ada")
        together(west, before=lambda: (until(lambda: room.places["west"].hears), room.start()))
        until(lambda: room.state == "over")
        path = tmp_path / "room.jsonl"
        path.write_text(room.written(), encoding="ascii")
    game = read_game(path)
    played = played_again(game)
    assert {one.answered.why for one in played.decisions if one.question.actor == "east"} == {"nobody sat there"}
    assert "Ada" not in path.read_text(encoding="ascii")


def test_empty_seats_are_the_models_and_who_comes_late_hears_what_was(talks):
    hall = Hall(talks(), 1, seconds=30)
    (room,) = hall.rooms.values()
    room.step(True, 6)
    with served(hall) as address:
        room.start()
        until(lambda: room.week >= 6)
        late = Browser(address, room.code, "east")
        together(late, before=lambda: (until(lambda: room.places["east"].hears), room.step(False, 0)))
    kinds = [message["type"] for message in late.heard]
    assert kinds[0] == "opening" and "news" in kinds and kinds[-1] == "close"
    assert [one for message in late.heard if message["type"] == "news" for one in message["news"]]


def test_who_is_silent_is_passed_over_when_time_is_up_and_a_pause_stops_the_clock(talks):
    hall = Hall(talks({"process.0.talks.weeks": 4}), 1, seconds=0.4)
    (room,) = hall.rooms.values()
    with served(hall) as address:
        west = Browser(address, room.code, "west", lambda asked: None)

        def start():
            until(lambda: room.places["west"].hears)
            room.pause(True)
            room.start()
            until(lambda: room.places["west"].asked is not None)
            before = room.places["west"].left
            time.sleep(0.6)
            assert room.places["west"].left == pytest.approx(before, abs=0.25)
            assert room.places["west"].asked is not None
            room.pause(False)

        together(west, before=start)
        until(lambda: room.state == "over")
        answers = [json.loads(line) for line in room.transcript.lines if b'"type": "answer"' in line]
    assert "late" in {message["type"] for message in west.heard}
    assert {one.get("why") for one in answers if one["seat"] == "west"} == {"time was up"}


def test_the_teacher_sees_all_rooms_and_alone_may_start_export_and_wipe(talks):
    hall = Hall(talks({"process.0.talks.weeks": 9}), 2)
    first, second = hall.rooms.values()
    with served(hall) as address:
        teach = {"type": "teach", "token": hall.token}
        (shown,) = asyncio.run(said_to(address, teach))
        assert [room["name"] for room in shown["rooms"]] == ["Room 1", "Room 2"]
        assert shown["rooms"][0]["seats"]["west"] == {"taken": False, "name": "", "asked": ""}
        asyncio.run(said_to(address, teach, {"type": "start", "code": first.code}))
        until(lambda: first.state == "over")
        assert second.state == "waiting"
        heard = asyncio.run(said_to(address, teach, {"type": "export", "code": "all"}, hears=2))
        (export,) = [one for one in heard if one["type"] == "export"]
        assert export["games"]["Room 1"].startswith('{"type": "game"')
        assert export["games"]["Room 2"] == ""
        asyncio.run(said_to(address, teach, {"type": "wipe", "code": first.code}))
        until(lambda: list(hall.rooms) == [second.code])
        assert first.written() == ""
        for told in ({"type": "teach", "token": "guessed"}, {"type": "start", "code": second.code}):
            (no,) = asyncio.run(said_to(address, told))
            assert no == {"type": "no", "why": "this is not the address that `sim rooms` has printed"}
        assert second.state == "waiting"


def test_a_room_goes_on_week_by_week(talks):
    hall = Hall(talks(), 1)
    (room,) = hall.rooms.values()
    room.step(True, 0)
    room.start()
    until(lambda: room.week == 1)
    room.step(True, 2)
    until(lambda: room.week == 3)
    time.sleep(0.3)
    assert room.week == 3
    room.wipe()
    room.thread.join(WAIT)
    assert not room.thread.is_alive()


@pytest.mark.parametrize(
    "line",
    ["not JSON", '{"type": "answer"}', '{"type": "answer", "number": 1, "choice": "x"}', "[" * 10_000, "{}",
     "x" * 70_000, '{"type": "answer", "number": 1, "seat": "east", "choice": "yes"}'],
)  # fmt: skip
def test_what_is_no_answer_is_told_and_the_game_goes_on(line, talks):
    hall = Hall(talks({"process.0.talks.weeks": 4}), 1, seconds=30)
    (room,) = hall.rooms.values()

    async def play(address):
        async with websockets.connect(f"ws://{address}/talk") as talk:
            await talk.send(json.dumps({"type": "join", "code": room.code, "seat": "west"}))
            await asyncio.to_thread(until, lambda: room.places["west"].hears)
            room.start()
            await asyncio.to_thread(until, lambda: room.places["west"].asked)
            await talk.send(line)
            while (said := json.loads(await talk.recv()))["type"] != "refused":
                pass
            return said

    with served(hall) as address:
        assert asyncio.run(asyncio.wait_for(play(address), WAIT))["why"]
        # Whoever sat there has gone, and its question waits for somebody else.
        together(Browser(address, room.code, "west"))
        until(lambda: room.state == "over")


def test_ten_megabytes_end_a_conversation_and_no_game(talks):
    hall = Hall(talks({"process.0.talks.weeks": 4}), 1, seconds=1)
    (room,) = hall.rooms.values()

    async def play(address):
        async with websockets.connect(f"ws://{address}/talk") as talk:
            await talk.send(json.dumps({"type": "join", "code": room.code, "seat": "west"}))
            await asyncio.to_thread(until, lambda: room.places["west"].hears)
            room.start()
            await talk.send("x" * 10_000_000)
            async for _ in talk:
                pass

    with served(hall) as address:
        with pytest.raises(websockets.ConnectionClosedError):
            asyncio.run(asyncio.wait_for(play(address), WAIT))
        until(lambda: room.state == "over")


def test_who_has_no_code_or_takes_a_seat_that_is_taken_is_told(talks):
    hall = Hall(talks(), 1)
    (room,) = hall.rooms.values()
    with served(hall) as address:
        joins = {"type": "join", "code": room.code, "seat": "west"}
        (no,) = asyncio.run(said_to(address, joins | {"code": "AAAAAAAA"}))
        assert no == {"type": "no", "why": "there is no such room"}
        (free,) = asyncio.run(said_to(address, joins | {"seat": ""}))
        assert free == {"type": "seats", "room": "Room 1", "free": ["west", "east", "envoy"]}
        room.places["west"].take(lambda message: None, "")
        (no,) = asyncio.run(said_to(address, joins))
        assert no == {"type": "no", "why": "somebody sits there already"}


def test_pages_hold_nothing_of_a_game_and_answer_to_their_own_name_alone(five_actors):
    hall = Hall(five_actors, 2)
    with served(hall) as address:
        for path in ("", "teacher"):
            with urllib.request.urlopen(f"http://{address}/{path}", timeout=WAIT) as answer:
                page, headers = answer.read().decode(), answer.headers
            assert headers["content-security-policy"].startswith("default-src 'none'; ")
            assert hall.token not in page and not [code for code in hall.rooms if code in page]
        other = urllib.request.Request(
            f"http://{address}/", headers={"Host": f"evil.example:{address.split(':')[1]}"}
        )
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(other, timeout=WAIT)

        async def from_elsewhere():
            async with websockets.connect(f"ws://{address}/talk", origin="http://evil.example"):
                pass

        with pytest.raises(websockets.InvalidStatus):
            asyncio.run(from_elsewhere())


def test_what_host_means_is_said(talks, capsys, monkeypatch):
    monkeypatch.setattr(uvicorn.Server, "run", lambda self, sockets: sockets[0].close())
    hall = Hall(talks(), 1)
    serve_rooms(hall, "0.0.0.0", 0)
    out, err = capsys.readouterr()
    assert err == f"{OPEN_TO_OTHERS}\n"
    assert re.match(rf"http://127\.0\.0\.1:\d+/teacher#{hall.token} is the teacher's; Ctrl-C ends it\n", out)
    assert re.search(r"\nhttp://ADDRESS-OF-THIS-MACHINE:\d+/ is everybody's, with the code of a room:\n", out)
    assert f"  Room 1: {next(iter(hall.rooms))}\n" in out
    serve_rooms(hall, "127.0.0.1", 0)
    out, err = capsys.readouterr()
    assert err == "" and re.search(r"\nhttp://127\.0\.0\.1:\d+/ is everybody's", out)


def test_more_rooms_than_runs_are_refused_before_anything_is_served(file_of, talks, capsys):
    assert main(["rooms", str(file_of(talks())), "--rooms", "3", "--run", "9999999998", "--port", "0"]) == 1
    said = "--run: 9999999998 leaves no run for room 3; allowed: 0 to 9999999997\n"
    assert capsys.readouterr() == ("", said)


def test_nobody_sits_down_in_a_room_that_was_wiped_and_nothing_is_told_there_any_more(talks):
    (room,) = Hall(talks(), 1).rooms.values()
    place, heard = room.places["west"], []
    room.step(True, 0)
    room.start()
    until(lambda: room.week == 1)
    room.wipe()
    room.thread.join(WAIT)
    with pytest.raises(Ended):  # a game that is just at its end says how it ended
        place.close({"type": "close", "payoff": 0.5})
    assert not place.take(heard.append, "Ann")
    assert (place.told, place.name, heard, room.state) == ([], "", [], "wiped")


def test_a_game_that_is_half_played_is_a_transcript_too(talks, tmp_path):
    hall = Hall(talks(), 1)
    (room,) = hall.rooms.values()
    room.step(True, 5)
    room.start()
    until(lambda: room.week == 6)
    path = tmp_path / "room.jsonl"
    path.write_text(room.written(), encoding="ascii")
    room.wipe()
    assert not read_game(path).is_over
    path.write_text(room.written(), encoding="ascii")
    with pytest.raises(NoTranscript):
        read_game(path)
