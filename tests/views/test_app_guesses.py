"""What a class guesses: kept without names, shown to the teacher at this machine alone, and wiped."""

from __future__ import annotations

import asyncio
import json
from importlib.util import find_spec

import pytest

from sim.views.app.guard import Guard
from sim.views.app.guesses.board import Board, Posed
from sim.views.app.heard import Guess, asked_of

if find_spec("starlette") is None:
    pytest.skip("the extra `app` is not installed", allow_module_level=True)

from sim.views.app.guesses.desk import Desk

ASKED = Posed("Kosovo", "as the file has it", "no veto")
HOST = "127.0.0.1:8765"
HERE = {"host": HOST, "origin": f"http://{HOST}"}


def guess(**more):
    world = {"base": "", "moved": {}}
    told = {"number": 1, "a": world, "b": world, "guess": {"outcome": "settled", "share": 40, **more}}
    return asked_of(told, {}, (), ("settled",))


@pytest.fixture
def board():
    made = Board()
    made.put("a browser", ASKED, Guess("settled", 30))
    return made


def answered(board, headers, method="POST", client="127.0.0.1", path="/teacher", body=None):
    """Ask the desk, and return the status, what it says, and whether the page of the class was asked."""
    inside, told = [], []

    async def guarded(scope, receive, send):
        inside.append(scope["path"])

    async def receive():
        return {"type": "http.request", "body": json.dumps(body or {"token": "secret"}).encode()}

    async def send(message):
        told.append(message)

    guard = Guard(guarded, "0.0.0.0", 8765, "of the class")
    guard.served = guarded
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "client": (client, 5),
             "root_path": "",
             "headers": [(name.encode(), value.encode()) for name, value in headers.items()]}  # fmt: skip
    asyncio.run(Desk(guard, board, {"settled": "Settlement"}, "secret")(scope, receive, send))
    return told[0]["status"], b"".join(part.get("body", b"") for part in told[1:]).decode()


def test_a_guess_counts_once_a_browser_and_comes_without_what_told_browsers_apart(board):
    board.put("a browser", ASKED, Guess("settled", 35))
    board.put("another", ASKED, Guess("settled", 60, "Ana"))
    board.came(ASKED, {"settled": 0.418})
    status, said = answered(board, HERE)
    (asked,) = json.loads(said)
    assert status == 200
    assert asked["outcomes"] == [{
        "label": "Settlement", "said": "Settlement: 2 guesses, from 35 to 60 of 100, median 47.5", "came": 41.8,
        "guesses": [{"share": 35, "name": ""}, {"share": 60, "name": "Ana"}],
    }]  # fmt: skip
    assert "browser" not in said


def test_the_oldest_guesses_go_and_a_wipe_leaves_nothing(board):
    small = Board(2)
    for who in "abc":
        small.put(who, ASKED, Guess("settled", 10))
    assert len(small.listed({})[0]["outcomes"][0]["guesses"]) == 2
    assert answered(board, HERE, body={"token": "secret", "wipe": True}) == (200, "[]")
    board.came(ASKED, {"settled": 1.0})
    board.put("a browser", ASKED, Guess("settled", 30))
    assert board.listed({})[0]["outcomes"][0]["came"] is None, "of a question on which nobody had guessed"


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"client": "192.168.0.7"}, 403),
        ({"body": {"token": "of the class"}}, 403),
        ({"body": {"token": 1}}, 403),
        ({"body": {"token": "x" * 2_000}}, 403),
        ({"headers": {"host": "evil.example:8765", "origin": "http://evil.example:8765"}}, 403),
        ({"headers": {"host": HOST, "origin": "http://evil.example"}}, 403),
        ({"headers": {"host": HOST}}, 403),
        ({"method": "DELETE"}, 405),
        ({"method": "GET"}, 200),
        ({"method": "GET", "client": "192.168.0.7"}, 403),
    ],
)
def test_nobody_else_sees_a_guess(board, more, status):
    found, said = answered(board, **{"headers": HERE, **more})
    assert found == status
    assert '"share"' not in said
    assert board.listed({})


def test_everything_else_is_for_the_guard(board):
    status, said = answered(board, {"host": HOST}, "GET", path="/teachers")
    assert (status, said) == (403, "the page opens with the address that `sim app` has printed\n")


def test_a_guess_is_heard_only_if_it_makes_sense():
    assert guess().guess == Guess("settled", 40.0)
    assert not guess().covered
    world = {"base": "", "moved": {}}
    assert [asked_of({"number": 1, "a": world, "b": world, "covered": told}, {}, ()).covered
            for told in (True, False, 1, "yes", None)] == [True, False, False, False, False]  # fmt: skip
    assert guess(name="  Ana \n B. ").guess.name == "Ana B."
    assert len(guess(name="x" * 99).guess.name) == 40
    for wrong in (
        {"outcome": "no_such"},
        {"share": 101},
        {"share": True},
        {"share": "40"},
        {"name": 7},
        {"outcome": []},
    ):
        assert guess(**wrong) is None
