"""What theory says of a council: what could pass, who blocks it, how much say each member has."""

from contextlib import suppress
from dataclasses import dataclass
from math import isinf

import numpy as np

from sim.rules.arrays import Flags, Floats
from sim.theory.of_scenario.council import Assembly
from sim.theory.of_scenario.council_map import Reach, reach, winset_size
from sim.theory.of_scenario.spread import plain
from sim.theory.voting.core import core_is_guaranteed, nakamura_number
from sim.theory.voting.line import Gridlock, gridlock_interval
from sim.theory.voting.power import Power, power
from sim.theory.voting.rule import Quota, Rule, with_vetoes

__all__ = ["CouncilAnswer", "OnText", "council_answer"]


@dataclass(frozen=True)
class OnText:
    """How a council takes one text, over draws."""

    share: float
    share_agreed: float
    """Share of draws in which it is in the win set, without and with the parties' agreement on it."""
    against: Floats
    """Share of draws in which each member says no, ``(members,)``."""
    binds: Floats
    """Share of draws in which the text would pass had this member alone not blocked it, ``(members,)``."""
    needed: Floats
    """Share of draws in which the text would pass with this member's yes, ``(members,)``."""


@dataclass(frozen=True)
class CouncilAnswer:
    """What theory says of a council."""

    assembly: Assembly
    """The council on the scenario's mean."""
    power: Power | None
    """A priori power of each member; None where nobody has any."""
    nakamura: float
    """Fewest winning coalitions without a common member, infinite with a veto; NaN for a rule too large to list."""
    core_guaranteed: bool | None
    """Whether something is stable whatever the members want; None where that cannot be said."""
    size: float
    size_agreed: float
    """Share of all texts that could pass on the mean, without and with the parties' agreement."""
    reach: list[Reach]
    """What could pass on the mean on each issue alone."""
    gridlock: list[Gridlock]
    """Status quos on each issue alone that the members' mere preferences leave standing, on the mean."""
    texts: dict[str, OnText]
    """How the council takes each text, over draws."""

    def summary(self, issues: list[str]) -> dict[str, object]:
        """Return all of it as plain data, as `--json` prints it.

        Parameters
        ----------
        issues
            Names of the issues, in the order of the texts.

        Returns
        -------
        dict
            Members with their power, the win set issue by issue, every named text.
        """
        members, stage = self.assembly.members, self.assembly.stage
        return {
            "name": stage.name,
            "majority": stage.majority,
            "status_quo": self.assembly.now,
            "members": [
                {"name": name, "seats": weight, "veto": place in self.assembly.vetoes, **self._power_of(place)}
                for place, (name, weight) in enumerate(zip(members, self.assembly.rule.weights, strict=True))
            ],
            "nakamura_number": None if np.isnan(self.nakamura) else "infinite" if isinf(self.nakamura) else
            int(self.nakamura),
            "core_guaranteed": self.core_guaranteed,
            "winset_size": {"without_agreement": self.size, "with_agreement": self.size_agreed},
            "issue_by_issue": {
                issue: {
                    "could_pass": plain([step.low[0], step.high[0]]) if step.exists[0] else None,
                    "gridlock": plain([lock.low[0], lock.high[0]]) if lock.exists[0] else None,
                }
                for issue, step, lock in zip(issues, self.reach, self.gridlock, strict=True)
            },
            "texts": {
                name: {
                    "in_winset": on.share,
                    "in_winset_if_agreed": on.share_agreed,
                    "against": _above_nothing(members, on.against),
                    "binds": _above_nothing(members, on.binds),
                    "needed": _above_nothing(members, on.needed),
                }
                for name, on in self.texts.items()
            },
        }  # fmt: skip

    def _power_of(self, place: int) -> dict[str, float]:
        if self.power is None:
            return {}
        indices = ("shapley_shubik", "banzhaf", "penrose", "coleman_prevent", "coleman_initiate")
        return {index: float(getattr(self.power, index)[place]) for index in indices}


def _above_nothing(members: tuple[str, ...], shares: Floats) -> dict[str, float]:
    return {name: float(share) for name, share in zip(members, shares, strict=True) if share > 0}


def council_answer(mean: Assembly, draws: Assembly, texts: dict[str, Floats]) -> CouncilAnswer:
    """Ask theory about a council.

    Parameters
    ----------
    mean, draws
        The council on the scenario's mean and on its draws, from `sim.theory.of_scenario.council.assembly_of`.
    texts
        Texts on the draws, each ``(issues, runs)``.

    Returns
    -------
    CouncilAnswer

    Examples
    --------
    >>> from sim.chance.inputs import Means
    >>> from sim.theory.of_scenario.council import assembly_of
    >>> from sim.theory.of_scenario.outset import outset_of
    >>> scenario = sim.read_scenario("scenarios/theory/veto_players.yaml")
    >>> council = assembly_of(outset_of(scenario, Means(scenario)), scenario.stages["council"])
    >>> found = council_answer(council, council, {})
    >>> [float(end[0].round(3)) for end in found.reach[0][:2]]
    [0.1, 0.3]
    """
    rule = with_vetoes(mean.rule, mean.vetoes)
    say, nakamura, guaranteed = None, np.nan, None
    issues = mean.stands.position.shape[1]
    with suppress(ValueError):
        say = power(rule)
    with suppress(ValueError):
        nakamura, guaranteed = nakamura_number(rule), core_is_guaranteed(rule, issues)
    return CouncilAnswer(
        assembly=mean,
        power=say,
        nakamura=nakamura,
        core_guaranteed=guaranteed,
        size=winset_size(mean),
        size_agreed=winset_size(mean, consent=True),
        reach=[reach(mean, issue) for issue in range(issues)],
        gridlock=[_gridlock(mean, issue) for issue in range(issues)],
        texts={name: _on_text(draws, text) for name, text in texts.items() if name != mean.now},
    )


def _on_text(draws: Assembly, text: Floats) -> OnText:
    alone, agreed = draws.vote_on(text), draws.vote_on(text, consent=True)
    against: Flags = alone.votes < 0
    return OnText(
        float(alone.passes.mean()), float(agreed.passes.mean()), against.mean(axis=1), alone.pivots.vetoes,
        alone.pivots.blocks,
    )  # fmt: skip


def _gridlock(mean: Assembly, issue: int) -> Gridlock:
    """Find what the actors' ideal points on one issue leave standing, seats without an actor voting as they would."""
    ideals = mean.stands.position[:, issue]
    weights = mean.rule.weights[: len(ideals)]
    needed = mean.rule.quota - int(mean.others.sum())
    rule: Rule = Quota(weights, min(max(0, needed), sum(weights)))
    if needed > sum(weights):
        nobody = np.full(1, -1, np.intp)
        return Gridlock(np.zeros(1), np.ones(1), np.ones(1, bool), nobody, nobody)
    return gridlock_interval(ideals, with_vetoes(rule, mean.vetoes))
