"""What everybody decided in each run, last and how near to deciding otherwise: heard as it happens, and not kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.rules.council import NO, YES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from sim.actors.decisions import Said
    from sim.rules.arrays import Counts, Flags, Floats
    from sim.scenario.format.scenario import Scenario

__all__ = ["UNASKED", "Decision", "Decisions", "Heard"]

UNASKED, REFUSED, ACCEPTED = -1, 0, 1
"""What a run says of a decision: nobody was asked, or the answer."""

ANSWERS = ("answer", "option", "last_answer", "opinion")
"""Kinds of entries that tell a yes or no to a text (R5)."""


class Decision(NamedTuple):
    """Something that somebody decides, once in a run or again and again."""

    actor: str
    stage: str
    kind: str
    """Of which kind, as in a chronicle."""
    about: str = ""
    """To which text, or to whose offers, where there are several."""

    def __str__(self) -> str:
        """Say it in words.

        >>> str(Decision("west", "talks", "option", "plan")), str(Decision("west", "talks", "answer", "east"))
        ("west's answer to plan in talks", "west's answer to the offers of east in talks")
        """
        said = {
            "option": f"answer to {self.about} in {self.stage}",
            "answer": f"answer to the offers of {self.about} in {self.stage}",
            "sponsor": f"backing of {self.stage}",
            "considers": f"decision on {self.stage}",
            "tempted": f"decision on {self.stage} alone",
            "intention": f"vote in {self.stage}",
            "ballot": f"vote in {self.stage}",
            "recommendation": f"advice in {self.stage}",
            "breach": f"keeping of {self.stage}",
        }
        return f"{self.actor}'s {said.get(self.kind, f'answer to the text of {self.stage}')}"


@dataclass
class Heard:
    """A decision in all runs of a model, ``(runs,)`` each."""

    said: npt.NDArray[np.int8]
    """The last answer; `UNASKED` where nobody was asked."""
    margin: Floats
    """By how much utility that was a yes, below 0 a no; NaN where it is no matter of utility."""
    nearest: Floats
    """How far the nearest of all answers was from turning."""


class Decisions:
    """Hears what is told of some runs, and keeps of each decision the last answer and the nearest.

    Attributes
    ----------
    heard : dict of Decision to Heard
        Every decision that came up.
    took_part : set of str
        All who did something in some run.

    Examples
    --------
    >>> from sim.model import StatusTalks
    >>> case = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> told = Decisions(case, 8)
    >>> model = StatusTalks(case, places=np.arange(8), chronicle=told).run()
    >>> says_no = told.heard[Decision("belgrade", "proposal", "last_answer")]
    >>> says_no.said.tolist(), bool(np.all(says_no.margin < 0))
    ([0, 0, 0, 0, 0, 0, 0, 0], True)
    """

    def __init__(self, scenario: Scenario, runs: int) -> None:
        self.runs = runs
        self.deciding = {stage.name for stage in scenario.process if not stage.follows_up}
        self.heard: dict[Decision, Heard] = {}
        self.took_part: set[str] = set()

    def hears(self, stage: str) -> bool:
        """Tell whether a stage comes before the dispute is decided: of the others nothing is asked here."""
        return stage in self.deciding

    def tell(
        self, week: int, date: dt.date, stage: str, kind: str, actor: str, runs: Counts, numbers: Mapping[str, Said]
    ) -> None:  # fmt: skip
        """Take note of a decision, and of who did something."""
        self.took_part.add(actor)
        judged = JUDGED.get(kind)
        if judged is None or numbers.get("proposed_by") == actor:  # who proposes a text has said yes to it
            return
        about = numbers.get("text_name", numbers.get("other", ""))
        yes, margin, asked = judged(numbers, len(runs))
        decision = Decision(actor, stage, kind, str(about))
        if decision not in self.heard:
            self.heard[decision] = Heard(np.full(self.runs, UNASKED, dtype=np.int8),
                                         np.full(self.runs, np.nan), np.full(self.runs, np.nan))  # fmt: skip
        heard, here = self.heard[decision], runs[asked]
        heard.said[here] = np.where(yes, ACCEPTED, REFUSED)[asked]
        heard.margin[here] = margin[asked]
        heard.nearest[here] = np.fmin(heard.nearest[here], np.abs(margin[asked]))


Judged = tuple["Flags", "Floats", "Flags"]
"""Whether the answer is yes, by how much, and where it was asked at all."""


def _array(numbers: Mapping[str, Said], name: str) -> Floats:
    return np.asarray(numbers[name], dtype=np.float64)


def _answer(numbers: Mapping[str, Said], runs: int) -> Judged:
    least = np.maximum(_array(numbers, "disagreement"), _array(numbers, "next_offer_value"))
    margin = _array(numbers, "worth") + _array(numbers, "noise") - least
    margin = np.where(np.asarray(numbers["admissible"]), margin, np.nan)
    return np.asarray(numbers["accepts"]), margin, np.ones(runs, dtype=bool)


def _backing(numbers: Mapping[str, Said], runs: int) -> Judged:
    margin = _array(numbers, "declaration") - _array(numbers, "without")
    return np.asarray(numbers["backs"]), margin, np.ones(runs, dtype=bool)


def _acting(numbers: Mapping[str, Said], runs: int) -> Judged:
    margin = _array(numbers, "declaring") + _array(numbers, "noise") - _array(numbers, "waiting")
    open_to = np.asarray(numbers.get("green", np.ones(runs, dtype=bool)))
    return np.asarray(numbers["declares"]), margin, open_to


def _vote(numbers: Mapping[str, Said], runs: int) -> Judged:
    """Of a vote before sponsors one asks whether it is no, of another whether it is yes."""
    vote = np.asarray(numbers["vote"])
    said = vote != NO if "chance_of_no" in numbers else vote == YES
    return said, np.full(runs, np.nan), np.ones(runs, dtype=bool)


def _flag(name: str) -> Callable[[Mapping[str, Said], int], Judged]:
    return lambda numbers, runs: (np.asarray(numbers[name]), np.full(runs, np.nan), np.ones(runs, dtype=bool))


JUDGED: dict[str, Callable[[Mapping[str, Said], int], Judged]] = {
    **dict.fromkeys(ANSWERS, _answer), "sponsor": _backing, "considers": _acting, "tempted": _acting,
    "intention": _vote, "ballot": _vote, "recommendation": _flag("recommends"), "breach": _flag("breaks"),
}  # fmt: skip
"""How each kind of entry that tells a decision is read."""
