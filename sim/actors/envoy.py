"""The envoy: mediates, then writes a text of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.actor import Actor
from sim.rules.envoy_text import blended, compromise_text, median_text, nash_text, within_mandate
from sim.rules.single_text import revise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.rules.arrays import Counts, Flags, Floats

__all__ = ["Envoy"]


class Envoy(Actor):
    """A mediator who may turn proposer."""

    def drafts(self, parties: Sequence[Actor], method: str, mandate: tuple[Floats, Floats], runs: Counts) -> Floats:
        """Write the first text (R7), ``(issues, runs)``.

        Parameters
        ----------
        parties : sequence of Actor
            Between whom the text is to lie.
        method : {"compromise", "nash", "median"}
            How it is drawn from their positions.
        mandate : pair of arrays, (issues, runs) each
            Lower and upper bounds that the text may not leave.
        """
        if method == "nash":
            text = self._nash(parties, runs)
        else:
            positions = np.stack([party.position[:, runs] for party in parties])
            saliences = np.stack([party.salience[:, runs] for party in parties])
            weights = np.stack([party.weight[runs] for party in parties])
            drawn_from = compromise_text if method == "compromise" else median_text
            text = drawn_from(positions, saliences, weights)
        text = blended(text, self.position[:, runs], self.number("own_view")[runs])
        return within_mandate(text, mandate[0][:, runs], mandate[1][:, runs])

    @staticmethod
    def _nash(parties: Sequence[Actor], runs: Counts) -> Floats:
        first, second = parties
        weight = first.weight[runs] + second.weight[runs]
        share = np.divide(first.weight[runs], weight, out=np.full(len(runs), 0.5), where=weight > 0)
        text, _ = nash_text(
            first.position[:, runs], first.salience[:, runs], first.disagreement(runs),
            second.position[:, runs], second.salience[:, runs], second.disagreement(runs), share,
        )  # fmt: skip
        return text

    @staticmethod
    def revises(
        text: Floats,
        parties: Sequence[Actor],
        objects: Flags,
        step: Floats,
        mandate: tuple[Floats, Floats],
        runs: Counts,
    ) -> Floats:
        """Move the text toward whoever objects, inside the mandate (R7; Fisher's single text, Raiffa 1982).

        Parameters
        ----------
        text : array, (issues, runs)
            The text as it stands.
        objects : array of bool, (parties, runs)
            Who objects.
        step : array, (runs,)
            How far it moves.
        """
        positions = np.stack([party.position[:, runs] for party in parties])
        saliences = np.stack([party.salience[:, runs] for party in parties])
        return revise(text, positions, saliences, objects, step, mandate[0][:, runs], mandate[1][:, runs])
