"""Exact counterfactuals: how the histories like ours would have ended, had one thing been different.

Three steps (Pearl 2009, Causality, ch. 7). Abduction: keep the runs that match what is given; their numbers stand
for all the chance in them. Action: change the scenario, from the start or from a day on. Prediction: play those
same runs again, alone, with their own chance.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.process.chronicle import Chronicle
from sim.questions.compare import Comparison
from sim.questions.condition import Conditioned, condition
from sim.questions.counterfactual.changes import changed_leaves, with_some_of
from sim.questions.counterfactual.intervention import Intervention, read_intervention
from sim.questions.counterfactual.parting import NEVER, Parting, part_anywhere, play_pairs
from sim.questions.counterfactual.replay import told_by
from sim.questions.given import GivenLike
from sim.rules.arrays import Counts
from sim.runs.ensemble import Ensemble
from sim.runs.failures import FolderFault
from sim.scenario.format.scenario import Scenario
from sim.scenario.reader import varied

__all__ = ["Counterfactual", "counterfactual"]


@dataclass(frozen=True)
class Counterfactual:
    """The matching runs as they were and as they would have been."""

    conditioned: Conditioned
    """Which runs are meant, of how many."""
    comparison: Comparison
    """Those runs before and after the change."""
    paths: Parting
    """When each run begins to differ, and by which decision."""
    intervention: Intervention | None = None
    """What changes on a day; None if the change holds from the start."""

    @property
    def runs(self) -> Counts:
        """The numbers of the runs."""
        return np.asarray(self.comparison.before.column("run"))

    @property
    def changed(self) -> Counts:
        """The numbers of the runs that end otherwise."""
        otherwise = self.comparison.before.column("outcome") != self.comparison.after.column("outcome")
        return np.asarray(self.runs[otherwise])

    def parting(self) -> dict[str, Any]:
        """Tell how soon the paths part, by the first decision that differs, and which decisions these are.

        How many runs never part, and the days by which a part of the rest has; and the day by which half of those
        have in which anything differs, were it the last digit of an offer.
        """
        decided, anything = self.paths.decided, self.paths.anything
        weeks = decided[decided != NEVER]
        calendar = self.comparison.before.scenario.calendar
        shares = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0) if len(weeks) else ()
        days = [calendar.date_of(int(np.quantile(weeks, share, method="lower"))) for share in shares]
        counted = np.unique(weeks, return_counts=True)
        return {
            "runs": len(decided),
            "never": int(np.sum(decided == NEVER)),
            "quantiles": [{"share": share, "date": str(day)} for share, day in zip(shares, days, strict=True)],
            "weeks": [{"week": int(week), "date": str(calendar.date_of(week)), "runs": int(count)}
                      for week, count in zip(*counted, strict=True)],
            "decisions": self._decisions(),
            "anything_by": str(calendar.date_of(int(np.quantile(anything[anything != NEVER], 0.5, method="lower"))))
            if (anything != NEVER).any() else None,
        }  # fmt: skip

    def _decisions(self) -> list[dict[str, Any]]:
        """List by how many runs each decision is the first that differs, the most frequent first."""
        names, counts = np.unique(self.paths.decision[self.paths.decision != ""].astype(str), return_counts=True)
        order = np.argsort(-counts, kind="stable")
        return [{"decision": str(names[place]), "runs": int(counts[place])} for place in order]

    def telling_run(self) -> int:
        """Name a run that shows the change: the first of those that moved as most of the moved ones did."""
        before, after = self.comparison.before.column("outcome"), self.comparison.after.column("outcome")
        moved = before != after
        if not moved.any():
            return int(self.runs[0])
        kinds, counts = np.unique([f"{a}>{b}" for a, b in zip(before, after, strict=True)], return_counts=True)
        stays = np.array([len(set(kind.split(">"))) == 1 for kind in kinds])
        usual = kinds[np.argmax(np.where(stays, 0, counts))]
        pairs = np.array([f"{a}>{b}" for a, b in zip(before, after, strict=True)])
        return int(self.runs[np.argmax(pairs == usual)])

    def stories(self, run: int | None = None) -> tuple[Chronicle, Chronicle]:
        """Play one run again, as it was and as it would have been, and write down every decision.

        Raises ValueError if the run is none of those that match.
        """
        number = self.telling_run() if run is None else run
        if number not in self.runs:
            raise ValueError(f"run {number} does not match what is given; one that does: {self.telling_run()}")
        before, after = self.comparison.before, self.comparison.after
        start = after.scenario if self.intervention is None else before.scenario
        return (told_by(before.scenario, before.seed, number), told_by(start, before.seed, number, self.intervention))

    def summary(self) -> dict[str, Any]:
        """Return what is printed, as plain data."""
        share, told = self.conditioned.share, self.comparison.summary()
        for row in told["outcomes"]:
            for when, side in (("before", self.comparison.before), ("after", self.comparison.after)):
                part = side.outcomes().get(row["outcome"])
                row[f"{when}_low"], row[f"{when}_high"] = (part.low, part.high) if part else (0.0, 0.0)
        return {
            **told, "given": self.conditioned.given.title,
            "from": str(self.intervention.begins) if self.intervention else None, "tried": self.conditioned.tried,
            "matching": len(self.conditioned), "share": share.share, "low": share.low, "high": share.high,
            "runs_for_enough": self.conditioned.runs_for_enough, "parting": self.parting(),
        }  # fmt: skip


def counterfactual(
    ensemble: Ensemble | Conditioned, given: GivenLike | None = None, *, settings: Sequence[str] = (),
    do: Intervention | str | Path | None = None, instead: Scenario | None = None, workers: int = 1,
) -> Counterfactual:  # fmt: skip
    """Ask what would have become of the runs that match, had one thing been different.

    Raises ScenarioFault if what is given, or the change, makes no sense for this scenario; ValueError if there is no
    change or two of them, or if no run matches.

    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=200, seed=1)
    >>> asked = counterfactual(ensemble, {"ending": "coordinated"}, settings=["actors.russia.veto=false"])
    >>> len(asked.runs) == int(sum(ensemble.column("ending") == "coordinated"))
    True
    """
    if bool(settings) + (do is not None) + (instead is not None) != 1:
        raise ValueError("a counterfactual takes settings, another scenario, or a change on a day: one of them")
    chosen = ensemble if isinstance(ensemble, Conditioned) else condition(ensemble, {} if given is None else given)
    if chosen.by_degrees is not None:
        raise ValueError("runs that were come to by degrees have numbers of their own, by which none can be played "
                         "again; condition by rejection")  # fmt: skip
    if not len(chosen):
        raise ValueError(f"none of {chosen.tried:,} runs matches what is given; "
                         f"at least {chosen.runs_for_enough:,} runs are needed")  # fmt: skip
    before, seed = chosen.ensemble.scenario, chosen.ensemble.seed
    acting = read_intervention(do, before)[0] if do is not None and not isinstance(do, Intervention) else do
    after = acting.scenario if acting is not None else instead or varied(before, settings).scenario
    first, second, paths = play_pairs(before, after, seed, chosen.runs, acting, workers)
    _replayed_as_kept(chosen, first)
    if acting is not None:
        _acts(acting, before, seed, chosen.runs, paths.anything)
    return Counterfactual(chosen, Comparison(first, second), paths, acting)


TRIED_ALONE = 1_024
"""Runs in which each of several changes is tried by itself, to see that none is without effect."""


def _acts(acting: Intervention, before: Scenario, seed: int, runs: Counts, parted: Counts) -> None:
    """Refuse a change on a day that moves nothing: what it decides is behind these runs, or nothing asks for it."""
    paths = list(changed_leaves(before, acting.scenario))
    if (parted == NEVER).all():
        idle = paths
    elif len(paths) == 1:
        idle = []
    else:
        runs = runs[:TRIED_ALONE]
        idle = _idle(acting, before, paths, lambda *sides: part_anywhere(before, seed, runs, *sides))
    if idle:
        why = "nobody asks for it"
        if acting.week:
            why = f"what it decides lies behind them, or {why}; --set changes it from the start"
        raise ValueError(f"from {acting.begins} on nothing hangs on {' and '.join(idle)} in these {len(runs):,} "
                         f"runs: {why}")  # fmt: skip


def _idle(
    acting: Intervention, before: Scenario, paths: Sequence[str],
    part: Callable[[Intervention | None, Intervention | None], bool],
) -> list[str]:  # fmt: skip
    """Name what moves nothing, neither alone nor beside all the rest; what cannot be parted is tried as one."""

    def moves(some: Sequence[str]) -> bool | None:
        alone = with_some_of(before, acting.scenario, some)
        without = with_some_of(acting.scenario, before, some)
        if alone is None and (without is None or not changed_leaves(without, acting.scenario)):
            return None  # it says nothing by itself, or only what is understood where a block says nothing of it
        return (alone is not None and part(None, replace(acting, scenario=alone))) or (
            without is not None and part(acting, replace(acting, scenario=without))
        )

    found = {path: moves([path]) for path in paths}
    bound = [path for path, moved in found.items() if moved is None]
    together = bool(bound) and moves(bound) is False
    return [path for path, moved in found.items() if moved is False or (moved is None and together)]


def _replayed_as_kept(chosen: Conditioned, replayed: Ensemble) -> None:
    """See that the runs played again are those that were chosen; results of another version may not be."""
    for name in ("run", "outcome", "ended_on"):
        if chosen.rows.column(name).to_pylist() != replayed.rows.column(name).to_pylist():
            raise FolderFault("the runs played again differ from those kept; they were made by another version: "
                              "run the scenario again")  # fmt: skip
