"""What the figures show: the data in their artists, their captions, and that nothing is cut or overlaps."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from ensembles import RUNS, kosovo
from matplotlib.colors import to_hex
from matplotlib.dates import date2num, num2date
from matplotlib.text import Text

from sim.runs.intervals import wilson
from sim.runs.run import run
from sim.scenario.reader import read_scenario, read_text
from sim.version import __version__
from sim.views.figures.canvas import caption_of, drawing, filled, write_figure
from sim.views.figures.of_runs.outcomes import draw_outcomes, percent
from sim.views.figures.of_runs.timeline import (
    QUARTER,
    WAITING,
    _levels,
    date_ticks,
    draw_timeline,
    waiting_shares,
    weeks_shown,
)
from sim.views.figures.palette import INK, ORDER, QUIET, actor_colours, outcome_colours
from sim.views.figures.registry import FIGURES, draw
from sim.views.writing import FORMATS, MADE_HERE

HERE = Path(__file__).resolve().parent
KOSOVO = HERE.parents[1] / "scenarios" / "kosovo"
LONG = {
    "title: Talks on a shared harbour": "title: Talks on a shared harbour between two invented ports and the powers "
                                        "that have guaranteed their treaty since 1990",
    "label: Agreed treaty": "label: Agreed treaty on the joint administration of the harbour and of its fees",
    "label: Harbour talks": "label: Harbour talks under the chairmanship of the guarantors",
    "label: Storm damages the piers": "label: Storm damages the piers and the larger part of the fishing fleet of "
                                      "both ports in the night of the equinox, and nobody repairs them",
    "date: 2031-05-02": "date: 2031-03-14",
}  # fmt: skip
"""Labels as long as users write them, and two events in one week."""


def scenario_of(name):
    if name == "long":
        text = (HERE / "stories" / "harbour.yaml").read_text(encoding="utf-8")
        for short, long in LONG.items():
            assert short in text
            text = text.replace(short, long)
        return read_text(text)
    return read_scenario(HERE / "stories" / "harbour.yaml")


CASES = ["harbour", "five_actors", "long", *(["baseline"] if (KOSOVO / "baseline.yaml").exists() else [])]


@cache
def ensemble_of(name):
    return kosovo(name) if name in RUNS else run(scenario_of(name), 256, seed=3)


@cache
def figure_of(name, case):
    figure = draw(ensemble_of(case), name)
    figure.canvas.draw()
    return figure


def texts_of(figure):
    """Every text that is drawn, with its place on the canvas."""
    drawn = [text for text in figure.findobj(Text) if text.get_visible()]
    shown = [(text.get_text(), text.get_window_extent()) for text in drawn if text.get_text().strip()]
    axes = figure.axes[0]
    low, high = sorted(axes.get_xlim())
    beyond = {
        label.get_text() for place, label in zip(axes.get_xticks(), axes.get_xticklabels(), strict=True)
        if not low <= place <= high
    }  # fmt: skip
    return [(text, box) for text, box in shown if text not in beyond]


def in_canvas(box, figure):
    return box.x0 >= 0 and box.y0 >= 0 and box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1


# --- both figures -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", ["outcomes", "timeline"])
def test_no_text_is_cut(name, case):
    figure = figure_of(name, case)
    texts = texts_of(figure)
    assert len(texts) > 8
    assert not [text for text, box in texts if not in_canvas(box, figure)]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", ["outcomes", "timeline"])
def test_no_texts_overlap(name, case):
    texts = texts_of(figure_of(name, case))
    assert not [(first[0], second[0]) for first, second in combinations(texts, 2) if first[1].overlaps(second[1])]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", ["outcomes", "timeline"])
def test_letters_are_large_enough_at_800_pixels(name, case):
    figure = figure_of(name, case)
    points_per_pixel = 72 * figure.get_figwidth() / 800
    sizes = [text.get_fontsize() for text in figure.findobj(Text)]
    assert min(sizes) / points_per_pixel >= 10


@pytest.mark.parametrize("name", ["outcomes", "timeline"])
def test_caption_says_what_the_figure_rests_on(name):
    ensemble = ensemble_of("five_actors")
    caption = figure_of(name, "five_actors").get_supxlabel()
    assert caption.endswith(f"\n{caption_of(ensemble)}")
    assert caption.startswith(f"How to read: {FIGURES[name].read[:20]}")
    for part in ("256 runs", "seed 3", ensemble.scenario.hash, f"sim {__version__}"):
        assert part in caption


@pytest.mark.parametrize("name", ["outcomes", "timeline"])
def test_title_is_that_of_the_scenario(name):
    seen = f"{FIGURES[name].says[0].upper()}{FIGURES[name].says[1:]}"
    assert figure_of(name, "five_actors").get_suptitle() == f"Kosovo status talks with five actors\n{seen}"
    assert figure_of(name, "long").get_suptitle().replace("\n", " ") == f"{scenario_of('long').title} {seen}"


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", ["outcomes", "timeline"])
def test_equal_figures_are_equal_bytes(name, form, tmp_path):
    ensemble = ensemble_of("harbour")
    first, second = tmp_path / f"first.{form}", tmp_path / f"second.{form}"
    write_figure(draw(ensemble, name), first)
    write_figure(draw(ensemble, name), second)
    assert first.read_bytes() == second.read_bytes()
    assert first.stat().st_size > 4_000
    assert {"first", "second"} == {path.stem for path in tmp_path.iterdir()}


def test_a_picture_is_laid_out_once_and_is_what_matplotlib_makes_of_it(tmp_path):
    figure, by_matplotlib = (draw(ensemble_of("harbour"), "timeline") for _ in range(2))
    engine = figure.get_layout_engine()
    write_figure(figure, tmp_path / "ours.png")
    with drawing():
        by_matplotlib.savefig(tmp_path / "plain.png", metadata={"Software": MADE_HERE})
    assert (tmp_path / "ours.png").read_bytes() == (tmp_path / "plain.png").read_bytes()
    assert figure.get_layout_engine() is engine


def test_unknown_figure_is_refused():
    with pytest.raises(ValueError, match="no figure is called 'pie'; there are: outcomes, timeline"):
        draw(ensemble_of("harbour"), "pie")


# --- outcomes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_bars_are_as_long_as_the_shares(case):
    shares = ensemble_of(case).outcomes()
    bars = figure_of("outcomes", case).axes[0].patches
    assert [bar.get_width() for bar in bars] == [100 * part.share for part in shares.values()]
    assert sum(bar.get_width() for bar in bars) == pytest.approx(100)


@pytest.mark.parametrize("case", CASES)
def test_lines_span_the_wilson_intervals(case):
    ensemble = ensemble_of(case)
    outcomes = list(ensemble.column("outcome"))
    lines = figure_of("outcomes", case).axes[0].lines
    assert len(lines) == len(ensemble.scenario.outcome_labels)
    for row, (line, name) in enumerate(zip(lines, ensemble.scenario.outcome_labels, strict=True)):
        _, low, high = wilson(outcomes.count(name), len(outcomes))
        np.testing.assert_allclose(line.get_xdata(), [100 * low, 100 * high])
        assert list(line.get_ydata()) == [row, row]


@pytest.mark.parametrize("case", CASES)
def test_labels_are_those_of_the_outcomes_in_order_with_a_mark_at_what_happened(case):
    axes = figure_of("outcomes", case).axes[0]
    labels = [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]
    scenario = ensemble_of(case).scenario
    happened = scenario.record.outcome if scenario.record else None
    assert labels == [f"{label} (what happened)" if name == happened else label
                      for name, label in scenario.outcome_labels.items()]  # fmt: skip
    assert axes.yaxis_inverted()


@pytest.mark.parametrize("case", CASES)
def test_each_bar_says_its_share(case):
    ensemble = ensemble_of(case)
    said = [text.get_text() for text in figure_of("outcomes", case).axes[0].texts]
    assert said == [percent(part) for part in ensemble.outcomes().values()]


def test_an_outcome_has_the_colour_that_its_file_says():
    scenario = ensemble_of("five_actors").scenario
    said = {outcome.name: outcome.colour for outcome in scenario.outcomes}
    bars = figure_of("outcomes", "five_actors").axes[0].patches
    shown = [to_hex(bar.get_facecolor()).upper() for bar in bars]
    assert None not in said.values()
    assert shown == [said[name].upper() for name in ensemble_of("five_actors").outcomes()]


def test_outcomes_without_a_colour_take_none_that_another_one_has():
    text = (HERE / "stories" / "harbour.yaml").read_text(encoding="utf-8")
    plain = read_text(text)
    mixed = read_text(text.replace("name: backed_act", f'name: backed_act, colour: "{ORDER[0]}"'))
    assert list(outcome_colours(plain).values()) == list(ORDER[: len(plain.outcome_labels)])
    colours = outcome_colours(mixed)
    assert colours["backed_act"] == ORDER[0]
    assert len(set(colours.values())) == len(colours)
    assert plain.hash == mixed.hash


def test_an_actor_has_the_colour_that_its_file_says_and_no_other_takes_it():
    text = (HERE / "stories" / "harbour.yaml").read_text(encoding="utf-8")
    scenario = read_text(text.replace("label: Alba", f'label: Alba\n    colour: "{ORDER[1]}"'))
    assert actor_colours(scenario, ["brin", "alba"]) == {"brin": ORDER[0], "alba": ORDER[1]}
    axes = draw(run(scenario, 32, seed=3), "dance").axes[0]
    drawn = {line.get_label(): to_hex(line.get_color()).upper() for line in axes.get_lines()}
    assert drawn["Alba: own offers"] == ORDER[1]
    assert drawn["Brin (port authority): own offers"] == ORDER[0]


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def test_text_is_readable_on_white():
    for colour in (INK, QUIET):
        assert 1.05 / (luminance(colour) + 0.05) >= 4.5


# --- timeline -----------------------------------------------------------------------------------------------


def bands_of(figure):
    """Lower and upper edge of each band by date, by the name in the legend."""
    bands = {}
    for band in figure.axes[0].collections:
        corners = band.get_paths()[0].vertices
        days = np.unique(corners[:, 0])
        edges = [(np.min(corners[corners[:, 0] == day, 1]), np.max(corners[corners[:, 0] == day, 1])) for day in days]
        bands[band.get_label()] = np.array(edges).T
    return bands


@pytest.mark.parametrize("case", CASES)
def test_bands_fill_the_whole_of_every_week(case):
    bands = bands_of(figure_of("timeline", case))
    heights = sum(upper - lower for lower, upper in bands.values())
    np.testing.assert_allclose(heights, 100, atol=1e-9)
    floors = np.zeros_like(heights)
    for lower, upper in bands.values():
        np.testing.assert_allclose(lower, floors, atol=1e-9)
        floors = upper


@pytest.mark.parametrize("case", CASES)
def test_bands_are_the_runs_that_stand_in_each_stage(case):
    ensemble = ensemble_of(case)
    bands = bands_of(figure_of("timeline", case))
    stages = [
        (place, stage) for place, stage in enumerate(ensemble.scenario.process)
        if not (stage.follows_up or stage.stands_beside)
    ]  # fmt: skip
    for place, stage in stages:
        lower, upper = bands[stage.label]
        acting = (
            ensemble.standing[: len(upper), place] / len(ensemble) - waiting_shares(ensemble)[: len(upper), place]
        )
        np.testing.assert_allclose(upper - lower, 100 * acting, atol=1e-9)


@pytest.mark.parametrize("case", CASES)
def test_bands_end_at_the_outcomes_of_the_runs_that_were_decided(case):
    ensemble = ensemble_of(case)
    bands = bands_of(figure_of("timeline", case))
    decided = ensemble.column("ending") != "calendar"
    for name, label in ensemble.scenario.outcome_labels.items():
        lower, upper = bands[label]
        count = np.count_nonzero((ensemble.column("outcome") == name) & decided)
        assert upper[-1] - lower[-1] == pytest.approx(100 * count / len(ensemble))
        assert np.all(np.diff(upper - lower) >= -1e-9)


@pytest.mark.parametrize("case", CASES)
def test_events_are_marked_on_their_days(case):
    scenario = ensemble_of(case).scenario
    axes = figure_of("timeline", case).axes[0]
    marked = sorted((event for event in scenario.events if event.marked), key=lambda event: event.date)
    first, last = (num2date(limit).date() for limit in axes.get_xlim())
    inside = [event for event in marked if first <= event.date <= last]
    assert [line.get_xdata()[0] for line in axes.lines] == [date2num(event.date) for event in inside]
    assert [text.get_text() for text in axes.texts] == [str(number) for number in range(1, len(inside) + 1)]
    listed = axes.get_xlabel().replace("\n", " ")
    for number, event in enumerate(inside, 1):
        assert f"{number} {event.label}" in listed


@pytest.mark.parametrize("case", CASES)
def test_legend_names_what_is_drawn_from_top_to_bottom(case):
    scenario = ensemble_of(case).scenario
    stages = [stage.label for stage in scenario.process if not (stage.follows_up or stage.stands_beside)]
    legend = figure_of("timeline", case).axes[0].get_legend()
    named = [text.get_text().replace("\n", " ") for text in legend.get_texts()]
    waiting = [WAITING] if waiting_shares(ensemble_of(case)).any() else []
    assert named == [*stages, *waiting, *reversed(scenario.outcome_labels.values())]


@pytest.mark.parametrize("case", CASES)
def test_axis_ends_a_quarter_after_the_last_move_and_names_its_years(case):
    ensemble = ensemble_of(case)
    scenario = ensemble.scenario
    axes = figure_of("timeline", case).axes[0]
    first, last = (num2date(limit).date() for limit in axes.get_xlim())
    assert first == scenario.calendar.start
    over = np.flatnonzero(np.diff(ensemble.counts.ended.cumsum(axis=0), axis=0).any(axis=1))
    assert over[-1] + 2 <= weeks_shown(ensemble) <= len(ensemble.standing)
    assert last == scenario.calendar.date_of(weeks_shown(ensemble) - 1)
    banded = [
        place for place, stage in enumerate(scenario.process) if not (stage.follows_up or stage.stands_beside)
    ]  # fmt: skip
    after = ensemble.standing[max(0, weeks_shown(ensemble) - 1 - QUARTER) :, banded]
    if weeks_shown(ensemble) < len(ensemble.standing):
        assert np.all(after == after[0])
    ticks = [num2date(place).date() for place in axes.get_xticks()]
    assert all(first <= tick <= last for tick in ticks)
    assert 2 <= len(ticks) <= 12
    for tick, label in zip(ticks, axes.get_xticklabels(), strict=True):
        assert str(tick.year) in label.get_text() or tick.month != 1


def test_ticks_suit_short_and_long_calendars():
    from datetime import date

    assert list(date_ticks(date(2030, 3, 4), date(2030, 4, 1)).values()) == ["4 Mar\n2030", "1 Apr\n2030"]
    assert list(date_ticks(date(2030, 3, 4), date(2031, 12, 1)).values()) == [
        "Apr\n2030", "Jul", "Oct", "Jan\n2031", "Apr", "Jul", "Oct",
    ]  # fmt: skip
    assert list(date_ticks(date(2030, 3, 4), date(2038, 1, 2)).values())[:2] == ["2031", "2032"]
    assert len(date_ticks(date(2000, 1, 1), date(2049, 12, 31))) <= 11


def test_numbers_of_events_make_room_for_one_another():
    assert _levels([0.0, 50.0, 100.0], (0.0, 100.0)) == [0, 0, 0]
    assert _levels([10.0, 10.5, 11.0, 30.0], (0.0, 100.0)) == [0, 1, 2, 0]
    assert _levels([10.0, 10.5, 14.0], (0.0, 100.0)) == [0, 1, 0]


def test_long_lists_are_set_in_lines():
    assert filled([], 20) == ""
    assert filled(["1 a", "2 b"], 20) == "1 a\u2002\u20022 b"
    assert filled(["1 a long event that goes on", "2 b"], 11) == "1 a long\nevent that\ngoes on\n2 b"


def test_a_scenario_without_events_has_a_timeline_too():
    text = (HERE / "stories" / "harbour.yaml").read_text(encoding="utf-8")
    start, end = text.index("events:\n  - name"), text.index("outcomes:\n")
    ensemble = run(read_text(text[:start] + text[end:]), 100)
    axes = draw_timeline(ensemble).axes[0]
    assert not axes.lines
    assert axes.get_xlabel() == ""
    assert len(draw_outcomes(ensemble).axes[0].patches) == 4
