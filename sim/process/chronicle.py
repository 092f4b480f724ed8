"""The chronicle of one run: what was decided, when, by whom, and with which numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np

__all__ = ["Chronicle", "Entry"]


@dataclass(frozen=True)
class Entry:
    """One thing that happened in a run.

    Attributes
    ----------
    week : int
        Week of the calendar.
    date : datetime.date
        First day of that week.
    stage : str
        Where it happened; empty for events outside any stage.
    kind : str
        What happened, such as "offer", "draft", "vote".
    actor : str
        Who did it; empty if nobody in particular.
    numbers : dict
        What it was decided by: numbers, yes or no, texts as lists.
    """

    week: int
    date: dt.date
    stage: str
    kind: str
    actor: str
    numbers: dict[str, Any]


@dataclass
class Chronicle:
    """Collects what happens in a model of a single run.

    Attributes
    ----------
    entries : list of Entry
        What has happened so far, in order.

    Examples
    --------
    How the Council dealt with the first draft in one run:

    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> kept, case = Chronicle(), read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> _ = StatusTalks(case, places=np.array([0]), chronicle=kept).run()
    >>> for entry in kept.entries:
    ...     if entry.stage == "council" and entry.week == 77:
    ...         print(entry.date, entry.kind, entry.actor)
    2007-05-07 draft contact_group
    2007-05-07 intention russia
    2007-05-07 signal russia
    2007-05-07 choice contact_group
    """

    entries: list[Entry] = field(default_factory=list)

    def tell(self, week: int, date: dt.date, stage: str, kind: str, actor: str, numbers: dict[str, Any]) -> None:
        """Write down one entry; arrays over the single run become plain numbers and lists."""
        plain = {name: _plain(value) for name, value in numbers.items()}
        self.entries.append(Entry(week, date, stage, kind, actor, plain))


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.ravel().tolist() if value.size > 1 else value.item()
    return value.item() if isinstance(value, np.generic) else value
