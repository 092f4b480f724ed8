"""The party: whose dispute it is. It asks, gives way, accepts or refuses, and may act alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from sim.actors.actor import Actor, Movable
from sim.actors.decisions import Answer, Consideration
from sim.actors.factions import Factions
from sim.rules.acceptance import accepts
from sim.rules.arrays import carried
from sim.rules.bargaining import aspiration, offer, tit_for_tat, within_agenda
from sim.rules.declaration import declares, value_of_declaring, value_of_waiting
from sim.rules.home import held_aspiration, private_consent, retreat_cost
from sim.rules.utility import utility

if TYPE_CHECKING:
    import mesa

    from sim.actors.world import World
    from sim.rules.arrays import Counts, Flags, Floats

__all__ = ["Party"]

USUAL_BETA = {"boulware": 0.3, "conceder": 3.0}
"""Exponents of the curves that are bent; Faratin, Sierra & Jennings (1998) try tenths and tens at the extremes."""


class Party(Actor):
    """A party to the dispute.

    Attributes
    ----------
    base : array, (issues, runs)
        What it had offered in public when the present talks began; what it gives is measured from there.
    public_value : array, (runs,)
        What its last public offer is worth to itself; retreating from it costs.
    is_public : array of bool, (runs,)
        Whether it has made an offer in public.
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
    >>> [belgrade.asks(share, np.zeros(1), run).round(2).tolist() for share in gone]
    [[1.0], [0.99], [0.94]]

    The envoy's text it refuses in any case, since that crosses its red line on status:

    >>> answer = belgrade.accepts(model.world.texts["ahtisaari"], -np.inf, "answer.proposal", run)
    >>> answer.accepts.tolist(), answer.admissible.tolist()
    ([False], [False])
    """

    moves: ClassVar[tuple[Movable, ...]] = ("audience_cost", "patience_weeks", "side_payment")

    def __init__(self, model: mesa.Model, world: World, name: str) -> None:
        runs = world.runs
        self.public_value = np.zeros(runs)
        self.is_public = np.zeros(runs, dtype=bool)
        self.aspires = np.ones(runs)
        self.base = np.zeros((len(world.scenario.issues), runs))
        self.has_spoken = np.zeros(runs, dtype=bool)
        self._demands = np.zeros(runs)
        self.factions: Factions | None = None
        super().__init__(model, world, name)

    def take_numbers(self) -> None:
        """Read all that the scenario says of the party; again when an intervention changes it."""
        super().take_numbers()
        tactic = self.spec.tactic
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
        # Who has not spoken in public yet is held to its first demand, as the file has it.
        demand = np.clip(self.stands, self.lower, self.upper)
        demands = utility(demand, self.stands, self.salience, self.gamma)
        self.public_value = np.where(
            self.is_public, self.public_value, carried(self.public_value, self._demands, demands)
        )
        self._demands = demands
        self.base = np.where(self.is_public, self.base, demand)

    def _consents(self, path: str) -> Flags:
        return private_consent(self.world.streams.uniform(f"actors.{self.name}.{path}.drawn"), self.number(path))

    def opening(self, runs: Counts) -> Floats:
        """Return the demand of one who has not spoken yet: the ideal point, held inside own red lines."""
        return np.clip(self.position[:, runs], self.lower[:, runs], self.upper[:, runs])

    def asks(
        self, elapsed_share: Floats, others_concession: Floats, runs: Counts, open_share: Floats | float = 1.0,
        failing: Floats | None = None,
    ) -> Floats:  # fmt: skip
        """Return how much the party holds out for in this round (R3: Faratin et al. 1998; R6: Fearon 1994)."""
        best = self.value(self.base.take(runs, axis=1), runs)
        failing = self.disagreement(runs) if failing is None else failing
        if self.firm:
            wanted = best
        elif self.repays:
            wanted = tit_for_tat(self.aspires[runs], others_concession, failing, best)
        else:
            wanted = aspiration(elapsed_share, failing, self.flexibility[runs], self.beta[runs], best)
        self.aspires[runs] = wanted
        wanted = within_agenda(wanted, best, open_share)
        return held_aspiration(wanted, self.public_value[runs], self.cost_of_retreat(runs))

    def offers(self, standing: Floats, other_offer: Floats, asked: Floats, runs: Counts) -> Floats:
        """Make the offer nearest to the other side's that keeps what is asked (R4; Faratin et al. 2002).

        It goes on from the party's standing offer. What was given on one issue is not taken back when another, on
        which giving is cheaper, comes up (the monotonic concession protocol, Rosenschein & Zlotkin 1994).
        """
        return offer(
            standing, other_offer, self.position[:, runs], self.salience[:, runs], asked,
            self.lower[:, runs], self.upper[:, runs], self.gamma,
        )  # fmt: skip

    def takes_up(self, runs: Counts) -> Floats:
        """Begin talks where the last ones stopped: what was offered in public is not taken back."""
        self.base[:, runs] = np.where(self.has_spoken[runs], self.base[:, runs], self.opening(runs))
        self.public_value[runs] = self.value(self.base[:, runs], runs)
        self.is_public[runs] = True
        self.aspires[runs] = self.public_value[runs]
        return self.base[:, runs]

    def leaves_with(self, last_offer: Floats, runs: Counts) -> None:
        """Leave talks with a last offer that stays public."""
        self.base[:, runs] = last_offer
        self.has_spoken[runs] = True

    def accepts(
        self, text: Floats, next_offer_value: Floats | float, decision: str, runs: Counts, named: str | None = None,
        failing: Floats | None = None,
    ) -> Answer:  # fmt: skip
        """Say yes or no to a text (R5; Baarslag et al. 2014), with the numbers that decided."""
        value = self.value(text, runs)
        elsewhere = self.offered_elsewhere(runs)
        worth = value + elsewhere - retreat_cost(value, self.public_value[runs], self.cost_of_retreat(runs))
        allowed = self.admits(text, runs)
        disagreement = self.disagreement(runs) if failing is None else failing
        noise = self.noise(decision, runs)
        said = accepts(worth, disagreement, next_offer_value, noise, allowed)
        if named in self.private_consent:
            said = said | self.private_consent[named][runs]
        return Answer(value, elsewhere, worth, disagreement, next_offer_value, noise, allowed, said)

    def offered_elsewhere(self, runs: Counts) -> Floats:
        """Return what its followers make of what is offered elsewhere for accepting."""
        payment = self.now["side_payment"][runs]
        return payment if self.factions is None else payment * self.factions.welcome(runs)

    def cost_of_retreat(self, runs: Counts) -> Floats:
        """Return what a unit of utility given up in public costs this week, with the followers it has now (R6)."""
        cost = super().cost_of_retreat(runs)
        return cost if self.factions is None else cost * self.factions.dearer(runs)

    def would_declare(self, green: Flags, waited: float, decision: str, runs: Counts) -> Consideration:
        """Tell whether acting now is worth more than waiting (R12; Fearon 1998), with the numbers that decided.

        With the sponsors' green light backing is certain, and without it there is none; `waited` counts the weeks
        since the process began.
        """
        backing = np.where(green, 1.0, self.believes("backing", runs))
        alone = self.fallback_value("alone", runs)
        declaring = value_of_declaring(green, self.fallback_value("declaration", runs), alone)
        waiting = value_of_waiting(
            self.believes("block", runs), self.value(self.world.on_table[:, runs], runs),
            self.fallback_value("status_quo", runs), waited, self.now["patience_weeks"][runs],
        )  # fmt: skip
        noise = self.noise(decision, runs)
        return Consideration(declaring, waiting, noise, backing, declares(declaring, waiting, noise))
