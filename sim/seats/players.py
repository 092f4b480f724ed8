"""Who sits in a seat: the model, whoever played it before, a person, a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from sim.seats.protocol import MODEL, Nonsense, choice_from

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.actors.decisions import Choice, Question
    from sim.seats.protocol import Message

__all__ = ["Answered", "ModelPlayer", "Player", "TranscriptPlayer", "answered"]


class Answered(NamedTuple):
    """What was answered, and by whom."""

    choice: Choice
    by: str
    """Who decided: "human", "program" or "model"."""
    why: str = ""
    """Why the model decided instead of whoever sits there; empty where it did not."""


class Player(Protocol):
    """Whoever sits in a seat."""

    kind: str
    """What it is, as it is written down."""

    def open(self, message: Message) -> None:
        """Be told what is played, and what it may know."""
        ...

    def answer(self, message: Message, question: Question) -> Answered:
        """Answer a question."""
        ...

    def recall(self, message: Message, answer: Message) -> None:
        """Be told of a question that was answered before the game was taken up again."""
        ...

    def close(self, message: Message) -> None:
        """Be told how it ended."""
        ...


def answered(data: object, question: Question, issues: Sequence[str], by: str) -> Answered:
    """Return an answer if it is allowed, else the model's own choice, marked so.

    >>> from sim.actors.decisions import Allowed, Question
    >>> question = Question("russia", "council", 77, "vote", Allowed("word", ("yes", "no")), "no")
    >>> answered("maybe", question, [], "program")
    Answered(choice='no', by='model', why='it is none of yes, no')
    """
    try:
        return Answered(choice_from(data, question, issues), by)
    except Nonsense as error:
        return Answered(question.own, "model", str(error))


class ModelPlayer:
    """The model, in a seat as elsewhere."""

    kind = "model"

    def open(self, message: Message) -> None:
        """Need to be told nothing."""

    def answer(self, message: Message, question: Question) -> Answered:
        """Do what the model does."""
        return Answered(question.own, "model")

    def recall(self, message: Message, answer: Message) -> None:
        """Need to be told nothing."""

    def close(self, message: Message) -> None:
        """Need to be told nothing."""


class TranscriptPlayer:
    """Whoever sat in a seat in a game that was written down: the same answers to the same questions."""

    def __init__(self, kind: str, answers: Mapping[tuple[object, ...], Message], issues: Sequence[str]) -> None:
        self.kind, self.answers, self.issues = kind, answers, issues
        self.asked: dict[tuple[object, ...], int] = {}

    def open(self, message: Message) -> None:
        """Know it already."""

    def answer(self, message: Message, question: Question) -> Answered:
        """Answer as it was answered then; where the game has gone another way, as the model does."""
        about = (question.stage, question.week, question.kind)
        self.asked[about] = self.asked.get(about, 0) + 1
        then = self.answers.get((*about, self.asked[about]))
        if then is None:
            return Answered(question.own, "model", "the transcript has no answer to this")
        if then["by"] == MODEL:  # what was left to the model then is left to it now
            return Answered(question.own, MODEL, str(then.get("why", "")))
        said = answered(then["choice"], question, self.issues, str(then["by"]))
        return said if said.why else Answered(said.choice, said.by, str(then.get("why", "")))

    def recall(self, message: Message, answer: Message) -> None:
        """Know it already, and count what was asked."""
        about = (message["stage"], message["week"], message["kind"])
        self.asked[about] = self.asked.get(about, 0) + 1

    def close(self, message: Message) -> None:
        """Know it already."""
