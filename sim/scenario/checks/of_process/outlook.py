"""What actors look forward to: results that are believed in, agreements that bind, settings that count."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.scenario.checks.events import effects_in
from sim.scenario.checks.finding import Finding, Unsound
from sim.scenario.faults import listed, nearest
from sim.scenario.format.events import Learned
from sim.scenario.format.stages.act import Acting
from sim.scenario.format.stages.implementation import Implementation
from sim.scenario.format.stages.proposal import Proposal
from sim.scenario.format.stages.ratification import Ratification
from sim.scenario.format.stages.stage import END, NOTHING, TABLE
from sim.scenario.format.stages.talks import Talks
from sim.scenario.format.stages.vote import Voting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.scenario.format.events import Signal
    from sim.scenario.format.scenario import Scenario
    from sim.scenario.format.stages.stage import Stage
    from sim.scenario.text.tree import Steps

    Node = tuple[str, bool]

__all__ = ["agreements", "beliefs", "replaced", "results", "unread"]


# --- results by their names -----------------------------------------------------------------------------------


def results(scenario: Scenario) -> Iterator[Finding]:
    """Refuse results that their stage never ends in, wherever something is said of them."""
    if len(scenario.stages) < len(scenario.process):
        raise Unsound("two stages bear one name, which is told elsewhere")
    for name, actor in scenario.actors.items():
        for block in ("beliefs", "premiums"):
            for stage, said in getattr(actor, block).items():
                for result in said:
                    yield from _unknown(scenario, stage, result, ("actors", name, block, stage, result))
        for stage, premiums in actor.premiums.items():
            for result in premiums:
                yield from _never(scenario, stage, result, ("actors", name, "premiums", stage, result))
    for place, spec in enumerate(scenario.process):
        for result in spec.expected:
            yield from _unknown(scenario, spec.name, result, ("process", place, "expected", result))
    yield from _signals(scenario)


def _unknown(scenario: Scenario, stage: str, result: str, at: Steps) -> Iterator[Finding]:
    spec = scenario.stages.get(stage)
    if spec is not None and result not in spec.results:
        allowed = listed(spec.results) or f"nothing, as {spec.kind} has no results"
        near = nearest(result, spec.results)
        yield Finding(at, f"`{stage}` never ends in `{result}`", allowed, f"{stage}.{near}" if near else "")


def _never(scenario: Scenario, stage: str, result: str, at: Steps) -> Iterator[Finding]:
    """Name a premium on something that does not come about."""
    spec = scenario.stages.get(stage)
    if isinstance(spec, Acting) and result == spec.BACKED and not spec.backing_by:
        said = f"this premium has no effect: `{stage}` cannot end in `{result}`, as it names no `{spec.BACKERS}`"
        yield Finding(at, said, f"a premium on `{stage}.alone`", warning=True)
    if isinstance(spec, Acting) and result == "alone" and not spec.may_be_alone() and spec.dice is None:
        said = f"this premium has no effect: `{stage}` cannot end in `alone`, as its `alone_chance` is 0"
        yield Finding(at, said, f"an `alone_chance` above 0 in {stage}", warning=True)


def _signals(scenario: Scenario) -> Iterator[Finding]:
    known = [f"{spec.name}.{result}" for spec in scenario.process for result in spec.results]
    for at, effect, _ in effects_in(scenario):
        for word, said in (("signal", effect.signal), ("learned", effect.learned)):
            if said is not None and said.about not in known:
                found = f"no stage ends in `{said.about}`"
                yield Finding((*at, word, "about"), found, listed(known), nearest(said.about, known))
            elif said is not None and not _learns(scenario, said):
                stage, _, result = said.about.partition(".")
                found = f"nobody learns from this, as nobody here has a belief about `{said.about}` that could move"
                allowed = f"`beliefs: {{{stage}: {{{result}: {{chance: 0.5, weight: 4}}}}}}` at an actor"
                yield Finding((*at, word, "about"), found, allowed, warning=True)


def _learns(scenario: Scenario, said: Signal | Learned) -> bool:
    """Tell whether anybody who hears of a result has a belief about it; who says it does not learn from that."""
    stage, _, result = said.about.partition(".")
    heard = (said.actors or scenario.actors) if isinstance(said, Learned) else {*scenario.actors} - {said.sender}
    return any(result in scenario.actors[one].beliefs.get(stage, {}) for one in heard if one in scenario.actors)


# --- the process as it may go on ------------------------------------------------------------------------------

AS_IT_IS, AGREED, IMPOSED, ANOTHER = "as it is", "agreed", "imposed", "another"
"""What may be in force in the end: what is now, the text on the table with consent or without, or another text."""


@dataclass(frozen=True)
class _Ways:
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
        if isinstance(spec, Voting) and _let_pass(self.scenario, spec, consented):
            said = {result: belief.agreed for result, belief in own.items() if consented}
            if not said:
                return tuple(spec.results)
        if not said and isinstance(spec, Ratification):
            return tuple(spec.results)
        if not said:
            alone = isinstance(spec, Acting) and (spec.may_be_alone(self.actor) or _by_dice(spec))
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
        """Return what a result leads to, None where the dispute is decided."""
        to = spec.onward(result).to
        if self.scenario.is_over(to):
            return None
        return to, result in spec.consenting if spec.consenting else consented

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
            self.known[node] = frozenset[str]().union(*ends)
        return self.known[node]


def _by_dice(spec: Acting) -> bool:
    """Tell whether everybody knows how likely an act is, as dice say so and nobody's backing counts."""
    return spec.dice is not None and not spec.backing_by


def _own_act(spec: Acting, name: str) -> bool:
    """Tell whether it is its own to act, without anybody's backing: it expects to where that pays."""
    return spec.who == (name,) and not spec.backing_by


def _let_pass(scenario: Scenario, vote: Voting, consented: bool) -> bool:
    """Tell whether drafts of sponsors pass, as nobody can block them or all accept the text."""
    return vote.lets_pass and (consented or not vote.may_be_vetoed(scenario))


def _in_one_piece(scenario: Scenario) -> None:
    """Raise `Unsound` where a result leads to no stage of the main course, or two stages bear one name."""
    stages = scenario.stages
    known = {END, *(name for name, spec in stages.items() if not spec.stands_beside)}
    if len(stages) < len(scenario.process) or any({*spec.following} - known for spec in scenario.process):
        raise Unsound("the process does not hang together, which is told elsewhere")


def _looks_from(scenario: Scenario) -> Iterator[tuple[str, Stage]]:
    """Yield who decides on something in a stage by what it believes will follow."""
    for spec in scenario.process:
        names: Iterable[str] = ()
        if isinstance(spec, Talks | Proposal):
            names = spec.parties
        elif isinstance(spec, Voting):
            names = (*spec.sponsors, *spec.holders, *([spec.client] if spec.client else ()))
        elif isinstance(spec, Acting):
            names = (*spec.who, *spec.backing_by)
        elif isinstance(spec, Ratification):
            names = spec.deciding
        elif isinstance(spec, Implementation):
            names = tuple(spec.parties)
        yield from ((name, spec) for name in dict.fromkeys(names) if name in scenario.actors)


def beliefs(scenario: Scenario) -> Iterator[Finding]:
    """Name those who look ahead to a stage of which nobody says what they expect: it counts as sure to fail."""
    _in_one_piece(scenario)
    looking: dict[str, set[str]] = {spec.name: set() for spec in scenario.process}
    for name, spec in _looks_from(scenario):
        actor = scenario.actors[name]
        results = [one for one in spec.results if one != spec.failing or actor.fallback is None]
        for stage, consented in _Ways(scenario).after(spec, results):
            ahead = scenario.stages[stage]
            told = ahead.expected or actor.beliefs.get(stage) or isinstance(ahead, Ratification)
            sure = ahead.sure or (isinstance(ahead, Voting) and _let_pass(scenario, ahead, consented))
            sure = sure or (isinstance(ahead, Acting) and (_by_dice(ahead) or _own_act(ahead, name)))
            if not (told or sure or _all_one(scenario, ahead, name)):
                looking[stage].add(name)
    for place, spec in enumerate(scenario.process):
        if looking[spec.name]:
            unbacked = isinstance(spec, Acting) and not spec.backing_by
            hoped = "alone" if unbacked else next(result for result in spec.results if result != spec.failing)
            names = ", ".join(name for name in scenario.actors if name in looking[spec.name])
            said = (f"`{spec.failing}` counts as certain to {names}, "
                    f"as nothing says how likely another end of `{spec.name}` is")  # fmt: skip
            allowed = (
                f"`expected: {{{hoped}: 0.3}}` here, or `beliefs: {{{spec.name}: {{{hoped}: ...}}}}` at the actor"
            )
            yield Finding(("process", place), said, allowed, warning=True)


def _all_one(scenario: Scenario, spec: Stage, name: str) -> bool:
    """Tell whether it is all the same to an actor what a stage ends in."""
    if spec.consenting or scenario.actors[name].premiums.get(spec.name):
        return False
    return len({(spec.onward(one).to, scenario.puts_in_force(spec.name, one)) for one in spec.results}) < 2


def agreements(scenario: Scenario) -> Iterator[Finding]:
    """Name talks and proposals in which nothing can be agreed that comes into force, or that is believed to."""
    _in_one_piece(scenario)
    for place, spec in enumerate(scenario.process):
        if not isinstance(spec, Talks | Proposal):
            continue
        (agreed,) = spec.settling
        at, onward = ("process", place), spec.onward(agreed).to
        puts = scenario.puts_in_force(spec.name, agreed)
        proposed = isinstance(spec, Proposal) and puts == spec.text
        brings_nothing = puts == scenario.status_quo and _still_as_it_was(scenario, spec)
        if puts not in (TABLE, NOTHING) and (proposed or not brings_nothing):
            continue  # agreeing brings a named text, whatever was on the table, or that is the text to agree to
        if not {AGREED, IMPOSED} & _Ways(scenario).ends(spec, agreed):
            whole = _on_all_issues(scenario, spec)
            what = (
                "so nobody gives anything for it"
                if whole
                else "which nobody reckons with who talks of some issues alone"
            )
            said = f"nothing that is agreed in `{spec.name}` can come into force, {what}"
            allowed = f"`{spec.results[agreed]}: {{to: {onward}, in_force: table}}`, or a later result that says so"
            yield Finding(at, said, allowed, warning=True)
            continue
        doubting = [
            name for name in dict.fromkeys(spec.parties) if _on_all_issues(scenario, spec)
            and name in scenario.actors and not {AGREED, IMPOSED} & _Ways(scenario, name).ends(spec, agreed)
        ]  # fmt: skip
        if doubting:
            hold, give = ("hold", "give") if len(doubting) > 1 else ("holds", "gives")
            said = (f"{', '.join(doubting)} {hold} it impossible that what is agreed in `{spec.name}` comes into "
                    f"force, and so {give} nothing for it")  # fmt: skip
            allowed = f"some chance that `{onward}` succeeds, in its own `beliefs` or in `expected:` there"
            yield Finding(at, said, allowed, warning=True)


def replaced(scenario: Scenario) -> Iterator[Finding]:
    """Name talks and proposals whose agreed text the next stage puts aside for a named one: nobody foresees that."""
    _in_one_piece(scenario)
    for place, spec in enumerate(scenario.process):
        if not isinstance(spec, Talks | Proposal) or not _on_all_issues(scenario, spec):
            continue
        (agreed,) = spec.settling
        to = spec.onward(agreed).to
        if scenario.is_over(to) or scenario.puts_in_force(spec.name, agreed) != NOTHING:
            continue
        following, text = scenario.stages[to], None
        if isinstance(following, Voting):
            text, allowed = following.first_text, "`first_draft: proposal`" if following.sponsors else "`text: table`"
        elif isinstance(following, Proposal):
            text, allowed = following.text, "`text: table`"
        if text not in (None, TABLE, getattr(spec, "text", None)):
            said = (f"what is agreed in `{spec.name}` is put aside: `{to}` lays `{text}` on the table in its place, "
                    "which nobody reckons with")  # fmt: skip
            allowed = f"{allowed} in {to}, which takes up what was agreed"
            yield Finding(("process", place), said, allowed, warning=True)


def _still_as_it_was(scenario: Scenario, spec: Stage) -> bool:
    """Tell whether the status quo is what is in force when a stage comes to its end, whatever happened before."""
    ways, kept = _Ways(scenario), (NOTHING, scenario.status_quo)
    return not any(
        scenario.puts_in_force(one.name, result) not in kept
        and spec.name in {stage for stage, _ in ways.after(one, [result])}
        for one in scenario.process for result in one.results
    ) and not any(effect.in_force for _, effect, _ in effects_in(scenario))  # fmt: skip


def _on_all_issues(scenario: Scenario, spec: Talks | Proposal) -> bool:
    """Tell whether all issues are on the table in the end; who signs on some is not bound by the process for it."""
    taken_up = {issue for item in getattr(spec, "agenda", ()) for issue in item.issues}
    covered = {*getattr(spec, "covers", ())} or {*scenario.issues}
    return covered >= {*scenario.issues} and (not taken_up or taken_up >= {*scenario.issues})


def _may_outvote(spec: Stage, ways: _Ways) -> bool:
    """Tell whether some at a table may agree over the heads of others on what comes into force."""
    if not isinstance(spec, Talks | Proposal) or spec.coalitions == [tuple(range(len(spec.parties)))]:
        return False
    return any(AGREED in ways.ends(spec, result) for result in spec.consenting)


def unread(scenario: Scenario) -> Iterator[Finding]:
    """Name settings that nothing reads: prices of lines and texts that there are not."""
    _in_one_piece(scenario)
    if not scenario.process:
        raise Unsound("there are no stages, which is told elsewhere")
    ways, first = _Ways(scenario), scenario.process[0]
    before = {(first.name, False), *ways.after(first, first.results)}
    imposing = any(
        IMPOSED in ways.ends(scenario.stages[stage], result, consented)
        for stage, consented in before for result in scenario.stages[stage].results
    ) or any(_may_outvote(scenario.stages[stage], ways) for stage, _ in before)  # fmt: skip
    for name, actor in scenario.actors.items():
        if "line_price" in actor.model_fields_set and not actor.red_lines:
            yield Finding(("actors", name, "line_price"), f"`line_price` has no effect: {name} has no red lines",
                          "`red_lines:` beside it, or no price", warning=True)  # fmt: skip
        for field_name in ("overruled", "imposed_share"):
            if field_name in actor.model_fields_set and not imposing:
                said = f"`{field_name}` has no effect: no text can come into force without the parties' consent"
                yield Finding(("actors", name, field_name), said,
                              "a vote on what not all accept, a table at which not all must agree, or a result with "
                              "`in_force: table`",
                              warning=True)  # fmt: skip
        if "expected_spread" in actor.model_fields_set and scenario.expected_text is None:
            said = "`expected_spread` spreads around the middle of every issue, as no `expected_text` is given"
            yield Finding(("actors", name, "expected_spread"), said, "`expected_text:` with a text", warning=True)
