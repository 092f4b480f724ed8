"""From a scenario to a bargaining problem: who wants what and expects what, as the process begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.rules.arrays import Counts, Floats
from sim.theory.bargaining.pairs import Pair, pair
from sim.theory.bargaining.parties import Parties, parties
from sim.theory.of_scenario.outset import Outset

if TYPE_CHECKING:
    from sim.actors.actor import Actor

__all__ = ["Stands", "stands_of"]

_NO_POWER = 1e-9


@dataclass(frozen=True)
class Stands:
    """Where actors stand as the process begins, in every run."""

    names: tuple[str, ...]
    actors: tuple[Actor, ...]
    """The actors: how they are called, and they themselves."""
    places_of_runs: Counts
    """Which of the actors' runs these are, ``(runs,)``."""
    position: Floats
    salience: Floats
    lower: Floats
    upper: Floats
    """``(actors, issues, runs)``; saliences sum to 1 over issues."""
    stake: Floats
    """Saliences as they are written, ``(actors, issues, runs)``."""
    disagreement: Floats
    weight: Floats
    """``(actors, runs)``."""
    texts: dict[str, Floats]
    """The named texts, each ``(issues, runs)``."""
    gamma: float
    """Curvature of the loss."""

    @property
    def runs(self) -> int:
        """Number of runs."""
        return int(self.position.shape[-1])

    def only(self, names: Sequence[str]) -> Stands:
        """Keep some of the actors, in the order asked for.

        Parameters
        ----------
        names
            Names of the actors.

        Returns
        -------
        Stands
            The same runs with those actors.
        """
        at = self.places(names)
        return replace(
            self, names=tuple(names), actors=tuple(self.actors[place] for place in at), position=self.position[at],
            salience=self.salience[at], lower=self.lower[at], upper=self.upper[at],
            disagreement=self.disagreement[at], weight=self.weight[at], stake=self.stake[at],
        )  # fmt: skip

    def at(self, runs: Counts) -> Stands:
        """Keep some of the runs.

        Parameters
        ----------
        runs
            Places of the runs to keep, ``(chosen,)``.

        Returns
        -------
        Stands
            All actors in those runs.
        """
        return replace(
            self, places_of_runs=self.places_of_runs[runs], position=self.position[..., runs],
            salience=self.salience[..., runs], lower=self.lower[..., runs], upper=self.upper[..., runs],
            disagreement=self.disagreement[..., runs], weight=self.weight[..., runs], stake=self.stake[..., runs],
            texts={name: text[:, runs] for name, text in self.texts.items()},
        )  # fmt: skip

    def places(self, names: Sequence[str]) -> list[int]:
        """Find actors by name.

        Parameters
        ----------
        names
            Names of the actors.

        Returns
        -------
        list of int
            Their rows in the arrays.
        """
        return [self.names.index(name) for name in names]

    def values(self, text: Floats, names: Sequence[str]) -> Floats:
        """Ask some of the actors what a text is worth to them.

        Parameters
        ----------
        text
            The text, ``(issues, runs)``; where the stands are of one run, any number of texts.
        names
            Names of the actors.

        Returns
        -------
        (names, runs)
            Utilities, 0 to 1.
        """
        runs = np.broadcast_to(self.places_of_runs, text.shape[1:])
        return np.stack([self.actors[at].value(text, runs) for at in self.places(names)])

    def problem(self, names: Sequence[str], run: int = 0) -> Parties:
        """Set some actors against each other in one run, inside their own red lines.

        Parameters
        ----------
        names
            Names of the actors.
        run
            Place of the run.

        Returns
        -------
        Parties
            The bargaining problem.

        Raises
        ------
        ValueError
            If the loss is not convex (gamma below 1), so that the solutions are not defined.
        """
        at = self.places(names)
        return parties(
            self.position[at, :, run], self.salience[at, :, run], self.disagreement[at, run],
            lower=self.lower[at, :, run], upper=self.upper[at, :, run],
            weight=np.maximum(self.weight[at, run], _NO_POWER), gamma=self.gamma,
            stake=self.stake[at, :, run],
        )  # fmt: skip

    def pair(self, first: str, second: str) -> Pair:
        """Set two actors against each other in every run (loss in proportion to distance).

        Parameters
        ----------
        first, second
            Names of the two.

        Returns
        -------
        Pair
            The problem of the two in all runs, inside both red lines.
        """
        one, other = self.places((first, second))
        return pair(
            self.position[one], self.salience[one], self.position[other], self.salience[other],
            lower=np.maximum(self.lower[one], self.lower[other]),
            upper=np.minimum(self.upper[one], self.upper[other]),
        )  # fmt: skip


def stands_of(outset: Outset) -> Stands:
    """Read off the actors where they stand as the process begins.

    Parameters
    ----------
    outset
        The actors at week 0, from `sim.theory.of_scenario.outset.outset_of`.

    Returns
    -------
    Stands
        With disagreement values as the actors have them in the first week (R2).

    References
    ----------
    Muthoo, A. (1999). Bargaining Theory with Applications, ch. 5: outside options.

    Examples
    --------
    >>> from sim.chance.inputs import Means
    >>> from sim.theory.of_scenario.outset import outset_of
    >>> scenario = sim.read_scenario("scenarios/theory/nash.yaml")
    >>> stands_of(outset_of(scenario, Means(scenario))).disagreement.ravel().tolist()
    [0.2, 0.1, 0.0]
    """
    actors, runs = tuple(outset.actors.values()), np.arange(outset.runs)
    return Stands(
        names=tuple(outset.actors), actors=actors, places_of_runs=runs,
        position=np.stack([actor.position for actor in actors]),
        salience=np.stack([actor.salience for actor in actors]), lower=np.stack([actor.lower for actor in actors]),
        upper=np.stack([actor.upper for actor in actors]),
        disagreement=np.stack([outset.failing(actor, runs) for actor in actors]),
        weight=np.stack([actor.weight for actor in actors]),
        stake=np.stack([actor.written_salience() for actor in actors]),
        texts=outset.world.texts,
        gamma=outset.scenario.utility.gamma,
    )  # fmt: skip
