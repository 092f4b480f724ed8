"""What is kept of each run: one array a column, filled as things happen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

__all__ = ["Results"]


class Results:
    """The columns of a block of runs.

    Examples
    --------
    >>> results = Results(3)
    >>> drafts = results.column("drafts", 0)
    >>> drafts[1] += 1
    >>> results.columns["drafts"].tolist()
    [0, 1, 0]
    >>> ending = results.words_column("ending", ["agreed", "deadlock"])
    >>> ending[0] = 1
    >>> results.spelt("ending").tolist()
    ['deadlock', '', '']
    """

    def __init__(self, runs: int) -> None:
        self.runs = runs
        self.columns: dict[str, npt.NDArray[Any]] = {}
        self.words: dict[str, tuple[str, ...]] = {}

    def column(self, name: str, start: float | bool) -> npt.NDArray[Any]:
        """Open a column, every run at the same start: a flag, a whole number or a number by its type."""
        kind = bool if isinstance(start, bool) else np.int32 if isinstance(start, int) else np.float64
        return self.columns.setdefault(name, np.full(self.runs, start, dtype=kind))

    def words_column(self, name: str, words: Sequence[str]) -> npt.NDArray[np.int32]:
        """Open a column of words, kept as places in a list; -1 where nothing has been said yet."""
        self.words[name] = tuple(words)
        return self.columns.setdefault(name, np.full(self.runs, -1, dtype=np.int32))

    def spelt(self, name: str) -> npt.NDArray[Any]:
        """Give a column with its words spelt out."""
        if name not in self.words:
            return self.columns[name]
        spelt: npt.NDArray[Any] = np.array([*self.words[name], ""], dtype=object)[self.columns[name]]
        return spelt
