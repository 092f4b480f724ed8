"""The chronicle of one run: what was decided, when, by whom, and with which numbers."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.actors.decisions import Plain, Said, plain

__all__ = ["Chronicle", "Entry", "Plain"]


@dataclass(frozen=True)
class Entry:
    """One thing that happened in a run."""

    week: int
    """Week of the calendar."""
    date: dt.date
    """First day of that week."""
    stage: str
    """Where it happened; empty for events outside any stage."""
    kind: str
    """What happened, such as "offer", "draft", "vote"."""
    actor: str
    """Who did it; empty if nobody in particular."""
    numbers: dict[str, Plain]
    """What it was decided by: numbers, yes or no, texts as lists."""

    def number(self, name: str) -> float:
        """Return one of the numbers."""
        found = self.numbers[name]
        assert isinstance(found, int | float), f"{name} is no number"
        return found

    def says(self, name: str) -> bool:
        """Return one of the flags."""
        found = self.numbers[name]
        assert isinstance(found, bool), f"{name} is no flag"
        return found

    def word(self, name: str) -> str:
        """Return one of the words."""
        found = self.numbers[name]
        assert isinstance(found, str), f"{name} is no word"
        return found

    def by_issue(self, name: str) -> list[float]:
        """Return a text, or what is said of each issue, as a list."""
        found = self.numbers[name]
        return list(found) if isinstance(found, list) else [self.number(name)]

    def flags_by_issue(self, name: str) -> list[bool]:
        """Return one of the flags that are told of each issue, as a list."""
        found = self.numbers[name]
        return [bool(flag) for flag in found] if isinstance(found, list) else [self.says(name)]


@dataclass
class Chronicle:
    """Collects what happens in a model of a single run.

    Examples
    --------
    How the Council dealt with the first draft in one run:

    >>> from sim.model import StatusTalks
    >>> kept, case = Chronicle(), sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> _ = StatusTalks(case, places=np.array([1]), chronicle=kept).run()
    >>> for entry in kept.entries:
    ...     if entry.stage == "council" and entry.week == 77:
    ...         print(entry.date, entry.kind, entry.actor)
    2007-05-07 draft contact_group
    2007-05-07 intention russia
    2007-05-07 signal russia
    2007-05-07 choice contact_group
    """

    entries: list[Entry] = field(default_factory=list)
    """What has happened so far, in order."""

    def tell(self, week: int, date: dt.date, stage: str, kind: str, actor: str, numbers: Mapping[str, Said]) -> None:
        """Write down one entry; arrays over the single run become plain numbers and lists."""
        told = {name: plain(value) for name, value in numbers.items()}
        self.entries.append(Entry(week, date, stage, kind, actor, told))
