"""The numbers behind a decision, each with the word that the field has for it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.views.story.sentences.vocabulary import DECIDED, MEANINGS
from sim.views.wording import capital, decimal, listed

if TYPE_CHECKING:
    from sim.process.chronicle import Entry
    from sim.views.story.sentences.words import Words

__all__ = ["numbers_behind"]

OF_SEATS = ("answer", "model")
"""What may be a text or something else."""

BALLOTS = {1: "yes", 0: "abstains", -1: "no"}


def numbers_behind(entry: Entry, words: Words) -> str:
    """Write down what an entry was decided by; empty where its sentence says it all.

    >>> import datetime as dt
    >>> from sim.process.chronicle import Entry
    >>> from sim.views.story.sentences.words import Words
    >>> words = Words(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))
    >>> numbers = {"gain": -0.56, "blocking_cost": 0.25, "vote": -1, "veto": True}
    >>> numbers_behind(Entry(77, dt.date(2007, 5, 7), "council", "intention", "russia", numbers), words)
    'Russia, intention · gain from adoption −0.56 · cost of blocking 0.25 · vote no · holds a veto: yes'
    """
    if entry.kind not in DECIDED or entry.numbers.get("chance") in (0.0, 1.0):
        return ""
    said = [
        f"{meaning}{':' if isinstance(value, bool) else ''} {written}"
        for name, value in entry.numbers.items()
        if (meaning := MEANINGS.get(name, name.replace("_", " "))) and (written := _written(entry, name, words))
    ]
    who = filter(None, (words.actors.get(entry.actor, ""), entry.kind.replace("_", " ")))
    return " · ".join([capital(", ".join(who)), *said])


def _written(entry: Entry, name: str, words: Words) -> str:
    value = entry.numbers[name]
    if name == "text" or (isinstance(value, list) and name in OF_SEATS):
        return words.values(entry.by_issue(name))
    if name == "crosses":
        crossed = words.where(entry.flags_by_issue(name))
        return listed(crossed) if crossed else ""
    if name == "vote":
        return BALLOTS[int(entry.number(name))]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    return decimal(value) if isinstance(value, float) and math.isfinite(value) else ""
