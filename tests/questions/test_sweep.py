"""Sweeps: the same runs at every point."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import sim
from sim.cli import main
from sim.questions.bands import bands
from sim.questions.measures import known_outcomes
from sim.questions.sweep import axis_from, sweep
from sim.scenario.faults import ScenarioFault
from sim.scenario.reader import read_scenario
from sim.views.figures.of_questions.sweep import draw_sweep

FIVE = "scenarios/kosovo/five_actors.yaml"


@cache
def swept():
    return sweep(read_scenario(FIVE), [axis_from("actors.russia.blocking_cost=0:0.8:5")], runs=300, seed=1)


def test_each_point_is_the_scenario_with_that_value():
    alone = sim.run(read_scenario(FIVE, ["actors.russia.blocking_cost=0.4"]), runs=300, seed=1)
    assert swept().ended[("0.4",)].tolist() == alone.column("outcome").tolist()
    assert swept().share(("0.4",), "council_compromise") == alone.outcomes()["council_compromise"]


def test_a_dearer_veto_only_ever_helps_the_council():
    """Common random numbers: run by run, what passes at one price passes at every higher one."""
    adopted = ["council_settlement", "council_compromise"]
    passes = np.stack([np.isin(ended, adopted) for ended in swept().ended.values()])
    assert (np.diff(passes.astype(int), axis=0) >= 0).mean() > 0.999
    last = swept().moved(("0.8",), "coordinated_declaration")
    assert last.high < -0.4
    assert last.high - last.low < last.unpaired_width


def test_two_paths_make_a_grid():
    axes = [axis_from("actors.russia.veto=true,false"), axis_from("actors.russia.blocking_cost=0.1:0.2:2")]
    grid = sweep(read_scenario(FIVE), axes, runs=40)
    assert list(grid.ended) == [("true", "0.1"), ("true", "0.2"), ("false", "0.1"), ("false", "0.2")]
    said = grid.summary(["council_settlement"])
    assert said["points"][2]["at"] == {"actors.russia.veto": "false", "actors.russia.blocking_cost": "0.1"}
    assert len(said["points"][0]["outcomes"]) == 1


@pytest.mark.parametrize("text", ["", "a.b", "a.b=", "a.b=0:1", "a.b=0:1:1", "a.b=0:x:4", "=0:1:4", "a.b=0:1:2.5"])
def test_what_is_no_range_is_refused(text):
    with pytest.raises(ValueError, match="is no range"):
        axis_from(text)


def test_what_makes_no_sense_is_refused_before_anything_is_played():
    five = read_scenario(FIVE)
    with pytest.raises(ScenarioFault, match=r"did you mean actors\.russia\.blocking_cost"):
        sweep(five, [axis_from("actors.russia.blocking_cos=0:1:3")])
    with pytest.raises(ScenarioFault, match="out of range"):
        sweep(five, [axis_from("actors.russia.signal_honesty=0:1:3")])
    axis = axis_from("actors.russia.veto=true,false")
    with pytest.raises(ValueError, match="one or two different paths"):
        sweep(five, [axis, axis])
    with pytest.raises(ValueError, match="too many"):
        sweep(five, [axis_from("actors.russia.blocking_cost=0:1:60"), axis_from("actors.russia.deference=0:1:60")])
    with pytest.raises(ValueError, match="did you mean council_compromise"):
        known_outcomes(five, ["council_compromis"])


BOTH = "rules={steep: {set: {utility.gamma: 2}}}"


@cache
def with_bands():
    return sweep(read_scenario(FIVE, [BOTH]), [axis_from("actors.russia.blocking_cost=0.1,0.4")], runs=32, pairs=16)


def test_bands_of_a_point_are_those_of_its_scenario():
    alone = bands(read_scenario(FIVE, [BOTH, "actors.russia.blocking_cost=0.4"]), 16)
    assert with_bands().bands[("0.4",)].summary() == alone.summary()
    told = with_bands().summary(["council_compromise"])
    band = next(one for one in alone.bands if one.outcome == "council_compromise")
    assert told["pairs"] == 16
    outcome = told["points"][1]["outcomes"][0]
    assert (outcome["coding"], outcome["rules"]) == (list(band.coding), list(band.rules))
    plain = swept().summary(["council_compromise"])
    assert plain["pairs"] is None and plain["points"][0]["outcomes"][0]["coding"] is None


def test_a_choice_of_rules_that_a_point_is_already_is_refused_before_anything_is_played(monkeypatch):
    monkeypatch.setattr("sim.runs.run.run", lambda *asked, **more: pytest.fail("was played"))
    with pytest.raises(ScenarioFault, match="all of this is as the file has it already"):
        sweep(read_scenario(FIVE, [BOTH]), [axis_from("utility.gamma=1,2")], runs=8, pairs=2)


def test_the_figure_draws_coding_dashed_and_rules_dotted():
    axes = draw_sweep(with_bands(), ["coordinated_declaration"]).axes[0]
    found = [with_bands().band(point, "coordinated_declaration") for point in with_bands().ended]
    for style, side in (("--", "coding"), (":", "rules")):
        edges = [line.get_ydata().tolist() for line in axes.lines if line.get_linestyle() == style]
        assert edges == [[100 * getattr(band, side)[edge] for band in found] for edge in (0, 1)]
    assert "dashed: coding; dotted: rules" in axes.get_ylabel()
    alone = draw_sweep(swept(), ["coordinated_declaration"]).axes[0]
    assert "luck alone" in alone.get_ylabel() and len(alone.lines) == 1


def test_the_names_of_what_is_swept_run_into_nothing():
    long = "actors.pristina.beliefs.declaration.coordinated.chance=0.1,0.9"
    over = [axis_from("actors.russia.blocking_cost=0,0.4,0.8"), axis_from(long)]
    crossed = sweep(read_scenario(FIVE), over, runs=32)
    figure = draw_sweep(crossed, ["council_settlement", "council_compromise", "coordinated_declaration"])
    left, _, below, _ = figure.axes[:4]
    assert left.get_ylabel() == "Pristina: beliefs, Declaration,\ncoordinated, chance"
    assert below.get_xlabel() == "Russia: blocking cost"
    figure.draw_without_rendering()
    assert not left.yaxis.label.get_window_extent().overlaps(below.yaxis.label.get_window_extent())


def test_the_table_has_three_bands_of_each_outcome_at_each_point(capsys):
    words = ["sweep", FIVE, "--set", BOTH, "--over", "actors.russia.blocking_cost=0.1,0.4", "--runs", "32"]
    assert main([*words, "--bands", "16", "--outcome", "coordinated_declaration"]) == 0
    told = capsys.readouterr().out
    assert "Luck" in told and "32 equal runs at each of 2 points, and 16 pairs of runs, 2 choices of rules" in told
    for value in ("0.1", "0.4"):
        band = with_bands().band((value,), "coordinated_declaration")
        for low, high in (band.coding, band.rules):
            assert any(line.split()[:1] == [value] and f"{100 * low:.0f} to {100 * high:.0f} %" in line
                       for line in told.splitlines())  # fmt: skip
