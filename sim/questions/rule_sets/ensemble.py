"""Runs under every choice of rules that a scenario declares: an ensemble of models, weighed by what the file says.

The same run draws the same numbers and meets the same luck under each choice, as far as the choice asks for the same
streams. So what differs is the rules, and the weighted share is known better than from runs of their own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.questions.bands import AS_WRITTEN, Bands, Pair, bands_of, ended_so, labels_of_rules, under_each_rule
from sim.questions.measures import OUTCOME, Column, values_of
from sim.questions.rule_sets.kept import home_of, keep_bands, keep_rules, kept_bands, without_bands
from sim.runs.counts import Totals
from sim.runs.ensemble import DroppedRows, Ensemble
from sim.runs.failures import FolderFault, StoppedShort
from sim.runs.intervals import Z_95, Interval
from sim.runs.play import play, tasks_for
from sim.runs.run import run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from sim.rules.arrays import Floats
    from sim.runs.block import BlockResult
    from sim.scenario.format.scenario import Scenario
    from sim.scenario.text.tree import Node

__all__ = ["MOST_PAIRS", "Ended", "UnderRules", "run_rules", "weighted_share"]

MOST_PAIRS = 2_048
"""So many runs at most are played again with other luck under each choice, unless told otherwise."""


@dataclass(frozen=True)
class Ended:
    """How runs ended, in little room."""

    names: tuple[str, ...]
    places: npt.NDArray[np.int16]
    """Of each run the place of its outcome among the names, ``(runs,)``."""

    @classmethod
    def of(cls, names: tuple[str, ...], words: Column) -> Ended:
        """Note how runs ended."""
        places = np.full(len(words), -1, dtype=np.int16)
        for place, name in enumerate(names):
            places[np.asarray(words == name)] = place
        return cls(names, places)

    def flags(self, name: str) -> Floats:
        """Return 1 where a run ended so, ``(runs,)``."""
        return np.asarray(self.places == self.names.index(name), dtype=float)


@dataclass(frozen=True)
class UnderRules:
    """Runs of a scenario under each choice of rules."""

    scenario: Scenario
    ensembles: dict[str, Ensemble]
    """The runs under each choice, the first as the file is written; without rows where these were not kept."""
    ended: dict[str, Ended]
    """How each run ended, under each choice."""
    weights: dict[str, float]
    """How much each choice weighs; they add up to one."""
    bands: Bands

    @property
    def labels(self) -> dict[str, str]:
        """What people read for each choice."""
        return labels_of_rules(self.scenario)

    def outcomes(self) -> dict[str, Interval]:
        """Return the weighted share of each outcome with its 95 per cent interval, which is about luck alone."""
        weights = np.array(list(self.weights.values()))
        return {
            name: weighted_share(np.stack([ended.flags(name) for ended in self.ended.values()]), weights)
            for name in self.scenario.outcome_labels
        }

    def summary(self) -> dict[str, object]:
        """Return all of it as plain data, as `--json` prints it."""
        labels, outcomes = self.scenario.outcome_labels, self.outcomes()
        return {
            "choices": [
                {"choice": name, "label": self.labels[name], "weight": self.weights[name],
                 "scenario_hash": found.scenario.hash, "runs": len(found),
                 "outcomes": {outcome: part._asdict() for outcome, part in found.outcomes().items()}}
                for name, found in self.ensembles.items()
            ],
            "weighted": [
                {"outcome": name, "label": labels[name], **part._asdict()} for name, part in outcomes.items()
            ],
        }  # fmt: skip


def weighted_share(ended: Floats, weights: Floats) -> Interval:
    """Return the weighted share of an outcome over choices of rules, with its 95 per cent interval.

    The runs of one number are taken together, since they draw the same numbers under each choice. No interval is
    narrower than the rule of three has it to each side (Hanley & Lippman-Hand 1983).

    Parameters
    ----------
    ended : (choices, runs)
        1 where a run ended so.
    weights : (choices,)
        How much each choice weighs.

    Returns
    -------
    Interval

    Examples
    --------
    >>> weighted_share(np.array([[1.0, 1.0, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0]]), np.array([1.0, 1.0])).share
    0.75
    """
    runs = ended.shape[1]
    each = (weights / weights.sum()) @ ended
    share = float(each.mean())
    half = Z_95 * float(each.std(ddof=1)) / math.sqrt(runs) if runs > 1 else 1.0
    half = max(half, 3 / runs)
    return Interval(share, max(0.0, share - half), min(1.0, share + half))


def run_rules(
    scenario: Scenario, runs: int = 1_000, *, keep: Path | None = None, pairs: int | None = None, seed: int = 0,
    workers: int = 1, cluster: str | None = None, resume: bool = False, store_inputs: bool = False,
    root: Node | None = None,
    on_block: Callable[[BlockResult], None] | None = None, on_found: Callable[[int], None] | None = None,
) -> UnderRules:  # fmt: skip
    """Play a scenario under every choice of rules that it declares.

    Parameters
    ----------
    scenario : Scenario
        What is asked, with its `rules`.
    runs : int
        Runs under each choice.
    keep : Path, optional
        A results folder: it holds the runs of the file as it is, `rules/NAME` those of each other choice,
        `rules.json` which is which with their weights, and `bands.json` the three bands.
    pairs : int, optional
        How many of the runs are played again with other luck, for the bands; at most `MOST_PAIRS` if left out.
    seed, workers, cluster, resume, store_inputs, on_block, on_found
        As for `sim.run`.
    root : Node, optional
        The tree that the scenario was read from; with it faults of `rules` have their line.

    Returns
    -------
    UnderRules

    Raises
    ------
    ScenarioFault
        If a choice of rules makes no sound scenario.
    FolderFault, StoppedShort, Interrupted
        As for `sim.run`; what is kept is gone on with.
    ValueError
        If the file declares no other rules, or more pairs than runs are asked for.

    Examples
    --------
    >>> squared = "rules={g: {weight: 3, set: {utility.gamma: 2}}}"
    >>> both = sim.read_scenario("scenarios/kosovo/five_actors.yaml", [squared])
    >>> found = run_rules(both, 8, seed=1)
    >>> found.weights, len(found.ensembles["g"])
    ({'as written': 0.25, 'g': 0.75}, 8)
    """
    if not scenario.rules:
        raise ValueError("the file declares no other rules; `rules:` in it names them, see docs/how_to/ask_why.md")
    pairs = min(runs, MOST_PAIRS) if pairs is None else pairs
    if pairs > runs:
        raise ValueError(f"{pairs} pairs are more than the {runs} runs that they are made of; allowed: up to {runs}")
    choices = under_each_rule(scenario, root)
    names = tuple(scenario.outcome_labels)
    ensembles, ended = {}, {}
    for name, (_, choice) in choices.items():
        if keep is None:
            ensembles[name], ended[name] = _counted(choice, names, runs, seed, workers, cluster, on_block)
        else:
            ensembles[name] = run(choice, runs, keep=home_of(keep, name), seed=seed, workers=workers, cluster=cluster,
                                  resume=resume, store_inputs=store_inputs, on_block=on_block,
                                  on_found=on_found)  # fmt: skip
            ended[name] = Ended.of(names, ensembles[name].column(OUTCOME))
    _see_that_none_failed(ensembles, keep)
    weights = {name: weight for name, (weight, _) in choices.items()}
    found = _kept(keep, ensembles[AS_WRITTEN], pairs)
    if found is None:
        played: dict[str, Pair] = {}
        with without_bands(keep):
            for name, (_, choice) in choices.items():
                first = {outcome: ended[name].flags(outcome)[:pairs] for outcome in names}
                played[name] = first, ended_so(choice, scenario, pairs, seed, workers, cluster, other_luck=True)
        found = bands_of(scenario, played, weights, pairs, seed)
    whole = sum(weights.values())
    under = UnderRules(scenario, ensembles, ended, {name: part / whole for name, part in weights.items()}, found)
    if keep is not None:
        keep_bands(keep, found)
        keep_rules(keep, weights, ensembles, under.outcomes())
    return under


def _counted(
    choice: Scenario, names: tuple[str, ...], runs: int, seed: int, workers: int, cluster: str | None,
    on_block: Callable[[BlockResult], None] | None,
) -> tuple[Ensemble, Ended]:  # fmt: skip
    """Play runs of which nothing is kept but how they ended."""
    totals, words = Totals.nothing(choice), []
    for part in play(choice, tasks_for(runs), seed=seed, workers=workers, cluster=cluster, on_block=on_block):
        totals += part.totals
        words.append(values_of(part.rows, OUTCOME))
    ended = Ended.of(names, np.concatenate(words))
    return Ensemble(choice, seed, DroppedRows(totals.runs), totals.standing, totals), ended


def _see_that_none_failed(ensembles: Mapping[str, Ensemble], keep: Path | None) -> None:
    """Weigh nothing where runs are missing under some choice of rules and there under another."""
    failed = {name: len(found.failures) for name, found in ensembles.items() if found.failures}
    if failed:
        where = ", ".join(f"{home_of(keep or Path(), name)}: {count} failed" for name, count in failed.items())
        raise StoppedShort(f"{where}; the rest is kept and not weighed, the same command with --resume goes on")


def _kept(keep: Path | None, ensemble: Ensemble, pairs: int) -> Bands | None:
    """Return the bands that the folder holds already, if they are these."""
    if keep is None or ensemble.home is None:
        return None
    try:
        found = kept_bands(ensemble)
    except FolderFault:
        return None
    return found if found is not None and found.pairs == pairs and len(found.bands[0].by_rules) > 1 else None
