"""The band of rules of a conditioned share: which runs match, and how they end, under each choice of rules.

Bands of all runs say nothing of those that match. Under other rules other runs match, so that the same condition is
asked of the runs under each choice, where a folder keeps these. What the coded numbers do to a conditioned share is
not estimated: in pairs of runs that both match, numbers count more that lead to a match, than in the runs that match.
"""

from dataclasses import dataclass

from sim.questions.bands import AS_WRITTEN, labels_of_rules
from sim.questions.condition import Conditioned, condition
from sim.questions.rule_sets.kept import kept_rules
from sim.runs.ensemble import Ensemble

__all__ = ["MatchingRules", "matching_under_rules"]


@dataclass(frozen=True)
class MatchingRules:
    """The runs that match under each choice of rules."""

    chosen: dict[str, Conditioned]
    """The first is the file as it is."""

    @property
    def labels(self) -> dict[str, str]:
        """What people read for each choice."""
        return labels_of_rules(self.chosen[AS_WRITTEN].ensemble.scenario)

    def band(self, outcome: str) -> tuple[float, float] | None:
        """Return the lowest and the highest share among the runs that match under any choice; None if none match."""
        shares = [one.outcomes()[outcome].share for one in self.chosen.values() if len(one)]
        return (min(shares), max(shares)) if shares else None

    def summary(self) -> list[dict[str, object]]:
        """Return all of it as plain data, as `--json` prints it."""
        return [
            {
                "rules": name, "label": self.labels[name], "tried": one.tried, "matching": len(one),
                "outcomes": {outcome: part.share for outcome, part in one.outcomes().items()} if len(one) else None,
            }
            for name, one in self.chosen.items()
        ]  # fmt: skip


def matching_under_rules(found: Conditioned) -> MatchingRules | None:
    """Ask the same of the runs under each other choice of rules that the folder keeps; nothing where it keeps none.

    Runs that were come to by degrees were played by themselves, and nothing is kept of their like.

    Raises FolderFault if these runs are not as they were written, ScenarioFault if they cannot be asked so.

    >>> given = {"ended_week": {"min": 60}}
    >>> matching_under_rules(condition(sim.run("scenarios/kosovo/five_actors.yaml", runs=8), given)) is None
    True
    """
    kept = kept_rules(found.ensemble)
    if kept is None or found.ensemble.home is None or found.by_degrees is not None:
        return None
    home = found.ensemble.home
    others = {one.name: condition(Ensemble.load(home / one.folder), found.given) for one in kept.choices[1:]}
    return MatchingRules({AS_WRITTEN: found, **others})
