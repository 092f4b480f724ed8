"""Asking whoever sits in an actor's seat: what the model would do is known by then, and is done where nobody sits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.actors.decisions import Allowed, Choice, Question, plain
from sim.rules.council import ABSTAIN, NO, YES

if TYPE_CHECKING:
    from sim.actors.actor import Actor
    from sim.actors.decisions import Said
    from sim.process.stage import AnyStage
    from sim.rules.arrays import Counts, Flags, Floats

    Told = Mapping[str, Said]

__all__ = ["ask_number", "ask_text", "ask_vote", "ask_word", "ask_yes"]

NOTHING: dict[str, Said] = {}

Ballots = npt.NDArray[np.int8]

VOTES = {"yes": YES, "abstain": ABSTAIN, "no": NO}
"""How a seat may vote."""


def ask_yes(
    stage: AnyStage, kind: str, actor: Actor, own: Flags, runs: Counts, *, facts: Told = NOTHING,
    payoffs: Told | Callable[[], Told] = NOTHING, beliefs: Told = NOTHING,
) -> Flags:  # fmt: skip
    """Return a yes or no, ``(runs,)``: what the model decided, or what the seat decides; it alone is told payoffs."""
    if not runs.size or not stage.seated(actor):
        return own
    told = payoffs() if callable(payoffs) else payoffs
    answer = _ask(stage, kind, actor, Allowed("yes_or_no"), bool(own[0]), facts, told, beliefs)
    return np.array([answer is True])


def ask_word(
    stage: AnyStage, kind: str, actor: Actor, words: tuple[str, ...], own: str, *, facts: Told = NOTHING,
    payoffs: Told = NOTHING, beliefs: Told = NOTHING,
) -> str:  # fmt: skip
    """Return one of some words; to be asked of a seat alone."""
    return str(_ask(stage, kind, actor, Allowed("word", words), own, facts, payoffs, beliefs))


def ask_vote(
    stage: AnyStage, actor: Actor, own: Ballots, runs: Counts, *, abstention: bool, facts: Told,
    payoffs: Told, beliefs: Told = NOTHING,
) -> Ballots:  # fmt: skip
    """Return a vote, 1, 0 or -1, ``(runs,)``: what the model decided, or what the seat decides."""
    if not runs.size or not stage.seated(actor):
        return own
    words = tuple(word for word in VOTES if abstention or word != "abstain")
    said = next(word for word, vote in VOTES.items() if vote == own[0])
    answer = ask_word(stage, "vote", actor, words, said, facts=facts, payoffs=payoffs, beliefs=beliefs)
    return np.array([VOTES[answer]])


def ask_number(
    stage: AnyStage, kind: str, actor: Actor, own: float, *, facts: Told, payoffs: Told, beliefs: Told = NOTHING
) -> float:
    """Return a number from 0 to 1; to be asked of a seat alone."""
    answer = _ask(stage, kind, actor, Allowed("number", bounds=((0.0, 1.0),)), own, facts, payoffs, beliefs)
    assert isinstance(answer, float), "a number is answered"
    return answer


def ask_text(
    stage: AnyStage, kind: str, actor: Actor, own: Floats, bounds: tuple[Floats, Floats], runs: Counts, *,
    facts: Told = NOTHING, payoffs: Told = NOTHING, beliefs: Told = NOTHING,
) -> Floats:  # fmt: skip
    """Return a text, ``(issues, runs)``, within bounds: what the model wrote, or what the seat writes."""
    if not runs.size or not stage.seated(actor):
        return own
    written = tuple(own[:, 0].tolist())
    lower, upper = np.minimum(bounds[0], own)[:, 0].tolist(), np.maximum(bounds[1], own)[:, 0].tolist()
    allowed = Allowed("text", bounds=tuple(zip(lower, upper, strict=True)))
    answer = _ask(stage, kind, actor, allowed, written, facts, payoffs, beliefs)
    return own if answer == written else np.array(answer, dtype=np.float64)[:, None]


def _ask(
    stage: AnyStage, kind: str, actor: Actor, allowed: Allowed, own: Choice, facts: Told, payoffs: Told,
    beliefs: Told,
) -> Choice:  # fmt: skip
    """Put a question to whoever sits there, with all that the actor believes, and tell what came of it."""
    world = stage.world
    assert world.seats is not None, "somebody is seated"
    known = {
        about: plain(actor.believes(about, world.everybody))
        for about in actor.belief_weights if about.partition(".")[0] not in world.unblockable
    }  # fmt: skip
    question = Question(
        actor.name, stage.name, world.week, kind, allowed, own, _plain(facts), _plain(payoffs),
        known | _plain(beliefs),
    )  # fmt: skip
    answer = world.seats.answer(question)
    stage.tell("seat", actor.name, world.everybody, what=kind, answer=_told(answer), model=_told(own),
               otherwise=answer != own)  # fmt: skip
    return answer


def _plain(told: Told) -> dict[str, str | float | bool | list[float] | list[bool]]:
    return {name: plain(value) for name, value in told.items()}


def _told(choice: Choice) -> Said:
    return np.array(choice)[:, None] if isinstance(choice, tuple) else choice
