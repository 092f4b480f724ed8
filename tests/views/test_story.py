"""Chronicles word for word, and what must hold of every sentence."""

from __future__ import annotations

import ast
import dataclasses
import datetime as dt
import importlib.util
import io
import json
import re
import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console

from sim.ensemble.ensemble import chronicle_of
from sim.process.chronicle import Chronicle, Entry
from sim.scenario.process import STAGE_KINDS
from sim.scenario.reader import read_scenario, read_text
from sim.views.chapters import in_order
from sim.views.sentences import SENTENCES, tell
from sim.views.sentences.events import LEAVING
from sim.views.sentences.narrator import Narrator
from sim.views.sentences.verdict import beside, verdict
from sim.views.sentences.words import Words, decimal, listed, per_cent, span
from sim.views.story import FORMS, story_data, story_of, tell_story

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def _rewriter():
    spec = importlib.util.spec_from_file_location("rewrite_stories", HERE / "rewrite_stories.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


rewriter = _rewriter()
HARBOUR = read_scenario(rewriter.HARBOUR)
FIVE_ACTORS = read_scenario(rewriter.FIVE_ACTORS)
SCENARIOS = {"harbour": HARBOUR, "five_actors": FIVE_ACTORS}
BASELINE = ROOT / "scenarios" / "kosovo" / "baseline.yaml"
if BASELINE.exists():
    SCENARIOS["baseline"] = read_scenario(BASELINE)
MANY_RUNS = [
    (name, run)
    for name, runs in (("harbour", 40), ("five_actors", 30), ("baseline", 4))
    for run in range(runs)
    if name in SCENARIOS
]

TINY = """
format: 1
title: A price
calendar: {start: 2030-03-04, end: 2030-12-31}
issues: {price: {zero: nothing, one: all}}
actors:
  buyer: {kind: party, position: {price: 0.1}, salience: {price: 1}, fallback: {value: 0.45}, precision: 1000}
  seller: {kind: party, position: {price: 0.9}, salience: {price: 1}, fallback: {value: 0.45}, precision: 1000,
           tactic: {kind: firm}}
process: [{talks: {name: haggling, parties: [buyer, seller], weeks: 8, round_every_weeks: 2, on_failure: end}}]
outcomes: [{name: sold, when: {ending: agreed}}, {name: no_sale, otherwise: true}]
"""

TINY_STORY = """\
A price
scenario HASH · sim VERSION

One simulated run, not a record of what happened.
Price: from 0 (nothing) to 1 (all).
A text is worth 1 to an actor if it has all that the actor wants, and less the farther it is from
that.
What failure promised is the actor's disagreement value: what it expected to get without agreement.

Haggling
--------

4 March 2030: Round 1. Buyer opened with price 0.10. Seller opened with price 0.90. Buyer refused
    Seller's offer: worth 0.20 to it, while failure promised 0.45. Seller refused Buyer's offer:
    worth 0.20 to it, while failure promised 0.45.
18 March to 29 April 2030: Rounds 2 to 5. Buyer moved on price (0.10 to 0.65). Each time both
    refused. In the last of these rounds Seller's offer was worth 0.20 to Buyer, while failure
    promised 0.45. Buyer's offer was worth 0.75 to Seller, more than the 0.45 that failure promised;
    its own next offer was worth 1.00.
29 April 2030: Time was up without agreement.
29 April 2030: Outcome: no sale.
"""


@cache
def played(name, run):
    return chronicle_of(SCENARIOS[name], run)


def entry(kind, actor="", stage="", week=0, **numbers):
    return Entry(week, dt.date(2030, 1, 7) + dt.timedelta(weeks=week), stage, kind, actor, numbers)


def answered(**changed):
    """An answer of Alba's; worth less than failure promised unless changed."""
    numbers = {"other": "brin", "value": 0.44, "worth": 0.44, "disagreement": 0.61, "next_offer_value": 0.9,
               "noise": 0.0, "admissible": True, "crosses": [False, False], "accepts": False}  # fmt: skip
    return entry("answer", "alba", "harbour_talks", **(numbers | changed))


def sentences_of(story):
    return [sentence for chapter in story.chapters for passage in chapter.passages for sentence in passage.sentences]


def passages_of(story):
    return [passage for chapter in story.chapters for passage in chapter.passages]


# --- word for word ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", rewriter.STORIES)
def test_story_is_told_word_for_word(name):
    expected = (HERE / "stories" / f"{name}.md").read_text(encoding="utf-8")
    assert rewriter.told(name) == expected, "see tests/views/rewrite_stories.py"


def test_tiny_story_is_told_word_for_word():
    scenario = read_text(TINY)
    told = tell_story(chronicle_of(scenario, 0), scenario, form="plain")
    told = re.sub(r"scenario \w{12} · sim \S+", "scenario HASH · sim VERSION", told)
    assert told == TINY_STORY


@pytest.mark.parametrize("form", ["plain", "markdown", "html"])
def test_the_same_run_is_told_the_same(form):
    first, second = (
        tell_story(chronicle_of(HARBOUR, 4), HARBOUR, form=form, why=True, beside_record=True) for _ in range(2)
    )
    assert first == second


# --- every kind of entry ------------------------------------------------------------------------------------


def kinds_told(source):
    """The kinds of entry that a module writes down: the first argument that is a word in a call of `tell`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "tell":
            words = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if any(words):
                yield next(filter(None, words))


def test_every_kind_that_is_told_has_a_sentence_and_none_is_idle():
    sources = [*(ROOT / "sim" / "process").glob("*.py"), *(ROOT / "sim" / "ensemble").glob("*.py")]
    told = {kind for path in sources for kind in kinds_told(path.read_text(encoding="utf-8"))}
    assert len(told) > 20
    assert told == set(SENTENCES)


def test_a_kind_without_a_sentence_is_found():
    assert list(kinds_told("self.tell('surrender', name, runs, by=1)")) == ["surrender"]
    assert list(kinds_told("kept.tell(week, date, '', 'surrender', '', {})")) == ["surrender"]


def test_every_result_of_every_stage_has_its_words():
    results = {result for kind in STAGE_KINDS.values() for result in kind.results}
    assert results <= set(LEAVING)


def test_every_kind_of_entry_happens_in_some_story():
    met = {one.kind for name, run in MANY_RUNS for one in played(name, run).entries}
    assert set(SENTENCES) - met <= {"ground", "mission", "recognitions", "unrest"}


# --- refusals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_refusal_shows_value_and_disagreement_value_of_its_entry(name):
    entries = in_order(played(name, 3))
    narrator = Narrator(SCENARIOS[name], entries)
    checked = 0
    for one in entries:
        sentence = tell(one, narrator)
        if one.kind in ("answer", "option", "last_answer") and not one.numbers["accepts"]:
            assert "refused" in sentence
            assert f"worth {decimal(one.numbers['value'])} to it" in sentence
            assert re.search(rf"(promised|than the|as the) {decimal(one.numbers['disagreement'])}\b", sentence)
            checked += 1
    assert checked > 5


def test_refusal_in_so_many_words():
    assert verdict(answered(), Words(HARBOUR), "it") == (
        "Alba refused it: worth 0.44 to it, while failure promised 0.61"
    )


@pytest.mark.parametrize(
    ("changed", "ending"),
    [
        ({"value": 0.60, "worth": 0.60}, "worth 0.60 to it, a little less than the 0.61 that failure promised"),
        ({"value": 0.608, "worth": 0.608}, "worth 0.61 to it, a hair less than the 0.61 that failure promised"),
        ({"value": 0.7, "worth": 0.7}, "more than the 0.61 that failure promised; its own next offer was worth 0.90"),
        ({"value": 0.95, "worth": 0.95, "noise": -0.2}, "that failure promised; it wavered, and said no"),
        ({"value": 0.7, "worth": 0.5}, "worth 0.70 to it, but 0.50 after the cost of a public retreat, "
                                       "while failure promised 0.61"),
        ({"admissible": False, "crosses": [True, False]}, "promised 0.61, and beyond its red line on control of the "
                                                          "harbour"),
        ({"value": 0.95, "worth": 0.95, "admissible": False, "crosses": [True, True]},
         "more than the 0.61 that failure promised, but beyond its red lines on control of the harbour and on port "
         "fees"),
        ({"accepts": True, "value": 0.95, "worth": 0.95},
         "worth 0.95 to it, more than the 0.61 that failure promised"),
        ({"accepts": True, "noise": 0.6}, "its own next offer was worth 0.90, but it wavered, and said yes"),
        ({"accepts": True}, "in private it consented to what it could not defend in public"),
        ({"accepts": True, "value": 0.7, "worth": 0.7, "next_offer_value": -float("inf")},
         "worth 0.70 to it, more than the 0.61 that failure promised"),
    ],
)  # fmt: skip
def test_reasons_are_told(changed, ending):
    one = answered(**changed)
    said = "accepted" if one.numbers["accepts"] else "refused"
    told = verdict(one, Words(HARBOUR), "it")
    assert told.startswith(f"Alba {said} it: worth ")
    assert told.endswith(ending)


def test_margins_have_words():
    assert beside(0.5, 0.5, "of before") == "as much as the 0.50 of before"
    assert beside(0.5, 0.2, "of before") == "more than the 0.20 of before"
    assert beside(0.5, 0.502, "of before") == "a hair less than the 0.50 of before"


# --- the Council, the declaration and the aftermath ---------------------------------------------------------


@pytest.mark.parametrize(
    ("vote", "gain", "cost", "expected"),
    [
        (-1, -0.5, 0.2, "Russia meant to veto it: adoption would cost it 0.50, a veto 0.20."),
        (-1, -0.1, 0.2, "Russia meant to veto it: adoption would cost it 0.10, a veto 0.20; it wavered."),
        (0, -0.1, 0.2, "Russia meant to abstain: adoption would cost it 0.10, a veto 0.20."),
        (1, 0.1, 0.2, "Russia meant to vote in favour: adoption would bring it 0.10."),
    ],
)
def test_intention_names_the_stakes(vote, gain, cost, expected):
    one = entry("intention", "russia", "council", vote=vote, gain=gain, blocking_cost=cost, veto=True)
    assert tell(one, Narrator(FIVE_ACTORS, [one])) == expected


@pytest.mark.parametrize(
    ("says", "means", "expected"),
    [
        (True, True, "Russia said in public that it would block the draft, and meant it."),
        (True, False, "Russia said in public that it would block the draft, but did not mean it."),
        (False, True, "Russia said in public that it would let the draft pass, but did not mean it."),
    ],
)
def test_signal_says_whether_it_was_meant(says, means, expected):
    one = entry("signal", "russia", "council", says=says, means_to=means, believed=0.5)
    assert tell(one, Narrator(FIVE_ACTORS, [one])) == expected


def test_draft_tells_what_changed_and_what_the_precedent_is():
    first = entry("draft", "contact_group", "council", number=1, text=[0.7, 0.9, 0.5, 0.5])
    second = entry("draft", "contact_group", "council", week=2, number=2, text=[0.7, 0.6, 0.5, 0.45])
    narrator = Narrator(FIVE_ACTORS, [first, second])
    assert tell(first, narrator) == (
        "The Contact Group tabled draft 1: political status 0.70, legal basis 0.90, decentralisation 0.50, "
        "international supervision 0.50."
    )
    assert tell(second, narrator) == (
        "The Contact Group tabled draft 2, which moved on legal basis (0.90 to 0.60) and international supervision "
        "(0.50 to 0.45); political status 0.70 as before."
    )


def test_vote_names_who_vetoed():
    intention = entry("intention", "russia", "council", vote=-1, gain=-0.5, blocking_cost=0.2, veto=True)
    vote = entry("vote", "", "council", yes=11, majority=9, vetoed=True, adopted=False)
    narrator = Narrator(FIVE_ACTORS, [intention, vote])
    tell(intention, narrator)
    assert tell(vote, narrator) == (
        "The vote: 11 in favour, 9 needed, but Russia voted against, which is a veto. The draft failed."
    )


def test_weeks_without_green_light_are_told_at_once():
    withheld = [one for one in played("harbour", 5).entries if one.kind == "sponsor" and not one.numbers["backs"]]
    assert len(withheld) > 10
    told = " ".join(sentences_of(story_of(played("harbour", 5), HARBOUR)))
    weeks = [int(number) for number in re.findall(r"For (\d+) weeks the Guarantor powers withheld", told)]
    assert sum(weeks) == len(withheld)
    assert told.count("green light") == len(weeks) < 4


def test_several_sponsors_are_told_together():
    seen = [("sponsor", "alba", True, 0.9), ("sponsor", "brin", True, 0.8)]
    entries = [
        entry(kind, who, "act", backs=backs, declaration=worth, status_quo=0.5, reluctance=0.0)
        for kind, who, backs, worth in seen
    ]
    entries.append(
        entry("considers", "brin", "act", green=True, declaring=0.9, waiting=0.4, noise=0.0, declares=True)
    )
    assert sentences_of(story_of(Chronicle(entries), HARBOUR)) == [
        "Alba and Brin gave the green light.",
        "A backed declaration was worth 0.90 to Alba, the status quo 0.50; to Brin 0.80 and 0.50.",
        "Brin decided to act: declaring was worth 0.90 to it, waiting 0.40.",
    ]


@pytest.mark.parametrize(
    ("kind", "numbers", "expected"),
    [
        ("unrest", {"size": 1.2}, "Violence broke out, with 1 death."),
        ("mission", {"weeks": 17}, "The mission deployed, 17 weeks on."),
        ("recognitions", {"new": 3, "total": 3}, "3 states recognised."),
        ("recognitions", {"new": 1, "total": 3}, "1 more state recognised, 3 in all so far."),
        ("recognitions", {"new": 0, "total": 0}, "No state recognised."),
        ("ground", {"apart": True, "violence": False, "displaced": 0.05},
         "On the ground no violence on a large scale followed; the region that obstructs stayed outside the new "
         "authorities' rule; 5 per cent of the minority left."),
    ],
)  # fmt: skip
def test_aftermath_is_told(kind, numbers, expected):
    one = entry(kind, "", "act", **numbers)
    assert tell(one, Narrator(HARBOUR, [one])) == expected


def test_recognitions_are_summed_up_by_period():
    entries = [entry("recognitions", "", "act", week, new=1, total=week + 1) for week in range(30)]
    story = story_of(Chronicle(entries), HARBOUR)
    assert sentences_of(story) == [
        "4 states recognised.",
        "9 more states recognised, 13 in all so far.",
        "13 more states recognised, 26 in all so far.",
        "4 more states recognised, 30 in all so far.",
    ]


def test_how_a_run_ended_is_told_before_its_aftermath():
    leaving = entry("leaves", "", "act", week=3, result="coordinated", following="harbour_talks")
    later = entry("ground", "", "harbour_talks", week=3, apart=True, violence=True, displaced=0.1)
    outcome = entry("outcome", week=3, outcome="Backed act", ending="coordinated")
    story = story_of(Chronicle([leaving, later, outcome]), HARBOUR)
    assert sentences_of(story)[0] == "Outcome: Backed act."


# --- compact, with reasons, beside the record ---------------------------------------------------------------


def test_quiet_rounds_are_told_together_and_singly_with_why():
    chronicle = played("five_actors", 7)
    rounds = {(one.stage, one.week) for one in chronicle.entries if one.kind == "offer"}
    brief, full = (" ".join(sentences_of(story_of(chronicle, FIVE_ACTORS, why=why))) for why in (False, True))
    assert full.count("Round ") == len(rounds)
    assert "Rounds " not in full
    counted = brief.count("Round ")
    for first, last in re.findall(r"Rounds (\d+) (?:to|and) (\d+)\.", brief):
        counted += int(last) - int(first) + 1
    assert counted == len(rounds)
    assert brief.count("refused") < full.count("refused") / 1.5


def test_why_gives_the_numbers_behind_each_decision():
    chronicle = played("five_actors", 7)
    assert not [line for passage in passages_of(story_of(chronicle, FIVE_ACTORS)) for line in passage.numbers]
    story = story_of(chronicle, FIVE_ACTORS, why=True)
    lines = [line for passage in passages_of(story) for line in passage.numbers]
    answers = [one for one in chronicle.entries if one.kind == "answer"]
    for one in answers:
        assert any(
            line.startswith(f"{FIVE_ACTORS.actors[one.actor].label}, answer")
            and f"disagreement value {decimal(one.numbers['disagreement'])}" in line
            and f"wavering {decimal(one.numbers['noise'])}" in line
            for line in lines
        )
    assert sum(", answer" in line for line in lines) == len(answers)


def test_record_is_marked_and_stands_where_its_dates_belong():
    story = story_of(played("five_actors", 7), FIVE_ACTORS, beside_record=True)
    passages = passages_of(story)
    assert [passage.first for passage in passages] == sorted(passage.first for passage in passages)
    recorded = [passage for passage in passages if passage.mark == "record"]
    assert len(recorded) == len(FIVE_ACTORS.record.events) + 1
    assert not any(
        passage.mark == "record" for passage in passages_of(story_of(played("five_actors", 7), FIVE_ACTORS))
    )
    plain = tell_story(played("five_actors", 7), FIVE_ACTORS, form="plain", beside_record=True)
    assert plain.count("On record: ") == len(recorded)


def test_a_scenario_without_record_has_nothing_to_tell_beside():
    scenario = read_text(TINY)
    chronicle = chronicle_of(scenario, 0)
    assert story_of(chronicle, scenario, beside_record=True) == story_of(chronicle, scenario)


# --- what must hold of every sentence -----------------------------------------------------------------------


def test_no_story_prints_what_is_no_word():
    for name, run in MANY_RUNS:
        scenario, chronicle = SCENARIOS[name], played(name, run)
        told = tell_story(chronicle, scenario, form="plain", why=True)
        assert not re.search(r"\b(nan|None|inf|True|False)\b|[{}\[\]_]|\.\.|  \w+ +:", told), (name, run)
        for sentence in sentences_of(story_of(chronicle, scenario)):
            assert re.match(r"[^a-zà-ž\s]", sentence), sentence
            assert sentence.endswith("."), sentence


def test_days_follow_one_another():
    for name, run in MANY_RUNS:
        firsts = [passage.first for passage in passages_of(story_of(played(name, run), SCENARIOS[name]))]
        assert firsts == sorted(firsts)


def test_no_name_of_a_case_is_built_in():
    scenario = FIVE_ACTORS
    names = {actor.label.split(" ")[0] for actor in scenario.actors.values() if actor.kind in ("party", "state")}
    names |= {text.label for text in scenario.texts.values()} | {"Kosovo", "Serbia", "Troika"}
    views = ROOT / "sim" / "views"
    sources = [
        *(views / "sentences").glob("*.py"),
        views / "story.py",
        views / "chapters.py",
        views / "story_forms.py",
    ]
    assert len(sources) > 8
    for path in sources:
        source = path.read_text(encoding="utf-8")
        assert not [name for name in names if re.search(rf"\b{name}\b", source)], path


# --- words --------------------------------------------------------------------------------------------------


def test_actors_take_an_article_where_english_wants_one():
    words = Words(FIVE_ACTORS)
    assert [words.actor(name) for name in FIVE_ACTORS.actors] == [
        "Belgrade", "Pristina", "the UN envoy", "the Contact Group", "Russia",
    ]  # fmt: skip
    assert words.whose("contact_group") == "the Contact Group's"
    assert Words(HARBOUR).actor("brin") == "Brin"


def test_labels_that_differ_only_in_brackets_keep_them():
    text = rewriter.HARBOUR.read_text(encoding="utf-8")
    scenario = read_text(text.replace("label: Alba\n", "label: Brin (north)\n"))
    assert [Words(scenario).actor(name) for name in ("alba", "brin")] == ["Brin (north)", "Brin (port authority)"]


def test_issues_keep_capitals_that_are_names():
    text = rewriter.HARBOUR.read_text(encoding="utf-8")
    scenario = read_text(text.replace("label: Port fees", "label: Brin fees"))
    assert Words(scenario).issues == {"control": "control of the harbour", "fees": "Brin fees"}


def test_numbers_lists_and_days():
    assert decimal(-0.001) == "0.00"
    assert decimal(-0.5) == "−0.50"
    assert per_cent(0.996) == "over 99 per cent"
    assert listed(["a", "b"]) == "a and b"
    assert span(dt.date(2007, 3, 12), dt.date(2007, 3, 12)) == "12 March 2007"
    assert span(dt.date(2007, 12, 31), dt.date(2008, 1, 7)) == "31 December 2007 to 7 January 2008"


# --- forms --------------------------------------------------------------------------------------------------

NASTY = {"label: Alba\n": 'label: "<b>Alba</b> & *[red]*"\n', "title: Talks": "title: <script>alert(1)</script>"}


def nasty():
    text = rewriter.HARBOUR.read_text(encoding="utf-8")
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
    page = tell_story(chronicle_of(scenario, 4), scenario, form="html", why=True, beside_record=True)
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;b&gt;Alba&lt;/b&gt; &amp; *[red]*" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    check = Balance()
    check.feed(page)
    assert not check.open
    assert {"article", "section", "time", "h1", "h2"} <= set(check.seen)
    assert "http" not in page


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
    chronicle = played("harbour", 4)
    told = " ".join(tell_story(chronicle, HARBOUR, form=form).split())
    for sentence in sentences_of(story_of(chronicle, HARBOUR)):
        assert sentence in told


def test_plain_text_keeps_to_its_width():
    told = tell_story(played("five_actors", 7), FIVE_ACTORS, form="plain", why=True)
    assert max(map(len, told.splitlines())) <= 100


def test_unknown_form_is_refused():
    assert FORMS == ("terminal", "plain", "markdown", "html")
    with pytest.raises(ValueError, match="no form is called 'rtf'; there are: terminal, plain, markdown, html"):
        tell_story(Chronicle(), HARBOUR, form="rtf")


def test_data_are_plain_and_complete():
    chronicle = played("five_actors", 7)
    data = story_data(chronicle, FIVE_ACTORS)
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert len(data) == len(chronicle.entries)
    last_answer = next(one for one in data if one["kind"] == "last_answer")
    assert last_answer["numbers"]["next_offer_value"] is None
    assert "refused" in last_answer["sentence"] or "accepted" in last_answer["sentence"]
    assert {"week", "date", "stage", "kind", "actor", "sentence", "numbers"} == set(last_answer)


def test_entries_stay_as_they_are():
    chronicle = played("harbour", 4)
    before = [dataclasses.asdict(one) for one in chronicle.entries]
    tell_story(chronicle, HARBOUR, form="html", why=True, beside_record=True)
    assert [dataclasses.asdict(one) for one in chronicle.entries] == before
