"""The forms of a story: escaped, whole, and the same words in each."""

from __future__ import annotations

import dataclasses
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console

from sim.process.chronicle import Chronicle
from sim.runs.one_run import chronicle_of
from sim.scenario.reader import read_scenario, read_text
from sim.views.story.forms import html_article
from sim.views.story.story import FORMS, story_data, story_of, tell_story

ROOT = Path(__file__).resolve().parents[2]
HARBOUR_FILE = ROOT / "tests" / "views" / "stories" / "harbour.yaml"
HARBOUR = read_scenario(HARBOUR_FILE)
FIVE_ACTORS = read_scenario(ROOT / "scenarios" / "kosovo" / "five_actors.yaml")


def sentences_of(story):
    return [sentence for chapter in story.chapters for passage in chapter.passages for sentence in passage.sentences]


NASTY = {"label: Alba\n": 'label: "<b>Alba</b> & *[red]*"\n', "title: Talks": "title: <script>alert(1)</script>"}


def nasty():
    text = HARBOUR_FILE.read_text(encoding="utf-8")
    for plain, hostile in NASTY.items():
        assert plain in text
        text = text.replace(plain, hostile)
    return read_text(text)


class Balance(HTMLParser):
    """Checks that tags close in order."""

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_html_is_escaped_and_well_formed():
    scenario = nasty()
    page = tell_story(
        chronicle_of(scenario, 4), scenario, form="html", style="chronicle", numbers=True, beside_record=True
    )
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;b&gt;Alba&lt;/b&gt; &amp; *[red]*" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    check = Balance()
    check.feed(page)
    assert not check.open
    assert {"article", "section", "time", "h1", "h2"} <= set(check.seen)
    assert "http" not in page


def test_html_article_takes_its_place_in_a_larger_page():
    article = html_article(story_of(chronicle_of(HARBOUR, 4), HARBOUR), level=3)
    assert article.startswith('<article class="story">\n<h3>Talks on a shared harbour</h3>')
    assert article.count("<h4>") == 2
    assert "<html" not in article


def test_markdown_is_escaped():
    scenario = nasty()
    text = tell_story(chronicle_of(scenario, 4), scenario, form="markdown")
    assert r"\<b\>Alba\</b\> \& \*\[red\]\*" in text
    assert not re.search(r"(?<!\\)[<*]script", text)


def test_terminal_shows_the_same_words_and_takes_no_markup():
    scenario = nasty()
    chronicle = chronicle_of(scenario, 4)
    screen = io.StringIO()
    Console(file=screen, width=3_000, highlight=False).print(tell_story(chronicle, scenario, form="terminal"))
    shown = " ".join(screen.getvalue().split())
    assert "<b>Alba</b> & *[red]*" in shown
    for sentence in sentences_of(story_of(chronicle, scenario)):
        assert sentence in shown


@pytest.mark.parametrize("form", ["plain", "markdown"])
def test_every_form_tells_every_sentence(form):
    chronicle = chronicle_of(HARBOUR, 4)
    told = " ".join(tell_story(chronicle, HARBOUR, form=form).split())
    for sentence in sentences_of(story_of(chronicle, HARBOUR)):
        assert sentence in told


def test_plain_text_keeps_to_its_width():
    told = tell_story(chronicle_of(FIVE_ACTORS, 7), FIVE_ACTORS, form="plain", style="chronicle", numbers=True)
    assert max(map(len, told.splitlines())) <= 100


def test_unknown_form_is_refused():
    assert tuple(FORMS) == ("terminal", "plain", "markdown", "html")
    with pytest.raises(ValueError, match="no form is called 'rtf'; there are: terminal, plain, markdown, html"):
        tell_story(Chronicle(), HARBOUR, form="rtf")


def test_data_are_plain_and_complete():
    chronicle = chronicle_of(FIVE_ACTORS, 7)
    data = story_data(chronicle, FIVE_ACTORS)
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert len(data) == len(chronicle.entries)
    last_answer = next(one for one in data if one["kind"] == "last_answer")
    assert last_answer["numbers"]["next_offer_value"] is None
    assert "refused" in last_answer["sentence"] or "accepted" in last_answer["sentence"]
    assert {"week", "date", "stage", "kind", "actor", "sentence", "numbers"} == set(last_answer)


def test_entries_stay_as_they_are():
    chronicle = chronicle_of(HARBOUR, 4)
    before = [dataclasses.asdict(one) for one in chronicle.entries]
    tell_story(chronicle, HARBOUR, form="html", style="chronicle", numbers=True, beside_record=True)
    assert [dataclasses.asdict(one) for one in chronicle.entries] == before
