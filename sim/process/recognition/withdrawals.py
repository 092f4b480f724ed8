"""Withdrawals of recognition: who takes it back again, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.process.stage import NEVER
from sim.rules.recognition import weeks_until_withdrawal

if TYPE_CHECKING:
    from sim.process.recognition.stage import Recognition
    from sim.rules.arrays import Counts, Floats

__all__ = ["Withdrawals"]


class Withdrawals:
    """How long each state of a stage of recognition holds to it, and what it does when that time is over (R13).

    Every state draws beforehand for how many weeks it would hold. So a withdrawal comes at least a week after the
    recognition that it takes back, and it is for good.

    Attributes
    ----------
    soonest : array, (runs,)
        The next week in which somebody withdraws, counted from the declaration; infinite where nobody will.
    """

    def __init__(self, stage: Recognition) -> None:
        self.stage = stage
        self.holding = np.zeros((0, stage.world.runs))
        self.since = np.full(stage.ranking.thresholds.shape, NEVER, dtype=np.int16)
        self.soonest = np.full(stage.world.runs, np.inf)
        self.total = stage.counts(stage.spec.WITHDRAWN)
        self.at_weeks = stage.counts(stage.spec.WITHDRAWN_AT)

    def take_numbers(self) -> None:
        """Read how long each state would hold; those that recognise now hold as long from when they began to.

        How loyal each is, is drawn anew each time and the same each time, so that it need not be kept.
        """
        loyalty = self.stage.drawn(1)
        holding = self.stage.ranking.ranked(
            weeks_until_withdrawal(loyalty, self.stage.number("withdrawal.yearly_chance"))
        )
        if np.array_equal(holding, self.holding):
            return
        self.holding = holding
        if (self.since != NEVER).any():
            self.soonest = self.until(self.stage.world.everybody).min(axis=0)

    def until(self, runs: Counts) -> Floats:
        """Return the week until when each state that recognises will hold to it, infinite for the others."""
        since = self.since.take(runs, axis=1)
        return np.where(since == NEVER, np.inf, since + self.holding.take(runs, axis=1))

    def hold(self, row: Counts, runs: Counts, elapsed: Counts) -> None:
        """Note until when states that recognise now will hold to it."""
        self.since[row, runs] = elapsed
        np.minimum.at(self.soonest, runs, elapsed + self.holding[row, runs])

    def let_withdraw(self, runs: Counts, elapsed: Counts) -> None:
        """Let every state withdraw that holds to its recognition no longer."""
        somebody = self.soonest[runs] <= elapsed
        runs = runs[somebody]
        until = self.until(runs)
        row, place = np.nonzero(until <= elapsed[somebody])
        until[row, place] = np.inf
        self.since[row, runs[place]] = NEVER
        np.subtract.at(self.stage.standing, (self.stage.ranking.profile[row], runs[place]), 1)
        np.add.at(self.total, runs[place], 1)
        self.soonest[runs] = until.min(axis=0)

    def count(self, places: Counts, runs: Counts) -> None:
        """Write down how many have withdrawn by a week to count in, by each run's place among those."""
        self.at_weeks[places, runs] = self.total[runs]
