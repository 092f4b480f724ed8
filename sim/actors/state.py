"""The state: votes in the Council, sponsors drafts, backs or withholds."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.actors.actor import Actor
from sim.rules.council import ballot, chance_of_no, gain
from sim.rules.declaration import green_light
from sim.rules.drafting import redraft, room_left

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
    ...     gained = russia.gain(texts["ahtisaari"], texts["resolution_1244"], np.ones(3), runs)
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

    def gain(self, text: Floats, status_quo: Floats, independent: Floats, runs: Counts) -> Floats:
        """Say what adopting a text would bring the state (R8 without noise; Romer & Rosenthal 1978, Voeten 2001)."""
        return gain(
            self.value(text, runs), self.value(status_quo, runs), self.precedent_price[runs],
            self.setting.consent[runs], independent, self.deference[runs], self.side_payment[runs],
        )  # fmt: skip

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

    def softens(self, text: Floats, objector_position: Floats, step: Floats, runs: Counts) -> Floats:
        """Redraft toward an objector, first on what it values least itself (R9; Cameron 2000)."""
        return redraft(
            text, objector_position, self.position[:, runs], self.salience[:, runs], step,
            self.disagreement(runs), self.gamma,
        )  # fmt: skip

    def room(self, text: Floats, runs: Counts) -> Floats:
        """Say how much utility it can still give before it would rather fail (R9)."""
        return room_left(
            text, self.position[:, runs], self.salience[:, runs], self.disagreement(runs), self.gamma
        )  # fmt: skip

    def backs(self, reluctance: Floats, waited: Floats, runs: Counts) -> tuple[Flags, dict[str, Any]]:
        """Give the green light to a declaration or withhold it (R12; Coggins 2011), with the numbers that decided."""
        left = reluctance * np.maximum(0.0, 1 - waited / self.patience_weeks[runs])
        backed = self.fallback_value("declaration", runs) - left + self.noise("backing", runs)
        status_quo = self.fallback_value("status_quo", runs)
        said = green_light(backed, status_quo)
        return said, {"declaration": backed, "status_quo": status_quo, "reluctance": left, "backs": said}
