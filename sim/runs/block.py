"""The table of an ensemble: one row a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from sim.chance.streams import BLOCK_RUNS
from sim.runs.counts import Totals
from sim.runs.distances import distances_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sim.model import StatusTalks
    from sim.rules.arrays import Counts, Floats
    from sim.scenario.format.scenario import Scenario

__all__ = ["BlockResult", "play_block", "play_blocks", "rows_of", "runs_by_block"]

FIRST_COLUMNS = ("run", "outcome", "ended_on", "ending")


@dataclass(frozen=True)
class BlockResult:
    """What one block of runs gave.

    Attributes
    ----------
    block : int
        Which block.
    rows : pyarrow.Table or None
        One row a run; None where only the file or only the counts were asked for.
    totals : Totals
        The runs counted.
    file : bytes or Path or None
        The rows as the bytes of a Parquet file, where that was asked for, or the file in which these lie.
    """

    block: int
    rows: pa.Table
    totals: Totals
    file: bytes | Path | None = None

    @property
    def standing(self) -> Counts:
        """Runs in each stage by week, ``(weeks, stages + 1)``; the last column counts those that are over."""
        return self.totals.standing


def play_block(
    scenario: Scenario,
    seed: int,
    block: int,
    places: Counts | None = None,
    given: Mapping[str, Floats] | None = None,
) -> BlockResult:
    """Play a block of runs, or some of its runs, and give their rows.

    Examples
    --------
    A run is the same alone as among others:

    >>> from sim.scenario.reader import read_scenario
    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> few, alone = (play_block(five, 1, 0, np.array(places)).rows for places in ([3, 7], [7]))
    >>> few.slice(1).to_pandas().equals(alone.to_pandas())
    True
    """
    from sim.model import StatusTalks  # which brings Mesa, and whoever only reads results need not wait for it

    model = StatusTalks(scenario, seed=seed, block=block, places=places, given=given)
    model.run()
    return BlockResult(block, rows_of(model), totals_of(model))


def play_blocks(scenario: Scenario, seed: int, blocks: Sequence[int]) -> list[BlockResult]:
    """Play whole blocks beside each other, in one model, and give the rows of each.

    The runs are those of `play_block`, to the last bit. Most of the work of a week is done once however many
    runs there are, so a dozen blocks together take half the time that they take one by one.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> scenario = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> [(part.block, part.rows.num_rows) for part in play_blocks(scenario, 0, [3, 8])]
    [(3, 1024), (8, 1024)]
    """
    from sim.model import StatusTalks

    first, *beside = blocks
    model = StatusTalks(scenario, seed=seed, block=first, beside=tuple(beside))
    model.run()
    rows = rows_of(model)
    parts = (rows.slice(place * BLOCK_RUNS, BLOCK_RUNS) for place in range(len(blocks)))
    return [BlockResult(*part) for part in zip(blocks, parts, totals_by_block(model), strict=True)]


def rows_of(model: StatusTalks) -> pa.Table:
    """Make the rows of a block: what happened, then what was drawn (`in.<path>`).

    Examples
    --------
    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> model = StatusTalks(read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(2)).run()
    >>> rows = rows_of(model)
    >>> rows.column_names[:4], "in.actors.russia.signal_honesty" in rows.column_names
    (['run', 'outcome', 'ended_on', 'ending'], True)
    """
    results = model.records
    columns: dict[str, pa.Array] = {"run": pa.array(model.run_numbers.astype(np.int64))}
    columns["outcome"] = _words(results.columns["outcome"], results.words["outcome"])
    columns["ended_on"] = pa.array(model.ended_on)
    columns["ending"] = _words(results.columns["ending"], results.words["ending"])
    for name, values in results.columns.items():
        if name not in columns:
            columns[name] = _words(values, results.words[name]) if name in results.words else pa.array(values)
    columns |= {name: pa.array(values) for name, values in distances_of(model).items()}
    inputs = model.world.inputs
    for path, quantity in inputs.known.items():
        if not quantity.fixed:
            columns[f"in.{path}"] = pa.array(inputs[path])
    return pa.table(columns)


def totals_of(model: StatusTalks) -> Totals:
    """Count the runs that a model has played."""
    first, *others = totals_by_block(model)
    return sum(others, first)


def totals_by_block(model: StatusTalks) -> list[Totals]:
    """Count the runs of each block that a model has played."""
    columns, blocks = model.records.columns, len(model.whereabouts.standing_of)
    by_calendar = columns["ending"] == model.records.words["ending"].index("calendar")
    parts = [np.split(part, blocks) for part in (columns["outcome"], columns["ended_week"], by_calendar)]
    counted = zip(*parts, model.whereabouts.standing_of, model.series.counted, strict=True)
    return [Totals.counted(model.case, *part) for part in counted]


def _words(places: Counts, words: tuple[str, ...]) -> pa.DictionaryArray:
    """Keep a column of words as places in a list, nothing where nothing was said."""
    missing = places < 0
    return pa.DictionaryArray.from_arrays(pa.array(places, mask=missing), pa.array(list(words), pa.string()))


def runs_by_block(runs: Counts) -> dict[int, Counts]:
    """Sort run numbers into blocks, each with the places in it.

    Examples
    --------
    >>> {block: places.tolist() for block, places in runs_by_block(np.array([3, 1030, 1])).items()}
    {0: [1, 3], 1: [6]}
    """
    ordered = np.unique(runs)
    blocks = ordered // BLOCK_RUNS
    return {int(block): ordered[blocks == block] % BLOCK_RUNS for block in np.unique(blocks)}
