"""Whatever a program does, the game goes on, and nobody is told what is another's."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import pytest
from every_seat import Echo

from sim.seats.conversation import NotStarted
from sim.seats.play import play
from sim.seats.players import ModelPlayer
from sim.seats.programs import ProgramPlayer
from sim.seats.protocol import LONGEST

HEAD = """
import json, sys
def say(text):
    sys.stdout.buffer.write(text if isinstance(text, bytes) else (json.dumps(text) + "\\n").encode())
    sys.stdout.buffer.flush()
for line in sys.stdin:
    asked = json.loads(line)
    if asked["type"] != "question":
        continue
    right = {"type": "answer", "number": asked["number"], "seat": asked["seat"], "choice": asked["model"]}
"""

HOSTILE = {
    "silent": ("pass", "time was up"),
    "ends at once": ("sys.exit(3)", "the program has ended"),
    "not JSON": ('say(b"yes, of course\\n")', "it is no line of JSON"),
    "binary": ('say(bytes(range(256)) + b"\\n")', "it is no line of JSON"),
    "nested": ('say(b"[" * 30000 + b"\\n")', "it is no line of JSON"),
    "ten megabytes": ('say({**right, "choice": "x" * 10_000_000})', f"it is longer than {LONGEST} bytes"),
    "another seat": ('say({**right, "seat": "east"})', "it answers for another seat"),
    "out of turn": ('say({**right, "number": 99})', "it answers a question that has not been put"),
    "not allowed": ('say({**right, "choice": "perhaps"})', "it is neither yes nor no"),
    "a flood without an end": ('say(b"x" * 3_000_000)', "time was up"),
}


def program(tmp_path, body, head=HEAD):
    path = tmp_path / "program.py"
    path.write_text(head + "".join(f"    {line}\n" for line in body.splitlines()), encoding="utf-8")
    return shlex.join([sys.executable, "-I", "-S", str(path)])


@pytest.fixture
def case(paper):
    """Two objections, and a last word: three questions to each party."""
    return paper({"process.0.proposal.weeks": 5})


@pytest.fixture
def seated(case):
    started = []

    def seat(command, seconds=5.0):
        started.append(ProgramPlayer(command, list(case.issues), seconds))
        return started[-1]

    yield seat
    for player in started:
        player.leave()
    assert all(player.process.poll() is not None for player in started)


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_program_leaves_the_game_to_the_model(what, case, seated, tmp_path):
    body, why = HOSTILE[what]
    waits = why == "time was up"
    west = seated(program(tmp_path, body), 0.3 if waits else 5.0)
    game = play(case, {"west": west, "east": ModelPlayer()})
    told = {one.answered.why for one in game.decisions if one.question.actor == "west"}
    assert told <= {why, "it reads nothing"}
    assert why in told
    assert game.row.equals(play(case, {"west": ModelPlayer(), "east": ModelPlayer()}).row)


def test_an_honest_program_is_heard(case, seated, tmp_path):
    west = seated(program(tmp_path, 'say({**right, "choice": False})'))
    game = play(case, {"west": west})
    mine = [one.answered for one in game.decisions]
    assert [(one.choice, one.by, one.why) for one in mine] == [(False, "program", "")] * len(mine)
    assert len(mine) == 3


def test_what_comes_late_answers_nothing_that_follows(case, seated, tmp_path):
    body = 'import time\nif asked["number"] == 1: time.sleep(1.2)\nsay({**right, "choice": False})'
    game = play(case, {"west": seated(program(tmp_path, body), 1.0)})
    assert [one.answered.why for one in game.decisions] == ["time was up", "", ""]


def test_a_program_that_reads_nothing_is_not_waited_for_twice(case, seated, tmp_path):
    west = seated(program(tmp_path, "", head="import time\ntime.sleep(60)\n"), 0.3)
    west.open({"type": "opening", "long": "x" * 2_000_000})
    game = play(case, {"west": west})
    assert {one.answered.why for one in game.decisions} == {"it reads nothing"}


def test_what_it_says_after_the_end_is_nobodys_business(case, seated, tmp_path):
    body = 'say(right)\nif asked["number"] == 3:\n    for _ in range(9): say({**right, "number": 4})'
    game = play(case, {"west": seated(program(tmp_path, body))})
    assert {one.answered.why for one in game.decisions} == {""}


def test_it_is_told_the_protocol_in_order(case, seated, tmp_path):
    log = tmp_path / "heard.jsonl"
    head = f"import sys\nlog = open({str(log)!r}, 'w')\nfor line in sys.stdin:\n"
    west = seated(program(tmp_path, "log.write(line)\nlog.flush()", head), 0.2)
    play(case, {"west": west})
    west.leave()
    heard = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [one["type"] for one in heard] == ["opening", "question", "question", "question", "close"]
    assert heard[0]["protocol"] == 1
    assert set(heard[1]) == {
        "type", "number", "seat", "week", "date", "stage", "kind", "asks", "allowed", "facts", "payoffs", "beliefs",
        "model", "news", "seconds_left",
    }  # fmt: skip
    page = Path("docs/reference/seats.md").read_text(encoding="utf-8")
    assert [key for key in heard[1] if f"`{key}`" not in page] == []


@pytest.mark.parametrize("command", ["no-such-program-anywhere", "'", ""])
def test_what_cannot_be_started_is_told(command, case):
    with pytest.raises(NotStarted, match=r" cannot be started: "):
        ProgramPlayer(command, list(case.issues), 1.0)


class Listening(Echo):
    """Keeps all that it is told."""

    def __init__(self, issues):
        super().__init__(issues)
        self.heard = []

    def open(self, message):
        self.heard.append(message)

    def answer(self, message, question):
        self.heard.append(message)
        return super().answer(message, question)

    def close(self, message):
        self.heard.append(message)


PUBLIC = {"news", "facts", "texts", "asks"}


def numbers_in(value):
    """All numbers below a value that are no round ones: of a dozen digits, nobody hits one by chance."""
    if isinstance(value, dict):
        return set().union(*(numbers_in(one) for one in value.values()))
    if isinstance(value, list | tuple):
        return set().union(*(numbers_in(one) for one in value))
    return {value} if isinstance(value, float) and round(value, 6) != value else set()


@pytest.mark.parametrize("name", ["kosovo/five_actors", "cyprus/annan_plan"])
def test_no_seat_is_told_a_number_of_anothers(name):
    from sim.scenario.reader import read_scenario

    scenario = read_scenario(f"scenarios/{name}.yaml")
    seats = {actor: Listening(scenario.issues) for actor in scenario.actors}
    game = play(scenario, seats, run=3)
    row = {name: values[0] for name, values in game.row.to_pydict().items()}
    public = {one for seat in seats.values() for message in seat.heard for key in PUBLIC if key in message
              for one in numbers_in(message[key])}  # fmt: skip
    own, told = {}, {}
    for actor, seat in seats.items():
        private = [{key: one for key, one in message.items() if key not in PUBLIC} for message in seat.heard]
        drawn = [value for column, value in row.items() if column.startswith(f"in.actors.{actor}.")]
        own[actor] = (numbers_in(private) | numbers_in(drawn)) - public
        told[actor] = numbers_in(seat.heard)
    assert sum(map(len, own.values())) > 100
    shared = {one for one in own for other in own if one != other and told[other] & own[one]}
    assert shared == set()
    # What is public holds texts, shares and counts alone: none of the numbers that somebody is drawn with.
    drawn = {name: value for name, value in row.items() if name.startswith("in.actors.") and ".position." not in name}
    assert numbers_in(list(drawn.values())) & public == set()


def test_no_seat_is_told_what_another_would_offer_before_it_has_offered_anything(talks):
    """In the model every party stands at what it would like best until it makes its first offer."""

    class Modest(Listening):
        def answer(self, message, question):
            said = super().answer(message, question)
            return said._replace(choice=(0.5, 0.5)) if question.kind == "offer" else said

    case = talks({"process.0.talks.weeks": 9})
    seats = {name: Modest(case.issues) for name in ("west", "east")}
    play(case, seats)
    for name, other in (("west", "east"), ("east", "west")):
        ideal = seats[other].heard[0]["wishes"]["ideal"]
        assert all(ideal[issue] != 0.5 for issue in ideal)
        for said in seats[name].heard[1:]:
            assert said.get("facts", {}).get(f"offer_of.{other}") in (None, {"status": 0.5, "rights": 0.5})
    first = [next(said for said in seat.heard if said["type"] == "question") for seat in seats.values()]
    assert [[key for key in said["facts"] if key.startswith("offer_of.")] for said in first] == [
        [],
        ["offer_of.west"],
    ]
    assert "offer_of.east" not in first[0]["payoffs"] and "offer_of.west" in first[1]["payoffs"]
