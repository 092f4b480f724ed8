"""Scenarios out of tables of actors."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from sim.runs.run import run
from sim.scenario.faults import ScenarioFault
from sim.scenario.from_table import scenario_of_table, scenario_of_text
from sim.scenario.reader import read_text, reading_of, written
from sim.theory.older_models.exchange import best_exchange
from sim.theory.older_models.forecast import forecast

SHARED = Path(__file__).resolve().parents[3] / "shared" / "benchmarks"
COP21 = SHARED / "exchange_CoP21_inputs.csv"
HEAD = "actor,issue,position,salience,power\n"
TWO = HEAD + "Old Town,tax,20,0.5,1\nNew Town,tax,60,1,2\n"


def faults(text):
    with pytest.raises(ScenarioFault) as trouble:
        scenario_of_text(text, "t.csv")
    return [str(fault) for fault in trouble.value.faults]


def test_a_small_table():
    made = scenario_of_text(TWO, "some/towns.csv")
    assert list(made.actors) == ["old_town", "new_town", "mediator"]
    assert made.actors["old_town"].label == "Old Town"
    assert made.actors["new_town"].weight.mean == 2
    assert made.title == "towns"
    assert made.issues["tax"].zero == "20"
    assert [stage.kind for stage in made.process] == ["talks", "proposal"]
    assert read_text(written(made)).hash == made.hash
    assert not reading_of(written(made)).warnings
    assert set(run(made, 20).column("outcome")) == {"agreed"}


def test_one_issue_by_capability_with_semicolons_decimal_commas_and_a_byte_order_mark(tmp_path):
    file = tmp_path / "cars.csv"
    file.write_bytes("\ufeffActor;Capability;Position;Salience\r\nUK;0,16;10;0,9\r\nÖst;0,08;4;0,5\r\n\r\n".encode())
    made = scenario_of_table(file)
    assert list(made.issues) == ["issue"]
    assert made.actors["ost"].label == "Öst"
    assert made.actors["ost"].position["issue"].mean == 0
    assert made.actors["uk"].weight.mean == 0.16


def test_positions_within_0_and_1_stay_and_others_keep_the_scale_of_the_table():
    made = scenario_of_text(HEAD + "a,x,0.2,1,1\nb,x,0.4,1,1\na,y,7,1,1\nb,y,7,1,1\n", "t.csv")
    assert made.actors["a"].position["x"].mean == 0.2
    assert made.issues["x"].scale is None
    assert made.actors["a"].position["y"].mean == 0.5
    assert (made.issues["y"].scale.zero, made.issues["y"].scale.one) == (6.5, 7.5)


def test_large_saliences_and_powers_are_divided():
    made = scenario_of_text(HEAD + "a,x,0,80,5000\nb,x,1,40,2500\n", "t.csv")
    assert made.actors["a"].salience["x"].mean == 1
    assert made.actors["b"].weight.mean == 0.5
    assert "divided by 80" in made.note
    assert "divided by 5000" in made.note


def test_names_that_the_format_does_not_allow():
    made = scenario_of_text(HEAD + "中国,label,0,1,1\nmediator,2nd,1,1,1\nÉtat,2nd,0,1,1\nEtat,2nd,0,1,1\n", "t.csv")
    assert list(made.actors) == ["actor", "mediator_actor", "etat", "etat_2", "mediator"]
    assert list(made.issues) == ["label_issue", "issue_2nd"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "t.csv: the file is empty"),
        ("actor,issue,position,salience\na,x,0,1\n", "t.csv:1:1: power: no column says power"),
        ("actor,isue,postion,salience,power\n", "did you mean postion?"),
        (HEAD, "t.csv:1:1: the table has no rows"),
        (HEAD + "a,x,abc,1,1\nb,x,1,1,1\n", "t.csv:2:1: position: 'abc' is no number"),
        (HEAD + "a,x,0,-1,1\nb,x,1,1,1\n", "t.csv:2:1: salience: -1 is out of range"),
        (HEAD + "a,x,0,1\nb,x,1,1,1\n", "t.csv:2:1: the row has 4 cells, and there are 5 headings"),
        (HEAD + "a,x,nan,1,1\nb,x,1,1,1\n", "t.csv:2:1: position: 'nan' is no number"),
        (HEAD + ",x,0,1,1\nb,x,1,1,1\n", "t.csv:2:1: actor: this is no name"),
        (HEAD + "a,x,0,1,1\na,x,1,1,1\nb,x,1,1,1\n", "t.csv:3:1: actor: a on x stands in line 2 already"),
        (HEAD + "a,x,0,1,1\nb,x,1,1,1\na,y,1,1,2\n", "t.csv:4:1: power: a has power 2 here and 1 in line 2"),
        (HEAD + "a,x,0,0,1\nb,x,1,1,1\n", "t.csv:2:1: salience: nothing matters to a"),
        (HEAD + "a,x,0,1,1\n", "t.csv:2:1: actor: the table has one actor only"),
        ('actor,power,weight,position,salience\n"a,1,1,1,1\n', "t.csv:1:1: power: two columns say power"),
    ],
)
def test_what_is_wrong_is_told_by_line(text, said):
    assert any(said in fault for fault in faults(text)), faults(text)


def test_all_faults_are_told_at_once():
    found = faults(HEAD + "a,x,abc,1,1\nb,x,1,-1,1\n")
    assert [fault.split(":")[1] for fault in found] == ["2", "3"]


@pytest.mark.skipif(not COP21.exists(), reason="the shared design notes are not beside the project")
def test_cop21_imports_and_runs_and_gives_the_known_forecasts():
    made = scenario_of_table(COP21)
    assert (len(made.actors), len(made.issues)) == (16, 13)
    assert not reading_of(written(made)).warnings
    assert len(run(made, 20)) == 20
    outcome = forecast(made, "compromise", 2).outcome[:, 0]
    with (SHARED / "exchange_CoP21_nbs.csv").open(encoding="utf-8") as file:
        known = {row["issue"]: float(row["weighted_mean_c_s_x"]) for row in csv.DictReader(file)}
    assert len(known) == 13
    for value, (name, issue) in zip(outcome, made.issues.items(), strict=True):
        zero, one = float(issue.zero), float(issue.one)
        assert zero + value * (one - zero) == pytest.approx(known[name], abs=1e-9)
    # positions on the scale of the table again: the first exchange and its gain are known
    with COP21.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    actors, issues = (list(dict.fromkeys(row[key] for row in rows)) for key in ("actor", "issue"))
    told = {(row["actor"], row["issue"]): row for row in rows}
    position, salience = (
        [[float(told[a, i][key]) if (a, i) in told else none for i in issues] for a in actors]
        for key, none in (("position", float("nan")), ("salience", 0.0))
    )
    power = [next(float(row["power"]) for row in rows if row["actor"] == a) for a in actors]
    assert best_exchange(position, salience, power).gain.item() == pytest.approx(2.190721649484536, abs=1e-9)
