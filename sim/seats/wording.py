"""What is asked of a seat, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.actors.decisions import Plain, Question

__all__ = ["KINDS", "in_words"]

KINDS = {
    "offer": "What do you offer?",
    "mean": "Do you stand by your offer? The model would agree to nothing here, so that its offer means none.",
    "accept": "Do you accept this text?",
    "extend": "Time is up. Shall the talks be given more time?",
    "consent": "The last word: do you accept the text?",
    "object": "Do you object to the text as it stands? It is moved toward whoever objects.",
    "draft": "Which text do you put on the table?",
    "revise": "How do you revise the text?",
    "vote": "How do you vote if it comes to the vote?",
    "signal": "Do you say in public that you would block the draft?",
    "move": "What becomes of the draft: a vote, a softer draft, or none?",
    "back": "Do you give your backing?",
    "declare": "Do you declare?",
    "act": "Do you act?",
    "break": "Do you break what was agreed?",
    "recommend": "Do you recommend a yes?",
    "ratify": "How do those whom you lead vote?",
}
"""Every kind of decision, as it is asked."""


def in_words(question: Question) -> str:
    """Return a question as it is asked.

    >>> from sim.actors.decisions import Allowed, Question
    >>> in_words(Question("pristina", "declaration", 90, "declare", Allowed("yes_or_no"), True, {"how": "alone"}))
    'Do you declare now, without backing?'
    """
    facts: Mapping[str, Plain] = question.facts
    if question.kind in ("declare", "act"):
        if facts.get("how") == "alone":
            return f"Do you {question.kind} now, without backing?"
        return f"Do you {question.kind}, with backing?"
    if question.kind == "ratify":
        if question.allowed.form == "yes_or_no":
            return "Do you ratify the text?"
        return "Which share of those who vote with you says yes, from 0 to 1?"
    if question.kind in ("vote", "signal", "move") and isinstance(facts.get("number"), int | float):
        return f"Draft {facts['number']:.0f}. {KINDS[question.kind]}"
    return KINDS[question.kind]
