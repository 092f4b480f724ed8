"""The text that an envoy would table at the outset, by the same rule as in the process (R7)."""

from __future__ import annotations

import numpy as np

from sim.chance.by_issue import drawn_by_issue
from sim.chance.inputs import Drawn
from sim.rules.arrays import Floats
from sim.rules.mediation import blended, compromise_text, median_text, nash_text, within_mandate
from sim.scenario.format.process import Proposal
from sim.scenario.format.scenario import Scenario
from sim.theory.of_scenario.stands import Stands

__all__ = ["first_proposal", "proposed_text"]


def first_proposal(scenario: Scenario) -> Proposal | None:
    """Give the first stage in which an envoy proposes, if there is any.

    Parameters
    ----------
    scenario
        What is asked.

    Returns
    -------
    Proposal or None

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> first_proposal(read_scenario("scenarios/theory/nash.yaml")).proposer
    'envoy'
    """
    return next((stage for stage in scenario.process if isinstance(stage, Proposal)), None)


def proposed_text(scenario: Scenario, stage: Proposal, stands: Stands, drawn: Drawn) -> Floats:
    """Write the envoy's first text from where the parties stand as the process begins.

    Parameters
    ----------
    scenario
        What is asked.
    stage
        The stage in which the envoy proposes.
    stands
        Where all actors stand.
    drawn
        The scenario's numbers run by run.

    Returns
    -------
    Floats
        The text before any consultation, ``(issues, runs)``; what moves positions before it is tabled (events,
        influence) is not in it.

    References
    ----------
    Van den Bos, J. (1991). Dutch EC Policy Making; Nash, J. (1950). Econometrica 18, 155–162.

    Examples
    --------
    >>> from sim.chance.inputs import Means
    >>> from sim.scenario.reader import read_scenario
    >>> from sim.theory.of_scenario.stands import stands_of
    >>> scenario = read_scenario("scenarios/theory/nash.yaml")
    >>> means = Means(scenario)
    >>> proposed_text(scenario, first_proposal(scenario), stands_of(scenario, means, 1), means).round(2).ravel()
    array([0.45])
    """
    at, runs = stands.places(stage.parties), stands.runs
    positions, saliences, weights = stands.position[at], stands.salience[at], stands.weight[at]
    if stage.method == "nash":
        total = weights[0] + weights[1]
        share = np.divide(weights[0], total, out=np.full(runs, 0.5), where=total > 0)
        first, second = stands.disagreement[at]
        text, _ = nash_text(positions[0], saliences[0], first, positions[1], saliences[1], second, share)
    else:
        text = (compromise_text if stage.method == "compromise" else median_text)(positions, saliences, weights)
    own = stands.position[stands.names.index(stage.proposer)]
    text = blended(text, own, drawn[f"actors.{stage.proposer}.own_view"])
    path = f"process.{stage.name}.mandate"
    least = drawn_by_issue(scenario, drawn, runs, stage.mandate, path, 0.0, "min")
    most = drawn_by_issue(scenario, drawn, runs, stage.mandate, path, 1.0, "max")
    return within_mandate(text, least, most)
