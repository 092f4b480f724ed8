"""An ensemble: many runs of one scenario, with their table and what can be asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sim.runs.counts import Totals
from sim.runs.intervals import Interval, wilson
from sim.runs.play import play, tasks_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd

    from sim.process.chronicle import Chronicle
    from sim.rules.arrays import Counts
    from sim.runs.block import BlockResult
    from sim.runs.failures import BlockFailure
    from sim.scenario.format.scenario import Scenario

__all__ = ["Ensemble", "run"]


@dataclass
class Ensemble:
    """Many runs of one scenario.

    Attributes
    ----------
    scenario : Scenario
        What was asked.
    seed : int
        What all chance was keyed by.
    rows : pyarrow.Table or StoredRows
        One row a run; see `table` for pandas. Of a results folder the rows stay on disk until they are asked for.
    standing : array of int, (weeks, stages + 1)
        Runs in each stage by week; the last column counts those that are over.
    totals : Totals, optional
        The runs as counted while they were played; counted from the rows if left out.
    failures : tuple of BlockFailure
        Blocks that could not be played; their runs are missing.
    marks : mapping of int to str
        The counts of each block as they are written beside its rows.
    """

    scenario: Scenario
    seed: int
    rows: pa.Table
    standing: Counts
    totals: Totals | None = None
    failures: tuple[BlockFailure, ...] = ()
    marks: Mapping[int, str] = field(default_factory=dict, repr=False)

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
        from sim.runs.folder.layout import weekly_rows

        rows = weekly_rows(self.scenario, self.counts)
        frame: pd.DataFrame = rows.select([n for n in rows.column_names if not n.endswith(".counts")]).to_pandas()
        return frame

    def column(self, name: str) -> Any:
        """Give one column as an array; words as an array of text, nothing where nothing was said.

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
        return found.to_numpy()

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
        """Give the share of each outcome with its 95 per cent interval, in the order of the scenario."""
        counted = self.counts.outcomes
        return {name: wilson(int(counted[row]), len(self)) for row, name in enumerate(self.scenario.outcome_labels)}

    def summary(self) -> dict[str, Any]:
        """Give what is printed: the question, runs, seed, hash, and each outcome's share with its interval."""
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

    def save(self, folder: str | Path) -> Path:
        """Write the results folder; see `sim.runs.folder.reader`.

        Parameters
        ----------
        folder : str or path
            A new folder.

        Returns
        -------
        path
            The folder.
        """
        from sim.runs.folder.reader import save

        return save(self, folder)

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
        from sim.runs.folder.reader import load

        return load(folder)

    def plot(self, name: str = "outcomes") -> Any:
        """Draw a figure by name and give it as a matplotlib Figure.

        Parameters
        ----------
        name : str
            Name of the figure; `sim plot --list` lists them.

        Returns
        -------
        matplotlib.figure.Figure
            The figure, to be shown, changed or saved.
        """
        from importlib import import_module

        # Views stand above ensembles; the import by name keeps the layers and gives the one-line use.
        return import_module("sim.views.figures.registry").draw(self, name)


def run(
    scenario: Scenario | str | Path,
    runs: int | Counts = 1_000,
    *,
    seed: int = 0,
    workers: int = 1,
    settings: tuple[str, ...] = (),
    out: str | Path | None = None,
    resume: bool = False,
    cluster: str | None = None,
    on_block: Callable[[BlockResult], None] | None = None,
) -> Ensemble:
    """Play a scenario many times.

    Parameters
    ----------
    scenario : Scenario or path
        What is asked, or the file that asks it.
    runs : int or array of int
        How many runs, or which run numbers.
    seed : int
        0 to 2**64 - 1.
    workers : int
        Processes that play side by side; they have no say in the results.
    settings : tuple of str
        Changes such as ``"actors.russia.veto=false"``.
    out : path, optional
        A new results folder. Each block is written as it ends and dropped, so memory does not grow with runs.
    resume : bool
        Go on with what `out` holds already.
    cluster : str, optional
        Address of a Dask scheduler, such as ``"tcp://10.0.0.1:8786"``, whose workers play the blocks.
    on_block : callable, optional
        Told of each block that is done.

    Returns
    -------
    Ensemble

    Raises
    ------
    BlockFault
        If a block cannot be played and there is no folder to keep the others in.
    FolderFault
        If the folder cannot be written, or holds something that this does not go on with.
    ValueError
        If settings come with a scenario that is read already, or resume without a folder.

    Examples
    --------
    >>> import sim
    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=200, seed=1)
    >>> len(ensemble)
    200
    """
    from sim.scenario.format.scenario import Scenario as Known

    if not isinstance(scenario, Known):
        from sim.scenario.reader import read_scenario

        scenario = read_scenario(scenario, settings)
    elif settings:
        raise ValueError("settings go with a file; for a scenario in hand, make the changes there")
    if out is not None:
        from sim.runs.folder.keeping import run_into

        return run_into(out, scenario, runs, seed=seed, workers=workers, cluster=cluster, resume=resume,
                        on_block=on_block)  # fmt: skip
    if resume:
        raise ValueError("resume goes with out, the folder to go on with")
    parts = play(scenario, tasks_for(runs), seed=seed, workers=workers, cluster=cluster, on_block=on_block)
    return _together(scenario, seed, list(parts))


def _together(scenario: Scenario, seed: int, parts: list[BlockResult]) -> Ensemble:
    totals = sum((part.totals for part in parts), Totals.nothing(scenario))
    marks = {part.block: part.totals.written() for part in parts}
    rows = pa.concat_tables([part.rows for part in parts])
    return Ensemble(scenario, seed, rows, totals.standing, totals, marks=marks)
