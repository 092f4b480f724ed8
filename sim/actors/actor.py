"""The actor: what it wants, what it falls back on, and what it believes.

Every kind of actor is one Mesa agent for a whole block of runs; its numbers are
arrays whose last axis is runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from scipy.special import ndtri

from sim.actors.outlook import Ahead
from sim.chance.by_issue import drawn_by_issue
from sim.rules.acceptance import blended_noise, logistic_noise
from sim.rules.beliefs import believed, learn, over_results, prior_weights
from sim.rules.continuation import reservation_value
from sim.rules.disagreement import delay_ahead, delay_cost
from sim.rules.home import election_pressure
from sim.rules.payoffs import Payoff
from sim.rules.utility import admissible, line_cost, normalised_salience, utility

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.actors.world import Setting
    from sim.rules.arrays import Counts, Flags, Floats
    from sim.rules.continuation import Outlook
    from sim.scenario.format import actor as written
    from sim.scenario.format.stage import Stage

__all__ = ["Actor"]


class Actor(mesa.Agent):
    """Somebody who takes part in the process.

    Attributes
    ----------
    position, salience : array, (issues, runs)
        Ideal point, and how much each issue matters; salience sums to 1 over issues.
    lower, upper : array, (issues, runs)
        Red lines; those that cannot be crossed at all are in `hard_lower` and `hard_upper` as well.
    lessons : int
        How often it has learned something; what it believes changes only then.

    Examples
    --------
    To Belgrade the envoy's text is worth less than failing, and a threat of a veto widens the gap:

    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> model = StatusTalks(read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(3))
    >>> belgrade, runs = model.actors["belgrade"], np.arange(3)
    >>> failing = belgrade.failing("vienna", runs)
    >>> (belgrade.worth_of("ahtisaari", runs) < failing).tolist()
    [True, True, True]
    >>> belgrade.hear("council.blocked", np.ones(3, dtype=bool), np.full(3, 0.9), runs)
    >>> (belgrade.failing("vienna", runs) > failing).tolist()
    [True, True, True]
    """

    def __init__(self, model: Any, setting: Setting, name: str) -> None:
        super().__init__(model)
        self.setting = setting
        self.name = name
        self.spec: written.Actor = setting.scenario.actors[name]
        self.label = self.spec.label or name.replace("_", " ").title()
        self._take_stand()
        self._take_temper()
        self._take_beliefs()

    def number(self, path: str) -> Floats:
        """Give one of the actor's own numbers as drawn for each run."""
        return self.setting.inputs[f"actors.{self.name}.{path}"]

    def _by_issue(self, block: dict[str, Any], path: str, default: float, part: str = "") -> Floats:
        setting = self.setting
        return drawn_by_issue(
            setting.scenario, setting.inputs, setting.runs, block, f"actors.{self.name}.{path}", default, part
        )

    def _take_stand(self) -> None:
        shape = self.setting.scenario.utility
        self.gamma = shape.gamma
        self._known_worth: dict[str, Floats] = {}
        self._taken_of: Counts | None = None
        self.moves = 0
        self.move_to(self._by_issue(self.spec.position, "position", 0.5))
        self.initial_position = self.position.copy()
        self.salience = normalised_salience(
            self._by_issue(self.spec.salience, "salience", 0.0), shape.salience_exponent
        )
        self.lower = self._by_issue(self.spec.red_lines, "red_lines", 0.0, "min")
        self.upper = self._by_issue(self.spec.red_lines, "red_lines", 1.0, "max")
        hard = {issue: line for issue, line in self.spec.red_lines.items() if line.hard}
        self.hard_lower = self._by_issue(hard, "red_lines", 0.0, "min")
        self.hard_upper = self._by_issue(hard, "red_lines", 1.0, "max")
        self.line_price = self.number("line_price")
        self.overruled, self.imposed_share = self.number("overruled"), self.number("imposed_share")
        self.estimate = self._estimate()

    def _take_temper(self) -> None:
        """Noise, patience and what a public retreat costs."""
        self.precision = self.number("precision")
        self.lasting_share = self.number("lasting_share")
        self.lasting = logistic_noise(self.setting.streams.uniform(f"actors.{self.name}.trait"), self.precision)
        self.patience_weeks = self.number("patience_weeks").copy()
        self.delay_weight = self.number("delay_weight")
        self.audience_cost = self.number("audience.cost").copy()
        self.weight = self.number("weight")
        calendar = self.setting.scenario.calendar
        self.election_weeks = [calendar.week_of(day) for day in self.spec.audience.elections]

    def _estimate(self) -> Floats:
        """Draw the text that the actor expects to be put in force until one is tabled, ``(issues, runs)``."""
        expected, spread = self.setting.on_table, self.number("expected_spread")
        if self.spec.expected_spread.support[1] == 0:
            return expected.copy()
        drawn = self.setting.streams.uniform(f"actors.{self.name}.estimate", rows=len(expected))
        return np.clip(expected + spread * ndtri(np.clip(drawn, 1e-12, 1 - 1e-12)), 0.0, 1.0)

    def _take_beliefs(self) -> None:
        self.lessons = 0
        self._known_ahead: tuple[object, Ahead] | None = None
        self.belief_weights: dict[str, tuple[Floats, Floats]] = {}
        self.agreed_chance: dict[str, Floats] = {}
        for stage, beliefs in self.spec.beliefs.items():
            for result in beliefs:
                path = f"beliefs.{stage}.{result}"
                self.belief_weights[f"{stage}.{result}"] = prior_weights(
                    self.number(f"{path}.chance"), self.number(f"{path}.weight")
                )
                self.agreed_chance[f"{stage}.{result}"] = self.number(f"{path}.agreed")
        self.premiums_had, self.blocking_paid = np.zeros(self.setting.runs), np.zeros(self.setting.runs)

    def move_to(self, position: Floats) -> None:
        """Take another ideal point; never changed in place, so what hangs on it is known."""
        self.moves += 1
        self.position = np.array(position)
        self.position.flags.writeable = False
        self._known_worth.clear()
        self._taken_of = None

    # --- what a text is worth -------------------------------------------------------------------------------

    def value(self, text: Floats, runs: Counts) -> Floats:
        """Say what a text is worth to the actor, red lines apart (R1)."""
        if len(runs) == self.setting.runs:
            return utility(text, self.position, self.salience, self.gamma)
        if self._taken_of is not runs:  # in one round the same runs are asked for again and again
            self._taken_of = runs
            self._taken = self.position.take(runs, axis=1), self.salience.take(runs, axis=1)
        return utility(text, *self._taken, self.gamma)

    def worth_of(self, text: str, runs: Counts) -> Floats:
        """Say what a named text of the scenario is worth; reckoned anew only when the position moves."""
        if text not in self._known_worth:
            self._known_worth[text] = utility(self.setting.texts[text], self.position, self.salience, self.gamma)
        return self._known_worth[text][runs]

    def admits(self, text: Floats, runs: Counts) -> Flags:
        """Say whether a text crosses no red line that the actor cannot cross."""
        return admissible(text, self.hard_lower[:, runs], self.hard_upper[:, runs])

    def price(self, text: Floats, runs: Counts) -> Floats:
        """Say what agreeing to a text costs beside what it is worth: red lines that it crosses (R1)."""
        if not self.spec.red_lines:
            return np.zeros(len(runs))
        return line_cost(
            text, self.lower[:, runs], self.upper[:, runs], self.salience[:, runs], self.line_price[runs]
        )

    def if_agreed(self, text: Floats, runs: Counts) -> Floats:
        """Say what a text is worth that comes into force with everybody's consent, prices paid."""
        return self.value(text, runs) - self.price(text, runs)

    def if_imposed(self, text: Floats, runs: Counts) -> Floats:
        """Say what it is worth if it is put in force without consent."""
        home = self.imposed_share[runs] * self.price(text, runs)
        return np.asarray(self.value(text, runs) - home - self.overruled[runs])

    def in_force(self, runs: Counts) -> Floats:
        """Say what the text in force is worth; 0 where there is none."""
        return np.nan_to_num(self.value(self.setting.in_force[:, runs], runs), nan=0.0)

    # --- what it expects of the rest of the process (R2) ------------------------------------------------------

    def ahead(self) -> Ahead:
        """Look ahead; anew only when it has learned something or moved."""
        known = self.lessons, self.moves, self.setting.turns
        if self._known_ahead is None or self._known_ahead[0] != known:
            setting = self.setting
            self._known_ahead = known, Ahead(setting.scenario, self, setting.weeks_of, setting.runs)
        return self._known_ahead[1]

    def chances(self, stage: Stage, consented: bool) -> Mapping[str, Floats | float]:
        """Give the believed chances of a stage's results; what all accept is blocked only as far as is said."""
        runs = np.arange(self.setting.runs)
        expected = {
            result: self.setting.inputs[f"process.{stage.name}.expected.{result}"] for result in stage.expected
        }
        own = self.spec.beliefs.get(stage.name, {})
        if stage.kind == "council" and consented:
            agreed = {result: self.agreed_chance[f"{stage.name}.{result}"] for result in own}
            return over_results(agreed or {stage.failing: np.zeros(len(runs))}, tuple(stage.results), stage.failing)
        if stage.name in self.setting.unblockable:
            return over_results(expected or {stage.failing: np.zeros(len(runs))}, tuple(stage.results), stage.failing)
        believed_of = {result: self.believes(f"{stage.name}.{result}", runs) for result in own} or expected
        return over_results(believed_of, tuple(stage.results), stage.failing)

    def premium(self, stage: str, result: str) -> Floats | float:
        """Give what a result brings it that is in no text."""
        said = self.spec.premiums.get(stage, {})
        return self.number(f"premiums.{stage}.{result}") if result in said else 0.0

    def worth_in_force(self, text: str) -> Floats:
        """Give what a named text is worth in force, ``(runs,)``."""
        return self.worth_of(text, np.arange(self.setting.runs))

    def expects(self, runs: Counts) -> Floats:
        """Give the text that it expects to be put in force: the one tabled, or its own estimate before that."""
        return np.where(self.setting.tabled[runs], self.setting.on_table[:, runs], self.estimate[:, runs])

    def worth_after(
        self,
        stage: str,
        result: str,
        text: Floats,
        runs: Counts,
        consented: bool = False,
        weeks: Floats | float = 0.0,
    ) -> Floats:
        """Say what the rest of the process is worth once a stage has ended so, with a text on the table (R2).

        `weeks` is how long it takes until then; that and what comes after are charged to patience.
        """
        after = self.ahead().after(stage, result, consented)
        worth = _of(after, runs).worth(self.if_agreed(text, runs), self.if_imposed(text, runs), self.in_force(runs))
        return np.asarray(worth - self.cost_of_weeks(weeks + after.weeks[runs], runs))

    def failing(self, stage: str, runs: Counts, weeks: Floats | float = 0.0) -> Floats:
        """Say what it has if a stage fails: its own word on that, or what it believes will follow (R2)."""
        if self.spec.fallback is not None:
            return np.asarray(self.number("fallback.value")[runs] - self.cost_of_weeks(weeks, runs))
        spec = self.setting.scenario.stages[stage]
        if spec.failing not in spec.results:  # nothing is decided here any more
            return self.in_force(runs)
        return self.worth_after(stage, spec.failing, self.expects(runs), runs, False, weeks)

    def reservation(self, stage: str, runs: Counts, weeks: Floats | float = 0.0) -> Floats:
        """Say from which worth on agreeing is no worse than failing; infinite if agreeing brings nothing."""
        spec = self.setting.scenario.stages[stage]
        agreeing = (*spec.consenting, *spec.settling)[0]
        after = _of(self.ahead().after(stage, agreeing, consented=bool(spec.consenting)), runs)
        otherwise = after.stays * self.in_force(runs) + after.constant - self.cost_of_weeks(after.weeks, runs)
        return reservation_value(self.failing(stage, runs, weeks), after.on_table, otherwise)

    def cost_of_weeks(self, weeks: Floats | float, runs: Counts) -> Floats:
        """Say what weeks to come cost it."""
        return delay_ahead(weeks, self.patience_weeks[runs], self.delay_weight[runs])

    # --- what it believes -----------------------------------------------------------------------------------

    def believes(self, about: str, runs: Counts) -> Floats:
        """Say what chance the actor gives to a result of a stage, such as `council.blocked`."""
        stage, _, result = about.partition(".")
        if about in self.belief_weights and stage not in self.setting.unblockable:
            in_favour, against = self.belief_weights[about]
            return believed(in_favour[runs], against[runs])
        chance = self.chances(self.setting.scenario.stages[stage], consented=False)[result]
        return np.broadcast_to(chance, (self.setting.runs,))[runs]

    def hear(self, about: str, says: Flags, honesty: Floats, runs: Counts, weight: Floats | float = 1.0) -> None:
        """Learn from something said or done in public, if the actor has a belief about it (R10; Morrow 1989)."""
        if about in self.belief_weights:
            self.lessons += 1
            in_favour, against = self.belief_weights[about]
            in_favour[runs], against[runs] = learn(in_favour[runs], against[runs], says, honesty, weight)

    # --- what it has at the end -------------------------------------------------------------------------------

    def payoff(self, ended_week: Counts, settled: Flags, consented: Flags) -> Payoff:
        """Add up what it has at the end, where a text was settled with or without consent, or not at all."""
        runs = np.arange(self.setting.runs)
        text = np.where(np.isnan(self.setting.in_force), 0.5, self.setting.in_force)
        price = self.price(text, runs)
        imposed = self.imposed_share * price + self.overruled
        return Payoff(
            text=self.in_force(runs),
            premiums=self.premiums_had,
            price=np.where(settled, np.where(consented, price, imposed), 0.0),
            blocking=self.blocking_paid,
            delay=delay_cost(ended_week.astype(np.float64), self.patience_weeks, self.delay_weight),
        )

    # --- how it wavers --------------------------------------------------------------------------------------

    def noise(self, decision: str, runs: Counts) -> Floats:
        """Draw this week's noise on a decision: a lasting trait and something fresh (R5; McKelvey & Palfrey 1995)."""
        fresh = self.setting.streams.uniform(f"actors.{self.name}.{decision}", self.setting.week)[runs]
        return blended_noise(
            self.lasting[runs], logistic_noise(fresh, self.precision[runs]), self.lasting_share[runs]
        )

    def cost_of_retreat(self, runs: Counts) -> Floats:
        """Say what a unit of utility given up in public costs, higher before own elections (R6; Fearon 1994)."""
        cost = self.audience_cost[runs]
        ahead = [week - self.setting.week for week in self.election_weeks if week >= self.setting.week]
        if ahead:
            horizon, peak = self.number("audience.horizon_weeks")[runs], self.number("audience.peak")[runs]
            cost = cost * election_pressure(min(ahead), horizon, peak)
        return cost


def _of(outlook: Outlook, runs: Counts) -> Outlook:
    """Give the outlook of some of the runs."""
    return type(outlook)(*(getattr(outlook, part)[runs] for part in outlook.__dataclass_fields__))
