"""The figure of recognition: its fan is that of the runs, its points are those of the record."""

import datetime as dt

import numpy as np
import pytest

from sim.process.recognition.community import dates_of_record
from sim.runs.run import run
from sim.scenario.reader import read_scenario
from sim.views.figures.of_runs.recognitions import has_recognitions, recognition_fan, record_points
from sim.views.figures.registry import FIGURES, draw, figures_for

BASELINE = "scenarios/kosovo/baseline.yaml"


@pytest.fixture(scope="module")
def ensemble(request):
    return run(read_scenario(request.config.rootpath / BASELINE), 128, seed=2)


@pytest.fixture(scope="module")
def figure(ensemble):
    drawn = draw(ensemble, "recognitions")
    drawn.canvas.draw()
    return drawn


def line_of(figure, label):
    return next(line for line in figure.axes[0].lines if line.get_label() == label)


def test_it_is_drawn_only_where_states_recognise(ensemble, five_actors, request):
    root = request.config.rootpath
    assert "recognitions" in figures_for(ensemble)
    assert not FIGURES["recognitions"].applies(run(five_actors, 32))
    late = ["process.declaration.alone_chance=0", "process.declaration.opens=2013-12-30"]
    undeclared = run(read_scenario(root / BASELINE, late), 16)
    assert not has_recognitions(undeclared)


def test_the_fan_holds_the_runs_that_declared(ensemble):
    fan = recognition_fan(ensemble)
    weeks = list(ensemble.scenario.stages["recognition"].count_at_weeks)
    assert fan[:, 0].tolist() == [0, *weeks[: len(fan) - 1]]
    assert fan[0].tolist() == [0] * 6
    declared = ensemble.column("recognition.began_week") >= 0
    followed = ensemble.column(f"recognition.week_{int(fan[-1, 0])}") >= 0
    assert 0.9 <= followed.sum() / declared.sum() <= 1
    for week, *quantiles in fan[1:]:
        counts = ensemble.column(f"recognition.week_{int(week)}")
        counts = counts[followed]
        assert quantiles == np.quantile(counts, [0.05, 0.25, 0.5, 0.75, 0.95]).tolist()


def test_the_points_are_the_record_at_the_end_of_each_month(ensemble):
    points = record_points(ensemble)
    states = ensemble.scenario.stages["recognition"].states
    declared, days = ensemble.scenario.record.ended_on, list(dates_of_record(states).values())
    ends = [dt.date(2008, 2, 29), dt.date(2008, 3, 31), dt.date(2008, 4, 30), dt.date(2008, 5, 31)]
    expected = [[(end - declared).days / 7, sum(day <= end for day in days)] for end in ends]
    np.testing.assert_allclose(points[:4], expected)
    assert points[:4, 1].tolist() == [21, 35, 38, 42]
    assert points[-1, 1] == 103


def test_what_is_drawn_is_that_and_the_day_of_the_fit(ensemble, figure):
    fan, points = recognition_fan(ensemble), record_points(ensemble)
    assert line_of(figure, "median of runs").get_xydata().tolist() == fan[:, [0, 3]].tolist()
    assert line_of(figure, "record").get_xydata().tolist() == points.tolist()
    assert figure.axes[0].get_ylabel() == "recognitions that stand"
    labels = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert labels == ["5 to 95 % of runs", "25 to 75 % of runs", "median of runs", "record"]
    outer = figure.axes[0].collections[0].get_paths()[0].vertices
    assert set(fan[:, 5]) <= set(outer[:, 1].tolist())
    fitted = [text for text in figure.axes[0].texts if "fitted" in text.get_text()]
    assert fitted[0].xy[0] == (dt.date(2008, 6, 30) - dt.date(2008, 2, 17)).days / 7
    assert "128 runs" in figure.texts[-1].get_text() or "128 runs" in figure._supxlabel.get_text()


def test_a_community_listed_in_a_file_has_no_record(ensemble):
    stage = ensemble.scenario.stages["recognition"]
    listed = stage.model_copy(update={"states": {}})
    process = tuple(listed if one is stage else one for one in ensemble.scenario.process)
    bare = type(ensemble)(
        ensemble.scenario.model_copy(update={"process": process}), 2, ensemble.rows, ensemble.standing
    )
    assert not len(record_points(bare))
