"""What a table is about to a party: which issues count, what a text is worth there, and what failing is."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.actors.ratifying import WAY, agreeing_to, last_bearable
from sim.rules.continuation import reservation_value
from sim.rules.home import retreat_cost
from sim.rules.utility import line_cost, utility

if TYPE_CHECKING:
    from sim.actors.party import Party
    from sim.rules.arrays import Counts, Flags, Floats

__all__ = ["Terms", "Votes", "Weighed"]

LITTLE = 0.002
"""Utility by which what is expected between two places of the way may differ from a straight line."""

AT_ONCE, NEAR_AT_HAND = (33, 11, 3), 6_144
"""How many places of the way are looked at together: the most that stay, runs times places, near the processor."""


class Weighed(NamedTuple):
    """What a text is worth to a party, part by part, ``(runs,)`` each."""

    value: Floats
    """Worth of what it says."""
    elsewhere: Floats
    """What is offered elsewhere for accepting."""
    lines: Floats
    """Price of the red lines that it crosses."""
    retreat: Floats
    """Cost at home of coming down to it from what was demanded in public."""
    worth: Floats
    """All of these together."""


class Votes(NamedTuple):
    """Votes at home that follow an agreement, and between which offers one looks for a text that passes."""

    stage: str
    """Where it is agreed."""
    failing: Floats
    """What failing is worth there, ``(runs,)``."""
    own: Floats
    other: Floats
    """The last offers, ``(issues, runs)``."""

    def on_the_way(self, share: Floats) -> Floats:
        """Return the text at a share of the way to the other's offer, ``(issues, runs)``."""
        return self.own + share * (self.other - self.own)


@dataclass(frozen=True)
class Terms:
    """What one table is about to a party in one round: which issues count, and what failing is worth."""

    party: Party
    runs: Counts
    salience: Floats
    """Its saliences, 0 on issues that are not on the table, ``(issues, runs)``."""
    reservation: Floats
    """What an agreement must be worth for it to be no worse than failing, ``(runs,)``."""
    in_public: bool = True
    """Whether retreating from what it demanded costs it at home."""
    on_table: Flags | None = None
    """Which issues are on the table, ``(issues,)``; None for all of them."""
    votes: Votes | None = None
    """What is to be voted on at home once it is agreed, where that hangs on the text."""

    def with_reservation(self, reservation: Floats) -> Terms:
        """Return the same terms with another reservation value; what texts are worth is not reckoned again."""
        terms = copy(self)
        vars(terms)["reservation"] = reservation
        return terms

    def before_votes(self, failing: Floats) -> Terms:
        """Return the same before votes at home, with what failing is worth and the reservation value that follows."""
        assert self.votes is not None, "no vote lies ahead"
        terms, votes = copy(self), self.votes._replace(failing=failing)
        vars(terms)["votes"] = votes
        if votes.own is votes.other:
            return terms.with_reservation(terms.reservation_at(votes.own))
        share = terms.as_far_as(failing)
        least = terms.reservation_at(votes.on_the_way(np.maximum(share, 0.0)))
        return terms.with_reservation(np.where(share < 0, np.inf, least))

    @property
    def whole(self) -> bool:
        """Whether all issues are on the table."""
        return self.on_table is None

    def admits(self, text: Floats) -> Flags:
        """Return whether a text crosses no line that cannot be crossed, on the issues on the table."""
        if self.on_table is not None:
            text = np.where(self.on_table[:, None], text, np.clip(text, *self.hard_lines))
        return self.party.admits(text, self.runs)

    @property
    def hard_lines(self) -> tuple[Floats, Floats]:
        """The lines that it cannot cross, ``(issues, runs)``."""
        return self.party.of(self.party.hard_lower, self.runs), self.party.of(self.party.hard_upper, self.runs)

    def reservation_at(self, text: Floats) -> Floats:
        """Return the reservation value with a text before it; the same for every text, unless votes lie ahead."""
        if self.votes is None:
            return self.reservation
        return reservation_value(self.votes.failing, *self.agreeing_to(text))

    def as_good_as(self, expected: Floats, other: Floats) -> Floats:
        """Return what another text has to be worth for as much to be expected of it; the same without votes."""
        if self.votes is None:
            return expected
        return reservation_value(expected, *self.agreeing_to(other))

    def expected(self, text: Floats) -> Floats:
        """Return what agreeing to a text is worth by what is believed of the votes on it, if there are any."""
        if self.votes is None:
            return self.worth(text)
        on_table, otherwise = self.agreeing_to(text)
        return np.asarray(on_table * self.worth(text) + otherwise)

    def agreeing_to(self, text: Floats) -> tuple[Floats, Floats]:
        """Return the chance that a text which is agreed to comes into force, and what agreeing brings beside."""
        assert self.votes is not None, "no vote lies ahead"
        return agreeing_to(self.party, self.votes.stage, text, self.runs)

    def as_far_as(self, least: Floats) -> Floats:
        """Return how far one can go toward the other's offer and still expect so much; -1 where nowhere."""
        assert self.votes is not None, "no vote lies ahead"
        share = last_bearable(self.on_the_way, least)
        # Where a vote turns at once, as nothing about it is uncertain, the place before the turn is taken.
        turned = self.expected(self.votes.on_the_way(np.maximum(share, 0.0))) < least - LITTLE
        return np.where((share >= 0) & turned, np.floor(share * (len(WAY) - 1)) / (len(WAY) - 1), share)

    @cached_property
    def on_the_way(self) -> Floats:
        """What agreeing is expected to bring at each place of `WAY`, ``(places, runs)``."""
        assert self.votes is not None, "no vote lies ahead"
        own, other = self.votes.own[:, None], self.votes.other[:, None]
        at_once = next((some for some in AT_ONCE if some * len(self.runs) <= NEAR_AT_HAND), AT_ONCE[-1])
        # The same runs are asked of at every part of the way, so that what actors cut to them is cut once.
        everywhere = replace(self, runs=np.tile(self.runs, at_once), salience=np.tile(self.salience, at_once))
        parts = []
        for places in WAY.reshape(-1, at_once):
            texts = own + places[:, None] * (other - own)
            parts.append(everywhere.expected(texts.reshape(len(own), -1)).reshape(at_once, -1))
        return np.concatenate(parts)

    def value(self, text: Floats) -> Floats:
        """Return what a text is worth on the issues on the table (R1)."""
        return utility(text, self.position, self.salience, self.party.gamma)

    def lines(self, text: Floats) -> Floats:
        """Return what the red lines cost that the text crosses (R1)."""
        if not self.party.spec.red_lines:
            return np.zeros(len(self.runs))
        return line_cost(text[self.party.lined], *self.drawn_lines)

    def net(self, text: Floats) -> Floats:
        """Return what a text is worth, lines paid and the audience apart."""
        return np.asarray(self.value(text) - self.lines(text))

    @cached_property
    def position(self) -> Floats:
        """The party's ideal point, ``(issues, runs)``."""
        return self.party.of(self.party.position, self.runs)

    @cached_property
    def drawn_lines(self) -> tuple[Floats | None, Floats | None, Floats, Floats]:
        """Its red lines where it has drawn any, how much it cares there, and their price."""
        return self.party.drawn_lines(self.salience, self.runs)

    @cached_property
    def red_lines(self) -> tuple[Floats, Floats]:
        """Its lower and upper red lines, ``(issues, runs)``."""
        return self.party.of(self.party.lower, self.runs), self.party.of(self.party.upper, self.runs)

    @cached_property
    def elsewhere(self) -> Floats:
        """What is offered elsewhere for accepting."""
        return self.party.offered_elsewhere(self.runs)

    @cached_property
    def stake(self) -> Floats:
        """What the party's public demand is worth to it: what it retreats from."""
        if self.whole:
            return self.party.worth_of_stake(self.runs)
        return self.value(self.party.stake.take(self.runs, axis=1))

    @cached_property
    def cost_of_retreat(self) -> Floats:
        """What a unit of utility given up in public costs."""
        return self.party.cost_of_retreat(self.runs)

    def weighed(self, text: Floats) -> Weighed:
        """Weigh a text: what it is worth, and each price of agreeing to it (R1, R6)."""
        value, lines, elsewhere = self.value(text), self.lines(text), self.elsewhere
        if self.in_public:
            retreat = retreat_cost(value, self.stake, self.cost_of_retreat)
        else:
            retreat = np.zeros(len(self.runs))
        worth = value - lines - retreat
        return Weighed(value, elsewhere, lines, retreat, worth + elsewhere if self.whole else worth)

    def worth(self, text: Floats) -> Floats:
        """Return what agreeing to a text is worth, all prices paid, with what is offered elsewhere (R6)."""
        return self.weighed(text).worth
