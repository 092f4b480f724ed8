"""What a case calls things stands in its file: stories say it so, and the program knows no case by name."""

from __future__ import annotations

import ast
import datetime as dt
import re
from functools import cache
from pathlib import Path

import pytest

from sim.process.chronicle import Entry
from sim.scenario.reader import read_scenario, read_text
from sim.views.labels import subject_of
from sim.views.seats.words import news_in_words
from sim.views.story.sentences import tell
from sim.views.story.sentences.narrator import Narrator

ROOT = Path(__file__).resolve().parents[2]
CASES = [
    path for case in ("cyprus", "kosovo") for path in sorted((ROOT / "scenarios" / case).glob("*.yaml"))
    if path.name != "history.yaml"  # asks about runs
]  # fmt: skip
HARBOUR = (ROOT / "tests" / "views" / "stories" / "harbour.yaml").read_text(encoding="utf-8")
GOOD = (ROOT / "tests" / "scenario" / "good.yaml").read_text(encoding="utf-8")

FOLLOWS = """\
      on_success: states
  - recognition:
      name: states
      states: {reed: {label: Old Reed}, tarn: {}}
      coefficients: {constant: -3}
      words: {state: city, states: cities, recognised: joined, recognition: membership, recognitions: memberships}
  - aftermath:
      name: ground
      alongside: states
      mission: {opens_weeks: 4, monthly_chance: 0.5}
      apart: 0.5
      displaced: 0.1
      displaced_in_violence: 0.2
      violence: 0.1
      words: {region: the island, rule: the board, people: the fishers, mission: the pilots}
  - unrest:
      name: strikes
      during: [harbour_talks]
      party: brin
      expected_text: seized
      monthly_chance: 0.1
      words: {broke_out: a strike began, violence: striking, victim: closed pier, victims: closed piers}
"""
OWN = "{backed: gave the green light, refused: withheld the green light}"
BARE = HARBOUR.replace(f"      words: {OWN}\n", "")
WORDED = read_text(
    HARBOUR.replace(
        OWN, "{act: leaving, backed_act: leaving hand in hand, acted: left, backed: said yes, refused: kept silent}"
    ).replace("      on_success: end\n      on_failure: end\n", FOLLOWS)
)


WAITED = "Brin had waited 1 month and still had less than it had been led to expect, so that any week might bring it"


def entry(kind, actor="", stage="", **numbers):
    return Entry(3, dt.date(2031, 1, 27), stage, kind, actor, numbers)


def recognised(states, gone="", total=0.0):
    new, withdrawn = len(states.split()), len(gone.split())
    return entry("recognitions", stage="states", states=states, withdrawing=gone, new=new, withdrawn=withdrawn,
                 total=total or new)  # fmt: skip


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (entry("sponsor", "guarantor", "act", backs=True, declaration=0.6, without=0.4),
         "The Guarantor powers said yes: leaving that it backs was worth more to it than none."),
        (entry("sponsor", "guarantor", "act", backs=False, declaration=0.2, without=0.4),
         "The Guarantor powers kept silent: leaving that it backs was worth less to it than none."),
        (entry("notice", "brin", "act", weeks=3), "Brin gave notice of leaving in 3 weeks."),
        (entry("declaration", "brin", "act", how="alone", backing=0.0),
         "Brin left on its own, without the backing of its sponsors."),
        (entry("leaves", stage="act", result="no_declaration"), "The question of leaving was laid aside."),
        (recognised("reed"), "1 city joined: Old Reed."),
        (recognised("", total=1.0), "No city joined; 1 membership stood."),
        (recognised("reed tarn", gone="reed", total=1.0),
         "2 cities joined: Old Reed and tarn; Old Reed withdrew its membership; 1 membership now stood."),
        (entry("mission", stage="ground", weeks=5), "The pilots deployed, 5 weeks on."),
        (entry("ground", stage="ground", apart=True, violence=False, displaced=0.1),
         "On the ground no violence on a large scale followed; the island stayed outside the board; "
         "some of the fishers left."),
        (entry("unrest", stage="strikes", size=3.0), f"A strike began, with 3 closed piers: {WAITED}."),
        (entry("unrest", stage="strikes", size=1.0), f"A strike began, with 1 closed pier: {WAITED}."),
        (entry("leaves", stage="strikes", result="breakdown", following="end"),
         "Striking on such a scale ended the process."),
    ],
)  # fmt: skip
def test_a_story_says_it_in_the_words_of_the_file(told, expected):
    assert tell(told, Narrator(WORDED, [told])) == expected


def left(stage, result):
    return entry("leaves", stage=stage, result=result, following="end")


TERMS = {"text": [0.5, 0.4, 0.6]}
TIGHTER = "and “Tighter sanctions” came into force"
SANCTIONS = read_scenario(ROOT / "scenarios" / "patterns" / "sanctions.yaml", [
    "process.interim.words={talks: the meetings, agreed: shook hands, failed: they parted without a handshake}",
    "process.members.words={adopted: the members took it up, blocked: the members let it lie}",
])  # fmt: skip
PEOPLES = read_scenario(ROOT / "scenarios" / "patterns" / "two_peoples.yaml", [
    "process.votes.words={ratified: both islands joined, rejected: the islands stayed apart}",
])  # fmt: skip
OF_A_PAPER = "      method: nash\n      words: {tabled: read out a paper, text: the paper}"
PAPER = read_text(GOOD.replace("      method: nash", OF_A_PAPER))


@pytest.mark.parametrize(
    ("scenario", "told", "expected"),
    [
        (SANCTIONS, left("interim", "deadlock"),
         f"They parted without a handshake, {TIGHTER}. For Taran this lowered its patience."),
        (SANCTIONS, left("final", "deadlock"), f"Time was up without agreement, {TIGHTER}."),
        (SANCTIONS, entry("extension", stage="interim", weeks=8.0),
         "Time was up, and the meetings were given 8 weeks more."),
        (SANCTIONS, entry("count", stage="members", votes=30.0, members=3.0, met=[True], vetoed=False, adopted=True),
         "3 members with 30 votes were in favour: the members took it up."),
        (SANCTIONS, left("members", "blocked"), "The members let it lie."),
        (PEOPLES, left("votes", "ratified"), "Both islands joined."),
        (PEOPLES, left("votes", "rejected"), "The islands stayed apart."),
        (PAPER, left("proposal", "refused"), "The paper went on without the consent of all parties."),
    ],
)  # fmt: skip
def test_talks_votes_and_papers_are_told_in_the_words_of_the_file(scenario, told, expected):
    assert tell(told, Narrator(scenario, [told])) == expected


@pytest.mark.parametrize(
    ("news", "said"),
    [
        ({"what": "recognitions", "stage": "states", "total": 1}, "1 membership stands"),
        ({"what": "recognitions", "stage": "states", "total": 2}, "2 memberships stand"),
        ({"what": "mission", "stage": "ground"}, "The pilots deployed"),
    ],
)
def test_a_seat_hears_it_in_the_words_of_the_file(news, said):
    assert news_in_words({"on": "2030-01-07", **news}, WORDED) == f"7 January 2030: {said}."


def test_who_agreed_and_who_tabled_is_said_in_the_words_of_the_file():
    agreed = entry("agreement", stage="interim", **TERMS)
    assert tell(agreed, Narrator(SANCTIONS, [agreed])).startswith("Both parties shook hands ")
    tabled = entry("proposal", "envoy", "proposal", text=[0.5] * len(PAPER.issues), method="nash", whose="")
    assert " read out a paper: " in tell(tabled, Narrator(PAPER, [tabled]))


def test_a_council_and_a_declaration_are_called_what_the_file_calls_them():
    scenario = read_text(GOOD.replace("      majority: 6", "      majority: 6\n      words: {body: the assembly}"))
    assert subject_of(scenario, "council", "blocked") == ("the assembly", "{} blocked")
    assert subject_of(read_text(GOOD), "council", "blocked") == ("the council", "{} blocked")
    assert subject_of(WORDED, "act", "coordinated") == ("leaving", "{} backed")
    assert subject_of(WORDED, "harbour_talks", "agreed") == ("", "end as “agreed”")


@pytest.mark.parametrize(("backs", "said"), [(True, "agreed to back it"), (False, "would not back it")])
def test_without_words_the_program_is_neutral(backs, said):
    told = entry("sponsor", "guarantor", "act", backs=backs, declaration=0.6, without=0.4)
    assert tell(told, Narrator(read_text(BARE), [told])) == (
        f"The Guarantor powers {said}: a declaration that it backs was worth more to it than none."
    )


def test_words_have_no_say_in_results():
    assert read_text(BARE).hash == read_text(HARBOUR).hash
    assert read_text(BARE) != read_text(HARBOUR)


# --- no case is known by name --------------------------------------------------------------------------------

ORDINARY = {"as it was", "conference", "declared", "envoy", "settlement", "sponsors", "union", "us"}
"""Names in shipped cases that are words of the language or of the format as well."""


@cache
def names_of_cases() -> set[str]:
    """Return what shipped cases call their actors, factions, members, texts and outcomes, and the places in them."""
    found = {
        "Kosovo",
        "kosovo",
        "Serbia",
        "Cyprus",
        "Vienna",
        "Brussels",
        "Moscow",
        "Washington",
        "Bürgenstock",
        "Annan",
        "Troika",
    }
    for path in CASES:
        scenario = read_scenario(path)
        for kind in (scenario.actors, scenario.texts):
            for name, part in kind.items():
                found |= {name, name.replace("_", " "), part.label}
        for actor in scenario.actors.values():
            found |= {word for name, faction in actor.factions.items() for word in (name, faction.label)}
            found |= set(actor.members)
        for name, label in scenario.outcome_labels.items():
            found |= {name, label}
    return {name for name in found if name and name not in ORDINARY}


def strings_of(source: str) -> list[tuple[int, str]]:
    """Return every string of a module with its line, docstrings and what they show left out."""
    tree = ast.parse(source)
    said = {
        id(line.value)
        for node in ast.walk(tree) if isinstance(getattr(node, "body", None), list)
        for line in node.body if isinstance(line, ast.Expr)
    }  # fmt: skip
    return [
        (node.lineno, node.value) for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
    ]  # fmt: skip


def cases_named(source: str, names: set[str]) -> list[str]:
    """Return each name of a case in a module's strings, with its line."""
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(longest_first)})(?![\w-])")
    return [f"{line}: {found.group()}" for line, text in strings_of(source) for found in pattern.finditer(text)]


def test_a_name_of_a_case_is_found():
    names = names_of_cases()
    assert cases_named('"""Belgrade stands in a docstring."""\nX = {"lone_declaration": "in Pristina"}\n', names) == [
        "2: lone_declaration", "2: Pristina",
    ]  # fmt: skip


def test_nothing_in_the_program_names_an_actor_a_place_a_text_or_an_outcome_of_a_shipped_case():
    names = names_of_cases()
    assert {
        "belgrade",
        "Belgrade",
        "ahtisaari",
        "lone_declaration",
        "Lone declaration",
        "greek_cypriot_voters",
    } <= names
    found = {
        name: cases_named(path.read_text(encoding="utf-8"), names)
        for path in sorted((ROOT / "sim").rglob("*.py"))
        for name in [path.relative_to(ROOT).as_posix()]
    }
    assert {path: lines for path, lines in found.items() if lines} == {}
