"""A council as the scenario has it: who votes how on which text, when everybody votes as it wants.

Every member, sponsors too, says yes if it gains, and no if it loses more than blocking costs it (R8 without noise):
so a text is in the win set of the status quo where the yes votes suffice and nobody with a veto says no. A seat of
which the scenario knows only a chance of a yes says yes as often, whatever the text, and always if the parties agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Flags, Floats
from sim.rules.council import ABSTAIN, YES, ballot, gain, independence
from sim.scenario.format.stages.council import Council
from sim.theory.of_scenario.outset import Outset
from sim.theory.of_scenario.stands import Stands, stands_of
from sim.theory.voting.pivots import Pivots, carried, pivots
from sim.theory.voting.rule import Quota

if TYPE_CHECKING:
    from sim.actors.movable import Movable

__all__ = ["Assembly", "Ballots", "assembly_of"]

Votes = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Ballots:
    """How a council votes on one text."""

    votes: Votes
    """1 yes, 0 abstention, −1 no; ``(members, runs)``, the seats without an actor last."""
    passes: Flags
    """Whether the text is in the win set, ``(runs,)``."""
    pivots: Pivots
    """In what share of runs each member's vote decides."""


@dataclass(frozen=True)
class Assembly:
    """A council with its members' stands; make it with `assembly_of`.

    Parameters
    ----------
    stage
        What the scenario says of it.
    members
        Actors with seats, then seats without an actor.
    rule
        Votes needed, seats as weights; vetoes apart.
    vetoes
        Places of the members whose no blocks.
    stands
        Where the actors among them stand.
    prices
        Blocking cost, precedent price, deference and side payment of each actor, ``(actors, runs)`` each.
    others
        What the seats without an actor say, ``(seats, runs)``.
    precedent
        How much each issue is part of independence, ``(issues,)``.
    labels
        What people read, by member; empty where nothing is said.
    now
        The text in force.
    beyond
        What each actor expects beyond the text in force if nothing is adopted, ``(actors, runs)``: what it believes
        of the rest of the process (R2).
    """

    stage: Council
    """What the scenario says of it."""
    members: tuple[str, ...]
    """Actors with seats, then seats without an actor."""
    rule: Quota
    """Votes needed, seats as weights; vetoes apart."""
    vetoes: tuple[int, ...]
    """Places of the members whose no blocks."""
    stands: Stands
    """Where the actors among them stand."""
    prices: dict[str, Floats]
    """Blocking cost, precedent price, deference and side payment of each actor, ``(actors, runs)`` each."""
    others: Flags
    """What the seats without an actor say, ``(seats, runs)``."""
    precedent: Floats
    """How much each issue is part of independence, ``(issues,)``."""
    labels: dict[str, str]
    now: str
    beyond: Floats

    @property
    def status_quo(self) -> Floats:
        """The text in force, ``(issues, runs)``."""
        return self.stands.texts[self.now]

    def vote_on(self, text: Floats, *, consent: bool = False) -> Ballots:
        """Let everybody vote on a text ``(issues, runs)``, that the parties agree on or not.

        Parameters
        ----------
        text : (issues, runs)
            The text, 0 to 1 on each issue.
        consent : bool
            Whether the parties agree on the text.

        Returns
        -------
        Ballots
            Each member's vote, whether the text is carried, and who was pivotal, by run.
        """
        names = self.stands.names
        value = self.stands.values(text, names) - self.stands.values(self.status_quo, names)
        votes = self.votes(value, text, consent=consent)
        return Ballots(votes, carried(votes, self.rule, self.vetoes), pivots(votes, self.rule, self.vetoes))

    def crossing(self, text: Floats) -> Floats:
        """Price what a text costs at home if it is put in force: red lines that it crosses (R1).

        Parameters
        ----------
        text : (issues, runs)
            The text, 0 to 1 on each issue.

        Returns
        -------
        (actors, runs)
            Utility, 0 or above.
        """
        runs = np.broadcast_to(self.stands.places_of_runs, text.shape[1:])
        return np.stack([actor.imposed_share[runs] * actor.price(text, runs) for actor in self.stands.actors])

    def votes(self, value: Floats, text: Floats, *, consent: bool = False) -> Votes:
        """Turn what actors gain in issue space ``(actors, runs)`` into the votes of all members.

        Parameters
        ----------
        value : (actors, runs)
            What the text brings each actor over the text in force, in utility.
        text : (issues, runs)
            The text, 0 to 1 on each issue.
        consent : bool
            Whether the parties agree on the text.

        Returns
        -------
        (members, runs) int8
            `YES`, `ABSTAIN` or `NO`; the members that are no actors come last.
        """
        free = independence(text, self.precedent) if self.precedent.any() else np.zeros(value.shape[1])
        felt = gain(
            value - self.crossing(text), self.beyond, self.prices["precedent_price"], float(consent), free,
            self.prices["deference"], self.prices["side_payment"],
        )  # fmt: skip
        others = np.where(self.others | consent, YES, ABSTAIN)
        others = np.broadcast_to(others, (len(others), value.shape[1]))
        return np.concatenate([ballot(felt, self.prices["blocking_cost"]), others])


def assembly_of(outset: Outset, stage: Council, stands: Stands | None = None) -> Assembly:
    """Seat the members of a council.

    Parameters
    ----------
    outset
        All actors of the scenario at week 0.
    stage
        What the scenario says of the council.
    stands
        Where they stand, if that is known already.

    Returns
    -------
    Assembly
        Ready to vote.

    References
    ----------
    Tsebelis, G. (2002). Veto Players, ch. 1. Voeten, E. (2001). American Political Science Review 95, 845–858.

    Examples
    --------
    >>> from sim.chance.inputs import Means
    >>> from sim.theory.of_scenario.outset import outset_of
    >>> scenario = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> council = assembly_of(outset_of(scenario, Means(scenario)), scenario.stages["council"])
    >>> ballots = council.vote_on(council.stands.texts["ahtisaari"])
    >>> dict(zip(council.members[:2], ballots.votes[:2, 0].tolist())), ballots.passes
    ({'contact_group': 1, 'russia': -1}, array([False]))
    """
    names, states = tuple(stage.seats), outset.states(tuple(stage.seats))
    scenario, numbers = outset.scenario, outset.numbers
    seats = [*stage.seats.values(), *([1] * len(stage.other_seats))]
    others = [
        numbers.uniform("stage", stage.name, "seat", name)
        < numbers[f"process.{stage.name}.other_seats.{name}.chance_of_yes"]
        for name in stage.other_seats
    ]
    runs, stays = np.arange(outset.runs), outset.world.texts[str(scenario.status_quo)]
    beyond = [
        state.failing(stage.name, runs) - state.if_passed(stage.name, stays, runs)
        - state.imposed_share * state.price(stays, runs)
        for state in states
    ]  # fmt: skip
    prices: tuple[Movable, ...] = ("blocking_cost", "precedent_price", "deference", "side_payment")
    return Assembly(
        stage=stage,
        members=(*names, *stage.other_seats),
        rule=Quota(tuple(seats), stage.majority),
        vetoes=tuple(place for place, state in enumerate(states) if state.veto),
        stands=(stands or stands_of(outset)).only(names),
        prices={price: np.stack([state.now[price] for state in states]) for price in prices},
        others=np.array(others, bool).reshape(len(others), outset.runs),
        precedent=np.array([stage.precedent.get(issue, 0.0) for issue in scenario.issues]),
        labels={name: scenario.actors[name].label for name in names}
        | {name: seat.label for name, seat in stage.other_seats.items()},
        now=str(scenario.status_quo),
        beyond=np.stack(beyond),
    )
