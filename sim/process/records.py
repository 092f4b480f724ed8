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

    Parameters
    ----------
    runs : int
        How many runs there are.

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
        """Open a column, every run at the same start: a flag, a whole number or a number by its type.

        Parameters
        ----------
        name : str
            Name of the column, as it stands in the results.
        start : bool, int or float
            What every run has until something happens.

        Returns
        -------
        array, (runs,)
            The column itself, to be filled in place; the one there is, if it was opened before.
        """
        kind = bool if isinstance(start, bool) else np.int32 if isinstance(start, int) else np.float64
        return self.columns.setdefault(name, np.full(self.runs, start, dtype=kind))

    def words_column(self, name: str, words: Sequence[str]) -> npt.NDArray[np.int32]:
        """Open a column of words, kept as places in a list; -1 where nothing has been said yet.

        Parameters
        ----------
        name : str
            Name of the column, as it stands in the results.
        words : sequence of str
            Every word that it may hold.

        Returns
        -------
        array of int, (runs,)
            The column itself, to be filled in place.
        """
        self.words[name] = tuple(words)
        return self.columns.setdefault(name, np.full(self.runs, -1, dtype=np.int32))

    def spelt(self, name: str) -> npt.NDArray[Any]:
        """Give a column with its words spelt out.

        Parameters
        ----------
        name : str
            Name of the column.

        Returns
        -------
        array, (runs,)
            Words, empty where nothing has been said; a column of numbers as it is.
        """
        if name not in self.words:
            return self.columns[name]
        spelt: npt.NDArray[Any] = np.array([*self.words[name], ""], dtype=object)[self.columns[name]]
        return spelt
