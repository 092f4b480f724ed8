"""What actors look forward to: results that are believed in, agreements that bind, settings that count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.checks.events import effects_in
from sim.scenario.checks.finding import Finding, Unsound
from sim.scenario.checks.of_process.ways import (
    AGREED,
    IMPOSED,
    Ways,
    aside,
    brings_a_text,
    by_dice,
    in_vain,
    let_pass,
    on_all_issues,
    reaches_the_table,
)
from sim.scenario.faults import listed, nearest
from sim.scenario.format.events import Learned
from sim.scenario.format.stages.act import Acting
from sim.scenario.format.stages.council import Council
from sim.scenario.format.stages.implementation import Implementation
from sim.scenario.format.stages.proposal import Proposal
from sim.scenario.format.stages.ratification import Ratification
from sim.scenario.format.stages.stage import END
from sim.scenario.format.stages.talks import Talks
from sim.scenario.format.stages.vote import Voting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.scenario.format.events import Signal
    from sim.scenario.format.scenario import Scenario
    from sim.scenario.format.stages.stage import Stage
    from sim.scenario.text.tree import Steps

__all__ = ["agreements", "beliefs", "results", "unread"]


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
    moves = {result, scenario.stages[stage].contrary(result)}
    heard = (said.actors or scenario.actors) if isinstance(said, Learned) else {*scenario.actors} - {said.sender}
    return any(moves & {*scenario.actors[one].beliefs.get(stage, {})} for one in heard if one in scenario.actors)


# --- the process as it may go on ------------------------------------------------------------------------------


def _in_one_piece(scenario: Scenario) -> None:
    """Raise `Unsound` where a result leads to no stage of the main course, or two stages bear one name."""
    stages = scenario.stages
    known = {END, *(name for name, spec in stages.items() if not spec.stands_beside)}
    if len(stages) < len(scenario.process) or any({*spec.following} - known for spec in scenario.process):
        raise Unsound("the process does not hang together, which is told elsewhere")


def _own_act(spec: Acting, name: str) -> bool:
    """Tell whether it is its own to act, without anybody's backing: it expects to where that pays."""
    return spec.who == (name,) and not spec.backing_by


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
        for stage, consented in Ways(scenario).after(spec, results):
            ahead = scenario.stages[stage]
            told = ahead.expected or actor.beliefs.get(stage) or isinstance(ahead, Ratification)
            sure = ahead.sure or (isinstance(ahead, Voting) and let_pass(scenario, ahead, consented))
            sure = sure or (isinstance(ahead, Acting) and (by_dice(ahead) or _own_act(ahead, name)))
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
        if in_vain(scenario, spec):
            yield _vain(scenario, spec, agreed, at)
        elif not brings_a_text(scenario, spec) and on_all_issues(scenario, spec):
            doubting = [
                name for name in dict.fromkeys(spec.parties)
                if name in scenario.actors and not {AGREED, IMPOSED} & Ways(scenario, name).ends(spec, agreed)
            ]  # fmt: skip
            if doubting:
                hold, give = ("hold", "give") if len(doubting) > 1 else ("holds", "gives")
                said = (f"{', '.join(doubting)} {hold} it impossible that what is agreed in `{spec.name}` comes into "
                        f"force, and so {give} nothing for it")  # fmt: skip
                allowed = f"some chance that `{onward}` succeeds, in its own `beliefs` or in `expected:` there"
                yield Finding(at, said, allowed, warning=True)


def _vain(scenario: Scenario, spec: Talks | Proposal, agreed: str, at: Steps) -> Finding:
    """Say why nothing that is agreed in a stage can come into force, and what would let it."""
    laying = aside(scenario, spec)
    why, field_name, to = "", spec.results[agreed], spec.onward(agreed).to
    if laying is not None:
        why = f", as `{laying.name}` lays `{laying.lays}` on the table in its place"
        allowed = f"{_taking_up(scenario, laying)}, which takes up what was agreed"
    elif not (reaches_the_table(scenario, spec) or scenario.is_over(to)):
        allowed = f"`{field_name}: {to}`, which lays it on the table there"
    else:
        allowed = f"`{field_name}: {{to: {to}, in_force: table}}`, or a later result that says so"
    said = f"nothing that is agreed in `{spec.name}` can come into force{why}, so nobody gives anything for it"
    return Finding(at, said, allowed, warning=True)


def _taking_up(scenario: Scenario, laying: Stage) -> str:
    """Say how a stage that lays a text of its own on the table would deal with the one that lies there."""
    if not isinstance(laying, Council):
        return f"`text: table` in {laying.name}"
    if any(isinstance(one, Proposal) for one in scenario.process):
        return f"`first_draft: proposal` in {laying.name}"
    return f"a `vote` with `sponsors` and `text: table` in place of {laying.name}"


def _may_outvote(spec: Stage, ways: Ways) -> bool:
    """Tell whether some at a table may agree over the heads of others on what comes into force."""
    if not isinstance(spec, Talks | Proposal) or spec.coalitions == [tuple(range(len(spec.parties)))]:
        return False
    return any(AGREED in ways.ends(spec, result) for result in spec.consenting)


def unread(scenario: Scenario) -> Iterator[Finding]:
    """Name settings that nothing reads: prices of lines and texts that there are not."""
    _in_one_piece(scenario)
    if not scenario.process:
        raise Unsound("there are no stages, which is told elsewhere")
    ways, first = Ways(scenario), scenario.process[0]
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
