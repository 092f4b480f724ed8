"""The ways on through a process, and whether what is agreed in a stage can come into force on any of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.scenario.checks.events import effects_in
from sim.scenario.format.stages.act import Acting
from sim.scenario.format.stages.proposal import Proposal
from sim.scenario.format.stages.ratification import Ratification
from sim.scenario.format.stages.stage import NOTHING, TABLE
from sim.scenario.format.stages.talks import Talks
from sim.scenario.format.stages.vote import Voting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.scenario.format.scenario import Scenario
    from sim.scenario.format.stages.stage import Stage

    Node = tuple[str, bool]

__all__ = [
    "AGREED", "IMPOSED", "Ways", "aside", "brings_a_text", "by_dice", "in_vain", "let_pass", "on_all_issues",
    "reaches_the_table",
]  # fmt: skip

AS_IT_IS, AGREED, IMPOSED, ANOTHER = "as it is", "agreed", "imposed", "another"
"""What may be in force in the end: what is now, the text on the table with consent or without, or another text."""


@dataclass(frozen=True)
class Ways:
    """The ways on through a process that an actor holds to be possible; all of them if there is no actor.

    One stands before a stage with a text that all parties accept, or without: that is a node.
    """

    scenario: Scenario
    actor: str | None = None
    known: dict[Node, frozenset[str]] = field(default_factory=dict)

    def possible(self, spec: Stage, consented: bool) -> tuple[str, ...]:
        """Return the results of a stage that are held to be possible, as `Actor.chances` has them."""
        if spec.sure:
            return (spec.sure,)
        if self.actor is None or not spec.failing:
            return tuple(spec.results)
        own = self.scenario.actors[self.actor].beliefs.get(spec.name, {})
        said = {result: belief.chance for result, belief in own.items()} or dict(spec.expected)
        if isinstance(spec, Voting) and let_pass(self.scenario, spec, consented):
            agreed = {result: belief.agreed for result, belief in own.items() if consented}
            said = {result: chance for result, chance in agreed.items() if chance is not None}
            if not said:
                return tuple(spec.results)
        if not said and isinstance(spec, Ratification):
            return tuple(spec.results)
        if not said:
            alone = isinstance(spec, Acting) and (spec.may_be_alone(self.actor) or by_dice(spec))
            return (spec.failing, "alone") if alone else (spec.failing,)
        rest = (
            spec.failing if spec.failing not in said else next((one for one in spec.results if one not in said), "")
        )
        whole = sum(chance.support[0] for chance in said.values())
        return tuple(
            result for result in spec.results
            if (said[result].support[1] > 0 if result in said else result == rest and whole < 1)
        )  # fmt: skip

    def onto(self, spec: Stage, result: str, consented: bool) -> Node | None:
        """Return what a result leads to, None where the dispute is decided; nobody consents to what a stage lays."""
        to = spec.onward(result).to
        if self.scenario.is_over(to):
            return None
        consented = result in spec.consenting if spec.consenting else consented
        return to, consented and not self.scenario.stages[to].lays

    def after(self, spec: Stage, results: Iterable[str], consented: bool = False) -> set[Node]:
        """Return all before which one may stand once a stage has ended in one of some results."""
        met: set[Node] = set()
        ahead = [self.onto(spec, result, consented) for result in results]
        while ahead:
            node = ahead.pop()
            if node is not None and node not in met:
                met.add(node)
                following = self.scenario.stages[node[0]]
                ahead += [self.onto(following, result, node[1]) for result in self.possible(following, node[1])]
        return met

    def ends(self, spec: Stage, result: str, consented: bool = False) -> frozenset[str]:
        """Return what may be in force in the end once a stage has ended in a result."""
        puts, node = self.scenario.puts_in_force(spec.name, result), self.onto(spec, result, consented)
        agreed = result in spec.consenting if spec.consenting else consented
        now = (AGREED if agreed else IMPOSED) if puts == TABLE else AS_IT_IS if puts == "nothing" else ANOTHER
        later = frozenset({AS_IT_IS}) if node is None else self._before(*node)
        return frozenset(now if end == AS_IT_IS else end for end in later)

    def _before(self, stage: str, consented: bool) -> frozenset[str]:
        node = stage, consented
        if node not in self.known:
            self.known[node] = frozenset()  # a process that goes round is told of elsewhere
            spec = self.scenario.stages[stage]
            ends = [self.ends(spec, result, consented) for result in self.possible(spec, consented)]
            found = frozenset[str]().union(*ends)
            if spec.lays:
                found = frozenset(ANOTHER if end in (AGREED, IMPOSED) else end for end in found)
            self.known[node] = found
        return self.known[node]


def by_dice(spec: Acting) -> bool:
    """Tell whether everybody knows how likely an act is, as dice say so and nobody's backing counts."""
    return spec.dice is not None and not spec.backing_by


def let_pass(scenario: Scenario, vote: Voting, consented: bool) -> bool:
    """Tell whether drafts of sponsors pass, as nobody can block them or all accept the text."""
    return vote.lets_pass and (consented or not vote.may_be_vetoed(scenario))


# --- what is agreed, and what becomes of it -----------------------------------------------------------------


def in_vain(scenario: Scenario, spec: Talks | Proposal) -> bool:
    """Tell whether nothing that is agreed in a stage can come into force, whatever anybody believes."""
    if brings_a_text(scenario, spec):
        return False
    (agreed,) = spec.settling
    return not reaches_the_table(scenario, spec) or not {AGREED, IMPOSED} & Ways(scenario).ends(spec, agreed)


def brings_a_text(scenario: Scenario, spec: Talks | Proposal) -> bool:
    """Tell whether agreeing brings a named text, whatever was on the table, or that is the text to agree to."""
    (agreed,) = spec.settling
    puts = scenario.puts_in_force(spec.name, agreed)
    proposed = isinstance(spec, Proposal) and puts == spec.text
    brings_nothing = puts == scenario.status_quo and _still_as_it_was(scenario, spec)
    return puts not in (TABLE, NOTHING) and (proposed or not brings_nothing)


def reaches_the_table(scenario: Scenario, spec: Talks | Proposal) -> bool:
    """Tell whether what is agreed is before anybody later: on the table, or in offers from which others go on."""
    (agreed,) = spec.settling
    if on_all_issues(scenario, spec) or spec.onward(agreed).in_force != NOTHING:
        return True
    following = {stage for stage, _ in Ways(scenario).after(spec, [agreed])}
    return any(isinstance(scenario.stages[name], Talks | Proposal) for name in following)


def aside(scenario: Scenario, spec: Talks | Proposal) -> Stage | None:
    """Return the stage that lays a text of its own on the table, by which nothing agreed comes into force."""
    ways, laying = Ways(scenario), (one for one in scenario.process if one.lays)
    following = {stage for stage, _ in ways.after(spec, spec.settling)}
    return next(
        (one for one in laying if one.name in following
         and any({AGREED, IMPOSED} & ways.ends(one, result) for result in one.results)), None
    )  # fmt: skip


def on_all_issues(scenario: Scenario, spec: Talks | Proposal) -> bool:
    """Tell whether all issues are on the table in the end; who signs on some weighs these alone."""
    taken_up = {issue for item in getattr(spec, "agenda", ()) for issue in item.issues}
    covered = {*getattr(spec, "covers", ())} or {*scenario.issues}
    return covered >= {*scenario.issues} and (not taken_up or taken_up >= {*scenario.issues})


def _still_as_it_was(scenario: Scenario, spec: Stage) -> bool:
    """Tell whether the status quo is what is in force when a stage comes to its end, whatever happened before."""
    ways, kept = Ways(scenario), (NOTHING, scenario.status_quo)
    return not any(
        scenario.puts_in_force(one.name, result) not in kept
        and spec.name in {stage for stage, _ in ways.after(one, [result])}
        for one in scenario.process for result in one.results
    ) and not any(effect.in_force for _, effect, _ in effects_in(scenario))  # fmt: skip
