"""How it is told that somebody outside the model decided, and otherwise than the model would have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.views.story.sentences.vocabulary import meanings, tells
from sim.views.wording import listed

if TYPE_CHECKING:
    from sim.process.chronicle import Entry
    from sim.views.story.sentences.narrator import Narrator

__all__ = ["DECISIONS", "seat"]

DECISIONS = {
    "offer": "an offer", "mean": "whether it stands by its offer", "accept": "the text before it",
    "extend": "more time", "consent": "its last word", "object": "an objection", "draft": "a text",
    "revise": "a revision", "vote": "its vote", "signal": "what it says in public", "move": "the fate of the draft",
    "back": "its backing", "declare": "whether to act", "recommend": "its recommendation", "ratify": "its votes",
}  # fmt: skip
"""What each kind of decision is called in a story."""

meanings({"what": "", "otherwise": "", "answer": "its answer", "model": "the model's"})


@tells("seat", decided=True)
def seat(entry: Entry, narrator: Narrator) -> str:
    """Tell what somebody who sat there decided, where the model would have decided otherwise."""
    words, about = narrator.words, DECISIONS[entry.word("what")]
    if isinstance(entry.numbers["answer"], list):
        moved = words.moves(entry.by_issue("model"), entry.by_issue("answer"))
        where = f"on {listed(moved)}" if moved else "by a hair"
        return f"{words.actor(entry.actor)} was played, and in {about} parted from the model {where}"
    chosen, model = (_plain(entry.numbers[name]) for name in ("answer", "model"))
    return (
        f"{words.actor(entry.actor)} was played, and on {about} chose {chosen} where the model would choose {model}"
    )


def _plain(choice: object) -> str:
    return {True: "yes", False: "no"}[choice] if isinstance(choice, bool) else str(choice)
