"""An ensemble: many runs of one scenario, with their table and what can be asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from sim.ensemble.intervals import Interval, wilson
from sim.ensemble.runner import play, tasks_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from sim.ensemble.table import BlockResult
    from sim.process.chronicle import Chronicle
    from sim.rules.arrays import Counts
    from sim.scenario.schema import Scenario

__all__ = ["Ensemble", "chronicle_of", "run"]


@dataclass
class Ensemble:
    """Many runs of one scenario.

    Attributes
    ----------
    scenario : Scenario
        What was asked.
    seed : int
        What all chance was keyed by.
    rows : pyarrow.Table
        One row a run; see `table` for pandas.
    standing : array of int, (weeks, stages + 1)
        Runs in each stage by week; the last column counts those that are over.
    """

    scenario: Scenario
    seed: int
    rows: pa.Table
    standing: Counts

    def __len__(self) -> int:
        """Count the runs."""
        return int(self.rows.num_rows)

    @property
    def table(self) -> pd.DataFrame:
        """The runs as a pandas table, one row a run."""
        frame: pd.DataFrame = self.rows.to_pandas()
        return frame

    def column(self, name: str) -> Any:
        """Give one column as an array; words as an array of text, nothing where nothing was said."""
        return self.rows.column(name).to_numpy()

    def outcomes(self) -> dict[str, Interval]:
        """Give the share of each outcome with its 95 per cent interval, in the order of the scenario."""
        counted: dict[str, int] = {}
        for part in pa.compute.value_counts(self.rows.column("outcome")).to_pylist():
            counted[part["values"]] = part["counts"]
        return {name: wilson(counted.get(name, 0), len(self)) for name in self.scenario.outcome_labels}

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
        """Play one run again and write down every decision with its numbers."""
        return chronicle_of(self.scenario, run_number, seed=self.seed)

    def save(self, folder: str | Path) -> Path:
        """Write the results folder; see `sim.ensemble.storage`."""
        from sim.ensemble.storage import save

        return save(self, folder)

    @classmethod
    def load(cls, folder: str | Path) -> Ensemble:
        """Read a results folder back."""
        from sim.ensemble.storage import load

        return load(folder)

    def plot(self, name: str = "outcomes") -> Any:
        """Draw a figure by name and give it as a matplotlib Figure."""
        from importlib import import_module

        # Views stand above ensembles; the import by name keeps the layers and gives the one-line use.
        return import_module("sim.views.figures").draw(self, name)


def run(
    scenario: Scenario | str | Path,
    runs: int | Counts = 1_000,
    *,
    seed: int = 0,
    workers: int = 1,
    settings: tuple[str, ...] = (),
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
    on_block : callable, optional
        Told of each block that is done.

    Returns
    -------
    Ensemble

    Examples
    --------
    >>> import sim
    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=200, seed=1)
    >>> len(ensemble)
    200
    """
    from sim.scenario.schema import Scenario as Known

    if not isinstance(scenario, Known):
        from sim.scenario.reader import read_scenario

        scenario = read_scenario(scenario, settings)
    elif settings:
        raise ValueError("settings go with a file; for a scenario in hand, make the changes there")
    parts = list(play(scenario, tasks_for(runs), seed=seed, workers=workers, on_block=on_block))
    rows = pa.concat_tables([part.rows for part in parts])
    return Ensemble(scenario, seed, rows, np.sum([part.standing for part in parts], axis=0))


def chronicle_of(scenario: Scenario, run_number: int, *, seed: int = 0) -> Chronicle:
    """Play one run alone, writing down every decision; it is the same run as in any ensemble.

    Raises
    ------
    ValueError
        If the run number is negative.
    """
    from sim.model import StatusTalks
    from sim.process.chronicle import Chronicle as Kept
    from sim.scenario.draws import block_of

    if run_number < 0:
        raise ValueError(f"run {run_number} does not exist; run numbers are 0 or more")
    block, place = block_of(run_number)
    kept = Kept()
    model = StatusTalks(scenario, seed=seed, block=block, places=np.array([place]), chronicle=kept)
    model.run()
    week = int(model.results.columns["ended_week"][0])
    kept.tell(week, scenario.calendar.date_of(week), "", "outcome", "", {
        "outcome": scenario.outcome_labels[model.results.spelt("outcome")[0]],
        "ending": model.results.spelt("ending")[0],
    })  # fmt: skip
    model.release()
    return kept
