"""An ensemble: many runs of one scenario, with their table and what can be asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sim.runs import draw
from sim.runs.counts import Totals
from sim.runs.failures import FolderFault, plain_reason
from sim.runs.folder.beside import KeptRules, copy_bands, read_sealed, write_sealed
from sim.runs.folder.layout import RULES, weekly_rows
from sim.runs.folder.manifest import read_manifest
from sim.runs.folder.reader import read_folder
from sim.runs.folder.rows import StoredRows
from sim.runs.intervals import Interval, wilson

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.process.chronicle import Chronicle
    from sim.rules.arrays import Counts
    from sim.runs.failures import BlockFailure
    from sim.scenario.format.scenario import Scenario

__all__ = ["DroppedRows", "Ensemble"]


class DroppedRows:
    """Rows that were counted and not kept."""

    def __init__(self, runs: int) -> None:
        self.num_rows = runs

    def __getattr__(self, name: str) -> Any:
        """Tell that there are none."""
        if name.startswith("_"):
            raise AttributeError(name)
        raise LookupError("the rows of this ensemble were counted and dropped; give a folder to keep them in")


@dataclass
class Ensemble:
    """Many runs of one scenario.

    Attributes
    ----------
    scenario : Scenario
        What was asked.
    seed : int
        What all chance was keyed by.
    rows : pyarrow.Table, StoredRows or DroppedRows
        One row a run; see `table` for pandas. Of a results folder the rows stay on disk until they are asked for.
    standing : array of int, (weeks, stages + 1)
        Runs in each stage by week; the last column counts those that are over.
    totals : Totals, optional
        The runs as counted while they were played; counted from the rows if left out.
    failures : tuple of BlockFailure
        Blocks that could not be played; their runs are missing.
    marks : mapping of int to str
        The counts of each block as they are written beside its rows.
    home : path, optional
        The results folder that it was read from.
    """

    scenario: Scenario
    seed: int
    rows: pa.Table | StoredRows | DroppedRows
    standing: Counts
    totals: Totals | None = None
    failures: tuple[BlockFailure, ...] = ()
    marks: Mapping[int, str] = field(default_factory=dict, repr=False)
    home: Path | None = field(default=None, repr=False, compare=False)

    def __len__(self) -> int:
        """Count the runs."""
        return int(self.rows.num_rows)

    @property
    def table(self) -> pd.DataFrame:
        """The runs as a pandas table, one row a run."""
        frame: pd.DataFrame = self.rows.to_pandas()
        return frame

    @property
    def weekly(self) -> pd.DataFrame:
        """The weeks as a pandas table, one row a week: runs in each stage, endings, quantiles of weekly series."""
        rows = weekly_rows(self.scenario, self.counts)
        frame: pd.DataFrame = rows.select([n for n in rows.column_names if not n.endswith(".counts")]).to_pandas()
        return frame

    def column(self, name: str) -> npt.NDArray[Any]:
        """Return one column as an array; words as an array of text, nothing where nothing was said.

        Parameters
        ----------
        name : str
            Name of the column.

        Returns
        -------
        (runs,)
            Its values, run by run.
        """
        found = self.rows.column(name)
        if pa.types.is_dictionary(found.type):
            # Decoding by NumPy would give the last word where nothing was said.
            found = found.cast(pa.string())
        values: npt.NDArray[Any] = found.to_numpy()
        return values

    @property
    def counts(self) -> Totals:
        """The runs counted: by outcome, by stage and week, and by outcome and week of their end."""
        # Counts that were taken of other rows, before some were left out, say nothing of these.
        if self.totals is None or self.totals.runs != len(self):
            self.totals = self._counted()
        return self.totals

    def _counted(self) -> Totals:
        place = {name: number for number, name in enumerate(self.scenario.outcome_labels)}
        outcome = np.array([place[name] for name in self.column("outcome")], dtype=np.int64)
        by_calendar = self.column("ending") == "calendar"
        return Totals.counted(self.scenario, outcome, self.column("ended_week"), by_calendar, self.standing)

    def outcomes(self) -> dict[str, Interval]:
        """Return the share of each outcome with its 95 per cent interval, in the order of the scenario."""
        counted = self.counts.outcomes
        return {name: wilson(int(counted[row]), len(self)) for row, name in enumerate(self.scenario.outcome_labels)}

    def summary(self) -> dict[str, Any]:
        """Return what is printed: the question, runs, seed, hash, and each outcome's share with its interval."""
        labels = self.scenario.outcome_labels
        return {
            "title": self.scenario.title,
            "runs": len(self),
            "seed": self.seed,
            "scenario_hash": self.scenario.hash,
            "outcomes": [
                {"outcome": name, "label": labels[name], "share": part.share, "low": part.low, "high": part.high}
                for name, part in self.outcomes().items()
            ],
        }

    def story(self, run_number: int) -> Chronicle:
        """Play one run again and write down every decision with its numbers.

        Parameters
        ----------
        run_number : int
            Number of the run, 0 or more.

        Returns
        -------
        Chronicle
            Every decision, with its numbers.
        """
        from sim.runs.one_run import chronicle_of

        return chronicle_of(self.scenario, run_number, seed=self.seed)

    def save(self, folder: str | Path, *, store_inputs: bool = False) -> Path:
        """Write the results folder; see `sim.runs.folder.layout`.

        What the folder that it was read from keeps of bands and of runs under other rules goes along.

        Parameters
        ----------
        folder : str or path
            A new folder.
        store_inputs : bool
            Keep the numbers drawn (`in.PATH`) in its files, for programs other than this one. They are kept too
            where they would not be drawn so again, as of runs to which numbers were given.

        Returns
        -------
        path
            The folder.

        Raises
        ------
        FolderFault
            If the folder holds something already, or cannot be written; if the runs under other rules that go along
            are not those that were written.
        """
        # With what writes, for which nobody waits who only counts.
        from sim.runs.folder.saving import save as save_rows

        beside = self._under_other_rules()
        saved = save_rows(folder, self.scenario, self.seed, self.rows, self.counts, self.marks, store_inputs)
        if self.home is not None:
            try:
                copy_bands(self.home, saved)
            except OSError as error:
                raise FolderFault(plain_reason(saved, error)) from error
        if beside is not None:
            index, others = beside
            homes = [saved, *(one.save(saved / part, store_inputs=store_inputs) for part, one in others.items())]
            choices = [choice.model_copy(update={"seal": read_manifest(home).seal})
                       for choice, home in zip(index.choices, homes, strict=True)]  # fmt: skip
            write_sealed(saved / RULES, index.model_copy(update={"choices": choices}))
        return saved

    def _under_other_rules(self) -> tuple[KeptRules, dict[str, Ensemble]] | None:
        """Return what the folder says of other choices of rules with the runs under each, by where these lie in it.

        Raises FolderFault if they are not those that were written.
        """
        index = self.home and self.home / RULES
        if self.home is None or not index or not index.exists() or not isinstance(self.rows, StoredRows):
            return None
        said = read_sealed(index, KeptRules)
        for choice in said.choices:
            if read_manifest(self.home / choice.folder).seal != choice.seal:
                raise FolderFault(f"{self.home / choice.folder}: is not the folder that {index} names; "
                                  "run again with --rules all --resume")  # fmt: skip
        return said, {choice.folder: Ensemble.load(self.home / choice.folder) for choice in said.choices[1:]}

    @classmethod
    def load(cls, folder: str | Path) -> Ensemble:
        """Read a results folder back.

        Parameters
        ----------
        folder : str or path
            A results folder.

        Returns
        -------
        Ensemble
            Its rows stay on disk until they are asked for.
        """
        return cls(*read_folder(folder), home=Path(folder))

    def plot(self, name: str = "outcomes") -> Figure:
        """Draw a figure by name and return it as a matplotlib Figure.

        Parameters
        ----------
        name : str
            Name of the figure; `sim plot --list` lists them.

        Returns
        -------
        matplotlib.figure.Figure
            The figure, to be shown, changed or saved.
        """
        return draw(self, name)
