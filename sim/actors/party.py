"""The party: whose dispute it is. It asks, gives way, accepts or refuses, and may act alone."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from sim.actors.decisions import Answer
from sim.actors.factions import Factions
from sim.actors.movable import Movable
from sim.actors.outlook import floor_of
from sim.actors.ratifying import sees_votes
from sim.actors.terms import Terms, Votes
from sim.actors.voter import Voter
from sim.rules.acceptance import accepts
from sim.rules.arrays import Kept, sum_over_first
from sim.rules.bargaining import aspiration, tit_for_tat, toward
from sim.rules.continuation import reservation_value
from sim.rules.home import election_pressure, held_aspiration, private_consent, retreat_cost
from sim.rules.utility import utility
from sim.scenario.format.stages.stage import NOTHING
from sim.scenario.format.stages.talks import Talks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import mesa

    from sim.actors.world import World
    from sim.rules.arrays import Counts, Flags, Floats
    from sim.scenario.format.stages.stage import Stage

__all__ = ["Party"]

USUAL_BETA = {"boulware": 0.3, "conceder": 3.0}
"""Exponents of the curves that are bent; Faratin, Sierra & Jennings (1998) try tenths and tens at the extremes."""


class Party(Voter):
    """A party to the dispute.

    Attributes
    ----------
    base : array, (issues, runs)
        What it had offered when the present talks began; what it gives is measured from there.
    stake : array, (issues, runs)
        What it first demanded in public; retreating from it costs, however many meetings that takes.
    private_consent : dict of str to array of bool, (runs,)
        Texts that it would accept whatever it says in public.
    factions : Factions or None
        Who is followed at home, where the scenario says.

    Examples
    --------
    Belgrade, a Boulware, holds out for nearly its whole first demand until the last weeks of the talks:

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(1))
    >>> belgrade, run = model.actors["belgrade"], np.arange(1)
    >>> gone = np.array([[0.0], [0.5], [1.0]])
    >>> terms = belgrade.terms("vienna", run)
    >>> first, half_way, last = (belgrade.asks(terms, share, np.zeros(1)).item() for share in gone)
    >>> first == 1.0, half_way > 0.98, half_way > last
    (True, True, True)

    The envoy's text it refuses, since what it expects of a veto is worth more than that text and its price at home:

    >>> plan = model.world.texts["ahtisaari"]
    >>> answer = belgrade.accepts(plan, belgrade.terms("proposal", run), -np.inf, "answer.proposal")
    >>> answer.accepts.tolist(), bool((answer.worth < answer.disagreement)[0])
    ([False], True)
    """

    moves: ClassVar[tuple[Movable, ...]] = ("audience_cost", "patience_weeks", "side_payment")

    def __init__(self, model: mesa.Model, world: World, name: str) -> None:
        issues, runs = len(world.scenario.issues), world.runs
        self.aspires = np.ones(runs)
        self.base, self.stake = np.zeros((issues, runs)), np.zeros((issues, runs))
        self.is_talking, self.has_spoken, self.has_stake = (np.zeros(runs, dtype=bool) for _ in range(3))
        self._worth_of_base, self._worth_of_stake = Kept(runs, self._weigh_base), Kept(runs, self._weigh_stake)
        self.factions: Factions | None = None
        self._pressure: tuple[int, Floats | None] | None = None
        super().__init__(model, world, name)

    def take_numbers(self) -> None:
        """Read all that the scenario says of the party; again when an intervention changes it."""
        super().take_numbers()
        tactic, calendar = self.spec.tactic, self.world.scenario.calendar
        self.election_weeks = [calendar.week_of(day) for day in self.spec.audience.elections]
        self._pressure = None
        self.firm = tactic.kind == "firm"
        self.repays = tactic.kind == "tit_for_tat"
        self.flexibility = self.number("tactic.flexibility")
        usual = np.full(self.world.runs, USUAL_BETA.get(tactic.kind, 1.0))
        self.beta = self.number("tactic.beta") if tactic.beta else usual
        if self.factions is not None:
            self.factions.take_numbers()
        elif self.spec.factions:
            self.factions = Factions(self)
        self.private_consent = {text: self._consents(f"private_consent.{text}") for text in self.spec.private_consent}
        # Who has not spoken yet is held to its first demand, as the file has it.
        demand = np.clip(self.stands, self.lower, self.upper)
        self.base = np.where(self.is_talking, self.base, demand)
        self.stake = np.where(self.has_stake, self.stake, demand)
        self._worth_of_base.forget()
        self._worth_of_stake.forget()

    def _consents(self, path: str) -> Flags:
        return private_consent(self.world.streams.uniform("actor", self.name, path), self.number(path))

    def opening(self, runs: Counts) -> Floats:
        """Return the demand of one who has not spoken yet: the ideal point, held inside own red lines."""
        return np.clip(*(self.of(part, runs) for part in (self.position, self.lower, self.upper)))

    def terms(
        self, stage: str, runs: Counts, weeks: Floats | float = 0.0, on_table: Flags | None = None,
        between: Sequence[Floats] | None = None,
    ) -> Terms:  # fmt: skip
        """Return what a stage is about to the party: all issues, or those on the table alone.

        Where votes at home lie ahead, it reckons with the text between its own last offer and the other's that goes
        as far toward the other as it bears.
        """
        spec = self.world.stages[stage]
        in_public = not isinstance(spec, Talks) or spec.in_public
        salience = self.of(self.salience, runs)
        if on_table is None or on_table.all():
            if not any(sees_votes(self, stage, result) for result in (*spec.consenting, *spec.settling)):
                return Terms(self, runs, salience, self.reservation(stage, runs, weeks), in_public)
            return self._terms_before_votes(stage, runs, weeks, in_public, between)
        salience = np.where(on_table[:, None], salience, 0.0)
        if stage in self.world.vain:
            least = self._reservation_in_vain(stage, runs, weeks)
        else:
            least = self._failing_on(stage, on_table, salience, runs, weeks) - self._premium_of_agreeing(stage, runs)
        return Terms(self, runs, salience, least, in_public, on_table)

    def _terms_before_votes(
        self, stage: str, runs: Counts, weeks: Floats | float, in_public: bool, between: Sequence[Floats] | None
    ) -> Terms:
        own, other = between if between is not None else (self.expects(runs),) * 2
        votes = Votes(stage, self.failing(stage, runs, weeks), own, other)
        terms = Terms(self, runs, self.of(self.salience, runs), np.zeros(len(runs)), in_public, votes=votes)
        return terms.before_votes(votes.failing)

    def _failing_on(
        self, stage: str, on_table: Flags, salience: Floats, runs: Counts, weeks: Floats | float
    ) -> Floats:
        """Return what failing is worth on some issues alone: what it believes will come of them otherwise."""
        if self.spec.fallback is not None:
            return np.asarray(1 - (1 - self.number("fallback.value")[runs]) * sum_over_first(salience))
        part, failing = PartOf(self, on_table), self.world.stages[stage].failing
        after = self.ahead(part, on_table.tobytes()).after(stage, failing, consented=False).among(runs)
        position = self.of(self.position, runs)
        expected = utility(self.expects(runs), position, salience, self.gamma)
        in_force = utility(self.world.in_force.take(runs, axis=1), position, salience, self.gamma)
        worth = after.worth(expected, expected, np.where(np.isnan(in_force), 0.0, in_force))
        if after.laid:
            worth = worth + after.worth_of_laid(partial(self._laid_on, position, salience, runs))
        return np.asarray(worth - self.cost_of_weeks(weeks, runs))

    def _premium_of_agreeing(self, stage: str, runs: Counts) -> Floats | float:
        """Return what agreeing brings more than failing that is in no text; an own word on failing includes it."""
        spec = self.world.stages[stage]
        without = 0.0 if self.spec.fallback is not None else self.premium(stage, spec.failing)
        return np.asarray(np.broadcast_to(self.premium(stage, spec.agreeing) - without, self.world.runs)[runs])

    def _reservation_in_vain(self, stage: str, runs: Counts, weeks: Floats | float) -> Floats:
        """Return the reservation value where nothing that is agreed comes into force: any text will do, or none.

        What agreeing and failing are worth is the same then whatever the text says, and whichever issues it is about.
        """
        spec = self.world.stages[stage]
        (agreed,) = spec.settling
        lies_on_table = spec.onward(agreed).in_force != NOTHING
        agreeing = self.worth_after(stage, agreed, None, runs, consented=lies_on_table)
        return reservation_value(self.failing(stage, runs, weeks), 0.0, agreeing)

    def _laid_on(self, position: Floats, salience: Floats, runs: Counts, stage: str) -> tuple[Floats, Floats]:
        """Return what a text that a later stage lays on the table is worth on some issues, agreed on and imposed."""
        worth = utility(self.world.laid[stage].take(runs, axis=1), position, salience, self.gamma)
        return worth, worth

    def paid_at_home(self, value: Floats, lines: Floats, runs: Counts) -> Floats:
        """Return what agreeing to a text costs at home: lines crossed, a retreat from what it demanded (R1, R6)."""
        return lines + retreat_cost(value, self.worth_of_stake(runs), self.cost_of_retreat(runs))

    def worth_of_base(self, runs: Counts) -> Floats:
        """Return what its offer was worth as the talks began, lines paid: from there it comes down."""
        return self._worth_of_base.of(runs)

    def _weigh_base(self, runs: Counts) -> Floats:
        value, lines = self.weigh(self.base.take(runs, axis=1), runs)
        return value - lines

    def worth_of_stake(self, runs: Counts) -> Floats:
        """Return what its first demand in public is worth to it; reckoned anew when that or the position moves."""
        return self._worth_of_stake.of(runs)

    def _weigh_stake(self, runs: Counts) -> Floats:
        return self.value(self.stake.take(runs, axis=1), runs)

    def _forget_worth(self) -> None:
        super()._forget_worth()
        self._worth_of_base.forget()
        self._worth_of_stake.forget()

    def asks(self, terms: Terms, elapsed_share: Floats, others_concession: Floats) -> Floats:
        """Return how much the party holds out for in this round (R3: Faratin et al. 1998; R6: Fearon 1994)."""
        runs = terms.runs
        best = self.worth_of_base(runs) if terms.whole else terms.net(self.base.take(runs, axis=1))
        failing = floor_of(terms.reservation) - terms.elsewhere if terms.whole else floor_of(terms.reservation)
        if self.firm:
            wanted = best
        elif self.repays:
            wanted = tit_for_tat(self.aspires[runs], others_concession, failing, best)
        elif terms.votes is not None:
            return self._asks_before_votes(terms, terms.votes, elapsed_share)
        else:
            wanted = aspiration(elapsed_share, failing, *self._curve(runs), best)
        self.aspires[runs] = wanted
        if not terms.in_public:
            return wanted
        return held_aspiration(wanted, np.maximum(terms.stake, wanted), terms.cost_of_retreat)

    def _curve(self, runs: Counts) -> tuple[Floats, Floats]:
        return self.of(self.flexibility, runs), self.of(self.beta, runs)

    def _asks_before_votes(self, terms: Terms, votes: Votes, elapsed_share: Floats) -> Floats:
        """Return the same where votes lie ahead: it gives way in what an agreement is expected to bring (R3, R15).

        More than what passes is worth nothing to ask for: it begins with the text on the way to the other's offer
        of which it expects most.
        """
        runs = terms.runs
        most = terms.on_the_way.max(axis=0)
        level = aspiration(elapsed_share, votes.failing, *self._curve(runs), most)
        self.aspires[runs] = wanted = terms.net(votes.on_the_way(np.maximum(terms.as_far_as(level), 0.0)))
        return wanted

    def offers(self, terms: Terms, standing: Floats, dear: Floats, wish: Floats, asked: Floats) -> Floats:
        """Make the offer that goes toward what the others wish as far as what is asked allows (R4).

        It goes on from the party's standing offer. What was given on one issue is not taken back when another, on
        which giving is cheaper, comes up (the monotonic concession protocol, Rosenschein & Zlotkin 1994). `dear` says
        how dear each issue is to those whose yes is sought.
        """
        runs = terms.runs
        if self.has_hard_lines:
            lower, upper = terms.hard_lines
            wish = np.minimum(np.maximum(wish, lower), upper)
        budget = terms.net(standing) - asked
        return toward(
            self.world.scenario.trade, standing, wish, terms.position, terms.salience,
            dear, budget, self.gamma, terms.red_lines, self.of(self.line_price, runs),
        )  # fmt: skip

    def takes_up(self, in_public: bool, runs: Counts) -> Floats:
        """Begin talks where the last ones stopped; the first demand that is heard at home becomes the stake."""
        self.base[:, runs] = np.where(self.has_spoken[runs], self.base.take(runs, axis=1), self.opening(runs))
        self._worth_of_base.forget(runs)
        if in_public:
            new = runs[~self.has_stake[runs]]
            self.stake[:, new], self.has_stake[new] = self.base[:, new], True
            self._worth_of_stake.forget(new)
        self.is_talking[runs] = True
        self.aspires[runs] = self.value(self.base.take(runs, axis=1), runs)
        return self.base.take(runs, axis=1)

    def leaves_with(self, last_offer: Floats, runs: Counts) -> None:
        """Leave talks with a last offer that is not taken back."""
        self.base[:, runs] = last_offer
        self._worth_of_base.forget(runs)
        self.has_spoken[runs] = True

    def accepts(
        self, text: Floats, terms: Terms, next_offer_worth: Floats | float, decision: str, named: str | None = None
    ) -> Answer:
        """Say yes or no to a text (R5; Baarslag et al. 2014), with the numbers that decided."""
        runs = terms.runs
        weighed, allowed = terms.weighed(text), terms.admits(text)
        # On a part of the issues less is at stake, and judgement errs by less.
        noise = (
            self.noise(decision, runs) if terms.whole else self.noise(decision, runs) * sum_over_first(terms.salience)
        )
        reservation = terms.reservation_at(text)
        said = accepts(weighed.worth, reservation, next_offer_worth, noise, allowed)
        if named in self.private_consent:
            said = said | self.private_consent[named][runs]
        passes = None if terms.votes is None else terms.agreeing_to(text)[0]
        return Answer(*weighed, reservation, next_offer_worth, noise, allowed, said, passes)

    def objects(self, text: Floats, terms: Terms) -> Flags:
        """Return whether it would refuse a text if that were the last word, but for wavering (R7)."""
        reservation = terms.reservation_at(text)
        return ~accepts(terms.worth(text), reservation, -np.inf, 0.0, terms.admits(text))

    def offered_elsewhere(self, runs: Counts) -> Floats:
        """Return what its followers make of what is offered elsewhere for accepting."""
        payment = self.now["side_payment"][runs]
        return payment if self.factions is None else payment * self.factions.welcome(runs)

    def pay_for(self, text: Floats, consented: Flags, runs: Counts) -> None:
        """Pay at home, and have what was offered for accepting."""
        super().pay_for(text, consented, runs)
        self.passage_had[runs] += np.where(consented, self.offered_elsewhere(runs), 0.0)

    def cost_of_retreat(self, runs: Counts) -> Floats:
        """Return what a unit of utility given up in public costs this week, with the followers it has now (R6).

        It is higher before own elections (Fearon 1994).
        """
        cost, pressure = self.now["audience_cost"][runs], self._pressure_of_elections()
        if pressure is not None:
            cost = cost * pressure[runs]
        return cost if self.factions is None else cost * self.factions.dearer(runs)

    def _pressure_of_elections(self) -> Floats | None:
        """Return by which factor that is more this week, ``(runs,)``, None where no election is ahead."""
        today = self.world.week
        if self._pressure is None or self._pressure[0] != today:
            ahead, factor = [week - today for week in self.election_weeks if week >= today], None
            if ahead:
                horizon, peak = self.number("audience.horizon_weeks"), self.number("audience.peak")
                factor = election_pressure(min(ahead), horizon, peak)
            self._pressure = today, factor
        return self._pressure[1]


class PartOf:
    """A party that looks at some issues alone: what comes of the others is taken to be as it wishes."""

    def __init__(self, party: Party, on_table: Flags) -> None:
        self.party, self.on_table = party, on_table

    @cached_property
    def salience(self) -> Floats:
        """Its saliences, 0 on the other issues, ``(issues, runs)``."""
        return np.where(self.on_table[:, None], self.party.salience, 0.0)

    def value(self, text: Floats) -> Floats:
        """Return what a text is worth on those issues, ``(runs,)``."""
        return utility(text, self.party.position, self.salience, self.party.gamma)

    def chances(self, stage: Stage, consented: bool, laid_by: str = "") -> Mapping[str, Floats | float]:
        """Return what the party believes."""
        return self.party.chances(stage, consented, laid_by)

    def premium(self, stage: str, result: str) -> Floats | float:
        """Return nothing: premiums of what follows go with the whole."""
        return 0.0

    def worth_in_force(self, text: str) -> Floats:
        """Return what a named text is worth on those issues."""
        return self.value(self.party.world.texts[text])
