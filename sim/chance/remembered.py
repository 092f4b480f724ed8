"""Draws that are kept from one play of a scenario to the next: the same seed brings the same chance."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

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
    position is moved and the same runs are played again, nearly all of their chance has been drawn before. Safe to
    use from several threads.

    Examples
    --------
    >>> import numpy as np
    >>> remembered = Remembered()
    >>> first = remembered.get("events.riots", lambda: np.array([0.25]))
    >>> remembered.get("events.riots", lambda: np.array([0.75])) is first
    True
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._kept: OrderedDict[Hashable, npt.NDArray[np.float64]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, draw: Callable[[], npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
        """Give what was drawn under a key before, or draw it now."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        drawn = draw()
        drawn.flags.writeable = False
        with self._lock:
            if key not in self._kept:
                self._kept[key] = drawn
                self.bytes += drawn.nbytes
            while self.bytes > self.most_bytes:
                self.bytes -= self._kept.popitem(last=False)[1].nbytes
        return drawn
