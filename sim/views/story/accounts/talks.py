"""Talks in short: how many rounds, who moved how far, what was put to the parties, and why it came to what it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.format.stages.talks import Talks
from sim.views.story.accounts.registry import accounts, as_told, gist, of_kind
from sim.views.story.sentences.grades import named_first
from sim.views.story.sentences.talks import best_heard, better_than_failing, dealt_with, moved_on
from sim.views.story.sentences.verdict import grounds, verdict
from sim.views.wording import capital, listed, often, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.process.chronicle import Entry
    from sim.views.story.sentences.narrator import Narrator
    from sim.views.story.sentences.words import Words

__all__ = ["talks", "talks_gist"]


@accounts("talks")
def talks(entries: Sequence[Entry], narrator: Narrator) -> list[str]:
    """Tell of one stage of talks."""
    told = [*_offers(entries, narrator), *_single_text(entries, narrator), *_options(entries, narrator)]
    told += [as_told(entry, entries, narrator) for entry in _within(entries)]
    told += [as_told(entry, entries, narrator) for entry in of_kind(entries, "extension")]
    return told + [_agreement(entry, entries, narrator) for entry in of_kind(entries, "agreement")]


def _within(entries: Sequence[Entry]) -> list[Entry]:
    """Return what the members of each group said to what was agreed, or to what failed last by them."""
    agreed, said = of_kind(entries, "agreement"), of_kind(entries, "within")
    answers = of_kind(entries, "answer", "opinion", "option")
    if not said or not answers:
        return []
    last = [one for one in said if one.week == answers[-1].week]
    if agreed:
        text = agreed[-1].numbers["text"]
        last = [one for one in last if one.numbers["text"] == text] or [one for one in last if one.says("carried")]
    else:
        heard = best_heard([one for one in answers if one.week == answers[-1].week])
        to = {one.actor: one.word("other") for one in heard}
        last = [one for one in last if not one.says("carried") and one.word("whose") in ("", to.get(one.actor))]
    return list({one.actor: one for one in last}.values())


def _offers(entries: Sequence[Entry], narrator: Narrator) -> list[str]:
    words, offers = narrator.words, of_kind(entries, "offer")
    if not offers:
        return []
    met = len({entry.week for entry in offers})
    went = []
    for name in dict.fromkeys(entry.actor for entry in offers):
        own = [entry.by_issue("text") for entry in offers if entry.actor == name]
        went.append(f"{words.actor(name)} {moved_on(own[0], own[-1], narrator)}")
    parties = listed([words.actor(name) for name in narrator.stage_of(offers[0], Talks).parties])
    told = [f"{parties} met in {plural(met, 'round')}"]
    told += [as_told(entry, entries, narrator) for entry in of_kind(entries, "left_out")]
    if all(said.endswith("did not move") for said in went):
        went = ["neither side moved" if len(went) == 2 else "nobody moved"]
    told += [f"from the first offer to the last {'; '.join(went)}"] if met > 1 else []
    if not of_kind(entries, "agreement"):
        last = [entry for entry in of_kind(entries, "answer") if entry.week == offers[-1].week]
        told += _in_vain(last, words)
        told += [
            grounds(one, words, f"{words.whose(one.word('other'))} last offer", words.actor(one.actor))
            for one in best_heard(last) if not one.says("accepts")
        ]  # fmt: skip
    told += [as_told(entry, entries, narrator) for entry in of_kind(entries, "in_reach")]
    return told


def _in_vain(last: Sequence[Entry], words: Words) -> list[str]:
    """Tell who accepted whose last offer, where that was not enough for an agreement."""
    taken: dict[str, list[str]] = {}
    for one in last:
        if one.says("accepts"):
            taken.setdefault(one.actor, []).append(words.whose(one.word("other")))
    said = [
        f"{words.actor(name)} accepted {listed(others)} last {'offer' if len(others) == 1 else 'offers'}"
        for name, others in taken.items()
    ]
    return ["; ".join(said)] if said else []


def _single_text(entries: Sequence[Entry], narrator: Narrator) -> list[str]:
    texts, opinions = of_kind(entries, "single_text"), of_kind(entries, "opinion")
    if not texts:
        return []
    told = [as_told(texts[0], entries, narrator)]
    revised = of_kind(entries, "revised_text")
    if revised:
        versions = [revised[0].by_issue("before"), *(one.by_issue("text") for one in revised)]
        moved = narrator.words.moved_by_steps(versions)
        on = f", on {named_first(moved, 'issue')}" if moved else ", and changed nothing"
        told.append(f"{narrator.words.actor(texts[0].actor)} revised it {often(len(revised))}{on}")
    last = [one for one in opinions if one.week == opinions[-1].week and not one.says("accepts")] if opinions else []
    return told + [grounds(one, narrator.words, "the last text", narrator.words.actor(one.actor)) for one in last]


def _options(entries: Sequence[Entry], narrator: Narrator) -> list[str]:
    """Group the texts that were put to the parties by who refused them."""
    words, refused = narrator.words, dict[tuple[str, ...], list[str]]()
    agreed = _agreed_option(entries)
    tabled = [entry for entry in of_kind(entries, "option") if entry not in agreed]
    for name in dict.fromkeys(entry.word("text_name") for entry in tabled):
        answers = [entry for entry in tabled if entry.word("text_name") == name]
        against = tuple(entry.actor for entry in answers if not entry.says("accepts"))
        refused.setdefault(against, []).append(name)
    told, answering = [], len({one.actor for one in tabled})
    for who, names in refused.items():
        if not who:
            continue
        texts, were = listed([words.text(name) for name in names]), "was" if len(names) == 1 else "were"
        everybody = "both" if answering == 2 else "all"
        refusing = everybody if len(who) == answering else listed([words.actor(one) for one in who])
        told.append(f"{texts} {were} tabled beside the offers, and {refusing} refused")
    return told


def _agreed_option(entries: Sequence[Entry]) -> list[Entry]:
    """Return what each party said of the option that was agreed on, if one was."""
    return [
        one
        for agreement in of_kind(entries, "agreement")
        for one in of_kind(entries, "option")
        if one.week == agreement.week and one.by_issue("text") == agreement.by_issue("text")
    ]


def _agreement(agreement: Entry, entries: Sequence[Entry], narrator: Narrator) -> str:
    """Tell who took whose offer or which option and why, and then what was agreed on."""
    told = [*_accepted(agreement, entries, narrator), as_told(agreement, entries, narrator)]
    return ". ".join(capital(sentence) for sentence in told)


def _accepted(agreement: Entry, entries: Sequence[Entry], narrator: Narrator) -> list[str]:
    named = _agreed_option(entries) or [
        one for one in of_kind(entries, "opinion") if one.week == agreement.week and one.says("accepts")
    ]
    if named:
        return [as_told(entry, entries, narrator) for entry in named]
    yes = [one for one in of_kind(entries, "answer") if one.week == agreement.week and one.says("accepts")]
    first: dict[str, Entry] = {}
    for offerer in _carried(agreement, entries, yes, narrator):
        for one in (answer for answer in yes if answer.word("other") == offerer):
            first.setdefault(one.actor, one)
    words = narrator.words
    told = [verdict(one, words, f"{words.whose(one.word('other'))} offer") for one in first.values()]
    several = len({entry.week for entry in of_kind(entries, "offer")}) > 1
    return [f"in the last round {told[0]}", *told[1:]] if told and several else told


def _carried(agreement: Entry, entries: Sequence[Entry], yes: Sequence[Entry], narrator: Narrator) -> list[str]:
    """Return whose offers were carried: those with the text that is agreed on, or those of which it is the middle."""
    refusing = agreement.word("refusing").split() if "refusing" in agreement.numbers else []
    offers = {one.actor: one for one in of_kind(entries, "offer") if one.week == agreement.week}
    signing, said = set(offers) - set(refusing), {(one.actor, one.word("other")) for one in yes}
    carried = [by for by in offers if all((party, by) in said for party in signing - {by})]
    issues = dealt_with(agreement, narrator)
    text = narrator.words.on(agreement.by_issue("text"), issues)
    same = [by for by in carried if narrator.words.on(offers[by].by_issue("text"), issues) == text]
    return same or carried


@gist("talks")
def talks_gist(entries: Sequence[Entry], narrator: Narrator) -> str:
    """Sum up all talks of a run: who last agreed on what, where nobody did after that, and what divided them."""
    agreed = of_kind(entries, "agreement")
    after = entries[entries.index(agreed[-1]) :] if agreed else entries
    told = [_agreed(agreed[-1], entries, narrator)] if agreed else []
    failed = [entry for entry in of_kind(after, "leaves") if entry.word("result") == "deadlock"]
    return "; ".join(told + ([_failed(failed, after, narrator)] if failed else []))


def _agreed(last: Entry, entries: Sequence[Entry], narrator: Narrator) -> str:
    words = narrator.words
    refusing = last.word("refusing").split() if "refusing" in last.numbers else []
    signing = [words.actor(name) for name in narrator.stage_of(last, Talks).parties if name not in refusing]
    what = words.terms(last.by_issue("text"), None if _agreed_option(entries) else dealt_with(last, narrator))
    return f"in “{words.stage(last.stage)}” {listed(signing)} agreed {what}"


def _failed(failed: Sequence[Entry], entries: Sequence[Entry], narrator: Narrator) -> str:
    words = narrator.words
    parties = dict.fromkeys(name for entry in failed for name in narrator.stage_of(entry, Talks).parties)
    where = listed([f"“{words.stage(entry.stage)}”" for entry in failed], "or")
    who = listed([words.actor(name) for name in parties])
    return f"{who} found no agreement in {where}{_divided(entries, narrator)}{_in_reach(entries, narrator)}"


def _divided(entries: Sequence[Entry], narrator: Narrator) -> str:
    lacking = of_kind(entries, "shortfall")
    last = [entry.by_issue("lacks") for entry in lacking if entry.stage == lacking[-1].stage] if lacking else []
    total = [sum(lack) for lack in zip(*last, strict=True)]
    if not total or max(total) <= 0:
        return ""
    issues = list(narrator.words.issues.values())
    return f", and what divided them most in the end was {issues[total.index(max(total))]}"


def _in_reach(entries: Sequence[Entry], narrator: Narrator) -> str:
    """Name the talks in which a text between the last offers would have been taken: neither gave so far."""
    missed = of_kind(entries, "in_reach")
    if not missed:
        return ""
    where = listed([f"“{narrator.words.stage(entry.stage)}”" for entry in missed])
    return f", though in {where} texts between the last offers were {better_than_failing(missed[-1], narrator)}"
