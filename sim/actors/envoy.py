"""The envoy: mediates, then writes a text of its own."""

from collections.abc import Sequence

import numpy as np

from sim.actors.actor import Actor
from sim.rules.arrays import Counts, Flags, Floats
from sim.rules.mediation import blended, compromise_text, median_text, nash_text, revise, within_mandate

__all__ = ["Envoy"]


class Envoy(Actor):
    """A mediator who may turn proposer.

    Objections of one party draw the envoy's text toward it on every issue:

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(1))
    >>> envoy, run = model.actors["envoy"], np.arange(1)
    >>> parties = [model.actors["belgrade"], model.actors["pristina"]]
    >>> anywhere = np.zeros((4, 1)), np.ones((4, 1))
    >>> text = envoy.drafts(parties, "compromise", anywhere, run)
    >>> belgrade_objects, step = np.array([[True], [False]]), np.array([0.05])
    >>> revised = envoy.revises(text, parties, belgrade_objects, step, anywhere, run)
    >>> (np.abs(revised - parties[0].position) < np.abs(text - parties[0].position)).ravel().tolist()
    [True, True, True, True]
    """

    def drafts(self, parties: Sequence[Actor], method: str, mandate: tuple[Floats, Floats], runs: Counts) -> Floats:
        """Write the first text (R7)."""
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
        text: Floats, parties: Sequence[Actor], objects: Flags, step: Floats, mandate: tuple[Floats, Floats],
        runs: Counts,
    ) -> Floats:  # fmt: skip
        """Move the text toward whoever objects, inside the mandate (R7; Fisher's single text, Raiffa 1982)."""
        positions = np.stack([party.position[:, runs] for party in parties])
        saliences = np.stack([party.salience[:, runs] for party in parties])
        return revise(text, positions, saliences, objects, step, mandate[0][:, runs], mandate[1][:, runs])
