"""What each kind of entry is told as."""

from __future__ import annotations

import ast
import datetime as dt
import re
from pathlib import Path

import pytest

from sim.process.chronicle import Chronicle, Entry
from sim.runs.one_run import chronicle_of
from sim.scenario.format.process import STAGE_KINDS
from sim.scenario.reader import read_scenario, read_text
from sim.views.story.chapters import in_order
from sim.views.story.sentences import tell
from sim.views.story.sentences.narrator import Narrator
from sim.views.story.sentences.verdict import beside, verdict
from sim.views.story.sentences.vocabulary import DECIDED, ENDINGS, MEANINGS, SENTENCES, SPELLS
from sim.views.story.sentences.words import Words
from sim.views.story.story import story_of
from sim.views.wording import decimal, listed, per_cent, span

ROOT = Path(__file__).resolve().parents[2]
HARBOUR_FILE = ROOT / "tests" / "views" / "stories" / "harbour.yaml"
HARBOUR = read_scenario(HARBOUR_FILE)
FIVE_ACTORS = read_scenario(ROOT / "scenarios" / "kosovo" / "five_actors.yaml")
PATTERNS = [read_scenario(path) for path in sorted((ROOT / "scenarios" / "patterns").glob("*.yaml"))]
SPRINGS = read_scenario(HARBOUR_FILE.with_name("springs.yaml"))
BASELINE = read_scenario(ROOT / "scenarios" / "kosovo" / "baseline.yaml")


def entry(kind, actor="", stage="", week=0, **numbers):
    return Entry(week, dt.date(2030, 1, 7) + dt.timedelta(weeks=week), stage, kind, actor, numbers)


def answered(**changed):
    """An answer of Alba's; worth less than failure promised unless changed."""
    numbers = {"other": "brin", "value": 0.44, "worth": 0.44, "disagreement": 0.61, "next_offer_value": 0.9,
               "noise": 0.0, "admissible": True, "crosses": [False, False], "accepts": False}  # fmt: skip
    return entry("answer", "alba", "harbour_talks", **(numbers | changed))


def sentences_of(story):
    return [sentence for chapter in story.chapters for passage in chapter.passages for sentence in passage.sentences]


# --- every kind of entry ------------------------------------------------------------------------------------


def kinds_told(source):
    """The kinds of entry that a module writes down: the first argument that is a word in a call of `tell`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "tell":
            words = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if any(words):
                yield next(filter(None, words))


def test_every_kind_that_is_told_has_a_sentence_and_none_is_idle():
    sources = [path for room in ("process", "runs") for path in (ROOT / "sim" / room).rglob("*.py")]
    told = {kind for path in sources for kind in kinds_told(path.read_text(encoding="utf-8"))}
    assert len(told) > 20
    assert told == set(SENTENCES)


def test_a_kind_without_a_sentence_is_found():
    assert list(kinds_told("self.tell('surrender', name, runs, by=1)")) == ["surrender"]
    assert list(kinds_told("kept.tell(week, date, '', 'surrender', '', {})")) == ["surrender"]


def test_every_result_of_every_stage_has_its_words():
    results = {result for kind in STAGE_KINDS.values() for result in kind.results}
    assert results == set(ENDINGS)


def test_what_is_entered_belongs_to_a_sentence():
    assert set(SENTENCES) > DECIDED
    in_spells = [kind for spell in SPELLS for kind in spell.kinds]
    assert len(in_spells) == len(set(in_spells)) == 7
    assert set(SENTENCES) > set(in_spells)


def test_every_number_behind_a_decision_has_a_meaning_and_none_is_idle():
    chronicles = [
        *(chronicle_of(HARBOUR, run) for run in range(6)),
        *(chronicle_of(BASELINE, run) for run in range(4)),
        *(chronicle_of(case, 0) for case in PATTERNS),
        *(chronicle_of(SPRINGS, run) for run in range(2)),
    ]
    written = {name for one in chronicles for entry in one.entries if entry.kind in DECIDED for name in entry.numbers}
    plain = {"accepts", "text", "withdraws"}  # called by their names
    assert written - set(MEANINGS) <= plain
    assert set(MEANINGS) <= written


# --- refusals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", [HARBOUR, FIVE_ACTORS], ids=["harbour", "five_actors"])
def test_each_refusal_shows_value_and_disagreement_value_of_its_entry(scenario):
    entries = in_order(chronicle_of(scenario, 3))
    narrator = Narrator(scenario, entries)
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
        ({"value": 0.7, "worth": 0.5, "retreat": 0.2}, "worth 0.70 to it, but 0.50 after the cost of a public "
                                                       "retreat, while failure promised 0.61"),
        ({"value": 0.7, "worth": 0.5, "lines": 0.2, "crosses": [True, False]},
         "worth 0.70 to it, but 0.50 after the price of crossing its red line on control of the harbour, while "
         "failure promised 0.61"),
        ({"value": 0.9, "worth": 0.4, "lines": 0.2, "retreat": 0.3, "crosses": [True, True]},
         "worth 0.90 to it, but 0.40 after the price of crossing its red lines on control of the harbour and on port "
         "fees (0.20) and of a public retreat (0.30), while failure promised 0.61"),
        ({"admissible": False, "crosses": [True, True]}, "promised 0.61, and beyond its red line on control of the "
                                                         "harbour, which it cannot cross"),
        ({"value": 0.95, "worth": 0.95, "admissible": False, "crosses": [True, False]},
         "more than the 0.61 that failure promised, but beyond its red line on control of the harbour, which it "
         "cannot cross"),
        ({"disagreement": float("inf")},
         "worth 0.44 to it, but of no avail, since what was agreed could not come into force"),
        ({"accepts": True, "value": 0.95, "worth": 0.95},
         "worth 0.95 to it, more than the 0.61 that failure promised"),
        ({"accepts": True, "noise": 0.6}, "its own next offer was worth 0.90, but it wavered, and said yes"),
        ({"accepts": True}, "failure promised 0.61; it was what it offered itself"),
        ({"accepts": True, "value": 0.7, "worth": 0.7, "next_offer_value": -float("inf")},
         "worth 0.70 to it, more than the 0.61 that failure promised"),
    ],
)  # fmt: skip
def test_reasons_are_told(changed, ending):
    one = answered(**changed)
    said = "accepted" if one.numbers["accepts"] else "refused"
    hard = HARBOUR_FILE.read_text(encoding="utf-8").replace("{max: 0.6}", "{max: 0.6, hard: true}")
    told = verdict(one, Words(read_text(hard)), "it")
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


def choice_told(threatens, softening=0.6, **changed):
    """What the sponsors are told to have done of a draft; Russia has spoken before."""
    numbers = {"number": 2, "believed": 0.8, "voting": 0.5, "softening": softening, "withdrawing": 0.4, "yes": 10,
               "room": 0.1, "to_vote": False, "withdraws": False}  # fmt: skip
    intention = entry("intention", "russia", "council", vote=-1, gain=-0.5, blocking_cost=0.2, veto=True)
    spoken = entry("signal", "russia", "council", says=threatens, means_to=True, believed=0.8)
    one = entry("choice", "contact_group", "council", **(numbers | changed))
    narrator = Narrator(FIVE_ACTORS, [intention, spoken, one])
    for earlier in (intention, spoken):
        tell(earlier, narrator)
    return tell(one, narrator)


@pytest.mark.parametrize(
    ("threatens", "changed", "ending"),
    [
        (False, {"to_vote": True}, "80 per cent; nobody threatened the draft, so it put it to the vote."),
        (True, {"to_vote": True, "voting": 0.7}, "a vote was worth 0.70 to it, a softer draft 0.60 and withdrawing "
                                                 "0.40, so it put the draft to the vote."),
        (True, {}, "withdrawing 0.40, so it went back to redraft."),
        (True, {"withdraws": True}, "withdrawing 0.40, so it withdrew the draft without a vote."),
        (True, {"withdraws": True, "softening": -float("inf")},
         "a vote was worth 0.50 to it, withdrawing 0.40, so with nothing left to give it withdrew the draft without "
         "a vote."),
        (True, {"withdraws": True, "softening": -float("inf"), "number": 5},
         "so after the last draft it withdrew the draft without a vote."),
    ],
)  # fmt: skip
def test_the_sponsors_reason_is_told(threatens, changed, ending):
    told = choice_told(threatens, **changed)
    assert told.startswith("The Contact Group counted 10 votes where 9 are needed and put the chance of a veto at 80")
    assert told.endswith(ending)


def test_a_named_text_that_a_result_puts_in_force_is_told():
    text = HARBOUR_FILE.read_text(encoding="utf-8")
    scenario = read_text(text.replace("on_success: end", "on_success: {to: end, in_force: joint_board}", 1))
    one = entry("leaves", "", "harbour_talks", result="agreed", following="end")
    assert tell(one, Narrator(scenario, [one])) == "“Joint board” came into force."
    assert tell(one, Narrator(HARBOUR, [one])) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [("partition_ibar", "in private it consented to what it could not defend in public, as by a chance that the file "
                        "gives."),
     ("two_germanies", "while failure promised 0.61.")],
)  # fmt: skip
def test_private_consent_is_a_chance_of_the_file(text, expected):
    consents = text == "partition_ibar"
    numbers = option_numbers(text_name=text, text=[0.5] * 10, crosses=[False] * 10, accepts=consents, value=0.4)
    one = entry("option", "belgrade", "troika", **numbers)
    assert tell(one, Narrator(BASELINE, [one])).endswith(expected)


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


def test_a_draft_is_that_of_all_its_sponsors():
    one = entry("draft", "us", "council", number=1, text=[0.5] * len(BASELINE.issues))
    assert tell(one, Narrator(BASELINE, [one])).startswith("The sponsors tabled draft 1: political status 0.50, ")


def test_a_faint_signal_is_a_hint():
    shown = {"happens": True, "chance": 1.0, "label": "News", "on": "2006-01-31"}
    for name, said in (("putin_principles", "Russia hinted that"), ("putin_threat", "Russia let it be known that")):
        one = entry("event", name=name, **shown)
        assert f"{said} the Council would be blocked" in tell(one, Narrator(BASELINE, [one]))


@pytest.mark.parametrize(
    ("stage", "date", "expected"),
    [
        ("technical", dt.date(2006, 2, 20), "Pristina opened with decentralisation 0.20."),
        ("technical", dt.date(2006, 5, 29),
         "Pristina opened with decentralisation 0.20, religious heritage 0.20, economy and debt 0.20."),
        ("technical", dt.date(2006, 2, 19), "Pristina opened with political status 0.20, decentralisation 0.20, "),
        ("vienna", dt.date(2006, 2, 20), "Pristina opened with political status 0.20, decentralisation 0.20, "),
    ],
)  # fmt: skip
def test_an_opening_names_what_is_on_the_agenda(stage, date, expected):
    one = Entry(14, date, stage, "offer", "pristina", {"text": [0.2] * len(BASELINE.issues)})
    assert tell(one, Narrator(BASELINE, [one])).startswith(expected)


def test_vote_names_who_vetoed():
    intention = entry("intention", "russia", "council", vote=-1, gain=-0.5, blocking_cost=0.2, veto=True)
    vote = entry("vote", "", "council", yes=11, majority=9, vetoed=True, adopted=False)
    narrator = Narrator(FIVE_ACTORS, [intention, vote])
    tell(intention, narrator)
    assert tell(vote, narrator) == (
        "The vote: 11 in favour, 9 needed, but Russia voted against, which is a veto. The draft failed."
    )


def test_weeks_without_green_light_are_told_at_once():
    withheld = [one for one in chronicle_of(HARBOUR, 1).entries if one.kind == "sponsor" and not one.numbers["backs"]]
    assert len(withheld) > 10
    told = " ".join(sentences_of(story_of(chronicle_of(HARBOUR, 1), HARBOUR)))
    weeks = [int(number) for number in re.findall(r"For (\d+) weeks the Guarantor powers withheld", told)]
    assert sum(weeks) == len(withheld)
    assert told.count("green light") == len(weeks) < 4


def test_several_sponsors_are_told_together():
    seen = [("sponsor", "alba", True, 0.9), ("sponsor", "brin", True, 0.8)]
    entries = [
        entry(kind, who, "act", backs=backs, declaration=worth, without=0.5, reluctance=0.0)
        for kind, who, backs, worth in seen
    ]
    entries.append(
        entry(
            "considers", "brin", "act", green=True, declaring=0.9, waiting=0.4, noise=0.0, backing=0.75, declares=True
        )
    )
    assert sentences_of(story_of(Chronicle(entries), HARBOUR)) == [
        "Alba and Brin gave the green light.",
        "A backed declaration was worth 0.90 to Alba, none 0.50; to Brin 0.80 and 0.50.",
        "Brin decided to act: it put the chance of backing at 75 per cent, declaring was worth 0.90 to it, waiting "
        "0.40.",
    ]


@pytest.mark.parametrize(
    ("kind", "numbers", "expected"),
    [
        ("unrest", {"size": 1.2}, "Violence broke out, with 1 death."),
        ("mission", {"weeks": 17}, "The mission deployed, 17 weeks on."),
        ("recognitions", {"new": 3, "withdrawn": 0, "total": 3}, "3 states recognised."),
        ("recognitions", {"new": 1, "withdrawn": 0, "total": 3}, "1 more state recognised, 3 in all so far."),
        ("recognitions", {"new": 0, "withdrawn": 0, "total": 0}, "No state recognised."),
        (
            "recognitions",
            {"new": 2, "withdrawn": 1, "total": 60},
            "2 states recognised, and 1 state withdrew its recognition; 60 stood.",
        ),
        (
            "recognitions",
            {"new": 0, "withdrawn": 3, "total": 57},
            "No state recognised, and 3 states withdrew their recognition; 57 stood.",
        ),
        ("ground", {"apart": True, "violence": False, "displaced": 0.05},
         "On the ground no violence on a large scale followed; the region that obstructs stayed outside the new "
         "authorities' rule; 5 per cent of the minority left."),
    ],
)  # fmt: skip
def test_aftermath_is_told(kind, numbers, expected):
    stage = {"unrest": "unrest", "recognitions": "recognition"}.get(kind, "aftermath")
    one = entry(kind, "", stage, **numbers)
    assert tell(one, Narrator(BASELINE, [one])) == expected


def option_numbers(**more):
    return {"text_name": "joint_board", "text": [0.5, 0.4], "proposed_by": "", **answered().numbers, **more}


def test_a_party_that_proposes_an_option_is_named_and_does_not_answer_itself():
    numbers = option_numbers(proposed_by="brin", accepts=True, value=0.7)
    own, answer = (entry("option", name, "harbour_talks", **numbers) for name in ("brin", "alba"))
    narrator = Narrator(HARBOUR, [own, answer])
    assert tell(own, narrator) == (
        "Brin tabled “Joint board”: control of the harbour 0.50, port fees 0.40. It was worth 0.70 to it, more than "
        "the 0.61 that failure promised."
    )
    narrator.past.append(own)
    assert tell(answer, narrator).startswith("Alba accepted it: worth 0.70 to it")


def test_an_option_of_somebody_else_is_told_as_theirs():
    numbers = option_numbers(text_name="two_germanies", text=[0.5] * 10, crosses=[False] * 10)
    mediators, envoy = (
        entry("option", "belgrade", "troika", **{**numbers, "proposed_by": name}) for name in ("", "envoy")
    )
    for one, who in ((mediators, "The European Union, the United States and Russia"), (envoy, "The UN envoy")):
        told = tell(one, Narrator(BASELINE, [one]))
        assert told.startswith(f"{who} tabled “Two Germanies”: ")
        assert ". Belgrade refused it: worth " in told


def test_agreement_on_an_option_is_told_by_its_name():
    numbers = option_numbers(accepts=True, value=0.95, worth=0.95)
    option = entry("option", "alba", "harbour_talks", **numbers)
    agreement = entry("agreement", "", "harbour_talks", text=[0.5, 0.4])
    narrator = Narrator(HARBOUR, [option, agreement])
    assert tell(option, narrator).startswith(
        "The Guarantor powers tabled “Joint board”: control of the harbour 0.50, "
    )
    assert tell(agreement, narrator) == "Both parties agreed on “Joint board”."
    assert tell(agreement, Narrator(HARBOUR, [agreement])) == (
        "Both parties agreed on control of the harbour 0.50, port fees 0.40."
    )


@pytest.mark.parametrize(
    ("happens", "expected"),
    [
        (True, "Storm damages the piers (50 per cent likely). For Brin this lowered its patience."),
        (False, "It did not come to this: Storm damages the piers (50 per cent likely). This held back “One-sided "
                "act” until 1 September 2031."),
    ],
)  # fmt: skip
def test_event_tells_whether_it_happened_and_what_followed(happens, expected):
    one = entry("event", name="storm", label="Storm damages the piers", happens=happens, on="2031-03-12", chance=0.5)
    assert tell(one, Narrator(HARBOUR, [one])) == expected


def test_recognitions_are_summed_up_by_period():
    entries = [
        entry("recognitions", "", "recognition", week, new=1, withdrawn=0, total=week + 1) for week in range(30)
    ]
    story = story_of(Chronicle(entries), BASELINE)
    assert sentences_of(story) == [
        "4 states recognised.",
        "9 more states recognised, 13 in all so far.",
        "13 more states recognised, 26 in all so far.",
        "4 more states recognised, 30 in all so far.",
    ]


def test_how_a_run_ended_is_told_before_its_aftermath():
    leaving = entry("leaves", "", "declaration", week=3, result="coordinated", following="recognition")
    later = entry("ground", "", "aftermath", week=3, apart=True, violence=True, displaced=0.1)
    outcome = entry("outcome", week=3, outcome="Backed act", ending="coordinated")
    story = story_of(Chronicle([leaving, later, outcome]), BASELINE)
    assert sentences_of(story)[0] == "Outcome: Backed act."


# --- words --------------------------------------------------------------------------------------------------


def test_actors_take_an_article_where_english_wants_one():
    words = Words(FIVE_ACTORS)
    assert [words.actor(name) for name in FIVE_ACTORS.actors] == [
        "Belgrade", "Pristina", "the UN envoy", "the Contact Group", "Russia",
    ]  # fmt: skip
    assert words.whose("contact_group") == "the Contact Group's"
    assert Words(HARBOUR).actor("brin") == "Brin"


def test_labels_that_differ_only_in_brackets_keep_them():
    text = HARBOUR_FILE.read_text(encoding="utf-8")
    scenario = read_text(text.replace("label: Alba\n", "label: Brin (north)\n"))
    assert [Words(scenario).actor(name) for name in ("alba", "brin")] == ["Brin (north)", "Brin (port authority)"]


def test_issues_keep_capitals_that_are_names():
    text = HARBOUR_FILE.read_text(encoding="utf-8")
    scenario = read_text(text.replace("label: Port fees", "label: Brin fees"))
    assert Words(scenario).issues == {"control": "control of the harbour", "fees": "Brin fees"}


def test_numbers_lists_and_days():
    assert decimal(-0.001) == "0.00"
    assert decimal(-0.5) == "−0.50"
    assert per_cent(0.996) == "over 99 per cent"
    assert listed(["a", "b"]) == "a and b"
    assert span(dt.date(2007, 3, 12), dt.date(2007, 3, 12)) == "12 March 2007"
    assert span(dt.date(2007, 12, 31), dt.date(2008, 1, 7)) == "31 December 2007 to 7 January 2008"
