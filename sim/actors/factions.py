"""A party's factions: who is followed at home, and what that does to where the party stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.chance.by_issue import drawn_by_issue
from sim.rules.arrays import carried, sum_over_first
from sim.rules.home import followings, relative_to_start, swayed, weighed_by_following

if TYPE_CHECKING:
    from sim.actors.party import Party
    from sim.rules.arrays import Counts, Floats

__all__ = ["Factions"]


class Factions:
    """The factions of one party, in the order of the file.

    What the scenario says of the party holds for the followings that its factions have at the start. As they move,
    the party's position, the cost of a retreat and the readiness for unrest move with them.

    Attributes
    ----------
    strength : array, (factions, runs)
        How many follow each, as at the start and after elections, without what delay has brought.
    shares : array, (factions, runs)
        What share of the followers each has now.

    Examples
    --------
    As patience runs out, more follow those in Pristina who reject negotiation, and unrest is likelier:

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/baseline.yaml"), places=np.arange(3))
    >>> factions, runs = model.actors["pristina"].factions, np.arange(3)
    >>> at_first = factions.shares[factions.names.index("self_determination")]
    >>> factions.review(patience_spent=np.full(3, 0.5), running=runs)
    >>> (factions.shares[factions.names.index("self_determination")] > at_first).tolist()
    [True, True, True]
    >>> (factions.readier(runs) > 1).tolist()
    [True, True, True]
    """

    def __init__(self, party: Party) -> None:
        self.party = party
        self.names = list(party.spec.factions)
        self._read()
        self.strength = self.followed.copy()
        self.shares = self.at_first
        self._reckoned: dict[str, tuple[Floats, Floats]] = {}

    def _read(self) -> None:
        self.followed = self._numbers("following")
        self.gains = self._numbers("gains_from_delay")
        self.retreat_price = self._numbers("retreat_price")
        self.side_payment_weight = self._numbers("side_payment_weight")
        self.unrest_factor = self._numbers("unrest_factor")
        self.stands = np.stack([self._stands(name) for name in self.names])
        self.at_first = followings(self.followed, self.gains, 0.0)

    def take_numbers(self) -> None:
        """Read all that the scenario says of them again; the followings that play has moved move by as much.

        The party stays as far from where it began as its followers have drawn it, toward where factions now stand.
        """
        party, followed, at_first = self.party, self.followed, self.at_first
        drawn = weighed_stands(self.shares - at_first, self.stands)
        self._read()
        self.strength = carried(self.strength, followed, self.followed)
        self.shares = carried(self.shares, at_first, self.at_first)
        further = weighed_stands(self.shares - self.at_first, self.stands) - drawn
        if further.any():
            party.initial_position = np.clip(party.initial_position + further, 0.0, 1.0)
            party.move_to(np.clip(party.position + further, 0.0, 1.0))
        self._reckoned.clear()

    def _numbers(self, part: str) -> Floats:
        return np.stack([self.party.number(f"factions.{name}.{part}") for name in self.names])

    def _stands(self, name: str) -> Floats:
        """Return where a faction stands, ``(issues, runs)``: with its party where it says nothing else."""
        world, spec = self.party.world, self.party.spec.factions[name]
        path = f"actors.{self.party.name}.factions.{name}.position"
        own = drawn_by_issue(world.scenario, world.inputs, world.runs, spec.position, path, np.nan)
        return np.where(np.isnan(own), self.party.stands, own)

    def move(self, faction: str, by: Floats, runs: Counts) -> None:
        """Give a faction more or fewer followers for good, in the runs asked for."""
        row = self.names.index(faction)
        others = np.delete(self.strength, row, axis=0).take(runs, axis=1).any(axis=0)
        least = np.where(others, 0.0, self.strength[row, runs])  # somebody is always followed
        self.strength[row, runs] = np.maximum(self.strength[row, runs] + by, least)

    def review(self, patience_spent: Floats, running: Counts) -> None:
        """Let followers move, and the party's position with them, in the runs that are not over."""
        now = self.shares.copy()
        now[:, running] = followings(self.strength[:, running], self.gains[:, running], patience_spent)
        if np.array_equal(now, self.shares):
            return
        before, self.shares = self.shares, now
        party = self.party
        party.initial_position = swayed(party.initial_position, self.stands, before, now)
        party.move_to(swayed(party.position, self.stands, before, now))

    def dearer(self, runs: Counts) -> Floats:
        """Return by which factor a public retreat has become dearer with the followers since the start."""
        return self._beside_the_start("retreat_price", runs)

    def readier(self, runs: Counts) -> Floats:
        """Return by which factor the followers have become readier for unrest since the start."""
        return self._beside_the_start("unrest_factor", runs)

    def welcome(self, runs: Counts) -> Floats:
        """Return how much of what is offered elsewhere counts with the followers as they are now."""
        return weighed_by_following(self.side_payment_weight.take(runs, axis=1), self.shares.take(runs, axis=1))

    def _beside_the_start(self, part: Literal["retreat_price", "unrest_factor"], runs: Counts) -> Floats:
        """Return how a number of the followers stands to what it was; reckoned anew only when they have moved."""
        shares, ratio = self._reckoned.get(part, (None, self.at_first))
        if shares is not self.shares:
            numbers = self.retreat_price if part == "retreat_price" else self.unrest_factor
            ratio = relative_to_start(numbers, self.shares, self.at_first)
            self._reckoned[part] = self.shares, ratio
        return ratio[runs]


def weighed_stands(shares: Floats, stands: Floats) -> Floats:
    """Return where followers that have moved draw their party, ``(issues, runs)``: stands weighed by what moved."""
    return sum_over_first(shares[:, np.newaxis] * stands)
