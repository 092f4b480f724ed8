"""Writing a text for others to sign: whoever does so hears what they want, and has a view of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.outlook import floor_of
from sim.rules.mediation import blended, closed, compromise_text, median_text, nash_text, revise, within_mandate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.actors.actor import Actor
    from sim.actors.party import Party
    from sim.rules.arrays import Counts, Flags, Floats
    from sim.scenario.format.stages.drafting import Drafting

    Bounds = tuple[Floats, Floats]

__all__ = ["drafted", "revised"]


def drafted(
    author: Actor,
    parties: Sequence[Party],
    stage: str,
    drafting: Drafting,
    from_offers: Floats,
    mandate: Bounds,
    runs: Counts,
) -> Floats:
    """Write the first text (R7) from what the parties want and last offered; what is closed stays closed.

    Each is heard by its capability times its salience, relative to its other issues or as it is written.

    The envoy's text lies between what both want:

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(1))
    >>> parties = [model.actors["belgrade"], model.actors["pristina"]]
    >>> from sim.scenario.format.stages.drafting import Drafting
    >>> anywhere = np.zeros((4, 1)), np.ones((4, 1))
    >>> text = drafted(model.actors["envoy"], parties, "proposal", Drafting(), np.zeros(1), anywhere, np.arange(1))
    >>> least, most = (edge([party.position for party in parties], axis=0) for edge in (np.min, np.max))
    >>> bool(((text >= least) & (text <= most)).all())
    True
    """
    wishes = np.stack([party.position.take(runs, axis=1) for party in parties])
    offered = np.stack([party.base.take(runs, axis=1) for party in parties])
    spoken = np.stack([party.has_spoken[runs] for party in parties])[:, None]
    drawn_to = np.where(spoken, blended(wishes, offered, from_offers), wishes)
    if drafting.method == "nash":
        text = _nash(parties, stage, drawn_to, runs)
    else:
        written = drafting.saliences == "as_written"
        known = (party.written_salience() if written else party.salience for party in parties)
        saliences = np.stack([each.take(runs, axis=1) for each in known])
        weights = np.stack([party.weight[runs] for party in parties])
        drawn_from = compromise_text if drafting.method == "compromise" else median_text
        text = drawn_from(drawn_to, saliences, weights)
    text = blended(text, author.position.take(runs, axis=1), author.number("own_view")[runs])
    text = np.where(closed(offered) & spoken.all(axis=0), offered.mean(axis=0), text)
    return within_mandate(text, mandate[0].take(runs, axis=1), mandate[1].take(runs, axis=1))


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


def revised(
    text: Floats, parties: Sequence[Actor], objects: Flags, step: Floats, mandate: Bounds, runs: Counts
) -> Floats:
    """Move a text toward whoever objects, inside the mandate (R7; Fisher's single text, Raiffa 1982).

    Objections of one party draw it toward that party on every issue:

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(1))
    >>> parties, run = [model.actors["belgrade"], model.actors["pristina"]], np.arange(1)
    >>> anywhere, text = (np.zeros((4, 1)), np.ones((4, 1))), np.full((4, 1), 0.5)
    >>> after = revised(text, parties, np.array([[True], [False]]), np.array([0.05]), anywhere, run)
    >>> (np.abs(after - parties[0].position) < np.abs(text - parties[0].position)).ravel().tolist()
    [True, True, True, True]
    """
    positions = np.stack([party.position.take(runs, axis=1) for party in parties])
    saliences = np.stack([party.salience.take(runs, axis=1) for party in parties])
    lower, upper = (line.take(runs, axis=1) for line in mandate)
    return revise(text, positions, saliences, objects, step, lower, upper)
