"""What an actor could have done: held against games whose answers are known, and against what nobody can do."""

from __future__ import annotations

import math
from functools import cache
from typing import get_args

import numpy as np
import pytest
from closed_forms.division import rubinstein_deadline
from closed_forms.legislature import romer_rosenthal
from pydantic import BaseModel

from sim.cli import main
from sim.questions.compare import paired_shift
from sim.questions.levers import best_response as searching
from sim.questions.levers.best_response import Response, best_response, settle
from sim.questions.levers.levers import adjusted, by_luck, levers
from sim.questions.levers.playing import Table
from sim.scenario.choices import CHOSEN, GIVEN, NOBODYS, Lever, levers_of, settings_of
from sim.scenario.faults import ScenarioFault
from sim.scenario.format.process import STAGE_KINDS
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.shape import shape_of
from sim.scenario.reader import read_scenario, read_text, varied
from sim.views.figures.of_questions.levers import draw_exploitability, draw_levers

ROUND = "scenarios/theory/rubinstein_deadline.yaml"
SETTER = "scenarios/theory/romer_rosenthal.yaml"
SHORT = "process.round.weeks=20"
FIVE = "scenarios/kosovo/five_actors.yaml"


# --- whose choice each field is ---------------------------------------------------------------------------------


def parts_of_a_file():
    found, left = set(), [Scenario, *STAGE_KINDS.values()]
    while left:
        part = left.pop()
        if part not in found:
            found.add(part)
            inside = [field.annotation for field in part.model_fields.values()]
            while inside:
                kind = inside.pop()
                left += [one for one in shape_of(kind).forms if isinstance(one, type) and issubclass(one, BaseModel)]
                inside += [*get_args(kind), *(arg for one in shape_of(kind).forms for arg in get_args(one))]
    return found


def test_every_part_and_every_field_says_whose_choice_it_is():
    parts = parts_of_a_file()
    assert {part.__name__ for part in parts - set(CHOSEN)} <= set(NOBODYS)
    assert set(CHOSEN) == set(GIVEN) <= parts
    for part in CHOSEN:
        assert sorted([*CHOSEN[part], *GIVEN[part]]) == sorted(part.model_fields), part.__name__


def test_what_is_called_nobodys_is_there():
    names = {part.__name__ for part in parts_of_a_file()} | {"Body"}
    assert set(NOBODYS) <= names


@pytest.mark.parametrize("path", [FIVE, SETTER, ROUND, "scenarios/cyprus/annan_plan.yaml"])
def test_levers_change_the_file_and_touch_no_wants(path):
    case = read_scenario(path).model_copy(update={"record": None})
    own = [lever for actor in case.actors for lever in levers_of(case, actor)]
    assert own and len({lever.setting for lever in own}) == len(own)
    for lever in own[::9]:
        try:
            changed = varied(case, settings_of([lever])).scenario
        except ScenarioFault:
            continue
        assert changed.hash != case.hash, lever
        kept = {"position", "salience", "beliefs", "premiums", "blocking_cost", "patience_weeks"}
        for name, actor in case.actors.items():
            assert actor.model_dump(include=kept) == changed.actors[name].model_dump(include=kept)


def test_only_the_one_who_chooses_has_the_lever():
    case = read_scenario(FIVE)
    assert all(lever.setting.startswith(("actors.pristina.", "process.declaration."))
               for lever in levers_of(case, "pristina"))  # fmt: skip
    assert not any("tactic" in lever.setting for lever in levers_of(case, "russia"))
    assert any(lever.choice == "process.council.first_draft" for lever in levers_of(case, "contact_group"))


# --- games with known answers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("discount", [0.8, 0.5])
def test_a_first_mover_who_gives_nothing_learns_to_give_what_the_game_says(discount):
    case = read_scenario(ROUND, [SHORT, "actors.first.tactic.kind=firm", "actors.first.tactic.flexibility=0",
                                 f"actors.second.fallback.value={discount}"])  # fmt: skip
    found = best_response(Table(case), "first", runs=2)
    assert found.gain.after == pytest.approx(rubinstein_deadline(0.9, discount, 2), abs=0.01)


def test_whoever_gives_all_by_the_end_is_waited_out():
    """The first side comes down from all to nothing, so that a second who never gives has all but a step, 0.05."""
    found = best_response(Table(read_scenario(ROUND, [SHORT])), "second", runs=2)
    assert found.gain.before == pytest.approx(0.8, abs=0.05) and found.gain.after > 0.94
    assert found.pays(0.005)


@pytest.mark.parametrize("law", [0.4, 0.3])
def test_a_setter_learns_to_table_what_the_median_just_accepts(law):
    text = (f"{{extends: {SETTER}, add: {{texts.mirror: {{policy: {1 - law}}}}}, "
            f"set: {{texts.in_force.policy: {law}, process.floor.step: 0.05}}}}")  # fmt: skip
    found = best_response(Table(read_text(text)), "setter", runs=2)
    best = 1 - abs(0.8 - float(romer_rosenthal(0.8, 0.5, law)))
    assert found.gain.after <= best + 1e-6, "no setter has more than the game allows"
    assert found.gain.after == pytest.approx(best, abs=0.01)


TWO = """
format: 1
title: Two who ratify
calendar: {{start: 2030-01-07, end: 2030-12-30}}
issues: {{trade: {{zero: closed, one: open}}}}
actors:
  west: {{kind: party, position: {{trade: 1}}, salience: {{trade: 1}}, precision: 90000, fallback: {{value: {west}}}}}
  east: {{kind: party, position: {{trade: 1}}, salience: {{trade: 1}}, precision: 90000, fallback: {{value: {east}}}}}
  author: {{kind: envoy, position: {{trade: 1}}, salience: {{trade: 1}}}}
texts: {{old: {{trade: 0.5}}, treaty: {{trade: {treaty}}}}}
status_quo: old
process:
  - proposal: {{name: treaty, proposer: author, parties: [west, east], text: treaty, step: 0}}
outcomes: [{{name: ratified, when: {{ending: accepted}}}}, {{name: refused, otherwise: true}}]
"""


def test_two_who_must_both_ratify_come_to_rest_where_both_say_yes():
    """Both refuse what brings each 0.3; a yes alone changes nothing, so refusing is a rest, and an odd one."""
    both = read_text(TWO.format(west=0.9, east=0.9, treaty=0.8))
    alone = settle(Table(both), ["west", "east"], runs=2)
    assert alone.settled and not alone.steps
    one = read_text(TWO.format(west=0.9, east=0.5, treaty=0.8))
    found = settle(Table(one), ["west", "east"], runs=2)
    assert [round(response.gain.difference, 6) for response in found.coded] == [0.3, 0.0]
    assert found.settled and [step.actor for step in found.steps] == ["west"]
    assert found.profile["west"][0].setting == "actors.west.private_consent={treaty: 1}"


def test_who_says_yes_to_its_loss_gains_by_saying_no():
    case = read_text(TWO.format(west=0.5, east=0.5, treaty=0.2))
    coded = varied(case, ["actors.west.private_consent={treaty: 1}", "actors.east.private_consent={treaty: 1}"])
    found = best_response(Table(coded.scenario), "west", runs=2)
    assert found.gain.difference == pytest.approx(0.3)
    assert found.words == "what it says to treaty: says yes only for its own gain"


# --- the search by itself ---------------------------------------------------------------------------------------


def answering(payoffs, monkeypatch):
    """Let two actors with two ways each answer by a table of payoffs, ``payoffs[actor][row way][column way]``."""
    other = {name: Lever(name, name, "way", "other", f"{name}=1") for name in ("row", "column")}

    def answer(table, actor, profile=None, *, runs):
        ways = {name: int(bool((profile or {}).get(name))) for name in other}
        pays = [payoffs[actor][way if actor == "row" else ways["row"]][way if actor == "column" else ways["column"]]
                for way in (0, 1)]  # fmt: skip
        best = int(np.argmax(pays)) if pays[0] != pays[1] else ways[actor]
        gain = paired_shift([pays[ways[actor]]] * 2, [pays[best]] * 2)
        return Response(actor, (other[actor],) if best else (), gain, 2)

    monkeypatch.setattr(searching, "best_response", answer)
    return settle(Table(read_scenario(SETTER)), ["row", "column"], runs=2)


def test_a_dilemma_comes_to_rest_where_both_defect(monkeypatch):
    found = answering({"row": [[3, 0], [5, 1]], "column": [[3, 5], [0, 1]]}, monkeypatch)
    assert found.settled and all(found.profile.values()) and len(found.steps) == 2
    assert [one.gain.difference for one in found.coded] == [2.0, 2.0]


def test_matching_pennies_go_round_and_that_is_said(monkeypatch):
    found = answering({"row": [[1, 0], [0, 1]], "column": [[0, 1], [1, 0]]}, monkeypatch)
    assert not found.settled and found.returned


def test_no_run_is_played_twice_and_what_stays_behind_was_tried_in_enough_runs(monkeypatch):
    """Each play of a candidate costs most of what it costs by being played at all, so that there are few of them."""
    play, played = Table.play, []
    monkeypatch.setattr(Table, "play", lambda self, doings, runs, first=0: (
        played.append([(doing, first, runs) for doing in doings]) or play(self, doings, runs, first)))  # fmt: skip
    monkeypatch.setattr(searching, "FIRST_RUNS", 2)
    found = best_response(Table(read_scenario(ROUND, [SHORT, "actors.first.tactic.kind=firm"])), "first", runs=8)
    runs = [(doing, run) for part in played for doing, first, count in part for run in range(first, first + count)]
    assert len(set(runs)) == len(runs)
    widths = [(len(part), first, count) for part in played for _, first, count in part[:1]]
    assert found.doing and widths[-1] == (2, 8, 8), "what it does and the best, in runs without a say in the choice"
    *_, (tried, first, count), _ = widths
    assert (first, count) == (2, 6) and tried == math.ceil(found.tried / searching.DIVISOR) + 1
    played.clear()
    assert not best_response(Table(read_text(TWO.format(west=0.9, east=0.9, treaty=0.8))), "west", runs=2).doing
    assert {first for part in played for _, first, _ in part} == {0}, "with nothing to gain, nothing more to play"


def test_gains_by_luck_alone_are_found_as_often_as_they_are_said_to_be():
    noise = np.random.default_rng(0).normal(size=(2_000, 100))
    share = np.mean([by_luck(one) < 0.05 for one in noise])
    assert share == pytest.approx(0.05, abs=0.015)
    tables = np.array([[by_luck(one) for one in noise[start : start + 20]] for start in range(0, 2_000, 20)])
    assert np.mean([min(adjusted(table)) <= 0.05 for table in tables]) <= 0.05


# --- as one asks it ---------------------------------------------------------------------------------------------


@cache
def of_pristina():
    return levers(read_scenario(FIVE), "pristina", runs=16, seed=1)


def test_the_best_comes_first_and_what_is_the_same_gains_nothing():
    found = of_pristina()
    gains = [one.gain.difference for one in found.pulled]
    assert gains == sorted(gains, reverse=True) and gains[0] > 0 > gains[-1]
    assert all(one.gain.difference == 0 for one in found.pulled if one.otherwise == 0 and one.by_chance == 1
               and one.gain.low == one.gain.high)  # fmt: skip
    assert len(found.pulled) + len(found.impossible) == len(levers_of(found.scenario, "pristina"))


def test_workers_have_no_say():
    case = read_scenario(SETTER)
    assert levers(case, "setter", 4, workers=2).summary() == levers(case, "setter", 4).summary()


def test_the_figures_draw_the_numbers():
    found = of_pristina()
    axes = draw_levers(found).axes[0]
    drawn = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"]
    widest = sorted((one.gain.difference for one in found.pulled), key=abs)[-len(drawn) :]
    assert sorted(drawn) == sorted(widest) and drawn == sorted(drawn, reverse=True)
    table = settle(Table(read_scenario(SETTER)), ["setter"], runs=2)
    (dot,) = [line for line in draw_exploitability(table).axes[0].lines if line.get_marker() == "o"]
    assert dot.get_xdata()[0] == table.coded[0].gain.difference


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "--actor: name who does otherwise; there are: belgrade, pristina, envoy, contact_group, russia"),
        (["--actor", "pristna"], "--actor: no actor is called 'pristna'; allowed: belgrade, pristina, envoy, "
                                 "contact_group, russia; did you mean pristina?"),
        (["--actor", "belgrade", "--actor", "pristina"], "--actor: one actor, or with --best-response several"),
        (["--best-response", "--actor", "belgrade", "--actor", "belgrade"], "--actor: one actor, or with"),
    ],
)  # fmt: skip
def test_faults_are_said_in_one_line(words, said, capsys):
    assert main(["levers", FIVE, *words]) == 1
    assert said in capsys.readouterr().err


def test_who_can_do_nothing_is_told(capsys):
    assert main(["levers", SETTER, "--actor", "fourth", "--set", "process.floor.sponsors=[setter, fourth]"]) == 1
    assert (
        "there is nothing that fourth could do otherwise by itself here; allowed: setter" in capsys.readouterr().err
    )


def test_the_words_on_the_terminal(capsys):
    assert main(["levers", SETTER, "--actor", "setter", "--runs", "2"]) == 0
    told = capsys.readouterr().out
    assert "What setter could do otherwise by itself" in told
    assert "at most one in 20 is expected to be luck" in told
    assert main(["levers", SETTER, "--actor", "setter", "--runs", "2", "--best-response"]) == 0
    told = capsys.readouterr().out
    assert "At rest as coded: nobody named gains more than 0.005 by a change that was tried." in told
