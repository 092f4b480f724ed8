"""The process as an actor sees it: what each stage may end in, how likely, and what that would be worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

from sim.rules.continuation import Branch, Outlook, certain, standing_before, through
from sim.scenario.format.stages.act import Acting
from sim.scenario.format.stages.proposal import Proposal
from sim.scenario.format.stages.ratification import Ratification
from sim.scenario.format.stages.stage import NOTHING, TABLE
from sim.scenario.format.stages.talks import Talks
from sim.scenario.format.stages.vote import Voting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.actors.actor import Actor
    from sim.actors.world import World
    from sim.chance.inputs import Inputs
    from sim.rules.arrays import Counts, Floats
    from sim.scenario.format.scenario import Scenario
    from sim.scenario.format.stages.stage import Stage

    Numbers = Mapping[str, Floats] | Inputs

__all__ = [
    "Ahead", "Eyes", "Outlooks", "floor_of", "unblockable", "votes_after", "weeks_expected", "with_laid",
    "worth_of_laid",
]  # fmt: skip

CONSENTED, LAID_BY = "+", "@"
"""Mark a stage before which one stands with a text that all parties accept, and with one that a stage laid down."""


def floor_of(reservation: Floats) -> Floats:
    """Return a reservation value that one can reckon from: -1 where any text would do."""
    return np.where(np.isneginf(reservation), -1.0, reservation)


def weeks_expected(spec: Stage, numbers: Numbers) -> Floats:
    """Return how long a stage is expected to take by those who look ahead to it, ``(runs,)``."""
    weeks = numbers[f"process.{spec.name}.prepare_weeks"]
    if isinstance(spec, Voting) and spec.sponsors:
        return np.asarray(weeks + (spec.most_drafts - 1) * numbers[f"process.{spec.name}.draft_every_weeks"])
    lengths: tuple[str, ...] = ()
    if isinstance(spec, Proposal):
        lengths = ("weeks", "drafting_weeks")
    elif isinstance(spec, Talks):
        lengths = ("weeks",) if spec.weeks is not None else ()
    elif isinstance(spec, Acting) and spec.notice_weeks is None:
        weeks = weeks + spec.usual_notice
    elif isinstance(spec, Acting):
        lengths = ("notice_weeks",)
    for length in lengths:
        weeks = weeks + numbers[f"process.{spec.name}.{length}"]
    return np.asarray(weeks)


def unblockable(scenario: Scenario) -> set[str]:
    """Name the votes on drafts that nobody outside the sponsors can block.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> unblockable(read_scenario("scenarios/kosovo/five_actors_no_veto.yaml"))
    {'council'}
    """
    return {
        stage.name for stage in scenario.process
        if isinstance(stage, Voting) and stage.sponsors and not stage.may_be_vetoed(scenario)
    }  # fmt: skip


def votes_after(scenario: Scenario) -> dict[tuple[str, str], frozenset[str]]:
    """Name the ratifications that may follow each result of each stage, those far ahead included.

    >>> from sim.scenario.reader import read_scenario
    >>> any(votes_after(read_scenario("scenarios/kosovo/five_actors.yaml")).values())
    False
    """
    stages = scenario.stages
    found: dict[tuple[str, str], frozenset[str]] = {}

    def before(name: str) -> frozenset[str]:
        own = {name} if isinstance(stages[name], Ratification) else set[str]()
        return frozenset(own).union(*(after(name, result) for result in stages[name].results))

    def after(name: str, result: str) -> frozenset[str]:
        if (name, result) not in found:
            to = stages[name].onward(result).to
            found[name, result] = frozenset() if scenario.is_over(to) else before(to)
        return found[name, result]

    for name, spec in stages.items():
        for result in spec.results:
            after(name, result)
    return found


def worth_of_laid(actor: Actor, after: Outlook, runs: Counts) -> Floats:
    """Return what the texts are worth that later stages lay on the table, by an outlook of these runs."""

    def worth(stage: str) -> tuple[Floats, Floats]:
        text = actor.world.laid[stage].take(runs, axis=1)
        return actor.if_agreed(text, runs), actor.if_imposed(text, runs)

    return after.worth_of_laid(worth)


def with_laid(actor: Actor, worth: Floats, after: Outlook, runs: Counts) -> Floats:
    """Add that to the worth of the rest, by an outlook of all runs; without such stages there is nothing to add."""
    return worth + worth_of_laid(actor, after.among(runs), runs) if after.laid else worth


class Eyes(Protocol):
    """Whoever looks ahead: what it believes of a stage, and what results and texts in force are worth to it."""

    def chances(self, stage: Stage, consented: bool, laid_by: str = "") -> Mapping[str, Floats | float]:
        """Return the believed chances of a stage's results, which sum to one, also with a text that a stage laid."""
        ...

    def premium(self, stage: str, result: str) -> Floats | float:
        """Return what a result brings that is in no text."""
        ...

    def worth_in_force(self, text: str) -> Floats:
        """Return what a named text is worth once it is in force, ``(runs,)``."""
        ...


class Ahead:
    """What is believed to come, before each stage and after each of its results.

    Examples
    --------
    In Vienna, Belgrade believes that the text expected of the Council will be imposed unless it is blocked:

    >>> import numpy as np
    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> model = StatusTalks(read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(1))
    >>> belgrade, run = model.actors["belgrade"], np.arange(1)
    >>> vienna = belgrade.ahead().after("vienna", "deadlock", consented=False)
    >>> bool(np.isclose(vienna.imposed, 1 - belgrade.believes("council.blocked", run)))
    True
    """

    def __init__(self, scenario: Scenario, eyes: Eyes, weeks: Mapping[str, Floats | float], runs: int) -> None:
        self.scenario, self.eyes, self.weeks, self.runs = scenario, eyes, weeks, runs
        self.specs = {spec.name: spec for spec in scenario.process}
        self.known: dict[str, Outlook] = {}
        self.known_after: dict[tuple[str, str, bool, str], Outlook] = {}
        self.ways: dict[tuple[str, str, bool, str], tuple[str | None, str, bool]] = {}
        self.hangs_on: dict[str, set[str]] = {}
        self.at_end = certain(runs)

    def forget(self, stages: set[str] | None = None) -> None:
        """Reckon anew what hangs on the chances of some stages, or all of it."""
        stale = {node for node, seen in self.hangs_on.items() if stages is None or seen & stages}
        for node in stale:
            del self.known[node], self.hangs_on[node]
        for key in list(self.known_after):
            if stages is None or self.ways[key][0] in stale:
                del self.known_after[key]

    def before(self, node: str) -> Outlook:
        """Return the outlook before a stage, reckoned when it is first asked for."""
        if node not in self.known:
            place, _, laid_by = node.partition(LAID_BY)
            name, consented = place.removesuffix(CONSENTED), place.endswith(CONSENTED)
            spec, parts, seen = self.specs[name], [], {name}
            laid_by = name if spec.lays else laid_by
            chances = {spec.sure: 1.0} if spec.sure else self.eyes.chances(spec, consented, laid_by)
            for result, chance in chances.items():
                if np.any(chance):
                    branch = self._branch(spec, result, consented, chance, laid_by)
                    parts.append((branch, self._following(branch)))
                    seen |= self.hangs_on.get(branch.following or "", set())
            before = standing_before(parts, self.weeks.get(name, 0.0), self.runs)
            self.known[node] = before.put_aside(name) if spec.lays else before
            self.hangs_on[node] = seen
        return self.known[node]

    def after(self, stage: str, result: str, consented: bool) -> Outlook:
        """Return the outlook once a stage has ended in a result, with or without consent to the text before it."""
        key = stage, result, consented, ""
        if key not in self.known_after:
            branch = self._branch(self.specs[stage], result, consented, 1.0)
            self.known_after[key] = through(branch, self._following(branch))
        return self.known_after[key]

    def _following(self, branch: Branch) -> Outlook:
        return self.at_end if branch.following is None else self.before(branch.following)

    def _branch(self, spec: Stage, result: str, consented: bool, chance: Floats | float, laid_by: str = "") -> Branch:
        key = spec.name, result, consented, laid_by
        if key not in self.ways:
            self.ways[key] = self._way(*key)
        following, puts, consented = self.ways[key]
        in_force: Literal["table", "nothing"] | Floats
        if puts == TABLE:
            in_force = "table"
        elif puts == NOTHING:
            in_force = "nothing"
        else:
            in_force = self.eyes.worth_in_force(puts)
        return Branch(chance, following, in_force, self.eyes.premium(spec.name, result), consented)

    def _way(self, name: str, result: str, consented: bool, laid_by: str) -> tuple[str | None, str, bool]:
        """Return what follows a result, which text it puts in force, and whether all consent to that on the table.

        What a stage lays on the table in place of another text nobody has been asked about.
        """
        spec = self.specs[name]
        if spec.consenting:
            consented = result in spec.consenting
        to, puts = spec.onward(result).to, self.scenario.puts_in_force(name, result)
        if self.scenario.is_over(to):
            return None, puts, consented
        if self.specs[to].lays:
            return to, puts, consented
        return to + (CONSENTED if consented else "") + (LAID_BY + laid_by if laid_by else ""), puts, consented


class Outlooks:
    """All that an actor looks ahead with: at the whole, and at parts of the issues.

    Attributes
    ----------
    news : set of str
        The stages of which it has heard something since it last looked.
    """

    def __init__(self, world: World) -> None:
        self.world, self.turns = world, 0
        self.news = set[str]()
        self.known: dict[bytes, Ahead] = {}

    def of(self, eyes: Eyes, part: bytes, tempted_in: set[str]) -> Ahead:
        """Return the outlook on a part, anew where there are news, and in some stages once a text came into force."""
        world = self.world
        if self.turns != world.turns:
            self.turns, self.news = world.turns, self.news | tempted_in
        if self.news or world.of_the_moment:
            self.forget(self.news | world.of_the_moment)
            self.news.clear()
        if part not in self.known:
            self.known[part] = Ahead(world.scenario, eyes, world.weeks_of, world.runs)
        return self.known[part]

    def forget(self, stages: set[str] | None = None) -> None:
        """Reckon anew what hangs on the chances of some stages, or all of it."""
        for ahead in self.known.values():
            ahead.forget(stages)

    def clear(self) -> None:
        """Begin again, since the scenario says something else."""
        self.known.clear()
