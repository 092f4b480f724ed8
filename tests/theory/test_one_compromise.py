"""The compromise mean of a table is one number, whoever is asked: theory, the older model or an envoy in a run."""

from pathlib import Path

import numpy as np
import pytest

from sim.runs.run import run
from sim.scenario.from_table import scenario_of_text
from sim.scenario.reader import reading_of
from sim.theory.of_scenario.answer import solve
from sim.theory.older_models.forecast import forecast

GOOD = Path(__file__).resolve().parents[1] / "scenario" / "good.yaml"

ONE_ISSUE = """\
actor,position,salience,power
Ash,0,0.9,1
Birch,40,0.3,2
Cedar,100,0.5,1.5
"""

TWO_ISSUES = """\
actor,issue,position,salience,power
Ash,tax,0,0.9,1
Ash,fee,0.3,0.1,1
Birch,tax,40,0.3,2
Birch,fee,0.9,0.6,2
Cedar,tax,100,0.5,1.5
Cedar,fee,0.1,0.5,1.5
"""


def by_hand(table):
    rows = [line.split(",") for line in table.splitlines()[1:]]
    issues = dict.fromkeys(row[1] if len(row) == 5 else "" for row in rows)
    answers = []
    for issue in issues:
        own = [[float(cell) for cell in row[-3:]] for row in rows if len(row) == 4 or row[1] == issue]
        scale = 100.0 if max(one[0] for one in own) > 1 else 1.0
        answers.append(sum(p / scale * s * c for p, s, c in own) / sum(s * c for _, s, c in own))
    return answers


@pytest.mark.parametrize("table", [ONE_ISSUE, TWO_ISSUES], ids=["one issue", "two issues"])
def test_theory_forecast_and_envoy_say_the_same(table):
    scenario, expected = scenario_of_text(table, "table.csv"), by_hand(table)
    everyone = solve(scenario, runs=2).everyone
    assert everyone.mean.compromise.text == pytest.approx(expected, abs=1e-12)
    assert everyone.spread["compromise"].text[2] == pytest.approx(expected, abs=1e-12)
    assert forecast(scenario, "compromise", 2).outcome[:, 0] == pytest.approx(expected, abs=1e-12)
    played = run(scenario, 2, seed=1)
    for issue, wanted in zip(scenario.issues, expected, strict=True):
        assert played.column(f"proposal.text.{issue}") == pytest.approx(np.full(2, wanted), abs=1e-12)


def test_power_alone_is_another_number():
    powers = [1.0, 2.0, 1.5]
    alone = sum(c * p for c, p in zip(powers, [0.0, 0.4, 1.0], strict=True)) / sum(powers)
    assert abs(alone - by_hand(ONE_ISSUE)[0]) > 0.05


def test_an_envoy_hears_relative_saliences_unless_the_file_says_otherwise():
    written = scenario_of_text(ONE_ISSUE, "table.csv")
    stage = written.process[0].model_copy(update={"saliences": "relative"})
    drafted = run(written.model_copy(update={"process": (stage,)}), 1, seed=1).column("proposal.text.issue")
    assert drafted == pytest.approx([2.3 / 4.5])


def test_saliences_of_a_nash_text_are_told_to_have_no_effect():
    text = GOOD.read_text(encoding="utf-8").replace("method: nash", "method: nash\n      saliences: as_written")
    (told,) = reading_of(text, "file.yaml").warnings
    assert str(told) == (
        "file.yaml:62:18: process.proposal.saliences: warning: `saliences` has no effect: the Nash solution is of "
        "utilities, in which saliences are relative; allowed: another method: compromise, median"
    )
