"""From a scenario to a bargaining problem: who wants what and expects what, as the process begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.rules.arrays import Floats
from sim.rules.beliefs import believed, prior_weights
from sim.rules.disagreement import disagreement_value
from sim.rules.utility import normalised_salience, utility
from sim.scenario.drawn import Drawn, drawn_by_issue, drawn_texts
from sim.scenario.process import Council
from sim.scenario.schema import Scenario
from sim.theory.pairs import Pair, pair
from sim.theory.parties import Parties, parties

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
        """Keep some of the actors, in the order asked for."""
        at = self.places(names)
        return replace(
            self, names=tuple(names), position=self.position[at], salience=self.salience[at], lower=self.lower[at],
            upper=self.upper[at], disagreement=self.disagreement[at], weight=self.weight[at],
        )  # fmt: skip

    def places(self, names: Sequence[str]) -> list[int]:
        """Find actors by name."""
        return [self.names.index(name) for name in names]

    def values(self, text: Floats, names: Sequence[str]) -> Floats:
        """Say what a text ``(issues, runs)`` is worth to some of the actors, ``(names, runs)``."""
        places = self.places(names)
        return np.stack([utility(text, self.position[at], self.salience[at], self.gamma) for at in places])

    def problem(self, names: Sequence[str], run: int = 0) -> Parties:
        """Set some actors against each other in one run, inside their own red lines.

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
        """Set two actors against each other in every run (loss in proportion to distance)."""
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
        Its numbers run by run: `sim.scenario.drawn.Means`, `sim.scenario.drawn.Draws`, or a block's inputs.
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
    >>> from sim.scenario.drawn import Means
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
    values = _Values(scenario, drawn, runs, texts)
    return Stands(
        names=asked,
        position=position,
        salience=salience,
        lower=block("red_lines", 0.0, "min"),
        upper=block("red_lines", 1.0, "max"),
        disagreement=np.stack(
            [values.disagreement(name, position[at], salience[at]) for at, name in enumerate(asked)]
        ),
        weight=np.stack([drawn[f"actors.{name}.weight"] for name in asked]),
        texts=texts,
        gamma=shape.gamma,
    )


@dataclass(frozen=True)
class _Values:
    """What failure is worth to an actor, by the numbers of the scenario alone (R2 in the first week)."""

    scenario: Scenario
    drawn: Drawn
    runs: int
    texts: dict[str, Floats]

    def disagreement(self, name: str, position: Floats, salience: Floats) -> Floats:
        """Weigh what may follow, ``(runs,)``."""

        def worth(text: Floats) -> Floats:
            return utility(text, position, salience, self.scenario.utility.gamma)

        expected = self.scenario.expected_text
        on_table = self.texts[expected] if expected else np.full(position.shape, 0.5)
        declaration, status_quo = (
            self._fallback(name, which, worth(self.texts[text]) if text else np.zeros(self.runs))
            for which in ("declaration", "status_quo")
            for text in (self._text_of(name, which),)
        )
        return disagreement_value(
            self._believes(name, "block"), self._believes(name, "backing"), worth(on_table), declaration, status_quo
        )

    def _text_of(self, name: str, which: str) -> str | None:
        """Name the text of a fallback; without one that of the status quo, without that the Council's."""
        fallback = self.scenario.actors[name].fallback
        if fallback is not None:
            said = getattr(fallback, which) or fallback.status_quo
            return said.text if said else None
        return next((stage.status_quo for stage in self.scenario.process if isinstance(stage, Council)), None)

    def _fallback(self, name: str, which: str, worth: Floats) -> Floats:
        fallback = self.scenario.actors[name].fallback
        if fallback is None:
            return worth
        if fallback.value is not None:
            return self.drawn[f"actors.{name}.fallback.value"]
        said = which if getattr(fallback, which) is not None else "status_quo"
        return worth + self.drawn[f"actors.{name}.fallback.{said}.premium"]

    def _believes(self, name: str, about: str) -> Floats:
        councils = [stage for stage in self.scenario.process if isinstance(stage, Council)]
        if about == "block" and councils and not any(self._can_be_blocked(council) for council in councils):
            return np.zeros(self.runs)
        if getattr(self.scenario.actors[name].beliefs, about) is None:
            return np.full(self.runs, 1.0 if about == "block" else 0.0)
        path = f"actors.{name}.beliefs.{about}"
        return np.asarray(believed(*prior_weights(self.drawn[f"{path}.chance"], self.drawn[f"{path}.weight"])))

    def _can_be_blocked(self, council: Council) -> bool:
        return any(self.scenario.actors[seat].veto for seat in council.seats if seat not in council.sponsors)
