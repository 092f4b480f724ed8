"""From the entries of a chronicle to chapters: what happened while a run stood in each stage, by date."""

import datetime as dt
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from sim.process.chronicle import Chronicle, Entry
from sim.scenario.format.record import Record
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.stage import END
from sim.views.story.accounts import is_told, paragraph
from sim.views.story.sentences import tell
from sim.views.story.sentences.narrator import Narrator
from sim.views.story.sentences.numbers import numbers_behind
from sim.views.story.sentences.vocabulary import SPELLS, Spell

__all__ = ["Chapter", "Passage", "Story", "chapters_of", "in_order", "paragraphs_of", "with_record"]


@dataclass(frozen=True)
class Passage:
    """What is told of a day or of a span of days."""

    first: dt.date
    last: dt.date
    """The days."""
    sentences: tuple[str, ...]
    """What happened."""
    numbers: tuple[str, ...] = ()
    """What it was decided by, a line a decision."""
    mark: Literal["", "outcome", "record"] = ""
    """Whether it tells how the run ended, or, instead of the run, what really happened."""


@dataclass(frozen=True)
class Chapter:
    """What happened while the run stood in one stage."""

    heading: str
    """The label of the stage."""
    passages: tuple[Passage, ...]
    """By date."""


@dataclass(frozen=True)
class Story:
    """A run as it is told, before it is written in some form."""

    title: str
    """Title of the scenario."""
    about: str
    """Which run of which scenario."""
    notes: tuple[str, ...]
    """What a reader should know beforehand."""
    chapters: tuple[Chapter, ...]
    """What happened."""
    summary: tuple[str, ...] = ()
    """The same in at most five sentences, to be read first."""


def in_order(chronicle: Chronicle) -> list[Entry]:
    """Return the entries by date; how a run ended is written down last, but its aftermath may have followed.

    >>> from sim.runs.one_run import chronicle_of
    >>> entries = in_order(chronicle_of(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), 0, seed=1))
    >>> [entry.week for entry in entries] == sorted(entry.week for entry in entries), entries[-1].kind
    (True, 'outcome')
    """
    ending = [entry for entry in chronicle.entries if entry.kind == "outcome"]
    entries = _seats_first(_that_decided([entry for entry in chronicle.entries if entry.kind != "outcome"]))
    for outcome in ending:
        until = [place for place, entry in enumerate(entries, 1) if entry.week <= outcome.week]
        leaving = [
            place for place in until if (entries[place - 1].kind, entries[place - 1].week) == ("leaves", outcome.week)
        ]
        entries.insert(max(leaving or until, default=0), outcome)
    return entries


def _that_decided(entries: Sequence[Entry]) -> list[Entry]:
    """Leave out what members carried where their group refused by itself, or where nothing came of its own offer."""
    agreed = {(one.stage, one.week, str(one.by_issue("text"))) for one in entries if one.kind == "agreement"}
    kept = []
    for place, entry in enumerate(entries):
        if entry.kind == "within" and entry.says("carried"):
            about = next((one for one in entries[place + 1 :] if one.kind != "within"), entry)
            if not about.numbers.get("accepts", True):
                continue
            if about.kind == "offer" and (entry.stage, entry.week, str(entry.by_issue("text"))) not in agreed:
                continue
        kept.append(entry)
    return kept


def _seats_first(entries: Sequence[Entry]) -> list[Entry]:
    """Put first in each week what was decided from outside; what changed nothing is left out."""
    told = [entry for entry in entries if entry.kind != "seat" or entry.says("otherwise")]
    weeks = (list(same) for _, same in groupby(told, key=lambda entry: (entry.week, entry.stage)))
    return [entry for week in weeks for entry in sorted(week, key=lambda entry: entry.kind != "seat")]


def chapters_of(entries: Sequence[Entry], narrator: Narrator, numbers: bool) -> Iterator[Chapter]:
    """Tell the entries, a chapter for each stage that the run came to.

    >>> from sim.runs.one_run import chronicle_of
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> entries = in_order(chronicle_of(five, 0, seed=1))
    >>> [chapter.heading for chapter in chapters_of(entries, Narrator(five, entries), numbers=False)]
    ['Vienna talks', "Envoy's proposal", 'Security Council', 'Troika talks', 'Declaration']
    """
    for stage, part in _parts(entries, narrator):
        told = list(_told(part, narrator, numbers))
        days = groupby(told, key=lambda passage: (passage.first, passage.last, passage.mark))
        yield Chapter(narrator.words.stage(stage), tuple(_joined(list(same)) for _, same in days))


def paragraphs_of(entries: Sequence[Entry], narrator: Narrator, numbers: bool) -> Iterator[Chapter]:
    """Tell the entries, a paragraph for each stage that the run came to; numbers are those of each last decision.

    >>> from sim.runs.one_run import chronicle_of
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> entries = in_order(chronicle_of(five, 0, seed=1))
    >>> first, *_ = paragraphs_of(entries, Narrator(five, entries), numbers=False)
    >>> len(first.passages), first.passages[0].sentences[1]
    (1, 'Belgrade and Pristina met in 14 rounds.')
    """
    for stage, part in _parts(entries, narrator):
        happened = [entry for entry in part if entry.kind != "outcome"]
        ended = [entry for entry in part if entry.kind == "outcome"]
        last = {(entry.stage, entry.kind, entry.actor): entry for entry in happened}.values()
        days = [entry.date for entry in happened if is_told(entry, narrator)]
        passages = []
        if told := paragraph(happened, stage, narrator):
            behind = _behind(list(last), narrator) if numbers else ()
            passages.append(Passage(days[0], days[-1], tuple(told), behind))
        passages += [Passage(one.date, one.date, (tell(one, narrator),), mark="outcome") for one in ended]
        if passages:
            yield Chapter(narrator.words.stage(stage), tuple(passages))


def _parts(entries: Sequence[Entry], narrator: Narrator) -> Iterator[tuple[str, list[Entry]]]:
    """Split the entries where the run moves from one stage to the next."""
    stage, following = next(iter(narrator.scenario.stages)), ""
    part: list[Entry] = []
    for entry in entries:
        if following and entry.kind != "outcome":
            yield stage, part
            stage, following, part = following, "", []
        part.append(entry)
        if entry.kind == "leaves" and (onward := entry.word("following")) != END:
            following = onward
    yield stage, part


def _joined(same: list[Passage]) -> Passage:
    """Make one passage of what happened on the same days."""
    sentences = tuple(sentence for passage in same for sentence in passage.sentences)
    numbers = tuple(line for passage in same for line in passage.numbers)
    return Passage(same[0].first, same[0].last, sentences, numbers, same[0].mark)


# --- weeks that are told together, and weeks that are told singly ------------------------------------------


def _told(part: Sequence[Entry], narrator: Narrator, numbers: bool) -> Iterator[Passage]:
    waiting: list[list[Entry]] = []
    family: tuple[Spell, str, Hashable] | None = None
    for week in _weeks(part):
        spell = _spell_of(next((entry for entry in week if entry.kind != "within"), week[0]), numbers)
        mark = spell.mark(week, narrator) if spell else None
        joins = (spell, week[0].stage, mark) if spell and mark is not None else None
        if family and joins != family:
            yield _together(waiting, family[0], narrator, numbers)
            waiting = []
        family = joins
        if joins:
            waiting.append(week)
        else:
            yield from _singly(week, narrator, numbers)
    if family:
        yield _together(waiting, family[0], narrator, numbers)


def _weeks(part: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Split a chapter into weeks, and a week into what belongs to one kind of spell."""
    spells: list[Spell | None] = [_spell_of(entry) for entry in part]
    for place in reversed(range(len(part) - 1)):  # what is said within a group belongs to what the group says then
        if part[place].kind == "within":
            spells[place] = spells[place + 1]
    for _, same in groupby(zip(part, spells, strict=True), key=lambda each: (each[0].week, each[0].stage, each[1])):
        yield sorted((entry for entry, _ in same), key=_after_the_offers)


def _after_the_offers(entry: Entry) -> bool:
    """All offers of a round come before what is said to them."""
    return entry.kind == "answer" or bool(entry.numbers.get("whose"))


def _spell_of(entry: Entry, numbers: bool = False) -> Spell | None:
    return next(
        (spell for spell in SPELLS if entry.kind in spell.kinds and (spell.even_with_numbers or not numbers)), None
    )


def _together(weeks: list[list[Entry]], spell: Spell, narrator: Narrator, numbers: bool) -> Passage:
    """Tell several weeks at once, with the numbers of the first and the last."""
    sentences = spell.tells(weeks, narrator)
    narrator.past += [entry for week in weeks for entry in week]
    shown = weeks[0] + weeks[-1] if len(weeks) > 1 else weeks[0]
    behind = _behind(shown, narrator) if numbers else ()
    return Passage(weeks[0][0].date, weeks[-1][0].date, tuple(sentences), behind)


def _singly(week: list[Entry], narrator: Narrator, numbers: bool) -> Iterator[Passage]:
    for place, entry in enumerate(week):
        round_number = f"Round {narrator.rounds(entry) + 1}. " if entry.kind == "offer" and place == 0 else ""
        sentence = tell(entry, narrator)
        if not sentence:
            continue
        date = dt.date.fromisoformat(entry.word("on")) if entry.kind == "event" else entry.date
        behind = _behind([entry], narrator) if numbers else ()
        yield Passage(date, date, (round_number + sentence,), behind, "outcome" if entry.kind == "outcome" else "")


def _behind(entries: Sequence[Entry], narrator: Narrator) -> tuple[str, ...]:
    return tuple(filter(None, (numbers_behind(entry, narrator.words) for entry in entries)))


# --- the record ---------------------------------------------------------------------------------------------


def with_record(chapters: Sequence[Chapter], scenario: Scenario) -> list[Chapter]:
    """Put the record's dated facts between the passages, each where its date belongs.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> opened = Passage(dt.date(2006, 3, 6), dt.date(2006, 3, 6), ("In this run the talks open late.",))
    >>> talks, later = with_record([Chapter("Vienna talks", (opened,))], five)
    >>> [passage.sentences[0] for passage in talks.passages]
    ['First direct round (UNOSEK).', 'In this run the talks open late.']
    >>> later.heading, later.passages[-1].sentences[0]
    ('On record after that', 'Outcome: Coordinated declaration.')
    """
    record = scenario.record
    if record is None:
        return list(chapters)
    waiting = sorted(_recorded(record, scenario), key=lambda passage: passage.first)
    mixed = []
    for chapter in chapters:
        passages: list[Passage] = []
        for passage in chapter.passages:
            while waiting and waiting[0].first < passage.first:
                passages.append(waiting.pop(0))
            passages.append(passage)
        mixed.append(Chapter(chapter.heading, tuple(passages)))
    return [*mixed, Chapter("On record after that", tuple(waiting))] if waiting else mixed


def _recorded(record: Record, scenario: Scenario) -> Iterator[Passage]:
    for fact in record.events:
        source = f" ({fact.source})" if fact.source else ""
        yield Passage(fact.date, fact.date, (f"{fact.label}{source}.",), mark="record")
    if record.outcome and record.ended_on:
        label = scenario.outcome_labels.get(record.outcome, record.outcome)
        yield Passage(record.ended_on, record.ended_on, (f"Outcome: {label}.",), mark="record")
