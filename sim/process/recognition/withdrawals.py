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

    def __init__(self, stage: Recognition, drawn: Floats) -> None:
        self.stage = stage
        holding = weeks_until_withdrawal(drawn, stage.number("withdrawal.yearly_chance"))
        self.holding = stage.ranking.ranked(holding)
        self.until = np.full(self.holding.shape, np.inf)
        self.soonest = np.full(stage.setting.runs, np.inf)
        results, weeks = stage.model.results, stage.spec.count_at_weeks
        self.total = results.column("withdrawals", 0)
        self.at_weeks = {week: results.column(f"withdrawals.week_{week}", NEVER) for week in weeks}

    def hold(self, row: Counts, runs: Counts) -> None:
        """Note until when states that recognise now will hold to it."""
        until = self.stage.elapsed(runs) + self.holding[row, runs]
        self.until[row, runs] = until
        np.minimum.at(self.soonest, runs, until)

    def let_withdraw(self, runs: Counts) -> None:
        """Let every state withdraw that holds to its recognition no longer."""
        runs = runs[self.soonest[runs] <= self.stage.elapsed(runs)]
        row, place = np.nonzero(self.until[:, runs] <= self.stage.elapsed(runs))
        self.until[row, runs[place]] = np.inf
        np.subtract.at(self.stage.standing, (self.stage.ranking.profile[row], runs[place]), 1)
        np.add.at(self.total, runs[place], 1)
        self.soonest[runs] = self.until[:, runs].min(axis=0)

    def count(self, week: int, runs: Counts) -> None:
        """Write down how many have withdrawn by now."""
        self.at_weeks[week][runs] = self.total[runs]
