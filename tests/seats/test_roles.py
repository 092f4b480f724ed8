"""Sheets for a class without a computer: they say what the scenario says, and each only what its reader may know."""

from __future__ import annotations

import re

import numpy as np
import pytest

from sim.cli import main
from sim.model import StatusTalks
from sim.scenario.reader import read_scenario
from sim.seats.roles import STEPS, roles_of
from sim.views.seats.sheets import sheets_of


def text_of(page):
    body = page.partition("<body>")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


@pytest.fixture(scope="module")
def sheets(five_actors):
    return {name: text_of(page) if name.endswith("html") else page for name, page in sheets_of(five_actors).items()}


def test_there_is_a_sheet_for_each_role_one_for_all_and_one_for_the_leader(sheets, five_actors):
    roles = {f"role-{name}.html" for name in five_actors.actors}
    assert set(sheets) == {"class.csv", "facilitator.html", "public.html", *roles}
    assert sheets["class.csv"] == "table,outcome,status,legal_basis,decentralisation,supervision\n"


def test_the_score_sheet_reckons_as_the_model_does(talks):
    case = talks()
    model = StatusTalks(case, places=np.arange(2))
    for role in roles_of(case):
        actor = model.actors[role.actor]
        for text in ((0.3, 0.8), (1.0, 0.0), (0.5, 0.5)):
            value = 100 * actor.value(np.array([[text[0]] * 2, [text[1]] * 2]), np.arange(2))[0]
            lost = [stake.lost[STEPS.index(one)] for stake, one in zip(role.stakes, text, strict=True)]
            assert 100 - sum(lost) == pytest.approx(value, abs=1.01)


def test_a_role_knows_its_own_points_and_nobody_elses(five_actors, sheets):
    tables = {}
    for role in roles_of(five_actors):
        mine = [" ".join(map(str, stake.lost)) for stake in role.stakes]
        assert all(row in sheets[f"role-{role.actor}.html"] for row in mine)
        tables[role.actor] = [row for row in mine if len(set(row.split())) > 6]
    for name, page in sheets.items():
        shown = {actor for actor, rows in tables.items() if any(row in page for row in rows)}
        assert shown <= {name.removeprefix("role-").removesuffix(".html")}


def test_the_leader_alone_knows_what_is_to_come(sheets):
    later = "Putin asks for universal principles"
    assert [name for name, page in sheets.items() if later in page] == ["facilitator.html"]
    assert "To be read last: Coordinated declaration, 17 February 2008." in sheets["facilitator.html"]
    assert "Vienna talks, deadlock: Envoy&#39;s proposal" in sheets["facilitator.html"]


def test_times_add_up(five_actors):
    for minutes in (45, 90, 121):
        page = sheets_of(five_actors, minutes)["facilitator.html"]
        assert sum(map(int, re.findall(r"<tr><td>(\d+)</td>", page))) == minutes


def test_a_role_is_told_what_it_does_and_what_it_may_not_say(sheets):
    russia = sheets["role-russia.html"]
    assert "In confidence: show nobody this sheet, and name nobody your points." in russia
    assert "say in public whether you would block the draft, which need not be true" in russia
    assert "A vote of yours against a draft is a veto." in russia
    assert "What you may not say" in russia
    assert "veto" not in sheets["role-belgrade.html"]


def test_red_lines_are_told_with_their_price(sheets, five_actors):
    assert five_actors.actors["belgrade"].red_lines["status"].max.mean == 0.4
    assert "Political status: not above 0.40. Going beyond it costs you at home" in sheets["role-belgrade.html"]


def test_what_lies_beyond_a_line_is_reckoned_with_the_points_of_the_sheet(sheets, five_actors):
    (role,) = [role for role in roles_of(five_actors) if role.actor == "pristina"]
    (lost,) = [stake.lost for stake in role.stakes if stake.issue == "status"]
    said = re.search(
        r"Settled at 0.50, you lose (\d+) points, (\d+) of them beyond it: (\d+) \+ (\d+) × (\d+) = (\d+) in all.",
        sheets["role-pristina.html"],
    )
    all_lost, past, before, times, again, total = map(int, said.groups())
    assert (all_lost, before, times, past) == (lost[5], lost[7], role.beyond, again)
    assert (past, total) == (lost[5] - lost[7], lost[7] + role.beyond * past)


def test_the_leader_is_told_how_those_vote_whom_nobody_plays(sheets):
    told = (
        "9 votes in favour are needed, and no veto. Contact Group (Western members) has 5 and may veto. Russia has 1"
    )
    assert told in sheets["facilitator.html"]
    assert "draw a lot" in sheets["facilitator.html"] and "Panama 79 per cent" in sheets["facilitator.html"]
    assert "a bluff costs nothing" in sheets["facilitator.html"]


def test_what_a_scenario_says_is_only_text(talks):
    case = talks({"title": "<script>alert(1)</script>", "issues.status.zero": "<b>none</b> {{ 7 * 7 }}"})
    for page in sheets_of(case).values():
        assert "<script" not in page and "<b>" not in page and "49" not in page.replace("490", "")


@pytest.mark.parametrize("name", ["cyprus/annan_plan", "patterns/sanctions"])
def test_every_kind_of_process_has_its_sheets(name):
    scenario = read_scenario(f"scenarios/{name}.yaml")
    pages = sheets_of(scenario)
    assert len(pages) > 5
    assert all(not re.search(r"None|\bnan\b|Undefined", text_of(page)) for page in pages.values())


def test_the_verb_writes_them_and_keeps_what_a_class_has_entered(file_of, talks, tmp_path, capsys):
    file, out = file_of(talks()), tmp_path / "roles"
    assert main(["roles", str(file), "--out", str(out)]) == 0
    assert len(capsys.readouterr()[0].splitlines()) == len(list(out.iterdir())) == 6
    (out / "class.csv").write_text("table,outcome\n1,settled\n", encoding="utf-8")
    assert main(["roles", str(file), "--out", str(out)]) == 0
    assert (out / "class.csv").read_text(encoding="utf-8") == "table,outcome\n1,settled\n"
    (out / "public.html").write_text("mine", encoding="utf-8")
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    capsys.readouterr()
    assert main(["roles", str(file), "--out", str(out)]) == 1
    assert capsys.readouterr()[1].startswith(f"{out / 'public.html'}: holds something that was not made here")
    assert {path.name: path.stat().st_mtime_ns for path in out.iterdir()} == before
