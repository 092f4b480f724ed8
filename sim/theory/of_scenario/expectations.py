"""What actors expect without an agreement, as the process begins: beliefs at their start, no delay yet."""

from __future__ import annotations

import mesa
import numpy as np

from sim.actors.cast import cast
from sim.actors.world import Setting
from sim.chance.inputs import Drawn
from sim.rules.arrays import Floats
from sim.scenario.format.scenario import Scenario

__all__ = ["disagreement_at_start"]


class _Chance:
    """Chance as a set of drawn numbers has it: one draw a name, whatever the week."""

    def __init__(self, drawn: Drawn) -> None:
        self.drawn = drawn

    def uniform(self, name: str, week: int | None = None, rows: int | None = None) -> Floats:
        """Draw under a name, ``(runs,)`` or ``(rows, runs)``."""
        drawn = self.drawn.uniform(name)
        return drawn if rows is None else np.broadcast_to(drawn, (rows, *drawn.shape))


def disagreement_at_start(scenario: Scenario, drawn: Drawn, runs: int) -> dict[str, Floats]:
    """Ask every actor what failing in the first stage is worth to it (R2).

    Parameters
    ----------
    scenario
        What is asked.
    drawn
        Its numbers run by run.
    runs
        How many runs.

    Returns
    -------
    dict of str to (runs,)
        Value of disagreement on the scale of each actor's utility.

    References
    ----------
    Muthoo, A. (1999). Bargaining Theory with Applications, ch. 5: outside options.

    Examples
    --------
    >>> from sim.chance.inputs import Means
    >>> from sim.scenario.reader import read_scenario
    >>> scenario = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> found = disagreement_at_start(scenario, Means(scenario), 1)
    >>> bool(found["pristina"] > found["belgrade"])
    True
    """
    setting = Setting(scenario, _Chance(drawn), drawn, runs)  # type: ignore[arg-type]
    actors = cast(mesa.Model(rng=0), setting)
    everybody = np.arange(runs)
    first = next((stage.name for stage in scenario.process if not (stage.stands_beside or stage.follows_up)), None)
    if first is None:
        return {name: actor.in_force(everybody) for name, actor in actors.items()}
    return {name: actor.failing(first, everybody) for name, actor in actors.items()}
