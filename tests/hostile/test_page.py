"""The page lets nobody in who has not got its address, and makes nothing of messages that make no sense."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import signal
import subprocess
import sys
from importlib.util import find_spec
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

needs_extra = pytest.mark.skipif(find_spec("solara") is None, reason="the extra `app` is not installed")

if find_spec("solara") is not None:
    import psutil

    from sim.scenario.reader import read_text
    from sim.views.app.guard import Guard, is_loopback
    from sim.views.app.heard import World, asked_of, whole_number
    from sim.views.app.server import say_who_gets_in
    from sim.views.app.shelf import scenarios_beside
    from sim.views.app.sliders import sliders_of

pytestmark = needs_extra

TOKEN = "a-token-that-nobody-guesses"
COOKIE = f"sim-page-8765={TOKEN}"
HERE = "127.0.0.1:8765"

NAME = "this page is not served under that name"
ORIGIN = "this page is for nobody else's pages"
ADDRESS = "the page opens with the address that `sim app` has printed"
TALK = "this is no conversation of the page"

ASKED = [
    ("name", {"host": HERE, "cookie": COOKIE}, ""), ("name", {"host": "localhost:8765", "cookie": COOKIE}, ""),
    ("name", {"host": "[::1]:8765", "cookie": COOKIE}, ""),
    ("name", {"host": "LOCALHOST:8765", "cookie": COOKIE}, ""),
    ("name", {"host": "evil.example:8765", "cookie": COOKIE}, NAME),
    ("name", {"host": "127.0.0.1.evil.example:8765", "cookie": COOKIE}, NAME),
    ("name", {"host": "localhost.evil.example:8765", "cookie": COOKIE}, NAME),
    ("name", {"host": "127.0.0.1:80", "cookie": COOKIE}, NAME),
    ("name", {"host": "127.0.0.1", "cookie": COOKIE}, NAME),
    ("name", {"host": "", "cookie": COOKIE}, NAME), ("name", {"cookie": COOKIE}, NAME),
    ("name", {"host": "127.0.0.1:8765@evil.example", "cookie": COOKIE}, NAME),
    ("name", {"host": "evil.example#127.0.0.1:8765", "cookie": COOKIE}, NAME),
    ("name", {"host": "0.0.0.0:8765", "cookie": COOKIE}, NAME),
    ("name", {"host": "192.168.1.5:8765", "cookie": COOKIE}, NAME),
    ("name", {"host": "2130706433:8765", "cookie": COOKIE}, NAME),
    ("name", {"host": "127.1:8765", "cookie": COOKIE}, NAME),
    ("name", {"host": "localhost.:8765", "cookie": COOKIE}, NAME), ("name", {"host": "[::1", "cookie": COOKIE}, NAME),
    ("name", {"host": f"{HERE}, evil.example", "cookie": COOKIE}, NAME),
    ("name", {"host": "localhost:8765:8765", "cookie": COOKIE}, NAME),
    ("name", {"host": "ｌocalhost:8765", "cookie": COOKIE}, NAME),
    ("origin", {"host": HERE, "cookie": COOKIE, "origin": f"http://{HERE}"}, ""),
    ("origin", {"host": HERE, "cookie": COOKIE, "origin": "http://evil.example"}, ORIGIN),
    ("origin", {"host": HERE, "cookie": COOKIE, "origin": "null"}, ORIGIN),
    ("origin", {"host": HERE, "cookie": COOKIE, "origin": ""}, ORIGIN),
    ("origin", {"host": HERE, "cookie": COOKIE, "origin": f"https://{HERE}"}, ORIGIN),
    ("origin", {"host": HERE, "cookie": COOKIE, "origin": "http://127.0.0.1:9999"}, ORIGIN),
    ("origin", {"host": HERE, "cookie": COOKIE, "origin": "http://localhost:8765"}, ORIGIN),
    ("origin", {"host": HERE, "cookie": COOKIE, "origin": f"http://{HERE}.evil.example"}, ORIGIN),
    ("origin", {"host": HERE, "cookie": COOKIE, "origin": f"http://{HERE}/"}, ORIGIN),
    ("origin", {"host": HERE, "cookie": COOKIE, "origin": "file://"}, ORIGIN),
    ("token", {"host": HERE}, ADDRESS), ("token", {"host": HERE, "cookie": ""}, ADDRESS),
    ("token", {"host": HERE, "cookie": "sim-page-8765="}, ADDRESS),
    ("token", {"host": HERE, "cookie": "sim-page-8765=x"}, ADDRESS),
    ("token", {"host": HERE, "cookie": COOKIE[:-1]}, ADDRESS),
    ("token", {"host": HERE, "cookie": f"{COOKIE}x"}, ADDRESS),
    ("token", {"host": HERE, "cookie": COOKIE.upper()}, ADDRESS),
    ("token", {"host": HERE, "cookie": f"sim-page-9999={TOKEN}"}, ADDRESS),
    ("token", {"host": HERE, "cookie": f"other={TOKEN}"}, ADDRESS),
    ("token", {"host": HERE, "cookie": TOKEN}, ADDRESS),
    ("token", {"host": HERE, "cookie": "sim-page-8765=é"}, ADDRESS),
    ("token", {"host": HERE, "cookie": ";;;=;\x00"}, ADDRESS),
    ("token", {"host": HERE, "cookie": f"a=b; {COOKIE}; c=d"}, ""),
    ("token", {"host": HERE, "authorization": f"Bearer {TOKEN}"}, ADDRESS),
    ("token", {"host": HERE, "x-forwarded-for": "127.0.0.1"}, ADDRESS),
]  # fmt: skip
"""What may be said at the door: what of, the headers, and what is answered where it stays shut."""


def _asked(headers, kind="http", query="", host="127.0.0.1", method="GET", sent=()):
    """Ask a guard, and return what it answers and what the application inside has seen."""
    seen, answered = [], []

    async def inside(scope, receive, send):
        seen.append(scope)
        if scope["type"] == "websocket":
            while (message := await receive())["type"] == "websocket.receive":
                seen.append(message)
                if "fails" in (message.get("text") or ""):
                    raise KeyError("of what was sent")
            return
        cookie = (b"set-cookie", b"solara-session-id=1; Path=/; SameSite=none; Secure")
        await send({"type": "http.response.start", "status": 200, "headers": [cookie, (b"x-frame-options", b"x")]})
        await send({"type": "http.response.body", "body": b"a scenario"})

    waiting = iter(
        [*({"type": "websocket.receive", **message} for message in sent), {"type": "websocket.disconnect"}]
    )

    async def receive():
        return next(waiting)

    async def send(message):
        answered.append(message)

    scope = {"type": kind, "method": method, "path": "/", "query_string": query.encode(),
             "headers": [(name.encode(), value.encode("utf-8")) for name, value in headers.items()]}  # fmt: skip
    asyncio.run(Guard(inside, host, 8765, TOKEN)(scope, receive, send))
    return answered, seen


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(("about", "headers", "said"), ASKED)
def test_the_door_is_shut_for_whoever_has_no_key(about, headers, said, kind):
    answered, seen = _asked(headers, kind, query="session_id=1")
    if not said:
        assert len(seen) == 1, about
        return
    assert seen == []
    if kind == "websocket":
        assert answered == [{"type": "websocket.close", "code": 1008, "reason": said}]
    else:
        assert answered[0]["status"] == 403
        assert answered[1]["body"].decode() == f"{said}\n"


@pytest.mark.parametrize("query", ["", "session_id=", "session=1", f"token={TOKEN}", "%00", "session_id"])
def test_a_conversation_says_which_it_is(query):
    answered, seen = _asked({"host": HERE, "cookie": COOKIE}, "websocket", query=query)
    assert seen == []
    assert answered[0]["reason"] == TALK


KEYS = [
    f"token={TOKEN}x",
    "token=",
    "token=x",
    f"token={TOKEN}&token={TOKEN}",
    f"Token={TOKEN}",
    "token=%00",
    "token=%C3%A9",
]


@pytest.mark.parametrize("query", KEYS)
def test_another_token_opens_nothing(query):
    answered, seen = _asked({"host": HERE}, query=query)
    assert seen == []
    assert answered[0]["status"] == 403


def test_the_printed_address_gives_the_key_and_is_gone_from_the_address():
    answered, seen = _asked({"host": HERE}, query=f"token={TOKEN}")
    headers = dict(answered[0]["headers"])
    assert (answered[0]["status"], headers[b"location"], seen) == (303, b"/", [])
    assert headers[b"set-cookie"].decode() == f"{COOKIE}; Path=/; HttpOnly; SameSite=Strict"
    assert _asked({"host": HERE}, query=f"token={TOKEN}", method="POST")[0][0]["status"] == 403


def test_every_answer_refuses_frames_and_keeps_cookies_from_other_pages():
    for headers, query in (
        ({"host": HERE, "cookie": COOKIE}, ""),
        ({"host": HERE}, f"token={TOKEN}"),
        ({"host": HERE}, ""),
    ):
        answered, _ = _asked(headers, query=query)
        told = answered[0]["headers"]
        said = dict(told)
        assert [value for name, value in told if name == b"x-frame-options"] == [b"DENY"]
        assert said[b"referrer-policy"] == b"no-referrer"
        for name, value in told:
            if name == b"set-cookie":
                assert value.endswith(b"SameSite=Strict")
                assert b"none" not in value
                assert b"Secure" not in value


def test_the_browser_is_told_to_get_nothing_from_elsewhere():
    answered, _ = _asked({"host": HERE, "cookie": COOKIE})
    policy = dict(answered[0]["headers"])[b"content-security-policy"].decode()
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy
    assert "*" not in policy
    assert policy.count(HERE) == policy.count("ws://") == 1


def test_the_headers_of_a_proxy_do_not_reach_the_application():
    of_a_proxy = {
        "x-forwarded-host": "evil.example",
        "x-script-name": "/x",
        "Script-Name": "/x",
        "x-forwarded-proto": "a",
    }
    _, seen = _asked({"host": HERE, "cookie": COOKIE, **of_a_proxy})
    assert [name for name, _ in seen[0]["headers"]] == [b"host", b"cookie"]


@pytest.mark.parametrize(
    ("host", "alone"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("127.8.8.8", True), ("0.0.0.0", False), ("::", False),
     ("192.168.1.5", False), ("example.org", False), ("", False), ("localhost.evil.example", False)],
)  # fmt: skip
def test_what_is_this_machine_alone_is_known(host, alone):
    assert is_loopback(host) is alone


@pytest.mark.parametrize(
    ("host", "said"),
    [("127.0.0.1", ""), ("localhost", ""), ("::1", ""), ("0.0.0.0", "other machines can reach this page: whoever"),
     ("::", "other machines"), ("192.168.1.5", "other machines"), ("talks.example", "nothing that is sent is")],
)  # fmt: skip
def test_it_is_said_what_it_means_that_others_can_reach_the_page(host, said, capsys):
    say_who_gets_in(host)
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == bool(said)


def test_where_others_may_look_names_still_have_to_be_this_machines():
    for name, said in (("192.168.1.5:8765", 200), ("talks.example:8765", 200), ("evil.example:8765", 403)):
        answered, _ = _asked({"host": name, "cookie": COOKIE}, host="talks.example")
        assert answered[0]["status"] == said


HEADER = {"msg_id": "1", "msg_type": "comm_msg", "session": "1", "username": "x", "date": "x", "version": "5.3"}
WELL = {
    "header": HEADER,
    "channel": "shell",
    "content": {"comm_id": "1", "data": {}},
    "metadata": {},
    "parent_header": {},
}

MESSAGES = [
    {"text": ""}, {"text": "x"}, {"text": "null"}, {"text": "[]"}, {"text": "{}"}, {"text": "1.5"}, {"text": "99"},
    {"text": '"x"'}, {"text": "[" * 100_000}, {"text": "{" * 9},
    {"bytes": b""}, {"bytes": b"\x00\x01"}, {"bytes": b"\xff" * 99},
    {"text": json.dumps({**WELL, "header": None})}, {"text": json.dumps({**WELL, "header": {}})},
    {"text": json.dumps({**WELL, "header": {**HEADER, "msg_type": 1}})},
    {"text": json.dumps({**WELL, "header": {**HEADER, "msg_id": None}})},
    {"text": json.dumps({**WELL, "content": {"comm_id": 1.5, "data": {}}})},
    {"text": json.dumps({**WELL, "content": {"comm_id": "x", "data": "x"}})},
    {"text": json.dumps({**WELL, "channel": None})},
    {"text": json.dumps({**WELL, "content": []})},
    {"text": json.dumps({"header": {"msg_type": "x"}})}, {"text": "NaN"},
]  # fmt: skip


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_without_form_does_not_reach_the_application(message):
    sent = [message, {"text": json.dumps(WELL)}]
    _, seen = _asked({"host": HERE, "cookie": COOKIE}, "websocket", query="session_id=1", sent=sent)
    assert [told["text"] for told in seen[1:]] == [json.dumps(WELL)]


def test_a_conversation_that_fails_ends_and_nothing_else_does():
    sent = [{"text": json.dumps({**WELL, "channel": "fails"})}]
    answered, _ = _asked({"host": HERE, "cookie": COOKIE}, "websocket", query="session_id=1", sent=sent)
    assert answered == [{"type": "websocket.close", "code": 1003}]


# --- what is told of sliders and choices ------------------------------------------------------------------------

NO_PLACE = (
    99,
    -1,
    1.5,
    1.0,
    "x",
    "1",
    "",
    None,
    True,
    False,
    [],
    [1],
    {},
    {"a": 1},
    float("nan"),
    float("inf"),
    10**30,
)


@pytest.mark.parametrize("told", NO_PLACE)
def test_what_is_no_place_in_a_list_is_left_unheard(told):
    assert whole_number(told, 5) is None


WEST = "actors.west.position.status"


@pytest.fixture(scope="module")
def sheet(case_text):
    return {slider.path: slider for group in sliders_of(read_text(case_text)) for slider in group.sliders}


def _told(**more):
    return {"number": 1, "a": {"base": "", "moved": {}}, "b": {"base": "", "moved": {WEST: 0.5}}, "run": None, **more}


def _moved(base="", **moved):
    return _told(b={"base": base, "moved": {path.replace("__", "."): to for path, to in moved.items()}})


NOTHING_ASKED = [
    None, 99, 1.5, "x", [], {}, _told(b=None), _told(b=[]), _told(b={}), _told(a=None), _told(b={"base": ""}),
    _told(b={"base": "", "moved": []}), _told(b={"base": None, "moved": {}}), _moved(base="../../etc/passwd"),
    _told(b={"base": ["x"], "moved": {}}), _moved(actors__west__position__status="x"),
    _moved(actors__west__position__status=None), _moved(actors__west__position__status=True),
    _moved(actors__west__position__status=float("nan")), _moved(actors__west__position__status=float("inf")),
    _moved(actors__west__position__status=1e300), _moved(actors__west__position__status=-99),
    _moved(actors__west__position__status=10**400), _moved(no__such__path=0.5),
    _told(b={"base": "", "moved": {1: 0.5}}), _told(number=None), _told(number="x"), _told(number=1.5),
    _told(number=-1), _told(number=True),
]  # fmt: skip


@pytest.mark.parametrize("told", NOTHING_ASKED)
def test_what_asks_nothing_that_makes_sense_is_left_unheard(told, sheet):
    assert asked_of(told, sheet, ("other",)) is None


def test_two_worlds_are_heard_and_a_run_that_is_none_is_not(sheet):
    asked = asked_of(_told(a={"base": "other", "moved": {}}, run="x"), sheet, ("other",))
    assert (asked.number, asked.a, asked.b, asked.run) == (1, World("other"), World("", {WEST: 0.5}), None)
    assert asked_of(_told(run=17), sheet, ()).run == 17


# --- the page as it is served ------------------------------------------------------------------------------------


def test_what_is_no_scenario_in_the_folder_is_left_unread(tmp_path, case_text):
    first = tmp_path / "case.yaml"
    first.write_text(case_text, encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "large.yaml").write_bytes(b"format: 1\n" * 300_000)
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "nowhere.yaml").symlink_to("none.yaml")
    (tmp_path / "ring.yaml").symlink_to("ring.yaml")
    (tmp_path / "zeros.yaml").symlink_to("/dev/zero")
    (tmp_path / "other.yaml").write_text(case_text, encoding="utf-8")
    assert [path.name for path in scenarios_beside(first)] == ["case.yaml", "other.yaml"]


@pytest.fixture(scope="module")
def served(tmp_path_factory, case_text):
    """The page as a user serves it, with a pipe in its folder."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "case.yaml").write_text(case_text, encoding="utf-8")
    os.mkfifo(folder / "pipe.yaml")
    words = [sys.executable, "-m", "sim.cli", "app", str(folder / "case.yaml"), "--no-browser", "--port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env={**os.environ, "PYTHONUNBUFFERED": "1"}) as server:  # fmt: skip
        try:
            yield urlsplit(server.stdout.readline().split()[0]), server
        finally:
            server.kill()


def _get(at, path="/", **headers):
    asked = http.client.HTTPConnection("127.0.0.1", at.port, timeout=30)
    asked.request("GET", path, headers={"Host": f"127.0.0.1:{at.port}", **headers})
    answer = asked.getresponse()
    told = answer.status, dict(answer.getheaders()), answer.read().decode("utf-8", "replace")
    asked.close()
    return told


def test_the_served_page_opens_with_its_address_alone_and_names_no_other(served):
    at, _ = served
    key = f"sim-page-{at.port}={at.query.removeprefix('token=')}"
    assert _get(at)[0] == 403
    assert _get(at, "/static/main-vuetify.js")[0] == 403
    assert _get(at, f"/?{at.query}")[1]["location"] == "/"
    status, headers, page = _get(at, Cookie=key)
    assert status == 200
    assert headers["x-frame-options"] == "DENY"
    assert "SameSite=Strict" in headers["set-cookie"]
    loads = re.findall(r"""(?:src|href|url|import|fetch)\s*[=(]\s*["']?\s*((?:https?:)?//[^"'\s)]+)""", page)
    assert loads == []
    assert _get(at, Cookie=key, Host="evil.example")[0] == 403
    assert _get(at, Cookie=key, Origin="http://evil.example")[0] == 403


def test_nonsense_on_a_real_connection_leaves_the_page_as_it_was(served):
    from websockets.exceptions import ConnectionClosed, InvalidStatus
    from websockets.sync.client import connect

    at, server = served
    here = f"127.0.0.1:{at.port}"
    url = f"ws://{here}/jupyter/api/kernels/{{}}/channels?session_id=1"
    key = {"Cookie": f"sim-page-{at.port}={at.query.removeprefix('token=')}; solara-session-id=1"}
    for headers, origin in (({}, f"http://{here}"), (key, "http://evil.example")):
        with pytest.raises(InvalidStatus):
            connect(url.format(uuid4()), additional_headers=headers, origin=origin)
    content = {"comm_id": "1", "data": {}, "target_name": "x", "target_module": "os"}
    opened = json.dumps({**WELL, "header": {**HEADER, "msg_type": "comm_open"}, "content": content})
    other = json.dumps({**WELL, "header": {**HEADER, "msg_type": "execute_request"}, "content": {"code": "1"}})
    for nonsense in (["x", "99", b"\x00", "[" * 1000], [json.dumps(WELL)], [opened], [other]):
        with connect(url.format(uuid4()), additional_headers=key, origin=f"http://{here}") as talk:
            try:
                for message in nonsense:
                    talk.send(message)
                talk.recv(timeout=0.5)
            except (ConnectionClosed, TimeoutError):
                continue
    assert _get(at, **key)[0] == 200
    assert server.poll() is None


def test_nobody_is_left_behind_when_the_page_is_killed(served):
    _, server = served
    everyone = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
    server.send_signal(signal.SIGKILL)
    said = server.communicate(timeout=30)[1]
    assert len(everyone) > 1
    _, left = psutil.wait_procs(everyone[1:], timeout=15)
    assert left == []
    assert "Traceback" not in said
