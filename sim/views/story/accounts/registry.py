"""Where accounts and gists are entered, each for a kind of stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.views.story.sentences.vocabulary import SENTENCES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.process.chronicle import Entry
    from sim.views.story.sentences.narrator import Narrator

    Account = Callable[[Sequence[Entry], Narrator], list[str]]
    Gist = Callable[[Sequence[Entry], Narrator], str]

__all__ = ["ACCOUNTS", "GISTS", "accounts", "as_told", "gist", "of_kind"]

ACCOUNTS: dict[str, Account] = {}
"""What makes a paragraph of the entries of one stage, by its kind."""

GISTS: dict[str, Gist] = {}
"""What makes a sentence of the entries of all stages of a kind."""


def accounts(kind: str) -> Callable[[Account], Account]:
    """Enter the function below as the account of a kind of stage."""

    def enter(function: Account) -> Account:
        ACCOUNTS[kind] = function
        return function

    return enter


def gist(kind: str) -> Callable[[Gist], Gist]:
    """Enter the function below as the gist of a kind of stage."""

    def enter(function: Gist) -> Gist:
        GISTS[kind] = function
        return function

    return enter


def of_kind(entries: Sequence[Entry], *kinds: str) -> list[Entry]:
    """Return the entries of some kinds, in their order."""
    return [entry for entry in entries if entry.kind in kinds]


def as_told(entry: Entry, entries: Sequence[Entry], narrator: Narrator) -> str:
    """Return the sentence of one entry as it is told after those before it; `entries` are those of its stage."""
    kept = narrator.past
    place = next(number for number, one in enumerate(entries) if one is entry)
    narrator.past = [*kept, *entries[:place]]
    said = SENTENCES[entry.kind](entry, narrator)
    narrator.past = kept
    return said
