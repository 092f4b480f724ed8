"""Sentences of talks: offers, answers, a mediator's text, options and how talks end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.format.stages.talks import Talks, TalksWords
from sim.views.story.sentences.grades import HAIR, degree, distance, named_first
from sim.views.story.sentences.verdict import grounds, verdict, weighed
from sim.views.story.sentences.vocabulary import Spell, endings, meanings, spell, tells
from sim.views.wording import capital, listed, plural

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from sim.process.chronicle import Entry
    from sim.scenario.format.stages.stage import Stage
    from sim.views.story.sentences.narrator import Narrator

__all__ = [
    "agreement", "answer", "best_heard", "better_than_failing", "dealt_with", "extension", "in_reach",
    "left_out", "moved_on", "offer", "opinion", "option",
    "revised_text", "shortfall", "single_text", "within",
]  # fmt: skip


def _words(spec: Stage) -> TalksWords:
    return spec.words if isinstance(spec, Talks) else TalksWords()


NAMED = 3
"""On how many issues it is told what an offer lacked most."""

endings({"agreed": "", "deadlock": lambda spec: _words(spec).failed})
meanings({
    "asked": "held out for", "own_value": "worth to itself", "other_value": "worth to the other side",
    "others_value": "worth to the others, on average", "other": "", "text_name": "", "proposed_by": "",
})  # fmt: skip


@tells("offer", decided=True)
def offer(entry: Entry, narrator: Narrator) -> str:
    """Tell what a party offered, and what is new in it."""
    words, text = narrator.words, entry.by_issue("text")
    who, before = words.actor(entry.actor), narrator.before(entry, "offer")
    if before is None:
        return f"{who} opened {words.terms(text, dealt_with(entry, narrator))}"
    return f"{who} {moved_on(before.by_issue('text'), text, narrator)}"


def moved_on(before: Sequence[float], after: Sequence[float], narrator: Narrator) -> str:
    """Tell how far a text moved, and on which issues most."""
    moved = narrator.words.moves(before, after)
    if not moved:
        return "did not move"
    how = distance([new - old for old, new in zip(before, after, strict=True)])
    return f"{f'{how} moved' if how == 'hardly' else f'moved {how}'}, {_most(moved)}"


def _most(moved: list[str]) -> str:
    return (
        f"on {moved[0]} alone"
        if len(moved) == 1
        else f"most on {moved[0]}"
        if len(moved) > 3
        else f"on {listed(moved)}"
    )


def dealt_with(entry: Entry, narrator: Narrator) -> list[str]:
    """Name the issues that are covered and on the agenda by then; all where nothing is open yet."""
    spec, issues = narrator.stage_of(entry, Talks), list(narrator.scenario.issues)
    opened = [issue for item in spec.agenda if item.opens <= entry.date for issue in item.issues] or issues
    return [issue for issue in issues if issue in opened and (not spec.covers or issue in spec.covers)] or issues


@tells("answer", decided=True)
def answer(entry: Entry, narrator: Narrator) -> str:
    """Tell whether a party took the other's offer."""
    words = narrator.words
    return verdict(entry, words, f"{words.whose(entry.word('other'))} offer")


@tells("single_text")
def single_text(entry: Entry, narrator: Narrator) -> str:
    """Tell what a mediator wrote for all to sign."""
    words, covers = narrator.words, narrator.stage_of(entry, Talks).covers
    return f"{words.actor(entry.actor)} tabled a single text: {words.terms(entry.by_issue('text'), covers or None)}"


@tells("opinion", decided=True)
def opinion(entry: Entry, narrator: Narrator) -> str:
    """Tell whether a party took the mediator's text as it stood."""
    words = narrator.words
    return verdict(entry, words, "the text as it stood" if not narrator.this_week(entry, "opinion") else "it")


@tells("revised_text")
def revised_text(entry: Entry, narrator: Narrator) -> str:
    """Tell what the mediator changed for those who said no."""
    words = narrator.words
    moved = words.moves(entry.by_issue("before"), entry.by_issue("text"))
    who = words.actor(entry.actor)
    return f"{who} revised the text on {named_first(moved, 'issue')}" if moved else f"{who} left the text as it was"


@tells("option", decided=True)
def option(entry: Entry, narrator: Narrator) -> str:
    """Tell who tabled what, and what a party answered; who proposes a text says only what it was worth to it."""
    words, name = narrator.words, entry.word("text_name")
    if any(one.word("text_name") == name for one in narrator.this_week(entry, "option")):
        return verdict(entry, words, "it")
    proposer = entry.word("proposed_by")
    tabling = [words.actor(one) for one in ([proposer] if proposer else narrator.stage_of(entry, Talks).mediators)]
    tabled = f"{listed(tabling)} tabled" if tabling else "on the table came"
    said = (
        weighed(entry.number("value"), entry.number("disagreement"))
        if entry.actor == proposer
        else verdict(entry, words, "it")
    )
    return f"{capital(tabled)} {words.text(name)}: {words.terms(entry.by_issue('text'))}. {capital(said)}"


@tells("within")
def within(entry: Entry, narrator: Narrator) -> str:
    """Tell who within a group would sign, and whether that carried its yes."""
    actor, what = narrator.words.actor, "it"
    if whose := entry.numbers.get("whose"):
        what = "its own offer" if whose == entry.actor else f"{narrator.words.whose(str(whose))} offer"
    said: list[str] = []
    for side in ("for", "against"):
        if names := entry.word(f"{side}_it").split():
            said.append(f"{side} {what if not said else 'it'} stood {listed([actor(name) for name in names])}")
    could_not = "it could not stand by it" if whose == entry.actor else "it could not say yes"
    ends = "its yes was carried" if entry.says("carried") else could_not
    return f"within {actor(entry.actor)}, {', '.join(said)}: {ends}"


@tells("left_out")
def left_out(entry: Entry, narrator: Narrator) -> str:
    """Tell that a party reckoned with an agreement of the others over its head, and what that was worth (R2)."""
    margin = entry.number("over_its_head") - entry.number("if_none")
    who, it = narrator.words.actor(entry.actor), "them" if narrator.words.are_several(entry.actor) else "it"
    return f"{who} reckoned that the others might agree without {it}, which was {degree(margin, it)}"


@tells("extension")
def extension(entry: Entry, narrator: Narrator) -> str:
    """Tell that the talks were given more time."""
    words = narrator.stage_of(entry, Talks).words
    return f"Time was up, and {words.talks} were given {plural(entry.number('weeks'), 'week')} more"


@tells("shortfall")
def shortfall(entry: Entry, narrator: Narrator) -> str:
    """Tell on which issues what the others offered last fell short most: what was still between them."""
    words, lacks = narrator.words, entry.by_issue("lacks")
    greatest = sorted(zip(lacks, words.issues.values(), strict=True), key=lambda one: -one[0])[:NAMED]
    named = [issue for lack, issue in greatest if lack >= HAIR]
    others = entry.word("other").split()
    if narrator.stage_of(entry, Talks).protocol == "single_text":
        offer = f"{words.whose(others[0])} last text"
    elif len(others) == 1:
        offer = f"{words.whose(others[0])} last offer"
    else:
        offer = f"the middle of what {listed([words.actor(one) for one in others])} last offered"
    if not named:
        they = "they" if words.are_several(entry.actor) else "it"
        return f"{capital(offer)} gave {words.actor(entry.actor)} all that {they} wanted"
    return f"To {words.actor(entry.actor)}, {offer} fell short above all on {listed(named)}"


@tells("in_reach")
def in_reach(entry: Entry, narrator: Narrator) -> str:
    """Tell that time was up while some text between the last offers would have been taken."""
    two = len(narrator.stage_of(entry, Talks).parties) == 2
    return (
        f"between {'the two' if two else 'the'} last offers lay texts {better_than_failing(entry, narrator)}, "
        f"all prices paid, but {'neither' if two else 'nobody'} went so far before time was up"
    )


def better_than_failing(entry: Entry, narrator: Narrator) -> str:
    """Tell to how many a text would have been worth more than failing: to all, or to enough of them."""
    spec = narrator.stage_of(entry, Talks)
    everybody = "both" if len(spec.parties) == 2 else "all of them"
    whole = all(len(some) == len(spec.parties) for some in spec.coalitions)
    return f"worth more to {everybody if whole else 'enough of them'} than failing"


@tells("agreement")
def agreement(entry: Entry, narrator: Narrator) -> str:
    """Tell who agreed on what, and over whose head; by its name, if it is an option that has just been tabled."""
    words, text = narrator.words, entry.by_issue("text")
    named = [one for one in narrator.this_week(entry, "option") if one.by_issue("text") == text]
    what = (
        f"on {words.text(named[-1].word('text_name'))}"
        if named
        else f"{words.terms(text, dealt_with(entry, narrator))}{_as_offered(entry, narrator)}"
    )
    parties, refusing = (
        narrator.stage_of(entry, Talks).parties,
        entry.word("refusing").split() if "refusing" in entry.numbers else [],
    )
    agreed = narrator.stage_of(entry, Talks).words.agreed
    if not refusing:
        return f"{'Both' if len(parties) == 2 else 'All'} parties {agreed} {what}{_for_others(entry, narrator)}"
    signing = listed([words.actor(one) for one in parties if one not in refusing])
    against = listed([words.actor(one) for one in refusing])
    return f"{capital(signing)} {agreed} {what}{_for_others(entry, narrator)}, and {against} did not"


def _as_offered(entry: Entry, narrator: Narrator) -> str:
    """Tell whose offer it was that was agreed on, if it was somebody's and not everybody's."""
    offers, issues = narrator.this_week(entry, "offer"), dealt_with(entry, narrator)
    text = narrator.words.on(entry.by_issue("text"), issues)
    whose = [
        narrator.words.actor(one.actor) for one in offers if narrator.words.on(one.by_issue("text"), issues) == text
    ]
    return f", as {listed(whose)} had offered" if 0 < len(whose) < len(offers) else ""


def _for_others(entry: Entry, narrator: Narrator) -> str:
    """Name those for whom others sign."""
    bound = narrator.stage_of(entry, Talks).signs_for
    refusing = str(entry.numbers.get("refusing", "")).split()
    said = [
        f"{narrator.words.actor(party)} for {narrator.words.actor(absent)} as well"
        for absent, party in bound.items() if party not in refusing
    ]  # fmt: skip
    return f", {listed(said)}" if said else ""


# --- rounds in which nobody gave in ---------------------------------------------------------------------


def _round_mark(week: Sequence[Entry], narrator: Narrator) -> Hashable:
    accepted = any(entry.says("accepts") for entry in week if entry.kind == "answer")
    return None if accepted or not narrator.weeks_since_first(week[0]) else "refused"


def best_heard(week: Sequence[Entry]) -> list[Entry]:
    """Return for each party its answer to what was offered to it that was worth most to it."""
    best: dict[str, Entry] = {}
    for one in week:
        if one.kind == "answer":
            known = best.setdefault(one.actor, one)
            best[one.actor] = one if one.number("worth") > known.number("worth") else known
    return list(best.values())


def _rounds(weeks: Sequence[Sequence[Entry]], narrator: Narrator) -> list[str]:
    words, first = narrator.words, narrator.rounds(weeks[0][0]) + 1
    moved = []
    for offer in (entry for entry in weeks[-1] if entry.kind == "offer"):
        before = narrator.before(offer, "offer")
        how = moved_on(before.by_issue("text"), offer.by_issue("text"), narrator) if before else "did not move"
        moved += [] if how == "did not move" else [f"{words.actor(offer.actor)} {how}"]
    heard = best_heard(weeks[-1])
    two = len(heard) == 2
    values = [grounds(one, words, f"{words.whose(one.word('other'))} offer", words.actor(one.actor)) for one in heard]
    went = "; ".join(moved) or ("neither side moved" if two else "nobody moved")
    refused = "both refused" if two else "all refused"
    if len(weeks) == 1:
        sentences = [f"round {first}", went, refused, *values]
    else:
        named = f"rounds {first} {'and' if len(weeks) == 2 else 'to'} {first + len(weeks) - 1}"
        sentences = [named, went, f"each time {refused}", f"in the last of these rounds {values[0]}", *values[1:]]
    return [f"{capital(sentence)}." for sentence in sentences]


spell(Spell(frozenset({"offer", "answer"}), _round_mark, _rounds, even_with_numbers=False))


# --- a mediator's text that is revised and revised ---------------------------------------------------------


def _text_mark(week: Sequence[Entry], narrator: Narrator) -> Hashable:
    revised = any(entry.kind == "revised_text" for entry in week)
    return _refusing(week) if revised else None


def _refusing(week: Sequence[Entry]) -> tuple[str, ...]:
    return tuple(entry.actor for entry in week if entry.kind == "opinion" and not entry.says("accepts"))


def _times(number: int) -> str:
    return {1: "", 2: " twice"}.get(number, f" {plural(number, 'time')}")


def _revisions(weeks: Sequence[Sequence[Entry]], narrator: Narrator) -> list[str]:
    words, refusing = narrator.words, _refusing(weeks[0])
    first, last = (next(entry for entry in week if entry.kind == "revised_text") for week in (weeks[0], weeks[-1]))
    who, times = words.actor(first.actor), _times(len(weeks))
    moved = words.moves(first.by_issue("before"), last.by_issue("text"))
    how = f"revised the text on {named_first(moved, 'issue')}" if moved else "left the text as it was"
    said = [
        grounds(entry, words, to=words.actor(entry.actor))
        for entry in weeks[-1] if entry.kind == "opinion" and entry.actor in refusing
    ]  # fmt: skip
    sentences = [f"{listed([words.actor(one) for one in refusing])} refused{times}, and {who} {how}", *said]
    return [f"{capital(sentence)}." for sentence in sentences]


spell(Spell(frozenset({"opinion", "revised_text"}), _text_mark, _revisions, even_with_numbers=False))
