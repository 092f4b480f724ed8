"""Recognition: after a declaration, state after state recognises, or does not."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.process.community import community_of
from sim.process.stage import NEVER, Stage
from sim.rules.arrays import Counts, Floats
from sim.rules.recognition import crossed, exponential_threshold, log_hazard
from sim.scenario import aftermath as written

__all__ = ["Recognition"]

FIRST_YEAR = 52
LATER_STEP = 4


class Recognition(Stage):
    """Hazards accumulate week by week until they cross each state's threshold (R13).

    In order: (1) each profile of states gets its hazard for the time since the last look, from what it belongs
    to, the weeks since the declaration, and how many of its blocs' members have recognised; (2) the states
    whose threshold the sum has crossed recognise. After the first year a look every four weeks is enough.
    """

    spec: written.Recognition

    def __init__(self, model: Any, spec: written.Recognition, place: int) -> None:
        super().__init__(model, spec, place)
        self.community = community_of(spec.states)
        runs = self.setting.runs
        drawn = np.stack([self.setting.streams.uniform(f"recognition.{m.name}") for m in self.community.members])
        refuses = np.array([member.refuses for member in self.community.members])
        thresholds = np.where(refuses[:, None], np.inf, exponential_threshold(drawn))
        profiles = len(self.community.belongs)
        self.queue = _queues(thresholds, self.community.profile, profiles)
        self.next_threshold = self.queue[:, 0].copy()
        self.counts = np.zeros((profiles, runs), dtype=np.int64)
        self.accumulated = np.zeros((profiles, runs))
        self.own_hazard = self._own_hazard()
        self.belonging = np.maximum(1.0, self.community.belongs.sum(axis=1))[:, None]
        self._open_columns()

    def _own_hazard(self) -> Floats:
        """Give the log hazard of each profile but for time and its blocs, which does not change in a run."""
        blocs = list(self.community.blocs)
        named = [name for name in self.spec.coefficients if name not in ("constant", "log_weeks")]
        columns = [np.ones(len(self.community.belongs))]
        columns += [self.community.belongs[:, blocs.index(name)] for name in named]
        drawn = [self._coefficient("constant"), *(self._coefficient(name) for name in named)]
        return log_hazard(np.stack(columns, axis=1), np.stack(drawn), bloc_share=0.0, bandwagon=0.0)

    def _coefficient(self, name: str) -> Floats:
        if name in self.spec.coefficients:
            return self.number(f"coefficients.{name}")
        return np.zeros(self.setting.runs)

    def _open_columns(self) -> None:
        results = self.model.results
        self.total = results.column("recognitions", 0)
        self.at_weeks = {
            week: results.column(f"recognitions.week_{week}", NEVER) for week in self.spec.count_at_weeks
        }
        self.of_blocs = {
            (bloc, week): results.column(f"recognitions.{bloc}.week_{week}", NEVER)
            for bloc in self.spec.count_blocs
            for week in self.spec.count_at_weeks
        }

    def act(self, runs: Counts) -> None:
        """Count where a count is due, then let the hazards of the coming time do their work."""
        elapsed = self.elapsed(runs)
        for week in self.at_weeks:
            self.count(week, runs[elapsed == week])
        weekly, later = elapsed < FIRST_YEAR, (elapsed >= FIRST_YEAR) & (elapsed % LATER_STEP == 0)
        self.accumulate(runs[weekly], 1)
        self.accumulate(runs[later], LATER_STEP)

    def accumulate(self, runs: Counts, weeks: int) -> None:
        """Add the hazard of some weeks and let the states whose threshold it crosses recognise."""
        if not runs.size:
            return
        before = self.total[runs]
        sums = self.accumulated[:, runs] + weeks * np.exp(self.log_hazards(runs))
        self.accumulated[:, runs] = sums
        self.let_recognise(sums, runs)
        self.total[runs] = self.counts[:, runs].sum(axis=0)
        self.tell("recognitions", "", runs, new=self.total[runs] - before, total=self.total[runs])

    def let_recognise(self, sums: Floats, runs: Counts) -> None:
        """Let every state recognise whose threshold is crossed; in each profile the most willing come first."""
        while (crossing := crossed(sums, self.next_threshold[:, runs])).any():
            profile, place = np.nonzero(crossing)
            run = runs[place]
            self.counts[profile, run] += 1
            self.next_threshold[profile, run] = self.queue[profile, self.counts[profile, run], run]

    def log_hazards(self, runs: Counts) -> Floats:
        """Give the weekly log hazard of each profile, ``(profiles, runs)`` (R13)."""
        time = self._coefficient("log_weeks")[runs] * np.log1p(self.elapsed(runs))
        alone = self.number("alone")[runs] * (self.model.results.columns["backing"][runs] <= 0)
        with_blocs = self.own_hazard.take(runs, axis=1) + self.bloc_shares(runs) * self.number("bandwagon")[runs]
        return np.asarray(with_blocs + time + alone)

    def bloc_shares(self, runs: Counts) -> Floats:
        """Give the share of each profile's blocs that has recognised, ``(profiles, runs)``."""
        shares = np.zeros((len(self.community.belongs), len(runs)))
        # Whole numbers this small are exact also in a matrix product, whatever the order of its sums.
        members = self.community.belongs.T @ self.counts.take(runs, axis=1).astype(np.float64)
        for place, inside in enumerate(self.community.belongs.T > 0):
            shares[inside] += members[place] / self.community.sizes[place]
        return np.asarray(shares / self.belonging)

    def members_of(self, bloc: str, runs: Counts) -> Counts:
        """Count the members of a bloc that have recognised, ``(runs,)``."""
        inside = self.community.belongs[:, self.community.blocs.index(bloc)] > 0
        return np.asarray(self.counts[np.ix_(inside, runs)].sum(axis=0))

    def count(self, week: int, runs: Counts) -> None:
        """Write down how many have recognised by now, in all and of each bloc."""
        if not runs.size:
            return
        self.at_weeks[week][runs] = self.total[runs]
        for bloc in self.spec.count_blocs:
            self.of_blocs[bloc, week][runs] = self.members_of(bloc, runs)


def _queues(thresholds: Floats, profile: Counts, profiles: int) -> Floats:
    """Line the states of each profile up by threshold, ``(profiles, states + 1, runs)``, nobody standing last."""
    longest = int(np.bincount(profile, minlength=profiles).max())
    queue = np.full((profiles, longest + 1, thresholds.shape[1]), np.inf)
    for place in range(profiles):
        alike = np.sort(thresholds[profile == place], axis=0)
        queue[place, : len(alike)] = alike
    return queue
