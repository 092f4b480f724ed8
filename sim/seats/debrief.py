"""What would have been: a game beside the same luck with the model in a seat, and beside all runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.runs.run import run as play_runs
from sim.seats.play import Decision, play
from sim.seats.players import Answered, ModelPlayer, TranscriptPlayer
from sim.seats.transcript import NoTranscript

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sim.actors.decisions import Choice, Question
    from sim.rules.arrays import Floats
    from sim.runs.ensemble import Ensemble
    from sim.seats.play import Played
    from sim.seats.players import Player
    from sim.seats.protocol import Message
    from sim.seats.transcript import Game

__all__ = ["Debrief", "Ending", "Hindsight", "alternatives", "among", "debrief", "played_again"]

LITTLE = 1e-9
"""Payoffs that differ by less are the same."""


@dataclass(frozen=True)
class Ending:
    """How a game ended, and what a seat has of it."""

    outcome: str
    ended_on: str
    payoff: float


@dataclass(frozen=True)
class Hindsight:
    """One decision, taken otherwise, with all later questions answered as they were, or as the model does."""

    decision: Decision
    choice: Choice
    ending: Ending


@dataclass(frozen=True)
class Debrief:
    """A game looked back at from one seat."""

    seat: str
    played: Ending
    by_model: Ending
    """The same run with the model in that seat; the others answer as they did, wherever they are asked the same."""
    decisions: tuple[Decision, ...]
    """What the seat decided."""
    parted: Decision | None
    """The first decision that the model would have taken otherwise."""
    best: Hindsight | None
    """The single decision that, taken otherwise, would have brought most; None if none would have brought more."""
    tried: int
    """How many decisions were tried otherwise."""
    payoffs: Floats
    """What the actor has in each of the ordinary runs, ``(runs,)``."""
    share: float
    """The share of those that ended as this game did."""

    @property
    def paid(self) -> float:
        """What the seat's own decisions brought, beside the model's."""
        return self.played.payoff - self.by_model.payoff

    @property
    def below(self) -> float:
        """The share of ordinary runs in which the actor has less than in this game."""
        return float(np.mean(self.payoffs < self.played.payoff - LITTLE))


class _Otherwise(TranscriptPlayer):
    """Plays a seat as it was played, but for one decision."""

    def __init__(self, kind: str, answers: Mapping[tuple[object, ...], Message], issues: list[str]) -> None:
        super().__init__(kind, answers, issues)
        self.number = 0
        self.choice: Choice | None = None

    def at(self, number: int, choice: Choice) -> _Otherwise:
        """Take the decision of a number in another way."""
        self.number, self.choice = number, choice
        return self

    def answer(self, message: Message, question: Question) -> Answered:
        """Answer as it was answered, but at that number."""
        said = super().answer(message, question)
        if message["number"] == self.number and self.choice is not None:
            return Answered(self.choice, said.by)
        return said


def _again(game: Game, seat: str) -> _Otherwise:
    return _Otherwise(game.seats[seat], game.answers(seat), list(game.scenario.issues))


def _ending(played: Played, seat: str) -> Ending:
    outcome, ended_on, payoff = (
        played.row.column(name)[0].as_py() for name in ("outcome", "ended_on", f"utility.{seat}")
    )
    return Ending(str(outcome), str(ended_on), float(payoff))


def played_again(game: Game) -> Played:
    """Play a game again from its transcript.

    Raises NoTranscript if it was not played to its end, or plays otherwise in this version of the program.
    """
    if not game.is_over:
        raise NoTranscript("the game was not played to its end; sim play --resume goes on with it")
    players = {seat: _again(game, seat) for seat in game.seats}
    played = play(game.scenario, players, run=game.run, seed=game.seed)
    if played.lines[1:] != game.lines[1:]:
        raise NoTranscript(
            "the game does not play again as it is written down: another version of the program wrote it, or it was "
            "altered"
        )
    return played


def debrief(
    game: Game, seat: str, *, runs: int = 2_000, ensemble: Ensemble | None = None,
    on_try: Callable[[int, int], None] | None = None, quick: bool = False,
) -> Debrief:  # fmt: skip
    """Look back at a game from a seat; every comparison is with the same luck.

    With `quick` no decision is tried otherwise.

    Raises NoTranscript if the game was not played to its end, ValueError if nobody sat there.

    >>> from sim.seats.play import play
    >>> from sim.seats.players import ModelPlayer
    >>> from sim.seats.transcript import game_of
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> told = debrief(game_of(play(five, {"envoy": ModelPlayer()}, run=3)), "envoy", runs=50)
    >>> told.paid, told.parted is None, told.tried > 0
    (0.0, True, True)
    """
    if seat not in game.seats:
        raise ValueError(f"nobody sat for {seat!r}; seats: {', '.join(game.seats)}")
    played = played_again(game)
    others: dict[str, Player] = {name: _again(game, name) for name in game.seats if name != seat}
    by_model = play(game.scenario, {seat: ModelPlayer(), **others}, run=game.run, seed=game.seed)
    mine = tuple(one for one in played.decisions if one.question.actor == seat)
    tries = [(one, choice) for one in mine for choice in alternatives(one) if not quick]
    found = []
    for place, (one, choice) in enumerate(tries):
        if on_try is not None:
            on_try(place, len(tries))
        players = {name: _again(game, name) for name in game.seats}
        players[seat].at(one.number, choice)
        found.append(
            Hindsight(one, choice, _ending(play(game.scenario, players, run=game.run, seed=game.seed), seat))
        )
    ordinary = ensemble or play_runs(game.scenario, runs, seed=game.seed)
    here = _ending(played, seat)
    best = max(found, key=lambda one: one.ending.payoff, default=None)
    return Debrief(
        seat, here, _ending(by_model, seat), mine,
        next((one for one in mine if one.answered.choice != one.question.own), None),
        best if best is not None and best.ending.payoff > here.payoff + LITTLE else None, len(tries),
        ordinary.column(f"utility.{seat}"), among(ordinary, here.outcome),
    )  # fmt: skip


def among(ensemble: Ensemble, outcome: str) -> float:
    """Return the share of runs with an outcome; nothing where there is no such outcome."""
    found = ensemble.outcomes().get(outcome)
    return 0.0 if found is None else found.share


def alternatives(decision: Decision) -> Iterator[Choice]:
    """Return how else a decision could have been taken: all other words, and a handful of texts or numbers.

    Of a text these are the model's, the one that lay there before, and what others offered, as far as allowed.

    >>> from sim.actors.decisions import Allowed, Question
    >>> question = Question("russia", "council", 77, "vote", Allowed("word", ("yes", "abstain", "no")), "no")
    >>> list(alternatives(Decision(1, question, Answered("no", "human"))))
    ['yes', 'abstain']
    """
    question, chosen = decision.question, decision.answered.choice
    for choice in dict.fromkeys(_all_ways(question)):
        if choice != chosen:
            yield choice


def _all_ways(question: Question) -> Iterator[Choice]:
    allowed = question.allowed
    if allowed.form == "yes_or_no":
        yield from (True, False)
    elif allowed.form == "word":
        yield from allowed.words
    elif allowed.form == "number":
        yield from (question.own, *allowed.bounds[0])
    else:
        yield question.own
        for text in question.facts.values():
            if isinstance(text, list) and len(text) == len(allowed.bounds):
                yield tuple(
                    min(max(float(one), low), high) for one, (low, high) in zip(text, allowed.bounds, strict=True)
                )
