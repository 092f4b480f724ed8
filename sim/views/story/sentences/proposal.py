"""Sentences of the proposal: the envoy's text, consultations on it, and the last answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.format.stages.proposal import Proposal
from sim.views.story.sentences.verdict import verdict, worth_told
from sim.views.story.sentences.vocabulary import endings, meanings, tells
from sim.views.wording import listed

if TYPE_CHECKING:
    from sim.process.chronicle import Entry
    from sim.views.story.sentences.narrator import Narrator

__all__ = ["consultation", "last_answer", "proposal", "revision"]

endings({
    "accepted": "the text went on with the consent of all parties",
    "refused": "the text went on without the consent of all parties",
})  # fmt: skip
meanings({"objects": "objects", "method": ""})


@tells("proposal", decided=True)
def proposal(entry: Entry, narrator: Narrator) -> str:
    """Tell what the envoy wrote."""
    words = narrator.words
    return f"{words.actor(entry.actor)} turned to proposing and tabled a text: {words.terms(entry.by_issue('text'))}"


@tells("consultation", decided=True)
def consultation(entry: Entry, narrator: Narrator) -> str:
    """Tell whether a party objected to the text."""
    who = narrator.words.actor(entry.actor)
    begun = "" if narrator.this_week(entry, "consultation") else "in consultations "
    objected = "objected" if entry.says("objects") else "did not object"
    return f"{begun}{who} {objected}: the text was {worth_told(entry, narrator.words)}"


@tells("revision", decided=True)
def revision(entry: Entry, narrator: Narrator) -> str:
    """Tell what the envoy changed."""
    words = narrator.words
    before = narrator.text_before(entry)
    moved = words.moves(before, entry.by_issue("text")) if before is not None else []
    who = words.actor(entry.actor)
    return f"{who} revised {listed(moved)}" if moved else f"{who} left the text as it was"


@tells("last_answer", decided=True)
def last_answer(entry: Entry, narrator: Narrator) -> str:
    """Tell what a party answered in the end."""
    words = narrator.words
    first = not narrator.this_week(entry, "last_answer")
    what = f"{words.whose(narrator.stage_of(entry, Proposal).proposer)} text in the end" if first else "it"
    return verdict(entry, words, what)
