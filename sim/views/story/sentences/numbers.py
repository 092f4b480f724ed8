"""The numbers behind a decision, each with the word that the field has for it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.views.story.sentences.words import decimal, listed

if TYPE_CHECKING:
    from sim.process.chronicle import Entry
    from sim.views.story.sentences.words import Words

__all__ = ["numbers_behind"]

DECIDED = (
    "offer", "answer", "option", "proposal", "consultation", "revision", "last_answer", "draft", "intention",
    "signal", "choice", "sponsor", "considers", "tempted",
)  # fmt: skip
"""Kinds of entry with more behind them than their sentence says."""

MEANINGS = {
    "asked": "held out for", "own_value": "worth to itself", "other_value": "worth to the other side",
    "worth": "worth after the cost of a public retreat", "value": "worth", "elsewhere": "offered elsewhere",
    "disagreement": "disagreement value", "next_offer_value": "own next offer", "noise": "wavering",
    "admissible": "within its red lines", "crosses": "red lines crossed", "objects": "objects",
    "gain": "gain from adoption", "blocking_cost": "cost of blocking", "vote": "vote",
    "chance_of_no": "chance of a vote against", "veto": "holds a veto", "believed": "believed chance of a veto",
    "says": "says it would block", "means_to": "means to", "vote_below": "would call a vote below",
    "yes": "votes in favour", "room": "room left to give", "to_vote": "puts it to the vote",
    "declaration": "worth of a declaration", "status_quo": "worth of the status quo",
    "reluctance": "reluctance left", "backs": "gives the green light", "green": "light is green",
    "declaring": "worth of declaring", "waiting": "worth of waiting", "backing": "believed chance of backing",
    "declares": "would declare",
}  # fmt: skip
"""What each number is called; one that is missing here is called by its name."""

KNOWN_ALREADY = ("number", "other", "text_name", "proposed_by", "method")
BALLOTS = {1: "yes", 0: "abstains", -1: "no"}


def numbers_behind(entry: Entry, words: Words) -> str:
    """Write down what an entry was decided by; empty where its sentence says it all.

    Examples
    --------
    >>> import datetime as dt
    >>> from sim.process.chronicle import Entry
    >>> from sim.scenario.reader import read_scenario
    >>> from sim.views.story.sentences.words import Words
    >>> words = Words(read_scenario("scenarios/kosovo/five_actors.yaml"))
    >>> numbers = {"gain": -0.56, "blocking_cost": 0.25, "vote": -1, "veto": True}
    >>> numbers_behind(Entry(77, dt.date(2007, 5, 7), "council", "intention", "russia", numbers), words)
    'Russia, intention · gain from adoption −0.56 · cost of blocking 0.25 · vote no · holds a veto: yes'
    """
    if entry.kind not in DECIDED:
        return ""
    said = [
        f"{MEANINGS.get(name, name.replace('_', ' '))}{':' if isinstance(value, bool) else ''} {written}"
        for name, value in entry.numbers.items()
        if name not in KNOWN_ALREADY and (written := _written(name, value, words))
    ]
    return " · ".join([f"{words.actors.get(entry.actor, '')}, {entry.kind.replace('_', ' ')}", *said])


def _written(name: str, value: Any, words: Words) -> str:
    if name == "text":
        return words.terms(value)
    if name == "crosses":
        crossed = words.where(value)
        return listed(crossed) if crossed else ""
    if name == "vote":
        return BALLOTS[int(value)]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    return decimal(value) if isinstance(value, float) and math.isfinite(value) else ""
