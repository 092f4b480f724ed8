"""Moving a slider draws what its new value gives: read off the artists of the figure, not off its bytes."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.questions.sweep import axis_from, sweep
from sim.runs.intervals import Interval

HOME = Path(__file__).resolve().parents[2] / "notebooks"
NONE = Interval(0.0, 0.0, 0.0)
pytest.importorskip("ipywidgets", reason="moves sliders: pip install 'status-talks[notebooks]'")


@pytest.fixture
def desk(monkeypatch):
    """Give the helpers of the notebooks as a notebook imports them, and forget them again; pictures stay blank."""
    monkeypatch.syspath_prepend(HOME)
    helpers = import_module("desk")
    monkeypatch.setattr(import_module("sliders"), "as_png", lambda figure: b"")
    yield helpers
    for name in ("desk", "panels", "record", "sliders"):
        sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def ensemble():
    return sim.run(HOME.parent / "scenarios" / "kosovo" / "five_actors.yaml", runs=512, seed=1)


def counts_of(panel):
    """How many texts each kind of point of the bargaining space shows, by what the legend calls it."""
    return {
        line.get_label().split(":")[0]: len(line.get_xdata())
        for line in panel.figure.axes[0].lines if ":" in line.get_label()
    }  # fmt: skip


def move(panel, **values):
    for name, value in values.items():
        panel.sliders[name].value = value


def test_the_zone_of_agreement_opens_and_closes(desk, ensemble):
    panel = desk.zone_sliders(ensemble)
    assert counts_of(panel)["zone of agreement"] == 0
    move(panel, first_most=1.0, second_least=0.0)
    assert counts_of(panel)["zone of agreement"] == 0, "each still expects what suits it"
    move(panel, second_expects=0.0)
    opened = counts_of(panel)
    assert opened["zone of agreement"] > 0
    move(panel, first_most=0.4, second_least=0.7)
    closed = counts_of(panel)
    assert closed["zone of agreement"] == 0
    assert closed["both prefer it, beyond a red line"] == opened["zone of agreement"]
    assert sum(closed.values()) == 11**4
    bars = panel.figure.axes[1].patches
    assert [bar.get_x() + bar.get_width() for bar in bars] == pytest.approx([0.4, 1.0])


def test_the_dashed_lines_stand_where_expectations_put_them(desk, ensemble):
    panel = desk.zone_sliders(ensemble)

    def without():
        upright, level = panel.figure.axes[0].lines[-2:]
        return upright.get_xdata()[0], level.get_ydata()[0]

    before = without()
    move(panel, first_expects=1.0)
    after = without()
    assert after[0] < before[0], "a declared state is worth less to Belgrade than the status quo"
    assert after[1] == before[1]
    move(panel, first_wants=0.9)
    assert without()[0] > after[0], "unless it came to want one"


def test_power_follows_votes_and_vetoes(desk):
    panel = desk.power_sliders()

    def heights():
        return [bar.get_height() for bar in panel.figure.axes[0].patches]

    # Shapley-Shubik and Banzhaf of the Council, permanent and elected: Felsenthal & Machover 1998.
    assert heights() == pytest.approx([0.1963, 0.0019, 0.1669, 0.0165], abs=5e-5)
    move(panel, vetoes=0)
    assert heights() == pytest.approx([1 / 15] * 4)
    move(panel, votes=15, vetoes=5)
    assert heights() == pytest.approx([1 / 15] * 4), "unanimity gives everybody a veto"


def test_outcomes_are_those_of_the_changed_file(desk):
    path = "actors.russia.blocking_cost"
    panel = desk.outcome_sliders(desk.FIVE, {path: desk.Slider("price", 0.0, 0.8, 0.25)}, runs=256, seed=3)
    move(panel, actors_russia_blocking_cost=0.6)
    there = sim.run(desk.FIVE, runs=256, seed=3, settings=(f"{path}=0.6",)).outcomes()
    stands = sim.run(desk.FIVE, runs=256, seed=3).outcomes()
    axes = panel.figure.axes[0]
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([100 * part.share for part in there.values()])
    intervals, strokes = axes.lines[::2], axes.lines[1::2]
    assert [tuple(line.get_xdata()) for line in intervals] == [
        (100 * part.low, 100 * part.high) for part in there.values()
    ]
    assert [line.get_xdata()[0] for line in strokes] == [100 * part.share for part in stands.values()]


def test_a_cut_shows_the_runs_asked_for(desk):
    axes = [
        axis_from("actors.russia.blocking_cost=0,0.4"),
        axis_from("actors.pristina.beliefs.declaration.coordinated.chance=0.1,0.9"),
    ]
    swept = sweep(sim.read_scenario(desk.FIVE), axes, runs=64, seed=1)
    panel = desk.cut_sliders(swept, ["council_compromise"], ("price", "promise"))
    dotted, drawn = panel.figure.axes[0].lines
    assert list(dotted.get_ydata()) == list(drawn.get_ydata()), "it starts where the dotted line stays"
    move(panel, value="0.1", runs=32)
    dotted, drawn = panel.figure.axes[0].lines
    expected = {at: [100 * np.mean(swept.ended[price, at][:32] == "council_compromise") for price in ("0", "0.4")]
                for at in ("0.1", "0.9")}  # fmt: skip
    assert list(drawn.get_ydata()) == pytest.approx(expected["0.1"])
    assert list(dotted.get_ydata()) == pytest.approx(expected["0.9"])
    assert expected["0.1"] != expected["0.9"]


def test_scores_are_best_for_whoever_says_what_is_true(desk):
    panel = desk.score_sliders()
    move(panel, truth=0.3, said=0.7)
    log, brier, said = panel.figure.axes[0].lines
    for line in (log, brier):
        assert line.get_xdata()[np.argmin(line.get_ydata())] == pytest.approx(0.3)
    assert list(said.get_xdata()) == [0.7, 0.7]
    there = np.argmin(np.abs(log.get_xdata() - 0.7))
    assert log.get_ydata()[there] == pytest.approx(-0.3 * np.log(0.7) - 0.7 * np.log(0.3))
    assert f"log score {log.get_ydata()[there]:.2f}" in panel.figure.axes[0].get_title()


def test_sliders_say_in_words_what_they_move(desk, ensemble):
    for panel in (desk.power_sliders(), desk.zone_sliders(ensemble)):
        for slider in panel.sliders.values():
            assert len(slider.description.split()) >= 3
            assert slider.continuous_update is False, "a picture a pixel would never catch up"


def test_without_ipywidgets_the_picture_stands_still_and_says_so(desk, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    panel = desk.power_sliders()
    assert panel.sliders == {} and panel.box is None
    assert len(panel.figure.axes[0].patches) == 4
    assert capsys.readouterr().out == import_module("sliders").STILL + "\n"


def test_panels_do_not_know_of_each_other(desk):
    one, other = desk.power_sliders(), desk.power_sliders()
    move(one, vetoes=0)
    assert other.sliders["vetoes"].value == 5
    assert other.figure.axes[0].patches[0].get_height() > one.figure.axes[0].patches[0].get_height()


def test_a_number_stands_at_its_bar_and_not_at_a_stroke_far_off(desk):
    """Only where the stroke would run through the number does it stand behind the stroke."""
    scenario = sim.read_scenario(desk.FIVE)
    first, second, *rest = scenario.outcome_labels
    now = {first: Interval(0.04, 0.03, 0.06), second: Interval(0.5, 0.45, 0.55), **dict.fromkeys(rest, NONE)}
    before = {first: Interval(0.75, 0.7, 0.8), second: Interval(0.58, 0.5, 0.6), **dict.fromkeys(rest, NONE)}
    figure = desk.bars(scenario, now, before, "as history went")
    said = {int(one.xy[1]): (one.get_text(), one.xy[0]) for one in figure.axes[0].texts}
    assert said[0] == ("4", pytest.approx(6))
    assert said[1] == ("50", pytest.approx(58))
    assert figure.axes[0].get_legend().get_texts()[0].get_text() == "as history went"
