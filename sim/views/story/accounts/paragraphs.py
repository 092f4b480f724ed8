"""A paragraph of a stage: what it came to, with what happened elsewhere meanwhile."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

from sim.views.story.accounts.registry import ACCOUNTS, as_told, of_kind
from sim.views.story.sentences.events import bears, effects
from sim.views.story.sentences.seat import DECISIONS
from sim.views.story.sentences.vocabulary import SENTENCES
from sim.views.wording import capital, day, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.process.chronicle import Entry
    from sim.scenario.format.events import Effect, Event
    from sim.views.story.sentences.narrator import Narrator

__all__ = ["is_told", "paragraph"]

FEW = 2
"""So many different decisions of a seat are told one by one."""


def paragraph(part: Sequence[Entry], stage: str, narrator: Narrator) -> list[str]:
    """Tell in a few sentences what happened while a run stood in a stage, the outcome left out.

    >>> from sim.runs.one_run import chronicle_of
    >>> from sim.views.story.sentences.narrator import Narrator
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> entries = [one for one in chronicle_of(five, 0, seed=1).entries if one.stage == "proposal"]
    >>> paragraph(entries, "proposal", Narrator(five, entries))[-1]
    'The text went on without the consent of all parties.'
    """
    own = [entry for entry in part if entry.stage == stage]
    events = of_kind(part, "event")
    told = _account(own, stage, narrator, events)
    before = [entry for entry in events if not own or entry.week <= own[0].week]
    after = [entry for entry in events if entry not in before]
    told = [*_events(before, narrator), *told[:-1], *_events(after, narrator), *told[-1:]]
    for other in dict.fromkeys(entry.stage for entry in part if entry.stage not in ("", stage)):
        told += _account([entry for entry in part if entry.stage == other], other, narrator, events)
    narrator.past += part
    return [f"{capital(sentence)}." for sentence in told]


def _account(
    entries: Sequence[Entry], stage: str, narrator: Narrator, events: Sequence[Entry] = ()
) -> list[str]:  # fmt: skip
    """Tell of one stage; of events meanwhile those are known that held it back."""
    if not entries:
        return []
    kept, named = narrator.past, {event.name: event for event in narrator.scenario.events}
    holding = [one for one in events if any(effect.hold for effect in _done(named[one.word("name")], one))]
    narrator.past = [*holding, *kept]
    account = ACCOUNTS.get(narrator.scenario.stages[stage].kind)
    told = account(entries, narrator) if account else [as_told(entry, entries, narrator) for entry in entries]
    if account:
        ends = [as_told(entry, entries, narrator) for entry in of_kind(entries, "leaves")]
        waits = [as_told(entry, entries, narrator) for entry in of_kind(entries, "waited")]
        told = [*waits, *_seats(entries, narrator), *told, *ends]
    narrator.past = kept
    return [sentence for sentence in told if sentence]


def _seats(entries: Sequence[Entry], narrator: Narrator) -> Iterator[str]:
    """Tell where somebody outside the model decided otherwise; what was the same each time is told once."""
    for name in dict.fromkeys(entry.actor for entry in of_kind(entries, "seat")):
        own = [entry for entry in of_kind(entries, "seat") if entry.actor == name]
        said = Counter(as_told(entry, entries, narrator) for entry in own)
        if len(said) <= FEW:
            yield from (f"{one}{f', {times} times' if times > 1 else ''}" for one, times in said.items())
        else:
            about = listed(dict.fromkeys(DECISIONS[entry.word("what")] for entry in own))
            who = narrator.words.actor(name)
            yield f"{who} was played, and {len(own)} times decided otherwise than the model would have, on {about}"


def _events(events: Sequence[Entry], narrator: Narrator) -> Iterator[str]:
    """Tell of the events that might have gone otherwise, or that moved the calendar or the law."""
    for entry in events:
        if not is_told(entry, narrator):
            continue
        known, done = _borne(entry, narrator)
        said, _, _ = SENTENCES["event"](entry, narrator).partition(". ")
        on = day(dt.date.fromisoformat(entry.word("on")))
        because = "this" if entry.says("happens") or known.otherwise_label else "that"
        yield ". ".join([f"{said} ({on})", *effects(done, narrator, because)])


def is_told(entry: Entry, narrator: Narrator) -> bool:
    """Tell whether a paragraph tells of an entry: of events, only of those that were open or decided something."""
    if entry.kind != "event":
        return True
    _, done = _borne(entry, narrator)
    decisive = any(effect.hold or effect.release or effect.seat or effect.in_force for effect in done)
    return decisive or (0 < entry.number("chance") < 1 and (bool(done) or entry.says("happens")))


def _borne(entry: Entry, narrator: Narrator) -> tuple[Event, list[Effect]]:
    """Return an event, and what it did that the reader is told of."""
    known = next(one for one in narrator.scenario.events if one.name == entry.word("name"))
    return known, [effect for effect in _done(known, entry) if bears(effect, narrator)]


def _done(event: Event, entry: Entry) -> Sequence[Effect]:
    return event.effects if entry.says("happens") else event.otherwise
