"""The levers of a file: questions that have no say in results, and that are refused where they lead nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli.program import obey
from sim.scenario.faults import ScenarioFault
from sim.scenario.reader import read_scenario, read_text
from sim.views.app.changes import changed
from sim.views.app.levers import questions_of
from sim.views.app.sliders import sliders_of

ROOT = Path(__file__).resolve().parents[2]
GOOD = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")
LAST = GOOD.rstrip("\n").count("\n") + 1
WITH_LEVERS = sorted(
    path for path in (ROOT / "scenarios").glob("*/*.yaml") if "\nlevers:" in path.read_text(encoding="utf-8")
)


def said_of(block: str) -> list[str]:
    with pytest.raises(ScenarioFault) as caught:
        read_text(GOOD.rstrip("\n") + f"\nlevers:\n  {block}\n", "file.yaml")
    return [str(fault) for fault in caught.value.faults if not fault.warning]


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("cost: {ask: How dear?, path: actors.west.postion.status, from: 0, to: 1}",
         "32: levers.cost.path: there is no postion in actors.west; allowed: "),
        ("cost: {ask: How dear?, path: actors.west.kind, from: 0, to: 1}",
         "32: levers.cost.path: actors.west.kind is no number that a slider could move; allowed: the "
         "path of a number that the file gives; `set:` for all else"),
        ("cost: {ask: How dear?, path: actors.west.position.status, from: 0, to: 7}",
         "74: levers.cost.to: 7 is out of range; allowed: from 0 to 1"),
        ("cost: {ask: How dear?, path: actors.west.position.status, from: 0.5, to: 0.2}",
         "3: levers.cost: from 0.5 to 0.2 is no way up; allowed: `from` below `to`"),
        ("cost: {ask: How dear?, path: actors.west.position.status}",
         "3: levers.cost: `path` without `from` and `to`; allowed: between which values "
         "the number moves"),
        ("cost: {ask: How dear?}",
         "3: levers.cost: a lever without anything to move; allowed: `path` with `from` and `to`, or `set`"),
        ("cost: {ask: How dear?, path: actors.west.position.status, from: 0, to: 1, set: {title: Another}}",
         "3: levers.cost: a lever with both `path` and `set`; allowed: `path` with `from` and `to`, or `set`"),
        ("cost: {ask: How dear?, from: 1, set: {title: Another}}",
         "3: levers.cost: `from` and `to` beside `set`; allowed: `from` and `to` beside `path`"),
        ("name: {ask: Which?, set: {titel: Another}}",
         "36: levers.name.set.titel: there is no titel; allowed: "),
        ("Name: {ask: Which?, set: {title: Another}}",
         "3: levers.Name: `Name` is no name; allowed: "),
    ],
)  # fmt: skip
def test_a_bad_lever_is_refused_with_its_line(block: str, said: str) -> None:
    told = said_of(block)
    assert len(told) == 1, told
    assert told[0].startswith(f"file.yaml:{LAST + 2}:{said}"), told


def test_the_nearest_name_is_told() -> None:
    assert said_of("name: {ask: Which?, set: {titel: Another}}")[0].endswith("did you mean title?")
    told = said_of("cost: {ask: How dear?, path: actors.west.postion.status, from: 0, to: 1}")
    assert told[0].endswith("did you mean actors.west.position.status?")


def test_what_a_lever_sets_is_checked_by_sim_check(tmp_path, capsys) -> None:
    bad = tmp_path / "bad.yaml"
    lever = "\nlevers:\n  cost: {ask: How dear?, set: {actors.west.position.status: 7}}\n"
    bad.write_text(GOOD.rstrip("\n") + lever, encoding="utf-8")
    assert obey(["check", str(bad)]) == 1
    told = capsys.readouterr()
    assert f"bad.yaml:{LAST + 2}:61: levers.cost.set: actors.west.position.status: 7 is out of range" in (
        told.out + told.err
    )


def test_levers_have_no_say_in_the_hash() -> None:
    asked = (
        GOOD.rstrip("\n") + "\nlevers:\n  cost: {ask: How dear?, path: actors.west.position.status, from: 0, to: 1}\n"
    )
    assert read_text(asked).levers["cost"].high == 1
    assert read_text(asked).hash == read_text(GOOD).hash


@pytest.mark.parametrize("path", WITH_LEVERS, ids=lambda path: path.stem)
def test_every_shipped_lever_can_be_played_at_both_ends(path: Path) -> None:
    scenario = read_scenario(path)
    questions, groups = questions_of(scenario), sliders_of(scenario)
    assert 6 <= len(questions) <= 8
    for question in questions:
        slider = question.slider
        ends = {slider.low, slider.high} - {slider.value}
        changes = [changed(scenario, groups, {slider.path: to}, questions) for to in ends]
        assert ends
        assert all(change.scenario is not None and change.scenario.hash != scenario.hash for change in changes), [
            change.faults for change in changes
        ]


def test_what_a_lever_changes_is_what_the_command_line_changes() -> None:
    path = ROOT / "scenarios" / "kosovo" / "five_actors.yaml"
    five = read_scenario(path)
    questions = questions_of(five)
    moved = {"belgrade_accepts": 1.0, "actors.russia.blocking_cost": 0.4, "moscow_expects": 1.0}
    change = changed(five, sliders_of(five), moved, questions)
    assert change.scenario is not None
    assert read_scenario(path, change.settings).hash == change.scenario.hash
    assert change.scenario.actors["belgrade"].position["status"].mode == 0.8


def test_a_number_moved_by_itself_counts_over_a_lever_that_moves_it() -> None:
    five = read_scenario(ROOT / "scenarios" / "kosovo" / "five_actors.yaml")
    moved = {"belgrade_accepts": 1.0, "actors.belgrade.position.status": 0.3}
    change = changed(five, sliders_of(five), moved, questions_of(five))
    assert change.scenario is not None
    assert change.scenario.actors["belgrade"].position["status"].mode == 0.3
    assert len([one for one in change.settings if one.startswith("actors.belgrade.position.status=")]) == 1
