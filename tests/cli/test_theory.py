"""The verbs around theory: theory, import and forecast."""

from __future__ import annotations

import json

import pytest

from sim.cli import main

FIVE = "scenarios/kosovo/five_actors.yaml"
TABLE = "actor,issue,position,salience,power\nA,x,0,1,1\nB,x,50,0.5,2\nC,x,100,1,1\n"


def said(capsys, *words):
    code = main([str(word) for word in words])
    out, err = capsys.readouterr()
    return code, out, err


def refused(capsys, *words):
    code, out, err = said(capsys, *words)
    assert code == 1
    assert out == ""
    assert "Traceback" not in err
    return err


def test_theory_is_told_in_tables(capsys):
    code, out, _ = said(capsys, "theory", FIVE, "--runs", 50)
    assert code == 0
    for words in ("If talks fail", "no zone of agreement: the red lines leave no text", "Security Council", "Vetoes",
                  "Shapley-Shubik", "What could pass", "50 draws, seed 0"):  # fmt: skip
        assert words in out
    assert max(map(len, out.splitlines())) <= 120


def test_theory_as_data(capsys):
    code, out, _ = said(capsys, "theory", "scenarios/theory/nash.yaml", "--runs", 20, "--json")
    assert code == 0
    told = json.loads(out)
    (two,) = told["pairs"]
    assert two["solutions"]["nash"]["text"]["division"] == pytest.approx(0.45)
    assert two["zone"]["surplus"] == pytest.approx(0.35)
    assert told["councils"] == []


@pytest.mark.parametrize("name", ["romer_rosenthal", "compromise", "kalai_smorodinsky"])
def test_theory_of_games_without_a_council_or_without_parties(capsys, name):
    code, out, _ = said(capsys, "theory", f"scenarios/theory/{name}.yaml", "--runs", 20)
    assert code == 0
    assert "20 draws" in out


def test_the_win_set_is_drawn(capsys, tmp_path):
    for form, axes in (("png", []), ("svg", ["--axes", "supervision,status"])):
        code, _, err = said(capsys, "theory", FIVE, "--runs", 30, "--figure", tmp_path / f"w.{form}", *axes)
        assert code == 0
        assert "figure: " in err
    drawn = (tmp_path / "w.svg").read_text(encoding="utf-8")
    assert "International supervision" in drawn
    assert (tmp_path / "w.png").stat().st_size > 10_000


def test_a_figure_that_cannot_be_drawn_is_refused(capsys, tmp_path):
    figure = ["--runs", 5, "--figure", tmp_path / "w.png"]
    assert "no council" in refused(capsys, "theory", "scenarios/theory/nash.yaml", *figure)
    assert "'statuss' is no issue" in refused(capsys, "theory", FIVE, *figure, "--axes", "statuss,legal_basis")
    assert "two different issues" in refused(capsys, "theory", FIVE, *figure, "--axes", "status")
    assert "two different issues" in refused(capsys, "theory", FIVE, *figure, "--axes", "status,status,status")
    one_issue = refused(capsys, "theory", "scenarios/theory/veto_players.yaml", *figure)
    assert "a win set is drawn over two issues, and this scenario has one" in one_issue


def test_models_people_used_before(capsys):
    code, out, _ = said(capsys, "forecast", "--model", "exchange", FIVE, "--runs", 30)
    assert code == 0
    assert "accuracy: on EU decisions" in out
    code, out, _ = said(capsys, "forecast", "--model", "challenge", FIVE, "--runs", 30, "--json")
    assert code == 0
    told = json.loads(out)
    assert told["model"] == "challenge"
    assert told["runs"] == 30
    assert told["issues"][0]["issue"] == "status"


def test_models_that_do_not_fit(capsys, tmp_path):
    assert "did you mean median?" in refused(capsys, "forecast", "--model", "medan", FIVE)
    code, out, err = said(capsys, "forecast", "--model", "median", FIVE, "--out", tmp_path / "r")
    assert (code, out) == (2, "")
    assert "no such option: --out" in err.lower()


def test_a_table_becomes_a_scenario_that_runs(capsys, tmp_path):
    table, file = tmp_path / "three.csv", tmp_path / "three.yaml"
    table.write_text(TABLE, encoding="utf-8")
    code, out, _ = said(capsys, "import", table, "--out", file)
    assert code == 0
    assert "3 actors and 1 issue;" in out
    assert said(capsys, "check", file)[0] == 0
    assert said(capsys, "run", file, "--runs", 20)[0] == 0
    assert "exists already" in refused(capsys, "import", table, "--out", file)
    code, out, _ = said(capsys, "import", table)
    assert out == file.read_text(encoding="utf-8")


def test_where_a_scenario_is_to_be_written_is_an_option(capsys, tmp_path):
    table, file = tmp_path / "dispute.csv", tmp_path / "out.yaml"
    table.write_text(TABLE, encoding="utf-8")
    said_so = f"to write the scenario there: sim import {table} --out {file}"
    assert said_so in refused(capsys, "import", table, file)
    assert not file.exists()


def test_a_small_chance_is_not_written_as_none(capsys):
    """Who asks for something has a chance of it, however small: 0.00 beside it would contradict that."""
    hardly = "actors.belgrade.beliefs.council.blocked={chance: 0.999, agreed: 0.999}"
    code, out, _ = said(capsys, "theory", FIVE, "--set", hardly)
    assert code == 0
    (row,) = (line for line in out.splitlines() if "Belgrade: Envoy's proposal" in line)
    assert "<0.01" in row and " 0.00 " not in row.partition("<0.01")[0]


def test_a_table_that_is_wrong_is_refused_with_lines(capsys, tmp_path):
    table = tmp_path / "wrong.csv"
    table.write_text(TABLE.replace("50", "fifty"), encoding="utf-8")
    assert f"{table}:3:1: position: 'fifty' is no number" in refused(capsys, "import", table)
    missing = refused(capsys, "import", tmp_path / "none.csv")
    assert "there is no such file; allowed: a CSV file" in missing


def test_two_parties_go_to_genius_and_come_back(capsys, tmp_path):
    folder, file = tmp_path / "kosovo", tmp_path / "back.yaml"
    code, out, err = said(capsys, "export", FIVE, "--as", "genius", "--values", 5, "--out", folder)
    assert (code, out) == (0, f"{folder}: written, domain.xml, belgrade.xml, pristina.xml\n")
    assert "left out: the red lines of belgrade\n" in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kosovo"]  # nothing half written beside it
    assert "this exists already" in refused(capsys, "export", FIVE, "--as", "genius", "--out", folder)
    three = [folder / f"{name}.xml" for name in ("domain", "belgrade", "pristina")]
    code, out, _ = said(capsys, "import", *three, "--out", file)
    assert code == 0 and "2 actors and 4 issues" in out
    assert said(capsys, "run", file, "--runs", 20)[0] == 0
    assert "1 profile beside the domain; allowed: two" in refused(capsys, "import", *three[:2])
    assert f"{FIVE}:1:1: this is no XML" in refused(capsys, "import", three[0], three[1], FIVE)


def test_what_cannot_be_exported_is_refused_in_a_line(capsys, tmp_path):
    assert "nothing is written as 'genuis'; allowed: genius, gambit; did you mean genius?" in refused(
        capsys, "export", FIVE, "--as", "genuis"
    )
    assert "three files; name a new folder" in refused(capsys, "export", FIVE, "--as", "genius")
    wrong = refused(capsys, "export", FIVE, "--as", "genius", "--parties", "belgrade,us", "--out", tmp_path / "x")
    assert "'us' is no actor; allowed: two of belgrade, pristina" in wrong
    assert "council: sponsors table drafts there, of which the game knows nothing" in refused(
        capsys, "export", FIVE, "--as", "gambit"
    )


def test_votes_go_to_gambit(capsys, tmp_path):
    peoples, file = "scenarios/patterns/two_peoples.yaml", tmp_path / "votes.efg"
    code, out, _ = said(capsys, "export", peoples, "--as", "gambit", "--out", file)
    assert (code, out.partition(": ")[2]) == (
        0,
        "written, 2 players and 12 ends, beginning with votes on a text in the middle of every issue\n",
    )
    assert file.read_text(encoding="utf-8").startswith('EFG 2 R "Two peoples vote on a union" { "Hills" "Coast" }')
    assert "exists already" in refused(capsys, "export", peoples, "--as", "gambit", "--out", file)
