"""What an actor makes of an act: whether it would do it, whether it backs another's, and whether it expects it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.decisions import Backing, Consideration
from sim.rules.beliefs import over_results
from sim.rules.declaration import (
    declares,
    green_light,
    reluctance_left,
    value_of_backing,
    value_of_declaring,
    value_of_waiting,
)
from sim.rules.rates import chance_within
from sim.scenario.format.stages.act import Acting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.actors.actor import Actor
    from sim.actors.world import World
    from sim.rules.arrays import Counts, Flags, Floats
    from sim.scenario.format.stages.stage import Stage

__all__ = ["backs", "chances_of", "tempted_in", "would_act"]


def would_act(
    actor: Actor, stage: str, green: Flags, waited: float, decision: str, runs: Counts
) -> Consideration:  # fmt: skip
    """Return whether acting now is worth more to it than waiting (R12; Fearon 1998), with the numbers that decided.

    Backing is as likely as the actor believes by now; where it is withheld, acting now is acting alone.
    """
    text, spec = actor.world.on_table.take(runs, axis=1), actor.world.stages[stage]
    assert isinstance(spec, Acting), f"{stage} is no act"
    alone, nothing = (actor.worth_after(stage, result, text, runs) for result in ("alone", spec.failing))
    backed = actor.worth_after(stage, spec.BACKED, text, runs) if spec.backing_by else alone
    if actor.spec.fallback is not None:
        nothing = actor.failing(stage, runs)
    about = f"{stage}.{spec.BACKED}"
    known = bool(spec.backing_by) and (about in actor.belief_weights or spec.BACKED in spec.expected)
    # Who has no belief of its own goes by what it is told today, and hopes for nothing from tomorrow.
    later = actor.believes(about, runs) if known else np.zeros(len(runs))
    backing = later if known else np.where(green, 1.0, 0.0)
    declaring = np.where(green, value_of_declaring(backing, backed, alone), alone)
    hoped = value_of_declaring(later, backed, nothing)
    waiting = value_of_waiting(hoped, nothing, waited, actor.now["patience_weeks"][runs])
    noise = actor.noise(decision, runs)
    return Consideration(declaring, waiting, noise, backing, declares(declaring, waiting, noise))


def backs(
    actor: Actor, stage: str, reluctance: Floats, waited: float, runs: Counts, lasting: Floats | float = 0.0
) -> Backing:
    """Give the green light to an act or withhold it (R12; Coggins 2011), with the numbers that decided.

    Backing costs the `reluctance` at first, which falls to what is `lasting` of it as patience runs out.
    """
    text, spec = actor.world.on_table.take(runs, axis=1), actor.world.stages[stage]
    assert isinstance(spec, Acting), f"{stage} is no act"
    left = reluctance_left(reluctance, waited, actor.now["patience_weeks"][runs], lasting)
    worth = actor.worth_after(stage, spec.BACKED, text, runs)
    backed = value_of_backing(worth, left, actor.noise("backing", runs))
    withheld = actor.failing(stage, runs)
    return Backing(backed, withheld, left, green_light(backed, withheld))


def tempted_in(actor: Actor) -> set[str]:
    """Name the stages in which it may act alone, and says nowhere how likely it is to."""
    return {
        stage.name for stage in actor.world.scenario.process
        if isinstance(stage, Acting) and actor.name in stage.who and stage.dice is None
        and "alone" not in actor.spec.beliefs.get(stage.name, {})
    }  # fmt: skip


def chances_of(actor: Actor, stage: Stage, said: dict[str, Floats]) -> Mapping[str, Floats | float]:
    """Return the believed chances of a stage's results by what is said of them, or by dice that everybody knows.

    Who may act alone expects to where that pays: for certain if it takes nobody's backing, else as often as it is
    tempted.
    """
    chances = over_results(said or by_dice(actor.world, stage), tuple(stage.results), stage.failing)
    if stage.name not in actor.tempted_in or not isinstance(stage, Acting):
        return chances
    tempted_by, everybody = dict(chances), actor.world.everybody
    has = actor.in_force(everybody)
    alone = (has if stage.puts is None else actor.worth_in_force(stage.puts)) + actor.premium(stage.name, "alone")
    stays = has + actor.premium(stage.name, stage.failing)
    numbers = actor.world.inputs
    often: Floats | float = 1.0
    if stage.backing_by:
        often = chance_within(numbers[f"process.{stage.name}.alone_chance"], numbers[f"process.{stage.name}.weeks"])
    unbacked = tempted_by["alone"] + tempted_by[stage.failing]
    tempted_by["alone"] = np.where(alone > stays, unbacked * often, 0.0)
    tempted_by[stage.failing] = unbacked - tempted_by["alone"]
    return tempted_by


def by_dice(world: World, stage: Stage) -> dict[str, Floats]:
    """Return how likely it is that somebody acts alone where dice say so, and it takes no backing; else nothing."""
    if not isinstance(stage, Acting) or stage.dice is None or stage.backing_by:
        return {}
    nobody = (1.0 - world.inputs[f"process.{stage.name}.chance"]) ** len(stage.who)
    return {"alone": 1.0 - nobody}
