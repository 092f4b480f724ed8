"""The protocol of offers with its usual round in machine code; whatever is not usual goes by the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.compiled.talks import NO_LINE, NUMBERS, Side, exchange
from sim.process.talks.offers import Offers
from sim.rules.arrays import sum_over_first

if TYPE_CHECKING:
    from typing import Literal

    from sim.actors.terms import Terms
    from sim.rules.arrays import Flags, Floats
    from sim.rules.bargaining import Trade

__all__ = ["OffersInMachineCode"]

THEIRS: dict[Trade, Literal[0, 1, 2]] = {"contract_curve": 0, "proportional": 1, "similarity": 2}
"""How dear issues count as to the other in what is given, see `sim.compiled.talks.exchange`."""


class OffersInMachineCode(Offers):
    """Offers between two who must both agree: the same bits, a few times sooner."""

    def exchange(self, terms: list[Terms], asked: list[Floats], on_table: Flags, last: Flags) -> Flags:
        """Let both make their offers and answer, as the reference does."""
        if not self._is_usual():
            return super().exchange(terms, asked, on_table, last)
        talks = self.talks
        first, second = (self._side(one, wanted, on_table) for one, wanted in zip(terms, asked, strict=True))
        # In the last round there is no next offer to hold out for.
        holds = np.stack([~last | party.firm for party in talks.parties])
        theirs = THEIRS[talks.world.scenario.trade]
        return exchange(
            theirs, terms[0].runs, on_table, terms[0].in_public, (first, second), holds,
            self.last, self.last_gain, self.last_gap,
        )  # fmt: skip

    def _is_usual(self) -> bool:
        """Tell whether two meet as themselves, with proportional losses and no vote, line or listener in the way."""
        talks = self.talks
        return (
            len(talks.parties) == 2 and talks.table.all_must and not talks.telling
            and talks.world.seats is None and not talks.world.votes_at_home and talks.world.scenario.trade in THEIRS
            and all(
                party.gamma == 1.0 and party.spec.decides is None and not party.has_hard_lines
                for party in talks.parties
            )
        )  # fmt: skip

    def _side(self, terms: Terms, asked: Floats, on_table: Flags) -> Side:
        party, runs = terms.party, terms.runs
        line_of = np.full(len(on_table), NO_LINE)
        line_of[party.lined] = np.arange(len(line_of[party.lined]))
        lower, upper, _, line_price = terms.drawn_lines
        shape = (line_of.max() + 1, len(runs))
        noise = party.noise(f"answer.{self.talks.name}", runs)
        if not terms.whole:  # on a part of the issues less is at stake, and judgement errs by less
            noise = noise * sum_over_first(terms.salience)
        known = asked, terms.reservation, terms.stake, terms.cost_of_retreat, terms.elsewhere, noise, line_price
        numbers = np.empty((len(NUMBERS), len(runs)))
        for row, one in enumerate(known):
            numbers[row] = one
        return Side(
            _plain(terms.position), _plain(terms.salience), _plain(party.of(party.salience, runs)), line_of,
            np.zeros(shape) if lower is None else _plain(lower), np.ones(shape) if upper is None else _plain(upper),
            numbers,
        )  # fmt: skip


def _plain(numbers: Floats) -> Floats:
    """Return numbers one after the other in memory, as all that the code is compiled for."""
    return numbers if numbers.flags.c_contiguous and numbers.flags.writeable else np.array(numbers, order="C")
