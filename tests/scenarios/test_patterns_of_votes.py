"""What the patterns on votes and on sanctions are there to show, shown."""

import re
import shlex
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.cli import main
from sim.runs.run import run
from sim.scenario.reader import read_scenario
from sim.views.report.page import write_report

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "scenarios" / "patterns"
PATTERNS = [HOME / "sanctions.yaml", HOME / "two_peoples.yaml"]
RUNS = 512


@cache
def played(name, *settings):
    return run(read_scenario(HOME / f"{name}.yaml", list(settings)), RUNS, seed=0)


def share(ensemble, outcome):
    return ensemble.outcomes()[outcome].share


@pytest.mark.parametrize("path", PATTERNS, ids=lambda path: path.stem)
def test_every_outcome_of_a_pattern_is_one_that_may_come_about(path):
    scenario = read_scenario(path)
    tried = [played(path.stem)]
    if path.stem == "two_peoples":
        tried.append(played("two_peoples", "actors.hills.fallback={value: 0.9}"))
        calm = [f"process.votes.referendums.{one}.shock=0" for one in ("in_the_hills", "on_the_coast")]
        tried.append(played("two_peoples", "actors.hills.fallback={value: 0.9}", "process.votes.misjudged=0", *calm))
        tried.append(played("two_peoples", "actors.coast.fallback={value: 0.9}"))
    assert {name for name in scenario.outcome_labels if any(share(one, name) for one in tried)} == {
        *scenario.outcome_labels
    }


def test_interim_talks_help_the_final_deal():
    never = "process.interim.agenda=[{issues: [relief], opens: 2032-12-27}]"
    with_talks, without = played("sanctions"), played("sanctions", never)
    assert not (without.column("interim.result") == "agreed").any()
    assert share(with_talks, "final_deal") > share(without, "final_deal") + 0.2


def test_what_follows_waits_for_the_interim_talks():
    ensemble = played("sanctions")
    agreed = ensemble.column("interim.result") == "agreed"
    assert 0.2 < agreed.mean() < 0.5
    hardliners, inspections = (ensemble.column(f"happened.{name}") for name in ("hardliners", "inspections"))
    assert not hardliners[agreed].any() and not inspections[~agreed].any()
    assert hardliners[~agreed].mean() == pytest.approx(0.4, abs=0.08)
    failed = ensemble.column("outcome") == "no_deal"
    assert set(np.round(ensemble.column("in_force.relief")[failed], 9)) == {0.05}


def test_the_members_vote_on_the_day_on_which_the_deal_is_made():
    ensemble = played("sanctions")
    voted = ensemble.column("members.left_week") >= 0
    assert voted.any()
    assert (ensemble.column("members.left_week")[voted] == ensemble.column("final.left_week")[voted]).all()


def test_both_thresholds_count():
    ensemble = played("sanctions")
    voted = ensemble.column("members.left_week") >= 0
    first, second = (ensemble.column(f"members.threshold_{number}")[voted] for number in (1, 2))
    adopted = ensemble.column("members.result")[voted] == "adopted"
    assert (adopted <= (first & second)).all()
    assert not (first & second).all()


COMMANDS = [
    line for path in PATTERNS for line in re.findall(r"^#   sim (.+?)(?: {3,}.*)?$", path.read_text("utf-8"), re.M)
]


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_at_the_head_of_a_pattern_works(line, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    words = shlex.split(line)
    few = [] if words[0] == "story" else ["--runs", "16"]
    assert main([*words, *few]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("path", PATTERNS, ids=lambda path: path.stem)
@pytest.mark.usefixtures("blank_pictures")
def test_a_pattern_has_a_report(path, tmp_path):
    folder = tmp_path / "results"
    run(read_scenario(path), 64, seed=0).save(folder)
    page = write_report(folder).read_text(encoding="utf-8")
    heading = {"two_peoples": "What was said at home", "sanctions": "Who voted how"}[path.stem]
    assert f"<h3>{heading}</h3>" in page
