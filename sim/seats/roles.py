"""Roles for a class without a computer: what each actor wants, in points that one can reckon with by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.rules.utility import shortfall
from sim.runs.block import model_of
from sim.scenario.format.stages.act import Acting
from sim.scenario.format.stages.implementation import Implementation
from sim.scenario.format.stages.proposal import Proposal
from sim.scenario.format.stages.ratification import Ratification
from sim.scenario.format.stages.talks import Talks
from sim.scenario.format.stages.vote import Voting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.actors.actor import Actor
    from sim.model import StatusTalks
    from sim.scenario.format.scenario import Scenario
    from sim.scenario.format.stages.stage import Stage

__all__ = ["STEPS", "Duty", "Line", "Role", "Stake", "duties_in", "roles_of", "texts_of"]

STEPS = tuple(step / 10 for step in range(11))
"""Where an issue may be settled by hand."""

DRAWN = 256
"""Runs over which a role's numbers are averaged: the middle of what the file gives."""


@dataclass(frozen=True)
class Stake:
    """What an issue is worth to a role."""

    issue: str
    ideal: float
    """Where it would have it, 0 to 1."""
    most: int
    """How many of 100 points are lost where it is settled worst."""
    lost: tuple[int, ...]
    """How many points are lost at each of `STEPS`."""


@dataclass(frozen=True)
class Line:
    """A red line of a role."""

    issue: str
    least: float | None
    most: float | None
    hard: bool


@dataclass(frozen=True)
class Duty:
    """What a role has to decide in a stage."""

    stage: str
    does: str


@dataclass(frozen=True)
class Role:
    """What one player of a class is told in confidence."""

    actor: str
    stakes: tuple[Stake, ...]
    lines: tuple[Line, ...]
    duties: tuple[Duty, ...]
    failing: int
    """How many points it has, on average over the model's luck, if the first stage in which it decides fails."""
    beyond: int
    """How many times each point counts that is lost beyond a red line."""
    veto: bool


def roles_of(scenario: Scenario) -> list[Role]:
    """Return a role for each actor that decides something.

    >>> roles = roles_of(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))
    >>> [role.actor for role in roles]
    ['belgrade', 'pristina', 'envoy', 'contact_group', 'russia']
    >>> [stake.most for stake in roles[0].stakes if stake.issue == "status"]
    [37]
    """
    duties: dict[str, list[Duty]] = {name: [] for name in scenario.actors}
    for stage in scenario.process:
        for name, does in duties_in(stage):
            duties[name].append(Duty(stage.name, does))
    with model_of(scenario, 0, 0, np.arange(DRAWN)) as model:
        return [_role(model, model.actors[name], tuple(found)) for name, found in duties.items() if found]


def texts_of(scenario: Scenario) -> dict[str, dict[str, float]]:
    """Return the named texts, on average over what the file gives.

    >>> texts_of(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))["resolution_1244"]["legal_basis"]
    0.0
    """
    with model_of(scenario, 0, 0, np.arange(DRAWN)) as model:
        return {
            name: dict(zip(scenario.issues, text.mean(axis=1).tolist(), strict=True))
            for name, text in model.world.texts.items()
        }


def duties_in(stage: Stage) -> Iterator[tuple[str, str]]:
    """Return who decides what in a stage, as it is told to players."""
    if isinstance(stage, Talks) and stage.protocol == "offers":
        yield from ((name, "make an offer in each round, and answer the others'") for name in stage.parties)
        yield from ((name, "chair the rounds, and table the texts of the public sheet") for name in stage.mediators)
    elif isinstance(stage, Talks):
        yield from ((name, "say in each round whether you accept the mediator's text") for name in stage.parties)
        yield from ((name, "write a text, and revise it toward whoever refuses") for name in stage.mediators[:1])
    elif isinstance(stage, Proposal):
        yield stage.proposer, "write a text after hearing all sides, consult on it, and put it to them"
        does = "object or not while it is drafted" + ("" if stage.binding else "; at the end say yes or no")
        yield from ((name, does) for name in stage.parties if name != stage.proposer)
    elif isinstance(stage, Voting) and stage.sponsors:
        yield stage.sponsors[0], "table drafts; after each decide: put it to the vote, soften it, or withdraw it"
        yield from ((name, "stand by the drafts that you sponsor") for name in stage.sponsors[1:])
        does = f"say in public whether you would block the draft, which need not be true; {_ballot(stage)}"
        yield from ((name, does) for name in stage.objectors)
    elif isinstance(stage, Voting):
        yield from ((name, _ballot(stage)) for name in stage.holders)
    elif isinstance(stage, Acting):
        does = (
            "once enough of your backers agree, alone, or wait" if stage.backing_by else "when you see fit, or wait"
        )
        if stage.dice is None:
            yield from ((name, f"{'declare' if stage.kind == 'declaration' else 'act'} {does}") for name in stage.who)
        what = "a declaration" if stage.kind == "declaration" else "the act of another"
        yield from ((name, f"give the green light to {what}, or withhold it") for name in stage.backing_by)
    elif isinstance(stage, Implementation):
        yield from ((name, "keep what was agreed, or break it") for name in stage.parties)
    elif isinstance(stage, Ratification):
        yield from ((name, "recommend a yes or a no to those who vote") for name in stage.leaders)
        asked = dict.fromkeys(group for body in stage.bodies for group in stage.groups(body))
        yield from ((name, "ratify the text or reject it") for name in asked)


def _ballot(stage: Voting) -> str:
    return f"vote yes{', no or abstain' if stage.may_abstain else ' or no'}"


def _role(model: StatusTalks, actor: Actor, duties: tuple[Duty, ...]) -> Role:
    issues, runs = list(model.case.issues), model.world.everybody
    position, salience = (numbers.mean(axis=1, keepdims=True) for numbers in (actor.position, actor.salience))
    texts = [np.full((len(issues), 1), step) for step in STEPS]
    lacks = [shortfall(text, position, salience, actor.gamma)[:, 0] for text in texts]
    lost = np.array([[round(100 * float(one)) for one in lack] for lack in lacks])
    stakes = tuple(
        Stake(issue, float(position[place, 0]), int(lost[:, place].max()), tuple(lost[:, place].tolist()))
        for place, issue in enumerate(issues)
        if salience[place, 0] > 0
    )
    failing = round(100 * float(np.mean(actor.failing(duties[0].stage, runs))))
    beyond = round(1 + float(np.mean(actor.line_price)))
    return Role(actor.name, stakes, tuple(_lines(actor)), duties, failing, beyond, actor.spec.veto)


def _lines(actor: Actor) -> Iterator[Line]:
    for issue, line in actor.spec.red_lines.items():
        least, most = (None if bound is None else bound.mean for bound in (line.min, line.max))
        yield Line(issue, least, most, line.hard)
