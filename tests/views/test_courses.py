"""What the figures of courses show: what lies ahead, the way of each run, who recognised when, the coding."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from ensembles import kosovo
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.dates import date2num
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from sim.process.recognition.community import dates_of_record
from sim.questions.bands import bands
from sim.runs.run import run
from sim.scenario.reader import read_scenario, read_text
from sim.views.figures.narrow import narrowed
from sim.views.figures.of_courses.histories import histories_of, rows_of_histories
from sim.views.figures.of_courses.recognisers import NOT, WHEN, by_half, when_in_runs
from sim.views.figures.of_courses.river import shares_ahead
from sim.views.figures.of_questions.coding import FEWEST, LEVELS, spreads_of
from sim.views.figures.of_runs.bargaining_space import ends_below, mean_frontier, short_of_frontier, two_parties
from sim.views.figures.of_runs.concessions import offered
from sim.views.figures.of_runs.dance import typical_run
from sim.views.figures.of_runs.timeline import WAITING, waiting_shares
from sim.views.figures.palette import outcome_colours, outcome_hatches, outcome_marks
from sim.views.figures.registry import FIGURES, draw, figures_for
from sim.views.typical import typical_of

HERE = Path(__file__).resolve().parent
SCENARIOS = HERE.parents[1] / "scenarios"
NEW = ["river", "histories", "coding", "recognisers"]


@pytest.fixture(scope="module")
def baseline():
    return kosovo("baseline")


@pytest.fixture(scope="module")
def harbour():
    return run(read_scenario(HERE / "stories" / "harbour.yaml"), 128, seed=3)


@pytest.fixture(scope="module")
def cyprus():
    return run(read_scenario(SCENARIOS / "cyprus" / "annan_plan.yaml"), 64, seed=3)


@pytest.fixture(scope="module")
def drawn(baseline):
    figures = {name: draw(baseline, name) for name in NEW}
    for figure in figures.values():
        figure.canvas.draw()
    return figures


# --- all of them --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NEW)
def test_no_text_is_cut_and_none_overlap(name, drawn):
    figure = drawn[name]
    texts = [(text.get_text(), text.get_window_extent()) for text in figure.findobj(Text) if text.get_text().strip()]
    whole = figure.bbox.padded(1)
    assert len(texts) > 8
    assert not [text for text, box in texts if not (whole.contains(*box.min) and whole.contains(*box.max))]
    left = sorted(((box.padded(-1), text) for text, box in texts), key=lambda one: one[0].x0)
    for place, (box, text) in enumerate(left):
        others = [other for beside, other in left[place + 1 :] if beside.x0 < box.x1 and beside.overlaps(box)]
        assert not others, text


def test_each_is_drawn_where_there_is_something_to_draw(baseline, harbour):
    assert set(NEW) <= set(figures_for(baseline))
    assert set(NEW) & set(figures_for(harbour)) == {"river", "histories", "coding"}
    few = run(harbour.scenario, FEWEST - 1)
    assert "coding" not in figures_for(few)
    with pytest.raises(LookupError, match=r"the figure coding takes 64 runs or more of a file in which numbers are "):
        draw(few, "coding")
    assert all(shown.takes for name, shown in FIGURES.items() if name not in figures_for(few))


def test_the_page_of_commands_lists_every_picture_with_what_it_shows():
    page = (HERE.parents[1] / "docs" / "how_to" / "one_command.md").read_text(encoding="utf-8")
    table = page.partition("## Which picture shows what")[2]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", table, re.MULTILINE))
    assert rows == {name: shown.says for name, shown in FIGURES.items()}


# --- the river ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", ["baseline", "harbour", "cyprus"])
def test_a_stream_is_those_undecided_runs_that_will_end_so(case, request):
    ensemble = request.getfixturevalue(case)
    axes = draw(ensemble, "river").axes[0]
    outcome, ended = ensemble.column("outcome"), ensemble.column("ended_week")
    ended = np.where(ensemble.column("ending") == "calendar", ensemble.scenario.calendar.weeks, ended)
    floor = None
    for stream, name in zip(axes.collections, ensemble.scenario.outcome_labels, strict=True):
        corners = stream.get_paths()[0].vertices
        days = np.unique(corners[:, 0])
        low, high = (np.array([end(corners[corners[:, 0] == day, 1]) for day in days]) for end in (np.min, np.max))
        weeks = [int((day - days[0]) // 7) for day in days]
        ahead = [100 * np.count_nonzero((outcome == name) & (ended > week)) / len(ensemble) for week in weeks]
        np.testing.assert_allclose(high - low, ahead, atol=1e-9)
        if floor is not None:
            np.testing.assert_allclose(low, floor, atol=1e-9)
        else:
            first = low
        floor = high
    np.testing.assert_allclose(first, -floor, atol=1e-9)


def test_what_lies_ahead_never_grows(baseline):
    assert all(np.all(np.diff(share) <= 1e-12) for share in shares_ahead(baseline).values())


# --- histories ----------------------------------------------------------------------------------------------


def test_each_line_goes_through_the_stages_of_its_run_to_its_end(baseline, drawn):
    axes, scenario = drawn["histories"].axes[0], baseline.scenario
    rows = list(rows_of_histories(scenario))
    groups = [group for group in axes.collections if isinstance(group, LineCollection)]
    colours = outcome_colours(scenario)
    drawn_lines = {}
    for name, group in zip([one for one in colours if one in set(baseline.column("outcome"))], groups, strict=True):
        assert to_hex(group.get_color()[0]).upper() == colours[name].upper()
        drawn_lines[name] = group.get_segments()
    assert {name: len(lines) for name, lines in drawn_lines.items()} == Counter(baseline.column("outcome").tolist())
    for name, lines in drawn_lines.items():
        ours = [history for history in histories_of(baseline) if history.outcome == name]
        went = Counter(
            (tuple(date2num(scenario.calendar.date_of(week)) for week in history.weeks),
             tuple(rows.index(f"stage {place}") for place in history.places[:-1]))
            for history in ours
        )  # fmt: skip
        seen = Counter()
        for line in lines:
            levels = [round(height) for height in line[::2, 1]]
            assert abs(line[-1, 1] - rows.index(f"outcome {name}")) < 0.5
            seen[(line[0, 0], *line[2::2, 0]), tuple(levels[:-1])] += 1
        assert seen == went


def test_a_way_is_that_of_the_rows(harbour):
    entered = {stage.name: harbour.column(f"{stage.name}.entered_week") for stage in harbour.scenario.process}
    for place, history in enumerate(histories_of(harbour)):
        assert history.outcome == harbour.column("outcome")[place] == history.places[-1]
        assert history.weeks[-1] == harbour.column("ended_week")[place]
        for week, stage in zip(history.weeks, history.places[:-1], strict=False):
            assert week == entered[stage][place]
        assert list(history.weeks) == sorted(history.weeks)


def test_the_record_is_drawn_in_where_there_is_one(harbour):
    scenario = harbour.scenario
    axes = draw(harbour, "histories").axes[0]
    way, end, facts = axes.lines[-4:-1]
    down = list(rows_of_histories(scenario)).index(f"outcome {scenario.record.outcome}")
    assert way.get_ydata()[-1] == end.get_ydata()[0] == down
    assert end.get_xdata()[0] == date2num(scenario.record.ended_on)
    assert list(facts.get_xdata()) == [date2num(fact.date) for fact in scenario.record.events]
    assert axes.get_yticklabels()[0].get_text() == "On record"
    text = (HERE / "stories" / "harbour.yaml").read_text(encoding="utf-8")
    without = run(read_text(text[: text.index("record:")]), 16)
    assert draw(without, "histories").axes[0].get_yticklabels()[0].get_text() == "Harbour talks"


@pytest.mark.parametrize("name", ["timeline", "river"])
def test_what_the_calendar_ends_is_said_where_its_end_is_shown(name, baseline, cyprus):
    open_at_last = int(np.count_nonzero(cyprus.column("ending") == "calendar"))
    caption = draw(cyprus, name).get_supxlabel()
    assert f"\n{open_at_last} runs still open at the right: No vote before the accession · " in caption
    assert "\nMore runs would move these shares by luck alone; what the numbers and the rules of " in caption
    assert "still open" not in draw(baseline, name).get_supxlabel()


# --- coding -------------------------------------------------------------------------------------------------


def test_the_fan_is_the_band_of_the_coding(harbour):
    spreads, found = spreads_of(harbour), bands(harbour.scenario, pairs=len(harbour), seed=harbour.seed)
    bars = draw(harbour, "coding").axes[0].patches
    for row, band in enumerate(found.bands):
        spread = spreads[band.outcome]
        assert spread.share == pytest.approx(band.share.share)
        assert (spread.edges[0], spread.edges[-1]) == pytest.approx(band.coding)
        assert spread.edges == sorted(spread.edges) and len(spread.edges) == len(LEVELS)
        wide, narrow = bars[2 * row : 2 * row + 2]
        shown = [wide.get_x(), narrow.get_x(), narrow.get_x() + narrow.get_width(), wide.get_x() + wide.get_width()]
        assert shown == pytest.approx([100 * edge for place, edge in enumerate(spread.edges) if place != 2])


# --- who recognised when ------------------------------------------------------------------------------------


def tiles_of(axes):
    colours = [to_hex(tile.get_facecolor()).upper() for tile in axes.patches if isinstance(tile, Rectangle)]
    return dict(zip([text.get_text() for text in axes.texts], colours, strict=True))


def colour_of(week):
    return NOT[1] if week is None else next(colour for end, (_, colour) in WHEN.items() if week < end)


def test_each_tile_has_the_colour_of_when_its_state_recognised(baseline, drawn):
    in_half, on_record = drawn["recognisers"].axes
    looked_at, tiles = when_in_runs(baseline), tiles_of(in_half)
    weeks = by_half(looked_at)
    assert len(tiles) == 192
    assert tiles == {state: colour_of(weeks.get(state)) for state in tiles}
    assert in_half.get_title(loc="left") == f"in half of the runs or more: {len(weeks)} of 192"
    declared = int(np.count_nonzero(baseline.column("recognition.entered_week") >= 0))
    assert f"\nthe first {min(64, declared)} runs that declared · of " in drawn["recognisers"].get_supxlabel()
    first = baseline.column("run")[baseline.column("recognition.entered_week") >= 0][0]
    told = [entry for entry in baseline.story(int(first)).entries if entry.kind == "recognitions"]
    assert set(looked_at[0]) == {state for entry in told for state in entry.word("states").split()}
    for state, week in weeks.items():
        assert 2 * sum(run.get(state, 10**6) <= week for run in looked_at) >= len(looked_at)
        assert 2 * sum(run.get(state, 10**6) < week for run in looked_at) < len(looked_at)
    recorded, declared = tiles_of(on_record), baseline.scenario.record.ended_on
    for state, day in dates_of_record(baseline.scenario.stages["recognition"].states).items():
        if day <= baseline.scenario.calendar.end:
            assert recorded[state] == colour_of((day - declared).days // 7), state
    assert recorded["SRB"] == NOT[1]


OWN = """      on_success: recognition
      on_alone: recognition
  - recognition:
      name: recognition
      states: {%s}
      coefficients: {constant: -3}
"""


def test_states_of_a_files_own_have_tiles_with_their_labels():
    states = [f"s{n}: {{label: Island of {n} winds, blocs: [{'north' if n < 4 else 'south'}]}}" for n in range(9)]
    states += ["HER_ISLAND: {label: Her island, blocs: [south]}", "ISL: {label: The isle, blocs: [south]}"]
    good = (HERE.parent / "scenario" / "good.yaml").read_text(encoding="utf-8")
    last = "      expected: {coordinated: 0.5}\n"
    assert last in good
    own = read_text(good.replace(last, last + OWN % ", ".join(states)))
    figure = draw(run(own, 64, seed=1), "recognisers")
    (axes,) = figure.axes
    shown = {text.get_text().replace("\n", " ") for text in axes.texts}
    assert shown == {*(f"Island of {n} winds" for n in range(9)), "Her island", "ISL"}, "a code stands for its state"
    assert [label.get_text() for label in axes.get_yticklabels()] == ["South", "North"]
    assert "on record" not in axes.get_title(loc="left")


# --- waiting ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", ["baseline", "cyprus"])
def test_runs_that_wait_are_drawn_as_waiting(case, request):
    ensemble = request.getfixturevalue(case)
    shares = waiting_shares(ensemble)
    expected = np.zeros_like(shares)
    for place, stage in enumerate(ensemble.scenario.process):
        if stage.follows_up or stage.stands_beside:
            continue
        columns = [ensemble.column(f"{stage.name}.{what}_week") for what in ("entered", "began", "left")]
        for came, began, left, ended, how in zip(
            *columns, ensemble.column("ended_week"), ensemble.column("ending"), strict=True
        ):
            ends = [end for end in (began, left) if end >= 0] + ([] if how == "calendar" else [ended])
            until = min([*ends, len(shares)])
            if came >= 0 and until > came + 1:
                expected[came:until, place] += 1 / len(ensemble)
    np.testing.assert_allclose(shares, expected, atol=1e-12)
    assert expected.any()
    axes = draw(ensemble, "timeline").axes[0]
    (band,) = [band for band in axes.collections if band.get_label() == WAITING]
    corners = band.get_paths()[0].vertices
    for week, day in enumerate(np.unique(corners[:, 0])):
        heights = corners[corners[:, 0] == day, 1]
        assert heights.max() - heights.min() == pytest.approx(100 * expected[week].sum(), abs=1e-9)
    assert to_hex(band.get_facecolor()[0]) == "#ffffff"


# --- the frontier -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", ["baseline", "harbour", "cyprus"])
def test_no_dot_lies_above_the_frontier_and_each_is_as_far_below_as_by_its_own_numbers(case, request):
    ensemble = request.getfixturevalue(case)
    names = two_parties(ensemble)
    edge = mean_frontier(ensemble, names)
    ends = ends_below(ensemble, names, edge)
    order = np.argsort(edge[:, 0])
    assert np.all(ends[:, 1] <= np.interp(ends[:, 0], *edge[order].T) + 1e-9)
    kept = ensemble.column("ending") != "breakdown"
    assert len(ends) == np.count_nonzero(kept)
    worth = np.stack([ensemble.column(f"payoff.{name}.text")[kept] for name in names], axis=-1)
    assert ends[:, 0].tolist() == worth[:, 0].tolist()
    short = short_of_frontier(ensemble, names, worth, ensemble.column("run")[kept])
    np.testing.assert_allclose(np.interp(ends[:, 0], *edge[order].T) - ends[:, 1], short, atol=1e-9)


def test_no_text_is_better_than_a_runs_own_frontier_says(harbour):
    from sim.chance.inputs import Draws
    from sim.theory.of_scenario.outset import outset_of
    from sim.theory.of_scenario.stands import stands_of

    names = two_parties(harbour)
    stands = stands_of(outset_of(harbour.scenario, Draws(harbour.scenario, 8, harbour.seed), names))
    grid = np.stack(np.meshgrid(*[np.linspace(0, 1, 41)] * stands.position.shape[1]), axis=-1).reshape(-1, 1)
    grid = grid.reshape(-1, stands.position.shape[1])
    runs = np.arange(8)
    for place in runs:
        loss = (stands.salience[:, None, :, place] * np.abs(grid[None] - stands.position[:, None, :, place])).sum(-1)
        first, second = 1.0 - loss
        every = np.stack([first, second], axis=-1)
        short = short_of_frontier(harbour, names, every, np.full(len(every), place))
        best = [second[first >= at - 1e-12].max() for at in first]
        assert np.all(short >= np.array(best) - second - 1e-9)
        assert short.min() < 0.02


# --- more than eight outcomes -------------------------------------------------------------------------------


def test_twelve_outcomes_are_told_apart():
    text = (HERE / "stories" / "harbour.yaml").read_text(encoding="utf-8")
    more = "".join(f"  - {{name: late_{n}, label: Late {n}, when: {{ended_week: {{min: {n}}}}}}}\n" for n in range(8))
    scenario = read_text(text.replace("  - {name: no_change", f"{more}  - {{name: no_change"))
    looks = list(zip(outcome_colours(scenario).values(), outcome_hatches(scenario).values(), strict=True))
    dots = list(zip(outcome_colours(scenario).values(), outcome_marks(scenario).values(), strict=True))
    assert len(set(looks)) == len(set(dots)) == len(scenario.outcome_labels) == 12
    ensemble = run(scenario, 32)
    bars = draw(ensemble, "outcomes").axes[0].patches
    assert len({(to_hex(bar.get_facecolor()), bar.get_hatch()) for bar in bars}) == 12
    bands_of = draw(ensemble, "timeline").axes[0].collections[:12]
    assert len({(to_hex(band.get_facecolor()[0]), band.get_hatch()) for band in bands_of}) == 12


# --- the dance and the space --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["dance", "bargaining_space"])
def test_no_line_runs_out_of_the_picture(name, baseline):
    """What failure promises may be worth less than nothing, and the frontier goes on to what is best for each."""
    axes = draw(baseline, name).axes[0]
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    lines = [line for line in axes.lines if line.get_transform() == axes.transData and len(line.get_xdata())]
    assert len(lines) > (5 if name == "dance" else 0)
    for line in lines:
        days, values = np.asarray(line.get_xdata(), dtype=float), np.asarray(line.get_ydata(), dtype=float)
        shown = np.isfinite(values)
        assert ((left <= days[shown]) & (days[shown] <= right)).all()
        assert ((low <= values[shown]) & (values[shown] <= high)).all()


def test_the_dance_says_of_which_runs_the_one_drawn_is_typical(baseline):
    outcome = baseline.column("outcome")[typical_run(baseline)]
    runs = int(np.count_nonzero((baseline.column("outcome") == outcome) & offered(baseline)))
    caption = draw(baseline, "dance").get_supxlabel().replace("\n", " ")
    label = baseline.scenario.outcome_labels[outcome]
    assert (
        f"Typical of the {runs} runs with offers that ended so ({label}): nearest to the median in when it ended, "
        "in what the end is worth to each party and in how many recognise." in caption
    )


def test_the_typical_run_is_so_in_how_many_recognise(baseline):
    ours = baseline.column("outcome") == "coordinated_declaration"
    counts = baseline.column("recognition.standing")[ours]
    chosen = baseline.column("recognition.standing")[typical_of(baseline, "coordinated_declaration")]
    low, high = np.percentile(counts, [25, 75])
    assert low <= chosen <= high


def test_numbered_events_stay_apart_on_a_narrow_screen(baseline):
    axes = narrowed(draw(baseline, "timeline")).axes[0]
    events = axes.get_xlabel().replace("\n", " ").split(" · ")
    assert [event.split("\N{NO-BREAK SPACE}")[0] for event in events] == [str(n) for n in range(1, len(events) + 1)]
    assert [text.get_text() for text in axes.texts] == [str(n) for n in range(1, len(events) + 1)]
    assert len(events) > 5
