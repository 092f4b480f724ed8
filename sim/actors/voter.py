"""Who sits where votes are cast, and may table drafts there; the state, alone or as a bloc, which lets texts pass."""

from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sim.actors.actor import Actor
from sim.actors.movable import Movable
from sim.actors.outlook import floor_of
from sim.rules.arrays import Counts, Flags, Floats
from sim.rules.bargaining import toward
from sim.rules.beliefs import candid
from sim.rules.council import ballot, chance_of_no, gain
from sim.rules.drafting import room_left

__all__ = ["Bloc", "State", "Voter"]


class Voter(Actor):
    """Somebody who may have a seat in a vote, threaten to block it, and table drafts: any kind of actor."""

    def cost_of_no(self, runs: Counts) -> Floats:
        """Return what standing in the way costs it among those it must live with."""
        cost = self.now["blocking_cost"] if "blocking_cost" in self.moves else self.number("blocking_cost")
        return cost[runs]

    def gain(self, stage: str, text: Floats, independent: Floats, runs: Counts) -> Floats:
        """Return what adopting a text would bring it, beside what it believes will follow else (R8 without noise)."""
        return np.asarray(self.if_passed(stage, text, runs) - self.failing(stage, runs))

    def if_passed(self, stage: str, text: Floats, runs: Counts) -> Floats:
        """Return what the rest of the process is worth once a text is adopted: agreed on by all, or imposed."""
        consented = self.world.consent[runs] == 1
        imposed = self.worth_after(stage, "adopted", text, runs)
        if not consented.any():
            return imposed
        return np.where(consented, self.worth_after(stage, "adopted", text, runs, consented=True), imposed)

    def let_pass(self, independent: Floats, opposed: Flags, runs: Counts) -> None:
        """Have what a text that passed brings beside it: nothing, unless it is a state."""

    def ballot(
        self, gained: Floats, decision: str, runs: Counts, *, may_abstain: bool = True
    ) -> npt.NDArray[np.int8]:
        """Cast a vote (R8); where nobody may abstain, standing in the way costs nothing more than a no does."""
        cost = self.cost_of_no(runs) if may_abstain else 0.0
        return ballot(gained, cost, self.noise(decision, runs))

    def chance_of_no(self, gained: Floats, runs: Counts, *, may_abstain: bool = True) -> Floats:
        """Return how likely a vote against is, given the run's lasting trait."""
        share = self.of(self.lasting_share, runs)
        known = gained + np.sqrt(share) * self.of(self.lasting, runs)
        precision = self.of(self.precision, runs) / np.sqrt(np.maximum(1 - share, 1e-12))
        return chance_of_no(known, self.cost_of_no(runs) if may_abstain else 0.0, precision)

    def says_it_would_block(self, means_to: Flags, runs: Counts) -> Flags:
        """Say in public whether it would block; true as often as its signals are honest (R10)."""
        return candid(means_to, self.candour[runs], self.of(self.signal_honesty, runs))

    @cached_property
    def candour(self) -> Floats:
        """What says whether it speaks honestly, ``(runs,)``: one draw a run, for who bluffs keeps to its bluff."""
        return self.world.streams.uniform("actor", self.name, "candour")

    def softens(self, text: Floats, wish: Floats, objector_salience: Floats, budget: Floats, runs: Counts) -> Floats:
        """Redraft toward an objector (R9; Cameron 2000), as the scenario says that what is given is spread (R4)."""
        return toward(
            self.world.scenario.trade, text, wish, self.of(self.position, runs),
            self.of(self.salience, runs), objector_salience, budget, self.gamma,
        )  # fmt: skip

    def room(self, stage: str, text: Floats, runs: Counts) -> Floats:
        """Return how much utility it can still give before it would rather fail (R9)."""
        floor = np.minimum(floor_of(self.reservation(stage, runs)), 1.0)
        return room_left(text, self.of(self.position, runs), self.of(self.salience, runs), floor, self.gamma)


class State(Voter):
    """A state, or a bloc that acts as one.

    Attributes
    ----------
    veto : bool
        Whether it is a permanent member of the Council.

    Examples
    --------
    Russia votes against a state that is made over one party's head, and lets pass what both have agreed on:

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(3))
    >>> russia, texts, runs = model.actors["russia"], model.world.texts, np.arange(3)
    >>> for consent in (0.0, 1.0):
    ...     model.world.consent[:] = consent
    ...     gained = russia.gain("council", texts["ahtisaari"], np.ones(3), runs)
    ...     print(russia.ballot(gained, "vote.council", runs).tolist())
    [-1, -1, -1]
    [1, 1, 1]
    """

    moves: ClassVar[tuple[Movable, ...]] = (
        "audience_cost", "patience_weeks", "blocking_cost", "precedent_price", "deference", "side_payment"
    )  # fmt: skip

    def take_numbers(self) -> None:
        """Read all that the scenario says of the state; again when an intervention changes it."""
        super().take_numbers()
        self.veto = self.spec.veto

    def gain(self, stage: str, text: Floats, independent: Floats, runs: Counts) -> Floats:
        """Return what adopting a text would bring the state (R8 without noise; Romer & Rosenthal 1978, Voeten 2001).

        It is held against what the state believes will follow if nothing is adopted.
        """
        return gain(
            self.if_passed(stage, text, runs), self.failing(stage, runs), self.now["precedent_price"][runs],
            self.world.consent[runs], independent, self.now["deference"][runs], self.now["side_payment"][runs],
        )  # fmt: skip

    def let_pass(self, independent: Floats, opposed: Flags, runs: Counts) -> None:
        """Have what a text that passed brings beside it: who voted against bears the precedent alone."""
        deference, payment = (
            np.where(opposed, 0.0, self.now[number][runs]) for number in ("deference", "side_payment")
        )
        price, consented = self.now["precedent_price"][runs], self.world.consent[runs]
        self.passage_had[runs] += gain(0.0, 0.0, price, consented, independent, deference, payment)


class Bloc(State):
    """Several states that speak and vote as one, more united or less.

    The six of the Contact Group are less at one on the envoy's text than on Resolution 1244:

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/baseline.yaml"), places=np.arange(3))
    >>> group, texts, runs = model.actors["contact_group"], model.world.texts, np.arange(3)
    >>> on_proposal = group.unity(texts["ahtisaari"], model.actors, runs)
    >>> (on_proposal < group.unity(texts["resolution_1244"], model.actors, runs)).tolist()
    [True, True, True]
    """

    def unity(self, text: Floats, actors: Mapping[str, Actor], runs: Counts) -> Floats:
        """Return how united the members are on a text: 1 less the gap between who likes it most and least.

        A mediator whose interests part from the others' defects (Vuković 2012).
        """
        if not self.spec.members:
            return np.ones(len(runs))
        values = np.stack([actors[name].value(text, runs) for name in self.spec.members])
        return np.asarray(1 - (values.max(axis=0) - values.min(axis=0)))
