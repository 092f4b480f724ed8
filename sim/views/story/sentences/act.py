"""Sentences of an act: who backs it, how whoever may do it weighs it, notice, and the act itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.format.stages.act import Acting
from sim.views.story.sentences.grades import LITTLE, chance_in_words, degree
from sim.views.story.sentences.verdict import AGAINST_ITSELF
from sim.views.story.sentences.vocabulary import Spell, endings, meanings, spell, tells
from sim.views.wording import capital, day, listed, plural

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Sequence

    from sim.process.chronicle import Entry
    from sim.scenario.format.stages.stage import Stage
    from sim.views.story.sentences.narrator import Narrator
    from sim.views.story.sentences.words import Words

__all__ = ["considers", "declaration", "notice", "sponsor", "tempted"]


def _laid_aside(stage: Stage) -> str:
    act = stage.words.act if isinstance(stage, Acting) else "it"
    rolled = isinstance(stage, Acting) and stage.dice is not None
    return f"it did not come to {act}" if rolled else f"the question of {act} was laid aside"


endings({"coordinated": "", "backed": "", "alone": "", "no_declaration": _laid_aside, "no_act": _laid_aside})
meanings({
    "declaration": "worth of the act", "without": "worth of what comes without it",
    "reluctance": "reluctance left", "backs": "would back it", "green": "is backed",
    "declaring": "worth of acting", "waiting": "worth of waiting", "backing": "believed chance of backing",
    "declares": "would act",
})  # fmt: skip


@tells("sponsor", decided=True)
def sponsor(entry: Entry, narrator: Narrator) -> str:
    """Tell whether a sponsor backs the act, and why."""
    who, words = narrator.words.actor(entry.actor), narrator.stage_of(entry, Acting).words
    gave = words.backed if entry.says("backs") else words.refused
    margin = entry.number("declaration") - entry.number("without")
    return f"{who} {gave}: {words.act} that it backs was {degree(margin, what='none')}"


@tells("considers", decided=True)
def considers(entry: Entry, narrator: Narrator) -> str:
    """Tell what one who may act weighed, and whether it waited."""
    who, spec = narrator.words.actor(entry.actor), narrator.stage_of(entry, Acting)
    if not spec.backing_by:
        return f"{who} {'decided to act' if entry.says('declares') else 'waited'}: {_weighed(entry)}"
    if not entry.says("green"):
        return f"without backing {who} waited"
    hoped = f"it held backing to be {chance_in_words(entry.number('backing'))}"
    return f"{who} {'decided to act' if entry.says('declares') else 'waited'}: {hoped}, and {_weighed(entry)}"


def _weighed(entry: Entry, acting: str = "acting") -> str:
    """Tell what acting was worth beside waiting (R12)."""
    margin = entry.number("declaring") - entry.number("waiting")
    if (margin > 0) == entry.says("declares"):
        return f"{acting} was {degree(margin, what='waiting')}"
    turned = "acted" if entry.says("declares") else "waited"
    return f"{AGAINST_ITSELF} {acting} was {degree(margin, what='waiting')}, it wavered and {turned}"


@tells("notice")
def notice(entry: Entry, narrator: Narrator) -> str:
    """Tell that somebody gave notice, and for when; nothing where it acts on the same day."""
    weeks, who = entry.number("weeks"), narrator.words.actor(entry.actor)
    act = narrator.stage_of(entry, Acting).words.act
    return f"{who} gave notice of {act} in {plural(weeks, 'week')}" if weeks else ""


@tells("tempted", decided=True)
def tempted(entry: Entry, narrator: Narrator) -> str:
    """Tell that somebody thought of acting alone, and whether it did."""
    until = _held_until(entry, narrator)
    did = f"did not wait for {day(until)}" if until else "did"
    acted = f"thought of acting alone, and {did}" if entry.says("declares") else "thought of acting alone, but waited"
    return f"{narrator.words.actor(entry.actor)} {acted}: {_weighed(entry, 'acting alone')}"


def _held_until(entry: Entry, narrator: Narrator) -> dt.date | None:
    """Return until which day what has happened holds the stage of an entry back, None where it may act by now."""
    until = None
    events = {event.name: event for event in narrator.scenario.events}
    for one in narrator.past:
        if one.kind != "event" or one.week > entry.week:
            continue
        event = events[one.word("name")]
        for effect in event.effects if one.says("happens") else event.otherwise:
            if effect.hold is not None and effect.hold.stage == entry.stage:
                until = max(until or effect.hold.until, effect.hold.until)
            elif effect.release == entry.stage:
                until = None
    return until if until and until > entry.date else None


@tells("declaration")
def declaration(entry: Entry, narrator: Narrator) -> str:
    """Tell who acted, and with whose backing."""
    spec = narrator.stage_of(entry, Acting)
    who = f"{narrator.words.actor(entry.actor)} {spec.words.acted}"
    if not spec.backing_by:
        return who
    named = spec.words.backers != "backers"
    if entry.word("how") == "alone":
        return f"{who} on its own, without {f'the backing of its {spec.words.backers}' if named else 'backing'}"
    if named and entry.number("backing") >= 1 and len(spec.backing_by) > 1:
        return f"{who}, with the backing of all its {spec.words.backers}"
    lights = [one for one in narrator.past if one.kind == "sponsor" and one.stage == entry.stage]
    last = {one.actor: one.says("backs") for one in lights}
    backing = [narrator.words.actor(name) for name, backs in last.items() if backs]
    return f"{who}, with the backing of {listed(backing) if backing else f'some of its {spec.words.backers}'}"


# --- weeks in which a declaration was weighed ---------------------------------------------------------------


def _weighing_mark(week: Sequence[Entry], narrator: Narrator) -> Hashable:
    considered = [
        (entry.says("green"), entry.says("green") and entry.says("declares"))
        for entry in week if entry.kind == "considers"
    ]  # fmt: skip
    lights = [entry.says("backs") for entry in week if entry.kind == "sponsor"]
    return (considered[0], *lights) if considered and lights else None


def _weighing(weeks: Sequence[Sequence[Entry]], narrator: Narrator) -> list[str]:
    words = narrator.words
    sponsors = [entry for entry in weeks[-1] if entry.kind == "sponsor"]
    considered = next(entry for entry in weeks[-1] if entry.kind == "considers")
    called = narrator.stage_of(considered, Acting).words
    lights = []
    for gave, said in ((True, called.backed), (False, called.refused)):
        who = [words.actor(entry.actor) for entry in sponsors if entry.says("backs") == gave]
        lights += [f"{listed(who)} {said}"] if who else []
    length = f"for {plural(len(weeks), 'week')} " if len(weeks) > 1 else ""
    last = "in the last of them " if len(weeks) > 1 else ""
    values = _light_values(sponsors, words, called.backed_act)
    sentences = [f"{length}{listed(lights)}", f"{last}{values}", considers(considered, narrator)]
    return [f"{capital(sentence)}." for sentence in sentences]


def _light_values(sponsors: Sequence[Entry], words: Words, act: str) -> str:
    """Tell to whom an act with its backing was worth more than none, and to whom less; near ties are named."""
    said: list[str] = []
    for gave, worth in ((True, "more"), (False, "less")):
        these = [one for one in sponsors if one.says("backs") == gave]
        near = [one for one in these if abs(one.number("declaration") - one.number("without")) < LITTLE]
        clear = [words.actor(one.actor) for one in these if one not in near]
        close = [words.actor(one.actor) for one in near]
        parts = [f"{worth} to {listed(clear)}"] if clear else []
        parts += [f"a little {worth} to {listed(close)}"] if close else []
        said += parts
    return f"{act} was worth {', '.join(said)} than none" if said else ""


spell(Spell(frozenset({"sponsor", "considers"}), _weighing_mark, _weighing, even_with_numbers=True))
