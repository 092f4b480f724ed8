"""Conditioning: the runs that match what is given, and what that tells about the numbers that were drawn.

This is Bayes' rule by rejection: the drawn inputs of all runs are the prior, those of the matching runs the
posterior (Rubin 1984).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sim.chance.streams import BLOCK_RUNS
from sim.questions.given import Given, GivenLike, given_from, values_of
from sim.questions.moved import Moved, moved_by
from sim.runs.intervals import Interval, wilson
from sim.runs.play import play

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.rules.arrays import Counts, Flags
    from sim.runs.block import BlockResult, BlockTask
    from sim.runs.ensemble import Ensemble

__all__ = ["ENOUGH", "MOST_TRIED", "Conditioned", "condition"]

ENOUGH = 100
"""With fewer matching runs than this, intervals are too wide to say much."""

MOST_TRIED = 1_000_000
"""How many runs `until` tries at most, unless told otherwise."""


@dataclass(frozen=True)
class Conditioned:
    """The runs of an ensemble that match what is given.

    Attributes
    ----------
    ensemble : Ensemble
        The runs that the prior is read from.
    given : Given
        What is asked.
    rows : pyarrow.Table
        The matching runs, also those that were played on for.
    tried : int
        Runs that were looked at.
    """

    ensemble: Ensemble
    given: Given
    rows: pa.Table
    tried: int

    def __len__(self) -> int:
        """Count the matching runs."""
        return int(self.rows.num_rows)

    @property
    def runs(self) -> Counts:
        """The numbers of the matching runs."""
        return np.asarray(self.rows.column("run").to_numpy())

    @property
    def share(self) -> Interval:
        """The share of matching runs with its 95 per cent interval."""
        return wilson(len(self), self.tried)

    @property
    def effective_size(self) -> float:
        """Kish's effective size, (Σw)²/Σw²; a run matches or not, so it is the number of matching runs."""
        return float(len(self))

    @property
    def runs_for_enough(self) -> int:
        """How many runs would do for `ENOUGH` matches; with no match yet, at least so many."""
        share = len(self) / self.tried if len(self) else 3 / self.tried  # rule of three: Hanley & Lippman-Hand 1983
        return math.ceil(ENOUGH / share)

    def outcomes(self) -> dict[str, Interval]:
        """Give the share of each outcome among the matching runs."""
        said = values_of(self.rows, "outcome")
        return {name: wilson(int(np.sum(said == name)), len(self)) for name in self.ensemble.scenario.outcome_labels}

    def moved(self) -> list[Moved]:
        """Hold each drawn input of all runs against that of the matching runs, what moved most first."""
        return moved_by(self.ensemble, self.rows, self.tried)

    def summary(self) -> dict[str, Any]:
        """Give what is printed, as plain data."""
        share, labels = self.share, self.ensemble.scenario.outcome_labels
        return {
            "title": self.ensemble.scenario.title,
            "given": self.given.title,
            "seed": self.ensemble.seed,
            "scenario_hash": self.ensemble.scenario.hash,
            "tried": self.tried,
            "matching": len(self),
            "share": share.share,
            "low": share.low,
            "high": share.high,
            "effective_size": self.effective_size,
            "enough": len(self) >= ENOUGH,
            "runs_for_enough": self.runs_for_enough,
            "outcomes": [
                {"outcome": name, "label": labels[name], **part._asdict()}
                for name, part in (self.outcomes().items() if len(self) else ())
            ],
            "inputs": [part._asdict() for part in self.moved()],
        }


def condition(
    ensemble: Ensemble,
    given: GivenLike,
    *,
    until: int | None = None,
    most: int = MOST_TRIED,
    workers: int = 1,
    on_block: Callable[[BlockResult], None] | None = None,
) -> Conditioned:
    """Keep the runs that match what is given, and play on for more of them if asked to.

    Raises
    ------
    ScenarioFault
        If the condition makes no sense for these results.

    Examples
    --------
    >>> import sim
    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=500, seed=1)
    >>> late = condition(ensemble, {"drafts": {"min": 4}})
    >>> late.tried, len(late) == int(sum(ensemble.column("drafts") >= 4))
    (500, True)
    """
    asked = given_from(given)
    matching: Flags = asked.matches(ensemble.rows)
    kept, tried = [ensemble.rows.filter(pa.array(matching))], len(ensemble)
    found = int(np.sum(matching))
    tasks = _further(int(np.max(ensemble.column("run"))) + 1)
    while until is not None and found < until and tried < most:
        batch = [next(tasks) for _ in range(max(1, workers))]
        for part in play(ensemble.scenario, batch, seed=ensemble.seed, workers=workers, on_block=on_block):
            if found >= until:
                continue  # played beside the last that was needed; the workers have no say
            rows = part.rows.slice(0, max(0, most - tried))
            kept.append(rows.filter(pa.array(asked.matches(rows))))
            tried += rows.num_rows
            found += kept[-1].num_rows
    return Conditioned(ensemble, asked, pa.concat_tables(kept), tried)


def _further(first: int) -> Iterator[BlockTask]:
    """Give the runs from one on, block by block, without end."""
    block, place = divmod(first, BLOCK_RUNS)
    if place:
        yield block, np.arange(place, BLOCK_RUNS)
        block += 1
    while True:
        yield block, None
        block += 1
