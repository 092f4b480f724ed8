"""The actor: what it wants, what it falls back on, and what it believes.

Every kind of actor is one Mesa agent for a whole block of runs; its numbers are arrays whose last axis is runs.
Numbers are read and may be read again, when an intervention changes the file; state is kept.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, ClassVar, Literal

import mesa
import numpy as np

from sim.chance.by_issue import drawn_by_issue
from sim.rules.acceptance import blended_noise, logistic_noise
from sim.rules.arrays import carried
from sim.rules.beliefs import believed, learn, prior_weights
from sim.rules.disagreement import delay_cost, disagreement_value
from sim.rules.home import election_pressure
from sim.rules.utility import admissible, normalised_salience, utility

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.actors.world import World
    from sim.rules.arrays import Counts, Flags, Floats

__all__ = ["MOVABLE", "About", "Actor", "Movable"]

Movable = Literal[
    "blocking_cost", "precedent_price", "deference", "side_payment", "audience_cost", "patience_weeks"
]  # fmt: skip
"""A number that the file says and play moves."""

MOVABLE: dict[Movable, str] = {
    "blocking_cost": "blocking_cost", "precedent_price": "precedent_price", "deference": "deference",
    "side_payment": "side_payment", "audience_cost": "audience.cost", "patience_weeks": "patience_weeks",
}  # fmt: skip
"""Where each stands in the file, below the actor."""

About = Literal["block", "backing"]
"""What an actor has a belief about: that the Council is blocked, or that a declaration is backed."""


class Register:
    """What an agent is entered in: its model, known from afar, and equal to that of any other model.

    Mesa 3.3 keeps whatever an agent was made for in a table of its class, and so would keep every model for ever.
    """

    def __init__(self, model: mesa.Model) -> None:
        self.model = weakref.ref(model)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Register)

    def __hash__(self) -> int:
        return hash(Register)

    def register_agent(self, agent: mesa.Agent) -> None:
        """Enter an agent in the model."""
        model = self.model()
        assert model is not None, "an agent is made for a model that there is"
        model.register_agent(agent)


class Actor(mesa.Agent):
    """Somebody who takes part in the process.

    Attributes
    ----------
    position, initial_position : array, (issues, runs)
        Ideal point now, and as it was before anybody was listened to.
    salience : array, (issues, runs)
        How much each issue matters; sums to 1 over issues.
    lower, upper : array, (issues, runs)
        Red lines.
    now : dict of Movable to array, (runs,)
        The numbers that play moves, as they stand.
    belief_weights : dict of About to pair of arrays, (runs,)
        Observations for and against, those of the prior included.
    lessons : int
        How often it has learned something; what it believes changes only then.

    Examples
    --------
    To Belgrade the envoy's text is worth less than failing, and a threat of a veto widens the gap:

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(3))
    >>> belgrade, runs = model.actors["belgrade"], np.arange(3)
    >>> failing = belgrade.disagreement(runs)
    >>> (belgrade.worth_of("ahtisaari", runs) < failing).tolist()
    [True, True, True]
    >>> belgrade.hear("block", np.ones(3, dtype=bool), np.full(3, 0.9), runs)
    >>> (belgrade.disagreement(runs) > failing).tolist()
    [True, True, True]
    """

    moves: ClassVar[tuple[Movable, ...]] = ("audience_cost", "patience_weeks")
    """The numbers of this kind of actor that play moves."""

    def __init__(self, model: mesa.Model, world: World, name: str) -> None:
        super().__init__(Register(model))
        self.model = model
        self.unique_id = len(model.agents)
        self.world = world
        self.name = name
        self.lessons = 0
        self.spec = world.scenario.actors[name]
        self.label = self.spec.label or name.replace("_", " ").title()
        self._known_worth: dict[str, Floats] = {}
        self._taken_of: Counts | None = None
        self._trait = world.streams.uniform(f"actors.{name}.trait")
        self.stands = self._by_issue(self.spec.position, "position", 0.5)
        self.initial_position = self.stands.copy()
        self.move_to(self.stands)
        self._begun = {each: self.number(MOVABLE[each]) for each in self.moves}
        self.now: dict[Movable, Floats] = {each: number.copy() for each, number in self._begun.items()}
        self._prior = self._priors()
        self.belief_weights = {about: (yes.copy(), no.copy()) for about, (yes, no) in self._prior.items()}
        self.take_numbers()

    def take_numbers(self) -> None:
        """Read all that the scenario says of the actor; again when an intervention changes it."""
        self.spec = self.world.scenario.actors[self.name]
        shape = self.world.scenario.utility
        self.gamma = shape.gamma
        self.salience = normalised_salience(
            self._by_issue(self.spec.salience, "salience", 0.0), shape.salience_exponent
        )
        self.lower = self._by_issue(self.spec.red_lines, "red_lines", 0.0, "min")
        self.upper = self._by_issue(self.spec.red_lines, "red_lines", 1.0, "max")
        self.precision = self.number("precision")
        self.lasting_share = self.number("lasting_share")
        self.lasting = logistic_noise(self._trait, self.precision)
        self.delay_weight = self.number("delay_weight")
        self.weight = self.number("weight")
        self.signal_honesty = self.number("signal_honesty")
        calendar = self.world.scenario.calendar
        self.election_weeks = [calendar.week_of(day) for day in self.spec.audience.elections]
        self._carry_over()
        self._known_worth.clear()
        self._taken_of = None

    def _carry_over(self) -> None:
        """Move what play has moved by as much as the file does: where it stands, its tempers, its beliefs."""
        stands = self._by_issue(self.spec.position, "position", 0.5)
        self.initial_position = carried(self.initial_position, self.stands, stands)
        self.move_to(carried(self.position, self.stands, stands))
        self.stands = stands
        for each in self.moves:
            number = self.number(MOVABLE[each])
            self.now[each] = carried(self.now[each], self._begun[each], number)
            self._begun[each] = number
        prior = self._priors()
        for about, weights in prior.items():
            before = self._prior.get(about, weights)
            now = self.belief_weights.get(about, weights)
            self.belief_weights[about] = (
                carried(now[0], before[0], weights[0]),
                carried(now[1], before[1], weights[1]),
            )
        self._prior = prior
        self.lessons += 1

    def number(self, path: str) -> Floats:
        """Return one of the actor's own numbers as drawn for each run; kept by all who ask, so never changed."""
        return self.world.inputs[f"actors.{self.name}.{path}"]

    def _by_issue(self, block: Mapping[str, object], path: str, default: float, part: str = "") -> Floats:
        world = self.world
        return drawn_by_issue(
            world.scenario, world.inputs, world.runs, block, f"actors.{self.name}.{path}", default, part
        )

    def _priors(self) -> dict[About, tuple[Floats, Floats]]:
        """Return the weights of what it believes at the start, of what it has a belief about."""
        abouts: tuple[About, ...] = ("block", "backing")
        return {
            about: prior_weights(self.number(f"beliefs.{about}.chance"), self.number(f"beliefs.{about}.weight"))
            for about in abouts
            if getattr(self.spec.beliefs, about) is not None
        }

    def move_to(self, position: Floats) -> None:
        """Take another ideal point; never changed in place, so what hangs on it is known."""
        self.position = np.array(position)
        self.position.flags.writeable = False
        self._known_worth.clear()
        self._taken_of = None

    def shift(self, number: Movable, by: Floats, runs: Counts) -> None:
        """Move one of its numbers from now on; only a side payment may fall below nothing."""
        moved = self.now[number][runs] + by
        self.now[number][runs] = moved if number == "side_payment" else np.maximum(0.0, moved)

    def shift_position(self, issue: int, by: Floats, runs: Counts) -> None:
        """Move its ideal point on an issue for good, by its place in the file, within 0 and 1."""
        moved = self.position.copy()
        for point in (moved, self.initial_position):
            point[issue, runs] = np.clip(point[issue, runs] + by, 0.0, 1.0)
        self.move_to(moved)

    # --- what a text is worth -------------------------------------------------------------------------------

    def value(self, text: Floats, runs: Counts) -> Floats:
        """Return what a text is worth to the actor, red lines apart (R1)."""
        if len(runs) == self.world.runs:
            return utility(text, self.position, self.salience, self.gamma)
        if self._taken_of is not runs:  # in one round the same runs are asked for again and again
            self._taken_of = runs
            self._taken = self.position.take(runs, axis=1), self.salience.take(runs, axis=1)
        return utility(text, *self._taken, self.gamma)

    def worth_of(self, text: str, runs: Counts) -> Floats:
        """Return what a named text of the scenario is worth; reckoned anew only when the position moves."""
        if text not in self._known_worth:
            self._known_worth[text] = utility(self.world.texts[text], self.position, self.salience, self.gamma)
        return self._known_worth[text][runs]

    def admits(self, text: Floats, runs: Counts) -> Flags:
        """Tell whether a text stays within the red lines."""
        return admissible(text, self.lower[:, runs], self.upper[:, runs])

    def fallback_value(self, which: Literal["status_quo", "declaration", "alone"], runs: Counts) -> Floats:
        """Return what a fallback is worth: its text, plus what is not in issue space.

        One that the scenario leaves out is worth what the status quo is; without any, that of the Council counts, and
        without that nothing.
        """
        fallback = self.spec.fallback
        if fallback is None:
            stays = self.world.status_quo
            return np.zeros(len(runs)) if stays is None else self.worth_of(stays, runs)
        if fallback.value is not None:
            return self.number("fallback.value")[runs]
        named = {"status_quo": fallback.status_quo, "declaration": fallback.declaration, "alone": fallback.alone}
        found = named[which]
        if found is None:
            which, found = "status_quo", fallback.status_quo
        assert found is not None
        return self.worth_of(found.text, runs) + self.number(f"fallback.{which}.premium")[runs]

    def disagreement(self, runs: Counts) -> Floats:
        """Return what the actor expects to get if the talks fail (R2; Muthoo 1999).

        It moves with what the actor believes of the Council and of a declaration, with delay, and with the text on
        the table, which is what a Council that is not blocked would adopt.
        """
        return disagreement_value(
            self.believes("block", runs), self.believes("backing", runs),
            self.value(self.world.on_table[:, runs], runs), self.fallback_value("declaration", runs),
            self.fallback_value("status_quo", runs),
            delay_cost(self.world.week, self.now["patience_weeks"][runs], self.delay_weight[runs]),
        )  # fmt: skip

    # --- what it believes -----------------------------------------------------------------------------------

    def believes(self, about: About, runs: Counts) -> Floats:
        """Return what chance the actor gives to one of the outside options.

        An actor without such a belief counts on neither a resolution nor backing; where nobody can veto, everybody
        knows that the Council is not blocked.
        """
        if about == "block" and not self.world.veto_possible:
            return np.zeros(len(runs))
        if about not in self.belief_weights:
            return np.full(len(runs), 1.0 if about == "block" else 0.0)
        in_favour, against = self.belief_weights[about]
        return believed(in_favour[runs], against[runs])

    def hear(self, about: About, says: Flags, honesty: Floats, runs: Counts, weight: Floats | float = 1.0) -> None:
        """Learn from something said or done in public, if the actor has a belief about it (R10; Morrow 1989).

        `honesty` is how often such signals are true: at 0.5 nothing is learned, 1 is a fact; `weight` is how many
        observations the signal counts for.
        """
        if about in self.belief_weights:
            self.lessons += 1
            in_favour, against = self.belief_weights[about]
            in_favour[runs], against[runs] = learn(in_favour[runs], against[runs], says, honesty, weight)

    # --- how it wavers --------------------------------------------------------------------------------------

    def noise(self, decision: str, runs: Counts) -> Floats:
        """Draw this week's noise on a decision: a lasting trait and something fresh (R5; McKelvey & Palfrey 1995).

        The decision, ``answer.vienna``, say, names the stream: equal names in a week give equal noise.
        """
        fresh = self.world.streams.uniform(f"actors.{self.name}.{decision}", self.world.week)[runs]
        return blended_noise(
            self.lasting[runs], logistic_noise(fresh, self.precision[runs]), self.lasting_share[runs]
        )

    def cost_of_retreat(self, runs: Counts) -> Floats:
        """Return what a unit of utility given up in public costs, higher before own elections (R6; Fearon 1994)."""
        cost = self.now["audience_cost"][runs]
        ahead = [week - self.world.week for week in self.election_weeks if week >= self.world.week]
        if ahead:
            horizon, peak = self.number("audience.horizon_weeks")[runs], self.number("audience.peak")[runs]
            cost = cost * election_pressure(min(ahead), horizon, peak)
        return cost
