"""How a vote at home is weighed (R15): by those who vote in it, and by whoever negotiates before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.actors.outlook import Ahead, worth_of_laid
from sim.rules.acceptance import carried_within
from sim.rules.council import chance_of_no
from sim.rules.home import chance_of_ratification, cue_given, leaning, share_needed, tipping_shock
from sim.scenario.format.stages.ratification import Chamber, Ratification, Referendum
from sim.special import ndtri

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.actors.actor import Actor
    from sim.actors.world import World
    from sim.rules.arrays import Counts, Flags, Floats
    from sim.rules.continuation import Outlook
    from sim.scenario.format.stages.stage import Stage

__all__ = [
    "WAY", "Ballot", "agreeing_to", "ballots", "by_votes", "gain_by_yes", "gain_within", "goes_by_votes",
    "last_bearable", "misjudgement", "sees_votes", "worth_at",
]  # fmt: skip


@dataclass(frozen=True)
class Ballot:
    """How one body stands to a text on the day of the vote."""

    gains: Floats
    """What a yes brings each group in it, ``(groups, runs)``."""
    leanings: Floats
    """How the voter in the middle of each leans, in standard deviations of voters, ``(groups, runs)``."""
    shares: Floats
    """The share of the votes that each group has, ``(groups, 1)``."""
    needed: Floats
    """The share of yes that has to be exceeded, ``(runs,)``."""
    shock: Floats
    """How far the mood of the day moves them, ``(runs,)``."""


def gain_by_yes(actor: Actor, stage: str, text: Floats, runs: Counts, consented: Flags | bool) -> Floats:
    """Return what a text that is ratified brings an actor, beside one that is rejected (R15), ``(runs,)``."""
    return gain_within(actor, lambda one: _own_gain_by_yes(one, stage, text, runs, consented), runs)


def gain_within(actor: Actor, gain: Callable[[Actor], Floats], runs: Counts) -> Floats:
    """Return what an actor gains: with an inner rule, what its pivotal member does (Black 1958), ``(runs,)``.

    That is the most by which those who gain as much carry its yes: the first member, the one that gains least of all,
    or the one in the middle by weight.
    """
    spec, actors = actor.spec, actor.world.actors
    if spec.decides is None:
        return gain(actor)
    if spec.decides == "leader":
        return gain(actors[spec.members[0]])
    members = [actors[name] for name in spec.members]
    gains = np.stack([gain(member) for member in members])
    if spec.decides == "unanimity":
        return np.asarray(gains.min(axis=0))
    weights = np.stack([member.weight[runs] for member in members])
    carries = np.stack([carried_within(weights, gains >= one) for one in gains])
    return np.asarray(np.where(carries, gains, gains.min(axis=0)).max(axis=0))


def _own_gain_by_yes(actor: Actor, stage: str, text: Floats, runs: Counts, consented: Flags | bool) -> Floats:
    passed = [
        actor.worth_after(stage, "ratified", text, runs, consented=agreed) if np.any(consented == agreed) else 0.0
        for agreed in (True, False)
    ]
    return np.asarray(np.where(consented, *passed) - actor.failing(stage, runs))


def ballots(
    world: World, spec: Ratification, text: Floats, runs: Counts, consented: Flags | bool,
    recommended: Mapping[str, Floats],
) -> dict[str, Ballot]:  # fmt: skip
    """Return how each body stands to a text, with what leaders recommend: from -1, a no, to 1, a yes."""
    known: dict[str, Floats] = {}
    asked = {}
    for name, body in spec.bodies.items():
        groups, path = spec.groups(name), spec.path(name)
        for group in groups:
            if group not in known:
                known[group] = gain_by_yes(world.actors[group], spec.name, text, runs, consented)
        gains = np.stack([known[group] for group in groups])
        cue: Floats | float = 0.0
        if body.cues:
            strength = np.stack([world.inputs[f"{path}.cues.{leader}"][runs] for leader in body.cues])
            cue = cue_given(strength, np.stack([recommended[leader] for leader in body.cues]))
        votes = np.array([[float(number)] for number in groups.values()])
        leanings = leaning(gains, world.inputs[f"{path}.spread"][runs], cue)
        shock, needed = world.inputs[f"{path}.shock"][runs], _needed(world, spec, name, runs)
        asked[name] = Ballot(gains, leanings, votes / votes.sum(), needed, shock)
    return asked


def _needed(world: World, spec: Ratification, name: str, runs: Counts) -> Floats:
    """Return the share of votes that a yes has to exceed in a body, ``(runs,)``."""
    body, path = spec.bodies[name], spec.path(name)
    if isinstance(body, Referendum):
        parts = (world.inputs[f"{path}.{part}"][runs] for part in ("threshold", "turnout", "quorum", "of_all"))
        return share_needed(*parts)
    if isinstance(body, Chamber):
        seats = sum(body.seats.values())
        return np.full(len(runs), ((body.majority or seats // 2 + 1) - 0.5) / seats)
    return np.full(len(runs), 0.5)


def by_votes(actor: Actor, spec: Ratification, text: Floats, runs: Counts, consented: bool) -> Mapping[str, Floats]:
    """Return how likely an actor that negotiates holds it to be that a text is ratified and rejected, ``(runs,)``.

    It knows what a text brings those who vote, errs about how they lean by a draw of its own, and knows that it may.
    """
    world = actor.world
    hoped = {}
    for name in spec.leaders:
        leader = world.actors[name]
        gained = gain_by_yes(leader, spec.name, text, runs, consented)
        hoped[name] = 1 - 2 * chance_of_no(gained, 0.0, leader.precision[runs])
    error = world.inputs[f"process.{spec.name}.misjudged"][runs]
    mistaken = error * misjudgement(actor, spec.name)[runs] if spec.misjudged.support[1] > 0 else 0.0
    asked = ballots(world, spec, text, runs, consented, hoped).values()
    tipping = np.stack([tipping_shock(one.leanings + mistaken, one.shares, one.needed) for one in asked])
    unsure = np.stack([np.hypot(one.shock, error) for one in asked])
    passes = chance_of_ratification(tipping, unsure, spec.approvals_needed)
    return {"ratified": passes, spec.failing: 1 - passes}


def misjudgement(actor: Actor, stage: str) -> Floats:
    """Return how an actor errs about those who vote, ``(runs,)``: one draw a run, on the scale of a normal."""
    drawn = actor.world.streams.uniform("actor", actor.name, "misjudgement", stage)
    return np.asarray(ndtri(np.clip(drawn, 1e-12, 1 - 1e-12)))


def goes_by_votes(actor: Actor, stage: Stage) -> bool:
    """Tell whether an actor works out what a vote will bring, as nothing else is said of what it believes."""
    return not (stage.expected or actor.spec.beliefs.get(stage.name))


def sees_votes(actor: Actor, stage: str, result: str) -> bool:
    """Tell whether votes may follow a result on which an actor has no word of its own."""
    world = actor.world
    return any(goes_by_votes(actor, world.stages[name]) for name in world.votes_after[stage, result])


class _AtText:
    """An actor that looks ahead with a given text before it, in some runs."""

    def __init__(self, actor: Actor, text: Floats, runs: Counts) -> None:
        self.actor, self.text, self.runs = actor, text, runs

    def _here(self, numbers: Floats | float) -> Floats | float:
        return numbers[self.runs] if isinstance(numbers, np.ndarray) and numbers.ndim else numbers

    def chances(self, stage: Stage, consented: bool, laid_by: str = "") -> Mapping[str, Floats | float]:
        """Return what the actor believes; of a vote, at the text before it."""
        if isinstance(stage, Ratification) and goes_by_votes(self.actor, stage):
            text = self.actor.world.laid[laid_by].take(self.runs, axis=1) if laid_by else self.text
            return by_votes(self.actor, stage, text, self.runs, consented)
        said = self.actor.chances(stage, consented, laid_by)
        return {result: self._here(chance) for result, chance in said.items()}

    def premium(self, stage: str, result: str) -> Floats | float:
        """Return what a result brings the actor that is in no text."""
        return self._here(self.actor.premium(stage, result))

    def worth_in_force(self, text: str) -> Floats:
        """Return what a named text is worth to the actor in force."""
        return self.actor.worth_in_force(text)[self.runs]


def outlook_at(actor: Actor, stage: str, result: str, text: Floats, runs: Counts, consented: bool) -> Outlook:
    """Return an actor's outlook once a stage has ended in a result with a text on the table, ``(runs,)``."""
    world = actor.world
    weeks = {name: lasting[runs] for name, lasting in world.weeks_of.items()}
    return Ahead(world.scenario, _AtText(actor, text, runs), weeks, len(runs)).after(stage, result, consented)


def worth_at(
    actor: Actor, stage: str, result: str, text: Floats, runs: Counts, consented: bool, weeks: Floats | float
) -> Floats:
    """Return what the rest of the process is worth once a stage has ended so with a text (R2), ``(runs,)``.

    `weeks` is how long it takes until then.
    """
    after = outlook_at(actor, stage, result, text, runs, consented)
    value, lines = actor.weigh(text, runs)
    price = actor.paid_at_home(value, lines, runs)
    agreed, imposed = value - price, actor.imposed(value, price, runs)
    cost = actor.cost_of_weeks(weeks + after.weeks, runs)
    worth = after.worth(agreed, imposed, actor.in_force(runs)) - cost
    return worth + worth_of_laid(actor, after, runs) if after.laid else worth


def agreeing_to(actor: Actor, stage: str, text: Floats, runs: Counts) -> tuple[Floats, Floats]:
    """Return the chance that a text which is agreed to comes into force, and what agreeing brings beside (R2)."""
    spec = actor.world.stages[stage]
    after = outlook_at(actor, stage, spec.agreeing, text, runs, bool(spec.consenting))
    left = after.worth(0.0, 0.0, actor.in_force(runs)) - actor.cost_of_weeks(after.weeks, runs)
    return after.on_table, left + worth_of_laid(actor, after, runs) if after.laid else left


WAY = np.linspace(0.0, 1.0, 33)
"""Where one looks along the way from one's own offer to the other's, as shares of it."""


def last_bearable(worth: Floats, least: Floats) -> Floats:
    """Return the greatest share of the way, 0 to 1, at which something is worth enough; -1 where it never is.

    `worth` is what it is worth at each place of `WAY`, ``(places, runs)``; between two of them the way is straight.
    It may be enough on a part of the way alone, so that the last part counts.

    >>> hill = np.repeat((WAY * (1 - WAY))[:, None], 3, axis=1)
    >>> last_bearable(hill, np.array([0.16, 0.3, -0.1])).round(2).tolist()
    [0.8, -1.0, 1.0]
    """
    enough, runs = worth >= least - TINY, np.arange(len(least))
    last = len(WAY) - 1 - np.argmax(enough[::-1], axis=0)
    after = np.minimum(last + 1, len(WAY) - 1)
    here, there = worth[last, runs], worth[after, runs]
    falls = here - there
    part = np.divide(here - least, falls, out=np.zeros(len(least)), where=falls > 0)
    share = WAY[last] + np.clip(part, 0.0, 1.0) * (WAY[after] - WAY[last])
    return np.where(enough.any(axis=0), share, -1.0)


TINY = 1e-12
"""What is lost in the last digits counts for nothing."""
