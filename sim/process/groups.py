"""Groups: several who speak as one, and what those within make of a text before it is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.decisions import names_where
from sim.rules.acceptance import carried_within, would_sign

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.actors.actor import Actor
    from sim.actors.decisions import Answer, Said
    from sim.process.stage import AnyStage
    from sim.rules.arrays import Counts, Flags, Floats

__all__ = ["carry", "stands_behind", "tell_within"]


def carry(stage: AnyStage, group: Actor, answer: Answer, text: Floats, runs: Counts, whose: str = "") -> None:
    """Let a group say yes only where its members carry that; others answer for themselves."""
    if group.spec.decides is not None and runs.size:
        answer.carried = stands_behind(stage, group, text, runs, whose)
        answer.accepts = answer.accepts & answer.carried


def stands_behind(stage: AnyStage, group: Actor, text: Floats, runs: Counts, whose: str = "") -> Flags:
    """Tell where the members of a group carry its yes to a text, by its inner rule (R5); true of who is no group.

    `whose` names the party whose offer it is, where several lie on the table at once.
    """
    decides = group.spec.decides
    if decides is None or not runs.size:
        return np.ones(len(runs), dtype=bool)
    members = [stage.actor(name) for name in group.spec.members]
    asked = members[:1] if decides == "leader" else members
    said = np.stack([_would_sign(stage, member, text, runs) for member in asked])
    weights = np.stack([member.weight[runs] for member in asked])
    carried = carried_within(weights, said) if decides == "majority" else np.asarray(said.all(axis=0))
    _tell(stage, group, asked, said, carried, runs, whose=whose, text=text)
    return carried


def tell_within(stage: AnyStage, group: Actor, gain: Callable[[Actor], Floats], gained: Floats, runs: Counts) -> None:
    """Tell who within a group gains by a text on which it votes as its pivotal member would."""
    if group.spec.decides is None or not stage.telling or not runs.size:
        return
    members = [stage.actor(name) for name in group.spec.members]
    asked = members[:1] if group.spec.decides == "leader" else members
    _tell(stage, group, asked, np.stack([gain(member) > 0 for member in asked]), gained > 0, runs)


def _tell(
    stage: AnyStage, group: Actor, asked: list[Actor], said: Flags, carried: Flags, runs: Counts, **of: Said
) -> None:
    if stage.telling:
        names = [one.name for one in asked]
        stage.tell("within", group.name, runs, carried=carried, for_it=names_where(names, said, none=""),
                   against_it=names_where(names, ~said, none=""), **of)  # fmt: skip


def _would_sign(stage: AnyStage, member: Actor, text: Floats, runs: Counts) -> Flags:
    """Tell whether a member would rather have a text agreed to than see the stage fail."""
    agreed = member.worth_after(stage.name, stage.spec.agreeing, text, runs, consented=True)
    noise = member.noise(f"within.{stage.name}", runs)
    return would_sign(agreed, member.failing(stage.name, runs), noise, member.admits(text, runs))
