"""The transcript is the replay, and a game that was killed goes on as if nothing had happened."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from every_seat import Scripted

from sim.cli import main
from sim.seats.play import play
from sim.seats.players import TranscriptPlayer
from sim.seats.transcript import NoTranscript, Transcript, read_game


def script():
    return {"west": Scripted(accept=False), "east": Scripted(offer=(0.6, 0.7))}


def written(case, path, known=(), players=None):
    with path.open("ab") as file:
        return play(case, players or script(), run=1, transcript=Transcript(file, known))


@pytest.fixture
def case(talks):
    return talks({"process.0.talks.weeks": 9})


@pytest.fixture
def whole(case, tmp_path):
    path = tmp_path / "whole.jsonl"
    written(case, path)
    return path


def test_every_message_of_the_game_is_in_it(case, whole):
    game = read_game(whole)
    kinds = [message["type"] for message in game.messages]
    assert kinds[:3] == ["game", "opening", "opening"]
    assert kinds[-3:] == ["close", "close", "end"]
    assert kinds.count("question") == kinds.count("answer") > 10
    assert game.is_over
    assert (game.scenario.hash, game.seed, game.run) == (case.hash, 0, 1)
    assert game.messages[0]["played"] is game.messages[-1]["played"] is True


def test_a_game_cut_off_within_any_line_goes_on_to_the_same_bytes(talks, tmp_path):
    case, whole = talks({"process.0.talks.weeks": 5}), tmp_path / "short.jsonl"
    written(case, whole)
    lines = whole.read_bytes().splitlines(keepends=True)
    for place in range(3, len(lines)):
        cut = tmp_path / f"cut-{place}.jsonl"
        cut.write_bytes(b"".join(lines[:place]) + lines[place][: len(lines[place]) // 2])
        game = read_game(cut)
        assert len(game.lines) == place
        with cut.open("r+b") as file:
            file.truncate(sum(map(len, game.lines)))
        written(case, cut, game.lines)
        assert cut.read_bytes() == whole.read_bytes()


def test_seats_taken_by_the_transcript_play_it_again_to_the_byte(case, whole, tmp_path):
    game, again = read_game(whole), tmp_path / "again.jsonl"
    players = {
        seat: TranscriptPlayer(kind, game.answers(seat), list(case.issues)) for seat, kind in game.seats.items()
    }
    written(case, again, players=players)
    assert again.read_bytes() == whole.read_bytes()


def test_a_transcript_answers_as_the_model_where_the_game_goes_another_way(case, whole):
    game = read_game(whole)
    west = TranscriptPlayer("human", game.answers("west"), list(case.issues))
    west.answers.pop(("rounds", 4, "offer", 1))
    played = play(case, {"west": west, "east": Scripted()}, run=1)
    (missing,) = [one for one in played.decisions if one.answered.why and one.question.actor == "west"
                  if one.question.kind == "offer" and one.question.week == 4]  # fmt: skip
    assert missing.answered.why == "the transcript has no answer to this"
    assert missing.answered.choice == missing.question.own


def test_another_program_than_the_one_that_began_it_is_told(case, whole, tmp_path):
    game, cut = read_game(whole), tmp_path / "cut.jsonl"
    lines = [*game.lines[:3], game.lines[3].replace(b'"week": 0', b'"week": 1')]
    cut.write_bytes(b"".join(lines))
    with pytest.raises(
        NoTranscript, match=r"^line 4 of the transcript is not what this version of the program plays"
    ):
        written(case, cut, lines)
    assert cut.read_bytes() == b"".join(lines)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", ": is no transcript of a game, which begins with a message of type game"),
        (b"{}\n", ":1: is no message of a game"),
        (b"\xff\xfe\n", ":1: is no line of JSON, as every line of a transcript is"),
        (b'{"type": "game", "protocol": 2}\n', ": has version 2 of the protocol; allowed: 1"),
        (b'{"type": "game", "protocol": 1}\n', ":1: lacks what a game is made of: 'scenario'"),
    ],
)
def test_what_is_no_transcript_says_why(text, why, tmp_path):
    path = tmp_path / "game.jsonl"
    path.write_bytes(text)
    with pytest.raises(NoTranscript) as told:
        read_game(path)
    assert str(told.value) == f"{path}{why}"


def test_a_scenario_that_was_changed_in_it_is_told(whole, tmp_path):
    first, *rest = whole.read_bytes().splitlines(keepends=True)
    data = json.loads(first)
    data["scenario"] = data["scenario"].replace("weeks: 9", "weeks: 12")
    path = tmp_path / "game.jsonl"
    path.write_bytes(json.dumps(data).encode() + b"\n" + b"".join(rest))
    with pytest.raises(NoTranscript, match=r":1: the scenario in it is not the one that was played$"):
        read_game(path)


# --- the verb -----------------------------------------------------------------------------------------------


@pytest.fixture
def file(case, file_of):
    return file_of(case)


@pytest.fixture
def typed(monkeypatch):
    def put(*lines):
        waiting = list(lines)

        def given(prompt=""):
            if not waiting:
                raise EOFError
            return waiting.pop(0)

        monkeypatch.setattr("builtins.input", given)

    return put


def test_a_person_plays_stops_and_goes_on(file, typed, capsys, tmp_path):
    out = tmp_path / "game.jsonl"
    typed("?", "n", "w", "status=0.3, rights=0.4", "q")
    assert main(["play", str(file), "--seat", "west=human", "--out", str(out)]) == 0
    said, problem = capsys.readouterr()
    assert problem == f"stopped; sim play --resume {out} goes on from here\n"
    assert "You are West. One simulated run, not a record of what happened." in said
    assert "  status: 0.10, all but “province” (75 points)" in said.replace("Status", "status")
    assert "What is decided cannot be taken back." in said
    assert "  The model would: " in said
    assert not read_game(out).is_over
    typed("mm")
    assert main(["play", "--resume", str(out)]) == 0
    said, _ = capsys.readouterr()
    assert "played, and so no share of anything" in said
    (mine,) = [
        message for message in read_game(out).messages if message["type"] == "answer" and message["by"] == "human"
    ]
    assert mine["choice"] == {"status": 0.3, "rights": 0.4}
    assert main(["play", "--resume", str(out)]) == 1
    assert capsys.readouterr()[1].endswith(
        "this game was played to its end; sim debrief " + f"{out} looks back at it\n"
    )


def test_what_a_person_mistypes_is_told_and_asked_again(file, typed, capsys, tmp_path):
    typed("perhaps", "statu=0.3", "status=2", "status=x", "status=0.1 status=0.3", ",", "q")
    main(["play", str(file), "--seat", "west=human", "--out", str(tmp_path / "game.jsonl")])
    said = capsys.readouterr()[0]
    for why in ("'perhaps' is no issue with a number", "no issue is called 'statu'; nearest: status",
                "status lies outside 0 to 1", "status is no number", "status is there twice",
                "it names no issue"):  # fmt: skip
        assert f"> {why}; allowed: a text, such as status=0.5, of status 0 to 1, rights 0 to 1\n" in said


def test_a_person_who_may_know_nothing_is_told_so(talks, file_of, typed, capsys, tmp_path):
    typed("n", "w", "q")
    secret = file_of(talks({"actors.west.knows": []}))
    main(["play", str(secret), "--seat", "west=human", "--out", str(tmp_path / "game.jsonl")])
    said = capsys.readouterr()[0]
    assert said.count("What you want is not told: the scenario does not let this seat know it.\n") == 2
    assert "West>   There are none that this seat may know.\n" in said


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ([], "nobody is seated; --seat ACTOR=WHO, where ACTOR is one of west, east, envoy"),
        (["--seat", "west"], "--seat: 'west' does not say who sits there; allowed: ACTOR=WHO, WHO being "
         "human, model, a transcript ending in .jsonl, the command of a program in quotes, or its ws:// address"),
        (["--seat", "wset=human"], "--seat: no actor is called 'wset'; nearest: west; there are: west, east, envoy"),
        (["--seat", "west=model", "--seat", "west=human"], "--seat: west is given twice"),
        (["--seat", "west=no-such-program"], "'no-such-program' cannot be started: no such file or directory"),
        (["--seat", "west=Human"], "--seat: nobody is called 'Human'; nearest: west=human; allowed: human, model, "
         "a transcript ending in .jsonl, the command of a program in quotes, or its ws:// address"),
        (["--seat", "west=model", "--out", "none/game.jsonl"], "none/game.jsonl: there is no folder none"),
    ],
)  # fmt: skip
def test_the_verb_says_what_is_wrong(words, why, file, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert main(["play", str(file), *words]) == 1
    assert capsys.readouterr() == ("", f"{why}\n")
    assert not (tmp_path / "game.jsonl").exists()


def test_a_game_is_not_written_over(file, capsys, tmp_path):
    out = tmp_path / "game.jsonl"
    words = ["play", str(file), "--seat", "west=model", "--out", str(out)]
    assert main(words) == 0
    before = out.read_bytes()
    capsys.readouterr()
    assert main(words) == 1
    assert capsys.readouterr()[1] == (
        f"{out}: is there already; --resume {out} goes on with a game, --out names another file, "
        "--overwrite begins anew\n"
    )
    assert out.read_bytes() == before
    assert main([*words, "--overwrite"]) == 0
    assert out.read_bytes() == before
    again = tmp_path / "again.jsonl"
    assert main(["play", str(file), "--seat", f"west={out}", "--out", str(again)]) == 0
    assert again.read_bytes() == before
    capsys.readouterr()
    assert (
        main(["play", str(file), "--seat", f"west={out}", "--run", "2", "--out", str(tmp_path / "other.jsonl")]) == 1
    )
    assert "run 0; this game is of scenario" in capsys.readouterr()[1]


def test_of_a_program_that_breaks_off_its_last_words_are_told(file, capsys, tmp_path):
    bot = tmp_path / "bot.py"
    bot.write_text("raise KeyError('wishes\\x1b[31m')\n", encoding="utf-8")
    words = ["play", str(file), "--seat", f"west={sys.executable} {bot}", "--out", str(tmp_path / "game.jsonl")]
    assert main(words) == 0
    said = capsys.readouterr()[0].splitlines()
    place = next(place for place, line in enumerate(said) if line.endswith(" by the model: the program has ended"))
    assert said[place + 1] == "  its last line on standard error: KeyError: 'wishes\\x1b[31m'"


def test_a_game_that_is_gone_on_with_takes_nothing_that_begins_another(file, typed, capsys, tmp_path):
    out = tmp_path / "a game.jsonl"
    typed("q")
    main(["play", str(file), "--seat", "west=human", "--out", str(out)])
    before = out.read_bytes()
    capsys.readouterr()
    for option in (["--run", "0"], ["--seed", "0"], ["--out", "other.jsonl"], ["--overwrite"]):
        assert main(["play", "--resume", str(out), *option]) == 1
        assert capsys.readouterr() == (
            "", f"--resume: the game goes on as it began, in its own file; {option[0]} begins another\n"
        )  # fmt: skip
    again = tmp_path / "again.jsonl"
    assert main(["play", str(file), "--seat", f"west={out}", "--out", str(again)]) == 0, "a name with a space in it"
    assert out.read_bytes() == before


def test_a_game_that_is_open_elsewhere_is_not_written_by_two(file, typed, capsys, tmp_path):
    fcntl = pytest.importorskip("fcntl", reason="this system has no such locks")
    out = tmp_path / "game.jsonl"
    typed("q")
    main(["play", str(file), "--seat", "west=human", "--out", str(out)])
    before = out.read_bytes()
    capsys.readouterr()
    with out.open("rb") as elsewhere:
        fcntl.flock(elsewhere, fcntl.LOCK_EX)
        for words in (["--resume", str(out)], [str(file), "--seat", "west=model", "--out", str(out), "--overwrite"]):
            assert main(["play", *words]) == 1
            assert capsys.readouterr()[1] == f"{out}: this game is being played elsewhere; it goes on there\n"
    assert out.read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="games are killed in processes that are forked")
def test_a_game_killed_by_signal_nine_at_every_decision_is_taken_up_to_the_same_bytes(file_of, talks):
    case = file_of(talks({"process.0.talks.weeks": 9}))
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "tests/seats/every_kill.py", "--scenario", case, "--seat", "west"],
        check=False, capture_output=True, text=True, timeout=300,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr
    assert re.fullmatch(r"west: 4 decisions, killed [78] times, the same bytes\n", told.stdout)
