"""What was decided, run by run, with the numbers that it hung on; a chronicle writes them down.

In a run by itself a decision of an actor may be answered from outside, by whoever sits in its seat.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Flags, Floats

__all__ = [
    "Allowed", "Answer", "Backing", "Choice", "Consideration", "Plain", "Question", "Said", "Seats", "names_where",
    "plain",
]  # fmt: skip

Said = npt.NDArray[np.generic] | str | float | bool
"""What an entry of a chronicle may hold: a number or text run by run, or something plain."""

Plain = str | float | bool | list[float] | list[bool]
"""What is written down of a single run: a number, yes or no, a word, or a text as a list."""

Choice = bool | str | float | tuple[float, ...]
"""What is decided: yes or no, a word, a number, or a text, issue by issue."""


def plain(value: Said) -> Plain:
    """Return what is said of a single run as plain numbers and lists.

    >>> plain(np.array([0.5])), plain(np.array([[0.1], [0.2]])), plain("yes")
    (0.5, [0.1, 0.2], 'yes')
    """
    if isinstance(value, np.ndarray):
        found: Plain = value.ravel().tolist() if value.size > 1 else value.item()
        return found
    return value


def names_where(names: Sequence[str], where: Flags, *, none: str | None = None) -> npt.NDArray[np.object_]:
    """Return the names of those of whom something is so in each run, ``(names, runs)``; None where of nobody.

    >>> names_where(["west", "east"], np.array([[True, True, False], [True, False, False]])).tolist()
    ['west east', 'west', None]
    """
    said = [" ".join(name for name, one in zip(names, so, strict=True) if one) or none for so in where.T.tolist()]
    return np.array(said, dtype=np.object_)


@dataclass(frozen=True)
class Allowed:
    """What may be answered to a question."""

    form: Literal["yes_or_no", "word", "number", "text"]
    words: tuple[str, ...] = ()
    """The words, where one of some is chosen."""
    bounds: tuple[tuple[float, float], ...] = ()
    """The least and the greatest of a number, or of each issue of a text."""


@dataclass(frozen=True)
class Question:
    """A decision that an actor has to take in a run by itself, before it is taken."""

    actor: str
    stage: str
    week: int
    kind: str
    """What is decided, such as "offer", "accept", "vote"."""
    allowed: Allowed
    own: Choice
    """What the model would do."""
    facts: Mapping[str, Plain] = field(default_factory=dict)
    """What lies before the actor, and everybody at the table may see."""
    payoffs: Mapping[str, Plain] = field(default_factory=dict)
    """What it is worth to the actor."""
    beliefs: Mapping[str, Plain] = field(default_factory=dict)
    """What the actor believes."""


class Seats(Protocol):
    """Those actors whose decisions are taken outside the model, and whoever takes them."""

    def holds(self, actor: str) -> bool:
        """Tell whether somebody sits in an actor's seat."""
        ...

    def answer(self, question: Question) -> Choice:
        """Return what is decided: one of what is allowed."""
        ...


SELDOM = ("elsewhere", "lines", "retreat")
"""What of an answer is told of those runs alone in which there is any of it."""


@dataclass
class Answer:
    """A yes or no to a text (R5); all ``(runs,)``."""

    value: Floats
    """What the text is worth."""
    elsewhere: Floats
    """What is offered elsewhere for accepting."""
    lines: Floats
    """What the red lines cost that it crosses."""
    retreat: Floats
    """What it costs at home to retreat to it from what was demanded in public."""
    worth: Floats
    """What is left, all prices paid."""
    disagreement: Floats
    """What it is held against: the reservation value."""
    next_offer_value: Floats | float
    """What it is held against as well: the party's own next offer."""
    noise: Floats
    """Error of judgement."""
    admissible: Flags
    """Whether the text crosses no line that cannot be crossed."""
    accepts: Flags
    """The answer."""
    passes: Floats | None = None
    """The chance that it gives a text that is agreed to of coming into force, where votes at home lie ahead."""
    carried: Flags | None = None
    """Whether the members of a group carry its yes."""

    def told(self) -> dict[str, Said]:
        """Return what a chronicle writes down; nothing of offers elsewhere and costs at home where there are none."""
        said = self._said()
        return said | {name: np.ma.masked_equal(said[name], 0.0) for name in SELDOM if name in said}

    def known(self) -> dict[str, Said]:
        """Return what the party itself knows of it: its own numbers, but not by how much it errs."""
        return {name: value for name, value in self._said().items() if name not in ("noise", "accepts")}

    def _said(self) -> dict[str, Said]:
        said = {name: value for name, value in vars(self).items() if value is not None}
        return {name: value for name, value in said.items() if name not in SELDOM or value.any()}


@dataclass
class Consideration:
    """Whether a party would declare (R12)."""

    declaring: Floats
    waiting: Floats
    """What declaring and waiting are worth, ``(runs,)``."""
    noise: Floats
    """Error of judgement, ``(runs,)``."""
    backing: Floats
    """The chance of backing that it reckons with, ``(runs,)``."""
    declares: Flags
    """Whether it would, ``(runs,)``."""

    def told(self) -> dict[str, Said]:
        """Return what a chronicle writes down."""
        return dict(vars(self))


@dataclass
class Backing:
    """Whether a sponsor backs a declaration (R12); all ``(runs,)``."""

    declaration: Floats
    """What a declaration that it backs is worth to it, with its noise and less the reluctance that is left."""
    without: Floats
    """What comes without one."""
    reluctance: Floats
    """What is left of it."""
    backs: Flags
    """Whether it gives the green light."""

    def told(self) -> dict[str, Said]:
        """Return what a chronicle writes down."""
        return dict(vars(self))
