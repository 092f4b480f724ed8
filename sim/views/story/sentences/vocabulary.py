"""What can be told: every module of sentences enters its own here, so that a kind of stage brings what it needs.

Four things are entered: a sentence for each kind of entry, the weeks that are told together, how a stage ended by its
result, and what the numbers behind a decision are called. Whatever is entered twice is refused at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from sim.process.chronicle import Entry
    from sim.scenario.format.stages.stage import Stage
    from sim.views.story.sentences.narrator import Narrator

    Sentence = Callable[[Entry, Narrator], str]
    Ending = str | Callable[[Stage], str]

Word = TypeVar("Word", bound="Ending")

__all__ = ["DECIDED", "ENDINGS", "MEANINGS", "SENTENCES", "SPELLS", "Spell", "endings", "meanings", "spell",
           "tells"]  # fmt: skip

SENTENCES: dict[str, Sentence] = {}
"""What tells each kind of entry."""

DECIDED: set[str] = set()
"""Kinds of entry with more behind them than their sentence says."""

SPELLS: list[Spell] = []
"""Every family of weeks that are told together."""

ENDINGS: dict[str, Ending] = {}
"""How a stage ended, by its result, or by the stage as well; nothing where the last step in it said so already."""

MEANINGS: dict[str, str] = {}
"""What each number behind a decision is called; nothing where the sentence says it, and by its name if missing."""


@dataclass(frozen=True)
class Spell:
    """How weeks of one family are told together."""

    kinds: frozenset[str]
    """The kinds of entry that belong to it."""
    mark: Callable[[Sequence[Entry], Narrator], Hashable]
    """Returns what must be equal for a week to join those before it; None for a week that stands alone."""
    tells: Callable[[Sequence[Sequence[Entry]], Narrator], list[str]]
    """Tells several weeks in sentences."""
    even_with_numbers: bool
    """Whether the weeks are told together even if the numbers behind each decision are asked for."""


def tells(kind: str, *, decided: bool = False) -> Callable[[Sentence], Sentence]:
    """Enter the function below as what tells a kind of entry, of a decision if there are numbers behind it.

    >>> @tells("offer")
    ... def offer(entry, narrator):
    ...     return "an offer was made"
    Traceback (most recent call last):
    ValueError: offer is told already, by sim.views.story.sentences.talks
    """

    def enter(function: Sentence) -> Sentence:
        if kind in SENTENCES:
            raise ValueError(f"{kind} is told already, by {SENTENCES[kind].__module__}")
        SENTENCES[kind] = function
        if decided:
            DECIDED.add(kind)
        return function

    return enter


def spell(told: Spell) -> None:
    """Enter a family of weeks that are told together.

    >>> spell(Spell(frozenset({"offer"}), lambda week, narrator: 1, lambda weeks, narrator: [], True))
    Traceback (most recent call last):
    ValueError: offer belongs to another spell already
    """
    for known in SPELLS:
        if shared := known.kinds & told.kinds:
            raise ValueError(f"{', '.join(sorted(shared))} belongs to another spell already")
    SPELLS.append(told)


def endings(words: Mapping[str, Ending]) -> None:
    """Enter how a stage ended, by its result: in words, or as a function of what the scenario says of the stage.

    >>> endings({"deadlock": "nobody gave in"})
    Traceback (most recent call last):
    ValueError: deadlock is told already, as ...
    """
    _enter(ENDINGS, words)


def meanings(words: Mapping[str, str]) -> None:
    """Enter what the numbers behind a decision are called; the same word may be entered more than once.

    >>> meanings({"gain": "gain from adoption"})
    >>> meanings({"gain": "profit"})
    Traceback (most recent call last):
    ValueError: gain is told already, as 'gain from adoption'
    """
    _enter(MEANINGS, words)


def _enter(known: dict[str, Word], words: Mapping[str, Word]) -> None:
    for name, said in words.items():
        if known.setdefault(name, said) != said:
            raise ValueError(f"{name} is told already, as {known[name]!r}")
