"""Recognition by machine code: the arrays of a stage laid run by run, for `sim.compiled.recognition` to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.rules.recognition import hazard

if TYPE_CHECKING:
    from sim.compiled.recognition import Course, Small
    from sim.process.recognition.stage import Recognition
    from sim.rules.arrays import Counts, Floats

__all__ = ["InMachineCode"]


class InMachineCode:
    """Plays the weeks of a stage of recognition as its functions of arrays do, to the last bit, and tells nothing.

    The stage's own arrays become views of what lies run by run, so that both read and change the same numbers.

    Attributes
    ----------
    members : array of int, (runs, blocs + 1)
        How many of each bloc recognise; the last column is of no bloc.
    thresholds, holding : array, (runs, states + profiles)
        Those of the ranking and, as whole weeks, of the withdrawals, run by run.
    """

    def __init__(self, stage: Recognition, rounding: float, least: float) -> None:
        from sim.compiled import recognition as compiled  # brings numba, so that only who uses it has it

        self.stage, self.rounding, self.least = stage, rounding, least
        community, runs, withdrawals = stage.community, stage.world.runs, stage.withdrawals
        for name in ("accumulated", "pace", "waiting", "next_row", "standing"):
            setattr(stage, name, np.asfortranarray(getattr(stage, name)))
        self.members = np.zeros((runs, len(community.blocs) + 1), dtype=np.int64)
        self.thresholds = np.ascontiguousarray(stage.ranking.thresholds.T)
        self.holding: Small = np.zeros((runs, 0), dtype=np.int16)
        self.soonest, withdrawn = np.full(runs, np.inf), np.zeros((0, runs), dtype=np.int32)
        if withdrawals is not None:
            withdrawals.since = np.asfortranarray(withdrawals.since)
            withdrawn = withdrawals.at_weeks
        self.community = compiled.Community(
            stage.ranking.profile, np.ascontiguousarray(stage.blocs_of), stage.belonging.ravel(), community.sizes
        )
        self.counted = compiled.Counted(
            stage.place_of_week, stage.bloc_place_of_week, np.array(stage.counted_blocs, dtype=np.int64),
            stage.at_weeks, withdrawn, stage.of_blocs,
        )  # fmt: skip

    def take_numbers(self) -> None:
        """Lay the numbers run by run that the stage has just read."""
        from sim.compiled import recognition as compiled

        self.stage.own_log_pace = np.asfortranarray(self.stage.own_log_pace)
        if self.stage.withdrawals is not None:
            self.holding = np.minimum(self.stage.withdrawals.holding, compiled.FOR_GOOD).T.astype(np.int16, order="C")

    def course(self) -> Course:
        """Return how far the runs are, as views."""
        from sim.compiled import recognition as compiled

        stage, since, soonest = self.stage, self.holding, self.soonest
        if stage.withdrawals is not None:
            since, soonest = stage.withdrawals.since.T, stage.withdrawals.soonest
        return compiled.Course(
            stage.clock, stage.changed_at, stage.clock_needed, stage.slow, stage.weeks_at, stage.gap, stage.bandwagon,
            soonest, stage.total, stage.withdrawn, stage.accumulated.T, stage.pace.T, stage.waiting.T,
            stage.own_log_pace.T, stage.next_row.T, stage.standing.T, self.members, self.thresholds, since,
            self.holding,
        )  # fmt: skip

    def week(self, runs: Counts, elapsed: Counts, tick: Floats) -> None:
        """Count, move the clock on by its tick, and let states withdraw and recognise whose hour has come."""
        from sim.compiled import recognition as compiled

        course, changed = self.course(), np.empty_like(runs)
        log_pace = np.empty((len(self.stage.pace), len(runs)))
        many = compiled.week(course, self.community, self.counted, runs, elapsed, tick, self.rounding, changed,
                                  log_pace)  # fmt: skip
        if many:
            compiled.resume(course, changed[:many], hazard(log_pace[:, :many]), self.least)

    def set_pace(self, runs: Counts, _accumulated: Floats) -> None:
        """Set the pace of each profile, and what is to be gathered until the next of its states recognises (R13)."""
        from sim.compiled import recognition as compiled

        course, log_pace = self.course(), np.empty((len(self.stage.pace), len(runs)))
        compiled.log_paces(course, self.community, runs, log_pace)
        compiled.resume(course, runs, hazard(log_pace), self.least)
