"""Draws that are kept from one play of a scenario to the next: the same seed brings the same chance."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from cachetools import LRUCache

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    import numpy as np
    import numpy.typing as npt

__all__ = ["MOST_BYTES", "Remembered"]

MOST_BYTES = 128_000_000
"""Twice what 2,048 runs of the Kosovo baseline draw."""


class Remembered:
    """Keeps what streams gave, for somebody who plays many versions of one scenario with one seed.

    A stream depends on the seed, the block, its name and the week, and on nothing that a scenario says. So when a
    position is moved and the same runs are played again, nearly all of their chance has been drawn before. What was
    asked for longest ago goes first. Safe to use from several threads.

    >>> remembered = Remembered()
    >>> first = remembered.get("events.riots", lambda: np.array([0.25]))
    >>> remembered.get("events.riots", lambda: np.array([0.75])) is first
    True
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._kept: LRUCache[Hashable, npt.NDArray[np.float64]] = LRUCache(most_bytes, lambda drawn: drawn.nbytes)
        self._lock = threading.Lock()

    @property
    def bytes(self) -> int:
        """How much room the draws take that are kept."""
        return int(self._kept.currsize)

    def get(self, key: Hashable, draw: Callable[[], npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
        """Return what was drawn under a key before, or draw it now."""
        with self._lock:
            found = self._kept.get(key)
        if found is not None:
            return found
        drawn = draw()
        drawn.flags.writeable = False
        with self._lock:
            if drawn.nbytes <= self._kept.maxsize:  # what is larger finds no room, and is drawn each time
                self._kept[key] = drawn
        return drawn
