"""docs/what_moves_what.md names every number that is drawn, and says of each what the program says."""

from __future__ import annotations

import datetime as dt
import importlib.util
import re
from pathlib import Path

import pytest

from sim.questions.sensitivity.moved import Moved
from sim.scenario.reader import read_scenario, scenario_from

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
    text = text.replace("`actors.russia.blocking_cost`", "`actors.russia.blocking`")
    page.write_text(text.replace("`texts.conference.status`", "`texts.conference`"), encoding="utf-8")
    monkeypatch.setattr(script, "PAGE", page)
    assert script.main(["--check"]) == 1
    told = capsys.readouterr().out
    assert "page.md lacks actors.russia.blocking_cost" in told
    assert "page.md lacks texts.conference.status" in told, "a dead one"
    assert "page.md names actors.russia.blocking, which is not drawn" in told


def test_what_is_written_sorts_numbers_by_what_they_move(script):
    after = {"recognitions": 0.0, "recognitions_by": 0.0, "ground": 0.0}
    found = [
        Moved("actors.a.weight", 0.25, 3.0, 0.125, "a", frozenset(["outcome"]), (), 0.25, 1.5, 0.125),
        Moved("process.recognition.alone", 0.0, 0.0, 0.0, "", frozenset(["recognition.standing"]), ("S10",),
              0.5, 2.0, 0.0),
        Moved("actors.a.precision", 0.0, 0.0, 0.5, "a", frozenset(["vienna.rounds", "utility.a"]), ("S2", "S7"),
              **after, reason="no answer turns"),
        Moved("actors.b.precision", 0.0, 0.0, 0.0, **after, reason="b does nothing in any run"),
    ]  # fmt: skip
    case = read_scenario("scenarios/kosovo/five_actors.yaml")
    under = {"actors.a.precision": ["trade at 0.6", "no_veto"], "actors.b.precision": []}
    lines = script.written(found, {"actors.a.precision": "coded"}, 64, case, under).splitlines()
    assert lines[1] == (
        "1 move an outcome or a date, 1 act afterwards, and **2 (50 per cent) are dead: they move none of these in "
        "any run**. 1 of the dead move what a fact of the record is held against, 1 nothing at all that results keep."
    )
    assert "| noise | 2 | 0 | 2 | 0.0 % | 0.0 | 0.0 % | 0.0 % | 0.500 |" in lines
    parts = {"": []}
    for line in lines:
        if line.startswith("## "):
            parts[line] = []
        parts[list(parts)[-1]].append(line)
    _, deciding, afterwards, dead = parts.values()
    assert "| `actors.a.weight` | 25.0 % | 3.0 | 25.0 % | 1.5 | 12.5 % | 0.125 | a |" in deciding
    assert "| `process.recognition.alone` | 50.0 % | 2.0 | 0.0 % | S10 |" in afterwards
    told = "no answer turns (a 0.500; S2, S7). Acts under trade at 0.6, no_veto. Note: coded."
    assert f"- `actors.a.precision`: {told}" in dead
    assert "- `actors.b.precision`: b does nothing in any run." in dead


def test_it_is_tried_under_which_question_of_the_file_a_dead_number_acts(script):
    """A text that one side refuses whatever it says in its range acts where that side has nothing without it."""
    firm = {"kind": "party", "salience": {"land": 1.0}, "precision": 1e6, "tactic": {"kind": "firm"}}
    case = scenario_from({
        "format": 1, "title": "A text in the middle",
        "calendar": {"start": dt.date(2030, 1, 7), "end": dt.date(2031, 12, 29)},
        "issues": {"land": {"zero": "west has it", "one": "east has it"}},
        "actors": {"west": {**firm, "position": {"land": 0.0}, "fallback": {"value": 0.6}},
                   "east": {**firm, "position": {"land": 1.0}, "fallback": {"value": 0.9}}},
        "texts": {"now": {"land": 0.0}, "middle": {"land": {"uniform": [0.3, 0.7]}}},
        "status_quo": "now",
        "process": [{"talks": {"name": "talks", "parties": ["west", "east"], "weeks": 20, "round_every_weeks": 2,
                               "options": [{"text": "middle", "after_weeks": 3}]}}],
        "outcomes": [{"name": "agreed", "when": {"ending": "agreed"}}, {"name": "none", "otherwise": True}],
        "levers": {
            "east_alone": {"ask": "What if east had less?", "path": "actors.east.fallback.value",
                           "from": 0.1, "to": 1.0},
            "both": {"ask": "What if both had less?",
                     "set": {"actors.east.fallback.value": 0.0, "actors.west.fallback.value": 0.0}},
        },
    })  # fmt: skip
    assert script.acting_under(case, ["texts.middle.land"], runs=8) == {"texts.middle.land": ["east_alone at 0.1"]}


@pytest.fixture(scope="module")
def parts(script):
    """The rows of the page: numbers that decide, that act afterwards, that are dead."""
    page = script.PAGE.read_text(encoding="utf-8")
    deciding, rest = page.split(script.AFTERWARDS)
    return [
        [line for line in part.splitlines() if line.startswith(("| `", "- `"))]
        for part in (deciding, *rest.split(script.DEAD))
    ]


def test_at_most_one_in_six_is_dead_and_each_has_a_reason_of_its_own_runs(parts):
    dead = parts[-1]
    assert 0 < len(dead) <= sum(map(len, parts)) / 6
    reasons = [line.split("`: ")[1].split(" (")[0] for line in dead]
    assert all(re.search(r"turns|in any run|in no run|nothing in the file", reason) for reason in reasons)
    assert len(set(reasons)) > len(reasons) / 2, "each tells of its own answers"


def test_what_acts_once_it_is_decided_is_not_called_dead(parts):
    _, afterwards, dead = parts
    assert all(line.startswith(("| `process.recognition.", "| `process.aftermath.")) for line in afterwards)
    assert len(afterwards) > 10
    for line in afterwards:
        differs, by, ground = (float(cell.strip(" %")) for cell in line.split("|")[2:5])
        assert differs + by + ground > 0
    assert not any("process.recognition." in line or "process.aftermath." in line for line in dead)
