"""Sentences of the proposal: the text, consultations on it, and the last answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.format.stages.decision import UNANIMITY
from sim.scenario.format.stages.proposal import Proposal
from sim.scenario.format.stages.stage import TABLE
from sim.views.story.sentences.grades import named_first
from sim.views.story.sentences.verdict import grounds, verdict
from sim.views.story.sentences.vocabulary import endings, meanings, tells

if TYPE_CHECKING:
    from sim.process.chronicle import Entry
    from sim.scenario.format.stages.stage import Stage
    from sim.views.story.sentences.narrator import Narrator

__all__ = ["consultation", "last_answer", "proposal", "revision"]


def _accepted(spec: Stage) -> str:
    if isinstance(spec, Proposal) and spec.binding:
        return f"{spec.words.text} was binding, and nobody was asked"
    return f"{_text(spec)} went on with {_consent(spec)}"


def _text(spec: Stage) -> str:
    return spec.words.text if isinstance(spec, Proposal) else "the text"


def _consent(spec: Stage) -> str:
    all_asked = not isinstance(spec, Proposal) or spec.consent == UNANIMITY
    return "the consent of all parties" if all_asked else "the consent of enough parties"


endings({"accepted": _accepted, "refused": lambda spec: f"{_text(spec)} went on without {_consent(spec)}"})
meanings({"objects": "objects", "method": "", "whose": ""})


@tells("proposal", decided=True)
def proposal(entry: Entry, narrator: Narrator) -> str:
    """Tell what was written, or taken up from elsewhere."""
    words, whose = narrator.words, entry.word("whose")
    envoy = narrator.scenario.actors[entry.actor].kind == "envoy"
    tabled = narrator.stage_of(entry, Proposal).words.tabled
    what = f"turned to proposing and {tabled}" if envoy else tabled
    if whose == TABLE:
        what = "put to the parties the text on the table"
    elif whose in narrator.scenario.texts:
        what = f"tabled {words.text(whose)}"
    elif whose:
        what = f"took up the text of “{words.stage(whose)}”"
    return f"{words.actor(entry.actor)} {what}: {words.terms(entry.by_issue('text'))}"


@tells("consultation", decided=True)
def consultation(entry: Entry, narrator: Narrator) -> str:
    """Tell whether a party objected to the text."""
    who = narrator.words.actor(entry.actor)
    begun = "" if narrator.this_week(entry, "consultation") else "in consultations "
    objected = "objected" if entry.says("objects") else "did not object"
    return f"{begun}{who} {objected}: {grounds(entry, narrator.words, 'the text')}"


@tells("revision", decided=True)
def revision(entry: Entry, narrator: Narrator) -> str:
    """Tell what was changed."""
    words = narrator.words
    before = narrator.text_before(entry)
    moved = words.moves(before, entry.by_issue("text")) if before is not None else []
    who = words.actor(entry.actor)
    return f"{who} revised the text on {named_first(moved, 'issue')}" if moved else f"{who} left the text as it was"


@tells("last_answer", decided=True)
def last_answer(entry: Entry, narrator: Narrator) -> str:
    """Tell what a party answered in the end."""
    words = narrator.words
    first = not narrator.this_week(entry, "last_answer")
    what = f"{words.whose(narrator.stage_of(entry, Proposal).proposer)} text in the end" if first else "it"
    return verdict(entry, words, what)
