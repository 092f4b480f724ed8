"""The sentences of a chronicle: one small function a kind of entry, and one line here to register it.

A sentence begins with a small letter where a name allows it and has no full stop; the narrator sets both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.views.sentences import aftermath, council, declaration, events, proposal, talks
from sim.views.sentences.words import capital

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.process.chronicle import Entry
    from sim.views.sentences.narrator import Narrator

__all__ = ["SENTENCES", "tell"]

SENTENCES: dict[str, Callable[[Entry, Narrator], str]] = {
    "offer": talks.offer,
    "answer": talks.answer,
    "option": talks.option,
    "extension": talks.extension,
    "agreement": talks.agreement,
    "proposal": proposal.proposal,
    "consultation": proposal.consultation,
    "revision": proposal.revision,
    "last_answer": proposal.last_answer,
    "draft": council.draft,
    "intention": council.intention,
    "signal": council.signal,
    "choice": council.choice,
    "vote": council.vote,
    "sponsor": declaration.sponsor,
    "considers": declaration.considers,
    "notice": declaration.notice,
    "tempted": declaration.tempted,
    "declaration": declaration.declaration,
    "unrest": aftermath.unrest,
    "ground": aftermath.ground,
    "mission": aftermath.mission,
    "recognitions": aftermath.recognitions,
    "event": events.event,
    "leaves": events.leaves,
    "outcome": events.outcome,
}
"""What tells each kind of entry."""


def tell(entry: Entry, narrator: Narrator) -> str:
    """Tell one entry as a sentence, and remember it; empty where what was told before says it all."""
    sentence = SENTENCES[entry.kind](entry, narrator)
    narrator.past.append(entry)
    return f"{capital(sentence)}." if sentence else ""
