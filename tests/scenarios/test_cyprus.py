"""Cyprus: what its page says stands in the file, numbers have sources, and runs show what the page says."""

import importlib.util
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from evidence import bare, without_kinds
from matplotlib.text import Text
from played import played
from ruamel.yaml import YAML

from sim.questions.compare import paired_difference
from sim.questions.hindcast.hindcast import hindcast
from sim.runs.one_run import chronicle_of
from sim.scenario.reader import read_scenario
from sim.views.figures.of_runs.ratification import draw_ratification, votes_in
from sim.views.story.forms import as_plain
from sim.views.story.story import story_of

ROOT = Path(__file__).resolve().parents[2]
CYPRUS = ROOT / "scenarios" / "cyprus"
PAGE = ROOT / "docs" / "cases" / "cyprus.md"
VARIANTS = ("accession_conditional", "council_guarantees", "president_for_yes", "voters_as_polled")

STRUCTURAL = {
    "format": "the version of the format",
    "levers": "how far a question goes that the file asks; no coding",
    "process.council.seats": "one seat a member, two for the two sponsors",
    "process.council.majority": "nine votes, as the Charter has it",
    "process.council.most_drafts": "one draft was tabled",
    "process.council.precedent": "which issue counts, as it is: an exponent of 1",
    "record.measures": "the two results, which the facts give with their source",
}
"""Numbers that need no source of their own, and why."""

FAILING = {
    "C1": {"sides that refuse it, most often"},
    "C2": {"Nicosia ends without agreement"},
    "C5": {"it is put to the vote", "a draft that is put to the vote is vetoed"},
    "C6": {"Greek Cypriots say no", "yes among Greek Cypriots"},
    "C7": {"yes among Turkish Cypriots"},
    "C8": {"yes among Turkish Cypriots less yes among Greek Cypriots"},
    "C9": {"where Papadopoulos was elected the leadership recommends a no"},
    "C10": {"by how much more Greek Cypriots say yes where their leadership does"},
}
"""Parts of facts that fail, as the page says; whoever mends one takes it out here."""

FACT = re.compile(r"^\| (C\d+) \| (.+) \| ([\d.]+) \| (at least|at most|[\d.]+ to) ([\d.]+) \|$", re.MULTILINE)
PRIOR = re.compile(r"^\| ([\w ]+) \| (0\.\d\d) \| (0\.\d\d) \| (0\.\d\d) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def page():
    return PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def scenario():
    return read_scenario(CYPRUS / "annan_plan.yaml")


@pytest.fixture(scope="module")
def ensemble():
    return played("cyprus/annan_plan")


@pytest.fixture(scope="module")
def held(ensemble):
    return hindcast(ensemble)


@pytest.fixture(scope="module")
def heads():
    spec = importlib.util.spec_from_file_location("generate_variants", ROOT / "docs" / "generate_variants.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: module.head_of(CYPRUS / f"{name}.yaml") for name in VARIANTS}


# --- what the page says stands in the file ----------------------------------------------------------------------


def test_the_facts_of_the_file_are_those_of_the_page(scenario, page):
    told = []
    for fact, _, record, word, last in FACT.findall(page):
        low = {"at least": last, "at most": None}.get(word, word.removesuffix(" to"))
        high = None if word == "at least" else last
        told.append((fact, float(record), *(None if bound is None else float(bound) for bound in (low, high))))
    parts = [(fact.id, part) for fact in scenario.record.facts for part in fact.parts]
    assert told == [(name, part.record, part.target.min, part.target.max) for name, part in parts]
    assert 8 <= len(scenario.record.facts) <= 12


def test_every_fact_has_a_source(scenario):
    assert all(fact.source for fact in scenario.record.facts)
    assert all(event.source for event in scenario.record.events)


def test_what_observers_expected_is_that_of_the_page(scenario, page):
    told = [tuple(map(float, row[1:])) for row in PRIOR.findall(page)]
    assert told == [(one.low, one.mode, one.high) for one in scenario.record.priors.values()]


def test_dates_of_the_record_are_those_of_the_page(scenario, page):
    for event in scenario.record.events:
        day = f"{event.date.day} {event.date:%B %Y}"
        assert re.search(rf"^\| (\d+ and )?{day} \|", page, re.MULTILINE), day


def test_the_page_counts_what_rests_on_memory(page):
    text = (CYPRUS / "annan_plan.yaml").read_text(encoding="utf-8")
    body = text[text.index("format: 1") :]
    assert f"{len(re.findall('from memory', body))} notes say so" in page


# --- where the numbers come from ------------------------------------------------------------------------------


def test_every_number_has_a_source_or_a_note():
    missing = {without_kinds(path) for path in bare(YAML(typ="safe").load(CYPRUS / "annan_plan.yaml"))}
    assert not {path for path in missing if not path.startswith(tuple(STRUCTURAL))}
    for listed in STRUCTURAL:
        assert any(path.startswith(listed) for path in missing), f"{listed} has a source now"


# --- what its runs show ---------------------------------------------------------------------------------------


def test_no_part_of_a_fact_fails_but_those_that_are_known_to(held):
    failing = {(fact.id, part.says) for fact in held.facts for part in fact.parts if not part.inside}
    assert failing <= {(fact, part) for fact, parts in FAILING.items() for part in parts}
    assert all(math.isfinite(part.value) for fact in held.facts for part in fact.parts)


def test_the_parts_known_to_fail_are_parts_of_facts_and_marked_on_the_page(scenario, page):
    parts = {fact.id: {part.says for part in fact.parts} for fact in scenario.record.facts}
    assert all(failing <= parts[fact] for fact, failing in FAILING.items())
    marked = set(re.findall(r"^\| (C\d+) \| (.+?) \|.*\*\*fails\*\* \|$", page, re.MULTILINE))
    assert marked == {(fact, part) for fact, failing in FAILING.items() for part in failing}


def test_every_outcome_comes_about_as_often_as_the_page_says(ensemble, page):
    for name, part in ensemble.outcomes().items():
        row = re.search(rf"^\| {ensemble.scenario.outcome_labels[name]} \| ([\d.]+) %", page, re.MULTILINE)
        assert row, f"{name}: python docs/generate_cases.py"
        told = float(row[1]) / 100
        assert part.share > 0
        assert abs(part.share - told) < 4 * math.sqrt(told * (1 - told) / len(ensemble)) + 0.001, name


def test_what_the_page_says_beside_its_tables_is_so(ensemble, page):
    words = " ".join(page.split())
    tabled = ensemble.column("first_round.third_text.tabled").astype(bool)
    refusals = ensemble.column("first_round.third_text.refusals")[tabled]
    assert "in the file both refuse the third text in six of ten runs, one alone in four." in words
    assert [np.mean(refusals == sides) for sides in (2, 1)] == pytest.approx([0.6, 0.4], abs=0.06)
    agreed = ensemble.column("nicosia.result") == "agreed"
    refused = np.isin(ensemble.column("outcome")[agreed], ["greek_cypriots_refuse", "both_refuse"])
    assert "and more than half of these texts Greek Cypriots then refuse." in words
    assert np.mean(refused) > 0.5


def test_a_no_leaves_the_south_in_the_union_and_the_north_outside(ensemble):
    rejected = ensemble.column("ending") == "rejected"
    assert rejected.any()
    assert np.all(ensemble.column("in_force.south_in_union")[rejected] == 1)
    assert np.all(ensemble.column("in_force.north_in_union")[rejected] == 0)


def test_without_the_accession_a_no_costs_greek_cypriots_more(ensemble):
    """The asymmetry that the case is about: what each community has if the votes fail."""
    conditional = played("cyprus/accession_conditional")
    for vote in ("referendums", "secured_referendums"):
        south, north = (f"{vote}.{people}.yes" for people in ("greek_cypriots", "turkish_cypriots"))
        before, after = (np.nanmedian(one.column(south)) for one in (ensemble, conditional))
        assert after > before + 0.04, vote
        before, after = (np.nanmedian(one.column(north)) for one in (ensemble, conditional))
        assert abs(after - before) < 0.08, vote


def test_the_figure_draws_the_votes_to_which_most_runs_came(ensemble):
    votes = votes_in(ensemble)
    held = np.isfinite(ensemble.column("referendums.greek_cypriots.yes")).sum()
    assert [len(one.shares) for one in votes] == [held, held]
    assert held > np.isfinite(ensemble.column("secured_referendums.greek_cypriots.yes")).sum()
    figure = draw_ratification(ensemble)
    told = [text.get_text() for text in figure.findobj(Text)]
    assert f"{ensemble.scenario.title}, Referendums" in told


# --- what is asked --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", VARIANTS)
def test_what_a_variant_expects_comes_about_and_stands_on_the_page(name, ensemble, heads, page):
    head = heads[name]
    assert head.expected
    assert f"**{name}** asks: {head.asks}\nThe sources: {head.sources}" in page
    after = played(f"cyprus/{name}")
    for one in head.expected:
        first, second = (np.isin(each.column("outcome").astype(str), one.outcomes) for each in (ensemble, after))
        assert one.holds(paired_difference(first, second)), f"{name}: {one}"
        assert re.search(rf"^\| {name} \| {one} \|.* holds \|$", page, re.MULTILINE)


def test_every_file_beside_the_case_is_a_variant_of_it():
    assert {path.stem for path in CYPRUS.glob("*.yaml")} == {"annan_plan", *VARIANTS}


# --- how it is told -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def story(scenario, ensemble):
    """A run that went as it did, told."""
    as_it_was = (
        (ensemble.column("outcome") == "greek_cypriots_refuse")
        & ensemble.column("council.vetoed")
        & (ensemble.column("nicosia.result") == "deadlock")
        & ensemble.column("happened.papadopoulos_elected")
        & ensemble.column("happened.turkish_cypriot_election")
    )
    chronicle = chronicle_of(scenario, int(np.flatnonzero(as_it_was)[0]), seed=0)
    told = replace(story_of(chronicle, scenario, style="chronicle"), summary=())
    return " ".join(as_plain(told).split())


COURSE = (
    "Talks to The Hague", "Secretary-General tabled “Third text of the plan”", "Talks in Nicosia", "Bürgenstock",
    "The text went on without the consent of all parties", "Russia voted against, which is a veto",
    "The Greek Cypriot leadership recommended", "per cent of the votes for the text", "The text was rejected",
    "“Accession without a settlement” came into force", "Outcome: Greek Cypriots alone say no",
)  # fmt: skip


def test_it_is_told_in_the_order_in_which_it_came(story):
    places = [story.find(words) for words in COURSE]
    assert -1 not in places, COURSE[places.index(-1)]
    assert places == sorted(places)


def test_no_word_of_another_case_is_in_the_story(story):
    for word in ("Kosovo", "Belgrade", "Pristina", "Serb", "declaration", "green light", "recognis"):
        assert word not in story.replace("two states that each other recognise", ""), word
