"""The aftermath: who takes over on the ground, who stays apart, who leaves."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.process.stage import NEVER, Stage
from sim.rules.arrays import Counts
from sim.rules.rates import monthly_to_weekly
from sim.scenario.format import aftermath as written

__all__ = ["Aftermath"]


class Aftermath(Stage):
    """What follows on the ground, beside recognition.

    On coming here it is settled, once, whether the obstructing region stays apart, whether violence follows and
    how many leave. Then, each week from a first day on, the bargain that lets the mission deploy may be struck;
    the mission deploys when it is prepared, unless a member of the union that sends it objects for good.

    Examples
    --------
    After a declaration without backing violence is likelier, and where there is violence, more leave:

    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> model = StatusTalks(read_scenario("scenarios/kosovo/baseline.yaml"))
    >>> aftermath, runs = model.stages[model.place_of("aftermath")], np.arange(model.setting.runs)
    >>> aftermath.begin(runs)
    >>> alone = aftermath.violent.sum()
    >>> bool(aftermath.displaced[aftermath.violent].mean() > aftermath.displaced[~aftermath.violent].mean())
    True
    >>> model.results.columns["backing"][:] = 1.0
    >>> aftermath.begin(runs)
    >>> bool(aftermath.violent.sum() < alone)
    True
    """

    spec: written.Aftermath

    def __init__(self, model: Any, spec: written.Aftermath, place: int) -> None:
        super().__init__(model, spec, place)
        results = model.results
        self.apart = results.column(f"{self.name}.apart", False)
        self.violent = results.column(f"{self.name}.violence", False)
        self.displaced = results.column(f"{self.name}.displaced", 0.0)
        self.bargain = results.column(f"{self.name}.bargain_weeks", NEVER)
        self.deployed = results.column(f"{self.name}.mission_weeks", NEVER)
        self.weekly = monthly_to_weekly(self.number("mission.monthly_chance"))
        self.opens_weeks = self.number("mission.opens_weeks")
        self.prepare_weeks = np.rint(self.number("mission.prepare_weeks"))
        self.objected = self._drawn("objection") < self.number("mission.objection")
        self.obstructed = self._drawn("apart") < self.number("apart")
        self.violence_drawn = self._drawn("violence")

    def _drawn(self, what: str) -> Any:
        return self.setting.streams.uniform(f"{self.name}.{what}")

    def active(self) -> Counts:
        """Give the runs that stand in the stage beside this one."""
        beside = self.model.place_of(self.spec.alongside)
        return np.flatnonzero(self.model.stage == beside)

    def begin(self, runs: Counts) -> None:
        """Settle what is settled at once: who stays apart, whether there is violence, and how many leave."""
        self.apart[runs] = self.obstructed[runs]
        factor = np.where(self.model.results.columns["backing"][runs] <= 0, self.number("alone_factor")[runs], 1.0)
        violent = self.violence_drawn[runs] < np.minimum(1.0, self.number("violence")[runs] * factor)
        self.violent[runs] = violent
        share = np.where(violent, self.number("displaced_in_violence")[runs], self.number("displaced")[runs])
        self.displaced[runs] = share
        self.tell("ground", "", runs, apart=self.apart[runs], violence=violent, displaced=share)

    def act(self, runs: Counts) -> None:
        """Strike the bargain on the mission, seldom at once, and deploy when it is prepared."""
        runs = runs[(self.deployed[runs] == NEVER) & ~self.objected[runs]]
        if not runs.size:
            return
        open_to = (self.bargain[runs] == NEVER) & (self.elapsed(runs) >= self.opens_weeks[runs])
        if open_to.any():
            drawn = self.setting.streams.uniform(f"{self.name}.bargain", self.setting.week)[runs]
            struck = runs[open_to & (drawn < self.weekly[runs])]
            self.bargain[struck] = self.elapsed(struck)
        ready = runs[self.bargain[runs] != NEVER]
        ready = ready[self.elapsed(ready) >= self.bargain[ready] + self.prepare_weeks[ready]]
        self.deployed[ready] = self.elapsed(ready)
        self.tell("mission", "", ready, weeks=self.deployed[ready])
