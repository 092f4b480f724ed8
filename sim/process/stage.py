"""A stage: one part of the process, in which some runs stand while others are elsewhere.

Each week a stage does three things with the runs that stand in it: it leaves alone those that
may not act yet (it has not opened, or an event holds it), it acts on those that are due, and it
sends on those that are done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from sim.scenario.format.stage import NOTHING, TABLE

if TYPE_CHECKING:
    from sim.actors.actor import Actor
    from sim.rules.arrays import Counts, Flags, Floats
    from sim.scenario.format import process as written

__all__ = ["NEVER", "Stage"]

NEVER = -1
"""The week of something that has not happened."""

NOBODY = np.zeros(0, dtype=np.int64)
"""No run at all."""


class Stage:
    """One part of the process.

    Attributes
    ----------
    entered, began : array of int, (runs,)
        Week in which a run came to the stage, and in which it first acted there; -1 if not yet.
    held_until : array of int, (runs,)
        Week before which the stage may not act.

    Examples
    --------
    All runs stand in the Vienna talks from the start, which open with the first direct round in week 14:

    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> model = StatusTalks(read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(3))
    >>> vienna = model.stages[0]
    >>> for week in model.weeks():
    ...     if week == 15:
    ...         break
    >>> vienna.entered.tolist(), vienna.began.tolist(), vienna.elapsed(np.arange(3)).tolist()
    ([0, 0, 0], [14, 14, 14], [2, 2, 2])
    """

    follows: ClassVar[dict[str, str]] = {}

    def __init__(self, model: Any, spec: Any, place: int) -> None:
        self.model = model
        self.setting = model.setting
        self.spec = spec
        self.place = place
        self.name: str = spec.name
        runs = self.setting.runs
        calendar = self.setting.scenario.calendar
        self.opens = calendar.week_of(spec.opens) if spec.opens else 0
        self.entered = model.results.column(f"{self.name}.entered_week", NEVER)
        self.began = model.results.column(f"{self.name}.began_week", NEVER)
        self.left = model.results.column(f"{self.name}.left_week", NEVER)
        self.result = model.results.words_column(f"{self.name}.result", list(spec.results))
        self.prepare_weeks = np.rint(self.number("prepare_weeks")).astype(np.int64)
        self.held_until = np.zeros(runs, dtype=np.int64)

    @property
    def spec_kind(self) -> type[written.Stage]:
        """The part of the format that describes this kind of stage."""
        return type(self.spec)

    def number(self, path: str) -> Floats:
        """Give one of the stage's own numbers as drawn for each run."""
        drawn: Floats = self.setting.inputs[f"process.{self.name}.{path}"]
        return drawn

    def actor(self, name: str) -> Actor:
        """Give one of the model's actors."""
        found: Actor = self.model.actors[name]
        return found

    def active(self) -> Counts:
        """Give the runs that stand in this stage since an earlier week, or since the process began, once prepared."""
        if not self.model.crowd[self.place]:
            return NOBODY
        # Who comes from another stage acts from the following week on, however little there is to prepare.
        wait = self.prepare_weeks if self.place == 0 else np.maximum(1, self.prepare_weeks)
        return np.flatnonzero((self.model.stage == self.place) & (self.entered + wait <= self.setting.week))

    def step(self) -> None:
        """Play one week: act on the runs that stand here and may act."""
        week = self.setting.week
        if week < self.opens:
            return
        runs = self.active()
        runs = runs[self.held_until[runs] <= week]
        if not runs.size:
            return
        new = runs[self.began[runs] == NEVER]
        if new.size:
            self.began[new] = week
            self.begin(new)
        self.act(runs)

    def begin(self, runs: Counts) -> None:
        """Prepare the runs that act here for the first time."""

    def act(self, runs: Counts) -> None:
        """Do what this kind of stage does in a week.

        Raises
        ------
        NotImplementedError
            By this class; every kind of stage does something of its own.
        """
        raise NotImplementedError

    def elapsed(self, runs: Counts) -> Counts:
        """Count the weeks since the runs began to act here."""
        return np.asarray(self.setting.week - self.began[runs].astype(np.int64))

    def send_on(self, runs: Counts, result: str) -> None:
        """Send runs to whatever follows this result, or end them."""
        if not runs.size:
            return
        self.left[runs] = self.setting.week
        self.result[runs] = list(self.spec.results).index(result)
        following = self.spec.onward(result).to
        self.tell("leaves", "", runs, result=result, following=following)
        self.put_in_force(self.setting.scenario.puts_in_force(self.name, result), runs)
        for actor in self.model.actors.values():
            actor.premiums_had[runs] += np.broadcast_to(actor.premium(self.name, result), (self.setting.runs,))[runs]
        self.model.move(runs, following, result)

    def put_in_force(self, what: str, runs: Counts) -> None:
        """Put a text in force: the one on the table, a named one, or none."""
        if what == NOTHING:
            return
        setting = self.setting
        setting.in_force[:, runs] = (setting.on_table if what == TABLE else setting.texts[what])[:, runs]
        setting.turns += 1
        self.model.settled[runs] = what == TABLE

    @property
    def telling(self) -> bool:
        """Whether a chronicle is kept: what only it needs is reckoned only then."""
        return self.model.chronicle is not None

    def tell(self, kind: str, actor: str, runs: Counts, **numbers: Any) -> None:
        """Write an entry in the chronicle, if one is kept; it is kept for a single run only."""
        if self.model.chronicle is not None and runs.size:
            date = self.setting.scenario.calendar.date_of(self.setting.week)
            self.model.chronicle.tell(self.setting.week, date, self.name, kind, actor, numbers)


def crossed(actor: Actor, text: Floats, runs: Counts) -> Flags:
    """Say on which issues a text lies beyond an actor's red lines, ``(issues, runs)``; for chronicles."""
    return np.asarray((text < actor.lower[:, runs] - 1e-9) | (text > actor.upper[:, runs] + 1e-9))


def due(elapsed: Counts, every: Floats) -> Flags:
    """Say which runs have a round this week, ``(runs,)``: every so many weeks, whole weeks counted.

    Examples
    --------
    >>> due(np.array([0, 3, 4]), np.array([4.0, 4.0, 4.0]))
    array([ True, False,  True])
    """
    whole = np.maximum(1, np.rint(every)).astype(np.int64)
    return np.asarray(elapsed % whole == 0)
