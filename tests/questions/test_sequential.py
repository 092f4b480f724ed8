"""Conditioning by degrees: the runs that rejection finds, a share that is known, and ranks that are uniform."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest
from scipy.special import ndtr, ndtri
from scipy.stats import chisquare

import sim
from sim.cli import main
from sim.cli.verbs.questions.condition import count_said
from sim.questions.condition import ByDegrees, condition
from sim.questions.counterfactual.counterfactual import counterfactual
from sim.questions.sensitivity.by_design import drawn_paths
from sim.questions.sequential import distances, sequential
from sim.runs.intervals import Interval, wilson
from sim.scenario.faults import ScenarioFault
from sim.scenario.format.bounds import Bound
from sim.scenario.reader import read_text

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
OURS = "in.actors.ours.fallback.value"


@cache
def played(runs=4_096, seed=1):
    return sim.run(read_text(TALK), runs=runs, seed=seed)


def ranks(truths, posterior):
    """The place of each truth among as many draws of the posterior as 9 at a time hold, ``(truths,)``."""
    drawn = posterior[: 9 * (len(posterior) // 9)].reshape(-1, 9)
    count = min(len(truths), len(drawn))
    return np.sum(drawn[:count] < truths[:count, None], axis=1)


@pytest.mark.parametrize("outcome", ["agreed", "none"])
def test_calibration_by_simulation(outcome):
    """Truths of runs that ended so lie anywhere among draws given that ending (Talts et al. 2018)."""
    truths = played(1_024, seed=2)
    some = np.asarray(truths.column(OURS))[truths.column("outcome") == outcome]
    found = np.asarray(condition(played(), {"outcome": outcome}).rows.column(OURS))
    counts = np.bincount(ranks(some, found), minlength=10).reshape(5, 2).sum(axis=1)
    assert counts.sum() > 100
    assert chisquare(counts).pvalue > 0.01
    blind = np.bincount(ranks(some, np.asarray(played().column(OURS))), minlength=10).reshape(5, 2).sum(axis=1)
    assert chisquare(blind).pvalue < 0.001, "the prior is not the posterior, and ranks tell"


def test_degrees_find_what_rejection_finds():
    given = {"outcome": "agreed", OURS: {"min": 0.95}}
    by_rejection = condition(played(40_960, seed=4), given)
    by_degrees = sequential(played(), given, particles=512)
    assert by_rejection.share.share < 0.01 and len(by_degrees) == 512
    assert by_degrees.share.low / 1.5 < by_rejection.share.share < by_degrees.share.high * 1.5
    theirs = "in.actors.theirs.fallback.value"
    first, second = (np.asarray(one.rows.column(theirs)) for one in (by_rejection, by_degrees))
    assert second.mean() == pytest.approx(first.mean(), abs=0.05)
    assert 10 < by_degrees.effective_size <= 512


def test_a_share_that_is_known_is_found():
    """One number in 400 lies so low, and within that all are equally likely."""
    found = sequential(played(), {OURS: {"max": 0.05}, "in.actors.theirs.fallback.value": {"max": 0.05}})
    assert found.share.low < 1 / 400 < found.share.high
    values = np.asarray(found.rows.column(OURS))
    assert values.max() <= 0.05 and values.mean() == pytest.approx(0.025, abs=0.004)


def rows_of_sums(scenario, seed, block, places, given):
    """Rows without a play: two numbers and luck, each normal, are added; the first number decides how a run ends."""
    luck = np.random.default_rng([seed, block])
    ours, theirs = (np.clip(given[path], 1e-9, 1 - 1e-9) for path in drawn_paths(scenario))
    total = ndtri(ours) + ndtri(theirs) + luck.standard_normal(len(places))
    ended = np.where(luck.random(len(places)) < ours, "agreed", "none")
    drawn = dict(zip((f"in.{path}" for path in drawn_paths(scenario)), (ours, theirs), strict=True))
    rows = pa.table({**drawn, "run": places, "ended_week": total, "outcome": ended})
    return SimpleNamespace(rows=rows)


PASSES, FARTHEST = 60, 5.0


@pytest.fixture(scope="module")
def of_sums():
    """Conditioned on a sum above five, a share of .00195: sixty passes with other luck, of 512 runs on 8 islands."""
    half = dict.fromkeys(drawn_paths(played().scenario), np.full(64, 0.5))
    rows = rows_of_sums(played().scenario, 0, 0, np.arange(64), half).rows
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.questions.sequential.play_block", rows_of_sums)
        return [
            sequential(
                replace(played(), rows=rows, seed=seed, totals=None),
                {"ended_week": {"min": FARTHEST}},
                particles=512,
            )
            for seed in range(PASSES)
        ]


def test_intervals_hold_what_is_so(of_sums):
    """Of the matching runs .9209 end in an agreement, from forty million draws.

    Intervals of 512 independent runs hold it half of the time.
    """
    share, agreed = ndtr(-FARTHEST / np.sqrt(3)), 0.9209
    held, narrow = np.zeros((PASSES, 2)), np.zeros(PASSES)
    for seed, found in enumerate(of_sums):
        told = found.outcomes()["agreed"]
        held[seed] = found.share.low <= share <= found.share.high, told.low <= agreed <= told.high
        alone = wilson(round(told.share * len(found)), len(found))
        narrow[seed] = alone.low <= agreed <= alone.high
    assert held.mean(axis=0).min() >= 0.88, "three standard errors below .95 are .87"
    assert narrow.mean() < 0.7


def truths_of_sums(beyond):
    """Draw the first number and the sum of runs that match, one a pass: the sum is normal, cut off, and given it
    the number is normal around a third of it."""
    stream = np.random.default_rng(18)
    total = -np.sqrt(3) * ndtri(stream.random(PASSES) * ndtr(-beyond / np.sqrt(3)))
    return ndtr(total / 3 + np.sqrt(2 / 3) * stream.standard_normal(PASSES)), total


def ranks_among_islands(of_sums, column, truths):
    """The place of each truth among one run from each island of its pass, which know nothing of each other."""
    stream, found = np.random.default_rng(2018), []
    for one, truth in zip(of_sums, truths, strict=True):
        values, islands = np.asarray(one.rows.column(column)), one.by_degrees.islands
        each = np.array([stream.choice(values[islands == island]) for island in np.unique(islands)])
        found.append((np.sum(each < truth) + stream.random()) / (len(each) + 1))
    return np.array(found)


@pytest.mark.parametrize("place", [0, 1])
def test_calibration_by_degrees(of_sums, place):
    """Truths that match lie anywhere among the runs that were come to (Talts et al. 2018): the number, the sum."""
    column = (OURS, "ended_week")[place]
    ranks = ranks_among_islands(of_sums, column, truths_of_sums(FARTHEST)[place])
    assert chisquare(np.histogram(ranks, 4, (0, 1))[0]).pvalue > 0.05
    error = np.sqrt(1 / 12 / PASSES)
    assert abs(ranks.mean() - 0.5) < 2 * error
    near = ranks_among_islands(of_sums, column, truths_of_sums(FARTHEST - 1)[place])
    assert near.mean() < 0.5 - 3 * error, "truths above four do not match, and ranks tell"


def test_all_that_is_come_to_matches_and_can_be_told():
    found = sequential(played(), {OURS: {"max": 0.02}}, particles=256)
    assert found.given.matches(found.rows).all() and found.method == "sequential Monte Carlo"
    assert found.summary()["effective_size"] == found.effective_size <= 256
    with pytest.raises(ValueError, match="come to by degrees"):
        counterfactual(found, settings=["actors.ours.precision=30"])


def test_what_cannot_be_is_not_come_to():
    found = sequential(played(), {"outcome": "agreed", "ended_week": {"min": 40}}, particles=128)
    assert len(found) == 0 and found.tried > 0


def test_a_condition_that_makes_no_sense_is_refused():
    with pytest.raises(ScenarioFault, match="there is no column outcom"):
        sequential(played(), {"outcom": "agreed"})


def test_of_several_clauses_the_nearest_counts():
    columns = {"week": np.array([3.0, 9.0])}
    near, far = ({"week": Bound(min=bound)} for bound in (4, 10))
    first, second = (distances(clause, columns, {"week": 1.0}, 2) for clause in (near, far))
    assert first.tolist() == [0.5, 0.0] and second.tolist() == [0.875, 0.5]


def test_what_is_too_rare_for_per_cents_is_told_as_one_in_so_many():
    by_rejection = condition(played(), {"ended_week": {"min": 0}})
    degrees = ByDegrees(np.zeros(8), np.zeros(8), 2.4, Interval(1 / 40_000, 1 / 90_000, 1 / 20_000), 9)
    said = count_said(replace(by_rejection, by_degrees=degrees))
    assert "of one in 40,000 of all runs (one in 20,000 to one in 90,000); effective size 2, seed" in said
    assert said.endswith("; fewer than 100 say little")
    often = replace(degrees, effective_size=120.0, share=Interval(0.004, 0.003, 0.005))
    said = count_said(replace(by_rejection, by_degrees=often))
    assert "of 0.4 % of all runs (0.3 to 0.5 %)" in said and "say little" not in said


def test_the_verb_says_how_it_came_to_them(tmp_path, capsys):
    case, given = tmp_path / "case.yaml", tmp_path / "given.yaml"
    case.write_text(TALK, encoding="utf-8")
    given.write_text("given: {in.actors.ours.fallback.value: {max: 0.004}}\n", encoding="utf-8")
    words = ["condition", str(case), "--given", str(given), "--runs", "1024"]
    assert main(words) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "sequential Monte Carlo (subset simulation): 1,024 runs that match, come to in" in told
    assert main([*words, "--by-rejection"]) == 0
    told = capsys.readouterr().out
    assert "rejection sampling: " in told and "of 1,024 runs match" in told and "effective size" in told
