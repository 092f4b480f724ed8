"""The verbs that ask questions: what they print, what they refuse, and their exit codes."""

from __future__ import annotations

import json

import pytest

from sim.cli import main
from sim.runs.block import play_block

FIVE = "scenarios/kosovo/five_actors.yaml"
FLOOR = "scenarios/theory/romer_rosenthal.yaml"
"""Small, since thousands are played by degrees where nothing matches."""
THREE = "scenarios/patterns/three_party_talks.yaml"
"""Small as well: a design plays it once for each group of its numbers."""
FEW = ["--runs", "40"]


@pytest.fixture(scope="module", autouse=True)
def played_once():
    """Play each block once for all that is asked of it here; what is played is tested elsewhere."""
    known = {}

    def play(scenario, seed, block, places=None, given=None, **wanted):
        asked = (scenario.hash, seed, block, None if places is None else places.tobytes())
        if given is not None or wanted.get("with_drawn") is False:
            return play_block(scenario, seed, block, places, given, **wanted)
        if asked not in known:
            known[asked] = play_block(scenario, seed, block, places)
        return known[asked]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.runs.block.play_block", play)
        yield


@pytest.fixture
def given(tmp_path):
    file = tmp_path / "given.yaml"
    file.write_text("title: Like ours\ngiven: {ending: coordinated}\n", encoding="utf-8")
    return str(file)


def said(capsys, *words):
    code = main(list(words))
    out, err = capsys.readouterr()
    return code, out, err


def data(capsys, *words):
    code, out, err = said(capsys, *words, "--json")
    assert code == 0, err
    return json.loads(out)


def refused(capsys, *words):
    code, out, err = said(capsys, *words)
    assert code == 1
    assert out == ""
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


def test_condition_counts_and_shows_what_moved(capsys, given, tmp_path):
    figure = tmp_path / "posterior.svg"
    code, out, err = said(capsys, "condition", FIVE, "--given", given, *FEW, "--top", "3", "--figure", str(figure))
    assert code == 0
    assert "of 40 runs match" in out
    assert "fewer than 100 say little" in out
    assert str(figure) in err
    assert figure.stat().st_size > 1_000
    told = data(capsys, "condition", FIVE, "--given", given, *FEW)
    assert told["matching"] == round(40 * told["share"])
    assert told["given"] == "Like ours"
    assert told["inputs"][0]["distance"] >= told["inputs"][-1]["distance"]


def test_condition_reads_a_results_folder_and_runs_on(capsys, given, tmp_path):
    folder = str(tmp_path / "kept")
    assert said(capsys, "run", FIVE, *FEW, "--out", folder)[0] == 0
    alone = data(capsys, "condition", folder, "--given", given)
    assert alone["matching"] == data(capsys, "condition", FIVE, "--given", given, *FEW)["matching"]
    more = data(capsys, "condition", folder, "--given", given, "--until", "60")
    assert more["matching"] >= 60
    assert more["tried"] > 40
    assert "goes with a scenario file" in refused(capsys, "condition", folder, "--given", given, "--set", "title=x")


def test_nothing_that_matches_is_said(capsys, tmp_path):
    file = tmp_path / "none.yaml"
    file.write_text("floor.drafts: {min: 99}\n", encoding="utf-8")
    code, out, _ = said(capsys, "condition", FLOOR, "--given", str(file), *FEW)
    assert code == 0
    assert "0 of 40 runs match" in out
    assert "at least 1,334 runs would do" in out
    file.write_text("council.drafts: {min: 99}\n", encoding="utf-8")
    err = refused(capsys, "counterfactual", FIVE, "--given", str(file), "--set", "actors.russia.veto=false", *FEW)
    assert "none of 40 runs matches" in err


def test_a_fault_in_the_given_is_one_line_with_its_place(capsys, tmp_path):
    file = tmp_path / "given.yaml"
    file.write_text("council.drfts: {min: 4}\n", encoding="utf-8")
    err = refused(capsys, "condition", FIVE, "--given", str(file), *FEW)
    assert f"{file}:1:1: council.drfts" in err
    assert "did you mean council.drafts?" in err
    assert "no such file" in refused(capsys, "condition", FIVE, "--given", "nowhere.yaml", *FEW)
    assert "--given" in refused(capsys, "condition", FIVE, *FEW)


def test_counterfactual_tells_before_and_after(capsys, given, tmp_path):
    figure = tmp_path / "flow.png"
    change = ["--set", "actors.russia.veto=false"]
    code, out, _ = said(capsys, "counterfactual", FIVE, "--given", given, *change, *FEW, "--figure", str(figure))
    assert code == 0
    assert "As it would have been" in out
    assert "paths part from" in out
    assert figure.read_bytes().startswith(b"\x89PNG")
    told = data(capsys, "counterfactual", FIVE, "--given", given, *change, *FEW)
    rows = {row["outcome"]: row for row in told["outcomes"]}
    assert rows["coordinated_declaration"]["before"] == 1.0
    assert rows["council_settlement"]["after_low"] <= rows["council_settlement"]["after"]
    assert told["story"] is None


def test_counterfactual_on_a_day_and_its_story(capsys, given, tmp_path):
    do = tmp_path / "do.yaml"
    do.write_text("from: 2007-07-02\nset: {actors.russia.veto: false}\n", encoding="utf-8")
    words = ["counterfactual", FIVE, "--given", given, "--do", str(do), *FEW]
    code, out, _ = said(capsys, *words, "--story")
    assert code == 0
    assert "the same in both" in out
    told = data(capsys, *words, "--story")
    assert told["from"] == "2007-07-02"
    sides = told["story"]["before"], told["story"]["after"]
    early = [[one["sentence"] for one in side if one["date"] < "2007-07-02"] for side in sides]
    assert early[0] == early[1]
    assert len(early[0]) > 10
    assert told["story"]["before"] != told["story"]["after"]
    assert "--run: run 9999 does not match" in refused(capsys, *words, "--story", "--run", "9999")


def test_counterfactual_with_another_scenario(capsys, given):
    without = "scenarios/kosovo/five_actors_no_veto.yaml"
    told = data(capsys, "counterfactual", FIVE, "--given", given, "--instead", without, *FEW)
    same = data(capsys, "counterfactual", FIVE, "--given", given, "--set", "actors.russia.veto=false", *FEW)
    assert told["flow"] == same["flow"]
    assert "one of --set, --do and --instead" in refused(capsys, "counterfactual", FIVE, "--given", given, *FEW)


def test_sensitivity_prints_numbers_groups_and_the_design(capsys, tmp_path):
    figure = tmp_path / "tornado.png"
    words = ["sensitivity", FIVE, "--outcome", "council_settlement"]
    code, out, _ = said(capsys, *words, "--runs", "300", "--figure", str(figure), "--top", "3")
    assert code == 0
    assert "russia.blocking_cost" in out
    assert figure.exists()
    told = data(capsys, *words, "--runs", "300")
    assert "actors.russia.blocking_cost" in [effect["path"] for effect in told["effects"][:3]]
    assert set(told["by_kind"]) > {"voting", "positions"}
    code, out, _ = said(capsys, *words, "--runs", "300", "--by", "kind")
    assert "voting" in out
    told = data(capsys, "sensitivity", THREE, "--outcome", "without_combe", "--design", "16", "--by", "actor")
    assert "chance in the run" in {part["group"] for part in told["indices"]}


def test_sensitivity_refuses_with_a_sentence(capsys):
    words = ["sensitivity", FIVE]
    assert "did you mean council_compromise?" in refused(capsys, *words, "--outcome", "council_compromis", *FEW)
    assert "grouped by 'sex'" in refused(capsys, *words, "--by", "sex")
    assert "powers of 2" in refused(capsys, *words, "--design", "100")
    assert "says nothing in" in refused(capsys, *words, "--outcome", "council.draft_5.veto_chance", *FEW)


def test_sweep_prints_lines_and_draws(capsys, tmp_path):
    figure = tmp_path / "sweep.png"
    over = ["--over", "actors.russia.blocking_cost=0:0.8:3", "--runs", "10"]
    code, out, _ = said(capsys, "sweep", FIVE, *over, "--figure", str(figure))
    assert code == 0
    assert "10 equal runs at each of 3 points" in out
    assert figure.exists()
    told = data(capsys, "sweep", FIVE, *over, "--outcome", "council_settlement")
    assert [point["at"]["actors.russia.blocking_cost"] for point in told["points"]] == ["0", "0.4", "0.8"]
    over = ["--over", "actors.belgrade.position.status=0.1,0.2", "--over", "actors.russia.position.status=0.3"]
    code, out, _ = said(capsys, "sweep", FIVE, *over, "--runs", "5")
    assert code == 0
    assert "belgrade.position.status" in out
    assert "russia.position.status" in out
    assert "is no range" in refused(capsys, "sweep", FIVE, "--over", "a.b=1:2")
    assert "did you mean" in refused(capsys, "sweep", FIVE, "--over", "actors.russia.vto=true,false")
    assert "one or two different paths" in refused(capsys, "sweep", FIVE)


def test_score_stands_beside_the_uniform_guess(capsys):
    code, out, _ = said(capsys, "score", FIVE, *FEW)
    assert code == 0
    assert "uniform" in out
    told = data(capsys, "score", FIVE, "scenarios/kosovo/five_actors_no_veto.yaml", *FEW)
    assert [part["forecast"] for part in told["cases"][0]["scores"]] == ["ensemble", "uniform"]
    assert sum(part["forecasts"] for part in told["calibration"]) == 12
    assert "no outcome is called 'x'; allowed: agreed_settlement, " in refused(
        capsys, "score", FIVE, "--outcome", "x", *FEW
    )


def test_compare_takes_several_and_tells_measures(capsys, tmp_path):
    without = "scenarios/kosovo/five_actors_no_veto.yaml"
    figure = tmp_path / "flow.svg"
    code, out, err = said(capsys, "compare", FIVE, without, FIVE, *FEW, "--measures", "--figure", str(figure))
    assert code == 0
    assert out.count("paired runs") == 2
    assert "vetoed" in out
    assert "flow-1.svg" in err
    one = data(capsys, "compare", FIVE, without, *FEW)
    assert len(one["changed"]) == one["changed_runs"]
    assert len(data(capsys, "compare", FIVE, without, FIVE, *FEW)["comparisons"]) == 2
    assert "has none of the endings" in refused(capsys, "compare", FIVE, without, *FEW, "--figure", "flow.gif")


@pytest.mark.parametrize("verb", ["condition", "counterfactual", "sensitivity", "sweep", "score", "compare"])
def test_help_is_there_and_usage_is_exit_2(capsys, verb):
    code, out, _ = said(capsys, verb, "--help")
    assert code == 0
    assert "--json" in out
    assert said(capsys, verb, FIVE, "--no-such-option")[0] == 2


@pytest.mark.parametrize("verb", ["run", "theory"])
def test_brackets_in_labels_are_only_text(capsys, verb):
    odd = ["--set", 'actors.belgrade.label="Belgrade [/x] [red] :smile:"', "--set", 'title="Talks [2007] [/note]"']
    code, out, _ = said(capsys, verb, FIVE, *([] if verb == "theory" else ["--runs", "64"]), *odd)
    assert code == 0
    assert ("Belgrade [/x] [red] :smile:" if verb == "theory" else "Talks [2007] [/note]") in out
