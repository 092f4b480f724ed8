"""The guesses of all who look at the page, by what was asked; in memory alone, and without names but those typed."""

from __future__ import annotations

import statistics
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cachetools import LRUCache

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.views.app.heard import Guess

__all__ = ["MOST_GUESSES", "Board", "Posed"]

MOST_GUESSES = 2_000
"""Guesses that are kept, of all classes; the oldest go."""


@dataclass(frozen=True)
class Posed:
    """What was asked: two worlds of a file, in words."""

    title: str
    before: str
    """World A."""
    after: str
    """World B, of which shares are guessed."""


class Board:
    """Keeps guesses; safe to use from several threads.

    Whoever guesses again on the same question has thought better of it: the last guess counts.

    >>> from sim.views.app.heard import Guess
    >>> board, posed = Board(), Posed("Kosovo", "as the file has it", "no veto")
    >>> board.put("anna", posed, Guess("settled", 40))
    >>> board.put("anna", posed, Guess("settled", 60))
    >>> board.put("ben", posed, Guess("settled", 20, "Ben"))
    >>> (asked,) = board.listed({"settled": "Settlement"})
    >>> asked["outcomes"][0]["said"]
    'Settlement: 2 guesses, from 20 to 60 of 100, median 40'
    >>> board.wipe()
    >>> board.listed({})
    []
    """

    def __init__(self, most: int = MOST_GUESSES) -> None:
        self._guesses: LRUCache[tuple[Posed, str], Guess] = LRUCache(most)
        self._came: LRUCache[Posed, Mapping[str, float]] = LRUCache(most)
        self._lock = threading.Lock()

    def put(self, who: str, posed: Posed, guess: Guess) -> None:
        """Keep the guess of somebody; `who` tells browsers apart and is never shown."""
        with self._lock:
            self._guesses[posed, who] = guess

    def came(self, posed: Posed, shares: Mapping[str, float]) -> None:
        """Note how a question that was guessed on came out, as shares by outcome."""
        with self._lock:
            if any(asked == posed for asked, _ in self._guesses):
                self._came[posed] = shares

    def wipe(self) -> None:
        """Forget everything."""
        with self._lock:
            self._guesses.clear()
            self._came.clear()

    def listed(self, labels: Mapping[str, str]) -> list[dict[str, object]]:
        """Return all guesses as plain data, a question each, the one that was guessed on last first."""
        with self._lock:
            kept, came = list(self._guesses.items()), dict(self._came.items())
        by_posed: dict[Posed, list[Guess]] = {}
        for (posed, _), guess in reversed(kept):
            by_posed.setdefault(posed, []).append(guess)
        return [
            {
                "title": posed.title, "before": posed.before, "after": posed.after,
                "outcomes": [
                    _of_outcome(labels.get(name, name.replace("_", " ")),
                                sorted((one for one in guesses if one.outcome == name), key=lambda one: one.share),
                                came.get(posed, {}).get(name))
                    for name in dict.fromkeys(guess.outcome for guess in guesses)
                ],
            }
            for posed, guesses in by_posed.items()
        ]  # fmt: skip


def _of_outcome(label: str, guesses: list[Guess], came: float | None) -> dict[str, object]:
    shares = [guess.share for guess in guesses]
    many = f"{len(shares)} guesses, from {shares[0]:g} to {shares[-1]:g} of 100, median {statistics.median(shares):g}"
    return {
        "label": label,
        "said": f"{label}: {many if len(shares) > 1 else f'1 guess, {shares[0]:g} of 100'}",
        "came": None if came is None else round(100 * came, 1),
        "guesses": [{"share": guess.share, "name": guess.name} for guess in guesses],
    }
