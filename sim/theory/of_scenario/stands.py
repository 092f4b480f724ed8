"""From a scenario to a bargaining problem: who wants what and expects what, as the process begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.chance.by_issue import drawn_by_issue, drawn_texts
from sim.chance.inputs import Drawn
from sim.rules.arrays import Counts, Floats
from sim.rules.utility import normalised_salience, utility
from sim.scenario.format.scenario import Scenario
from sim.theory.bargaining.pairs import Pair, pair
from sim.theory.bargaining.parties import Parties, parties
from sim.theory.of_scenario.expectations import disagreement_at_start

__all__ = ["Stands", "stands_of"]

_NO_POWER = 1e-9


@dataclass(frozen=True)
class Stands:
    """Where actors stand as the process begins, in every run.

    Parameters
    ----------
    names
        The actors.
    position, salience, lower, upper
        ``(actors, issues, runs)``; saliences sum to 1 over issues.
    disagreement, weight
        ``(actors, runs)``.
    texts
        The named texts, each ``(issues, runs)``.
    gamma
        Curvature of the loss.
    """

    names: tuple[str, ...]
    position: Floats
    salience: Floats
    lower: Floats
    upper: Floats
    disagreement: Floats
    weight: Floats
    texts: dict[str, Floats]
    gamma: float

    @property
    def runs(self) -> int:
        """Number of runs."""
        return int(self.position.shape[-1])

    def only(self, names: Sequence[str]) -> Stands:
        """Keep some of the actors, in the order asked for.

        Parameters
        ----------
        names : sequence of str
            Names of the actors.

        Returns
        -------
        Stands
            The same runs with those actors.
        """
        at = self.places(names)
        return replace(
            self, names=tuple(names), position=self.position[at], salience=self.salience[at], lower=self.lower[at],
            upper=self.upper[at], disagreement=self.disagreement[at], weight=self.weight[at],
        )  # fmt: skip

    def at(self, runs: Counts) -> Stands:
        """Keep some of the runs.

        Parameters
        ----------
        runs : (chosen,) int
            Places of the runs to keep.

        Returns
        -------
        Stands
            All actors in those runs.
        """
        return replace(
            self, position=self.position[..., runs], salience=self.salience[..., runs], lower=self.lower[..., runs],
            upper=self.upper[..., runs], disagreement=self.disagreement[..., runs], weight=self.weight[..., runs],
            texts={name: text[:, runs] for name, text in self.texts.items()},
        )  # fmt: skip

    def places(self, names: Sequence[str]) -> list[int]:
        """Find actors by name.

        Parameters
        ----------
        names : sequence of str
            Names of the actors.

        Returns
        -------
        list of int
            Their rows in the arrays.
        """
        return [self.names.index(name) for name in names]

    def values(self, text: Floats, names: Sequence[str]) -> Floats:
        """Say what a text ``(issues, runs)`` is worth to some of the actors, ``(names, runs)``.

        Parameters
        ----------
        text : (issues, runs)
            The text, 0 to 1 on each issue.
        names : sequence of str
            Names of the actors.

        Returns
        -------
        (names, runs)
            Utilities, 0 to 1.
        """
        places = self.places(names)
        return np.stack([utility(text, self.position[at], self.salience[at], self.gamma) for at in places])

    def problem(self, names: Sequence[str], run: int = 0) -> Parties:
        """Set some actors against each other in one run, inside their own red lines.

        Parameters
        ----------
        names : sequence of str
            Names of the actors.
        run : int
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
        )  # fmt: skip

    def pair(self, first: str, second: str) -> Pair:
        """Set two actors against each other in every run (loss in proportion to distance).

        Parameters
        ----------
        first, second : str
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


def stands_of(scenario: Scenario, drawn: Drawn, runs: int, names: Sequence[str] | None = None) -> Stands:
    """Read off a scenario where actors stand as the process begins.

    Parameters
    ----------
    scenario
        What is asked.
    drawn
        Its numbers run by run: `sim.chance.by_issue.Means`, `sim.chance.by_issue.Draws`, or a block's inputs.
    runs
        How many runs they are.
    names
        The actors; all of them if left out.

    Returns
    -------
    Stands
        With disagreement values as R2 has them in the first week, beliefs at their start and no delay yet.

    Raises
    ------
    ValueError
        If in some run nothing matters to an actor.

    References
    ----------
    Muthoo, A. (1999). Bargaining Theory with Applications, ch. 5: outside options.

    Examples
    --------
    >>> from sim.chance.inputs import Means
    >>> from sim.scenario.reader import read_scenario
    >>> scenario = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> stands_of(scenario, Means(scenario), 1, ["belgrade", "pristina"]).disagreement.round(2).ravel()
    array([0.57, 0.82])
    """
    asked = tuple(scenario.actors if names is None else names)
    texts = drawn_texts(scenario, drawn, runs)

    def block(field: str, default: float, part: str = "") -> Floats:
        rows = [
            drawn_by_issue(
                scenario, drawn, runs, getattr(scenario.actors[name], field), f"actors.{name}.{field}", default, part
            )
            for name in asked
        ]
        return np.stack(rows)

    shape = scenario.utility
    position = block("position", 0.5)
    salience = np.stack([normalised_salience(rows, shape.salience_exponent) for rows in block("salience", 0.0)])
    failing = disagreement_at_start(scenario, drawn, runs)
    return Stands(
        names=asked,
        position=position,
        salience=salience,
        lower=block("red_lines", 0.0, "min"),
        upper=block("red_lines", 1.0, "max"),
        disagreement=np.stack([failing[name] for name in asked]),
        weight=np.stack([drawn[f"actors.{name}.weight"] for name in asked]),
        texts=texts,
        gamma=shape.gamma,
    )
