"""Looking back: the same luck with the model in the seat, the best single decision, and the runs beside it."""

from __future__ import annotations

import html
import json

import numpy as np
import pytest
from every_seat import Scripted

from sim.cli import main
from sim.runs.block import play_block
from sim.runs.run import run
from sim.seats.debrief import debrief, played_again
from sim.seats.play import play
from sim.seats.players import Answered, ModelPlayer
from sim.seats.tables import NoTables, Table, tables_of_csv, tables_of_games
from sim.seats.transcript import NoTranscript, game_of
from sim.views.seats.looking_back import looking_back, rows_of
from sim.views.seats.of_class import class_page, draw_class
from sim.views.seats.of_game import draw_seat, game_page
from sim.views.story.story import story_data

RUNS = 24


@pytest.fixture(scope="module")
def refused(talks):
    """A game in which the west refuses all and gives nothing, where the model would agree."""
    west = Scripted(accept=False, offer=(0.1, 0.2))
    case = talks({"actors.east.fallback.value": 0.6, "status_quo": None, "process.0.talks.weeks": 17})
    return game_of(play(case, {"west": west, "east": ModelPlayer()}, run=2, seed=4))


@pytest.fixture(scope="module")
def told(refused):
    return debrief(refused, "west", runs=RUNS)


def test_the_model_in_that_seat_is_the_ordinary_run(told, refused):
    row = play_block(refused.scenario, 4, 0, np.array([2])).rows
    assert told.by_model.payoff == row.column("utility.west")[0].as_py()
    assert told.by_model.outcome == row.column("outcome")[0].as_py()
    assert told.paid == told.played.payoff - told.by_model.payoff < 0


def test_the_first_decision_that_parted_is_found(told):
    (first,) = [one for one in told.decisions if one.answered.choice != one.question.own][:1]
    assert told.parted == first
    assert (first.question.kind, first.answered.choice) == ("offer", (0.1, 0.2))


def test_the_best_single_decision_is_the_best_of_all_that_are_tried(told, refused):
    assert told.best is not None
    other = Scripted()
    answers = {one.number: one.answered for one in told.decisions}

    def answer(message, question):
        if message["number"] == told.best.decision.number:
            return answers[message["number"]]._replace(choice=told.best.choice)
        return answers[message["number"]]

    other.answer = answer
    again = play(refused.scenario, {"west": other, "east": ModelPlayer()}, run=2, seed=4)
    assert again.row.column("utility.west")[0].as_py() == told.best.ending.payoff > told.played.payoff
    assert told.best.ending.payoff >= told.by_model.payoff


def test_it_lies_among_the_runs_where_it_lies(told, refused):
    payoffs = run(refused.scenario, RUNS, seed=4).column("utility.west")
    assert told.below == np.mean(payoffs < told.played.payoff - 1e-9)
    assert told.payoffs.tolist() == payoffs.tolist()
    assert told.share == run(refused.scenario, RUNS, seed=4).outcomes()[told.played.outcome].share


def test_who_played_as_the_model_parted_nowhere(talks):
    game = game_of(play(talks(), {"west": ModelPlayer()}, run=2))
    told = debrief(game, "west", runs=RUNS, quick=True)
    assert (told.paid, told.parted, told.tried, told.best) == (0.0, None, 0, None)
    lines = list(looking_back(told, game.scenario, game.run, game.seed))
    assert f"No decision parted from the model's, of {len(told.decisions)} decisions." in lines


def test_it_is_said_in_words(told, refused):
    lines = list(looking_back(told, refused.scenario, 2, 4))
    assert lines[0] == "West, run 2, seed 4: one game, looked back at"
    assert lines[1].startswith("As played: nothing, ") and lines[1].endswith(" to West.")
    assert lines[2].startswith("With the model in that seat: settled, ")
    assert lines[3].startswith("First parted: the offer in Rounds, ")
    assert ": Status 0.10, Rights 0.20, where the model would say Status " in lines[3]
    assert lines[5].startswith("The best single decision in hindsight: ")
    assert lines[-1] == (
        "Hindsight knows the luck of this run; whoever decided did not. One game is no evidence of skill."
    )


def test_the_figure_of_a_seat_shows_the_game_among_the_runs(told, refused):
    (axes,) = draw_seat(told, refused).axes
    lines = {line.get_label(): line.get_xdata()[0] for line in axes.lines}
    assert list(lines.values()) == [told.played.payoff, told.by_model.payoff, told.best.ending.payoff]
    assert [name.partition(":")[0] for name in lines] == [
        "in this game", "with the model in that seat", "best single decision in hindsight"
    ]  # fmt: skip
    assert sum(bar.get_height() for bar in axes.patches) == RUNS == len(told.payoffs)


def test_the_page_of_a_game_has_every_decision_and_says_where_it_parted(told, refused):
    rows = list(rows_of(told, refused.scenario))
    assert [row.parted for row in rows] == [one.answered.choice != one.question.own for one in told.decisions]
    (better,) = [row for row in rows if row.better]
    assert rows.index(better) == told.decisions.index(told.best.decision)
    page = html.unescape(game_page([told], refused))
    assert page.count('<tr class="parted">') == sum(row.parted for row in rows) > 1
    assert all(f"<p>{line}</p>" in page for line in list(looking_back(told, refused.scenario, 2, 4))[1:])
    assert f"(best in hindsight: {better.better})" in page


def test_what_differs_by_less_than_is_read_is_said_to(talks):
    near = Scripted()
    near.answer = lambda message, question: Answered(
        tuple(round(one, 2) for one in question.own) if question.kind == "offer" else question.own, "human"
    )
    game = game_of(play(talks({"process.0.talks.weeks": 5}), {"west": near}, run=2))
    told = debrief(game, "west", runs=10, quick=True)
    assert told.parted is not None
    assert not any(row.parted for row in rows_of(told, game.scenario))
    (line,) = [line for line in looking_back(told, game.scenario, 2, 0) if line.startswith("First parted")]
    assert line.endswith(", less than a hundredth from what the model would say.")


def test_what_a_scenario_says_is_only_text_on_the_page_of_a_game(talks):
    case = talks({"title": "<script>alert(1)</script>", "actors.west.label": "<b>West</b> $x^2$", "status_quo": None})
    game = game_of(play(case, {"west": ModelPlayer()}))
    page = game_page([debrief(game, "west", runs=10, quick=True)], game)
    assert "<script" not in page and "<b>" not in page
    assert "&lt;b&gt;West&lt;/b&gt; $x^2$" in page


def test_a_game_that_is_not_over_or_was_changed_cannot_be_looked_back_at(refused):
    with pytest.raises(NoTranscript, match=r"^the game was not played to its end; sim play --resume goes on"):
        played_again(type(refused)(**{**vars(refused), "messages": refused.messages[:-1]}))
    changed = refused.lines[3].replace(b'"week": 0', b'"week": 1')
    with pytest.raises(NoTranscript, match=r"^the game does not play again as it is written down"):
        played_again(type(refused)(**{**vars(refused), "lines": (*refused.lines[:3], changed, *refused.lines[4:])}))
    with pytest.raises(ValueError, match=r"^nobody sat for 'envoy'; seats: west, east$"):
        debrief(refused, "envoy", runs=RUNS)


# --- a class ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def five_runs(five_actors):
    return run(five_actors, 60, seed=1)


CSV = "table,outcome,status\n1,agreed_settlement,0.55\nred table,Coordinated declaration,0.98\n\n3,prolonged_talks,\n"


def test_a_list_that_was_kept_by_hand_is_read(five_actors, tmp_path):
    path = tmp_path / "class.csv"
    path.write_text(CSV, encoding="utf-8")
    assert tables_of_csv(path, five_actors) == [
        Table("1", "agreed_settlement", {"status": 0.55}),
        Table("red table", "coordinated_declaration", {"status": 0.98}),
        Table("3", "prolonged_talks", {}),
    ]


def test_a_list_from_a_spreadsheet_that_writes_semicolons_is_read(five_actors, tmp_path):
    path = tmp_path / "class.csv"
    path.write_text(
        "\ufefftable;outcome;status\r\nA, left;lone_declaration;0,98\r\nB;prolonged_talks;0.5\r\n", "utf-8"
    )
    assert tables_of_csv(path, five_actors) == [
        Table("A, left", "lone_declaration", {"status": 0.98}), Table("B", "prolonged_talks", {"status": 0.5}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("table,outcome\n", ": has no table; after its first line comes a line for each"),
        ("table,outcome\nA,prolonged_talks\nA,lone_declaration\n", ":3: the table 'A' is there twice"),
        ("", ": is empty; its first line names the columns: table, outcome, and any issues"),
        ("table,outcom\n", ":1: no column is called 'outcom'; nearest: outcome; allowed: table, outcome, status, "
         "legal_basis, decentralisation, supervision"),
        ("table,table\n", ":1: the column 'table' is there twice"),
        ("table,status\n", ":1: the column 'outcome' is missing"),
        ("table,outcome\n1\n", ":2: 1 cells where there are 2 columns"),
        ("table,outcome\n1,lone_declaratio\n", ":2: no outcome is called 'lone_declaratio'; "
         "nearest: lone_declaration; allowed: agreed_settlement, council_settlement, council_compromise, "
         "coordinated_declaration, lone_declaration, prolonged_talks"),
        ("table,outcome,status\n1,prolonged_talks,1.5\n", ":2: status is '1.5'; allowed: a number from 0 to 1"),
        ("table,outcome,status\n1,prolonged_talks,nan\n", ":2: status is 'nan'; allowed: a number from 0 to 1"),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_read_says_why(text, why, five_actors, tmp_path):
    path = tmp_path / "class.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NoTables) as told:
        tables_of_csv(path, five_actors)
    assert str(told.value) == f"{path}{why}"


def test_the_figure_of_a_class_shows_tables_beside_the_runs(five_runs):
    tables = [Table("one", "agreed_settlement", {"status": 0.25}), Table("two", "lone_declaration")]
    bars, texts = draw_class(tables, five_runs).axes
    shown = [text.get_text() for text in bars.texts]
    shares = [part.share for name, part in five_runs.outcomes().items() if part.share or name == tables[0].outcome]
    assert [patch.get_width() for patch in bars.patches] == [100 * share for share in shares]
    assert [text for text in shown if text.endswith("· one")] and [text for text in shown if text.endswith("· two")]
    assert sum(text.endswith("no table") for text in shown) == len(shown) - 2
    assert texts.collections[0].get_offsets().tolist() == [[0.25, 0.0]]


def test_what_a_list_says_is_only_text_on_the_page(five_runs):
    page = class_page([Table("<script>alert(1)</script> $x^2$", "agreed_settlement")], five_runs)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; $x^2$" in page


def test_games_of_a_class_are_laid_over_the_runs_of_their_scenario(refused, talks):
    other = game_of(play(talks({"actors.west.precision": 5.0}), {"west": ModelPlayer()}))
    assert [table.outcome for table in tables_of_games([refused, refused], ["a", "b"])] == ["nothing", "nothing"]
    with pytest.raises(NoTables, match=r"^b: is of another scenario than a$"):
        tables_of_games([refused, other], ["a", "b"])


# --- the verb -----------------------------------------------------------------------------------------------


def test_the_verb_looks_back_at_every_seat_or_at_one(refused, tmp_path, capsys):
    path = tmp_path / "game.jsonl"
    path.write_bytes(b"".join(refused.lines))
    assert main(["debrief", str(path), "--runs", "20", "--quick"]) == 0
    said = capsys.readouterr()[0]
    assert said.count("one game, looked back at") == 2
    page = tmp_path / "page.html"
    assert main(["debrief", str(path), "--runs", "20", "--quick", "--seat", "west", "--out", str(page)]) == 0
    assert capsys.readouterr()[1] == f"page: {page.resolve()}\n"
    assert "<h2>West</h2>" in page.read_text(encoding="utf-8") and "<h2>East</h2>" not in page.read_text("utf-8")
    page.write_text("mine", encoding="utf-8")
    assert main(["debrief", str(path), "--runs", "20", "--quick", "--out", str(page)]) == 1
    assert capsys.readouterr()[0] == ""
    assert page.read_text(encoding="utf-8") == "mine"
    assert main(["debrief", str(path), "--seat", "envoy", "--runs", "20"]) == 1
    assert capsys.readouterr() == ("", f"--seat: nobody sat for 'envoy' in {path}; seats: west, east\n")


def test_a_game_is_told_as_a_run_is(refused, tmp_path, capsys):
    path = tmp_path / "game.jsonl"
    path.write_bytes(b"".join(refused.lines))
    assert main(["story", str(path), "--form", "plain"]) == 0
    said = capsys.readouterr()[0]
    assert said.startswith("Two sides\nrun 2, seed 4 · scenario ")
    assert "Played: somebody outside the model decided for West and East" in said
    assert main(["story", str(path), "--json", "--run", "2"]) == 0
    told = json.loads(capsys.readouterr()[0])
    assert (told["run"], told["seed"], told["played"]) == (2, "4", True)
    assert told["entries"] == story_data(played_again(refused).chronicle, refused.scenario)


def test_what_is_no_whole_game_is_not_told(refused, tmp_path, capsys):
    path = tmp_path / "game.jsonl"
    path.write_bytes(b"".join(refused.lines))
    for words in (["--run", "3"], ["--seed", "1"], ["--set", "title=x"]):
        assert main(["story", str(path), *words]) == 1
        assert capsys.readouterr() == (
            "", f"{path}: is run 2, seed 4, as it was played; --run, --seed and --set are of a scenario\n"
        )  # fmt: skip
    path.write_bytes(b"".join(refused.lines[:-1]))
    assert main(["story", str(path)]) == 1
    assert capsys.readouterr()[1] == (
        f"{path}: the game was not played to its end; sim play --resume goes on with it\n"
    )


def test_the_verb_writes_the_page_of_a_class(refused, tmp_path, capsys):
    paths = [tmp_path / f"{name}.jsonl" for name in ("a", "b")]
    for path in paths:
        path.write_bytes(b"".join(refused.lines))
    page = tmp_path / "class.html"
    assert main(["debrief", *map(str, paths), "--runs", "20", "--out", str(page)]) == 0
    assert capsys.readouterr()[0].splitlines()[0] == "Two sides: 2 tables beside 20 runs of the model"
    assert "2 tables: a, b" in page.read_text(encoding="utf-8")
    there = tmp_path / "there"
    there.mkdir()
    twin = there / "a.jsonl"
    twin.write_bytes(paths[0].read_bytes())
    assert main(["debrief", str(paths[0]), str(twin), "--runs", "20"]) == 0
    assert f"2 tables: {tmp_path / 'a'}, {there / 'a'}" in capsys.readouterr()[0]
    for words, why in (
        ([str(twin), str(twin)], f"{twin}: is named twice, and is one table"),
        ([*map(str, paths), "--seat", "west"], "--seat: is of one game, not of a class"),
        ([*map(str, paths), "--quick"], "--quick: is of one game, not of a class"),
        ([str(twin), "--scenario", "x.yaml"], "--scenario: is of a CSV of tables; a transcript holds its own"),
    ):
        assert main(["debrief", *words]) == 1
        assert capsys.readouterr() == ("", f"{why}\n")
    twin.write_bytes(b"".join(refused.lines[:-1]))
    assert main(["debrief", str(twin)]) == 1
    assert capsys.readouterr()[1] == (
        f"{twin}: the game was not played to its end; sim play --resume goes on with it\n"
    )
    listed = tmp_path / "class.csv"
    listed.write_text("table,outcome\n1,settled\n", encoding="utf-8")
    assert main(["debrief", str(listed), "--runs", "20"]) == 1
    assert capsys.readouterr()[1] == (
        "--scenario: a CSV of tables does not say which scenario was played; name its file\n"
    )
