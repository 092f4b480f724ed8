"""docs/what_moves_what.md names every number that is drawn, and says of each what the program says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from sim.questions.sensitivity.each import Moved

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("generate_what_moves", DOCS / "generate_what_moves.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_names_the_numbers_that_are_drawn(script, capsys):
    assert script.main(["--check"]) == 0, capsys.readouterr().out


def test_a_number_that_is_missing_or_odd_is_told(script, monkeypatch, tmp_path, capsys):
    page = tmp_path / "page.md"
    text = script.PAGE.read_text(encoding="utf-8")
    page.write_text(text.replace("`actors.russia.blocking_cost`", "`actors.russia.blocking`"), encoding="utf-8")
    monkeypatch.setattr(script, "PAGE", page)
    assert script.main(["--check"]) == 1
    told = capsys.readouterr().out
    assert "page.md lacks actors.russia.blocking_cost" in told
    assert "page.md names actors.russia.blocking, which is not drawn" in told


def test_what_is_written_counts_the_dead_with_their_reasons(script):
    found = [
        Moved("actors.a.weight", 0.25, 3.0, 0.125, "a", frozenset(["outcome"])),
        Moved("actors.a.precision", 0.0, 0.0, 0.5, "a", frozenset(["vienna.rounds", "utility.a"]), ("S2", "S7")),
        Moved("actors.b.precision", 0.0, 0.0, 0.0),
        Moved("process.recognition.alone", 0.0, 0.0, 0.0, "", frozenset(["recognition.standing"]), ("S10",)),
    ]
    lines = script.written(found, {"actors.a.precision": "coded | here"}, 64, "abc", ["vienna"]).splitlines()
    assert lines[1] == (
        "1 move an outcome or a date; **3 (75 per cent) move neither in any run**. 1 of these act only once the "
        "dispute is decided, on recognitions and on the ground; of the 3 others 2 (67 per cent) move neither. 2 of "
        "the dead move what a fact of the record is held against, 1 nothing at all that results keep."
    )
    assert "| `actors.a.weight` | 25.0 % | 3.0 | 0.125 | a |" in lines
    assert (
        "| `actors.a.precision` | 0.500 | a | S2, S7 | moves what happens in vienna and what somebody has in the "
        "end; no stage ends otherwise for it (coded / here) |"
    ) in lines
    assert "| `actors.b.precision` | 0.000 |  |  | moves nothing that results keep |" in lines
    assert "| `process.recognition.alone` | 0.000 |  | S10 | acts only once the outcome stands |" in lines
    assert "| noise | 2 | 2 | 0.0 % | 0.0 | 0.500 |" in lines


def live_and_dead():
    head, dead = (DOCS / "what_moves_what.md").read_text(encoding="utf-8").split("## Numbers that move neither")
    return [[line for line in part.splitlines() if line.startswith("| `")] for part in (head, dead)]


def test_each_dead_number_has_its_reason():
    live, dead = live_and_dead()
    assert 0 < len(dead) < len(live)
    assert all(line.split("|")[-2].strip() for line in dead)


def test_at_most_one_in_six_of_those_that_could_move_an_outcome_is_dead(script):
    """What acts only once the dispute is decided could not; the page counts it as dead all the same."""
    live, dead = live_and_dead()
    could = [line for line in dead if not line.startswith(tuple(f"| `{stage}" for stage in script.AFTER))]
    assert len(dead) - len(could) > 10
    assert len(could) <= (len(could) + len(live)) / 6
