"""Sentences of the declaration: the sponsors' light, the declarer's weighing, notice and the act itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.views.story.sentences.words import decimal, per_cent, plural

if TYPE_CHECKING:
    from sim.process.chronicle import Entry
    from sim.views.story.sentences.narrator import Narrator

__all__ = ["considers", "declaration", "notice", "sponsor", "tempted"]


def sponsor(entry: Entry, narrator: Narrator) -> str:
    """Say whether a sponsor gave the green light, and by which values."""
    numbers, who = entry.numbers, narrator.words.actor(entry.actor)
    gave = "gave" if numbers["backs"] else "withheld"
    values = f"worth {decimal(numbers['declaration'])} to it, the status quo {decimal(numbers['status_quo'])}"
    return f"{who} {gave} the green light: a declaration that it backs was {values}"


def considers(entry: Entry, narrator: Narrator) -> str:
    """Say what the declarer weighed, and whether it waited."""
    numbers, who = entry.numbers, narrator.words.actor(entry.actor)
    if not numbers["green"]:
        return f"without backing {who} waited"
    values = f"declaring was worth {decimal(numbers['declaring'])} to it, waiting {decimal(numbers['waiting'])}"
    wavered = "; it wavered" if (numbers["declaring"] > numbers["waiting"]) != numbers["declares"] else ""
    return f"{who} {'decided to act' if numbers['declares'] else 'waited'}: {values}{wavered}"


def notice(entry: Entry, narrator: Narrator) -> str:
    """Say that the declarer gave notice, and for when; nothing where it acts on the same day."""
    weeks, who = entry.numbers["weeks"], narrator.words.actor(entry.actor)
    return f"{who} gave notice of a declaration in {plural(weeks, 'week')}" if weeks else ""


def tempted(entry: Entry, narrator: Narrator) -> str:
    """Say that the declarer thought of acting alone, and whether it did."""
    numbers, who = entry.numbers, narrator.words.actor(entry.actor)
    values = f"declaring alone was worth {decimal(numbers['declaring'])} to it, waiting {decimal(numbers['waiting'])}"
    wavered = "; it wavered" if (numbers["declaring"] > numbers["waiting"]) != numbers["declares"] else ""
    acted = "thought of acting alone, and did" if numbers["declares"] else "thought of acting alone, but waited"
    return f"{who} {acted}: {values}{wavered}"


def declaration(entry: Entry, narrator: Narrator) -> str:
    """Say that the declarer acted, and with whose backing."""
    numbers, who = entry.numbers, narrator.words.actor(entry.actor)
    if numbers["how"] == "alone":
        return f"{who} declared on its own, without the backing of its sponsors"
    if numbers["backing"] >= 1:
        return f"{who} declared, with the backing of all its sponsors"
    return f"{who} declared, with the backing of sponsors who hold {per_cent(numbers['backing'])} of the weight"
