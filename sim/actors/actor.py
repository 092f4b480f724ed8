"""The actor: what it wants, what it falls back on, and what it believes.

Every kind of actor is one Mesa agent for a whole block of runs; its numbers are
arrays whose last axis is runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim.chance.by_issue import drawn_by_issue
from sim.rules.acceptance import blended_noise, logistic_noise
from sim.rules.beliefs import believed, learn, prior_weights
from sim.rules.disagreement import delay_cost, disagreement_value
from sim.rules.home import election_pressure
from sim.rules.utility import admissible, normalised_salience, utility

if TYPE_CHECKING:
    from sim.actors.world import Setting
    from sim.rules.arrays import Counts, Flags, Floats
    from sim.scenario.format import actor as written

__all__ = ["Actor"]


class Actor(mesa.Agent):
    """Somebody who takes part in the process.

    Attributes
    ----------
    position, salience : array, (issues, runs)
        Ideal point, and how much each issue matters; salience sums to 1 over issues.
    lower, upper : array, (issues, runs)
        Red lines.
    lessons : int
        How often it has learned something; what it believes changes only then.

    Examples
    --------
    To Belgrade the envoy's text is worth less than failing, and a threat of a veto widens the gap:

    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> model = StatusTalks(read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(3))
    >>> belgrade, runs = model.actors["belgrade"], np.arange(3)
    >>> failing = belgrade.disagreement(runs)
    >>> (belgrade.worth_of("ahtisaari", runs) < failing).tolist()
    [True, True, True]
    >>> belgrade.hear("block", np.ones(3, dtype=bool), np.full(3, 0.9), runs)
    >>> (belgrade.disagreement(runs) > failing).tolist()
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
        self.move_to(self._by_issue(self.spec.position, "position", 0.5))
        self.initial_position = self.position.copy()
        self.salience = normalised_salience(
            self._by_issue(self.spec.salience, "salience", 0.0), shape.salience_exponent
        )
        self.lower = self._by_issue(self.spec.red_lines, "red_lines", 0.0, "min")
        self.upper = self._by_issue(self.spec.red_lines, "red_lines", 1.0, "max")

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

    def _take_beliefs(self) -> None:
        self.lessons = 0
        self.belief_weights: dict[str, tuple[Floats, Floats]] = {}
        for about in ("block", "backing"):
            if getattr(self.spec.beliefs, about) is not None:
                path = f"beliefs.{about}"
                self.belief_weights[about] = prior_weights(
                    self.number(f"{path}.chance"), self.number(f"{path}.weight")
                )

    def move_to(self, position: Floats) -> None:
        """Take another ideal point; never changed in place, so what hangs on it is known."""
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
        """Say whether a text stays within the red lines."""
        return admissible(text, self.lower[:, runs], self.upper[:, runs])

    def fallback_value(self, which: str, runs: Counts) -> Floats:
        """Say what a fallback is worth: its text, plus what is not in issue space."""
        fallback = self.spec.fallback
        if fallback is None:
            stays = self.setting.status_quo
            return np.zeros(len(runs)) if stays is None else self.worth_of(stays, runs)
        if fallback.value is not None:
            return self.number("fallback.value")[runs]
        if getattr(fallback, which) is None:
            which = "status_quo"
        return self.worth_of(getattr(fallback, which).text, runs) + self.number(f"fallback.{which}.premium")[runs]

    def disagreement(self, runs: Counts) -> Floats:
        """Say what the actor expects to get if the talks fail (R2; Muthoo 1999).

        It moves with what the actor believes of the Council and of a declaration, with delay, and with the text on
        the table, which is what a Council that is not blocked would adopt.
        """
        return disagreement_value(
            self.believes("block", runs),
            self.believes("backing", runs),
            self.value(self.setting.on_table[:, runs], runs),
            self.fallback_value("declaration", runs),
            self.fallback_value("status_quo", runs),
            delay_cost(self.setting.week, self.patience_weeks[runs], self.delay_weight[runs]),
        )

    # --- what it believes -----------------------------------------------------------------------------------

    def believes(self, about: str, runs: Counts) -> Floats:
        """Say what chance the actor gives to one of the outside options."""
        if about == "block" and not self.setting.veto_possible:
            return np.zeros(len(runs))
        if about not in self.belief_weights:
            return np.full(len(runs), 1.0 if about == "block" else 0.0)
        in_favour, against = self.belief_weights[about]
        return believed(in_favour[runs], against[runs])

    def hear(self, about: str, says: Flags, honesty: Floats, runs: Counts, weight: Floats | float = 1.0) -> None:
        """Learn from something said or done in public, if the actor has a belief about it (R10; Morrow 1989)."""
        if about in self.belief_weights:
            self.lessons += 1
            in_favour, against = self.belief_weights[about]
            in_favour[runs], against[runs] = learn(in_favour[runs], against[runs], says, honesty, weight)

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
