"""The report page: it holds what it must, tells the numbers of the runs, and needs nothing from elsewhere."""

from __future__ import annotations

import base64
import itertools
import json
import re
import shutil
import subprocess
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest
from matplotlib.text import Text

from sim.questions.swings import swings_of
from sim.runs.folder.manifest import Manifest, read_manifest
from sim.runs.run import run
from sim.scenario.reader import read_scenario, read_text
from sim.views.figures.canvas import drawing
from sim.views.figures.narrow import NARROW, narrowed
from sim.views.figures.registry import FIGURES
from sim.views.labels import given_in, meaning_of, path_words, written_number
from sim.views.report.page import SHOWN, report_page, write_report
from sim.views.report.parts import outcome_rows, share_words, typical_stories
from sim.views.wording import capital

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FILES = {
    "harbour": HERE / "stories" / "harbour.yaml",
    "baseline": ROOT / "scenarios" / "kosovo" / "baseline.yaml",
    "starter": ROOT / "sim" / "data" / "starter.yaml",
}
MANIFEST = Manifest.model_construct(version="0", python="3", runs=300, libraries={"mesa": "3"})
AXE = [Path("node_modules/axe-core/axe.min.js"), Path("/usr/share/javascript/axe-core/axe.min.js")]
"""Where an axe may lie; STATUS_TALKS_AXE names another file."""


@cache
def ensemble_of(case):
    return run(read_scenario(FILES[case]), 300, seed=3)


@cache
def page_of(case):
    return report_page(ensemble_of(case), MANIFEST)


class Page(HTMLParser):
    """Every element with its attributes, and the text of the page."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.text, self.open, self.wrong = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in {"meta", "img", "br", "link", "input", "source"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        self.text.append(data)

    def all(self, *tags):
        return [(tag, attributes) for tag, attributes in self.elements if tag in tags]

    @property
    def said(self):
        return re.sub(r"\s+", " ", " ".join(self.text))


@cache
def parsed(case):
    return Page(page_of(case))


EACH = pytest.mark.parametrize("case", FILES)


# --- how it is built ----------------------------------------------------------------------------------------


@EACH
def test_every_element_is_closed(case):
    assert not parsed(case).wrong
    assert not parsed(case).open


@EACH
def test_headings_begin_with_one_and_skip_no_level(case):
    levels = [int(tag[1]) for tag, _ in parsed(case).all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@EACH
def test_page_names_its_language_and_suits_phones(case):
    page = parsed(case)
    assert page.all("html")[0][1]["lang"] == "en"
    assert any(a.get("name") == "viewport" and "width=device-width" in a["content"] for _, a in page.all("meta"))
    assert len(page.all("main")) == len(page.all("title")) == 1


@EACH
def test_every_image_says_what_it_shows(case):
    images = parsed(case).all("img")
    assert len(images) >= 4
    assert all(len(attributes["alt"]) > 30 for _, attributes in images)


@EACH
def test_every_table_has_a_caption_and_every_head_a_scope(case):
    page = parsed(case)
    assert len(page.all("table")) == len(page.all("caption")) > 5
    assert all(attributes.get("scope") in {"col", "row", "rowgroup"} for _, attributes in page.all("th"))


@EACH
def test_what_scrolls_can_be_reached_and_is_named(case):
    regions = [attributes for _, attributes in parsed(case).elements if attributes.get("role") == "region"]
    assert regions
    assert all(attributes["tabindex"] == "0" and attributes["aria-label"] for attributes in regions)


@EACH
def test_nothing_comes_from_elsewhere(case):
    page = parsed(case)
    assert not page.all("script", "link", "iframe", "object", "embed", "base", "form")
    for _, attributes in page.elements:
        assert not any(name.startswith("on") for name in attributes)
        for name in ("src", "href", "srcset", "data", "action"):
            assert attributes.get(name, "#").startswith(("#", "data:image/svg+xml;base64,", "data:image/svg+xml,"))
    assert not re.search(r"@import|url\(", page_of(case).split("</style>")[0])
    assert "default-src 'none'" in page_of(case)


@EACH
def test_links_within_the_page_lead_somewhere_and_names_are_given_once(case):
    page = parsed(case)
    names = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(names) == len(set(names))
    targets = [attributes["href"][1:] for _, attributes in page.all("a")]
    labels = [attributes["aria-labelledby"] for _, attributes in page.elements if "aria-labelledby" in attributes]
    assert {*targets, *labels} <= set(names)


def test_the_page_is_small_enough_to_send():
    """The largest of the shipped files, with a picture twice for each of nine figures: 5.6 million once."""
    assert len(page_of("baseline")) < 3_000_000


def picture_in(address):
    """Give the SVG that an address holds, whichever way it is spelt."""
    head, _, held = address.partition(",")
    return base64.b64decode(held).decode() if head.endswith("base64") else unquote(held)


@EACH
def test_the_figures_are_sound_and_need_no_font(case):
    for _, attributes in parsed(case).all("img"):
        drawn = picture_in(attributes["src"])
        assert drawn.startswith("<?xml")
        assert "<text" not in drawn
        assert "<dc:date>" not in drawn


@pytest.mark.parametrize("case", ["baseline", "starter"])
def test_each_figure_is_there_once_more_for_narrow_screens_with_all_its_words(case):
    page, ensemble = parsed(case), ensemble_of(case)
    narrow = [attributes for _, attributes in page.all("source")]
    assert len(narrow) == len(page.all("img"))
    assert all(attributes["media"] == "(max-width: 40rem)" for attributes in narrow)
    for name in (name for name in SHOWN if FIGURES[name].applies(ensemble)):
        with drawing():
            figure = FIGURES[name].draws(ensemble)
            figure.canvas.draw()
            heads = {figure.get_suptitle(), figure.get_supxlabel()}
            heads |= {axes.get_legend().get_title().get_text() for axes in figure.axes if axes.get_legend()}
            said = {squashed(text) for text, _ in worded(figure) if text not in heads}
            narrowed(figure).canvas.draw()
        assert figure.get_figwidth() == NARROW
        assert said == {squashed(text) for text, _ in worded(figure)}, name
        whole = figure.bbox.padded(1)
        boxes = [(text, box.padded(-1)) for text, box in worded(figure)]
        assert not [text for text, box in boxes if not (whole.contains(*box.min) and whole.contains(*box.max))], name
        assert not [(one[0], two[0]) for one, two in itertools.combinations(boxes, 2) if one[1].overlaps(two[1])], (
            name
        )


def worded(figure):
    """Every text with a letter in it that is seen, with its place."""
    seen = [text for text in figure.findobj(Text) if text.get_visible() and re.search(r"[^\W\d]", text.get_text())]
    return [(text.get_text(), text.get_window_extent()) for text in seen]


def squashed(text):
    return re.sub(r"[\s·]", "", text)


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def test_every_colour_of_text_is_readable_on_every_ground():
    style = page_of("harbour").split("<style>")[1].split("</style>")[0]
    inks = list(re.findall(r"(?<![-\w])color: (#\w{6})", style))
    assert len(set(inks)) >= 3
    grounds = ["#ffffff", *re.findall(r"background: (#\w{6})", style)]
    for ink in inks:
        for ground in grounds:
            light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5


# --- what it says -------------------------------------------------------------------------------------------


@EACH
def test_outcomes_are_those_of_the_runs(case):
    ensemble, said = ensemble_of(case), parsed(case).said
    rows = outcome_rows(ensemble)
    assert sum(row.runs for row in rows) == 300
    for row, part in zip(rows, ensemble.outcomes().values(), strict=True):
        assert (row.share, row.interval) == share_words(part)
        assert row.label in said
        assert row.interval in said
    leading = max(rows, key=lambda row: row.runs)
    assert f"Most often, in {leading.share} of 300 simulated runs (95 % interval {leading.interval})" in said


@EACH
def test_question_actors_texts_and_stages_are_named(case):
    scenario, said = ensemble_of(case).scenario, parsed(case).said
    assert scenario.question in said
    for named in (scenario.actors, scenario.texts, scenario.issues, scenario.stages):
        assert all(re.sub(r"\s+", " ", one.label) in said for one in named.values() if one.label)
    assert scenario.hash in said
    assert "sim run scenario.yaml --runs 300 --seed 3" in said


def test_every_number_stands_beside_its_source():
    scenario = ensemble_of("baseline").scenario
    rows = {row.name: row for row in given_in(scenario, scenario.actors["russia"])}
    known = scenario.actors["russia"].position["status"]
    row = rows["Position, Political status"]
    assert row.value == f"{known.mode:g} ({known.low:g} to {known.high:g})"
    assert row.source == known.source
    said = parsed("baseline").said
    for actor in scenario.actors.values():
        sources = [number.source for number in actor.position.values() if number.source]
        assert all(re.sub(r"\s+", " ", source) in said for source in sources)


def test_a_source_of_a_block_serves_what_stands_in_it():
    scenario = ensemble_of("starter").scenario
    rows = {row.name: row for row in given_in(scenario, scenario.actors["upland"])}
    assert rows["Salience, Share of the water"].source == "made up"
    assert rows["Position, Control of the dam"].source == "made up"
    assert {row.source for row in given_in(scenario, scenario.texts["as_it_is"])} == {"made up"}


@EACH
def test_typical_runs_are_those_of_the_commonest_outcomes(case):
    ensemble, said = ensemble_of(case), parsed(case).said
    stories = typical_stories(ensemble)
    shares = sorted((part.share for part in ensemble.outcomes().values()), reverse=True)
    assert len(stories) == min(3, sum(share > 0 for share in shares))
    labels = {label: name for name, label in ensemble.scenario.outcome_labels.items()}
    outcomes = ensemble.column("outcome")
    for story, share in zip(stories, shares, strict=False):
        number, label = re.fullmatch(r"Run (\d+): (.*)", story.title).groups()
        assert outcomes[int(number)] == labels[label]
        ended = ensemble.column("ended_week")[outcomes == labels[label]]
        assert np.percentile(ended, 20) <= ensemble.column("ended_week")[int(number)] <= np.percentile(ended, 80)
        assert ensemble.outcomes()[labels[label]].share == share
        assert story.title in said


def test_each_figure_says_how_it_is_read():
    said = parsed("baseline").said
    shown = [name for name in SHOWN if FIGURES[name].applies(ensemble_of("baseline"))]
    assert len(shown) > 8
    for name in shown:
        assert f"{capital(FIGURES[name].says)}. How to read: {FIGURES[name].read}." in said


def test_the_answer_the_record_and_a_typical_run_come_first():
    said = parsed("baseline").said
    record = said.index("On record: Coordinated declaration, 17 February 2008.")
    typical = said.index("A typical run of “")
    assert (
        said.index("Most often, in ") < record < typical < said.index("How it ended") < said.index("Who wants what")
    )
    page = page_of("baseline")
    assert page.index("On record: ") < page.index("<figure>") < page.index("A typical run of “")
    main, _, appendix = page.partition('id="appendix"')
    assert main.count("<table>") == 1 + main.count("Table of what mattered")
    assert all(f'<section id="{name}"' in appendix for name in ("record", "scenario", "method", "again"))
    assert "On record" not in parsed("starter").said
    assert typical_stories(ensemble_of("baseline"))[0].summary[0] in said


def test_the_record_stands_in_the_page_where_there_is_one():
    assert "Against the record" in parsed("baseline").said
    for fact in ensemble_of("baseline").scenario.record.facts:
        assert f"{fact.id}. {fact.says}" in parsed("baseline").said
    assert "Against the record" not in parsed("starter").said


def test_numbers_and_paths_are_written_for_people():
    scenario = ensemble_of("baseline").scenario
    assert written_number({"normal": [0.5, 0.1]}) == "0.5 ± 0.1 (mean, standard deviation)"
    assert written_number({"value": 0.5, "source": "x"}) == "0.5"
    assert path_words(scenario, "actors.russia.blocking_cost") == "Russia: blocking cost"
    assert path_words(scenario, "actors.us.position.status") == "United States: position, Political status"
    assert path_words(scenario, "process.council.most_drafts") == "Security Council: most drafts"
    assert path_words(scenario, "influence.0.weight").startswith("Influence of ")
    assert meaning_of(scenario, "process.council.step").startswith("Utility that the sponsors give")
    assert meaning_of(scenario, "actors.russia.blocking_cost").startswith("What a vote against costs it")
    assert meaning_of(scenario, "nothing.of.the.kind") == ""


# --- what mattered ------------------------------------------------------------------------------------------


class Rows:
    """An ensemble as far as the swings look at it."""

    def __init__(self, **columns):
        import pyarrow as pa

        self.rows = pa.table({**{f"in.{name}": values for name, values in columns.items() if name != "outcome"},
                              "outcome": columns["outcome"]})  # fmt: skip


def test_swings_find_what_moves_the_outcome_and_nothing_else():
    chance = np.random.default_rng(5)
    moves, idle = chance.random(2_000), chance.random((30, 2_000))
    hit = chance.random(2_000) < 0.2 + 0.6 * moves
    columns = {f"idle_{place}": values for place, values in enumerate(idle)}
    swings, tried, runs = swings_of(
        Rows(moves=moves, same=np.ones(2_000), **columns, outcome=np.where(hit, "yes", "no").tolist()), "yes"
    )
    assert [swing.path for swing in swings] == ["moves"]
    assert (tried, runs) == (32, 2_000)
    low, high = np.quantile(moves, (0.2, 0.8))
    assert swings[0].at_low.share == pytest.approx(hit[moves <= low].mean())
    assert swings[0].difference == pytest.approx(hit[moves >= high].mean() - hit[moves <= low].mean())
    assert swings[0].low < 0.48 < swings[0].high


def test_intervals_of_swings_hold_for_all_numbers_at_once():
    missed = 0
    for seed in range(40):
        chance = np.random.default_rng(seed)
        moves = {f"moves_{place}": values for place, values in enumerate(chance.random((20, 1_000)))}
        hit = chance.random(1_000) < 0.3 + 0.02 * sum(moves.values())  # each moves the share by 0.016 between fifths
        swings, _, _ = swings_of(Rows(**moves, outcome=np.where(hit, "yes", "no").tolist()), "yes")
        missed += any(not swing.low <= 0.016 <= swing.high for swing in swings)
    assert missed <= 6  # 2 are expected


def test_swings_of_few_runs_or_of_the_record_say_nothing():
    few = Rows(moves=np.linspace(0, 1, 50), outcome=["yes"] * 25 + ["no"] * 25)
    assert swings_of(few, "yes") == ([], 1, 50)
    many = Rows(**{"record.priors.yes": np.linspace(0, 1, 500)}, outcome=["yes"] * 250 + ["no"] * 250)
    assert swings_of(many, "yes") == ([], 0, 500)


# --- strange scenarios --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("blank_pictures")
def test_labels_are_never_taken_for_html():
    text = FILES["starter"].read_text(encoding="utf-8")
    for label in ("Sharing a river", "Upland", "Share of the water", "As it is", "First talks", "Agreed in talks"):
        text = re.sub(rf"(label|title): {label}(?=[,}}\n])", rf'\1: "{label} <script>alert(1)</script> & <b>"', text)
    text = text.replace("source: made up", 'source: "<img src=x onerror=alert(1)> \\"quoted\\""')
    html = report_page(run(read_text(text), 60), MANIFEST)
    page = Page(html)
    assert not page.wrong
    assert not page.all("script", "b")
    assert all(attributes["src"].startswith("data:") for _, attributes in page.all("img"))
    assert "Upland <script>alert(1)</script> & <b>" in page.said
    assert '<img src=x onerror=alert(1)> "quoted"' in page.said


@pytest.mark.usefixtures("blank_pictures")
def test_a_single_run_has_a_report():
    said = Page(report_page(run(read_scenario(FILES["starter"]), 1), MANIFEST)).said
    assert "With 1 run this cannot be said" in said


@pytest.mark.usefixtures("blank_pictures")
def test_failed_blocks_are_told():
    html = report_page(ensemble_of("starter"), MANIFEST.model_copy(update={"failed_blocks": (3,)}))
    assert "Blocks of runs that could not be played and are missing here: 1." in html


# --- the file -----------------------------------------------------------------------------------------------


def test_a_folder_says_the_same_as_the_runs_wherever_it_lies_and_however_it_is_read(tmp_path, monkeypatch):
    home = ensemble_of("starter").save(tmp_path / "one")
    shutil.copytree(home, tmp_path / "somewhere" / "else")
    in_memory = report_page(ensemble_of("starter"), read_manifest(home)).encode()
    first = write_report(home)
    assert first == tmp_path / "one" / "report.html"
    assert first.read_bytes() == in_memory
    assert in_memory.startswith(b"<!DOCTYPE html>")
    monkeypatch.setattr("sim.views.report.page.MOST_IN_MEMORY", 10)
    assert write_report(tmp_path / "somewhere" / "else", tmp_path / "page.html").read_bytes() == in_memory


# --- in a browser -------------------------------------------------------------------------------------------


def in_browser(page, tmp_path):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium here: `apt-get install chromium` lets this test look at the page as readers do")
    file = tmp_path / "page.html"
    file.write_text(page, encoding="utf-8")
    done = subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=60000", "--dump-dom",
         file.as_uri()],
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    return json.loads(re.search(r'<pre id="found">(.*?)</pre>', done.stdout, re.DOTALL)[1].replace("&gt;", ">")
                      .replace("&lt;", "<").replace("&amp;", "&"))  # fmt: skip


def with_script(case, script):
    """Put a script into the page that writes what it finds into it; only here does the page allow scripts."""
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page_of(case))
    return page.replace("</body>", f"<script>{script}</script></body>")


TELL = """
function tell(found) {
  const place = document.createElement("pre"); place.id = "found"; place.textContent = JSON.stringify(found);
  document.body.appendChild(place);
}
document.querySelectorAll("details").forEach(part => part.open = true);
"""


@pytest.mark.slow
def test_axe_finds_nothing(tmp_path):
    import os

    named = os.environ.get("STATUS_TALKS_AXE")
    axe = next((file for file in ([Path(named)] if named else AXE) if file.is_file()), None)
    if axe is None:
        pytest.skip("no axe-core here: `npm i axe-core`, then STATUS_TALKS_AXE=node_modules/axe-core/axe.min.js")
    check = axe.read_text(encoding="utf-8").replace("</script", "<\\/script") + TELL + (
        "axe.run(document).then(r => tell(r.violations.map(v => [v.id, v.nodes[0].html.slice(0, 200)])));"
    )  # fmt: skip
    assert in_browser(with_script("baseline", check), tmp_path) == []


@pytest.mark.slow
def test_a_phone_scrolls_the_page_in_one_direction_only_and_eight_screens_to_the_appendix(tmp_path):
    frame = 'const main = document.getElementById("appendix").offsetTop;' + TELL
    frame += "tell([document.documentElement.scrollWidth, innerWidth, main]);"
    quoted = json.dumps(with_script("baseline", frame)).replace("</", "<\\/")
    outer = (
        '<!DOCTYPE html><html lang="en"><body><iframe id="phone" style="width:360px;height:800px;border:0"></iframe>'
        f"<script>{TELL}const page = {quoted};"
        'const phone = document.getElementById("phone");'
        'phone.onload = () => tell(JSON.parse(phone.contentDocument.getElementById("found").textContent));'
        "phone.srcdoc = page;</script></body></html>"
    )
    wide, seen, main = in_browser(outer, tmp_path)
    assert seen == 360
    assert wide <= 360
    assert 1_600 < main < 8 * 800
