"""What actors expect without an agreement, as the process begins: beliefs at their start, no delay yet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.chance.inputs import Drawn
from sim.rules.arrays import Floats
from sim.rules.beliefs import believed, prior_weights
from sim.rules.disagreement import disagreement_value
from sim.rules.utility import utility
from sim.scenario.format.process import Council
from sim.scenario.format.scenario import Scenario

__all__ = ["Expectations"]


@dataclass(frozen=True)
class Expectations:
    """What failure is worth to actors by the numbers of the scenario alone (R2).

    Parameters
    ----------
    scenario
        What is asked.
    drawn
        Its numbers run by run.
    runs
        How many runs.
    texts
        The named texts, each ``(issues, runs)``.

    References
    ----------
    Muthoo, A. (1999). Bargaining Theory with Applications, ch. 5: outside options.
    """

    scenario: Scenario
    drawn: Drawn
    runs: int
    texts: dict[str, Floats]

    def disagreement(self, name: str, position: Floats, salience: Floats) -> Floats:
        """Weigh what may follow, ``(runs,)``.

        Parameters
        ----------
        name : str
            Name of the actor.
        position : (issues, runs)
            Its ideal point.
        salience : (issues, runs)
            Its saliences, which sum to 1 over issues.

        Returns
        -------
        (runs,)
            Value of disagreement on the scale of its utility, by rule R2 at the start of the process.
        """

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
