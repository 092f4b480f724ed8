"""Files that people pass on, sealed forecasts, games and lists of tables: altered ones are told in a line."""

import hashlib
import json
import os

import pytest

from sim.cli import main
from sim.seats.play import play
from sim.seats.players import ModelPlayer
from sim.seats.transcript import Transcript

DAY = "2999-12-31"


@pytest.fixture(scope="module")
def home(tmp_path_factory, case_text):
    """A folder with a case, a sealed forecast of it and a game of it."""
    from sim.scenario.reader import read_text

    home = tmp_path_factory.mktemp("passed")
    (home / "case.yaml").write_text(case_text, encoding="utf-8")
    words = ["seal", str(home / "case.yaml"), "--question", "Settled?", "--resolution", "As both say.", "--by", DAY]
    assert main([*words, "--runs", "16", "--out", str(home / "open.json")]) == 0
    with (home / "game.jsonl").open("wb") as file:
        play(read_text(case_text), {"west": ModelPlayer()}, transcript=Transcript(file))
    return home


def told(capsys, *words, code=1):
    capsys.readouterr()
    found = main([str(word) for word in words])
    out, err = capsys.readouterr()
    assert (found, out, err.count("\n")) == (code, "", 1), (found, out, err)
    return err


def sealed_anew(data):
    said = {key: value for key, value in data.items() if key != "seal"}
    digest = hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    return {**said, "seal": digest}


# --- sealed forecasts --------------------------------------------------------------------------------------------

SEALED = {
    "a seed beyond all": ({"seed": "99999999999999999999"}, "(seed: '99999999999999999999' is no seed; allowed: "),
    "runs beyond all": ({"runs": 10**30}, "(runs: Input should be less than or equal to 10000000000)"),
    "fewer runs than outcomes": ({"runs": 3}, "(the outcomes have 16 runs, and sealed are 3)"),
    "no outcomes": ({"outcomes": {}}, "(the outcomes have 0 runs, and sealed are 16)"),
    "a day that is none": ({"by": "soon"}, "(by: Invalid isoformat string: 'soon')"),
    "a day written otherwise": ({"by": "2031-W01"}, "(by: it is no day such as 2031-12-31)"),
    "a terminal's command": ({"title": "\x1b[2J"}, "(title: the character U+001B cannot be printed)"),
    "half a sign": ({"question": "\ud800"}, "(question: the character U+D800 cannot be printed)"),
    "a turned version": ({"version": "\u202e1"}, "(version: the character U+202E turns the direction of all"),
}


@pytest.mark.parametrize("kind", SEALED)
def test_what_no_forecast_says_is_refused_though_it_is_sealed(kind, home, tmp_path, capsys):
    change, words = SEALED[kind]
    path = tmp_path / "open.json"
    path.write_text(json.dumps(sealed_anew(json.loads((home / "open.json").read_bytes()) | change)), encoding="utf-8")
    assert f"{path}: no sealed forecast {words}" in told(capsys, "verify", path, home / "case.yaml")
    assert f"{path}: no sealed forecast {words}" in told(capsys, "score", path, "--outcome", "settled")


def test_a_question_that_stands_twice_is_no_sealed_one(home, tmp_path, capsys):
    path = tmp_path / "open.json"
    path.write_text('{"question": "Never settled?",' + (home / "open.json").read_text(encoding="utf-8")[1:], "utf-8")
    assert told(capsys, "verify", path) == f"{path}: no sealed forecast; the key question stands twice\n"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("\x1b[2J", "the question: the character U+001B cannot be printed; allowed: printable text"),
        ("\ud800", "the question: the character U+D800 cannot be printed; allowed: printable text"),
        ("\u200b", "the question: nothing of this text can be seen; allowed: a text that can be seen"),
    ],
)
def test_a_question_that_nobody_can_read_is_not_sealed(question, words, home, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sim.runs.run.run", lambda *_, **__: pytest.fail("it was played"))
    asked = ["seal", home / "case.yaml", "--question", question, "--resolution", "As both say.", "--by", DAY]
    said = told(capsys, *asked, "--runs", "4", "--out", tmp_path / "x.json")
    assert said == f"{home / 'case.yaml'}: {words}\n"
    assert not list(tmp_path.iterdir())


BEFORE_IT_IS_PLAYED = {
    "a day that is past": (["--by", "1999-12-31"], "CASE: it is to be decided by 1999-12-31, which is no day"),
    "no day": (["--by", "soon"], "--by: 'soon' is no day; allowed: a day such as 2031-12-31"),
    "no words": (["--resolution", " "], "CASE: the resolution is empty; allowed: words that a stranger"),
    "a file that is there": (["--out", "CASE"], "CASE: is there already, and a sealed forecast is never replaced"),
    "no folder": (["--out", "HOME/none/x.json"], "HOME/none/x.json: there is no folder HOME/none"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BEFORE_IT_IS_PLAYED)
def test_what_cannot_be_sealed_is_refused_before_it_is_played(kind, home, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sim.runs.run.run", lambda *_, **__: pytest.fail("it was played"))
    changed, words = BEFORE_IT_IS_PLAYED[kind]
    asked = {"--question": "Settled?", "--resolution": "As both say.", "--by": DAY, "--out": "HOME/x.json"}
    asked |= dict([changed])
    here = {"CASE": str(home / "case.yaml"), "HOME": str(tmp_path)}
    given = [word for pair in asked.items() for word in pair]
    for name, path in here.items():
        given, words = [word.replace(name, path) for word in given], words.replace(name, path)
    assert told(capsys, "seal", home / "case.yaml", *given).startswith(words)
    assert not list(tmp_path.iterdir())


# --- games -------------------------------------------------------------------------------------------------------


def without(line, name):
    return lambda lines: lines[line].pop(name)


def changed(line, **what):
    return lambda lines: lines[line].update(what)


EXTENDS = "its scenario extends a file; allowed: a whole scenario"
AGAIN = (
    "the game does not play again as it is written down: another version of the program wrote it, or it was altered"
)
GAMES = {
    "no seat": (without(2, "seat"), "FILE:3: is a message of type question without seat"),
    "no stage": (without(2, "stage"), "FILE:3: is a message of type question without stage"),
    "no choice": (without(3, "choice"), "FILE:4: is a message of type answer without choice"),
    "a list of weeks": (changed(2, week=[1, 2]), "FILE:3: week is '[1, 2]', which is no whole number"),
    "a block for a kind": (changed(2, kind={"a": 1}), "FILE:3: kind is \"{'a': 1}\", which is no text"),
    "a list for a type": (changed(2, type=["question"]), "FILE:3: is no message of a game"),
    "an answer out of bounds": (changed(3, choice={"status": 9e9}), AGAIN),
    "another seed": (changed(0, seed="7"), AGAIN),
    "a seed beyond all": (changed(0, seed="9" * 22), f":1: lacks what a game is made of: '{'9' * 22}' is no seed"),
    "a run beyond all": (changed(0, run=10**30), f"run '{10**30}' is no whole number from 0 to 9999999999"),
    "a run before all": (changed(0, run=-5), "run '-5' is no whole number from 0 to 9999999999"),
    "a seat of nobody": (changed(0, seats={"north": "model"}), "no actor is called 'north'; there are: west, east"),
    "no seats": (changed(0, seats={}), "FILE:1: lacks what a game is made of: nobody sits in a seat"),
    "a command in a seat": (changed(0, seats={"west": "rm -rf"}), "west is played by 'rm -rf'; allowed: human, "),
    "somebody's file": (changed(0, scenario="extends: /etc/passwd"), EXTENDS),
    "somebody's file in braces": (changed(0, scenario="{extends: /etc/passwd, title: x}"), EXTENDS),
}  # fmt: skip


@pytest.mark.parametrize("kind", GAMES)
def test_a_game_that_was_altered_is_told_in_a_line(kind, home, tmp_path, capsys):
    change, words = GAMES[kind]
    lines = [json.loads(line) for line in (home / "game.jsonl").read_bytes().splitlines()]
    change(lines)
    path = tmp_path / "game.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert words.replace("FILE", str(path)) in told(capsys, "debrief", path, "--quick", "--runs", "10")


def test_an_answer_that_is_none_stops_a_game_that_goes_on(home, tmp_path, capsys):
    lines = [json.loads(line) for line in (home / "game.jsonl").read_bytes().splitlines()][:6]
    lines[3]["choice"] = [1, 2]
    path = tmp_path / "game.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    before = path.read_bytes()
    said = told(capsys, "play", "--resume", path)
    assert said == "the answer to question 1 of west is none: it is no text: a number for each issue\n"
    assert path.read_bytes() == before


def test_an_ending_that_was_altered_does_not_count_among_the_tables_of_a_class(home, tmp_path, capsys):
    text = (home / "game.jsonl").read_text(encoding="utf-8")
    *rest, last = text.splitlines()
    row = json.loads(last)
    row["row"]["outcome"] = "settled" if row["row"]["outcome"] == "nothing" else "nothing"
    path = tmp_path / "fifth.jsonl"
    path.write_text("\n".join([*rest, json.dumps(row)]) + "\n", encoding="utf-8")
    assert told(capsys, "debrief", home / "game.jsonl", path, "--runs", "10") == f"fifth: {AGAIN}\n"


# --- lists of tables, and what is no file ------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["0_1", "\u0661", "0x1", "nan", "0,5 "])
def test_a_number_that_only_programs_read_is_none(cell, home, tmp_path, capsys):
    path = tmp_path / "class.csv"
    path.write_text(f'table,outcome,status\nfirst,settled,"{cell}"\n', encoding="utf-8")
    said = told(capsys, "debrief", path, "--scenario", home / "case.yaml", "--runs", "10")
    assert said == f"{path}:2: status is {cell.strip()!r}; allowed: a number from 0 to 1\n"


PIPES = {
    "verify": (["verify", "PIPE.json"], "a sealed forecast"),
    "score": (["score", "PIPE.json", "--outcome", "settled"], "a sealed forecast"),
    "debrief": (["debrief", "PIPE.jsonl"], "a transcript"),
    "tables": (["debrief", "PIPE.csv", "--scenario", "CASE"], "a list of tables as CSV"),
    "resume": (["play", "--resume", "PIPE.jsonl"], "a transcript"),
    "seat": (["play", "CASE", "--seat", "west=PIPE.jsonl"], "a transcript"),
    "import": (["import", "PIPE.csv"], "a CSV file"),
    "domain": (["import", "PIPE.xml", "CASE", "CASE"], "an XML file"),
}  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("kind", PIPES)
def test_a_pipe_is_waited_for_by_none(kind, home, tmp_path, capsys):
    words, allowed = PIPES[kind]
    asked = [word.replace("PIPE", str(tmp_path / "pipe")).replace("CASE", str(home / "case.yaml")) for word in words]
    pipe = next(word for word in asked if str(tmp_path) in word).partition("=")
    path = pipe[2] or pipe[0]
    os.mkfifo(path)
    said = told(capsys, *asked)
    assert said == f"{path}: this is a pipe or a device, and no file; allowed: {allowed}\n"
