"""What the figures of positions, concessions, the dance, the bargaining space and the drafts show."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from ensembles import RUNS, kosovo
from matplotlib.dates import date2num, num2date
from matplotlib.text import Text

from sim.model import StatusTalks
from sim.runs.counts import quantiles_of
from sim.runs.ensemble import Ensemble
from sim.runs.intervals import wilson
from sim.runs.run import run
from sim.scenario.reader import read_scenario, read_text, varied
from sim.views.figures.canvas import caption_of
from sim.views.figures.of_runs.ballots import seats_of, thresholds_of
from sim.views.figures.of_runs.bargaining_space import (
    NO_NASH,
    ends_below,
    mean_frontier,
    opening_values,
    two_parties,
)
from sim.views.figures.of_runs.beliefs import FEWEST, weeks_told
from sim.views.figures.of_runs.concessions import gaps
from sim.views.figures.of_runs.dance import moves_of, typical_run
from sim.views.figures.of_runs.drafts import council_of, draft_course
from sim.views.figures.of_runs.positions import drawn_positions
from sim.views.figures.of_runs.ratification import votes_in
from sim.views.figures.of_runs.votes import opposition
from sim.views.figures.registry import FIGURES, draw, figures_for

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FILES = {
    "harbour": HERE / "stories" / "harbour.yaml",
    "five_actors": ROOT / "scenarios" / "kosovo" / "five_actors.yaml",
    "baseline": ROOT / "scenarios" / "kosovo" / "baseline.yaml",
    "starter": ROOT / "sim" / "data" / "starter.yaml",
    "two_peoples": ROOT / "scenarios" / "patterns" / "two_peoples.yaml",
    "sanctions": ROOT / "scenarios" / "patterns" / "sanctions.yaml",
}
LONG_NAMES = {"annan_plan": ROOT / "scenarios" / "cyprus" / "annan_plan.yaml"}
NAMES = ["positions", "concessions", "dance", "bargaining_space", "beliefs", "drafts", "blocks"]
OF_COURSES = ["river", "histories", "coding"]
OF_COUNCILS = {"beliefs", "drafts", "blocks"}


@cache
def ensemble_of(case):
    if case in RUNS:
        return kosovo(case)
    if case in LONG_NAMES:
        return run(read_scenario(LONG_NAMES[case]), 8, seed=3)
    return run(read_scenario(FILES[case]), 256, seed=3)


@cache
def figure_of(name, case):
    figure = draw(ensemble_of(case), name)
    figure.canvas.draw()
    return figure


COUNCILS = ["five_actors", "baseline"]
BOTH = [(name, case) for case in FILES for name in NAMES if name not in OF_COUNCILS or case in COUNCILS]
BOTH += [("ratification", "two_peoples"), ("ballots", "sanctions"), ("positions", "annan_plan")]


def texts_of(figure):
    """Every text that is seen, with its place; tick labels beyond their axes are not drawn."""
    beyond = set()
    for axes in figure.axes:
        for axis, limits in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            low, high = sorted(limits)
            outside = [not low <= tick.get_loc() <= high for tick in axis.get_major_ticks()]
            for tick, out in zip(axis.get_major_ticks(), outside, strict=True):
                beyond |= {id(tick.label1)} if out or not axes.axison else set()
    shown = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    hidden = {id(part) for axes in figure.axes if not axes.axison for part in axes.findobj(Text)}
    return [(text.get_text(), text.get_window_extent()) for text in shown if id(text) not in beyond | hidden]


# --- all of them --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "case"), BOTH)
def test_no_text_is_cut_and_none_overlap(name, case):
    figure = figure_of(name, case)
    texts = texts_of(figure)
    whole = figure.bbox.padded(1)
    assert len(texts) > 8
    assert not [text for text, box in texts if not (whole.contains(*box.min) and whole.contains(*box.max))]
    tight = [(text, box.padded(-1)) for text, box in texts]
    assert not [(one[0], two[0]) for one, two in combinations(tight, 2) if one[1].overlaps(two[1])]


@pytest.mark.parametrize(("name", "case"), BOTH)
def test_letters_are_large_enough_at_800_pixels(name, case):
    figure = figure_of(name, case)
    points_per_pixel = 72 * figure.get_figwidth() / 800
    assert min(text.get_fontsize() for text in figure.findobj(Text)) / points_per_pixel >= 10


@pytest.mark.parametrize(("name", "case"), BOTH)
def test_each_has_title_and_caption(name, case):
    ensemble = ensemble_of(case)
    assert figure_of(name, case).get_suptitle().replace("\n", " ").startswith(ensemble.scenario.title)
    assert figure_of(name, case).get_supxlabel().endswith(caption_of(ensemble))


def test_figures_apply_where_there_is_something_to_draw():
    assert set(figures_for(ensemble_of("starter"))) == {"outcomes", "timeline", *OF_COURSES, *NAMES} - OF_COUNCILS
    assert {"outcomes", "timeline", *NAMES} <= set(figures_for(ensemble_of("five_actors")))
    assert all(shown.says for shown in FIGURES.values())


def test_figures_of_a_results_folder_are_those_of_the_runs(tmp_path):
    ensemble = ensemble_of("starter")
    kept = Ensemble.load(ensemble.save(tmp_path / "kept"))
    assert gaps(kept) == gaps(ensemble)
    before, after = drawn_positions(ensemble, "water"), drawn_positions(kept, "water")
    assert list(before) == list(after)
    assert all(np.array_equal(before[name], after[name]) for name in before)


# --- positions ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", FILES)
def test_positions_are_percentiles_of_what_was_drawn(case):
    ensemble = ensemble_of(case)
    actors = list(ensemble.scenario.actors)
    for panel, issue in zip(figure_of("positions", case).axes, ensemble.scenario.issues, strict=False):
        drawn = drawn_positions(ensemble, issue)
        lines, dots = panel.lines[::2], panel.lines[1::2]
        assert len(lines) == len(dots) == len(drawn)
        for line, dot, (name, values) in zip(lines, dots, drawn.items(), strict=True):
            low, middle, high = np.percentile(values, [5, 50, 95])
            np.testing.assert_allclose(line.get_xdata(), [low, high])
            np.testing.assert_allclose(dot.get_xdata(), [middle])
            assert {*line.get_ydata(), *dot.get_ydata()} == {actors.index(name)}


def test_a_position_that_is_known_is_one_number():
    assert drawn_positions(ensemble_of("starter"), "water")["mediator"].tolist() == [0.5]
    assert drawn_positions(ensemble_of("starter"), "water")["upland"].shape == (256,)


# --- concessions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", FILES)
def test_concessions_run_from_first_to_last_mean_gap(case):
    ensemble = ensemble_of(case)
    lines = figure_of("concessions", case).axes[0].lines
    issues = list(ensemble.scenario.issues)
    found = gaps(ensemble)
    assert len(lines) == 2 * len(found)
    for (name, by_issue), first, last in zip(found.items(), lines[::2], lines[1::2], strict=True):
        np.testing.assert_allclose(first.get_xdata(), [by_issue[issue][0] for issue in issues])
        np.testing.assert_allclose(last.get_xdata(), [by_issue[issue][1] for issue in issues])
        held = ensemble.column(f"{name}.first_gap.{issues[0]}")
        assert by_issue[issues[0]][0] == pytest.approx(np.nanmean(held))


# --- dance --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", FILES)
def test_dance_shows_the_offers_of_a_run_of_the_commonest_outcome(case):
    ensemble = ensemble_of(case)
    number = typical_run(ensemble)
    shares = ensemble.outcomes()
    commonest = max(shares, key=lambda name: shares[name].share)
    assert ensemble.column("outcome")[list(ensemble.column("run")).index(number)] == commonest
    moves = moves_of(ensemble, number)
    actors = list(dict.fromkeys(move.actor for move in moves))
    lines = figure_of("dance", case).axes[0].lines
    assert len(lines) == 3 * len(actors)
    for place, actor in enumerate(actors):
        own, received, fails = lines[3 * place : 3 * place + 3]
        mine = [m for m in moves if m.actor == actor]
        for line, points in ((own, [m.own for m in mine]), (received, [m.heard for m in mine])):
            drawn = line.get_ydata()
            np.testing.assert_allclose(drawn[np.isfinite(drawn)], points)
        expected = np.array([m.disagreement for m in mine])
        np.testing.assert_allclose(fails.get_ydata()[np.isfinite(fails.get_ydata())], expected[np.isfinite(expected)])
        days = [date2num(ensemble.scenario.calendar.date_of(m.week)) for m in mine]
        np.testing.assert_allclose(own.get_xdata()[np.isfinite(own.get_ydata())], days)


def test_lines_of_the_dance_stop_between_talks():
    ensemble = ensemble_of("five_actors")
    moves = moves_of(ensemble, typical_run(ensemble))
    stages = len({move.stage for move in moves})
    assert stages > 1
    own = figure_of("dance", "five_actors").axes[0].lines[0].get_ydata()
    assert np.count_nonzero(np.isnan(own)) == stages - 1


@pytest.mark.parametrize("case", FILES)
def test_dates_of_the_dance_name_month_and_year(case):
    axes = figure_of("dance", case).axes[0]
    assert len(axes.get_xticks()) >= 2
    for place, label in zip(axes.get_xticks(), axes.get_xticklabels(), strict=True):
        day = num2date(place)
        assert label.get_text() == f"{day:%b}\n{day:%Y}"


def test_a_run_without_offers_says_so(monkeypatch):
    monkeypatch.setattr("sim.views.figures.of_runs.dance.moves_of", lambda ensemble, number: [])
    axes = draw(ensemble_of("starter"), "dance").axes[0]
    assert [text.get_text() for text in axes.texts] == ["no offers were made in this run"]


# --- bargaining space ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", FILES)
def test_dots_are_the_ends_of_the_runs_and_all_are_seen(case):
    ensemble = ensemble_of(case)
    axes = figure_of("bargaining_space", case).axes[0]
    dots = np.vstack([np.asarray(group.get_offsets()) for group in axes.collections])
    names = two_parties(ensemble)
    ends = ends_below(ensemble, names, mean_frontier(ensemble, names))
    np.testing.assert_allclose(np.sort(dots, axis=0), np.sort(ends, axis=0))
    for values, limits in zip(dots.T, (axes.get_xlim(), axes.get_ylim()), strict=True):
        assert limits[0] < values.min() and values.max() < limits[1]


@pytest.mark.parametrize("case", FILES)
def test_disagreement_values_and_nash_point_stand_where_theory_puts_them(case):
    ensemble = ensemble_of(case)
    axes = figure_of("bargaining_space", case).axes[0]
    names = two_parties(ensemble)
    expected = opening_values(ensemble, names)
    across, up = axes.lines[1:3]
    assert (across.get_xdata()[0], up.get_ydata()[0]) == pytest.approx(expected)
    said = [text.get_text().replace("\n", " ") for text in axes.get_legend().get_texts()]
    assert (NO_NASH in said) != ("Nash point" in said)
    if "Nash point" in said:
        (star,) = [line for line in axes.lines if line.get_marker() == "*"]
        point = np.array([star.get_xdata()[0], star.get_ydata()[0]])
        assert np.all(point >= np.array(expected) - 1e-9)
        edge = mean_frontier(ensemble, names)
        order = np.argsort(edge[:, 0])
        assert point[1] <= np.interp(point[0], *edge[order].T) + 1e-6


def test_the_values_at_the_start_are_what_failing_is_worth_before_the_first_round(monkeypatch):
    monkeypatch.setattr("sim.views.figures.of_runs.bargaining_space.ASKED", 12)
    ensemble = ensemble_of("starter")
    names, runs = two_parties(ensemble), np.arange(12)
    actors = StatusTalks(ensemble.scenario, seed=ensemble.seed, places=runs).actors
    for name, value in zip(names, opening_values(ensemble, names), strict=True):
        assert value == pytest.approx(actors[name].failing("first_talks", runs).mean(), abs=1e-9)


# --- drafts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", COUNCILS)
def test_drafts_show_means_and_the_middle_of_the_runs(case):
    ensemble = ensemble_of(case)
    council = council_of(ensemble)
    issues = list(council.negotiable or ensemble.scenario.issues)
    panels = figure_of("drafts", case).axes
    for axes, shown in zip(panels, (["veto_chance", "believed_chance"], issues), strict=True):
        assert len(axes.lines) == len(axes.collections) == len(shown)
        for what, line, spans in zip(shown, axes.lines, axes.collections, strict=True):
            course = draft_course(ensemble, what)
            np.testing.assert_allclose(line.get_ydata(), course[:, 0])
            assert [round(place) for place in line.get_xdata()] == list(range(1, len(course) + 1))
            ends = np.array([segment[:, 1] for segment in spans.get_segments()])
            np.testing.assert_allclose(ends, course[:, 1:])
            values = ensemble.column(f"{council.name}.draft_1.{what}")
            assert course[0, 0] == pytest.approx(np.nanmean(values))


# --- blocks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", COUNCILS)
def test_blocks_show_the_share_of_noes_of_each_member(case):
    ensemble = ensemble_of(case)
    axes, council = figure_of("blocks", case).axes[0], council_of(ensemble)
    members = [name for name in council.seats if name not in council.sponsors]
    drafts = opposition(ensemble)
    assert len(axes.lines) == len(members)
    for name, line, spans in zip(members, axes.lines, axes.collections, strict=True):
        ends = np.array([segment[:, 1] for segment in spans.get_segments()])
        for place, (share, (low, high)) in enumerate(zip(line.get_ydata(), ends, strict=True), 1):
            tabled = ensemble.column(f"{council.name}.drafts") >= place
            no = ensemble.column(f"{council.name}.draft_{place}.no.{name}")
            assert not no[~tabled].any()
            assert share == pytest.approx(100 * no[tabled].mean())
            np.testing.assert_allclose(
                [low, high], [100 * end for end in wilson(int(no.sum()), int(tabled.sum()))[1:]]
            )
    assert [draft.tabled for draft in drafts] == sorted((draft.tabled for draft in drafts), reverse=True)
    assert sum(draft.voted for draft in drafts) == ensemble.column(f"{council.name}.voted").sum()
    said = [label.get_text().replace("\n", " ") for label in axes.get_legend().get_texts()]
    assert said[0].endswith("(veto)")


# --- beliefs ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", COUNCILS)
def test_beliefs_show_the_quantiles_of_the_undecided_runs(case):
    ensemble = ensemble_of(case)
    *panels, share = figure_of("beliefs", case).axes
    weekly, weeks = ensemble.weekly, weeks_told(ensemble)
    assert weekly["undecided"][weeks - 1] >= FEWEST > weekly["undecided"][weeks]
    last = ensemble.scenario.calendar.date_of(weeks - 1)
    marked = sum(event.marked and event.date <= last for event in ensemble.scenario.events)
    for panel, about in zip(panels, ("council.blocked", "declaration.coordinated"), strict=True):
        edges_and_medians = [line for line in panel.lines if len(line.get_xdata()) == weeks]
        assert len(panel.lines) - len(edges_and_medians) == marked
        assert len(panel.collections) == 4
        for turn, name in enumerate(("belgrade", "pristina")):
            low, high, middle = edges_and_medians[3 * turn : 3 * turn + 3]
            for line, level in ((low, "q05"), (middle, "q50"), (high, "q95")):
                assert list(line.get_ydata()) == weekly[f"belief.{about}.{name}.{level}"][:weeks].tolist()
            assert middle.get_label() == ensemble.scenario.actors[name].label
            inner = set(panel.collections[2 * turn + 1].get_paths()[0].vertices[:, 1].tolist())
            assert inner == {
                *weekly[f"belief.{about}.{name}.q25"][:weeks], *weekly[f"belief.{about}.{name}.q75"][:weeks]
            }  # fmt: skip
        assert len({str(line.get_linestyle()) for line in panel.lines[2:6:3]}) == 2
    assert date2num(last) == share.get_xlim()[1]
    heights = share.collections[0].get_paths()[0].vertices[:, 1]
    assert {round(h, 9) for h in heights} - {0.0} == {
        round(100 * n / len(ensemble), 9) for n in weekly["undecided"][:weeks]
    }  # fmt: skip


def test_beliefs_are_not_drawn_of_rows_alone_or_of_few_runs():
    ensemble = ensemble_of("five_actors")
    some = Ensemble(ensemble.scenario, 3, ensemble.rows.slice(0, 100), ensemble.standing)
    few = run(ensemble.scenario, FEWEST - 1)
    assert "beliefs" not in figures_for(some) and "beliefs" not in figures_for(few)
    assert "blocks" in figures_for(some)


# --- the crop of the timeline -------------------------------------------------------------------------------


def test_a_process_that_never_moves_shows_a_quarter():
    from sim.views.figures.of_runs.timeline import QUARTER, weeks_shown

    text = (ROOT / "sim" / "data" / "starter.yaml").read_text(encoding="utf-8")
    ensemble = run(read_text(text), 64)
    moves = np.flatnonzero(np.any(np.diff(ensemble.standing, axis=0) != 0, axis=1))
    assert weeks_shown(ensemble) == min(len(ensemble.standing), moves[-1] + 2 + QUARTER)


def test_talks_in_which_nothing_was_offered_are_not_drawn(five_actors):
    early = run(varied(five_actors, ("calendar.end=2006-02-06",)).scenario, 5)
    assert not FIGURES["concessions"].applies(early)
    assert not FIGURES["dance"].applies(early)


# --- ratification -------------------------------------------------------------------------------------------


def test_each_body_has_a_panel_with_all_its_votes_and_what_is_needed():
    ensemble, figure = ensemble_of("two_peoples"), figure_of("ratification", "two_peoples")
    bodies = votes_in(ensemble)
    assert [votes.label for votes in bodies] == ["the Hills", "the Coast"]
    for axes, votes, name in zip(figure.axes, bodies, ("in_the_hills", "on_the_coast"), strict=True):
        shares = 100 * ensemble.column(f"votes.{name}.yes")
        assert sum(bar.get_height() for bar in axes.patches) == pytest.approx(100)
        tallest = max(axes.patches, key=lambda bar: bar.get_height())
        inside = (shares >= tallest.get_x() - 0.06) & (shares < tallest.get_x() + tallest.get_width() + 0.06)
        assert tallest.get_height() == pytest.approx(100 * inside.mean(), abs=1.0)
        assert axes.lines[0].get_xdata()[0] == 50
        assert votes.approves.share == ensemble.column(f"votes.{name}.approves").mean()


def test_nobody_ratifies_where_nobody_is_asked():
    assert "ratification" not in figures_for(ensemble_of("starter"))
    assert "ratification" in figures_for(ensemble_of("two_peoples"))
    early = run(varied(read_scenario(FILES["two_peoples"]), ("process.votes.prepare_weeks=500",)).scenario, 8, seed=3)
    assert "ratification" not in figures_for(early)


# --- votes on a text as it is ---------------------------------------------------------------------------------


def test_each_seat_and_each_threshold_has_a_bar_parted_by_what_was_said():
    ensemble, figure = ensemble_of("sanctions"), figure_of("ballots", "sanctions")
    voted = ensemble.column("members.left_week") >= 0
    seats, thresholds = seats_of(ensemble), thresholds_of(ensemble)
    for row, name in zip(seats, ("traders", "neighbours", "guard"), strict=True):
        ballots = ensemble.column(f"members.{name}.ballot")[voted]
        assert list(row.shares.values()) == pytest.approx([100 * np.mean(ballots == one) for one in (1, 0, -1)])
    met = [100 * ensemble.column(f"members.threshold_{number}")[voted].mean() for number in (1, 2)]
    assert [row.shares["yes"] for row in thresholds] == pytest.approx(met)
    for axes, rows in zip(figure.axes, (seats, thresholds), strict=True):
        drawn = np.array([bar.get_width() for bar in axes.patches]).reshape(3, len(rows))
        assert drawn.sum(axis=0) == pytest.approx(100)
        assert drawn[0] == pytest.approx([row.shares["yes"] for row in rows])
    assert "ballots" not in figures_for(ensemble_of("two_peoples"))


# --- texts kept by week --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def watched():
    settings = ["weekly=[text.control, belief.proposal.refused.upland, text.water]"]
    settings += ["issues.water.scale={from: 20, to: 80, unit: tons}"]
    settings += ["actors.upland.beliefs={proposal: {refused: {chance: 0.5}}}"]
    return run(read_scenario(FILES["starter"], settings), 64, seed=3)


def test_texts_kept_by_week_are_drawn_on_their_own_scale(watched):
    assert "texts" in figures_for(watched)
    figure = draw(watched, "texts")
    control, water = figure.axes
    assert (control.get_ylabel(), water.get_ylabel().replace("\n", " ")) == (
        "Control of the dam", "Share of the water (tons)",
    )  # fmt: skip
    assert [tick.get_text() for tick in water.get_yticklabels()] == ["20.0", "35.0", "50.0", "65.0", "80.0"]
    shown = water.get_lines()[0].get_ydata()
    kept = quantiles_of(watched.counts.series[:, 2])[: weeks_told(watched), 2]
    assert np.array_equal(shown, kept)
    assert len(set(shown.tolist())) > 1, "the mediator's text moves the table"


def test_texts_are_not_drawn_where_none_is_kept_or_runs_are_few():
    assert "texts" not in figures_for(ensemble_of("starter"))
    few = run(read_scenario(FILES["starter"], ["weekly=[text.water]"]), FEWEST - 1, seed=3)
    assert "texts" not in figures_for(few)
