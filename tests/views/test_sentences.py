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
from sim.views.story.accounts import paragraph
from sim.views.story.chapters import in_order
from sim.views.story.sentences import tell
from sim.views.story.sentences.grades import chance_in_words, degree, named_first, stands
from sim.views.story.sentences.narrator import Narrator
from sim.views.story.sentences.numbers import numbers_behind
from sim.views.story.sentences.verdict import grounds, verdict
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
BASELINE_FILE = ROOT / "scenarios" / "kosovo" / "baseline.yaml"
BASELINE = read_scenario(BASELINE_FILE)


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
    of_seats = {"what", "answer", "model", "otherwise"}  # written where somebody is seated, and told below
    assert set(MEANINGS) - of_seats <= written


def seat(who="alba", what="offer", answer=(0.2, 0.5), model=(0.3, 0.5), week=0):
    answer, model = (list(one) if isinstance(one, tuple) else one for one in (answer, model))
    return entry("seat", who, "harbour_talks", week, what=what, answer=answer, model=model, otherwise=answer != model)


def test_what_a_seat_wrote_stands_beside_what_the_model_would_have_written():
    assert numbers_behind(seat(), Words(HARBOUR)) == (
        "Alba, seat · its answer control of the harbour 0.20, port fees 0.50 · the model's control of the harbour "
        "0.30, port fees 0.50"
    )
    assert numbers_behind(seat(what="accept", answer=True, model=False), Words(HARBOUR)) == (
        "Alba, seat · its answer: yes · the model's: no"
    )


def test_a_text_that_hardly_parts_from_the_models_is_told_too():
    one = seat(answer=(0.2, 0.5), model=(0.201, 0.5))
    assert tell(one, Narrator(HARBOUR, [one])) == "Alba was played, and in an offer parted from the model by a hair."


def test_a_paragraph_tells_few_decisions_of_a_seat_and_counts_many():
    refused = [seat(what="accept", answer=False, model=True, week=week) for week in (0, 4)]
    assert paragraph(refused, "harbour_talks", Narrator(HARBOUR, refused)) == [
        "Alba was played, and on the text before it chose no where the model would choose yes, 2 times."
    ]
    many = [seat(answer=(0.2 + week / 100, 0.5), model=(place, place), week=week)
            for week, place in ((0, 0.2), (4, 0.7), (8, 0.24))]  # fmt: skip
    many = [*many, *refused]
    assert paragraph(many, "harbour_talks", Narrator(HARBOUR, many)) == [
        "Alba was played, and 5 times decided otherwise than the model would have, on an offer and the text before "
        "it."
    ]


# --- refusals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", [HARBOUR, FIVE_ACTORS], ids=["harbour", "five_actors"])
def test_each_refusal_shows_why_and_its_numbers_stand_behind_it(scenario):
    entries = in_order(chronicle_of(scenario, 3))
    narrator = Narrator(scenario, entries)
    checked = 0
    for one in entries:
        sentence = tell(one, narrator)
        if one.kind in ("answer", "option", "last_answer") and not one.numbers["accepts"]:
            assert re.search(r"refused .*: .*(than failing|which it cannot cross|good enough|it to it)", sentence)
            assert not re.search(r"\d\.\d", sentence)
            behind = numbers_behind(one, narrator.words)
            assert f"worth {decimal(one.numbers['value'])}" in behind
            assert f"reservation value {decimal(one.numbers['disagreement'])}" in behind
            checked += 1
    assert checked > 5


def test_a_price_too_small_to_name_turns_a_refusal_all_the_same():
    near = answered(value=0.6108, lines=0.004, worth=0.6068)
    assert (
        verdict(near, Words(HARBOUR), "it")
        == "Alba refused it: it was worth a hair less to it than failing, a near tie"
    )


def test_refusal_in_so_many_words():
    assert verdict(answered(), Words(HARBOUR), "it") == "Alba refused it: it was worth less to it than failing"


@pytest.mark.parametrize(
    ("changed", "ending"),
    [
        ({"value": 0.60, "worth": 0.60}, "it was worth a little less to it than failing"),
        ({"value": 0.608, "worth": 0.608}, "it was worth a hair less to it than failing, a near tie"),
        ({"value": 0.2, "worth": 0.2}, "it was worth far less to it than failing"),
        ({"value": 0.7, "worth": 0.7}, "it was worth more to it than failing, but it hoped for more from its own "
                                       "next offer"),
        ({"value": 0.95, "worth": 0.95, "noise": -0.4}, "though by its own reckoning it was good enough, it wavered "
                                                        "and said no"),
        ({"value": 0.7, "worth": 0.5, "retreat": 0.2}, "by itself it was worth more to it than failing, but not "
                                                       "after the price of a public retreat"),
        ({"value": 0.7, "worth": 0.607, "retreat": 0.2}, "but not after the price of a public retreat, if only just"),
        ({"value": 0.7, "worth": 0.5, "lines": 0.2, "crosses": [True, False]},
         "but not after the price of crossing its red line on control of the harbour"),
        ({"value": 0.9, "worth": 0.4, "lines": 0.2, "retreat": 0.3, "crosses": [True, True]},
         "the price of crossing its red lines on control of the harbour and on port fees and of a public retreat"),
        ({"admissible": False, "crosses": [True, True]},
         "it lay beyond its red line on control of the harbour, which it cannot cross"),
        ({"disagreement": float("inf")},
         "failing was worth more to it, since it could not come into force"),
        ({"disagreement": 9e5},
         "failing was worth more to it, so unlikely was it to come into force"),
        ({"accepts": True, "value": 0.95, "worth": 0.95}, "it was worth far more to it than failing"),
        ({"accepts": True, "value": 0.95, "worth": 0.8, "retreat": 0.15, "next_offer_value": 0.7},
         "it was worth more to it than failing, after the price of a public retreat"),
        ({"accepts": True, "noise": 0.6}, "though by its own reckoning it was worth less to it than failing, it "
                                          "wavered and said yes"),
        ({"accepts": True, "value": 0.7, "worth": 0.7, "noise": 0.3},
         "though by its own reckoning its next offer was worth more, it wavered and said yes"),
        ({"accepts": True, "value": 0.7, "worth": 0.7}, "it was what it offered itself"),
        ({"accepts": True, "value": 0.7, "worth": 0.7, "next_offer_value": -float("inf")},
         "it was worth more to it than failing"),
        ({"passes": 0.7}, "less to it than failing; it held passage to be likely"),
    ],
)  # fmt: skip
def test_reasons_are_told(changed, ending):
    one = answered(**changed)
    said = "accepted" if one.numbers["accepts"] else "refused"
    hard = HARBOUR_FILE.read_text(encoding="utf-8").replace("{max: 0.6}", "{max: 0.6, hard: true}")
    told = verdict(one, Words(read_text(hard)), "it")
    assert told.startswith(f"Alba {said} it: ")
    assert told.endswith(ending)


def test_what_lies_between_an_agreement_and_force_has_its_name():
    """A vote at home is ratification; where another vote comes before it, what is believed is passage of both."""
    text = (ROOT / "scenarios" / "patterns" / "two_peoples.yaml").read_text(encoding="utf-8")
    vote = (
        "  - vote: {name: house, seats: {hills: {}}, expected: {adopted: 0.5}, on_success: votes}\n  - ratification:"
    )
    for written, said in (
        (text, "ratification"),
        (text.replace("on_success: votes", "on_success: house").replace("  - ratification:", vote), "passage"),
    ):
        scenario = read_text(written)
        answer = next(one for one in chronicle_of(scenario, 0).entries if one.kind == "answer")
        assert f"it held {said} to be " in grounds(answer, Words(scenario))


def test_numbers_have_words():
    assert degree(0.0) == "worth as much to it as failing"
    assert degree(0.3, "Alba") == "worth far more to Alba than failing"
    assert degree(-0.002, what="waiting") == "worth a hair less to it than waiting, a near tie"
    assert [chance_in_words(chance) for chance in (0.63, 0.62, 0.39)] == ["likely", "an even chance", "unlikely"]
    assert stands(0.4, "none", "all") == "about midway"
    assert stands(0.39, "none", "all") == "toward “none”"
    assert stands(0.9, "none", "all") == "close to “all”"
    assert named_first(["a", "b", "c", "d"], "issue") == "a, b, c and d"
    assert named_first(["a", "b", "c", "d", "e"], "issue") == "a, b, c and 2 more issues"


# --- the Council, the declaration and the aftermath ---------------------------------------------------------


@pytest.mark.parametrize(
    ("vote", "gain", "cost", "expected"),
    [
        (-1, -0.5, 0.2, "veto it: adoption would cost it more than a veto."),
        (-1, -0.203, 0.2, "veto it: adoption would cost it a hair more than a veto."),
        (-1, -0.1, 0.2, "veto it: though by its own reckoning adoption would cost it less than a veto, it wavered."),
        (0, -0.1, 0.2, "abstain: adoption would cost it less than a veto."),
        (0, -0.22, 0.2, "abstain: though by its own reckoning adoption would cost it a little more than a veto, it "
                        "wavered."),
        (0, 0.02, 0.2, "abstain: though by its own reckoning adoption would bring it a little, it wavered."),
        (1, 0.1, 0.2, "vote in favour: adoption would bring it something."),
        (1, -0.02, 0.2, "vote in favour: though by its own reckoning adoption would cost it a little, it wavered."),
    ],
)  # fmt: skip
def test_intention_names_the_stakes(vote, gain, cost, expected):
    one = entry("intention", "russia", "council", vote=vote, gain=gain, blocking_cost=cost, veto=True)
    assert tell(one, Narrator(FIVE_ACTORS, [one])) == f"Russia meant to {expected}"


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
               "enough": True, "room": 0.1, "to_vote": False, "withdraws": False}  # fmt: skip
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
        (False, {"to_vote": True}, "nobody threatened the draft, so it put it to the vote."),
        (True, {"to_vote": True, "voting": 0.7}, "a vote was worth more to it than a softer draft or giving it up, "
                                                 "so it put the draft to the vote."),
        (True, {"softening": 0.52}, "a softer draft was worth a little more to it than a vote or giving it up, so it "
                                    "went back to redraft."),
        (True, {"withdraws": True, "withdrawing": 0.9},
         "giving it up was worth more to it than a vote or a softer draft, so it withdrew the draft without a vote."),
        (True, {"withdraws": True, "withdrawing": 0.9, "softening": -float("inf")},
         "giving it up was worth more to it than a vote, so with nothing left to give it withdrew the draft without "
         "a vote."),
        (True, {"withdraws": True, "withdrawing": 0.9, "softening": -float("inf"), "number": 5},
         "so after the last draft it withdrew the draft without a vote."),
    ],
)  # fmt: skip
def test_the_sponsors_reason_is_told(threatens, changed, ending):
    told = choice_told(threatens, **changed)
    assert told.startswith("The Contact Group counted 10 votes where 9 are needed, and held a veto to be likely; ")
    assert told.endswith(ending)


def test_of_several_one_says_they_and_them():
    iran = read_scenario(ROOT / "scenarios" / "iran" / "jcpoa.yaml")
    one = entry("choice", "permanent_five", "council", number=1, believed=0.0, voting=0.5, softening=0.6,
                withdrawing=0.4, yes=15, enough=True, room=0.1, to_vote=True, withdraws=False)  # fmt: skip
    assert tell(one, Narrator(iran, [one])) == (
        "The five permanent members counted 15 votes where 9 are needed; nobody threatened the draft, so they put it "
        "to the vote."
    )
    said = [entry("recommendation", "six", "congress", body="senate", gained=gained, recommends=True)
            for gained in (0.4, -0.3)]  # fmt: skip
    assert [tell(one, Narrator(iran, [one])) for one in said] == [
        "The six recommended a yes: ratification would leave them better off.",
        "The six recommended a yes: though by their own reckoning ratification would leave them worse off, they "
        "wavered.",
    ]
    raised = entry("event", name="new_majority", label="A new majority", happens=True, on="2014-11-04", chance=0.5)
    assert tell(raised, Narrator(iran, [raised])).endswith("For the six this raised the cost of a public retreat.")
    assert [Words(BASELINE).are_several(name) for name in ("us", "eu", "belgrade")] == [False] * 3


def test_of_one_round_nobody_is_said_to_have_moved():
    offers = [entry("offer", who, "harbour_talks", text=[0.4, 0.5], own_value=0.9) for who in ("alba", "brin")]
    assert paragraph(offers, "harbour_talks", Narrator(HARBOUR, offers)) == ["Alba and Brin met in 1 round."]
    again = [*offers, *(entry("offer", who, "harbour_talks", 4, text=[0.4, 0.5], own_value=0.9)
                        for who in ("alba", "brin"))]  # fmt: skip
    told = paragraph(again, "harbour_talks", Narrator(HARBOUR, again))
    assert told[0] == "Alba and Brin met in 2 rounds." and len(told) == 2


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
     ("two_germanies", "refused it: it was worth less to it than failing.")],
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
        "The Contact Group tabled draft 1: on political status toward “independent state”, on decentralisation about "
        "midway, on legal basis close to “Resolution 1244 ends by itself” and on international supervision about "
        "midway."
    )
    assert tell(second, narrator) == (
        "The Contact Group tabled draft 2, which gave way on legal basis and international supervision, and stayed "
        "as it was on political status."
    )


def test_a_draft_is_that_of_all_its_sponsors():
    one = entry("draft", "us", "council", number=1, text=[0.5] * len(BASELINE.issues))
    assert tell(one, Narrator(BASELINE, [one])).startswith(
        "The sponsors tabled draft 1: on political status about midway, "
    )


def test_a_faint_signal_is_a_hint():
    shown = {"happens": True, "chance": 1.0, "label": "News", "on": "2006-01-31"}
    for name, said in (("putin_principles", "Russia hinted that"), ("putin_threat", "Russia let it be known that")):
        one = entry("event", name=name, **shown)
        assert f"{said} the Council would be blocked" in tell(one, Narrator(BASELINE, [one]))


@pytest.mark.parametrize(
    ("stage", "date", "expected"),
    [
        ("technical", dt.date(2006, 2, 20), "Pristina opened on decentralisation toward “17 new Serb municipalities"),
        ("technical", dt.date(2006, 5, 29), "Pristina opened on decentralisation toward “17 new Serb municipalities "
         "with direct links to Belgrade”, on religious heritage toward “extraterritorial sites” and on economy and "
         "debt toward"),
        ("technical", dt.date(2006, 2, 19), "Pristina opened on political status toward “full reintegration”, "),
        ("vienna", dt.date(2006, 2, 20), "Pristina opened on political status toward “full reintegration”, "),
    ],
)  # fmt: skip
def test_an_opening_names_what_is_on_the_agenda(stage, date, expected):
    one = Entry(14, date, stage, "offer", "pristina", {"text": [0.2] * len(BASELINE.issues)})
    assert tell(one, Narrator(BASELINE, [one])).startswith(expected)


def test_vote_names_who_vetoed():
    intention = entry("intention", "russia", "council", vote=-1, gain=-0.5, blocking_cost=0.2, veto=True)
    vote = entry("vote", "", "council", yes=11, enough=True, vetoed=True, adopted=False)
    narrator = Narrator(FIVE_ACTORS, [intention, vote])
    tell(intention, narrator)
    assert tell(vote, narrator) == (
        "The vote: 11 in favour, 9 needed, but Russia voted against, which is a veto. The draft failed."
    )


def test_weeks_without_green_light_are_told_at_once():
    withheld = [one for one in chronicle_of(HARBOUR, 1).entries if one.kind == "sponsor" and not one.numbers["backs"]]
    assert len(withheld) > 10
    told = " ".join(sentences_of(story_of(chronicle_of(HARBOUR, 1), HARBOUR, style="chronicle")))
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
    assert sentences_of(story_of(Chronicle(entries), HARBOUR, style="chronicle")) == [
        "Alba and Brin gave the green light.",
        "A backed declaration was worth more to Alba and Brin than none.",
        "Brin decided to act: it held backing to be likely, and acting was worth far more to it than waiting.",
    ]


@pytest.mark.parametrize(
    ("kind", "numbers", "expected"),
    [
        ("mission", {"weeks": 17}, "The European Union's mission deployed, 17 weeks on."),
        ("ground", {"apart": True, "violence": False, "displaced": 0.05},
         "On the ground no violence on a large scale followed; the north beyond the Ibar stayed outside the new "
         "authorities' rule; a few of the Kosovo Serbs left."),
    ],
)  # fmt: skip
def test_aftermath_is_told(kind, numbers, expected):
    stage = {"unrest": "unrest", "recognitions": "recognition"}.get(kind, "aftermath")
    one = entry(kind, "", stage, **numbers)
    assert tell(one, Narrator(BASELINE, [one])) == expected


def option_numbers(**more):
    return {"text_name": "joint_board", "text": [0.5, 0.4], "proposed_by": "", **answered().numbers, **more}


def test_a_party_that_proposes_an_option_is_named_and_does_not_answer_itself():
    numbers = option_numbers(proposed_by="brin", accepts=True, value=0.65)
    own, answer = (entry("option", name, "harbour_talks", **numbers) for name in ("brin", "alba"))
    narrator = Narrator(HARBOUR, [own, answer])
    assert tell(own, narrator) == (
        "Brin tabled “Joint board”: on control of the harbour about midway and on port fees about midway. It was "
        "worth a little more to it than failing."
    )
    narrator.past.append(own)
    assert tell(answer, narrator).startswith("Alba accepted it: ")


SEVERAL = read_scenario(HARBOUR_FILE, ["actors.alba.label=The six"])


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "The six refused Brin's offer: it was worth less to them than failing."),
        ({"worth": 0.7, "value": 0.7},
         "The six refused Brin's offer: it was worth more to them than failing, but they hoped for more from their "
         "own next offer."),
        ({"accepts": True, "value": 0.95, "worth": 0.8, "retreat": 0.15, "next_offer_value": 0.7, "passes": 0.5},
         "The six accepted Brin's offer: it was worth more to them than failing, after the price of a public "
         "retreat; they held passage to be an even chance."),
        ({"accepts": True, "value": 0.7, "worth": 0.7}, "The six accepted Brin's offer: it was what they offered "
         "themselves."),
        ({"accepts": True, "value": 0.7, "worth": 0.7, "noise": 0.3},
         "The six accepted Brin's offer: though by their own reckoning their next offer was worth more, they "
         "wavered and said yes."),
    ],
)  # fmt: skip
def test_a_name_of_several_is_they(changed, expected):
    one = answered(**changed)
    assert tell(one, Narrator(SEVERAL, [one])) == expected


def test_a_number_that_an_event_moves_is_told_in_words():
    bill = read_scenario(ROOT / "scenarios" / "iran" / "sanctions_bill.yaml")
    one = entry("event", name="new_sanctions", label="New sanctions", happens=True, on="2014-04-01", chance=1.0)
    assert tell(one, Narrator(bill, [one])).endswith("For Iran this lowered the share of its room that it gives.")


def test_an_option_of_somebody_else_is_told_as_theirs():
    numbers = option_numbers(text_name="two_germanies", text=[0.5] * 10, crosses=[False] * 10)
    mediators, envoy = (
        entry("option", "belgrade", "troika", **{**numbers, "proposed_by": name}) for name in ("", "envoy")
    )
    for one, who in ((mediators, "The European Union, the United States and Russia"), (envoy, "The UN envoy")):
        told = tell(one, Narrator(BASELINE, [one]))
        assert told.startswith(f"{who} tabled “Two Germanies”: ")
        assert ". Belgrade refused it: it was worth " in told


def test_agreement_on_an_option_is_told_by_its_name():
    numbers = option_numbers(accepts=True, value=0.95, worth=0.95)
    option = entry("option", "alba", "harbour_talks", **numbers)
    agreement = entry("agreement", "", "harbour_talks", text=[0.5, 0.4])
    narrator = Narrator(HARBOUR, [option, agreement])
    assert tell(option, narrator).startswith(
        "The Guarantor powers tabled “Joint board”: on control of the harbour about"
    )
    assert tell(agreement, narrator) == "Both parties agreed on “Joint board”."
    assert tell(agreement, Narrator(HARBOUR, [agreement])) == (
        "Both parties agreed on control of the harbour about midway and on port fees about midway."
    )


@pytest.mark.parametrize(
    ("happens", "expected"),
    [
        (True, "Storm damages the piers. For Brin this lowered its patience."),
        (False, "“Storm damages the piers” did not come about. That held back “One-sided act” until 1 September "
                "2031."),
    ],
)  # fmt: skip
def test_event_tells_whether_it_happened_and_what_followed(happens, expected):
    one = entry("event", name="storm", label="Storm damages the piers", happens=happens, on="2031-03-12", chance=0.5)
    assert tell(one, Narrator(HARBOUR, [one])) == expected


def recognised(states, week=120, gone="", total=None):
    named, left = states.split(), gone.split()
    numbers = {"new": len(named), "withdrawn": len(left), "total": len(named) if total is None else total}
    return entry("recognitions", "", "recognition", week, states=states, withdrawing=gone, **numbers)


@pytest.mark.parametrize(
    ("before", "states", "gone", "total", "expected"),
    [
        ("", "FRA CRI", "", 2, "2 states recognised: France and Costa Rica."),
        ("FRA", "CRI", "", 2, "1 more state recognised: Costa Rica; 2 recognitions now stood."),
        ("", "", "", 0, "No state recognised."),
        ("FRA", "", "FRA", 0, "No state recognised; France withdrew its recognition."),
        ("AFG ALB CRI FRA TUR GBR USA DEU ITA", "DNK LVA EST LUX PER BEL", "", 15,
         "6 more states recognised: Denmark and 5 others, among them 4 of the EU, 4 of NATO, 4 of Europe and 1 of "
         "the Americas; 15 recognitions now stood."),
    ],
)  # fmt: skip
def test_states_are_told_by_name_and_then_by_bloc(before, states, gone, total, expected):
    earlier, one = recognised(before, week=119), recognised(states, gone=gone, total=total)
    narrator = Narrator(BASELINE, [earlier, one])
    narrator.past.append(earlier)
    assert tell(one, narrator) == expected


def test_recognitions_are_summed_up_by_period():
    names = ["AFG", "ALB", "AND", "ARE", "ATG", "AUS", "AUT", "BDI", "BEL", "BEN", "BFA", "BGR"]
    entries = [recognised(name, week=120 + place, total=place + 1) for place, name in enumerate(names)]
    told = sentences_of(story_of(Chronicle(entries), BASELINE, style="chronicle"))
    assert told == [
        "4 states recognised: Afghanistan, Albania, Andorra and United Arab Emirates.",
        "8 more states recognised: Antigua and Barbuda, Australia, Austria, Burundi, Belgium, Benin, Burkina Faso "
        "and Bulgaria; 12 recognitions now stood.",
    ]


def test_violence_is_told_with_its_cause():
    struck = entry("unrest", "", "unrest", week=26, size=1_200.4)
    ended = entry("leaves", "", "unrest", week=26, result="breakdown", following="end")
    narrator = Narrator(BASELINE, [struck, ended])
    assert tell(struck, narrator) == (
        "Violence broke out, with 1,200 deaths: Pristina had waited 6 months and still had less than it had been led "
        "to expect, so that any week might bring it."
    )
    assert tell(ended, narrator) == "Violence on such a scale ended the process."


def shown_event(name, happens=True, on="2007-07-09"):
    event = next(one for one in BASELINE.events if one.name == name)
    return entry("event", name=name, label=event.label, happens=happens, on=on, chance=0.5)


def test_an_event_is_told_in_the_world_that_it_falls_into():
    threat, over = shown_event("lavrov_july"), entry("leaves", "", "council", result="adopted", following="end")
    before = tell(threat, Narrator(BASELINE, [threat]))
    assert before == "Lavrov: only what Serbia accepts. Russia let it be known that the Council would be blocked."
    narrator = Narrator(BASELINE, [over, threat])
    tell(over, narrator)
    assert tell(threat, narrator) == (
        "Lavrov: only what Serbia accepts; what it would have borne on was over by then."
    )
    no_veto = read_scenario(BASELINE_FILE.with_name("no_veto.yaml"))
    assert tell(threat, Narrator(no_veto, [threat])).endswith(
        "Russia let it be known that the Council would be blocked, though here it had no veto."
    )
    held = entry("intention", "russia", "council", week=80, gain=-0.5, blocking_cost=0.1, vote=-1, veto=True)
    assert "no veto" not in tell(threat, Narrator(no_veto, [threat, held]))  # taken away on a later day


def test_who_won_instead_is_named():
    lost = shown_event("serbian_runoff", happens=False)
    assert tell(lost, Narrator(BASELINE, [lost])) == (
        "Serbian run-off: Nikolić wins. This held back “Declaration” until 10 February 2008. For Belgrade this "
        "raised the following of Radicals."
    )


def test_an_outcome_says_why_it_is_not_what_it_looks_like():
    late = Entry(
        180, dt.date(2009, 4, 27), "", "outcome", "", {"outcome": "Prolonged talks", "ending": "coordinated"}
    )
    assert tell(late, Narrator(BASELINE, [late])) == (
        "This came too late to count as “Coordinated declaration”, which has to come before 1 January 2009. Outcome: "
        "Prolonged talks."
    )


def test_how_a_run_ended_is_told_before_its_aftermath():
    leaving = entry("leaves", "", "declaration", week=3, result="coordinated", following="recognition")
    later = entry("ground", "", "aftermath", week=3, apart=True, violence=True, displaced=0.1)
    outcome = entry("outcome", week=3, outcome="Backed act", ending="coordinated")
    story = story_of(Chronicle([leaving, later, outcome]), BASELINE, style="chronicle")
    assert sentences_of(story)[0] == "Outcome: Backed act."


# --- words --------------------------------------------------------------------------------------------------


def test_the_article_of_a_label_is_small_within_a_sentence():
    text = HARBOUR_FILE.read_text(encoding="utf-8")
    said = text.replace("label: Alba\n", "label: The Six of Alba\n").replace(
        "label: Port fees", "label: The Brin fees"
    )
    words = Words(read_text(said))
    assert words.issues["fees"] == "the Brin fees"
    assert words.actor("alba") == "the Six of Alba"
    assert words.whose("alba") == "the Six of Alba's"


def test_actors_take_an_article_where_english_wants_one():
    words = Words(FIVE_ACTORS)
    assert [words.actor(name) for name in FIVE_ACTORS.actors] == [
        "Belgrade", "Pristina", "the UN envoy", "the Contact Group", "Russia",
    ]  # fmt: skip
    assert words.whose("contact_group") == "the Contact Group's"
    assert Words(HARBOUR).actor("brin") == "Brin"
    isles = HARBOUR_FILE.read_text(encoding="utf-8").replace("label: Alba\n", "label: Alba Islands\n")
    assert Words(read_text(isles)).actor("alba") == "the Alba Islands"


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
