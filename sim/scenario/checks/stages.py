"""Talks, proposals and declarations: who sits at the table, and in which role."""

from collections.abc import Iterable, Iterator

from sim.scenario.checks.finding import Finding
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.council import Council
from sim.scenario.format.stages.declaration import Declaration
from sim.scenario.format.stages.proposal import Proposal
from sim.scenario.format.stages.talks import Talks
from sim.scenario.text.tree import Steps

__all__ = ["declarations", "of_kind", "proposals", "talks"]


def of_kind(
    scenario: Scenario, steps: Steps, names: Iterable[str], kinds: tuple[str, ...], role: str
) -> Iterator[Finding]:
    """Refuse actors whose kind does not fit a role."""
    for name in names:
        if name in scenario.actors and scenario.actors[name].kind not in kinds:
            kind = scenario.actors[name].kind
            fitting = [other for other, actor in scenario.actors.items() if actor.kind in kinds]
            allowed = f"an actor of kind {' or '.join(kinds)}"
            yield Finding(steps, f"{name}, of kind {kind}, {role}",
                          f"{allowed}: {', '.join(fitting)}" if fitting else allowed)  # fmt: skip


def _distinct(steps: Steps, names: tuple[str, ...], what: str) -> Iterator[Finding]:
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        yield Finding(steps, f"{', '.join(doubled)} is named twice", f"{what} that differ")


def talks(scenario: Scenario) -> Iterator[Finding]:
    """Check who talks, who mediates, and that options are tabled while there is time."""
    for place, stage in enumerate(scenario.process):
        if not isinstance(stage, Talks):
            continue
        at = ("process", place)
        yield from _distinct((*at, "parties"), stage.parties, "two parties")
        yield from _distinct((*at, "mediators"), stage.mediators, "mediators")
        yield from of_kind(scenario, (*at, "parties"), dict.fromkeys(stage.parties), ("party",), "holds talks")
        both = [name for name in stage.mediators if name in stage.parties]
        if both:
            yield Finding((*at, "mediators"), f"{both[0]} mediates between itself and another", "somebody else")
        longest = stage.weeks.support[1] + (stage.extension.weeks.support[1] if stage.extension else 0)
        for number, option in enumerate(stage.options):
            if option.after_weeks > longest:
                said = f"week {option.after_weeks} never comes: the talks last {longest:g} weeks at most"
                yield Finding((*at, "options", number, "after_weeks"), said, warning=True)


def proposals(scenario: Scenario) -> Iterator[Finding]:
    """Check who proposes, whom it concerns, and that the mandate leaves something."""
    for place, stage in enumerate(scenario.process):
        if not isinstance(stage, Proposal):
            continue
        at = ("process", place)
        yield from of_kind(scenario, (*at, "proposer"), [stage.proposer], ("envoy",), "proposes")
        yield from _distinct((*at, "parties"), stage.parties, "parties")
        yield from of_kind(
            scenario, (*at, "parties"), dict.fromkeys(stage.parties), ("party",), "is consulted as a party"
        )
        if stage.method == "nash" and len(stage.parties) != 2:
            said = f"`nash` lies between two parties, and {len(stage.parties)} are given"
            yield Finding((*at, "method"), said, "two parties, or another method: compromise, median")
        for issue, line in stage.mandate.items():
            if line.min is not None and line.max is not None and line.min.support[1] > line.max.support[0]:
                yield Finding((*at, "mandate", issue), "min can lie above max, which leaves no text", "min up to max")


def declarations(scenario: Scenario) -> Iterator[Finding]:
    """Check who declares, and who backs it."""
    states = ("state", "bloc")
    for place, stage in enumerate(scenario.process):
        if isinstance(stage, Declaration):
            at = ("process", place)
            yield from of_kind(scenario, (*at, "declarer"), [stage.declarer], ("party",), "declares")
            for name in stage.sponsors:
                yield from of_kind(scenario, (*at, "sponsors", name), [name], states, "backs a declaration")
        if isinstance(stage, Council):
            at = ("process", place)
            yield from of_kind(scenario, (*at, "sponsors"), stage.sponsors, states, "sponsors drafts")
            for name in stage.seats:
                yield from of_kind(scenario, (*at, "seats", name), [name], states, "votes")
            if stage.client is not None:
                yield from of_kind(scenario, (*at, "client"), [stage.client], ("party",), "is the sponsors' client")
