"""The envoy: mediates, then writes a text of its own."""

from collections.abc import Sequence

import numpy as np

from sim.actors.actor import Actor
from sim.actors.outlook import floor_of
from sim.actors.party import Party
from sim.rules.arrays import Counts, Flags, Floats
from sim.rules.mediation import blended, closed, compromise_text, median_text, nash_text, revise, within_mandate
from sim.scenario.format.stages.proposal import Proposal

__all__ = ["Envoy"]


class Envoy(Actor):
    """A mediator who may turn proposer.

    Objections of one party draw the envoy's text toward it on every issue:

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(1))
    >>> envoy, run = model.actors["envoy"], np.arange(1)
    >>> parties = [model.actors["belgrade"], model.actors["pristina"]]
    >>> anywhere = np.zeros((4, 1)), np.ones((4, 1))
    >>> proposal = model.world.scenario.stages["proposal"]
    >>> text = envoy.drafts(parties, proposal, np.zeros(1), anywhere, run)
    >>> belgrade_objects, step = np.array([[True], [False]]), np.array([0.05])
    >>> revised = envoy.revises(text, parties, belgrade_objects, step, anywhere, run)
    >>> (np.abs(revised - parties[0].position) < np.abs(text - parties[0].position)).ravel().tolist()
    [True, True, True, True]
    """

    def drafts(
        self, parties: Sequence[Party], proposal: Proposal, from_offers: Floats,
        mandate: tuple[Floats, Floats], runs: Counts,
    ) -> Floats:  # fmt: skip
        """Write the first text (R7) from what the parties want and last offered; what is closed stays closed."""
        wishes = np.stack([party.position.take(runs, axis=1) for party in parties])
        offered = np.stack([party.base.take(runs, axis=1) for party in parties])
        spoken = np.stack([party.has_spoken[runs] for party in parties])[:, None]
        drawn_to = np.where(spoken, blended(wishes, offered, from_offers), wishes)
        if proposal.method == "nash":
            text = self._nash(parties, proposal.name, drawn_to, runs)
        else:
            saliences = np.stack([party.salience.take(runs, axis=1) for party in parties])
            weights = np.stack([party.weight[runs] for party in parties])
            drawn_from = compromise_text if proposal.method == "compromise" else median_text
            text = drawn_from(drawn_to, saliences, weights)
        text = blended(text, self.position.take(runs, axis=1), self.number("own_view")[runs])
        text = np.where(closed(offered) & spoken.all(axis=0), offered.mean(axis=0), text)
        return within_mandate(text, mandate[0].take(runs, axis=1), mandate[1].take(runs, axis=1))

    @staticmethod
    def _nash(parties: Sequence[Party], stage: str, wishes: Floats, runs: Counts) -> Floats:
        first, second = parties
        weight = first.weight[runs] + second.weight[runs]
        share = np.divide(first.weight[runs], weight, out=np.full(len(runs), 0.5), where=weight > 0)
        floors = [np.minimum(floor_of(party.reservation(stage, runs)), 1.0) for party in parties]
        text, _ = nash_text(
            wishes[0], first.salience.take(runs, axis=1), floors[0],
            wishes[1], second.salience.take(runs, axis=1), floors[1], share,
        )  # fmt: skip
        return text

    @staticmethod
    def revises(
        text: Floats, parties: Sequence[Actor], objects: Flags, step: Floats, mandate: tuple[Floats, Floats],
        runs: Counts,
    ) -> Floats:  # fmt: skip
        """Move the text toward whoever objects, inside the mandate (R7; Fisher's single text, Raiffa 1982)."""
        positions = np.stack([party.position.take(runs, axis=1) for party in parties])
        saliences = np.stack([party.salience.take(runs, axis=1) for party in parties])
        lower, upper = (line.take(runs, axis=1) for line in mandate)
        return revise(text, positions, saliences, objects, step, lower, upper)
