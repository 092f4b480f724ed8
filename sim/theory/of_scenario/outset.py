"""The outset of a scenario: its actors as the model sets them up at week 0, to be asked what they think.

What an actor wants, what failure is worth to it and what its envoy would write is the actors' own business; theory
asks them. This is the one place of `sim.theory` that knows how actors are set up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np

from sim.chance.by_issue import drawn_bounds
from sim.chance.inputs import Drawn
from sim.rules.arrays import Counts, Floats
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.proposal import Proposal
from sim.scenario.format.stages.ratification import Ratification

if TYPE_CHECKING:
    from sim.actors.actor import Actor
    from sim.actors.agents import Model
    from sim.actors.party import Party
    from sim.actors.voter import State
    from sim.actors.world import World
    from sim.chance.inputs import Inputs
    from sim.chance.streams import Streams

__all__ = ["Numbers", "Outset", "outset_of"]


class Numbers(Drawn, Protocol):
    """The numbers of a scenario run by run, with their chance: `sim.chance.inputs.Means`, `Draws` or `Inputs`."""

    @property
    def runs(self) -> int:
        """How many runs they are."""

    def uniform(self, *path: str, week: int | None = None, rows: int | None = None) -> Floats:
        """Return numbers from 0 up to 1 from the stream of a path.

        Parameters
        ----------
        *path
            What the stream is named after.
        week
            Week of the draw; None for what is drawn once a run.
        rows
            Rows asked for; None for one number a run.

        Returns
        -------
        ``(runs,)`` or ``(rows, runs)``
        """


@dataclass(frozen=True)
class Outset:
    """The actors of a scenario at week 0, in every run; make it with `outset_of`."""

    scenario: Scenario
    """What is asked."""
    numbers: Numbers
    """Its numbers run by run."""
    world: World
    """What the actors share."""
    actors: Mapping[str, Actor]
    """Those who were asked for, by name."""

    @property
    def runs(self) -> int:
        """Number of runs."""
        return self.world.runs

    def states(self, names: Sequence[str]) -> list[State]:
        """Pick out members of a council.

        Parameters
        ----------
        names
            Actors that are states or blocs, as all are that have a seat.

        Returns
        -------
        list of State
            In the order asked for.
        """
        return [cast("State", self.actors[name]) for name in names]

    def first_proposal(self) -> Floats | None:
        """Let the envoy write the text that it would table at the outset (R7).

        Returns
        -------
        (issues, runs) or None
            The text before any consultation; what moves positions before it is tabled (events, influence) is not in
            it. None where no envoy proposes anything in the process.

        References
        ----------
        Van den Bos, J. (1991). Dutch EC Policy Making; Nash, J. (1950). Econometrica 18, 155–162.

        Examples
        --------
        >>> from sim.chance.inputs import Means
        >>> scenario = sim.read_scenario("scenarios/theory/nash.yaml")
        >>> outset_of(scenario, Means(scenario)).first_proposal().round(2).ravel()
        array([0.45])
        """
        from sim.actors.authorship import drafted

        proposals = (one for one in self.scenario.process if isinstance(one, Proposal) and one.text is None)
        stage = next(proposals, None)
        if stage is None:
            return None
        path = f"process.{stage.name}.mandate"
        bounds = drawn_bounds(self.scenario, self.numbers, self.runs, stage.mandate, path)
        parties = [cast("Party", self.actors[name]) for name in stage.parties]
        drawn_from = self.numbers[f"process.{stage.name}.from_offers"]
        author, runs = self.actors[stage.proposer], np.arange(self.runs)
        return drafted(author, parties, stage.name, stage, drawn_from, bounds, runs)

    def failing(self, actor: Actor, runs: Counts) -> Floats:
        """Tell what an actor expects to have if the first stage of the process fails.

        Parameters
        ----------
        actor
            Who.
        runs : (runs,)
            The runs asked for, by their places.

        Returns
        -------
        (runs,)
            Utility: the actor's own word, or what it believes will follow (R2); without a stage, what is in force.

        References
        ----------
        Muthoo, A. (1999). Bargaining Theory with Applications, ch. 5.
        """
        stages = (one for one in self.scenario.process if not (one.stands_beside or one.follows_up))
        first = next(stages, None)
        return actor.in_force(runs) if first is None else actor.failing(first.name, runs)


def outset_of(scenario: Scenario, numbers: Numbers, names: Sequence[str] | None = None) -> Outset:
    """Set up actors as the model does, with nothing played yet: no stage, no event, no record.

    Parameters
    ----------
    scenario : Scenario
    numbers
        Its numbers run by run: every one at its mean, the draws of an ensemble, or the inputs of a block.
    names
        The actors; all of them if left out.

    Returns
    -------
    Outset
        Actors that answer as they do in the first week: beliefs at their start, no delay yet.

    Raises
    ------
    ValueError
        If in some run nothing matters to an actor.

    Examples
    --------
    >>> from sim.chance.inputs import Means
    >>> from sim.scenario.reader import read_scenario
    >>> scenario = read_scenario("scenarios/theory/nash.yaml")
    >>> outset = outset_of(scenario, Means(scenario))
    >>> [(name, outset.failing(actor, np.arange(1)).tolist()) for name, actor in outset.actors.items()]
    [('first', [0.2]), ('second', [0.1]), ('envoy', [0.0])]
    """
    from sim.actors.cast import KINDS
    from sim.actors.world import World

    world = World(scenario, cast("Streams", numbers), cast("Inputs", numbers), numbers.runs)
    home = _empty_model()
    asked = list(scenario.actors if names is None else names)
    voting = [name for stage in scenario.process if isinstance(stage, Ratification) for name in stage.deciding]
    world.actors = {
        name: KINDS[scenario.actors[name].kind](home, world, name) for name in dict.fromkeys([*asked, *voting])
    }
    for actor in world.actors.values():
        actor.remove()  # nobody steps them; a model that kept them would keep their arrays
    return Outset(scenario, numbers, world, {name: world.actors[name] for name in asked})


@cache
def _empty_model() -> Model:
    """Return a Mesa model in which nothing is played; Mesa wants every agent to be born in one."""
    from sim.actors.agents import Model

    return Model(rng=0)
