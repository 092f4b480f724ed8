"""How good agreements are: what both parties left on the table, and how far from Nash's solution they ended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.rules.arrays import sum_over_first
from sim.rules.utility import RED_LINE_TOLERANCE
from sim.scenario.format.columns import NASH, PARETO, bargainers
from sim.theory.bargaining.pairs import distance_of_pair, nash_of_pair
from sim.theory.of_scenario.outset import outset_of
from sim.theory.of_scenario.stands import Stands, stands_of

if TYPE_CHECKING:
    from sim.model import StatusTalks
    from sim.rules.arrays import Floats

__all__ = ["distances_of"]


def distances_of(model: StatusTalks) -> dict[str, Floats]:
    """Measure the agreements of a block that has been played, by column.

    ``distance.pareto``
        What both could gain at once over the agreement, in utility, inside both red lines: 0 if it is efficient.
    ``distance.nash``
        How far the agreement is from the Nash point, as the straight line between both sides' utilities.

    Both parties are taken as they stand when the process begins, with the disagreement values of that time, as
    `sim theory` takes them. An agreement beyond a red line (waived in private) is measured without red lines. NaN in
    runs without an agreement, and the second also where there is nothing to agree on.

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(3))
    >>> _ = model.run()
    >>> sorted(distances_of(model))
    ['distance.nash', 'distance.pareto']
    """
    parties = bargainers(model.case)
    if parties is None:
        return {}
    runs = model.world.runs
    columns = {name: np.full(runs, np.nan) for name in (PARETO.name, NASH.name)}
    agreed = np.flatnonzero(model.world.consent == 1)
    if agreed.size:
        text = model.world.on_table[:, agreed]
        begun = stands_of(outset_of(model.case, model.world.inputs, parties))
        stands = _as_agreed(begun.at(agreed), text)
        two, have = stands.pair(*parties), stands.values(text, parties)
        first, second = stands.disagreement
        nash, _ = nash_of_pair(two, first, second, _share(stands.weight))
        columns[PARETO.name][agreed] = np.maximum(distance_of_pair(two, have[0], have[1]), 0.0)
        columns[NASH.name][agreed] = np.sqrt(sum_over_first((have - stands.values(nash, parties)) ** 2))
    return columns


def _as_agreed(stands: Stands, text: Floats) -> Stands:
    """Lift the red lines in runs whose text lies beyond one of them."""
    beyond = (text < stands.lower - RED_LINE_TOLERANCE) | (text > stands.upper + RED_LINE_TOLERANCE)
    waived = beyond.any(axis=(0, 1))
    return replace(stands, lower=np.where(waived, 0.0, stands.lower), upper=np.where(waived, 1.0, stands.upper))


def _share(weight: Floats) -> Floats:
    total = weight[0] + weight[1]
    return np.asarray(np.divide(weight[0], total, out=np.full(total.shape, 0.5), where=total > 0))
