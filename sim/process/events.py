"""Dated events: they happen or not, and hold, release, signal or change something."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.process.stage import NEVER

if TYPE_CHECKING:
    from sim.rules.arrays import Counts, Flags
    from sim.scenario.format import events as written

__all__ = ["Events"]


class Events:
    """The dated events of a scenario, in the order of their dates.

    One that reacts to a stage (`not_before`) waits, in each run, until that stage has begun.

    Attributes
    ----------
    happened : dict of str to array of bool, (runs,)
        Whether each event has happened, by its name.

    Examples
    --------
    In week 12 the Russian president asks for universal principles, and Belgrade reckons more with a veto:

    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> model = StatusTalks(read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(1))
    >>> belgrade, run = model.actors["belgrade"], np.arange(1)
    >>> before = belgrade.believes("council.blocked", run)
    >>> for week in model.weeks():
    ...     if model.events.happened["putin_principles"].any():
    ...         break
    >>> week, bool(belgrade.believes("council.blocked", run)[0] > before[0])
    (12, True)
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self.setting = model.setting
        calendar = self.setting.scenario.calendar
        self.by_week: dict[int, list[written.Event]] = {}
        for event in sorted(self.setting.scenario.events, key=lambda event: event.date):
            self.by_week.setdefault(max(0, calendar.week_of(event.date)), []).append(event)
        self.waiting: list[tuple[written.Event, Flags]] = []
        results = model.results
        self.happened = {e.name: results.column(f"happened.{e.name}", False) for e in self.setting.scenario.events}

    def step(self) -> None:
        """Let the events of this week happen, or not, and those of earlier weeks that waited for a stage."""
        running = self.model.stage >= 0
        for event in self.by_week.get(self.setting.week, ()):
            self.waiting.append((event, np.ones(self.setting.runs, dtype=bool)))
        for event, waits in self.waiting:
            now = waits & running & self._may_happen(event)
            if now.any():
                waits[now] = False
                self._happen(event, now)
        self.waiting = [(event, waits) for event, waits in self.waiting if (waits & running).any()]

    def _may_happen(self, event: written.Event) -> Flags:
        """Say in which runs what an event reacts to is there, ``(runs,)``."""
        if event.not_before is None:
            return np.ones(self.setting.runs, dtype=bool)
        return np.asarray(self.model.stages[self.model.place_of(event.not_before)].began != NEVER)

    def _happen(self, event: written.Event, now: Flags) -> None:
        """Let an event happen, or not, in the runs in which that is decided now."""
        drawn = self.setting.streams.uniform(f"events.{event.name}")
        happens = drawn < self.setting.inputs[f"events.{event.name}.chance"]
        self.happened[event.name][now] = happens[now]
        self._tell(event, happens, now)
        for place, effect in enumerate(event.effects):
            self._apply(effect, f"events.{event.name}.effects.{place}", np.flatnonzero(happens & now))
        for place, effect in enumerate(event.otherwise):
            self._apply(effect, f"events.{event.name}.otherwise.{place}", np.flatnonzero(~happens & now))

    def _tell(self, event: written.Event, happens: Flags, now: Flags) -> None:
        if self.model.chronicle is not None:
            calendar, week = self.setting.scenario.calendar, self.setting.week
            label = event.label or event.name.replace("_", " ")
            chance = float(self.setting.inputs[f"events.{event.name}.chance"][0])
            # What counts from this week on happened after the last Monday; what waited, on the day after that.
            waited = max(0, calendar.week_of(event.date)) < week
            on = calendar.date_of(week - 1) + dt.timedelta(days=1) if waited else event.date
            numbers = {
                "name": event.name, "label": label, "happens": bool(happens[0]), "on": str(on), "chance": chance,
            }  # fmt: skip
            self.model.chronicle.tell(week, calendar.date_of(week), "", "event", "", numbers)

    def _apply(self, effect: written.Effect, path: str, runs: Counts) -> None:
        calendar = self.setting.scenario.calendar
        if effect.hold is not None:
            held = self.model.stages[self.model.place_of(effect.hold.stage)].held_until
            held[runs] = np.maximum(held[runs], calendar.week_of(effect.hold.until))
        elif effect.release is not None:
            self.model.stages[self.model.place_of(effect.release)].held_until[runs] = 0
        elif effect.signal is not None:
            self._signal(effect.signal, f"{path}.signal", runs)
        elif effect.change is not None:
            self._change(effect.change, f"{path}.change", runs)

    def _signal(self, signal: written.Signal, path: str, runs: Counts) -> None:
        sender = self.model.actors[signal.sender]
        weight = self.setting.inputs[f"{path}.weight"][runs]
        says = np.full(len(runs), signal.says)
        for listener in self.model.actors.values():
            if listener is not sender:
                listener.hear(signal.about, says, sender.number("signal_honesty")[runs], runs, weight)

    def _change(self, change: written.Change, path: str, runs: Counts) -> None:
        actor = self.model.actors[change.actor]
        by = self.setting.inputs[f"{path}.by"][runs]
        if change.of == "position":
            row = list(self.setting.scenario.issues).index(str(change.issue))
            moved = actor.position.copy()
            for point in (moved, actor.initial_position):
                point[row, runs] = np.clip(point[row, runs] + by, 0.0, 1.0)
            actor.move_to(moved)
        elif change.of == "following":
            actor.factions.move(change.faction, by, runs)
        else:
            numbers = getattr(actor, change.of)
            numbers[runs] = numbers[runs] + by if change.of == "side_payment" else np.maximum(0.0, numbers[runs] + by)
