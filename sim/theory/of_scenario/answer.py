"""Everything that theory says of a scenario, in one call."""

from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from sim.chance.inputs import Draws, Means
from sim.rules.arrays import Floats
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.council import Council
from sim.theory.of_scenario.bargain import Bargain, bargain
from sim.theory.of_scenario.council import Assembly, assembly_of
from sim.theory.of_scenario.council_answer import CouncilAnswer, council_answer
from sim.theory.of_scenario.outlook import Prospect, prospects
from sim.theory.of_scenario.outset import outset_of
from sim.theory.of_scenario.spread import QUANTILES, plain
from sim.theory.of_scenario.stands import Stands, stands_of

__all__ = ["Theory", "solve"]


@dataclass(frozen=True)
class Theory:
    """What theory says of a scenario."""

    scenario: Scenario
    """What was asked."""
    seed: int
    """What the draws were keyed by."""
    mean: Stands
    draws: Stands
    """Where all actors stand on the scenario's mean and on its draws."""
    prospects: list[Prospect]
    """What agreeing and failing are worth at each stage to those who decide there."""
    pairs: list[Bargain]
    """The bargain of every pair of parties."""
    everyone: Bargain | None
    """The bargain of all parties together; None where there are not more than two of them."""
    councils: list[CouncilAnswer]
    """What could pass in each council of the process."""
    assemblies: dict[str, Assembly]
    """The councils on the draws, by name, for `sim.theory.of_scenario.council_map`."""
    texts: dict[str, Floats]
    """The named texts and the envoy's first one (`proposal`) on the draws, each ``(issues, runs)``."""

    @property
    def parties(self) -> list[str]:
        """Name those whose dispute it is."""
        return self.scenario.parties

    def summary(self) -> dict[str, object]:
        """Return all of it as plain data."""
        issues = list(self.scenario.issues)
        everyone = self.everyone
        return {
            "title": self.scenario.title,
            "scenario_hash": self.scenario.hash,
            "draws": self.draws.runs,
            "seed": str(self.seed),
            "issues": issues,
            "scales": {
                name: issue.scale.as_data() if issue.scale else None for name, issue in self.scenario.issues.items()
            },
            "quantiles": list(QUANTILES),
            "disagreement": {
                name: {
                    "mean": plain(self.mean.disagreement[place, 0]),
                    "on_draws": plain(np.quantile(self.draws.disagreement[place], QUANTILES)),
                }
                for name in self.parties
                for place in self.mean.places([name])
            },
            "prospects": [one.summary() for one in self.prospects],
            "pairs": [one.summary(issues) for one in self.pairs],
            "all_parties": everyone.summary(issues) if everyone else None,
            "councils": [one.summary(issues) for one in self.councils],
        }


def solve(scenario: Scenario | str | Path, *, runs: int = 1_000, seed: int = 0) -> Theory:
    """Ask theory how a negotiation should end: solutions, win sets and power.

    Parameters
    ----------
    scenario
        What is asked, or the file that asks it.
    runs
        Draws of the scenario's numbers, the same as the first so many runs of `sim.run` draw.
    seed
        0 to 2**64 - 1.

    Returns
    -------
    Theory
        For every pair of parties and for all of them, and for every council.

    Raises
    ------
    ValueError
        If gamma is below 1 (losses are then not convex and the solutions not defined) or there is no run.

    References
    ----------
    Thomson, W. (1994), Handbook of Game Theory 2, ch. 35; Tsebelis, G. (2002). Veto Players.

    Examples
    --------
    >>> import sim.theory
    >>> found = sim.theory.solve("scenarios/theory/nash.yaml", runs=10)
    >>> found.pairs[0].mean.nash.text.round(9)
    array([0.45])
    """
    if not isinstance(scenario, Scenario):
        from sim.scenario.reader import read_scenario

        scenario = read_scenario(scenario)
    if runs < 1:
        raise ValueError(f"{runs} draws say nothing; allowed: 1 or more")
    at_mean, drawn = outset_of(scenario, Means(scenario)), outset_of(scenario, Draws(scenario, runs, seed))
    mean, draws = stands_of(at_mean), stands_of(drawn)
    proposal, drawn_proposal = (
        {} if text is None else {"proposal": text} for text in (at_mean.first_proposal(), drawn.first_proposal())
    )
    texts = {**draws.texts, **drawn_proposal}
    parties = scenario.parties
    councils = [one for one in scenario.process if isinstance(one, Council)]
    assemblies = {one.name: assembly_of(drawn, one, draws) for one in councils}
    return Theory(
        scenario=scenario, seed=seed, mean=mean, draws=draws, prospects=prospects(at_mean, drawn),
        pairs=[bargain(mean, draws, two, proposal) for two in combinations(parties, 2)],
        everyone=bargain(mean, draws, parties, proposal) if len(parties) > 2 else None,
        councils=[council_answer(assembly_of(at_mean, one, mean), assemblies[one.name], texts) for one in councils],
        assemblies=assemblies, texts=texts,
    )  # fmt: skip
