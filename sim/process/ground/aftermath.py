"""The aftermath: who takes over on the ground, who stays apart, who leaves."""

import numpy as np

from sim.process.act import backing_of
from sim.process.proceedings import Proceedings
from sim.process.stage import NEVER, Stage
from sim.rules.arrays import Counts
from sim.rules.rates import monthly_to_weekly
from sim.scenario.format.stages import aftermath as written

__all__ = ["Aftermath"]


class Aftermath(Stage[written.Aftermath]):
    """What follows on the ground, beside recognition.

    On coming here it is settled, once, whether the obstructing region stays apart, whether violence follows and
    how many leave. Then, each week from a first day on, the bargain that lets the mission deploy may be struck;
    the mission deploys when it is prepared, unless a member of the union that sends it objects for good.

    Examples
    --------
    After a declaration without backing violence is likelier, and where there is violence, more leave:

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/baseline.yaml"))
    >>> aftermath, runs = model.stage("aftermath"), np.arange(model.world.runs)
    >>> aftermath.begin(runs)
    >>> alone = aftermath.violent.sum()
    >>> bool(aftermath.displaced[aftermath.violent].mean() > aftermath.displaced[~aftermath.violent].mean())
    True
    >>> model.records.columns["declaration.backing"][:] = 1.0
    >>> aftermath.begin(runs)
    >>> bool(aftermath.violent.sum() < alone)
    True
    """

    def __init__(self, proceedings: Proceedings, spec: written.Aftermath) -> None:
        super().__init__(proceedings, spec)
        self.apart = self.flags(spec.APART)
        self.violent = self.flags(spec.VIOLENCE)
        self.displaced = self.numbers(spec.DISPLACED)
        self.bargain = self.counts(spec.BARGAIN)
        self.deployed = self.counts(spec.DEPLOYED)
        self.luck = {what: self.chance(what) for what in ("objection", "apart", "violence")}

    def take_numbers(self) -> None:
        """Read how soon the mission may deploy, who objects to it, and who would stay apart."""
        self.weekly = monthly_to_weekly(self.number("mission.monthly_chance"))
        self.opens_weeks = self.number("mission.opens_weeks")
        self.mission_weeks = np.rint(self.number("mission.prepare_weeks"))
        self.objected = self.luck["objection"] < self.number("mission.objection")
        self.obstructed = self.luck["apart"] < self.number("apart")

    def active(self) -> Counts:
        """Return the runs that stand in the stage beside this one."""
        return np.flatnonzero(self.whereabouts.standing_in([self.spec.alongside]))

    def begin(self, runs: Counts) -> None:
        """Settle what is settled at once: who stays apart, whether there is violence, and how many leave."""
        self.apart[runs] = self.obstructed[runs]
        factor = np.where(backing_of(self.proceedings)[runs] <= 0, self.number("alone_factor")[runs], 1.0)
        violent = self.luck["violence"][runs] < np.minimum(1.0, self.number("violence")[runs] * factor)
        self.violent[runs] = violent
        share = np.where(violent, self.number("displaced_in_violence")[runs], self.number("displaced")[runs])
        self.displaced[runs] = share
        self.tell("ground", "", runs, apart=self.apart[runs], violence=violent, displaced=share)

    def act(self, runs: Counts) -> None:
        """Strike the bargain on the mission, seldom at once, and deploy when it is prepared."""
        runs = runs[(self.deployed[runs] == NEVER) & ~self.objected[runs]]
        if not runs.size:
            return
        open_to = runs[(self.bargain[runs] == NEVER) & (self.elapsed(runs) >= self.opens_weeks[runs])]
        if open_to.size:
            struck = open_to[self.chance_of_week(open_to, "bargain") < self.weekly[open_to]]
            self.bargain[struck] = self.elapsed(struck)
        ready = runs[self.bargain[runs] != NEVER]
        ready = ready[self.elapsed(ready) >= self.bargain[ready] + self.mission_weeks[ready]]
        self.deployed[ready] = self.elapsed(ready)
        self.tell("mission", "", ready, weeks=self.deployed[ready])
