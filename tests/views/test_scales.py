"""An issue with a scale of its own is told on that scale wherever people read it, and played as it was."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from sim.cli import main
from sim.cli.console.theory_tables import theory_tables
from sim.runs.one_run import chronicle_of
from sim.runs.run import run
from sim.scenario.format.scenario import Issue
from sim.scenario.from_table import scenario_of_text
from sim.scenario.reader import read_scenario, read_text, written
from sim.theory.of_scenario.answer import solve
from sim.views.figures.of_questions.winset import draw_winset
from sim.views.figures.registry import draw
from sim.views.labels import heading_of, on_scale
from sim.views.report.page import write_report
from sim.views.story.story import tell_story

ROOT = Path(__file__).resolve().parents[2]
HARBOUR = (ROOT / "tests" / "views" / "stories" / "harbour.yaml").read_text(encoding="utf-8")
FEES = "fees: {label: Port fees, zero: all to Alba, one: all to Brin}"
OWN = FEES.replace("}", ", scale: {from: 100, to: 300, unit: talers}}")
HARBOUR_IN_TALERS = HARBOUR.replace(FEES, OWN)
ROMER = ROOT / "scenarios" / "theory" / "romer_rosenthal.yaml"


def issue(**scale):
    return Issue.model_validate({"zero": "a", "one": "b", "scale": scale})


@pytest.mark.parametrize(
    ("scale", "point", "said"),
    [
        ({"from": 3.0, "to": 17.0, "unit": "municipalities"}, 0.5, "10.0 municipalities"),
        ({"from": 17.0, "to": 3.0}, 0.25, "13.5"),
        ({"from": -1.0, "to": 1.0}, 0.2, "−0.60"),
        ({"from": -1.0, "to": 1.0}, 0.4999, "0.00"),
        ({"from": 0.0, "to": 2_000_000.0, "unit": "€"}, 0.75, "1,500,000 €"),
        ({"from": 6.5, "to": 7.0}, 0.5, "6.750"),
    ],
)
def test_a_point_is_written_to_a_hundredth_of_its_scale(scale, point, said):
    assert on_scale(issue(**scale), point, unit=True) == said


def test_without_a_scale_nothing_is_different():
    assert on_scale(Issue.model_validate({"zero": "a", "one": "b"}), 0.756, unit=True) == "0.76"


def test_a_scale_has_no_say_in_results():
    assert read_text(HARBOUR).hash == read_text(HARBOUR_IN_TALERS).hash


def test_a_story_tells_texts_on_the_scale():
    scenario = read_text(HARBOUR_IN_TALERS)
    told = tell_story(chronicle_of(scenario, 1), scenario, style="chronicle", numbers=True, form="plain")
    assert "Port fees: from 100 talers (all to Alba) to 300 talers (all to Brin)." in told
    assert "Alba, offer · text control of the harbour 0.17, port fees 120 talers" in " ".join(told.split())
    plain = read_text(HARBOUR)
    assert "talers" not in tell_story(chronicle_of(plain, 1), plain, style="chronicle", numbers=True, form="plain")
    assert "talers" not in tell_story(chronicle_of(scenario, 1), scenario, style="chronicle", form="plain")


def test_the_figure_of_positions_has_the_scale_at_its_ticks():
    scenario = read_text(HARBOUR_IN_TALERS)
    control, fees = draw(run(scenario, 16, seed=1), "positions").axes[:2]
    assert [tick.get_text() for tick in control.get_xticklabels()] == ["0", "0.5", "1"]
    assert [tick.get_text() for tick in fees.get_xticklabels()] == ["100", "200", "300"]
    assert fees.get_title(loc="left") == "Port fees (talers)"
    assert fees.get_xlabel().split("\n") == ["100 all to Alba", "300 all to Brin"]


def test_the_win_set_has_the_scale_along_its_side():
    text = (ROOT / "scenarios" / "kosovo" / "five_actors.yaml").read_text(encoding="utf-8")
    key = "\n  decentralisation:\n"
    assert text.count(key) == 1
    scaled = read_text(text.replace(key, f"{key}    scale: {{from: 17, to: 3}}\n"))
    figure = draw_winset(solve(scaled, runs=4), ("status", "decentralisation"))
    axes = figure.axes[0]
    figure.canvas.draw()
    assert axes.yaxis.get_major_formatter()(0.5, 0) == "10.0"
    assert "(17.0) to" in axes.get_ylabel().replace("\n", " ")
    assert axes.get_xlabel().replace("\n", " ").endswith("(1)")


@pytest.mark.usefixtures("blank_pictures")
def test_the_report_tells_positions_on_the_scale(tmp_path):
    run(read_text(HARBOUR_IN_TALERS), 32, seed=1).save(tmp_path / "runs")
    page = write_report(tmp_path / "runs").read_text(encoding="utf-8")
    assert "<td>100 talers: all to Alba</td><td>300 talers: all to Brin</td>" in page
    assert ">Port fees (talers)</th>" in page
    assert '<td class="figure">120</td>' in page  # Alba: 0.1


TABLE = "actor,issue,position,salience,power\nA,year,2000,1,1\nB,year,2005,0.5,2\nC,year,2010,1,1\n"


def shown(tables):
    console = Console(file=StringIO(), width=120)
    for part in tables:
        console.print(part)
    return console.file.getvalue()


def test_an_imported_table_is_answered_on_its_own_scale(tmp_path, capsys):
    made = scenario_of_text(TABLE, "years.csv")
    assert heading_of(made, "year") == "year"
    assert read_text(written(made)).issues["year"].scale.of(0.5) == 2005
    told = shown(theory_tables(solve(made, runs=4)))
    (line,) = [line for line in told.split("All 3 parties")[1].splitlines() if line.startswith(" year")][:1]
    assert line.split()[1:7] == ["2,005.0"] * 6
    path = tmp_path / "years.yaml"
    path.write_text(written(made), encoding="utf-8")
    assert main(["forecast", str(path), "--runs", "4"]) == 0
    assert "2,005.0" in capsys.readouterr().out


def test_a_scale_that_falls_is_told_from_its_least_to_its_greatest(tmp_path, capsys):
    """What may lie at 0 to 1 lies at 3 to 17 where 0 is 17: five per cent is the lower end of what people read."""
    made = written(scenario_of_text(TABLE, "years.csv")).replace(
        "position: {year: 1}", "position: {year: {uniform: [0, 1]}}"
    )
    falling = tmp_path / "falling.yaml"
    falling.write_text(made.replace("scale: {from: 2000, to: 2010}", "scale: {from: 17, to: 3}"), encoding="utf-8")
    assert main(["forecast", str(falling), "--runs", "16"]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith(" year")]
    found = [float(number) for number in line.split()[2:]]
    assert found == sorted(found) and found[0] < found[-1]
    told = shown(theory_tables(solve(read_scenario(falling), runs=16)))
    (line,) = [line for line in told.split("All 3 parties")[1].splitlines() if line.startswith(" year")][:1]
    low, to, high = line.split()[-3:]
    assert to == "to" and float(low) < float(high)


def test_of_many_parties_the_answer_for_all_comes_first_and_pairs_only_when_asked():
    rows = "".join(f"{name},{place},1,1\n" for place, name in enumerate("ABCDE"))
    found = solve(scenario_of_text("actor,position,salience,power\n" + rows, "t.csv"), runs=2)
    short, long = shown(theory_tables(found)), shown(theory_tables(found, pairs=True))
    assert "All 5 parties" in short
    assert "Every pair of parties" not in short
    assert "10 pairs of parties: `--pairs` tells of each" in short
    assert short.index("All 5 parties") < short.index("If talks fail")
    assert long.index("All 5 parties") < long.index("Every pair of parties")


def test_without_a_scale_theory_says_what_it_said():
    told = shown(theory_tables(solve(read_scenario(ROMER), runs=2)))
    assert "Status quo" in told
