"""The benchmark on EU decisions reads a table of the deposit's shape, and counts as it says."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

PATH = Path(__file__).resolve().parents[2] / "benchmarks" / "eu_decisions" / "decisions.py"


@pytest.fixture(scope="module")
def decisions():
    spec = importlib.util.spec_from_file_location("decisions", PATH)
    module = importlib.util.module_from_spec(spec)
    sys.modules["decisions"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["decisions"]


def made(decisions, tmp_path, rows):
    """A table of the same shape: rows give proposal, positions and saliences by actor, reference point, outcome."""
    names = [
        "prnr",
        *(f"p{actor}" for actor in decisions.VOTES),
        *(f"s{actor}" for actor in decisions.VOTES),
        "rp",
        "out",
    ]
    lines = ["\t".join(f'"{name}"' for name in names), "\t".join(["", *["4.1"] * (len(names) - 1)])]
    for proposal, says, reference, outcome in rows:
        cells = {"prnr": proposal, "rp": reference, "out": outcome}
        for actor, (position, salience) in says.items():
            cells |= {f"p{actor}": position, f"s{actor}": salience}
        lines.append("\t".join(str(cells.get(name, "")) for name in names))
    path = tmp_path / "made.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


TWO = {"de": (0, 50), "mt": (100, 50)}
ROWS = [
    ("a", TWO, 100, 50), ("a", {"de": (0, 80), "fr": (60, 40), "mt": (30, 10)}, "", 20),
    ("b", {"it": (10, 60), "com": (90, 60)}, 0, 95), ("b", {"it": (70, 20), "com": (90, 30)}, 0, 85),
]  # fmt: skip


def test_only_issues_with_an_outcome_and_two_who_care_count(decisions, tmp_path):
    out = [
        ("c", TWO, 0, ""),
        ("c", TWO, 0, 110),
        ("c", {"de": (5, 50)}, 0, 5),
        ("c", {"de": (5, ""), "mt": (9, 50)}, 0, 5),
    ]
    found = decisions.read(made(decisions, tmp_path, [*ROWS, *out]))
    assert [issue.proposal for issue in found] == ["a", "a", "b", "b"]
    assert np.isnan(found[1].reference)
    first = dict(zip(decisions.VOTES, found[0].position, strict=True))
    assert (first["de"], first["mt"]) == (0, 100)
    assert np.isnan(first["fr"])


def test_each_half_has_its_own_proposals_and_none_is_in_both(decisions, tmp_path, monkeypatch, capsys):
    (tmp_path / "first.txt").write_text("c a\n", encoding="utf-8")
    monkeypatch.setattr(decisions, "FIRST_HALF", tmp_path / "first.txt")
    path = made(decisions, tmp_path, ROWS)
    halves = [[issue.proposal for issue in decisions.read(path, half)] for half in ("first", "second")]
    assert halves == [["a", "a"], ["b", "b"]]
    assert decisions.main([str(path), "--draws", "20", "--models", "median", "--half", "second"]) == 0
    assert capsys.readouterr().out.startswith("2 issues of 1 proposals;")
    assert decisions.main([str(made(decisions, tmp_path, ROWS[:2])), "--half", "second"]) == 1
    assert capsys.readouterr().err == f"{tmp_path / 'made.tsv'}: no proposal is of the second half, see first.txt\n"


def test_the_first_half_names_each_of_its_proposals_once(decisions):
    named = decisions.FIRST_HALF.read_text(encoding="utf-8").split()
    assert len(named) == len(set(named)) == 78


def test_power_moves_the_mean_as_votes_do(decisions, tmp_path):
    proposals = decisions.by_proposal(decisions.read(made(decisions, tmp_path, ROWS[:1])))
    assert decisions.foretold("compromise", proposals, "equal").tolist() == [50.0]
    assert decisions.foretold("compromise", proposals, "weighted") == pytest.approx([100 * 3 / 32])


def test_every_model_foretells_every_issue_within_what_was_wanted(decisions, tmp_path):
    proposals = decisions.by_proposal(decisions.read(made(decisions, tmp_path, ROWS)))
    for model in decisions.MODELS:
        told = decisions.foretold(model, proposals, "weighted")
        assert told.shape == (4,), model
        for value, issue in zip(told, (one for together in proposals for one in together), strict=True):
            assert np.nanmin(issue.position) - 1e-9 <= value <= np.nanmax(issue.position) + 1e-9, model


def test_errors_and_hits_are_those_of_the_table(decisions):
    outcome, told = np.array([50.0, 20.0, 95.0, 85.0]), np.array([50.0, 30.0, 75.0, np.nan])
    times = decisions.drawn([[0, 0], [0], [0]], 50)
    row = decisions.judged("made", told, np.array([40.0, 20.0, 95.0, 85.0]), outcome, times)
    assert row.issues == 3
    assert row.error[0] == pytest.approx(10)
    assert row.root_mean_square[0] == pytest.approx((500 / 3) ** 0.5)
    assert row.hits[0] == pytest.approx(2 / 3)
    assert row.more_than_mean[0] == pytest.approx(20 / 3)
    assert row.error[1] <= row.error[0] <= row.error[2]


def test_whole_proposals_are_drawn(decisions):
    times = decisions.drawn([[0, 0], [0, 0, 0], [0]], 40)
    assert times.shape == (40, 6)
    assert (times[:, 0] == times[:, 1]).all()
    assert (times[:, 2] == times[:, 4]).all()
    assert (times[:, [0, 2, 5]].sum(axis=1) == 3).all()
    assert len(np.unique(times[:, 0])) > 1


def test_it_is_told_from_the_command_line(decisions, tmp_path, capsys):
    path = made(decisions, tmp_path, ROWS)
    assert decisions.main([str(path), "--draws", "20", "--models", "compromise,median"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("4 issues of 2 proposals; intervals by 20 draws of proposals\n")
    assert len(out.splitlines()) == 3 + 4 + 3
    assert decisions.main([str(path), "--models", "mean"]) == 1
    assert capsys.readouterr().err.startswith("--models: no model is called mean; allowed: challenge, ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no column prnr; allowed: a table with prnr, rp, out, pde, pfr and so on"),
        ("prnr\trp\n1\t2\n", "no column out; allowed: a table with prnr, rp, out, pde, pfr and so on"),
    ],
    ids=["empty", "short"],
)
def test_what_is_no_such_table_is_refused(decisions, tmp_path, capsys, text, said):
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    assert decisions.main([str(path)]) == 1
    assert capsys.readouterr().err == f"{path}: {said}\n"


def test_a_cell_that_is_no_number_in_range_is_told(decisions, tmp_path, capsys):
    path = made(decisions, tmp_path, [*ROWS, ("c", {"de": ("12,5", 50), "fr": (5, 50), "mt": (150, 50)}, 0, 5)])
    assert len(decisions.read(path)) == 4
    said = f"{path}: 2 cells are no numbers from 0 to 100 and count as nothing said, such as pde of c: 12,5\n"
    assert capsys.readouterr().err == said
    decisions.read(made(decisions, tmp_path, ROWS))
    assert capsys.readouterr().err == ""


def test_a_column_that_stands_twice_is_refused(decisions, tmp_path, capsys):
    path = made(decisions, tmp_path, ROWS)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(f"{line}\t{place or 'pde'}" for place, line in enumerate(lines)), encoding="utf-8")
    assert decisions.main([str(path)]) == 1
    assert capsys.readouterr().err == f"{path}: more than one column is called pde\n"


@pytest.mark.parametrize("draws", ["0", "-3", "many", "1.5"])
def test_draws_that_are_none_are_refused(decisions, tmp_path, capsys, draws):
    with pytest.raises(SystemExit):
        decisions.main([str(made(decisions, tmp_path, ROWS)), f"--draws={draws}"])
    assert f"argument --draws: {draws} is no whole number from 1 on" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said_to_be_none(decisions, tmp_path, capsys):
    assert decisions.main([str(tmp_path / "x.csv")]) == 1
    assert capsys.readouterr().err == f"{tmp_path / 'x.csv'}: cannot be read (No such file or directory)\n"


def test_a_table_without_an_outcome_is_refused(decisions, tmp_path, capsys):
    path = made(decisions, tmp_path, [("c", TWO, 0, "")])
    assert decisions.main([str(path)]) == 1
    said = f"{path}: no issue has an outcome from 0 to 100 and two actors who say what they want\n"
    assert capsys.readouterr().err == said


@pytest.fixture(scope="module")
def process(decisions):
    spec = importlib.util.spec_from_file_location("process_of_decisions", PATH.with_name("process.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


AGREED = dict.fromkeys(("de", "fr", "it", "uk", "com"), (40, 50))


def test_the_engine_stays_at_the_reference_point_where_nothing_passes(decisions, process, tmp_path):
    split = {"de": (0, 50), "fr": (0, 50), "it": (100, 50), "mt": (100, 50)}
    rows = [("a", AGREED, 90, 40), ("b", split, 0, 100)]
    issues = decisions.read(made(decisions, tmp_path, rows))
    for name in process.PROCESSES:
        text, shares = process.foreseen(issues[0], name, 2)
        assert text == pytest.approx(40) and shares.get("blocked", 0) == 0
    text, shares = process.foreseen(issues[1], "a draft and a vote", 2)
    assert (text, shares["blocked"]) == (
        0,
        1,
    )  # Germany and France can block
    assert process.scenario_of(issues[1], "talks, then a vote").stages["vote"].seats["de"].votes == 29


def test_the_engine_is_judged_on_issues_with_a_reference_point(decisions, process, tmp_path, capsys):
    path = made(decisions, tmp_path, [("a", AGREED, 90, 45), ("b", AGREED, "", 40)])
    assert process.main([str(path), "--runs", "2", "--draws", "20"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("1 issues with a known reference point, 2 runs each")
    assert "| talks, then a vote | 1 | 5.0 (5.0 to 5.0) |" in told
    assert "a draft and a vote: adopted 100%, blocked 0%" in told
    assert process.main([str(made(decisions, tmp_path, [("b", AGREED, "", 40)]))]) == 1
    assert "no issue has a reference point" in capsys.readouterr().err
