"""Which run is typical: nearest to the middle in when it ended, in what it came to for each, and in who followed."""

import numpy as np

from sim.rules.arrays import Counts, Flags, Floats
from sim.runs.ensemble import Ensemble
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.recognition import Recognition
from sim.views.columns import ENDED_WEEK, OUTCOME, RUN, recognitions_at_last, utility

__all__ = ["rule_of", "typical_of"]


def rule_of(scenario: Scenario) -> str:
    """Say what makes a run of a scenario typical, for captions.

    >>> rule_of(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))
    'nearest to the median in when it ended and in what the end is worth to each party'
    """
    worth = "in what the end is worth to each party"
    if _recognitions(scenario):
        return f"nearest to the median in when it ended, {worth} and in how many recognise"
    return f"nearest to the median in when it ended and {worth}"


def _recognitions(scenario: Scenario) -> list[str]:
    return [recognitions_at_last(stage) for stage in scenario.process if isinstance(stage, Recognition)]


def typical_of(ensemble: Ensemble, outcome: str, among: Flags | None = None) -> int:
    """Return the number of the run of an outcome that is nearest to the median; of equals the first.

    Near is by the sum of distances, each in units of the middle half of the runs, so that no scale weighs more.

    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=50, seed=1)
    >>> run = typical_of(ensemble, "coordinated_declaration")
    >>> str(ensemble.column("outcome")[run])
    'coordinated_declaration'
    """
    kept: Flags = ensemble.column(OUTCOME) == outcome
    if among is not None:
        kept = kept & among
    runs: Counts = ensemble.column(RUN)[kept]
    if not len(runs):
        raise ValueError(f"no run ended in {outcome}")
    parties = ensemble.scenario.parties
    named = [ENDED_WEEK, *(utility(name) for name in parties), *_recognitions(ensemble.scenario)]
    columns = [ensemble.column(name)[kept] for name in named]
    return int(runs[np.argmin(sum(_apart(np.asarray(column, dtype=np.float64)) for column in columns))])


def _apart(values: Floats) -> Floats:
    """Return how far each value is from the median, in units of the middle half."""
    low, middle, high = np.percentile(values, [25, 50, 75])
    return np.asarray(np.abs(values - middle) / (high - low if high > low else 1.0))
