"""The state, alone or as a bloc: votes in the Council, sponsors drafts, backs or withholds."""

from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sim.actors.actor import Actor, Movable
from sim.actors.decisions import Backing
from sim.rules.arrays import Counts, Flags, Floats
from sim.rules.beliefs import candid
from sim.rules.council import ballot, chance_of_no, gain
from sim.rules.declaration import green_light, reluctance_left, value_of_backing
from sim.rules.drafting import redraft, room_left

__all__ = ["Bloc", "State"]


class State(Actor):
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
    ...     gained = russia.gain(texts["ahtisaari"], texts["resolution_1244"], np.ones(3), runs)
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

    def gain(self, text: Floats, status_quo: Floats, independent: Floats, runs: Counts) -> Floats:
        """Return what adopting a text would bring the state (R8; Romer & Rosenthal 1978, Voeten 2001)."""
        return gain(
            self.value(text, runs), self.value(status_quo, runs), self.now["precedent_price"][runs],
            self.world.consent[runs], independent, self.now["deference"][runs], self.now["side_payment"][runs],
        )  # fmt: skip

    def ballot(self, gained: Floats, decision: str, runs: Counts) -> npt.NDArray[np.int8]:
        """Cast a vote (R8)."""
        return ballot(gained, self.now["blocking_cost"][runs], self.noise(decision, runs))

    def chance_of_no(self, gained: Floats, runs: Counts) -> Floats:
        """Return how likely a vote against is, given the run's lasting trait."""
        share = self.lasting_share[runs]
        known = gained + np.sqrt(share) * self.lasting[runs]
        return chance_of_no(
            known, self.now["blocking_cost"][runs], self.precision[runs] / np.sqrt(np.maximum(1 - share, 1e-12))
        )

    def says_it_would_block(self, means_to: Flags, runs: Counts) -> Flags:
        """Say in public whether it would block; true as often as its signals are honest (R10)."""
        return candid(means_to, self.candour[runs], self.signal_honesty[runs])

    @cached_property
    def candour(self) -> Floats:
        """What says whether it speaks honestly, ``(runs,)``: one draw a run, for who bluffs keeps to its bluff."""
        return self.world.streams.uniform(f"actors.{self.name}.signal")

    def softens(self, text: Floats, objector_position: Floats, step: Floats, runs: Counts) -> Floats:
        """Redraft toward an objector, first on what it values least itself (R9; Cameron 2000)."""
        return redraft(
            text, objector_position, self.position[:, runs], self.salience[:, runs], step,
            self.disagreement(runs), self.gamma,
        )  # fmt: skip

    def room(self, text: Floats, runs: Counts) -> Floats:
        """Return how much utility it can still give before it would rather fail (R9)."""
        return room_left(
            text, self.position[:, runs], self.salience[:, runs], self.disagreement(runs), self.gamma
        )  # fmt: skip

    def backs(self, reluctance: Floats, waited: float, runs: Counts) -> Backing:
        """Give the green light to a declaration or withhold it (R12; Coggins 2011), with the numbers that decided.

        Backing costs the `reluctance` at first, which falls to nothing as patience runs out over the weeks `waited`.
        """
        left = reluctance_left(reluctance, waited, self.now["patience_weeks"][runs])
        backed = value_of_backing(self.fallback_value("declaration", runs), left, self.noise("backing", runs))
        status_quo = self.fallback_value("status_quo", runs)
        return Backing(backed, status_quo, left, green_light(backed, status_quo))


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
