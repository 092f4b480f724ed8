"""Several scenarios, every measure, and the figures that show how runs move."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np
import pytest

import sim
from sim.chance.streams import Streams
from sim.questions.compare import compare, paired_shift
from sim.questions.condition import condition
from sim.questions.sensitivity.by_design import Index, Indices
from sim.questions.sensitivity.from_runs import sensitivity
from sim.questions.sweep import axis_from, sweep
from sim.scenario.reader import read_scenario

FIVE = "scenarios/kosovo/five_actors.yaml"


@cache
def three():
    return tuple(
        sim.run(read_scenario(FIVE, settings), runs=500, seed=6)
        for settings in ([], ["actors.russia.veto=false"], ["actors.russia.blocking_cost=0.3"])
    )


def test_the_first_is_laid_beside_each_of_the_others():
    comparisons = compare(*three())
    assert [one.after for one in comparisons] == list(three()[1:])
    with pytest.raises(ValueError, match="two scenarios at least"):
        compare(three()[0])


def test_measures_are_compared_over_runs_that_have_them():
    comparison = compare(*three())[0]
    before, after = (side.table for side in (comparison.before, comparison.after))
    held = (before["council.began_week"] >= 0) & (after["council.began_week"] >= 0)
    part = comparison.measures()["ended_week"]
    assert part.difference == pytest.approx((after["ended_week"] - before["ended_week"]).mean())
    assert comparison.measures()["council.began_week"].runs == held.sum()
    assert part.low < part.difference < part.high
    assert "outcome" not in comparison.measures()
    assert not any(name.startswith("in.") for name in comparison.measures())


def test_the_interval_of_a_shift_covers_the_truth_as_often_as_it_says():
    drawn = Streams(8, 0).stream("test.shift")
    inside = 0
    for _ in range(400):
        shared, own = drawn.random(200), drawn.random((2, 200))
        shift = paired_shift(shared + own[0], shared + own[1] + 0.2)
        inside += shift.low <= 0.2 <= shift.high
        assert shift.high - shift.low < shift.unpaired_width
    assert 0.92 < inside / 400 < 0.98


def test_the_runs_that_changed_are_those_off_the_diagonal():
    comparison = compare(*three())[0]
    assert len(comparison.changed) == comparison.flow().sum() - np.trace(comparison.flow())
    assert comparison.summary()["changed"] == comparison.changed.tolist()


def words(figure):
    axes = figure.axes[0]
    labels = [*axes.get_xticklabels(), *axes.get_yticklabels()]
    return " ".join(text.get_text() for text in (*axes.texts, *labels, axes.title, axes.xaxis.label))


def test_the_flow_is_drawn_as_bands_as_wide_as_the_runs_are_many():
    from sim.views.figures.of_questions.flow import draw_flow

    comparison = compare(*three())[0]
    figure = draw_flow(comparison, "asked")
    bands = [patch for patch in figure.axes[0].patches if type(patch).__name__ == "PathPatch"]
    assert len(bands) == np.count_nonzero(comparison.flow())
    widths = sorted(round(500 * (band.get_path().vertices[7, 1] - band.get_path().vertices[0, 1])) for band in bands)
    assert widths == sorted(comparison.flow()[comparison.flow() > 0].tolist())
    assert figure.get_suptitle() == "asked\nFrom which outcome to which the runs go"
    assert figure.get_supxlabel().startswith("How to read: left one world, right the other; a band is ")
    assert "\nMore runs would move these shares by luck alone; " in figure.get_supxlabel()
    figure.canvas.draw()
    for side in (-5, 5):
        labels = [text.get_window_extent() for text in figure.axes[0].texts if text.get_position()[0] == side]
        assert len(labels) > 1
        assert not [one for one, other in combinations(labels, 2) if one.padded(-1).overlaps(other.padded(-1))]


def test_the_other_figures_show_their_numbers(tmp_path):
    from sim.views.figures.canvas import write_figure
    from sim.views.figures.of_questions.posterior import draw_posterior
    from sim.views.figures.of_questions.sweep import draw_sweep
    from sim.views.figures.of_questions.tornado import draw_indices, draw_tornado
    from sim.views.labels import path_words

    found = condition(three()[0], {"ending": "coordinated"})
    effects = sensitivity(three()[0], "coordinated_declaration")
    lines = sweep(read_scenario(FIVE), [axis_from("actors.russia.blocking_cost=0:0.4:2")], runs=30)
    axes = [axis_from("actors.russia.blocking_cost=0:0.4:2"), axis_from("actors.russia.veto=true,false")]
    heat = sweep(read_scenario(FIVE), axes, runs=30)
    indices = Indices("x", 2, 8, [Index("russia", 0.2, 0.1, 0.3, 0.4, 0.3, 0.5)])
    drawn = {
        "posterior": (draw_posterior(found), path_words(read_scenario(FIVE), found.moved()[0].path)),
        "tornado": (draw_tornado(effects), "russia.blocking_cost"),
        "indices": (draw_indices(indices), "russia"),
        "lines": (draw_sweep(lines, ["coordinated_declaration"]), "Russia: blocking cost"),
        "heat": (draw_sweep(heat, ["coordinated_declaration"]), "false"),
    }
    assert lines.came_about(["agreed_settlement"]) == []
    maps = draw_sweep(heat, ["coordinated_declaration", "violent_breakdown", "council_settlement"])
    shown = {panel.get_title(loc="left"): panel.images[0].get_array() for panel in maps.axes if panel.images}
    assert list(shown) == ["Coordinated declaration", "Council settlement"]  # no run ends in violence
    assert shown["Council settlement"].tolist() == [
        [100 * heat.share((cost, veto), "council_settlement").share for cost in ("0", "0.4")]
        for veto in ("true", "false")
    ]
    axes = [
        axis_from("actors.russia.blocking_cost=0:0.4:4"),
        axis_from("actors.russia.veto=true,false"),
    ]
    kinds = sweep(read_scenario(FIVE), axes, runs=10)
    panel = draw_sweep(kinds, ["coordinated_declaration"]).axes[0]
    assert [label.get_text() for label in panel.get_xticklabels()] == ["0", "0.133", "0.267", "0.4"]
    assert [label.get_text() for label in panel.get_yticklabels()] == ["true", "false"]
    for name, (figure, said) in drawn.items():
        assert said in words(figure), name
        write_figure(figure, tmp_path / f"{name}.svg")
    with pytest.raises(ValueError, match="no run matches"):
        draw_posterior(condition(three()[0], {"ended_week": {"min": 9_999}}))
