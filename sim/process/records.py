"""What is recorded of each run: one array a declared column, filled as things happen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Flags, Floats
from sim.scenario.format.column import Column, Kind

__all__ = ["NEVER", "Filled", "Records", "Whole"]

Whole = npt.NDArray[np.int32]
"""Whole numbers as they are recorded, ``(runs,)``."""

Filled = Flags | Floats | Whole
"""A column."""

Values = Mapping[str, Sequence[str]]
"""Of each axis of a column, what there is one column of."""

NEVER = -1
"""The week of something that has not happened."""

DTYPES: dict[Kind, npt.DTypeLike] = {
    "flag": np.bool_, "count": np.int32, "week": np.int32, "number": np.float64, "word": np.int32,
}  # fmt: skip


@dataclass
class Records:
    """The columns of a block of runs.

    Examples
    --------
    >>> records = Records(3)
    >>> drafts = records.counts(Column("drafts", "count", "drafts tabled"), within="council.")
    >>> drafts[1] += 1
    >>> records.columns["council.drafts"].tolist()
    [0, 1, 0]
    >>> gaps = records.numbers(Column("gap.{issue}", "number", "gap on {issue}"), {"issue": ("status", "rights")})
    >>> gaps.shape, list(records.columns)
    ((2, 3), ['council.drafts', 'gap.status', 'gap.rights'])
    """

    runs: int
    """How many runs there are."""
    columns: dict[str, Filled] = field(default_factory=dict)
    """Every column by name, ``(runs,)``; one of words as places in its list, -1 where nothing has been said yet."""
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The words of each column of words."""
    _kept: dict[str, tuple[Filled, tuple[int, ...]]] = field(default_factory=dict, repr=False)
    """The array in which each column lies, and its place in it."""

    def __getstate__(self) -> dict[str, object]:
        """Leave the columns out: each is a view of what some part fills, and copies would be filled by nobody."""
        return {name: value for name, value in vars(self).items() if name != "columns"}

    def __setstate__(self, state: Mapping[str, object]) -> None:
        """Take every column anew from the array in which it lies."""
        vars(self).update(state)
        self.columns = {name: whole[place] for name, (whole, place) in self._kept.items()}

    def flags(self, column: Column, values: Values | None = None, within: str = "") -> Flags:
        """Open a column of flags; see `numbers`."""
        assert column.kind == "flag", f"{column.name} holds no flags"
        return self._opened(column, values, within).astype(np.bool_, copy=False)

    def counts(self, column: Column, values: Values | None = None, within: str = "") -> Whole:
        """Open a column of whole numbers: of counts or weeks; see `numbers`."""
        assert column.kind in ("count", "week"), f"{column.name} holds no whole numbers"
        return self._opened(column, values, within).astype(np.int32, copy=False)

    def spoken(self, column: Column, words: Sequence[str], within: str = "") -> Whole:
        """Open a column of words, kept as places in a list; see `numbers`."""
        assert column.kind == "word", f"{column.name} holds no words"
        self.words[f"{within}{column.name}"] = tuple(words)
        return self._opened(column, None, within).astype(np.int32, copy=False)

    def numbers(self, column: Column, values: Values | None = None, within: str = "") -> Floats:
        """Open a declared column, every run at its start.

        What is returned is to be filled in place: ``(runs,)``, after one axis for each word in braces. Of each of
        those axes, `values` has what there is one column of; `within` is the stage's name and a point.
        """
        assert column.kind == "number", f"{column.name} holds no numbers"
        return self._opened(column, values, within).astype(np.float64, copy=False)

    def _opened(self, column: Column, values: Values | None, within: str) -> Filled:
        values = values or {}
        shape = (*(len(values[axis]) for axis in column.axes), self.runs)
        opened: Filled = np.full(shape, column.begins, dtype=DTYPES[column.kind])
        for place, name in column.spread(values):
            if f"{within}{name}" in self.columns:
                raise ValueError(f"two columns are called {within}{name}")
            self._kept[f"{within}{name}"] = opened, place
            self.columns[f"{within}{name}"] = opened[place]
        return opened

    def spelt(self, name: str) -> Filled | npt.NDArray[np.object_]:
        """Return a column with its words spelt out, ``(runs,)``, empty where nothing has been said."""
        if name not in self.words:
            return self.columns[name]
        words: npt.NDArray[np.object_] = np.array([*self.words[name], ""], dtype=object)
        return words[self.columns[name].astype(np.int64)]
