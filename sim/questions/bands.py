"""How sure one may be of a share: three bands, for luck, for the coded numbers and for the rules.

An ensemble's interval is about luck alone, and more runs make it as narrow as one likes. What the coding does is seen
from pairs of runs with the same drawn numbers and other luck; what the rules do, from the same runs under each choice
of rules that the scenario declares. Of an outcome that comes about or not, these are parts of one variance::

    p(1 - p)  =  luck  +  coding  +  rules
              =  E[q(1 - q)]  +  E[Var(q given the rules)]  +  Var(E[q given the rules])

where q is the share of an outcome given the drawn numbers and the rules, and p its mean.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.chance.streams import BLOCK_RUNS, Streams
from sim.questions.sensitivity.by_design import ScenarioFunction, drawn_paths
from sim.questions.worlds import under
from sim.runs.intervals import Interval, wilson
from sim.scenario.faults import Fault, ScenarioFault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.rules.arrays import Floats
    from sim.scenario.format.scenario import Scenario
    from sim.scenario.text.tree import Node

__all__ = ["AS_WRITTEN", "CODINGS", "Band", "Bands", "Pair", "Parts", "as_drawn", "bands", "bands_of", "coding_band",
           "coding_quantiles", "ended_so", "labels_of_rules", "parts_of_variance", "told_from_none",
           "under_each_rule"]  # fmt: skip

Pair = tuple["Mapping[str, Floats]", "Mapping[str, Floats]"]
"""Of each outcome 1 where a run ended so, ``(pairs,)``: runs, and those of the same numbers with other luck."""

AS_WRITTEN = "as written"
"""What the rules of the file itself are called among the choices; no name in a file has a space."""

NOTHING_DRAWN = ""
"""The path of no number, which says how many runs there are where a file draws none."""

CODINGS = 0.90
"""How many of all sets of coded numbers the band of the coding holds."""


class Parts(NamedTuple):
    """What share of an outcome's variance comes from where; they add up to one."""

    luck: float
    coding: float
    rules: float


@dataclass(frozen=True)
class Band:
    """How sure one may be of the share of one outcome."""

    outcome: str
    share: Interval
    """The share under the rules of the file with its 95 per cent interval, which is about luck alone."""
    coding: tuple[float, float]
    """Between which shares nine of ten sets of coded numbers lie, under the rules of the file."""
    by_rules: dict[str, float]
    """The share under each choice of rules."""
    parts: Parts | None
    """Where the variance comes from; nothing for an outcome that always or never came about."""

    @property
    def rules(self) -> tuple[float, float]:
        """The lowest and the highest share under any choice of rules."""
        return min(self.by_rules.values()), max(self.by_rules.values())


@dataclass(frozen=True)
class Bands:
    """The three bands of every outcome of a scenario."""

    scenario: Scenario
    pairs: int
    """Pairs of runs under each choice of rules."""
    seed: int
    labels: dict[str, str]
    """The choices of rules with what people read; the first is the file as it is."""
    bands: list[Band]

    def labels_of_outcomes(self) -> dict[str, str]:
        """Return what people read for each outcome; the one of the record is marked."""
        record = self.scenario.record
        happened = record.outcome if record is not None else None
        labels = self.scenario.outcome_labels
        return {name: f"{label} (what happened)" if name == happened else label for name, label in labels.items()}

    def summary(self) -> dict[str, object]:
        """Return all of it as plain data, as `--json` prints it."""
        return {
            "title": self.scenario.title,
            "scenario_hash": self.scenario.hash,
            "pairs": self.pairs,
            "coding_told_from": told_from_none(self.pairs),
            "rules": self.labels,
            "outcomes": [
                {
                    "outcome": band.outcome, "share": band.share.share, "luck": [band.share.low, band.share.high],
                    "coding": list(band.coding), "rules": list(band.rules), "by_rules": band.by_rules,
                    "parts": band.parts._asdict() if band.parts else None,
                }
                for band in self.bands
            ],
        }  # fmt: skip


def bands(
    scenario: Scenario, pairs: int = 2_048, *, seed: int = 0, workers: int = 1, cluster: str | None = None,
    on_rules: Callable[[int, int], None] | None = None, root: Node | None = None,
) -> Bands:  # fmt: skip
    """Play pairs of runs under every choice of rules, and tell luck, coding and rules apart.

    Parameters
    ----------
    scenario : Scenario
        What is asked, with the choices that its `rules` declare.
    pairs : int
        Pairs of runs under each choice: both with the same drawn numbers, each with its own luck. The first of each
        pair is the run that an ensemble of the same seed plays.
    seed : int
        What all chance is keyed by.
    workers : int
        Processes that play.
    cluster : str, optional
        Address of a Dask scheduler whose workers play.
    on_rules : callable, optional
        Is told after each choice how many are done, of how many.
    root : Node, optional
        The tree that the scenario was read from; with it faults of `rules` have their line.

    Returns
    -------
    Bands
        One band an outcome, in the order of the file.

    Raises
    ------
    ScenarioFault
        If a choice of rules makes no sound scenario.

    References
    ----------
    Saltelli, A. et al. (2008). Global Sensitivity Analysis: The Primer, ch. 4. Draper, D. (1995), "Assessment and
    Propagation of Model Uncertainty", Journal of the Royal Statistical Society B 57(1).

    Examples
    --------
    >>> found = bands(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), pairs=64)
    >>> round(sum(found.bands[0].parts), 9) if found.bands[0].parts else 1.0
    1.0
    """
    choices = under_each_rule(scenario, root)
    played: dict[str, Pair] = {}
    for done, (name, (_, choice)) in enumerate(choices.items(), start=1):
        played[name] = (
            ended_so(choice, scenario, pairs, seed, workers, cluster),
            ended_so(choice, scenario, pairs, seed, workers, cluster, other_luck=True),
        )
        if on_rules is not None:
            on_rules(done, len(choices))
    weights = {name: weight for name, (weight, _) in choices.items()}
    return bands_of(scenario, played, weights, pairs, seed)


def ended_so(
    choice: Scenario,
    scenario: Scenario,
    runs: int,
    seed: int,
    workers: int = 1,
    cluster: str | None = None,
    *,
    other_luck: bool = False,
) -> dict[str, Floats]:
    """Play the first runs of a seed under a choice of rules, and tell of each outcome of a scenario which ended so.

    With other luck the runs draw the same numbers, and everything else anew.
    """
    evaluate = ScenarioFunction(choice, list(scenario.outcome_labels), seed, workers, cluster)
    return evaluate(as_drawn(choice, seed, runs) or {NOTHING_DRAWN: np.zeros(runs)}, other_luck)


def bands_of(
    scenario: Scenario, played: Mapping[str, Pair], weights: Mapping[str, float], pairs: int, seed: int
) -> Bands:
    """Return the bands that pairs of runs make, under each choice of rules, the first as the file is written."""
    weighed = np.array(list(weights.values()))
    found = []
    for outcome in scenario.outcome_labels:
        first = np.array([one[outcome] for one, _ in played.values()])
        second = np.array([other[outcome] for _, other in played.values()])
        shares, between = _moments(first, second)
        found.append(
            Band(
                outcome,
                _by_luck(float(shares[0]), float(between[0]), pairs),
                coding_band(float(shares[0]), float(between[0])),
                dict(zip(played, shares.tolist(), strict=True)),
                parts_of_variance(first, second, weighed),
            )
        )
    return Bands(scenario, pairs, seed, labels_of_rules(scenario), found)


def labels_of_rules(scenario: Scenario) -> dict[str, str]:
    """Return what people read for each choice of rules; the first is the file as it is."""
    others = {name: choice.label or name.replace("_", " ") for name, choice in scenario.rules.items()}
    return {AS_WRITTEN: "as the file has them"} | others


def _by_luck(share: float, between: float, pairs: int) -> Interval:
    """Return a share with its interval: two runs of the same numbers tell less than two of different ones."""
    most = share * (1 - share)
    runs = round(2 * pairs * (most / (most + between) if most > 0 else 1.0))
    _, low, high = wilson(round(share * runs), runs)
    return Interval(share, low, high)


def under_each_rule(scenario: Scenario, root: Node | None = None) -> dict[str, tuple[float, Scenario]]:
    """Return the scenario under each choice of rules with its weight; first as it is written.

    With the tree that the scenario was read from, faults have their line. Raises ScenarioFault if a choice makes no
    sound scenario, or sets nothing otherwise.

    >>> list(under_each_rule(sim.read_scenario("scenarios/kosovo/baseline.yaml")))[:2]
    ['as written', 'squared_loss']
    """
    found = {AS_WRITTEN: (1.0, scenario)}
    for name, choice in scenario.rules.items():
        at = f"rules.{name}.set"
        block, world = under(scenario, at, choice.set, root)
        if world.hash == scenario.hash:
            raise ScenarioFault([Fault(block.at, at, "all of this is as the file has it already", "another value")])
        found[name] = choice.weight, world
    return found


def as_drawn(scenario: Scenario, seed: int, runs: int) -> dict[str, Floats]:
    """Return the uniform numbers that an ensemble of the same seed draws its numbers by, ``(runs,)`` each.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> as_drawn(five, 0, 3)["actors.russia.blocking_cost"].shape
    (3,)
    """
    blocks = [Streams(seed, block) for block in range(-(-runs // BLOCK_RUNS))]
    return {
        path: np.concatenate([streams.uniform("input", path) for streams in blocks])[:runs]
        for path in drawn_paths(scenario)
    }


def _moments(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """Return the share under each choice of rules, and how much it varies from coding to coding, ``(choices,)``."""
    shares = (first.mean(axis=1) + second.mean(axis=1)) / 2
    between = (first * second).mean(axis=1) - shares**2
    return shares, np.maximum(between, 0.0)


def parts_of_variance(first: Floats, second: Floats, weights: Floats) -> Parts | None:
    """Take the variance of an outcome apart.

    Parameters
    ----------
    first, second : (choices, pairs)
        1 where a run ended so, 0 where not: the same drawn numbers in both, with other luck.
    weights : (choices,)
        How much each choice of rules weighs.

    Returns
    -------
    Parts or None
        Shares of the whole; nothing where nothing varies.

    Examples
    --------
    Two codings that decide all, and two rules that decide nothing:

    >>> sure = np.array([[0.0, 1.0], [0.0, 1.0]])
    >>> parts_of_variance(sure, sure, np.ones(2))
    Parts(luck=0.0, coding=1.0, rules=0.0)
    """
    weights = weights / weights.sum()
    shares, between = _moments(first, second)
    mean = float(weights @ shares)
    whole = mean * (1 - mean)
    if whole <= 0:
        return None
    coding = float(weights @ np.minimum(between, shares * (1 - shares)))
    rules = float(weights @ (shares - mean) ** 2)
    return Parts(max(0.0, 1 - (coding + rules) / whole), coding / whole, rules / whole)


def coding_band(share: float, between: float) -> tuple[float, float]:
    """Return between which shares most sets of coded numbers lie.

    The shares of all sets are taken to follow the beta distribution that has their mean and variance.

    Parameters
    ----------
    share : float
        Their mean.
    between : float
        Their variance.

    Returns
    -------
    pair of float
        The quantiles that hold `CODINGS` of them in their middle.

    References
    ----------
    Johnson, Kotz & Balakrishnan (1995), Continuous Univariate Distributions 2, ch. 25: the beta distribution by
    moments.

    Examples
    --------
    >>> tuple(round(bound, 3) for bound in coding_band(0.5, 1 / 12))
    (0.05, 0.95)
    >>> coding_band(0.25, 0.0)
    (0.25, 0.25)
    """
    low, high = coding_quantiles(share, between, ((1 - CODINGS) / 2, (1 + CODINGS) / 2))
    return low, high


def told_from_none(pairs: int) -> float:
    """Return how wide the band of the coding must be at least, at a share of a half, to be told from none.

    Of codings that do nothing, the correlation between the runs of a pair is 0 but for chance, with a standard error
    of one over the square root of the pairs (Fisher 1915); one in twenty passes 1.645 of these.

    >>> round(told_from_none(256), 2), round(told_from_none(16_384), 2)
    (0.53, 0.19)
    """
    low, high = coding_band(0.5, 0.25 * 1.645 / math.sqrt(pairs))
    return high - low


def coding_quantiles(share: float, between: float, levels: Sequence[float]) -> list[float]:
    """Return below which shares such parts of all sets of coded numbers lie; see `coding_band`.

    >>> [round(value, 2) for value in coding_quantiles(0.5, 1 / 12, (0.25, 0.5, 0.75))]
    [0.25, 0.5, 0.75]
    """
    from scipy.special import betaincinv  # what scipy.stats would call, which takes a second to import

    most = share * (1 - share)
    if between <= 1e-12 or most <= 0:
        return [share] * len(levels)
    strength = max(most / between - 1, 1e-6)
    return [float(betaincinv(share * strength, (1 - share) * strength, level)) for level in levels]
