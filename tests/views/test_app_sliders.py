"""The numbers of a scenario that can be moved, and what moving them comes to."""

from __future__ import annotations

import itertools
import shlex
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.chance.remembered import Remembered
from sim.runs.block import play_block
from sim.scenario.faults import ScenarioFault
from sim.scenario.format.quantity import Quantity, quantities
from sim.scenario.reader import read_scenario, read_text
from sim.views.app.changes import changed, command_line, file_name, file_text, moved_by, setting_of
from sim.views.app.heard import World, asked_of
from sim.views.app.levers import asked_of_number, chosen_questions, questions_of
from sim.views.app.shares import play_outcomes
from sim.views.app.shelf import first_scenario, scenarios_beside
from sim.views.app.sliders import sliders_of
from sim.views.app.worlds import case_of

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scenarios"
FIVE_ACTORS = SCENARIOS / "kosovo" / "five_actors.yaml"
SHIPPED = sorted(path for path in SCENARIOS.glob("*/*.yaml") if path.name != "history.yaml")
VARIANTS = [
    path for path in SHIPPED if path.read_bytes().startswith(b"extends:") or b"\nextends:" in path.read_bytes()
]
WITH_LEVERS = [path for path in SHIPPED if b"\nlevers:" in path.read_bytes()]


@pytest.fixture(scope="module")
def groups(five_actors):
    return sliders_of(five_actors)


def by_path(groups):
    return {slider.path: slider for group in groups for slider in group.sliders}


def test_each_kind_of_number_that_is_asked_for_has_a_slider(groups):
    found = by_path(groups)
    for path in (
        "actors.belgrade.position.status", "actors.russia.salience.legal_basis",
        "actors.belgrade.red_lines.status.max",
        "actors.contact_group.red_lines.legal_basis.min", "actors.russia.veto",
        "actors.pristina.beliefs.declaration.coordinated.chance",
        "process.declaration.sponsors.contact_group.reluctance",
        "actors.contact_group.premiums.declaration.coordinated", "process.vienna.weeks", "process.council.opens",
        "events.putin_threat.date",
    ):  # fmt: skip
        assert path in found
    assert len(found) == sum(len(group.sliders) for group in groups)


def test_a_name_keeps_its_capital():
    baseline = read_scenario(ROOT / "scenarios/kosovo/baseline.yaml")
    labels = [slider.label for slider in sliders_of(baseline)[0].sliders]
    assert "position on political status" in labels
    assert "position on North of the Ibar" in labels


def test_labels_tell_sliders_apart(groups):
    spoken = [f"{group.label}: {slider.heading}: {slider.label}" for group in groups for slider in group.sliders]
    assert len(set(spoken)) == len(spoken)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_sliders_start_where_the_file_stands_and_what_is_moved_stands_alone(path, tmp_path, monkeypatch):
    scenario = read_scenario(path)
    groups = sliders_of(scenario)
    sliders = by_path(groups)
    assert sliders
    for slider in sliders.values():
        assert slider.low <= slider.value <= slider.high
        steps = (slider.value - slider.low) / slider.step
        assert steps == pytest.approx(round(steps), abs=1e-6), slider.path
    assert changed(scenario, groups, {slider.path: slider.value for slider in sliders.values()}).settings == ()
    if path in VARIANTS[1:]:
        return  # written as the first of them is, and as the file that they extend
    monkeypatch.chdir(tmp_path)
    slider = next(iter(sliders.values()))
    to = slider.low if slider.value > (slider.low + slider.high) / 2 else slider.high - 10 * slider.step
    change = changed(scenario, groups, {slider.path: to})
    assert change.scenario is not None, change.faults
    assert change.scenario.hash != scenario.hash
    kept = tmp_path / file_name(change, path)
    kept.write_text(file_text(change, path), encoding="utf-8")
    assert read_scenario(kept).hash == change.scenario.hash


def ends_of(slider):
    """Where a lever is moved to: the end that is farther off."""
    return slider.low if slider.value - slider.low > slider.high - slider.value else slider.high


@pytest.mark.parametrize("path", WITH_LEVERS, ids=lambda path: path.stem)
def test_every_lever_is_what_the_command_line_makes_of_the_same_words(path):
    scenario = read_scenario(path)
    questions, groups = questions_of(scenario), sliders_of(scenario)
    assert 3 <= len(questions) <= 8
    for one in questions:
        change = changed(scenario, groups, {one.slider.path: ends_of(one.slider)}, questions)
        words = shlex.split(command_line(change, path, 2_000, 0))
        given = [word for flag, word in itertools.pairwise(words) if flag == "--set"]
        if change.scenario is None:
            with pytest.raises(ScenarioFault):
                read_scenario(path, given)
        else:
            assert read_scenario(path, given).hash == change.scenario.hash != scenario.hash


@pytest.mark.parametrize("path", WITH_LEVERS, ids=lambda path: path.stem)
def test_whatever_a_slider_of_the_page_is_moved_to_is_heard(path):
    case = case_of(path)
    known = case.sliders(case.questions)
    for slider in (*by_path(case.groups).values(), *(one.slider for one in case.questions)):
        for to in (slider.low, slider.high):
            told = {"number": 1, "a": {"base": "", "moved": {}}, "b": {"base": "", "moved": {slider.path: to}}}
            assert asked_of(told, known, ()) is not None, (slider.path, to)


def test_a_lever_may_go_further_than_the_number_by_itself(five_actors, groups):
    (lever, *_) = questions_of(five_actors)
    far = replace(lever, slider=replace(lever.slider, high=5.0))
    change = changed(five_actors, groups, {lever.slider.path: 5.0}, [far])
    assert change.faults == ()
    assert change.scenario.actors["russia"].blocking_cost.mode == 5.0


@pytest.mark.parametrize("parent", ["my case.yaml", '"my case.yaml"', "'my case.yaml'  # of it", "./my case.yaml"])
def test_a_variant_is_found_however_it_names_its_parent(tmp_path, parent):
    (tmp_path / "my case.yaml").write_bytes(FIVE_ACTORS.read_bytes())
    (tmp_path / "other.yaml").write_text(f"extends: {parent}\nset:\n  title: Another\n", encoding="utf-8")
    assert list(case_of(tmp_path / "my case.yaml").variants) == ["other"]
    read_scenario(tmp_path / "other.yaml")


def test_every_lever_ends_each_run_as_the_command_line_does(five_actors, groups):
    """Which makes the same scenario of its words, as the test above holds."""
    questions, places = questions_of(five_actors), np.arange(12)
    labels, remembered = list(five_actors.outcome_labels), Remembered()
    for one in questions:
        change = changed(five_actors, groups, {one.slider.path: ends_of(one.slider)}, questions)
        on_page = play_outcomes(change.scenario, [0], places=places, remembered=remembered)
        outside = play_block(change.scenario, 0, 0, places).rows["outcome"].to_pylist()
        assert [labels[kind] for kind in on_page] == outside, one.name


def test_both_ends_of_sliders_are_played_or_explained(five_actors, groups):
    explained = 0
    for path, slider in list(by_path(groups).items())[::9]:
        for to in (slider.low, slider.high):
            change = changed(five_actors, groups, {path: to})
            assert (change.scenario is None) == bool(change.faults)
            explained += bool(change.faults or change.doubts)
    assert explained > 0


def test_the_same_settings_on_the_command_line_are_the_same_scenario(five_actors, groups):
    moved = {"actors.russia.veto": 0.0, "actors.belgrade.position.status": 0.5, "process.council.opens": 732800.0}
    change = changed(five_actors, groups, moved)
    words = shlex.split(command_line(change, FIVE_ACTORS, 2_000, 0))
    given = [word for flag, word in itertools.pairwise(words) if flag == "--set"]
    assert len(given) == 3
    assert read_scenario(FIVE_ACTORS, given).hash == change.scenario.hash


def test_every_number_that_the_file_gives_can_be_moved(five_actors, groups):
    given = {
        path for path, number in quantities(five_actors) if not path.startswith("record.") and number.bounds[1] < 1e9
    }
    assert given <= set(by_path(groups))
    for path in ("actors.russia.blocking_cost", "texts.declared.status", "process.declaration.alone_chance"):
        assert path in given


def test_levers_are_found_in_the_runs_of_a_file_that_names_none(five_actors):
    found = chosen_questions(five_actors)
    assert 3 <= len(found) <= 8
    assert {"process.declaration.alone_chance", "actors.russia.blocking_cost"} <= {one.name for one in found[:4]}
    assert all(one.slider.low < one.slider.high and one.ask.endswith("?") for one in found)


ASKED = [
    ("open/cyprus_2031", "actors.turkey.position.security",
     "What if Turkey wanted more or less on troops and guarantees?"),
    ("open/cyprus_2031", "actors.greek_cypriots.salience.territory",
     "What if territory in the north mattered more or less to the Greek Cypriot leadership?"),
    ("patterns/sanctions", "actors.taran.red_lines.programme.min",
     "What if the red line of Taran on the programme lay higher or lower?"),
    ("patterns/sanctions", "actors.taran.tactic.flexibility", "What if Taran had more or less room to give way?"),
    ("open/cyprus_2031", "actors.greek_cypriots.audience.cost",
     "What if giving way in public cost the Greek Cypriot leadership more or less at home?"),
    ("patterns/sanctions", "actors.taran.premiums.final.deadlock",
     "What if Taran had more or less to gain where “Talks on a final deal” ended as “deadlock”?"),
    ("open/cyprus_2031", "texts.as_it_is.state", "What if “As it is” stood higher or lower on one state or two?"),
    ("patterns/coalition", "process.formation.weeks", "What if there were more or fewer weeks for “Formation”?"),
    ("dayton/talks", "events.bombing.chance", "What if “NATO's bombing begins” were more or less likely?"),
    ("dayton/talks", "events.bombing.effects.0.change.by", "What if “NATO's bombing begins” changed more or less?"),
    ("kosovo/five_actors", "process.declaration.sponsors.contact_group.reluctance",
     "What if the reluctance were higher or lower (Declaration, sponsors, Contact Group (Western members))?"),
    ("kosovo/five_actors", "utility.gamma", "What if the utility gamma were higher or lower?"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "path", "asked"), ASKED, ids=[one[1] for one in ASKED])
def test_a_lever_that_runs_have_chosen_is_asked_in_a_sentence(file, path, asked):
    assert asked_of_number(read_scenario(SCENARIOS / f"{file}.yaml"), path) == asked


def test_a_lever_that_runs_have_chosen_says_what_its_ends_mean():
    found = {one.name: one for one in chosen_questions(read_scenario(SCENARIOS / "patterns" / "sanctions.yaml"))}
    for name in ("actors.taran.position.programme", "actors.union.red_lines.programme.max"):
        assert found[name].slider.ends == ("given up", "without limits")
    assert found["actors.taran.position.programme"].ask == "What if Taran wanted more or less on the programme?"
    assert found["actors.taran.tactic.flexibility"].slider.ends == ("", "")


def test_what_a_variant_has_no_more_is_not_moved_there_without_a_word():
    dayton = case_of(SCENARIOS / "dayton" / "talks.yaml")
    moved = {"events.bombing.chance": 0.1, "front_unmoved": 1.0, "actors.serbia.position.map": 0.5}
    change = dayton.change(World("front_unmoved", moved), dayton.questions)
    assert change.scenario.actors["serbia"].position["map"].mode == 0.5
    assert change.doubts == (
        "not in this question of the file, and so moves nothing: Event “NATO's bombing begins”, chance",
        "not in this question of the file, and so moves nothing: What if NATO had not bombed, and the front had "
        "stayed where it was?",
    )
    assert dayton.change(World("", {"events.bombing.chance": 0.1}), dayton.questions).doubts == ()


def test_the_order_of_movements_has_no_say(five_actors, groups):
    one = {"actors.russia.veto": 0.0, "process.vienna.weeks": 20.0}
    other = dict(reversed(one.items()))
    assert changed(five_actors, groups, one).scenario.hash == changed(five_actors, groups, other).scenario.hash


def test_a_fault_is_told_by_the_label_of_its_slider():
    text = (
        file_text(changed(read_scenario(FIVE_ACTORS), (), {}), FIVE_ACTORS)
        .replace("status: {min: 0.7,", "status: {min: 0.7, max: 0.9,")
    )  # fmt: skip
    scenario = read_text(text)
    groups = sliders_of(scenario)
    change = changed(scenario, groups, {"actors.pristina.red_lines.status.min": 0.95})
    assert change.scenario is None
    assert change.faults == (
        "Pristina, red line on political status, at least and Pristina, red line on political status, at most: "
        "min 0.95 can lie above max 0.9, and then nothing is accepted; allowed: min up to max",
    )
    with pytest.raises(ValueError, match="at fault"):
        file_text(change, FIVE_ACTORS)


@pytest.mark.parametrize(
    ("given", "to", "expected"),
    [
        (0.4, 0.7, {"value": 0.7}),
        ({"low": 0.1, "mode": 0.2, "high": 0.4}, 0.3, {"low": 0.2, "mode": 0.3, "high": 0.5}),
        ({"low": 0.1, "mode": 0.2, "high": 0.4}, 0.0, {"low": 0.0, "mode": 0.0, "high": 0.2}),
        ({"uniform": [0.2, 0.4]}, 0.9, {"uniform": [0.8, 1.0]}),
        ({"normal": [0.5, 0.1]}, 0.6, {"normal": [0.6, 0.1]}),
    ],
)
def test_a_number_moves_with_its_uncertainty(given, to, expected):
    assert moved_by(Quantity.model_validate(given), to, 0, 1) == expected


def test_a_day_is_written_as_a_date(groups):
    slider = by_path(groups)["process.council.opens"]
    assert setting_of(slider, slider.value + 14) == "process.council.opens=2007-05-21"


def test_the_shelf_holds_scenarios_only():
    names = [path.name for path in scenarios_beside(FIVE_ACTORS)]
    assert names[0] == "five_actors.yaml"
    assert {"baseline.yaml", "no_veto.yaml", "nash.yaml"} <= set(names)
    assert "history.yaml" not in names


def test_without_a_name_what_the_folder_names_is_shown_and_away_from_it_the_starter(tmp_path, monkeypatch):
    assert first_scenario(ROOT) == FIVE_ACTORS
    monkeypatch.setattr("sim.views.app.shelf.PACKAGE", tmp_path / "sim")
    assert first_scenario(tmp_path).name == "starter.yaml"
    assert read_scenario(first_scenario(tmp_path))
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "shown_first.txt").write_text("case.yaml\n")
    assert first_scenario(tmp_path).name == "starter.yaml", "what is named and not there is not shown"
    for odd in (b"\xff\xfe", b"", b"x" * 5_000, b".\n"):
        (tmp_path / "scenarios" / "shown_first.txt").write_bytes(odd)
        assert first_scenario(tmp_path).name == "starter.yaml"
    (tmp_path / "scenarios" / "shown_first.txt").write_text("case.yaml\n")
    (tmp_path / "scenarios" / "case.yaml").touch()
    assert first_scenario(tmp_path) == tmp_path / "scenarios" / "case.yaml"


def test_what_nothing_reads_is_said_on_the_page_as_it_opens():
    scenario = read_scenario("sim/data/starter.yaml", ("actors.mediator.blocking_cost=0.5",))
    groups = sliders_of(scenario)
    (said,) = [doubt for doubt in changed(scenario, groups, {}).doubts if "has no effect" in doubt]
    assert "nothing reads it of mediator; it is read of who sits in a Council" in said


def test_a_file_is_read_again_when_a_table_or_a_parent_of_it_changes(tmp_path):
    table, parent, path = (tmp_path / name for name in ("states.csv", "parent.yaml", "case.yaml"))
    path.write_text("extends: parent.yaml\n")
    text = (ROOT / "tests/scenario/good.yaml").read_text(encoding="utf-8")
    last = "      expected: {coordinated: 0.5}\n"
    stage = "  - recognition: {name: recognition, states: states.csv, coefficients: {constant: -5}}\n"
    parent.write_text(text.replace(last, f"{last}      on_success: recognition\n{stage}"), encoding="utf-8")
    table.write_text("state\nPER\n")
    first = case_of(path)
    assert case_of(path) is first
    table.write_text("state\nPER\nCHL\n")
    assert list(case_of(path).scenario.stages["recognition"].states) == ["PER", "CHL"]
    parent.write_text(parent.read_text(encoding="utf-8").replace("A good file", "Another"), encoding="utf-8")
    assert case_of(path).scenario.title == "Another"
    table.unlink()
    with pytest.raises(ScenarioFault, match="there is no file"):
        case_of(path)
