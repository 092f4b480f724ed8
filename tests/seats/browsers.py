"""A class at the table: 25 browsers in five rooms, each a window of a real one, and the teacher's page beside them.

`python tests/seats/browsers.py` plays sixty weeks so, through the buttons of the pages, and then greps all that was
sent: no room may hear of another, and no seat a number of another's. `--pictures DIR` keeps pictures of the pages.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import time
from pathlib import Path

import psutil
from playwright.sync_api import sync_playwright
from test_programs import PUBLIC, numbers_in
from test_rooms import served

from sim.scenario.reader import read_scenario
from sim.views.rooms.room import Hall

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-renderer-backgrounding", "--disable-background-timer-throttling",
]  # fmt: skip
CLICKS = """
const mark = MARK;
setInterval(() => {
  const question = document.getElementById("question");
  if (!question || question.hidden) return;
  const buttons = [...document.querySelectorAll("#choices button")], fields = [...document.querySelectorAll("#choices input")];
  const find = text => buttons.find(one => one.textContent === text);
  const decide = find("Decide");
  if (decide && fields.length > 1) { fields[fields.length - 1].value = mark; decide.click(); }
  else find("As the model would").click();
}, 50);
"""  # noqa: E501 - as one reads it in a browser
"""What sits at the page: it puts a number of its own into each text, and else does as the model would."""


def mark_of(place):
    """Return the number that a room's players put into their texts."""
    return 0.1023456789 + place / 64


class Window:
    """A page in a context of its own, and all that it is sent."""

    def __init__(self, browser, url, script=""):
        self.page = browser.new_context(viewport={"width": 800, "height": 900}).new_page()
        self.heard, self.faults = [], []
        self.page.on("websocket", lambda talk: talk.on("framereceived", self.hear))
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("console", lambda said: said.type == "error" and self.faults.append(said.text))
        self.page.on("dialog", lambda asked: asked.accept())
        if script:
            self.page.add_init_script(script)
        self.page.goto(url)

    def hear(self, frame):
        """Note what this window was sent; Playwright marks what it calls, which a method of a list does not allow."""
        self.heard.append(frame)

    def messages(self):
        return [json.loads(said) for said in self.heard]


def until(true, page, seconds=600):
    last = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < last, "it did not come about"
        page.wait_for_timeout(100)


def leaks(windows, hall):
    """Say which window was sent what it must not know: another room's mark, or a number of another seat's."""
    marks = {code: repr(mark_of(place)) for place, code in enumerate(hall.rooms)}
    traffic = {who: "\n".join(one.heard) for who, one in windows.items()}
    own = {}
    for who, one in windows.items():
        told = [{key: value for key, value in said.items() if key not in PUBLIC} for said in one.messages()]
        own[who] = numbers_in(told)
    public = set().union(*(numbers_in(said[key]) for one in windows.values() for said in one.messages()
                           for key in PUBLIC if key in said))  # fmt: skip
    found = [f"{who} was sent the mark of another room" for who in windows for code, mark in marks.items()
             if code != who[0] and mark in traffic[who]]  # fmt: skip
    for who, numbers in own.items():
        for other in windows:
            if other != who:
                found += [
                    f"{other} was sent {one!r} of {who}" for one in numbers - public if repr(one) in traffic[other]
                ]
    heard_of = sum(marks[who[0]] in traffic[who] for who in windows)
    return found, sum(map(len, own.values())), heard_of


def play(hall, weeks, pictures):
    """Seat everybody, play, and return what there is to say of it."""
    scenario = hall.scenario
    with served(hall) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        windows = {}
        for place, code in enumerate(hall.rooms):
            for seat in scenario.actors:
                one = Window(browser, f"http://{address}/", CLICKS.replace("MARK", repr(mark_of(place))))
                one.page.fill("#code", code)
                one.page.select_option("#seat", seat)
                one.page.fill("#name", f"Somebody {seat}")
                one.page.click("#join button")
                windows[code, seat] = one
        teacher = Window(browser, f"http://{address}/teacher#{hall.token}")
        first = next(iter(windows.values())).page
        until(lambda: all(place.hears for room in hall.rooms.values() for place in room.places.values()), first)
        began, used = time.monotonic(), cpu()
        teacher.page.click("#all button:text-is('Start')")
        rooms = list(hall.rooms.values())
        until(lambda: all(room.week >= weeks or room.state == "over" for room in rooms), first)
        teacher.page.click("#all button:text-is('Pause')")
        until(lambda: all(room.paused for room in rooms), first)
        wall, spent = time.monotonic() - began, [now - then for now, then in zip(cpu(), used, strict=True)]
        told = {room.name: (room.week, room.state) for room in rooms}
        if pictures:
            first.screenshot(path=pictures / "player.png", full_page=True)
            teacher.page.set_viewport_size({"width": 1280, "height": 800})
            teacher.page.screenshot(path=pictures / "teacher.png", full_page=True)
        found, numbers, heard_of = leaks(windows, hall)
        questions = sum(said["type"] == "question" for one in windows.values() for said in one.messages())
        late = sum(said["type"] in ("late", "refused") for one in windows.values() for said in one.messages())
        written = [room.written() for room in rooms]
        found += [f"a name stands in the transcript of {room.name}" for room, text in zip(rooms, written, strict=True)
                  if "Somebody" in text]  # fmt: skip
        teacher.page.click("#all button:text-is('Wipe')")
        until(lambda: not hall.rooms, first)
        after = len(teacher.heard) + 1
        until(lambda: len(teacher.heard) > after, first)
        found += ["a name is sent after the wipe"] * ("Somebody" in "".join(teacher.heard[after:]))
        shown = {who: (one.page.text_content("#said"), one.page.inner_text("#news")) for who, one in windows.items()}
        found += [f"{who} still shows {said}" for who, said in shown.items() if said != ("The room was wiped.", "")]
        found += [f"{who}: {fault}" for who, one in windows.items() for fault in one.faults]
        browser.close()
    weeks_told = ", ".join(f"{name} week {week}, {state}" for name, (week, state) in told.items())
    games, pages = (f"{one:.0f} s" for one in spent)
    print(f"{len(windows)} windows in {len(rooms)} rooms: {weeks_told}")
    print(f"{questions} questions answered in {wall:.0f} s, {late} late or refused")
    print(f"processor time: {games} of the games, {pages} of the browser")
    print(f"{numbers} numbers of seats looked for in what others were sent")
    print(f"{heard_of} windows met the mark of their own room")
    print("\n".join(found) if found else "nothing reached whom it should not")
    return found


def cpu():
    """Return the processor time of this process and of all that it has started."""
    me = psutil.Process(os.getpid())
    ours, theirs = me.cpu_times(), 0.0
    for one in me.children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):  # it ended meanwhile
            times = one.cpu_times()
            theirs += times.user + times.system
    return ours.user + ours.system, theirs


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--scenario", default="scenarios/kosovo/five_actors.yaml")
    asked.add_argument("--rooms", type=int, default=5)
    asked.add_argument("--weeks", type=int, default=60)
    asked.add_argument("--seconds", type=float, default=120)
    asked.add_argument("--pictures", type=Path)
    given = asked.parse_args()
    hall = Hall(read_scenario(given.scenario), given.rooms, run=3, seconds=given.seconds)
    raise SystemExit(bool(play(hall, given.weeks, given.pictures)))


if __name__ == "__main__":
    main()
