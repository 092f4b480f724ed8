"""Dated events: they happen or not, and hold, release, signal or change something."""

import datetime as dt

import numpy as np

from sim.actors.party import Party
from sim.process.proceedings import Proceedings
from sim.process.stage import NEVER, AnyStage
from sim.rules.arrays import Counts, Flags
from sim.scenario.format import events as written
from sim.scenario.format.columns import HAPPENED

__all__ = ["Events"]


class Events:
    """The dated events of a scenario, in the order of their dates.

    One that reacts to a stage (`not_before`) waits, in each run, until that stage has begun.

    Attributes
    ----------
    names : tuple of str
        The events in the order of the file.

    Examples
    --------
    In week 12 the Russian president asks for universal principles, and Belgrade reckons more with a veto:

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(1))
    >>> belgrade, run = model.actors["belgrade"], np.arange(1)
    >>> before = belgrade.believes("council.blocked", run)
    >>> for week in model.weeks():
    ...     if model.events.happened["putin_principles"].any():
    ...         break
    >>> week, bool(belgrade.believes("council.blocked", run)[0] > before[0])
    (12, True)
    """

    def __init__(self, proceedings: Proceedings) -> None:
        self.proceedings = proceedings
        self.world, self.whereabouts = proceedings.world, proceedings.whereabouts
        self.stages: dict[str, AnyStage] = {}
        events = self.world.scenario.events
        self.names = tuple(event.name for event in events)
        self._happened = proceedings.records.flags(HAPPENED, {"event": self.names})
        self.waits: dict[str, Flags] = {}
        self.take_numbers()

    @property
    def happened(self) -> dict[str, Flags]:
        """Whether each event has happened, by its name."""
        return dict(zip(self.names, self._happened, strict=True))

    def take_numbers(self) -> None:
        """Read what the events of coming weeks do."""
        calendar = self.world.scenario.calendar
        self.by_name = {event.name: event for event in self.world.scenario.events}
        self.by_week: dict[int, list[str]] = {}
        for event in sorted(self.world.scenario.events, key=lambda event: event.date):
            self.by_week.setdefault(max(0, calendar.week_of(event.date)), []).append(event.name)

    def step(self) -> None:
        """Let the events of this week happen, or not, and those of earlier weeks that waited for a stage."""
        running = self.whereabouts.running
        for name in self.by_week.get(self.world.week, ()):
            self.waits[name] = np.ones(self.world.runs, dtype=bool)
        for name, waits in self.waits.items():
            event = self.by_name[name]
            now = waits & running & self._may_happen(event)
            if now.any():
                waits[now] = False
                self._happen(event, now)
        self.waits = {name: waits for name, waits in self.waits.items() if (waits & running).any()}

    def _may_happen(self, event: written.Event) -> Flags:
        """Tell in which runs what an event reacts to is there, ``(runs,)``."""
        if event.not_before is None:
            return np.ones(self.world.runs, dtype=bool)
        return np.asarray(self.stages[event.not_before].began != NEVER)

    def _happen(self, event: written.Event, now: Flags) -> None:
        """Let an event happen, or not, in the runs in which that is decided now."""
        drawn = self.world.streams.uniform("event", event.name)
        happens = drawn < self.world.inputs[f"events.{event.name}.chance"]
        self._happened[self.names.index(event.name), now] = happens[now]
        self._tell(event, happens, now)
        for place, effect in enumerate(event.effects):
            self._apply(effect, f"events.{event.name}.effects.{place}", np.flatnonzero(happens & now))
        for place, effect in enumerate(event.otherwise):
            self._apply(effect, f"events.{event.name}.otherwise.{place}", np.flatnonzero(~happens & now))

    def _tell(self, event: written.Event, happens: Flags, now: Flags) -> None:
        if self.proceedings.chronicle is None:
            return
        calendar, week = self.world.scenario.calendar, self.world.week
        # What counts from this week on happened after the last Monday; what waited, on the day after that.
        waited = max(0, calendar.week_of(event.date)) < week
        on = calendar.date_of(week - 1) + dt.timedelta(days=1) if waited else event.date
        self.proceedings.tell(
            "", "event", "", np.flatnonzero(now), name=event.name, label=event.label or event.name.replace("_", " "),
            happens=bool(happens[0]), on=str(on), chance=self.world.inputs[f"events.{event.name}.chance"],
        )  # fmt: skip

    def _apply(self, effect: written.Effect, path: str, runs: Counts) -> None:
        if effect.hold is not None:
            held = self.stages[effect.hold.stage].held_until
            held[runs] = np.maximum(held[runs], self.world.scenario.calendar.week_of(effect.hold.until))
        elif effect.release is not None:
            self.stages[effect.release].held_until[runs] = 0
        elif effect.signal is not None:
            self._signal(effect.signal, f"{path}.signal", runs)
        elif effect.change is not None:
            self._change(effect.change, f"{path}.change", runs)

    def _signal(self, signal: written.Signal, path: str, runs: Counts) -> None:
        sender = self.world.actors[signal.sender]
        weight = self.world.inputs[f"{path}.weight"][runs]
        says = np.full(len(runs), signal.says)
        self.world.others(sender).do("hear", signal.about, says, sender.signal_honesty[runs], runs, weight)

    def _change(self, change: written.Change, path: str, runs: Counts) -> None:
        actor = self.world.actors[change.actor]
        by = self.world.inputs[f"{path}.by"][runs]
        if change.of == "position":
            actor.shift_position(list(self.world.scenario.issues).index(str(change.issue)), by, runs)
        elif change.of == "following":
            assert isinstance(actor, Party) and actor.factions is not None, f"{actor.name} has no factions"
            actor.factions.move(str(change.faction), by, runs)
        else:
            actor.shift(change.of, by, runs)
