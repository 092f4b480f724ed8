"""Sentences of what happens outside or between the stages: dated events, leaving a stage, and the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.format.stages.stage import NOTHING, TABLE
from sim.views.labels import path_words, subject_of
from sim.views.story.sentences.vocabulary import ENDINGS, tells
from sim.views.wording import capital, day, listed, per_cent, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.process.chronicle import Entry
    from sim.scenario.format.events import Change, Effect, Learned, SeatChange, Signal
    from sim.scenario.format.quantity import Quantity
    from sim.views.story.sentences.narrator import Narrator

__all__ = ["event", "leaves", "outcome"]

CHANGED = {
    "blocking_cost": "what blocking costs it", "precedent_price": "what a precedent costs it",
    "deference": "its regard for the parties' agreement", "side_payment": "what it is offered elsewhere",
    "audience_cost": "what a public retreat costs it", "patience_weeks": "its patience", "position": "its position",
    "following": "the following",
}  # fmt: skip


@tells("event")
def event(entry: Entry, narrator: Narrator) -> str:
    """Tell that an event happened or did not, and what followed from that."""
    happened, chance, label = entry.says("happens"), entry.number("chance"), entry.word("label")
    known = next(one for one in narrator.scenario.events if one.name == entry.word("name"))
    likely = f" ({per_cent(chance)} likely)" if 0 < chance < 1 else ""
    told = f"{label}{likely}" if happened else f"it did not come to this: {label}{likely}"
    return ". ".join([told, *effects(known.effects if happened else known.otherwise, narrator)])


def effects(done: Sequence[Effect], narrator: Narrator) -> Iterator[str]:
    """Tell what an event does."""
    words = narrator.words
    for effect in done:
        if effect.hold is not None:
            yield f"This held back “{words.stage(effect.hold.stage)}” until {day(effect.hold.until)}"
        elif effect.release is not None:
            yield f"This let “{words.stage(effect.release)}” go ahead"
        elif effect.signal is not None:
            said = "hinted" if effect.signal.weight.mean < 1 else "let it be known"
            about = _about(effect.signal, narrator)
            yield f"{capital(words.actor(effect.signal.sender))} {said} that {about}"
        elif effect.change is not None:
            yield f"For {words.actor(effect.change.actor)} this {_changed(effect.change, narrator)}"
        elif effect.move is not None:
            whose, _, what = path_words(narrator.scenario, effect.move.number).partition(": ")
            yield f"For {whose} this {_raised(effect.move.by)} {what}"
        elif effect.learned is not None:
            named = [words.actor(name) for name in effect.learned.actors]
            who = listed(named) if named else "everybody"
            yield f"{capital(who)} learned that {_about(effect.learned, narrator)}"
        elif effect.seat is not None:
            yield _seat(effect.seat, narrator)
        elif effect.in_force is not None:
            what = "the text on the table" if effect.in_force == TABLE else words.text(effect.in_force)
            yield f"{capital(what)} came into force"


def _seat(seat: SeatChange, narrator: Narrator) -> str:
    parts = [] if seat.votes is None else [f"had {plural(seat.votes, 'vote')}"]
    parts += [] if seat.veto is None else ["could veto" if seat.veto else "could veto no more"]
    return f"From now on {narrator.words.actor(seat.holder)} {listed(parts)} in “{narrator.words.stage(seat.stage)}”"


def _raised(by: Quantity) -> str:
    low, high = by.support
    return "raised" if low >= 0 else "lowered" if high <= 0 else "changed"


def _about(signal: Signal | Learned, narrator: Narrator) -> str:
    """Tell what was said of a stage's result."""
    name, _, result = signal.about.partition(".")
    who, how = subject_of(narrator.scenario, name, result)
    return f"{who or f'“{narrator.words.stage(name)}”'} would {'' if signal.says else 'not '}{how.format('be')}"


def _changed(change: Change, narrator: Narrator) -> str:
    how = _raised(change.by)
    on = f" on {narrator.words.issues[change.issue]}" if change.issue else ""
    if change.faction is not None:
        faction = narrator.scenario.actors[change.actor].factions[change.faction]
        on = f" of {faction.label or change.faction.replace('_', ' ')}"
    return f"{how} {CHANGED.get(change.of, change.of.replace('_', ' '))}{on}"


@tells("leaves")
def leaves(entry: Entry, narrator: Narrator) -> str:
    """Tell how a stage ended."""
    result = entry.word("result")
    spec = narrator.scenario.stages[entry.stage]
    ending = ENDINGS.get(result, f"the stage ended: {result.replace('_', ' ')}")
    if not isinstance(ending, str):
        ending = ending(spec)
    onward = spec.onward(result)
    if onward.in_force is not None and onward.in_force != NOTHING:
        what = "the text on the table" if onward.in_force == TABLE else narrator.words.text(onward.in_force)
        ending = f"{ending}, and {what} came into force" if ending else f"{what} came into force"
    return ". ".join([*([ending] if ending else []), *effects(onward.effects, narrator)])


@tells("outcome")
def outcome(entry: Entry, narrator: Narrator) -> str:
    """Tell how the run ended."""
    end = ""
    if entry.word("ending") == "calendar":
        end = f"the calendar ended on {day(narrator.scenario.calendar.end)} before the process did. "
    return f"{end}Outcome: {entry.word('outcome')}"
