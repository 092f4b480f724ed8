"""What everybody has in the end where somebody does otherwise: the same runs and chance under each change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.chance.remembered import Remembered
from sim.questions.measures import OUTCOME, Column
from sim.rules.arrays import Floats
from sim.runs.block import model_of
from sim.runs.drawn import runs_by_block
from sim.runs.executors import executor_for
from sim.runs.tasks import Failure, Line
from sim.scenario.choices import Lever, settings_of
from sim.scenario.faults import ScenarioFault
from sim.scenario.format.columns import UTILITY
from sim.scenario.format.scenario import Scenario
from sim.scenario.reader import varied

__all__ = ["Doing", "Ended", "OnPlayed", "Table", "unrecorded"]

Doing = tuple[Lever, ...]
"""What is done otherwise, by one or by several; nothing where all do as coded."""

OnPlayed = Callable[[], None]
"""Is told after each change that it has been played."""


class Ended(NamedTuple):
    """How runs ended."""

    outcome: Column
    """Which outcome, ``(runs,)``."""
    payoffs: dict[str, Floats]
    """What each actor has in the end, all prices paid, ``(runs,)``."""


def unrecorded(scenario: Scenario) -> Scenario:
    """Return a scenario without what is held against the record, which may ask for columns that a change takes away.

    >>> unrecorded(sim.read_scenario("scenarios/kosovo/five_actors.yaml")).record is None
    True
    """
    return scenario.model_copy(update={"record": None})


_REMEMBERED = Remembered()
"""Chance that this process has drawn: under every change the same."""


@dataclass(frozen=True)
class DoingWork:
    """Plays some runs in which something is done otherwise: the work of an executor."""

    scenario: Scenario
    seed: int
    first: int
    runs: int

    def __call__(self, doing: Doing, line: Line | None = None) -> Ended | None:
        """Play the runs; None where the change makes no sound scenario."""
        try:
            changed = varied(self.scenario, settings_of(doing)).scenario if doing else self.scenario
        except ScenarioFault:
            return None
        parts = []
        for block, places in runs_by_block(np.arange(self.first, self.first + self.runs)).items():
            with model_of(changed, self.seed, block, places, remembered=_REMEMBERED) as model:
                read = model.run().records.spelt
                payoffs = {name: read(UTILITY.name.format(actor=name)).astype(float) for name in changed.actors}
                parts.append(Ended(read(OUTCOME), payoffs))
        payoffs = {name: np.concatenate([one.payoffs[name] for one in parts]) for name in changed.actors}
        return Ended(np.concatenate([one.outcome for one in parts]), payoffs)


@dataclass(frozen=True)
class Table:
    """Who plays, and with what chance: runs under changes that are asked for together."""

    scenario: Scenario
    seed: int = 0
    workers: int = 1
    on_played: OnPlayed | None = None

    def play(self, doings: Sequence[Doing], runs: int, first: int = 0) -> list[Ended | None]:
        """Play equal runs under each change, from a number on; None where a change makes no sound scenario."""
        work = DoingWork(unrecorded(self.scenario), self.seed, first, runs)
        played: dict[int, Ended | None] = {}
        with executor_for(min(self.workers, max(1, len(doings)))) as executor:
            for place, outcome in executor.outcomes(work, doings, lambda doing: [doing], None):
                if isinstance(outcome, Failure):
                    raise outcome.error
                played[place] = outcome
                if self.on_played is not None:
                    self.on_played()
        return [played[place] for place in range(len(doings))]
