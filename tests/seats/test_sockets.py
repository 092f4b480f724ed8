"""A program behind a WebSocket is heard as one behind a pipe, and does as little harm."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager

import pytest

pytest.importorskip("websockets", reason="the extra `app` is not installed")

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve

from sim.cli import main
from sim.seats.conversation import Conversation, NotStarted
from sim.seats.play import play
from sim.seats.players import ModelPlayer
from sim.seats.sockets import SocketPlayer
from sim.seats.transcript import read_game

ENDED = "the connection has ended"


@contextmanager
def listening(behave, **settings):
    """Listen on a free port of this machine; `behave` is handed what came in, and the talk to answer in."""
    heard = []

    def handle(talk):
        try:
            for line in talk:
                heard.append(json.loads(line))
                behave(heard[-1], talk)
        except ConnectionClosed:
            pass

    with serve(handle, "127.0.0.1", 0, close_timeout=1, **settings) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}/", heard
        server.shutdown()
        thread.join()


@pytest.fixture
def case(paper):
    """Two objections, and a last word: three questions to each party."""
    return paper({"process.0.proposal.weeks": 5})


@pytest.fixture
def both(case):
    return play(case, {"west": ModelPlayer(), "east": ModelPlayer()}).row


@pytest.fixture(autouse=True)
def all_left():
    yield
    assert Conversation.begun == []


def answering(**fields):
    """Answer each question as the model would, but for what is named; once it is bytes, they are sent as they are."""

    def behave(asked, talk):
        if asked["type"] == "question":
            right = {"type": "answer", "number": asked["number"], "seat": asked["seat"], "choice": asked["model"]}
            talk.send(json.dumps(right | fields))

    return behave


def saying(said):
    return lambda asked, talk: talk.send(said) if asked["type"] == "question" else None


def reasons(game, seat="west"):
    return [one.answered.why for one in game.decisions if one.question.actor == seat]


def test_it_is_told_the_protocol_in_order_and_heard(case):
    with listening(answering(choice=False)) as (address, heard):
        game = play(case, {"west": SocketPlayer(address, list(case.issues), 5.0)})
    assert [one["type"] for one in heard] == ["opening", "question", "question", "question", "close"]
    assert heard[0]["protocol"] == 1
    assert heard[1]["seconds_left"] == 5.0
    assert [(one.answered.choice, one.answered.by, one.answered.why) for one in game.decisions] == [
        (False, "program", "")
    ] * 3


@pytest.mark.parametrize(
    ("behave", "why", "after"),
    [
        (saying("yes, of course"), "it is no line of JSON", None),
        (saying(bytes(range(256))), "it is no line of JSON", None),
        (saying("[" * 30_000), "it is no line of JSON", None),
        (saying(""), "it is no line of JSON", None),
        (answering(seat="east"), "it answers for another seat", None),
        (answering(number=99), "it answers a question that has not been put", None),
        (answering(choice="perhaps"), "it is neither yes nor no", None),
        (saying("x" * 10_000_000), ENDED, ENDED),
        (lambda asked, talk: talk.close() if asked["type"] == "question" else None, ENDED, ENDED),
        (lambda asked, talk: talk.socket.close() if asked["type"] == "question" else None, ENDED, ENDED),
        (lambda asked, talk: None, "time was up", None),
    ],
)  # fmt: skip
def test_a_hostile_program_leaves_the_game_to_the_model(behave, why, after, case, both):
    with listening(behave) as (address, _):
        west = SocketPlayer(address, list(case.issues), 0.2 if why == "time was up" else 5.0)
        game = play(case, {"west": west, "east": ModelPlayer()})
    assert reasons(game) == [why, *[after or why] * 2]
    assert game.row.equals(both)


def test_a_flood_is_read_no_further_than_it_must(case, both):
    def flood(asked, talk):
        while asked["type"] == "question":
            talk.send('{"type": "answer", "number": 0, "choice": "%s"}' % ("x" * 60_000))

    with listening(flood) as (address, _):
        game = play(case, {"west": SocketPlayer(address, list(case.issues), 0.1), "east": ModelPlayer()})
    assert reasons(game) == ["time was up"] * 3
    assert game.row.equals(both)


def test_who_reads_nothing_is_not_waited_for_twice(case, both):
    """It shakes hands, and then reads no further."""
    held = threading.Event()
    with listening(lambda asked, talk: held.wait(20), max_queue=1) as (address, _):
        west = SocketPlayer(address, list(case.issues), 0.3)
        for _ in range(24):  # more than the system itself holds back
            west.open({"type": "opening", "long": "x" * 900_000})
        game = play(case, {"west": west, "east": ModelPlayer()})
        held.set()
    assert set(reasons(game)) == {"it reads nothing"}
    assert game.row.equals(both)


def test_an_answer_that_comes_late_is_passed_over(case):
    def late(asked, talk):
        if asked.get("number") == 1:
            time.sleep(0.7)
        answering(choice=False)(asked, talk)

    with listening(late) as (address, _):
        game = play(case, {"west": SocketPlayer(address, list(case.issues), 0.5)})
    assert reasons(game) == ["time was up", "", ""]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("ws://192.0.2.1:9/", "is not on this machine, and a seat is told in confidence"),
        ("ws://127.0.0.1.example.org:9/", "is not on this machine, and a seat is told in confidence"),
        ("ws://127.0.0.1@example.org:9/", "is not on this machine, and a seat is told in confidence"),
        ("wss://127.0.0.1:9/", "begins with wss://"),
        ("http://127.0.0.1:9/", "begins with http://"),
        ("ws://127.0.0.1/", "names no port, or more than a path"),
        ("ws://me:secret@127.0.0.1:9/", "names no port, or more than a path"),
        ("ws://127.0.0.1:99999/", "is no address: Port out of range 0-65535"),
        ("ws://[::1:9/", "is no address: Invalid IPv6 URL"),
    ],
)
def test_an_address_elsewhere_is_refused(address, why, file_of, case, capsys, tmp_path):
    out = tmp_path / "game.jsonl"
    assert main(["play", str(file_of(case)), "--seat", f"west={address}", "--out", str(out)]) == 1
    told = f"{address}: {why}; allowed: ws://127.0.0.1:PORT, with a path if need be\n"
    assert capsys.readouterr() == ("", told)
    assert not out.exists()


def test_where_nobody_listens_is_told(case):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"ws://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(NotStarted, match=rf"^{address} cannot be reached: connection refused$"):
            SocketPlayer(address, list(case.issues), 1.0)


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 302 Found\r\nLocation: ws://192.0.2.1:9/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"220 mail.example.org ESMTP\r\n",
        b"x" * 100_000,
        b"",
    ],
)
def test_what_is_no_websocket_is_told_and_not_followed(said, case):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            came, _ = server.accept()
            with came:
                came.recv(10_000)
                came.sendall(said)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        address = f"ws://127.0.0.1:{server.getsockname()[1]}/"
        with pytest.raises(NotStarted, match=rf"^{address} cannot be reached: "):
            SocketPlayer(address, list(case.issues), 2.0)
        thread.join()


def test_the_verb_seats_it_by_its_address_and_again_as_a_game_goes_on(case, file_of, capsys, tmp_path):
    whole, cut = tmp_path / "whole.jsonl", tmp_path / "cut.jsonl"
    with listening(answering(choice="no")) as (address, heard):
        words = ["play", str(file_of(case)), "--seat", f"west={address}", "--out", str(whole)]
        assert main(words) == 0
        assert "west: program, 3 questions, 3 answered" in capsys.readouterr()[0]
        lines = read_game(whole).lines
        cut.write_bytes(b"".join(lines[:5]))
        assert main(["play", "--resume", str(cut)]) == 1
        assert capsys.readouterr()[1] == (
            "--seat: a program played west; --seat west=COMMAND or its ws:// address seats it again\n"
        )
        heard.clear()
        assert main(["play", "--resume", str(cut), "--seat", f"west={address}"]) == 0
    assert [one["type"] for one in heard] == ["opening", "past", "question", "question", "close"]
    assert cut.read_bytes() == whole.read_bytes()
    assert address.encode() not in whole.read_bytes()
