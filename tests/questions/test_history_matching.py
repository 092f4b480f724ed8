"""History matching: what is ruled out where the answer is known, and what is said of what cannot be asked."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.cli import main
from sim.questions.history_matching import Observed, _implausible, match_history
from sim.questions.sensitivity.by_design import drawn_paths
from sim.runs.tasks import InProcess
from sim.scenario.faults import ScenarioFault
from sim.scenario.reader import read_text
from sim.views.figures.of_questions.history import FARTHEST, draw_history

TALK = """
format: 1
title: Two sides who are unsure
calendar: {start: 2030-01-07, end: 2030-12-30}
issues: {share: {zero: theirs, one: ours}}
actors:
  ours: {kind: party, position: {share: 1}, salience: {share: 1}, precision: 9, fallback: {value: {uniform: [0, 1]}}}
  theirs: {kind: party, position: {share: 0}, salience: {share: 1}, precision: 9,
           fallback: {value: {uniform: [0, 1]}}}
process:
  - talks: {name: talks, parties: [ours, theirs], weeks: 12, round_every_weeks: 2}
outcomes: [{name: agreed, when: {ending: agreed}}, {name: none, otherwise: true}]
"""
OURS, THEIRS = "actors.ours.fallback.value", "actors.theirs.fallback.value"


@pytest.fixture
def linear(monkeypatch):
    """A model without a play: ten times the first number, with luck of a deviation of a half."""

    def rows_of(scenario, seed, block, places, given):
        luck = np.random.default_rng([seed, block]).standard_normal(len(places))
        drawn = {f"in.{path}": given[path] for path in drawn_paths(scenario)}
        weeks = 10 * given[OURS] + luck / 2
        silent = np.where(given[THEIRS] < 0.25, -1, 3).astype(np.int32)
        return SimpleNamespace(rows=pa.table({**drawn, "run": places, "ended_week": weeks, "seldom": silent}))

    monkeypatch.setattr("sim.questions.history_matching.play_block", rows_of)
    return read_text(TALK)


def test_what_lies_beyond_three_deviations_is_ruled_out(linear):
    """Five was observed with an error of a half; the deviation is √(1/4 + 1/16 + 1/4) = 3/4: 2.75 to 7.25 is left."""
    found = match_history(linear, {"observed": {"ended_week": {"value": 5, "error": 0.5}}}, points=3_000, seed=3)
    (weeks,), ours = found.measures, 10 * found.inputs[OURS]
    assert weeks.luck == pytest.approx(0.5, rel=0.03) and weeks.deviation == pytest.approx(0.75, rel=0.03)
    assert found.left.share == weeks.left.share == pytest.approx(0.45, abs=0.03)
    kept = found.not_ruled_out
    assert not kept[np.abs(ours - 5) > 3.4].any(), "luck of a mean of four runs is a quarter"
    assert kept[np.abs(ours - 5) < 1.1].all()
    first, second = found.where()
    assert first.path == OURS and first.distance > first.by_chance and second.distance < second.by_chance
    assert (first.left_low, first.left_high) == (pytest.approx(0.285, abs=0.03), pytest.approx(0.715, abs=0.03))


def test_the_truth_is_hardly_ever_ruled_out(linear):
    """What a run of known numbers says is observed: three deviations hold it, 997 of 1,000 times if it is normal."""
    stream, ruled_out = np.random.default_rng(6), 0
    for seed in range(40):
        truth = stream.random()
        seen = 10 * truth + stream.standard_normal() / 2
        found = match_history(linear, {"observed": {"ended_week": {"value": seen}}}, points=400, seed=seed)
        nearest = np.argmin(np.abs(found.inputs[OURS] - truth))
        ruled_out += not found.not_ruled_out[nearest]
    assert ruled_out <= 2


def test_a_measure_that_says_nothing_rules_nothing_out(linear):
    found = match_history(linear, {"observed": {"seldom": {"value": 9}}}, points=400)
    (seldom,) = found.measures
    silent = found.inputs[THEIRS] < 0.25
    assert seldom.silent == silent.mean() and found.not_ruled_out.tolist() == silent.tolist()


def test_several_measures_rule_out_what_any_does(linear):
    both = {"ended_week": {"value": 5, "error": 0.5}, "seldom": {"value": 9}}
    found = match_history(linear, {"observed": both}, points=400)
    each = [np.nan_to_num(one, nan=0.0) <= 3 for one in found.implausibility.values()]
    assert found.not_ruled_out.tolist() == (each[0] & each[1]).tolist()


@given(st.integers(0, 99), st.floats(-5, 5), st.floats(0.1, 3), st.floats(0.2, 5))
def test_units_have_no_say(seed, value, error, scale):
    values = np.random.default_rng(seed).standard_normal((3, 20))
    plain, far = _implausible(values, Observed(value=value, error=error), "weeks")
    moved, again = _implausible(scale * values + 7, Observed(value=scale * value + 7, error=scale * error), "weeks")
    assert again == pytest.approx(far) and moved.least == pytest.approx(plain.least)
    assert (
        np.diff([_implausible(values, Observed(value=value, error=more), "weeks")[0].least for more in (0, 1, 2)])
        <= 1e-12
    ).all()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            "observed: {ended_wek: {value: 4}}",
            "observed.ended_wek: there is no numeric column ended_wek",
        ),
        ("observed: {outcome: {value: 4}}", "observed.outcome: there is no numeric column outcome"),
        ("observed: {ended_week: {value: 4, error: -1}}", "`-1` is out of range; allowed: 0.0 or more"),
        ("observed: {ended_week: {error: 1}}", "observed.ended_week.value: `value` is missing"),
        ("observed: {ended_week: 4}", "observed.ended_week"),
        ("observed: {}", "seen.yaml:1:1: observed: found an empty block; allowed: at least 1"),
        ("seen: {}", "`observed` is missing"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_line(tmp_path, monkeypatch, capsys, asked, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").write_text(TALK, encoding="utf-8")
    (tmp_path / "seen.yaml").write_text(asked, encoding="utf-8")
    assert main(["match-history", "case.yaml", "--observed", "seen.yaml", "--points", "4", "--replicates", "2"]) == 1
    assert said in capsys.readouterr().err


class Backwards(InProcess):
    """Does the last task first, as several processes may."""

    def outcomes(self, work, tasks, smaller, watch):
        yield from reversed(list(super().outcomes(work, tasks, smaller, watch)))


def test_workers_have_no_say(linear, monkeypatch):
    """Three blocks of sets, each played four times; what is done first has no say, and workers are asked for."""
    seen, asked, told = {"observed": {"ended_week": {"value": 5, "error": 1}}}, [], []
    in_order = match_history(linear, seen, points=2_500)
    monkeypatch.setattr(
        "sim.questions.history_matching.executor_for", lambda workers: asked.append(workers) or Backwards()
    )
    found = match_history(linear, seen, points=2_500, workers=3, on_replicate=lambda *done: told.append(done))
    assert found.summary() == in_order.summary() and asked == [3] and told == [(n, 4) for n in (1, 2, 3, 4)]
    assert found.implausibility["ended_week"].tolist() == in_order.implausibility["ended_week"].tolist()
    assert all((found.inputs[path] == column).all() for path, column in in_order.inputs.items())


def test_the_figure_draws_what_is_ruled_out_and_where_the_rest_lies(linear):
    found = match_history(linear, {"observed": {"ended_week": {"value": 5, "error": 0.5}}}, points=400)
    above, below = draw_history(found).axes
    far = found.implausibility["ended_week"]
    spread, middle = above.lines[:2]
    assert spread.get_xdata().tolist() == pytest.approx(np.minimum(np.quantile(far, (0.05, 0.95)), FARTHEST))
    assert middle.get_xdata().tolist() == pytest.approx([np.median(far)])
    assert [text.get_text() for text in above.texts] == [f"{100 * found.left.share:.0f} %"]
    (part, _), drawn = found.where(), found.inputs[OURS]
    scaled = [(end - drawn.min()) / np.ptp(drawn) for end in (part.low, part.high, part.left_low, part.left_high)]
    assert [x for line in below.lines[:2] for x in line.get_xdata()] == pytest.approx(scaled)
    assert below.texts[0].get_text() == f"{part.distance:.2f}*"
    none = draw_history(match_history(linear, {"observed": {"ended_week": {"value": 500}}}, points=40))
    assert none.axes[1].texts[0].get_text() == "fewer than 20 sets are left, too few to say where they lie"


def test_what_cannot_be_asked(linear):
    with pytest.raises(ValueError, match="1 run of each set tells nothing of luck; allowed: 2 or more"):
        match_history(linear, {"observed": {"ended_week": {"value": 1}}}, replicates=1)
    sure = read_text(TALK.replace("{uniform: [0, 1]}", "0.3"))
    with pytest.raises(ValueError, match="the scenario draws no number"):
        match_history(sure, {"observed": {"ended_week": {"value": 1}}})
    with pytest.raises(ScenarioFault, match=r"did you mean ended_week\?"):
        match_history(linear, {"observed": {"ended_weak": {"value": 1}}}, points=8)


def test_the_words_on_the_terminal(tmp_path, capsys):
    case, seen = tmp_path / "case.yaml", tmp_path / "seen.yaml"
    case.write_text(TALK, encoding="utf-8")
    seen.write_text("title: A late end\nobserved: {ended_week: {value: 500, error: 1}}\n", encoding="utf-8")
    words = ["match-history", str(case), "--observed", str(seen), "--points", "32", "--replicates", "2"]
    assert main(words) == 0
    told = capsys.readouterr().out
    assert "A late end" in told and "32 sets of numbers, 2 runs of each; not ruled out by any measure: 0 %" in told
    assert "fewer than 20 sets are left, too few to say where they lie" in told
    assert main([*words, "--figure", str(tmp_path / "history.svg")]) == 0
    assert "not ruled out" in (tmp_path / "history.svg").read_text(encoding="utf-8")
    capsys.readouterr()
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["left"]["share"] == 0 and told["measures"][0]["column"] == "ended_week" and told["seed"] == "0"
