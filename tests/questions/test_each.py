"""What moves what: numbers that cannot matter are called dead, the others are not, however the work is divided."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pytest

from sim.chance.streams import BLOCK_RUNS
from sim.cli import main
from sim.model import StatusTalks
from sim.questions.sensitivity import pairs
from sim.questions.sensitivity.each import each_number, notes_of
from sim.questions.sensitivity.moved import groups_of, share_dead, what_follows
from sim.questions.sensitivity.pairs import HIGH, LOW
from sim.scenario.reader import read_scenario, scenario_from, written


def party(position, **more):
    return {"kind": "party", "position": {"land": position}, "salience": {"land": 1.0}, "precision": 1e6, **more}


CASE = {
    "format": 1,
    "title": "Five numbers",
    "calendar": {"start": dt.date(2030, 1, 7), "end": dt.date(2034, 12, 25)},
    "issues": {"land": {"zero": "west has it", "one": "east has it"}},
    "actors": {
        "west": party(0.0, fallback={"value": {"uniform": [0.1, 0.9], "note": "what west has by itself"}}),
        "east": party(1.0, fallback={"value": 0.4}),
        "bystander": {
            "kind": "state", "position": {"land": {"uniform": [0.2, 0.8]}}, "salience": {"land": 1.0},
            "blocking_cost": {"uniform": [0.0, 0.5], "note": "sits in no council"},
        },
    },
    "texts": {"now": {"land": 0.0}, "unused": {"land": {"uniform": [0.0, 1.0]}}},
    "status_quo": "now",
    "process": [{"talks": {"name": "talks", "parties": ["west", "east"], "weeks": {"uniform": [20.0, 60.0]},
                           "round_every_weeks": 2}}],
    "outcomes": [{"name": "agreed", "when": {"ending": "agreed"}}, {"name": "none", "otherwise": True}],
    "record": {"priors": {"agreed": {"uniform": [0.2, 0.6]}}},
}  # fmt: skip
LIVE = ["actors.west.fallback.value", "process.talks.weeks"]
DEAD = ["actors.bystander.blocking_cost", "actors.bystander.position.land", "texts.unused.land"]


@pytest.fixture(scope="module")
def case():
    return scenario_from(CASE)


@pytest.fixture(scope="module")
def found(case):
    return each_number(case, runs=40)


def test_three_of_five_numbers_are_dead_by_construction(found):
    """What really happened is no number of the model, and is not asked about."""
    assert sorted(one.path for one in found if not one.dead) == LIVE
    assert sorted(one.path for one in found if one.dead) == DEAD
    assert share_dead(found) == pytest.approx(3 / 5)


def test_what_west_has_by_itself_decides_every_run(found):
    """Both can have what they would have alone where west has .116, and cannot where it has .884: that is over 1."""
    first = found[0]
    assert (first.path, first.outcome) == ("actors.west.fallback.value", 1.0)
    assert first.payoff > 0.1


def test_dead_numbers_may_still_move_a_payoff_or_nothing_at_all(found):
    of = {one.path: one for one in found}
    bystander = of["actors.bystander.position.land"]
    assert bystander.actor == "bystander"
    assert bystander.payoff > 0
    assert not of["actors.bystander.blocking_cost"].columns
    assert not of["texts.unused.land"].columns
    assert "utility.bystander" in bystander.columns


def test_side_by_side_is_the_same_as_alone(case, found):
    """A number low and high in a model of its own gives what it gives beside the others."""
    columns = []
    for rank in (LOW, HIGH):
        model = StatusTalks(case, places=np.arange(40), given={LIVE[1]: np.full(40, rank)}).run()
        columns.append(model.records.columns)
    low, high = columns
    weeks = next(one for one in found if one.path == LIVE[1])
    assert weeks.date == pytest.approx(np.abs(low["ended_week"].astype(float) - high["ended_week"]).mean())
    assert weeks.outcome == (low["outcome"] != high["outcome"]).mean()


def test_however_the_work_is_divided_it_is_the_same(case, found, monkeypatch):
    monkeypatch.setattr(pairs, "MOST_TOGETHER", 80)
    told = []
    assert each_number(case, runs=40, on_numbers=lambda *done: told.append(done)) == found
    assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
    assert each_number(case, runs=40, workers=2) == found


def test_runs_beyond_one_block_are_those_of_further_blocks(case):
    path = [LIVE[1]]
    (one,), (both,) = (each_number(case, runs, paths=path) for runs in (BLOCK_RUNS, BLOCK_RUNS + 8))
    model = [StatusTalks(case, block=1, places=np.arange(8), given={LIVE[1]: np.full(8, rank)}).run()
             for rank in (LOW, HIGH)]  # fmt: skip
    beyond = np.abs(np.subtract(*(one.records.columns["ended_week"].astype(float) for one in model))).mean()
    assert both.date == pytest.approx((one.date * BLOCK_RUNS + beyond * 8) / (BLOCK_RUNS + 8))


def test_few_models_stand_in_memory_at_once(case, monkeypatch):
    sizes = []

    class Counted(StatusTalks):
        def __init__(self, *args, **more):
            super().__init__(*args, **more)
            sizes.append(self.world.runs)

    monkeypatch.setattr("sim.model.StatusTalks", Counted)
    each_number(case, runs=600)
    assert max(sizes) <= pairs.MOST_TOGETHER
    assert sum(sizes) == 2 * (5 + 3) * 600, "those that are dead once more"


BASELINE = "scenarios/kosovo/baseline.yaml"
RECOGNITION, GROUND = "process.recognition.background", "process.aftermath.displaced"


@pytest.fixture(scope="module")
def afterwards():
    asked = ["process.declaration.alone_chance", RECOGNITION, GROUND, "process.troika.round_every_weeks"]
    return {one.path: one for one in each_number(read_scenario(BASELINE), runs=24, paths=asked)}


def test_what_acts_once_it_is_decided_is_not_dead(afterwards):
    kinds = [(one.decides, one.afterwards, one.dead) for one in afterwards.values()]
    assert kinds == [(True, False, False), (False, True, False), (False, True, False), (False, False, True)]
    assert list(afterwards)[1] == RECOGNITION, "who moves more recognitions comes first"
    assert [bool(one.reason) for one in afterwards.values()] == [False, False, False, True]
    assert share_dead(list(afterwards.values())) == 1 / 4
    (group,) = groups_of([afterwards[GROUND]], "kind")
    assert (group.afterwards, group.dead, group.recognitions, group.ground) == (1, 0, 0.0, afterwards[GROUND].ground)


def test_recognitions_and_the_ground_are_those_of_the_runs_themselves(afterwards):
    scenario, columns = read_scenario(BASELINE), {}
    for path in (RECOGNITION, GROUND):
        columns[path] = [
            StatusTalks(scenario, places=np.arange(24), given={path: np.full(24, rank)}).run().records.columns
            for rank in (LOW, HIGH)
        ]
    low, high = (each["recognition.standing"].astype(float) for each in columns[RECOGNITION])
    one = afterwards[RECOGNITION]
    assert (one.recognitions, one.ground) == ((low != high).mean(), 0)
    assert one.recognitions_by == pytest.approx(np.abs(low - high).mean())
    assert one.recognitions > 0.5
    low, high = (each["aftermath.displaced"] for each in columns[GROUND])
    assert (afterwards[GROUND].recognitions, afterwards[GROUND].ground) == (0, (low != high).mean())
    assert afterwards[GROUND].ground > 0.5


def test_an_agreement_that_is_carried_out_is_the_ground_as_well():
    """What all stages keep, such as the week in which a run came there, is not what happens."""
    follows = what_follows(read_scenario("scenarios/patterns/ceasefire.yaml"))
    kept = "truce.breaches", "truce.capital.broke", "truce.hills.broke", "truce.events", "truce.largest"
    assert follows == ((), kept)


def test_the_table_has_columns_of_what_follows_where_something_does(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    assert main(["sensitivity", BASELINE, "--each", "--runs", "1", "--top", "3"]) == 0
    out = capsys.readouterr().out
    (head,) = [line.split() for line in out.splitlines() if "Outcome" in line]
    assert head == ["Number", "Outcome", "Weeks", "Recognitions", "by", "Ground", "Payoff", "of"]
    assert "only once it is decided act " in out


def test_what_is_not_drawn_is_refused(case):
    with pytest.raises(
        ValueError, match=r"not among the drawn numbers of the scenario: actors\.east\.fallback\.value"
    ):
        each_number(case, paths=["actors.east.fallback.value"])
    with pytest.raises(ValueError, match="0 runs"):
        each_number(case, runs=0)


def test_groups_count_their_dead(found):
    groups = {group.name: (group.numbers, group.dead) for group in groups_of(found, "actor")}
    assert groups == {"west": (1, 0), "process: talks": (1, 0), "bystander": (2, 2), "texts": (1, 1)}
    with pytest.raises(ValueError, match="allowed: number, actor, kind"):
        groups_of(found, "colour")


def test_a_note_is_the_numbers_own(case):
    assert notes_of(case) == {LIVE[0]: "what west has by itself", DEAD[0]: "sits in no council"}


@pytest.fixture(scope="module")
def file(case, tmp_path_factory):
    path = tmp_path_factory.mktemp("each") / "five.yaml"
    path.write_text(written(case), encoding="utf-8")
    return str(path)


def test_the_verb_tells_the_dead_with_the_files_reasons(file, capsys):
    assert main(["sensitivity", file, "--each", "--runs", "20"]) == 0
    out = capsys.readouterr().out
    assert "3 of 5 numbers (60 %) move no outcome, no date and nothing that follows in any run; 2 of them" in out
    assert (
        "  actors.bystander.blocking_cost: moves nothing that results keep: bystander does nothing in any run "
        "(sits in no council)\n"
    ) in out
    assert "Recognitions" not in out
    assert "Ground" not in out
    assert "once it is decided" not in out
    assert "20 runs, seed 0" in out
    assert main(["sensitivity", file, "--each", "--by", "actor", "--top", "9"]) == 0
    out = capsys.readouterr().out
    assert [line.split()[1:3] for line in out.splitlines() if line.strip().startswith("bystander")] == [["2", "2"]]
    assert "128 runs" in out


def test_facts_that_measure_what_a_number_moves_are_named(tmp_path, capsys):
    """The bystander's wish moves what it has in the end, which a fact looks at; `among` only says in which runs."""
    part = {"says": "what it has", "measure": "median", "target": {"min": 0}}
    has, ends = (
        {**part, "column": "utility.bystander"},
        {**part, "column": "ended_week", "among": {"utility.west": {"min": 0}}},
    )
    facts = [
        {"id": "F1", "says": "It has something", "parts": [has]},
        {"id": "F2", "says": "It ends", "parts": [ends]},
    ]
    case = {**CASE, "record": {**CASE["record"], "facts": facts}}
    judged = scenario_from(case)
    of = {one.path: one for one in each_number(judged, runs=40)}
    assert of["actors.bystander.position.land"].facts == ("F1",)
    assert of["process.talks.weeks"].facts == ("F1", "F2"), "time costs, too"
    path = tmp_path / "judged.yaml"
    path.write_text(written(judged), encoding="utf-8")
    assert main(["sensitivity", str(path), "--each", "--runs", "40"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert (
        "in any run; 1 of them move what a fact of the record is held against, 2 of them nothing at all that" in told
    )


def test_the_verb_gives_data(file, capsys):
    assert main(["sensitivity", file, "--each", "--runs", "20", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["dead"], told["share_dead"], told["groups"]) == (3, 0.6, [])
    assert told["numbers"][0]["path"] == LIVE[0]
    assert told["numbers"][0]["note"] == "what west has by itself"
    first, *_, last = told["numbers"]
    assert {first[name] for name in ("recognitions", "recognitions_by", "ground", "reason")} == {None}
    assert last["reason"] == "moves nothing that results keep: nothing in the file puts unused on a table or in force"


@pytest.mark.parametrize("words", [["--outcome", "agreed"], ["--design", "64"], ["--figure", "a.png"]])
def test_the_verb_takes_no_question_about_one_outcome(file, words, capsys):
    assert main(["sensitivity", file, "--each", *words]) == 1
    assert "--each looks at all outcomes" in capsys.readouterr().err
