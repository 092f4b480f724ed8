"""The tables of notebook 05 say what the hindcast says, and what a fit was shown is told from what tests it."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import sim
from sim.cli import main
from sim.questions.hindcast.hindcast import hindcast
from sim.scenario.format.record import Target

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def record(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "notebooks")
    yield import_module("record")
    sys.modules.pop("record", None)


@pytest.fixture(scope="module")
def ensemble():
    return sim.run(ROOT / "scenarios" / "kosovo" / "baseline.yaml", runs=512, seed=2)


def test_what_fails_is_listed_part_by_part(record, ensemble):
    held = hindcast(ensemble)
    table = record.failing_parts(ensemble, held)
    failing = [(fact.id, part.says) for fact in held.facts for part in fact.parts if not part.inside]
    assert list(zip(table["fact"], table["what is measured"], strict=True)) == failing
    facts = record.fact_table(held).data
    assert list(facts.index) == [fact.id for fact in held.facts]
    assert set(facts.index[facts["verdict"] == "FAILS"]) == {name for name, _ in failing}


def test_its_verdicts_are_those_of_sim_hindcast(record, ensemble, tmp_path, capsys):
    ensemble.save(tmp_path / "results")
    assert main(["hindcast", str(tmp_path / "results")]) == 0
    said = re.findall(r"^ (S\d+) .* (inside|FAILS) *$", capsys.readouterr().out, re.MULTILINE)
    facts = record.fact_table(hindcast(ensemble)).data
    assert said == list(zip(facts.index, facts["verdict"], strict=True))
    assert len(said) == 12


@pytest.mark.parametrize(
    ("low", "high", "target", "reached"),
    [
        (0.07, 0.09, Target(min=0.08), True),
        (0.06, 0.07, Target(min=0.08), False),
        (0.11, 0.12, Target(max=0.1), False),
        (0.09, 0.12, Target(max=0.1), True),
        (0.3, 0.4, Target(min=0.1, max=0.2), False),
    ],
)
def test_an_interval_reaches_a_target_or_not(record, low, high, target, reached):
    assert record.reaches(SimpleNamespace(low=low, high=high), target) is reached


def test_only_what_was_seen_by_the_day_of_the_fit_counts_as_fitted(record, ensemble):
    table = record.recognition_table(ensemble)
    fitted = table["states that recognise"][table["used for"] == "fit"]
    assert list(fitted) == ["after 2 weeks", "after 6 weeks", "after 19 weeks"]
    like_history = ensemble.column("outcome") == "coordinated_declaration"
    counts = ensemble.column("recognition.week_45")[like_history]
    row = table[table["states that recognise"] == "at the end of 2008"].iloc[0]
    assert row["record"] == 53
    assert row["model"] == np.median(counts[counts >= 0])
    assert row["off by"] == pytest.approx(abs(row["model"] - 53) / 53)
