"""What could an actor have done? Each change that it could make by itself, by what it pays by its own payoff."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.questions.compare import Shift, paired_shift
from sim.questions.levers.playing import OnPlayed, Table
from sim.rules.arrays import Floats
from sim.scenario.choices import Lever, levers_of
from sim.scenario.format.scenario import Scenario

__all__ = ["SURE", "Levers", "Pulled", "adjusted", "levers"]

SURE = 0.05
"""Of the changes that are said to pay, or to cost, so many at most do nothing, in the long run of such tables."""


class Pulled(NamedTuple):
    """What one change brings the actor who makes it."""

    lever: Lever
    gain: Shift
    """Its payoff before and after, and the mean difference over the same runs with its 95 per cent interval."""
    otherwise: float
    """Share of runs that end in another outcome."""
    by_chance: float
    """The chance of so much by luck alone, with all changes of the table together."""

    @property
    def sure(self) -> bool:
        """Whether it pays, or costs, more than luck would make it in a table of so many changes."""
        return self.by_chance <= SURE


@dataclass(frozen=True)
class Levers:
    """All that one actor could do otherwise, what pays best first."""

    scenario: Scenario
    actor: str
    runs: int
    seed: int
    pulled: list[Pulled]
    impossible: list[Lever]
    """Changes that make no sound scenario, and were not played."""

    @property
    def label(self) -> str:
        """What people read of the actor."""
        return self.scenario.actors[self.actor].label or self.actor

    def summary(self) -> dict[str, object]:
        """Return all of it as plain data, as `--json` prints it."""
        return {
            "title": self.scenario.title, "scenario_hash": self.scenario.hash, "actor": self.actor,
            "runs": self.runs, "payoff": self.pulled[0].gain.before if self.pulled else None,
            "levers": [
                {
                    "choice": one.lever.choice, "label": one.lever.words, "set": one.lever.setting,
                    "gain": one.gain.difference, "low": one.gain.low, "high": one.gain.high,
                    "other_outcome": one.otherwise, "by_chance": one.by_chance, "sure": one.sure,
                }
                for one in self.pulled
            ],
            "impossible": [lever.setting for lever in self.impossible],
        }  # fmt: skip


def levers(
    scenario: Scenario, actor: str, runs: int = 512, *, seed: int = 0, workers: int = 1,
    on_played: OnPlayed | None = None,
) -> Levers:  # fmt: skip
    """Play the same runs under each change that an actor could make itself, and rank these by what they pay it.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    actor : str
        Whose changes: all that `sim.scenario.choices` calls its own choice.
    runs : int
        Runs under each change, and as the file has it: the same, with the same chance.
    seed : int
        What all chance is keyed by.
    workers : int
        Processes that play.
    on_played : callable, optional
        Is told after each change.

    Returns
    -------
    Levers
        With the chance of each gain by luck alone, adjusted for how many were tried (Benjamini & Yekutieli 2001).
        That holds however gains hang together, and here all are differences from the same runs.

    Raises
    ------
    ValueError
        If there is no such actor, or there is nothing that it could do otherwise.

    References
    ----------
    Benjamini, Y. & Yekutieli, D. (2001). The control of the false discovery rate in multiple testing under
    dependency. Annals of Statistics 29(4).

    Examples
    --------
    >>> found = levers(sim.read_scenario("scenarios/theory/romer_rosenthal.yaml"), "setter", runs=2)
    >>> found.pulled[0].lever.words, round(found.pulled[0].gain.before, 1)
    ('how much it gives with each draft: 0.01', 0.8)
    """
    own = levers_of(scenario, actor)
    if not own:
        raise ValueError(f"there is nothing that {actor} could do otherwise by itself in this scenario")
    as_coded, *changed = Table(scenario, seed, workers, on_played).play([(), *((lever,) for lever in own)], runs)
    assert as_coded is not None, "a scenario without changes is sound"
    moved, ended, impossible = [], [], []
    for lever, after in zip(own, changed, strict=True):
        if after is None:
            impossible.append(lever)
        else:
            moved.append((lever, after.payoffs[actor] - as_coded.payoffs[actor]))
            ended.append((after, float(np.mean(after.outcome != as_coded.outcome))))
    chances = adjusted([by_luck(difference) for _, difference in moved])
    found = [
        Pulled(lever, paired_shift(as_coded.payoffs[actor], after.payoffs[actor]), otherwise, chance)
        for (lever, _), (after, otherwise), chance in zip(moved, ended, chances, strict=True)
    ]
    return Levers(scenario, actor, runs, seed, sorted(found, key=lambda one: -one.gain.difference), impossible)


def by_luck(differences: Floats) -> float:
    """Return the chance of a mean at least so far from 0, if luck alone made it (two-sided, by its standard error).

    >>> by_luck(np.zeros(4)), by_luck(np.ones(4)), round(by_luck(np.array([1.0, -1.0, 1.0, 1.0])), 2)
    (1.0, 0.0, 0.32)
    """
    mean, error = float(np.mean(differences)), float(np.std(differences, ddof=1)) / math.sqrt(len(differences))
    if error == 0:
        return 1.0 if mean == 0 else 0.0
    return math.erfc(abs(mean) / error / math.sqrt(2))


def adjusted(chances: Sequence[float]) -> list[float]:
    """Return chances of luck alone, adjusted for how many are asked for at once (Benjamini & Yekutieli 2001).

    >>> [round(chance, 3) for chance in adjusted([0.01, 0.9])]
    [0.03, 1.0]
    """
    from scipy.stats import false_discovery_control

    return [float(chance) for chance in false_discovery_control(chances, method="by")] if len(chances) else []
