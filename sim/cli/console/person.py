"""A person in a seat, at a terminal: words first, numbers on demand, no taking back."""

from __future__ import annotations

import datetime as dt
import difflib
from typing import TYPE_CHECKING

from sim.cli.console.say import say
from sim.seats.players import Answered
from sim.seats.protocol import MODEL, Nonsense, choice_from
from sim.views.labels import label_of
from sim.views.seats.words import (
    allowed_in_words,
    before_one,
    choice_in_words,
    news_in_words,
    numbers_of,
    wishes_in_words,
)
from sim.views.wording import day, decimal, plural

if TYPE_CHECKING:
    from sim.actors.decisions import Question
    from sim.scenario.format.scenario import Scenario
    from sim.seats.protocol import Message

__all__ = ["Left", "Person"]

MOST_NEWS = 12
"""What happened since the last question is told as far back as this; `news` tells all of it."""

HELP = """\
m      decide as the model would        mm     so for all that follows in this stage
n      the numbers behind it            news   all that has happened since the last question
w      what you want                    q      stop here; the game can be taken up again
What is decided cannot be taken back."""


class Left(Exception):  # noqa: N818 - nothing went wrong
    """Whoever sat there has stopped for now."""


class Person:
    """Asks at the terminal."""

    kind = "human"

    def __init__(self, seat: str, scenario: Scenario) -> None:
        self.seat, self.scenario = seat, scenario
        self.label = label_of(scenario, "actors", seat)
        self.wishes: object = None
        self.stage_left = ""
        self.stage = ""

    def open(self, message: Message) -> None:
        """Say what is played, and what this seat wants."""
        self.wishes = message.get("wishes")
        say(f"{self.scenario.title}")
        say(f"You are {self.label}. One simulated run, not a record of what happened.")
        self._say_wishes()
        say("? lists what you may type.")

    def recall(self, message: Message, answer: Message) -> None:
        """Say nothing of what was decided before the game was taken up again."""
        self.stage = str(message["stage"])

    def answer(self, message: Message, question: Question) -> Answered:
        """Tell what is new, ask, and hear."""
        if self.stage_left == question.stage:
            return Answered(question.own, "model", "left to the model")
        self._head(message)
        self._news(message, MOST_NEWS)
        self._ask(message)
        while True:
            typed = self._typed()
            if typed in ("m", "mm"):
                self.stage_left = question.stage if typed == "mm" else ""
                return Answered(question.own, "model", "left to the model")
            if self._is_told(typed, message):
                continue
            try:
                said = self._read(typed, message)
                return Answered(choice_from(said, question, list(self.scenario.issues)), self.kind)
            except Nonsense as error:
                say(f"{error}; allowed: {allowed_in_words(message)}")

    def close(self, message: Message) -> None:
        """Say how it ended."""
        say()
        self._news(message, MOST_NEWS)
        say(f"Outcome: {message['label']}. What {self.label} has of it: "
            f"{decimal(worth) if isinstance(worth := message.get('payoff'), float) else 'not told'}.")  # fmt: skip

    def _head(self, message: Message) -> None:
        on = day(dt.date.fromisoformat(str(message["date"])))
        stage = label_of(self.scenario, "stages", str(message["stage"]))
        say()
        say(f"— {stage}, week {message['week']}, {on} — {self.label} —")

    def _news(self, message: Message, most: int) -> None:
        news = message["news"]
        assert isinstance(news, list), "news is a list"
        if len(news) > most:
            say(f"(and {plural(len(news) - most, 'entry').replace('entrys', 'entries')} before; `news` tells all)")
        for one in news[-most:]:
            say(news_in_words(one, self.scenario))

    def _ask(self, message: Message) -> None:
        say(str(message["asks"]))
        for line in before_one(message, self.scenario):
            say(f"  {line}")
        say(f"Type {allowed_in_words(message)}.")

    def _say_wishes(self) -> None:
        if not isinstance(self.wishes, dict):
            say("What you want is not told: the scenario does not let this seat know it.")
            return
        heading, *lines = wishes_in_words(self.wishes, self.scenario)
        say(heading)
        for line in lines:
            say(f"  {line}")

    def _typed(self) -> str:
        say(f"{self.label}> ", end="")
        try:
            return input().strip()
        except EOFError:
            say()
            raise Left from None

    def _is_told(self, typed: str, message: Message) -> bool:
        """Tell what was asked for, and whether it was no answer."""
        if typed == "q":
            raise Left
        if typed == "n":
            told = list(numbers_of(message, self.scenario))
            for line in told:
                say(f"  {line}")
            if not told and "model" not in message:
                say("  There are none that this seat may know.")
            if "model" in message:
                say(f"  The model would: {choice_in_words(message['model'], self.scenario)}.")
        elif typed == "news":
            self._news(message, 10_000)
        elif typed == "w":
            self._say_wishes()
        elif typed in ("?", "help"):
            say(HELP)
        elif not typed:
            self._ask(message)
        return typed in ("n", "news", "w", "?", "help", "")

    def _read(self, typed: str, message: Message) -> object:
        """Read what was typed as an answer."""
        allowed = message["allowed"]
        assert isinstance(allowed, dict), "a question says what is allowed"
        if allowed["form"] == "text":
            return self._text(typed)
        if allowed["form"] == "number":
            return _number(typed, "the number")
        return {"y": "yes"}.get(typed.lower(), typed.lower()) if typed != MODEL else typed

    def _text(self, typed: str) -> dict[str, float]:
        names, found = list(self.scenario.issues), dict[str, float]()
        for part in typed.replace(",", " ").split():
            name, equals, value = part.partition("=")
            if not equals:
                raise Nonsense(f"{part!r} is no issue with a number")
            if name not in names:
                near = difflib.get_close_matches(name, names, 1)
                raise Nonsense(f"no issue is called {name!r}{f'; nearest: {near[0]}' if near else ''}")
            if name in found:
                raise Nonsense(f"{name} is there twice")
            found[name] = _number(value, name)
        if not found:
            raise Nonsense("it names no issue")
        return found


def _number(typed: str, what: str) -> float:
    try:
        return float(typed)
    except ValueError:
        raise Nonsense(f"{what} is no number") from None
