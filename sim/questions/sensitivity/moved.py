"""What a number moves, in the order in which one asks: the outcome, the date, what follows, what somebody has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sim.questions.sensitivity.groups import grouped
from sim.scenario.format.stages.recognition import Recognition
from sim.scenario.format.stages.stage import Stage

if TYPE_CHECKING:
    from sim.scenario.format.scenario import Scenario

__all__ = ["Follows", "Group", "Moved", "groups_of", "share_dead", "what_follows"]


class Follows(NamedTuple):
    """The columns of what follows once it is decided; none where a process has no such stage."""

    recognitions: tuple[str, ...]
    """How many recognise at the end."""
    ground: tuple[str, ...]
    """What happens on the ground."""


def what_follows(scenario: Scenario) -> Follows:
    """Name the columns of what follows, by the kinds of the stages and what these declare.

    >>> follows = what_follows(sim.read_scenario("scenarios/kosovo/baseline.yaml"))
    >>> follows.recognitions, follows.ground[:2], len(follows.ground)
    (('recognition.standing',), ('aftermath.apart', 'aftermath.violence'), 5)
    """
    counted = tuple(
        f"{stage.name}.{stage.TOTAL.name}" for stage in scenario.process if isinstance(stage, Recognition)
    )
    ground = tuple(
        f"{stage.name}.{name}"
        for stage in scenario.process
        if stage.on_the_ground
        for column in stage.columns
        if column not in Stage.declared()
        for _, name in column.spread(stage.axes(scenario))
    )
    return Follows(counted, ground)


@dataclass(frozen=True)
class Moved:
    """What a number moves where it is high instead of low."""

    path: str
    outcome: float
    """Share of runs with another outcome."""
    date: float
    """Mean of the weeks, later or earlier, by which a run ends at another time."""
    payoff: float
    """Mean difference of what an actor has at the end, of the actor whom it moves most."""
    actor: str = ""
    """That actor; nobody where no payoff moves."""
    columns: frozenset[str] = frozenset()
    """Columns of results that differ in some run."""
    facts: tuple[str, ...] = ()
    """Facts of the record, by number, that are held against such a column."""
    recognitions: float | None = None
    """Share of runs in which another number recognises at the end; None where nobody recognises anything."""
    recognitions_by: float | None = None
    """By how many more or fewer, in the mean over all runs."""
    ground: float | None = None
    """Share of runs in which something else happens on the ground; None where no stage is about that."""
    reason: str = ""
    """Of a dead number, why it moves none of these, as far as the runs show."""

    @property
    def decides(self) -> bool:
        """Whether it moves an outcome or a date in some run."""
        return self.outcome > 0 or self.date > 0

    @property
    def dead(self) -> bool:
        """Whether it moves no outcome, no date and nothing of what follows in any run."""
        return not (self.decides or self.recognitions or self.ground)

    @property
    def afterwards(self) -> bool:
        """Whether it moves what follows, and neither an outcome nor a date in any run."""
        return not (self.decides or self.dead)

    @property
    def rank(self) -> tuple[float | str, ...]:
        """What numbers are sorted by, so that those that move most come first."""
        parts = (self.outcome, self.date, self.recognitions_by or 0.0, self.ground or 0.0, self.payoff)
        return (*(-part for part in parts), self.path)

    def summary(self, note: str | None = None) -> dict[str, object]:
        """Return it as plain data, with the file's note on the number."""
        return {"path": self.path, "outcome": self.outcome, "weeks": self.date, "payoff": self.payoff,
                "actor": self.actor or None, "recognitions": self.recognitions,
                "recognitions_by": self.recognitions_by, "ground": self.ground, "columns": len(self.columns),
                "facts": list(self.facts), "afterwards": self.afterwards, "dead": self.dead,
                "reason": self.reason or None, "note": note}  # fmt: skip


class Group(NamedTuple):
    """What the numbers of a group move: how many there are, how many are dead, and the most that one moves."""

    name: str
    numbers: int
    afterwards: int
    dead: int
    outcome: float
    date: float
    payoff: float
    recognitions: float | None
    ground: float | None

    def summary(self) -> dict[str, object]:
        """Return it as plain data."""
        return {"group": self.name, "numbers": self.numbers, "afterwards": self.afterwards, "dead": self.dead,
                "outcome": self.outcome, "weeks": self.date, "payoff": self.payoff,
                "recognitions": self.recognitions, "ground": self.ground}  # fmt: skip


def share_dead(found: Sequence[Moved]) -> float:
    """Return the share of numbers that move no outcome, no date and nothing of what follows.

    >>> share_dead([Moved("a", 0.0, 0.0, 0.1), Moved("b", 0.2, 1.0, 0.1)])
    0.5
    >>> share_dead([Moved("a", 0.0, 0.0, 0.1, recognitions=0.5, recognitions_by=2.0)])
    0.0
    """
    return sum(one.dead for one in found) / len(found) if found else 0.0


def groups_of(found: Sequence[Moved], by: str) -> list[Group]:
    """Return what the numbers of each group move, the group that moves most first.

    Raises ValueError if there is no such grouping.

    >>> idle, busy = Moved("actors.a.weight", 0.0, 0.0, 0.1), Moved("actors.a.precision", 0.2, 1.0, 0.1)
    >>> [one] = groups_of([idle, busy], "actor")
    >>> one.name, one.numbers, one.dead, one.outcome, one.recognitions
    ('a', 2, 1, 0.2, None)
    """
    of = {one.path: one for one in found}
    groups = []
    for name, paths in grouped(list(of), by).items():
        inside = [of[path] for path in paths]
        outcome, date, payoff = (max(getattr(one, what) for one in inside) for what in ("outcome", "date", "payoff"))
        groups.append(
            Group(name, len(inside), sum(one.afterwards for one in inside), sum(one.dead for one in inside),
                  outcome, date, payoff, _most([one.recognitions for one in inside]),
                  _most([one.ground for one in inside]))
        )  # fmt: skip
    return sorted(
        groups, key=lambda one: (-one.outcome, -one.date, -(one.recognitions or 0.0), -(one.ground or 0.0),
                                 -one.payoff, one.name)
    )  # fmt: skip


def _most(shares: Sequence[float | None]) -> float | None:
    return max((share for share in shares if share is not None), default=None)
