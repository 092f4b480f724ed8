"""Chronicles word for word, and what must hold of every one of them."""

from __future__ import annotations

import ast
import importlib.util
import itertools
import re
import sys
from functools import cache
from pathlib import Path

import pytest

from sim.runs.one_run import chronicle_of
from sim.scenario.reader import read_scenario, read_text
from sim.views.story.sentences import SENTENCES
from sim.views.story.story import STYLES, story_of, tell_story
from sim.views.wording import decimal

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
SCENARIOS = {"harbour": HARBOUR, "five_actors": FIVE_ACTORS, "springs": read_scenario(rewriter.SPRINGS)}
SCENARIOS |= {path.stem: read_scenario(path) for path in sorted((ROOT / "scenarios" / "patterns").glob("*.yaml"))}
SCENARIOS["no_veto"] = read_scenario(ROOT / "scenarios" / "kosovo" / "five_actors_no_veto.yaml")
SCENARIOS["outvoted"] = read_scenario(
    rewriter.SPRINGS,
    ["process.assembly.left_out=0.5", "actors.ebb.members=[clerk, fell]", "actors.ebb.decides=majority"],
)
BASELINE = ROOT / "scenarios" / "kosovo" / "baseline.yaml"
if BASELINE.exists():
    SCENARIOS["baseline"] = read_scenario(BASELINE)
RUNS_OF = {
    "harbour": 20,
    "five_actors": 8,
    "springs": 3,
    "baseline": 1,
    "outvoted": 2,
    "ceasefire": 4,
    "two_peoples": 4,
    "sanctions": 4,
    "no_veto": 1,
}
MANY_RUNS = [(name, run) for name, runs in RUNS_OF.items() for run in range(runs) if name in SCENARIOS]

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

The run ended on 29 April 2030, 2 months after it had begun: no sale. Buyer and Seller found no
agreement in “Haggling”, and what divided them most in the end was price.

"""

TINY_BRIEF = """\
Haggling
--------

4 March to 29 April 2030: Buyer and Seller met in 5 rounds. From the first offer to the last Buyer
    moved far, on price alone; Seller did not move. Seller's last offer was worth less to Buyer than
    failing. Buyer's last offer was worth far more to Seller than failing, but Seller hoped for more
    from its own next offer. Time was up without agreement.
29 April 2030: Outcome: no sale.
"""

TINY_CHRONICLE = """\
Haggling
--------

4 March 2030: Round 1. Buyer opened on price close to “nothing”. Seller opened on price close to
    “all”. Buyer refused Seller's offer: it was worth less to it than failing. Seller refused
    Buyer's offer: it was worth less to it than failing.
18 March to 29 April 2030: Rounds 2 to 5. Buyer moved far, on price alone. Each time both refused.
    In the last of these rounds Seller's offer was worth less to Buyer than failing. Buyer's offer
    was worth far more to Seller than failing, but Seller hoped for more from its own next offer.
29 April 2030: To Buyer, Seller's last offer fell short above all on price. To Seller, Buyer's last
    offer fell short above all on price. Time was up without agreement.
29 April 2030: Outcome: no sale.
"""


@cache
def played(name, run):
    return chronicle_of(SCENARIOS[name], run)


def sentences_of(story):
    return [sentence for chapter in story.chapters for passage in chapter.passages for sentence in passage.sentences]


def passages_of(story):
    return [passage for chapter in story.chapters for passage in chapter.passages]


# --- word for word ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", rewriter.STORIES)
def test_story_is_told_word_for_word(name):
    expected = (HERE / "stories" / f"{name}.md").read_text(encoding="utf-8")
    assert rewriter.told(name) == expected, "see tests/views/rewrite_stories.py"


@pytest.mark.parametrize(("style", "body"), [("brief", TINY_BRIEF), ("chronicle", TINY_CHRONICLE), ("despatch", "")])
def test_tiny_story_is_told_word_for_word_in_each_style(style, body):
    scenario = read_text(TINY)
    told = tell_story(chronicle_of(scenario, 0), scenario, form="plain", style=style)
    told = re.sub(r"scenario \w{12} · sim \S+", "scenario HASH · sim VERSION", told)
    assert told == (TINY_STORY + body if body else TINY_STORY.rstrip("\n") + "\n")


@pytest.mark.parametrize(
    ("name", "run", "chapter", "expected"),
    [
        # Neither moves from what it said in the first talks, and the last round leaves nothing to hold out for.
        ("annan_plan", 4, "Talks in Nicosia",
         "In the last round Denktaş accepted the Greek Cypriot leadership's offer: it was worth more to it than "
         "failing, after the price of a public retreat. Both parties agreed on troops and guarantees about midway, "
         "on the Republic of Cyprus toward “a new state takes its place on the first day” and on one state or two "
         "toward “two states that each other recognise”, as the Greek Cypriot leadership had offered."),
        # Garth took Fell's and Holm's as well, of which nothing came, since the first that is carried stands.
        ("springs", 0, "Assembly",
         "In the last round Fell accepted Ebb's offer: it was worth more to it than failing. Garth accepted Ebb's "
         "offer: it was worth a little more to it than failing. Ebb, Fell and Garth agreed on water for the fields "
         "about midway and on yearly dues about midway, as Ebb had offered, and Holm did not."),
        ("talks", 0, "Talks at Dayton",
         "Bosnia and Herzegovina accepted the text as it stood: it was worth far more to it than failing. Croatia "
         "accepted it: it was worth far more to it than failing. Serbia accepted it: it was worth far more to it "
         "than failing. All parties agreed on the state toward “states that go their own ways”, on the map about "
         "midway and on the corridor at Brčko about midway."),
        ("harbour", 9, "Harbour talks",
         "The Guarantor powers tabled “Joint board”: on control of the harbour about midway and on port fees about "
         "midway. Alba accepted it: it was worth a little more to it than failing, after the price of a public "
         "retreat. Brin accepted it: it was worth a little more to it than failing. Both parties agreed on “Joint "
         "board”."),
    ],
)  # fmt: skip
def test_in_short_an_agreement_is_told_with_who_took_what(name, run, chapter, expected):
    scenario = SCENARIOS.get(name) or read_scenario(next((ROOT / "scenarios").glob(f"*/{name}.yaml")))
    story = story_of(chronicle_of(scenario, run), scenario)
    told = next(one for one in story.chapters if one.heading == chapter).passages[0].sentences
    assert told[-1] == expected


SAME_PRICE = """
format: 1
title: A price that both can take
calendar: {start: 2030-03-04, end: 2030-12-31}
issues: {price: {zero: nothing, one: all}}
actors:
  buyer: {kind: party, position: {price: 0.4}, salience: {price: 1}, fallback: {value: 0.1}, precision: 1000}
  seller: {kind: party, position: {price: 0.6}, salience: {price: 1}, fallback: {value: 0.1}, precision: 1000}
process: [{talks: {name: haggling, parties: [buyer, seller], weeks: 1, round_every_weeks: 2, on_failure: end}}]
outcomes: [{name: sold, when: {ending: agreed}}, {name: no_sale, otherwise: true}]
"""


def test_in_short_two_who_take_each_other_s_offers_are_both_told():
    scenario = read_text(SAME_PRICE)
    (chapter,) = story_of(chronicle_of(scenario, 0), scenario).chapters
    assert chapter.passages[0].sentences == (
        "Buyer and Seller met in 1 round.",
        "Seller accepted Buyer's offer: it was worth far more to it than failing. Buyer accepted Seller's offer: it "
        "was worth far more to it than failing. Both parties agreed on price about midway.",
    )


def test_every_style_has_a_test_and_another_is_refused():
    assert set(STYLES) == {"brief", "chronicle", "despatch"}
    with pytest.raises(ValueError, match="no style is called 'ballad'; there are: brief, chronicle, despatch"):
        tell_story(played("springs", 0), SCENARIOS["springs"], style="ballad")


@pytest.mark.parametrize("form", ["plain", "markdown", "html"])
def test_the_same_run_is_told_the_same(form):
    first, second = (
        tell_story(chronicle_of(HARBOUR, 4), HARBOUR, form=form, style="chronicle", numbers=True, beside_record=True)
        for _ in range(2)
    )
    assert first == second


# --- compact, with reasons, beside the record ---------------------------------------------------------------


def test_quiet_rounds_are_told_together_and_singly_with_numbers():
    chronicle = played("five_actors", 7)
    rounds = {(one.stage, one.week) for one in chronicle.entries if one.kind == "offer"}
    brief, full = (
        " ".join(sentences_of(story_of(chronicle, FIVE_ACTORS, style="chronicle", numbers=numbers)))
        for numbers in (False, True)
    )
    assert full.count("Round ") == len(rounds)
    assert "Rounds " not in full
    counted = brief.count("Round ")
    for first, last in re.findall(r"Rounds (\d+) (?:to|and) (\d+)\.", brief):
        counted += int(last) - int(first) + 1
    assert counted == len(rounds)
    assert brief.count("refused") < full.count("refused") / 1.5


def test_numbers_stand_behind_each_decision():
    chronicle = played("five_actors", 7)
    assert not [line for passage in passages_of(story_of(chronicle, FIVE_ACTORS)) for line in passage.numbers]
    story = story_of(chronicle, FIVE_ACTORS, style="chronicle", numbers=True)
    lines = [line for passage in passages_of(story) for line in passage.numbers]
    answers = [one for one in chronicle.entries if one.kind == "answer"]
    for one in answers:
        assert any(
            line.startswith(f"{FIVE_ACTORS.actors[one.actor].label}, answer")
            and f"reservation value {decimal(one.numbers['disagreement'])}" in line
            and f"wavering {decimal(one.numbers['noise'])}" in line
            for line in lines
        )
    assert sum(", answer" in line for line in lines) == len(answers)


def test_record_is_marked_and_stands_where_its_dates_belong():
    story = story_of(played("five_actors", 7), FIVE_ACTORS, style="chronicle", beside_record=True)
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
        told = tell_story(chronicle, scenario, form="plain", style="chronicle", numbers=True)
        assert not re.search(r"\b(nan|None|inf|True|False)\b|[{}\[\]_]|\.\.|  \w+ +:", told), (name, run)
        styles = [sentences_of(story_of(chronicle, scenario, style=style)) for style in ("brief", "chronicle")]
        for sentence in itertools.chain(*styles, story_of(chronicle, scenario, style="despatch").summary):
            assert re.match(r"[^a-zà-ž\s]", sentence), sentence
            assert sentence.endswith("."), sentence


def test_days_follow_one_another():
    for name, run in MANY_RUNS:
        firsts = [
            passage.first for passage in passages_of(story_of(played(name, run), SCENARIOS[name], style="chronicle"))
        ]
        assert firsts == sorted(firsts)


def code_of(source):
    """A module without its docstrings, whose examples may name a case, and without its comments."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body[0] = ast.Pass()
    return ast.unparse(tree)


def test_only_docstrings_may_name_a_case():
    assert "Harbour" not in code_of('"""Harbour."""\n\ndef tell():\n    """Harbour."""\n')
    assert "Harbour" in code_of('NAMES = {"a": "Harbour"}\n')


def test_no_name_of_a_case_is_built_in():
    scenario = FIVE_ACTORS
    names = {actor.label.split(" ")[0] for actor in scenario.actors.values() if actor.kind in ("party", "state")}
    names |= {text.label for text in scenario.texts.values()} | {"Kosovo", "Serbia", "Troika"}
    views = ROOT / "sim" / "views"
    sources = [*(views / "story").rglob("*.py"), views / "wording.py"]
    assert len(sources) > 15
    for path in sources:
        code = code_of(path.read_text(encoding="utf-8"))
        assert not [name for name in names if re.search(rf"\b{name}\b", code)], path


def test_every_kind_of_entry_happens_in_some_story():
    met = {one.kind for name, run in MANY_RUNS for one in played(name, run).entries}
    assert set(SENTENCES) - met <= {"ground", "mission", "recognitions", "seat", "unrest"}
