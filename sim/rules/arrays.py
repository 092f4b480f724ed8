"""Names for the arrays that rules take and give; the last axis is always runs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["Counts", "Flags", "Floats", "carried"]

Floats = npt.NDArray[np.float64]
"""Numbers such as positions ``(issues, runs)`` or utilities ``(runs,)``."""

Flags = npt.NDArray[np.bool_]
"""Yes or no for each run, ``(runs,)``."""

Counts = npt.NDArray[np.int64]
"""Whole numbers for each run, ``(runs,)``: weeks, drafts, votes, run numbers."""


def carried(now: Floats, before: Floats, after: Floats) -> Floats:
    """Return a number that play moves, when what the file says of it changes from `before` to `after`."""
    moved = np.where(now == before, after, now + (after - before))
    return np.asarray(np.where(before == after, now, moved))
