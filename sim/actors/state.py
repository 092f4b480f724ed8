"""The state: votes in the Council, sponsors drafts, backs or withholds."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.actors.actor import Actor
from sim.rules.contract_curve import SPREADS, give_way
from sim.rules.council import ballot, chance_of_no, gain
from sim.rules.declaration import green_light, reluctance_left
from sim.rules.offer import concede
from sim.rules.redraft import room_left

if TYPE_CHECKING:
    import numpy.typing as npt

    from sim.actors.world import Setting
    from sim.rules.arrays import Counts, Flags, Floats

__all__ = ["State"]


class State(Actor):
    """A state, or a bloc that acts as one.

    Attributes
    ----------
    veto : bool
        Whether it is a permanent member of the Council.
    blocking_cost, precedent_price, deference, side_payment : array, (runs,)
        What moves its vote; events may change them.

    Examples
    --------
    Russia votes against a state that is made over one party's head, and lets pass what both have agreed on:

    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> model = StatusTalks(read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(3))
    >>> russia, texts, runs = model.actors["russia"], model.setting.texts, np.arange(3)
    >>> for consent in (0.0, 1.0):
    ...     model.setting.consent[:] = consent
    ...     gained = russia.gain("council", texts["ahtisaari"], np.ones(3), runs)
    ...     print(russia.ballot(gained, "vote.council", runs).tolist())
    [-1, -1, -1]
    [1, 1, 1]
    """

    def __init__(self, model: Any, setting: Setting, name: str) -> None:
        super().__init__(model, setting, name)
        self.veto = self.spec.veto
        self.blocking_cost = self.number("blocking_cost").copy()
        self.precedent_price = self.number("precedent_price").copy()
        self.deference = self.number("deference").copy()
        self.side_payment = self.number("side_payment").copy()
        self.signal_honesty = self.number("signal_honesty")

    def gain(self, stage: str, text: Floats, independent: Floats, runs: Counts) -> Floats:
        """Say what adopting a text would bring the state (R8 without noise; Romer & Rosenthal 1978, Voeten 2001).

        It is held against what the state believes will follow if nothing is adopted.
        """
        return gain(
            self.if_passed(stage, text, runs), self.failing(stage, runs), self.precedent_price[runs],
            self.setting.consent[runs], independent, self.deference[runs], self.side_payment[runs],
        )  # fmt: skip

    def if_passed(self, stage: str, text: Floats, runs: Counts) -> Floats:
        """Say what the rest of the process is worth once a text is adopted."""
        return self.worth_after(stage, "adopted", text, runs)

    def ballot(self, gained: Floats, decision: str, runs: Counts) -> npt.NDArray[np.int8]:
        """Cast a vote (R8)."""
        return ballot(gained, self.blocking_cost[runs], self.noise(decision, runs))

    def chance_of_no(self, gained: Floats, runs: Counts) -> Floats:
        """Say how likely a vote against is, given the run's lasting trait."""
        share = self.lasting_share[runs]
        known = gained + np.sqrt(share) * self.lasting[runs]
        return chance_of_no(
            known, self.blocking_cost[runs], self.precision[runs] / np.sqrt(np.maximum(1 - share, 1e-12))
        )

    def says_it_would_block(self, means_to: Flags, runs: Counts) -> Flags:
        """Say in public whether it would block; true as often as its signals are honest (R10)."""
        return np.where(self.candour[runs] < self.signal_honesty[runs], means_to, ~means_to)

    @cached_property
    def candour(self) -> Floats:
        """What says whether it speaks honestly, ``(runs,)``: one draw a run, for who bluffs keeps to its bluff."""
        return self.setting.streams.uniform(f"actors.{self.name}.signal")

    def softens(self, text: Floats, wish: Floats, objector_salience: Floats, budget: Floats, runs: Counts) -> Floats:
        """Redraft toward an objector (R9; Cameron 2000), as the scenario says that what is given is spread (R4)."""
        position, salience = self.position[:, runs], self.salience[:, runs]
        trade = self.setting.scenario.trade
        if trade not in SPREADS:
            return concede(text, wish, salience, budget, self.gamma, ideal=position)
        theirs = objector_salience if trade == "contract_curve" else salience
        if trade == "similarity":
            theirs = np.full_like(salience, 1 / len(salience))
        return give_way(text, wish, position, salience, theirs, budget, self.gamma)

    def room(self, stage: str, text: Floats, runs: Counts) -> Floats:
        """Say how much utility it can still give before it would rather fail (R9)."""
        floor = np.minimum(self.reservation(stage, runs), 1.0)
        return room_left(text, self.position[:, runs], self.salience[:, runs], floor, self.gamma)

    def backs(self, stage: str, reluctance: Floats, waited: Floats, runs: Counts) -> tuple[Flags, dict[str, Any]]:
        """Give the green light to a declaration or withhold it (R12; Coggins 2011), with the numbers that decided."""
        text = self.setting.on_table[:, runs]
        left = reluctance_left(reluctance, waited, self.patience_weeks[runs])
        backed = self.worth_after(stage, "coordinated", text, runs) - left + self.noise("backing", runs)
        withheld = self.failing(stage, runs)
        said = green_light(backed, withheld)
        return said, {"declaration": backed, "status_quo": withheld, "reluctance": left, "backs": said}
