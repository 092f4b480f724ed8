"""The players of examples/: each plays, by its own rule, and none of them stops a game."""

from __future__ import annotations

import shlex
import sys

import pytest

from sim.scenario.reader import written
from sim.seats.play import play
from sim.seats.programs import ProgramPlayer

BOTS = "examples/bots"


@pytest.fixture
def seated():
    started = []

    def seat(case, *words, alone=False):
        flags = ["-I", "-S"] if alone else []
        command = shlex.join([sys.executable, *flags, *map(str, words)])
        started.append(ProgramPlayer(command, list(case.issues), 60.0))
        return started[-1]

    yield seat
    for player in started:
        player.leave()


def answers(game, kind):
    return [one for one in game.decisions if one.question.kind == kind]


def test_the_fixed_rule_needs_nothing_of_this_program_and_is_kept(talks, seated):
    case = talks({"process.0.talks.weeks": 17})
    game = play(case, {"west": seated(case, f"{BOTS}/fixed_rule.py", alone=True)})
    assert {one.answered.why for one in game.decisions} == {""}
    said = answers(game, "accept")
    assert said
    for one in said:
        status, rights = one.question.facts["text"]
        assert one.answered.choice == (1 - 0.75 * abs(status - 0.1) - 0.25 * abs(rights - 0.2) >= 0.7)


def test_the_fixed_rule_is_short(talks):
    from pathlib import Path

    code = Path(f"{BOTS}/fixed_rule.py").read_text(encoding="utf-8").partition("import json")[2]
    assert sum(bool(line.strip()) for line in code.splitlines()) <= 30
    assert "import sim" not in code and "from sim" not in code


def test_the_greedy_one_takes_what_pays_in_its_own_runs(board, seated, tmp_path):
    case = board({"actors.blocker.fallback": {"value": 0.9}})
    file = tmp_path / "board.yaml"
    file.write_text(written(case), encoding="utf-8")
    game = play(case, {"blocker": seated(case, f"{BOTS}/greedy.py", file, 1)})
    assert {one.answered.why for one in game.decisions} == {""}
    payoffs = {}
    for choice in ("yes", "no"):
        from every_seat import Scripted

        other = play(case, {"blocker": Scripted(vote=choice)})
        payoffs[choice] = other.row.column("utility.blocker")[0].as_py()
    assert payoffs["yes"] != payoffs["no"]
    assert {one.answered.choice for one in answers(game, "vote")} == {max(payoffs, key=payoffs.get)}


@pytest.mark.parametrize(
    ("says", "choice"),
    [
        (r"""print('Well.'); print('{"choice": "no"}')""", "no"),
        ("print('I would rather not say')", None),
        ("import sys; sys.exit(1)", None),
    ],
)
def test_a_language_model_is_any_program_that_prints(says, choice, board, seated):
    case = board()
    command = [f"{BOTS}/language_model.py", sys.executable, "-c", says]
    game = play(case, {"blocker": seated(case, *command, alone=True)})
    for one in answers(game, "vote"):
        assert one.answered.choice == (choice or one.question.own)
        assert one.answered.why == ""


def test_a_language_model_that_is_not_there_leaves_all_to_the_model(board, seated):
    case = board()
    game = play(case, {"blocker": seated(case, f"{BOTS}/language_model.py", "no-such-program", alone=True)})
    assert [one.answered.choice for one in game.decisions] == [one.question.own for one in game.decisions]
