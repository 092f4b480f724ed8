"""The numbers that runs drew (`in.<path>`): as columns of their rows, and drawn again from scenario and seed alone.

They are half of what is known of a run, and follow from the scenario, the seed and the number of the run. So a
results folder need not hold them: it keeps a checksum of each, and whoever asks for one has it drawn again by the
calls that play makes.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from sim.chance.copula import copulas_of
from sim.chance.inputs import Inputs
from sim.chance.streams import BLOCK_RUNS, Streams
from sim.runs.arrow import column_of
from sim.scenario.format.quantity import quantities

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sim.rules.arrays import Counts, Floats
    from sim.scenario.format.scenario import Scenario

__all__ = [
    "INPUT", "DrawnAgain", "as_columns", "checksum_of", "drawn_as_played", "drawn_names", "groups_of",
    "runs_by_block",
]  # fmt: skip

INPUT = "in."
"""What stands before the path of a drawn number in the name of its column."""

TOGETHER = 12
"""Blocks that are drawn beside each other, which takes less than half the time that they take one by one."""


def drawn_names(scenario: Scenario) -> list[str]:
    """Name the columns of all numbers that runs of a scenario draw.

    >>> drawn_names(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))[0]
    'in.actors.belgrade.position.status'
    """
    return [f"{INPUT}{path}" for path, quantity in quantities(scenario) if not quantity.fixed]


def as_columns(inputs: Inputs, names: Iterable[str]) -> dict[str, pa.Array]:
    """Return some of the numbers that runs drew, as columns of their rows.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> inputs = Inputs.of(five, Streams(seed=0, block=0, places=np.arange(2)), 2)
    >>> {name: len(column) for name, column in as_columns(inputs, ["in.actors.russia.signal_honesty"]).items()}
    {'in.actors.russia.signal_honesty': 2}
    """
    return {name: column_of(inputs.as_drawn(name.removeprefix(INPUT))) for name in names}


def checksum_of(*parts: Floats) -> int:
    """Return the checksum of a column of drawn numbers, by which one that is drawn again is held to be the same.

    >>> checksum_of(np.array([0.25, 0.5])) == checksum_of(np.array([0.25, 0.5000000000000001]))
    False
    >>> checksum_of(np.array([0.25, 0.5])) == checksum_of(np.array([0.25]), np.array([0.5]))
    True
    """
    found = 0
    for values in parts:
        found = zlib.crc32(np.ascontiguousarray(values, dtype="<f8").data, found)
    return found


class DrawnAgain:
    """Draws again, column by column, what runs of a scenario drew.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> played = sim.run(five, runs=[3, 1_030], seed=7)
    >>> again = DrawnAgain(five, 7).table(["in.actors.russia.blocking_cost"], {0: np.array([3]), 1: np.array([6])})
    >>> again.column(0).equals(played.rows.column("in.actors.russia.blocking_cost"))
    True
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.seed = seed
        self.known, self.copulas = dict(quantities(scenario)), copulas_of(scenario)
        self.names = drawn_names(scenario)
        ranks = {name: rank for rank, name in enumerate(sorted(self.names))}
        self.places = {name: ranks[name] for name in self.names}
        """The columns of all numbers, and where the checksum of each stands among those of all."""

    def table(self, names: Sequence[str], blocks: Mapping[int, Counts | None]) -> pa.Table:
        """Return columns of the runs of some blocks, in their order; of a block all runs, or those at some places."""
        return pa.concat_tables([pa.table(self._drawn(names, group)) for group in groups_of(blocks)])

    def _drawn(self, names: Sequence[str], group: Mapping[int, Counts | None]) -> dict[str, pa.Array]:
        (first, *beside), places = group, list(group.values())[-1]
        streams = Streams(self.seed, first, places, tuple(beside))
        runs = BLOCK_RUNS * len(beside) + (BLOCK_RUNS if places is None else len(places))
        return as_columns(Inputs(self.known, streams, runs, copulas=self.copulas), names)


def groups_of(blocks: Mapping[int, Counts | None]) -> Iterator[dict[int, Counts | None]]:
    """Put blocks together that can be drawn beside each other: a few, all whole but the last.

    >>> [list(group) for group in groups_of({0: None, 1: None, 2: np.arange(5), 3: None})]
    [[0, 1, 2], [3]]
    """
    group: dict[int, Counts | None] = {}
    for block, places in blocks.items():
        group[block] = places
        if places is not None or len(group) == TOGETHER:
            yield group
            group = {}
    if group:
        yield group


def runs_by_block(runs: Counts) -> dict[int, Counts]:
    """Sort run numbers into blocks, each with the places in it.

    >>> {block: places.tolist() for block, places in runs_by_block(np.array([3, 1030, 1])).items()}
    {0: [1, 3], 1: [6]}
    """
    ordered = np.unique(runs)
    blocks = ordered // BLOCK_RUNS
    return {int(block): ordered[blocks == block] % BLOCK_RUNS for block in np.unique(blocks)}


def drawn_as_played(scenario: Scenario, seed: int, rows: pa.Table) -> bool:
    """Tell whether rows hold every number that their runs drew, and each as it is drawn again.

    Rows of runs to which numbers were given, or of which columns were left out, do not.

    >>> found = sim.run("scenarios/kosovo/five_actors.yaml", runs=20)
    >>> drawn_as_played(found.scenario, 0, found.rows), drawn_as_played(found.scenario, 1, found.rows)
    (True, False)
    """
    again = DrawnAgain(scenario, seed)
    if not again.names:
        return True
    runs = rows.column("run").to_numpy()
    if not set(again.names) <= set(rows.column_names) or (np.diff(runs) <= 0).any():
        return False
    places = {block: None if len(part) == BLOCK_RUNS else part for block, part in runs_by_block(runs).items()}
    at = 0
    for group in groups_of(places):
        here = again.table(again.names, group)
        if not here.equals(rows.slice(at, here.num_rows).select(again.names)):
            return False
        at += here.num_rows
    return True
