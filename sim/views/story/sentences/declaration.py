"""Sentences of the declaration: the sponsors' light, the declarer's weighing, notice and the act itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.views.story.sentences.vocabulary import Spell, endings, meanings, spell, tells
from sim.views.wording import capital, decimal, listed, per_cent, plural

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from sim.process.chronicle import Entry
    from sim.views.story.sentences.narrator import Narrator
    from sim.views.story.sentences.words import Words

__all__ = ["considers", "declaration", "notice", "sponsor", "tempted"]

endings({"coordinated": "", "alone": "", "no_declaration": "the question of a declaration was laid aside"})
meanings({
    "declaration": "worth of a declaration", "status_quo": "worth of the status quo",
    "reluctance": "reluctance left", "backs": "gives the green light", "green": "light is green",
    "declaring": "worth of declaring", "waiting": "worth of waiting", "backing": "believed chance of backing",
    "declares": "would declare",
})  # fmt: skip


@tells("sponsor", decided=True)
def sponsor(entry: Entry, narrator: Narrator) -> str:
    """Tell whether a sponsor gave the green light, and by which values."""
    numbers, who = entry.numbers, narrator.words.actor(entry.actor)
    gave = "gave" if numbers["backs"] else "withheld"
    values = f"worth {decimal(numbers['declaration'])} to it, the status quo {decimal(numbers['status_quo'])}"
    return f"{who} {gave} the green light: a declaration that it backs was {values}"


@tells("considers", decided=True)
def considers(entry: Entry, narrator: Narrator) -> str:
    """Tell what the declarer weighed, and whether it waited."""
    numbers, who = entry.numbers, narrator.words.actor(entry.actor)
    if not numbers["green"]:
        return f"without backing {who} waited"
    values = f"declaring was worth {decimal(numbers['declaring'])} to it, waiting {decimal(numbers['waiting'])}"
    wavered = "; it wavered" if (numbers["declaring"] > numbers["waiting"]) != numbers["declares"] else ""
    return f"{who} {'decided to act' if numbers['declares'] else 'waited'}: {values}{wavered}"


@tells("notice")
def notice(entry: Entry, narrator: Narrator) -> str:
    """Tell that the declarer gave notice, and for when; nothing where it acts on the same day."""
    weeks, who = entry.numbers["weeks"], narrator.words.actor(entry.actor)
    return f"{who} gave notice of a declaration in {plural(weeks, 'week')}" if weeks else ""


@tells("tempted", decided=True)
def tempted(entry: Entry, narrator: Narrator) -> str:
    """Tell that the declarer thought of acting alone, and whether it did."""
    numbers, who = entry.numbers, narrator.words.actor(entry.actor)
    values = f"declaring alone was worth {decimal(numbers['declaring'])} to it, waiting {decimal(numbers['waiting'])}"
    wavered = "; it wavered" if (numbers["declaring"] > numbers["waiting"]) != numbers["declares"] else ""
    acted = "thought of acting alone, and did" if numbers["declares"] else "thought of acting alone, but waited"
    return f"{who} {acted}: {values}{wavered}"


@tells("declaration")
def declaration(entry: Entry, narrator: Narrator) -> str:
    """Tell that the declarer acted, and with whose backing."""
    numbers, who = entry.numbers, narrator.words.actor(entry.actor)
    if numbers["how"] == "alone":
        return f"{who} declared on its own, without the backing of its sponsors"
    if numbers["backing"] >= 1:
        return f"{who} declared, with the backing of all its sponsors"
    return f"{who} declared, with the backing of sponsors who hold {per_cent(numbers['backing'])} of the weight"


# --- weeks in which a declaration was weighed ---------------------------------------------------------------


def _weighing_mark(week: Sequence[Entry], narrator: Narrator) -> Hashable:
    considered = [(entry.numbers["green"], entry.numbers["declares"]) for entry in week if entry.kind == "considers"]
    lights = [entry.numbers["backs"] for entry in week if entry.kind == "sponsor"]
    return (considered[0], *lights) if considered and lights else None


def _weighing(weeks: Sequence[Sequence[Entry]], narrator: Narrator) -> list[str]:
    words = narrator.words
    sponsors = [entry for entry in weeks[-1] if entry.kind == "sponsor"]
    considered = next(entry for entry in weeks[-1] if entry.kind == "considers")
    lights = []
    for gave, said in ((True, "gave the green light"), (False, "withheld the green light")):
        who = [words.actor(entry.actor) for entry in sponsors if entry.numbers["backs"] == gave]
        lights += [f"{listed(who)} {said}"] if who else []
    length = f"for {plural(len(weeks), 'week')} " if len(weeks) > 1 else ""
    last = "in the last of them " if len(weeks) > 1 else ""
    sentences = [
        f"{length}{listed(lights)}", f"{last}{_light_values(sponsors, words)}", considers(considered, narrator)
    ]  # fmt: skip
    return [f"{capital(sentence)}." for sentence in sentences]


def _light_values(sponsors: Sequence[Entry], words: Words) -> str:
    """Return what a declaration and the status quo were worth to each sponsor."""
    first, *others = [
        (words.actor(one.actor), decimal(one.numbers["declaration"]), decimal(one.numbers["status_quo"]))
        for one in sponsors
    ]
    said = f"a backed declaration was worth {first[1]} to {first[0]}, the status quo {first[2]}"
    return "; ".join([said, *(f"to {who} {declared} and {stays}" for who, declared, stays in others)])


spell(Spell(frozenset({"sponsor", "considers"}), _weighing_mark, _weighing, even_with_why=True))
