"""Two courses of one run told side by side: what was the same, told once, and what was not, beside each other."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sim.process.chronicle import Chronicle
from sim.scenario.format.scenario import Scenario
from sim.views.story.chapters import Passage
from sim.views.story.story import story_of
from sim.views.wording import span

__all__ = ["Beside", "side_by_side"]


@dataclass(frozen=True)
class Beside:
    """What is told of some days in both courses; equal texts where nothing differs."""

    first: dt.date
    """The first of the days."""
    days: str
    """The days in words."""
    before: str
    after: str
    """What happened, and what would have; empty where a course tells nothing of these days."""

    @property
    def same(self) -> bool:
        """Whether both courses tell the same."""
        return self.before == self.after


def side_by_side(
    before: tuple[Chronicle, Scenario], after: tuple[Chronicle, Scenario], *, numbers: bool = False
) -> list[Beside]:
    """Tell two chronicles of one run beside each other, by date.

    Without the veto the first threat of one is empty, and told so:

    >>> from sim.runs.one_run import chronicle_of
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> free = sim.read_scenario("scenarios/kosovo/five_actors.yaml", ["actors.russia.veto=false"])
    >>> rows = side_by_side(*((chronicle_of(case, 0, seed=1), case) for case in (five, free)))
    >>> [(row.days, row.same) for row in rows][:2]
    [('31 January 2006', False), ('20 February 2006', True)]
    """
    left, right = (_by_days(*one, numbers) for one in (before, after))
    return list(_merged(left, right))


def _by_days(chronicle: Chronicle, scenario: Scenario, numbers: bool) -> dict[tuple[dt.date, dt.date], str]:
    told: dict[tuple[dt.date, dt.date], str] = {}
    for chapter in story_of(chronicle, scenario, style="chronicle", numbers=numbers).chapters:
        for passage in chapter.passages:
            key = passage.first, passage.last
            told[key] = f"{told[key]} {_text(passage)}" if key in told else _text(passage)
    return told


def _text(passage: Passage) -> str:
    return " ".join(passage.sentences)


def _merged(left: dict[tuple[dt.date, dt.date], str], right: dict[tuple[dt.date, dt.date], str]) -> Iterator[Beside]:
    for first, last in sorted({*left, *right}):
        yield Beside(first, span(first, last), left.get((first, last), ""), right.get((first, last), ""))
