"""The chronicle of a run, alone or among others: what was decided, when, by whom, and with which numbers."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from sim.actors.decisions import Plain, Said, plain
from sim.rules.arrays import Counts

__all__ = ["Chronicle", "Chronicles", "Entry", "Listener", "Plain"]


class Listener(Protocol):
    """Whoever is told what happens in a model, as it happens."""

    runs: int
    """Of how many runs."""

    def hears(self, stage: str) -> bool:
        """Tell whether it is worth while to find out for it what happens in a stage."""
        ...

    def tell(
        self, week: int, date: dt.date, stage: str, kind: str, actor: str, runs: Counts, numbers: Mapping[str, Said]
    ) -> None:  # fmt: skip
        """Take note of what happens in some runs, given by their places."""
        ...


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
    ...     if entry.stage == "council" and entry.week == 77 and entry.kind != "waited":
    ...         print(entry.date, entry.kind, entry.actor)
    2007-05-07 draft contact_group
    2007-05-07 intention russia
    2007-05-07 signal russia
    2007-05-07 choice contact_group
    """

    entries: list[Entry] = field(default_factory=list)
    """What has happened so far, in order."""

    runs = 1
    """How many runs it is of."""

    def hears(self, stage: str) -> bool:
        """Tell that everything is written down, wherever it happens."""
        return True

    def tell(
        self, week: int, date: dt.date, stage: str, kind: str, actor: str, runs: Counts, numbers: Mapping[str, Said]
    ) -> None:  # fmt: skip
        """Write down one entry; arrays over the single run become plain numbers and lists."""
        said = ((name, plain(value)) for name, value in numbers.items())
        told = {name: one for name, one in said if one is not None}
        self.entries.append(Entry(week, date, stage, kind, actor, told))


class Chronicles:
    """Collects what happens in a model of several runs, in a chronicle of each; each is as it would be alone.

    Examples
    --------
    >>> from sim.model import StatusTalks
    >>> kept, case = Chronicles(3), sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> _ = StatusTalks(case, places=np.arange(3), chronicle=kept).run()
    >>> {one.entries[0].word("label") for one in kept.each}
    {'Putin asks for universal principles'}
    """

    def __init__(self, runs: int) -> None:
        self.runs = runs
        self.each = [Chronicle() for _ in range(runs)]

    def hears(self, stage: str) -> bool:
        """Tell that everything is written down, wherever it happens."""
        return True

    def tell(
        self, week: int, date: dt.date, stage: str, kind: str, actor: str, runs: Counts, numbers: Mapping[str, Said]
    ) -> None:  # fmt: skip
        """Write down an entry for each of some runs, given by their places, with what is said of that run."""
        told: list[dict[str, Plain]] = [{} for _ in runs]
        for name, value in numbers.items():
            for of_run, one in zip(told, _run_by_run(name, value, runs.size), strict=True):
                if one is not None:
                    of_run[name] = one
        for place, of_run in zip(runs.tolist(), told, strict=True):
            self.each[place].entries.append(Entry(week, date, stage, kind, actor, of_run))


def _run_by_run(name: str, value: Said, runs: int) -> Sequence[Plain | None]:
    """Return what is said of each run, None where it is masked; what is no array holds of all of them."""
    if not isinstance(value, np.ndarray):
        return [value] * runs
    if value.shape[-1:] != (runs,):
        raise ValueError(f"{name} is told of {runs} runs, but its last axis has {value.shape[-1:]}")
    if value.ndim == 1:
        return list(value.tolist())
    each = np.moveaxis(value, -1, 0).reshape(runs, -1)
    return list(each.tolist() if each.shape[1] > 1 else each[:, 0].tolist())
