"""The one file to explore a scenario with: what is exact in it is what runs give, and it asks nothing of anybody."""

from __future__ import annotations

import contextlib
import csv
import itertools
import shlex
import shutil
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from accessible import AXE, violations
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.cli.program import obey
from sim.questions.bands import bands
from sim.runs.intervals import digits_for, wilson
from sim.scenario.reader import read_scenario
from sim.views.app.changes import changed
from sim.views.app.shares import play_outcomes
from sim.views.app.sure.pairs import in_html
from sim.views.app.worlds import case_of
from sim.views.explore.boxes import Box, Lever, around, best_split, boxes_between, refined, weights
from sim.views.explore.grid import axes_of, first_boxes, played_grid
from sim.views.explore.page import explore_page
from sim.views.figures.of_runs.outcomes import percent

FIVE_ACTORS = Path("scenarios/kosovo/five_actors.yaml")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_browser = pytest.mark.skipif(
    CHROMIUM is None or find_spec("playwright") is None, reason="no Chromium on PATH, or no playwright to drive it"
)
RUNS = 24
BARS = """() => [...document.querySelectorAll("tr[data-outcome] .bar:not(.before)")].map(
    bar => [bar.getBoundingClientRect().width, bar.firstChild.getBoundingClientRect().width])"""
"""Reads how wide the bars of world B are, and how much of that is filled."""

MOVE = """([path, to]) => {
    const input = document.querySelector(`[data-path="${path}"]`);
    input.value = to;
    input.dispatchEvent(new Event("input", {bubbles: true}));
}"""


@pytest.fixture(scope="module")
def case():
    return case_of(FIVE_ACTORS)


@pytest.fixture(scope="module")
def questions(case):
    return case.questions[:2]


@pytest.fixture(scope="module")
def grid(case, questions):
    return played_grid(case.scenario, questions, axes_of(questions, 6), RUNS, left_out=2)


@pytest.fixture(scope="module")
def page(case, questions, grid):
    return explore_page(case, questions, grid)


def test_every_world_is_what_runs_of_its_settings_give(case, questions, grid):
    worlds = list(itertools.product(*(axis.values for axis in grid.axes)))
    assert list(grid.worlds) == worlds
    assert [axis.values for axis in grid.axes] == [(0.0, 0.2, 1.0), (0.0, 1.0)]
    assert len(worlds) == len(grid.outcomes) == 6
    for world, name, outcome in list(zip(worlds, grid.hashes, grid.outcomes, strict=True))[2:5]:
        moved = dict(zip([axis.key for axis in grid.axes], world, strict=True))
        made = changed(case.scenario, case.groups, moved, questions)
        scenario = read_scenario(FIVE_ACTORS, made.settings)
        assert scenario.hash == name
        assert np.array_equal(play_outcomes(scenario, [0], places=np.arange(RUNS)), outcome)


def test_levers_are_played_as_finely_as_there_is_room(case):
    for worlds in (3, 12, 100, 1_500):
        axes = axes_of(case.questions, worlds)
        assert len({corner for box in first_boxes(axes, case.questions) for corner in box.corners()}) <= worlds
        for axis, question in zip(axes, case.questions, strict=False):
            assert list(axis.values) == sorted(set(axis.values))
            assert question.slider.value in axis.values
    assert len(axes_of(case.questions, 1_500)) == 8


@settings(max_examples=60)
@given(st.lists(st.floats(-1, 1), min_size=4, max_size=4), st.floats(0, 1), st.floats(0, 1))
def test_what_is_linear_in_each_lever_is_interpolated_without_error(factors, first, second):
    values = (0.0, 0.3, 1.0), (0.0, 1.0)

    def linear(x, y):
        return factors[0] + factors[1] * x + factors[2] * y + factors[3] * x * y

    shares = {(x, y): np.array([linear(x, y)]) for x in values[0] for y in values[1]}
    found = around(boxes_between(values, [False, False]), shares, (first, second))
    assert found.shares[0] == pytest.approx(linear(first, second), abs=1e-12)
    assert found.low[0] - 1e-12 <= found.shares[0] <= found.high[0] + 1e-12


def shares_of(grid):
    """The share of each outcome in every world of a grid."""
    return {
        world: np.bincount(outcome, minlength=6) / RUNS
        for world, outcome in zip(grid.worlds, grid.outcomes, strict=True)
    }


def cliff(world):
    """A share that falls off a cliff along the first lever, and nothing else."""
    return np.array([float(world[0] < 0.61) if world[1] else 0.3])


LEVERS = [Lever(0.0, 0.01, 0.2), Lever(0, 1, 0), Lever(0.0, 0.01, 0.5)]


def test_worlds_go_where_a_share_falls_off_a_cliff():
    boxes = boxes_between([(0.0, 1.0), (0.0, 1.0), (0.0, 1.0)], [False, True, False])
    shares, asked = {corner: cliff(corner) for box in boxes for corner in box.corners()}, []

    def play(worlds):
        asked.extend(worlds)
        shares.update({world: cliff(world) for world in worlds})

    before, found = list(boxes), refined(boxes, shares, LEVERS, 20, play)
    assert len(asked) == len(set(asked)) <= 20
    assert {world[1] for world in asked} == {1.0} and {world[2] for world in asked} == {0.0, 1.0}
    assert sorted({world[0] for world in asked}) == [0.2, 0.6, 0.61, 0.62, 0.65, 0.7, 0.8], (
        "at the file's value first"
    )
    assert all(corner in shares for box in found for corner in box.corners())
    assert sum(np.prod([high - low or 1 for low, high in zip(*box, strict=True)]) for box in found) == pytest.approx(
        2
    )
    here = 0.66, 1.0, 0.5
    assert around(before, shares, here).high[0] - around(before, shares, here).low[0] == 1.0
    assert around(found, shares, here).shares == around(found, shares, here).high == cliff(here)


def test_where_corners_are_alike_or_make_no_scenario_nothing_is_halved():
    box = Box((0.0, 1.0, 0.0), (1.0, 1.0, 1.0))
    shares = {corner: np.array([0.5]) for corner in box.corners()}
    assert best_split(box, shares, LEVERS) is None
    shares[0.0, 1.0, 0.0] = np.array([0.9])
    assert best_split(box, shares, LEVERS) == (pytest.approx(0.4), 0, 0.2)
    del shares[1.0, 1.0, 1.0]
    assert best_split(box, shares, LEVERS) is None and around([box], shares, (0.5, 1.0, 0.5)) is None
    assert around([box], shares, (0.0, 1.0, 0.5)).shares.tolist() == [pytest.approx(0.7)], "which it has no part in"


@settings(max_examples=40)
@given(st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_corners_count_for_what_lies_between_them(world):
    box = Box((0.0, 0.0, 0.0), (1.0, 0.5, 1.0))
    found = weights(box, (world[0], world[1] / 2, world[2]))
    assert sum(found.values()) == pytest.approx(1) and min(found.values()) > 0
    assert sum(weight * corner[1] for corner, weight in found.items()) == pytest.approx(world[1] / 2)


def test_the_error_is_that_of_worlds_left_out(grid, case):
    assert grid.left_out.worlds == 2
    assert 0 <= grid.left_out.mean <= grid.left_out.largest <= 1 and 0 <= grid.left_out.within <= 1
    exact = around(grid.boxes, shares_of(grid), (0.2, 1.0))
    assert exact.shares.tolist() == (np.bincount(grid.outcomes[3], minlength=6) / RUNS).tolist()


def test_the_file_is_small_asks_for_nothing_and_tells_twelve_histories(page):
    assert len(page.encode()) < 1_000_000
    for word in ("http://", "https://", "src=", "@import", "fetch(", "XMLHttpRequest", "WebSocket"):
        assert word not in page.replace("http://www.w3.org", "")
    assert page.count('<details class="history">') == 12
    assert "default-src 'none'" in page


def test_no_text_of_a_file_ends_the_data(case, questions, grid, monkeypatch):
    from dataclasses import replace

    monkeypatch.setattr("sim.views.explore.page.TOLD", 1)
    odd = case.scenario.model_copy(update={"title": "</script><script>alert(1)</script>", "question": "<b>&"})
    page = explore_page(replace(case, scenario=odd), questions, grid)
    assert "<script>alert" not in page
    assert "</script><script>alert" not in page
    assert "&lt;/script&gt;" in page


def test_a_file_of_others_is_not_replaced_and_nothing_is_played_for_it(tmp_path, capsys):
    letter = tmp_path / "letter.html"
    letter.write_text("Dear Anna", encoding="utf-8")
    assert obey(["explore", str(FIVE_ACTORS), "--out", str(letter), "--worlds", "3"]) == 1
    assert "holds something that was not made here; name another file, or give --overwrite" in capsys.readouterr().err
    assert letter.read_text(encoding="utf-8") == "Dear Anna"


def test_a_file_in_which_nothing_decides_is_refused_as_the_page_says_it(tmp_path, capsys):
    nash = "scenarios/theory/nash.yaml"
    assert obey(["explore", nash, "--out", str(tmp_path / "explore.html")]) == 1
    told = " ".join(capsys.readouterr().err.split())
    assert f"{nash}: within what the file says of its numbers, none changes how it ends beyond chance" in told
    assert "; allowed: a file that names its questions (`levers:`). `sim app` moves numbers further" in told


def said(count):
    """Write a share with its interval as every other page does."""
    part = wilson(count, RUNS)
    digits = digits_for(part.high - part.low)
    return f"{percent(part)}{100 * part.low:.{digits}f} to {100 * part.high:.{digits}f}"


def test_the_verb_says_what_is_in_the_file(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sim.views.explore.page.TOLD", 1)
    out = tmp_path / "explore.html"
    words = ["explore", str(FIVE_ACTORS), "--out", str(out), "--worlds", "3", "--runs", "8", "--left-out", "1",
             "--bands", "4"]  # fmt: skip
    assert obey(words) == 0
    told = capsys.readouterr().out
    assert f"{out}: 1 of 8 levers, 3 worlds of 8 histories, 0." in told
    assert "between them shares are interpolated: mean error " in told
    assert "in 1 world left out" in told
    assert obey([*words, "--runs", "9"]) == 0  # made here, so it may be replaced
    page = out.read_text(encoding="utf-8")
    assert "Not in this file, for want of room" in page
    assert in_html(bands(read_scenario(FIVE_ACTORS), 4), "as the file has it") in page


def test_a_page_without_pairs_tells_who_tells_the_bands(page):
    assert 'id="sim-sure"' not in page and ', sim bands tells."' in page


@contextlib.contextmanager
def shown_at(page, tmp_path, fragment):
    """Open the page from the disk in a browser, at a world."""
    from playwright.sync_api import sync_playwright

    path = tmp_path / "explore.html"
    path.write_text(page, encoding="utf-8")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        shown = browser.new_page()
        shown.goto(f"{path.as_uri()}{fragment}")
        yield shown
        browser.close()


@needs_browser
def test_it_opens_from_a_disk_and_says_what_is_exact(page, grid, tmp_path):
    from playwright.sync_api import sync_playwright

    path = tmp_path / "explore.html"
    path.write_text(page, encoding="utf-8")
    variant = read_scenario(FIVE_ACTORS.with_name("five_actors_no_veto.yaml"))
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        shown = browser.new_page(viewport={"width": 360, "height": 780})
        asked, broken = [], []
        shown.on("request", lambda request: asked.append(request.url))
        shown.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)
        shown.on("pageerror", lambda error: broken.append(str(error)))
        shown.goto(path.as_uri())
        shown.wait_for_selector("table[data-hash]")
        shown.get_by_role("switch", name="And if Russia had had no veto?").check()
        counts = shown.evaluate(
            "[...document.querySelectorAll('tr[data-outcome]')].map(row => Number(row.dataset.count))"
        )
        assert counts == np.bincount(grid.outcomes[3], minlength=6).tolist()
        for (room, filled), count in zip(shown.evaluate(BARS), counts, strict=True):
            assert room >= 40 and filled == pytest.approx(max(2, room * count / RUNS), abs=0.6), "on a phone too"
        assert shown.get_attribute("table[data-hash]", "data-hash") == grid.hashes[3]
        assert shown.locator("tbody tr td:nth-of-type(3)").all_text_contents() == [said(count) for count in counts]
        assert shown.inner_text("[data-status]").startswith("exact: 24 histories of each world were played")
        assert "--set actors.russia.veto=false" in shown.text_content(".command pre")
        shown.evaluate(MOVE, ["actors.russia.blocking_cost", 0.6])
        assert shown.url.endswith("#1&file=kosovo/five_actors&b=~no_veto:1,veto_cost:0.6")
        shown.get_by_role("switch", name="And if Russia had had no veto?").uncheck()
        shown.reload()
        shown.wait_for_selector("table[data-hash]")
        assert shown.inner_text("[data-status]").startswith(
            "interpolated between worlds that were played; below a share stand the lowest and the highest"
        )
        told = [one.split(" %") for one in shown.locator("tbody tr td:nth-of-type(3)").all_inner_texts()]
        expected = around(grid.boxes, shares_of(grid), (0.6, 0.0))
        assert [float(one[0]) for one in told] == pytest.approx(100 * expected.shares, abs=0.51)
        apart = [(low, high) for low, high in zip(expected.low, expected.high, strict=True) if high - low >= 0.005]
        assert len(apart) > 0
        assert [tuple(map(float, one[1].split(" to "))) for one in told if one[1]] == [
            pytest.approx((100 * low, 100 * high), abs=0.51) for low, high in apart
        ]
        assert "blocking_cost={low: 0.45, mode: 0.6, high: 1}" in shown.text_content(".command pre")
        assert shown.evaluate("document.documentElement.scrollWidth") <= 360
        if AXE.is_file():
            assert violations(shown) == []
        shown.select_option("#sim-variant", value="five_actors_no_veto")
        shown.wait_for_selector(f"table[data-hash='{variant.hash}'][data-before='{grid.hashes[2]}']")
        counts = shown.evaluate(
            "[...document.querySelectorAll('tr[data-outcome]')].map(row => Number(row.dataset.count))"
        )
        assert counts == np.bincount(grid.outcomes[3], minlength=6).tolist(), "it asks the same as the lever"
        assert "sim run scenarios/kosovo/five_actors_no_veto.yaml" in shown.text_content(".command pre")
        shown.evaluate(MOVE, ["actors.russia.blocking_cost", 0.6])
        assert "this question is in the file only as it stands" in shown.inner_text(".trouble[role=alert]")
        browser.close()
    assert {one.partition("#")[0] for one in asked} == {path.as_uri()}
    assert not broken


@needs_browser
def test_its_command_plays_what_it_shows_and_an_address_of_another_file_is_told(page, grid, tmp_path):
    with shown_at(page, tmp_path, "#1&file=kosovo/five_actors&b=~veto_cost:1") as shown:
        shown.wait_for_selector(f"table[data-hash='{grid.hashes[4]}']")
        words = shlex.split(shown.text_content(".command pre").partition("B: ")[2])
        settings = [word for flag, word in itertools.pairwise(words) if flag == "--set"]
        assert read_scenario(FIVE_ACTORS, settings).hash == grid.hashes[4]
        shown.evaluate("location.hash = '#1&file=kosovo/baseline&b=~no_veto:1'")
        shown.get_by_text("“kosovo/baseline”, which is not on this page; “kosovo/five_actors” is shown").wait_for()
        assert shown.url.endswith("#1&file=kosovo/five_actors")
        shown.evaluate("location.hash = '#1&file=kosovo/five_actors&b=~no_veto:1&run=3'")
        shown.get_by_text("left out: run (this file tells the histories below, and no other).").wait_for()
        assert shown.url.endswith("#1&file=kosovo/five_actors&b=~no_veto:1")


@needs_browser
def test_a_table_of_what_is_interpolated_has_a_name_and_says_between_what_it_lies(page, grid, tmp_path):
    with shown_at(page, tmp_path, "#1&file=kosovo/five_actors&b=~veto_cost:0.6") as shown:
        shown.wait_for_selector("table.between")
        with shown.expect_download() as waiting:
            shown.get_by_role("button", name="Table (CSV)").click()
        waiting.value.save_as(tmp_path / "table.csv")
        name = waiting.value.suggested_filename
    assert name == f"five_actors_{grid.hashes[2]}_interpolated-veto_cost-0.6.csv"
    with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    expected, (_, first) = around(grid.boxes, shares_of(grid), (0.6, 0.0)), list(shares_of(grid).items())[2]
    for at, row in enumerate(rows):
        before = wilson(round(first[at] * RUNS), RUNS)
        found = [float(row[key]) for key in ("low_a", "high_a", "share_b", "low_b", "high_b")]
        assert found == pytest.approx(
            [before.low, before.high, expected.shares[at], expected.low[at], expected.high[at]], abs=1e-9
        )
        assert row["low_and_high_a"] == "95 % interval of luck alone"
        assert row["low_and_high_b"] == "lowest and highest of the worlds played around it"


WRITTEN = """() => { const pen = CanvasRenderingContext2D.prototype, write = pen.fillText; window.written = [];
    pen.fillText = function (text, x, y, most) {
        window.written.push([text, x, Math.min(this.measureText(text).width, most || Infinity)]);
        write.apply(this, arguments); }; }"""
"""Keeps what is written into a picture, with where it begins and how wide it is."""


@needs_browser
def test_long_names_find_room_in_the_picture(page, tmp_path):
    from playwright.sync_api import sync_playwright

    path, name = (
        tmp_path / "explore.html",
        "A declaration that is coordinated with everybody whom it may at all concern",
    )
    path.write_text(page.replace('"Coordinated declaration"', f'"{name}"'), encoding="utf-8")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        shown = browser.new_page()
        shown.goto(f"{path.as_uri()}#1&file=kosovo/five_actors&b=~no_veto:1")
        shown.wait_for_selector("table[data-hash]")
        shown.evaluate(WRITTEN)
        with shown.expect_download():
            shown.get_by_role("button", name="Picture (PNG)").click()
        written = shown.evaluate("window.written")
        browser.close()
    lines = [text for text, *_ in written if text and text.removesuffix(" …") in f"{name} ★"]
    assert len(lines) == 2 and lines[0].startswith("A declaration that is")
    assert all(x + width <= 440 for text, x, width in written if text in lines), "bars begin there"
