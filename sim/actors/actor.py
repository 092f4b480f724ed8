"""The actor: what it wants, what it falls back on, and what it believes.

Every kind of actor is one Mesa agent for a whole block of runs; its numbers are arrays whose last axis is runs.
Numbers are read and may be read again, when an intervention changes the file; state is kept.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from sim.actors.acting import chances_of, tempted_in
from sim.actors.agents import Agent, Model
from sim.actors.movable import MOVABLE, Movable
from sim.actors.outlook import Ahead, Eyes, Outlooks, with_laid
from sim.actors.ratifying import agreeing_to, by_votes, goes_by_votes, sees_votes, worth_at
from sim.actors.register import Register
from sim.chance.by_issue import drawn_bounds, drawn_by_issue, rows_of
from sim.rules.acceptance import blended_noise, logistic_noise
from sim.rules.arrays import Cuts, Kept, carried
from sim.rules.beliefs import believed, learn, over_results, prior_weights
from sim.rules.continuation import Outlook, delay_ahead, delay_cost, imposed_worth, reservation_value
from sim.rules.utility import Payoff, admissible, line_cost, lines_kept, normalised_salience, shortfall, utility
from sim.scenario.format.stages.ratification import Ratification
from sim.special import ndtri

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.actors.world import World
    from sim.rules.arrays import Counts, Flags, Floats
    from sim.scenario.format.stages.stage import Stage

__all__ = ["Actor"]


class Actor(Agent):
    """Somebody who takes part in the process.

    Attributes
    ----------
    position, initial_position : array, (issues, runs)
        Ideal point now, and as it was before anybody was listened to.
    salience : array, (issues, runs)
        How much each issue matters; sums to 1 over issues.
    lower, upper : array, (issues, runs)
        Red lines, but for those that its own wish lies beyond.
    now : dict of Movable to array, (runs,)
        The numbers that play moves, as they stand.
    belief_weights : dict of str to pair of arrays, (runs,)
        Observations for and against a result of a stage, by `stage.result`, those of the prior included.
    tempted_in : set of str
        The stages of which it expects more or less as texts come into force, since it may act alone there.
    of : callable
        Some runs, ``(..., some)``, of what is never changed in place, such as its ideal point.
    lessons : int
        How often it has learned something; what it believes changes only then.

    Examples
    --------
    What Belgrade would pay for agreeing to the envoy's text makes it worth less than failing, and a threat of a veto
    widens the gap:

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(3))
    >>> belgrade, runs = model.actors["belgrade"], np.arange(3)
    >>> failing = belgrade.failing("vienna", runs)
    >>> (belgrade.if_agreed(model.world.texts["ahtisaari"], runs) < failing).tolist()
    [True, True, True]
    >>> belgrade.hear("council.blocked", np.ones(3, dtype=bool), np.full(3, 0.9), runs)
    >>> (belgrade.failing("vienna", runs) > failing).tolist()
    [True, True, True]
    """

    moves: ClassVar[tuple[Movable, ...]] = ("audience_cost", "patience_weeks")
    """The numbers of this kind of actor that play moves."""

    def __init__(self, model: Model, world: World, name: str) -> None:
        super().__init__(Register(model))
        self.model = model
        self.unique_id = len(model.agents)
        self.world, self.name, self.lessons = world, name, 0
        self.spec = world.scenario.actors[name]
        self.label = self.spec.label or name.replace("_", " ").title()
        self._known_worth: dict[str, Floats] = {}
        self._known_rest: dict[tuple[str, str, bool], tuple[Outlook, Kept]] = {}
        self.expected = Kept(world.runs, self._weigh_expected, parts=2)
        self._as_it_is = Kept(world.runs, self._weigh_in_force)
        self._outlooks = Outlooks(world)
        self._trait = world.streams.uniform("actor", name, "trait")
        self.stands = self._by_issue(self.spec.position, "position", 0.5)
        self.initial_position = self.stands
        self.move_to(self.stands)
        self._begun = {each: self.number(MOVABLE[each]) for each in self.moves}
        self.now: dict[Movable, Floats] = {each: number.copy() for each, number in self._begun.items()}
        self._prior = self._priors()
        self.belief_weights = {about: (yes.copy(), no.copy()) for about, (yes, no) in self._prior.items()}
        self.premiums_had, self.passage_had, self.price_paid, self.blocking_paid = np.zeros((4, world.runs))
        self.take_numbers()

    def take_numbers(self) -> None:
        """Read all that the scenario says of the actor; again when an intervention changes it."""
        self.spec = self.world.scenario.actors[self.name]
        self.tempted_in = tempted_in(self)
        self._outlooks.clear()
        self.of = Cuts(self.world.runs, may_repeat=bool(self.world.votes_at_home)).of  # on the way to a vote they do
        shape = self.world.scenario.utility
        self.salience = normalised_salience(self.written_salience(), shape.salience_exponent)
        hard = {issue: line for issue, line in self.spec.red_lines.items() if line.hard}
        self.hard_lower, self.hard_upper = self._lines(hard)
        self.has_hard_lines, self.lined = bool(hard), rows_of(self.world.scenario, self.spec.red_lines)
        self.line_price, self.signal_honesty = self.number("line_price"), self.number("signal_honesty")
        self.overruled, self.imposed_share = self.number("overruled"), self.number("imposed_share")
        self.estimate, self.gamma = self._estimate(), shape.gamma
        self.precision, self.lasting_share = self.number("precision"), self.number("lasting_share")
        self.lasting = logistic_noise(self._trait, self.precision)
        self.delay_weight, self.weight = self.number("delay_weight"), self.number("weight")
        self._carry_over()
        self.lower, self.upper = hard_lines = self.hard_lower, self.hard_upper
        if self.spec.red_lines:
            self.lower, self.upper = lines_kept(self.stands, *self._lines(self.spec.red_lines), *hard_lines)
        lower, upper = self.lower[self.lined], self.upper[self.lined]
        self._drawn_lines = lower if (lower > 0).any() else None, upper if (upper < 1).any() else None
        self._forget_worth()

    def written_salience(self) -> Floats:
        """Return how much each issue matters as it is written, ``(issues, runs)``: not made to sum to 1."""
        return self._by_issue(self.spec.salience, "salience", 0.0)

    def _carry_over(self) -> None:
        """Move what play has moved by as much as the file does: where it stands, its tempers, its beliefs."""
        stands = self._by_issue(self.spec.position, "position", 0.5)
        if not np.array_equal(stands, self.stands):
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
            yes, no = (carried(*each) for each in zip(now, before, weights, strict=True))
            self.belief_weights[about] = yes, no
        self._prior = prior
        self.lessons += 1

    def _estimate(self) -> Floats:
        """Draw the text that the actor expects to be put in force until one is tabled, ``(issues, runs)``."""
        expected, spread = self.world.expected_text, self.number("expected_spread")
        if self.spec.expected_spread.support[1] == 0:
            return expected
        drawn = self.world.streams.uniform("actor", self.name, "estimate", rows=len(expected))
        return np.clip(expected + spread * ndtri(np.clip(drawn, 1e-12, 1 - 1e-12)), 0.0, 1.0)

    def number(self, path: str) -> Floats:
        """Return one of the actor's own numbers as drawn for each run; kept by all who ask, so never changed."""
        return self.world.inputs[f"actors.{self.name}.{path}"]

    def _by_issue(self, block: Mapping[str, object], path: str, default: float) -> Floats:
        world, path = self.world, f"actors.{self.name}.{path}"
        return drawn_by_issue(world.scenario, world.inputs, world.runs, block, path, default)

    def _lines(self, block: Mapping[str, object]) -> tuple[Floats, Floats]:
        world = self.world
        return drawn_bounds(world.scenario, world.inputs, world.runs, block, f"actors.{self.name}.red_lines")

    def _priors(self) -> dict[str, tuple[Floats, Floats]]:
        """Return the weights of what it believes at the start of results of stages, by `stage.result`."""
        abouts = [f"{stage}.{result}" for stage, beliefs in self.spec.beliefs.items() for result in beliefs]
        return {
            about: prior_weights(self.number(f"beliefs.{about}.chance"), self.number(f"beliefs.{about}.weight"))
            for about in abouts
        }

    def move_to(self, position: Floats) -> None:
        """Take another ideal point; never changed in place, so what hangs on it is known."""
        self.position = np.array(position) if position.flags.writeable else position
        self.position.flags.writeable = False
        self._forget_worth()

    def _forget_worth(self) -> None:
        """Forget what texts are worth, since it wants something else now."""
        self._known_worth.clear()
        self._known_rest.clear()
        self.expected.forget()
        self._as_it_is.forget()
        self._outlooks.forget()

    def take_in_force(self, runs: Counts) -> None:
        """Take account of another text in force."""
        self._as_it_is.forget(runs)
        self._forget_rest(runs)

    def _forget_rest(self, runs: Counts) -> None:
        for _, rest in self._known_rest.values():
            rest.forget(runs)

    def shift(self, number: Movable, by: Floats, runs: Counts) -> None:
        """Move one of its numbers from now on; only a side payment may fall below nothing."""
        self._known_rest.clear()
        moved = self.now[number][runs] + by
        self.now[number][runs] = moved if number == "side_payment" else np.maximum(0.0, moved)

    def lose_patience(self, share: Floats, runs: Counts) -> None:
        """Lose a share of its patience from now on."""
        self.now["patience_weeks"][runs] *= 1 - share
        self._forget_rest(runs)

    def shift_position(self, issue: int, by: Floats, runs: Counts) -> None:
        """Move its ideal point on an issue for good, by its place in the file, within 0 and 1."""
        moved, begun = self.position.copy(), self.initial_position.copy()
        for point in (moved, begun):
            point[issue, runs] = np.clip(point[issue, runs] + by, 0.0, 1.0)
        self.initial_position = begun
        self.move_to(moved)

    # --- what a text is worth -------------------------------------------------------------------------------

    def value(self, text: Floats, runs: Counts) -> Floats:
        """Return what a text is worth to the actor, red lines apart (R1)."""
        return utility(text, self.of(self.position, runs), self.of(self.salience, runs), self.gamma)

    def lacks(self, text: Floats, runs: Counts) -> Floats:
        """Return what a text lacks for the actor, issue by issue, ``(issues, runs)``."""
        return shortfall(text, self.of(self.position, runs), self.of(self.salience, runs), self.gamma)

    def worth_of(self, text: str, runs: Counts) -> Floats:
        """Return what a named text of the scenario is worth; reckoned anew only when the position moves."""
        if text not in self._known_worth:
            self._known_worth[text] = utility(self.world.texts[text], self.position, self.salience, self.gamma)
        return self._known_worth[text][runs]

    def admits(self, text: Floats, runs: Counts) -> Flags:
        """Return whether a text crosses no red line that the actor cannot cross."""
        if not self.has_hard_lines:
            return np.ones(len(runs), dtype=bool)
        return admissible(text, self.of(self.hard_lower, runs), self.of(self.hard_upper, runs))

    def price(self, text: Floats, runs: Counts) -> Floats:
        """Return what agreeing to a text costs at home."""
        return self.paid_at_home(*self.weigh(text, runs), runs)

    def weigh(self, text: Floats, runs: Counts) -> tuple[Floats, Floats]:
        """Return what a text is worth, and what the red lines cost that it crosses (R1)."""
        return self.value(text, runs), self.lines(text, runs)

    def paid_at_home(self, value: Floats, lines: Floats, runs: Counts) -> Floats:
        """Return what agreeing to a text of this value costs beside it: the red lines that it crosses (R1)."""
        return lines

    def lines(self, text: Floats, runs: Counts) -> Floats:
        """Return what the red lines cost that a text crosses; issues without any cost nothing."""
        if not self.spec.red_lines:
            return np.zeros(len(runs))
        return line_cost(text[self.lined], *self.drawn_lines(self.of(self.salience, runs), runs))

    def drawn_lines(self, salience: Floats, runs: Counts) -> tuple[Floats | None, Floats | None, Floats, Floats]:
        """Return its lines where it draws any, lower and upper, its salience there, and the price of a unit."""
        lower, upper = (None if lines is None else self.of(lines, runs) for lines in self._drawn_lines)
        return lower, upper, salience[self.lined], self.of(self.line_price, runs)

    def if_agreed(self, text: Floats, runs: Counts) -> Floats:
        """Return what a text is worth that comes into force with everybody's consent, prices paid."""
        value, lines = self.weigh(text, runs)
        return value - self.paid_at_home(value, lines, runs)

    def if_imposed(self, text: Floats, runs: Counts) -> Floats:
        """Return what it is worth if it is put in force without consent."""
        value, lines = self.weigh(text, runs)
        return self.imposed(value, self.paid_at_home(value, lines, runs), runs)

    def imposed(self, value: Floats, price: Floats, runs: Counts) -> Floats:
        """Return what is left of a text's value where it is imposed, by what agreeing to it would cost at home."""
        return imposed_worth(value, price, self.of(self.imposed_share, runs), self.of(self.overruled, runs))

    def in_force(self, runs: Counts) -> Floats:
        """Return what the text in force is worth, 0 where there is none; reckoned anew when it or the actor moves."""
        return self._as_it_is.of(runs)

    def _weigh_in_force(self, runs: Counts) -> Floats:
        worth = self.value(self.world.in_force.take(runs, axis=1), runs)
        return np.where(np.isnan(worth), 0.0, worth)

    # --- what it expects of the rest of the process (R2) ------------------------------------------------------

    def ahead(self, eyes: Eyes | None = None, part: bytes = b"") -> Ahead:
        """Look ahead, or at a part of it; anew what hangs on its position, what it heard, whether it acts alone."""
        return self._outlooks.of(eyes or self, part, self.tempted_in)

    def chances(self, stage: Stage, consented: bool, laid_by: str = "") -> Mapping[str, Floats | float]:
        """Return the believed chances of a stage's results; what all accept is blocked only as far as is said."""
        runs = self.world.everybody
        expected = {result: self.world.inputs[f"process.{stage.name}.expected.{result}"] for result in stage.expected}
        own = self.spec.beliefs.get(stage.name, {})
        if consented and stage.lets_pass:
            said = (result for result, belief in own.items() if belief.agreed is not None)
            agreed = {result: self.number(f"beliefs.{stage.name}.{result}.agreed") for result in said}
            return over_results(agreed or {stage.failing: np.zeros(len(runs))}, tuple(stage.results), stage.failing)
        if isinstance(stage, Ratification) and goes_by_votes(self, stage):
            return by_votes(self, stage, self.world.laid[laid_by] if laid_by else self.expects(runs), runs, consented)
        if stage.name in self.world.unblockable:
            return over_results(expected or {stage.failing: np.zeros(len(runs))}, tuple(stage.results), stage.failing)
        believed_of = {result: self.believes(f"{stage.name}.{result}", runs) for result in own} or expected
        return chances_of(self, stage, believed_of)

    def premium(self, stage: str, result: str) -> Floats | float:
        """Return what a result brings it that is in no text."""
        return self.number(f"premiums.{stage}.{result}") if result in self.spec.premiums.get(stage, {}) else 0.0

    def worth_in_force(self, text: str) -> Floats:
        """Return what a named text is worth in force, ``(runs,)``."""
        return self.worth_of(text, self.world.everybody)

    def expects(self, runs: Counts) -> Floats:
        """Return the text that it expects to be put in force: the one tabled, or its own estimate before that."""
        tabled = self.world.is_tabled[runs]
        if not tabled.any():
            return self.of(self.estimate, runs)
        on_table = self.world.on_table.take(runs, axis=1)
        return on_table if tabled.all() else np.where(tabled, on_table, self.of(self.estimate, runs))

    def worth_after(
        self, stage: str, result: str, text: Floats | None, runs: Counts, consented: bool = False,
        weeks: Floats | float = 0.0,
    ) -> Floats:  # fmt: skip
        """Return what the rest of the process is worth once a stage has ended so, with a text on the table (R2).

        The text is the one that it expects, unless another is given. `weeks` is how long it takes until then; that
        and what comes after are charged to patience.
        """
        if sees_votes(self, stage, result):
            return worth_at(self, stage, result, self.expects(runs) if text is None else text, runs, consented, weeks)
        after = self.ahead().after(stage, result, consented)
        rest, at_once = self._rest((stage, result, consented), after), isinstance(weeks, float) and not weeks
        if at_once and not after.hangs_on_text and not after.laid:
            return rest.of(runs, part=2)
        worth = with_laid(self, np.zeros(len(runs)), after, runs)
        if after.hangs_on_text:
            value, lines = self.expected.of(runs) if text is None else self.weigh(text, runs)
            price = self.paid_at_home(value, lines, runs)
            if after.may_be_agreed:
                worth += after.agreed[runs] * (value - price)
            if after.may_be_imposed:
                worth += after.imposed[runs] * self.imposed(value, price, runs)
        if after.may_stay:
            worth += rest.of(runs, part=0)
        cost = rest.of(runs, part=1) if at_once else self.cost_of_weeks(weeks + after.weeks[runs], runs)
        return np.asarray(worth + after.constant[runs] - cost)

    def _weigh_expected(self, runs: Counts) -> tuple[Floats, Floats]:
        return self.weigh(self.expects(runs), runs)

    def _rest(self, key: tuple[str, str, bool], after: Outlook) -> Kept:
        """Return what is to come, the text on the table apart: what stays, what its weeks cost, and all together."""
        known = self._known_rest.get(key)
        if known is None or known[0] is not after:
            known = self._known_rest[key] = after, Kept(self.world.runs, partial(self._weigh_rest, after), parts=3)
        return known[1]

    def _weigh_rest(self, after: Outlook, runs: Counts) -> tuple[Floats, ...]:
        cost = self.cost_of_weeks(after.weeks[runs], runs)
        stays = after.stays[runs] * self.in_force(runs) if after.may_stay else np.zeros(len(runs))
        return stays, cost, stays + after.constant[runs] - cost

    def failing(self, stage: str, runs: Counts, weeks: Floats | float = 0.0) -> Floats:
        """Return what it has if a stage fails: its own word on that, or what it believes will follow (R2)."""
        if self.spec.fallback is not None:
            return np.asarray(self.number("fallback.value")[runs] - self.cost_of_weeks(weeks, runs))
        spec = self.world.stages[stage]
        if spec.failing not in spec.results:  # nothing is decided here any more
            return self.in_force(runs)
        return self.worth_after(stage, spec.failing, None, runs, False, weeks)

    def reservation(self, stage: str, runs: Counts, weeks: Floats | float = 0.0) -> Floats:
        """Return from which worth on agreeing is no worse than failing; infinite where the text does not count.

        Where votes at home lie ahead it is that of the text that it expects.
        """
        spec = self.world.stages[stage]
        agreeing = spec.agreeing
        if sees_votes(self, stage, agreeing):
            at = agreeing_to(self, stage, self.expects(runs), runs)
            return reservation_value(self.failing(stage, runs, weeks), *at)
        after = self.ahead().after(stage, agreeing, consented=bool(spec.consenting))
        rest = self._rest((stage, agreeing, bool(spec.consenting)), after).of(runs, part=2)
        otherwise = with_laid(self, rest, after, runs)
        return reservation_value(self.failing(stage, runs, weeks), after.on_table[runs], otherwise)

    def cost_of_weeks(self, weeks: Floats | float, runs: Counts) -> Floats:
        """Return what weeks to come cost it."""
        return delay_ahead(weeks, self.now["patience_weeks"][runs], self.of(self.delay_weight, runs))

    # --- what it believes -----------------------------------------------------------------------------------

    def believes(self, about: str, runs: Counts) -> Floats:
        """Return what chance the actor gives to a result of a stage, such as `council.blocked`."""
        stage, _, result = about.partition(".")
        if about in self.belief_weights and stage not in self.world.unblockable:
            in_favour, against = self.belief_weights[about]
            return believed(in_favour[runs], against[runs])
        chance = self.chances(self.world.stages[stage], consented=False)[result]
        return np.broadcast_to(chance, (self.world.runs,))[runs]

    def hear(self, about: str, says: Flags, honesty: Floats, runs: Counts, weight: Floats | float = 1.0) -> None:
        """Learn from something said or done in public, if the actor has a belief about it (R10; Morrow 1989).

        What speaks for one of two results speaks against the other, which one may believe in instead.
        """
        if about not in self.belief_weights:
            about, says = self.world.contrary(about), ~says
        if about in self.belief_weights:
            self.lessons += 1
            self._outlooks.news.add(about.partition(".")[0])
            in_favour, against = self.belief_weights[about]
            in_favour[runs], against[runs] = learn(in_favour[runs], against[runs], says, honesty, weight)

    # --- what it has at the end -------------------------------------------------------------------------------

    def pay_for(self, text: Floats, consented: Flags, runs: Counts) -> None:
        """Pay at home for a text that comes into force from the table, agreed on by all or imposed."""
        price = self.price(text, runs)
        imposed = imposed_worth(0.0, price, self.imposed_share[runs], self.overruled[runs])
        self.price_paid[runs] = np.where(consented, price, 0.0 - imposed)

    def payoff(self, ended_week: Counts) -> Payoff:
        """Add up what it has at the end, and what it has paid for it."""
        delay = delay_cost(ended_week.astype(np.float64), self.now["patience_weeks"], self.delay_weight)
        text = self.in_force(self.world.everybody)
        return Payoff(text, self.premiums_had, self.passage_had, self.price_paid, self.blocking_paid, delay)

    # --- how it wavers --------------------------------------------------------------------------------------

    def noise(self, decision: str, runs: Counts) -> Floats:
        """Draw this week's noise on a decision: a lasting trait and something fresh (R5; McKelvey & Palfrey 1995)."""
        fresh = self.world.streams.uniform_of(runs, "actor", self.name, decision, week=self.world.week)
        fresh = logistic_noise(fresh, self.of(self.precision, runs))
        return blended_noise(self.of(self.lasting, runs), fresh, self.of(self.lasting_share, runs))
